"""What a re-issued workbook is asked to show beyond a judgement: marked cells, new rows, rows left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from iso16363.workbook.columns import CellValue


class AsItIs(Enum):
    """The one value that is no value of a cell."""

    AS_IT_IS = "as it is"


AS_IT_IS: Final = AsItIs.AS_IT_IS
"""Stands for the value that the cell has anyway; None empties it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Why a cell needs attention and what to do, and what it shows instead of its own value.

    Without a text nobody has to look: the cell shows an edit that was understood, and looks like any other.
    """

    text: str
    value: CellValue | AsItIs = AS_IT_IS

    @property
    def overrides(self) -> bool:
        """Whether the cell shows another value than its own."""
        return not isinstance(self.value, AsItIs)

    def shown(self, own: CellValue) -> CellValue:
        """What the cell shows."""
        return own if isinstance(self.value, AsItIs) else self.value


@dataclass(frozen=True, slots=True)
class Marks:
    """All that a re-issued workbook shows. Cells are named by sheet, key of the row, key of the column.

    `added` are rows without a key, by sheet, written below the others; `added_marks` names their
    cells by sheet, place in `added`, and column. `omitted` rows are left out: somebody deleted them.
    What counts as exported is the judgement, without all this. `unsettled` are the cells in which
    somebody has to choose, each with the value that _sync shall remember for it.
    """

    cells: Mapping[tuple[str, str, str], Mark] = field(default_factory=dict)
    added: Mapping[str, Sequence[Mapping[str, CellValue]]] = field(default_factory=dict)
    added_marks: Mapping[tuple[str, int, str], Mark] = field(default_factory=dict)
    omitted: frozenset[tuple[str, str]] = frozenset()
    unsettled: Mapping[tuple[str, str, str], CellValue] = field(default_factory=dict)
