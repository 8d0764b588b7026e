"""What a column of a sheet is: declared once, used to write a workbook and to read one back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property
from typing import Final, Generic, TypeVar

from iso16363.language import marked, say
from iso16363.model.base import Record
from iso16363.model.descriptions import describe
from iso16363.workbook.sheet_names import tab_in_formula, told

CellValue = str | int | float | date | bool | None
Formula = str | Callable[[], str]
"""Formula text; where it holds texts or names of sheets, what makes it in the language spoken."""
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
    keep the value, while new rows may set it; `auditors` that it belongs to the auditor, `internal`
    that it is shown in the site's own workbook only; `folded` that it is closed until somebody opens it;
    `upright` that its title is turned, so that a narrow column is enough; `qualified` that its ids may have the name
    of a provider in front; `rare` that workbooks in which it would be empty do without it. `since` is the first
    schema of workbooks (see sync) that has it. `title` and `help` are in English; `heading` and `advice` are what a
    workbook shows. `help` may be of several sentences.
    """

    key: str
    title: str
    width: float
    kind: Kind
    help: str | tuple[str, ...]
    read: Callable[[R], CellValue]
    field: str | None = None
    choices: str | None = None
    formula: Formula | None = None
    guarded: bool = False
    auditors: bool = False
    internal: bool = False
    hidden: bool = False
    folded: bool = False
    upright: bool = False
    qualified: bool = False
    rare: bool = False
    since: int = 1

    @property
    def heading(self) -> str:
        """Its title in the language spoken."""
        return say(self.title)

    @property
    def advice(self) -> str:
        """What to know when filling it, in the language spoken."""
        return " ".join(told(part) for part in ((self.help,) if isinstance(self.help, str) else self.help))

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
    `printed` is the last column on paper, which is `across` pages wide; `since` the first schema of workbooks
    that has the sheet. `lent` gives the columns whose cells in a row are a provider's.
    """

    sheet: str
    about: str
    columns: tuple[Column[R], ...]
    printed: str
    across: int = 1
    room: int = 0
    spare: int = 0
    frozen: int = 1
    sortable: bool = True
    since: int = 1
    lent: Callable[[R], frozenset[str]] | None = None

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

    def formulas(self) -> dict[str, str]:
        """The formulas by column, in the language spoken; `in_row` sets the row."""
        cells = {key: f"${column_letter(position)}{_ROW}" for key, position in self.positions.items()}
        made = {c.key: c.formula if isinstance(c.formula, str) else c.formula() for c in self.columns if c.formula}
        return {key: "=" + formula.format_map(cells) for key, formula in made.items()}

    def rows(self, filled: int) -> int:
        """Number of rows of a sheet that holds so many records, empty ones included."""
        return filled + max(self.spare, self.room - filled)

    @property
    def editable(self) -> tuple[Column[R], ...]:
        """The columns that are read back."""
        return tuple(column for column in self.columns if column.editable)


def in_row(formula: str, row: int) -> str:
    """A formula of a table in one of its rows (counted from 0)."""
    return formula.replace(_ROW, str(row + 1))


@cache
def column_letter(position: int) -> str:
    """Letter of a column by its position from 0 (26 is "AA")."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def key_column(read: Callable[[R], CellValue], width: float = 12) -> Column[R]:
    """The hidden last column that every sheet of rows has: what a row is known by when the workbook comes home."""
    about = marked("Do not change: identifies the row.")
    return Column("key", marked("Key"), width, Kind.KEY, about, read, hidden=True)


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
    return f'"#{tab_in_formula(sheet)}!A"&({row})'
