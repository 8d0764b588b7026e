"""Paper and pens of the drawings: shapes, text that is measured, legends, and shades that read in grey.

A unit of the viewBox is a quarter of a millimetre. WeasyPrint takes the alternative text from
`<title>`; fonts and colours are attributes because style sheets of the page do not reach into a
drawing. Nothing has an id: several drawings stand in one page.
"""

import unicodedata
from collections.abc import Mapping, Sequence

from markupsafe import escape

WIDTH = 680
"""Full width of the text on A4: 170 mm."""

_FONT = "Source Sans 3, Source Sans Pro, Helvetica, Arial, sans-serif"
INK, MUTED, LINE, ALERT, PAPER = "#1d2733", "#55606c", "#c6ced6", "#b3470b", "#ffffff"
DEEP, MIDDLE, LIGHT, PALE = "#123a5e", "#3a78aa", "#a9c6de", "#e3e8ed"

STATE_FILL: Mapping[str, tuple[str, str]] = {
    "open": (PAPER, INK),
    "draft": (PALE, INK),
    "answered": (LIGHT, INK),
    "supported": (MIDDLE, PAPER),
    "reviewed": (DEEP, PAPER),
    "not-applicable": ("#f5f2ea", MUTED),
}
"""Fill and letter colour by state: one hue from light to dark, told apart without colour vision."""

SHADES: Sequence[tuple[str, str]] = ((PAPER, INK), (PALE, INK), (LIGHT, INK), (MIDDLE, PAPER), (DEEP, PAPER))
"""Fill and ink from nothing to the most, for cells whose number stands in them."""

SIZE = 11.0
LEGEND_LINE = 20.0

_ADVANCES: Mapping[float, str] = {
    0.21: " ",
    0.27: "ijlI',.:;|·",
    0.35: "f!()-[]{}t/\\r",
    0.45: '*s?zc"',
    0.50: "xvyJLYe_",
    0.53: "0123456789#$+<=>^agk~FEVTSZXA`o–",
    0.57: "bdnpqCPhu",
    0.63: "BKRDG&ß",
    0.70: "HNUOQØĦ",
    0.83: "Mmw%æ©¼½¾ŉ",
    0.87: "W@ÆœŒ…—",
}
_ADVANCE: Mapping[str, float] = {letter: width for width, letters in _ADVANCES.items() for letter in letters}


def text_width(words: str, size: float = SIZE) -> float:
    """Room that a text takes in the semibold weight, at most a little more than it does.

    Accents take no room of their own; what is not Latin is taken for wide.
    """
    plain = unicodedata.normalize("NFD", words)
    return size * sum(_ADVANCE.get(c, 0.62 if ord(c) < 0x590 else 1.0) for c in plain if not unicodedata.combining(c))


def text_room(words: str, size: float = SIZE) -> float:
    """Room to leave for a text: a browser without our fonts sets it up to a quarter wider."""
    return 1.25 * text_width(words, size)


def wrapped(words: str, room: float, size: float = SIZE, most: int = 2) -> list[str]:
    """Lines that fit into a width, in Arial too. The last one is cut where there are more than `most`."""
    lines = [""]
    room /= 1.1
    rest = words.split()
    while rest:
        word = rest.pop(0)
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size) <= room:
            lines[-1] = longer
        elif lines[-1] and len(lines) < most:
            lines.append("")
            rest.insert(0, word)
        else:
            lines[-1] = _cut(" ".join([longer, *rest]), room, size)
            break
    return lines


def _cut(words: str, room: float, size: float) -> str:
    kept = words[: int(room)]
    while kept and text_width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def text(
    x: float, y: float, words: str, *, size: float = SIZE, colour: str = INK, anchor: str = "start", bold: bool = False
) -> str:
    """Write one line; `y` is its base line."""
    extra = f' text-anchor="{anchor}"' if anchor != "start" else ""
    extra += ' font-weight="600"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{colour}"{extra}>{escape(words)}</text>'


def centred(x: float, y: float, words: str, *, size: float, colour: str, bold: bool = False) -> str:
    """Write digits or a letter around x without `text-anchor`, for drawings with hundreds of them.

    WeasyPrint makes a form object of each anchored text: for a heat map 85 KB.
    """
    half = size * sum(0.26 if c == "." else 0.505 if c.isdigit() else 0.6 for c in words) / 2
    return text(round(x - half, 1), y, words, size=size, colour=colour, bold=bold)


def rect(x: float, y: float, width: float, height: float, fill: str, stroke: str | None = None) -> str:
    """Draw a rectangle."""
    edge = f' stroke="{stroke}" stroke-width="0.8"' if stroke else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{edge}/>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 0.8) -> str:
    """Draw a line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:g}"/>'


def ring(x: float, y: float) -> str:
    """Draw the open circle that stands for a mean; the square of a lowest rating fits into it."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{PAPER}" stroke="{DEEP}" stroke-width="1.6"/>'


def drawing(body: Sequence[str], height: float, title: str, description: str, width: float = WIDTH) -> str:
    """Put shapes into a drawing with its alternative text."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width / 4:g}mm"'
        f' height="{height / 4:g}mm" role="img" font-family="{_FONT}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(body)}</svg>"
    )


def places(labels: Sequence[str], room: float) -> tuple[list[tuple[float, float]], float]:
    """Where the entries of a legend begin, on as many lines as they need, and the height of all lines.

    A sign of 16 units stands before each label.
    """
    found, x, y = [], 0.0, 0.0
    for label in labels:
        wide = 21 + text_room(label)
        if x and x + wide > room:
            x, y = 0.0, y + LEGEND_LINE
        found.append((x, y))
        x += wide + 8
    return found, y + LEGEND_LINE


def legend(entries: Sequence[tuple[str, str, str, str]], room: float = WIDTH) -> tuple[list[str], float]:
    """Draw fill, ink and letter of every entry with its label; gives the shapes and the height."""
    body = []
    begins, height = places([label for *_, label in entries], room)
    for (fill, ink, letter, label), (x, y) in zip(entries, begins, strict=True):
        body.append(rect(x + 0.5, y + 0.5, 16, 14, fill, MUTED))
        if letter:
            body.append(centred(x + 8.5, y + 11.3, letter, size=10, colour=ink, bold=True))
        body.append(text(x + 21, y + 11.5, wrapped(label, room - 22, most=1)[0]))
    return body, height + 8
