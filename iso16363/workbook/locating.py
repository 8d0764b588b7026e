"""Where in a returned workbook our tables are: sheets, columns and rows, whatever was moved or renamed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from iso16363.errors import UnreadableInput
from iso16363.spelling import clipped
from iso16363.workbook.columns import Kind, Table, column_letter
from iso16363.workbook.cover_fields import COVER, COVER_SHEET
from iso16363.workbook.number_formats import LAST_DAY, SINCE_1904
from iso16363.workbook.opened import Cell, Opened, Sheet
from iso16363.workbook.sheet_names import tab
from iso16363.workbook.sync import SCHEMA
from iso16363.workbook.sync import SHEET as SYNC_SHEET
from iso16363.workbook.tables import TABLES
from iso16363.workbook.titles import compared, header_of, title_in, titles_of

_FEWEST: Final = 3
"""Titles in one row that make it the header of a sheet that has the right name."""
_ALIKE: Final = 0.75
"""Share of a table's titles that a sheet of another name has to show; Background has most of its own from Evidence."""
_KEYS: Final = ("key", "id")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that people should know, and where it is; it stops nothing."""

    what: str
    where: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of a table: its number as people see it, and the cells that hold something, by column."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table as it came back: the name of its sheet, the positions of its columns, its rows."""

    table: Table[Any]
    sheet: str
    columns: Mapping[str, int]
    rows: tuple[FoundRow, ...]

    def cell_name(self, row: FoundRow, key: str) -> str:
        """A cell as people name it: Criteria!G12."""
        return cell_name(self.sheet, row.number, self.columns[key])


@dataclass(frozen=True, slots=True)
class Located:
    """What was found: tables by the name under which they were exported, and the fields of the cover."""

    tables: Mapping[str, FoundTable]
    cover: Mapping[str, tuple[str, Cell | None]]
    remarks: tuple[Remark, ...]


def locate(opened: Opened, schema: int = SCHEMA) -> Located:
    """Find the tables and the cover of a workbook in the language spoken; `schema` is that of the workbook.

    Raises UnreadableInput where the workbook has nothing of ours.
    """
    search = _Search(opened, schema)
    tables = dict(search.tables())
    ours = any(sheet.name.casefold() == SYNC_SHEET for sheet in opened.sheets)
    if not tables and not ours:
        what = "is not a workbook of this tool: none of its sheets has our columns"
        remedy = "Take the file that `iso16363 workbook export` wrote and that came back filled in."
        raise UnreadableInput(what, where=opened.shown, remedy=remedy)
    cover = dict(search.cover())
    return Located(tables, cover, tuple(search.remarks))


def cell_name(sheet: str, row: int, column: int) -> str:
    """A cell as people name it; a sheet whose name is not one word is quoted."""
    shown = sheet if re.fullmatch(r"\w+", sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{shown}!{column_letter(column)}{row}"


@dataclass(slots=True)
class _Search:
    opened: Opened
    schema: int
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, what: str, where: str) -> None:
        self.remarks.append(Remark(what, where))

    def tables(self) -> Iterator[tuple[str, FoundTable]]:
        """The tables that are there, in our order."""
        if self.opened.macros:
            self.remark("has macros; they are neither run nor read", self.opened.shown)
        if self.opened.external_links:
            self.remark("has links to other files; they are not followed", self.opened.shown)
        placed = self._places()
        for table in (filled.table for filled in TABLES):
            sheet = placed.get(table.sheet)
            if sheet is None and table.since > self.schema:
                continue
            if sheet is None:
                what = f'the sheet "{table.sheet}" is missing: all that it held stays as it is in the files'
                self.remark(what, self.opened.shown)
                continue
            if sheet.name != tab(table.sheet):
                self.remark(f'the sheet "{clipped(sheet.name)}" is read as "{table.sheet}"', sheet.name)
            found = self._table(table, sheet)
            if found is not None:
                yield table.sheet, found

    def _places(self) -> dict[str, Sheet]:
        """The sheet of every table: the one of its name; else the one its names point at; else the one most alike."""
        placed: dict[str, Sheet] = {}
        free = list(self.opened.sheets)

        def place(table: Table[Any], sheet: Sheet) -> None:
            placed[table.sheet] = sheet
            free.remove(sheet)

        tables = [filled.table for filled in TABLES]
        for table in tables:
            for sheet in free:
                if sheet.name.strip().casefold() == tab(table.sheet).casefold() and self._fits(table, sheet):
                    place(table, sheet)
                    break
        for table in (t for t in tables if t.sheet not in placed):
            pointed = {name.sheet for key in table.positions if (name := self.opened.names.get(table.name(key)))}
            for sheet in free:
                if sheet.name in pointed:
                    place(table, sheet)
                    break
        rest = [t for t in tables if t.sheet not in placed]
        alike = [(header_of(t, s).fits / len(t.columns), t, s) for t in rest for s in free]
        for share, table, sheet in sorted(alike, key=lambda found: -found[0]):
            if share >= _ALIKE and table.sheet not in placed and sheet in free:
                place(table, sheet)
        return placed

    def _fits(self, table: Table[Any], sheet: Sheet) -> bool:
        return header_of(table, sheet).fits >= _FEWEST or bool(self._named(table, sheet))

    def _named(self, table: Table[Any], sheet: Sheet) -> dict[str, int]:
        """Positions of columns by the names that were defined for them."""
        names = ((key, self.opened.names.get(table.name(key))) for key in table.positions)
        return {key: named.column for key, named in names if named is not None and named.sheet == sheet.name}

    def _table(self, table: Table[Any], sheet: Sheet) -> FoundTable | None:
        header = header_of(table, sheet)
        named = self._named(table, sheet)
        row = header.row
        if header.fits < _FEWEST:
            first = {n.row for key in named if (n := self.opened.names.get(table.name(key)))}
            row = min(first, default=1) - 1
        columns = self._columns(table, sheet, row, named)
        if not columns:
            self.remark("no column of it was found: all that it held stays as it is in the files", sheet.name)
            return None
        return FoundTable(table, sheet.name, columns, tuple(self._rows(table, sheet, row, columns)))

    def _columns(self, table: Table[Any], sheet: Sheet, row: int, named: Mapping[str, int]) -> dict[str, int]:
        """Positions by column: by its title; else by its name, if that place has no title of ours."""
        titles = titles_of(table)
        heads = sheet.rows.get(row, {})
        offered: dict[str, list[int]] = {}
        for position in sorted(heads):
            key = titles.get(title_in(heads[position]))
            if key is not None:
                offered.setdefault(key, []).append(position)
        columns = {key: places[0] for key, places in offered.items()}
        for key, places in offered.items():
            if len(places) > 1:
                columns[key] = named[key] if named.get(key) in places else places[0]
                self._say_doubled(table, sheet, row, key, columns[key])
        known = {position for places in offered.values() for position in places}
        for key, position in named.items():
            if key not in columns and position not in known:
                columns[key] = position
                known.add(position)
                self._say_renamed(table, sheet, row, key, position)
        self._say_missing(table, sheet, columns)
        self._say_foreign(sheet, row, {p for p in heads if p not in known and not heads[p].blank})
        return columns

    def _say_doubled(self, table: Table[Any], sheet: Sheet, row: int, key: str, position: int) -> None:
        what = f'several columns are called "{table.column(key).title}": only column {column_letter(position)} is read'
        self.remark(what, cell_name(sheet.name, row, position))

    def _say_renamed(self, table: Table[Any], sheet: Sheet, row: int, key: str, position: int) -> None:
        if table.column(key).editable:
            cell = sheet.rows.get(row, {}).get(position)
            now = (
                "has no title any more" if cell is None or cell.blank else f'is called "{clipped(str(cell.value))}" now'
            )
            what = f'the column {now}: it is read as "{table.column(key).title}"'
            self.remark(what, cell_name(sheet.name, max(row, 1), position))

    def _say_missing(self, table: Table[Any], sheet: Sheet, columns: Mapping[str, int]) -> None:
        had = (column for column in table.editable if column.since <= self.schema and not column.rare)
        gone = [f'"{column.title}"' for column in had if column.key not in columns]
        if gone:
            these = f"the column {gone[0]} is" if len(gone) == 1 else f"the columns {', '.join(gone)} are"
            self.remark(f"{these} missing: what stood there stays as it is in the files", sheet.name)
        if not any(key in columns for key in _KEYS):
            self.remark("the hidden column of keys is missing: rows are recognised by what they say", sheet.name)

    def _say_foreign(self, sheet: Sheet, row: int, positions: set[int]) -> None:
        if positions:
            heads = sheet.rows[row]
            names = ", ".join(f'"{clipped(str(heads[position].value))}"' for position in sorted(positions))
            these = "a column that is not ours is" if len(positions) == 1 else "columns that are not ours are"
            self.remark(f"{these} not read: {names}", cell_name(sheet.name, row, min(positions)))

    def _rows(self, table: Table[Any], sheet: Sheet, header: int, columns: Mapping[str, int]) -> Iterator[FoundRow]:
        """The rows below the titles in which something can be read back, or that have a key."""
        wanted = {c.key: columns[c.key] for c in table.columns if c.key in columns and (c.editable or c.key in _KEYS)}
        days = {c.key for c in table.columns if c.kind in (Kind.DATE, Kind.PARTIAL)} if self.opened.since_1904 else ()
        for number in sorted(sheet.rows):
            if number <= header:
                continue
            there = sheet.rows[number]
            cells = {k: cell for k, p in wanted.items() if (cell := there.get(p)) is not None and not cell.blank}
            for key in cells.keys() & days:
                cells[key] = _since_1900(cells[key])
            if cells:
                yield FoundRow(number, cells)

    def cover(self) -> Iterator[tuple[str, tuple[str, Cell | None]]]:
        """The fields of the cover that can be edited: by their name, else beside their label."""
        sheets = {sheet.name: sheet for sheet in self.opened.sheets}
        labels: dict[str, tuple[str, int, int]] | None = None
        gone = []
        for column in COVER:
            named = self.opened.names.get(f"{COVER_SHEET}_{column.key}")
            place = (named.sheet, named.row, named.column) if named is not None and named.sheet in sheets else None
            if place is None:
                labels = self._labels() if labels is None else labels
                place = labels.get(compared(column.heading))
            if place is not None:
                name, row, position = place
                yield column.key, (cell_name(name, row, position), sheets[name].rows.get(row, {}).get(position))
            elif column.editable:
                gone.append(f'"{column.title}"')
        if gone:
            what = f"not found, so it stays as it is in the files: {', '.join(gone)}"
            self.remark(what, COVER_SHEET)

    def _labels(self) -> dict[str, tuple[str, int, int]]:
        """The cell right of every text on the cover, by the text."""
        found: dict[str, tuple[str, int, int]] = {}
        for sheet in (s for s in self.opened.sheets if s.name.strip().casefold() == tab(COVER_SHEET).casefold()):
            for row, cells in sheet.rows.items():
                for position, cell in cells.items():
                    found.setdefault(title_in(cell), (sheet.name, row, position + 1))
        return found


def _since_1900(cell: Cell) -> Cell:
    """A bare number that may stand for a day, counted as everywhere else."""
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return cell
    within = LAST_DAY > cell.value > 9999  # what is less is a year
    return replace(cell, value=cell.value + SINCE_1904) if within else cell
