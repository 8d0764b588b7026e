"""Where files of ours go that may be lost at any time."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder for them, as the system or XDG_CACHE_HOME has it. Raises RuntimeError where nobody has a home."""
    if os.name == "nt" and os.environ.get("LOCALAPPDATA"):
        return Path(os.environ["LOCALAPPDATA"]) / "iso16363" / "cache"
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if given and Path(given).is_absolute() else Path("~/.cache").expanduser()
    return base / "iso16363"
