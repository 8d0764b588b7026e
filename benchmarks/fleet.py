"""Many sites: time a site must not grow with their number, memory must not grow at all."""

import os
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.measure import Run, python, watched
from benchmarks.synthetic import write_site
from iso16363.catalog import Edition

_HEAD = (
    f"{'':34}  {'seconds':>8}  {'sites/s':>8}  {'busy':>5}  {'work/site':>9}  {'ratio':>6}  "
    f"{'parent MiB':>10}  {'worker MiB':>10}"
)
_NEAR_LINEAR = 1.15  # times the work that one site alone is


def fleet(edition: Edition, largest: int, built: int, answered: int | None = None) -> str:
    """Check, tabulate and build fleets of sites that have so many criteria `answered`, all where that is None.

    `busy` is how many processors worked, and the ratio that of their work for a site to the smallest fleet's:
    work and not time, for others may use the same machine.
    """
    lines = [_HEAD]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root / "site-0", edition, documents=60, citations=120, answered=answered)
        for command in (["check"], ["table", "--overwrite", "--output", str(root / "t.sqlite")]):
            lines += _looked_at(root, command, largest)
        lines += _built(root, built)
    return "\n".join([*lines, ""])


def _looked_at(root: Path, command: list[str], largest: int) -> list[str]:
    lines, floor = [], 0.0
    for size in sorted({n for n in (10, 100, 300, 1000) if n <= largest} | {largest}):
        workspace = _workspace(root, size)
        done = watched([*_tool(workspace), *command], processors=_processors())
        floor = floor or done.work / size
        lines.append(_line(f"{command[0]} of {size} sites", size, done, done.work / size / floor))
        shutil.rmtree(workspace)
    return lines


def _built(root: Path, largest: int) -> list[str]:
    """One site alone, in one process, is the floor."""
    alone = _workspace(root, 1)
    singles = []
    for _ in range(3):
        singles.append(watched([*_tool(alone), "build"], processors=1))
        shutil.rmtree(alone / "dist")
    floor = statistics.median(one.work for one in singles)
    lines = [_line("build of 1 site", 1, singles[-1], 1)]
    shutil.rmtree(alone)
    for size in sorted({max(2, largest // 4), largest}):
        for processors in sorted({1, _processors()}):
            workspace = _workspace(root, size)
            done = watched([*_tool(workspace), "build"], processors=processors)
            ratio = done.work / size / floor
            verdict = "  near linear" if ratio <= _NEAR_LINEAR else "  NOT LINEAR"
            name = f"build of {size} sites, {processors} processor{'s' * (processors > 1)}"
            lines.append(_line(name, size, done, ratio) + verdict)
            if processors > 1:
                again = watched([*_tool(workspace), "build"], processors=processors)
                lines.append(_line(f"build of {size} sites, unchanged", size, again, again.work / size / floor))
            shutil.rmtree(workspace)
    return lines


def _processors() -> int:
    return min(2, len(os.sched_getaffinity(0)))


def _tool(workspace: Path) -> list[str]:
    return python("-m", "iso16363", "--workspace", str(workspace))


def _workspace(root: Path, size: int) -> Path:
    workspace = root / f"fleet-{size}"
    for number in range(size):
        target = workspace / "sites" / f"site-{number}"
        shutil.copytree(root / "site-0", target)
        text = (target / "site.yaml").read_text(encoding="utf-8")
        (target / "site.yaml").write_text(text.replace("site-0", f"site-{number}"), encoding="utf-8")
    return workspace


def _line(name: str, size: int, done: Run, ratio: float) -> str:
    return (
        f"{name:34}  {done.seconds:8.2f}  {size / done.seconds:8.2f}  {done.work / done.seconds:5.2f}  "
        f"{done.work / size:9.3f}  {ratio:6.2f}  {done.peak:10.0f}  {done.below:10.0f}"
    )
