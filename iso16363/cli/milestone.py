"""`iso16363 milestone`: how far several sites are towards what they have promised together."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.machine import document
from iso16363.cli.manner import language_option, variant_option
from iso16363.cli.milestonelist import ENDINGS, listed, named_by, standing_of
from iso16363.cli.milestonetext import as_text
from iso16363.cli.options import Options
from iso16363.cli.output import overwrite_option, target_of
from iso16363.cli.sitefaults import SiteFaults
from iso16363.cli.terminal import Screen, clean, screen
from iso16363.errors import WrongUsage
from iso16363.language import speaking
from iso16363.milestones.data import SCHEMA
from iso16363.resources import ENGLISH
from iso16363.workspace.location import find_workspace
from iso16363.workspace.manner import VARIANTS, Manner
from iso16363.workspace.milestones import known_milestone
from iso16363.workspace.progressing import progress_data, write_progress, write_progress_book
from iso16363.workspace.writing import replacing, write_text

_DOCUMENTS = ("pdf", "xlsx")
_FORMS = ("text", "json", *_DOCUMENTS)
_ON_PAPER = Screen(80)
"""What a file has for a terminal: its width, and no colours."""


@click.command(
    "milestone",
    cls=Command,
    short_help="Show how far several sites are together.",
    examples=(
        "iso16363 milestone",
        "iso16363 milestone M2.6",
        "iso16363 milestone M2.6 --json",
        "iso16363 milestone M2.6 --format pdf --variant public",
        "iso16363 milestone M2.6 --output M2.6.xlsx",
    ),
)
@click.argument("milestone", metavar="[ID]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="pdf: the progress report; xlsx: its tables.  [default: as FILE is named, else text]",
)
@click.option("--json", "wants_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it into this file.  [default: ID-progress.pdf or .xlsx, else the terminal]",
)
@variant_option
@language_option
@overwrite_option
@click.pass_obj
def command(
    options: Options,
    milestone: str | None,
    form: str | None,
    output: Path | None,
    variant: str,
    language: str,
    *,
    wants_json: bool,
    overwrite: bool,
) -> int:
    """Show whether the milestone ID of milestones/ID.yaml is met, and what each of its sites still lacks.

    Without ID, the milestones are listed. Everything is computed from the sites' files; a site that cannot be
    judged is said to be so and stops no other. The language is that of PDF and workbook. The exit code is 0, met
    or not, 1 where the milestone's own file cannot be read, and 3 where a fault of iso16363 shows in a site.
    """
    workspace = find_workspace(options.workspace)
    if milestone is None:
        if form or wants_json or output:
            raise WrongUsage("which milestone?", remedy="Give its id; iso16363 milestone lists them.")
        click.echo("\n".join(listed(workspace)))
        return 0
    if wants_json and form not in (None, "json"):
        raise WrongUsage(f"--json and --format {form} contradict each other", remedy="Leave out one of them.")
    form = "json" if wants_json else form or named_by(output)
    name = known_milestone(workspace, milestone)
    manner = Manner(VARIANTS[variant], language)
    output = output or (Path(f"{name}-progress{manner.suffix_of()}.{form}") if form in _DOCUMENTS else None)
    faults, ending = SiteFaults(), "txt" if form == "text" else form
    target = target_of(output, ending, overwrite=overwrite, forms=ENDINGS) if output else None
    with speaking(language if form in _DOCUMENTS else ENGLISH):
        found = standing_of(workspace, name, manner.variant, faults)
    if found is None:
        return 1
    if target and form in _DOCUMENTS:
        with replacing(target) as temporary:
            write = write_progress_book if form == "xlsx" else write_progress
            write(workspace, found, language, temporary, faults.tell)
        click.echo(clean(target))
        return faults.exit_code
    at = _ON_PAPER if target else screen()
    data = progress_data(workspace, found, faults.tell) if form == "json" else None
    text = document(SCHEMA, data) if data else "\n".join(as_text(found, at))
    if target:
        write_text(target, f"{click.unstyle(text)}\n")
    click.echo(clean(target) if target else text)
    return faults.exit_code
