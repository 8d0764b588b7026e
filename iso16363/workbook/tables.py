"""All tables that can be read back, with the rows they hold and the key of each row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from iso16363.workbook.actions_columns import ACTIONS
from iso16363.workbook.audit_columns import AUDIT
from iso16363.workbook.columns import Column, Table
from iso16363.workbook.cover_fields import COVER, COVER_SHEET
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.evidence_columns import BACKGROUND, EVIDENCE
from iso16363.workbook.rows import Rows


@dataclass(frozen=True, slots=True)
class Filled:
    """A table and how its rows are taken from all rows."""

    table: Table[Any]
    rows: Callable[[Rows], Sequence[Any]]


TABLES: Final = (
    Filled(CRITERIA, lambda rows: rows.criteria),
    Filled(EVIDENCE, lambda rows: rows.citations),
    Filled(BACKGROUND, lambda rows: rows.background),
    Filled(DOCUMENTS, lambda rows: rows.documents),
    Filled(ACTIONS, lambda rows: rows.actions),
    Filled(AUDIT, lambda rows: rows.audit),
)


_TELLING: Final = {
    EVIDENCE.sheet: "shows",
    BACKGROUND.sheet: "statement",
    DOCUMENTS.sheet: "title",
    ACTIONS.sheet: "action",
    AUDIT.sheet: "statement",
}


def field_title(sheet: str, field: str) -> str:
    """Title of a column as people see it."""
    return column_of(sheet, field).title


def column_of(sheet: str, field: str) -> Column[Any]:
    """A column by the name of its sheet and its key; the sheet Cover has its own."""
    columns = COVER if sheet == COVER_SHEET else next(f.table.columns for f in TABLES if f.table.sheet == sheet)
    return next(column for column in columns if column.key == field)


def telling_field(sheet: str) -> str:
    """Key of the column that says in words what a row of a sheet is about."""
    return _TELLING[sheet]


def first_field(sheet: str) -> str:
    """Key of the first column of a sheet that can be edited."""
    return next(f.table.editable[0].key for f in TABLES if f.table.sheet == sheet)


def keyed_rows(rows: Rows) -> Iterator[tuple[Table[Any], str, Any]]:
    """Every row of every table with its stable key, in the order of the sheets."""
    for filled in TABLES:
        key = filled.table.column("key")
        for row in filled.rows(rows):
            yield filled.table, str(key.read(row)), row
