"""Run one function over many tasks, a fresh process each, so that memory does not grow with their number.

Not a pool: ProcessPoolExecutor(max_tasks_per_child=...) can hang for good on Python 3.11, and
multiprocessing.Pool waits for ever for a worker that was killed. Here a death is a result, and so is
being stopped after too long a time.

Nor workers that take several tasks: giving back the memory of one takes as long as the imports that are
saved. Instead processes are forked from one that has imported everything and done nothing else, which
saves the imports and keeps each task on its own.
"""

import math
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from iso16363.errors import AuditError

T = TypeVar("T")
V = TypeVar("V")

_MAX_WORKERS = 8


class Died(Generic[T]):
    """A worker that ended without a result: by itself, or stopped because it took more than `seconds`."""

    def __init__(self, task: T, exit_code: int | None, seconds: float | None = None) -> None:
        self.task = task
        self.exit_code = exit_code
        self.seconds = seconds


class WorkerFault(Exception):
    """What a worker raised, as text: not every exception can be sent from one process to another."""


@dataclass(frozen=True, slots=True)
class _Running(Generic[T]):
    """A worker at its task, to be stopped at `until`."""

    process: BaseProcess
    task: T
    until: float


def processors() -> int:
    """How many processors this process may use, which the system or a container can limit."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def run_each(
    work: Callable[[T], V],
    tasks: Sequence[T],
    *,
    seconds: float | None = None,
    most: int = _MAX_WORKERS,
    preload: Sequence[str] = (),
) -> Iterator[V | Died[T]]:
    """Yield results as they come; one task alone is run in this process, unless there is a limit of time.

    A task that takes more than `seconds` is stopped; `most` bounds the processes, and `preload` names
    modules that all of them will need. On an interruption the workers are stopped before it goes on
    upwards. Raises WorkerFault, once all other tasks are done, for an exception in a worker.
    """
    workers = min(len(tasks), processors(), most)
    if len(tasks) < 2 and seconds is None:
        yield from map(work, tasks)
        return
    context = _forking(preload)
    waiting = list(reversed(tasks))
    running: dict[Connection, _Running[T]] = {}
    faults: list[WorkerFault] = []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                task = waiting.pop()
                receiver, process = _start(work, task, context)
                running[receiver] = _Running(process, task, time.monotonic() + (seconds or math.inf))
            for result in _ended(running, seconds):
                if isinstance(result, WorkerFault):
                    faults.append(result)
                else:
                    yield result
    finally:
        for one in running.values():
            one.process.terminate()
        for one in running.values():
            one.process.join()
    if faults:
        raise faults[0]


def _ended(running: dict[Connection, _Running[T]], seconds: float | None) -> Iterator[V | Died[T] | WorkerFault]:
    """Wait until a worker has ended or its time is over, and take what has ended out of those that run."""
    left = min(one.until for one in running.values()) - time.monotonic()
    ready = wait(list(running), None if math.isinf(left) else max(0, left))
    now = time.monotonic()
    for receiver in list(running):
        one = running[receiver]
        if receiver in ready:
            del running[receiver]
            yield _collect(receiver, one.process, one.task)
        elif one.until <= now:
            one.process.kill()
            one.process.join()
            receiver.close()
            del running[receiver]
            yield Died(one.task, one.process.exitcode, seconds)


def _forking(preload: Sequence[str]) -> BaseContext:
    """How processes are begun; elsewhere, libraries of the system do not bear being forked, or cannot be."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


@contextmanager
def beside(work: Callable[[T], V], task: T) -> Iterator[Callable[[], V]]:
    """Run one function in a process of its own while the block goes on; what is given waits for its result.

    Where the block fails, the process is stopped. Raises WorkerFault as run_each does, and AuditError
    where the process ended without a result.
    """
    receiver, process = _start(work, task, multiprocessing.get_context("spawn"))

    def finished() -> V:
        result: V | Died[T] | WorkerFault = _collect(receiver, process, task)
        if isinstance(result, WorkerFault):
            raise result
        if not isinstance(result, Died):
            return result
        ended = f"a process that worked for this one ended with code {process.exitcode}"
        raise AuditError(ended, remedy="Was there enough memory? Give the command again.")

    try:
        yield finished
    finally:
        if process.is_alive():
            process.terminate()
        process.join()


def _start(work: Callable[[T], V], task: T, context: BaseContext) -> tuple[Connection, BaseProcess]:
    receiver, sender = context.Pipe(duplex=False)
    process: BaseProcess = context.Process(target=_worker, args=(sender, work, task))  # type: ignore[attr-defined]
    # Ctrl-C reaches the whole group: the parent decides, and workers, which inherit this, say nothing
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.start()
    finally:
        signal.signal(signal.SIGINT, before)
    sender.close()
    return receiver, process


def _worker(sender: Connection, work: Callable[[T], V], task: T) -> None:
    try:
        sender.send(work(task))
    except Exception as error:  # noqa: BLE001 - the boundary of this process: the parent decides
        fault = WorkerFault("".join(traceback.format_exception_only(error)).strip())
        fault.add_note(traceback.format_exc())
        sender.send(fault)
    sender.close()


def _collect(receiver: Connection, process: BaseProcess, task: T) -> V | Died[T] | WorkerFault:
    try:
        result: V | Died[T] | WorkerFault = receiver.recv()
        process.join()
    except EOFError:
        process.join()
        result = Died(task, process.exitcode)
    receiver.close()
    return result
