"""Many sites: time a site must not grow with their number, memory must not grow at all."""

import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Run, python, watched
from benchmarks.synthetic import write_site
from iso16363.catalog import Edition

_HEAD = (
    f"{'':34}  {'seconds':>8}  {'sites/s':>8}  {'busy':>5}  {'work/site':>9}  {'ratio':>6}  "
    f"{'parent MiB':>10}  {'worker MiB':>10}"
)
_NEAR_LINEAR = 1.15  # times the work that one site alone is
_MILESTONE = "format: 1\nid: B\ntitle: B\nproject: B\ndue: 2027-01-31\nverification: B\nrule:\n  core: [{}]\n"
_ON_ONE = 100  # sites at most that one processor alone builds: more say no more, and take hours


def fleet(edition: Edition, largest: int, built: int, answered: int | None = None) -> Iterator[str]:
    """Check, tabulate and build fleets of sites that have so many criteria `answered`, all where that is None.

    Lines are given as they are measured, for a large fleet takes an hour. `busy` is how many processors worked,
    and the ratio that of their work for a site to the smallest fleet's: work and not time, for others may use
    the same machine.
    """
    yield _HEAD
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root / "site-0", edition, documents=60, citations=120, answered=answered)
        table, book = str(root / "t.sqlite"), str(root / "m.xlsx")
        for command in (
            ["check"],
            ["table", "--overwrite", "--output", table],
            ["milestone", "B"],
            ["milestone", "B", "--overwrite", "--output", book],
        ):
            yield from _looked_at(root, command, largest)
        yield from _built(root, built)
    yield ""


def _looked_at(root: Path, command: list[str], largest: int) -> Iterator[str]:
    floor = 0.0
    for size in sorted({n for n in (10, 100, 300, 1000) if n <= largest} | {largest}):
        workspace = _workspace(root, size)
        done = watched([*_tool(workspace), *command], processors=_processors())
        floor = floor or done.work / size
        name = f"{command[0]} of {size} sites{', workbook' * (command[-1].endswith('.xlsx'))}"
        yield _line(name, size, done, done.work / size / floor)
        shutil.rmtree(workspace)


def _built(root: Path, largest: int) -> Iterator[str]:
    """One site alone, in one process, is the floor; the smaller fleet shows what a second processor gives."""
    alone = _workspace(root, 1)
    singles = []
    for _ in range(3):
        singles.append(watched([*_tool(alone), "build"], processors=1))
        shutil.rmtree(alone / "dist")
    floor = statistics.median(one.work for one in singles)
    yield _line("build of 1 site", 1, singles[-1], 1)
    shutil.rmtree(alone)
    smaller = max(2, min(largest // 4, _ON_ONE))
    for size, processors in sorted({(smaller, 1), (smaller, _processors()), (largest, _processors())}):
        workspace = _workspace(root, size)
        done = watched([*_tool(workspace), "build"], processors=processors)
        ratio = done.work / size / floor
        verdict = "  near linear" if ratio <= _NEAR_LINEAR else "  NOT LINEAR"
        name = f"build of {size} sites, {processors} processor{'s' * (processors > 1)}"
        yield _line(name, size, done, ratio) + verdict
        if size == largest:
            again = watched([*_tool(workspace), "build"], processors=processors)
            yield _line(f"build of {size} sites, unchanged", size, again, again.work / size / floor)
        shutil.rmtree(workspace)


def _processors() -> int:
    return min(2, len(os.sched_getaffinity(0)))


def _tool(workspace: Path) -> list[str]:
    return python("-m", "iso16363", "--workspace", str(workspace))


def _workspace(root: Path, size: int) -> Path:
    workspace = root / f"fleet-{size}"
    (workspace / "milestones").mkdir(parents=True)
    names = ", ".join(f"site-{number}" for number in range(size))
    (workspace / "milestones" / "B.yaml").write_text(_MILESTONE.format(names), encoding="utf-8")
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
