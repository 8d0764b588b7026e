"""Build one site's outputs: workbook, report, assessment; whole or not at all."""

import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from iso16363.diagnostics import Severity
from iso16363.errors import AuditError, UnwritableOutput
from iso16363.judgement import Judgement
from iso16363.scoring import CriterionState, tally
from iso16363.workspace.branding import look_of
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.cluster import run_on_cluster
from iso16363.workspace.digests import file_sha256
from iso16363.workspace.freshness import RECORD, BuildRow, failed, program_key, read_record, record_text
from iso16363.workspace.issuing import write_outputs
from iso16363.workspace.manner import Manner
from iso16363.workspace.parallel import Died, run_each
from iso16363.workspace.reading import unreadable
from iso16363.workspace.workspace import SiteReport, Workspace, report_on

_PRELOAD = ("iso16363.workspace.preloading",)
_FOREVER = float("inf")
_ABANDONED = 3600  # seconds after which what a killed build left behind is swept away


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to build one site; `key` was computed before its inputs were read."""

    workspace: Workspace
    site: str
    output: Path
    today: date
    key: str
    manner: Manner


def build_site(task: Task) -> BuildRow:
    """Load, judge and write one site. Errors in the data refuse it; nothing is written then."""
    try:
        catalogue = load_catalogue(crosswalks=True)
        report = report_on(task.workspace, task.site, catalogue, task.today)
        if report.judgement is None or report.judgement.count(Severity.ERROR):
            return _refused(report)
        return _write(task, report.judgement)
    except AuditError as error:
        return failed(task.site, error)
    except OSError as error:
        place = Path(os.fsdecode(error.filename)) if error.filename else task.workspace.site_folder(task.site)
        return failed(task.site, unreadable(place, error))


def _refused(report: SiteReport) -> BuildRow:
    errors = [d for d in report.diagnostics if d.severity is Severity.ERROR]
    first = replace(errors[0], place=report.shown_place(errors[0].place))
    more = f"\n  and {len(errors) - 1} more: iso16363 check {report.id}" if len(errors) > 1 else ""
    warnings = sum(d.severity is Severity.WARNING for d in report.diagnostics)
    return BuildRow(report.id, "refused", errors=len(errors), warnings=warnings, problem=f"{first}{more}")


def _write(task: Task, judgement: Judgement) -> BuildRow:
    look = look_of(task.workspace.site_folder(task.site))
    with _staging(task.output) as staging:
        names = write_outputs(judgement, task.manner, staging, look)
        outputs = {name: file_sha256(staging / name) for name in names}
        row = replace(_row(judgement), kept=_set_aside(task.output, outputs))
        (staging / RECORD).write_text(record_text(task.key, outputs, row), encoding="utf-8")
        for name in (*names, RECORD):
            (staging / name).replace(task.output / name)
    return row


class _staging:  # noqa: N801 - used like a function, in a with
    """A folder beside the outputs in which they are made; gone afterwards, whatever happens."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.folder: Path | None = None

    def __enter__(self) -> Path:
        try:
            self.output.mkdir(parents=True, exist_ok=True)
            _sweep(self.output)
            self.folder = Path(tempfile.mkdtemp(prefix=f".{_builder()}.", suffix=".part", dir=self.output))
        except OSError as error:
            raise UnwritableOutput.from_os(self.output, error) from error
        return self.folder

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise UnwritableOutput.from_os(self.output, error) from error


def _builder() -> int:
    """The process of the whole build, also when asked in one of its workers."""
    parent = multiprocessing.parent_process()
    return os.getpid() if parent is None or parent.pid is None else parent.pid


def _sweep(output: Path) -> None:
    """Remove what a killed build left; a younger folder may belong to one that still runs."""
    for left in output.glob(".*.part"):
        with suppress(FileNotFoundError):  # the other build has just ended
            if time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)


def _set_aside(output: Path, new: Mapping[str, str]) -> tuple[str, ...]:
    """Keep what somebody changed since the last build under another name; return those names.

    What equals the new output was made by a build that did not come to its end, or runs beside this one.
    """
    record = read_record(output)
    made = record["outputs"] if record else {}
    kept = []
    for name, own in new.items():
        path = output / name
        if not path.is_file():
            continue
        digest = file_sha256(path)
        if digest not in (own, made.get(name)):
            aside = path.with_name(f"{path.stem}.edited-{digest[:8]}{path.suffix}")
            path.replace(aside)
            kept.append(aside.name)
    return tuple(kept)


def _row(judgement: Judgement) -> BuildRow:
    counts = tally(judgement.results)
    return BuildRow(
        site=judgement.site.site.id,
        outcome="made",
        state=judgement.readiness.state.label,
        errors=judgement.count(Severity.ERROR),
        warnings=judgement.count(Severity.WARNING),
        answered=counts.at_least(CriterionState.ANSWERED),
        supported=counts.at_least(CriterionState.SUPPORTED),
        reviewed=counts.at_least(CriterionState.REVIEWED),
        applicable=counts.applicable,
        candidates=sum(r.candidates for r in judgement.results.values()),
        blocking=tuple(f"{g.name.value} ({len(g.failures)})" for g in judgement.readiness.failing),
    )


def build_sites(
    tasks: Sequence[Task],
    done: Callable[[BuildRow], None],
    *,
    seconds: float | None = None,
    cluster: str | None = None,
) -> list[BuildRow]:
    """Build every task, in parallel where there are several, and report each as it is finished.

    Rows come back in the order of the tasks. A site that takes more than `seconds` is a failed row; one
    whose process was killed is done again, alone, before it is one. `cluster` is the address of a Dask
    scheduler that spreads them over its workers; raises as run_on_cluster does.
    """
    rows: dict[str, BuildRow] = {}
    try:
        lost: list[Task] = []
        for result in _spread(tasks, seconds, cluster):
            if isinstance(result, Died) and result.seconds is None and cluster is None:
                lost.append(result.task)
            else:
                _keep(rows, result, done)
        for again in run_each(build_site, lost, seconds=seconds or _FOREVER, most=1, preload=_PRELOAD):
            _keep(rows, again, done)
    except BaseException:
        for task in tasks:
            for left in task.output.glob(f".{_builder()}.*.part"):
                shutil.rmtree(left, ignore_errors=True)
        raise
    return [rows[task.site] for task in tasks]


def _spread(tasks: Sequence[Task], seconds: float | None, cluster: str | None) -> Iterator[BuildRow | Died[Task]]:
    if cluster is None:
        return run_each(build_site, tasks, seconds=seconds, preload=_PRELOAD)
    return run_on_cluster(build_site, tasks, cluster, seconds=seconds, program=program_key())


def _keep(rows: dict[str, BuildRow], result: BuildRow | Died[Task], done: Callable[[BuildRow], None]) -> None:
    row = _killed(result) if isinstance(result, Died) else result
    rows[row.site] = row
    done(row)


def _killed(death: Died[Task]) -> BuildRow:
    site = death.task.site
    if death.seconds is not None:
        ended = f"it was not built after {death.seconds:g} seconds, and was given up"
        remedy = f"Give it more time: iso16363 build {site} --timeout {2 * death.seconds:g}"
    else:
        ended = "every worker that built it died"
        if death.exit_code is not None:
            ended = f"the process that built it ended with code {death.exit_code}"
        remedy = f"Was there enough memory? Build this site alone: iso16363 build {site}"
    return failed(site, AuditError(ended, where=site, remedy=remedy))
