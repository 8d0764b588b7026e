"""`iso16363 check`: everything that is wrong, at once."""

from dataclasses import replace
from pathlib import Path

import click

from iso16363.cli.annotations import github, gitlab
from iso16363.cli.command import Command
from iso16363.cli.findings import as_json, as_text, summary_line
from iso16363.cli.options import Options
from iso16363.cli.terminal import screen
from iso16363.diagnostics import Verdict, verdict
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.milestones import MILESTONES_FOLDER, MilestoneFile, read_milestones
from iso16363.workspace.reporting import site_reports
from iso16363.workspace.workspace import SiteReport, Workspace

FORMATS = ("text", "json", "github", "gitlab")


@click.command(
    "check",
    cls=Command,
    short_help="Find everything that is wrong in the files.",
    examples=("iso16363 check", "iso16363 check cern desy", "iso16363 check --format gitlab > code-quality.json"),
)
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="github: annotations of a pull request; gitlab: a code quality report.",
)
@click.option("--json", "wants_json", is_flag=True, help="The same as --format json.")
@click.pass_obj
def command(options: Options, sites: tuple[str, ...], form: str, *, wants_json: bool) -> int:
    """Read all files of each SITE (default: all sites, and milestones/) and report all that is wrong, with its place.

    Nothing is changed. Errors make data unusable, warnings weaken the case before an auditor, notes
    inform. The exit code is 1 where there is an error or a warning, else 0; no option changes that.
    """
    workspace = find_workspace(options.workspace)
    reports = tuple(
        r.findings_only() for r in site_reports(workspace, workspace.chosen(sites, providers=True), judged_on())
    )
    if not sites:
        reports += tuple(_of_milestone(workspace, milestone) for milestone in read_milestones(workspace))
    form = "json" if wants_json else form
    if form == "text":
        click.echo("\n".join(as_text(reports, screen())))
    elif form == "json":
        click.echo(as_json(reports))
    else:
        text = github(reports) if form == "github" else gitlab(reports)
        if text:
            click.echo(text)
        for report in reports:
            click.echo(summary_line(report), err=True)
    found = verdict(d for report in reports for d in report.diagnostics)
    return 1 if found is Verdict.FINDINGS else 0


def _of_milestone(workspace: Workspace, milestone: MilestoneFile) -> SiteReport:
    """What is wrong with a file of milestones/, as a report beside those of the sites, which have no slash."""
    below = tuple(replace(d, place=replace(d.place, file=Path(d.place.file).name)) for d in milestone.diagnostics)
    return SiteReport(f"{MILESTONES_FOLDER}/{milestone.id}", workspace.shown / MILESTONES_FOLDER, below, None)
