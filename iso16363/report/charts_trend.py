"""The drawing of the way to the due date: how many criteria had come how far, day by day.

The lines lie on top of one another from broad and light to narrow and dark, so that each is seen where several have
one height. Words are given: the drawing has none of its own, and days are as in the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from iso16363.report.canvas import (
    ALERT,
    DEEP,
    INK,
    LIGHT,
    MIDDLE,
    MUTED,
    PAPER,
    WIDTH,
    drawing,
    line,
    places,
    rect,
    text,
    text_room,
    text_width,
    wrapped,
)
from iso16363.trend import BurnUp, Height

_HIGH: Final = 190.0
_ROW: Final = 14.0
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True, slots=True)
class BurnUpWords:
    """What the lines are called; `due` stands before the day that something is due."""

    applicable: str
    complete: str
    supported: str
    reviewed: str
    due: str


@dataclass(frozen=True, slots=True)
class _Pen:
    colour: str
    width: float
    dashes: str = ""


_PENS: Final = (_Pen(INK, 1.2, "5 3"), _Pen(LIGHT, 7), _Pen(MIDDLE, 4), _Pen(DEEP, 1.8))


def burn_up_lines(found: BurnUp, words: BurnUpWords, title: str, description: str) -> str:
    """Draw what applies, is complete, supported and reviewed over time, and when it is due.

    A line keeps its height until the next point. The axis of time goes on to a due date that is not further ahead
    than the points reach back; another one is only named.
    """
    labels = [wrapped(word, 150, most=1)[0] for word in _names(words)]
    begins, top = places(labels, WIDTH)
    body: list[str] = []
    for pen, label, (x, y) in zip(_PENS, labels, begins, strict=True):
        body.append(_stroke(f"M{x:g} {y + 8:g}h16", pen))
        body.append(text(x + 21, y + 11.5, label))
    top += 4 + _ROW * len(found.due)
    frame = _frame(found, top)
    if not found.heights:
        return drawing([*body, *_due_rows(found, words, frame)], frame.top, title, description)
    body += _grid(frame)
    body += [_stroke(_path(found.heights, index, frame), pen) for index, pen in enumerate(_PENS)]
    body += _ends(found.heights[-1], frame)
    body += _due_rows(found, words, frame)
    return drawing(body, frame.bottom + 22, title, description)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The field that is drawn in, and what its edges stand for."""

    left: float
    right: float
    top: float
    bottom: float
    most: int
    first: date
    end: date

    def x(self, day: date) -> float:
        """Where a day is."""
        share = (day - self.first).days / max(1, (self.end - self.first).days)
        return round(self.left + (self.right - self.left) * share, 1)

    def y(self, number: float) -> float:
        """Where a number of criteria is."""
        return round(self.bottom - (self.bottom - self.top) * number / self.most, 1)


def _frame(found: BurnUp, top: float) -> _Frame:
    if not found.heights:
        return _Frame(0, WIDTH, top + 6, top + 6, 1, date.min, date.min)
    first, last = found.heights[0].day, found.heights[-1].day
    ahead = [day for day in found.due if last < day <= last + (last - first)]
    largest = max(1, *(height.applicable for height in found.heights))
    step = _step(largest)
    most = -(-largest // step) * step
    room = text_room(str(most), 10) + 8
    return _Frame(room, WIDTH - text_room(str(most)) - 8, top + 6, top + 6 + _HIGH, most, first, max([last, *ahead]))


def _step(largest: int) -> int:
    scale = 1
    while True:
        for step in _STEPS:
            if largest <= 5 * step * scale:
                return step * scale
        scale *= 100


def _grid(frame: _Frame) -> list[str]:
    body = []
    for number in range(0, frame.most + 1, _step(frame.most)):
        y = frame.y(number)
        body.append(line(frame.left, y, frame.right, y))
        body.append(text(frame.left - 6, y + 3.5, str(number), size=10, colour=MUTED, anchor="end"))
    span = (frame.end - frame.first).days
    pieces = min(5, span)
    for piece in range(pieces + 1):
        day = frame.first + timedelta(days=round(span * piece / max(1, pieces)))
        anchor = "start" if piece == 0 else "end" if piece == pieces else "middle"
        x = frame.x(day)
        body.append(line(x, frame.bottom, x, frame.bottom + 4, MUTED))
        body.append(text(x, frame.bottom + 16, day.isoformat(), size=10, colour=MUTED, anchor=anchor))
    return body


def _names(words: BurnUpWords) -> tuple[str, str, str, str]:
    return words.applicable, words.complete, words.supported, words.reviewed


def _four(height: Height) -> tuple[int, int, int, int]:
    """The numbers in the order of the pens, largest first."""
    return height.applicable, height.complete, height.supported, height.reviewed


def _path(heights: Sequence[Height], index: int, frame: _Frame) -> str:
    numbers = [_four(height)[index] for height in heights]
    parts = [f"M{frame.x(heights[0].day):g} {frame.y(numbers[0]):g}"]
    for height, number in zip(heights[1:], numbers[1:], strict=True):
        parts.append(f"H{frame.x(height.day):g}V{frame.y(number):g}")
    return "".join(parts) + ("h6" if len(heights) == 1 else "")


def _stroke(path: str, pen: _Pen) -> str:
    dashes = f' stroke-dasharray="{pen.dashes}"' if pen.dashes else ""
    return f'<path d="{path}" fill="none" stroke="{pen.colour}" stroke-width="{pen.width:g}"{dashes}/>'


def _ends(height: Height, frame: _Frame) -> list[str]:
    """The last numbers beside the ends of their lines; one that several share stands once."""
    numbers = sorted(set(_four(height)), reverse=True)
    at = [frame.y(number) + 4 for number in numbers]
    for index in range(1, len(at)):
        at[index] = max(at[index], at[index - 1] + 12)
    for index in range(len(at) - 1, -1, -1):
        most = frame.bottom + 4 if index == len(at) - 1 else at[index + 1] - 12
        at[index] = min(at[index], most)
    x = frame.x(height.day) + 6
    body = []
    for number, y in zip(numbers, at, strict=True):
        # lines of the grid go on to a due day ahead, and must not strike the number through
        body.append(rect(x - 2, y - 9.5, text_width(str(number)) + 4, 12, PAPER))
        body.append(text(x, y, str(number), bold=True))
    return body


def _due_rows(found: BurnUp, words: BurnUpWords, frame: _Frame) -> list[str]:
    """A line from the name of each due date down to the axis; one that is not in the field is named at its edge."""
    body = []
    elsewhere = [day for day in found.due if not frame.first <= day <= frame.end]
    within = [day for day in found.due if day not in elsewhere]
    for row, day in enumerate([*within, *elsewhere]):
        y = frame.top - 6 - _ROW * row
        name = wrapped(f"{words.due} {day}", WIDTH / 2 - 20, most=1)[0]
        if frame.first <= day <= frame.end:
            x = frame.x(day)
            body.append(line(x, y - 8, x, frame.bottom, ALERT, 1.4))
            late = x > WIDTH / 2
            body.append(
                text(x + (-4 if late else 4), y, name, size=10, colour=ALERT, anchor="end" if late else "start")
            )
        elif day < frame.first:
            body.append(text(frame.left, y, f"← {name}", size=10, colour=ALERT))
        else:
            body.append(text(frame.right, y, f"{name} →", size=10, colour=ALERT, anchor="end"))
    return body
