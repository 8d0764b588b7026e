"""What a look at documents shows to be wrong or about to be: each with severity, place and remedy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from iso16363.diagnostics import Place, Severity
from iso16363.model.documents import Document, DocumentState
from iso16363.model.layout import DOCUMENTS_FOLDER, document_place
from iso16363.spelling import clipped
from iso16363.workspace.attachedfiles import FileLook, FileState
from iso16363.workspace.links import LinkLook, LinkState
from iso16363.workspace.register import Register

SOON: Final = timedelta(days=90)
"""So long before its day a document is said to expire."""
_IDLE: Final = (DocumentState.CANDIDATE, DocumentState.SUPERSEDED)
_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class FindingKind(StrEnum):
    """What sort of thing was found; the words are for other programs too."""

    REGISTER = "register"
    OUTSIDE = "outside"
    MISSING = "missing"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    BUSY = "busy"
    UNPINNED = "unpinned"
    GONE = "gone"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    MOVED = "moved"
    REFUSED = "refused"
    NOT_REACHED = "not-reached"
    UNREGISTERED = "unregistered"

    @property
    def heading(self) -> str:
        """What many of a kind have in common."""
        return _HEADINGS[self]


_HEADINGS: Final = {
    FindingKind.REGISTER: "the register has errors",
    FindingKind.OUTSIDE: "a path leads out of documents/",
    FindingKind.MISSING: "an attached file is missing",
    FindingKind.CHANGED: "an attached file is not the one that was registered",
    FindingKind.UNREADABLE: "an attached file cannot be read",
    FindingKind.BUSY: "an attached file was changed while it was read",
    FindingKind.UNPINNED: "an attached file has no checksum",
    FindingKind.GONE: "a link is gone",
    FindingKind.EXPIRED: "a document is past its review date",
    FindingKind.EXPIRING: f"a document is to be reviewed within {SOON.days} days",
    FindingKind.MOVED: "a link has moved",
    FindingKind.REFUSED: "a server refused to show what is there",
    FindingKind.NOT_REACHED: "a server could not be reached",
    FindingKind.UNREGISTERED: "a file in documents/ is not in the register",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found; `document` is its id, empty for what is not about one."""

    kind: FindingKind
    severity: Severity
    document: str
    place: Place
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class LinkSeen:
    """One address of a document, under which key it is registered, and what was seen there; None: not looked at."""

    document: str
    key: str
    address: str
    look: LinkLook | None = None


def of_faults(register: Register) -> Iterator[Finding]:
    """The errors of the register; what they are about was not looked at."""
    for fault in register.faults:
        what = f"{fault.message} ({fault.code}); what cannot be read is not looked at"
        yield Finding(FindingKind.REGISTER, _E, "", fault.place, what, fault.hint)


def of_file(register: Register, name: str, look: FileLook) -> Iterator[Finding]:
    """What is wrong with the attached file of a document."""
    kind = _FILE_KINDS.get(look.state)
    if kind is None:
        return
    path, place = clipped(look.path), document_place(name, "path")
    if kind is FindingKind.CHANGED:
        renew = register.command(f"pin {name} --renew")
        remedy = f"Restore that file; or, if the new one is right, correct its version and date, then: {renew}"
        what = f'"{path}" is not the file that was registered (its SHA-256 is {look.sha256})'
        yield Finding(kind, _E, name, document_place(name, "sha256"), what, remedy)
        return
    because = f" ({look.reason})" if look.reason else ""
    what, severity, remedy = {
        FindingKind.OUTSIDE: (
            f'the path "{path}" leads out of documents/{because}',
            _E,
            "Put the file below documents/ and give its path from there, with / between folders.",
        ),
        FindingKind.MISSING: (
            f'there is no file "{clipped(f"{DOCUMENTS_FOLDER}/{look.path}")}"{because}',
            _E,
            "Put the file there, or correct the path (capital letters count).",
        ),
        FindingKind.UNREADABLE: (f'"{path}" cannot be read{because}', _E, "Check that you may read it."),
        FindingKind.BUSY: (f'"{path}" was changed while it was read', _W, "Check it again when nobody writes to it."),
        FindingKind.UNPINNED: (f'"{path}" has no checksum', _W, f"Record it: {register.command('pin')}"),
    }[kind]
    yield Finding(kind, severity, name, place, what, remedy)


_FILE_KINDS: Final = {
    FileState.OUTSIDE: FindingKind.OUTSIDE,
    FileState.MISSING: FindingKind.MISSING,
    FileState.CHANGED: FindingKind.CHANGED,
    FileState.UNREADABLE: FindingKind.UNREADABLE,
    FileState.BUSY: FindingKind.BUSY,
    FileState.UNPINNED: FindingKind.UNPINNED,
}


def of_review_date(name: str, document: Document, today: date) -> Iterator[Finding]:
    """Whether an approved document is past the day of its review, or soon will be."""
    by = document.review_by
    if by is None or document.state is not DocumentState.APPROVED:
        return
    place, again = document_place(name, "review_by"), "Have it reviewed and approved again, and give the new date."
    if by < today:
        what = f'"{name}" was to be reviewed by {by}, so it supports 2 at most'
        yield Finding(FindingKind.EXPIRED, _W, name, place, what, again)
    elif by <= today + SOON:
        left = (by - today).days
        days = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
        what = f'"{name}" is to be reviewed by {by}, {days}'
        yield Finding(FindingKind.EXPIRING, _N, name, place, what, again)


def of_link(document: Document, seen: LinkSeen) -> Iterator[Finding]:
    """What is to be said of an address that was looked at."""
    look, place = seen.look, document_place(seen.document, seen.key)
    if look is None or look.state in (LinkState.ALIVE, LinkState.NOT_LOOKED):
        return
    shown, because = seen.address, f": {look.reason}" if look.reason else ""
    if look.state is LinkState.GONE:
        severity = _N if document.state in _IDLE else _W
        remedy = "Find where it is now, or keep a copy in documents/ and register its path."
        yield Finding(FindingKind.GONE, severity, seen.document, place, f"{shown} is gone{because}", remedy)
    elif look.state is LinkState.MOVED:
        to = f" to {look.moved_to}" if look.moved_to else because
        remedy = "Look whether it is the same document, then register the new address."
        yield Finding(FindingKind.MOVED, _N, seen.document, place, f"{shown} has moved{to}", remedy)
    elif look.state is LinkState.REFUSED:
        remedy = "Open it yourself; if it is there, write the day into `checked`."
        yield Finding(FindingKind.REFUSED, _N, seen.document, place, f"{shown} was refused{because}", remedy)
    else:
        remedy = "Try again another day or from another network, or open it yourself."
        what = f"{shown} was not reached{because}"
        yield Finding(FindingKind.NOT_REACHED, _N, seen.document, place, what, remedy)


def of_unregistered(paths: tuple[str, ...]) -> Iterator[Finding]:
    """Files that nobody registered."""
    for path in paths:
        place = Place(f"{DOCUMENTS_FOLDER}/{path}")
        remedy = "Add it to documents.yaml, or remove it."
        yield Finding(FindingKind.UNREGISTERED, _N, "", place, "the file is not in the register", remedy)
