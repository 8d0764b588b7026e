"""Annexes: glossary, provenance of the catalogue, results of all checks, how to verify."""

from collections import Counter
from dataclasses import dataclass

from iso16363.diagnostics import Diagnostic, Severity
from iso16363.language import marked, say
from iso16363.report.lookup import Lookup

_SEVERITIES = {
    Severity.ERROR: marked("error"),
    Severity.WARNING: marked("warning"),
    Severity.NOTE: marked("note"),
}

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        marked("AIP"),
        marked("Archival Information Package: what the repository keeps, content together with all that preserves it."),
    ),
    (marked("Consumer"), marked("A person or program that finds information in the repository and receives it.")),
    (
        marked("Content Information"),
        marked("What is being preserved: the data and the Representation Information they need."),
    ),
    (marked("Context"), marked("How a piece of content relates to its surroundings, and why it was made.")),
    (
        marked("Designated Community"),
        marked("The people for whom the repository promises that content stays understandable."),
    ),
    (marked("DIP"), marked("Dissemination Information Package: what a Consumer receives on request.")),
    (marked("Fixity"), marked("Proof, such as a checksum, that content has not been altered without a record.")),
    (
        marked("Information Properties"),
        marked("What about the content must be kept intact; with it a change of format is judged."),
    ),
    (marked("Ingest"), marked("Taking a submission in, checking it, and turning it into an AIP.")),
    (marked("Knowledge Base"), marked("What the Designated Community is assumed to know already.")),
    (
        marked("OAIS"),
        marked(
            "Open Archival Information System: the reference model for archives that keep things for the long term."
        ),
    ),
    (
        marked("PDI"),
        marked("Preservation Description Information: reference, provenance, context, fixity and access rights."),
    ),
    (marked("Producer"), marked("A person or system that gives content to the repository.")),
    (marked("Provenance"), marked("Where content came from, what has been done to it, and by whom.")),
    (
        marked("Representation Information"),
        marked("What turns bits into something understood: format, meaning of fields, software."),
    ),
    (marked("SIP"), marked("Submission Information Package: what a Producer hands over.")),
)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A diagnostic as the report prints it; where its place is withheld, all of its code in one row."""

    code: str
    number: int
    severity: str
    place: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Annexes:
    """What stands at the end for those who check the report itself."""

    glossary: tuple[tuple[str, str], ...]
    edition: str
    standard: str
    published: str
    wording: str
    provenance: str
    checks: tuple[CheckRow, ...]
    errors: int
    warnings: int
    notes: int
    files: int


def build_annexes(lookup: Lookup) -> Annexes:
    """Collect the annexes."""
    judgement = lookup.judgement
    head = judgement.edition.head
    return Annexes(
        glossary=tuple((say(term), say(meaning)) for term, meaning in GLOSSARY),
        edition=head.title,
        standard=head.standard,
        published=head.published,
        wording=head.wording,
        provenance=head.provenance,
        checks=_checks(judgement.diagnostics),
        errors=judgement.count(Severity.ERROR),
        warnings=judgement.count(Severity.WARNING),
        notes=judgement.count(Severity.NOTE),
        files=sum(bool(document.path and document.sha256) for document in judgement.site.documents.values()),
    )


def _checks(diagnostics: tuple[Diagnostic, ...]) -> tuple[CheckRow, ...]:
    """A row for each diagnostic; those of which only the code may be shown are counted."""
    numbers = Counter(diagnostics)
    return tuple(
        CheckRow(d.code, n, say(_SEVERITIES[d.severity]), str(d.place), d.message, d.hint) for d, n in numbers.items()
    )
