"""`iso16363 documents`: the register of documents, the files and links behind it, and the days they have."""

import importlib
from typing import Final

import click

_COMMANDS: Final = {
    "pin": "documents_pin",
    "check": "documents_check",
    "list": "documents_list",
    "withheld": "documents_withheld",
    "calendar": "documents_calendar",
}
"""Module by command: none loads what only another one needs."""


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"iso16363.cli.{_COMMANDS[cmd_name]}").command
        return found


@click.group("documents", cls=_Group, short_help="Pin, check and list the documents of a site.")
def command() -> None:
    """Work with the documents that answers cite: attached files, links, what is withheld, and when they expire."""
