"""All tables that can be read back, with the rows they hold and the key of each row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from iso16363.workbook.actions_columns import ACTIONS
from iso16363.workbook.columns import Table
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
)


def keyed_rows(rows: Rows) -> Iterator[tuple[Table[Any], str, Any]]:
    """Every row of every table with its stable key, in the order of the sheets."""
    for filled in TABLES:
        key = filled.table.column("key")
        for row in filled.rows(rows):
            yield filled.table, str(key.read(row)), row
