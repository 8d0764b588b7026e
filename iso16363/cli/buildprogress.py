"""How far a build of many sites is, while it runs."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from iso16363.workspace.freshness import BuildRow

_MANY = 20  # sites, from which on a log says how far it is


@contextmanager
def built_progress(length: int) -> Iterator[Callable[[BuildRow], None]]:
    """A bar where somebody watches; in a log a line for each tenth, where there are many sites."""
    if sys.stderr.isatty():
        with click.progressbar(length=length, label="Building", file=sys.stderr, show_pos=True) as bar:
            yield lambda _: bar.update(1)
        return
    done = 0

    def advance(_: BuildRow) -> None:
        nonlocal done
        done += 1
        if length >= _MANY and done * 10 // length > (done - 1) * 10 // length:
            click.echo(f"built {done} of {length}", err=True)

    yield advance
