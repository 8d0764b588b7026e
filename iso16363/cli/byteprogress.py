"""A progress bar over bytes, where somebody watches; nothing in a log."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_WORTH_IT = 32 << 20


@contextmanager
def byte_progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a work of so many bytes has come."""
    if total < _WORTH_IT or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Packing", file=sys.stderr) as bar:
        yield bar.update
