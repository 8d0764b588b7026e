"""Progress of work that takes long, on a terminal that somebody watches; nothing in a log."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_UNIT = 1024.0


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], None]]:
    """Give what is to be told how much more was done."""
    if not length or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def size(number: int) -> str:
    """A number of bytes for people: 512 B, 1.5 MB."""
    amount, unit = float(number), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if amount < _UNIT or unit == "TB":
            break
        amount /= _UNIT
    return f"{number} B" if unit == "B" else f"{amount:.1f} {unit}"
