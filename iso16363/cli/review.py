"""`iso16363 review`: what waits for a second role, and the approval of that role."""

import click

from iso16363.cli.command import Command
from iso16363.cli.explanation import known_criterion
from iso16363.cli.machine import document
from iso16363.cli.opening import opened
from iso16363.cli.options import Options
from iso16363.cli.reviews import (
    approval_data,
    as_text,
    plan_text,
    refusal_text,
    result_text,
    waiting_data,
    waiting_in,
)
from iso16363.cli.terminal import screen
from iso16363.errors import WrongUsage
from iso16363.workspace.approving import approve, carry_out, chosen, withdraw
from iso16363.workspace.opened import OpenSite

_SCHEMA = "iso16363/review/1"


@click.command(
    "review",
    cls=Command,
    short_help="Approve answers as a second role.",
    examples=(
        "iso16363 review cern",
        "iso16363 review cern 4.2.4.1 4.2.5 --by preservation-lead",
        "iso16363 review cern 4.2 --by preservation-lead",
        "iso16363 review cern 4.2.5 --withdraw --by preservation-lead",
    ),
)
@click.argument("site", metavar="SITE")
@click.argument("criteria", metavar="[CRITERION]...", nargs=-1)
@click.option("--by", metavar="ROLE", help="Approve on behalf of this role; without it, only look.")
@click.option("--withdraw", "takes_back", is_flag=True, help="Take back reviews that the role made.")
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(
    options: Options, site: str, criteria: tuple[str, ...], by: str | None, *, takes_back: bool, wants_json: bool
) -> int:
    """Show the answers of SITE that wait for a review, or approve those to each CRITERION.

    A section or subsection stands for what is answered in it by others. A review approves an answer as it
    stands: ratings, response, citations and the cited documents. It lapses when one of them changes. The
    role that owns an answer cannot review it. All are written or none; where one is refused, the exit code
    is 2, where errors are in the way, 1.
    """
    _sensible(site, criteria, by, takes_back=takes_back)
    found = opened(options, site, writing=by is not None, schema=_SCHEMA if wants_json else None)
    if found is None:
        return 1
    _known(found, criteria)
    if by is None:
        named = chosen(found.judgement, criteria) if criteria else None
        waiting = waiting_in(found.judgement, named)
        text = as_text(found, waiting, partly=bool(criteria), at=screen())
        click.echo(document(_SCHEMA, waiting_data(found, waiting)) if wants_json else "\n".join(text))
        return 0
    return _write(found, criteria, found.role(by), takes_back=takes_back, wants_json=wants_json)


def _write(site: OpenSite, criteria: tuple[str, ...], role: str, *, takes_back: bool, wants_json: bool) -> int:
    approval = (withdraw if takes_back else approve)(site, criteria, role)
    if approval.stopped:
        if wants_json:
            click.echo(document(_SCHEMA, approval_data(approval, None)))
        click.echo("\n".join(refusal_text(approval, screen())), err=True)
        return 1 if approval.in_the_way else 2
    if not wants_json:
        click.echo("\n".join(plan_text(approval, screen())))
    after = carry_out(approval)
    if wants_json:
        click.echo(document(_SCHEMA, approval_data(approval, after)))
    else:
        click.echo("\n".join(result_text(approval, after, screen())))
    return 0


def _sensible(site: str, criteria: tuple[str, ...], by: str | None, *, takes_back: bool) -> None:
    if takes_back and by is None:
        raise WrongUsage("--withdraw needs the role that takes its reviews back", remedy="Name it with --by.")
    if by is not None and not criteria:
        remedy = f"Look first: iso16363 review {site}. Then name criteria, or a section such as 4.2."
        raise WrongUsage("nothing is named that the role has read", remedy=remedy)


def _known(site: OpenSite, names: tuple[str, ...]) -> None:
    edition = site.judgement.edition
    for name in names:
        if name not in edition.subsections and name not in edition.sections:
            known_criterion(site.judgement.catalogue, edition, name)
