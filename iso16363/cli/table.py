"""`iso16363 table`: the results of all sites as one SQLite file that can be queried."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.counting import progress
from iso16363.cli.options import Options
from iso16363.cli.output import free_target, overwrite_option
from iso16363.cli.sitefaults import SiteFaults
from iso16363.cli.terminal import clean, count
from iso16363.errors import WrongUsage
from iso16363.workspace.catalogue_files import catalogue_digest
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.tablefile import write_table
from iso16363.workspace.tabling import rows_of_sites

_ENDINGS = (".sqlite", ".sqlite3", ".db")


@click.command(
    "table",
    cls=Command,
    short_help="Write the results of all sites as a table to query.",
    examples=("iso16363 table", "iso16363 table cern pic --output both.sqlite --overwrite"),
)
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("results.sqlite"),
    help="File to write.  [default: results.sqlite]",
)
@overwrite_option
@click.pass_obj
def command(options: Options, sites: tuple[str, ...], output: Path, *, overwrite: bool) -> int:
    """Judge each SITE (default: all of them), and write what came out as an SQLite database.

    Sites, gates and what fails them, criteria, citations, documents, actions and diagnostics have a row
    each; docs/fleets.md describes them. It holds what is internal to the sites. The exit code is 1 where a
    site cannot be judged.
    """
    if output.suffix.lower() not in _ENDINGS:
        remedy = "Name it .sqlite, .sqlite3 or .db."
        raise WrongUsage("is not the name of an SQLite database", where=str(output), remedy=remedy)
    target = free_target(output, overwrite=overwrite)
    workspace = find_workspace(options.workspace)
    workspace.refuse_below_sites(target)
    chosen, today = workspace.chosen(sites), judged_on()
    faults = SiteFaults()
    about = {"as_of": today.isoformat(), "catalogue_digest": catalogue_digest()}
    with progress(len(chosen), "Judging") as advance:
        unjudged = write_table(target, rows_of_sites(workspace, chosen, today, advance, faults.log), about)
    click.echo(f"{clean(target)}: {count(len(chosen), 'site')}")
    if unjudged:
        click.echo(f"{count(unjudged, 'site')} could not be judged: see problem in sites, and diagnostics", err=True)
    return faults.exit_code or int(unjudged > 0)
