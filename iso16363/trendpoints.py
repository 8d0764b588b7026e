"""Which moments of a history are looked at, and on which day each is judged. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

FEWEST: Final = 2
"""The first of the history, and today."""

_SPANS: Final[tuple[Callable[[date], Any], ...]] = (
    lambda day: day,
    lambda day: day.isocalendar()[:2],
    lambda day: (day.year, day.month),
    lambda day: (day.year, (day.month - 1) // 3),
    lambda day: day.year,
)


def in_order(days: Sequence[date], today: date) -> tuple[date, ...]:
    """Days for commits in the order they were made, where some clocks were wrong: never back, never after today.

    As many days as possible stay; the others get the day of the nearest earlier commit that keeps its own,
    or at the beginning that of the first which does.
    """
    clamped = [min(day, today) for day in days]
    kept = set(_longest_rise(clamped))
    result: list[date] = []
    current = next((day for index, day in enumerate(clamped) if index in kept), today)
    for index, day in enumerate(clamped):
        current = day if index in kept else current
        result.append(current)
    return tuple(result)


def _longest_rise(days: Sequence[date]) -> list[int]:
    """Positions of a longest part of the days that never goes back."""
    ends: list[date] = []  # the earliest day that a rise of each length can end on
    last: list[int] = []
    before: list[int] = []
    for index, day in enumerate(days):
        length = bisect_right(ends, day)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [day]
        last[length : length + 1] = [index]
    found, index = [], last[-1] if last else -1
    while index >= 0:
        found.append(index)
        index = before[index]
    return found[::-1]


def thinned(days: Sequence[date], most: int) -> tuple[int, ...]:
    """Positions of at most so many moments: the last of every day, week, month, quarter or year, and the first.

    Where there may be but one, it is the first: today stands beside it.

    The finest of these that keeps to the number is taken. Where it would leave more than half of the number unused,
    or no year is long enough, moments of the next finer one are taken, spread evenly.
    """
    if not days or most < 1:
        return ()
    finer: list[int] = []
    for span in _SPANS:
        last = sorted({span(day): index for index, day in enumerate(days)}.values())
        positions = last if days[last[0]] == days[0] else [0, *last]
        if len(positions) <= most and (not finer or 2 * len(positions) >= most):
            return tuple(positions)
        if len(positions) <= most:
            break
        finer = positions
    if most == 1:
        return (bisect_right(days, days[0]) - 1,)
    share = (len(finer) - 1) / (most - 1)
    return tuple(finer[round(index * share)] for index in range(most))
