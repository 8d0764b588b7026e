"""How every sheet of a milestone's workbook is written: a title, a line about it, a head that stays, rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iso16363.milestones.rollup import MilestoneStanding
from iso16363.workbook.book import Book, put
from iso16363.workbook.columns import CellValue
from iso16363.workbook.formats import Formats
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.page import Page, print_setup, protect
from iso16363.workbook.palette import LINE
from iso16363.workbook.sheet_names import tab

HEAD_ROW = 3
_ABOUT_WIDTH = 110
Colours = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that is shown in colours; it says the same without them. `shown` is how a number or a day is written."""

    value: CellValue
    colours: Colours
    shown: str = ""


DAY = "yyyy-mm-dd"


Row = Sequence[CellValue | Cell]
Column = tuple[str, int]
"""What a column is called, and how wide it is."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every sheet of one milestone is written with."""

    book: Book
    formats: Formats
    found: MilestoneStanding
    page: Page

    def sheet(self, name: str, about: str, columns: Sequence[Column], rows: Sequence[Row]) -> Worksheet:
        """A table that can be sorted and filtered; the name is said in the language spoken."""
        sheet = self._begun(name, about)
        for column, (head, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            put(sheet, HEAD_ROW, column, head, self.formats.head)
        sheet.grows_from = HEAD_ROW + 1
        for row, values in enumerate(rows, HEAD_ROW + 1):
            sheet.set_row(row, height(max(map(_lines, values, (width for _, width in columns)))))
            for column, value in enumerate(values):
                self._cell(sheet, row, column, value)
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(1, len(rows)), len(columns) - 1)
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.repeat_rows(HEAD_ROW)
        print_setup(sheet, self.page)
        protect(sheet)
        return sheet

    def notes(self, name: str, about: str, rows: Sequence[tuple[str, str]]) -> None:
        """What there is to know, each with what it is called before it."""
        sheet = self._begun(name, about)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, _ABOUT_WIDTH)
        for row, (called, text) in enumerate(rows, HEAD_ROW):
            sheet.set_row(row, height(max(lines_of(called, 26), lines_of(text, _ABOUT_WIDTH))))
            put(sheet, row, 0, called, self.formats.label)
            put(sheet, row, 1, text, self.formats.text)
        print_setup(sheet, self.page)
        protect(sheet)

    def _begun(self, name: str, about: str) -> Worksheet:
        sheet = self.book.sheet(name)
        put(sheet, 0, 0, f"{self.found.plan.id}: {tab(name)}", self.formats.title)
        put(sheet, 1, 0, about, self.formats.about)
        return sheet

    def _cell(self, sheet: Worksheet, row: int, column: int, value: CellValue | Cell) -> None:
        if isinstance(value, Cell):
            put(sheet, row, column, value.value, self._coloured(value))
        else:
            put(sheet, row, column, value, self._plain(value))

    def _plain(self, value: CellValue) -> Format:
        if isinstance(value, date):
            return self.book.format(num_format=DAY, align="left", border=1, border_color=LINE)
        return self.formats.number if isinstance(value, int) else self.formats.text

    def _coloured(self, cell: Cell) -> Format:
        fill, ink = cell.colours
        number = {"num_format": cell.shown, "align": "left"} if cell.shown else {}
        boxed = {"border": 1, "border_color": LINE}
        return self.book.format(text_wrap=True, bg_color=fill, font_color=ink, locked=True, **boxed, **number)


def _lines(value: CellValue | Cell, width: int) -> int:
    shown = value.value if isinstance(value, Cell) else value
    return lines_of(str(shown), width) if shown is not None else 1


def joined(parts: Iterator[str] | Sequence[str]) -> str:
    """Sentences in one text."""
    return " ".join(part for part in parts if part)
