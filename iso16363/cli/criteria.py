"""`iso16363 criteria`: the catalogue, to be read."""

import click

from iso16363.catalog import Catalogue, Edition
from iso16363.cli.command import Command
from iso16363.cli.criterion_text import (
    criterion_json,
    criterion_text,
    documents_json,
    documents_text,
    edition_json,
    edition_text,
)
from iso16363.cli.editions import chosen_edition, edition_option
from iso16363.cli.explanation import known_criterion
from iso16363.cli.machine import document
from iso16363.cli.options import Options
from iso16363.cli.terminal import screen
from iso16363.errors import UnknownName, UnreadableInput
from iso16363.spelling import nearest
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import find_workspace
from iso16363.workspace.mentions import Mention, mentions

_json = click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")


@click.group("criteria", short_help="Look up the criteria of the standard.")
def command() -> None:
    """Look up what the standard asks for, in our own words, edition by edition."""


@command.command(
    "list",
    cls=Command,
    short_help="List the criteria.",
    examples=(
        "iso16363 criteria list",
        "iso16363 criteria list --section 4.2 --edition 2012",
        "iso16363 criteria list --documents",
    ),
)
@edition_option
@click.option("--section", metavar="ID", help="Only this section or subsection, such as 4 or 4.2.")
@click.option("--documents", is_flag=True, help="The documents they call for instead, by role.")
@_json
def list_(edition: str | None, section: str | None, *, documents: bool, wants_json: bool) -> int:
    """List the criteria of an edition, or the documents they call for, by the role that documents.yaml gives them."""
    catalogue = load_catalogue(crosswalks=documents)
    chosen = chosen_edition(catalogue, edition)
    criteria = _chosen_criteria(chosen, section)
    if documents and wants_json:
        click.echo(document("iso16363/document-roles/1", documents_json(catalogue, chosen, criteria)))
    elif documents:
        click.echo("\n".join(documents_text(catalogue, chosen, criteria, screen())))
    elif wants_json:
        click.echo(document("iso16363/criteria/1", edition_json(catalogue, chosen, criteria)))
    else:
        click.echo("\n".join(edition_text(chosen, criteria)))
    return 0


@command.command(
    "show",
    cls=Command,
    short_help="Show one criterion in full.",
    examples=("iso16363 criteria show 4.2.4.1.4", "iso16363 criteria show 4.2.1.1 --edition 2012"),
)
@click.argument("criterion", metavar="ID")
@edition_option
@_json
@click.pass_obj
def show(options: Options, criterion: str, edition: str | None, *, wants_json: bool) -> int:
    """Show a criterion: requirement, what auditors look at, evidence, its place in both editions, who cites what."""
    catalogue = load_catalogue(crosswalks=True)
    chosen = chosen_edition(catalogue, edition)
    known_criterion(catalogue, chosen, criterion)
    found = _mentions(options, catalogue, chosen, criterion)
    if wants_json:
        click.echo(document("iso16363/criterion/1", criterion_json(catalogue, chosen, criterion, found)))
    else:
        click.echo("\n".join(criterion_text(catalogue, chosen, criterion, found, screen())))
    return 0


def _chosen_criteria(edition: Edition, section: str | None) -> tuple[str, ...]:
    if section is None:
        return tuple(edition.criteria)
    if section in edition.sections:
        return edition.of_section(section)
    if section in edition.subsections:
        return edition.of_subsection(section)
    known = (*edition.sections, *edition.subsections)
    listed = f"{edition.head.title} has {', '.join(known)}."
    raise UnknownName("section", section, nearest=nearest(section, known), known=listed)


def _mentions(options: Options, catalogue: Catalogue, edition: Edition, criterion: str) -> tuple[Mention, ...]:
    """What the sites say, where there is a workspace; the catalogue can be read without one."""
    try:
        workspace = find_workspace(options.workspace)
    except UnreadableInput:
        if options.workspace is not None:
            raise
        return ()
    return mentions(workspace, catalogue, edition, criterion)
