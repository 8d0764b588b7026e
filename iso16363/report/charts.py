"""The drawings: small functions that turn numbers into SVG text, the same numbers into the same text.

A unit of the viewBox is a quarter of a millimetre at full text width. Shapes carry colour, letters
and figures say the same, so that a print in black and white loses nothing. WeasyPrint takes the
alternative text from `<title>`; fonts and colours are attributes because style sheets of the page
do not reach into a drawing.
"""

from collections.abc import Mapping, Sequence

from markupsafe import escape

WIDTH = 680
_FONT = "Source Sans 3, Source Sans Pro, Helvetica, Arial, sans-serif"
_INK, _MUTED, _LINE, _ALERT, _PAPER = "#1d2733", "#55606c", "#c6ced6", "#b3470b", "#ffffff"
_DEEP = "#123a5e"

STATE_FILL: Mapping[str, tuple[str, str]] = {
    "open": (_PAPER, _INK),
    "draft": ("#e3e8ed", _INK),
    "answered": ("#a9c6de", _INK),
    "supported": ("#3f7fb1", _PAPER),
    "reviewed": (_DEEP, _PAPER),
    "not-applicable": ("#f5f2ea", _MUTED),
}
"""Fill and letter colour by state: one hue from light to dark, told apart without colour vision."""


def _text(
    x: float, y: float, words: str, *, size: float = 11, colour: str = _INK, anchor: str = "start", bold: bool = False
) -> str:
    extra = f' text-anchor="{anchor}"' if anchor != "start" else ""
    extra += ' font-weight="600"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}"{extra}>{escape(words)}</text>'


def _centred(x: float, y: float, words: str, *, size: float, colour: str, bold: bool = False) -> str:
    """Place a letter or number around x without an anchor.

    WeasyPrint makes a form object of each anchored text: for a heat map 85 KB.
    """
    half = size * sum(0.26 if c == "." else 0.505 if c.isdigit() else 0.6 for c in words) / 2
    return _text(round(x - half, 1), y, words, size=size, colour=colour, bold=bold)


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str | None = None) -> str:
    edge = f' stroke="{stroke}" stroke-width="0.8"' if stroke else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{edge}/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str = _LINE, width: float = 0.8) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:g}"/>'


def _ring(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{_PAPER}" stroke="{_DEEP}" stroke-width="1.6"/>'


def _drawing(body: Sequence[str], height: float, title: str, description: str, width: float = WIDTH) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width / 4:g}mm"'
        f' height="{height / 4:g}mm" role="img" font-family="{_FONT}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(body)}</svg>"
    )


def legend(states: Sequence[tuple[str, str, str]]) -> tuple[list[str], float]:
    """Draw one line that names every state with its letter; gives the shapes and the height."""
    body, x = [], 0.0
    for value, label, letter in states:
        fill, ink = STATE_FILL[value]
        body.append(_rect(x + 0.5, 0.5, 16, 14, fill, _MUTED))
        body.append(_text(x + 8.5, 11.3, letter, size=10, colour=ink, anchor="middle", bold=True))
        body.append(_text(x + 21, 11.5, label))
        x += 36 + 6.1 * len(label)
    return body, 28


def state_bars(
    rows: Sequence[tuple[str, Sequence[int]]], states: Sequence[tuple[str, str, str]], title: str, description: str
) -> str:
    """Draw one bar a row, all of one length, cut into the shares of the states."""
    body, y = legend(states)
    left, length, height = 62.0, WIDTH - 62.0 - 34, 24.0
    for label, counts in rows:
        total = sum(counts)
        body.append(_text(0, y + 16, label, bold=True))
        x = left
        for (value, _, letter), count in zip(states, counts, strict=True):
            if not count:
                continue
            wide = length * count / total
            fill, ink = STATE_FILL[value]
            body.append(_rect(x, y, wide, height, fill, _MUTED))
            if wide > 30:
                body.append(_text(x + wide / 2, y + 16, f"{letter} {count}", colour=ink, anchor="middle", bold=True))
            elif wide > 13:
                body.append(_text(x + wide / 2, y + 16, str(count), size=10, colour=ink, anchor="middle", bold=True))
            x += wide
        body.append(_text(WIDTH, y + 16, str(total), anchor="end", colour=_MUTED))
        y += height + 9
    return _drawing(body, y - 4, title, description)


def heat_map(
    rows: Sequence[tuple[str, Sequence[tuple[str, str, str]]]],
    states: Sequence[tuple[str, str, str]],
    title: str,
    description: str,
) -> str:
    """Draw one row a subsection and one cell a criterion: its letter, and its number in small below."""
    body, y = legend(states)
    left, wide, high, across = 34.0, 32.0, 25.0, 20
    for label, cells in rows:
        body.append(_text(0, y + 15.5, label, bold=True))
        for index, (criterion, value, letter) in enumerate(cells):
            if index and index % across == 0:
                y += high + 2
            x = left + (index % across) * wide
            fill, ink = STATE_FILL[value]
            body.append(_rect(x, y, wide - 2, high - 1, fill, _MUTED))
            body.append(_centred(x + wide / 2 - 1, y + 11.5, letter, size=10.5, colour=ink, bold=True))
            tail = criterion.removeprefix(f"{label}.")
            body.append(_centred(x + wide / 2 - 1, y + 20.8, tail, size=7.6, colour=ink))
        y += high + 6
    return _drawing(body, y, title, description)


def dot_plot(
    rows: Sequence[tuple[str, int | None, float | None, Sequence[int], str]], title: str, description: str
) -> str:
    """Draw lowest rating (square), mean (open circle) and targets (bars) of each row on the scale 0 to 4."""
    left, right, top, step = 40.0, WIDTH - 66.0, 46.0, 22.0
    bottom = top + step * len(rows)

    def at(value: float) -> float:
        return left + (right - left) * value / 4

    body = [_rect(left, 3, 9, 9, _DEEP), _text(left + 15, 11.5, "lowest rating")]
    body += [
        _ring(left + 106, 7.5),
        _text(left + 117, 11.5, "mean"),
        _line(left + 166, 0, left + 166, 15, _ALERT, 2.4),
        _text(left + 173, 11.5, "target"),
    ]
    for level in range(5):
        body.append(_line(at(level), top - 8, at(level), bottom))
        body.append(_text(at(level), top - 13, str(level), anchor="middle", colour=_MUTED))
    for label, minimum, mean, targets, note in rows:
        middle = top + step / 2
        body.append(_text(0, middle + 4, label, bold=True))
        body += [_line(at(target), middle - 8, at(target), middle + 8, _ALERT, 2.4) for target in targets]
        if minimum is not None and mean is not None:
            body.append(_line(at(minimum), middle, at(mean), middle, _DEEP, 1.4))
            body.append(_ring(at(mean), middle))
            body.append(_rect(at(minimum) - 4.5, middle - 4.5, 9, 9, _DEEP))
        else:
            body.append(_text(left + 6, middle + 4, "not rated", size=10, colour=_MUTED))
        body.append(_text(WIDTH, middle + 4, note, size=10, colour=_MUTED, anchor="end"))
        top += step
    return _drawing(body, bottom + 4, title, description)


def rating_matrix(rows: Sequence[Sequence[int]], title: str, description: str) -> str:
    """Draw the grid of documented (upwards) against implemented (to the right) with a count in each cell."""
    left, top, wide, high = 96.0, 4.0, 62.0, 34.0
    most = max((n for row in rows for n in row), default=0) or 1
    body = []
    for documented in range(4, -1, -1):
        y = top + (4 - documented) * high
        body.append(_text(left - 10, y + 21, str(documented), anchor="end", bold=True))
        for implemented, count in enumerate(rows[documented]):
            x = left + implemented * wide
            shade = _shade(count / most) if count else _PAPER
            body.append(_rect(x, y, wide, high, shade, _LINE))
            if count:
                ink = _PAPER if count / most > 0.45 else _INK
                body.append(_text(x + wide / 2, y + 21, str(count), size=12, colour=ink, anchor="middle", bold=True))
    bottom = top + 5 * high
    for level in range(5):
        diagonal = _rect(left + level * wide, top + (4 - level) * high, wide, high, "none", _INK)
        label = _text(left + (level + 0.5) * wide, bottom + 15, str(level), anchor="middle", bold=True)
        body += [diagonal, label]
    body.append(_text(0, top + 12, "documented", colour=_MUTED))
    body.append(_text(left + 5 * wide, bottom + 30, "implemented", anchor="end", colour=_MUTED))
    note = left + 5 * wide + 26
    body.append(_text(note, top + 2.5 * high - 14, "Above the diagonal:", bold=True))
    body.append(_text(note, top + 2.5 * high + 2, "written down better than done."))
    body.append(_text(note, top + 2.5 * high + 28, "Below the diagonal:", bold=True))
    body.append(_text(note, top + 2.5 * high + 44, "done better than written down."))
    return _drawing(body, bottom + 36, title, description)


def _shade(share: float) -> str:
    light, dark = (0xE6, 0xEE, 0xF5), (0x12, 0x3A, 0x5E)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(light, dark, strict=True))


def bars(rows: Sequence[tuple[str, int]], title: str, description: str) -> str:
    """Draw one bar a row with its figure, longest label cut for the drawing only."""
    most = max((value for _, value in rows), default=0) or 1
    left, y = 330.0, 2.0
    body = []
    for label, value in rows:
        body.append(_text(0, y + 11, label, size=10.5))
        wide = (WIDTH - left - 34) * value / most
        body.append(_rect(left, y, max(wide, 1), 14, "#3f7fb1"))
        body.append(_text(left + max(wide, 1) + 6, y + 11, str(value), bold=True))
        y += 19
    return _drawing(body, y, title, description)


def mosaic(rows: Sequence[Sequence[str]], title: str, description: str) -> str:
    """Draw the cover's picture: one square for each criterion, shaded by its state."""
    side, gap = 17.0, 4.25
    body = []
    for index, row in enumerate(rows):
        for position, value in enumerate(row):
            fill = STATE_FILL[value][0]
            body.append(_rect(position * (side + gap), index * (side + gap), side, side, fill, "#8fa1b3"))
    wide = max((len(row) for row in rows), default=0) * (side + gap)
    return _drawing(body, len(rows) * (side + gap), title, description, wide or side)
