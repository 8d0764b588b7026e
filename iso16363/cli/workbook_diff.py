"""`iso16363 workbook diff`: what a returned workbook would change; looking never writes."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.differences import as_text, closing
from iso16363.cli.differences_data import as_json
from iso16363.cli.options import Options
from iso16363.cli.terminal import screen
from iso16363.workspace.importing import Request, examine
from iso16363.workspace.location import find_workspace, judged_on

workbook_argument = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))


@click.command(
    "diff",
    cls=Command,
    short_help="Show what a returned workbook would change.",
    examples=("iso16363 workbook diff cern cern-workbook.xlsx", "iso16363 workbook diff cern returned.ods --json"),
)
@click.argument("site", metavar="SITE")
@workbook_argument
@click.option("--all", "whole", is_flag=True, help="Also list everything that was edited in the files only.")
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(options: Options, site: str, file: Path, *, whole: bool, wants_json: bool) -> int:
    """Hold the workbook FILE (.xlsx, .xlsm or .ods) against what was exported and against the files of SITE.

    Nothing is written. The exit code is 1 where a conflict or a rejected cell stands in the way, else 0.
    """
    workspace = find_workspace(options.workspace)
    (name,) = workspace.chosen([site])
    examined = examine(Request(workspace, name, file, judged_on()))
    if wants_json:
        click.echo(as_json(examined))
    else:
        click.echo("\n".join((*as_text(examined, screen(), whole=whole), *closing(examined, screen()))))
    return 1 if examined.stopped else 0
