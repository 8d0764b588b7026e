"""Texts inside formulas and number formats, in the language spoken and with everything escaped."""

from string import Formatter
from typing import Final

_LONGEST: Final = 255
"""Characters of one text in a formula; what is longer is put together from several."""


def literal(text: str) -> str:
    """Formula text of a text."""
    pieces = [text[start : start + _LONGEST] for start in range(0, len(text), _LONGEST)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def sentence(template: str, **cells: str) -> str:
    """Formula text of a sentence whose `{names}` are formula texts; the names may stand in any order."""
    pieces: list[str] = []
    for text, name, _, _ in Formatter().parse(template):
        if text:
            pieces.append(literal(text))
        if name is not None:
            pieces.append(cells[name])
    return "&".join(pieces)


def number_format(template: str, code: str) -> str:
    """Number format of a sentence: `{value}` is where the number stands, `code` how."""
    pieces: list[str] = []
    for text, name, _, _ in Formatter().parse(template):
        if text:
            pieces.append('"' + text.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}") + '"')
        if name is not None:
            pieces.append(code)
    return "".join(pieces)
