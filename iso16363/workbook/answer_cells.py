"""Formula texts that take the cells of an answer, and of what a provider lends to it."""

from iso16363.workbook.lending import LentAnswer


def own(column: str) -> str:
    """Formula text: the cell of the answer on the sheet Criteria; `{at}` is its place there."""
    return f"INDEX(Criteria_{column},{{at}})"


def with_lent(formula: str, lent: LentAnswer | None) -> str:
    """The formula of a cell where providers answer too: words and ratings in force may be theirs."""
    formula = formula.replace('(Criteria_response<>"")', '((Criteria_response<>"")+(Criteria_lent_response<>"")>0)')
    if lent and lent.responds:
        formula = formula.replace(own("response"), own("lent_response"))
    if lent and lent.provided:
        for field in ("documented", "implemented"):
            formula = formula.replace(own(field), own(f"lent_{field}"))
    return formula
