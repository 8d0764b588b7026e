"""What only the sheet Criteria has: notes with what auditors look at, and the way to the next open one."""

from typing import Final

from iso16363.workbook.columns import FIRST_ROW
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.grid import Desk, write_table
from iso16363.workbook.heights import lines_of
from iso16363.workbook.next_open import write_next_open
from iso16363.workbook.provided_columns import as_written
from iso16363.workbook.rows import Rows

_NOTE: Final = {"font_name": "Arial", "font_size": 10, "x_scale": 3, "author": ""}


def write_criteria(desk: Desk, rows: Rows) -> None:
    """Write the sheet; pages end with a subsection."""
    table = as_written(CRITERIA, rows)
    sheet = write_table(desk, table, rows.criteria, group=lambda row: row.subsection)
    write_next_open(desk, sheet, 2, 1, rows)
    position = table.positions["requirement"]
    look_at = CRITERIA.column("look_at")
    marked = desk.issue.marks.get(CRITERIA.sheet, {})
    for number, row in enumerate(rows.criteria, FIRST_ROW):
        mark = marked.get(number, {}).get(position)
        if mark is not None and mark.text:
            continue  # a cell has one note
        text = f"{look_at.heading}:\n{look_at.read(row)}"
        sheet.write_comment(number, position, text, {**_NOTE, "y_scale": max(1.0, lines_of(text, 52) / 4.2)})
