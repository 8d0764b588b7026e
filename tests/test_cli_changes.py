"""`iso16363 changes`, and `--since` of workbook and report: what differs since a hand-over."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commandline import Run, run_process
from handedover import remembered
from homecoming import Home, typed
from test_bad_data import snapshot

from iso16363.workbook.columns import FIRST_ROW, HEADER_ROW
from iso16363.yamledit import rewritten
from iso16363.yamltext import read

VERSION = "1.10"


@pytest.fixture
def site(small_workspace: Path) -> Path:
    """The small site, handed over."""
    folder = small_workspace / "sites" / "small"
    remembered(folder)
    return folder


def edit(site: Path, file: str, key: str, **fields: object) -> None:
    path = site / file
    text = path.read_text(encoding="utf-8") if path.exists() else "{}\n"
    values = dict(read(text).value)
    values[key] = {**values.get(key, {}), **fields}
    path.write_text(rewritten(text, values), encoding="utf-8")


@pytest.fixture
def edited(site: Path) -> Path:
    """The same, with an answer, a document and a request changed since."""
    response = read((site / "evidence" / "3.1.yaml").read_text(encoding="utf-8")).value["3.1.1"]["response"]
    words = response.split()
    edit(site, "evidence/3.1.yaml", "3.1.1", documented=1, response=" ".join((*words[:-1], "indeed")))
    edit(site, "documents.yaml", "mission", version="9.1")
    (site / "audit.yaml").write_text(
        'request-1:\n  kind: request\n  statement: Show it.\n  raised_on: 2026-11-21\n  criteria: ["3.1.1"]\n', "utf-8"
    )
    return site


def shown(run: Run, site: Path, *options: str | Path) -> str:
    outcome = run("changes", "small", *options, workspace=site.parent.parent)
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


def test_nothing_differs(run: Run, site: Path) -> None:
    (site / "actions.yaml").write_text("# a remark\n" + (site / "actions.yaml").read_text("utf-8"), "utf-8")
    assert shown(run, site).splitlines() == [
        "small, against what was handed over to Example Certification Body on 2026-11-20 (2026-11-20-1)",
        "",
        "Nothing differs.",
        "",
        "The declaration was taken back.",
    ]


def test_counts_come_first_then_every_change_with_what_follows(run: Run, edited: Path) -> None:
    lines = shown(run, edited).splitlines()
    assert lines[2] == "4 differences (1 added, 3 changed) in 1 criterion, 1 document, 1 request or finding."
    assert lines[4] == "Answers"
    assert lines[5].startswith("  3.1.1  ")
    assert any(line.startswith("    documented: ") and line.endswith(" → 1") for line in lines)
    (before,) = [line for line in lines if line.startswith("      - ")]
    assert "[-" in before
    assert any(line.startswith("      + ") and "{+indeed+}" in line for line in lines)
    version = next(n for n, line in enumerate(lines) if line.startswith("    version: ") and line.endswith(" → 9.1"))
    assert lines.index("Documents") < version < lines.index("Requests and findings")
    text = " ".join(lines)
    assert "Answers that differ, or rest on what differs: 3.1.1" in text
    assert "Reviews that no longer hold: 3.1.1" in text


def test_marks_do_not_need_colour_or_letters_beyond_ascii(edited: Path) -> None:
    outcome = run_process("changes", "small", cwd=edited.parent.parent, PYTHONIOENCODING="ascii", COLUMNS="80")
    assert outcome.code == 0
    assert outcome.out.isascii()
    assert " -> 1" in outcome.out
    assert "{+indeed+}" in outcome.out
    assert max(len(line) for line in outcome.out.splitlines() if "--output" not in line) <= 80  # what can be typed


def test_looking_writes_nothing(run: Run, edited: Path) -> None:
    before = snapshot(edited.parent.parent)
    for options in ((), ("--json",), ("--since", "2026-11-20")):
        shown(run, edited, *options)
    assert snapshot(edited.parent.parent) == before


def test_other_programs_get_every_value(run: Run, edited: Path) -> None:
    data = json.loads(shown(run, edited, "--json"))
    assert list(data)[:3] == ["schema", "tool", "site"]
    assert data["schema"] == "iso16363/changes/1"
    assert (data["since"]["id"], data["since"]["on"]) == ("2026-11-20-1", "2026-11-20")
    assert data["counts"] == {"added": 1, "removed": 0, "changed": 3}
    assert data["criteria"][0] == "3.1.1"
    assert data["reviews"]["lapsed"] == ["3.1.1"]
    assert data["declaration"] == {"id": None, "holds": False}
    (version,) = [change for change in data["changes"] if change["of"] == "document"]
    assert (version["file"], version["id"], version["field"]) == ("documents.yaml", "mission", "version")
    assert (version["before"], version["after"]) == (VERSION, "9.1")


def test_the_table_is_a_file_that_is_not_lost(run: Run, edited: Path, tmp_path: Path) -> None:
    target = tmp_path / "changes.csv"
    assert shown(run, edited, "--output", target) == f"{target}\n"
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in rows] == ["Kind", "answer", "answer", "document", "request or finding"]
    outcome = run("changes", "small", "--output", target, workspace=edited.parent.parent)
    assert outcome.code == 2
    assert "exists already" in outcome.err
    assert shown(run, edited, "--output", target, "--overwrite") == f"{target}\n"


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--since", "2026-11-21"), 'there is no hand-over "2026-11-21"'),
        (("--since", "lats"), 'Did you mean "last"?'),
        (("--json", "--output", "x.csv"), "two forms"),
        (("--output", "x.pdf"), "Name it .csv."),
    ],
)
def test_what_cannot_be_meant_is_refused(options: tuple[str, ...], what: str, run: Run, edited: Path) -> None:
    outcome = run("changes", "small", *options, workspace=edited.parent.parent)
    assert (outcome.code, outcome.out) == (2, "")
    assert what in outcome.err


def test_before_the_first_hand_over_it_says_so(run: Run, small_workspace: Path) -> None:
    for command in (("changes", "small"), ("workbook", "export", "small", "--since", "last")):
        outcome = run(*command, workspace=small_workspace)
        assert (outcome.code, outcome.out) == (2, "")
        assert "nothing was handed over yet" in outcome.err
        assert "iso16363 handoff small" in outcome.err


def test_a_copy_that_was_changed_is_not_compared_with(run: Run, edited: Path) -> None:
    copy = edited / "handoffs" / "2026-11-20-1.json"
    copy.write_text(copy.read_text(encoding="utf-8").replace("Small", "Smell"), encoding="utf-8")
    outcome = run("changes", "small", workspace=edited.parent.parent)
    assert (outcome.code, outcome.out) == (1, "")
    assert "error H951" in outcome.err


def test_a_declaration_signed_since_is_named(run: Run, edited: Path) -> None:
    remembered(edited, "2026-11-22-1", date(2026, 11, 22))
    digest = read((edited / "handoffs.yaml").read_text(encoding="utf-8")).value["2026-11-22-1"]["digest"]
    with (edited / "signoff.yaml").open("a", encoding="utf-8") as file:
        file.write(f"again:\n  by: head\n  on: 2026-11-22\n  digest: {digest}\n")
    assert "The declaration was signed anew on 2026-11-22 by head, and it holds." in shown(run, edited)
    assert "Nothing differs." in shown(run, edited)
    assert "1 document" in shown(run, edited, "--since", "2026-11-20")


# --- In workbook and report ----------------------------------------------------------------------


def exported(run: Run, site: Path, target: Path, *options: str) -> Any:
    outcome = run("workbook", "export", "small", *options, "--output", target, workspace=site.parent.parent)
    assert (outcome.code, outcome.err) == (0, "")
    return openpyxl.load_workbook(target)


def test_the_workbook_shows_them_on_its_last_sheet_when_asked_to(run: Run, edited: Path, tmp_path: Path) -> None:
    assert "Changes" not in exported(run, edited, tmp_path / "plain.xlsx").sheetnames
    book = exported(run, edited, tmp_path / "since.xlsx", "--since", "last")
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"][-1] == "Changes"
    sheet = book["Changes"]
    rows = list(sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    assert rows[0] == ("What", "Id", "Title", "Change", "Field", "Before", "After", "Go to")
    assert len(rows) == 1 + 4
    assert ("document", "mission", "version", VERSION, "9.1") in [(r[0], r[1], r[4], r[5], r[6]) for r in rows]
    assert sheet["A2"].value.startswith("4 values differ since the hand-over of 2026-11-20 (2026-11-20-1).")
    assert all(cell.protection.locked for row in sheet.iter_rows(min_row=FIRST_ROW + 1) for cell in row)


def test_nothing_of_that_sheet_comes_home(run: Run, edited: Path, tmp_path: Path) -> None:
    target = tmp_path / "since.xlsx"
    book = exported(run, edited, target, "--since", "last")
    for column in range(1, 9):
        book["Changes"].cell(FIRST_ROW + 1, column).value = "typed by somebody"
    book.save(target)
    home = Home(edited.parent.parent, "small")
    examined = home.examine(file=target)
    assert (list(examined.tried.differences), examined.tried.texts, examined.stopped) == ([], {}, False)
    file = home.come_back(target.read_bytes(), typed("Criteria", "3.1.1", "documented", 2))
    assert [(d.sheet, d.field) for d in home.examine(file=file).tried.differences] == [("Criteria", "documented")]


def test_a_text_beyond_a_cell_is_cut(run: Run, site: Path, tmp_path: Path) -> None:
    long = {"statement": "Show it. " * 3000, "answer": "We did. " * 3500}
    edit(site, "audit.yaml", "request-1", kind="request", raised_on="2026-11-21", **long)
    sheet = exported(run, site, tmp_path / "since.xlsx", "--since", "last")["Changes"]
    (row,) = list(sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True))
    assert row[6].endswith(" […]")
    assert len(row[6]) == 32_767


def test_the_auditor_gets_them_and_the_public_does_not(run: Run, edited: Path, tmp_path: Path) -> None:
    book = exported(run, edited, tmp_path / "a.xlsx", "--since", "last", "--variant", "auditor")
    assert "Changes" in book.sheetnames
    for command in (("workbook", "export", "small"), ("report", "small")):
        outcome = run(*command, "--variant", "public", "--since", "last", workspace=edited.parent.parent)
        assert outcome.code == 2
        assert "not shown to the public" in outcome.err


def test_the_report_is_held_against_it_too(run: Run, edited: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    options = ("--format", "html", "--since", "2026-11-20", "--output", target)
    assert run("report", "small", *options, workspace=edited.parent.parent).code == 0
    text = target.read_text(encoding="utf-8")
    assert "Example Certification Body" in text
    assert "9.1" in text
