"""Texts for a cell: wrapped Markdown paragraphs on one line each, and long names short in headings.

Nothing but single line breaks inside paragraphs is changed: lists, quotations, tables, headings,
code and deliberate breaks keep their lines.
"""

import re
from typing import Final

_OWN_LINE: Final = re.compile(r"\s*([-*+>|#]|\d+[.)]\s|```|~~~|</?[a-z]|={2,}\s*$)| {4}|\t", re.IGNORECASE)
_FENCE: Final = re.compile(r"\s{0,3}(```|~~~)")
_KEEPS_BREAK: Final = re.compile(r"( {2,}|\\)$|^\s*([#|>]|</?[a-z]|(=+|-+)\s*$)")


def unwrapped(text: str | None) -> str | None:
    """The text with every paragraph on one line."""
    if text is None or "\n" not in text:
        return text
    lines: list[str] = []
    fenced = False
    for line in text.replace("\r\n", "\n").rstrip("\n").split("\n"):
        fence = bool(_FENCE.match(line))
        before = lines[-1] if lines else ""
        if fenced or fence or not lines or not continues(before, line):
            lines.append(line)
        else:
            lines[-1] = f"{before} {line.strip()}"
        fenced ^= fence
    return "\n".join(lines)


def shortened(text: str, room: int = 150) -> str:
    """The text for a heading: on one line, its end left out where it is long; the whole stands elsewhere."""
    line = " ".join(text.split())
    return line if len(line) <= room else f"{line[: room - 1].rstrip()}…"


def capital(text: str) -> str:
    """The text with a capital letter in front; the others stay as they are."""
    return text[:1].upper() + text[1:]


def continues(before: str, line: str) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if not before.strip() or not line.strip():
        return False
    if _KEEPS_BREAK.search(before) or _FENCE.match(before):
        return False
    return not _OWN_LINE.match(line)
