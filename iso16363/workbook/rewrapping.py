"""Texts on their way home: the text of a cell wrapped as the files wrap it, what did not change as it stood.

The opposite of `unwrapped`: whatever comes out, `unwrapped` makes the cell's text of it again. In
Markdown a single line break inside a paragraph means nothing; somebody who pressed Alt+Enter there
meant it, so such a break becomes a hard one (two blanks at the end of the line).
"""

import re
from collections.abc import Iterator
from typing import Final

from iso16363.workbook.prose import continues, unwrapped

WIDTH: Final = 96
_MARKER: Final = re.compile(r"\s{0,3}([-*+]|\d{1,3}[.)])\s+")
_HARD_BREAK: Final = "  "


def tidy(text: str) -> str:
    """The text without what no reader sees: blanks at line ends, empty lines around it, other line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).strip("\n")


def rewrapped(cell: str, before: str | None) -> str:
    """The text for the file: paragraphs that `before` (the file's text until now) has keep their lines."""
    known = dict(_paragraphs(before or ""))
    lines = cell.split("\n")
    wrapped: list[str] = []
    fenced = False
    for number, line in enumerate(lines):
        fence = line.lstrip(" ")[:3] in ("```", "~~~")
        kept = known.get(line.rstrip())
        pieces = kept or ([line] if fenced or fence else list(_wrapped(line)))
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not (fenced or fence) and continues(pieces[-1], following):
            pieces = [*pieces[:-1], pieces[-1].rstrip() + _HARD_BREAK]
        fenced ^= fence
        wrapped.extend(pieces)
    text = "\n".join(wrapped)
    return text if _arrives(text, cell) else cell


def _arrives(text: str, cell: str) -> bool:
    return tidy(unwrapped(text) or "") == tidy(cell)


def _paragraphs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every line of the cell's text with the lines of the file it was joined from."""
    source = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    start = 0
    for end in range(1, len(source) + 1):
        if end < len(source) and continues(source[end - 1], source[end]):
            continue
        piece = source[start:end]
        joined = unwrapped("\n".join(piece)) or ""
        if "\n" not in joined and joined.strip():
            yield joined.rstrip(), piece
        start = end


def _wrapped(line: str) -> Iterator[str]:
    """One paragraph, item or heading on lines of `WIDTH`, broken only where joining brings the line back."""
    marker = _MARKER.match(line)
    hanging = " " * min(marker.end(), 3) if marker else ""
    current = ""
    for word in _words(line):
        grown = current + word
        if current.strip() and len(grown.rstrip()) > WIDTH and continues(current, f"{hanging}{word[1:]} "):
            yield current
            current = hanging + word[1:]
        else:
            current = grown
    yield current


def _words(line: str) -> list[str]:
    """The line cut before every single blank that stands between two words."""
    return re.split(r"(?<=\S)(?= \S)", line)
