"""Where a package is made and how it gets its name: whole or not at all, whatever stops us."""

import ctypes
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from iso16363.errors import UnwritableOutput
from iso16363.model.variant import Variant
from iso16363.workspace.handing_taken import refuse_taken, taken

if sys.platform != "win32":
    import fcntl

_YOUNG: Final = 60  # seconds in which another run may have made its folder and not locked it yet
_ABANDONED: Final = 86400  # seconds after which a folder is given up where there are no locks
_PART: Final = ".part"
_OURS: Final = re.compile(
    rf"\.([a-z0-9-]+-({'|'.join(Variant)})-[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(-draft)?)\.[a-z0-9_]{{8}}\{_PART}"
)
"""Hidden folders of this module: name of the package, letters of the system."""


class Staging:
    """A hidden folder beside the target in which a package is made; gone afterwards, whatever happens.

    It is locked as long as we live, so that the next run knows what a killed one left.
    """

    def __init__(self, output: Path, name: str) -> None:
        self.output, self.name = output, name
        self.folder = output
        self.lock: int | None = None
        self.ours: list[Path] = []
        self.undo: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        try:
            self.ours = [p for p in (self.output, *self.output.parents) if not p.exists()]
            self.output.mkdir(parents=True, exist_ok=True)
            _sweep(self.output)
            self.folder = Path(tempfile.mkdtemp(prefix=f".{self.name}.", suffix=_PART, dir=self.output))
            self.lock = _locked(self.folder)
            (self.folder / self.name).mkdir()
            (self.folder / self.name).chmod(0o755)
        except OSError as error:
            self._clear()
            raise UnwritableOutput.from_os(self.output, error) from error
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._clear()
        if isinstance(error, OSError) and self._is_ours(error):
            raise UnwritableOutput.from_os(self.output / self.name, error) from error

    @property
    def bag(self) -> Path:
        """The package as it grows."""
        return self.folder / self.name

    @property
    def archive(self) -> Path:
        """The .zip as it grows."""
        return self.folder / f"{self.name}.zip"

    def settle(self) -> None:
        """Have everything on the disk before it gets its name, so that a power failure leaves no half package."""
        if sys.platform == "win32":  # which has no such call
            return
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            _sync(handle)
        finally:
            os.close(handle)

    def publish(self, *, overwrite: bool) -> None:
        """Give what was made its final names. Raises WrongUsage where somebody else was faster.

        A .zip of the package that is replaced goes with it, also where no new one was made.
        """
        refuse_taken(self.output, self.name, overwrite=overwrite)  # again: making it may have taken an hour
        try:
            if overwrite and not self.archive.exists():
                self._set_aside(self.output / self.archive.name)
            for made in (self.archive, self.bag):
                if made.exists():
                    self._publish(made, self.output / made.name, overwrite=overwrite)
            with suppress(OSError):  # a name that is lost by a power failure takes nothing else with it
                handle = os.open(self.output, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        except BaseException:
            self.withdraw()
            raise

    def withdraw(self) -> None:
        """Take back what was published, and put back what it replaced."""
        while self.undo:
            self.undo.pop()()

    def _publish(self, made: Path, target: Path, *, overwrite: bool) -> None:
        if overwrite:
            self._set_aside(target)
        try:
            if made.is_dir():
                made.rename(target)  # fails where there is a package, for that is a folder with something in it
            else:
                _link(made, target)
        except OSError as error:
            if target.exists():
                raise taken(target) from error
            raise
        self.undo.append(lambda: _moved(target, made))

    def _set_aside(self, target: Path) -> None:
        """Move away what is replaced; it is put back where the new one cannot be published."""
        if target.exists():
            old = self.folder / f"{target.name}.old"
            target.rename(old)
            self.undo.append(lambda: _moved(old, target))

    def _is_ours(self, error: OSError) -> bool:
        """Whether it is about what we write, not about a file that we read."""
        return error.filename is None or Path(os.fsdecode(error.filename)).is_relative_to(self.output)

    def _clear(self) -> None:
        if self.folder != self.output:
            shutil.rmtree(self.folder, ignore_errors=True)
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None
        for folder in self.ours:
            with suppress(OSError):  # holds something
                folder.rmdir()


def _link(made: Path, target: Path) -> None:
    """Give a file a name that is free: a rename would not say that it is not."""
    try:
        target.hardlink_to(made)
    except FileExistsError:
        raise
    except OSError:  # no such links on this disk
        if target.exists():
            raise
        made.rename(target)
        return
    made.unlink()  # renaming one of two names of a file into the other does nothing


def _moved(source: Path, target: Path) -> None:
    with suppress(OSError):
        source.replace(target)


def _locked(folder: Path) -> int | None:
    """A handle that keeps the folder locked; None where the system has no such locks."""
    if sys.platform == "win32":
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:
        os.close(handle)
        return None
    return handle


def _sweep(output: Path) -> None:
    """Remove what a killed run left, and nothing else: nobody holds its lock any more."""
    for left in output.glob(f".*{_PART}"):
        with suppress(OSError):  # the other run has just ended, or holds the lock
            age = time.time() - left.stat().st_mtime
            if age < _YOUNG or left.is_symlink() or not left.is_dir() or not _is_left(left):
                continue
            lock = _locked(left)
            if lock is not None or age > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
            if lock is not None:
                os.close(lock)


def _is_left(folder: Path) -> bool:
    """Whether a folder is named as ours are, and holds nothing but what we put there."""
    match = _OURS.fullmatch(folder.name)
    if match is None:
        return False
    made = {match[1], f"{match[1]}.zip"}
    return {entry.name for entry in folder.iterdir()} <= made | {f"{name}.old" for name in made}


def _sync(handle: int) -> None:
    """One call for the whole disk: thousands of small files would each cost a turn of it."""
    sync = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if sync is None:
        os.sync()
    elif sync(handle):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
