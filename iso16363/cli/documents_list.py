"""`iso16363 documents list`: the register at a glance."""

import click

from iso16363.cli.command import Command
from iso16363.cli.machine import document
from iso16363.cli.options import Options
from iso16363.cli.registertable import as_text, plain
from iso16363.cli.terminal import clean, count, screen
from iso16363.inheritance import documents_lent
from iso16363.model.site import SiteKind
from iso16363.workspace.documentlist import expiring, list_documents, resting_sites
from iso16363.workspace.linkcache import cache_file, remembered
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.register import Register, open_register


@click.command(
    "list",
    cls=Command,
    short_help="List the documents of a site.",
    examples=("iso16363 documents list cern", "iso16363 documents list cern --expiring 180"),
)
@click.argument("site", metavar="SITE")
@click.option("--expiring", "days", type=click.IntRange(min=0), metavar="DAYS", help="Only what expires so soon.")
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(options: Options, site: str, days: int | None, *, wants_json: bool) -> int:
    """Show each document of SITE: kind, state, access, file or link, day of review, keeper, and how often it is cited.

    Files are not read and servers not asked: what is said of a link was seen lately by `documents check`, or
    is the day in `checked`. With --expiring, documents to be reviewed within DAYS or past that day, the
    first day first. Cited counts the criteria whose answers cite it; for a provider, sites counts the sites
    that rest on it. Documents of providers that SITE cites are listed too, with the provider's name in front.
    """
    workspace, today = find_workspace(options.workspace), judged_on()
    (name,) = workspace.chosen([site], providers=True)
    register = open_register(workspace, name)
    lends = register.site is not None and register.site.site.kind is SiteKind.PROVIDER
    sites = resting_sites(workspace, name) if lends else None
    every = list(list_documents(register, remembered(cache_file()), sites))
    listed = every if days is None else expiring(every, today, days)
    if wants_json:
        click.echo(document("iso16363/documents-list/1", {"site": name, "documents": [plain(one) for one in listed]}))
    elif every or not register.faults:
        click.echo("\n".join([*as_text(name, listed, days, today, screen()), *_of_others(register)]))
    if register.faults:
        errors = count(len(register.faults), "error")
        click.echo(f"{clean(name)}: {errors} keep documents from being listed: iso16363 check {clean(name)}", err=True)
    return int(bool(register.faults))


def _of_others(register: Register) -> list[str]:
    """Whose registers have the documents that the site cites from its providers."""
    lent = documents_lent(register.site) if register.site else {}
    lines = [f"  {count(number, 'document')}: iso16363 documents list {clean(name)}" for name, number in lent.items()]
    return ["Of providers, whose registers have them:", *lines] if lines else []
