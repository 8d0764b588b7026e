"""What a cell accepts, and what a person sees on entering it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from xlsxwriter.worksheet import Worksheet

from iso16363.errors import AuditError
from iso16363.language import say
from iso16363.model.audit import AuditState
from iso16363.model.variant import Variant
from iso16363.workbook.audit_columns import STATE
from iso16363.workbook.columns import FIRST_ROW, Column, Kind, Table
from iso16363.workbook.lists import NamedList
from iso16363.workbook.open_cells import is_open
from iso16363.workbook.plain import units
from iso16363.workbook.prose import shortened
from iso16363.workbook.provided_columns import WHOSE
from iso16363.workbook.sheet_names import told

MAX_TITLE: Final = 32
MAX_MESSAGE: Final = 255
_OTHER_SHEETS: Final = {"criteria": "Criteria_id", "documents": "Documents_id"}
_REFUSED: Final = {"validate": "custom", "value": "=FALSE", "show_input": False}
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows of a table have a key, its last row, and the columns by row whose cells are a provider's."""

    filled: int
    last: int
    lent: Mapping[int, frozenset[str]] = field(default_factory=dict)


def validate_columns(
    sheet: Worksheet, table: Table[R], lists: dict[str, NamedList], variant: Variant, extent: Extent
) -> None:
    """Give every column of a table its validation."""
    filled, last = extent.filled, extent.last
    for position, column in enumerate(table.columns):
        places = [(False, FIRST_ROW, last)]
        if column.guarded or column.auditors:
            places = [(False, FIRST_ROW, FIRST_ROW + filled - 1), (True, FIRST_ROW + filled, last)]
        # Where rows can be sorted, a rule for single rows would stay behind: it has to look at the row itself.
        lent = () if table.sortable else [row for row, columns in extent.lent.items() if column.key in columns]
        for new, top, bottom in places:
            options = _rule(table, column, lists, variant, top if new else 0)
            for run in _runs(top, bottom, lent) if options is not None else ():
                _apply(sheet, (run[0], position, run[1], position), dict(options or {}))
        for row in lent:
            _apply(sheet, (row, position, row, position), _lent_answer())


def _runs(top: int, bottom: int, without: Collection[int]) -> Iterator[tuple[int, int]]:
    """The rows from one to another, first and last of each run, without some."""
    for row in (*sorted(row for row in without if top <= row <= bottom), bottom + 1):
        if row > top:
            yield top, row - 1
        top = row + 1


def _lent_answer() -> dict[str, Any]:
    message = say("A provider answers this criterion as it is. It is changed there.")
    return {
        **_REFUSED,
        "show_input": True,
        "input_title": say("Provider's answer"),
        "input_message": message,
        "error_title": say("Provider's answer"),
        "error_message": message,
    }


def _of_own_rows(table: Table[R]) -> dict[str, Any] | None:
    """Refuses an edit in a row that is a provider's, wherever it was sorted to."""
    if WHOSE not in table.positions:
        return None
    message = say("This row is a provider's. It is changed there, not here. Undo with Escape.")
    return {
        "validate": "custom",
        "value": f'=${table.letter(WHOSE)}{FIRST_ROW + 1}=""',
        "show_input": False,
        "error_title": say("Provided by"),
        "error_message": message,
    }


def _rule(
    table: Table[R], column: Column[R], lists: dict[str, NamedList], variant: Variant, new: int
) -> dict[str, Any] | None:
    """The validation of a column's cells, in existing rows or from the `new` one on; None where none is needed."""
    if not is_open(column, variant, new=bool(new)):
        return _computed() if table.sortable and not variant.leaves_out else None
    if column.guarded:
        return _new_id(table, column, new) if new else _fixed()
    if column.key == STATE and column.auditors and not new and not variant.leaves_out:
        return _answered(column)
    return _of_column(column, lists) or _of_own_rows(table)


def _answered(column: Column[R]) -> dict[str, Any]:
    """What the site may say of the state of a request or finding."""
    return {
        "validate": "list",
        "source": [AuditState.OPEN.value, AuditState.ANSWERED.value],
        "input_title": column.heading,
        "input_message": say("Set it to answered when your answer is complete."),
        "error_title": say("Not for the site"),
        "error_message": say("Only the auditor closes a request or finding, withdraws it, or opens it again."),
    }


def _computed() -> dict[str, Any]:
    message = say("This column is computed from the others. Undo with Escape.")
    return {**_REFUSED, "error_title": say("Computed"), "error_message": message}


def _fixed() -> dict[str, Any]:
    message = say("Other rows refer to this id. To replace the record, empty this row and fill a new one.")
    return {**_REFUSED, "error_title": say("The id stays"), "error_message": message}


def _apply(sheet: Worksheet, cells: tuple[int, int, int, int], options: dict[str, Any]) -> None:
    for name in {"input_title", "error_title", "input_message", "error_message"} & options.keys():
        # What is cut here stands whole on the title of the column, and in its note.
        options[name] = _cut(options[name], MAX_TITLE if name.endswith("title") else MAX_MESSAGE)
    if sheet.data_validation(*cells, options):
        raise AuditError("a validation was refused by the writer", where=sheet.get_name())


def _cut(text: str, limit: int) -> str:
    if units(text) <= limit:
        return text
    return shortened(text, limit - (units(text) - len(text)))


def _of_column(column: Column[R], lists: dict[str, NamedList]) -> dict[str, Any] | None:
    if column.choices in _OTHER_SHEETS:
        return _choice(column, _OTHER_SHEETS[column.choices], column.advice, strict=True)
    if column.choices is not None:
        chosen = lists[column.choices]
        if not chosen.entries:
            return None
        return _choice(column, chosen.name, _message(column, lists), strict=chosen.strict)
    if column.kind is Kind.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 3, 1),
            "maximum": date(2199, 12, 31),
            "input_title": column.heading,
            "input_message": " ".join((column.advice, say("A date, such as 2026-03-31."))),
            "error_type": "warning",
            "error_title": say("Not a date"),
            "error_message": say(
                "Type a date such as 2026-03-31. Other text is reported when the workbook is read back."
            ),
        }
    if column.kind is Kind.IDS:
        return {"validate": "any", "input_title": column.heading, "input_message": column.advice}
    return None


def _choice(column: Column[R], name: str, message: str, *, strict: bool) -> dict[str, Any]:
    remedy = say("Choose a value from the list.")
    if not strict:
        remedy = say("The list has the roles of this site. Keep it anyway?")
    return {
        "validate": "list",
        "source": f"={name}",
        # A named range with empty cells would otherwise let any value through.
        "ignore_blank": not (strict and name in _OTHER_SHEETS.values()),
        "input_title": column.heading,
        "input_message": message,
        "error_type": "stop" if strict else "warning",
        "error_title": say("Not in the list"),
        "error_message": remedy,
    }


def _message(column: Column[R], lists: dict[str, NamedList]) -> str:
    """The values with their meaning where that fits, else with their words, else what the column is about."""
    chosen = lists[column.choices or ""]
    if chosen.key == "rating":
        return _rating_message(column, lists)
    full = "\n".join(f"{entry.value}: {entry.title}" for entry in chosen.entries)
    if units(full) <= MAX_MESSAGE:
        return full
    more = told("The sheet {lists} explains the values.")
    words = "\n".join(f"{entry.value}: {entry.word}" for entry in chosen.entries if entry.word)
    brief = f"{words}\n{more}"
    return brief if words and units(brief) <= MAX_MESSAGE else f"{column.advice} {more}"


def _rating_message(column: Column[R], lists: dict[str, NamedList]) -> str:
    """Anchors of the scale where they fit, else its labels; the note on the column's title has the anchors."""
    levels = lists["rating"].entries
    anchors = "\n".join(f"{x.value} {x.meaning if column.key == 'implemented' else x.title}" for x in levels)
    if column.key in ("documented", "implemented") and units(anchors) <= MAX_MESSAGE:
        return anchors
    labels = "\n".join(f"{entry.value} {entry.title}" for entry in lists["rating_label"].entries)
    note = say("What each means: note on the column title.")
    more = f"{labels}\n{note}"
    return more if units(more) <= MAX_MESSAGE else column.advice


def _new_id(table: Table[R], column: Column[R], row: int) -> dict[str, Any]:
    cell = f"{table.letter(column.key)}{row + 1}"
    return {
        "validate": "custom",
        "value": (
            f'=AND(EXACT(LOWER({cell}),{cell}),ISERROR(FIND(" ",{cell})),'
            f"SUMPRODUCT(--({table.name(column.key)}={cell}))=1)"
        ),
        "input_title": say("A new row"),
        "input_message": column.advice,
        "error_title": say("Not an id"),
        "error_message": say(
            "Lower-case letters, digits and hyphens, no blanks, and not used before: data-policy-2026."
        ),
    }
