"""What every command shows in the terminal: width, characters, colour, tables, wrapped text.

Formatters take a `Screen` and values and return text; only commands print.
"""

import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import click

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_MIN_WIDTH, _MAX_WIDTH = 80, 120
_FANCY = "█▓▒░·–…✓✗→"


@dataclass(frozen=True, slots=True)
class Screen:
    """How wide the output may be, and whether it may go beyond ASCII."""

    width: int = 100
    unicode: bool = True

    def sign(self, fancy: str, plain: str) -> str:
        """The sign where the terminal knows it, else its ASCII stand-in."""
        return fancy if self.unicode else plain


def screen() -> Screen:
    """The terminal as it is: 80 to 120 columns used; 100 where there is none."""
    columns = shutil.get_terminal_size((100, 24)).columns
    try:
        _FANCY.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Screen(max(_MIN_WIDTH, min(_MAX_WIDTH, columns)), unicode=False)
    return Screen(max(_MIN_WIDTH, min(_MAX_WIDTH, columns)))


def clean(text: object) -> str:
    """Text without what could move the cursor, colour the screen or hide itself; one line."""
    return _UNSHOWABLE.sub("?", str(text).replace("\r\n", " ").replace("\n", " ").replace("\t", " "))


def display_width(text: str) -> int:
    """Columns a text takes: styles and combining marks none, East Asian wide ones two."""
    plain = click.unstyle(text)
    if plain.isascii():
        return len(plain)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in plain)


def shortened(text: str, width: int, at: Screen) -> str:
    """The text, cut with an ellipsis to a width."""
    if display_width(text) <= width:
        return text
    end = at.sign("…", "...")
    kept = ""
    for character in text:
        if display_width(kept + character) > width - len(end):
            break
        kept += character
    return kept.rstrip() + end


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), indent: str = "") -> list[str]:
    """Rows as lines with aligned columns, two spaces apart; `right` names columns of figures."""
    if not rows:
        return []
    widths = [max(display_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (width - display_width(cell))
            cells.append(gap + cell if column in right else cell + gap)
        lines.append((indent + "  ".join(cells)).rstrip())
    return lines


def wrapped(text: str, at: Screen, *, indent: str = "", first: str | None = None) -> list[str]:
    """A text as lines within the width; `first` begins the first line instead of the indent."""
    return textwrap.wrap(
        clean(text),
        at.width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def flowed(items: Sequence[str], at: Screen, *, gap: str = "   ") -> list[str]:
    """Short items, styled or not, as lines within the width."""
    lines: list[str] = []
    for item in items:
        if lines and display_width(lines[-1] + gap + item) <= at.width:
            lines[-1] += gap + item
        else:
            lines.append(item)
    return lines


def heading(text: str) -> str:
    """A line that begins a part."""
    return click.style(text, bold=True)


def faint(text: str) -> str:
    """A text that matters less; it says the same without the style."""
    return click.style(text, dim=True)


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 error, 2 errors."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
