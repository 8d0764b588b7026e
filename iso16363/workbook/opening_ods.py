"""Reads .ods: the sheets, names and cells of an OpenDocument spreadsheet, in one pass over its content.

Our own reader, because libraries walk through a million repeated empty rows one by one, or do not
tell a formula from a value, or lose the blanks and line breaks of a text.
"""

import re
from typing import Final

from iso16363.errors import UnreadableInput
from iso16363.workbook.archive import Archive, locked
from iso16363.workbook.markup import Attributes, Reader
from iso16363.workbook.number_formats import day_in, whole
from iso16363.workbook.opened import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    Budget,
    Cell,
    Fault,
    Named,
    Opened,
    Rows,
    Sheet,
    column_position,
    filled_by_formulas,
)
from iso16363.workbook.paragraphs_ods import Paragraphs

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _STYLE, _NUMBER = (f"{_OASIS}{name}:1.0 " for name in ("table", "office", "style", "datastyle"))
_EXTENDED: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_TYPE: Final = "application/vnd.oasis.opendocument."
_MIMETYPE, _CONTENT, _MANIFEST = "mimetype", "content.xml", "META-INF/manifest.xml"
_SCRIPTS: Final = ("basic/", "scripts/", "dialogs/")
_CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ELSEWHERE: Final = "'#"
"""Is in the names of tables that LibreOffice keeps of other files."""


def is_opendocument(archive: Archive) -> bool:
    """Whether the archive says what OpenDocument files say."""
    return archive.head(_MIMETYPE).startswith(_TYPE.encode())


def read_ods(archive: Archive) -> Opened:
    """Read a workbook. Raises UnreadableInput where it is none, or not one that can be read."""
    kind = archive.head(_MIMETYPE).decode("ascii", "replace").strip().removeprefix(_TYPE)
    if not kind.startswith("spreadsheet"):
        raise UnreadableInput(f"is an OpenDocument file for {kind}, not a workbook", remedy="Name the workbook.")
    if _MANIFEST in archive:
        manifest = _Manifest()
        with archive.part(_MANIFEST) as stream:
            manifest.read(stream)
        if manifest.encrypted:
            raise locked()
    content = _Content()
    with archive.part(_CONTENT) as stream:
        content.read(stream)
    return Opened(
        kind="ods",
        sheets=tuple(content.sheets),
        names=content.names,
        macros=any(name.startswith(_SCRIPTS) for name in archive.names),
        external_links=content.external,
    )


class _Manifest(Reader):
    def __init__(self) -> None:
        super().__init__()
        self.encrypted = False

    def started(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        self.deeper()
        self.encrypted |= name.endswith(" encryption-data")


_ADDRESS: Final = re.compile(
    r"\$?(?:'((?:[^']|'')+)'|([^'.:]+))\.\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::[^:]*?\.?\$?([A-Za-z]{1,3})\$?[0-9]{1,7})?"
)


def column_named(address: str) -> Named | None:
    """What an address such as $Evidence.$C$5:.$C$80 stands for, None where it is not cells of one column."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        return None
    quoted, plain, first, row, last = found.groups()
    if (last or first).upper() != first.upper():
        return None
    sheet = quoted.replace("''", "'") if quoted else plain
    return Named(sheet, column_position(first), int(row))


class _Styles:
    """Which styles hide a sheet, and which show a date without its day."""

    def __init__(self) -> None:
        self.hiding: set[str] = set()
        self._dates: dict[str, bool] = {}
        self._data: dict[str, str] = {}
        self._style = self._date = ""

    def started(self, name: str, attributes: Attributes) -> None:
        """Take what the element says of a style."""
        if name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
            self._data[self._style] = attributes.get(f"{_STYLE}data-style-name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self.hiding.add(self._style)
        elif name == f"{_NUMBER}date-style":
            self._date = attributes.get(f"{_STYLE}name", "")
            self._dates[self._date] = False
        elif name == f"{_NUMBER}day":
            self._dates[self._date] = True

    def month_only(self, style: str) -> bool:
        """Whether cells of this style show no day."""
        return not self._dates.get(self._data.get(style, ""), True)


class _Content(Reader):
    """The whole content: styles come first, then the sheets, then the names."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self.names: dict[str, Named] = {}
        self.external = False
        self._styles = _Styles()
        self._budget = Budget()
        self._paragraphs = Paragraphs()
        self._level = 0  # of the sheets; elements of this name elsewhere are something else
        self._rows: Rows | None = None
        self._areas: list[Area] = []
        self._row = self._row_repeats = 0
        self._column = self._column_repeats = 0
        self._cells: dict[int, Cell] = {}
        self._cell: Attributes | None = None
        self._cell_level = 0

    def started(self, name: str, attributes: Attributes) -> None:
        self.deeper()
        if self._cell is not None:
            self._paragraphs.started(name, attributes, self.depth - self._cell_level)
        elif name in _CELLS and self._rows is not None:
            self._cell, self._cell_level = attributes, self.depth
            self._column_repeats = _repeats(attributes, "number-columns-repeated")
            self._paragraphs.clear()
        elif name == f"{_TABLE}table-row" and self._rows is not None:
            self._row_repeats = _repeats(attributes, "number-rows-repeated")
            self._column, self._cells = 0, {}
        elif name == f"{_TABLE}table" and self.depth == self._level:
            self._begin(attributes)
        elif name == f"{_OFFICE}spreadsheet":
            self._level = self.depth + 1
        elif name == f"{_TABLE}named-range" and self.depth == self._level + 1:
            named = column_named(attributes.get(f"{_TABLE}cell-range-address", ""))
            if named is not None:
                self.names[attributes.get(f"{_TABLE}name", "")] = named
        elif not self._level:
            self._styles.started(name, attributes)

    def _begin(self, attributes: Attributes) -> None:
        name = attributes.get(f"{_TABLE}name", "")
        self._rows, self._areas, self._row = {}, [], 1
        if _ELSEWHERE in name:
            self.external, self._rows = True, None
            return
        hidden = attributes.get(f"{_TABLE}style-name", "") in self._styles.hiding
        self.sheets.append(Sheet(name, hidden, self._rows))

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._paragraphs.text(text)

    def ended(self, name: str) -> None:
        if self._cell is not None:
            if self.depth == self._cell_level:
                self._end_cell(self._cell)
                self._cell = None
            else:
                self._paragraphs.ended(name, self.depth - self._cell_level)
        elif name == f"{_TABLE}table-row" and self._rows is not None:
            self._end_row(self._rows)
        elif name == f"{_TABLE}table" and self.depth == self._level and self._rows is not None:
            filled_by_formulas(self._rows, self._areas)
            self._rows = None
        self.depth -= 1

    def _end_cell(self, attributes: Attributes) -> None:
        first, self._column = self._column, self._column + self._column_repeats
        cell = self._read(attributes)
        if cell is None:
            return
        if self._column > MAX_COLUMN:
            raise ValueError(f"a cell lies in column {self._column}")
        for column in range(first, self._column):
            self._cells[column] = cell
        spanned = (
            _repeats(attributes, "number-matrix-rows-spanned"),
            _repeats(attributes, "number-matrix-columns-spanned"),
        )
        if spanned != (1, 1):
            self._areas.append(Area(self._row, first, self._row + spanned[0] - 1, first + spanned[1] - 1))

    def _end_row(self, rows: Rows) -> None:
        first, self._row = self._row, self._row + self._row_repeats
        if not self._cells:
            return
        if self._row > MAX_ROW + 1:
            raise ValueError(f"a cell lies in row {self._row}")
        self._budget.spend(len(self._cells) * self._row_repeats)
        for row in range(first, self._row):
            rows[row] = dict(self._cells)

    def _read(self, attributes: Attributes) -> Cell | None:
        value = self._value(attributes)
        if attributes.get(f"{_TABLE}formula"):
            return Cell(None if value is None else value.value, Fault.FORMULA)
        return value

    def _value(self, attributes: Attributes) -> Cell | None:
        """The value of a cell; times of day and whatever else has no type of its own as it is shown."""
        kind = attributes.get(f"{_OFFICE}value-type", "")
        shown = self._paragraphs.joined()
        if attributes.get(_EXTENDED) == "error":
            return Cell(shown, Fault.ERROR)
        if kind in ("float", "percentage", "currency"):
            return Cell(whole(float(attributes[f"{_OFFICE}value"])))
        if kind == "boolean":
            return Cell(attributes.get(f"{_OFFICE}boolean-value") == "true")
        if kind == "date":
            day = day_in(attributes.get(f"{_OFFICE}date-value", ""))
            if day is not None:
                return Cell(day, month_only=self._styles.month_only(attributes.get(f"{_TABLE}style-name", "")))
        text = shown or attributes.get(f"{_OFFICE}string-value", "")
        return Cell(text) if text else None


def _repeats(attributes: Attributes, name: str) -> int:
    count = int(attributes.get(f"{_TABLE}{name}", "1"))
    if not 1 <= count <= MAX_ROW:
        raise ValueError(f"{name} is {count}")
    return count
