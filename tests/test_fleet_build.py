"""Building many sites: one that is broken, killed or hangs fails alone, and what is left is whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from commandline import CHECKOUT, Run, run_process

from iso16363.cli import build, crash
from iso16363.cli.buildprogress import built_progress
from iso16363.cli.buildtext import closing_text, more_time
from iso16363.cli.sitefaults import SiteFaults
from iso16363.workspace import building
from iso16363.workspace.building import Task, build_sites
from iso16363.workspace.freshness import BuildRow, look_at_all
from iso16363.workspace.leavings import maker, new_part, sweep
from iso16363.workspace.location import find_workspace
from iso16363.workspace.manner import Manner
from iso16363.workspace.parallel import Died, WorkerFault, try_each

TODAY = date(2026, 11, 23)
SMALL = CHECKOUT / "tests" / "data" / "workspace" / "sites" / "small"


def fleet(root: Path, count: int) -> Path:
    """Small sites, of which the last has a YAML file that is none."""
    for number in range(count):
        folder = root / "sites" / f"site-{number:02}"
        shutil.copytree(SMALL, folder)
        path = folder / "site.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("id: small", f"id: {folder.name}", 1))
    (folder / "site.yaml").write_text("id: [\n", encoding="utf-8")
    return root


def tasks_of(root: Path) -> list[Task]:
    workspace = find_workspace(root)
    return [Task(workspace, name, root / "dist" / name, TODAY, "key", Manner()) for name in workspace.site_ids()]


def marked(task: Task) -> BuildRow:
    """Stands for a build in the worker: a site says by its number what happens to it; made ones leave a file."""
    number = int(task.site[-2:])
    tries = task.output.parent / f"{task.site}.tries"
    with tries.open("a") as stream:
        stream.write("x")
    if number == 1 or (number == 2 and tries.read_text() == "x"):
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 3:
        new_part(task.output, task.by)
        time.sleep(60)
    if number == 4 and (task.output.parent / "fault").exists():
        raise KeyError("planted")
    return BuildRow(task.site, "made")


@pytest.fixture
def in_place_of_builds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "build_site", marked)


@pytest.mark.usefixtures("in_place_of_builds")
def test_what_dies_or_hangs_fails_alone(tmp_path: Path) -> None:
    tasks = tasks_of(fleet(tmp_path, 6))
    (tmp_path / "dist" / "site-03").mkdir(parents=True)
    heard: list[BuildRow] = []
    rows = build_sites(tasks, heard.append, log=str, seconds=5)
    assert [row.outcome for row in rows] == ["made", "failed", "made", "failed", "made", "made"]
    assert f"the process that built it ended with code {-signal.SIGKILL}" in rows[1].problem
    assert "iso16363 build site-01" in rows[1].problem
    assert "it was not built after 5 seconds, and was given up" in rows[3].problem
    assert [row.given_up for row in rows] == [0, 0, 0, 5, 0, 0]
    assert list((tmp_path / "dist" / "site-03").iterdir()) == [], "what the one that was given up had begun is gone"
    assert sorted(row.site for row in heard) == [task.site for task in tasks]
    tries = {path.stem: len(path.read_text()) for path in (tmp_path / "dist").glob("*.tries")}
    assert tries == {"site-00": 1, "site-01": 2, "site-02": 2, "site-03": 1, "site-04": 1, "site-05": 1}


@pytest.mark.usefixtures("in_place_of_builds")
def test_a_fault_in_one_site_is_told_with_the_results_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fleet(tmp_path, 8)
    for number in range(1, 4):
        shutil.rmtree(tmp_path / "sites" / f"site-{number:02}")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "fault").touch()
    told = run("build", workspace=tmp_path)
    assert (told.code, told.err) == (3, "")
    assert [line.split()[:2] for line in told.out.splitlines()[2:7]] == [
        *(["site-00", "made"], ["site-04", "failed"]),
        *(["site-05", "made"], ["site-06", "made"], ["site-07", "made"]),
    ]
    assert "this is a fault of iso16363, not of your files (WorkerFault: KeyError: 'planted')" in told.out
    (log,) = (tmp_path / "cache").rglob("*.log")
    assert f"Log: {log}" in told.out
    assert "in marked" in log.read_text(encoding="utf-8")
    alone = run("build", "site-04", workspace=tmp_path)
    assert (alone.code, "a fault of iso16363" in alone.out) == (3, True)


def test_a_fault_at_one_place_is_logged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[Exception] = []

    def log(fault: Exception, _: object) -> str:
        logged.append(fault)
        return f"log {len(logged)}"

    monkeypatch.setattr(crash, "log_crash", log)
    faults = SiteFaults()
    assert faults.exit_code == 0

    def fault(words: str, line: int) -> WorkerFault:
        one = WorkerFault(words)
        one.add_note(f'Traceback:\n  File "x.py", line {line}, in f\n    {words}\n')
        return one

    said = [faults.log(one) for one in (fault("KeyError: 'a'", 1), fault("KeyError: 'b'", 1), fault("KeyError", 2))]
    assert (said, faults.exit_code) == (["log 1", "log 1", "log 2"], 3)


def test_what_is_known_of_sites_that_were_given_up_is_told_once() -> None:
    late = [BuildRow("a", "failed", given_up=1), BuildRow("b", "failed", given_up=1)]
    made = [BuildRow("c", "made", seconds=0.4), BuildRow("d", "made", seconds=12.3)]
    assert more_time(made, 900, 86400) == []
    assert more_time(late, 900, 86400)[0] == "2 sites given up after 1 second."
    assert more_time([*late, *made], 900, 86400) == [
        "2 sites given up after 1 second; the slowest that was made took 13 seconds.",
        "To give more time, add --timeout 900: what was made is not made again.",
    ]
    assert "--timeout 1800:" in more_time([BuildRow("a", "failed", given_up=900)], 900, 86400)[1]
    assert "--timeout 86400:" in more_time([BuildRow("a", "failed", given_up=80000)], 900, 86400)[1]


def test_a_fleet_with_a_broken_site_is_built_and_recognised(tmp_path: Path) -> None:
    root = fleet(tmp_path / "ws", 3)
    first = run_process("build", cwd=root)
    assert first.code == 1, first.err
    outcomes = [line.split()[1] for line in first.out.splitlines()[2:5]]
    assert outcomes == ["made", "made", "refused"]
    made = {p: p.read_bytes() for p in sorted((root / "dist").rglob("*")) if p.is_file()}
    assert len(made) == 8
    again = run_process("build", cwd=root)
    assert [line.split()[1] for line in again.out.splitlines()[2:5]] == ["unchanged"] * 2 + ["refused"]
    assert {p: p.read_bytes() for p in sorted((root / "dist").rglob("*")) if p.is_file()} == made
    assert not list((root / "dist").rglob("*.part"))


def test_what_was_killed_is_swept_also_where_nothing_is_to_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    root = fleet(tmp_path / "ws", 3)
    (dead := subprocess.Popen([sys.executable, "-c", ""])).wait()
    machine, _, own = maker().partition("-")
    outputs = [root / "dist" / f"site-{number:02}" for number in range(3)]
    lives, before, elsewhere = f"{machine}-{own}", "26008", "00000000-1"
    for output in outputs:
        output.mkdir(parents=True)
        for by in (f"{machine}-{dead.pid}", lives, before, elsewhere):
            (new_part(output, by) / "half.pdf").touch()
        os.utime(next(output.glob(f".{before}.*")), (0, 0))
    monkeypatch.setattr(build, "look_at_all", lambda _, names, *__: {n: ("", BuildRow(n, "unchanged")) for n in names})
    asked = run("build", "--cluster", "tcp://localhost:1", workspace=root)
    assert (asked.code, asked.err) == (0, "nothing to build: the cluster was not asked\n")
    for output in outputs:
        assert sorted(p.name.split(".")[1] for p in output.iterdir()) == sorted([lives, elsewhere])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_is_ended_nothing_is_left_half(tmp_path: Path, how: signal.Signals) -> None:
    root = fleet(tmp_path, 8)
    command = [sys.executable, "-m", "iso16363", "build", "--timeout", "600"]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(
        command, cwd=root, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while not list(root.glob("dist/*/.*.part/*")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        if how is signal.SIGINT:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
        out, err = process.communicate(timeout=60)  # workers would hold both open
    code = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -signal.SIGKILL}[how]
    assert (process.returncode, out, b"Traceback" in err) == (code, b"", False)
    if how is signal.SIGKILL:
        assert list((root / "dist").rglob("*.part"))
        for output in (root / "dist").iterdir():
            sweep(output)
    left = [p.name for p in (root / "dist").rglob("*") if p.is_file()]
    assert len(left) % 4 == 0, left
    assert not list((root / "dist").rglob("*.part"))


def hang(_: int) -> int:
    time.sleep(60)
    return 0


def quick(number: int) -> int:
    if number == 1:
        time.sleep(60)
    return os.getpid()


def test_a_task_alone_is_stopped_too_where_there_is_a_limit() -> None:
    begun = time.monotonic()
    (given_up,) = try_each(hang, [1], seconds=1)
    assert isinstance(given_up, Died)
    assert (given_up.task, given_up.seconds, given_up.exit_code) == (1, 1, -signal.SIGKILL)
    assert time.monotonic() - begun < 20


def test_one_that_hangs_does_not_hold_up_the_others() -> None:
    done = list(try_each(quick, range(6), seconds=3))
    assert len({r for r in done if isinstance(r, int)} - {os.getpid()}) == 5
    assert [r.task for r in done if isinstance(r, Died)] == [1]


def test_all_sites_are_looked_at_in_their_order(tmp_path: Path) -> None:
    workspace = find_workspace(fleet(tmp_path, 6))
    names = workspace.site_ids()[::-1]
    seen = look_at_all(workspace.sites_folder, names, tmp_path / "dist", "program", TODAY)
    assert tuple(seen) == names
    assert {row for _, row in seen.values()} == {None}
    assert len({key for key, _ in seen.values()}) == 6


def many() -> list[BuildRow]:
    rows = [BuildRow(f"s{n}", "made", state="under way", blocking=("scope (1)", f"review ({n})")) for n in range(30)]
    rows += [BuildRow(f"u{n}", "unchanged", state="ready to submit", kept=("report.edited.pdf",)) for n in range(2)]
    rows += [BuildRow(f"r{n}", "refused", problem=f"sites/r{n}/site.yaml: error\n  Mend it.") for n in range(25)]
    return [*rows, BuildRow("f0", "failed", problem="f0: it was given up")]


def test_many_sites_are_summed_up_and_what_went_wrong_is_told() -> None:
    lines = closing_text(many(), Path("dist")).splitlines()
    assert lines[0] == "58 sites: 30 made, 2 unchanged, 25 refused, 1 failed. Results are in dist/SITE/."
    assert {" ".join(line.split()) for line in lines} >= {
        "under way 30",
        "ready to submit 2",
        "scope 30",
        "review 30",
        "f0: failed",
        "r0: refused",
        "and 5 more refused: r20, r21, r22, r23, r24",
        "u0/report.edited.pdf",
    }
    assert not any(line.startswith(("s0", "r20:")) for line in lines)


def test_few_sites_are_told_one_by_one() -> None:
    text = closing_text(many()[:3], Path("dist"))
    assert text.splitlines()[0].startswith("site")
    assert "s2: dist/s2/" in text


def test_a_log_hears_of_every_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    for length in (19, 40):
        with built_progress(length) as advance:
            for _ in range(length):
                advance(BuildRow("a", "made"))
    said = capsys.readouterr().err.splitlines()
    assert said == [f"built {n} of 40" for n in range(4, 41, 4)]


def test_a_time_limit_has_to_be_a_time(small_workspace: Path, run: Run) -> None:
    for seconds in ("0", "86401", "2147484"):
        assert run("build", "--timeout", seconds, workspace=small_workspace).code == 2
