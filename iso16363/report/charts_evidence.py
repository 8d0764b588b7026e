"""The drawings of documents: bars in two parts, with their numbers in words at the end."""

from collections.abc import Sequence

from iso16363.language import say
from iso16363.report.canvas import (
    DEEP,
    INK,
    LIGHT,
    MUTED,
    PAPER,
    WIDTH,
    drawing,
    legend,
    rect,
    text,
    text_room,
    wrapped,
)

_LABEL, _SIZE, _STEP, _LEAST = 350.0, 10.5, 19.0, 90.0


def split_bars(
    rows: Sequence[tuple[str, int, int]],
    parts: tuple[str, str],
    title: str,
    description: str,
    width: float = WIDTH,
) -> str:
    """Draw one bar a row from its total and the dark part of it; `parts` names dark and light part.

    Labels have two lines; a longer one is cut, so that its full text has to stand beside the drawing.
    """
    body, y = _parts_legend(parts, width) if any(part for _, _, part in rows) else ([], 2.0)
    ends = [_end(total, part) for _, total, part in rows]
    right = max((text_room(end) for end in ends), default=0) + 8
    widest = max((text_room(label, _SIZE) for label, _, _ in rows), default=0)
    left = min(widest + 10, _LABEL, width - right - _LEAST)
    scale = (width - left - right) / (max((total for _, total, _ in rows), default=0) or 1)
    for (label, total, part), end in zip(rows, ends, strict=True):
        lines = wrapped(label, left - 10, _SIZE)
        for words in lines:
            body.append(text(0, y + 11, words, size=_SIZE))
            y += 12.5
        middle = y - 12.5 * (len(lines) + 1) / 2
        body += _bar(left, middle, scale * total, scale * part)
        body.append(text(left + scale * total + (6 if total else 0), middle + 11, end, bold=True))
        y += _STEP - 12.5
    return drawing(body, y, title, description, width)


def _bar(x: float, y: float, whole: float, dark: float) -> list[str]:
    shapes = [(whole, LIGHT), (dark, DEEP)]
    return [rect(x, y, wide, 14, fill, MUTED) for wide, fill in shapes if wide]


def _end(total: int, part: int) -> str:
    return say("{n}, of these {part}", n=total, part=part) if part else str(total)


def _parts_legend(parts: tuple[str, str], width: float) -> tuple[list[str], float]:
    dark, light = parts
    return legend([(DEEP, PAPER, "", dark), (LIGHT, INK, "", light)], width)
