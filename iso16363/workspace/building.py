"""Build one site's outputs: workbook, report, assessment; whole or not at all."""

import os
import shutil
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
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
from iso16363.workspace.leavings import maker, new_part, remove_parts, sweep
from iso16363.workspace.manner import Manner
from iso16363.workspace.parallel import Died, Faulted, try_each
from iso16363.workspace.reading import unreadable
from iso16363.workspace.workspace import SiteReport, Workspace, report_on

_PRELOAD = ("iso16363.workspace.preloading",)
_FOREVER = float("inf")


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker needs to build one site; `key` was computed before its inputs were read.

    `by` names the process of the whole build, on whichever machine a worker is: when it is gone, what it left
    is swept.
    """

    workspace: Workspace
    site: str
    output: Path
    today: date
    key: str
    manner: Manner
    by: str = field(default_factory=maker)


_Result = BuildRow | Died[Task] | Faulted[Task]
_Results = Generator[_Result, None, None]


def build_site(task: Task) -> BuildRow:
    """Load, judge and write one site. Errors in the data refuse it; nothing is written then."""
    begun = time.monotonic()
    try:
        catalogue = load_catalogue(crosswalks=True)
        report = report_on(task.workspace, task.site, catalogue, task.today)
        if report.judgement is None or report.judgement.count(Severity.ERROR):
            return _refused(report)
        return replace(_write(task, report.judgement), seconds=time.monotonic() - begun)
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
    with _staging(task.output, task.by) as staging:
        names = write_outputs(judgement, task.manner, staging, look)
        outputs = {name: file_sha256(staging / name) for name in names}
        kept, there = _set_aside(task.output, outputs)
        row = replace(_row(judgement), kept=kept)
        if there:  # whoever kills us between two files leaves ours, and not a person's work
            _put(staging, task.output, record_text(None, there, row, coming=outputs))
        for name in names:
            (staging / name).replace(task.output / name)
        _put(staging, task.output, record_text(task.key, outputs, row))
    return row


def _put(staging: Path, output: Path, record: str) -> None:
    (staging / RECORD).write_text(record, encoding="utf-8")
    (staging / RECORD).replace(output / RECORD)


class _staging:  # noqa: N801 - used like a function, in a with
    """A folder beside the outputs in which they are made; gone afterwards, whatever happens."""

    def __init__(self, output: Path, by: str) -> None:
        self.output, self.by = output, by
        self.folder: Path | None = None

    def __enter__(self) -> Path:
        try:
            self.output.mkdir(parents=True, exist_ok=True)
            sweep(self.output)
            self.folder = new_part(self.output, self.by)
        except OSError as error:
            raise UnwritableOutput.from_os(self.output, error) from error
        return self.folder

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise UnwritableOutput.from_os(self.output, error) from error


def _set_aside(output: Path, new: Mapping[str, str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Keep what somebody changed since the last build under another name; return those names.

    What equals the new output was made by a build that did not come to its end, or runs beside this one, and
    what the record announces, by one that was killed. Those that stay are returned with their digests.
    """
    record = read_record(output) or {}
    kept, there = [], {}
    for name, own in new.items():
        path = output / name
        if not path.is_file():
            continue
        digest = file_sha256(path)
        if digest in (own, *(record.get(part, {}).get(name) for part in ("outputs", "next"))):
            there[name] = digest
            continue
        aside = path.with_name(f"{path.stem}.edited-{digest[:8]}{path.suffix}")
        path.replace(aside)
        kept.append(aside.name)
    return tuple(kept), there


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
    log: Callable[[Exception], str],
    seconds: float | None = None,
    cluster: str | None = None,
) -> list[BuildRow]:
    """Build every task, in parallel where there are several, and report each as it is finished.

    Rows come back in the order of the tasks. A site that takes more than `seconds` is a failed row, and so is
    one in which something happened that nobody expected, which `log` writes down and says; one whose process
    was killed is done again, alone, before it is one. `cluster` is the address of a Dask scheduler that
    spreads them over its workers; raises as run_on_cluster does.
    """
    rows: dict[str, BuildRow] = {}

    def keep(result: _Result) -> None:
        if not isinstance(result, BuildRow):
            remove_parts(result.task.output, result.task.by)
        row = _failure(result, log) if not isinstance(result, BuildRow) else result
        rows[row.site] = row
        done(row)

    try:
        lost: list[Task] = []
        with closing(_spread(tasks, seconds, cluster)) as results:
            for result in results:
                if isinstance(result, Died) and result.seconds is None and cluster is None:
                    lost.append(result.task)
                else:
                    keep(result)
        with closing(_alone(lost, seconds)) as results:
            for result in results:
                keep(result)
    except BaseException:
        for task in tasks:
            remove_parts(task.output, task.by)
        raise
    return [rows[task.site] for task in tasks]


def _spread(tasks: Sequence[Task], seconds: float | None, cluster: str | None) -> _Results:
    if cluster is None:
        return try_each(build_site, tasks, seconds=seconds, preload=_PRELOAD)
    return run_on_cluster(build_site, tasks, cluster, seconds=seconds, program=program_key())


def _alone(tasks: Sequence[Task], seconds: float | None) -> _Results:
    """Those whose process was killed, one after the other; never in this process, which might be killed then."""
    return try_each(build_site, tasks, seconds=seconds or _FOREVER, most=1, preload=_PRELOAD)


def _failure(result: Died[Task] | Faulted[Task], log: Callable[[Exception], str]) -> BuildRow:
    site = result.task.site
    if isinstance(result, Faulted):
        return BuildRow(site, "failed", problem=log(result.fault))
    if result.seconds is not None:
        plural = "" if result.seconds == 1 else "s"
        ended = f"it was not built after {result.seconds:g} second{plural}, and was given up"
        return replace(failed(site, AuditError(ended, where=site)), given_up=result.seconds)
    ended = "every worker that built it died"
    if result.exit_code is not None:
        ended = f"the process that built it ended with code {result.exit_code}"
    remedy = f"Was there enough memory? Build this site alone: iso16363 build {site}"
    return failed(site, AuditError(ended, where=site, remedy=remedy))
