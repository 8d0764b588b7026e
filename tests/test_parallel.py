"""Work in fresh processes: results come back, deaths are results, an interruption stops the workers."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from iso16363.workspace.parallel import Died, WorkerFault, run_each


def double(number: int) -> int:
    return number * 2


def own_process(_: int) -> int:
    return os.getpid()


def die_on_two(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_results_of_all_tasks_come_back() -> None:
    assert sorted(r for r in run_each(double, range(5)) if not isinstance(r, Died)) == [0, 2, 4, 6, 8]
    assert list(run_each(double, [])) == []


def test_every_task_has_a_process_of_its_own_unless_it_is_alone() -> None:
    assert list(run_each(own_process, [1])) == [os.getpid()]
    processes = list(run_each(own_process, [1, 2, 3]))
    assert len(set(processes)) == 3
    assert os.getpid() not in processes


def test_a_killed_worker_is_a_result_and_the_others_go_on() -> None:
    results = list(run_each(die_on_two, [1, 2, 3]))
    dead = [r for r in results if isinstance(r, Died)]
    assert [(d.task, d.exit_code) for d in dead] == [(2, -signal.SIGKILL)]
    assert sorted(r for r in results if isinstance(r, int)) == [1, 3]


def fail_on_two(number: int) -> int:
    if number == 2:
        raise ZeroDivisionError("a planted fault")
    return number


def test_a_fault_in_a_worker_is_told_when_the_others_are_done() -> None:
    results = run_each(fail_on_two, [1, 2, 3])
    assert sorted(r for r in (next(results), next(results)) if isinstance(r, int)) == [1, 3]
    with pytest.raises(WorkerFault, match="ZeroDivisionError: a planted fault") as raised:
        next(results)
    assert "fail_on_two" in "".join(raised.value.__notes__)


def test_leaving_early_stops_the_workers() -> None:
    begun = time.monotonic()
    for _ in run_each(sleep_if_odd, [0, 1, 1, 1]):
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
        "from iso16363.workspace.parallel import run_each\n"
        "if __name__ == '__main__':\n"
        "    print('ready', flush=True)\n"
        "    try:\n"
        "        list(run_each(time.sleep, [60, 60]))\n"
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
