"""Gaps in order of weight, where to begin, and the plan that closes them."""

from dataclasses import dataclass
from datetime import date

from iso16363.report.areas import shortfall
from iso16363.report.lookup import Lookup
from iso16363.report.setting import unsettled
from iso16363.report.wording import counted, long_date
from iso16363.scoring import CriterionResult, CriterionState

_BEGIN_SHOWN = 12


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
class Beginning:
    """Where a site that has answered nothing should begin."""

    scope: tuple[str, ...]
    easiest: tuple[Lead, ...]
    known_gaps: tuple[Lead, ...]
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


def _weight(result: CriterionResult) -> tuple[int, str]:
    if result.rating is not None and result.rating < 2:
        return 0, "likely major"
    if result.overclaimed:
        return 1, "claim not carried"
    return 2, "below target"


def _ranked(lookup: Lookup) -> tuple[GapRow, ...]:
    short = [r for r in lookup.results.values() if r.applicable and not r.derived and shortfall(r)]
    order = {criterion: index for index, criterion in enumerate(lookup.results)}
    short.sort(key=lambda r: (_weight(r)[0], -(r.gap or 0), order[r.criterion]))
    return tuple(
        GapRow(
            rank,
            r.criterion,
            lookup.title(r.criterion),
            _weight(r)[1],
            shortfall(r),
            lookup.role_title(r.owner),
            tuple(a for a, _ in lookup.open_actions(r.criterion)),
        )
        for rank, r in enumerate(short, start=1)
    )


def _unfinished(lookup: Lookup) -> tuple[Unfinished, ...]:
    found = []
    for subsection, record in lookup.judgement.edition.subsections.items():
        states = (CriterionState.OPEN, CriterionState.DRAFT)
        left = tuple(c for c in record.criteria if lookup.results[c].state in states)
        if left:
            found.append(Unfinished(subsection, record.title, left))
    return tuple(found)


def _lead(lookup: Lookup, criterion: str, reason: str) -> Lead:
    return Lead(criterion, lookup.title(criterion), reason, lookup.role_title(lookup.results[criterion].owner))


def _beginning(lookup: Lookup) -> Beginning:
    site = lookup.judgement.site
    candidates: dict[str, int] = {}
    for criterion, _, citation in lookup.citations(candidates=True):
        if citation.shows:
            candidates[criterion] = candidates.get(criterion, 0) + 1
    known = [c for c in lookup.results if any(b.polarity.value == "gap" for b in site.answer(c).background)]
    easiest = [c for c in candidates if c not in known and c in lookup.results]
    easiest.sort(key=lambda c: -candidates[c])
    bare = [c for c, r in lookup.results.items() if not site.answer(c).evidence and not r.derived]
    return Beginning(
        scope=unsettled(lookup),
        easiest=tuple(
            _lead(
                lookup,
                c,
                counted(candidates[c], "candidate"),
            )
            for c in easiest[:_BEGIN_SHOWN]
        ),
        known_gaps=tuple(
            _lead(lookup, c, next(b.statement for b in site.answer(c).background if b.polarity.value == "gap"))
            for c in known
        ),
        nothing_found=tuple(_lead(lookup, c, "") for c in bare),
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
                action.state.label,
                action.state.is_open,
                bool(action.state.is_open and action.due and action.due < today),
                action.priority.label,
                action.effort.label if action.effort else None,
                long_date(action.closed_on) if action.closed_on else None,
                action.closing_evidence,
            )
        )
    return tuple(rows)
