"""What a look at documents showed, for people and for other programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import click

from iso16363.cli.machine import document
from iso16363.cli.terminal import Screen, clean, count, wrapped
from iso16363.diagnostics import Severity
from iso16363.interchange import Json
from iso16363.workspace.attachedfiles import FileState
from iso16363.workspace.documentcheck import CheckedDocuments, LooksSeen
from iso16363.workspace.documentfindings import Finding, FindingKind
from iso16363.workspace.links import LinkState

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}
_REPEATS: Final = 3
_FILES: Final = {
    FileState.MATCHES: "match",
    FileState.CHANGED: "changed",
    FileState.MISSING: "missing",
    FileState.OUTSIDE: "outside of documents/",
    FileState.UNREADABLE: "unreadable",
    FileState.BUSY: "written to meanwhile",
    FileState.UNPINNED: "without checksum",
}
_LINKS: Final = {
    LinkState.ALIVE: "alive",
    LinkState.MOVED: "moved",
    LinkState.GONE: "gone",
    LinkState.REFUSED: "refused",
    LinkState.NOT_REACHED: "not reached",
    LinkState.NOT_LOOKED: "not looked at",
}
Recorded = Mapping[str, tuple[str, ...]] | None


def as_text(checked: Sequence[CheckedDocuments], looks: LooksSeen | None, recorded: Recorded, at: Screen) -> list[str]:
    """All findings, the worst first, then what was looked at, site by site."""
    lines: list[str] = []
    for one in checked:
        for severity in Severity:
            for kind in FindingKind:
                group = [f for f in one.findings if f.severity is severity and f.kind is kind]
                lines.extend(_group(one, group, at))
    if lines:
        lines.append("")
    for one in checked:
        lines.extend(_summary(one, recorded, at, looked=looks is not None))
    if looks and looks.known:
        lines.extend(wrapped(f"{count(looks.known, 'link was', 'links were')} looked at earlier today: {_AGAIN}", at))
    return lines


_AGAIN: Final = "--fresh asks again."


def _group(one: CheckedDocuments, group: Sequence[Finding], at: Screen) -> Iterator[str]:
    if len(group) < _REPEATS:
        for finding in group:
            yield f"{_place(one, finding)}: {_mark(finding)}: {clean(finding.message)}"
            yield from wrapped(finding.remedy, at, indent="    ")
        return
    yield f"{_mark(group[0])}: {group[0].kind.heading} ({len(group)} times)"
    shared = group[0].remedy if len({finding.remedy for finding in group}) == 1 else ""
    yield from wrapped(shared, at, indent="    ")
    for finding in group:
        yield f"    {_place(one, finding)}: {clean(finding.message)}"
        if not shared:
            yield from wrapped(finding.remedy, at, indent=" " * 8)


def _mark(finding: Finding) -> str:
    return click.style(finding.severity.value, fg=_COLOURS[finding.severity])


def _place(one: CheckedDocuments, finding: Finding) -> str:
    return clean(one.register.place(finding.place))


def _summary(one: CheckedDocuments, recorded: Recorded, at: Screen, *, looked: bool) -> Iterator[str]:
    site = clean(one.register.id)
    files = [f"{one.file_counts[state]} {word}" for state, word in _FILES.items() if one.file_counts[state]]
    said = f"{count(len(one.files), 'attached file')}{': ' if files else ''}{', '.join(files)}"
    yield from wrapped(f"{site}: {said}. {_links(one, looked=looked)}", at, first="", indent="    ")
    if recorded is not None:
        number = count(len(recorded[one.register.id]), "document")
        yield from wrapped(
            f"{site}: {number} found right, recorded as checked on {one.day}.", at, indent="    ", first=""
        )


def _links(one: CheckedDocuments, *, looked: bool) -> str:
    total = count(len(one.links), "link")
    if not one.links:
        return "No links."
    if not looked:
        return f"{total} not looked at; --links asks their servers."
    if one.without_network and not any(state is not LinkState.NOT_LOOKED for state in one.link_counts):
        return f"{total} not looked at: there is no network here, for not one server was found."
    words = (f"{one.link_counts[state]} {word}" for state, word in _LINKS.items() if one.link_counts[state])
    return f"{total}: {', '.join(words)}."


def as_json(checked: Sequence[CheckedDocuments], recorded: Recorded) -> str:
    """Everything that was looked at, with what it showed."""
    found = any(f.severity is not Severity.NOTE for one in checked for f in one.findings)
    sites = [_site(one, recorded) for one in checked]
    return document("iso16363/documents-check/1", {"verdict": "findings" if found else "clean", "sites": sites})


def _site(one: CheckedDocuments, recorded: Recorded) -> Json:
    return {
        "site": one.register.id,
        "as_of": one.day.isoformat(),
        "files": {state.value: one.file_counts[state] for state in FileState},
        "links": {state.value: one.link_counts[state] for state in LinkState},
        "recorded": None if recorded is None else list(recorded[one.register.id]),
        "documents": [_document(one, name) for name in one.register.documents],
        "findings": [_finding(one, finding) for finding in one.findings],
    }


def _document(one: CheckedDocuments, name: str) -> Json:
    path = one.register.documents[name].path
    look = one.files[path] if path else None
    return {
        "document": name,
        "file": look and {"path": look.path, "state": look.state.value, "size": look.size, "sha256": look.sha256},
        "links": [
            {
                "key": seen.key,
                "address": seen.address,
                "state": (seen.look.state if seen.look else LinkState.NOT_LOOKED).value,
                "status": seen.look and seen.look.status,
                "reason": (seen.look and seen.look.reason) or None,
                "moved_to": seen.look and seen.look.moved_to,
                "ends_at": seen.look and seen.look.ends_at,
            }
            for seen in one.of(name)
        ],
    }


def _finding(one: CheckedDocuments, finding: Finding) -> Json:
    place = one.register.place(finding.place)
    return {
        "kind": finding.kind.value,
        "severity": finding.severity.value,
        "document": finding.document or None,
        "file": place.file,
        "line": place.line,
        "message": finding.message,
        "remedy": finding.remedy,
    }
