"""Building on a cluster of Dask, of two workers here: one that dies loses nothing, what kills them has an end."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path

import dask
import pytest
from commandline import CHECKOUT, run_process
from distributed import LocalCluster

from iso16363.errors import AuditError, MissingLibrary, WrongUsage
from iso16363.workspace import building, cluster
from iso16363.workspace.apart import run_apart
from iso16363.workspace.building import Task, build_sites
from iso16363.workspace.cluster import run_on_cluster
from iso16363.workspace.freshness import BuildRow, program_key
from iso16363.workspace.location import Workspace
from iso16363.workspace.manner import Manner
from iso16363.workspace.parallel import Died, Faulted, WorkerFault

SMALL = CHECKOUT / "tests" / "data" / "workspace" / "sites" / "small"
Job = tuple[int, Path]


@pytest.fixture(scope="module")
def two_workers() -> Iterator[LocalCluster]:
    settings = {"distributed.scheduler.allowed-failures": 1}
    with (
        dask.config.set(settings),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as running,
    ):
        yield running


def address_of(running: LocalCluster) -> str:
    return str(running.scheduler_address)


def slow(job: Job) -> int:
    """Leaves a mark for each time it is begun, and takes a moment."""
    number, folder = job
    (folder / f"{number}.{os.getpid()}").touch()
    time.sleep(0.5)
    return number


def test_a_worker_that_is_killed_loses_nothing(two_workers: LocalCluster, tmp_path: Path) -> None:
    jobs = [(number, tmp_path) for number in range(8)]
    results = run_on_cluster(slow, jobs, address_of(two_workers))
    found = [next(results)]
    victim = next(iter(two_workers.workers.values())).pid
    os.kill(victim, signal.SIGKILL)
    found += results
    assert sorted(r for r in found if isinstance(r, int)) == list(range(8))
    assert len(list(tmp_path.iterdir())) >= 8


def bad(job: Job) -> int:
    number, folder = job
    (folder / f"{number}.{time.time_ns()}").touch()
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 2:
        os.kill(os.getppid(), signal.SIGKILL)  # the worker of Dask
        time.sleep(30)
    if number == 3:
        time.sleep(60)
    return number


def test_retries_are_bounded(two_workers: LocalCluster, tmp_path: Path) -> None:
    jobs = [(number, tmp_path) for number in range(5)]
    results = list(run_on_cluster(bad, jobs, address_of(two_workers), seconds=8))
    assert sorted(r for r in results if isinstance(r, int)) == [0, 4]
    died = {r.task[0]: (r.exit_code, r.seconds) for r in results if isinstance(r, Died)}
    assert died == {1: (-signal.SIGKILL, None), 2: (None, None), 3: (None, 8)}
    begun = [path.name[0] for path in tmp_path.iterdir()]
    assert begun.count("1") == 2
    assert begun.count("2") in (3, 4), "twice among others, and twice alone"


def faulty(number: int) -> int:
    if number == 1:
        raise ZeroDivisionError("a planted fault")
    sys.stdout.write("noise that is not the result")
    return number


def test_a_fault_is_a_result_with_its_task(two_workers: LocalCluster) -> None:
    results = list(run_on_cluster(faulty, range(3), address_of(two_workers)))
    assert sorted(r for r in results if isinstance(r, int)) == [0, 2]
    (faulted,) = (r for r in results if isinstance(r, Faulted))
    assert (faulted.task, str(faulted.fault)) == (1, "ZeroDivisionError: a planted fault")


def test_a_worker_with_another_program_is_refused(two_workers: LocalCluster) -> None:
    with pytest.raises(WrongUsage, match="another version"):
        list(run_on_cluster(faulty, [0], address_of(two_workers), program="another"))


def test_an_address_that_nobody_answers_at_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense://"):
        with pytest.raises(WrongUsage, match="no scheduler of Dask answers"):
            list(run_on_cluster(faulty, [0], address))


def test_a_scheduler_without_workers_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty,
        pytest.raises(WrongUsage, match="has no workers"),
    ):
        list(run_on_cluster(faulty, [0], address_of(empty)))


def test_a_cluster_that_goes_away_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 3)
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as running:
        results = run_on_cluster(slow, [(number, tmp_path) for number in range(20)], address_of(running))
        next(results)
        running.scale(0)
        with pytest.raises(AuditError, match="is gone"):
            list(results)


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingLibrary, match=r"pip install 'iso16363\[fleet\]'"):
        list(run_on_cluster(faulty, [0], "tcp://127.0.0.1:9"))


def test_rows_say_what_became_of_a_site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def ended(
        _: object, tasks: list[Task], address: str, *, seconds: float, program: str
    ) -> Generator[Died[Task] | Faulted[Task] | BuildRow, None, None]:
        assert (address, seconds, program) == ("tcp://there", 5, program_key())
        yield Died(tasks[0], None)
        yield Died(tasks[1], None, 5)
        yield BuildRow("c", "made")
        yield Faulted(tasks[3], WorkerFault("a planted fault"))

    monkeypatch.setattr(building, "run_on_cluster", ended)
    where = Workspace(tmp_path, tmp_path)
    tasks = [Task(where, name, tmp_path / name, date(2026, 11, 23), "", Manner()) for name in "abcd"]
    rows = build_sites(tasks, lambda _: None, log=str, seconds=5, cluster="tcp://there")
    assert [row.outcome for row in rows] == ["failed", "failed", "made", "failed"]
    assert rows[3].problem == "a planted fault"
    assert "every worker that built it died" in rows[0].problem


def test_sites_are_built_on_the_cluster(two_workers: LocalCluster, tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / "sites" / name
        shutil.copytree(SMALL, folder)
        path = folder / "site.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("id: small", f"id: {name}", 1))
    (folder / "evidence" / "3.1.yaml").write_text("[", encoding="utf-8")
    made = run_process("build", "--output", "out", "--cluster", address_of(two_workers), cwd=tmp_path)
    assert made.code == 1, made.err
    assert [line.split()[:2] for line in made.out.splitlines()[2:4]] == [["one", "made"], ["two", "refused"]]
    assert sorted(p.name for p in (tmp_path / "out" / "one").iterdir()) == [
        *("assessment.json", "build.json", "report.pdf", "workbook.xlsx")
    ]
    again = run_process("build", "--output", "out", cwd=tmp_path)
    assert [line.split()[:2] for line in again.out.splitlines()[2:4]] == [["one", "unchanged"], ["two", "refused"]]


def test_a_process_of_its_own_gives_its_result_or_says_how_it_ended(tmp_path: Path) -> None:
    assert run_apart(faulty, 2) == 2
    late = run_apart(bad, (3, tmp_path), seconds=1)
    assert isinstance(late, Died)
    assert late.seconds == 1


def test_a_process_of_its_own_ends_with_the_one_that_began_it(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    command = [sys.executable, "-c", f"from test_fleet_cluster import begin; begin({str(mark)!r})"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while not mark.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.kill()
    deadline, seen = time.monotonic() + 30, b""
    while mark.read_bytes() != seen:
        assert time.monotonic() < deadline
        seen = mark.read_bytes()
        time.sleep(0.5)


def begin(mark: str) -> None:
    run_apart(keep_marking, mark)


def keep_marking(mark: str) -> None:
    for _ in range(1000):
        Path(mark).write_bytes(os.urandom(8))
        time.sleep(0.1)
