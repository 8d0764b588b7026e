"""Remembers what earlier commits amounted to, a file for each site. It may be lost at any time."""

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from iso16363.errors import UnwritableOutput
from iso16363.trend import Numbers
from iso16363.workspace.cachefolder import cache_folder
from iso16363.workspace.writing import write_bytes

_FOLDER: Final = "trend-1"
"""The number is that of the format: another one is another folder."""
_LARGEST: Final = 64 * 1024 * 1024
_KEPT: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a commit amounted to, or why it could not be judged, and when somebody last asked."""

    asked: date
    numbers: Numbers | None = None
    reason: str = ""


_ENTRIES: Final = TypeAdapter(dict[str, Remembered])


def cache_file(site: str) -> Path | None:
    """Where a site's history is kept; None where this user has no place for such files."""
    name = site if site.isascii() and len(site) < 80 else hashlib.sha256(site.encode(errors="replace")).hexdigest()
    try:
        return cache_folder() / _FOLDER / f"{name}.json"
    except RuntimeError:
        return None


def remembered(file: Path | None) -> dict[str, Remembered]:
    """What is kept, by key; nothing where the file is damaged or cannot be read."""
    try:
        if file is None or file.stat().st_size > _LARGEST:
            return {}
        return _ENTRIES.validate_json(file.read_bytes())
    except (OSError, ValidationError, RecursionError):
        return {}


def remember(file: Path | None, entries: Mapping[str, Remembered], today: date) -> bool:
    """Keep entries beside what another run kept meanwhile; says whether that was possible. Old ones are dropped."""
    if file is None:
        return False
    kept = {key: entry for key, entry in remembered(file).items() if abs(today - entry.asked) <= _KEPT}
    try:
        with contextlib.suppress(OSError):  # ours alone, like the files it was made from
            file.parent.mkdir(mode=0o700, parents=True)
        write_bytes(file, _ENTRIES.dump_json(dict(sorted({**kept, **entries}.items()))))
    except (OSError, UnwritableOutput):
        return False
    return True
