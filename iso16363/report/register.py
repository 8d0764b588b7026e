"""The evidence register, what is withheld, which documents the standard calls for, demonstrations."""

from dataclasses import dataclass

from iso16363.language import label, listed, long_date, marked, one_or_many, say
from iso16363.model.answers import Method
from iso16363.model.base import provider_of
from iso16363.model.documents import Document, Origin
from iso16363.model.layout import attached_name
from iso16363.model.variant import Variant, Withheld, WithheldKind
from iso16363.report.lookup import Lookup
from iso16363.report.sheets import EvidenceRow, evidence_row
from iso16363.scoring import is_current
from iso16363.withholding import withheld_by

_KIND_OF = {
    Origin.PARENT: marked("{kind} of the parent"),
    Origin.FEDERATION: marked("{kind} of the federation"),
    Origin.PROJECT: marked("{kind} of the project"),
    Origin.SOFTWARE: marked("{kind} of the software"),
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A registered document with everything an auditor needs to find and check it.

    `withheld` says what of it this report does not show; `nameless` that it is not even named.
    """

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
    provider: str | None
    language: str
    summary: str | None
    access: str
    path: str | None
    link: str | None
    sha256: str | None
    verified: str | None
    checked: str | None
    roles: tuple[str, ...]
    cited_in: tuple[str, ...]
    withheld: str | None
    nameless: bool


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """Something that is not shown or not handed out: why, and how it can be inspected all the same.

    `documents` are ids; those with the same reason and way stand together.
    """

    kind: str
    title: str
    documents: tuple[str, ...]
    what: str
    reason: str
    inspect: str
    variants: str


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
    withheld_here: bool
    called_for: tuple[CalledForRow, ...]
    called_for_missing: int
    demonstrations: tuple[tuple[str, EvidenceRow], ...]


def build_register(lookup: Lookup) -> Register:
    """Set out every registered document and what it is there for."""
    site, withheld = lookup.judgement.site, withheld_by(lookup.judgement)
    called_for, here = _called_for(lookup), lookup.judgement.variant.leaves_out
    missing = {w.name: w.what for w in withheld if here and w.kind is WithheldKind.DOCUMENT}
    return Register(
        documents=tuple(_document(lookup, d, document, missing.get(d)) for d, document in site.documents.items()),
        attached=sum(bool(d.path) for d in site.documents.values()),
        linked=sum(bool(d.link) for d in site.documents.values()),
        uncited=tuple(d for d in site.documents if d not in lookup.cited_in),
        withheld=_withheld(withheld),
        withheld_here=here,
        called_for=called_for,
        called_for_missing=sum(not row.holds for row in called_for if row.required),
        demonstrations=tuple(
            (criterion, evidence_row(lookup, criterion, number, citation))
            for candidates in (False, True)
            for criterion, number, citation in lookup.citations(candidates=candidates)
            if citation.method is not Method.EXAMINE
        ),
    )


def _withheld(withheld: tuple[Withheld, ...]) -> tuple[WithheldRow, ...]:
    alike: dict[tuple[str, ...], list[Withheld]] = {}
    for w in withheld:
        own = () if w.kind is WithheldKind.DOCUMENT else (w.kind, w.name)
        alike.setdefault((w.kind, w.what, w.why, w.inspect, *w.variants, *own), []).append(w)
    groups = sorted(alike.values(), key=lambda found: (list(WithheldKind).index(found[0].kind), len(found) > 1))
    return tuple(map(_together, groups))


def _together(found: list[Withheld]) -> WithheldRow:
    first, documents = found[0], tuple(w.name for w in found if w.kind is WithheldKind.DOCUMENT)
    many = one_or_many("{n} document", "{n} documents", len(documents)) if len(documents) > 1 else ""
    variants = listed([label(variant) for variant in first.variants])
    return WithheldRow(
        label(first.kind), many or first.title, documents, first.what, first.why, first.inspect, variants
    )


def _document(lookup: Lookup, document_id: str, document: Document, withheld: str | None) -> DocumentRow:
    today, kind = lookup.judgement.today, label(document.kind)
    period = document.period
    return DocumentRow(
        id=document_id,
        title=document.title,
        kind=say(_KIND_OF[document.scope], kind=kind) if document.scope in _KIND_OF else kind,
        publisher=document.publisher,
        version=document.version,
        state=label(document.state),
        current=is_current(document, today),
        superseded_by=document.superseded_by,
        date=document.date_shown,
        period=say("{first} to {last}", first=period.from_, last=period.to) if period else None,
        review_by=long_date(document.review_by) if document.review_by else None,
        expired=bool(document.review_by and document.review_by < today),
        owner=lookup.role_title(document.owner),
        provider=lookup.provider_name(provider_of(document_id)),
        language=document.language,
        summary=document.summary,
        access=label(document.access) if document.access else say("access not stated"),
        path=document.path and attached_name(document.path),
        link=document.link,
        sha256=document.sha256,
        verified=_verified(lookup, document),
        checked=long_date(document.checked) if document.checked else None,
        roles=document.roles,
        cited_in=lookup.cited_in.get(document_id, ()),
        withheld=withheld,
        nameless=bool(withheld and lookup.judgement.variant is Variant.PUBLIC),
    )


def _verified(lookup: Lookup, document: Document) -> str | None:
    if not document.path:
        return None
    found = lookup.judgement.site.attachments.found.get(document.path)
    if found is None:
        return say("file missing")
    if document.sha256 is None:
        return say("file present, no checksum recorded")
    return say("checksum matches") if found.sha256 == document.sha256 else say("checksum does not match")


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
            status = say("in place")
        elif absent is not None:
            status = say("deliberately absent")
        else:
            status = say("not approved or not current") if filled else say("none registered")
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
