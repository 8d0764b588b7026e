"""`iso16363 build`: workbook, report and assessment of every site, only where something changed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from iso16363.cli.buildprogress import built_progress
from iso16363.cli.buildtext import closing_text, more_time
from iso16363.cli.command import Command
from iso16363.cli.manner import language_option, paper_option
from iso16363.cli.options import Options
from iso16363.cli.sitefaults import SiteFaults
from iso16363.workspace.freshness import BuildRow, look_at_all, program_key
from iso16363.workspace.leavings import sweep
from iso16363.workspace.location import Workspace, find_workspace, judged_on

_TIMEOUT = 900  # seconds; a site takes about ten. One that is alone has as long as somebody cares to wait
_LONGEST = 86400  # seconds; after a day, what a build has in hand is taken for abandoned


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked of all sites alike."""

    workspace: Workspace
    output: Path
    today: date
    language: str
    paper: str
    timeout: int | None
    cluster: str | None


@click.command(
    "build",
    cls=Command,
    short_help="Make workbook, report and assessment of all sites.",
    examples=(
        "iso16363 build",
        "iso16363 build cern pic --output results",
        "iso16363 build --cluster tcp://node1:8786",
    ),
)
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for the results [dist].")
@language_option
@paper_option
@click.option(
    "--timeout",
    type=click.IntRange(1, _LONGEST),
    metavar="SECONDS",
    help=f"Give a site up after so long.  [default: {_TIMEOUT} where there are several]",
)
@click.option("--cluster", metavar="ADDRESS", help="Build on the workers of this Dask scheduler: docs/fleets.md.")
@click.pass_obj
def command(
    options: Options,
    sites: tuple[str, ...],
    output: Path | None,
    language: str,
    paper: str,
    timeout: int | None,
    cluster: str | None,
) -> int:
    """Make workbook.xlsx, report.pdf and assessment.json for each SITE (default: all of them).

    They go to dist/SITE/ in the workspace. A site whose files did not change since it was made today
    is not made again; on another day it is, for results are as of a day. A site with errors is
    refused, and what was made of it before stays as it is. A result that somebody changed by hand is
    kept under another name. A site that takes too long, or whose process is killed, fails, and the
    others are made.
    """
    workspace = find_workspace(options.workspace)
    names = workspace.chosen(sites)
    if output:
        workspace.refuse_below_sites(output)
    target = output or workspace.root / "dist"
    today, program = judged_on(), f"{program_key()} {language} {paper}"
    seen = look_at_all(workspace.sites_folder, names, target, program, today)
    rows, faults = {name: row for name, (_, row) in seen.items() if row}, SiteFaults()
    for name in names:
        sweep(target / name)
    stale = {name: key for name, (key, row) in seen.items() if not row}
    if stale:
        order = _Order(workspace, target.absolute() if cluster else target, today, language, paper, timeout, cluster)
        rows.update(_build(order, stale, faults))
    elif cluster:
        click.echo("nothing to build: the cluster was not asked", err=True)
    listed = [rows[name] for name in names]
    click.echo(closing_text(listed, output or workspace.shown / "dist"))
    for line in more_time(listed, _TIMEOUT, _LONGEST):
        click.echo(line, err=True)
    outcomes = {row.outcome for row in listed}
    return faults.exit_code or (2 if "failed" in outcomes else int("refused" in outcomes))


def _build(order: _Order, stale: dict[str, str], faults: SiteFaults) -> dict[str, BuildRow]:
    # the engine pulls in the whole model and all outputs: not paid for when nothing changed
    from iso16363.workspace.building import Task, build_sites
    from iso16363.workspace.manner import Manner

    manner = Manner(language=order.language, paper="letter" if order.paper == "letter" else "a4")
    tasks = [Task(order.workspace, name, order.output / name, order.today, key, manner) for name, key in stale.items()]
    seconds = order.timeout or (_TIMEOUT if len(tasks) > 1 else None)
    with built_progress(len(tasks)) as advance:
        built = build_sites(tasks, advance, log=faults.log, seconds=seconds, cluster=order.cluster)
    return {row.site: row for row in built}
