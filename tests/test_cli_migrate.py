"""`migrate` on the command line: looking never writes, refusals say why, and every form tells the same."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from commandline import Run, run_process
from movingsite import contents

from iso16363.cli.terminal import display_width

SITE = "example"
EARLIER, LATER = "iso16363-2012", "iso16363-2025"


def test_looking_writes_nothing_and_says_what_to_type(example_workspace: Path, run: Run) -> None:
    before = contents(example_workspace)
    outcome = run("migrate", SITE, "--to", "2012", workspace=example_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert contents(example_workspace) == before
    for words in (
        "EDA: from ISO 16363:2025 to ISO 16363:2012",
        "Of 109 criteria, 81 ask the same, 26 ask something else, 2 have another number.",
        "28 answers are marked with `confirm`",
        "4.2.1.1  Definition matched to each AIP (was 4.2.1.2). Impact high.",
        "  and 16 more; --output FILE.md has all.",
        "full-scale-export-test  An action for these criteria alone.",
        "4.3.5  site.yaml: roles > preservation-manager > criteria",
        "4.2.1.1  evidence/4.2.yaml: 4.2.1 > response; 4.2.1.2 in ISO 16363:2012",
        "No file of the site is written yet. 18 files would be:\n  iso16363 migrate example --to iso16363-2012 --apply",
    ):
        assert words in outcome.out


def test_there_and_back_by_the_command_line(example_workspace: Path, run: Run) -> None:
    before = contents(example_workspace)
    there = run("migrate", SITE, "--to", EARLIER, "--apply", workspace=example_workspace)
    assert there.code == 0
    assert "Written: actions.yaml, evidence/3.1.yaml" in there.out
    assert "What is to be done now: iso16363 next example" in there.out
    status = run("status", SITE, workspace=example_workspace)
    assert "ISO 16363:2012" in status.out
    agenda = run("next", SITE, workspace=example_workspace)
    assert "3.3.6: the requirement changed, and the answer is not confirmed yet" in agenda.out
    assert "3.3.6: the review has lapsed" not in agenda.out
    back = run("migrate", SITE, "--to", LATER, "--apply", workspace=example_workspace)
    assert "Back from where they were set aside" in back.out
    assert contents(example_workspace) == before


def test_it_fits_on_a_narrow_screen(example_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for arguments in (["--to", EARLIER], ["--to", EARLIER, "--apply"], ["--to", LATER]):
        outcome = run("migrate", SITE, *arguments, workspace=example_workspace)
        assert max(map(display_width, outcome.out.splitlines())) <= 80


def test_another_program_gets_every_criterion(example_workspace: Path, run: Run) -> None:
    data = json.loads(run("migrate", SITE, "--to", EARLIER, "--json", workspace=example_workspace).out)
    assert data["schema"] == "iso16363/migrate/1"
    assert (data["from"], data["to"], data["written"]) == (LATER, EARLIER, False)
    assert len(data["criteria"]) == 115
    swapped = next(c for c in data["criteria"] if c["to"] == "4.2.1.1")
    assert (swapped["from"], swapped["change"], swapped["to_confirm"]) == ("4.2.1.2", "renumbered", True)
    assert data["set_aside"][-1] == "full-scale-export-test"
    written = json.loads(run("migrate", SITE, "--to", EARLIER, "--json", "--apply", workspace=example_workspace).out)
    assert written["written"] is True


def test_the_change_report_is_a_file_that_is_not_replaced(example_workspace: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "to-2012.md"
    first = run("migrate", SITE, "--to", EARLIER, "--output", target, workspace=example_workspace)
    assert f"Report: {target}" in first.out
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# EDA: from ISO 16363:2025 to ISO 16363:2012\n\n")
    assert "Looked at on 2026-11-23; nothing was changed." in text
    assert text.count("\n- **") > 28
    again = run("migrate", SITE, "--to", EARLIER, "--output", target, workspace=example_workspace)
    assert (again.code, "exists already" in again.err) == (2, True)
    named = run("migrate", SITE, "--to", EARLIER, "--output", tmp_path / "r.xlsx", workspace=example_workspace)
    assert (named.code, "Name it .md or .pdf." in named.err) == (2, True)
    applied = ("--apply", "--overwrite", "--output", target)
    assert run("migrate", SITE, "--to", EARLIER, *applied, workspace=example_workspace).code == 0
    assert "Carried out on 2026-11-23." in target.read_text(encoding="utf-8")


def test_a_site_of_that_edition_stays_as_it_is(example_workspace: Path, run: Run) -> None:
    before = contents(example_workspace)
    outcome = run("migrate", SITE, "--to", "2025", "--apply", workspace=example_workspace)
    assert (outcome.code, outcome.out) == (0, "example is of ISO 16363:2025 already: nothing is to be moved.\n")
    data = run("migrate", SITE, "--to", "2025", "--json", workspace=example_workspace)
    assert json.loads(data.out)["written"] is False
    assert contents(example_workspace) == before


def test_an_unknown_edition_is_refused_with_the_nearest(example_workspace: Path, run: Run) -> None:
    outcome = run("migrate", SITE, "--to", "iso16363-2021", workspace=example_workspace)
    assert outcome.code == 2
    assert 'there is no edition "iso16363-2021"\n  Did you mean "iso16363-2025"?' in outcome.err


def test_an_answer_that_no_edition_asks_for_stops_it(example_workspace: Path, run: Run) -> None:
    folder = example_workspace / "sites" / SITE
    with (folder / "evidence" / "3.1.yaml").open("a", encoding="utf-8") as stream:
        stream.write('"3.1.9":\n  response: Nobody asked.\n')
    before = contents(folder)
    outcome = run("migrate", SITE, "--to", EARLIER, "--apply", workspace=example_workspace)
    assert outcome.code == 1
    assert 'error R301: unknown criterion "3.1.9"' in outcome.err
    assert "example: nothing was moved. Mend 1 error first: iso16363 check example" in outcome.err
    data = json.loads(run("migrate", SITE, "--to", EARLIER, "--json", workspace=example_workspace).out)
    assert [d["code"] for d in data["in_the_way"]] == ["R301"]
    assert contents(folder) == before


def test_a_file_that_cannot_be_read_stops_it(example_workspace: Path, run: Run) -> None:
    (example_workspace / "sites" / SITE / "site.yaml").write_text("a: [", encoding="utf-8")
    outcome = run("migrate", SITE, "--to", EARLIER, "--apply", workspace=example_workspace)
    assert outcome.code == 1
    assert "T104" in outcome.out


def test_comments_that_would_be_lost_are_not(example_workspace: Path, run: Run) -> None:
    path = example_workspace / "sites" / SITE / "evidence" / "4.3.yaml"
    path.write_text('# Head.\n{"4.3.5": {response: Tested.},  # why\n "4.3.1": {response: Yes.}}\n', encoding="utf-8")
    before = contents(example_workspace)
    outcome = run("migrate", SITE, "--to", EARLIER, "--apply", workspace=example_workspace)
    assert outcome.code == 2
    assert '"4.3.5" has no lines of its own, so its comments would be lost' in outcome.err
    assert contents(example_workspace) == before


def test_after_a_kill_the_old_files_come_back(example_workspace: Path) -> None:
    folder = example_workspace / "sites" / SITE
    before = contents(folder)
    program = (
        "import os, signal, sys\nfrom iso16363.workspace import journal\nfrom iso16363.cli.main import main\n"
        "real, calls = journal._move, []\n"
        "def dying(*arguments):\n    calls.append(arguments)\n"
        "    if len(calls) == 5:\n        os.kill(os.getpid(), signal.SIGKILL)\n    real(*arguments)\n"
        "journal._move = dying\nmain(sys.argv[1:])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", program, "--workspace", str(example_workspace)]
    killed = subprocess.run([*command, "migrate", SITE, "--to", EARLIER, "--apply"], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert contents(folder) != before
    checked = run_process("--workspace", example_workspace, "check", SITE, cwd=example_workspace)
    assert "T114" in checked.out
    again = run_process(
        *("--workspace", example_workspace, "migrate", SITE, "--to", EARLIER, "--apply"), cwd=example_workspace
    )
    assert "its changes were taken back" in again.err
    assert again.code == 0
    back = ("--workspace", example_workspace, "migrate", SITE, "--to", LATER, "--apply")
    assert run_process(*back, cwd=example_workspace).code == 0
    assert contents(folder) == before


def test_a_workbook_of_before_is_refused_after(example_workspace: Path, run: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    assert run("workbook", "export", SITE, "--output", book, workspace=example_workspace).code == 0
    assert run("migrate", SITE, "--to", EARLIER, "--apply", workspace=example_workspace).code == 0
    outcome = run("workbook", "import", SITE, book, workspace=example_workspace)
    assert outcome.code == 2
    assert 'is a workbook of the edition "iso16363-2025", not of "iso16363-2012"' in outcome.err
    assert "iso16363 migrate example --to iso16363-2025 --apply" in outcome.err


def test_the_report_holds_the_answers_against_both_editions(small_workspace: Path, run: Run, tmp_path: Path) -> None:
    before, target = contents(small_workspace), tmp_path / "both.pdf"
    outcome = run("migrate", "small", "--to", "2012", "--output", target, workspace=small_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert f"Report: {target}" in outcome.out
    assert contents(small_workspace) == before
    reader = pypdf.PdfReader(target)
    assert any("The same answers against ISO 16363:2012" in page.extract_text() for page in reader.pages)
    again = run("migrate", "small", "--to", "2012", "--output", target, workspace=small_workspace)
    assert again.code == 2
    assert "exists already" in again.err


def test_a_report_that_cannot_be_written_leaves_the_site_where_it_is(
    example_workspace: Path, run: Run, tmp_path: Path
) -> None:
    before = contents(example_workspace)
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    target = tmp_path / "file" / "changes.md"
    told = run("migrate", SITE, "--to", EARLIER, "--apply", "--output", target, workspace=example_workspace)
    assert (told.code, "changes.md" in told.err) == (2, True)
    assert contents(example_workspace) == before


def test_a_file_of_the_site_is_no_place_for_the_report(example_workspace: Path, run: Run) -> None:
    before = contents(example_workspace)
    target = example_workspace / "sites" / SITE / "evidence" / "3.1.yaml"
    for command in (["migrate", SITE, "--to", EARLIER], ["crosswalk", SITE, "--to", "coretrustseal"]):
        told = run(*command, "--output", target, "--overwrite", workspace=example_workspace)
        assert told.code == 2, command
    assert contents(example_workspace) == before


def test_a_move_that_was_cut_off_is_not_taken_for_done(example_workspace: Path, run: Run) -> None:
    folder = example_workspace / "sites" / SITE
    (folder / ".import").mkdir()
    text = (folder / "site.yaml").read_text(encoding="utf-8")
    (folder / "site.yaml").write_text(text.replace("edition: iso16363-2025", f"edition: {EARLIER}"), encoding="utf-8")
    told = run("migrate", SITE, "--to", EARLIER, workspace=example_workspace)
    assert (told.code, "already" in told.out + told.err) == (1, False)
    assert "nothing was moved" in told.err


def test_what_lies_aside_though_its_edition_is_back_is_told(example_workspace: Path, run: Run) -> None:
    aside = example_workspace / "sites" / SITE / "set-aside"
    assert run("migrate", SITE, "--to", EARLIER, "--apply", workspace=example_workspace).code == 0
    kept = {path.name: path.read_bytes() for path in aside.iterdir()}
    assert run("migrate", SITE, "--to", "2025", "--apply", workspace=example_workspace).code == 0
    aside.mkdir(exist_ok=True)
    for name, data in kept.items():
        (aside / name).write_bytes(data)
    told = run("migrate", SITE, "--to", EARLIER, "--apply", workspace=example_workspace)
    assert (told.code, "iso16363-2025-answers.yaml" in told.err) == (2, True)
    assert "of the edition that the site has again" in told.err
