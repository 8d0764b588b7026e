"""`iso16363 trend`: how sites have come along, from the history that git keeps; looking never writes."""

from datetime import date

import click

from iso16363.cli.command import Command
from iso16363.cli.counting import progress
from iso16363.cli.machine import document
from iso16363.cli.options import Options
from iso16363.cli.sitefaults import SiteFaults
from iso16363.cli.terminal import screen
from iso16363.cli.trendtext import as_text
from iso16363.errors import WrongUsage
from iso16363.trenddata import SCHEMA, trend_data
from iso16363.trendpoints import FEWEST
from iso16363.workspace.history import POINTS, Wanted, trends
from iso16363.workspace.location import find_workspace, judged_on

_MOST = 1000


@click.command(
    "trend",
    cls=Command,
    short_help="Show how the sites have come along.",
    examples=(
        "iso16363 trend",
        "iso16363 trend cern",
        "iso16363 trend cern --since 2026-01-01 --points 12",
        "iso16363 trend --tags --json",
    ),
)
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option("--since", metavar="DATE", help="Only from this day on, such as 2026-01-31.")
@click.option("--tags", "tagged", is_flag=True, help="Only commits with a tag, and today.")
@click.option(
    "--points",
    type=click.IntRange(FEWEST, _MOST),
    metavar="N",
    default=POINTS,
    show_default=True,
    help="At most so many: the last of each day, week, month, quarter or year.",
)
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(
    options: Options, sites: tuple[str, ...], since: str | None, *, tagged: bool, points: int, wants_json: bool
) -> int:
    """Show how far a SITE, or every site, had come at earlier commits, and what is due when.

    Read from the history that git keeps of sites/, on the branch that is checked out; work tree and repository are
    left alone. Earlier commits are judged by today's catalogue and rules as of their day, and attached files are
    taken to have been there as registered. A folder is not followed to an earlier name. The exit code is 0, and 3 where
    a fault of iso16363 shows in an earlier commit.
    """
    today = judged_on()
    wanted = Wanted(points, _day(since, today), tagged)
    workspace = find_workspace(options.workspace)
    chosen = workspace.chosen(sites)
    faults = SiteFaults()
    with progress(len(chosen), "Reading the history") as told:
        found = list(trends(workspace, chosen, today, wanted, told, log=faults.tell))
    click.echo(document(SCHEMA, trend_data(found)) if wants_json else "\n".join(as_text(found, screen())))
    return faults.exit_code


def _day(given: str | None, today: date) -> date | None:
    """The day in what was typed. Raises WrongUsage."""
    if given is None:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise WrongUsage(f"{given!r} is not a day", where="--since", remedy=f"Write it as {today} is.") from error
    if day > today:
        raise WrongUsage(f"{day} is still to come", where="--since", remedy=f"Today is {today}.")
    return day
