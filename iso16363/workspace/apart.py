"""One function in a process of its own, from where multiprocessing cannot begin one: threads and daemons of others.

`python -m iso16363.workspace.apart` is that process. What is pickled comes from our own process on the
same machine and goes back to it.
"""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from iso16363.workspace.parallel import Died, WorkerFault, end_with

T = TypeVar("T")
V = TypeVar("V")

_ASKING = 1.0  # seconds between two looks at whether the process that began this one is still there


def run_apart(work: Callable[[T], V], task: T, *, seconds: float | None = None) -> V | Died[T]:
    """Run a function that can be imported by name; a death, or more than `seconds`, is a result.

    Raises WorkerFault for an exception in it.
    """
    command = [sys.executable, "-m", "iso16363.workspace.apart", str(os.getpid())]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    given = pickle.dumps((work, task))
    try:
        done = subprocess.run(
            command, input=given, stdout=subprocess.PIPE, env=environment, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Died(task, None, seconds)
    if done.returncode or not done.stdout:
        return Died(task, done.returncode)
    result: V | WorkerFault = pickle.loads(done.stdout)  # noqa: S301 - written by the process begun above
    if isinstance(result, WorkerFault):
        raise result
    return result


def _parent_gone() -> None:
    """Come back when this process is no longer the child of the one that began it."""
    while os.getppid() == int(sys.argv[1]):
        time.sleep(_ASKING)


def _answer() -> None:
    """Read a function and what it works on, and write what it gives; what it prints goes where errors go."""
    end_with(_parent_gone)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        work, task = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the process that began this one
        result = work(task)
    except Exception as error:  # noqa: BLE001 - the boundary of this process: whoever began it decides
        result = WorkerFault.of(error)
    with answers:
        pickle.dump(result, answers)


if __name__ == "__main__":
    _answer()
