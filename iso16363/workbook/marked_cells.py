"""How a cell that needs attention looks: a fill and a frame nobody overlooks, and a note that says what to do."""

from collections.abc import Iterable
from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.workbook.book import Book
from iso16363.workbook.columns import column_letter
from iso16363.workbook.heights import lines_of
from iso16363.workbook.palette import ALARM
from iso16363.workbook.plain import escaped

MAX_WORDS: Final = 2_000
"""Characters of a note: what is longer is no note any more, and the values it quotes stand in cells."""
_NOTE: Final = {"font_name": "Arial", "font_size": 10, "x_scale": 3, "author": "", "color": ALARM[0]}
_LETTERS: Final = 52
_LINES: Final = 4.2  # of a note of ordinary height


def words(text: str) -> str:
    """The text of a mark as a note and the sheet Read me show it: not endless, and nothing no file can hold."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= MAX_WORDS else f"{whole[: MAX_WORDS - 1].rstrip()}…"


def write_note(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Attach a note that is as tall as its text."""
    shown = words(text)
    height = max(1.0, (lines_of(shown, _LETTERS) + 1) / _LINES)
    # XlsxWriter writes the text of a note into XML as it is.
    sheet.write_comment(row, column, escaped(shown), {**_NOTE, "y_scale": height})


def put_forward(book: Book, sheet: Worksheet, cells: Iterable[tuple[int, int]]) -> None:
    """Keep the fill of marked cells from being covered by that of a condition; to be called before those are added."""
    places = " ".join(f"{column_letter(column)}{row + 1}" for row, column in cells)
    if places:
        fill, ink = ALARM
        look = book.look({"bg_color": fill, "font_color": ink})
        rule = {"type": "formula", "criteria": "=TRUE", "format": look, "stop_if_true": True, "multi_range": places}
        sheet.conditional_format(0, 0, 0, 0, rule)
