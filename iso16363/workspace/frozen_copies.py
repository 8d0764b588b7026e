"""The frozen copies of what a site handed over: found by name, and held against what was recorded of them."""

import hashlib
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from iso16363.diagnostics import Diagnostic
from iso16363.errors import UnknownName, UnreadableInput, WrongUsage
from iso16363.fingerprint import ASSESSMENT_VERSION, assessment_digest
from iso16363.frozen import MAX_FROZEN_BYTES, thawed
from iso16363.judgement import HandedOver
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import frozen_file, handoff_place
from iso16363.model.signoff import Handoff
from iso16363.model.variant import Variant
from iso16363.spelling import clipped, nearest
from iso16363.workspace.reading import unreadable

LAST: Final = "last"
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RESTORE: Final = "Put the file back as it was handed over, from a backup or from git."


def last_handed_over(
    folder: Path, site: SelfAssessment, *, variant: Variant, other_than: str = ""
) -> HandedOver | None:
    """The last hand-over of a variant, or the last one whose digest is another; None where there is none.

    What went to others in between is not what these readers know. Raises UnreadableInput where its frozen
    copy is missing or was changed.
    """
    mine = ((name, record) for name, record in site.handoffs.items() if record.variant is variant)
    names = [name for name, record in mine if record.digest != other_than]
    return _opened(folder, names[-1], site.handoffs[names[-1]]) if names else None


def handed_over(folder: Path, site: SelfAssessment, name: str) -> HandedOver:
    """The hand-over with an id, the last one of a day, or "last": to an auditor, if one was.

    Raises UnknownName with the nearest one, WrongUsage where nothing was handed over yet, and
    UnreadableInput where the frozen copy is missing or was changed.
    """
    if not site.handoffs:
        remedy = f"What is handed over is recorded then: iso16363 handoff {site.site.id}"
        raise WrongUsage("nothing was handed over yet", where=site.site.id, remedy=remedy)
    found = _named(site.handoffs, name)
    if found is None:
        days = sorted({record.on.isoformat() for record in site.handoffs.values()})
        close = nearest(name, (*site.handoffs, *days, LAST))
        known = f"Hand-overs of {site.site.id}: {', '.join(site.handoffs)}; or a day, or {LAST}."
        raise UnknownName("hand-over", clipped(name), nearest=close, known=known)
    return _opened(folder, found, site.handoffs[found])


def check_frozen_copies(folder: Path, site: SelfAssessment) -> Iterator[Diagnostic]:
    """Report hand-overs whose frozen copy is missing or is not what was handed over."""
    for name, record in site.handoffs.items():
        try:
            _opened(folder, name, record)
        except UnreadableInput as error:
            message = f"the frozen copy of this hand-over, {frozen_file(name)}, {error.what}"
            yield Diagnostic("H951", handoff_place(name), message, error.remedy)


def _named(handoffs: Mapping[str, Handoff], name: str) -> str | None:
    if name in handoffs:
        return name
    if name == LAST:
        to_auditors = [key for key, record in handoffs.items() if record.variant is Variant.AUDITOR]
        return (to_auditors or list(handoffs))[-1]
    if not _DAY.fullmatch(name):
        return None
    return next((key for key in reversed(tuple(handoffs)) if handoffs[key].on.isoformat() == name), None)


def _opened(folder: Path, name: str, record: Handoff) -> HandedOver:
    path = folder / frozen_file(name)
    data = _read(path).replace(b"\r\n", b"\n")  # git on Windows; within texts, JSON writes line ends as \\r\\n
    if hashlib.sha256(data).hexdigest() != record.frozen:
        what = "was changed: its SHA-256 is not the one in handoffs.yaml"
        raise UnreadableInput(what, where=str(path), remedy=_RESTORE)
    try:
        site = thawed(data.decode())
    except UnicodeDecodeError as error:
        raise UnreadableInput("is not UTF-8 text", where=str(path), remedy=_RESTORE) from error
    except UnreadableInput as error:
        raise UnreadableInput(error.what, where=str(path), remedy=_RESTORE) from error
    # What an older rule computed cannot be computed again by this one.
    if record.digest.startswith(f"{ASSESSMENT_VERSION}:") and record.digest != assessment_digest(site):
        what = "holds another self-assessment: its digest is not the one in handoffs.yaml"
        remedy = "Put handoffs.yaml and the copy back as they were, from a backup or from git."
        raise UnreadableInput(what, where=str(path), remedy=remedy)
    return HandedOver(name, record, site)


def _read(path: Path) -> bytes:
    """Bytes of a copy, within bounds. Raises UnreadableInput."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableInput("is not a file but a folder, device or pipe", where=str(path), remedy=_RESTORE)
        if status.st_size > MAX_FROZEN_BYTES:
            size = f"is larger than {MAX_FROZEN_BYTES // 1_048_576} MB"
            raise UnreadableInput(size, where=str(path), remedy=_RESTORE)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableInput("is missing", where=str(path), remedy=_RESTORE) from error
    except OSError as error:
        raise unreadable(path, error) from error
