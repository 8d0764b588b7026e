"""The one place where cells are written: formats once each, limits of the file format by name."""

from datetime import date, datetime
from typing import BinaryIO, Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iso16363.errors import AuditError
from iso16363.workbook.columns import CellValue, column_letter
from iso16363.workbook.palette import INK
from iso16363.workbook.plain import PlainSheet, PlainWorkbook, units
from iso16363.workbook.sheet_names import tab, tab_in_formula

MAX_TEXT: Final = 32_767
"""Length of a cell's text, in UTF-16 units as spreadsheets count."""
MAX_FORMULA: Final = 8_192
MAX_HEADER: Final = 255
_FIRST_DAY: Final = date(1900, 3, 1)  # from here on spreadsheets agree on what number a day is
FONT: Final = "Arial"


class Book:
    """A workbook being written."""

    def __init__(self, stream: BinaryIO, created: date, title: str, *, caches: bool = True) -> None:
        options = {
            "in_memory": True,
            "strings_to_urls": False,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 10},
        }
        self.file = PlainWorkbook(stream, options)
        self.file.set_properties({"title": title, "created": datetime(created.year, created.month, created.day)})  # noqa: DTZ001 (a day has no zone)
        self.file.set_size(2400, 1500)
        self._caches = caches
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **properties: object) -> Format:
        """The format with these properties, made once."""
        wanted = {"valign": "top", "font_color": INK, **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(wanted)
        return self._formats[key]

    def look(self, properties: dict[str, object]) -> Format:
        """A format for a condition: only what it changes, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet without grid lines; its tab shows its name in the language spoken."""
        sheet = self.file.add_worksheet(tab(name), PlainSheet)
        sheet.hide_gridlines(2)
        sheet.caches = self._caches
        return sheet

    def name(self, name: str, sheet: str, cells: tuple[int, int, int, int]) -> None:
        """Define a name for cells, given as first row, first column, last row, last column."""
        top, left, bottom, right = cells
        reference = f"{tab_in_formula(sheet)}!${column_letter(left)}${top + 1}"
        if (top, left) != (bottom, right):
            reference = f"{reference}:${column_letter(right)}${bottom + 1}"
        if self.file.define_name(name, f"={reference}"):
            raise AuditError(f'the name "{name}" cannot be defined in a workbook', where=sheet)

    def close(self) -> None:
        """Write everything out."""
        self.file.close()


def put(sheet: Worksheet, row: int, column: int, value: CellValue, style: Format | None = None) -> None:
    """Write a value as what it is; text is never taken for a formula, a number or a link.

    Raises AuditError for a text that does not fit into a cell.
    """
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        check_text(sheet, row, column, value)
        sheet.write_string(row, column, value, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, date) and value >= _FIRST_DAY:
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_string(row, column, value.isoformat(), style)
    else:
        sheet.write_number(row, column, value, style)


def put_formula(
    sheet: Worksheet, row: int, column: int, formula: str, value: CellValue, style: Format | None = None
) -> None:
    """Write a formula with the value it has, so that readers which do not calculate show it too."""
    if len(formula) > MAX_FORMULA:
        raise AuditError("the formula is longer than a spreadsheet allows", where=cell_name(sheet, row, column))
    if isinstance(value, str):
        check_text(sheet, row, column, value)
    sheet.write_formula(row, column, formula, style, "" if value is None else value)


def check_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Refuse a text that cannot be stored whole, naming the cell."""
    if len(text) > MAX_TEXT // 2 and units(text) > MAX_TEXT:
        raise AuditError(
            f"the text has {units(text):,} characters; a workbook cell holds {MAX_TEXT:,}",
            where=cell_name(sheet, row, column),
            remedy=(
                "Put the long version into a document and cite it; divide a long list of ids among several records. "
                "`iso16363 check` names the file and line."
            ),
        )
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise AuditError(
            "the text holds half of a character (a lone surrogate), which no file can store",
            where=cell_name(sheet, row, column),
            remedy="Type the character again in the evidence file.",
        )


def cell_name(sheet: Worksheet, row: int, column: int) -> str:
    """A cell as people name it: Criteria!H12."""
    return f"{sheet.get_name()}!{column_letter(column)}{row + 1}"
