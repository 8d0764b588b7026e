"""Which cells of a copy can be filled in: that depends on who fills it."""

from typing import Any

from iso16363.model.variant import Variant
from iso16363.workbook.audit_columns import STATE
from iso16363.workbook.columns import Column, Table


def is_open(column: Column[Any], variant: Variant, *, new: bool = False) -> bool:
    """Whether a column's cells are to be filled in, in the rows that are there or in `new` ones.

    The site fills everything but what the auditor wrote, of which it may set the state to answered;
    the auditor fills what is the auditor's; nobody fills what is public.
    """
    if not column.editable or variant is Variant.PUBLIC:
        return False
    if variant is Variant.AUDITOR:
        return column.auditors and (new or not column.guarded)
    return new or not column.auditors or column.key == STATE


def is_locked(table: Table[Any], column: Column[Any], variant: Variant, *, new: bool = False) -> bool:
    """Whether protection keeps a cell as it is; a sheet whose cells are all unlocked can be sorted by spreadsheets."""
    if variant.leaves_out or not table.sortable:
        return not is_open(column, variant, new=new)
    return False


def is_filled_in(table: Table[Any], variant: Variant) -> bool:
    """Whether a sheet has anything to fill in."""
    return any(is_open(column, variant, new=True) for column in table.columns)


def rows_of(table: Table[Any], filled: int, variant: Variant) -> int:
    """Number of rows of a sheet: empty ones are kept ready where somebody may fill them."""
    return table.rows(filled) if is_filled_in(table, variant) else max(1, filled)
