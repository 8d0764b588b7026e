"""`iso16363 next`: what to do now."""

import click

from iso16363.agenda import agenda
from iso16363.cli.command import Command
from iso16363.cli.findings import findings, unjudged
from iso16363.cli.machine import document
from iso16363.cli.options import Options
from iso16363.cli.plan import as_json, owned, plan
from iso16363.cli.progress import unreadable
from iso16363.cli.terminal import screen
from iso16363.diagnostics import Severity
from iso16363.errors import UnknownName
from iso16363.judgement import Judgement
from iso16363.spelling import nearest
from iso16363.tasks import Task
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.places import Locator
from iso16363.workspace.workspace import report_on

NOBODY = "nobody"
_FEW = 10


@click.command(
    "next",
    cls=Command,
    short_help="Say what to do now, by owner.",
    examples=("iso16363 next cern", "iso16363 next cern --owner head-of-it --limit 50"),
)
@click.argument("site", metavar="SITE")
@click.option("--owner", metavar="ROLE", help=f"Only what this role has to do; `{NOBODY}` for what has no owner.")
@click.option("--limit", type=click.IntRange(min=1), help=f"Show so many.  [default: {_FEW}; with --json all]")
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(options: Options, site: str, owner: str | None, limit: int | None, *, wants_json: bool) -> int:
    """Show what is to be done for a SITE, the first thing first, with the place and what to write there.

    The order is the one that opens the gates to an external audit soonest. Nothing is changed.
    """
    workspace = find_workspace(options.workspace)
    (name,) = workspace.chosen([site])
    report = report_on(workspace, name, load_catalogue(crosswalks=True), judged_on())
    judgement = report.judgement
    if judgement is None:
        text = (
            document("iso16363/next/1", unjudged(report))
            if wants_json
            else "\n".join(findings(report, screen(), Severity.ERROR))
        )
        click.echo(text)
        click.echo(unreadable(report), err=True)
        return 1
    where, tasks = Locator(workspace, report), agenda(judgement)
    if owner is not None:
        tasks = _of_owner(judgement, tasks, owner)
    if wants_json:
        click.echo(document("iso16363/next/1", as_json(where, judgement, tasks[:limit])))
    elif owner is not None:
        click.echo("\n".join(owned(where, judgement, tasks, owner, limit or _FEW, screen())))
    else:
        click.echo("\n".join(plan(where, judgement, tasks, limit or _FEW, screen())))
    return 0


def _of_owner(judgement: Judgement, tasks: tuple[Task, ...], owner: str) -> tuple[Task, ...]:
    roles = tuple(judgement.site.site.roles)
    if owner == NOBODY and owner not in roles:
        return tuple(t for t in tasks if t.owner is None)
    if owner not in roles:
        known = f"Roles of {judgement.site.site.id}: {', '.join(roles) or 'none yet'}; or {NOBODY}."
        raise UnknownName("role", owner, nearest=nearest(owner, roles), known=known)
    return tuple(t for t in tasks if t.owner == owner)
