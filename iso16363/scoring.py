"""How a criterion is judged: support, rating, state. Pure; today is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.catalog import Edition
from iso16363.diagnostics import Place
from iso16363.language import marked
from iso16363.model.answers import Answer, Citation, Method
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import MAX_RATING, Term
from iso16363.model.documents import Document, DocumentState
from iso16363.model.layout import answer_place
from iso16363.reviewing import ReviewStanding, review_standing


class CriterionState(Term):
    """How far a criterion has come, worst first."""

    OPEN = "open", "The site has not answered yet."
    DRAFT = "draft", "Response or rating is missing, or only candidates are cited."
    ANSWERED = "answered", "Answered and rated; the evidence does not carry the ratings yet."
    SUPPORTED = "supported", "The evidence carries the ratings."
    REVIEWED = "reviewed", "Supported, and approved by someone other than the owner."
    NOT_APPLICABLE = "not-applicable", "Does not apply: reason and approver are given."


STATE_ORDER = tuple(CriterionState)


class SupportRule(Term):
    """Why the evidence supports the level it does."""

    NOTHING_CITED = "nothing-cited", "Nothing that counts is cited: supports 0."
    NO_LOCATOR = "no-locator", "No citation says where in the document: supports 1."
    DRAFT_OR_EXPIRED = "draft-or-expired", "The best document is a draft, expired or superseded: supports 2."
    PAPER_ONLY = "paper-only", "Approved paper, but nothing that shows practice: supports 2."
    CARRIED = "carried", "An approved, current document is cited with its place: supports 4."


_LEVEL = {
    SupportRule.NOTHING_CITED: 0,
    SupportRule.NO_LOCATOR: 1,
    SupportRule.DRAFT_OR_EXPIRED: 2,
    SupportRule.PAPER_ONLY: 2,
    SupportRule.CARRIED: MAX_RATING,
}
_STRENGTH = tuple(_LEVEL)  # of two rules with one level, the later says more of what is there


@dataclass(frozen=True, slots=True)
class Support:
    """The level the evidence can carry, by which rule, and through which document."""

    rule: SupportRule = SupportRule.NOTHING_CITED
    document: str | None = None

    @property
    def level(self) -> int:
        """0 to 4."""
        return _LEVEL[self.rule]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What is true of one criterion, and why.

    Ratings are None where there are none. `derived` marks an umbrella without its own answer: its
    values are the smallest of its sub-criteria. `place` is the answer it was computed from.
    """

    criterion: str
    state: CriterionState
    why: str
    documented: int | None
    implemented: int | None
    target: int
    documented_support: Support
    implemented_support: Support
    derived: bool
    owner: str | None
    candidates: int
    place: Place

    @property
    def rating(self) -> int | None:
        """The criterion's rating: the smaller of the two."""
        if self.documented is None or self.implemented is None:
            return None
        return min(self.documented, self.implemented)

    @property
    def support(self) -> int:
        """What the evidence supports for the rating: the smaller of the two."""
        return min(self.documented_support.level, self.implemented_support.level)

    @property
    def gap(self) -> int | None:
        """Steps missing to the target; 0 when it is reached, None without a rating."""
        return None if self.rating is None else max(0, self.target - self.rating)

    @property
    def overclaimed(self) -> bool:
        """Whether a claim is higher than what the evidence supports."""
        return (self.documented or 0) > self.documented_support.level or (
            self.implemented or 0
        ) > self.implemented_support.level

    @property
    def applicable(self) -> bool:
        """Whether the criterion counts."""
        return self.state is not CriterionState.NOT_APPLICABLE


def is_current(document: Document, today: date) -> bool:
    """Whether a document is approved and not past its review date."""
    expired = document.review_by is not None and document.review_by < today
    return document.state is DocumentState.APPROVED and not expired


def _citation_support(citation: Citation, site: SelfAssessment, today: date, *, practice: bool) -> SupportRule:
    document = site.documents.get(citation.document)
    if document is None or document.state is DocumentState.CANDIDATE or site.unverified(document):
        return SupportRule.NOTHING_CITED
    if citation.locator is None:
        return SupportRule.NO_LOCATOR
    if not is_current(document, today):
        return SupportRule.DRAFT_OR_EXPIRED
    if practice and not (document.kind.shows_practice or citation.method is Method.TEST):
        return SupportRule.PAPER_ONLY
    return SupportRule.CARRIED


def support(citations: tuple[Citation, ...], site: SelfAssessment, today: date, *, practice: bool) -> Support:
    """The best that confirmed citations can carry; `practice` asks for proof of doing."""
    best = Support()
    for citation in citations:
        rule = _citation_support(citation, site, today, practice=practice)
        if _STRENGTH.index(rule) > _STRENGTH.index(best.rule):
            best = Support(rule, citation.document)
    return best


def lending(answer: Answer, site: SelfAssessment) -> tuple[Answer, ...]:
    """The answers that cover this one too; one to a criterion that does not apply has nothing to lend."""
    return tuple(other for other in map(site.answer, answer.see) if other.applicable)


def _evidence_of(answer: Answer, site: SelfAssessment) -> tuple[Citation, ...]:
    """Own confirmed citations, then those of the criteria whose answer covers this one."""
    return answer.confirmed + tuple(c for other in lending(answer, site) for c in other.confirmed)


def _state(criterion: str, site: SelfAssessment, today: date, *, overclaimed: bool) -> tuple[CriterionState, str]:
    answer = site.answer(criterion)
    if not answer.applicable:
        if answer.reason and answer.approved_by:
            return CriterionState.NOT_APPLICABLE, answer.reason
        return CriterionState.DRAFT, marked("not applicable, but reason or approver is missing")
    if not answer.begun:
        return CriterionState.OPEN, marked("not answered yet")
    covered = any(other.response for other in lending(answer, site))
    if not answer.response and not covered:
        return CriterionState.DRAFT, marked("the response is missing")
    if answer.documented is None or answer.implemented is None:
        return CriterionState.DRAFT, marked("a rating is missing")
    if answer.candidates and not answer.confirmed:
        return CriterionState.DRAFT, marked("only candidates are cited")
    if overclaimed:
        return CriterionState.ANSWERED, marked("claimed higher than the evidence supports")
    standing = review_standing(criterion, site, today)
    if answer.review is None or standing is not ReviewStanding.HOLDS:
        return CriterionState.SUPPORTED, standing.definition
    return CriterionState.REVIEWED, f"reviewed on {answer.review.on.isoformat()}"


def _own_result(criterion: str, site: SelfAssessment, today: date) -> CriterionResult:
    answer = site.answer(criterion)
    evidence = _evidence_of(answer, site)
    documented = support(evidence, site, today, practice=False)
    implemented = support(evidence, site, today, practice=True)
    overclaimed = (answer.documented or 0) > documented.level or (answer.implemented or 0) > implemented.level
    state, why = _state(criterion, site, today, overclaimed=overclaimed)
    return CriterionResult(
        criterion=criterion,
        state=state,
        why=why,
        documented=answer.documented,
        implemented=answer.implemented,
        target=answer.target if answer.target is not None else site.site.target,
        documented_support=documented,
        implemented_support=implemented,
        derived=False,
        owner=site.responsible(criterion),
        candidates=len(answer.candidates),
        place=answer_place(criterion),
    )


def _smallest(values: list[int | None]) -> int | None:
    known = [v for v in values if v is not None]
    return min(known) if known and len(known) == len(values) else None


def _derived_result(own: CriterionResult, below: list[CriterionResult]) -> CriterionResult:
    counted = [r for r in below if r.applicable]
    if not counted:
        state, why = CriterionState.NOT_APPLICABLE, marked("none of its sub-criteria applies")
    else:
        weakest = min(counted, key=lambda r: STATE_ORDER.index(r.state))
        state, why = weakest.state, f"as its weakest sub-criterion, {weakest.criterion}"
    rank = {r.criterion: r for r in counted}
    documented = min(rank.values(), key=lambda r: r.documented_support.level, default=own)
    implemented = min(rank.values(), key=lambda r: r.implemented_support.level, default=own)
    return CriterionResult(
        criterion=own.criterion,
        state=state,
        why=why,
        documented=_smallest([r.documented for r in counted]),
        implemented=_smallest([r.implemented for r in counted]),
        target=own.target,
        documented_support=documented.documented_support,
        implemented_support=implemented.implemented_support,
        derived=True,
        owner=own.owner,
        candidates=own.candidates,
        place=own.place,
    )


def score(site: SelfAssessment, edition: Edition, today: date) -> Mapping[str, CriterionResult]:
    """Judge every criterion of the edition, in the standard's order."""
    results: dict[str, CriterionResult] = {}
    for criterion in edition.bottom_up:
        own = _own_result(criterion, site, today)
        children = edition.children.get(criterion)
        if children and not site.answer(criterion).begun:
            own = _derived_result(own, [results[c] for c in children])
        results[criterion] = own
    return {criterion: results[criterion] for criterion in edition.criteria}


@dataclass(frozen=True, slots=True)
class Tally:
    """A roll-up: counts, never a mean alone. `ratings` counts applicable criteria by rating."""

    states: Mapping[CriterionState, int]
    ratings: Mapping[int | None, int]

    @property
    def total(self) -> int:
        """All criteria counted."""
        return sum(self.states.values())

    @property
    def applicable(self) -> int:
        """Criteria that count."""
        return self.total - self.states[CriterionState.NOT_APPLICABLE]

    def at_least(self, state: CriterionState) -> int:
        """Applicable criteria that have come at least this far."""
        wanted = STATE_ORDER[STATE_ORDER.index(state) : STATE_ORDER.index(CriterionState.NOT_APPLICABLE)]
        return sum(self.states[s] for s in wanted)

    @property
    def rated(self) -> int:
        """Applicable criteria that have both ratings."""
        return sum(n for rating, n in self.ratings.items() if rating is not None)

    @property
    def minimum(self) -> int | None:
        """The lowest rating given."""
        return min((r for r, n in self.ratings.items() if r is not None and n), default=None)

    @property
    def mean(self) -> float | None:
        """Mean rating of the rated criteria; only to be shown beside the minimum and the count."""
        total = sum(r * n for r, n in self.ratings.items() if r is not None)
        return total / self.rated if self.rated else None


def tally(results: Mapping[str, CriterionResult], criteria: tuple[str, ...] | None = None) -> Tally:
    """Count the results of some criteria, or of all."""
    chosen = [results[c] for c in (results if criteria is None else criteria)]
    states = dict.fromkeys(CriterionState, 0)
    ratings: dict[int | None, int] = dict.fromkeys((None, *range(MAX_RATING + 1)), 0)
    for result in chosen:
        states[result.state] += 1
        if result.applicable:
            ratings[result.rating] += 1
    return Tally(states, ratings)
