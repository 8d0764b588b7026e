"""Formulas of the sheet Criteria that show words, with the words they show."""

from typing import Final

from iso16363.language import marked, say
from iso16363.workbook.columns import FIRST_ROW, jump
from iso16363.workbook.formula_text import literal, sentence
from iso16363.workbook.rows import CriterionRow

# Translators: said of a claim, in a narrow column.
ABOVE: Final = marked("above support")
TO_EVIDENCE: Final = marked("to evidence")
TO_ACTION: Final = marked("to action")
FOUND_ACTIONS: Final = '(SUBSTITUTE(Actions_listed,","&{id}&",","")<>Actions_listed)'
_ONE_STATEMENT: Final = marked("1 statement")
_STATEMENTS: Final = marked("{n} statements")
_CHANGED: Final = marked("changed since review")


def statements(row: CriterionRow) -> str:
    """How much the public record says beside the evidence."""
    if row.background == 1:
        return say(_ONE_STATEMENT)
    return say(_STATEMENTS, n=row.background) if row.background else ""


def claim() -> str:
    """Say it where a rating is above its support."""
    return f'IF(INDEX(Workings_overclaimed,{{order}})=1,{literal(say(ABOVE))},"")'


def to_evidence() -> str:
    """Jump to the first citation."""
    goal = jump("Evidence", f"MATCH({{id}},Evidence_criterion,0)+{FIRST_ROW}")
    return f'IF({{citations}}+{{candidates}}=0,"",HYPERLINK({goal},{literal(say(TO_EVIDENCE))}))'


def to_background() -> str:
    """Count the statements, and jump to the first."""
    count = "SUMPRODUCT(--(Background_criterion={id}))"
    goal = jump("Background", f"MATCH({{id}},Background_criterion,0)+{FIRST_ROW}")
    words = f"IF({count}=1,{literal(say(_ONE_STATEMENT))},{sentence(say(_STATEMENTS), n=count)})"
    return f'IF({count}=0,"",HYPERLINK({goal},{words}))'


def to_actions() -> str:
    """Jump to the first open action."""
    goal = jump("Actions", f"99999-SUMPRODUCT(MAX({FOUND_ACTIONS}*(99999-ROW(Actions_criteria))))")
    return f'IF({{actions}}=0,"",HYPERLINK({goal},{literal(say(TO_ACTION))}))'


def review() -> str:
    """Show the review as exported, or that the answer was changed since."""
    return f'IF(INDEX(Workings_changed,{{order}})=1,{literal(say(_CHANGED))},INDEX(Workings_review,{{order}})&"")'
