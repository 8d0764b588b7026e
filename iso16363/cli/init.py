"""`iso16363 init`: a new site, ready to be filled; or the example."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.editions import chosen_edition, edition_option
from iso16363.cli.inittext import made, next_of_provider, next_of_site
from iso16363.cli.options import Options
from iso16363.cli.terminal import clean
from iso16363.errors import UnreadableInput, WrongUsage
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import SITES_FOLDER, Workspace, current_folder, find_workspace
from iso16363.workspace.new_site import EXAMPLE, start_example, start_provider, start_site


@click.command(
    "init",
    cls=Command,
    short_help="Start the self-audit of a site, or copy the example.",
    examples=(
        'iso16363 init my-archive --name "My Archive"',
        'iso16363 init my-federation --provider --name "My Federation"',
        "iso16363 init --example audit-example",
    ),
)
@click.argument("site", metavar="SITE", required=False)
@edition_option
@click.option("--name", metavar="TEXT", help="Name of the site, to be completed in site.yaml.  [default: SITE]")
@click.option("--provider", is_flag=True, help="Make a folder of documents and answers that several sites rest on.")
@click.option(
    "--example",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Copy the complete, fictional example into DIR instead.",
)
@click.pass_obj
def command(
    options: Options, site: str | None, edition: str | None, name: str | None, example: Path | None, *, provider: bool
) -> int:
    """Make the folder sites/SITE with every criterion waiting for its answer.

    It is made in the workspace, else in the folder you are in: a folder above it that holds sites/ is
    the workspace, unless you are in a git repository of its own. SITE is its short id, of a-z, 0-9 and
    hyphens. A folder that exists is never touched. With --provider, SITE is not audited itself: sites
    inherit from it.
    """
    if example is not None:
        if site or edition or name or provider:
            raise WrongUsage("--example stands alone", remedy="Give only the folder: iso16363 init --example DIR")
        started = start_example(example)
        click.echo("\n".join(made(started, example, example)))
        click.echo("\n".join(next_of_site(EXAMPLE, example)))
        return 0
    if site is None:
        raise WrongUsage("name the site to be made", remedy="For example: iso16363 init my-archive")
    catalogue = load_catalogue()
    root, shown = _workspace(options)
    chosen = chosen_edition(catalogue, edition)
    if provider:
        started = start_provider(root, site, name or site, chosen)
    else:
        started = start_site(root, site, name or site, chosen, catalogue)
    click.echo("\n".join(made(started, root, shown)))
    click.echo("\n".join(next_of_provider(site, shown) if provider else next_of_site(site, shown)))
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
    if _is_of_another(current_folder(), found):
        return current_folder(), Path()
    if found.shown != Path():
        click.echo(f"The workspace is {clean(found.shown)}, which holds {SITES_FOLDER}/.")
    return found.root, found.shown


def _is_of_another(here: Path, workspace: Workspace) -> bool:
    """Whether a repository that a folder is in begins below the workspace, which then is somebody else's.

    A site or provider of the workspace may be a repository of its own.
    """
    if here.is_relative_to(workspace.sites_folder):
        return False
    below = [folder for folder in (here, *here.parents) if folder.is_relative_to(workspace.root)]
    return any((folder / ".git").exists() for folder in below if folder != workspace.root)
