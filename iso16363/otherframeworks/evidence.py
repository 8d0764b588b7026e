"""What speaks for a criterion: the answers behind its result, what they cite, and how far each citation counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from iso16363.judgement import Judgement
from iso16363.model.answers import Citation, CitationState
from iso16363.model.documents import Access, Document, DocumentState
from iso16363.model.layout import attached_name
from iso16363.scoring import is_current


class Standing(StrEnum):
    """Whether a citation counts as evidence, and if not fully, why; in English, as everything here."""

    CURRENT = "current"
    DRAFT = "draft"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    FILE_IN_DOUBT = "file-in-doubt"
    NOT_REGISTERED = "not-registered"
    CANDIDATE = "candidate"

    @property
    def label(self) -> str:
        """The value as words."""
        return self.value.replace("-", " ")

    @property
    def counts(self) -> bool:
        """Whether it is evidence at all."""
        return self not in (Standing.FILE_IN_DOUBT, Standing.NOT_REGISTERED, Standing.CANDIDATE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One citation with the document that it cites, as far as the variant shows it."""

    criterion: str
    document: str
    title: str
    locator: str | None
    shows: str | None
    standing: Standing
    access: Access | None
    link: str | None
    path: str | None


def speakers(judgement: Judgement, criterion: str) -> tuple[str, ...]:
    """Criteria whose answers are behind a result: its own and those it refers to, or its sub-criteria."""
    result = judgement.results[criterion]
    if result.derived:
        below = judgement.edition.children.get(criterion, ())
        found = [s for c in below if judgement.results[c].applicable for s in speakers(judgement, c)]
        return tuple(dict.fromkeys(found))
    site, known = judgement.site, judgement.results
    return (criterion, *(c for c in site.answer(criterion).see if c in known and site.answer(c).applicable))


def pieces(judgement: Judgement, criteria: Iterable[str]) -> tuple[Piece, ...]:
    """What the answers to some criteria cite, each citation once."""
    return tuple(dict.fromkeys(p for criterion in criteria for p in _of_answer(judgement, criterion)))


def _of_answer(judgement: Judgement, criterion: str) -> Iterator[Piece]:
    site = judgement.site
    for citation in site.answer(criterion).evidence:
        document = site.documents.get(citation.document)
        yield Piece(
            criterion=criterion,
            document=citation.document,
            title=document.title if document else citation.document,
            locator=citation.locator,
            shows=citation.shows,
            standing=_standing(judgement, citation, document),
            access=document.access if document else None,
            link=document.link if document else None,
            path=attached_name(document.path) if document and document.path else None,
        )


def _standing(judgement: Judgement, citation: Citation, document: Document | None) -> Standing:
    if document is None:
        return Standing.NOT_REGISTERED
    if citation.state is CitationState.CANDIDATE or document.state is DocumentState.CANDIDATE:
        return Standing.CANDIDATE
    if judgement.site.unverified(document):
        return Standing.FILE_IN_DOUBT
    if document.state is DocumentState.DRAFT:
        return Standing.DRAFT
    if document.state is DocumentState.SUPERSEDED:
        return Standing.SUPERSEDED
    return Standing.CURRENT if is_current(document, judgement.today) else Standing.EXPIRED
