"""Measure: whole processes from outside, functions from inside, always in turn with their floor."""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """Median of a measure and of its floor (seconds), their ratio pair by pair, and the limit set."""

    name: str
    seconds: float
    floor: float
    ratio: float
    limit: float | None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        return None if self.limit is None else self.ratio <= self.limit


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: seconds of wall time, and its peak memory in MiB.

    `below` is the peak of the largest process that it began, `work` the seconds processors worked for all.
    """

    seconds: float
    peak: float
    below: float = 0
    work: float = 0


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> Run:
    """Run a process with its output thrown away; its exit code is not judged, but a crash is."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})}
    )
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    process.returncode = code
    if code not in (0, 1):
        raise RuntimeError(f"{command} ended with {code}")
    return Run(time.perf_counter() - begun, usage.ru_maxrss / 1024)


def watched(command: Sequence[str], processors: int) -> Run:
    """Run a process on so many processors; look at what it and those below it take in memory (Linux)."""
    chosen = sorted(os.sched_getaffinity(0))[:processors]
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, chosen),  # noqa: PLW1509 - there are no threads here
    )
    peaks: dict[int, float] = {}
    work: dict[int, float] = {}
    while process.poll() is None:
        for pid, seconds in _session(process.pid):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
            work[pid] = seconds
        time.sleep(0.05)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command} ended with {process.returncode}")
    own = peaks.pop(process.pid, 0)
    return Run(time.perf_counter() - begun, own, max(peaks.values(), default=0), sum(work.values()))


def _session(leader: int) -> list[tuple[int, float]]:
    """Processes that belong to the session of one, with the seconds that processors worked for each."""
    found = []
    tick = os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                found.append((int(stat.parent.name), (int(fields[11]) + int(fields[12])) / tick))
    return found


def _peak(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0


def python(*arguments: str) -> list[str]:
    """A command of this interpreter."""
    return [sys.executable, *arguments]


def compare(
    name: str,
    measure: Callable[[], float],
    floor: Callable[[], float],
    *,
    limit: float | None,
    runs: int,
    note: str = "",
) -> Figure:
    """Take turns with the floor, so that a change of the machine's speed meets both."""
    measure(), floor()
    pairs = [(measure(), floor()) for _ in range(runs)]
    return Figure(
        name,
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
        limit,
        note,
    )


def timed(function: Callable[[], object]) -> Callable[[], float]:
    """Seconds that a function takes, with the garbage of the one before collected first."""

    def measure() -> float:
        gc.collect()
        begun = time.perf_counter()
        function()
        return time.perf_counter() - begun

    return measure


def table(figures: Sequence[Figure]) -> str:
    """Figures as lines for a person."""
    width = max(len(f.name) for f in figures)
    lines = [f"{'':{width}}  {'median':>9}  {'floor':>9}  {'ratio':>6}  {'limit':>6}"]
    for f in figures:
        limit = "" if f.limit is None else f"{f.limit:.2f}"
        verdict = {None: "", True: "  holds", False: "  FAILS"}[f.holds]
        lines.append(
            f"{f.name:{width}}  {f.seconds * 1000:7.1f}ms  {f.floor * 1000:7.1f}ms  {f.ratio:6.2f}  {limit:>6}{verdict}"
            + (f"  {f.note}" if f.note else "")
        )
    return "\n".join(lines)
