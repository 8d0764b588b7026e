"""What stops us: one root, fields instead of formatted strings, an exit code each.

What is wrong in somebody's *data* is not here: that is a `Diagnostic`, and all of them are shown at once.
"""

from pathlib import Path


class AuditError(Exception):
    """Root of every expected failure; `str()` says where, what, and what to do."""

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Compose the sentence a person reads: `where: what`, then the remedy on its own line."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.remedy}" if self.remedy else head


class UnreadableInput(AuditError):
    """A file or folder that we were asked to read cannot be read at all."""


class UnwritableOutput(AuditError):
    """A result cannot be put where it was asked for; nothing half-written is left there."""

    @classmethod
    def from_os(cls, target: Path, error: OSError) -> "UnwritableOutput":
        """Name the file, the system's reason and a remedy for the reasons people meet."""
        reason = error.strerror or str(error)
        remedies = {
            13: "Choose a folder you may write to, or change its permissions.",
            28: "Free some space, or write to another disk. Nothing was left half-written.",
            30: "The folder is on a read-only disk: choose another output folder.",
        }
        remedy = remedies.get(error.errno or 0, "Choose another output folder and try again.")
        return cls(f"cannot be written ({reason})", where=str(target), remedy=remedy)


class UnknownName(AuditError):
    """A name given on the command line that stands for nothing; the nearest known one is offered."""

    def __init__(self, kind: str, name: str, *, nearest: str | None, known: str) -> None:
        self.kind = kind
        self.name = name
        self.nearest = nearest
        remedy = f'Did you mean "{nearest}"? {known}' if nearest else known
        super().__init__(f'there is no {kind} "{name}"', remedy=remedy)


class MissingLibrary(AuditError):
    """A system library that one output needs is not installed; everything else works without it."""


class WrongUsage(AuditError):
    """The request itself contradicts what is there, whatever the data say."""
