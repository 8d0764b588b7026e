"""What a site takes from its providers: the documents it cites there, and answers that are theirs in whole or part.

The lead of each part of a joined response is the short name of who says it, so that every output shows whose
words they are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from iso16363.model.answers import Answer, Background, Citation, Share
from iso16363.model.assessment import Provider, SelfAssessment
from iso16363.model.base import provider_of
from iso16363.model.documents import Access, Document
from iso16363.model.layout import inherited_path
from iso16363.model.site import Site

_STRICTER: Final = (None, Access.PUBLIC, Access.INTERNAL, Access.RESTRICTED, Access.ON_SITE)


def as_provider(name: str, lender: SelfAssessment) -> Provider:
    """What a folder offers to those who inherit from it; its roles, notes and reviews are its own affair."""
    documents = {qualified(name, key): _lent_document(name, d) for key, d in lender.own_documents.items()}
    answers = {criterion: _lent_answer(name, answer) for criterion, answer in lender.answers.items()}
    return Provider(lender.site, documents, answers)


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
    answers = {criterion: _in_force(site, criterion, answer, providers) for criterion, answer in site.answers.items()}
    written = {
        criterion: site.answers[criterion] for criterion, a in answers.items() if a is not site.answers[criterion]
    }
    joined = replace(site, answers=answers, written=written, providers=providers)
    offered = {name: d for provider in providers.values() for name, d in provider.documents.items()}
    return replace(joined, documents={**site.documents, **dict(_cited(joined, offered))})


def _in_force(site: SelfAssessment, criterion: str, answer: Answer, providers: Mapping[str, Provider]) -> Answer:
    """The answer with what a provider lends to it."""
    taken = answer.inherits
    if taken is None or taken.as_ is Share.OWN or taken.from_ not in providers:
        return answer
    provider = providers[taken.from_]
    same_questions = provider.site.edition == site.site.edition
    lent = provider.answers.get(criterion) if same_questions else None
    if lent is None or not answer.applicable or not lent.applicable:
        return answer
    whole = taken.as_ is Share.PROVIDED
    said = [(provider.site.short_name, lent.response), (site.site.short_name, answer.response)]
    return answer.model_copy(
        update={
            "response": "\n\n".join(f"**{who}**\n\n{text.strip()}" for who, text in said if text) or None,
            "documented": lent.documented if whole else answer.documented,
            "implemented": lent.implemented if whole else answer.implemented,
            # one's own come first, so that their numbers are those of the file
            "evidence": answer.evidence + lent.evidence,
            "access": max(answer.access, lent.access, key=_STRICTER.index),
        }
    )


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
