"""`iso16363 changes`: what differs since a hand-over; looking never writes."""

from pathlib import Path

import click

from iso16363.changes import changes_csv
from iso16363.cli.changetext import as_json, as_text
from iso16363.cli.command import Command
from iso16363.cli.options import Options
from iso16363.cli.output import judged, overwrite_option, target_of
from iso16363.cli.terminal import clean, screen
from iso16363.errors import WrongUsage
from iso16363.workspace.frozen_copies import LAST
from iso16363.workspace.writing import write_text


@click.command(
    "changes",
    cls=Command,
    short_help="Show what differs since a hand-over.",
    examples=(
        "iso16363 changes cern",
        "iso16363 changes cern --since 2026-11-23",
        "iso16363 changes cern --since 2026-11-23-1 --output cern-changes.csv",
    ),
)
@click.argument("site", metavar="SITE")
@click.option(
    "--since",
    metavar="HANDOFF",
    default=LAST,
    show_default=True,
    help="The hand-over: its id in handoffs.yaml, its day, or last.",
)
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write a table (.csv) instead.")
@overwrite_option
@click.pass_obj
def command(options: Options, site: str, since: str, output: Path | None, *, wants_json: bool, overwrite: bool) -> int:
    """Hold the files of SITE against what was handed over: every value that is another one now, and what follows.

    Meaning is compared, not how the YAML is written: what a declaration covers, and the requests and findings.
    Notes are not, nor when a document was last looked at. The exit code is 0, whatever differs.
    """
    if wants_json and output:
        raise WrongUsage("--json and --output are two forms", remedy="Ask for one at a time.")
    target = target_of(output, "csv", overwrite=overwrite) if output else None
    judgement = judged(options, site, since)
    if judgement is None:
        return 1
    if target:
        write_text(target, changes_csv(judgement))
        click.echo(clean(target))
    else:
        click.echo(as_json(judgement) if wants_json else "\n".join(as_text(judgement, screen())))
    return 0
