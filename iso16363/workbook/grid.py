"""Writes a declared table as a sheet: titles, rows, empty rows to fill, names, filters, print."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iso16363.language import marked, say
from iso16363.model.variant import Variant
from iso16363.workbook.book import Book, put, put_formula
from iso16363.workbook.columns import FIRST_ROW, HEADER_ROW, CellValue, Column, Kind, Table, in_row
from iso16363.workbook.conditions import CONDITIONS, add_conditions
from iso16363.workbook.formats import Formats
from iso16363.workbook.heights import height, lines_of, turned
from iso16363.workbook.issue import Issue
from iso16363.workbook.lists import NamedList
from iso16363.workbook.marked_cells import put_forward, write_note
from iso16363.workbook.marking import Mark
from iso16363.workbook.open_cells import is_filled_in, is_locked, is_open, rows_of
from iso16363.workbook.page import Page, print_setup, protect
from iso16363.workbook.palette import HEAD_OPEN
from iso16363.workbook.sheet_names import tab, tab_in_formula, told
from iso16363.workbook.validations import Extent, validate_columns

R = TypeVar("R")
_PRINTED_SPARE = 8
_CONDITION = re.compile(r"\[[^]]*\]")  # of a number format: "[=1]"
_UPRIGHT = 20
_ABOUT_OUTSIDE = {
    False: marked("To be read: nothing can be filled in on this sheet."),
    True: marked(
        "Your requests, areas of concern and findings, with the answers of the site. White cells are yours; a new "
        "one goes into an empty row below, and gets its id when the workbook is read back."
    ),
}
"""What a sheet says in a copy for others, by whether they may fill anything in on it."""
_NOTE = {"font_name": "Arial", "font_size": 10, "x_scale": 2.4, "author": ""}


@dataclass(frozen=True, slots=True)
class Desk:
    """What every sheet is written with."""

    book: Book
    formats: Formats
    page: Page
    lists: dict[str, NamedList]
    mark: str
    issue: Issue


def write_table(desk: Desk, table: Table[R], rows: Sequence[R], group: Callable[[R], str] | None = None) -> Worksheet:
    """Write a table; a page ends where `group` changes. Returns the sheet for what only it has."""
    sheet = desk.book.sheet(table.sheet)
    used = len(rows) + len(desk.issue.added.get(table.sheet, ()))
    variant = desk.issue.variant
    last = FIRST_ROW + rows_of(table, used, variant) - 1
    sheet.grows_from = FIRST_ROW
    if is_filled_in(table, variant):
        sheet.set_tab_color(HEAD_OPEN)
    widths = _widths(desk, table)
    _set_columns(sheet, table, widths, variant)
    _write_band(desk, sheet, table)
    _write_heads(desk, sheet, table, last, widths)
    _write_rows(desk, sheet, table, rows)
    _write_spare(desk, sheet, table, FIRST_ROW + used, last)
    for position, column in enumerate(table.columns):
        desk.book.name(table.name(column.key), table.sheet, (FIRST_ROW, position, last, position))
    validate_columns(sheet, table, desk.lists, variant, Extent(len(rows), last, _lent(table, rows)))
    marks = desk.issue.marks.get(table.sheet, {})
    put_forward(desk.book, sheet, ((row, p) for row, cells in marks.items() for p, mark in cells.items() if mark.text))
    add_conditions(desk.book, sheet, table, last)
    _quieten(sheet, table, last)
    sheet.freeze_panes(FIRST_ROW, table.frozen)
    print_setup(sheet, desk.page, across=table.across)
    sheet.print_area(0, 0, min(last, FIRST_ROW + used + _PRINTED_SPARE - 1), table.positions[table.printed])
    sheet.repeat_rows(HEADER_ROW)
    sheet.repeat_columns(0)
    if group is not None:
        shown = [(n, group(r)) for n, r in enumerate(rows, FIRST_ROW) if not desk.issue.is_hidden(table.sheet, n)]
        sheet.set_h_pagebreaks([row for (_, before), (row, key) in pairwise(shown) if key != before])
    protect(sheet)
    return sheet


def _lent(table: Table[R], rows: Sequence[R]) -> dict[int, frozenset[str]]:
    """Columns by row in which the cells are a provider's."""
    if table.lent is None:
        return {}
    return {row: columns for row, record in enumerate(rows, FIRST_ROW) if (columns := table.lent(record))}


def _widths(desk: Desk, table: Table[R]) -> list[float]:
    """Widths of the columns: a number with words has to fit, or spreadsheets show ### instead."""
    words = [(c.column, c.words) for c in CONDITIONS[table.sheet]() if c.words]
    words += [(c.key, look) for c in table.columns for look in desk.formats.number_format(c).split(";")]
    least = {table.columns[0].key: len(tab("Dashboard")) + 1.0}
    for key, look in words:
        if table.column(key).kind in (Kind.RATING, Kind.COUNT):
            least[key] = max(least.get(key, 0.0), len(_CONDITION.sub("", look).replace('"', "")) + 1.0)
    return [max(column.width, least.get(column.key, 0.0)) for column in table.columns]


def _set_columns(sheet: Worksheet, table: Table[R], widths: Sequence[float], variant: Variant) -> None:
    for position, column in enumerate(table.columns):
        hidden = column.hidden or column.folded or (column.internal and variant.leaves_out)
        options = {"hidden": hidden, "level": int(column.folded)}
        sheet.set_column(position, position, widths[position], None, options)
    after = [p + 1 for p, column in enumerate(table.columns) if column.folded]
    if after:
        shown = max(after)
        sheet.set_column(shown, shown, widths[shown], None, {"collapsed": True})


def _write_band(desk: Desk, sheet: Worksheet, table: Table[R]) -> None:
    sheet.set_row(0, 24)
    put(sheet, 0, 0, f"{tab(table.sheet)} · {desk.mark}", desk.formats.title)
    variant = desk.issue.variant
    about = _ABOUT_OUTSIDE[is_filled_in(table, variant)] if variant.leaves_out else table.about
    put(sheet, 1, 0, f"{desk.issue.note(table.sheet)} {told(about)}".strip(), desk.formats.about)
    goal = f"internal:{tab_in_formula('Dashboard')}!A1"
    sheet.write_url(2, 0, goal, desk.formats.link, tab("Dashboard"), say("To the dashboard"))


def _write_heads(desk: Desk, sheet: Worksheet, table: Table[R], last: int, widths: Sequence[float]) -> None:
    variant = desk.issue.variant
    looks = (desk.formats.column_head(c, fills=is_open(c, variant)) for c in table.columns)
    heads = [{"header": c.heading, "header_format": look} for c, look in zip(table.columns, looks, strict=True)]
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
        room = _UPRIGHT if column.upright else widths[position] - 3.5
        lines = max(lines, lines_of(column.heading, room))
        text = _help(column, desk.lists)
        sheet.write_comment(HEADER_ROW, position, text, {**_NOTE, "y_scale": max(1.0, lines_of(text, 42) / 4.5)})
    upright = (turned(column.heading) for column in table.columns if column.upright)
    sheet.set_row(HEADER_ROW, max(*upright, height(lines), 0))


def _help(column: Column[R], lists: dict[str, NamedList]) -> str:
    """What the note on a column's title says; for ratings, every anchor of the scale."""
    if column.key not in ("documented", "implemented"):
        return column.advice
    anchors = (f"{x.value}: {x.title if column.key == 'documented' else x.meaning}" for x in lists["rating"].entries)
    return "\n".join((column.advice, *anchors))


class _Lines:
    """Writes the rows of a table that hold something."""

    def __init__(self, desk: Desk, sheet: Worksheet, table: Table[R]) -> None:
        self.desk, self.sheet, self.table = desk, sheet, table
        self.columns = list(enumerate(table.columns))
        self.measured = [(p, c.width) for p, c in self.columns if c.wraps and not (c.hidden or c.folded)]
        self.marks = desk.issue.marks.get(table.sheet, {})
        self.formulas = table.formulas()

    def write(self, row: int, values: list[CellValue], looks: Sequence[Format]) -> None:
        """Write one row, its marks and its height; it is hidden where the copy leaves it out."""
        marks = self.marks.get(row)
        if marks:
            values = [marks[p].shown(value) if p in marks else value for p, value in enumerate(values)]
            looks = [
                self._marked(row, p, marks[p]) if p in marks and marks[p].text else look for p, look in enumerate(looks)
            ]
        for position, column in self.columns:
            value, look = values[position], looks[position]
            if column.formula is None or (marks and position in marks and marks[position].overrides):
                put(self.sheet, row, position, value, look)
            else:
                put_formula(self.sheet, row, position, in_row(self.formulas[column.key], row), value, look)
        texts = ((values[p], width) for p, width in self.measured)
        lines = max((lines_of(text, width) for text, width in texts if isinstance(text, str)), default=1)
        hidden = {"hidden": True} if self.desk.issue.is_hidden(self.table.sheet, row) else None
        self.sheet.set_row(row, height(max(2, lines)), None, hidden)

    def _marked(self, row: int, position: int, mark: Mark) -> Format:
        """Look of a marked cell, which is open even where its row is not: there is something to mend."""
        write_note(self.sheet, row, position, mark.text)
        column = self.table.columns[position]
        return self.desk.formats.cell(
            column, locked=not (self.table.sortable or column.editable), fills=column.editable, marked=True
        )


def _write_rows(desk: Desk, sheet: Worksheet, table: Table[R], rows: Sequence[R]) -> None:
    """Write the rows of data, and below them those that somebody added."""
    lines = _Lines(desk, sheet, table)
    ours = _looks(desk, table, new=False)
    others = [desk.formats.cell(c, locked=True, fills=c.editable) for c in table.columns]
    closed = desk.issue.closed.get(table.sheet, ())
    theirs = _looks_of_lent(desk, table) if table.lent else []
    lent = _lent(table, rows)
    for row, record in enumerate(rows, FIRST_ROW):
        looks = others if row in closed else ours
        if row in lent:
            looks = [theirs[p] if c.key in lent[row] else looks[p] for p, c in enumerate(table.columns)]
        lines.write(row, [column.read(record) for column in table.columns], looks)
    empty = _empty(table)
    new = _looks(desk, table, new=True)
    for row, added in enumerate(desk.issue.added.get(table.sheet, ()), FIRST_ROW + len(rows)):
        lines.write(row, [added.get(c.key, value) for c, value in zip(table.columns, empty, strict=True)], new)


def _write_spare(desk: Desk, sheet: Worksheet, table: Table[R], first: int, last: int) -> None:
    ready = zip(table.columns, _looks(desk, table, new=True), _empty(table), strict=True)
    plan = [(position, *one) for position, one in enumerate(ready)]
    formulas = table.formulas()
    for row in range(first, last + 1):
        for position, column, style, value in plan:
            if column.formula is None:
                sheet.write_blank(row, position, None, style)
            else:
                put_formula(sheet, row, position, in_row(formulas[column.key], row), value, style)


def _looks(desk: Desk, table: Table[R], *, new: bool) -> list[Format]:
    """Looks of the cells of a row, one that is there or a `new` one."""
    variant = desk.issue.variant
    return [
        desk.formats.cell(c, locked=is_locked(table, c, variant, new=new), fills=is_open(c, variant, new=new))
        for c in table.columns
    ]


def _looks_of_lent(desk: Desk, table: Table[R]) -> list[Format]:
    """Looks of cells that are a provider's: to be read, and yet sorted with the others where those can be."""
    locked = not table.sortable or desk.issue.variant.leaves_out
    return [desk.formats.cell(c, locked=locked, fills=False) for c in table.columns]


def _empty(table: Table[R]) -> list[CellValue]:
    """What the cells of an empty row show."""
    return [None if c.formula is None else 0 if c.kind is Kind.COUNT else "" for c in table.columns]


def _quieten(sheet: Worksheet, table: Table[R], last: int) -> None:
    """Ids are text on purpose: no green corners for them, nor for open cells with formulas."""
    right = len(table.columns) - 1
    area = f"A{FIRST_ROW + 1}:{table.letter(table.columns[right].key)}{last + 1}"
    sheet.ignore_errors({"number_stored_as_text": area, "formula_unlocked": area, "empty_cell_reference": area})
