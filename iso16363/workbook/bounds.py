"""What a returned workbook may change, and what makes a row of it no row of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from iso16363.model.layout import evidence_file
from iso16363.model.variant import Variant
from iso16363.spelling import nearest
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.defaults import columns_needed
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.provided_columns import ANSWERED
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.returned_lent import of_a_provider
from iso16363.workbook.returned_rows import STILL_ASKED, is_question
from iso16363.workbook.rowkeys import GROUPED
from iso16363.workbook.threeway import Difference, Extent, Outcome, Record, Records
from iso16363.workbook.whose_cells import of_another, of_unseen_answer, without_the_sites

_NO_CRITERION = Rejection("there is no such criterion in this edition", "Delete the row.")
_OTHER_PART = Rejection(
    "this workbook was made for one part of the audit, which the row is not in",
    "Make the change in the files, or in the workbook of that part.",
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The criteria that a workbook is for (none: all of them), those of the edition, and who filled it.

    `audit` are the records of the sheet Audit as the files have them, without anything withheld; `provided` the
    criteria that a provider answers as it is.
    """

    part: frozenset[str]
    criteria: tuple[str, ...]
    variant: Variant = Variant.INTERNAL
    audit: Records = field(default_factory=dict)
    provided: Mapping[str, str] = field(default_factory=dict)


def allowed(difference: Difference, sides: tuple[Records, Records, Records], bounds: Bounds) -> Difference:
    """The difference, rejected where the workbook may not make it; `sides` are export, workbook and files.

    It may not touch criteria themselves, what others have to say, and the parts of others.
    """
    unread = difference.outcome is Outcome.REJECTED and bounds.variant is Variant.AUDITOR
    if difference.outcome not in (Outcome.WORKBOOK, Outcome.CONFLICT) and not unread:
        return difference
    base, workbook, files = sides
    wrong = of_another(difference, bounds.variant, bounds.audit)
    if not unread:
        wrong = wrong or of_unseen_answer(difference, bounds.variant, base, files)
        wrong = wrong or _of_provider(difference, bounds.provided)
        wrong = wrong or _wrong_row(difference, bounds) or _out_of_part(difference, base, workbook, bounds.part)
    if wrong is None:
        return without_the_sites(difference, bounds.variant)
    return replace(difference, outcome=Outcome.REJECTED, reason=wrong.reason, remedy=wrong.remedy)


def _of_provider(difference: Difference, provided: Mapping[str, str]) -> Rejection | None:
    """What a provider says for the site: an answer as it is, a document under its name."""
    if difference.sheet == DOCUMENTS.sheet and isinstance(difference.workbook, Mapping):
        return of_a_provider(difference.key)
    if difference.sheet != CRITERIA.sheet or difference.field not in ANSWERED or difference.workbook is None:
        return None
    provider = provided.get(difference.key)
    if provider is None:
        return None
    file = evidence_file(difference.key)
    return Rejection(
        f"{provider} answers {difference.key} for this site, as it is",
        f"Empty the cell, and have it changed in sites/{provider}/{file}; or say `shared` under inherits in {file}, "
        "which joins both answers, or `own`.",
    )


def _out_of_part(difference: Difference, base: Records, workbook: Records, part: frozenset[str]) -> Rejection | None:
    if not part or (difference.sheet == DOCUMENTS.sheet and difference.extent is not Extent.DELETED):
        return None  # the register is everybody's: whoever has a part may register and correct documents
    sides = [side[difference.key] for side in (base, workbook) if difference.key in side]
    return None if all(_criteria_of(difference, side) & part for side in sides) else _OTHER_PART


def _wrong_row(difference: Difference, bounds: Bounds) -> Rejection | None:
    """What is wrong with a row as a whole: an open question, an empty column, no criterion that it belongs to."""
    if difference.sheet == CRITERIA.sheet and difference.extent is Extent.ADDED:
        return _NO_CRITERION
    if isinstance(difference.workbook, Mapping):
        record: Record = difference.workbook
        if any(is_question(value) for value in record.values()):
            return STILL_ASKED
        empty = [c.title for c in columns_needed(difference.sheet) if record.get(c.key) is None]
        if empty and difference.extent is Extent.ADDED:
            return Rejection(f"the new row says nothing under {' and '.join(empty)}", "Fill it in, or empty the row.")
        criterion = record.get("criterion")
    elif difference.field == "criterion":
        criterion = difference.workbook
    else:
        return None
    if difference.sheet not in GROUPED or criterion in bounds.criteria:
        return None
    if criterion is None:
        return Rejection("it names no criterion", "Choose one from the list, or empty the row.")
    close = nearest(str(criterion), bounds.criteria)
    hint = f'Did you mean "{close}"?' if close else "Choose one from the list."
    return Rejection(f"there is no criterion {criterion} in this edition", hint)


def _criteria_of(difference: Difference, record: Record) -> frozenset[str]:
    """The criteria that a row is about."""
    if difference.sheet == CRITERIA.sheet:
        return frozenset({difference.key})
    named = " ".join(str(record.get(name) or "") for name in ("criterion", "criteria"))
    return frozenset(named.replace(",", " ").split())
