"""`iso16363 workbook`: the self-assessment as an Excel file."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.options import Options
from iso16363.cli.output import free_target, judged, output_option, overwrite_option
from iso16363.cli.terminal import clean
from iso16363.workbook.export import write_workbook
from iso16363.workspace.writing import replacing


@click.group("workbook", short_help="Write the workbook of a site (.xlsx).")
def command() -> None:
    """Work with the self-assessment as an Excel file."""


@command.command(
    "export",
    cls=Command,
    short_help="Write the workbook of a site.",
    examples=("iso16363 workbook export cern", "iso16363 workbook export cern --output cern.xlsx --overwrite"),
)
@click.argument("site", metavar="SITE")
@output_option
@overwrite_option
@click.pass_obj
def export(options: Options, site: str, output: Path | None, *, overwrite: bool) -> int:
    """Write SITE-workbook.xlsx: every criterion, citation, document and action of SITE, ready to be filled in.

    A file that exists is not replaced unless you say so. Nothing is written while the site's files
    have errors. This version does not read a workbook back: the site's files stay the master copy.
    """
    target = free_target(output or Path(f"{Path(site).name}-workbook.xlsx"), overwrite=overwrite)
    judgement = judged(options, site)
    if judgement is None:
        return 1
    with replacing(target) as temporary:
        write_workbook(judgement, temporary)
    click.echo(clean(target))
    return 0
