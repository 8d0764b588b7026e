"""Titles of columns in a returned workbook: held against ours, in the language it was written in."""

from dataclasses import dataclass
from typing import Any, Final

from iso16363.language import speaking
from iso16363.resources import ENGLISH, languages
from iso16363.workbook.columns import Table
from iso16363.workbook.opened import Cell, Opened, Sheet
from iso16363.workbook.provided_columns import with_providers
from iso16363.workbook.tables import TABLES

_HEADER_WITHIN: Final = 50
"""Rows among which the titles are looked for."""


def title_in(cell: Cell | None) -> str:
    """A title as it is compared: case and blanks do not count."""
    return "" if cell is None or cell.value is None else compared(str(cell.value))


def titles_of(table: Table[Any]) -> dict[str, str]:
    """Keys of a table's columns by their titles in the language spoken."""
    return {compared(column.heading): column.key for column in with_providers(table).columns}


def compared(text: str) -> str:
    """A text without what does not count: case and the number of blanks."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, slots=True)
class Header:
    """The row of titles that fits a table best."""

    row: int
    fits: int


def header_of(table: Table[Any], sheet: Sheet) -> Header:
    """The row among the first ones that has most of the titles; the first of equals."""
    titles = titles_of(table)
    best = Header(0, 0)
    for row in sorted(number for number in sheet.rows if number <= _HEADER_WITHIN):
        fits = len({title for cell in sheet.rows[row].values() if (title := title_in(cell)) in titles})
        if fits > best.fits:
            best = Header(row, fits)
    return best


def language_of(opened: Opened, recorded: str | None) -> str:
    """The language of a workbook: the one it remembers, else the one that most of its titles are in."""
    known = languages()
    if recorded is not None:
        return recorded if recorded in known else ENGLISH
    return max(known, key=lambda language: _titles_in(language, opened))


def _titles_in(language: str, opened: Opened) -> int:
    with speaking(language):
        return sum(header_of(filled.table, sheet).fits for filled in TABLES for sheet in opened.sheets)
