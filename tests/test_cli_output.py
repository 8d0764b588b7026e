"""`workbook export` and `report`: a file that exists is kept, a site that cannot be judged is refused."""

import os
from pathlib import Path

import pytest
from commandline import Run, run_process

from iso16363.workspace import issuing

WORKBOOK = ("workbook", "export", "small")
REPORT = ("report", "small", "--format", "html")
BOTH = pytest.mark.parametrize("command", [WORKBOOK, REPORT])


@BOTH
def test_a_file_that_exists_is_replaced_only_when_told(
    command: tuple[str, ...], small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    target = tmp_path / "made" / "out"
    outcome = run(*command, "--output", target, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (0, f"{target}\n")
    made = target.read_bytes()
    target.write_bytes(b"edited by somebody")
    outcome = run(*command, "--output", target, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Somebody may have edited it" in outcome.err
    assert target.read_bytes() == b"edited by somebody"
    assert run(*command, "--output", target, "--overwrite", workspace=small_workspace).code == 0
    assert target.read_bytes() == made
    assert [p.name for p in target.parent.iterdir()] == ["out"]


def test_the_files_are_what_their_names_say(small_workspace: Path) -> None:
    assert run_process(*WORKBOOK, cwd=small_workspace).out == "small-workbook.xlsx\n"
    assert run_process(*REPORT, cwd=small_workspace).out == "small-report.html\n"
    assert (small_workspace / "small-workbook.xlsx").read_bytes()[:2] == b"PK"
    assert "</html>" in (small_workspace / "small-report.html").read_text(encoding="utf-8")


def test_the_report_is_a_pdf_unless_told_otherwise(
    small_workspace: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def write(page: str, target: Path, *_: object, **__: object) -> None:
        pages.append(page)
        target.write_bytes(b"%PDF-")

    monkeypatch.setattr(issuing, "write_pdf", write)
    target = tmp_path / "report.pdf"
    outcome = run("report", "small", "--output", target, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (0, f"{target}\n")
    assert target.read_bytes() == b"%PDF-"
    assert "</html>" in pages[0]


@BOTH
def test_a_site_that_cannot_be_judged_is_refused_with_its_errors(
    command: tuple[str, ...], small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    (small_workspace / "sites" / "small" / "site.yaml").write_text("format: 1\n", encoding="utf-8")
    target = tmp_path / "out"
    outcome = run(*command, "--output", target, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (1, "")
    assert "error M202" in outcome.err
    assert "small cannot be judged" in outcome.err
    assert not target.exists()


@BOTH
def test_files_with_errors_make_nothing_and_say_so(
    command: tuple[str, ...], small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    evidence = small_workspace / "sites" / "small" / "evidence" / "3.1.yaml"
    evidence.write_text(
        evidence.read_text(encoding="utf-8").replace("documented: 3", "documented: 5"), encoding="utf-8"
    )
    target = tmp_path / "out"
    outcome = run(*command, "--output", target, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (1, "")
    assert "error M205" in outcome.err
    assert "small: nothing was written. Mend 1 error first" in outcome.err
    assert not target.exists()


@BOTH
def test_an_unknown_site_or_a_folder_as_output_is_refused(
    command: tuple[str, ...], small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    outcome = run(*command, "--output", tmp_path, workspace=small_workspace)
    assert outcome.code == 2
    assert "is a folder" in outcome.err
    arguments = [word if word != "small" else "smal" for word in command]
    outcome = run(*arguments, "--output", tmp_path / "out", workspace=small_workspace)
    assert outcome.code == 2
    assert 'Did you mean "small"?' in outcome.err


@BOTH
def test_a_place_that_cannot_be_written_is_said(
    command: tuple[str, ...], small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    outcome = run(*command, "--output", tmp_path / "file" / "out", workspace=small_workspace)
    assert outcome.code == 2
    assert "cannot be written" in outcome.err


@BOTH
def test_a_pipe_or_device_is_not_replaced(
    command: tuple[str, ...], small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    target = tmp_path / "pipe"
    os.mkfifo(target)
    outcome = run(*command, "--output", target, "--overwrite", workspace=small_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert "is a device or pipe" in outcome.err
    assert target.is_fifo()
