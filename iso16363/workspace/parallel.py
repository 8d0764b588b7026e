"""Run one function over many tasks, a fresh process each, so that memory does not grow with their number.

Not a pool: ProcessPoolExecutor(max_tasks_per_child=...) can hang for good on Python 3.11, and
multiprocessing.Pool waits for ever for a worker that was killed. Here a death is a result, and so are
being stopped after too long a time and a fault. A worker ends when the process that began it is gone.

Nor workers that take several tasks: giving back the memory of one takes as long as the imports that are
saved. Instead processes are forked from one that has imported everything and done nothing else, which
saves the imports and keeps each task on its own.
"""

import math
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from iso16363.errors import AuditError
from iso16363.workspace.capacity import workers_that_fit

T = TypeVar("T")
V = TypeVar("V")

_LONGEST_FOLDER = 70  # bytes: with /pymp-........ and /listener-........ it stays below 108, what a socket may have
_LONGEST_WAIT = 86400.0  # seconds; the system takes no number of milliseconds that is much larger


class Died(Generic[T]):
    """A worker that ended without a result: by itself, or stopped because it took more than `seconds`."""

    def __init__(self, task: T, exit_code: int | None, seconds: float | None = None) -> None:
        self.task = task
        self.exit_code = exit_code
        self.seconds = seconds


class WorkerFault(Exception):
    """What a worker raised, as text: not every exception can be sent from one process to another."""

    @classmethod
    def of(cls, error: BaseException) -> "WorkerFault":
        """The exception that is being handled, with its traceback as a note."""
        fault = cls("".join(traceback.format_exception_only(error)).strip())
        fault.add_note(traceback.format_exc())
        return fault


class Faulted(Generic[T]):
    """A task in which something happened that nobody expected: a WorkerFault, or where it was done here, itself."""

    def __init__(self, task: T, fault: Exception) -> None:
        self.task = task
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Running(Generic[T]):
    """A worker at its task, to be stopped at `until`."""

    process: BaseProcess
    task: T
    until: float


def try_each(
    work: Callable[[T], V],
    tasks: Sequence[T],
    *,
    seconds: float | None = None,
    most: int | None = None,
    preload: Sequence[str] = (),
) -> Generator[V | Died[T] | Faulted[T], None, None]:
    """Yield results as they come; one task alone is run in this process, unless there is a limit of time.

    A task that takes more than `seconds` is stopped; `most` bounds the processes, by default to what the
    machine has room for, and `preload` names modules that all of them will need. On an interruption the
    workers are stopped before it goes on upwards.
    """
    if len(tasks) < 2 and seconds is None:
        yield from (_done_here(work, task) for task in tasks)
        return
    workers = min(len(tasks), most or workers_that_fit())
    context = _forking(preload)
    waiting = list(reversed(tasks))
    running: dict[Connection, _Running[T]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                task = waiting.pop()
                receiver, process = _start(work, task, context)
                running[receiver] = _Running(process, task, time.monotonic() + (seconds or math.inf))
            yield from _ended(running, seconds)
    finally:
        for one in running.values():
            one.process.terminate()
        for one in running.values():
            one.process.join()


def _done_here(work: Callable[[T], V], task: T) -> V | Faulted[T]:
    try:
        return work(task)
    except Exception as error:  # noqa: BLE001 - as in a worker: whoever asked decides
        return Faulted(task, error)


def _ended(running: dict[Connection, _Running[T]], seconds: float | None) -> Iterator[V | Died[T] | Faulted[T]]:
    """Wait until a worker has ended or its time is over, and take what has ended out of those that run."""
    left = min(one.until for one in running.values()) - time.monotonic()
    ready = wait(list(running), min(max(0, left), _LONGEST_WAIT))
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
    """How processes are begun; elsewhere, libraries of the system do not bear being forked, or cannot be.

    Whoever forks is reached by a socket in the temporary folder, whose path must not be long.
    """
    if sys.platform != "linux" or len(os.fsencode(tempfile.gettempdir())) > _LONGEST_FOLDER:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


@contextmanager
def beside(work: Callable[[T], V], task: T) -> Iterator[Callable[[], V]]:
    """Run one function in a process of its own while the block goes on; what is given waits for its result.

    Where the block fails, the process is stopped. Raises WorkerFault for what happened in it, and AuditError
    where the process ended without a result.
    """
    receiver, process = _start(work, task, multiprocessing.get_context("spawn"))

    def finished() -> V:
        result: V | Died[T] | Faulted[T] = _collect(receiver, process, task)
        if isinstance(result, Faulted):
            raise result.fault
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


def end_with(parent_gone: Callable[[], object]) -> None:
    """End this process, whatever it does, once the function given comes back: a thread waits for that."""

    def watch() -> None:
        parent_gone()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _worker(sender: Connection, work: Callable[[T], V], task: T) -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        end_with(lambda: wait([sentinel]))
    answer: V | WorkerFault
    try:
        answer = work(task)
    except Exception as error:  # noqa: BLE001 - the boundary of this process: the parent decides
        answer = WorkerFault.of(error)
    with suppress(OSError):  # the parent is gone: nobody waits for it
        try:
            sender.send(answer)
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - what cannot be sent is a fault, too
            sender.send(WorkerFault.of(error))
        sender.close()


def _collect(receiver: Connection, process: BaseProcess, task: T) -> V | Died[T] | Faulted[T]:
    """What a worker sent; one that was killed while it did has sent nothing, or a part of a message."""
    result: V | Died[T] | Faulted[T]
    try:
        answer: V | WorkerFault = receiver.recv()
        process.join()
        result = Faulted(task, answer) if isinstance(answer, WorkerFault) else answer
    except (EOFError, OSError):
        process.join()
        result = Died(task, process.exitcode)
    except Exception as error:  # noqa: BLE001 - what came whole, and cannot be read here
        process.join()
        result = Faulted(task, WorkerFault.of(error))
    receiver.close()
    return result
