"""Reviews made in a workbook: a role approves what it saw, and what others wrote; whatever else is refused by cell."""

from datetime import date
from pathlib import Path

import pytest
from homecoming import Edit, Home, added, difference, outcomes, typed

from iso16363.fingerprint import answer_digest
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.workbook.settling import Choices
from iso16363.workbook.threeway import Difference, Outcome

ANSWERS = "evidence/3.1.yaml"
APPROVED = typed("Criteria", "3.1.2.1", "approve_as", "quality-lead")
NAME = "Criteria!3.1.2.1!approve_as"


@pytest.fixture
def small(small_workspace: Path) -> Home:
    return Home(small_workspace, "small")


def approval(home: Home, *edits: Edit) -> Difference:
    home.come_back(home.export(), APPROVED, *edits)
    return difference(home.examine(), NAME)


def test_an_approval_writes_the_review_of_what_the_files_say(small: Home) -> None:
    before = small.files()
    small.come_back(small.export(), APPROVED, typed("Criteria", "3.1.2.2", "documented", 3))
    assert set(outcomes(small.take_in()).values()) == {Outcome.WORKBOOK}
    site = small.judgement().site
    review = site.answers["3.1.2.1"].review
    assert review is not None
    digest = answer_digest(site.answers["3.1.2.1"], site.documents, site.answers, (site.site.edition, "3.1.2.1"))
    assert (review.by, review.on, review.digest) == ("quality-lead", date(2026, 11, 23), digest)
    assert review_standing("3.1.2.1", site, small.today) is ReviewStanding.HOLDS
    after = small.files()
    assert {name for name in after if after[name] != before.get(name)} == {ANSWERS, "imports.yaml"}
    examined = small.examine()
    assert (outcomes(examined)[NAME], examined.tried.texts) == (Outcome.SAME, {})


@pytest.mark.parametrize(
    "beside",
    [
        typed("Criteria", "3.1.2.1", "response", "Another answer."),
        typed("Criteria", "3.1.2.1", "implemented", 2),
        typed("Evidence", "3.1.2.1/plan/1", "locator", "page 13"),
        typed("Documents", "plan", "version", "2.0"),
        added("Evidence", criterion="3.1.2.1", document="mission", locator="p. 1", state="candidate"),
    ],
)
def test_a_reviewer_does_not_approve_what_the_same_workbook_edits(small: Home, beside: Edit) -> None:
    refused = approval(small, beside)
    assert refused.outcome is Outcome.REJECTED
    assert "edited in this workbook too" in refused.reason
    assert refused.cell.startswith("Criteria!")
    examined = small.take_in(Choices(leave_rejected=True))
    assert examined.tried.texts
    assert small.judgement().site.answers["3.1.2.1"].review is None


def test_notes_and_targets_beside_it_are_no_edits_of_the_answer(small: Home) -> None:
    beside = typed("Criteria", "3.1.2.1", "note", "Looked at."), typed("Criteria", "3.1.2.1", "target", 4)
    assert approval(small, *beside).outcome is Outcome.WORKBOOK


def test_what_changed_in_the_files_since_was_not_seen(small: Home) -> None:
    data = small.export()
    small.change("documents.yaml", "succession-agreement:\n", "succession-agreement:\n  version: '7'\n")
    small.come_back(data, APPROVED)
    refused = difference(small.examine(), NAME)
    assert refused.outcome is Outcome.REJECTED
    assert "has not seen what it says" in refused.reason


def test_nobody_approves_their_own_answer(small: Home) -> None:
    small.come_back(small.export(), typed("Criteria", "3.1.2.1", "approve_as", "head"))
    assert '"head" answers for it' in difference(small.examine(), NAME).reason
    beside = typed("Criteria", "3.1.2.1", "owner", "quality-lead")
    assert "cannot review it" in approval(small, beside).reason


def test_only_roles_of_the_site_approve_only_answers(small: Home) -> None:
    small.come_back(
        small.export(),
        typed("Criteria", "3.1.2.1", "approve_as", "nobody-here"),
        typed("Criteria", "5.1.1.1", "approve_as", "quality-lead"),
        typed("Criteria", "3.1.2", "approve_as", "quality-lead"),
    )
    examined = small.examine()
    assert "is no role of this site" in difference(examined, NAME).reason
    assert set(outcomes(examined).values()) == {Outcome.REJECTED}
    assert "has no answer of its own" in difference(examined, "Criteria!3.1.2!approve_as").reason


def test_a_title_of_a_role_is_understood(small: Home) -> None:
    small.come_back(small.export(), typed("Criteria", "3.1.2.1", "approve_as", "Quality lead"))
    assert difference(small.examine(), NAME).workbook == "quality-lead"


def test_a_file_that_could_be_replaced_unseen_is_not_approved(small: Home) -> None:
    path = small.folder / "documents" / "new.txt"
    path.write_text("anything", encoding="utf-8")
    small.change("documents.yaml", "plan:\n", "plan:\n  path: new.txt\n")
    assert "no checksum" in approval(small).reason


def test_a_review_that_holds_stays_as_it_is(small: Home) -> None:
    before = small.files()
    small.come_back(small.export(), typed("Criteria", "3.1.1", "approve_as", "storage-lead"))
    examined = small.take_in()
    assert outcomes(examined) == {"Criteria!3.1.1!approve_as": Outcome.SAME}
    assert small.files() == before


def test_a_lapsed_review_is_made_anew(small: Home) -> None:
    small.change(ANSWERS, "documented: 4", "documented: 3")
    small.come_back(small.export(), typed("Criteria", "3.1.1", "approve_as", "storage-lead"))
    small.take_in()
    review = small.judgement().site.answers["3.1.1"].review
    assert review is not None
    assert review.by == "storage-lead"
    assert review_standing("3.1.1", small.judgement().site, small.today) is ReviewStanding.HOLDS


def test_without_its_record_nobody_knows_what_was_reviewed(small: Home) -> None:
    small.come_back(small.export(), APPROVED, lambda book: book.remove(book["_sync"]))
    assert "nobody knows what was reviewed" in difference(small.examine(), NAME).reason


def test_a_clock_before_the_dates_is_refused(small: Home) -> None:
    small.come_back(small.export(), APPROVED)
    small.today = date(2026, 10, 1)
    assert "after today (2026-10-01)" in difference(small.examine(), NAME).reason
