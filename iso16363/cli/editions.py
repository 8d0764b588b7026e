"""The edition that is meant on the command line."""

import click

from iso16363.catalog import Catalogue, Edition
from iso16363.errors import UnknownName
from iso16363.model.catalogue import EditionStatus
from iso16363.spelling import nearest

edition_option = click.option(
    "--edition", metavar="EDITION", help="Edition, such as iso16363-2012 or 2012.  [default: the current one]"
)


def chosen_edition(catalogue: Catalogue, name: str | None) -> Edition:
    """The named edition, by its id or its year; without a name the current one."""
    if name is None:
        return next(e for e in catalogue.editions.values() if e.head.status is EditionStatus.CURRENT)
    for edition in catalogue.editions.values():
        if name in (edition.id, edition.id.rpartition("-")[2]):
            return edition
    known = tuple(catalogue.editions)
    raise UnknownName("edition", name, nearest=nearest(name, known), known=f"Editions here: {', '.join(known)}.")
