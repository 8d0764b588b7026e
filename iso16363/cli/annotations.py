"""Diagnostics in the forms that GitHub and GitLab show beside the changed lines."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

from iso16363.cli.machine import json_text
from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.workspace.workspace import SiteReport

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def github(reports: Iterable[SiteReport]) -> str:
    """Workflow commands, one a line."""
    lines = []
    for report in reports:
        for diagnostic in report.diagnostics:
            place = report.shown_place(diagnostic.place)
            properties = {
                "file": place.file,
                "line": str(place.line) if place.line else "",
                "col": str(place.column) if place.line and place.column else "",
                "title": f"{diagnostic.code} ({report.id})",
            }
            given = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
            lines.append(f"::{_GITHUB[diagnostic.severity]} {given}::{_data(_words(diagnostic))}")
    return "\n".join(lines)


def gitlab(reports: Iterable[SiteReport]) -> str:
    """A code quality report: a JSON list, as GitLab defines it."""
    seen: Counter[str] = Counter()
    issues = []
    for report in reports:
        for diagnostic in report.diagnostics:
            shown = report.shown_place(diagnostic.place)
            identity = _identity(report.id, diagnostic, diagnostic.place)
            seen[identity] += 1
            issues.append(
                {
                    "description": f"{diagnostic.code}: {_words(diagnostic)}",
                    "check_name": diagnostic.code,
                    "fingerprint": hashlib.sha256(f"{identity}\n{seen[identity]}".encode()).hexdigest(),
                    "severity": _GITLAB[diagnostic.severity],
                    "location": {"path": shown.file, "lines": {"begin": max(1, shown.line)}},
                }
            )
    return json_text(issues)


def _identity(site: str, diagnostic: Diagnostic, place: Place) -> str:
    """What a finding is, whatever its line: keys that lead to it, else its line."""
    where = list(place.path) or [place.line]
    return json.dumps([site, place.file, diagnostic.code, where, diagnostic.message], ensure_ascii=True)


def _words(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.message}\n{diagnostic.hint}" if diagnostic.hint else diagnostic.message


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
