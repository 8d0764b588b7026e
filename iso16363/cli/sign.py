"""`iso16363 sign`: the declaration of the accountable role over the whole self-assessment."""

import click

from iso16363.cli.command import Command
from iso16363.cli.declaring import as_data, as_text, in_the_way
from iso16363.cli.machine import document
from iso16363.cli.opening import opened
from iso16363.cli.options import Options
from iso16363.cli.terminal import clean, screen, wrapped
from iso16363.errors import WrongUsage
from iso16363.workspace.signing import Signature, examine, may_sign, revoke, sign

_SCHEMA = "iso16363/sign/1"


@click.command(
    "sign",
    cls=Command,
    short_help="Declare the self-assessment complete, or take that back.",
    examples=(
        "iso16363 sign cern",
        "iso16363 sign cern --by head-of-it",
        'iso16363 sign cern --revoke --by head-of-it --why "The succession plan was withdrawn."',
    ),
)
@click.argument("site", metavar="SITE")
@click.option("--by", metavar="ROLE", help="Sign as this role, which has to be the accountable one.")
@click.option("--revoke", "takes_back", is_flag=True, help="Take the declaration in force back.")
@click.option("--why", metavar="TEXT", help="Why it is taken back; kept with it.")
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(options: Options, site: str, by: str | None, why: str | None, *, takes_back: bool, wants_json: bool) -> int:
    """Show what signing SITE needs, or sign it: the accountable role declares the self-assessment complete.

    It can be signed when every other gate holds. The declaration is over the digest of the whole
    self-assessment and lapses when anything in it changes. Looking ends with the exit code 0, whatever is in
    the way; signing ends with 1 where gates are in the way.
    """
    _sensible(by, why, takes_back=takes_back)
    opened_site = opened(options, site, writing=by is not None, schema=_SCHEMA if wants_json else None)
    if opened_site is None:
        return 1
    found = examine(opened_site)
    if by is None:
        click.echo(document(_SCHEMA, as_data(found)) if wants_json else "\n".join(as_text(found, screen())))
        return 0
    if takes_back:
        name = revoke(found, by, why or "")
        return _told(found, name, f"{name} is taken back. It stays in signoff.yaml, with the reason.", wants_json)
    may_sign(found, by)
    if found.in_the_way:
        if wants_json:
            click.echo(document(_SCHEMA, as_data(found)))
        click.echo("\n".join(["Not signed.", *in_the_way(found, screen())]), err=True)
        return 1
    written = sign(found, by)
    if written is None:
        name = found.in_force[0] if found.in_force else ""
        return _told(found, None, f"the declaration {name} holds, so nothing was written.", wants_json)
    code = _told(found, written, f"signed by {by}. Written: {written} in signoff.yaml, over {found.digest}", wants_json)
    if not wants_json:
        click.echo(f"The package for the auditor: iso16363 handoff {clean(found.site.report.id)}")
    return code


def _told(found: Signature, written: str | None, text: str, wants_json: bool) -> int:  # noqa: FBT001 - one of two ways
    if wants_json:
        click.echo(document(_SCHEMA, as_data(found, written=written)))
    else:
        click.echo("\n".join(wrapped(f"{clean(found.site.report.id)}: {text}", screen())))
    return 0


def _sensible(by: str | None, why: str | None, *, takes_back: bool) -> None:
    if takes_back and (by is None or why is None):
        raise WrongUsage("--revoke needs a role and a reason", remedy="Give both: --by ROLE --why TEXT.")
    if why is not None and not takes_back:
        raise WrongUsage("--why is the reason of a revocation", remedy="Leave it out, or add --revoke.")
