"""The commits that changed a folder: the main line of the branch that is checked out, oldest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from iso16363.trendpoints import in_order
from iso16363.workspace.gitreading import GitRefused, ask_git

_EPOCH: Final = date(1970, 1, 1)
_LONG: Final = 120
"""Seconds for a walk through a long history."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. `day` is when it counts, `recorded` the day its clock showed, in UTC."""

    id: str
    day: date
    recorded: date
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Commits that changed a folder. `path` is where it is in its repository, which `repository` tells from others.

    `problem` says why there are none.
    """

    folder: Path
    commits: tuple[Commit, ...] = ()
    repository: str = ""
    path: tuple[str, ...] = ()
    shallow: bool = False
    problem: str = ""

    @property
    def misdated(self) -> int:
        """How many commits are not judged on the day that their clock showed."""
        return sum(commit.day != commit.recorded for commit in self.commits)

    def at(self, day: date) -> Commit | None:
        """The last commit of a day or before."""
        return next((commit for commit in reversed(self.commits) if commit.day <= day), None)


def line_of(folder: Path, today: date, beside: Iterable[Path] = ()) -> Line:
    """Look up the commits that changed a folder, or one of those beside it that are in the same repository.

    Merged branches count as one change, on the day of the merge. Tags stand at the last of these commits which
    they hold.
    """
    try:
        shallow = ask_git(folder, "rev-parse", "--is-shallow-repository") == "true"
        repository = _repository(folder)
        path = tuple(part for part in ask_git(folder, "rev-parse", "--show-prefix").split("/") if part)
    except GitRefused as refusal:
        return Line(folder, problem=_why_not(refusal.words))
    try:
        ask_git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except GitRefused:
        return Line(folder, repository=repository, problem="nothing has been committed yet")
    try:
        others = [f"../{other.name}" for other in beside if path and _in(other, repository)]
        words = ask_git(
            folder,
            *("--literal-pathspecs", "rev-list", "--first-parent", "--timestamp", "HEAD", "--", ".", *others),
            seconds=_LONG,
        ).split()
        pairs = list(zip(words[1::2], map(int, words[::2]), strict=True))[::-1]
        tags = _tags(folder, [name for name, _ in pairs])
    except GitRefused as refusal:
        return Line(folder, repository=repository, problem=_why_not(refusal.words))
    recorded = [_day(seconds) for _, seconds in pairs]
    days = in_order(recorded, today)
    commits = tuple(
        Commit(name, day, seen, tags.get(name, ())) for (name, _), day, seen in zip(pairs, days, recorded, strict=True)
    )
    problem = "" if commits else "no commit holds this folder yet"
    return Line(folder, commits, repository, path, shallow, problem)


def _repository(folder: Path) -> str:
    return ask_git(folder, "rev-parse", "--absolute-git-dir")


def _in(folder: Path, repository: str) -> bool:
    try:
        return _repository(folder) == repository
    except GitRefused:
        return False


def _day(seconds: int) -> date:
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return date.max


def _tags(folder: Path, commits: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Tags by commit. Those between two of these commits belong to the first of the two, which is what they hold."""
    form = "--format=%(refname:strip=2) %(objectname) %(*objectname)"
    named = [line.split() for line in ask_git(folder, "for-each-ref", form, "refs/tags").splitlines()]
    targets: dict[str, list[str]] = {}
    for name, *ids in named:
        targets.setdefault(ids[-1], []).append(name)
    if not targets or not commits:
        return {}
    ours, found = set(commits), dict[str, list[str]]()
    if targets.keys() <= ours:
        found = targets
    else:
        walk = ask_git(folder, "rev-list", "--first-parent", "HEAD", seconds=_LONG).split()
        current = ""
        for commit in reversed(walk):
            current = commit if commit in ours else current
            found.setdefault(current, []).extend(targets.get(commit, ()))
    return {commit: tuple(sorted(names)) for commit, names in found.items() if names and commit}


def _why_not(words: str) -> str:
    """Git's refusal as a person meets it."""
    if "dubious ownership" in words:
        trust = "git config --global --add safe.directory FOLDER"
        return f"git does not read it, because it belongs to another user; if you trust that user: {trust}"
    if "not a git repository" in words:
        return "it is not kept with git"
    first = words.splitlines()[0] if words else "it gave no reason"
    return f"git does not read it: {first.removeprefix('fatal: ')}"
