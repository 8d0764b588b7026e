"""Reads the attached files of a register, several at a time, and says of each whether it is what was registered."""

import hashlib
import os
import stat
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from iso16363.checks.documents import leaves_folder
from iso16363.model.documents import Document

_BLOCK: Final = 1 << 20
_MAX_WORKERS: Final = 8
_NO_WAITING: Final = getattr(os, "O_NONBLOCK", 0)  # whoever opens a pipe would wait for ever

Advance = Callable[[int], None]


class FileState(StrEnum):
    """What looking at an attached file showed."""

    MATCHES = "matches"
    UNPINNED = "unpinned"
    CHANGED = "changed"
    MISSING = "missing"
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class FileLook:
    """One attached file: its state, what it holds where it could be read, and why it could not be."""

    path: str
    state: FileState
    size: int = 0
    sha256: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A file that is there and still has to be read."""

    path: str
    target: Path
    size: int


class _Stopped(Exception):
    """Somebody interrupted us; nobody waits for the rest of a large file."""


@dataclass(frozen=True, slots=True)
class RegisteredFiles:
    """The attached files of a register as the folder has them; nothing of them is read yet."""

    pinned: Mapping[str, str | None]
    found: tuple[FileLook | _Waiting, ...]

    @property
    def size(self) -> int:
        """Bytes that there are to read."""
        return sum(found.size for found in self.found if isinstance(found, _Waiting))

    @property
    def states(self) -> dict[str, FileState]:
        """What can be said of each without reading it; one that is there passes for the right one."""
        there = {True: FileState.MATCHES, False: FileState.UNPINNED}
        return {f.path: there[bool(self.pinned[f.path])] if isinstance(f, _Waiting) else f.state for f in self.found}

    def read(self, advance: Advance = lambda _: None) -> list[FileLook]:
        """Read every file once and hold it against its checksum, in the order of the register.

        Files are read in blocks, so memory does not grow with their size. `advance` is told the bytes as
        they are read, one caller at a time.
        """
        waiting = sorted((f for f in self.found if isinstance(f, _Waiting)), key=lambda f: -f.size)
        read = {look.path: look for look in _read_all(waiting, advance)}
        looks = (read[f.path] if isinstance(f, _Waiting) else f for f in self.found)
        return [_judged(look, self.pinned[look.path]) for look in looks]


def registered_files(base: Path, documents: Mapping[str, Document]) -> RegisteredFiles:
    """Look up the registered paths below documents/, each once; of one registered twice, the first checksum counts."""
    pinned = {d.path: d.sha256 for d in reversed(tuple(documents.values())) if d.path}
    root = os.path.realpath(base)
    paths = dict.fromkeys(d.path for d in documents.values() if d.path)
    return RegisteredFiles(pinned, tuple(_found(base, root, path) for path in paths))


def _judged(look: FileLook, pinned: str | None) -> FileLook:
    if look.state is not FileState.MATCHES:
        return look
    state = FileState.UNPINNED if pinned is None else look.state if look.sha256 == pinned else FileState.CHANGED
    return FileLook(look.path, state, look.size, look.sha256)


def _found(base: Path, root: str, path: str) -> FileLook | _Waiting:
    if leaves_folder(path):
        return FileLook(path, FileState.OUTSIDE)
    target = base / path
    try:
        if not os.path.realpath(target).startswith(f"{root}{os.sep}"):
            return FileLook(path, FileState.OUTSIDE, reason="through a link")
        status = target.stat()
    except (FileNotFoundError, NotADirectoryError):
        return FileLook(path, FileState.MISSING)
    except (OSError, ValueError) as error:  # a loop of links, too long a name, no permission
        return FileLook(path, FileState.UNREADABLE, reason=_reason(error))
    if not stat.S_ISREG(status.st_mode):
        return FileLook(path, FileState.MISSING, reason="a folder, device or pipe is there")
    return _Waiting(path, target, status.st_size)


def _read_all(waiting: Sequence[_Waiting], advance: Advance) -> list[FileLook]:
    """Several workers take one file after the other: of thousands of small ones, none is a task of its own."""
    line, stop, turn = deque(waiting), threading.Event(), threading.Lock()

    def told(number: int) -> None:
        with turn:
            advance(number)

    def work() -> list[FileLook]:
        looks = []
        while not stop.is_set() and (file := _next(line)):
            looks.append(_read(file, told, stop))
        return looks

    number = min(max(len(waiting), 1), os.cpu_count() or 1, _MAX_WORKERS)
    with ThreadPoolExecutor(number) as pool:
        try:
            workers = [pool.submit(work) for _ in range(number)]
            return [look for worker in workers for look in worker.result()]
        except BaseException:
            stop.set()
            raise


def _next(line: "deque[_Waiting]") -> _Waiting | None:
    try:
        return line.popleft()
    except IndexError:
        return None


def _read(file: _Waiting, advance: Advance, stop: threading.Event) -> FileLook:
    try:
        size, sha256 = _digest(file, advance, stop)
    except OSError as error:
        return FileLook(file.path, FileState.UNREADABLE, file.size, reason=_reason(error))
    if sha256 is None:
        return FileLook(file.path, FileState.BUSY, size)
    return FileLook(file.path, FileState.MATCHES, size, sha256)


def _digest(file: _Waiting, advance: Advance, stop: threading.Event) -> tuple[int, str | None]:
    """Size and checksum; no checksum where somebody wrote into the file meanwhile."""
    digest, block = hashlib.sha256(), memoryview(bytearray(min(_BLOCK, file.size + 1)))
    handle = os.open(file.target, os.O_RDONLY | _NO_WAITING | getattr(os, "O_BINARY", 0))
    with open(handle, "rb", buffering=0) as stream:  # noqa: PTH123 - a path would be opened without our flags
        before = os.fstat(handle)
        while got := stream.readinto(block):
            if stop.is_set():
                raise _Stopped
            digest.update(block[:got])
            advance(got)
        after = os.fstat(handle)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return after.st_size, digest.hexdigest() if same else None


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
