"""A history of a hundred commits: the first time, the second time, against git reading the same files."""

import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.measure import Figure, compare, python, run
from benchmarks.synthetic import write_site
from iso16363.catalog import Edition

_COMMITS = 100
_FIRST = dt.date(2026, 6, 1)


def trend_figures(root: Path, edition: Edition, runs: int) -> list[Figure]:
    """One site that answers a little more every day; each commit is a point."""
    workspace, listed = _history(root / "history", edition), root / "history.list"
    cache = root / "history-cache"
    command = python("-m", "iso16363", "--workspace", str(workspace), "trend", "--points", str(_COMMITS + 1))
    environment = {"XDG_CACHE_HOME": str(cache)}
    listed.write_bytes(_objects(workspace))

    def floor() -> float:
        walk = run(["git", "-C", str(workspace), "rev-list", "--first-parent", "HEAD", "--", "sites/long"])
        reading = run(["sh", "-c", f"git -C '{workspace}' cat-file --batch < '{listed}'"])
        return walk.seconds + reading.seconds

    def first() -> float:
        shutil.rmtree(cache, ignore_errors=True)
        return run(command, environment).seconds

    def second() -> float:
        return run(command, environment).seconds

    def status() -> float:
        return run(python("-m", "iso16363", "--workspace", str(workspace), "status"), environment).seconds

    note = "floor: git walks the commits and gives the files of each"
    name = f"trend of {_COMMITS} commits"
    return [
        compare(f"{name}, first time", first, floor, limit=None, runs=runs, note=note),
        compare(f"{name}, second time", second, floor, limit=None, runs=runs, note=note),
        compare(f"{name}, second time", second, status, limit=3.0, runs=runs, note="floor: status of today"),
    ]


def _history(root: Path, edition: Edition) -> Path:
    """A repository with a commit a day; each adds answers, until all of the synthetic site are there."""
    write_site(root / "whole", edition, documents=100, citations=200)
    site = root / "repository" / "sites" / "long"
    (site / "evidence").mkdir(parents=True)
    text = (root / "whole" / "site.yaml").read_text(encoding="utf-8")
    (site / "site.yaml").write_text(text.replace("id: whole", "id: long"), encoding="utf-8")
    for name in ("documents.yaml", "actions.yaml"):
        shutil.copy(root / "whole" / name, site / name)
    _git(root / "repository", "init", "--quiet")
    answers = [pair for file in sorted((root / "whole" / "evidence").iterdir()) for pair in _answers(file)]
    for number in range(_COMMITS):
        share = answers[number * len(answers) // _COMMITS : (number + 1) * len(answers) // _COMMITS]
        for name, answer in share:
            with (site / "evidence" / name).open("a", encoding="utf-8") as stream:
                stream.write(answer)
        _commit(root / "repository", _FIRST + dt.timedelta(days=number))
    return root / "repository"


def _answers(file: Path) -> list[tuple[str, str]]:
    """The answers of a file, each with its text."""
    found: list[list[str]] = []
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith(" "):
            found.append([])
        found[-1].append(line)
    return [(file.name, "".join(lines)) for lines in found]


def _commit(folder: Path, day: dt.date) -> None:
    when = f"{day}T12:00:00+00:00"
    people = {f"GIT_{who}_{what}": "bench@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    _git(folder, "add", ".")
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    _git(folder, "commit", "--quiet", "--allow-empty", "-m", "more", **people, **dates)


def _git(folder: Path, *arguments: str, **environment: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **environment}, check=True)


def _objects(repository: Path) -> bytes:
    """Ids of all files of all commits, as many times as the commits hold them."""
    script = "for c in $(git rev-list HEAD); do git ls-tree -r $c sites | cut -d' ' -f3 | cut -f1; done"
    return subprocess.run(["sh", "-c", script], cwd=repository, capture_output=True, check=True).stdout
