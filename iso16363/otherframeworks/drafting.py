"""A draft self-assessment in another framework: requirement by requirement, what the site says for ISO 16363.

Figures are counts of mapped criteria. Nothing here is a level, score or verdict of the other framework.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from iso16363.judgement import Judgement
from iso16363.model.base import parent_of
from iso16363.model.frameworks import Counterpart, Framework, Requirement
from iso16363.otherframeworks.crossing import SAME, Crossed, crossings
from iso16363.otherframeworks.evidence import Piece, Standing, pieces, speakers
from iso16363.scoring import STATE_ORDER, CriterionResult, CriterionState, Tally, tally


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row of the mapping with what the site says. Without `result`, the site's edition has no such criterion."""

    number: str
    row: Counterpart
    crossed: Crossed
    title: str
    result: CriterionResult | None
    missing: tuple[str, ...]
    speakers: tuple[str, ...] = ()
    evidence: tuple[Piece, ...] = ()

    @property
    def criterion(self) -> str:
        """Number in the site's edition, else in that of the mapping."""
        return self.crossed.criterion or self.number

    @property
    def moved(self) -> bool:
        """Whether the mapping was made against another number or another wording."""
        return self.crossed.change not in (SAME, "unchanged")


@dataclass(frozen=True, slots=True)
class Response:
    """What an answer says, in the site's words; of a criterion that does not apply, the reason."""

    criterion: str
    title: str
    state: CriterionState
    text: str


@dataclass(frozen=True)
class RequirementDraft:
    """What there is for one requirement."""

    id: str
    requirement: Requirement
    rows: tuple[Mapped, ...]
    responses: tuple[Response, ...]

    @property
    def name(self) -> str:
        """Number and title; where the framework has names instead of numbers, the title explains the name."""
        return f"{self.id}{':' if self.id.isalpha() else ''} {self.requirement.title}"

    @cached_property
    def results(self) -> Mapping[str, CriterionResult]:
        """Results of the mapped criteria that the site's edition has."""
        return {row.criterion: row.result for row in self.rows if row.result}

    @cached_property
    def evidence(self) -> tuple[Piece, ...]:
        """What the answers behind its rows cite, each citation once."""
        return tuple(dict.fromkeys(piece for row in self.rows for piece in row.evidence))

    @cached_property
    def tally(self) -> Tally:
        """Mapped criteria by state."""
        return tally(self.results)

    @property
    def weakest(self) -> CriterionResult | None:
        """The mapped criterion that has come least far, None where none applies."""
        counted = [result for result in self.results.values() if result.applicable]
        return min(counted, key=lambda result: STATE_ORDER.index(result.state), default=None)

    def pieces(self, *, counting: bool) -> tuple[Piece, ...]:
        """Citations that count as evidence, or those that do not."""
        return tuple(piece for piece in self.evidence if piece.standing.counts is counting)


@dataclass(frozen=True)
class Draft:
    """The whole draft. `digest` is the SHA-256 of the framework's file."""

    framework: Framework
    judgement: Judgement
    digest: str
    requirements: tuple[RequirementDraft, ...]

    @cached_property
    def tally(self) -> Tally:
        """Every mapped criterion once, by state."""
        return tally({c: result for draft in self.requirements for c, result in draft.results.items()})

    @cached_property
    def without_counterpart(self) -> tuple[str, ...]:
        """Requirements that no criterion speaks of."""
        return tuple(draft.id for draft in self.requirements if not draft.rows)

    @cached_property
    def _covered(self) -> frozenset[str]:
        return frozenset(c for draft in self.requirements for c in draft.results)

    @cached_property
    def nearby(self) -> tuple[str, ...]:
        """Criteria without a row of their own that stand above or below one that has a row."""
        covered = self._covered
        reached = {above for c in covered for above in _above(c)}
        return tuple(c for c in self._uncovered if c in reached or covered.intersection(_above(c)))

    @cached_property
    def beyond(self) -> tuple[str, ...]:
        """Criteria of ISO 16363 that the framework does not speak of, as far as the mapping goes."""
        near = frozenset(self.nearby)
        return tuple(c for c in self._uncovered if c not in near)

    @property
    def _uncovered(self) -> tuple[str, ...]:
        return tuple(c for c in self.judgement.edition.criteria if c not in self._covered)

    @property
    def crosses(self) -> bool:
        """Whether the rows were taken from another edition to that of the site."""
        return self.framework.edition != self.judgement.edition.id


def draft_of(judgement: Judgement, framework: Framework, digest: str) -> Draft:
    """The draft of a site, in the variant of the judgement. Raises WrongUsage as `crossings` does."""
    maker = _Maker(judgement, framework)
    drafts = tuple(maker.requirement(*pair) for pair in framework.requirements.items())
    return Draft(framework, judgement, digest, drafts)


class _Maker:
    """Puts together what a site says of each requirement."""

    def __init__(self, judgement: Judgement, framework: Framework) -> None:
        self.judgement = judgement
        self.titles = judgement.catalogue.editions[framework.edition].criteria
        self.ways = crossings(judgement.catalogue, framework, judgement.edition)

    def requirement(self, name: str, requirement: Requirement) -> RequirementDraft:
        """One requirement; an answer that stands behind several of its rows is there once."""
        rows = tuple(self.row(*pair) for pair in requirement.criteria.items())
        spoken = tuple(dict.fromkeys(speaker for row in rows for speaker in row.speakers))
        return RequirementDraft(name, requirement, rows, tuple(_responses(self.judgement, spoken)))

    def row(self, number: str, row: Counterpart) -> Mapped:
        """One row, with the criterion as the site's edition has it."""
        crossed = self.ways[number]
        if crossed.criterion is None:
            missing = f"{self.judgement.edition.id} has no such criterion"
            return Mapped(number, row, crossed, self.titles[number].title, None, (missing,))
        result = self.judgement.results[crossed.criterion]
        title = self.judgement.edition.criteria[crossed.criterion].title
        behind = speakers(self.judgement, crossed.criterion)
        cited = pieces(self.judgement, behind)
        return Mapped(number, row, crossed, title, result, tuple(self._missing(result, cited)), behind, cited)

    def _missing(self, result: CriterionResult, cited: tuple[Piece, ...]) -> Iterator[str]:
        """What keeps a criterion from being reviewed at its target, in words."""
        if not result.applicable:
            return
        if result.state is not CriterionState.REVIEWED:
            weakest = self._weakest(result)
            said = f"{weakest.criterion}, the weakest of its sub-criteria: {weakest.why}"
            yield weakest.why if weakest is result else said
        proposed = sum(piece.standing is Standing.CANDIDATE for piece in cited)
        if proposed:
            yield f"{proposed} proposed {'citation' if proposed == 1 else 'citations'} to confirm or reject"
        if result.rating is not None and result.rating < result.target:
            yield f"rated {result.rating}, aimed at {result.target}"
        if result.rating is not None and result.support < result.target:
            yield f"the evidence supports {result.support} of {result.target}"

    def _weakest(self, result: CriterionResult) -> CriterionResult:
        """The criterion that a result comes from: itself, or the one below it that has come least far."""
        while result.derived:
            below = (self.judgement.results[c] for c in self.judgement.edition.children[result.criterion])
            result = min((r for r in below if r.applicable), key=lambda r: STATE_ORDER.index(r.state))
        return result


def _responses(judgement: Judgement, criteria: tuple[str, ...]) -> Iterator[Response]:
    for criterion in criteria:
        answer, result = judgement.site.answer(criterion), judgement.results[criterion]
        text = answer.response if answer.applicable else answer.reason
        if text and text.strip():
            yield Response(criterion, judgement.edition.criteria[criterion].title, result.state, text)


def _above(criterion: str) -> Iterator[str]:
    """Numbers of the criteria and headings above a criterion."""
    above = parent_of(criterion)
    while above is not None:
        yield above
        above = parent_of(above)
