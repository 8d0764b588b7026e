"""The boundary: exit codes, messages, the log of our own faults, and what is loaded when."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from commandline import CHECKOUT, Run, run_process

from iso16363 import __version__
from iso16363.cli import check
from iso16363.cli.main import COMMANDS, group
from iso16363.errors import AuditError

HEAVY = ("pydantic", "jinja2", "xlsxwriter", "openpyxl", "weasyprint", "yaml", "markdown_it")


EVERY_COMMAND = (
    "init",
    "criteria list",
    "criteria show",
    "next",
    "check",
    "status",
    "trend",
    "milestone",
    "workbook export",
    "workbook diff",
    "workbook import",
    "documents pin",
    "documents check",
    "documents list",
    "documents withheld",
    "documents calendar",
    "review",
    "sign",
    "report",
    "table",
    "build",
    "handoff",
    "verify",
    "changes",
    "migrate",
    "crosswalk",
)


def command_named(name: str) -> click.Command:
    found: click.Command = group
    for part in name.split():
        assert isinstance(found, click.Group)
        below = found.get_command(click.Context(found), part)
        assert below is not None
        found = below
    return found


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["chekc"]])
def test_asking_for_help_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    program = (
        "import sys\nfrom iso16363.cli.main import main\n"
        f"main({arguments!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_help_names_every_command_and_what_the_exit_codes_mean(run: Run) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    for name, (_, summary) in COMMANDS.items():
        assert name in outcome.out
        assert summary in outcome.out
    for words in ("0 clean", "1 findings", "2 wrong usage", "130 interrupted", "Examples:"):
        assert words in outcome.out


def test_version(run: Run) -> None:
    assert run("--version").out == f"iso16363 {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_summary_in_the_list_is_the_command_s_own(name: str) -> None:
    assert command_named(name).short_help == COMMANDS[name][1]


def test_every_command_is_looked_at_below() -> None:
    names = []
    for name in COMMANDS:
        command = command_named(name)
        if isinstance(command, click.Group):
            names += [f"{name} {below}" for below in command.list_commands(click.Context(command))]
        else:
            names.append(name)
    assert names == list(EVERY_COMMAND)


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_every_command_has_long_options_only_and_an_example(name: str, run: Run) -> None:
    options = [p for p in command_named(name).params if isinstance(p, click.Option)]
    assert len(options) <= 8
    assert all(spelled.startswith("--") for option in options for spelled in option.opts)
    outcome = run(*name.split(), "--help")
    assert outcome.code == 0
    assert f"iso16363 {name} " in outcome.out.partition("Example")[2] + " "


def test_command_modules_are_short() -> None:
    for module, _ in COMMANDS.values():
        text = (CHECKOUT / "iso16363" / "cli" / f"{module}.py").read_text(encoding="utf-8")
        assert len(text.splitlines()) < 110, module


def test_a_mistyped_command_is_answered_with_the_nearest_one(run: Run) -> None:
    outcome = run("stauts")
    assert outcome.code == 2
    assert outcome.out == ""
    assert 'There is no command "stauts". Did you mean "status"?' in outcome.err


def test_a_command_unlike_any_other_is_answered_with_the_list(run: Run) -> None:
    outcome = run("xyz")
    assert outcome.code == 2
    assert "Did you mean" not in outcome.err
    assert "init, criteria, next" in outcome.err


def test_workspace_after_the_command_is_answered_with_where_it_goes(run: Run) -> None:
    outcome = run("check", "--workspace", ".")
    assert outcome.code == 2
    assert "Put it before the command: iso16363 --workspace DIR COMMAND" in outcome.err


def test_an_unknown_option_is_wrong_usage(run: Run) -> None:
    assert run("check", "--fast").code == 2


def test_a_folder_without_sites_is_refused_with_what_to_do(tmp_path: Path, run: Run) -> None:
    outcome = run("check", workspace=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"iso16363: {tmp_path}: is not a workspace")
    assert "iso16363 init SITE" in outcome.err


def test_an_audit_error_decides_its_own_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise AuditError("it cannot be", where="somewhere", remedy="Do otherwise.")

    monkeypatch.setattr(check, "find_workspace", refuse)
    outcome = run("check")
    assert (outcome.code, outcome.err) == (2, "iso16363: somewhere: it cannot be\n  Do otherwise.\n")


def fail(_: object) -> None:
    raise ZeroDivisionError("a planted fault")


def test_a_fault_of_ours_is_logged(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(check, "find_workspace", fail)
    outcome = run("check", "cern")
    assert outcome.code == 3
    assert "a fault of iso16363, not of your files (ZeroDivisionError: a planted fault)" in outcome.err
    (log,) = (tmp_path / "cache" / "iso16363").iterdir()
    assert str(log) in outcome.err
    text = log.read_text(encoding="utf-8")
    for words in (f"iso16363 {__version__}", "pydantic ", "arguments: ['check', 'cern']", "Traceback", "planted fault"):
        assert words in text


def test_a_fault_without_a_place_for_the_log_is_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "file"))
    monkeypatch.setattr(check, "find_workspace", fail)
    outcome = run("check")
    assert outcome.code == 3
    assert "Traceback" in outcome.err


def test_an_interruption_is_told_from_a_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "find_workspace", interrupt)
    outcome = run("check")
    assert outcome.code == 130
    assert "interrupted" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_reader_that_stops_reading_is_no_fault(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "iso16363", "criteria", "list"],
        cwd=tmp_path,
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_behind_standard_output_is_said(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "iso16363", "criteria", "list"],
            cwd=tmp_path,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert b"standard output: cannot be written (No space left on device)" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_into_a_full_disk_or_a_closed_pipe_is_no_fault_of_ours(option: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-m", "iso16363", option]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert b"standard output: cannot be written" in done.stderr
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, cwd=tmp_path, env=environment, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.skipif(os.name == "nt", reason="streams are closed by a shell of POSIX")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_fault(closed: str, small_workspace: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"}
    for arguments in ("status small", "check --json", "--help"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'"{sys.executable}" -m iso16363 {arguments} {closed}'],
            cwd=small_workspace,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENAMETOOLONG])
def test_what_the_system_keeps_from_us_is_no_fault_of_ours(
    number: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError(number, os.strerror(number), "sites/kept")

    monkeypatch.setattr(check, "find_workspace", refuse)
    outcome = run("check")
    assert outcome.code == 2
    assert outcome.err.startswith("iso16363: sites/kept: cannot be reached (")


def test_the_package_runs_as_a_module_and_finds_the_workspace_upwards(small_workspace: Path) -> None:
    outcome = run_process("check", cwd=small_workspace / "sites" / "small" / "evidence")
    assert outcome.code in (0, 1)
    assert "small: " in outcome.out


def test_a_terminal_that_knows_ascii_only_gets_ascii(example_workspace: Path) -> None:
    environment = {"PYTHONIOENCODING": "ascii"}
    outcome = run_process("status", "example", cwd=example_workspace, **environment)
    assert outcome.code == 0
    assert outcome.out.isascii()
    assert "RRRRR" in outcome.out
    as_json = run_process("criteria", "show", "3.1.1", "--json", cwd=example_workspace, **environment)
    assert as_json.out.isascii()


@pytest.mark.parametrize(("variable", "colour"), [("1", False), ("", None)])
def test_no_color_is_respected(
    variable: str,
    colour: bool | None,  # noqa: FBT001 - a parameter of the test
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[bool | None] = []

    def look(_: object) -> None:
        seen.append(click.get_current_context().color)
        raise AuditError("stop")

    monkeypatch.setenv("NO_COLOR", variable)
    monkeypatch.setattr(check, "find_workspace", look)
    run("check")
    assert seen == [colour]
