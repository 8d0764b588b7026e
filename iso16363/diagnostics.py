"""Diagnostics: what is wrong in the data, as values with a permanent code, a place and a remedy.

The verdict of every command is computed from a list of these and from nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from iso16363.rules import RULES, Severity

__all__ = ["Diagnostic", "KeyPath", "Place", "Severity", "Verdict", "sort_diagnostics", "verdict"]

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where in the data: a file, the keys that lead to the value, and (once looked up) its line.

    `file` is as the user would type it. `line` and `column` count from 1; 0 means "not looked up"
    or "the file as a whole".
    """

    file: str
    line: int = 0
    column: int = 0
    path: KeyPath = ()

    def __str__(self) -> str:
        """Write it the way editors and terminals make clickable."""
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong, for a person: where, what, and what to do."""

    code: str
    place: Place
    message: str
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """Severity belongs to the code, so that no option can change it."""
        return RULES[self.code].severity

    def at(self, line: int, column: int) -> "Diagnostic":
        """The same diagnostic with its line looked up."""
        return replace(self, place=replace(self.place, line=line, column=column))

    def __str__(self) -> str:
        """Two lines at most: place, severity, code and message; then the remedy, indented."""
        head = f"{self.place}: {self.severity.value} {self.code}: {self.message}"
        return f"{head}\n    {self.hint}" if self.hint else head


class Verdict(StrEnum):
    """What a list of diagnostics amounts to."""

    CLEAN = "clean"
    FINDINGS = "findings"


def verdict(diagnostics: Iterable[Diagnostic]) -> Verdict:
    """Judge the list: errors and warnings are findings, notes are not."""
    serious = any(d.severity is not Severity.NOTE for d in diagnostics)
    return Verdict.FINDINGS if serious else Verdict.CLEAN


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Order by file, line, code and text, and drop repetitions, so the same input gives the same list."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda d: (d.place.file, d.place.line, d.place.column, d.code, d.message)))
