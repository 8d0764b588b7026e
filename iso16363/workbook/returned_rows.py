"""The rows of a returned workbook: which exported row each one is, and what its cells say.

A row is known by its hidden key; where that is gone, by its id; where it has none, by what it says.
A row that is nobody's is a new one. A row whose cells were all emptied was deleted.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from iso16363.model.base import SLUG
from iso16363.workbook.audit_columns import AUDIT
from iso16363.workbook.audit_numbers import number_of
from iso16363.workbook.columns import CellValue, Column, Table
from iso16363.workbook.entering import entered
from iso16363.workbook.locating import FoundRow, FoundTable
from iso16363.workbook.opened import Cell
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.rowkeys import GROUPED, paired
from iso16363.workbook.threeway import Records

NEW: Final = "new "
"""Beginning of the key of a new row that has no id."""
QUESTION: Final = "[conflict]"
"""Begins the lines that a re-issued workbook puts into a cell that somebody has to settle."""
STILL_ASKED: Final = Rejection(
    "the cell still asks what is right",
    f"Leave only what is right in it, without the lines that begin with {QUESTION}.",
)
_NAMED_AFTER: Final = {"Documents": "title", "Actions": "action"}
_LONGEST_ID: Final = 48
CAN_GO: Final = frozenset({*GROUPED, *_NAMED_AFTER, AUDIT.sheet})
"""Sheets on which an empty row is one that was deleted."""
_TAKEN: Final = Rejection("another row has this id already", "Give the new row an id of its own.")
_ID_STAYS: Final = Rejection(
    "the id of an existing row was changed, so that none of its edits can be taken",
    "Put the old id back. To replace the record, delete the row and fill a new one.",
)


@dataclass(slots=True)
class ReturnedRow:
    """One row as it came back: values by field, or why there is none; what stands in each cell, and its name."""

    number: int
    values: dict[str, CellValue] = field(default_factory=dict)
    rejected: dict[str, Rejection] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    def take(self, column: Column[Any], cell: Cell | None, name: str) -> None:
        """Read one cell."""
        value: CellValue | Rejection = entered(column, cell)
        self.cells[column.key] = name
        self.typed[column.key] = "" if cell is None or cell.value is None else str(cell.value)
        if is_question(self.typed[column.key]):
            value = STILL_ASKED
        if isinstance(value, Rejection):
            self.rejected[column.key] = value
        else:
            self.values[column.key] = value

    @property
    def first_cell(self) -> str:
        """Where the row begins."""
        return next(iter(self.cells.values()), "")


@dataclass(slots=True)
class ReturnedSheet:
    """The rows of one table by key, and the fields whose column was found."""

    fields: tuple[str, ...]
    rows: dict[str, ReturnedRow] = field(default_factory=dict)
    homeless: list[ReturnedRow] = field(default_factory=list)
    """Rows without an exported key, until `house` has looked whose they are."""


def understood(found: FoundTable, base: Records, roles: Mapping[str, str], *, by_key: bool = True) -> ReturnedSheet:
    """Read a table's rows; `roles` are the titles of roles with their ids, for those who type a title.

    Without `by_key`, keys mean nothing, and rows are known by what they say.
    """
    table: Table[Any] = found.table
    fields = tuple(c.key for c in table.editable if c.key in found.columns)
    sheet = ReturnedSheet(fields)
    for key, row in _by_key(base if by_key else {}, (_row(found, r, fields, roles) for r in found.rows), found.rows):
        if key is None:
            sheet.homeless.append(row)
        elif any(v is not None for v in row.values.values()) or row.rejected or table.sheet not in CAN_GO:
            sheet.rows[key] = row
    if "id" in fields:
        _keep_ids(sheet, base)
    return sheet


def _row(found: FoundTable, row: FoundRow, fields: Iterable[str], roles: Mapping[str, str]) -> ReturnedRow:
    result = ReturnedRow(row.number)
    for key in fields:
        column, cell = found.table.column(key), row.cells.get(key)
        if column.choices == "roles" and cell is not None and isinstance(cell.value, str):
            cell = replace(cell, value=roles.get(" ".join(cell.value.split()).casefold(), cell.value))
        result.take(column, cell, found.cell_name(row, key))
    return result


def _by_key(
    base: Records, rows: Iterable[ReturnedRow], given: Iterable[FoundRow]
) -> Iterator[tuple[str | None, ReturnedRow]]:
    """Rows with their exported key, None for rows that have none; of copies the one that was not changed keeps it."""
    keyed: dict[str, list[ReturnedRow]] = {}
    others: list[ReturnedRow] = []
    for row, cells in zip(rows, given, strict=True):
        key = _known(cells, "key", base)
        if key is None and not _has(cells, "key"):
            key = _known(cells, "id", base)
        if key is None:
            others.append(row)
        else:
            keyed.setdefault(key, []).append(row)
    for key, same in keyed.items():
        original = next((row for row in same if _is(row, base[key])), same[0])
        yield key, original
        others.extend(row for row in same if row is not original)
    yield from ((None, row) for row in sorted(others, key=lambda row: row.number))


def _has(row: FoundRow, column: str) -> bool:
    cell = row.cells.get(column)
    return cell is not None and cell.value is not None


def _known(row: FoundRow, column: str, base: Records) -> str | None:
    cell = row.cells.get(column)
    text = "" if cell is None or cell.value is None else str(cell.value).strip()
    return text if text in base else None


def _is(row: ReturnedRow, record: Mapping[str, CellValue]) -> bool:
    return not row.rejected and all(value == record.get(key) for key, value in row.values.items())


def house(table: Table[Any], sheet: ReturnedSheet, base: Records, added: Records) -> None:
    """Find out which rows without a key are exported ones typed anew, or were imported already; the others are new.

    `added` are the rows that the files have beyond `base`.
    """
    rows = sheet.homeless
    offered = {str(position): row.values for position, row in enumerate(rows)}
    known: dict[str, str] = {}
    if table.sheet in GROUPED:
        missing = {key: record for key, record in base.items() if key not in sheet.rows}
        known = paired(table.sheet, missing, offered)
        left = {position: values for position, values in offered.items() if position not in known}
        known |= paired(table.sheet, added, left)
    for position, row in enumerate(rows):
        key = known.get(str(position)) or _new_key(table, sheet, row, base, added)
        sheet.rows[key] = row


def _new_key(table: Table[Any], sheet: ReturnedSheet, row: ReturnedRow, base: Records, added: Records) -> str:
    """Key of a new row: its id, or one made from what it is called; for a criterion, its number."""
    if "id" in sheet.fields:
        given = row.values.get("id")
        if isinstance(given, str) and (given in base or given in sheet.rows):
            row.rejected["id"] = _TAKEN
        elif isinstance(given, str):
            return given
        elif "id" not in row.rejected and table.sheet == AUDIT.sheet:
            row.values["id"] = key = number_of(row.values, {*base, *sheet.rows}, added)
            return key
        elif "id" not in row.rejected:
            name = _slug(row.values.get(_NAMED_AFTER[table.sheet])) or table.sheet.lower().removesuffix("s")
            foreign = (key for key, record in added.items() if not _is_that(row, record))
            row.values["id"] = key = _free(name, {*base, *sheet.rows, *foreign})
            return key
    return f"{NEW}{row.number}"


def _slug(text: CellValue) -> str:
    """An id made of the words of a text: "Politique d'accès 2026" is politique-d-acces-2026."""
    plain = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode().lower()
    words = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > _LONGEST_ID:
        words = words[: _LONGEST_ID + 1].rpartition("-")[0] or words[:_LONGEST_ID]
    return words if re.fullmatch(SLUG, words) else ""


def _is_that(row: ReturnedRow, record: Mapping[str, CellValue]) -> bool:
    """Whether a record of the files is this new row, imported before: its cells say the same."""
    return all(value == record.get(key) for key, value in row.values.items() if key != "id" and value is not None)


def is_question(value: object) -> bool:
    """Whether a cell holds the lines that a re-issued workbook puts into a cell that somebody has to settle."""
    return isinstance(value, str) and any(line.startswith(QUESTION) for line in value.split("\n"))


def _free(name: str, taken: set[str]) -> str:
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _keep_ids(sheet: ReturnedSheet, base: Records) -> None:
    """An id that was changed or emptied on an exported row is refused; the row itself is read."""
    for key, row in sheet.rows.items():
        if key in base and (row.values.get("id") != key or "id" in row.rejected):
            row.rejected = {"id": _ID_STAYS}
            row.values = {}
