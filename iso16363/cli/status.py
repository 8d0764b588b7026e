"""`iso16363 status`: how far the sites have come, or why one criterion is where it is."""

import click

from iso16363.catalog import Catalogue
from iso16363.cli.command import Command
from iso16363.cli.explanation import explain, known_criterion
from iso16363.cli.findings import unjudged
from iso16363.cli.gates import in_full
from iso16363.cli.machine import document
from iso16363.cli.options import Options
from iso16363.cli.progress import many_sites, one_site, unreadable
from iso16363.cli.terminal import clean, heading, screen
from iso16363.errors import WrongUsage
from iso16363.interchange import assessment, provenance, summary
from iso16363.judgement import Judgement
from iso16363.readiness import GateName
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.places import Locator
from iso16363.workspace.reporting import site_reports
from iso16363.workspace.workspace import SiteReport, load_catalogue

_GATES = {gate.value: gate for gate in GateName}


@click.command(
    "status",
    cls=Command,
    short_help="Show how far the sites have come.",
    examples=(
        "iso16363 status",
        "iso16363 status cern",
        "iso16363 status cern --criterion 4.2.4.1",
        "iso16363 status cern --gate review",
    ),
)
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option("--criterion", metavar="ID", help="Explain one criterion: state, ratings, rule, file and line.")
@click.option(
    "--gate",
    type=click.Choice(["all", *_GATES]),
    metavar="NAME",
    help="Everything that keeps this gate shut, with its place; `all` for every gate.",
)
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(
    options: Options, sites: tuple[str, ...], criterion: str | None, gate: str | None, *, wants_json: bool
) -> int:
    """Show state, gates and criteria of a SITE, or of all sites in one table.

    Everything is computed from the files; nothing is changed. The exit code is 1 where a site cannot be
    judged because of its errors, else 0.
    """
    if gate and (criterion or wants_json):
        remedy = "Ask for the gate alone." if criterion else "Leave --gate out: --json has everything of every gate."
        raise WrongUsage("--gate goes with neither --criterion nor --json", remedy=remedy)
    workspace = find_workspace(options.workspace)
    chosen = workspace.chosen(sites)
    catalogue: Catalogue | None = load_catalogue(crosswalks=True) if wants_json or criterion else None
    reports = list(site_reports(workspace, chosen, judged_on(), catalogue))
    judged = [(r, r.judgement) for r in reports if r.judgement is not None]
    if criterion:
        for _, judgement in judged:
            known_criterion(judgement.catalogue, judgement.edition, criterion)
    if wants_json:
        click.echo(_as_json(reports, criterion))
    elif criterion and judged:
        parts = ["\n".join(explain(Locator(workspace, r), j, criterion, screen())) for r, j in judged]
        click.echo("\n\n".join(parts))
    elif gate:
        click.echo("\n\n".join("\n".join(_gates(Locator(workspace, r), j, gate)) for r, j in judged))
    elif len(reports) == 1 and judged:
        click.echo("\n".join(one_site(Locator(workspace, judged[0][0]), judged[0][1], screen())))
    elif len(reports) > 1 and not criterion:
        click.echo("\n".join(many_sites(reports, screen())))
    for report in reports:
        if report.judgement is None:
            click.echo(unreadable(report), err=True)
    return 0 if len(judged) == len(reports) else 1


def _gates(where: Locator, judgement: Judgement, gate: str) -> list[str]:
    named = judgement.readiness.gates if gate == "all" else [judgement.readiness.gate(_GATES[gate])]
    name = clean(judgement.site.site.short_name)
    return [heading(f"{name}: gates to an external audit"), "", *in_full(named, where, screen())]


def _as_json(reports: list[SiteReport], criterion: str | None) -> str:
    return document("iso16363/status/1", {"sites": [_site(report, criterion) for report in reports]})


def _site(report: SiteReport, criterion: str | None) -> dict[str, object]:
    judgement = report.judgement
    if judgement is None:
        return unjudged(report)
    made_from = {k: v for k, v in provenance(judgement.provenance, judgement.edition).items() if k != "tool"}
    head: dict[str, object] = {"site": report.id, "judged": True, **made_from}
    if criterion:
        return {**head, "criterion": _criterion(judgement, criterion)}
    return {**head, **summary(judgement)}


def _criterion(judgement: Judgement, criterion: str) -> object:
    return next(c for c in assessment(judgement)["criteria"] if c["id"] == criterion)
