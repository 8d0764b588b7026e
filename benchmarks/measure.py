"""Measure: whole processes from outside, functions from inside, always in turn with their floor."""

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


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
    """One finished process: seconds of wall time, peak memory in MiB."""

    seconds: float
    peak: float


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
