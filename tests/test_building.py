"""Building outputs: whole or not at all, only where something changed, nothing of a person's lost."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from commandline import Run

from iso16363.errors import AuditError, WrongUsage
from iso16363.workspace import attachments, freshness, issuing
from iso16363.workspace.building import Task, build_site, build_sites
from iso16363.workspace.digests import file_sha256
from iso16363.workspace.freshness import RECORD, BuildRow, build_key, look_at, program_key, unchanged
from iso16363.workspace.issuing import ASSESSMENT, REPORT, WORKBOOK
from iso16363.workspace.leavings import maker, new_part
from iso16363.workspace.location import Workspace, find_workspace
from iso16363.workspace.manner import Manner

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 23)
OUTPUTS = {WORKBOOK, REPORT, ASSESSMENT, RECORD}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    shutil.copytree(ROOT / "tests" / "data" / "workspace" / "sites" / "small", tmp_path / "ws" / "sites" / "small")
    return find_workspace(tmp_path / "ws")


def task(workspace: Workspace, output: Path | None = None) -> Task:
    folder = workspace.sites_folder / "small"
    key = build_key(folder, program_key(), TODAY)
    return Task(workspace, "small", output or workspace.root / "dist" / "small", TODAY, key, Manner())


@pytest.fixture
def plain_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering takes seconds and has its own tests: here the page itself stands for the PDF."""

    def write_page(html: str, target: Path, *_: object, **__: object) -> None:
        target.write_text(html, encoding="utf-8")

    monkeypatch.setattr(issuing, "write_pdf", write_page)


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()} if folder.is_dir() else set()


@pytest.mark.usefixtures("plain_pdf")
def test_a_build_leaves_the_outputs_and_is_recognised(workspace: Workspace) -> None:
    one = task(workspace)
    row = build_site(one)
    assert row.outcome == "made", row.problem
    assert names(one.output) == OUTPUTS
    again = unchanged(one.output, one.key)
    assert again is not None
    assert (again.outcome, again.answered, again.blocking) == ("unchanged", row.answered, row.blocking)
    data = json.loads((one.output / ASSESSMENT).read_text(encoding="utf-8"))
    assert next(iter(data)) == "schema"
    assert data["site"]["id"] == "small"


@pytest.mark.usefixtures("plain_pdf")
def test_the_same_inputs_give_the_same_bytes(workspace: Workspace) -> None:
    first, second = task(workspace), task(workspace, workspace.root / "elsewhere" / "small")
    assert build_site(first).outcome == build_site(second).outcome == "made"
    for name in OUTPUTS:
        assert (first.output / name).read_bytes() == (second.output / name).read_bytes(), name


@pytest.mark.usefixtures("plain_pdf")
@pytest.mark.parametrize("what", ["answer", "document", "output", "day"])
def test_any_change_is_noticed(workspace: Workspace, what: str) -> None:
    one = task(workspace)
    assert build_site(one).outcome == "made"
    folder = workspace.sites_folder / "small"
    key = one.key
    if what == "answer":
        path = folder / "evidence" / "3.1.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    elif what == "document":
        (folder / "documents" / "new.txt").write_text("new", encoding="utf-8")
    elif what == "output":
        (one.output / REPORT).write_text("changed", encoding="utf-8")
    else:
        key = build_key(folder, program_key(), date(2026, 11, 24))
    if what in ("answer", "document"):
        key = build_key(folder, program_key(), TODAY)
    assert unchanged(one.output, key) is None


def test_another_version_of_a_library_is_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = program_key()
    (tmp_path / "weasyprint-99.0.dist-info").mkdir()
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path))
    assert program_key() != before


@pytest.mark.usefixtures("plain_pdf")
def test_what_a_person_changed_is_set_aside(workspace: Workspace) -> None:
    one = task(workspace)
    build_site(one)
    (one.output / WORKBOOK).write_bytes(b"filled in by a person")
    row = build_site(one)
    assert row.outcome == "made"
    (kept,) = row.kept
    assert (one.output / kept).read_bytes() == b"filled in by a person"
    assert names(one.output) == OUTPUTS | {kept}


@pytest.mark.usefixtures("plain_pdf")
def test_a_site_with_errors_is_refused_and_keeps_what_was_made(workspace: Workspace) -> None:
    one = task(workspace)
    build_site(one)
    before = {name: (one.output / name).read_bytes() for name in OUTPUTS}
    path = workspace.sites_folder / "small" / "evidence" / "3.1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("documented: 3", "documented: 5"), encoding="utf-8")
    row = build_site(one)
    assert row.outcome == "refused"
    assert "sites/small/evidence/3.1.yaml:" in row.problem
    assert "M205" in row.problem
    assert {name: (one.output / name).read_bytes() for name in OUTPUTS} == before


def test_a_failure_half_way_leaves_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str, target: Path, *_: object, **__: object) -> None:
        target.write_text(html, encoding="utf-8")
        raise AuditError("it did not work", remedy="Try again.")

    monkeypatch.setattr(issuing, "write_pdf", fail)
    one = task(workspace)
    assert build_site(one) == BuildRow("small", "failed", problem="it did not work\n  Try again.")
    assert names(one.output) == set()


def test_an_output_folder_that_cannot_be_made_is_said(workspace: Workspace) -> None:
    (workspace.root / "file").write_text("in the way", encoding="utf-8")
    row = build_site(task(workspace, workspace.root / "file" / "small"))
    assert row.outcome == "failed"
    assert "file/small: cannot be written" in row.problem


def run_build(root: Path, **settings: object) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1795392000"}
    command = [sys.executable, "-m", "iso16363", "--workspace", str(root), "build"]
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, **settings
    )


def test_a_full_disk_is_said_and_leaves_nothing(workspace: Workspace) -> None:
    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    with run_build(workspace.root, preexec_fn=small_files_only) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 2, err
    assert "cannot be written" in out
    assert names(workspace.root / "dist" / "small") == set()


def test_an_interruption_leaves_nothing(workspace: Workspace) -> None:
    shutil.copytree(workspace.sites_folder / "small", workspace.sites_folder / "second")
    path = workspace.sites_folder / "second" / "site.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("id: small", "id: second", 1), encoding="utf-8")
    with run_build(workspace.root, start_new_session=True) as process:
        deadline = time.monotonic() + 60
        while not list(workspace.root.glob("dist/*/.*.part/*")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert out == ""
    for site in ("small", "second"):
        assert names(workspace.root / "dist" / site) == set()


@pytest.mark.usefixtures("plain_pdf")
def test_what_a_build_left_that_did_not_end_is_not_taken_for_a_person_s_work(workspace: Workspace) -> None:
    one = task(workspace)
    build_site(one)
    (one.output / RECORD).unlink()
    row = build_site(one)
    assert (row.outcome, row.kept) == ("made", ())
    assert names(one.output) == OUTPUTS


@pytest.mark.usefixtures("plain_pdf")
def test_a_change_behind_a_linked_folder_is_noticed(workspace: Workspace) -> None:
    folder = workspace.sites_folder / "small"
    for name in ("evidence", "documents"):
        (folder / name).rename(workspace.root / name)
        (folder / name).symlink_to(workspace.root / name, target_is_directory=True)
    before = build_key(folder, "", TODAY)
    assert build_key(folder, "", TODAY) == before
    with (workspace.root / "evidence" / "3.1.yaml").open("a") as stream:
        stream.write("# a remark\n")
    changed = build_key(folder, "", TODAY)
    (workspace.root / "documents" / "new.txt").touch()
    assert len({before, changed, build_key(folder, "", TODAY)}) == 3


def test_a_file_name_that_is_no_text_is_no_hindrance(workspace: Workspace) -> None:
    folder = workspace.sites_folder / "small"
    before = build_key(folder, "", TODAY)
    (folder / "documents" / "a\udcff.txt").touch()
    assert build_key(folder, "", TODAY) != before


@pytest.mark.usefixtures("plain_pdf")
def test_a_file_that_cannot_be_read_fails_its_own_site_and_only_where_it_matters(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, one = workspace.sites_folder / "small", task(workspace)
    (folder / "documents" / "kept.txt").touch()

    def refuse(path: Path) -> str:
        if path.name in kept:
            raise PermissionError(13, "Permission denied", str(path))
        return file_sha256(path)

    for module in (freshness, attachments):
        monkeypatch.setattr(module, "file_sha256", refuse)
    kept = {"kept.txt"}
    assert look_at(folder, one.output, "", TODAY) == ("", None)
    assert build_site(one).outcome == "made"
    kept = {"mission.md"}
    assert look_at(folder, one.output, "", TODAY) == ("", None)
    row = build_site(one)
    assert row.outcome == "failed"
    assert "mission.md: cannot be read (Permission denied)" in row.problem


def test_outputs_that_cannot_be_read_are_not_taken_for_unchanged(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    output = workspace.root / "dist"
    output.mkdir()
    (output / REPORT).touch()
    record = freshness.record_text("key", {REPORT: "digest"}, BuildRow("small", "made"))
    (output / RECORD).write_text(record, encoding="utf-8")
    monkeypatch.setattr(freshness, "file_sha256", refuse)
    assert unchanged(output, "key") is None


def test_results_are_not_put_among_the_sites(workspace: Workspace) -> None:
    for output in (workspace.sites_folder, workspace.sites_folder / "dist", workspace.sites_folder / "small"):
        with pytest.raises(WrongUsage, match="Name a folder outside of sites/"):
            workspace.refuse_below_sites(output)
    workspace.refuse_below_sites(workspace.root)


@pytest.mark.usefixtures("plain_pdf")
def test_an_interrupted_build_removes_its_own_leavings_only(workspace: Workspace) -> None:
    one = task(workspace)
    other = one.output / f".{maker().partition('-')[0]}-1.abcdefgh.part"
    other.mkdir(parents=True)

    def interrupt(_: BuildRow) -> None:
        new_part(one.output, maker())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_sites([one], interrupt, log=str)
    assert names(one.output) == OUTPUTS | {other.name}


def test_the_program_key_covers_the_texts_of_the_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", shipped)
    monkeypatch.setattr(freshness, "templates_folder", lambda: shipped)
    before = program_key()
    (shipped / "locale" / "de" / "LC_MESSAGES" / "iso16363.mo").write_bytes(b"")
    assert program_key() != before


@pytest.mark.usefixtures("plain_pdf")
def test_another_language_is_another_build(workspace: Workspace, run: Run) -> None:
    def outcome(*options: str) -> str:
        made = run("build", "small", *options, workspace=workspace.root)
        assert made.code == 0, made.err
        return made.out.splitlines()[2].split()[1]

    german = ("--language", "de", "--paper", "letter")
    outcomes = [outcome(), outcome(), outcome(*german), outcome(*german), outcome()]
    assert outcomes == ["made", "unchanged", "made", "unchanged", "made"]


@pytest.mark.usefixtures("plain_pdf")
@pytest.mark.parametrize("after", [0, 2, 4])
def test_a_build_killed_between_two_files_leaves_nobodys_work(
    after: int, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(text: str) -> None:
        with (workspace.sites_folder / "small" / "site.yaml").open("a") as stream:
            stream.write(f"  - {text}\n")

    assert build_site(task(workspace)).outcome == "made"
    moved, replace = 0, Path.replace

    def killed(path: Path, target: Path) -> Path:
        nonlocal moved
        if target.parent.name == "small" and target.parent.parent.name == "dist":
            moved += 1
            if moved > after:
                raise KeyboardInterrupt
        return replace(path, target)

    for text in ("one", "two"):  # killed twice at that
        moved = 0
        change(text)
        monkeypatch.setattr(Path, "replace", killed)
        with suppress(KeyboardInterrupt):
            build_site(task(workspace))
        monkeypatch.setattr(Path, "replace", replace)
    change("three")
    last = task(workspace)
    assert unchanged(last.output, last.key) is None
    row = build_site(last)
    assert (row.outcome, row.kept) == ("made", ())
    assert names(last.output) == OUTPUTS
    assert unchanged(last.output, last.key) is not None
    (last.output / WORKBOOK).write_bytes(b"filled in by a person")
    assert len(build_site(task(workspace)).kept) == 1
