"""What a workbook that somebody sent back holds: sheets of cells, and names; nothing of how it looks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Final

from iso16363.errors import UnreadableInput

MAX_ROW: Final = 1_048_576
MAX_COLUMN: Final = 16_384
MAX_CELLS: Final = 1_000_000


class Fault(Enum):
    """Why the value of a cell cannot be taken as it is."""

    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something; lines of a text end with a line feed only.

    The value of a formula is the one that was stored with it. `month_only` is a date that is shown
    without its day.
    """

    value: str | int | float | date | bool | None
    fault: Fault | None = None
    month_only: bool = False

    @property
    def blank(self) -> bool:
        """Whether a person sees nothing in it."""
        if self.fault is not None:
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


Rows = dict[int, dict[int, Cell]]
"""Cells by row from 1, then by column from 0; rows and cells that hold nothing are left out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet."""

    name: str
    hidden: bool
    rows: Rows


@dataclass(frozen=True, slots=True)
class Named:
    """The cells of one column that a defined name stands for; `row` is the first of them, from 1."""

    sheet: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook, read; `shown` is how its file is called in messages.

    `since_1904` says that days are counted as old Macintoshes did: numbers that stand for days are 1,462 less.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    names: Mapping[str, Named]
    shown: str = ""
    macros: bool = False
    external_links: bool = False
    since_1904: bool = False


@dataclass(slots=True)
class Budget:
    """How many cells may still be read, over all sheets."""

    cells: int = MAX_CELLS

    def spend(self, cells: int = 1) -> None:
        """Count cells that hold something. Raises UnreadableInput where there are too many."""
        self.cells -= cells
        if self.cells < 0:
            remedy = "A workbook of an audit is far smaller: take out foreign sheets, and columns filled to the bottom."
            raise UnreadableInput(f"has more than {MAX_CELLS:,} filled cells", remedy=remedy)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, all four sides included."""

    top: int
    left: int
    bottom: int
    right: int


def filled_by_formulas(rows: Rows, areas: Sequence[Area]) -> None:
    """Mark the cells that a formula standing in another cell fills: files store it only once."""
    for area in areas:
        for number in _within(rows, area.top, area.bottom):
            cells = rows[number]
            for column in _within(cells, area.left, area.right):
                if cells[column].fault is None:
                    cells[column] = Cell(cells[column].value, Fault.FORMULA)


def _within(numbers: Collection[int], first: int, last: int) -> Iterator[int]:
    """Those of the numbers that lie between two, whichever way round takes fewer steps."""
    if last - first < len(numbers):
        return (number for number in range(first, last + 1) if number in numbers)
    return (number for number in numbers if first <= number <= last)


@cache
def column_position(letters: str) -> int:
    """Position of a column from 0 by its letters ("AA" is 26). Raises ValueError where they are none."""
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise ValueError(f'no column is called "{letters[:20]}"')
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1
