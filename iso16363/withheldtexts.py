"""The texts that must not stand anywhere in a variant, and those that stand openly in it."""

from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from iso16363.judgement import Judgement
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
from iso16363.model.documents import Document, DocumentKind
from iso16363.model.variant import Variant
from iso16363.withholding import KEPT_BACK, hidden_among

# Shorter texts say nothing by themselves, and would be found everywhere. What a citation `shows` is
# said in the site's own words: where a response says the same, the site has published it.
_NAME, _ADDRESS, _FILE, _PHRASE, _PLACE, _PERSON = 6, 4, 8, 12, 20, 5
_ID: Final = "-0123456789"
"""An id without any of these is an ordinary word."""

Secret = tuple[str | None, int]


def secret_texts(judgement: Judgement, variant: Variant) -> tuple[str, ...]:
    """What narrowing a judgement to a variant takes away, as far as it is long enough to be told from other words."""
    pairs = _for_auditor(judgement) if variant is Variant.AUDITOR else _for_public(judgement)
    long_enough = (text for text, least in pairs if text and len(text.strip()) >= least)
    return tuple(dict.fromkeys(long_enough))


def open_texts(judgement: Judgement, variant: Variant) -> Iterator[str]:
    """What stands openly in a variant: the catalogue, the site's name, what is shown of documents that are shown."""
    for criterion in judgement.edition.criteria.values():
        yield from (criterion.title, criterion.requirement, *criterion.look_at, *criterion.examples)
    for role in judgement.catalogue.document_roles.values():
        yield from (role.title, role.about)
    yield from (kind.label for kind in DocumentKind)
    site = judgement.site.site
    own = (site.id, site.name, site.short_name, site.legal_entity, site.country, site.url, site.edition)
    yield from filter(None, own)
    yield from (role.title for role in site.roles.values())
    if site.repository:
        yield site.repository.name
    hidden = hidden_ids(judgement, variant)
    for name, document in judgement.site.documents.items():
        if name not in hidden:
            shown = (name, document.title, document.publisher, document.version, document.path, document.link)
            yield from filter(None, shown)
    for answer in judgement.site.answers.values():
        for citation in answer.evidence:
            if citation.document in judgement.site.documents and citation.document not in hidden:
                yield from filter(None, (citation.locator, citation.quote))


def hidden_ids(judgement: Judgement, variant: Variant) -> frozenset[str]:
    """Registered documents that a variant does not show."""
    return hidden_among(judgement.site.documents, variant)


def _for_auditor(judgement: Judgement) -> Iterator[Secret]:
    site, whole = judgement.site.site, judgement.site
    notes = chain(
        site.notes,
        (text for answer in whole.answers.values() for text in (answer.note, answer.confirm)),
        (document.note for document in whole.documents.values()),
        (action.note for action in whole.actions.values()),
        (item.note for item in whole.audit.values()),
    )
    yield from ((note, _PLACE) for note in notes)
    if site.repository:
        yield site.repository.note, _PLACE
    for role in site.roles.values():
        yield from ((role.person, _PERSON), (role.email, _PERSON))
    hidden = hidden_ids(judgement, Variant.AUDITOR)
    for name in sorted(hidden):
        yield from _addresses(whole.documents[name])
    for answer in whole.answers.values():
        yield from ((c.quote, _PHRASE) for c in answer.evidence if c.document in hidden)
        yield from _words(answer, Variant.AUDITOR)


def _for_public(judgement: Judgement) -> Iterator[Secret]:
    whole, hidden = judgement.site, hidden_ids(judgement, Variant.PUBLIC)
    for name in sorted(hidden):
        document = whole.documents[name]
        yield _id(name)
        yield from ((document.title, _NAME), (document.publisher, _NAME), (document.version, _FILE))
        yield from ((document.summary, _PLACE), (document.dated, _PHRASE))
        yield from _addresses(document)
        yield document.sha256, _FILE
    for name in sorted(set(whole.named_documents()) - whole.documents.keys()):
        yield _id(name)
    for answer in whole.answers.values():
        yield from _cited(judgement, answer, hidden)
        yield from _words(answer, Variant.PUBLIC)
    for name, action in whole.actions.items():
        yield _id(name)
        yield from ((action.gap, _PLACE), (action.action, _PLACE))
    for taken in whole.imports.values():
        yield from ((taken.file, _FILE), (taken.sha256, _FILE))
    yield from _between_site_and_auditor(whole)


def _between_site_and_auditor(whole: SelfAssessment) -> Iterator[Secret]:
    for name, item in whole.audit.items():
        yield _id(name)
        said = (item.statement, item.seen, item.verdict, item.effectiveness, item.answer)
        yield from ((text, _PLACE) for text in (*said, item.correction, item.cause, item.corrective_action))
    for handoff in whole.handoffs.values():
        yield from ((handoff.to, _PERSON), (handoff.package, _FILE), (handoff.manifest, _FILE), (handoff.frozen, _FILE))
    for declaration in whole.declarations.values():
        if declaration.revoked:
            yield declaration.revoked.why, _PLACE


def _words(answer: Answer, variant: Variant) -> Iterator[Secret]:
    if answer.access in KEPT_BACK[variant]:
        yield from ((answer.response, _PLACE), (answer.reason, _PLACE))


def _cited(judgement: Judgement, answer: Answer, hidden: frozenset[str]) -> Iterator[Secret]:
    known = judgement.site.documents.keys() - hidden
    for citation in answer.evidence:
        if citation.document not in known:
            yield from ((citation.locator, _PLACE), (citation.quote, _PHRASE))
    for background in answer.background:
        if background.document and background.document not in known:
            yield background.statement, _PLACE


def _addresses(document: Document) -> Iterator[Secret]:
    if document.path:
        yield document.path, _ADDRESS
        yield quote(document.path), _ADDRESS
        yield PurePosixPath(document.path).name, _FILE
    yield from ((document.url, _FILE), (document.doi, _FILE))


def _id(name: str) -> Secret:
    return (name if set(name) & set(_ID) else None), _ADDRESS
