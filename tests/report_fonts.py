"""How wide a text really is, by the tables of the report's own fonts."""

from functools import cache

from commandline import CHECKOUT
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]


@cache
def _font(*, bold: bool) -> TTFont:
    name = "SourceSans3-Semibold.ttf" if bold else "SourceSans3-Regular.ttf"
    return TTFont(CHECKOUT / "templates" / "report" / "fonts" / name)


def real_width(words: str, size: float, *, bold: bool) -> float:
    """Width by the font's own table; what it has no sign for is taken as wide."""
    font = _font(bold=bold)
    signs, advances = font.getBestCmap(), font["hmtx"]
    return size * sum(advances[signs[ord(c)]][0] / 1000 if ord(c) in signs else 1.0 for c in words)
