"""Tables as most workbooks have them: without the columns that are there only where something fills them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from iso16363.workbook import criteria_columns
from iso16363.workbook.columns import Table
from iso16363.workbook.rows import CriterionRow
from iso16363.workbook.tables import TABLES


def ordinary(table: Table[Any]) -> Table[Any]:
    return replace(table, columns=tuple(column for column in table.columns if not column.rare))


CRITERIA: Final[Table[CriterionRow]] = ordinary(criteria_columns.CRITERIA)
TABLE: Final[Mapping[str, Table[Any]]] = {filled.table.sheet: ordinary(filled.table) for filled in TABLES}
