"""What is said before the command and holds for all commands."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """Options of the group. `workspace` is None where the folder is to be searched upwards from here."""

    workspace: Path | None = None
