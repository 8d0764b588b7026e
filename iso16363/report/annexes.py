"""Annexes: glossary, provenance of the catalogue, results of all checks, how to verify."""

from dataclasses import dataclass

from iso16363.report.lookup import Lookup

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("AIP", "Archival Information Package: what the repository keeps, content together with all that preserves it."),
    ("Consumer", "A person or program that finds information in the repository and receives it."),
    ("Content Information", "What is being preserved: the data and the Representation Information they need."),
    ("Context", "How a piece of content relates to its surroundings, and why it was made."),
    ("Designated Community", "The people for whom the repository promises that content stays understandable."),
    ("DIP", "Dissemination Information Package: what a Consumer receives on request."),
    ("Fixity", "Proof, such as a checksum, that content has not been altered without a record."),
    ("Information Properties", "What about the content must be kept intact; with it a change of format is judged."),
    ("Ingest", "Taking a submission in, checking it, and turning it into an AIP."),
    ("Knowledge Base", "What the Designated Community is assumed to know already."),
    ("OAIS", "Open Archival Information System: the reference model for archives that keep things for the long term."),
    ("PDI", "Preservation Description Information: reference, provenance, context, fixity and access rights."),
    ("Producer", "A person or system that gives content to the repository."),
    ("Provenance", "Where content came from, what has been done to it, and by whom."),
    ("Representation Information", "What turns bits into something understood: format, meaning of fields, software."),
    ("SIP", "Submission Information Package: what a Producer hands over."),
)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A diagnostic as the report prints it."""

    code: str
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
    files: tuple[tuple[str, str], ...]


def build_annexes(lookup: Lookup) -> Annexes:
    """Collect the annexes."""
    judgement = lookup.judgement
    head = judgement.edition.head
    rows = tuple(CheckRow(d.code, d.severity.value, str(d.place), d.message, d.hint) for d in judgement.diagnostics)
    severities = [row.severity for row in rows]
    attached = [
        (document.path, document.sha256)
        for document in judgement.site.documents.values()
        if document.path and document.sha256
    ]
    return Annexes(
        glossary=GLOSSARY,
        edition=head.title,
        standard=head.standard,
        published=head.published,
        wording=head.wording,
        provenance=head.provenance,
        checks=rows,
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        notes=severities.count("note"),
        files=tuple(attached),
    )
