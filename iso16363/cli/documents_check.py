"""`iso16363 documents check`: attached files against their checksums, links against the web."""

from collections.abc import Sequence
from datetime import date

import click

from iso16363.cli.command import Command
from iso16363.cli.counting import progress, size
from iso16363.cli.documentreport import as_json, as_text
from iso16363.cli.options import Options
from iso16363.cli.terminal import clean, count, screen
from iso16363.diagnostics import Severity
from iso16363.workspace.attachedfiles import registered_files
from iso16363.workspace.documentcheck import (
    CheckedDocuments,
    LinkMemory,
    LooksSeen,
    check_documents_of,
    look_at_links,
    plan_looks,
    recorded_texts,
)
from iso16363.workspace.editing import undo_interrupted
from iso16363.workspace.linkcache import cache_file
from iso16363.workspace.linkqueue import Surroundings
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.register import Register, open_register

SURROUNDINGS = Surroundings()
"""The network as it is, looked at with our usual manners."""


@click.command(
    "check",
    cls=Command,
    short_help="Verify attached files, and look at links.",
    examples=(
        "iso16363 documents check cern",
        "iso16363 documents check --links",
        "iso16363 documents check cern --links --record  # writes `checked` to what is right",
    ),
)
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option("--links", is_flag=True, help="Ask the servers whether links are alive; else no network is used.")
@click.option("--fresh", is_flag=True, help="Ask again what was asked today already.")
@click.option("--record", is_flag=True, help="Write today into `checked` of the documents that are right.")
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(
    options: Options, sites: tuple[str, ...], *, links: bool, fresh: bool, record: bool, wants_json: bool
) -> int:
    """Read every attached file of each SITE (default: all sites), and hold it against its checksum.

    Files that are missing, changed, without checksum or not registered are told with place and remedy, as
    are documents past the day of their review or within 90 days of it. With --links, each address is looked
    at once a day: gone, moved, refused or not reached. Nothing is changed without --record, which writes
    the day to documents whose file matches or whose link is alive, for each site all or none.

    The exit code is 1 where a file is not as registered, a document has expired or a link is gone. What
    could not be looked at is said and does not count.
    """
    workspace, today = find_workspace(options.workspace), judged_on()
    names = workspace.chosen(sites, providers=True)
    for name in names if record else ():
        if undo_interrupted(workspace, name):
            click.echo(f"{clean(name)}: an earlier change was stopped half way; it was taken back.", err=True)
    registers = [open_register(workspace, name) for name in names]
    looks = _look(registers, today, LinkMemory(cache_file(), fresh=fresh)) if links else None
    checked = _read(registers, today, looks)
    recorded = _record(checked) if record else None
    if wants_json:
        click.echo(as_json(checked, recorded))
    else:
        click.echo("\n".join(as_text(checked, looks, recorded, screen())))
    return int(any(f.severity is not Severity.NOTE for one in checked for f in one.findings))


def _look(registers: Sequence[Register], today: date, memory: LinkMemory) -> LooksSeen:
    plan = plan_looks(registers, today, memory)
    with progress(len(plan.asked), f"Looking at {count(len(plan.asked), 'link')}") as advance:
        looks = look_at_links(plan, SURROUNDINGS, advance)
    if not looks.kept:
        click.echo("What was seen at links could not be kept: the next run asks again.", err=True)
    return looks


def _read(registers: Sequence[Register], today: date, looks: LooksSeen | None) -> list[CheckedDocuments]:
    seen = looks.looks if looks else {}
    attached = [registered_files(register.folder, register.documents) for register in registers]
    length = sum(files.size for files in attached)
    with progress(length, f"Reading {size(length)}") as advance:
        both = zip(registers, attached, strict=True)
        return [check_documents_of(register, files, seen, today, advance) for register, files in both]


def _record(checked: Sequence[CheckedDocuments]) -> dict[str, tuple[str, ...]]:
    """Write the day, and say to which documents; refused for all sites before anything is written."""
    texts = [recorded_texts(one) for one in checked]
    for one, text in zip(checked, texts, strict=True):
        if text:
            one.register.write(text)
    return {one.register.id: one.right for one in checked}
