"""The texts that must not stand anywhere in a variant, and those that stand openly in it."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from iso16363.judgement import Judgement
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import provider_of
from iso16363.model.documents import Document, DocumentKind
from iso16363.model.layout import attached_name, attached_root
from iso16363.model.variant import Variant
from iso16363.withholding import KEPT_BACK, hidden_among

# Shorter texts say nothing by themselves, and would be found everywhere. What a citation `shows` is
# said in the site's own words: where a response says the same, the site has published it.
_NAME, _ADDRESS, _FILE, _PHRASE, _PLACE, _PERSON = 6, 4, 8, 12, 20, 5
_ID: Final = "-/0123456789"
"""An id without any of these is an ordinary word."""

Secret = tuple[str | None, int]


def secret_texts(judgement: Judgement, variant: Variant) -> tuple[str, ...]:
    """What narrowing a judgement to a variant takes away, as far as it is long enough to be told from other words.

    With what providers would not show in it of their own files, used here or not.
    """
    own = _long_enough(_of(judgement.site, variant))
    return tuple(dict.fromkeys((*own, *lent_secrets(judgement, variant), *judgement.unsaid)))


def lent_secrets(judgement: Judgement, variant: Variant) -> tuple[str, ...]:
    """Those secrets that come from the files of providers, or stand joined to what does."""
    whole = judgement.site
    lenders = (provider.lender for provider in whole.providers.values() if provider.lender)
    pairs = chain(*(_of(lender, variant) for lender in lenders), _parts(whole, variant))
    return tuple(dict.fromkeys(_long_enough(pairs)))


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
    for provider in (one.site for one in judgement.site.providers.values()):
        yield from filter(None, (provider.id, provider.name, provider.short_name, provider.url))
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


def _long_enough(pairs: Iterable[Secret]) -> Iterator[str]:
    return (text for text, least in pairs if text and len(text.strip()) >= least)


def _of(whole: SelfAssessment, variant: Variant) -> Iterator[Secret]:
    return chain(_for_auditor(whole) if variant is Variant.AUDITOR else _for_public(whole), _parts(whole, variant))


def _for_auditor(whole: SelfAssessment) -> Iterator[Secret]:
    site = whole.site
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
    hidden = hidden_among(whole.documents, Variant.AUDITOR)
    for name in sorted(hidden):
        yield from _addresses(whole.documents[name])
    for answer in whole.answers.values():
        yield from ((c.quote, _PHRASE) for c in answer.evidence if c.document in hidden)
        yield from _words(answer, Variant.AUDITOR)


def _for_public(whole: SelfAssessment) -> Iterator[Secret]:
    hidden = hidden_among(whole.documents, Variant.PUBLIC)
    for name in sorted(hidden):
        document = whole.documents[name]
        yield from _ids(name)
        yield from ((document.title, _NAME), (document.publisher, _NAME), (document.version, _FILE))
        yield from ((document.summary, _PLACE), (document.dated, _PHRASE))
        yield from _addresses(document)
        yield document.sha256, _FILE
    for name in sorted(set(whole.named_documents()) - whole.documents.keys()):
        yield from _ids(name)
    for answer in whole.answers.values():
        yield from _cited(whole, answer, hidden)
        yield from _words(answer, Variant.PUBLIC)
    for name, action in whole.actions.items():
        yield from _ids(name)
        yield from ((action.gap, _PLACE), (action.action, _PLACE))
    for taken in whole.imports.values():
        yield from ((taken.file, _FILE), (taken.sha256, _FILE))
    yield from _between_site_and_auditor(whole)


def _between_site_and_auditor(whole: SelfAssessment) -> Iterator[Secret]:
    for name, item in whole.audit.items():
        yield from _ids(name)
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


def _parts(whole: SelfAssessment, variant: Variant) -> Iterator[Secret]:
    """What each one said of a joined response: it stands nowhere else with the others' words around it."""
    for criterion, voices in whole.voices.items():
        if whole.answer(criterion).access in KEPT_BACK[variant]:
            yield from ((voice.text, _PLACE) for voice in voices)


def _cited(whole: SelfAssessment, answer: Answer, hidden: frozenset[str]) -> Iterator[Secret]:
    known = whole.documents.keys() - hidden
    for citation in answer.evidence:
        if citation.document not in known:
            yield from ((citation.locator, _PLACE), (citation.quote, _PHRASE))
    for background in answer.background:
        if background.document and background.document not in known:
            yield background.statement, _PLACE


def _addresses(document: Document) -> Iterator[Secret]:
    if document.path:
        path = document.path
        for written in (path, attached_name(path), path.removeprefix(f"{attached_root(path)}/")):
            yield from ((written, _ADDRESS), (quote(written), _ADDRESS))
        yield PurePosixPath(path).name, _FILE
    yield from ((document.url, _FILE), (document.doi, _FILE))


def _ids(name: str) -> Iterator[Secret]:
    """An id as it is written; a provider's document also as its own register has it."""
    for written in (name, name.removeprefix(f"{provider_of(name)}/")):
        if set(written) & set(_ID):
            yield written, _ADDRESS
