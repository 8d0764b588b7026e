"""A site opened by a command that may write into it: what was stopped half way is put back, faults are shown."""

import click

from iso16363.cli.findings import findings, unjudged
from iso16363.cli.machine import document
from iso16363.cli.options import Options
from iso16363.cli.progress import unreadable
from iso16363.cli.terminal import clean, screen
from iso16363.diagnostics import Severity
from iso16363.workspace.editing import undo_interrupted
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.opened import OpenSite, open_site


def opened(
    options: Options, site: str, *, writing: bool, schema: str | None, providers: bool = False
) -> OpenSite | None:
    """The site, judged; None where it cannot be, which is then said: as JSON where a schema is named.

    Only who writes puts back what an earlier command left half way. With `providers`, it can be one.
    """
    workspace = find_workspace(options.workspace)
    (name,) = workspace.chosen([site], providers=providers)
    if writing and undo_interrupted(workspace, name):
        text = "an earlier command was stopped while it wrote; its changes were taken back."
        click.echo(f"{clean(name)}: {text}", err=True)
    found = open_site(workspace, name, judged_on())
    if isinstance(found, OpenSite):
        return found
    errors = "\n".join(findings(found, screen(), Severity.ERROR))
    click.echo(document(schema, unjudged(found)) if schema else errors)
    click.echo(unreadable(found), err=True)
    return None
