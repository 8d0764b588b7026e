"""Copies a site's documents into a package: each is read once, copied and hashed twice on the way."""

import contextlib
import hashlib
import io
import os
import stat
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from iso16363.errors import UnwritableOutput, WrongUsage
from iso16363.workspace.attachments import attached_file
from iso16363.workspace.reading import unreadable

_BLOCK: Final = 4 << 20
_MAX_WORKERS: Final = 8
_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_WRITING: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """An attached file to read, by its path in the register; `target` is None where it is not copied.

    `pinned` says that its checksum is known, so that a change while we read it will be noticed.
    """

    path: str
    target: Path | None
    size: int = 0
    pinned: bool = True


@dataclass(frozen=True, slots=True)
class Sums:
    """What a file was found to hold."""

    size: int
    sha256: str
    sha512: str


class _Stopped(Exception):
    """Another file could not be copied, or somebody interrupted us: nobody waits for the rest of a large one."""


def copy_documents(
    base: Path, jobs: Sequence[Job], advance: Advance = lambda _: None, spare: int = 0
) -> dict[str, Sums]:
    """Read every file below `base` once; give what each holds, without those that are gone.

    Memory does not grow with the size of files. `advance` is told the bytes as they are read, one
    caller at a time. `spare` processors are left to work that goes on beside. Raises UnreadableInput,
    UnwritableOutput, and WrongUsage where somebody writes into a file whose checksum is not known.
    """
    for folder in dict.fromkeys(job.target.parent for job in jobs if job.target):
        make_folders(folder)
    workers = max(1, min(len(jobs), (os.cpu_count() or 1) - spare, _MAX_WORKERS))
    with ThreadPoolExecutor(workers) as pool, ThreadPoolExecutor(workers) as hashing, ThreadPoolExecutor(1) as disk:
        copier = _Copier(base, advance, hashing, disk)
        order = sorted(jobs, key=lambda job: -job.size)  # the largest first, so that no core is left with it alone
        waiting = {job.path: pool.submit(copier.copied, job) for job in order}
        try:
            found = {job.path: waiting[job.path].result() for job in jobs}
            copier.settle()
        except BaseException as error:  # noqa: BLE001 - whatever it is goes on upwards
            copier.stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise _cause(error, waiting.values()) from None
    return {path: sums for path, sums in found.items() if sums}


def _cause(error: BaseException, all_of_them: Iterable[Future[Sums | None]]) -> BaseException:
    """What went wrong first where the others were only stopped because of it."""
    if not isinstance(error, _Stopped | CancelledError):
        return error
    failed = (f.exception() for f in all_of_them if not f.cancelled())
    return next((e for e in failed if e and not isinstance(e, _Stopped)), error)


def make_folders(folder: Path) -> None:
    """Make a folder of a package, and those above it that are missing, for everybody to read."""
    missing = [one for one in (folder, *folder.parents) if not one.is_dir()]
    for one in reversed(missing):
        try:
            one.mkdir(exist_ok=True)
            one.chmod(0o755)
        except OSError as error:
            raise UnwritableOutput.from_os(one, error) from error


class _Copier:
    """What the threads share."""

    def __init__(self, base: Path, advance: Advance, hashing: ThreadPoolExecutor, disk: ThreadPoolExecutor) -> None:
        self.base, self.hashing, self.disk = base, hashing, disk
        self.stop, self.turn, self.own = threading.Event(), threading.Lock(), threading.local()
        self.advance, self.settling = advance, list[Future[None]]()

    def copied(self, job: Job) -> Sums | None:
        """Copy one file; None where it is not there any more, or is no file below the folder."""
        try:
            with contextlib.ExitStack() as stack:
                source = self._opened(job, stack)
                return None if source is None else self._written(job, source)
        except BaseException:
            self.stop.set()
            raise

    def _opened(self, job: Job, stack: contextlib.ExitStack) -> io.FileIO | None:
        """The file itself. Where it is a link, that it stays below the folder is seen at this moment."""
        try:
            folder, file = attached_file(self.base, job.path)
            real = file.resolve()
            if not real.is_relative_to(folder.resolve()) or not stat.S_ISREG(real.stat().st_mode):
                return None
            handle = os.open(real, _READING)
        except (FileNotFoundError, NotADirectoryError, RuntimeError):  # the last for a loop of links
            return None
        except OSError as error:
            raise unreadable(attached_file(self.base, job.path)[1], error) from error
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # replaced between the two looks
            os.close(handle)
            return None
        return stack.enter_context(io.FileIO(handle, "rb"))

    def _written(self, job: Job, source: io.FileIO) -> Sums:
        if job.target is None:
            return self._pumped(job, source, None)
        try:
            target = os.open(job.target, _WRITING, 0o644)
        except OSError as error:
            raise UnwritableOutput.from_os(job.target, error) from error
        try:
            sums = self._pumped(job, source, target)
            if sums.size >= _BLOCK:  # small files settle faster all together, at the end
                self.settling.append(self.disk.submit(_settle, job.target, os.dup(target)))
            return sums
        finally:
            os.close(target)
            job.target.chmod(0o644)

    def settle(self) -> None:
        """Wait until large copies are on the disk, which they were sent to while others were still read."""
        for future in self.settling:
            future.result()

    def _pumped(self, job: Job, source: io.FileIO, target: int | None) -> Sums:
        """Read block by block; where there is more than one, the slower checksum has a thread of its own."""
        sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
        before, buffer = os.fstat(source.fileno()), self._buffer()
        while got := self._read(job, source, buffer):
            if self.stop.is_set():
                raise _Stopped
            block = buffer[:got]
            other = self.hashing.submit(sha512.update, block) if got == len(buffer) else None
            sha256.update(block)
            if target is not None:
                self._write(job, target, block)
            other.result() if other else sha512.update(block)
            size += got
            with self.turn:
                self.advance(got)
        after = os.fstat(source.fileno())
        if not job.pinned and (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            remedy = "Wait until it is finished, and give the command again."
            where = str(attached_file(self.base, job.path)[1])
            raise WrongUsage("was changed while the package was made", where=where, remedy=remedy)
        return Sums(size, sha256.hexdigest(), sha512.hexdigest())

    def _buffer(self) -> memoryview:
        if not hasattr(self.own, "buffer"):
            self.own.buffer = memoryview(bytearray(_BLOCK))
        buffer: memoryview = self.own.buffer
        return buffer

    def _read(self, job: Job, source: io.FileIO, buffer: memoryview) -> int:
        try:
            return source.readinto(buffer) or 0
        except OSError as error:
            raise unreadable(attached_file(self.base, job.path)[1], error) from error

    @staticmethod
    def _write(job: Job, target: int, block: memoryview) -> None:
        try:
            while block:
                block = block[os.write(target, block) :]
        except OSError as error:
            raise UnwritableOutput.from_os(job.target or Path(), error) from error


def _settle(target: Path, handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        raise UnwritableOutput.from_os(target, error) from error
    finally:
        os.close(handle)
