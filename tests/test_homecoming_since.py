"""A workbook comes home after the other side went on: nobody overwrites, or judges, what they have not seen."""

from datetime import date
from pathlib import Path

import pytest
from auditing import AUDIT, for_auditor, with_audit
from homecoming import Edit, Home, added, difference, edited, outcomes, typed

from iso16363.workbook.settling import Choices, Side
from iso16363.workbook.threeway import Extent, Outcome
from iso16363.yamltext import read

RAISED = """\
finding-4:
  kind: major-nonconformity
  statement: Backups were never restored.
  raised_on: 2026-11-22
"""
SAME = {"kind": "major-nonconformity", "statement": "Backups were never restored."}
MILDER = {"id": "finding-4", "kind": "opportunity-for-improvement", "statement": "Nice to have."}
ALL_OF_IT = Choices(take=Side.WORKBOOK, leave_rejected=True)
CLOSED = typed("Audit", "request-2", "state", "closed")


@pytest.fixture
def small(small_workspace: Path) -> Home:
    return with_audit(Home(small_workspace, "small"))


def item(home: Home, name: str) -> dict[str, object]:
    return dict(read((home.folder / "audit.yaml").read_text(encoding="utf-8")).value[name])


# --- roles


def test_a_title_that_reads_like_the_id_of_another_role_names_nobody(small: Home) -> None:
    small.change("site.yaml", "  quality-lead:\n    title: Quality lead\n", "  quality-lead:\n    title: HEAD\n")
    before = small.files()
    data = small.export()
    small.come_back(data)
    assert small.take_in().tried.differences == ()
    assert small.files() == before
    small.come_back(data, typed("Audit", "request-2", "owner", "head"))
    assert difference(small.examine(), "Audit!request-2!owner").workbook == "head"


def test_a_title_of_two_roles_names_nobody_and_one_like_its_own_id_still_does(small: Home) -> None:
    titles = {name: role.title for name, role in small.judgement().site.site.roles.items()}
    shared = titles["quality-lead"]
    small.change("site.yaml", f"title: {titles['head']}", f"title: {shared}")
    small.come_back(small.export(), typed("Audit", "request-2", "owner", shared))
    assert difference(small.examine(), "Audit!request-2!owner").outcome is Outcome.REJECTED
    small.change("site.yaml", f"title: {shared}", "title: Head")
    small.come_back(small.export(), typed("Audit", "request-2", "owner", "HEAD"))
    assert difference(small.examine(), "Audit!request-2!owner").workbook == "head"


# --- the site's workbook, after the auditor wrote


@pytest.mark.parametrize(
    ("row", "titles"),
    [
        ({**MILDER, "raised_on": date(2026, 11, 22), "state": "closed"}, "Kind and Request or finding and State"),
        ({**SAME, "raised_on": date(2026, 11, 22), "state": "closed", "verdict": "All fine."}, "State and Verdict"),
        ({**SAME, "raised_on": date(2026, 11, 22), "state": "withdrawn"}, "State"),
        ({**SAME, "raised_on": date(2026, 11, 1)}, "Raised on"),
    ],
)
def test_a_new_row_of_the_site_is_not_put_over_a_finding(small: Home, row: dict[str, object], titles: str) -> None:
    data = small.export()
    with_audit(small, AUDIT + RAISED)
    before = item(small, "finding-4")
    small.come_back(data, added("Audit", **row))
    examined = small.take_in(ALL_OF_IT)
    (refused,) = (d for d in examined.tried.differences if d.outcome is not Outcome.FILES)
    assert (refused.id, refused.outcome) == ("Audit!finding-4", Outcome.REJECTED)
    assert refused.reason.startswith("it belongs to the auditor")
    assert f"under {titles}, or" in refused.remedy
    assert item(small, "finding-4") == before


def test_a_new_row_of_the_site_may_answer_a_finding(small: Home) -> None:
    data = small.export()
    with_audit(small, AUDIT + RAISED)
    row = {**SAME, "raised_on": date(2026, 11, 22), "cause": "Nobody had the time.", "state": "answered"}
    small.come_back(data, added("Audit", **row))
    assert outcomes(small.examine()) == {"Audit!finding-4": Outcome.CONFLICT}
    small.take_in(Choices(take=Side.WORKBOOK))
    taken = item(small, "finding-4")
    assert (taken["statement"], taken["state"]) == (SAME["statement"], "answered")
    assert taken["cause"] == "Nobody had the time."


@pytest.mark.parametrize(
    ("edits", "reason"),
    [
        ([typed("Audit", "concern-1", "statement", "Mine.")], "it belongs to the auditor"),
        ([typed("Audit", "concern-1", "state", "closed")], "only the auditor closes"),
        ([typed("Audit", "concern-1", "answer", "Better."), typed("Audit", "concern-1", "state", "answered")], ""),
    ],
)
def test_what_the_files_deleted_comes_back_only_as_the_auditor_wrote_it(
    small: Home, edits: list[Edit], reason: str
) -> None:
    data = small.export()
    start, end = AUDIT.index("concern-1:"), AUDIT.index("finding-1:")
    with_audit(small, AUDIT[:start] + AUDIT[end:])
    small.come_back(data, *edits)
    (found,) = small.examine().tried.differences
    assert found.extent is Extent.DELETED
    assert found.outcome is (Outcome.REJECTED if reason else Outcome.CONFLICT)
    assert found.reason.startswith(reason)
    if not reason:
        small.take_in(Choices(take=Side.WORKBOOK))
        assert (item(small, "concern-1")["answer"], item(small, "concern-1")["state"]) == ("Better.", "answered")


# --- the auditor's workbook, after the site answered


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("answer: All three roles are there.", "answer: Nobody is there after all."),
        ("answer: All three roles are there.\n", "answer: All three roles are there.\n  evidence: [mission]\n"),
        ("answered_on: 2026-11-05", "answered_on: 2026-11-19"),
    ],
)
def test_an_auditor_does_not_close_an_answer_that_was_changed_since(small: Home, old: str, new: str) -> None:
    data = for_auditor(small)
    small.change("audit.yaml", old, new)
    edits = {"state": "closed", "verdict": "That will do.", "effectiveness": "Seen.", "closed_on": date(2026, 11, 22)}
    small.come_back(data, *(typed("Audit", "request-2", column, value) for column, value in edits.items()))
    examined = small.take_in(ALL_OF_IT)
    refused = [d for d in examined.tried.differences if d.outcome is Outcome.REJECTED]
    assert {d.field for d in refused} == set(edits)
    assert {d.reason for d in refused} == {"the site changed its answer since this workbook was exported"}
    assert all("new package" in d.remedy and "audit.yaml" in d.remedy for d in refused)
    assert item(small, "request-2")["state"] == "answered"


def test_an_auditor_closes_what_was_seen_whoever_does_it_and_says_the_rest_anyway(small: Home) -> None:
    data = for_auditor(small)
    small.change("audit.yaml", "owner: quality-lead", "owner: head")
    small.change("audit.yaml", "answer: The minutes of October show it.", "answer: The minutes of May show it.")
    small.come_back(data, CLOSED, typed("Audit", "concern-1", "due", date(2027, 1, 10)))
    found = {name: outcome for name, outcome in outcomes(small.take_in()).items() if outcome is not Outcome.FILES}
    assert found == {"Audit!request-2!state": Outcome.WORKBOOK, "Audit!concern-1!due": Outcome.WORKBOOK}
    assert item(small, "request-2")["state"] == "closed"
    assert item(small, "concern-1")["answer"] == "The minutes of May show it."


def test_a_new_row_that_comes_back_closed_does_not_close_the_answer_given_since(small: Home) -> None:
    data = for_auditor(small)
    raised = {"kind": "request", "statement": "Show the log.", "raised_on": date(2026, 11, 21)}
    small.come_back(data, added("Audit", **raised))
    small.take_in()
    text = (small.folder / "audit.yaml").read_text(encoding="utf-8")
    with_audit(small, f"{text}  owner: head\n")
    closed = edited(data, added("Audit", **raised, verdict="Withdrawn by phone.", state="withdrawn"))
    small.come_back(closed)
    assert outcomes(small.examine()) == {"Audit!request-3": Outcome.CONFLICT}
    with_audit(small, f"{text}  state: answered\n  answer: Here it is.\n")
    (refused,) = small.examine(ALL_OF_IT).tried.differences
    assert (refused.outcome, refused.reason[:28]) == (Outcome.REJECTED, "the site changed its answer ")


def test_an_id_that_the_site_has_taken_since_is_not_the_auditors(small: Home) -> None:
    data = for_auditor(small)
    mail = "request-3:\n  kind: request\n  statement: Came by mail.\n  raised_on: 2026-11-20\n  answer: Sent.\n"
    with_audit(small, AUDIT + mail)
    new = {"kind": "request", "statement": "Show the log.", "raised_on": date(2026, 11, 21)}
    small.come_back(data, added("Audit", id="request-3", **new))
    (refused,) = small.take_in(ALL_OF_IT).tried.differences
    assert (refused.id, refused.outcome) == ("Audit!request-3", Outcome.REJECTED)
    assert ("has got this id" in refused.reason, "id of the new row empty" in refused.remedy) == (True, True)
    assert item(small, "request-3")["statement"] == "Came by mail."
    small.come_back(data, added("Audit", **new))
    small.take_in()
    assert item(small, "request-4")["statement"] == "Show the log."
