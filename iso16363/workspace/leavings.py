"""Temporary folders of commands that make many things: named by who makes them, swept once their maker is gone."""

import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

_PART: Final = ".part"
_ABANDONED: Final = 86400  # seconds: the longest that a site may be given
_MADE_BY: Final = re.compile(r"(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]+)\.[^.]+\.part$")


def maker() -> str:
    """Name this machine and this process, as the folders do that they make."""
    return f"{_machine()}-{os.getpid()}"


@cache
def _machine() -> str:
    """The machine, or the container: numbers of processes mean something only within it."""
    try:
        numbered = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        numbered = ""
    return hashlib.sha256(f"{platform.node()} {numbered}".encode()).hexdigest()[:8]


def new_part(folder: Path, by: str, stem: str = "") -> Path:
    """Make a hidden folder for what `by` makes; `stem` tells those of several targets in one folder apart."""
    return Path(tempfile.mkdtemp(prefix=f".{stem}{by}.", suffix=_PART, dir=folder))


def remove_parts(folder: Path, by: str, stem: str = "") -> None:
    """Remove what one maker has left in a folder."""
    for left in _parts(folder, f"{stem}{by}."):
        shutil.rmtree(left, ignore_errors=True)


def sweep(folder: Path, stem: str = "") -> None:
    """Remove what those have left who are gone: at once where that can be told, else after a day."""
    for left in _parts(folder, stem):
        with suppress(OSError):  # another command has just removed it
            if _is_left(left):
                shutil.rmtree(left, ignore_errors=True)


def _parts(folder: Path, stem: str) -> list[Path]:
    """Looked for in every folder of a thousand sites, so with one scan and no pattern."""
    try:
        with os.scandir(folder) as found:
            named = [one for one in found if one.name.startswith(f".{stem}") and one.name.endswith(_PART)]
            return [Path(one.path) for one in named if one.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def _is_left(part: Path) -> bool:
    made = _MADE_BY.search(part.name)
    if made and made["machine"] == _machine() and not _lives(int(made["process"])):
        return True
    return time.time() - part.stat().st_mtime > _ABANDONED


def _lives(process: int) -> bool:
    """Whether a process of this machine is there, or may be; one that nobody has taken leave of is not."""
    if sys.platform == "win32":  # to ask for it there would end it
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return True
    return state[:1] not in (["Z"], ["X"])
