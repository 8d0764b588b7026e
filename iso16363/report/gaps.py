"""Gaps in order of weight, where to begin, and the plan that closes them."""

from dataclasses import dataclass
from datetime import date

from iso16363.language import label, long_date, one_or_many
from iso16363.model.answers import Polarity
from iso16363.model.base import Term
from iso16363.report.areas import shortfall
from iso16363.report.lookup import Lookup
from iso16363.report.setting import unsettled
from iso16363.scoring import CriterionResult, CriterionState

_BEGIN_SHOWN = 12


class Weight(Term):
    """How heavy a gap is, the heaviest first."""

    LIKELY_MAJOR = "likely-major", "Rated below 2: likely a major nonconformity."
    NOT_CARRIED = "claim-not-carried", "Claimed higher than the evidence supports."
    BELOW_TARGET = "below-target", "Rated below the target."


@dataclass(frozen=True, slots=True)
class GapRow:
    """A rated criterion that falls short, with its weight and what is being done."""

    rank: int
    criterion: str
    title: str
    weight: str
    why: str
    owner: str | None
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Criteria of one subsection that are open or in draft."""

    subsection: str
    title: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """A criterion worth beginning with, and why."""

    criterion: str
    title: str
    reason: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class KnownGap:
    """A statement of the public record that something is missing, and the criteria it is noted for."""

    statement: str
    criteria: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a site that has answered nothing should begin."""

    scope: tuple[str, ...]
    easiest: tuple[Lead, ...]
    easiest_of: int
    known_gaps: tuple[KnownGap, ...]
    nothing_found: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """What is done about a gap, by whom, by when."""

    id: str
    criteria: tuple[str, ...]
    gap: str
    action: str
    owner: str | None
    start: str | None
    due: str | None
    state: str
    open: bool
    overdue: bool
    priority: str
    effort: str | None
    closed_on: str | None
    closing_evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gap list, what is unfinished, where to begin, and the plan."""

    ranked: tuple[GapRow, ...]
    unfinished: tuple[Unfinished, ...]
    beginning: Beginning | None
    actions: tuple[ActionRow, ...]
    without_action: tuple[str, ...]
    overdue: int


def build_gaps(lookup: Lookup) -> Gaps:
    """Rank what falls short and set the plan beside it."""
    ranked = _ranked(lookup)
    actions = _plan(lookup)
    return Gaps(
        ranked=ranked,
        unfinished=_unfinished(lookup),
        beginning=None if lookup.begun else _beginning(lookup),
        actions=actions,
        without_action=tuple(row.criterion for row in ranked if not lookup.open_actions(row.criterion)),
        overdue=sum(row.overdue for row in actions),
    )


def weight_of(result: CriterionResult) -> Weight:
    """How heavy the gap of a criterion that falls short is."""
    if result.rating is not None and result.rating < 2:
        return Weight.LIKELY_MAJOR
    return Weight.NOT_CARRIED if result.overclaimed else Weight.BELOW_TARGET


def short_of_target(lookup: Lookup) -> list[CriterionResult]:
    """Criteria with a rating of their own that fall short, the heaviest first."""
    short = [r for r in lookup.results.values() if r.applicable and not r.derived and shortfall(r)]
    order = {criterion: index for index, criterion in enumerate(lookup.results)}
    weights = tuple(Weight)
    return sorted(short, key=lambda r: (weights.index(weight_of(r)), -(r.gap or 0), order[r.criterion]))


def _ranked(lookup: Lookup) -> tuple[GapRow, ...]:
    return tuple(
        GapRow(
            rank,
            r.criterion,
            lookup.title(r.criterion),
            label(weight_of(r)),
            shortfall(r),
            lookup.role_title(r.owner),
            tuple(a for a, _ in lookup.open_actions(r.criterion)),
        )
        for rank, r in enumerate(short_of_target(lookup), start=1)
    )


def _unfinished(lookup: Lookup) -> tuple[Unfinished, ...]:
    found = []
    for subsection, record in lookup.judgement.edition.subsections.items():
        states = (CriterionState.OPEN, CriterionState.DRAFT)
        left = tuple(c for c in record.criteria if lookup.results[c].state in states)
        if left:
            found.append(Unfinished(subsection, record.title, left))
    return tuple(found)


def _lead(lookup: Lookup, criterion: str, reason: str = "") -> Lead:
    return Lead(criterion, lookup.title(criterion), reason, lookup.role_title(lookup.results[criterion].owner))


def _beginning(lookup: Lookup) -> Beginning:
    site = lookup.judgement.site
    candidates: dict[str, int] = {}
    for criterion, _, citation in lookup.citations(candidates=True):
        if citation.shows:
            candidates[criterion] = candidates.get(criterion, 0) + 1
    gaps: dict[str, dict[str, None]] = {}
    for criterion in lookup.results:
        for remark in site.answer(criterion).background:
            if remark.polarity is Polarity.GAP:
                gaps.setdefault(remark.statement, {})[criterion] = None
    known = {criterion for criteria in gaps.values() for criterion in criteria}
    easiest = sorted((c for c in candidates if c not in known and c in lookup.results), key=lambda c: -candidates[c])
    bare = [c for c, r in lookup.results.items() if not site.answer(c).evidence and not r.derived]
    shown = easiest[:_BEGIN_SHOWN]
    return Beginning(
        scope=unsettled(lookup),
        easiest=tuple(_lead(lookup, c, one_or_many("{n} candidate", "{n} candidates", candidates[c])) for c in shown),
        easiest_of=len(easiest),
        known_gaps=tuple(
            KnownGap(said, tuple((c, lookup.title(c)) for c in criteria)) for said, criteria in gaps.items()
        ),
        nothing_found=tuple(_lead(lookup, c) for c in bare),
    )


def _plan(lookup: Lookup) -> tuple[ActionRow, ...]:
    today = lookup.judgement.today
    actions = lookup.judgement.site.actions
    order = sorted(actions, key=lambda a: (not actions[a].state.is_open, actions[a].due or date.max, a))
    rows = []
    for action_id in order:
        action = actions[action_id]
        rows.append(
            ActionRow(
                action_id,
                tuple(dict.fromkeys(action.criteria)),
                action.gap,
                action.action,
                lookup.role_title(action.owner),
                long_date(action.start) if action.start else None,
                long_date(action.due) if action.due else None,
                label(action.state),
                action.state.is_open,
                bool(action.state.is_open and action.due and action.due < today),
                label(action.priority),
                label(action.effort) if action.effort else None,
                long_date(action.closed_on) if action.closed_on else None,
                action.closing_evidence,
            )
        )
    return tuple(rows)
