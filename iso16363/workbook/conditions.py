"""Cells that change their look with their value; the value itself always says it in words too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from xlsxwriter.worksheet import Worksheet

from iso16363.scoring import CriterionState
from iso16363.workbook.book import Book
from iso16363.workbook.columns import FIRST_ROW, Table
from iso16363.workbook.palette import BAD, CARE, GOOD, STATES, STILL


@dataclass(frozen=True, slots=True)
class Condition:
    """A look for a column where a formula over the row is true; `words` are added to the value."""

    column: str
    formula: str
    colours: tuple[str, str]
    words: str = ""


def _words(column: str, looks: Mapping[str, tuple[str, str]]) -> tuple[Condition, ...]:
    return tuple(Condition(column, f'{{{column}}}="{word}"', colours) for word, colours in looks.items())


def _starts(column: str, looks: Mapping[str, tuple[str, str]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(column, f'LEFT({{{column}}},{len(word)})="{word}"', colours) for word, colours in looks.items()
    )


_STANDINGS: Final = {
    "current": GOOD,
    "expired": BAD,
    "draft": CARE,
    "superseded": CARE,
    "candidate": STILL,
    "unknown": BAD,
    "file": BAD,
}

CONDITIONS: Final[Mapping[str, tuple[Condition, ...]]] = {
    "Criteria": (
        *_words("state", {state.value: STATES[state] for state in CriterionState}),
        Condition(
            "documented", 'AND({documented}<>"",{documented}>INDEX(Workings_support_documented,{order}))', BAD, '0" ▲"'
        ),
        Condition(
            "implemented",
            'AND({implemented}<>"",{implemented}>INDEX(Workings_support_implemented,{order}))',
            BAD,
            '0" ▲"',
        ),
        Condition("claim", '{claim}<>""', BAD),
        Condition("gap", 'AND({gap}<>"",{gap}=0)', GOOD),
        Condition("gap", 'AND({gap}<>"",{gap}>=2)', BAD),
        Condition("gap", 'AND({gap}<>"",{gap}=1)', CARE),
        Condition("candidates", "{candidates}>0", CARE, '0" ?"'),
        Condition(
            "applicable",
            'AND({applicable}="no",OR({reason}="",{approved_by}=""))',
            BAD,
            '@" ▲ reason or approver missing"',
        ),
        Condition("reason", 'AND({applicable}="no",{reason}="")', BAD),
        Condition("approved_by", 'AND({applicable}="no",{approved_by}="")', BAD),
        *_starts("review", {"reviewed": GOOD, "lapsed": BAD, "changed": BAD, "by its own": BAD}),
    ),
    "Evidence": (
        *_words("state", {"confirmed": GOOD, "candidate": CARE}),
        *_starts("standing", _STANDINGS),
        Condition("locator", 'AND({state}="confirmed",{locator}="")', BAD),
        Condition("supports_documented", 'AND({state}="confirmed",{locator}="",{document}<>"")', BAD, '0" no place"'),
    ),
    "Background": _words("polarity", {"gap": CARE, "not-found": STILL}),
    "Documents": (
        *_starts("standing", _STANDINGS),
        *_words("file", {"missing": BAD, "differs": BAD, "found": GOOD}),
        Condition("review_by", '{standing}="expired"', BAD, 'yyyy-mm-dd" ▲"'),
    ),
    "Actions": (
        *_words("trouble", {"overdue": BAD, "owner or date missing": CARE, "proof missing": CARE}),
        *_words("state", {"done": GOOD, "dropped": STILL}),
        *_words("priority", {"high": BAD}),
    ),
    "Crosswalk": (
        *_words("impact", {"high": BAD, "medium": CARE, "none": GOOD}),
        *_words("change", {"new": CARE}),
    ),
}
R = TypeVar("R")


def add_conditions(book: Book, sheet: Worksheet, table: Table[R], last: int) -> None:
    """Attach the conditions of a table to its columns, down to the last row."""
    cells = {key: f"${table.letter(key)}{FIRST_ROW + 1}" for key in table.positions}
    for condition in CONDITIONS.get(table.sheet, ()):
        fill, ink = condition.colours
        look: dict[str, object] = {"bg_color": fill, "font_color": ink}
        if condition.words:
            look["num_format"] = condition.words
        position = table.positions[condition.column]
        sheet.conditional_format(
            FIRST_ROW,
            position,
            last,
            position,
            {
                "type": "formula",
                "criteria": "=" + condition.formula.format_map(cells),
                "format": book.look(look),
            },
        )
