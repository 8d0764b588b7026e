"""The link to the next open criterion; in a part of the workbook, to the next one of the part."""

from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.language import marked, say
from iso16363.scoring import CriterionState
from iso16363.workbook.book import put_formula
from iso16363.workbook.columns import FIRST_ROW, jump
from iso16363.workbook.computed_words import word
from iso16363.workbook.formula_text import literal, sentence
from iso16363.workbook.grid import Desk
from iso16363.workbook.rows import Rows

PART_NAME: Final = "Part_criteria"
"""Defined name of the cell that lists the criteria of the part, on the sheet _sync."""
_OPEN: Final = CriterionState.OPEN
_NEXT_OPEN: Final = marked("Next open: {criterion}")
_NONE: Final = marked("Nothing is open")
_NONE_IN_PART: Final = marked("Nothing in this part is open")
_LISTED: Final = f'","&{PART_NAME}&","'
_IN_PART: Final = f'(SUBSTITUTE({_LISTED},","&Criteria_id&",","")<>{_LISTED})'


def _next() -> str:
    found = f"MATCH({literal(word(_OPEN))},Criteria_state,0)"
    words = sentence(say(_NEXT_OPEN), criterion=f"INDEX(Criteria_id,{found})")
    return f"=IFERROR(HYPERLINK({jump('Criteria', f'{found}+{FIRST_ROW}')},{words}),{literal(say(_NONE))})"


def _next_of_part() -> str:
    first = f"99999-SUMPRODUCT(MAX((Criteria_state={literal(word(_OPEN))})*{_IN_PART}*(99999-ROW(Criteria_id))))"
    words = sentence(say(_NEXT_OPEN), criterion=f"INDEX(Criteria_id,{first}-{FIRST_ROW})")
    return f"=IF({first}=99999,{literal(say(_NONE_IN_PART))},HYPERLINK({jump('Criteria', first)},{words}))"


def write_next_open(desk: Desk, sheet: Worksheet, row: int, column: int, rows: Rows) -> None:
    """Write the link with the words it shows today."""
    part = not desk.issue.part.whole
    within = desk.issue.covered if part else tuple(row.id for row in rows.criteria)
    first = next((r.id for r in rows.criteria if r.id in within and r.result.state is _OPEN), None)
    text = say(_NEXT_OPEN, criterion=first) if first else say(_NONE_IN_PART if part else _NONE)
    put_formula(sheet, row, column, _next_of_part() if part else _next(), text, desk.formats.link)
