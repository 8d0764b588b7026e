"""How the sites of a milestone came along, set out for a page: the heights to draw, their source, and their limits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iso16363.language import first_few, long_date, one_or_many, say
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.wording import Names, named
from iso16363.scoring import CriterionState
from iso16363.trend import Numbers, Point, SiteTrend

DRAWN = 12
"""Sites that get a drawing each; more stand in a table, below the drawing of all."""
_DAYS = 4
_SHORT = 10
"""Characters of a commit's id that are shown."""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A site at its first point and today: answered, supported, reviewed of what applies."""

    name: str
    folder: str
    first: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that the history does not tell, and of whom; `text` is English."""

    whom: str
    text: str


def sources(trends: Sequence[SiteTrend]) -> dict[str, str]:
    """By site, what its points come from."""
    return {trend.site: _source(trend) for trend in trends}


def _source(trend: SiteTrend) -> str:
    folder = f"sites/{trend.site}"
    past = [point for point in trend.points if point.commit and not point.is_today]
    if not past:
        return say("From {folder} as it lies there today.", folder=folder)
    first, last = past[0], past[-1]
    return one_or_many(
        "From {folder}: {shown} of {n} commit, {first} to {last}, and what lies there today.",
        "From {folder}: {shown} of {n} commits, {first} to {last}, and what lies there today.",
        trend.commits,
        folder=folder,
        shown=len(past),
        first=_commit(first),
        last=_commit(last),
    )


def _commit(point: Point) -> str:
    return f"{(point.commit or '')[:_SHORT]} ({point.day.isoformat()})"


def course_rows(trends: Sequence[SiteTrend], names: Names) -> Iterator[CourseRow]:
    """Each site that could be judged once, with its first point and its last."""
    for trend in trends:
        if trend.known:
            begin, end = trend.known[0], trend.known[-1]
            name, folder = names.get(trend.site, trend.site), f"sites/{trend.site}"
            yield CourseRow(name, folder, long_date(begin.day), _figures(begin.numbers), _figures(end.numbers))


def _figures(numbers: Numbers | None) -> str:
    if numbers is None:
        return "–"
    levels = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)
    return "/".join(map(str, (*(numbers.at_least(level) for level in levels), numbers.applicable)))


def limits(found: MilestoneStanding, trends: Sequence[SiteTrend], names: Names) -> tuple[Limit, ...]:
    """What the histories do not tell, and why: notes, points that could not be judged, sites without any."""
    alike: dict[str, list[str]] = {}
    for trend in trends:
        name = names.get(trend.site, trend.site)
        for note in trend.notes:
            alike.setdefault(note, []).append(name)
        for reason, points in _unjudged(trend).items():
            days = first_few([point.day.isoformat() for point in points], _DAYS)
            alike.setdefault(reason, []).append(f"{name} ({days})")
    known = {trend.site for trend in trends}
    for site in found.sites:
        if site.id not in known:
            alike.setdefault(site.reason, []).append(names[site.id])
    return tuple(Limit(named(whom), text) for text, whom in alike.items())


def _unjudged(trend: SiteTrend) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for point in trend.points:
        if point.numbers is None:
            found.setdefault(point.reason or "not judged", []).append(point)
    return found
