"""What a site takes from its providers: the documents it cites there, and answers that are theirs in whole or part.

The lead of each part of a joined response is the short name of who says it, so that every output shows whose
words they are.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from posixpath import normpath
from typing import Final

from iso16363.diagnostics import Place
from iso16363.model.answers import Answer, Background, Citation, Share
from iso16363.model.assessment import Provider, SelfAssessment, Voice
from iso16363.model.base import provider_of
from iso16363.model.documents import Access, Document
from iso16363.model.layout import answer_place, inherited_path, provider_file
from iso16363.model.site import Site

_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>&~]")
_STRICTER: Final = (None, Access.PUBLIC, Access.INTERNAL, Access.RESTRICTED, Access.ON_SITE)
_MORE_CLOSED: Final = (Access.PUBLIC, None, *_STRICTER[2:])
"""Of documents: who does not say that everybody may see one has not published it."""


def as_provider(name: str, lender: SelfAssessment) -> Provider:
    """What a folder offers to those who inherit from it; its roles, notes and reviews are its own affair."""
    registered = {key: d.model_copy(update={"access": access}) for key, d, access in _by_file(lender.own_documents)}
    documents = {qualified(name, key): _lent_document(name, d) for key, d in registered.items()}
    answers = {criterion: _lent_answer(name, answer) for criterion, answer in lender.answers.items()}
    voices = {criterion: tuple(_lent_voices(name, criterion, lender)) for criterion in answers}
    return Provider(lender.site, documents, answers, voices, lender)


def _by_file(register: Mapping[str, Document]) -> Iterator[tuple[str, Document, Access | None]]:
    """Each document with the strictest access under which its file is registered: a site need not cite them all."""
    shared: dict[str, list[Access | None]] = {}
    for document in register.values():
        shared.setdefault(normpath(document.path or ""), []).append(document.access)
    for key, document in register.items():
        seen = shared[normpath(document.path)] if document.path else [document.access]
        yield key, document, max(seen, key=_MORE_CLOSED.index)


def _lent_voices(name: str, criterion: str, lender: SelfAssessment) -> Iterator[Voice]:
    for voice in _said(lender, criterion, lender.voices):
        yield voice if voice.provider else replace(voice, provider=name)


def _said(site: SelfAssessment, criterion: str, voices: Mapping[str, tuple[Voice, ...]]) -> tuple[Voice, ...]:
    """The parts of a response; one that nobody lent anything to is the site's own."""
    response = site.answer(criterion).response
    own = (Voice(None, site.site.short_name, response),) if response else ()
    return voices.get(criterion, own)


def named(providers: Mapping[str, Provider]) -> dict[str, Provider]:
    """Providers by name only, as others may know them: what is used of them is in the site."""
    public = ("format", "id", "kind", "name", "short_name", "fictional", "url", "edition")
    heads = {name: provider.site for name, provider in providers.items()}
    return {name: Provider(Site.model_construct(**{f: getattr(s, f) for f in public})) for name, s in heads.items()}


def documents_lent(site: SelfAssessment) -> dict[str, int]:
    """By provider, how many of its documents the site rests on."""
    return dict(Counter(provider for name in site.documents if (provider := provider_of(name))))


def answers_lent(site: SelfAssessment, provider: str) -> Mapping[Share, int]:
    """How many answers of a provider are used, and how."""
    return Counter(a.inherits.as_ for a in site.answers.values() if a.inherits and a.inherits.from_ == provider)


def qualified(provider: str, document: str) -> str:
    """Id of a provider's document as sites cite it; one that the provider itself inherits keeps its own."""
    return f"{provider}/{document}" if provider_of(document) is None else document


def inherit(site: SelfAssessment, providers: Mapping[str, Provider]) -> SelfAssessment:
    """The site with what it takes from its providers, as far as they have it; checks report what they have not."""
    if not providers:
        return site
    used = {c: lent for c in site.answers if (lent := _taken(site, c, providers))}
    written = {criterion: site.answers[criterion] for criterion in used}
    voices = {c: (*lent.voices.get(c, ()), *_said(site, c, {})) for c, lent in used.items()}
    answers = {c: _joined(a, used[c].answers[c], voices[c]) if c in used else a for c, a in site.answers.items()}
    joined = replace(site, answers=answers, written=written, voices=voices, providers=providers)
    offered = {name: d for provider in providers.values() for name, d in provider.documents.items()}
    return replace(joined, documents={**site.documents, **dict(_cited(joined, offered))})


def _taken(site: SelfAssessment, criterion: str, providers: Mapping[str, Provider]) -> Provider | None:
    """The provider that lends something to an answer, if there is one that has an answer to lend."""
    answer = site.answers[criterion]
    taken = answer.inherits
    if taken is None or taken.as_ is Share.OWN or taken.from_ not in providers:
        return None
    provider = providers[taken.from_]
    same_questions = provider.site.edition == site.site.edition
    lent = provider.answers.get(criterion) if same_questions else None
    return None if lent is None or not answer.applicable or not lent.applicable else provider


def _joined(answer: Answer, lent: Answer, voices: tuple[Voice, ...]) -> Answer:
    """The answer with what a provider lends to it."""
    whole = answer.inherits is not None and answer.inherits.as_ is Share.PROVIDED
    return answer.model_copy(
        update={
            "response": "\n\n".join(f"**{_plain(v.name)}**\n\n{v.text.strip()}" for v in voices) or None,
            "documented": lent.documented if whole else answer.documented,
            "implemented": lent.implemented if whole else answer.implemented,
            # one's own come first, so that their numbers are those of the file
            "evidence": answer.evidence + lent.evidence,
            "access": max(answer.access, lent.access, key=_STRICTER.index),
            "confirm": answer.confirm or lent.confirm,
        }
    )


def _plain(name: str) -> str:
    """A name as Markdown that shows it as it is."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(name.split()))


@dataclass(frozen=True, slots=True)
class Part:
    """What one provider adds to an answer, as its own files say it; its ratings only where it is used as a `whole`."""

    provider: str
    answer: Answer
    whole: bool


def lent_parts(criterion: str, site: SelfAssessment) -> Iterator[Part]:
    """What each provider adds to an answer in force: the one it is taken from, then the one which that takes it from.

    In this order their citations follow the site's own.
    """
    borrower, providers, whole, seen = site, site.providers, True, set[str]()
    while criterion in borrower.answers and (provider := _taken(borrower, criterion, providers)):
        taken, lender = borrower.answer(criterion).inherits, provider.lender
        if taken is None or lender is None or taken.from_ in seen:
            return
        seen.add(taken.from_)
        whole = whole and taken.as_ is Share.PROVIDED
        yield Part(taken.from_, lender.written_answer(criterion), whole)
        borrower, providers = lender, {n: site.providers[n] for n in lender.site.inherits if n in site.providers}


def source_of(criterion: str, index: int, site: SelfAssessment) -> tuple[str | None, int]:
    """In whose file a citation of an answer in force stands, None for the site's own, and its number there."""
    own = len(site.written_answer(criterion).evidence)
    if index < own:
        return None, index
    taken, index = site.answer(criterion).inherits, index - own
    for part in lent_parts(criterion, site):
        if index < len(part.answer.evidence):
            return part.provider, index
        index -= len(part.answer.evidence)
    return taken.from_ if taken else None, index


def citation_places(criterion: str, site: SelfAssessment) -> Iterator[tuple[Place, Citation]]:
    """The citations of an answer in force, each with the file it stands in, which may be a provider's."""
    for index, citation in enumerate(site.answer(criterion).evidence):
        provider, number = source_of(criterion, index, site)
        place = answer_place(criterion, "evidence", number)
        yield place if provider is None else replace(place, file=provider_file(provider, place.file)), citation


def _lent_answer(provider: str, answer: Answer) -> Answer:
    def citation(cited: Citation) -> Citation:
        return cited.model_copy(update={"document": qualified(provider, cited.document)})

    def background(said: Background) -> Background:
        return said.model_copy(update={"document": said.document and qualified(provider, said.document)})

    own = {"owner": None, "review": None, "note": None, "see": (), "target": None, "inherits": None}
    evidence, around = tuple(map(citation, answer.evidence)), tuple(map(background, answer.background))
    return answer.model_copy(update={**own, "evidence": evidence, "background": around})


def _lent_document(provider: str, document: Document) -> Document:
    return document.model_copy(
        update={
            "path": document.path and inherited_path(provider, document.path),
            "superseded_by": document.superseded_by and qualified(provider, document.superseded_by),
            "owner": None,
            "note": None,
        }
    )


def _cited(site: SelfAssessment, offered: Mapping[str, Document]) -> Iterator[tuple[str, Document]]:
    """Documents of providers that the site rests on, and those that replaced them; in the providers' order."""
    wanted = set(site.named_documents())
    waiting = list(wanted)
    while waiting:
        document = offered.get(waiting.pop())
        if document and document.superseded_by and document.superseded_by not in wanted:
            wanted.add(document.superseded_by)
            waiting.append(document.superseded_by)
    yield from ((name, document) for name, document in offered.items() if name in wanted)
