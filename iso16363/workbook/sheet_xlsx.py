"""The cells of one sheet of an .xlsx file, and the texts that its sheets share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from iso16363.workbook.markup import Attributes, Reader
from iso16363.workbook.number_formats import Shows, day_in, day_of, time_of, whole
from iso16363.workbook.opened import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    Budget,
    Cell,
    Fault,
    Rows,
    column_position,
    filled_by_formulas,
)

_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")
_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_ELEMENTS: Final = {
    f"{space} {name}": name for space in _NAMESPACES for name in ("row", "c", "v", "f", "sheetData", "si", "t", "rPh")
}
_NO_ATTRIBUTE: Final = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the codes in the cells of a workbook stand for."""

    strings: Sequence[str]
    formats: Sequence[Shows]
    since_1904: bool


def decoded(text: str) -> str:
    """A text as it was before it was stored: escapes resolved, line ends as everywhere else."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        if re.search("[\ud800-\udfff]", text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Strings(Reader):
    """The texts of the part sharedStrings: runs joined, phonetic help left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._text: list[str] | None = None
        self._phonetic = False

    def started(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        """Take the beginning of an element."""
        self.deeper()
        element = _ELEMENTS.get(name)
        if element == "si":
            self._pieces = []
        elif element == "t" and not self._phonetic:
            self._text = []
        elif element == "rPh":
            self._phonetic = True

    def text(self, text: str) -> None:
        """Take characters of a text."""
        if self._text is not None:
            self._text.append(text)

    def ended(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1
        element = _ELEMENTS.get(name)
        if element == "t" and self._text is not None:
            self._pieces.append(decoded("".join(self._text)))
            self._text = None
        elif element == "si":
            self.texts.append("".join(self._pieces))
        elif element == "rPh":
            self._phonetic = False


class SheetReader(Reader):
    """The cells of one sheet. A row or cell without a number follows the one before."""

    def __init__(self, meaning: Meaning, budget: Budget) -> None:
        super().__init__()
        self.rows: Rows = {}
        self._meaning = meaning
        self._budget = budget
        self._areas: list[Area] = []
        self._texts: dict[str, Cell] = {}
        self._row = 0
        self._column = -1
        self._kind = self._style = _NO_ATTRIBUTE
        self._has_formula = False
        self._value: list[str] | None = None
        self._stored: str | None = None
        self._inline: list[str] = []
        self._phonetic = False

    def started(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        self.deeper()
        element = _ELEMENTS.get(name)
        if element == "c":
            place = attributes.get("r")
            self._column = self._column + 1 if place is None else self._at(place)
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._has_formula, self._stored, self._inline = False, None, []
        elif element == "v" or (element == "t" and not self._phonetic):
            self._value = []
        elif element == "f":
            self._has_formula = True
            if "ref" in attributes and attributes.get("t") != "shared":
                self._areas.append(_area(attributes["ref"]))
        elif element == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
        elif element == "rPh":
            self._phonetic = True

    def _at(self, place: str) -> int:
        # Rows are numbered twice; where the two differ, the cell's own number counts.
        column, self._row = _split(place)
        return column

    def text(self, text: str) -> None:
        """Take characters of a text."""
        if self._value is not None:
            self._value.append(text)

    def ended(self, name: str) -> None:
        """Take the end of an element."""
        self.depth -= 1
        element = _ELEMENTS.get(name)
        if element == "c":
            if self._stored is not None or self._has_formula or self._inline:
                self._keep()
        elif element == "v":
            self._stored = "".join(self._value or ())
            self._value = None
        elif element == "t" and self._value is not None:
            self._inline.append(decoded("".join(self._value)))
            self._value = None
        elif element == "rPh":
            self._phonetic = False
        elif element == "sheetData":
            filled_by_formulas(self.rows, self._areas)

    def _keep(self) -> None:
        cell = self._cell()
        if cell is None:
            return
        if not (0 < self._row <= MAX_ROW and self._column < MAX_COLUMN):
            raise ValueError(f"a cell lies in row {self._row}, column {self._column + 1}")
        self._budget.spend()
        self.rows.setdefault(self._row, {})[self._column] = cell

    def _cell(self) -> Cell | None:
        if self._has_formula:
            value = self._typed(self._stored) if self._stored is not None else None
            return Cell(value.value if value else None, Fault.FORMULA)
        if self._kind == "inlineStr":
            text = "".join(self._inline)
            return Cell(text) if text else None
        return None if self._stored is None else self._typed(self._stored)

    def _typed(self, stored: str) -> Cell | None:
        kind = self._kind
        if kind == "s":
            return self._shared(stored)
        if kind == "n":
            return self._number(stored) if stored.strip() else None
        if kind == "b":
            return Cell(stored.strip() in ("1", "true"))
        if kind == "e":
            return Cell(stored, Fault.ERROR)
        if kind == "d":
            return Cell(day_in(stored) or stored)
        text = decoded(stored)
        return Cell(text) if text else None

    def _shared(self, stored: str) -> Cell | None:
        cell = self._texts.get(stored)
        if cell is None:
            text = self._meaning.strings[int(stored)]
            if not text:
                return None
            cell = self._texts[stored] = Cell(text)
        return cell

    def _number(self, stored: str) -> Cell:
        number = float(stored)
        style = int(self._style)
        formats = self._meaning.formats
        shows = formats[style] if style < len(formats) else Shows.NUMBER
        if shows is Shows.TIME and number >= 0:
            return Cell(time_of(number))
        if shows in (Shows.DAY, Shows.MONTH):
            day = day_of(number, since_1904=self._meaning.since_1904)
            if day is not None:
                return Cell(day, month_only=shows is Shows.MONTH)
        return Cell(whole(number))


def _area(reference: str) -> Area:
    """The cells of a reference such as B2:C9."""
    first, _, last = reference.replace("$", "").partition(":")
    (left, top), (right, bottom) = _split(first), _split(last or first)
    return Area(top, left, bottom, right)


def _split(place: str) -> tuple[int, int]:
    letters = place.rstrip("0123456789")
    return column_position(letters), int(place[len(letters) :])
