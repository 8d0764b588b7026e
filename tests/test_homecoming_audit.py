"""The auditor's workbook goes out and comes home: what the auditor wrote, and nothing else, whoever is first."""

from datetime import date
from pathlib import Path

import pytest
from auditing import AUDIT, for_auditor, from_auditor, with_audit
from commandline import Run
from homecoming import Home, added, deleted, difference, edited, emptied, letter, outcomes, typed
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from oracle_cells import loaded

from iso16363.errors import UnreadableInput
from iso16363.model.variant import Variant
from iso16363.workbook.settling import Choices, Side
from iso16363.workbook.threeway import Extent, Outcome
from iso16363.workspace.reissuing import reissue
from iso16363.yamltext import read

NEW = {"kind": "request", "statement": "Show the log of the last test.", "raised_on": date(2026, 11, 21)}


@pytest.fixture
def small(small_workspace: Path) -> Home:
    return with_audit(Home(small_workspace, "small"))


def audit(home: Home) -> dict[str, dict[str, object]]:
    found = read((home.folder / "audit.yaml").read_text(encoding="utf-8")).value
    return {name: {k: list(v) if isinstance(v, tuple) else v for k, v in item.items()} for name, item in found.items()}


def others(home: Home) -> dict[str, str]:
    """Every file but those that an auditor's import writes."""
    return {name: text for name, text in home.files().items() if name not in ("audit.yaml", "imports.yaml")}


@pytest.mark.parametrize("language", ["en", "de"])
def test_an_untouched_auditors_workbook_changes_nothing(small: Home, language: str) -> None:
    before = small.files()
    small.come_back(for_auditor(small, language=language))
    examined = small.take_in()
    assert (examined.tried.differences, examined.comparison.remarks) == ((), ())
    assert small.files() == before


def test_what_the_auditor_wrote_comes_home_and_nothing_else_moves(small: Home) -> None:
    before = others(small)
    from_auditor(
        small,
        typed("Audit", "request-2", "state", "closed"),
        typed("Audit", "request-2", "verdict", "That will do."),
        typed("Audit", "request-2", "closed_on", date(2026, 11, 22)),
        typed("Audit", "finding-1", "due", date(2027, 2, 20)),
        added("Audit", **NEW, criteria="3.1.1; 3.1.3"),
        added("Audit", **{**NEW, "kind": "minor nonconformity", "statement": "Another."}),
        added("Audit", **{**NEW, "kind": "area-of-concern", "statement": "A worry."}),
    )
    examined = small.take_in()
    assert set(outcomes(examined).values()) == {Outcome.WORKBOOK}
    found = audit(small)
    closed = {"state": "closed", "verdict": "That will do.", "closed_on": "2026-11-22"}
    assert found["request-2"] == {**read(AUDIT).value["request-2"], **closed}
    assert found["finding-1"]["due"] == "2027-02-20"
    assert found["request-3"] == {
        "kind": "request",
        "criteria": ["3.1.1", "3.1.3"],
        "statement": "Show the log of the last test.",
        "raised_on": "2026-11-21",
    }
    assert (found["finding-4"]["kind"], found["concern-2"]["statement"]) == ("minor-nonconformity", "A worry.")
    assert others(small) == before
    again = small.files()
    assert small.take_in().tried.texts == {}
    assert small.files() == again


@pytest.mark.parametrize(
    ("sheet", "key", "column", "value"),
    [
        ("Criteria", "3.1.1", "response", "Better."),
        ("Criteria", "3.1.1", "approve_as", "quality-lead"),
        ("Criteria", "3.1.1", "documented", "seven"),
        ("Evidence", "3.1.1/mission/1", "state", "candidate"),
        ("Documents", "mission", "title", "Another title"),
        ("Actions", "write-training-procedure", "state", "done"),
        ("Cover", "site", "repository_scope", "Everything."),
        ("Audit", "request-1", "answer", "Here they are."),
        ("Audit", "request-1", "note", "A note."),
    ],
)
def test_an_edit_anywhere_else_is_refused_and_never_taken(
    small: Home, sheet: str, key: str, column: str, value: str
) -> None:
    before = small.files()
    from_auditor(small, typed(sheet, key, column, value))
    examined = small.examine()
    (refused,) = examined.tried.differences
    assert (refused.outcome, refused.id) == (Outcome.REJECTED, f"{sheet}!{key}!{column}")
    assert refused.reason.startswith("an auditor's workbook brings requests and findings only")
    for choices in (Choices(leave_rejected=True, take=Side.WORKBOOK, delete=True), Choices(take=Side.WORKBOOK)):
        assert small.examine(choices).tried.texts == {}
    assert small.files() == before


def test_new_rows_elsewhere_and_deleted_rows_are_refused(small: Home) -> None:
    from_auditor(
        small,
        added("Actions", criteria="3.1.1", gap="g", action="a", state="open"),
        added("Audit", **NEW, answer="The site says so."),
        deleted("Documents", "old-plan"),
        deleted("Audit", "request-1"),
        emptied("Audit", "finding-3"),
    )
    examined = small.examine(Choices(delete=True))
    assert set(outcomes(examined).values()) == {Outcome.REJECTED}
    assert "under Answer" in difference(examined, "Audit!request-3").remedy
    for name in ("Audit!request-1", "Audit!finding-3"):
        gone = difference(examined, name)
        assert (gone.extent, gone.reason) == (Extent.DELETED, "a request or finding is never deleted")
        assert "withdrawn" in gone.remedy
    assert small.examine(Choices(delete=True, leave_rejected=True)).tried.texts == {}


def test_a_new_row_has_to_say_what_it_is(small: Home) -> None:
    from_auditor(small, added("Audit", statement="Show it."))
    (refused,) = small.examine().tried.differences
    assert refused.reason == "the new row says nothing under Kind and Raised on"


def test_copies_of_several_auditors_come_home_in_any_order(small: Home, tmp_path: Path) -> None:
    data = for_auditor(small)
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    one.write_bytes(edited(data, added("Audit", **NEW), typed("Audit", "finding-1", "verdict", "Not yet.")))
    other.write_bytes(
        edited(data, added("Audit", **{**NEW, "statement": "Who decides?"}), typed("Audit", "finding-1", "seen", "P."))
    )
    for file in (other, one):
        assert set(outcomes(small.take_in(file=file)).values()) == {Outcome.WORKBOOK, Outcome.FILES} - (
            {Outcome.FILES} if file is other else set()
        )
    found = audit(small)
    assert [found[name]["statement"] for name in ("request-3", "request-4")] == ["Who decides?", NEW["statement"]]
    assert (found["finding-1"]["seen"], found["finding-1"]["verdict"]) == ("P.", "Not yet.")
    for file in (one, other):
        assert small.take_in(file=file).tried.texts == {}


def test_a_copy_that_comes_back_twice_does_not_undo_what_the_site_answered(small: Home) -> None:
    data = for_auditor(small)
    small.come_back(data, added("Audit", **NEW))
    small.take_in()
    text = (small.folder / "audit.yaml").read_text(encoding="utf-8")
    (small.folder / "audit.yaml").write_text(f"{text}  state: answered\n  answer: Here it is.\n", encoding="utf-8")
    small.come_back(data, added("Audit", **NEW), added("Audit", **{**NEW, "statement": "One more."}))
    examined = small.take_in()
    assert outcomes(examined) == {"Audit!request-3": Outcome.SAME, "Audit!request-4": Outcome.WORKBOOK}
    assert (audit(small)["request-3"]["answer"], audit(small)["request-3"]["state"]) == ("Here it is.", "answered")
    small.come_back(data, added("Audit", **NEW, seen="The log of May."))
    conflict = difference(small.examine(), "Audit!request-3")
    assert (conflict.outcome, conflict.row) == (Outcome.CONFLICT, {"seen": "The log of May."})
    small.take_in(Choices(take=Side.WORKBOOK))
    taken = audit(small)["request-3"]
    assert (taken["answer"], taken["state"], taken["seen"]) == ("Here it is.", "answered", "The log of May.")


def test_answered_here_and_closed_there_is_a_conflict(small: Home) -> None:
    data = for_auditor(small)
    small.change("audit.yaml", "  owner: head\n  note", "  owner: head\n  state: answered\n  note")
    small.come_back(data, typed("Audit", "request-1", "state", "closed"))
    assert outcomes(small.examine()) == {"Audit!request-1!state": Outcome.CONFLICT}
    small.take_in(Choices(take=Side.WORKBOOK))
    assert audit(small)["request-1"]["state"] == "closed"
    assert audit(small)["request-1"]["note"] == "Ask the secretary for the minutes."


def test_an_edit_over_what_is_withheld_is_refused(small: Home) -> None:
    small.change("documents.yaml", "mission:\n", "mission:\n  note: A note that nobody outside may ever read.\n")
    small.change("audit.yaml", "is not dated.", "is not dated. A note that nobody outside may ever read.")
    data = for_auditor(small)
    assert "nobody outside may ever" not in str(data)
    small.come_back(data)
    assert small.examine().tried.differences == ()
    small.come_back(data, typed("Audit", "finding-2", "statement", "The mission has no date."))
    (refused,) = small.examine().tried.differences
    assert refused.reason.startswith("a part of this text is withheld")
    small.come_back(data, typed("Audit", "finding-2", "seen", "The mission."))
    assert set(outcomes(small.take_in()).values()) == {Outcome.WORKBOOK}
    assert "may ever read" in str(audit(small)["finding-2"]["statement"])


def test_the_site_answers_and_leaves_what_is_the_auditors(small: Home) -> None:
    small.come_back(
        small.export(),
        typed("Audit", "request-1", "answer", "They are attached."),
        typed("Audit", "request-1", "evidence", "mission, plan"),
        typed("Audit", "request-1", "state", "answered"),
        typed("Audit", "finding-1", "cause", "Nobody had the time."),
        added("Audit", kind="request", statement="Came by mail.", raised_on=date(2026, 11, 22), owner="head"),
    )
    assert set(outcomes(small.take_in()).values()) == {Outcome.WORKBOOK}
    found = audit(small)
    assert (found["request-1"]["state"], found["request-1"]["evidence"]) == ("answered", ["mission", "plan"])
    assert (found["finding-1"]["cause"], found["request-3"]["owner"]) == ("Nobody had the time.", "head")


@pytest.mark.parametrize(
    ("key", "column", "value", "reason"),
    [
        ("request-1", "statement", "Nothing.", "it belongs to the auditor"),
        ("request-1", "due", date(2027, 1, 1), "it belongs to the auditor"),
        ("finding-1", "verdict", "Fine.", "it belongs to the auditor"),
        ("request-1", "state", "closed", "only the auditor closes"),
        ("request-1", "state", "withdrawn", "only the auditor closes"),
        ("request-2", "state", "open", "only the auditor closes"),
        ("finding-2", "state", "answered", "only the auditor closes"),
        ("finding-2", "state", None, "only the auditor closes"),
    ],
)
def test_the_site_may_not_say_what_the_auditor_says(
    small: Home, key: str, column: str, value: object, reason: str
) -> None:
    small.come_back(small.export(), typed("Audit", key, column, value))
    (refused,) = small.examine().tried.differences
    assert refused.outcome is Outcome.REJECTED
    assert refused.reason.startswith(reason)
    assert "auditor" in f"{refused.reason} {refused.remedy}"


def test_a_problem_goes_back_to_the_auditor_in_the_auditors_variant(small: Home, tmp_path: Path) -> None:
    from_auditor(small, typed("Criteria", "3.1.1", "response", "Better."), added("Audit", **NEW))
    back = tmp_path / "back.xlsx"
    assert reissue(small.examine(), back) == 1
    book = loaded(back)
    assert "Ask the secretary" not in str([list(sheet.values) for sheet in book.worksheets])
    assert "variant" in {row[0] for row in book["_sync"].iter_rows(values_only=True)}
    assert outcomes(small.examine(file=back)) == {
        "Criteria!3.1.1!response": Outcome.REJECTED,
        "Audit!request-3": Outcome.WORKBOOK,
    }


def test_a_copy_of_others_without_its_record_is_refused(small: Home) -> None:
    from_auditor(small, lambda book: book.remove(book["_sync"]))
    with pytest.raises(UnreadableInput, match="texts are withheld in it"):
        small.examine()
    small.come_back(for_auditor(small, Variant.PUBLIC))
    with pytest.raises(UnreadableInput, match='the variant "public"'):
        small.examine()


def test_what_the_site_took_out_comes_back_as_the_auditor_wrote_it(small: Home) -> None:
    data = for_auditor(small)
    text = (small.folder / "audit.yaml").read_text(encoding="utf-8")
    start, end = text.index("request-2:"), text.index("concern-1:")
    (small.folder / "audit.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    small.come_back(data, typed("Audit", "request-2", "verdict", "I asked for this."))
    assert outcomes(small.examine()) == {"Audit!request-2": Outcome.CONFLICT}
    small.take_in(Choices(take=Side.WORKBOOK))
    back = audit(small)["request-2"]
    assert (back["verdict"], "answer" in back) == ("I asked for this.", False)


def made_by_an_older_tool(book: Workbook) -> None:
    """As schema 2 wrote it: no requests, no approvals, no digests."""
    sheet = book["_sync"]
    for row in range(sheet.max_row, 0, -1):
        if sheet.cell(row, 1).value == "schema":
            sheet.cell(row, 2).value = "2"
        elif sheet.cell(row, 1).value == "Audit":
            sheet.delete_rows(row)
    book.remove(book["Audit"])
    book["Criteria"].delete_cols(column_index_from_string(letter(book, "Criteria", "approve_as")))


def test_a_workbook_of_an_older_tool_has_nothing_of_it_and_misses_nothing(small: Home) -> None:
    before = small.files()
    small.come_back(small.export(), typed("Criteria", "3.1.1", "note", "Kept."), made_by_an_older_tool)
    examined = small.examine()
    assert examined.comparison.remarks == ()
    assert {d.id for d in examined.tried.differences if d.outcome is not Outcome.FILES} == {"Criteria!3.1.1!note"}
    assert set(examined.tried.texts) == {"evidence/3.1.yaml"}
    from_auditor(small, made_by_an_older_tool)
    with pytest.raises(UnreadableInput, match='the variant "auditor"'):
        small.examine()
    assert small.files() == before


def test_no_role_stands_for_what_an_auditor_wrote(small: Home, run: Run) -> None:
    from_auditor(small, typed("Audit", "request-2", "state", "closed"))
    root, command = small.workspace.root, ("workbook", "import", "small", small.returned)
    said = run("workbook", "diff", "small", small.returned, workspace=root).out
    assert "for the auditor, against the files of today" in said
    assert said.rstrip().endswith("--apply")
    outcome = run(*command, "--apply", "--by", "head", workspace=root)
    assert (outcome.code, "no role of the site stands for it" in outcome.err) == (2, True)
    assert run(*command, "--apply", workspace=root).code == 0
    (record,) = small.judgement().site.imports.values()
    assert (record.by, record.edited) == (None, 1)


def test_a_row_with_one_wrong_cell_is_one_fault_and_named_at_the_end(small: Home, run: Run) -> None:
    from_auditor(
        small,
        typed("Audit", "request-2", "verdict", "That will do."),
        added("Audit", **{**NEW, "kind": "area-of-concern"}, criteria="4.1"),
    )
    arguments = ("workbook", "import", "small", small.returned, "--leave-rejected", "--apply")
    said = run(*arguments, workspace=small.workspace.root)
    assert said.code == 0
    assert "1 rejected" in said.out
    assert "such as 4.1.1 and 4.1.2, or leave it empty for the whole." in " ".join(said.out.split())
    taken, left = said.out.index("Taken over: 1 edit"), said.out.index("Not taken over: concern-")
    assert taken < left
    assert "(Audit row " in said.out[left:]
    assert "--reissue FILE" in said.out[left:]
    assert "left_out: 1\n" in (small.folder / "imports.yaml").read_text(encoding="utf-8")
    typed_later = ("workbook", "diff", "small", small.returned, "--json")
    assert '"rejected": 1' in run(*typed_later, workspace=small.workspace.root).out
