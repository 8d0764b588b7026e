"""Diagnostics for people: errors first, what repeats said once, one summary line a site."""

from collections.abc import Sequence
from dataclasses import replace

import click

from iso16363.cli.machine import document
from iso16363.cli.terminal import Screen, clean, count, wrapped
from iso16363.diagnostics import Diagnostic, Severity, verdict
from iso16363.interchange import Json
from iso16363.interchange import diagnostic as plain_diagnostic
from iso16363.model.layout import evidence_file
from iso16363.rules import RULES
from iso16363.workspace.workspace import SiteReport

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_REPEATS = 3


def as_text(reports: Sequence[SiteReport], at: Screen) -> list[str]:
    """All findings, then one line for each site."""
    lines: list[str] = []
    for report in reports:
        lines.extend(findings(report, at))
    if lines:
        lines.append("")
    return [*lines, *(summary_line(report) for report in reports)]


def findings(report: SiteReport, at: Screen, *severities: Severity) -> list[str]:
    """The findings of a site, errors first; a remedy that many share is said once, above them."""
    lines: list[str] = []
    for severity in severities or tuple(Severity):
        of_kind = [d for d in report.diagnostics if d.severity is severity]
        for group in _groups(of_kind):
            lines.extend(_repeated(report, group, at) if len(group) >= _REPEATS else _singly(report, group, at))
    return lines


def _groups(diagnostics: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """What has the same code and remedy together, in the order of the first of each."""
    found: dict[tuple[str, str], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        found.setdefault((diagnostic.code, diagnostic.hint), []).append(diagnostic)
    return list(found.values())


def _singly(report: SiteReport, group: Sequence[Diagnostic], at: Screen) -> list[str]:
    lines = []
    for d in group:
        lines.append(f"{_place(report, d)}: {_mark(d)}: {clean(d.message)}")
        lines.extend(wrapped(d.hint, at, indent="    "))
    return lines


def _repeated(report: SiteReport, group: Sequence[Diagnostic], at: Screen) -> list[str]:
    first = group[0]
    title = RULES[first.code].title
    lines = [f"{_mark(first)}: {title} ({len(group)} times)", *wrapped(first.hint, at, indent="    ")]
    if len({d.message for d in group}) > 1:
        return [*lines, *(f"  {_place(report, d)}: {clean(d.message)}" for d in group)]
    return [*lines, *(f"  {_place(report, d)}{_about(d)}" for d in group)]


def _about(diagnostic: Diagnostic) -> str:
    """The entry of a file that a finding is in: lines alone say little where all findings are alike."""
    first = diagnostic.place.path[:1]
    return f": {clean(first[0])}" if first and isinstance(first[0], str) else ""


def _place(report: SiteReport, diagnostic: Diagnostic) -> str:
    return clean(report.shown_place(diagnostic.place))


def _mark(diagnostic: Diagnostic) -> str:
    text = f"{diagnostic.severity.value} {diagnostic.code}"
    return click.style(text, fg=_COLOURS[diagnostic.severity], bold=True)


def summary_line(report: SiteReport) -> str:
    """One site in one line: how much of what is wrong."""
    numbers = {s: sum(d.severity is s for d in report.diagnostics) for s in Severity}
    said = ", ".join(count(n, s.value) for s, n in numbers.items() if n)
    if numbers[Severity.ERROR] or numbers[Severity.WARNING]:
        return f"{clean(report.id)}: {said}"
    return f"{clean(report.id)}: clean" + (f" ({said})" if said else "")


def as_json(reports: Sequence[SiteReport]) -> str:
    """All findings for another program."""
    every = [d for report in reports for d in report.diagnostics]
    sites = [
        {
            "site": report.id,
            "edition": report.edition,
            "verdict": verdict(report.diagnostics).value,
            "counts": {s.value: sum(d.severity is s for d in report.diagnostics) for s in Severity},
            "diagnostics": [plain_diagnostic(_shown(report, d)) for d in report.diagnostics],
        }
        for report in reports
    ]
    return document("iso16363/check/1", {"verdict": verdict(every).value, "sites": sites})


def unjudged(report: SiteReport) -> Json:
    """A site that cannot be judged, as data: what is wrong with it."""
    return {
        "site": report.id,
        "judged": False,
        "diagnostics": [plain_diagnostic(_shown(report, d)) for d in report.diagnostics],
    }


def _shown(report: SiteReport, diagnostic: Diagnostic) -> Diagnostic:
    return replace(diagnostic, place=report.shown_place(diagnostic.place))


def findings_about(report: SiteReport, criterion: str, at: Screen) -> list[str]:
    """The findings in the answer to one criterion, indented."""
    file = evidence_file(criterion)
    own = [d for d in report.diagnostics if d.place.file == file and d.place.path[:1] == (criterion,)]
    return [f"  {line}" for line in findings(replace(report, diagnostics=tuple(own)), at)]
