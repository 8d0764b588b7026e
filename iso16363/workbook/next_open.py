"""The link to the next open criterion; in a part of the workbook, to the next one of the part."""

from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.workbook.book import put_formula
from iso16363.workbook.columns import FIRST_ROW, jump
from iso16363.workbook.grid import Desk
from iso16363.workbook.rows import Rows

PART_NAME: Final = "Part_criteria"
"""Defined name of the cell that lists the criteria of the part, on the sheet _sync."""
_NEXT: Final = (
    "=IFERROR(HYPERLINK("
    + jump("Criteria", f'MATCH("open",Criteria_state,0)+{FIRST_ROW}')
    + ',"Next open: "&INDEX(Criteria_id,MATCH("open",Criteria_state,0))),"Nothing is open")'
)
_LISTED: Final = f'","&{PART_NAME}&","'
_IN_PART: Final = f'(SUBSTITUTE({_LISTED},","&Criteria_id&",","")<>{_LISTED})'
_FIRST: Final = f'99999-SUMPRODUCT(MAX((Criteria_state="open")*{_IN_PART}*(99999-ROW(Criteria_id))))'
_NEXT_OF_PART: Final = (
    f'=IF({_FIRST}=99999,"Nothing in this part is open",HYPERLINK('
    + jump("Criteria", _FIRST)
    + f',"Next open: "&INDEX(Criteria_id,{_FIRST}-{FIRST_ROW})))'
)


def write_next_open(desk: Desk, sheet: Worksheet, row: int, column: int, rows: Rows) -> None:
    """Write the link with the words it shows today."""
    part = not desk.issue.part.whole
    within = desk.issue.covered if part else tuple(row.id for row in rows.criteria)
    first = next((r.id for r in rows.criteria if r.id in within and r.result.state.value == "open"), None)
    nothing = "Nothing in this part is open" if part else "Nothing is open"
    text = f"Next open: {first}" if first else nothing
    put_formula(sheet, row, column, _NEXT_OF_PART if part else _NEXT, text, desk.formats.link)
