"""Run one function over many tasks, a fresh process each, so that memory does not grow with their number.

Not a pool: ProcessPoolExecutor(max_tasks_per_child=...) can hang for good on Python 3.11, and
multiprocessing.Pool waits for ever for a worker that was killed. Here a death is a result.
"""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

from iso16363.errors import AuditError

T = TypeVar("T")
V = TypeVar("V")

_MAX_WORKERS = 8


class Died(Generic[T]):
    """A worker that ended without a result."""

    def __init__(self, task: T, exit_code: int | None) -> None:
        self.task = task
        self.exit_code = exit_code


class WorkerFault(Exception):
    """What a worker raised, as text: not every exception can be sent from one process to another."""


def run_each(work: Callable[[T], V], tasks: Sequence[T]) -> Iterator[V | Died[T]]:
    """Yield results as they come; one task alone is run in this process.

    On an interruption the workers are stopped before it goes on upwards. Raises WorkerFault, once all
    other tasks are done, for an exception in a worker.
    """
    workers = min(len(tasks), os.cpu_count() or 1, _MAX_WORKERS)
    if workers < 2:
        yield from map(work, tasks)
        return
    waiting = list(reversed(tasks))
    running: dict[Connection, tuple[SpawnProcess, T]] = {}
    faults: list[WorkerFault] = []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                task = waiting.pop()
                receiver, process = _start(work, task)
                running[receiver] = (process, task)
            ready = wait(list(running))
            for receiver in [r for r in running if r in ready]:
                result = _collect(receiver, *running.pop(receiver))
                if isinstance(result, WorkerFault):
                    faults.append(result)
                else:
                    yield result
    finally:
        for process, _ in running.values():
            process.terminate()
        for process, _ in running.values():
            process.join()
    if faults:
        raise faults[0]


@contextmanager
def beside(work: Callable[[T], V], task: T) -> Iterator[Callable[[], V]]:
    """Run one function in a process of its own while the block goes on; what is given waits for its result.

    Where the block fails, the process is stopped. Raises WorkerFault as run_each does, and AuditError
    where the process ended without a result.
    """
    receiver, process = _start(work, task)

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


def _start(work: Callable[[T], V], task: T) -> tuple[Connection, SpawnProcess]:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_worker, args=(sender, work, task))
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


def _collect(receiver: Connection, process: SpawnProcess, task: T) -> V | Died[T] | WorkerFault:
    try:
        result: V | Died[T] | WorkerFault = receiver.recv()
        process.join()
    except EOFError:
        process.join()
        result = Died(task, process.exitcode)
    receiver.close()
    return result
