"""What a column of a sheet is: declared once, used to write a workbook and to read one back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property
from typing import Final, Generic, TypeVar

from iso16363.model.base import Record
from iso16363.model.descriptions import describe

CellValue = str | int | float | date | bool | None
R = TypeVar("R")

HEADER_ROW: Final = 3
"""Row of the column titles, counted from 0; every data sheet starts alike."""
FIRST_ROW: Final = HEADER_ROW + 1
YES, NO = "yes", "no"
_ROW: Final = "\x00"  # stands for the row number in a prepared formula


class Kind(Enum):
    """How the values of a column are stored and shown."""

    ID = "id"
    """An id: a cell of type text, so that "4.10" does not become 4.1."""
    CODE = "code"
    """Text that is never broken into lines: a checksum, a version, a DOI."""
    IDS = "ids"
    """Several ids, separated by commas; a cell of type text."""
    CHOICE = "choice"
    """A value of a list on the sheet Lists."""
    TEXT = "text"
    """Text of one paragraph."""
    LONG = "long"
    """Text of any length, line breaks included."""
    RATING = "rating"
    """0 to 4."""
    COUNT = "count"
    """A whole number; 0 is shown as nothing."""
    DATE = "date"
    """A day; a true date cell."""
    PARTIAL = "partial"
    """A year, a month or a day as text, as precise as it is known."""
    WORD = "word"
    """A short computed text."""
    LINK = "link"
    """A computed jump to another row."""
    KEY = "key"
    """The hidden key that a row keeps whatever becomes of its id."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: how it is called, shown, filled, and which field of the data it stands for.

    `field` is the path of the field in its record, None for what is computed or comes from the
    catalogue. A formula names cells of the same row in braces. `guarded` says that existing rows
    keep the value, while new rows may set it; `folded` that it is closed until somebody opens it;
    `upright` that its title is turned, so that a narrow column is enough.
    """

    key: str
    title: str
    width: float
    kind: Kind
    help: str
    read: Callable[[R], CellValue]
    field: str | None = None
    choices: str | None = None
    formula: str | None = None
    guarded: bool = False
    hidden: bool = False
    folded: bool = False
    upright: bool = False

    @property
    def editable(self) -> bool:
        """Whether an answer is read back from it."""
        return self.field is not None and self.formula is None

    @property
    def wraps(self) -> bool:
        """Whether its text is broken into lines."""
        return self.kind in (Kind.ID, Kind.LONG, Kind.TEXT, Kind.IDS, Kind.LINK, Kind.WORD) or self.choices == "roles"


@dataclass(frozen=True)
class Table(Generic[R]):
    """A sheet of rows: its columns in order, and the empty rows kept ready below the data.

    There are as many as fill `room` rows, but at least `spare`.
    Where every cell is open (`sortable`), spreadsheets can sort although the sheet is protected.
    `printed` is the last column on paper.
    """

    sheet: str
    title: str
    about: str
    columns: tuple[Column[R], ...]
    printed: str
    room: int = 0
    spare: int = 0
    frozen: int = 1
    sortable: bool = True

    @cached_property
    def positions(self) -> dict[str, int]:
        """Position of every column by its key, from 0."""
        return {column.key: position for position, column in enumerate(self.columns)}

    def column(self, key: str) -> Column[R]:
        """One column by key."""
        return self.columns[self.positions[key]]

    def name(self, key: str) -> str:
        """Defined name of a column's cells."""
        return f"{self.sheet}_{self.column(key).key}"

    def letter(self, key: str) -> str:
        """Letter of a column, as in "$C5"."""
        return column_letter(self.positions[key])

    @cached_property
    def _formulas(self) -> dict[str, str]:
        cells = {key: f"${column_letter(position)}{_ROW}" for key, position in self.positions.items()}
        return {c.key: "=" + c.formula.format_map(cells) for c in self.columns if c.formula is not None}

    def formula(self, column: Column[R], row: int) -> str:
        """The formula of a column in a row (counted from 0)."""
        return self._formulas[column.key].replace(_ROW, str(row + 1))

    def rows(self, filled: int) -> int:
        """Number of rows of a sheet that holds so many records, empty ones included."""
        return filled + max(self.spare, self.room - filled)

    @property
    def editable(self) -> tuple[Column[R], ...]:
        """The columns that are read back."""
        return tuple(column for column in self.columns if column.editable)


@cache
def column_letter(position: int) -> str:
    """Letter of a column by its position from 0 (26 is "AA")."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def described(model: type[Record], field: str, fallback: str = "") -> str:
    """Help text of a model's field: the words the schema shows too."""
    return describe(model).get(field, fallback)


def joined(ids: tuple[str, ...]) -> str | None:
    """Several ids in one cell."""
    return ", ".join(ids) or None


def listed(cell: str) -> str:
    """Formula text that makes a cell of ids searchable: every id between commas, no blanks."""
    return f'","&SUBSTITUTE(SUBSTITUTE({cell}," ",""),";",",")&","'


def jump(sheet: str, row: str) -> str:
    """Formula text of an address in this workbook; `row` is formula text too."""
    return f'"#{sheet}!A"&({row})'
