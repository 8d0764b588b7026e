"""The course of sites as a screen: a table a site, a small chart, what differs between the last two points."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from iso16363.cli.marks import state_sign
from iso16363.cli.terminal import Screen, clean, count, display_width, faint, flowed, heading, shortened, table, wrapped
from iso16363.scoring import CriterionState
from iso16363.trend import (
    BurnUp,
    Difference,
    Height,
    Moved,
    Point,
    SiteTrend,
    burn_up,
    last_difference,
    whole_difference,
)

_HEADS: Final = ("date", "commit", "state", "ans", "sup", "rev", "of", "gates", "err")
_RIGHT: Final = frozenset(range(3, 9))
_ROWS: Final = 8
_LABEL: Final = 14
_NAMED: Final = 12
_SIGNS: Final = {
    "reviewed": CriterionState.REVIEWED,
    "supported": CriterionState.SUPPORTED,
    "answered": CriterionState.ANSWERED,
    "applicable": CriterionState.OPEN,
}
"""Lines of the chart from the lowest to the highest, with the sign for what lies below each."""


def as_text(trends: Sequence[SiteTrend], at: Screen) -> list[str]:
    """Every site, then all of them together."""
    lines: list[str] = []
    for trend in trends:
        lines.extend([*_site(trend, at), ""])
    if len(trends) > 1:
        together, lost = burn_up(trends), [trend.site for trend in trends if trend.now is None]
        lines.extend([heading(f"All {len(trends)} sites"), *_sums(together, lost, at), *_chart(together, at), ""])
    if any(not burn_up(shown).is_flat for shown in (trends, *([trend] for trend in trends))):
        lines.extend(flowed([f"{state_sign(state, at)} {name}" for name, state in _SIGNS.items()], at))
    said = (
        "ans: answered and rated; sup: of these, carried by evidence; rev: of these, reviewed; of: criteria that "
        "apply; gates: how many hold; +: with changes that are not committed. Earlier commits are judged by today's "
        "rules as of their day; attached files are taken to have been there as registered."
    )
    return [*lines, *(faint(line) for line in wrapped(said, at))]


def _site(trend: SiteTrend, at: Screen) -> list[str]:
    lines = [heading(f"{clean(trend.site)}: {_span(trend)}")]
    lines.extend(line for note in trend.notes for line in wrapped(note, at))
    rows = [_HEADS, *(_row(point, at) for point in trend.points)]
    shown = table(rows, right=_RIGHT)
    lines.append(shown[0])
    for point, line in zip(trend.points, shown[1:], strict=True):
        lines.extend(_with_tags(line, point, at))
        if point.reason:
            lines.extend(wrapped(point.reason, at, indent="    "))
    lines.extend(_chart(burn_up([trend]), at))
    found = [difference for difference in (whole_difference(trend), last_difference(trend)) if difference]
    return [*lines, *(line for difference in found for line in _differs(difference, at))]


def _with_tags(line: str, point: Point, at: Screen) -> list[str]:
    """A line of the table, with its tags behind it or, where there is no room, below."""
    tags = clean(", ".join(point.tags))
    beside = f"{line}  {tags}".rstrip()
    if display_width(beside) <= at.width:
        return [beside]
    return [line, f"    {shortened(tags, at.width - 4, at)}"]


def _span(trend: SiteTrend) -> str:
    of = f", of {count(trend.commits, 'commit')}" if trend.commits else ""
    if len(trend.points) == 1:
        return f"today{of}"
    return f"{len(trend.points)} points from {trend.points[0].day} to today{of}"


def _row(point: Point, at: Screen) -> tuple[str, ...]:
    commit = (point.commit or "")[:8]
    if point.is_today:
        commit = f"{commit}+" if commit and point.uncommitted else commit or at.sign("–", "-")
    numbers = point.numbers
    if numbers is None:
        return (str(point.day), commit, "not judged", "", "", "", "", "", "")
    levels = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)
    counts = (*(numbers.at_least(level) for level in levels), numbers.applicable)
    gates = f"{len(numbers.holding)}/{len(numbers.gates)}"
    return (str(point.day), commit, numbers.state.label, *map(str, counts), gates, str(numbers.errors))


def _sums(found: BurnUp, lost: Sequence[str], at: Screen) -> list[str]:
    if not found.heights:
        return wrapped("No site can be judged.", at)
    stand = f" Cannot be judged today, and counted as last known: {clean(', '.join(lost))}." if lost else ""
    now = found.heights[-1]
    said = f"{now.complete} answered, {now.supported} supported and {now.reviewed} reviewed of {now.applicable}"
    return wrapped(f"{said} criteria that apply. A site counts from its first point on.{stand}", at)


def _chart(found: BurnUp, at: Screen) -> list[str]:
    """A column for each stretch of time, filled from below; none where all days are alike."""
    heights = found.heights
    if found.is_flat:
        flat = [f"Criteria stand as they did on {heights[0].day}: nothing to draw."] if len(heights) > 1 else []
        return [*flat, *([f"due {', '.join(map(str, found.due))}"] if heights and found.due else [])]
    first, last = heights[0].day, heights[-1].day
    ahead = [day for day in found.due if last < day <= last + (last - first)]
    end = max([last, *ahead])
    wide = at.width - _LABEL - 2
    top = max(height.applicable for height in heights)
    columns = [_at(heights, first, end, column, wide) for column in range(wide)]
    lines = [""]
    for row in range(_ROWS, 0, -1):
        label = str(top) if row == _ROWS else "0" if row == 1 else ""
        cells = "".join(_cell(height, row, top, at) for height in columns)
        lines.append(f"{label:>{_LABEL - 2}} |{cells.rstrip()}")
    lines.extend(_axis(first, end, found.due, wide))
    return lines


def _at(heights: Sequence[Height], first: date, end: date, column: int, wide: int) -> Height | None:
    """The last height up to the day of a column; None after today."""
    span, pieces = (end - first).days, max(1, wide - 1)

    def reached(day: date, by: int) -> bool:
        return (day - first).days * pieces <= span * by  # in whole numbers: today must not slip between two columns

    today = heights[-1].day
    if reached(today, column):
        # the first column at or after today shows it, or none would where it lies between two
        return None if reached(today, column - 1) else heights[-1]
    return [height for height in heights if reached(height.day, column)][-1]


def _cell(height: Height | None, row: int, top: int, at: Screen) -> str:
    if height is None:
        return " "
    for name, state in _SIGNS.items():
        value: int = getattr(height, "complete" if name == "answered" else name)
        if value and -(-value * _ROWS // top) >= row:
            return state_sign(state, at)
    return " "


def _axis(first: date, end: date, due: Sequence[date], wide: int) -> list[str]:
    space = " " * (_LABEL - 1)
    lines = [f"{space}+{'-' * wide}", f"{space} {first}{end!s:>{wide - 10}}"]
    for day in due:
        if first <= day <= end:
            column = round((day - first).days / max(1, (end - first).days) * (wide - 1))
            words = f"due {day}"
            beside = f"^ {words}" if column + len(words) + 2 <= wide else f"{words} ^"
            start = column if beside.startswith("^") else column - len(beside) + 1
            lines.append(f"{space} {' ' * start}{beside}")
        else:
            lines.append(f"{space} due {day}, {'before' if day < first else 'after'} what is shown")
    return lines


def _differs(found: Difference, at: Screen) -> list[str]:
    lines = ["", f"From {found.since} to {found.until}:"]
    if found.is_none:
        return [*lines, "  nothing differs"]
    said = [
        f"state: {found.state[0].label} {at.sign('→', '->')} {found.state[1].label}" if found.state else "",
        f"edition: {found.edition[0]} {at.sign('→', '->')} {found.edition[1]}" if found.edition else "",
        f"due: {found.due[0] or 'not set'} {at.sign('→', '->')} {found.due[1] or 'not set'}" if found.due else "",
        f"errors: {found.errors[0]} {at.sign('→', '->')} {found.errors[1]}" if found.errors else "",
        f"gates that hold now: {', '.join(name.label for name in found.opened)}" if found.opened else "",
        f"gates that fail now: {', '.join(name.label for name in found.shut)}" if found.shut else "",
        _moves("came further", found.further, at),
        _moves("fell back", found.back, at),
        _moves("began or ceased to apply", found.other, at),
    ]
    return [*lines, *(line for words in said if words for line in wrapped(words, at, indent="    ", first="  "))]


def _moves(what: str, moved: Sequence[Moved], at: Screen) -> str:
    """Criteria by the way they took, each way once."""
    arrow = at.sign("→", "->")
    ways: dict[str, list[str]] = {}
    for criterion, one, two in moved:
        ways.setdefault(f"{one.label} {arrow} {two.label}", []).append(criterion)
    said = [f"{way}: {_some(criteria)}" for way, criteria in ways.items()]
    return f"{what}, {'; '.join(said)}" if said else ""


def _some(criteria: Sequence[str]) -> str:
    more = f" and {len(criteria) - _NAMED} more" if len(criteria) > _NAMED else ""
    return f"{', '.join(criteria[:_NAMED])}{more}"
