"""The list of what a variant does not show, with reason and way to inspect it, as a table.

ISO 16919 has the auditor ask for it before the audit, to decide whether an audit is possible at all.
"""

from collections.abc import Iterator

from iso16363.csvtext import csv_text
from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.model.variant import Withheld
from iso16363.withholding import withheld_by


def withheld_csv(judgement: Judgement) -> str:
    """What a judgement of an outside variant withholds, in the language spoken."""
    return csv_text([headings(), *withheld_rows(judgement)])


def headings() -> tuple[str, ...]:
    """Names of the columns."""
    return (
        say("Kind"),
        say("Id"),
        say("Title"),
        say("What is withheld"),
        say("Why"),
        say("How to inspect it"),
        say("Criteria"),
    )


def withheld_rows(judgement: Judgement) -> Iterator[tuple[str, ...]]:
    """One row for each thing that is withheld, as the variant may name it."""
    for withheld in withheld_by(judgement):
        criteria = "; ".join(_titled(judgement, withheld))
        kind, name, title = label(withheld.kind), withheld.name, withheld.title
        yield kind, name, title, withheld.what, withheld.why, withheld.inspect, criteria


def _titled(judgement: Judgement, withheld: Withheld) -> Iterator[str]:
    """Criteria with their titles: alone, "3.1.2" is a date to some spreadsheets."""
    for criterion in withheld.criteria:
        known = judgement.edition.criteria.get(criterion)
        yield f"{criterion} {known.title}" if known else criterion
