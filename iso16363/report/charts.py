"""The drawings of states and ratings: functions that turn numbers into SVG text, the same into the same.

Shapes carry colour, letters and figures say the same, so that a print in black and white loses nothing.
"""

from collections.abc import Sequence
from math import ceil

from iso16363.language import say
from iso16363.report.canvas import (
    ALERT,
    DEEP,
    INK,
    LINE,
    MUTED,
    SHADES,
    STATE_FILL,
    WIDTH,
    centred,
    drawing,
    legend,
    line,
    places,
    rect,
    ring,
    text,
    text_room,
    text_width,
    wrapped,
)

State = tuple[str, str, str]
"""Value, label and letter of a state."""


def _state_legend(states: Sequence[State]) -> tuple[list[str], float]:
    return legend([(*STATE_FILL[value], letter, label) for value, label, letter in states])


def state_bars(rows: Sequence[tuple[str, Sequence[int]]], states: Sequence[State], title: str, description: str) -> str:
    """Draw one bar a row, all of one length, cut into the shares of the states."""
    body, y = _state_legend(states)
    left = 12 + max((text_room(label) for label, _ in rows), default=0)
    length, height = WIDTH - left - 34, 24.0
    for label, counts in rows:
        total = sum(counts)
        body.append(text(0, y + 16, label, bold=True))
        x = left
        for (value, _, letter), count in zip(states, counts, strict=True):
            if not count:
                continue
            wide = length * count / total
            fill, ink = STATE_FILL[value]
            body.append(rect(x, y, wide, height, fill, MUTED))
            if wide > text_width(f"{letter} {count}") + 6:
                body.append(text(x + wide / 2, y + 16, f"{letter} {count}", colour=ink, anchor="middle", bold=True))
            elif wide > text_width(str(count), 10) + 3:
                body.append(text(x + wide / 2, y + 16, str(count), size=10, colour=ink, anchor="middle", bold=True))
            x += wide
        body.append(text(WIDTH, y + 16, str(total), anchor="end", colour=MUTED))
        y += height + 9
    return drawing(body, y - 4, title, description)


MapRow = tuple[str, Sequence[tuple[str, str, str]], str]
"""Id of a subsection; criterion, state and letter of each cell; what its numbers come to."""


def heat_map(rows: Sequence[MapRow], states: Sequence[State], title: str, description: str) -> str:
    """Draw one row a subsection and one cell a criterion: its letter, and its number in small below.

    A long row is cut into lines of about one length: a last line of one cell looks like a mistake.
    """
    body, y = _state_legend(states)
    left, high, across = 34.0, 25.0, 21
    notes = max((text_room(note, 10) for *_, note in rows), default=0)
    wide = min(32.0, (WIDTH - left - notes - (8 if notes else 0)) / across)
    for label, cells, note in rows:
        body.append(text(0, y + 15.5, label, bold=True))
        if note:
            body.append(text(WIDTH, y + 15.5, note, size=10, colour=MUTED, anchor="end"))
        most = ceil(len(cells) / ceil(len(cells) / across)) if cells else across
        for index, (criterion, value, letter) in enumerate(cells):
            if index and index % most == 0:
                y += high + 1
            x = left + (index % most) * wide
            fill, ink = STATE_FILL[value]
            body.append(rect(x, y, wide - 2, high - 1, fill, MUTED))
            body.append(centred(x + wide / 2 - 1, y + 11.2, letter, size=10.5, colour=ink, bold=True))
            tail = criterion.removeprefix(f"{label}.")
            body.append(centred(x + wide / 2 - 1, y + 20.9, tail, size=8.4, colour=ink))
        y += high + 4
    return drawing(body, y, title, description)


DotRow = tuple[str, int | None, float | None, Sequence[int], str, float | None]
"""Id, lowest rating, mean, targets, how many criteria these rest on, and the mean at an earlier hand-over."""


def dot_plot(rows: Sequence[DotRow], title: str, description: str) -> str:
    """Draw lowest rating (square), mean (open circle) and targets (bars) of each row on the scale 0 to 4.

    A cross stands for the mean at a hand-over, where it was another.
    """
    body, top = _dot_legend(earlier=any(before is not None for *_, before in rows))
    notes = max((text_room(note, 10) for *_, note, _ in rows), default=0)
    left, right, step = 40.0, WIDTH - max(notes, 30) - 26, 19.0
    bottom = top + step * len(rows)

    def at(value: float) -> float:
        return left + (right - left) * value / 4

    for level in range(5):
        body.append(line(at(level), top - 4, at(level), bottom))
        body.append(text(at(level), top - 9, str(level), anchor="middle", colour=MUTED))
    for row, (label, minimum, mean, targets, note, before) in enumerate(rows):
        middle = top + step * (row + 0.5)
        body.append(text(0, middle + 4, label, bold=True))
        for target in targets:
            body.append(line(at(target), middle - 8, at(target), middle + 8, ALERT, 2.4))
        if minimum is not None and mean is not None:
            body.append(line(at(minimum), middle, at(mean), middle, DEEP, 1.4))
            body.append(ring(at(mean), middle))
            body.append(_square(at(minimum), middle))
        else:
            body.append(text(left + 6, middle + 4, say("not rated"), size=10, colour=MUTED))
        if before not in (None, mean):
            body += _cross(at(before), middle)
        body.append(text(WIDTH, middle + 4, note, size=10, colour=MUTED, anchor="end"))
    return drawing(body, bottom + 4, title, description)


def _dot_legend(*, earlier: bool) -> tuple[list[str], float]:
    labels = [say("lowest rating"), say("mean"), say("target")]
    labels += [say("mean at the hand-over, where it differs")] if earlier else []
    begins, height = places(labels, WIDTH)
    body = [text(x + 21, y + 11.5, label) for label, (x, y) in zip(labels, begins, strict=True)]
    signs = [(x + 9, y + 7.5) for x, y in begins]
    body.append(_square(*signs[0]))
    body.append(ring(*signs[1]))
    body.append(line(signs[2][0], signs[2][1] - 8, signs[2][0], signs[2][1] + 8, ALERT, 2.4))
    body += _cross(*signs[3]) if earlier else []
    return body, height + 22


def _cross(x: float, y: float) -> list[str]:
    """Draw what stands for an earlier mean: seen on top of the signs of today, and never taken for one."""
    return [line(x - 4, y - 4, x + 4, y + 4, INK, 1.6), line(x - 4, y + 4, x + 4, y - 4, INK, 1.6)]


def _square(x: float, y: float) -> str:
    return rect(x - 3.7, y - 3.7, 7.4, 7.4, DEEP)


def shade(count: int, most: int) -> tuple[str, str]:
    """Fill and ink of a cell: white for nothing, then four steps."""
    return SHADES[0] if not count else SHADES[max(1, min(4, -(-4 * count // most)))]


def rating_matrix(rows: Sequence[Sequence[int]], title: str, description: str) -> str:
    """Draw the grid of documented (upwards) against implemented (to the right) with a count in each cell."""
    across, up = say("implemented"), say("documented")
    left, top, wide, high = 34.0, 20.0, 56.0, 28.0
    most = max((n for row in rows for n in row), default=0)
    body = [text(0, 11, f"↑ {up}", colour=MUTED)]
    for documented in range(4, -1, -1):
        y = top + (4 - documented) * high
        body.append(text(left - 10, y + 18, str(documented), anchor="end", bold=True))
        for implemented, count in enumerate(rows[documented]):
            fill, ink = shade(count, most)
            body.append(rect(left + implemented * wide, y, wide, high, fill, LINE))
            if count:
                x = left + (implemented + 0.5) * wide
                body.append(text(x, y + 18, str(count), size=12, colour=ink, anchor="middle", bold=True))
    bottom = top + 5 * high
    for level in range(5):
        body.append(rect(left + level * wide, top + (4 - level) * high, wide, high, "none", INK))
        body.append(text(left + (level + 0.5) * wide, bottom + 15, str(level), anchor="middle", bold=True))
    right = left + 5 * wide
    body.append(text(right, bottom + 31, f"{across} →", anchor="end", colour=MUTED))
    return drawing(body, bottom + 38, title, description, right + 6)


def gap_grid(rows: Sequence[tuple[str, Sequence[int]]], heads: Sequence[str], title: str, description: str) -> str:
    """Draw weights (downwards) against effort (to the right), a count in each cell, the last column set apart."""
    left = 12 + min(190.0, max((text_room(label) for label, _ in rows), default=0))
    apart, high = 10.0, 26.0
    wide = (WIDTH - left - apart - 1) / len(heads)
    most = max((n for _, counts in rows for n in counts), default=0)
    at = [left + index * wide + (apart if index == len(heads) - 1 else 0) for index in range(len(heads))]
    lines = [wrapped(head, wide - 6, 10.5, 3) for head in heads]
    top = 13.0 * max(map(len, lines)) + 5
    body = []
    for x, head in zip(at, lines, strict=True):
        for index, words in enumerate(reversed(head)):
            body.append(text(x + wide / 2, top - 6 - 13 * index, words, size=10.5, anchor="middle", bold=True))
    for number, (label, counts) in enumerate(rows):
        y = top + number * high
        body += _beside(label, left - 12, y + high / 2)
        for x, count in zip(at, counts, strict=True):
            fill, ink = shade(count, most)
            body.append(rect(x, y, wide, high, fill, LINE))
            words = str(count) if count else "–"
            body.append(text(x + wide / 2, y + 17, words, size=12, colour=ink, anchor="middle", bold=bool(count)))
    bottom = top + len(rows) * high
    body.append(rect(at[-1], top, wide, len(rows) * high, "none", INK))
    return drawing(body, bottom + 2, title, description)


def _beside(label: str, room: float, middle: float) -> list[str]:
    """Name of a row on one line or two, around the middle of the row."""
    lines = wrapped(label, room)
    first = middle + 4 - 6 * (len(lines) - 1)
    return [text(0, first + 12 * index, words, bold=True) for index, words in enumerate(lines)]


def mosaic(rows: Sequence[Sequence[str]], title: str, description: str) -> str:
    """Draw the cover's picture: one square for each criterion, shaded by its state."""
    side, gap = 17.0, 4.25
    body = []
    for index, row in enumerate(rows):
        for position, value in enumerate(row):
            fill = STATE_FILL[value][0]
            body.append(rect(position * (side + gap), index * (side + gap), side, side, fill, "#8fa1b3"))
    wide = max((len(row) for row in rows), default=0) * (side + gap)
    return drawing(body, len(rows) * (side + gap), title, description, wide or side)
