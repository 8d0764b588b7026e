"""Writes a declared table as a sheet: titles, rows, empty rows to fill, names, filters, print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from xlsxwriter.worksheet import Worksheet

from iso16363.workbook.book import Book, put, put_formula
from iso16363.workbook.columns import FIRST_ROW, HEADER_ROW, CellValue, Column, Kind, Table
from iso16363.workbook.conditions import add_conditions
from iso16363.workbook.formats import Formats
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.lists import NamedList
from iso16363.workbook.page import Page, print_setup, protect
from iso16363.workbook.palette import HEAD_OPEN
from iso16363.workbook.validations import validate_columns

R = TypeVar("R")
_PRINTED_SPARE = 8
_UPRIGHT = 20
_TURNED = 92.0  # height that a turned title of one line and the button of the filter take
_NOTE = {"font_name": "Arial", "font_size": 10, "x_scale": 2.4, "author": ""}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every sheet is written with."""

    book: Book
    formats: Formats
    page: Page
    lists: dict[str, NamedList]
    mark: str


def write_table(desk: Desk, table: Table[R], rows: Sequence[R], group: Callable[[R], str] | None = None) -> Worksheet:
    """Write a table; a page ends where `group` changes. Returns the sheet for what only it has."""
    sheet = desk.book.sheet(table.sheet)
    last = FIRST_ROW + table.rows(len(rows)) - 1
    sheet.grows_from = FIRST_ROW
    if table.editable:
        sheet.set_tab_color(HEAD_OPEN)
    _set_columns(sheet, table)
    _write_band(desk, sheet, table)
    _write_heads(desk, sheet, table, last)
    _write_rows(desk, sheet, table, rows)
    _write_spare(desk, sheet, table, len(rows))
    for position, column in enumerate(table.columns):
        desk.book.name(table.name(column.key), table.sheet, (FIRST_ROW, position, last, position))
    validate_columns(sheet, table, desk.lists, len(rows))
    add_conditions(desk.book, sheet, table, len(rows))
    _quieten(sheet, table, last)
    sheet.freeze_panes(FIRST_ROW, table.frozen)
    print_setup(sheet, desk.page)
    printed = FIRST_ROW + min(table.rows(len(rows)), len(rows) + _PRINTED_SPARE) - 1
    sheet.print_area(0, 0, printed, table.positions[table.printed])
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0)
    if group is not None:
        keys = [group(row) for row in rows]
        sheet.set_h_pagebreaks([FIRST_ROW + i for i in range(1, len(keys)) if keys[i] != keys[i - 1]])
    protect(sheet)
    return sheet


def _set_columns(sheet: Worksheet, table: Table[R]) -> None:
    for position, column in enumerate(table.columns):
        options = {"hidden": column.hidden or column.folded, "level": int(column.folded)}
        sheet.set_column(position, position, column.width, None, options)
    after = [p + 1 for p, column in enumerate(table.columns) if column.folded]
    if after:
        shown = max(after)
        sheet.set_column(shown, shown, table.columns[shown].width, None, {"collapsed": True})


def _write_band(desk: Desk, sheet: Worksheet, table: Table[R]) -> None:
    sheet.set_row(0, 24)
    put(sheet, 0, 0, f"{table.title} · {desk.mark}", desk.formats.title)
    put(sheet, 1, 0, table.about, desk.formats.about)
    sheet.write_url(2, 0, "internal:Dashboard!A1", desk.formats.link, "Dashboard", "To the dashboard")


def _write_heads(desk: Desk, sheet: Worksheet, table: Table[R], last: int) -> None:
    heads = [{"header": c.title, "header_format": desk.formats.column_head(c)} for c in table.columns]
    sheet.add_table(
        HEADER_ROW,
        0,
        last,
        len(heads) - 1,
        {"name": f"{table.sheet}Table", "columns": heads, "style": None, "autofilter": True},
    )
    lines = 1
    for position, column in enumerate(table.columns):
        # The button of the filter takes room beside the title.
        room = _UPRIGHT if column.upright else column.width - 3.5
        lines = max(lines, lines_of(column.title, room))
        text = _help(column, desk.lists)
        sheet.write_comment(HEADER_ROW, position, text, {**_NOTE, "y_scale": max(1.0, lines_of(text, 42) / 4.5)})
    upright = any(column.upright for column in table.columns)
    sheet.set_row(HEADER_ROW, max(_TURNED if upright else 0, height(lines)))


def _help(column: Column[R], lists: dict[str, NamedList]) -> str:
    """What the note on a column's title says; for ratings, every anchor of the scale."""
    if column.key not in ("documented", "implemented"):
        return column.help
    anchors = (f"{x.value}: {x.title if column.key == 'documented' else x.meaning}" for x in lists["rating"].entries)
    return "\n".join((column.help, *anchors))


def _write_rows(desk: Desk, sheet: Worksheet, table: Table[R], rows: Sequence[R]) -> None:
    styles = [desk.formats.cell(c, locked=not (table.sortable or c.editable)) for c in table.columns]
    plan = list(enumerate(zip(table.columns, styles, strict=True)))
    measured = [(p, c.width) for p, c in enumerate(table.columns) if c.wraps and not (c.hidden or c.folded)]
    for row, record in enumerate(rows, FIRST_ROW):
        values: list[CellValue] = []
        for position, (column, style) in plan:
            value = column.read(record)
            values.append(value)
            if column.formula is None:
                put(sheet, row, position, value, style)
            else:
                put_formula(sheet, row, position, table.formula(column, row), value, style)
        texts = ((values[p], width) for p, width in measured)
        lines = max((lines_of(text, width) for text, width in texts if isinstance(text, str)), default=1)
        sheet.set_row(row, height(max(2, lines)))


def _write_spare(desk: Desk, sheet: Worksheet, table: Table[R], filled: int) -> None:
    styles = [desk.formats.cell(c, locked=False) for c in table.columns]
    for row in range(FIRST_ROW + filled, FIRST_ROW + table.rows(filled)):
        for position, (column, style) in enumerate(zip(table.columns, styles, strict=True)):
            if column.formula is None:
                sheet.write_blank(row, position, None, style)
            else:
                empty: CellValue = 0 if column.kind is Kind.COUNT else ""
                put_formula(sheet, row, position, table.formula(column, row), empty, style)


def _quieten(sheet: Worksheet, table: Table[R], last: int) -> None:
    """Ids are text on purpose: no green corners for them, nor for open cells with formulas."""
    right = len(table.columns) - 1
    area = f"A{FIRST_ROW + 1}:{table.letter(table.columns[right].key)}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": area, "formula_unlocked": area, "empty_cell_reference": area})
