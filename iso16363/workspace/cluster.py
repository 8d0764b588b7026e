"""Run one function over many tasks on the workers of a Dask cluster, which see the same folders as we do.

Each task runs in a process of its own beside the Dask worker: it can be stopped, its memory is given back,
and threads of the worker do not meet in libraries that do not bear that. Where a Dask worker dies, the
scheduler gives its tasks to others, as often as its setting `allowed-failures` says.
"""

import platform
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeGuard, TypeVar

from iso16363.errors import AuditError, MissingLibrary, WrongUsage
from iso16363.workspace.apart import run_apart
from iso16363.workspace.freshness import program_key
from iso16363.workspace.parallel import Died, Faulted, WorkerFault

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
V = TypeVar("V")

_PATIENCE: Final = 30  # seconds to wait for the scheduler, for a first worker, and for another when all are gone


class OtherProgram(Exception):
    """A worker has another version of iso16363 or of a library: what it makes would not be the same bytes."""


class ProcessDied(Exception):
    """The process that did a task ended by itself; Dask then tries once more, perhaps elsewhere."""


def run_on_cluster(
    work: Callable[[T], V], tasks: Sequence[T], address: str, *, seconds: float | None = None, program: str = ""
) -> Generator[V | Died[T] | Faulted[T], None, None]:
    """Yield results as they come. A task whose workers died again and again, or that took too long, is Died.

    With `program`, the key of ours, workers have to have the same. Raises MissingLibrary, WrongUsage for an
    address where no scheduler answers, or whose workers have another version than we, and AuditError where
    the connection is lost or no worker is left.
    """
    blamed: list[T] = []
    with _connected(address) as client:

        def begin(task: T) -> "Future[Any]":
            return client.submit(do_on_worker, work, task, program, seconds, pure=False, retries=1)

        for result in _results(client, {begin(task): task for task in tasks}, address):
            if _workers_died(result):
                blamed.append(result.task)
            else:
                yield result
        for task in blamed:  # alone, for a dead worker is blamed on every task that it held
            yield from _results(client, {begin(task): task}, address)


def _results(client: "Client", pending: "dict[Future[Any], T]", address: str) -> Iterator[V | Died[T] | Faulted[T]]:
    while pending:
        for future in _finished(client, pending, address):
            yield _result(future, pending.pop(future))
            future.release()


def _workers_died(result: object) -> TypeGuard[Died[Any]]:
    return isinstance(result, Died) and result.exit_code is None and result.seconds is None


def do_on_worker(work: Callable[[T], V], task: T, program: str, seconds: float | None) -> V | Died[T]:
    """Do one task beside the Dask worker that this is called in. Raises OtherProgram and ProcessDied."""
    if program and program_key() != program:
        raise OtherProgram(platform.node())
    result: V | Died[T] = run_apart(work, task, seconds=seconds)
    if isinstance(result, Died) and result.seconds is None:
        raise ProcessDied(result.exit_code)
    return result


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    try:
        from distributed import Client
    except ImportError as error:
        remedy = "Install it here and on the workers: pip install 'iso16363[fleet]'"
        raise MissingLibrary("building on a cluster needs the library distributed", remedy=remedy) from error
    with ExitStack() as stack:
        try:
            client = stack.enter_context(Client(address, timeout=_PATIENCE))
        except (OSError, ValueError) as error:
            remedy = "Give the address that `dask scheduler` says, such as tcp://node1:8786."
            raise WrongUsage(f"no scheduler of Dask answers ({error})", where=address, remedy=remedy) from error
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            remedy = "Begin some: dask worker " + address
            raise WrongUsage("the scheduler has no workers", where=address, remedy=remedy) from error
        yield client


def _finished(client: "Client", pending: "dict[Future[Any], T]", address: str) -> "set[Future[Any]]":
    """What has ended since; asks again from time to time whether there still is a worker at all."""
    from distributed import wait

    while True:
        try:
            return set(wait(list(pending), timeout=_PATIENCE, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            if client.status != "running" or not client.nthreads():
                raise _lost(address) from None
        except OSError as error:
            raise _lost(address) from error


def _lost(address: str) -> AuditError:
    remedy = "Give the command again: what was built is recognised and not built again."
    return AuditError("the scheduler, or the last of its workers, is gone", where=address, remedy=remedy)


def _result(future: "Future[Any]", task: T) -> V | Died[T] | Faulted[T]:
    from distributed.scheduler import KilledWorker

    if future.status == "finished":
        result: V | Died[T] = future.result()
        return result
    if future.status != "error":
        raise _lost("the cluster")
    error = future.exception()
    if isinstance(error, KilledWorker):
        return Died(task, None)
    if isinstance(error, ProcessDied):
        return Died(task, error.args[0])
    if isinstance(error, OtherProgram):
        remedy = "Give all machines the same environment: iso16363, Python and every library in the same version."
        raise WrongUsage(
            "this worker has another version of iso16363, or of a library, than is used here",
            where=str(error.args[0]),
            remedy=remedy,
        )
    return Faulted(task, error if isinstance(error, WorkerFault) else WorkerFault(repr(error)))
