"""The key and certificate a package is signed with, and its password: from the environment, or asked for."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from iso16363.errors import UnreadableInput
from iso16363.infopackage.signing import LARGEST, Signer, WrongPassword, signer_from
from iso16363.workspace.reading import unreadable

PASSWORD = "ISO16363_SIGN_PASSWORD"  # noqa: S105 - the name of a variable


def signer_of(file: Path, now: datetime) -> Signer:
    """Read a PKCS#12 file. Raises as signer_from does, and UnreadableInput."""
    data, password = _read(file), os.environ.get(PASSWORD)
    try:
        return signer_from(data, password, now, str(file))
    except WrongPassword:
        if password is not None or not sys.stdin.isatty():
            raise
    asked = click.prompt(f"Password of {file.name}", hide_input=True, err=True)
    return signer_from(data, str(asked), now, str(file))


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST or not file.is_file():
            raise UnreadableInput(
                "is not a PKCS#12 file", where=str(file), remedy="Name a file with key and certificate."
            )
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error
