"""Write files whole or not at all: temporary file in the same folder, fsync, rename."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from iso16363.errors import UnwritableOutput


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary path beside the target; on success it takes the target's place at once.

    On any failure, also an interruption, the temporary file is removed and the target is as before.
    Raises UnwritableOutput.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise UnwritableOutput.from_os(target, error) from error
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as error:
        raise UnwritableOutput.from_os(target, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(target: Path, data: bytes) -> None:
    """Write one file whole or not at all."""
    with replacing(target) as temporary:
        temporary.write_bytes(data)


def write_text(target: Path, text: str) -> None:
    """Write one UTF-8 text file whole or not at all."""
    write_bytes(target, text.encode("utf-8"))


def write_stream(target: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Let `fill` write a file that appears whole or not at all."""
    with replacing(target) as temporary, temporary.open("wb") as stream:
        fill(stream)


def _mode(target: Path) -> int:
    """Permissions as they were, so that a private file stays private; else what is usual here."""
    if target.is_file():
        return stat.S_IMODE(target.stat().st_mode)
    current = os.umask(0)
    os.umask(current)
    return 0o666 & ~current
