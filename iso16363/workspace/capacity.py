"""What the machine has for work side by side: processors, and memory that is free."""

import os
import sys
from pathlib import Path, PurePosixPath
from typing import Final

_WORKER: Final = 400 << 20
"""Bytes that a process takes while it makes a large report."""
_UNKNOWN: Final = 8  # processes, where the system does not say how much memory is free
_MEMORY: Final = Path("/proc/meminfo")
_GROUP: Final = Path("/proc/self/cgroup")
_GROUPS: Final = Path("/sys/fs/cgroup")


def processors() -> int:
    """How many processors this process may use, which the system or a container can limit."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def workers_that_fit() -> int:
    """How many processes at a time: one a processor, as far as memory goes, and one in any case."""
    room = free_memory()
    return max(1, min(processors(), _UNKNOWN if room is None else room // _WORKER))


def free_memory() -> int | None:
    """Bytes that new processes can have, not more than a container or a service is allowed; None if nobody says."""
    try:
        lines = _MEMORY.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    named = dict(line.split(":", 1) for line in lines if ":" in line)
    try:
        free = int(named["MemAvailable"].split()[0]) << 10
    except (KeyError, ValueError, IndexError):
        return None
    return min([free, *_allowed()])


def _allowed() -> list[int]:
    """What the control groups allow that this process is in, where there are any."""
    try:
        lines = _GROUP.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    own = [PurePosixPath(line.removeprefix("0::/")) for line in lines if line.startswith("0::/")]
    found = [_limit(_GROUPS / group / "memory.max") for name in own for group in (name, *name.parents)]
    found.append(_limit(_GROUPS / "memory" / "memory.limit_in_bytes"))
    return [limit for limit in found if limit is not None]


def _limit(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
