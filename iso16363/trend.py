"""How sites have come along: the numbers of each moment, the lines they make, what differs between two. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from iso16363.diagnostics import Severity
from iso16363.judgement import Judgement
from iso16363.readiness import GateName, MilestoneState
from iso16363.scoring import STATE_ORDER, CriterionState


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a site amounted to on one day. `gates` says of each whether it held."""

    edition: str
    state: MilestoneState
    criteria: Mapping[str, CriterionState]
    gates: Mapping[GateName, bool]
    errors: int
    milestone: str | None = None
    due: date | None = None

    @property
    def states(self) -> dict[CriterionState, int]:
        """Criteria by state, those in no state too."""
        counts = dict.fromkeys(CriterionState, 0)
        for state in self.criteria.values():
            counts[state] += 1
        return counts

    @property
    def applicable(self) -> int:
        """Criteria that count."""
        return len(self.criteria) - self.states[CriterionState.NOT_APPLICABLE]

    def at_least(self, state: CriterionState) -> int:
        """Applicable criteria that had come at least this far."""
        return sum(n for s, n in self.states.items() if _counts(s) and STATE_ORDER.index(s) >= STATE_ORDER.index(state))

    @property
    def holding(self) -> tuple[GateName, ...]:
        """Gates that held."""
        return tuple(name for name, holds in self.gates.items() if holds)

    @property
    def failing(self) -> tuple[GateName, ...]:
        """Gates that failed."""
        return tuple(name for name, holds in self.gates.items() if not holds)


def _counts(state: CriterionState) -> bool:
    """Whether a criterion in this state is among those that apply."""
    return state is not CriterionState.NOT_APPLICABLE


def measured(judgement: Judgement) -> Numbers:
    """The numbers of a judged site."""
    milestone = judgement.site.site.milestone
    return Numbers(
        edition=judgement.edition.id,
        state=judgement.readiness.state,
        criteria={criterion: result.state for criterion, result in judgement.results.items()},
        gates={gate.name: gate not in judgement.readiness.failing for gate in judgement.readiness.gates},
        errors=judgement.count(Severity.ERROR),
        milestone=milestone.id if milestone else None,
        due=milestone.due if milestone else None,
    )


@dataclass(frozen=True, slots=True)
class Now:
    """What a site amounts to as it lies there: its numbers, or the `reason` why there are none."""

    numbers: Numbers | None
    reason: str
    uncommitted: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A site on one day: `numbers`, or the `reason` why there are none.

    `commit` is the one that holds the files, or the last one for the folder as it lies there today, which may have
    changes that are `uncommitted`; None where there is none. `recorded` is the day that the commit's clock showed,
    where it is not the day it is judged on.
    """

    day: date
    commit: str | None = None
    tags: tuple[str, ...] = ()
    numbers: Numbers | None = None
    reason: str = ""
    recorded: date | None = None
    is_today: bool = False
    uncommitted: bool = False


@dataclass(frozen=True, slots=True)
class SiteTrend:
    """The points of one site, oldest first, the last of them today.

    `commits` is how many commits changed it in all; `notes` say what its history does not tell, and why.
    """

    site: str
    points: tuple[Point, ...]
    commits: int = 0
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[Point, ...]:
        """The points that have numbers."""
        return tuple(point for point in self.points if point.numbers)

    @property
    def now(self) -> Numbers | None:
        """Today's numbers."""
        return self.points[-1].numbers if self.points else None


@dataclass(frozen=True, slots=True)
class Height:
    """How far one site or several together had come on a day. `sites` is how many there were to be counted."""

    day: date
    sites: int
    applicable: int
    complete: int
    supported: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class BurnUp:
    """Heights day by day, and the days on which what they are for is due."""

    heights: tuple[Height, ...]
    due: tuple[date, ...] = ()

    @property
    def is_flat(self) -> bool:
        """Whether every count is on all days what it is on the first: there is nothing to draw."""
        return all(replace(height, day=self.heights[0].day) == self.heights[0] for height in self.heights)


def burn_up(trends: Sequence[SiteTrend]) -> BurnUp:
    """Sum of the sites on every day on which one of them has numbers.

    In between, a site stands where it stood last; before its first numbers it does not count.
    """
    days = sorted({point.day for trend in trends for point in trend.known})
    due = sorted({trend.now.due for trend in trends if trend.now and trend.now.due})
    known = [trend.known for trend in trends]
    at = [-1] * len(known)
    heights = []
    for day in days:
        for index, points in enumerate(known):
            while at[index] + 1 < len(points) and points[at[index] + 1].day <= day:
                at[index] += 1
        present = [points[last].numbers for points, last in zip(known, at, strict=True) if last >= 0]
        heights.append(_height(day, [numbers for numbers in present if numbers]))
    return BurnUp(tuple(heights), tuple(due))


def _height(day: date, present: Sequence[Numbers]) -> Height:
    return Height(
        day,
        len(present),
        sum(n.applicable for n in present),
        sum(n.at_least(CriterionState.ANSWERED) for n in present),
        sum(n.at_least(CriterionState.SUPPORTED) for n in present),
        sum(n.at_least(CriterionState.REVIEWED) for n in present),
    )


Moved = tuple[str, CriterionState, CriterionState]
"""A criterion, the state it was in and the one it is in."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two points of one site. Criteria are compared within one edition only."""

    since: date
    until: date
    further: tuple[Moved, ...] = ()
    back: tuple[Moved, ...] = ()
    other: tuple[Moved, ...] = ()
    opened: tuple[GateName, ...] = ()
    shut: tuple[GateName, ...] = ()
    state: tuple[MilestoneState, MilestoneState] | None = None
    edition: tuple[str, str] | None = None
    due: tuple[date | None, date | None] | None = None
    errors: tuple[int, int] | None = None

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        moved = (*self.further, *self.back, *self.other, *self.opened, *self.shut)
        return not moved and (self.state, self.edition, self.due, self.errors) == (None,) * 4


def last_difference(trend: SiteTrend) -> Difference | None:
    """What differs between the last two points that have numbers, None where there are not two."""
    return _difference(*trend.known[-2:]) if len(trend.known) > 1 else None


def whole_difference(trend: SiteTrend) -> Difference | None:
    """What differs between the first and the last point that have numbers, None where these are the last two."""
    return _difference(trend.known[0], trend.known[-1]) if len(trend.known) > 2 else None


def _difference(earlier: Point, later: Point) -> Difference | None:
    one, two = earlier.numbers, later.numbers
    if one is None or two is None:
        return None
    same = one.edition == two.edition
    moved = tuple(_moved(one.criteria, two.criteria)) if same else ()
    steps = [(m, _step(m)) for m in moved]
    gates = [(name, holds) for name, holds in two.gates.items() if one.gates.get(name, holds) != holds]
    return Difference(
        earlier.day,
        later.day,
        further=tuple(m for m, step in steps if step > 0),
        back=tuple(m for m, step in steps if step < 0),
        other=tuple(m for m, step in steps if step == 0),
        opened=tuple(name for name, holds in gates if holds),
        shut=tuple(name for name, holds in gates if not holds),
        state=None if one.state is two.state else (one.state, two.state),
        edition=None if same else (one.edition, two.edition),
        due=None if one.due == two.due else (one.due, two.due),
        errors=None if one.errors == two.errors else (one.errors, two.errors),
    )


def _moved(one: Mapping[str, CriterionState], two: Mapping[str, CriterionState]) -> Iterable[Moved]:
    return ((c, one[c], state) for c, state in two.items() if c in one and one[c] is not state)


def _step(moved: Moved) -> int:
    """Forwards, backwards, or 0 where a criterion began or ceased to count."""
    _, one, two = moved
    if not (_counts(one) and _counts(two)):
        return 0
    return STATE_ORDER.index(two) - STATE_ORDER.index(one)
