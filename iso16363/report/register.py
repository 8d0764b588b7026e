"""The evidence register, what is withheld, which documents the standard calls for, demonstrations."""

from dataclasses import dataclass

from iso16363.model.answers import Method
from iso16363.model.documents import Access, Document
from iso16363.report.lookup import Lookup
from iso16363.report.sheets import EvidenceRow, evidence_row
from iso16363.report.wording import long_date
from iso16363.scoring import is_current


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A registered document with everything an auditor needs to find and check it."""

    id: str
    title: str
    kind: str
    publisher: str | None
    version: str | None
    state: str
    current: bool
    superseded_by: str | None
    date: str | None
    period: str | None
    review_by: str | None
    expired: bool
    owner: str | None
    language: str
    summary: str | None
    access: str | None
    origin: str
    path: str | None
    link: str | None
    sha256: str | None
    verified: str | None
    checked: str | None
    roles: tuple[str, ...]
    cited_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """A document that is not handed out: why, and how it can be inspected all the same."""

    id: str
    title: str
    access: str
    reason: str | None
    inspect: str | None


@dataclass(frozen=True, slots=True)
class CalledForRow:
    """A document role the standard calls for, and what fills it at this site."""

    id: str
    title: str
    about: str
    required: bool
    criteria: tuple[str, ...]
    documents: tuple[str, ...]
    status: str
    holds: bool
    absent: str | None


@dataclass(frozen=True, slots=True)
class Register:
    """All documents and the views on them that the report prints."""

    documents: tuple[DocumentRow, ...]
    attached: int
    linked: int
    uncited: tuple[str, ...]
    withheld: tuple[WithheldRow, ...]
    called_for: tuple[CalledForRow, ...]
    called_for_missing: int
    demonstrations: tuple[tuple[str, EvidenceRow], ...]


def build_register(lookup: Lookup) -> Register:
    """Set out every registered document and what it is there for."""
    site = lookup.judgement.site
    called_for = _called_for(lookup)
    return Register(
        documents=tuple(_document(lookup, d, document) for d, document in site.documents.items()),
        attached=sum(bool(d.path) for d in site.documents.values()),
        linked=sum(bool(d.link) for d in site.documents.values()),
        uncited=tuple(d for d in site.documents if d not in lookup.cited_in),
        withheld=tuple(
            WithheldRow(d, x.title, x.access.label, x.withheld, x.inspect)
            for d, x in site.documents.items()
            if x.access in (Access.RESTRICTED, Access.ON_SITE)
        ),
        called_for=called_for,
        called_for_missing=sum(not row.holds for row in called_for if row.required),
        demonstrations=tuple(
            (criterion, evidence_row(lookup, criterion, number, citation))
            for candidates in (False, True)
            for criterion, number, citation in lookup.citations(candidates=candidates)
            if citation.method is not Method.EXAMINE
        ),
    )


def _document(lookup: Lookup, document_id: str, document: Document) -> DocumentRow:
    today = lookup.judgement.today
    period = f"{document.period.from_} to {document.period.to}" if document.period else None
    return DocumentRow(
        id=document_id,
        title=document.title,
        kind=document.kind.label,
        publisher=document.publisher,
        version=document.version,
        state=document.state.label,
        current=is_current(document, today),
        superseded_by=document.superseded_by,
        date=document.date_shown,
        period=period,
        review_by=long_date(document.review_by) if document.review_by else None,
        expired=bool(document.review_by and document.review_by < today),
        owner=lookup.role_title(document.owner),
        language=document.language,
        summary=document.summary,
        access=document.access.label if document.access else None,
        origin=document.scope.label,
        path=document.path,
        link=document.link,
        sha256=document.sha256,
        verified=_verified(lookup, document),
        checked=long_date(document.checked) if document.checked else None,
        roles=document.roles,
        cited_in=lookup.cited_in.get(document_id, ()),
    )


def _verified(lookup: Lookup, document: Document) -> str | None:
    if not document.path:
        return None
    found = lookup.judgement.site.attachments.found.get(document.path)
    if found is None:
        return "file missing"
    if document.sha256 is None:
        return "file present, no checksum recorded"
    return "checksum matches" if found.sha256 == document.sha256 else "checksum does not match"


def _called_for(lookup: Lookup) -> tuple[CalledForRow, ...]:
    site, today = lookup.judgement.site, lookup.judgement.today
    rows = []
    for role_id, role in lookup.judgement.catalogue.document_roles.items():
        results = [lookup.results[c] for c in role.criteria if c in lookup.results]
        if not any(r.applicable for r in results):
            continue
        filled = {d: x for d, x in site.documents.items() if role_id in x.roles}
        absent = site.site.absent_documents.get(role_id)
        current = any(is_current(x, today) for x in filled.values())
        if current:
            status = "in place"
        elif absent is not None:
            status = "deliberately absent"
        else:
            status = "not approved or not current" if filled else "none registered"
        holds = current or absent is not None
        rows.append(
            CalledForRow(
                id=role_id,
                title=role.title,
                about=role.about,
                required=role.required,
                criteria=tuple(r.criterion for r in results),
                documents=tuple(filled),
                status=status,
                holds=holds,
                absent=absent,
            )
        )
    return tuple(rows)
