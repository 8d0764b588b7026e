"""The documents that a site has, cites or could cite, as far as several sites can share or lend them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from iso16363.judgement import Judgement
from iso16363.model.answers import CitationState
from iso16363.model.base import provider_of
from iso16363.model.documents import Access, Document, DocumentState
from iso16363.model.variant import Variant
from iso16363.narrowing import names_for_public
from iso16363.scoring import is_current
from iso16363.withholding import hidden_among, mark

_USUAL_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as one site knows it; `id` has the provider's name in front where it is inherited.

    `confirmed` and `candidate` are the criteria it is cited for, `candidates` the number of citations not confirmed.
    `same_as` is equal for what lies at one address. `access` is not public either where the public variant hides the
    document for another reason. `neutral` is a name that tells nothing, where readers may not know the id; title and
    link are empty where a variant does not have them.
    """

    id: str
    title: str
    provider: str | None
    access: Access | None
    link: str | None
    same_as: str | None
    state: DocumentState
    current: bool
    review_by: date | None
    effective: str | None
    confirmed: tuple[str, ...]
    candidate: tuple[str, ...]
    candidates: int
    file: str
    neutral: str | None = None

    @property
    def criteria(self) -> tuple[str, ...]:
        """Criteria it is cited for, confirmed or not."""
        return tuple(dict.fromkeys((*self.confirmed, *self.candidate)))


def offered_papers(site: str, judgement: Judgement, shown: Judgement) -> Iterator[Paper]:
    """All documents that a site may cite, its own and those of its providers, named as in the variant `shown`.

    What they are worth, and whether two are one document, is computed from the whole `judgement`.
    """
    confirmed: dict[str, dict[str, int]] = {}
    candidate: dict[str, dict[str, int]] = {}
    for criterion, answer in judgement.site.answers.items():
        for cited in answer.evidence:
            found = confirmed if cited.state is CitationState.CONFIRMED else candidate
            numbers = found.setdefault(cited.document, {})
            numbers[criterion] = numbers.get(criterion, 0) + 1
    names = _neutral_names(judgement, shown.variant)
    offered, visible = judgement.site.offered_documents, shown.site.offered_documents
    hidden = hidden_among(offered, Variant.PUBLIC)
    for name, document in offered.items():
        provider, seen = provider_of(name), visible.get(name)
        # one that is public and that no site cites is not in the variant: it is known by where it lies
        open_to_all = name not in hidden and (seen is None or address_of(seen) == address_of(document))
        unnamed = seen is None and shown.variant.leaves_out
        neutral = names.get(name, mark()) if unnamed and name in hidden else None
        yield Paper(
            id=name,
            title=seen.title if seen else "",
            provider=provider,
            access=document.access if open_to_all or document.access is not Access.PUBLIC else Access.INTERNAL,
            link=seen.link if seen else None,
            same_as=address_of(document),
            state=document.state,
            current=is_current(document, judgement.today) and not judgement.site.unverified(document),
            review_by=document.review_by,
            effective=document.effective,
            confirmed=tuple(confirmed.get(name, ())),
            candidate=tuple(candidate.get(name, ())),
            candidates=sum(candidate.get(name, {}).values()),
            file=f"sites/{provider if provider and not neutral else site}/documents.yaml",
            neutral=neutral,
        )


def _neutral_names(judgement: Judgement, variant: Variant) -> Mapping[str, str]:
    return names_for_public(judgement).documents if variant is Variant.PUBLIC else {}


def address_of(document: Document) -> str | None:
    """What two entries for one document have in common: the DOI, else the address without what does not matter."""
    if document.doi:
        return f"doi:{document.doi.lower()}"
    if not document.url:
        return None
    try:
        found = urlsplit(document.url)
        port = found.port
    except ValueError:
        return document.url
    host = (found.hostname or "").removeprefix("www.")
    if host in ("doi.org", "dx.doi.org"):
        return f"doi:{found.path.strip('/').lower()}"
    at = f":{port}" if port and port != _USUAL_PORTS.get(found.scheme) else ""
    asked = f"?{found.query}" if found.query else ""
    # some sites say with the fragment which page it is, not which part of it
    page = f"#{found.fragment}" if found.fragment.startswith(("/", "!")) else ""
    return f"{host}{at}{found.path.rstrip('/')}{asked}{page}"
