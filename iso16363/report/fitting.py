"""How large the letters of a page may be that has to stay one page: by counting lines, before it is laid out."""

from collections.abc import Callable
from math import ceil
from typing import Final

_LARGEST, _SMALLEST = 94, 62
_LINE: Final = 0.0425
"""Millimetres that a line takes for each tenth of a point, what surrounds paragraphs included; measured."""
_LETTERS: Final = 58
"""Letters in a millimetre of a line, times the tenths of a point; measured, on the safe side."""


def lines(letters: int, *texts: str, share: float = 1.0) -> int:
    """How many lines texts take, one below the other, in a share of a line of so many letters."""
    return sum(ceil(len(text) / (letters * share)) for text in texts)


def size_for(height: float, width: float, needed: Callable[[int], float]) -> float:
    """The largest size in points in which a page of so many millimetres holds the lines it needs.

    `needed` says how many lines that are if so many letters stand in one. What needs more than the
    smallest size can hold gets the smallest, and goes on on the next page.
    """
    sizes = range(_LARGEST, _SMALLEST, -2)
    fitting = (n for n in sizes if needed(int(_LETTERS * width / n)) * n * _LINE <= height)
    return next(fitting, _SMALLEST) / 10
