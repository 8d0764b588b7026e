"""Cells that show the title of a record named beside them, and jump to its row."""

from iso16363.language import say
from iso16363.workbook.columns import FIRST_ROW, jump
from iso16363.workbook.computed_words import UNKNOWN_CRITERION, UNKNOWN_DOCUMENT
from iso16363.workbook.formula_text import literal


def first_of(cell: str) -> str:
    """Formula text: the first of several ids in a cell."""
    one = f'SUBSTITUTE({cell},";",",")'
    return f'TRIM(LEFT({one},FIND(",",{one}&",")-1))'


def criterion_link(cell: str) -> str:
    """Formula text: the title of the criterion named in a cell, as a jump to its row."""
    row = jump("Criteria", f"MATCH({cell},Criteria_id,0)+{FIRST_ROW}")
    title = f"INDEX(Criteria_title,MATCH({cell},Criteria_id,0))"
    return f'IF({cell}="","",IFERROR(HYPERLINK({row},{title}),{literal(say(UNKNOWN_CRITERION))}))'


def document_link(cell: str) -> str:
    """Formula text: the title of the document named in a cell, as a jump to its row."""
    row = jump("Documents", f"MATCH({cell},Documents_id,0)+{FIRST_ROW}")
    title = f"INDEX(Documents_title,MATCH({cell},Documents_id,0))"
    return f'IF({cell}="","",IFERROR(HYPERLINK({row},{title}&""),{literal(say(UNKNOWN_DOCUMENT))}))'
