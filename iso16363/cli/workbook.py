"""`iso16363 workbook`: the self-assessment as an Excel file, on its way out and home again."""

import importlib
from pathlib import Path
from typing import Final

import click

from iso16363.cli.command import Command
from iso16363.cli.manner import language_option, variant_option
from iso16363.cli.options import Options
from iso16363.cli.output import in_a_file_name, judged, output_option, overwrite_option, since_option, target_of
from iso16363.cli.terminal import clean, count
from iso16363.errors import WrongUsage
from iso16363.language import speaking
from iso16363.workbook.export import write_workbook
from iso16363.workbook.part import Part, criteria_of
from iso16363.workspace.manner import VARIANTS, Manner, for_readers
from iso16363.workspace.writing import replacing

_HOMEWARD: Final = {"diff": "workbook_diff", "import": "workbook_import"}
"""Commands that read a workbook, by module: whoever writes one does not load them."""


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *_HOMEWARD]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _HOMEWARD:
            return super().get_command(ctx, cmd_name)
        found: click.Command = importlib.import_module(f"iso16363.cli.{_HOMEWARD[cmd_name]}").command
        return found


@click.group("workbook", cls=_Group, short_help="Write the workbook of a site, and take it home.")
def command() -> None:
    """Work with the self-assessment as an Excel file: write it, and take its edits home into the files."""


@command.command(
    "export",
    cls=Command,
    short_help="Write the workbook of a site.",
    examples=(
        "iso16363 workbook export cern",
        "iso16363 workbook export cern --owner head-of-it  # what this role answers for",
        "iso16363 workbook export cern --section 4.2 --section 5.1.1",
        "iso16363 workbook export cern --language fr --output cern.xlsx --overwrite",
        "iso16363 workbook export cern --since last  # with a sheet of what differs since the last hand-over",
    ),
)
@click.argument("site", metavar="SITE")
@click.option("--owner", metavar="ROLE", help="Only what this role answers for.")
@click.option(
    "--section",
    "sections",
    metavar="ID",
    multiple=True,
    help="Only this section, subsection or criterion with what is below it; may be repeated.",
)
@variant_option
@language_option
@since_option
@output_option
@overwrite_option
@click.pass_obj
def export(
    options: Options,
    site: str,
    owner: str | None,
    sections: tuple[str, ...],
    variant: str,
    language: str,
    since: str | None,
    output: Path | None,
    *,
    overwrite: bool,
) -> int:
    """Write SITE-workbook.xlsx: every criterion, citation, document and action of SITE, ready to be filled in.

    With --owner or --section it is for one person: the other rows are hidden and locked, all
    documents are there, and nothing but the part is read back. With both, what satisfies both.

    In every language the workbook holds the same values: copies in several may come home.

    In the auditor's workbook only the sheet Audit can be filled in, and only that comes home. A
    workbook for the public is to be read.

    A file that exists is not replaced unless you say so. Nothing is written while the site's files
    have errors. Bring the workbook home with `iso16363 workbook import`.
    """
    part, manner = Part(owner, sections), Manner(VARIANTS[variant], language)
    if manner.variant.leaves_out and not part.whole:
        what = "a part of the workbook is for somebody of the site; a variant for others is always the whole"
        raise WrongUsage(what, remedy="Leave out either --variant, or --owner and --section.")
    name = f"{Path(site).name}-workbook{manner.suffix_of(in_a_file_name(part.file_suffix))}"
    target = target_of(output or Path(f"{name}.xlsx"), "xlsx", overwrite=overwrite)
    judgement = judged(options, site, since, manner.variant)
    if judgement is None:
        return 1
    covered = 0 if part.whole else len(criteria_of(part, judgement))
    with speaking(language), replacing(target) as temporary:
        write_workbook(for_readers(judgement, manner), temporary, part=part)
    click.echo(clean(target))
    if not part.whole:
        criteria = count(covered, "criterion", "criteria")
        click.echo(f"{criteria} {part.label}; home again: iso16363 workbook diff {clean(site)} FILE", err=True)
    return 0
