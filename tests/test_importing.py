"""Workbooks come home: each outcome, each way of editing, each refusal; what was not edited stays byte for byte."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from homecoming import Home, added, deleted, difference, emptied, outcomes, put, typed
from openpyxl.workbook import Workbook

from iso16363.errors import AuditError, UnreadableInput, WrongUsage
from iso16363.model.assessment import Attachments
from iso16363.workbook.settling import Choices, Side
from iso16363.workbook.threeway import Extent, Outcome
from iso16363.workspace.attachments import look_into
from iso16363.workspace.importing import Examined, carry_out
from iso16363.workspace.reissuing import reissue
from iso16363.yamledit import UneditableText

ANSWERS = "evidence/3.1.yaml"


@pytest.fixture
def small(small_workspace: Path) -> Home:
    return Home(small_workspace, "small")


@pytest.fixture
def example(example_workspace: Path) -> Home:
    return Home(example_workspace, "example")


def changed_lines(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Lines taken out and put in, file by file; the record of imports does not count."""
    found: list[str] = []
    for name in sorted({*before, *after} - {"imports.yaml"}):
        one, other = ((side.get(name) or "").splitlines() for side in (before, after))
        found.extend(line for line in difflib.ndiff(one, other) if line[0] in "-+")
    return found


@pytest.mark.parametrize("site", ["cern", "desy", "pic"])
def test_an_untouched_workbook_changes_nothing(shipped_workspace: Path, site: str) -> None:
    home = Home(shipped_workspace, site)
    before = home.files()
    home.come_back(home.export())
    examined = home.take_in()
    assert examined.tried.differences == ()
    assert examined.comparison.remarks == ()
    assert examined.comparison.unchanged > 2000
    assert home.files() == before


def test_an_untouched_example_changes_nothing(example: Home) -> None:
    before = example.files()
    example.come_back(example.export(), lambda _: None)
    assert example.take_in().tried.differences == ()
    assert example.files() == before


def test_an_edit_changes_the_lines_it_is_about(small: Home) -> None:
    before = small.files()
    small.come_back(
        small.export(),
        typed("Criteria", "3.1.1", "documented", 3),
        typed("Criteria", "3.1.3", "note", "=1+1"),
        typed("Criteria", "3.1.2.1", "owner", "quality-lead"),
        typed("Evidence", "3.1.1/fixity-log/1", "locator", "lines of October"),
        typed("Documents", "plan", "version", "1.0"),
        typed("Actions", "write-training-procedure", "due", "2027-04-30"),
        typed("Cover", "site", "repository_mandate", "Charter, article 3."),
    )
    examined = small.take_in()
    assert set(outcomes(examined).values()) == {Outcome.WORKBOOK}
    assert changed_lines(before, small.files()) == [
        "-   due: 2027-03-31",
        "+   due: 2027-04-30",
        '+   version: "1.0"',
        "-   documented: 4",
        "+   documented: 3",
        "-       locator: line of 2026-09-30",
        "+       locator: lines of October",
        "-   owner: head",
        "+   owner: quality-lead",
        "-   note: The mission says it all.",
        '+   note: "=1+1"',
        "-   mandate: Charter of the invented foundation, article 2.",
        "+   mandate: Charter, article 3.",
    ]
    assert small.examine().tried.texts == {}


def test_a_changed_paragraph_leaves_the_others_wrapped_as_they_were(example: Home) -> None:
    before = example.files()
    answer = example.judgement().site.answer("3.1.1").response
    assert answer is not None
    cell = " ".join(answer.split("\n\n")[0].split())

    def edit(book: Workbook) -> None:
        sheet = book["Criteria"]
        for row in sheet.iter_rows():
            for found in row:
                if isinstance(found.value, str) and found.value.startswith(cell):
                    found.value = found.value.replace("three purposes", "four purposes")

    example.come_back(example.export(), edit)
    example.take_in()
    lines = changed_lines(before, example.files())
    assert [line[0] for line in lines] == ["-", "+"]
    assert lines[1].endswith("four purposes side by side: to")


def test_edits_in_workbook_and_files_go_together(small: Home) -> None:
    small.come_back(
        small.export(),
        typed("Criteria", "3.1.1", "documented", 3),
        typed("Criteria", "3.1.1", "implemented", 2),
        typed("Criteria", "3.1.2.2", "implemented", 3),
    )
    small.change(ANSWERS, "implemented: 4", "implemented: 2")
    after = "\n  implemented: 2\n  response: |\n    The board"
    small.change(ANSWERS, f"documented: 4{after}", f"documented: 2{after}")
    examined = small.take_in()
    assert outcomes(examined) == {
        "Criteria!3.1.1!documented": Outcome.WORKBOOK,
        "Criteria!3.1.1!implemented": Outcome.SAME,
        "Criteria!3.1.2.2!documented": Outcome.FILES,
        "Criteria!3.1.2.2!implemented": Outcome.WORKBOOK,
    }
    answers = small.judgement().site.answers
    assert (answers["3.1.1"].documented, answers["3.1.1"].implemented) == (3, 2)
    assert (answers["3.1.2.2"].documented, answers["3.1.2.2"].implemented) == (2, 3)


def conflicting(small: Home) -> Examined:
    small.come_back(
        small.export(),
        typed("Criteria", "3.1.1", "documented", 3),
        typed("Documents", "plan", "title", "A plan"),
    )
    small.change(ANSWERS, "documented: 4", "documented: 2")
    return small.examine()


def test_a_conflict_stops_everything_until_it_is_settled(small: Home) -> None:
    examined = conflicting(small)
    before = small.files()
    assert examined.stopped
    (conflict,) = examined.tried.settled.stopping
    assert (conflict.base, conflict.workbook, conflict.files, conflict.cell) == (4, 3, 2, "Criteria!H5")
    with pytest.raises(WrongUsage):
        carry_out(examined, None)
    assert small.files() == before


@pytest.mark.parametrize(
    ("choices", "documented"),
    [
        (Choices(take=Side.WORKBOOK), 3),
        (Choices(take=Side.FILES), 2),
        (Choices(decisions={"Criteria!3.1.1!documented": Side.WORKBOOK}), 3),
        (Choices(take=Side.WORKBOOK, decisions={"Criteria!3.1.1!documented": Side.FILES}), 2),
    ],
)
def test_a_settled_conflict_is_applied_as_decided(small: Home, choices: Choices, documented: int) -> None:
    conflicting(small)
    small.take_in(choices)
    site = small.judgement().site
    assert site.answers["3.1.1"].documented == documented
    assert site.documents["plan"].title == "A plan"
    (record,) = site.imports.values()
    assert (record.settled, record.file) == (1, "returned.xlsx")


def test_new_rows_get_ids_and_arrive_once(small: Home) -> None:
    small.come_back(
        small.export(),
        added("Evidence", criterion="3.3.1", document="mission", state="confirmed", locator="p. 3", quote="=SUM(A1)"),
        added("Documents", title="Politique d'accès 2026", kind="policy", state="draft", language="fr"),
        added("Documents", id="cited-here", title="Cited", kind="log", state="approved"),
        added("Evidence", criterion="3.3.1", document="cited-here", state="confirmed", method="test"),
        added("Actions", criteria="3.1.1; 3.1.2.1", gap="Nobody", action="Do it at last, now.", state="open"),
        added("Background", criterion="3.1.1", polarity="gap", statement="Missing."),
    )
    first = small.take_in()
    assert {d.extent for d in first.tried.settled.accepted} == {Extent.ADDED}
    site = small.judgement().site
    assert [(c.document, c.locator, c.quote) for c in site.answers["3.3.1"].evidence][-2:] == [
        ("mission", "p. 3", "=SUM(A1)"),
        ("cited-here", None, None),
    ]
    assert site.documents["politique-d-acces-2026"].language == "fr"
    assert site.actions["do-it-at-last-now"].criteria == ("3.1.1", "3.1.2.1")
    assert site.answers["3.1.1"].background[-1].statement == "Missing."
    before = small.files()
    again = small.take_in()
    assert set(outcomes(again).values()) == {Outcome.SAME}
    assert small.files() == before


@pytest.mark.parametrize("remove", [deleted, emptied])
def test_deleted_rows_are_kept_until_deletion_is_allowed(small: Home, remove: object) -> None:
    assert callable(remove)
    small.come_back(
        small.export(),
        remove("Evidence", "3.1.1/fixity-log/1"),
        remove("Documents", "old-plan"),
        typed("Criteria", "3.1.1", "documented", 3),
    )
    examined = small.take_in()
    assert [d.id for d in examined.tried.settled.kept] == ["Evidence!3.1.1/fixity-log/1", "Documents!old-plan"]
    site = small.judgement().site
    assert (site.answers["3.1.1"].documented, len(site.answers["3.1.1"].evidence)) == (3, 2)
    small.take_in(Choices(delete=True))
    site = small.judgement().site
    assert [c.document for c in site.answers["3.1.1"].evidence] == ["mission"]
    assert "old-plan" not in site.documents


def test_a_document_that_is_still_cited_cannot_be_deleted(small: Home) -> None:
    small.come_back(small.export(), deleted("Documents", "plan"))
    examined = small.examine(Choices(delete=True))
    assert examined.stopped
    found = difference(examined, "Documents!plan")
    assert (found.outcome, found.extent) == (Outcome.REJECTED, Extent.DELETED)
    assert "plan" in found.reason


def test_a_criterion_cannot_be_deleted(small: Home) -> None:
    small.come_back(small.export(), deleted("Criteria", "3.1.1"))
    assert small.take_in(Choices(delete=True)).tried.differences == ()
    assert "3.1.1" in small.judgement().site.answers


def test_what_the_model_refuses_is_rejected_at_its_cell(small: Home) -> None:
    small.come_back(
        small.export(),
        typed("Criteria", "3.1.1", "applicable", "non"),
        typed("Criteria", "3.1.2.1", "owner", "nobody-we-know"),
        typed("Criteria", "3.1.2.2", "documented", 3),
        typed("Evidence", "3.1.1/mission/1", "document", "misson"),
        typed("Documents", "plan", "url", "not an address"),
        typed("Documents", "plan", "title", None),
        added("Evidence", criterion="3.1.1", document="mission"),
    )
    before = small.files()
    examined = small.examine()
    found = outcomes(examined)
    assert found.pop("Criteria!3.1.2.2!documented") is Outcome.WORKBOOK
    assert set(found.values()) == {Outcome.REJECTED}
    assert all(d.reason and d.cell for d in examined.tried.settled.stopping)
    assert 'Did you mean "mission"?' in difference(examined, "Evidence!3.1.1/mission/1!document").remedy
    small.take_in(Choices(leave_rejected=True))
    assert changed_lines(before, small.files()) == ["-   documented: 4", "+   documented: 3"]
    (record,) = small.judgement().site.imports.values()
    assert (record.edited, record.left_out) == (1, len(found))


def test_workbooks_of_others_are_refused_in_a_sentence(small: Home, shipped_workspace: Path) -> None:
    cern = Home(shipped_workspace, "cern")
    small.come_back(cern.export())
    with pytest.raises(UnreadableInput, match='is a workbook of the site "cern", not of "small"'):
        small.examine()


def test_without_its_record_everything_is_shown_as_an_edit_and_nothing_as_deleted(small: Home) -> None:
    def forget(book: Workbook) -> None:
        del book["_sync"]

    small.come_back(
        small.export(), forget, typed("Criteria", "3.1.1", "documented", 3), deleted("Evidence", "3.1.1/mission/1")
    )
    small.change(ANSWERS, "implemented: 4", "implemented: 2")
    examined = small.examine()
    assert outcomes(examined) == {
        "Criteria!3.1.1!documented": Outcome.WORKBOOK,
        "Criteria!3.1.1!implemented": Outcome.WORKBOOK,
    }
    assert "_sync is missing" in examined.comparison.remarks[0].what


def test_files_with_errors_are_not_written_over(small: Home) -> None:
    small.come_back(small.export(), typed("Criteria", "3.1.1", "documented", 3))
    small.change(ANSWERS, "documented: 4", "documented: five")
    with pytest.raises(WrongUsage, match="keep parts of its files from being read"):
        small.examine()


def test_files_changed_while_somebody_looks_are_not_written_over(small: Home) -> None:
    small.come_back(small.export(), typed("Criteria", "3.1.1", "documented", 3))
    examined = small.examine()
    small.change(ANSWERS, "implemented: 4", "implemented: 2")
    before = small.files()
    with pytest.raises(AuditError, match="was changed meanwhile"):
        carry_out(examined, None)
    assert small.files() == before


def test_several_workbooks_of_one_export_come_home_one_after_the_other(small: Home) -> None:
    export = small.export()
    small.come_back(
        export,
        typed("Criteria", "3.1.1", "documented", 3),
        added("Evidence", criterion="3.1.1", document="plan", state="confirmed", locator="p. 1"),
    )
    small.take_in()
    small.come_back(
        export, typed("Criteria", "3.1.2.1", "documented", 3), typed("Evidence", "3.1.1/mission/1", "quote", "q")
    )
    examined = small.take_in()
    assert outcomes(examined)["Criteria!3.1.1!documented"] is Outcome.FILES
    site = small.judgement().site
    assert (site.answers["3.1.1"].documented, site.answers["3.1.2.1"].documented) == (3, 3)
    assert [c.document for c in site.answers["3.1.1"].evidence] == ["mission", "fixity-log", "plan"]
    assert site.answers["3.1.1"].evidence[0].quote == "q"
    assert len(site.imports) == 2


@pytest.fixture
def troubled(small: Home) -> Examined:
    """A workbook with everything that a re-issued one has to carry, and the files edited meanwhile."""
    small.come_back(
        small.export(),
        typed("Criteria", "3.1.1", "documented", 3),
        typed("Criteria", "3.1.1", "response", "The workbook says so."),
        typed("Criteria", "3.1.2.2", "implemented", "2,5"),
        typed("Criteria", "3.1.3", "note", "A clean edit."),
        typed("Actions", "write-training-procedure", "due", "2027-05-31"),
        typed("Cover", "site", "repository_mandate", "Another mandate."),
        typed("Cover", "site", "repository_note", "The note of the workbook."),
        added("Evidence", criterion="3.3.1", document="mission", state="confirmed", locator="p. 3"),
        added("Evidence", criterion="3.3.1", document="mission", state="perhaps"),
        deleted("Documents", "old-plan"),
    )
    small.change(ANSWERS, "documented: 4", "documented: 2")
    small.change("site.yaml", "Everything here was made up", "All of this was made up")
    small.change(ANSWERS, "The mission commits the archive", "The files say so: it commits the archive")
    return small.examine()


def test_a_reissued_workbook_asks_the_same_again(small: Home, troubled: Examined) -> None:
    small.returned = small.returned.with_name("reissued.xlsx")
    asked = reissue(troubled, small.returned)
    again = small.examine()
    for examined in (troubled, again):
        stopping = {(d.sheet, d.field, d.outcome) for d in examined.tried.settled.stopping}
        assert stopping == {
            ("Cover", "repository_note", Outcome.CONFLICT),
            ("Criteria", "documented", Outcome.CONFLICT),
            ("Criteria", "response", Outcome.CONFLICT),
            ("Criteria", "implemented", Outcome.REJECTED),
            ("Evidence", "state", Outcome.REJECTED),
            ("Evidence", "", Outcome.REJECTED),
        }
    assert asked == 5
    conflicts = [
        {d.id: (d.workbook, d.files) for d in e.tried.differences if d.outcome is Outcome.CONFLICT}
        for e in (troubled, again)
    ]
    assert conflicts[0] == conflicts[1]
    accepted = [
        [(d.field, d.extent, d.workbook) for d in e.tried.settled.accepted if d.extent is Extent.VALUE]
        for e in (troubled, again)
    ]
    assert accepted[0] == accepted[1] != []
    assert [d.id for d in again.tried.settled.kept] == ["Documents!old-plan"]


@pytest.mark.parametrize("side", Side)
def test_a_reissued_workbook_can_be_settled_by_side(small: Home, troubled: Examined, side: Side) -> None:
    small.returned = small.returned.with_name("reissued.xlsx")
    reissue(troubled, small.returned)
    small.take_in(Choices(take=side, leave_rejected=True))
    answers = small.judgement().site.answers
    assert answers["3.1.1"].documented == (3 if side is Side.WORKBOOK else 2)
    assert (answers["3.1.1"].response or "").startswith("The workbook" if side is Side.WORKBOOK else "The files")
    assert answers["3.1.3"].note == "A clean edit."
    assert answers["3.3.1"].evidence[-1].locator == "p. 3"


def test_a_reissued_workbook_can_be_settled_in_its_cells(small: Home, troubled: Examined) -> None:
    reissued = small.returned.with_name("reissued.xlsx")
    reissue(troubled, reissued)
    small.come_back(
        reissued.read_bytes(),
        typed("Criteria", "3.1.1", "documented", 2),
        typed("Criteria", "3.1.1", "response", "Both are right."),
        typed("Cover", "site", "repository_note", "Settled."),
        typed("Criteria", "3.1.2.2", "implemented", 3),
        lambda book: put(
            book["Evidence"], next(f"E{c.row}" for c in book["Evidence"]["E"] if c.value == "perhaps"), "candidate"
        ),
    )
    small.take_in(Choices(delete=True))
    site = small.judgement().site
    assert (site.answers["3.1.1"].documented, site.answers["3.1.1"].response) == (2, "Both are right.\n")
    assert site.answers["3.1.2.2"].implemented == 3
    assert len(site.answers["3.3.1"].evidence) == 2
    assert "old-plan" not in site.documents


def test_half_a_question_is_no_answer(small: Home, troubled: Examined) -> None:
    reissued = small.returned.with_name("reissued.xlsx")
    reissue(troubled, reissued)
    small.come_back(
        reissued.read_bytes(), typed("Criteria", "3.1.1", "response", "Mine.\n[conflict] The files say:\nTheirs.")
    )
    found = difference(small.examine(), "Criteria!3.1.1!response")
    assert (found.outcome, found.workbook) == (Outcome.CONFLICT, "The workbook says so.")


def test_a_file_that_cannot_be_edited_safely_is_named(small: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(_text: str, _wanted: object) -> str:
        raise UneditableText("the change cannot be written without risk", remedy="Edit the file by hand.")

    small.come_back(small.export(), typed("Criteria", "3.1.1", "documented", 3))
    monkeypatch.setattr("iso16363.workspace.editing.rewritten", refusing)
    with pytest.raises(UneditableText) as caught:
        small.examine()
    assert caught.value.where.endswith("sites/small/evidence/3.1.yaml")


def test_attached_files_are_read_once(small: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []

    def counting(base: Path, registered: Iterable[str], **how: Any) -> Attachments:
        looked.append(base)
        return look_into(base, registered, **how)

    small.come_back(small.export(), typed("Criteria", "3.1.1", "documented", 3))
    monkeypatch.setattr("iso16363.workspace.site_files.look_into", counting)
    assert small.examine().tried.texts
    assert len(looked) == 1
