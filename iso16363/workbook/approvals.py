"""Reviews made in a workbook: whether a role may approve an answer, and that it approves what it saw."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from iso16363.approval import latest_day, objections
from iso16363.fingerprint import reviewed_digest
from iso16363.judgement import Judgement
from iso16363.model.answers import Review
from iso16363.reviewing import ReviewStanding, review_by, review_standing
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.review_columns import APPROVE
from iso16363.workbook.sync import DIGEST
from iso16363.workbook.threeway import Difference, Outcome, Record

_EDITED_TOO: Final = Rejection(
    "the answer, a citation of it or a cited document is edited in this workbook too",
    "A reviewer approves what others wrote: import the edits first, then review what they say in a new workbook.",
)
_CHANGED_SINCE: Final = Rejection(
    "the answer was changed in the files since the export, so the reviewer has not seen what it says",
    "Export a new workbook and review it there.",
)
_NOBODY_KNOWS: Final = Rejection(
    "the workbook does not say what it was exported with, so nobody knows what was reviewed",
    "Export a new workbook and review it there.",
)


def is_approval(difference: Difference) -> bool:
    """Whether a difference is a review."""
    return difference.sheet == CRITERIA.sheet and difference.field == APPROVE


def judged_approval(difference: Difference, exported: Record | None, judgement: Judgement) -> Difference:
    """A review that somebody made in a workbook; rejected where it would not count, nothing new where one holds.

    `exported` is the record of the row in _sync, None where there is no such sheet.
    """
    if not is_approval(difference) or difference.outcome is not Outcome.WORKBOOK:
        return difference
    if review_standing(difference.key, judgement.site, judgement.today) is ReviewStanding.HOLDS:
        return replace(difference, outcome=Outcome.SAME)
    wrong = next(_wrong(str(difference.workbook), difference.key, exported, judgement), None)
    if wrong is None:
        return difference
    return replace(difference, outcome=Outcome.REJECTED, reason=wrong.reason, remedy=wrong.remedy)


def _wrong(role: str, criterion: str, exported: Record | None, judgement: Judgement) -> Iterator[Rejection]:
    site = judgement.site
    if role not in site.site.roles:
        yield Rejection(f'"{role}" is no role of this site', "Choose one from the list.")
    for objection in objections(judgement.results[criterion], site, role):
        yield Rejection(objection.what, objection.remedy or "Empty the cell.")
    if exported is None:
        yield _NOBODY_KNOWS
    elif exported.get(DIGEST) != reviewed_digest(criterion, site):
        yield _CHANGED_SINCE
    last = latest_day(site)
    if last and last[0] > judgement.today:
        what = f"a review or declaration of this site is dated {last[0]}, after today ({judgement.today})"
        yield Rejection(what, "Set the clock of the machine right.")


def review_of(criterion: str, role: str, judgement: Judgement) -> Review:
    """The review that the file gets, of the answer as it is in the files."""
    return review_by(role, criterion, judgement.site, judgement.today)


def does_not_hold(difference: Difference, after: Judgement) -> Rejection | None:
    """Why an approval would not count in the files as they would be after the import."""
    standing = review_standing(difference.key, after.site, after.today)
    return None if standing is ReviewStanding.HOLDS else _EDITED_TOO
