"""Remembers what was seen at web addresses, so that nobody is asked twice on one day. It may be lost at any time."""

import contextlib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from iso16363.errors import UnwritableOutput
from iso16363.workspace.cachefolder import cache_folder
from iso16363.workspace.links import LinkLook, LinkState
from iso16363.workspace.writing import write_bytes

_FILE: Final = "links-1.json"
"""The number is that of the format: another one is another file."""
_LARGEST: Final = 32 * 1024 * 1024
_KEPT: Final = timedelta(days=30)
_LOOKS: Final = TypeAdapter(dict[str, LinkLook])


def cache_file() -> Path | None:
    """Where the looks are kept; None where this user has no place for such files."""
    try:
        return cache_folder() / _FILE
    except RuntimeError:
        return None


def remembered(file: Path | None) -> dict[str, LinkLook]:
    """All looks that are kept, by address; none where the file is damaged or cannot be read."""
    try:
        if file is None or file.stat().st_size > _LARGEST:
            return {}
        return _LOOKS.validate_json(file.read_bytes())
    except (OSError, ValidationError, RecursionError):
        return {}


def of_day(looks: Mapping[str, LinkLook], day: date) -> dict[str, LinkLook]:
    """The looks of one day."""
    return {address: look for address, look in looks.items() if look.day == day}


def remember(file: Path | None, seen: Mapping[str, LinkLook], day: date) -> bool:
    """Keep what was seen, beside what another run kept meanwhile; says whether that was possible.

    What was not looked at is not kept, and old looks are dropped.
    """
    if file is None:
        return False
    fresh = {address: look for address, look in seen.items() if look.state is not LinkState.NOT_LOOKED}
    if not fresh:
        return True
    looks = {address: look for address, look in remembered(file).items() if abs(day - look.day) <= _KEPT} | fresh
    try:
        with contextlib.suppress(OSError):  # the folder is ours alone: it says which addresses a site knows
            file.parent.mkdir(mode=0o700, parents=True)
        write_bytes(file, _LOOKS.dump_json(dict(sorted(looks.items())), indent=1, exclude_defaults=True))
    except (OSError, UnwritableOutput):
        return False
    return True
