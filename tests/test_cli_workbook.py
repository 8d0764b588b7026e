"""`workbook diff` and `import` as they are typed: exit codes, sentences, JSON, what is asked for first."""

import json
import sys
from pathlib import Path

import pytest
from commandline import Run
from homecoming import Home, deleted, typed

ANSWERS = "evidence/3.1.yaml"


@pytest.fixture
def small(small_workspace: Path) -> Home:
    return Home(small_workspace, "small")


@pytest.fixture
def edited(small: Home) -> Home:
    small.come_back(
        small.export(), typed("Criteria", "3.1.1", "documented", 3), typed("Criteria", "3.1.3", "note", "N")
    )
    return small


@pytest.fixture
def conflicting(edited: Home) -> Home:
    edited.change(ANSWERS, "documented: 4", "documented: 2")
    return edited


def test_diff_shows_and_writes_nothing(edited: Home, run: Run) -> None:
    before = edited.files()
    outcome = run("workbook", "diff", "small", edited.returned, workspace=edited.workspace.root)
    assert (outcome.code, outcome.err) == (0, "")
    assert "  Criteria!H5      3.1.1 Documented: 4 → 3" in outcome.out
    assert "Reviews that lapse, because what they approved changes: 3.1.1." in outcome.out
    assert outcome.out.splitlines()[-2] == "Ready; 1 file would change:"
    assert outcome.out.endswith(f"  iso16363 workbook import small {edited.returned} --apply --by ROLE\n")
    assert edited.files() == before


def test_import_without_apply_writes_nothing(edited: Home, run: Run) -> None:
    before = edited.files()
    assert run("workbook", "import", "small", edited.returned, workspace=edited.workspace.root).code == 0
    assert edited.files() == before


def test_import_asks_who_stands_for_it(edited: Home, run: Run) -> None:
    before = edited.files()
    root = edited.workspace.root
    outcome = run("workbook", "import", "small", edited.returned, "--apply", workspace=root)
    assert outcome.code == 2
    assert "nobody stands for the edits yet" in outcome.err
    outcome = run("workbook", "import", "small", edited.returned, "--apply", "--by", "heads", workspace=root)
    assert outcome.code == 2
    assert 'Did you mean "head"?' in outcome.err
    assert edited.files() == before


def test_import_writes_and_records(edited: Home, run: Run) -> None:
    root = edited.workspace.root
    outcome = run("workbook", "import", "small", edited.returned, "--apply", "--by", "head", "--json", workspace=root)
    assert (outcome.code, outcome.err) == (0, "")
    data = json.loads(outcome.out)
    assert (data["schema"], data["written"], data["import"]["by"]) == ("iso16363/differences/1", True, "head")
    assert data["changed_files"] == [ANSWERS]
    assert [d["outcome"] for d in data["differences"]] == ["edited in the workbook"] * 2
    said = run("status", "small", workspace=root).out
    assert "Workbooks taken in: 1; the last on 2026-11-23 for head, returned.xlsx with 2 changes." in said
    again = run("workbook", "import", "small", edited.returned, "--apply", workspace=root)
    assert "Nothing to take over: the files say all of this already." in again.out


def test_a_conflict_stops_with_exit_code_1_and_names_the_ways_out(conflicting: Home, run: Run) -> None:
    before = conflicting.files()
    root = conflicting.workspace.root
    outcome = run("workbook", "import", "small", conflicting.returned, "--apply", "--by", "head", workspace=root)
    assert outcome.code == 1
    for words in ("decide: Criteria!3.1.1!documented", "--take workbook", "--decisions FILE", "--reissue FILE"):
        assert words in outcome.out
    assert conflicting.files() == before


def test_decisions_settle_conflicts_one_by_one(conflicting: Home, run: Run, tmp_path: Path) -> None:
    decisions = tmp_path / "decisions.yaml"
    options = ("--apply", "--by", "head", "--decisions", decisions)
    command = ("workbook", "import", "small", conflicting.returned, *options)
    for text, said in (
        ('"Criteria!3.1.1!documentd": files\n', 'Did you mean "Criteria!3.1.1!documented"?'),
        ('"Criteria!3.1.1!documented": mine\n', "A decision is workbook or files."),
        ("- a list\n", "holds no decisions"),
    ):
        decisions.write_text(text, encoding="utf-8")
        outcome = run(*command, workspace=conflicting.workspace.root)
        assert outcome.code == 2
        assert said in outcome.err
    decisions.write_text('"Criteria!3.1.1!documented": workbook\n', encoding="utf-8")
    outcome = run(*command, workspace=conflicting.workspace.root)
    assert outcome.code == 0
    assert "settled: the workbook has it right" in outcome.out
    assert conflicting.judgement().site.answers["3.1.1"].documented == 3


@pytest.mark.parametrize(("answer", "documented"), [("w\n", 3), ("f\n", 2)])
def test_in_a_terminal_conflicts_are_asked_about(
    conflicting: Home, run: Run, monkeypatch: pytest.MonkeyPatch, answer: str, documented: int
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: answer.strip())
    root = conflicting.workspace.root
    outcome = run("workbook", "import", "small", conflicting.returned, "--apply", "--by", "head", workspace=root)
    assert outcome.code == 0
    assert "Conflict 1 of 1: Criteria!H5 3.1.1 Documented" in outcome.out
    assert conflicting.judgement().site.answers["3.1.1"].documented == documented


def test_a_marked_workbook_is_written_only_where_something_is_to_be_marked(
    conflicting: Home, run: Run, tmp_path: Path
) -> None:
    root, back = conflicting.workspace.root, tmp_path / "back.xlsx"
    outcome = run("workbook", "import", "small", conflicting.returned, "--reissue", back, workspace=root)
    assert (outcome.code, back.is_file()) == (1, True)
    outcome = run("workbook", "import", "small", conflicting.returned, "--reissue", back, workspace=root)
    assert outcome.code == 2
    assert "name another file with --reissue." in outcome.err
    settled = ("--take", "files", "--reissue", tmp_path / "none.xlsx")
    outcome = run("workbook", "import", "small", conflicting.returned, *settled, workspace=root)
    assert (outcome.code, (tmp_path / "none.xlsx").exists()) == (2, False)
    outcome = run("workbook", "export", "small", "--output", tmp_path / "a.ods", workspace=root)
    assert (outcome.code, (tmp_path / "a.ods").exists()) == (2, False)


def test_a_workbook_without_its_record_is_written_only_when_said_so(small: Home, run: Run) -> None:
    small.come_back(
        small.export(), lambda book: book.remove(book["_sync"]), typed("Criteria", "3.1.1", "documented", 3)
    )
    root, before = small.workspace.root, small.files()
    command = ("workbook", "import", "small", small.returned, "--apply", "--by", "head")
    outcome = run(*command, workspace=root)
    assert (outcome.code, small.files()) == (2, before)
    assert "say --take workbook" in outcome.err
    assert run(*command, "--take", "workbook", workspace=root).code == 0


def test_deleted_rows_are_named_and_kept(small: Home, run: Run) -> None:
    small.come_back(small.export(), deleted("Documents", "old-plan"))
    outcome = run("workbook", "diff", "small", small.returned, workspace=small.workspace.root)
    assert outcome.code == 0
    assert "1 deleted row kept: --delete takes deletions over too." in " ".join(outcome.out.split())
    assert "Nothing else to take over: the files stay as they are." in outcome.out


def test_a_file_that_is_no_workbook_is_refused_in_a_sentence(small: Home, run: Run, tmp_path: Path) -> None:
    for name, data in (("a.pdf", b"%PDF-1.7"), ("empty.xlsx", b""), ("table.csv", b"a;b\n1;2\n")):
        (tmp_path / name).write_bytes(data)
        outcome = run("workbook", "diff", "small", tmp_path / name, workspace=small.workspace.root)
        assert outcome.code == 2
        assert outcome.err.startswith(f"iso16363: {tmp_path / name}: is ")
    assert run("workbook", "diff", "small", tmp_path / "none.xlsx", workspace=small.workspace.root).code == 2


def test_an_interrupted_import_is_taken_back_before_the_next(edited: Home, run: Run) -> None:
    journal = edited.folder / ".import"
    journal.mkdir()
    text = (edited.folder / ANSWERS).read_bytes()
    (journal / "0.old").write_bytes(text)
    (journal / "list.json").write_text(json.dumps({ANSWERS: "0" * 64}), encoding="utf-8")
    root = edited.workspace.root
    assert "T114" in run("check", "small", workspace=root).out
    outcome = run("workbook", "import", "small", edited.returned, "--apply", "--by", "head", workspace=root)
    assert outcome.code == 0
    assert "an earlier import was stopped half way; its changes were taken back." in outcome.err
    assert not journal.exists()


def test_a_workbook_for_others_is_named_so_and_is_not_taken_home(small_workspace: Path, run: Run) -> None:
    target = small_workspace / "out.xlsx"
    outcome = run(
        *("workbook", "export", "small", "--variant", "public", "--output", target), workspace=small_workspace
    )
    assert (outcome.code, outcome.err) == (0, "")
    outcome = run("workbook", "diff", "small", target, workspace=small_workspace)
    assert outcome.code == 2
    assert "public" in outcome.err


def test_a_part_is_for_those_who_fill_it_in(small_workspace: Path, run: Run) -> None:
    part = ("--variant", "auditor", "--section", "3.1")
    outcome = run("workbook", "export", "small", *part, workspace=small_workspace)
    assert outcome.code == 2
    assert "Leave out either" in outcome.err
