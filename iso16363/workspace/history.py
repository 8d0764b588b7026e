"""The history of sites: which commits are looked at, what they amounted to, and today beside them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

from iso16363.catalog import Catalogue
from iso16363.errors import AuditError, UnreadableInput
from iso16363.trend import Now, Point, SiteTrend, measured
from iso16363.trendpoints import thinned
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.commit_files import inherited
from iso16363.workspace.commits import Commit, Line, line_of
from iso16363.workspace.freshness import program_key
from iso16363.workspace.gitreading import Objects
from iso16363.workspace.location import Workspace, inherited_folders
from iso16363.workspace.pastjudging import Job, Outcome, Tree, first_error, judge_each
from iso16363.workspace.trendcache import Remembered, cache_file, remember, remembered
from iso16363.workspace.workspace import report_on

POINTS: Final = 24
_TOGETHER: Final = 400
"""Commits to be judged at once, of as many sites as that takes: more would fill the memory."""
_FRESH: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which points: at most how many with today, from which day on, only at tags; and whether to remember them."""

    most: int = POINTS
    since: date | None = None
    tagged: bool = False
    cached: bool = True


@dataclass(slots=True)
class _Plan:
    """One site on its way: its commits, those chosen, what has to be judged, and what is known already."""

    site: str
    line: Line
    chosen: tuple[Commit, ...]
    jobs: dict[str, Job] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    known: dict[str, Outcome] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)

    @property
    def missing(self) -> dict[str, Job]:
        """What has to be judged, by key."""
        return {key: job for key, job in self.jobs.items() if key not in self.known}


def trends(
    workspace: Workspace,
    sites: Sequence[str],
    today: date,
    wanted: Wanted | None = None,
    told: Callable[[int], None] = lambda _: None,
    known: Mapping[str, Now] = MappingProxyType({}),
    log: Callable[[Exception], str] = str,
) -> Iterator[SiteTrend]:
    """Each site's points up to today, in the order given. `told` hears how many sites are done.

    Sites of which it is `known` what they amount to now are not judged again; `log` writes down what nobody expected
    at an earlier commit, and says it.

    Earlier points are judged by today's catalogue and rules as of the day of their commit, with the attached files
    taken to be as registered. Neither the folder nor the repository is changed; what was found out is remembered in
    the user's cache. Raises UnwritableOutput where there is no temporary folder.
    """
    asked = wanted or Wanted()
    program, catalogue = program_key(), load_catalogue()
    waiting: list[_Plan] = []
    for site in sites:
        waiting.append(_plan(workspace, site, today, asked, program))
        if sum(len(plan.missing) for plan in waiting) >= _TOGETHER:
            yield from _finished(workspace, waiting, today, asked, catalogue, known, told, log)
            waiting.clear()
    yield from _finished(workspace, waiting, today, asked, catalogue, known, told, log)


def _plan(workspace: Workspace, site: str, today: date, asked: Wanted, program: str) -> _Plan:
    folder = workspace.sites_folder / site
    line = line_of(folder, today, inherited_folders(folder))
    # what was committed today is what lies in the folder, or was left behind by it
    open_to = [c for c in line.commits if c.day < today and (asked.since is None or c.day >= asked.since)]
    candidates = [c for c in open_to if c.tags] if asked.tagged else open_to
    chosen = tuple(candidates[index] for index in thinned([c.day for c in candidates], asked.most - 1))
    plan = _Plan(site, line, chosen)
    with _Trees(workspace, line, site, today) as trees:
        for commit in chosen:
            try:
                job = Job(commit.day, trees.of(commit))
            except UnreadableInput as error:
                plan.reasons[commit.id] = error.what
                continue
            key = job.key(program)
            plan.keys[commit.id], plan.jobs[key] = key, job
    kept = remembered(cache_file(site)) if asked.cached and plan.jobs else {}
    for key in plan.jobs.keys() & kept.keys():
        entry = kept[key]
        plan.known[key] = Outcome(entry.numbers, entry.reason)
        if abs(today - entry.asked) > _FRESH:
            plan.stale.add(key)
    return plan


class _Trees:
    """Finds the trees of a site and of what it inherits from, commit by commit."""

    def __init__(self, workspace: Workspace, line: Line, site: str, today: date) -> None:
        self._sites, self._line, self._site, self._today = workspace.sites_folder, line, site, today
        self._stack = ExitStack()
        self._objects: dict[Path, Objects] = {}
        self._lines: dict[str, Line] = {}
        self._named: dict[str, tuple[str, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def of(self, commit: Commit) -> tuple[Tree, ...]:
        """The site's tree, then those of its providers and theirs. Raises UnreadableInput."""
        entry = self._at(self._line.folder).below(commit.id, self._line.path)
        if entry is None or not entry.is_folder:
            raise UnreadableInput("the folder was not there in this commit")
        found = {self._site: Tree(self._site, self._line.folder, entry.id)}
        waiting = [found[self._site]]
        while waiting:
            for name in self._inherited(waiting.pop()):
                tree = None if name in found else self._provider(name, commit)
                if tree:
                    found[name] = tree
                    waiting.append(tree)
        return tuple(found.values())

    def _at(self, folder: Path) -> Objects:
        if folder not in self._objects:
            self._objects[folder] = self._stack.enter_context(Objects(folder))
        return self._objects[folder]

    def _inherited(self, tree: Tree) -> tuple[str, ...]:
        if tree.id not in self._named:
            self._named[tree.id] = inherited(self._at(tree.repository), tree.id)
        return self._named[tree.id]

    def _provider(self, name: str, commit: Commit) -> Tree | None:
        """Beside the site in the same commit; else in a repository of its own, as it was there on that day."""
        if self._line.path:
            entry = self._at(self._line.folder).below(commit.id, (*self._line.path[:-1], name))
            if entry and entry.is_folder:
                return Tree(name, self._line.folder, entry.id)
        folder = self._sites / name
        if name not in self._lines:
            self._lines[name] = line_of(folder, self._today) if folder.is_dir() else Line(folder, problem="none")
        line = self._lines[name]
        then = line.at(commit.day) if line.repository != self._line.repository else None
        entry = self._at(folder).below(then.id, line.path) if then else None
        return Tree(name, folder, entry.id) if entry and entry.is_folder else None


def _finished(
    workspace: Workspace,
    plans: Sequence[_Plan],
    today: date,
    asked: Wanted,
    catalogue: Catalogue,
    known: Mapping[str, Now],
    told: Callable[[int], None],
    log: Callable[[Exception], str],
) -> Iterator[SiteTrend]:
    owners = {job: (plan, key) for plan in plans for key, job in plan.missing.items()}
    for job, outcome in judge_each(list(owners), log):
        plan, key = owners[job]
        plan.known[key] = outcome
        plan.stale.add(key)
    for plan in plans:
        if asked.cached:
            _keep(plan, today)
        told(1)
        now = known.get(plan.site) or _now(workspace, plan.site, today, catalogue)
        points = (*(_point(plan, commit) for commit in plan.chosen), _today(plan, today, now))
        yield SiteTrend(plan.site, points, len(plan.line.commits), tuple(_notes(plan.line)))


def _keep(plan: _Plan, today: date) -> None:
    """Remember what is new, and what nobody has asked for in a while; where that is impossible, it is done again."""
    fresh = {
        key: Remembered(today, plan.known[key].numbers, plan.known[key].reason)
        for key in plan.stale
        if plan.known[key].lasting
    }
    if fresh:
        remember(cache_file(plan.site), fresh, today)


def _point(plan: _Plan, commit: Commit) -> Point:
    outcome = plan.known.get(plan.keys.get(commit.id, ""), Outcome(reason=plan.reasons.get(commit.id, "")))
    recorded = None if commit.recorded == commit.day else commit.recorded
    return Point(commit.day, commit.id, commit.tags, outcome.numbers, outcome.reason, recorded)


def _now(workspace: Workspace, site: str, today: date, catalogue: Catalogue) -> Now:
    """Today as `status` has it: the files that lie there, attached ones included."""
    try:
        report = report_on(workspace, site, catalogue, today)
    except AuditError as error:
        return Now(None, str(error).partition("\n")[0], uncommitted=False)
    if report.judgement is None:
        return Now(None, first_error(report), uncommitted=False)
    return Now(measured(report.judgement), "", report.judgement.provenance.dirty)


def _today(plan: _Plan, today: date, now: Now) -> Point:
    last = plan.line.commits[-1] if plan.line.commits else None
    changed = last is not None and now.uncommitted
    tags = last.tags if last and not changed else ()
    commit = last.id if last else None
    return Point(today, commit, tags, now.numbers, now.reason, is_today=True, uncommitted=changed)


def _notes(line: Line) -> Iterable[str]:
    if line.problem:
        yield f"There is no history to show: {line.problem}."
    if line.shallow and line.commits:
        begin = line.commits[0].recorded
        yield f"History begins on {begin}: this clone is shallow. The rest comes with: git fetch --unshallow"
    if line.misdated:
        many = "1 commit is" if line.misdated == 1 else f"{line.misdated} commits are"
        yield f"{many} dated before an earlier one or after today, and judged on a day that fits."
