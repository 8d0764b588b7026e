"""The start page of an information package: what is in it, and where the evidence of each criterion lies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from iso16363.judgement import Judgement
from iso16363.language import label, long_date, marked, say, shown_mean, shown_number
from iso16363.model.answers import CitationState
from iso16363.model.audit import AuditKind
from iso16363.model.base import Term
from iso16363.model.variant import Variant
from iso16363.report.annexes import Annexes, build_annexes
from iso16363.report.auditfindings import said_of_open
from iso16363.report.declaration import Signature, build_signature
from iso16363.report.front import Cover, build_cover
from iso16363.report.gatepages import GatePage, build_gate_pages
from iso16363.report.look import PLAIN, Look
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.page import package_folder, render
from iso16363.report.register import DocumentRow, Register, build_register
from iso16363.report.screen import for_screen
from iso16363.report.sentences import build_sentences
from iso16363.report.sheets import evidence_row
from iso16363.report.summary import GateRow, build_gates

_FIRST: Final = ("report.pdf", "workbook.xlsx", "VERIFY.txt", "assessment.json")
"""What people look for first; the other files follow by name."""
_DOCUMENTS: Final = "documents/"
_CRITERIA: Final = "criteria/"
_STEP: Final = 1000
_UNITS: Final = (
    marked("{size} bytes"),
    marked("{size} kB"),
    marked("{size} MB"),
    marked("{size} GB"),
    marked("{size} TB"),
)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A file of the package. `path` is beside the start page; `document` the id of the document that it is."""

    path: str
    size: int
    sha256: str
    about: str
    document: str | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the page links it: `address` is its path with what a link may not hold encoded."""

    path: str
    address: str
    size: str
    about: str
    sha256: str


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """One citation of a criterion: where it leads, and what it is said to show there."""

    title: str
    address: str
    inside: bool
    locator: str
    shows: str
    candidate: bool


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion with its result and everything that is cited for it."""

    id: str
    title: str
    sheet: str
    rating: int | None
    target: int
    state: str
    state_label: str
    letter: str
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """The criteria of one subsection."""

    id: str
    title: str
    criteria: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class PackageView:
    """Everything that the page says. The title maps say which ids have a place in it to link to."""

    cover: Cover
    title: str
    ready: bool
    outside: bool
    for_auditor: bool
    sentences: tuple[str, str]
    gates: tuple[GateRow, ...]
    failing: tuple[GatePage, ...]
    signature: Signature
    raised: str
    since: str
    changes: int
    files: tuple[FileRow, ...]
    catalogue: tuple[FileRow, ...]
    named: Mapping[str, str]
    documents_list: tuple[tuple[DocumentRow, FileRow | None], ...]
    register: Register
    groups: tuple[CriterionGroup, ...]
    annexes: Annexes
    kinds: tuple[Term, ...]
    criteria: Mapping[str, str]
    documents: Mapping[str, str]
    actions: frozenset[str]
    items: frozenset[str]


def index_page(shown: Judgement, entries: Sequence[IndexEntry], *, look: Look = PLAIN) -> str:
    """The page as one file that asks for nothing; it links what lies beside it, and the web addresses of documents."""
    style = (package_folder() / "index.css").read_text(encoding="utf-8")
    given = {"view": build_package_view(shown, entries), "further_style": Markup(style)}  # noqa: S704 - our own
    return for_screen(render("index.html", given, look=look))


def build_package_view(shown: Judgement, entries: Sequence[IndexEntry]) -> PackageView:
    """Compute what the page says of a judgement and of the files that were made of it."""
    lookup = Lookup(shown)
    register, files = build_register(lookup), {entry.path: _file(entry) for entry in entries}
    of_documents = {entry.document: files[entry.path] for entry in entries if entry.document}
    around = [f for path, f in files.items() if not path.startswith((_DOCUMENTS, _CRITERIA))]
    around.sort(key=lambda file: _FIRST.index(file.path) if file.path in _FIRST else len(_FIRST))
    since = shown.since
    return PackageView(
        cover=build_cover(lookup),
        title=_title(shown),
        ready=not shown.draft,
        outside=shown.variant.leaves_out,
        for_auditor=shown.variant is not Variant.PUBLIC,
        sentences=build_sentences(lookup),
        gates=build_gates(lookup),
        failing=build_gate_pages(lookup),
        signature=build_signature(lookup),
        raised=said_of_open(lookup),
        since=long_date(since.record.on) if since else "",
        changes=len(lookup.changes),
        files=tuple(around),
        catalogue=tuple(f for path, f in files.items() if path.startswith(_CRITERIA)),
        named={f.path: f.address for f in around},
        documents_list=tuple((d, of_documents.get(d.id)) for d in register.documents),
        register=register,
        groups=tuple(_groups(lookup, of_documents, "report.pdf" in files)),
        annexes=build_annexes(lookup),
        kinds=tuple(AuditKind),
        criteria={criterion: record.title for criterion, record in shown.edition.criteria.items()},
        documents={document: record.title for document, record in shown.site.documents.items()},
        actions=frozenset(),
        items=frozenset(),
    )


def _title(shown: Judgement) -> str:
    name, edition = shown.site.site.short_name, shown.edition.head.title
    if shown.draft:
        return say("Draft of an information package: {name}, {edition}", name=name, edition=edition)
    return say("Information package: {name}, {edition}", name=name, edition=edition)


def _file(entry: IndexEntry) -> FileRow:
    return FileRow(entry.path, quote(entry.path), shown_size(entry.size), entry.about, entry.sha256)


def shown_size(size: int) -> str:
    """A number of bytes as people read it."""
    if size < _STEP:
        return say(_UNITS[0], size=shown_number(size))
    amount, unit = float(size), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return say(_UNITS[unit], size=shown_mean(amount))


def _groups(lookup: Lookup, files: Mapping[str, FileRow], reported: bool) -> list[CriterionGroup]:  # noqa: FBT001 - ours
    edition = lookup.judgement.edition
    return [
        CriterionGroup(name, record.title, tuple(_criterion(lookup, c, files, reported) for c in record.criteria))
        for name, record in edition.subsections.items()
    ]


def _criterion(lookup: Lookup, criterion: str, files: Mapping[str, FileRow], reported: bool) -> CriterionRow:  # noqa: FBT001 - ours
    result, answer = lookup.results[criterion], lookup.judgement.site.answer(criterion)
    return CriterionRow(
        id=criterion,
        title=lookup.title(criterion),
        sheet=f"report.pdf#nameddest=c-{criterion}" if reported else "",
        rating=result.rating,
        target=result.target,
        state=result.state.value,
        state_label=label(result.state),
        letter=STATE_LETTER[result.state],
        evidence=tuple(
            _evidence(lookup, criterion, number, files) for number, _ in enumerate(answer.evidence, start=1)
        ),
    )


def _evidence(lookup: Lookup, criterion: str, number: int, files: Mapping[str, FileRow]) -> EvidenceLink:
    citation = lookup.judgement.site.answer(criterion).evidence[number - 1]
    document = lookup.judgement.site.documents.get(citation.document)
    file = files.get(citation.document)
    row = evidence_row(lookup, criterion, number, citation)
    address = file.address if file else (document.link if document and document.link else "")
    if not address and document:
        address = f"#d-{citation.document}"
    return EvidenceLink(
        title=row.title,
        address=address,
        inside=file is not None,
        locator=row.locator or "",
        shows=row.shows or "",
        candidate=citation.state is CitationState.CANDIDATE,
    )
