"""Cells that change their look with their value; the value itself always says it in words too."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from xlsxwriter.worksheet import Worksheet

from iso16363.changes import ChangeKind
from iso16363.language import label, say
from iso16363.scoring import CriterionState
from iso16363.workbook.book import Book
from iso16363.workbook.columns import FIRST_ROW, Table
from iso16363.workbook.computed_words import (
    ANSWER_MISSING,
    FILE_DIFFERS,
    FILE_FOUND,
    FILE_MISSING,
    NO_PROOF,
    NOBODY_OR_NO_DATE,
    OVERDUE,
    SET_TO_ANSWERED,
    WAITS_FOR_AUDITOR,
    Standing,
    word,
)
from iso16363.workbook.crosswalk_columns import WORDS
from iso16363.workbook.evidence_columns import UNKNOWN
from iso16363.workbook.formula_text import literal, number_format
from iso16363.workbook.palette import BAD, CARE, GOOD, STATES, STILL


@dataclass(frozen=True, slots=True)
class Condition:
    """A look for a column where a formula over the row is true; `words` are added to the value."""

    column: str
    formula: str
    colours: tuple[str, str]
    words: str = ""


def _values(column: str, looks: Iterable[tuple[str, tuple[str, str]]]) -> tuple[Condition, ...]:
    return tuple(Condition(column, f"{{{column}}}={literal(text)}", colours) for text, colours in looks)


def _standings() -> Iterable[tuple[str, tuple[str, str]]]:
    looks = {
        Standing.CURRENT: GOOD,
        Standing.EXPIRED: BAD,
        Standing.DRAFT: CARE,
        Standing.SUPERSEDED: CARE,
        Standing.CANDIDATE: STILL,
        Standing.FILE_MISSING: BAD,
        Standing.FILE_DIFFERS: BAD,
    }
    return ((word(standing), colours) for standing, colours in looks.items())


def _of_criteria() -> tuple[Condition, ...]:
    missing = number_format(say("{value} ▲ reason or approver missing"), "@")
    reviewed, changed = "INDEX(Workings_reviewed,{order})", "INDEX(Workings_changed,{order})"
    return (
        *_values("state", ((word(state), STATES[state]) for state in CriterionState)),
        *(
            Condition(key, f'AND({{{key}}}<>"",{{{key}}}>INDEX(Workings_support_{key},{{order}}))', BAD, '0" ▲"')
            for key in ("documented", "implemented")
        ),
        Condition("claim", '{claim}<>""', BAD),
        Condition("gap", 'AND({gap}<>"",{gap}=0)', GOOD),
        Condition("gap", 'AND({gap}<>"",{gap}>=2)', BAD),
        Condition("gap", 'AND({gap}<>"",{gap}=1)', CARE),
        Condition("candidates", "{candidates}>0", CARE, '0" ?"'),
        Condition("applicable", 'AND({applicable}="no",OR({reason}="",{approved_by}=""))', BAD, missing),
        Condition("reason", 'AND({applicable}="no",{reason}="")', BAD),
        Condition("approved_by", 'AND({applicable}="no",{approved_by}="")', BAD),
        Condition("review", f"AND({reviewed}=1,{changed}=0)", GOOD),
        Condition("review", f'AND({{review}}<>"",OR({reviewed}=0,{changed}=1))', BAD),
    )


def _of_evidence() -> tuple[Condition, ...]:
    placeless = number_format(say("{value} no place"), "0")
    return (
        *_values("state", (("confirmed", GOOD), ("candidate", CARE))),
        *_values("standing", (*_standings(), (say(UNKNOWN), BAD))),
        Condition("locator", 'AND({state}="confirmed",{locator}="")', BAD),
        Condition("supports_documented", 'AND({state}="confirmed",{locator}="",{document}<>"")', BAD, placeless),
    )


def _of_documents() -> tuple[Condition, ...]:
    files = ((FILE_MISSING, BAD), (FILE_DIFFERS, BAD), (FILE_FOUND, GOOD))
    return (
        *_values("standing", _standings()),
        *_values("file", ((say(text), colours) for text, colours in files)),
        Condition("review_by", f"{{standing}}={literal(word(Standing.EXPIRED))}", BAD, 'yyyy-mm-dd" ▲"'),
    )


def _of_actions() -> tuple[Condition, ...]:
    troubles = ((OVERDUE, BAD), (NOBODY_OR_NO_DATE, CARE), (NO_PROOF, CARE))
    return (
        *_values("trouble", ((say(text), colours) for text, colours in troubles)),
        *_values("state", (("done", GOOD), ("dropped", STILL))),
        *_values("priority", (("high", BAD),)),
    )


def _of_audit() -> tuple[Condition, ...]:
    attention = (
        (OVERDUE, BAD), (ANSWER_MISSING, CARE), (SET_TO_ANSWERED, CARE), (WAITS_FOR_AUDITOR, GOOD), (NO_PROOF, CARE),
    )  # fmt: skip
    return (
        *_values("attention", ((say(text), colours) for text, colours in attention)),
        *_values("kind", (("major-nonconformity", BAD), ("minor-nonconformity", CARE), ("area-of-concern", CARE))),
        *_values("state", (("closed", GOOD), ("withdrawn", STILL))),
    )


def _of_crosswalk() -> tuple[Condition, ...]:
    impacts = (("high", BAD), ("medium", CARE), ("none", GOOD))
    return (
        *_values("impact", ((say(WORDS[impact]), colours) for impact, colours in impacts)),
        *_values("change", ((say(WORDS["new"]), CARE),)),
    )


CONDITIONS: Final[Mapping[str, Callable[[], tuple[Condition, ...]]]] = {
    "Criteria": _of_criteria,
    "Evidence": _of_evidence,
    "Background": lambda: _values("polarity", (("gap", CARE), ("not-found", STILL))),
    "Documents": _of_documents,
    "Actions": _of_actions,
    "Audit": _of_audit,
    "Crosswalk": _of_crosswalk,
    "Changes": lambda: _values("kind", ((label(ChangeKind.ADDED), GOOD), (label(ChangeKind.REMOVED), CARE))),
}
"""By sheet, what makes its conditions in the language spoken."""
R = TypeVar("R")


def add_conditions(book: Book, sheet: Worksheet, table: Table[R], last: int) -> None:
    """Attach the conditions of a table to its columns, down to the last row."""
    cells = {key: f"${table.letter(key)}{FIRST_ROW + 1}" for key in table.positions}
    for condition in CONDITIONS[table.sheet]():
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
