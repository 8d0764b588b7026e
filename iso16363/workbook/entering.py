"""What a person put into a cell, as the value of its column; or why it cannot be taken, and what to do."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from iso16363.model.base import CRITERION_ID, DOCUMENT_REF, MAX_RATING, SLUG, SUBSECTION_ID
from iso16363.plaintext import FORBIDDEN
from iso16363.spelling import clipped
from iso16363.workbook.columns import CellValue, Column, Kind
from iso16363.workbook.days import days_in, has_short_year, times_in
from iso16363.workbook.number_formats import day_of
from iso16363.workbook.opened import Cell, Fault
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.terms import chosen, yes_or_no

__all__ = ["Rejection", "entered"]

_MAX_SLUG: Final = 80
_EXACT: Final = 10**15
"""From here on spreadsheets round whole numbers."""
_FORMULA: Final = Rejection(
    "the cell holds a formula, which is not computed here",
    "Type the value itself. A text that begins with = is typed with ' in front of it.",
)
_ERROR: Final = Rejection("the cell shows an error of the spreadsheet", "Type the value itself, or empty the cell.")


def entered(column: Column[Any], cell: Cell | None) -> CellValue | Rejection:
    """The value as `_sync` would hold it: days as text, None for an empty cell."""
    if cell is None or cell.blank:
        return None
    if cell.fault is Fault.FORMULA:
        return _FORMULA
    if cell.fault is Fault.ERROR:
        return _ERROR
    return _READERS.get(column.kind, _text)(column, cell)


def _text(column: Column[Any], cell: Cell) -> CellValue | Rejection:
    if isinstance(cell.value, int | float) and abs(cell.value) >= _EXACT:
        return Rejection(
            "the cell holds a number of more than 15 digits, and spreadsheets round those",
            "Set the format of the cell to Text and type it again.",
        )
    text = _shown(cell)
    found = FORBIDDEN.search(text)
    if found is not None:
        return _forbidden(text, found)
    ends = _ENDS_TRIMMED.get(column.key)
    return ends(text) if ends else _EMPTY_LINES_BEFORE.sub("", text).rstrip(" \t\n")


# Empty lines before and blanks after a text: nobody sees them, and they come with copying.
_EMPTY_LINES_BEFORE: Final = re.compile(r"\A(?:[ \t]*\n)+")
_DOI: Final = re.compile(r"\A(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)+", re.IGNORECASE)
_ENDS_TRIMMED: Final[dict[str, Callable[[str], str]]] = {
    "doi": lambda text: _DOI.sub("", text.strip()),
    "sha256": lambda text: text.strip().lower(),
    "url": str.strip,
    "language": str.strip,
}


def _forbidden(text: str, found: re.Match[str]) -> Rejection:
    line = text.count("\n", 0, found.start()) + 1
    place = f"character {found.start() - text.rfind(chr(10), 0, found.start())} of line {line}"
    return Rejection(
        f"{place} is U+{ord(found.group()):04X}, which is invisible or changes what a reader sees",
        "Delete it, or type the passage again; it often comes from copying out of a PDF, a web page or a text program.",
    )


def _shown(cell: Cell) -> str:
    """The value as a person sees it."""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return value.isoformat()[:7] if cell.month_only else value.isoformat()
    if isinstance(value, int | float):
        return str(value) if isinstance(value, int) else format(value, ".15g")
    return value or ""


_WHOLE: Final = re.compile(r"([0-9]{1,2})(?:[.,]0*)?")
_LABELLED: Final = re.compile(r"([0-9]{1,2})\s*(?:[-:.()=]|\N{EN DASH}|\N{EM DASH})\s*[^\W\d_][^\d]*")


def _rating(_column: Column[Any], cell: Cell) -> CellValue | Rejection:
    value = cell.value
    if isinstance(value, str):
        found = _WHOLE.fullmatch(value.strip()) or _LABELLED.fullmatch(value.strip())
        value = int(found[1]) if found else None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_RATING:
        return value
    return Rejection(
        f"{_quoted(cell)} is no rating; ratings are whole numbers from 0 to {MAX_RATING}",
        "Choose a number from the list, or empty the cell. What does not apply is said in the column Applicable.",
    )


def _choice(column: Column[Any], cell: Cell) -> CellValue | Rejection:
    if column.choices == "yes_no":
        return yes_or_no(cell)
    if column.choices == "roles":
        return _identifier(column, cell)
    return chosen(column.choices or "", _shown(cell))


def _identifier(column: Column[Any], cell: Cell) -> CellValue | Rejection:
    text = _typed(cell, criteria=_of_criteria(column))
    return text if isinstance(text, Rejection) else _checked(column, text)


def _identifiers(column: Column[Any], cell: Cell) -> CellValue | Rejection:
    criteria = _of_criteria(column)
    text = _typed(cell, criteria=criteria)
    if isinstance(text, Rejection):
        return text
    found = []
    for one in re.split(r"[\s,;]+", text):
        if one:
            checked = _checked(column, one)
            if isinstance(checked, Rejection):
                return _of_a_group(column, one) if criteria and re.fullmatch(SUBSECTION_ID, one) else checked
            found.append(checked)
    return ", ".join(found) or None


def _of_a_group(column: Column[Any], group: str) -> Rejection:
    """An auditor may mean the whole; every other column needs its criteria."""
    or_none = ", or leave it empty for the whole" if column.auditors else ""
    remedy = f"Name criteria below it, such as {group}.1 and {group}.2{or_none}."
    return Rejection(f'"{group}" is a group of criteria', remedy)


def _of_criteria(column: Column[Any]) -> bool:
    return column.choices == "criteria" or column.key in ("criteria", "see")


def _typed(cell: Cell, *, criteria: bool) -> str | Rejection:
    """An id as text; what the spreadsheet took for a number or a day may have lost a part of it."""
    value = cell.value
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and not criteria:
        return str(value)
    taken = "a day" if isinstance(value, date) else "TRUE or FALSE" if isinstance(value, bool) else "a number"
    return Rejection(
        f"the spreadsheet took the id for {taken} ({_shown(cell)})",
        "Set the format of the cell to Text and type the id again.",
    )


def _checked(column: Column[Any], text: str) -> str | Rejection:
    one = " ".join(text.split())
    if _of_criteria(column):
        if re.fullmatch(CRITERION_ID, one):
            return one
        return Rejection(
            f'"{clipped(one)}" is not the number of a criterion', "Type it as in the sheet Criteria, such as 3.3.1."
        )
    one = one.lower()
    form = DOCUMENT_REF if column.qualified else SLUG
    if all(len(part) <= _MAX_SLUG for part in one.split("/")) and re.fullmatch(form, one):
        return one
    likely = re.sub("[^a-z0-9]+", "-", one).strip("-")[:_MAX_SLUG].strip("-")
    instead = f'Type "{likely}", if that is what is meant.' if likely else "Type a short name, such as security-plan."
    return Rejection(f'"{clipped(one)}" is no id: those have lower-case letters, digits and hyphens only', instead)


def _day(_column: Column[Any], cell: Cell) -> CellValue | Rejection:
    value = cell.value
    if isinstance(value, date) and not cell.month_only:
        return value.isoformat()
    if isinstance(value, date):
        return Rejection(f"the cell shows a month only ({_shown(cell)})", _DAY_WANTED)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(cell) or _no_day(cell)
    return _only(days_in(str(value)), cell) if isinstance(value, str) else _no_day(cell)


def _partial(_column: Column[Any], cell: Cell) -> CellValue | Rejection:
    value = cell.value
    if isinstance(value, date):
        return _shown(cell)
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(cell) or _no_day(cell)
    return _only(times_in(str(value)), cell) if isinstance(value, str) else _no_day(cell)


_DAY_WANTED: Final = "Type it as year-month-day, such as 2026-03-31."
_FIRST_COUNTED: Final = 18_264  # 1950 and 2100: other numbers were hardly meant as days
_LAST_COUNTED: Final = 73_415


def _counted(cell: Cell) -> str | None:
    """The day of a number that lost its date format."""
    if not isinstance(cell.value, int | float) or not _FIRST_COUNTED <= cell.value < _LAST_COUNTED:
        return None
    day = day_of(cell.value)
    return day.isoformat() if day else None


def _only(found: tuple[str, ...], cell: Cell) -> str | Rejection:
    if len(found) == 1:
        return found[0]
    if found:
        readings = " or ".join(found)
        return Rejection(f"{_quoted(cell)} can be read as {readings}", f"Type the one that is meant: {readings}.")
    return _no_day(cell)


def _no_day(cell: Cell) -> Rejection:
    if isinstance(cell.value, str) and has_short_year(cell.value):
        return Rejection(f"{_quoted(cell)} has a year of two digits", _DAY_WANTED)
    return Rejection(f"{_quoted(cell)} is no date", _DAY_WANTED)


def _quoted(cell: Cell) -> str:
    return f'"{clipped(_shown(cell))}"'


_READERS: Final[dict[Kind, Callable[[Column[Any], Cell], CellValue | Rejection]]] = {
    Kind.RATING: _rating,
    Kind.CHOICE: _choice,
    Kind.ID: _identifier,
    Kind.IDS: _identifiers,
    Kind.DATE: _day,
    Kind.PARTIAL: _partial,
}
