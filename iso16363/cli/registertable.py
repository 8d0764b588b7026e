"""The register of documents as a table, and as data."""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Final

from iso16363.cli.terminal import Screen, clean, count, display_width, faint, heading, table, wrapped
from iso16363.model.base import provider_of
from iso16363.model.layout import attached_name
from iso16363.workspace.attachedfiles import FileState
from iso16363.workspace.documentlist import Listed

_HEADS: Final = ("id", "kind", "state", "access", "file or link", "review by", "cited", "owner")
_CITED: Final = "cited"
_SITES: Final = "sites"
_NARROWEST: Final = 8
_SHORTEST: Final = 14
"""An owner is wrapped into so many columns before any column is left out; nothing is cut, for ids are typed again."""
_LEFT_OUT: Final = ("kind", "access", "state")
_FILES: Final = {FileState.MATCHES: "pinned", FileState.UNPINNED: "no checksum"}
_EXPLAINED: Final = (
    "pinned: the file is there and has a checksum, which nobody compared just now; a day: when the link was last "
    "checked; {cited}; !: past its day."
)
_CITING: Final = {_CITED: "cited: criteria whose answers cite it", _SITES: "sites: sites that rest on it"}


def as_text(site: str, listed: Sequence[Listed], days: int | None, today: date, at: Screen) -> list[str]:
    """One line a document; `days` is how soon they expire, where that was asked."""
    if not listed:
        none = "no document is registered" if days is None else f"nothing is to be reviewed within {count(days, 'day')}"
        return [f"{clean(site)}: {none}."]
    counted = _CITED if listed[0].sites is None else _SITES
    heads = tuple(counted if head == _CITED else head for head in _HEADS)
    rows = [heads, *(_row(one, today) for one in listed)]
    lines, missing = _fitted(rows, at)
    lines[0] = heading(lines[0])
    within = "" if days is None else f" to be reviewed within {count(days, 'day')}, or past that day"
    without = f" No room for: {', '.join(missing)}; --json has it." if missing else ""
    said = f"{clean(site)}: {count(len(listed), 'document')}{within}.{without}"
    return [
        *lines,
        "",
        *(faint(line) for line in wrapped(_EXPLAINED.format(cited=_CITING[counted]), at)),
        *wrapped(said, at),
    ]


def _fitted(rows: Sequence[tuple[str, ...]], at: Screen) -> tuple[list[str], list[str]]:
    """The table as wide as the screen, and the columns that it has no room for."""
    missing: list[str] = []
    while True:
        kept = [k for k, head in enumerate(rows[0]) if head not in missing]
        cells = [tuple(row[k] for k in kept) for row in rows]
        owners = max(display_width(row[-1]) for row in rows)
        room = at.width - max(map(display_width, table(cells))) + owners
        if room >= min(owners, _SHORTEST) or len(missing) == len(_LEFT_OUT):
            lines = [line for row in cells for line in _owner_wrapped(row, max(room, _NARROWEST))]
            return table(lines, right=frozenset(k for k, head in enumerate(cells[0]) if head in _CITING)), missing
        missing.append(_LEFT_OUT[len(missing)])


def _owner_wrapped(row: tuple[str, ...], room: int) -> list[tuple[str, ...]]:
    """A row, with the rest of a long owner in rows below it."""
    first, *rest = textwrap.wrap(row[-1], room) or [""]
    return [(*row[:-1], first), *((*("" for _ in row[:-1]), more) for more in rest)]


def _row(one: Listed, today: date) -> tuple[str, ...]:
    by = one.document.review_by
    return (
        one.id,
        one.document.kind.label,
        one.document.state.label,
        one.document.access.label if one.document.access else "?",
        _where(one),
        f"{by}{'!' if by < today else ''}" if by else "",
        str(one.cited if one.sites is None else one.sites),
        clean(one.document.owner or ""),
    )


def _where(one: Listed) -> str:
    if one.file is not None:
        return _FILES.get(one.file, one.file.value)
    if one.looks:
        look = min(one.looks, key=lambda look: look.state.leads_there)
        return f"{look.state.value.replace('-', ' ')} {look.day}"
    if one.document.checked:
        return f"{one.document.checked}"
    return "not checked" if one.document.link else "none"


def _path(one: Listed) -> str | None:
    """The file as it is registered; a provider's below the provider's name."""
    path = one.document.path
    return attached_name(path) if path and provider_of(one.id) else path


def plain(one: Listed) -> dict[str, object]:
    """One document for another program."""
    found = one.document
    return {
        "document": one.id,
        "title": found.title,
        "kind": found.kind.value,
        "state": found.state.value,
        "access": found.access and found.access.value,
        "file": one.file and {"path": _path(one), "sha256": found.sha256, "there": one.file in _FILES},
        "link": found.link,
        "checked": found.checked and found.checked.isoformat(),
        "seen": [{"state": look.state.value, "day": look.day.isoformat()} for look in one.looks],
        "review_by": found.review_by and found.review_by.isoformat(),
        "owner": found.owner,
        "cited": one.cited,
        **({} if one.sites is None else {"sites": one.sites}),
    }
