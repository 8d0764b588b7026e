"""`iso16363 verify`: what holds of a package, what does not, and what could not be looked at."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.machine import document
from iso16363.cli.terminal import screen
from iso16363.cli.verdict import as_data, as_text
from iso16363.workspace.verifying import verify_package

_WORTH_A_BAR = 64 << 20


@click.command(
    "verify",
    cls=Command,
    short_help="Check a package that was handed over.",
    examples=(
        "iso16363 verify example-auditor-2026-11-23.zip",
        "iso16363 verify example-auditor-2026-11-23 --json > verified.json",
    ),
)
@click.argument("package", metavar="PACKAGE", type=click.Path(path_type=Path))
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
def command(package: Path, *, wants_json: bool) -> int:
    """Check PACKAGE, a folder or .zip: whether it is complete and unchanged, whose it is, and who signed it.

    Nothing in it is executed, shown or unpacked. The exit code is 0 where all that was looked at holds, 1
    where something does not, and 2 where there is no package. Other BagIt bags are checked as bags.
    """
    verification = verify_package(package, _progress)
    if wants_json:
        click.echo(document("iso16363/verification/1", as_data(verification)))
    else:
        click.echo("\n".join(as_text(verification, screen())))
    return 0 if verification.holds else 1


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    """A bar over bytes where somebody watches and it takes a while; nothing in a log."""
    if size < _WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=size, label="Verifying", file=sys.stderr) as bar:
        yield bar.update
