"""`iso16363 documents pin`: write the checksums of attached files into the register."""

import click

from iso16363.cli.command import Command
from iso16363.cli.counting import progress, size
from iso16363.cli.options import Options
from iso16363.cli.pinreport import as_json, as_text
from iso16363.cli.terminal import clean, screen
from iso16363.workspace.editing import undo_interrupted
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.pinning import PinRequest, carry_out, plan_pins, prepare
from iso16363.workspace.register import open_register


@click.command(
    "pin",
    cls=Command,
    short_help="Record the checksums of attached files.",
    examples=(
        "iso16363 documents pin cern",
        "iso16363 documents pin cern preservation-policy --renew  # the file was replaced, and that is right",
    ),
)
@click.argument("site", metavar="SITE")
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1)
@click.option("--renew", is_flag=True, help="Replace the checksum of the named documents by that of the file now.")
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(options: Options, site: str, documents: tuple[str, ...], *, renew: bool, wants_json: bool) -> int:
    """Write the SHA-256 of attached files of SITE into documents.yaml, where there is none yet.

    With DOCUMENT, of these only. A checksum that is there and differs is never overwritten unless the
    document is named and --renew is given. All checksums are written at once or none; nothing else in the
    file changes. Reviews of answers that cite such a document lapse, and that is said. The exit code is 1
    where a document still lacks a checksum that its file matches.
    """
    workspace = find_workspace(options.workspace)
    (name,) = workspace.chosen([site], providers=True)
    if undo_interrupted(workspace, name):
        click.echo(f"{clean(name)}: an earlier change was stopped half way; it was taken back.", err=True)
    plan = plan_pins(open_register(workspace, name), PinRequest(documents, renew))
    with progress(plan.files.size, f"Reading {size(plan.files.size)}") as advance:
        pinning = prepare(plan, judged_on(), advance)
    carry_out(pinning)
    click.echo(as_json(pinning) if wants_json else "\n".join(as_text(pinning, screen())))
    return 1 if pinning.incomplete else 0
