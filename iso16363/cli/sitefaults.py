"""Faults of ours in single sites, told beside the results of the others: a log for each, and the exit code."""

import importlib
import re
import sys

import click

from iso16363.cli.main import OUR_FAULT
from iso16363.cli.terminal import clean

_PLACE = re.compile(r'^ *File ".*", line [0-9]+', re.MULTILINE)


class SiteFaults:
    """The faults of one run. What fails at the same place in a thousand sites is logged once."""

    def __init__(self) -> None:
        self._told: dict[str, str] = {}
        self._shown: set[str] = set()

    @property
    def exit_code(self) -> int:
        """That of a fault of ours, or 0 where there was none."""
        return OUR_FAULT if self._told else 0

    def log(self, fault: Exception) -> str:
        """Write the log and return what is to be said of it."""
        frames = _PLACE.findall("".join(getattr(fault, "__notes__", ())))
        place = "\n".join(frames) or type(fault).__name__
        if place not in self._told:
            crash = importlib.import_module("iso16363.cli.crash")  # here, for nobody else pays for its imports
            self._told[place] = crash.log_crash(fault, sys.argv)
        return self._told[place]

    def tell(self, fault: Exception) -> str:
        """Write the log and name it on the terminal, once. The first line of what is given is fit for an output."""
        said = self.log(fault)
        if said not in self._shown:
            click.echo(clean(said), err=True)
        self._shown.add(said)
        return said
