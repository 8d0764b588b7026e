"""Work in fresh processes: results come back, deaths are results, an interruption stops the workers."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from iso16363.workspace import capacity
from iso16363.workspace.capacity import free_memory, processors, workers_that_fit
from iso16363.workspace.parallel import Died, Faulted, try_each


def double(number: int) -> int:
    return number * 2


def own_process(_: int) -> int:
    return os.getpid()


def die_on_two(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_of_all_tasks_come_back() -> None:
    assert sorted(r for r in try_each(double, range(5)) if isinstance(r, int)) == [0, 2, 4, 6, 8]
    assert list(try_each(double, [])) == []


def test_every_task_has_a_process_of_its_own_unless_it_is_alone() -> None:
    assert list(try_each(own_process, [1])) == [os.getpid()]
    processes = list(try_each(own_process, [1, 2, 3]))
    assert len(set(processes)) == 3
    assert os.getpid() not in processes


def test_a_killed_worker_is_a_result_and_the_others_go_on() -> None:
    results = list(try_each(die_on_two, [1, 2, 3]))
    dead = [r for r in results if isinstance(r, Died)]
    assert [(d.task, d.exit_code) for d in dead] == [(2, -signal.SIGKILL)]
    assert sorted(r for r in results if isinstance(r, int)) == [1, 3]


def fail_on_two(number: int) -> int:
    if number == 2:
        raise ZeroDivisionError("a planted fault")
    return number


def test_a_fault_is_a_result_with_its_task() -> None:
    results = list(try_each(fail_on_two, [1, 2, 3]))
    (faulted,) = (r for r in results if isinstance(r, Faulted))
    assert (faulted.task, str(faulted.fault)) == (2, "ZeroDivisionError: a planted fault")
    assert "fail_on_two" in "".join(faulted.fault.__notes__)
    assert sorted(r for r in results if isinstance(r, int)) == [1, 3]
    (alone,) = try_each(fail_on_two, [2])
    assert isinstance(alone, Faulted)
    assert isinstance(alone.fault, ZeroDivisionError)


def die_while_sending(seconds: float) -> bytes:
    if not seconds:
        return b""
    threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
    return b"x" * 200_000_000


def test_a_worker_killed_while_it_sends_its_result_is_a_death() -> None:
    results = list(try_each(die_while_sending, [0.05, 0.15, 0.25, 0.35, 0]))
    assert {type(r) for r in results} == {Died, bytes}


def cannot_be_sent(number: int) -> object:
    return (lambda: None) if number else number


def test_a_result_that_cannot_be_sent_is_a_fault() -> None:
    results = list(try_each(cannot_be_sent, [0, 1]))
    (faulted,) = (r for r in results if isinstance(r, Faulted))
    assert "pickle" in str(faulted.fault)


def test_a_limit_may_be_longer_than_the_system_waits() -> None:
    assert list(try_each(double, [1, 2], seconds=1e9)) in ([2, 4], [4, 2])


def test_as_many_workers_as_there_is_room_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(capacity, "processors", lambda: 64)
    for name in ("_MEMORY", "_GROUP", "_GROUPS"):
        monkeypatch.setattr(capacity, name, tmp_path / name)
    assert (free_memory(), workers_that_fit()) == (None, 8)
    (tmp_path / "_MEMORY").write_text("MemTotal: 99 kB\nMemAvailable:   67108864 kB\n", encoding="ascii")
    assert (free_memory(), workers_that_fit()) == (64 << 30, 64)
    (tmp_path / "_GROUP").write_text("1:cpu:/\n0::/a/b\n", encoding="ascii")
    (tmp_path / "_GROUPS" / "a" / "b").mkdir(parents=True)
    (tmp_path / "_GROUPS" / "a" / "b" / "memory.max").write_text("max\n", encoding="ascii")
    assert workers_that_fit() == 64
    (tmp_path / "_GROUPS" / "a" / "memory.max").write_text(f"{2 << 30}\n", encoding="ascii")
    assert workers_that_fit() == 5
    (tmp_path / "_MEMORY").write_text("MemAvailable: 1 kB\n", encoding="ascii")
    assert workers_that_fit() == 1
    monkeypatch.undo()
    assert 1 <= workers_that_fit() <= processors()


def test_leaving_early_stops_the_workers() -> None:
    begun = time.monotonic()
    for _ in try_each(sleep_if_odd, [0, 1, 1, 1]):
        break
    assert time.monotonic() - begun < 30


def sleep_if_odd(number: int) -> int:
    time.sleep(60 * (number % 2))
    return number


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_without_tracebacks_of_workers(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, time\n"
        "from iso16363.workspace.parallel import try_each\n"
        "if __name__ == '__main__':\n"
        "    print('ready', flush=True)\n"
        "    try:\n"
        "        list(try_each(time.sleep, [60, 60]))\n"
        "    except KeyboardInterrupt:\n"
        "        sys.exit(130)\n",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(1.5)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from iso16363.workspace.parallel import try_each\n"
        "def work(folder):\n"
        "    for _ in range(600):\n"
        "        (folder / str(os.getpid())).write_bytes(os.urandom(8))\n"
        "        time.sleep(0.1)\n"
        "if __name__ == '__main__':\n"
        "    list(try_each(work, [Path(sys.argv[1])] * 2, most=2))\n",
        encoding="utf-8",
    )
    marks = tmp_path / "marks"
    marks.mkdir()
    with subprocess.Popen(
        [sys.executable, script, marks],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
    ) as process:
        deadline = time.monotonic() + 60
        while len(list(marks.iterdir())) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.kill()
        _, err = process.communicate(timeout=30)  # workers hold it open as long as they live
    assert err == b""
    before = {p.name: p.read_bytes() for p in marks.iterdir()}
    time.sleep(0.5)
    assert {p.name: p.read_bytes() for p in marks.iterdir()} == before


def test_a_temporary_folder_with_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    """The forking server of multiprocessing binds a socket there, whose path may have 107 bytes."""
    folder = tmp_path / ("long" * 20)
    folder.mkdir()
    code = (
        "from iso16363.workspace.parallel import try_each\n"
        "if __name__ == '__main__':\n"
        "    print(sorted(try_each(abs, [-1, -2])))\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    done = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[1, 2]\n", "")
