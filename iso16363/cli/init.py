"""`iso16363 init`: a new site, ready to be filled; or the example."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.editions import chosen_edition, edition_option
from iso16363.cli.options import Options
from iso16363.cli.terminal import clean, count
from iso16363.errors import UnreadableInput, WrongUsage
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import SITES_FOLDER, current_folder, find_workspace
from iso16363.workspace.new_site import EXAMPLE, Started, start_example, start_site


@click.command(
    "init",
    cls=Command,
    short_help="Start the self-audit of a site, or copy the example.",
    examples=(
        'iso16363 init my-archive --name "My Archive"',
        "iso16363 init --example audit-example",
    ),
)
@click.argument("site", metavar="SITE", required=False)
@edition_option
@click.option("--name", metavar="TEXT", help="Name of the site, to be completed in site.yaml.  [default: SITE]")
@click.option(
    "--example",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Copy the complete, fictional example into DIR instead.",
)
@click.pass_obj
def command(options: Options, site: str | None, edition: str | None, name: str | None, example: Path | None) -> int:
    """Make the folder sites/SITE with every criterion waiting for its answer.

    It is made in the workspace, else in the folder you are in. SITE is its short id, of a-z, 0-9 and
    hyphens. A folder that exists is never touched.
    """
    if example is not None:
        if site or edition or name:
            raise WrongUsage("--example stands alone", remedy="Give only the folder: iso16363 init --example DIR")
        started = start_example(example)
        click.echo("\n".join(_made(started, example, example)))
        click.echo("\n".join(_next(EXAMPLE, example)))
        return 0
    if site is None:
        raise WrongUsage("name the site to be made", remedy="For example: iso16363 init my-archive")
    catalogue = load_catalogue()
    root, shown = _workspace(options)
    started = start_site(root, site, name or site, chosen_edition(catalogue, edition), catalogue)
    click.echo("\n".join(_made(started, root, shown)))
    click.echo("\n".join(_next(site, shown)))
    return 0


def _workspace(options: Options) -> tuple[Path, Path]:
    """The workspace as it is and as it is shown; a folder without sites/ becomes one."""
    if options.workspace is not None:
        if not options.workspace.is_dir():
            raise UnreadableInput("is no folder", where=str(options.workspace), remedy="Make it first, or correct it.")
        return options.workspace, options.workspace
    try:
        found = find_workspace(None)
    except UnreadableInput:
        return current_folder(), Path()
    return found.root, found.shown


def _made(started: Started, root: Path, shown: Path) -> list[str]:
    folder = clean(shown / started.folder.relative_to(root))
    lines = [f"Made {folder} with {count(started.files, 'file')}."]
    if started.schemas:
        schemas = clean(shown / started.schemas[0].parent.relative_to(root))
        lines.append(f"Made {schemas}, by which an editor with YAML support checks what you type.")
    return lines


def _next(site: str, shown: Path) -> list[str]:
    folder = shown / SITES_FOLDER / site
    base = "iso16363" if shown == Path() else f"iso16363 --workspace {clean(shown)}"
    first = [f"  edit {clean(folder / 'site.yaml')}: what is audited, and who is responsible"]
    if site == EXAMPLE:
        first = [f"  {base} status {site}"]
    return ["", "Next:", *first, f"  {base} check {site}", f"  {base} next {site}"]
