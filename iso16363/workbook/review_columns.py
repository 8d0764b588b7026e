"""The columns of the sheet Criteria about reviews: the review there is, and where a reviewer approves."""

from typing import Final

from iso16363.language import marked
from iso16363.workbook.columns import Column, Kind
from iso16363.workbook.criteria_formulas import review
from iso16363.workbook.rows import CriterionRow

APPROVE: Final = "approve_as"
REVIEW_COLUMNS: Final[tuple[Column[CriterionRow], ...]] = (
    Column(
        "review",
        marked("Review"),
        22,
        Kind.WORD,
        marked("Who approved the answer, and whether it was changed since."),
        lambda r: r.review or "",
        formula=review,
    ),
    Column(
        APPROVE,
        marked("Approve as"),
        18,
        Kind.CHOICE,
        (
            marked("A reviewer chooses their role here to approve the answer as it stands, with its evidence."),
            marked("Not for the owner of the answer, and not in the workbook in which it was edited."),
        ),
        lambda _: None,
        field="review",
        choices="roles",
        internal=True,
        since=3,
    ),
)
