"""`iso16363 documents calendar`: the days of a site, for the calendars of those who look after them."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.manner import language_option
from iso16363.cli.options import Options
from iso16363.cli.output import judged, overwrite_option, target_of
from iso16363.cli.terminal import clean, count
from iso16363.language import speaking
from iso16363.workspace.duecalendar import calendar_file, due_days
from iso16363.workspace.writing import write_bytes


@click.command(
    "calendar",
    cls=Command,
    short_help="Write review-by and due dates as a calendar (.ics).",
    examples=(
        "iso16363 documents calendar cern --output cern.ics",
        "iso16363 documents calendar cern --output cern.ics --overwrite  # import it again: days that moved, move",
    ),
)
@click.argument("site", metavar="SITE")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", required=True, help="File to write, such as cern.ics."
)
@language_option
@overwrite_option
@click.pass_obj
def command(options: Options, site: str, output: Path, language: str, *, overwrite: bool) -> int:
    """Write a calendar of SITE: documents to be reviewed, open actions, and open requests and findings of the auditor.

    Each is an event of a whole day with reminders: 90 and 30 days ahead for documents, 30 and 7 for the
    rest. Roles are named, persons are not; titles of internal documents and texts of actions are in it, so
    it is for the site itself.
    """
    target = target_of(output, "ics", overwrite=overwrite)
    judgement = judged(options, site)
    if judgement is None:
        return 1
    with speaking(language):
        write_bytes(target, calendar_file(judgement))
    click.echo(clean(target))
    days = len(due_days(judgement))
    told = count(days, "day") if days else "no day is set, so the calendar is empty"
    click.echo(f"{clean(site)}: {told}.", err=True)
    return 0
