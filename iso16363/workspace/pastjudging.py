"""Judges sites as commits have them: each is laid out in a temporary folder, read and judged as of its day."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from iso16363.catalog import Catalogue
from iso16363.checks.documents import leaves_folder
from iso16363.diagnostics import Diagnostic, Severity
from iso16363.errors import AuditError, UnreadableInput, UnwritableOutput
from iso16363.model.assessment import AttachedFile, Attachments, SelfAssessment
from iso16363.model.layout import attached_at
from iso16363.trend import Numbers, measured
from iso16363.workspace.capacity import processors
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.commit_files import lay_out
from iso16363.workspace.gitreading import Objects
from iso16363.workspace.location import SITES_FOLDER, Workspace
from iso16363.workspace.parallel import Died, Faulted, try_each
from iso16363.workspace.shares import why
from iso16363.workspace.site_files import load_site
from iso16363.workspace.workspace import SiteReport, report_on_loaded

_MOST_TOGETHER: Final = 32
_SECONDS = 300.0  # for so many; then the commits of each site are judged apart from those of others
_NOT_READ: Final = frozenset({"T102", "T103", "T104", "T105", "T107", "T108", "T112"})
"""Faults of which a whole file is lost."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder of sites/ in a commit: its name, a folder in the repository that holds it, and its id there."""

    name: str
    repository: Path
    id: str


@dataclass(frozen=True, slots=True)
class Job:
    """A site to be judged as it was: its own tree first, then those it inherits from."""

    day: date
    trees: tuple[Tree, ...]

    @property
    def site(self) -> str:
        """Name of the site."""
        return self.trees[0].name

    def key(self, program: str) -> str:
        """Digest of everything the numbers follow from."""
        lines = [program, self.site, self.day.isoformat(), *sorted(f"{tree.id} {tree.name}" for tree in self.trees)]
        return hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job gave: numbers, or the reason why there are none. `lasting` if it will be the same tomorrow."""

    numbers: Numbers | None = None
    reason: str = ""
    lasting: bool = True


def judge_each(jobs: Sequence[Job], log: Callable[[Exception], str]) -> Iterator[tuple[Job, Outcome]]:
    """Judge all jobs, in processes of their own: one that dies, hangs or fails costs its site and no other.

    `log` writes down what nobody expected, and says it. Raises UnwritableOutput where there is no temporary folder.
    """
    if jobs:
        _room().cleanup()  # where there is none, no process has any
    share = max(1, min(_MOST_TOGETHER, -(-len(jobs) // processors())))
    lost: dict[str, list[Job]] = {}
    for done in _in_processes([tuple(jobs[n : n + share]) for n in range(0, len(jobs), share)]):
        if isinstance(done, Died | Faulted):
            for job in done.task:
                lost.setdefault(job.site, []).append(job)
        else:
            yield from done
    for done in _in_processes([tuple(of_one) for of_one in lost.values()]):
        if isinstance(done, Died | Faulted):
            outcome = Outcome(reason=why(done, log).partition("\n")[0], lasting=False)
            yield from ((job, outcome) for job in done.task)
        else:
            yield from done


_Jobs = tuple[Job, ...]
_Judged = list[tuple[Job, Outcome]]


def _in_processes(tasks: Sequence[_Jobs]) -> Iterator[_Judged | Died[_Jobs] | Faulted[_Jobs]]:
    with closing(try_each(_listed, tasks, seconds=_SECONDS, preload=(__name__,))) as results:
        yield from results


def _listed(jobs: _Jobs) -> _Judged:
    return list(judge_together(jobs))


def judge_together(jobs: tuple[Job, ...]) -> Iterator[tuple[Job, Outcome]]:
    """Judge jobs one after another in this process. Raises UnwritableOutput where there is no temporary folder."""
    catalogue = load_catalogue()
    with ExitStack() as stack:
        opened: dict[Path, Objects] = {}
        for job in jobs:
            for tree in job.trees:
                if tree.repository not in opened:
                    opened[tree.repository] = stack.enter_context(Objects(tree.repository))
            yield job, _judged(job, opened, catalogue)


def _judged(job: Job, opened: dict[Path, Objects], catalogue: Catalogue) -> Outcome:
    with _room() as folder:
        sites = Path(folder).resolve() / SITES_FOLDER
        try:
            for tree in job.trees:
                lay_out(opened[tree.repository], tree.id, sites / tree.name)
        except UnreadableInput as error:
            return Outcome(reason=f"{error.where}: {error.what}".removeprefix(": "), lasting=False)
        except OSError as error:
            return Outcome(reason=f"its files cannot be laid out here ({error.strerror})", lasting=False)
        try:
            return _numbers(sites / job.site, catalogue, job.day)
        except AuditError as error:
            return Outcome(reason=error.what, lasting=False)


def _room() -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(prefix="iso16363-")
    except OSError as error:
        raise UnwritableOutput.from_os(Path(tempfile.gettempdir()), error) from error


def _numbers(folder: Path, catalogue: Catalogue, day: date) -> Outcome:
    loaded = load_site(folder, attached=False)
    if loaded.assessment is not None:
        loaded.assessment = _as_registered(loaded.assessment)
    report = report_on_loaded(Workspace(folder.parent.parent, Path()), loaded, catalogue, day)
    # a file that could not be read would look like answers that were taken back, and come back next time
    unread = next((d for d in report.diagnostics if d.code in _NOT_READ), None)
    if report.judgement is None or unread is not None:
        return Outcome(reason=_told(unread) if unread else first_error(report))
    return Outcome(measured(report.judgement))


def _as_registered(site: SelfAssessment) -> SelfAssessment:
    """The site with every attached file taken to be there as it was registered: git need not have them."""
    there = {
        document.path: AttachedFile(0, document.sha256 or "")
        for document in site.documents.values()
        if document.path and not leaves_folder(attached_at(document.path)[1])
    }
    return replace(site, attachments=Attachments(there))


def first_error(report: SiteReport) -> str:
    """The first error of a site that cannot be judged, with its place."""
    first = next((d for d in report.diagnostics if d.severity is Severity.ERROR), None)
    return _told(first) if first else "it cannot be judged"


def _told(found: Diagnostic) -> str:
    return f"{found.place}: {found.message} ({found.code})"
