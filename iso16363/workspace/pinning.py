"""Checksums of attached files put into the register, so that a file that was changed can be told from the one meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from iso16363.errors import WrongUsage
from iso16363.fingerprint import assessment_digest
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import parts
from iso16363.model.documents import Document
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.workspace.attachedfiles import Advance, FileLook, FileState, RegisteredFiles, registered_files
from iso16363.workspace.register import Register


class PinState(StrEnum):
    """What pinning one document came to."""

    PINNED = "pinned"
    RENEWED = "renewed"
    SAME = "same"
    DIFFERENT = "different"
    NO_FILE = "no-file"
    UNREADABLE = "unreadable"

    @property
    def is_written(self) -> bool:
        """Whether the register changes."""
        return self in (PinState.PINNED, PinState.RENEWED)

    @property
    def needs_attention(self) -> bool:
        """Whether the document still has no checksum that its file matches."""
        return not self.is_written and self is not PinState.SAME


@dataclass(frozen=True, slots=True)
class Pin:
    """One document: the checksum it had, the one of its file, and why there is none."""

    document: str
    path: str | None
    state: PinState
    before: str | None = None
    sha256: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Pinning:
    """What is to be written; nothing is written yet. What it makes lapse is said beforehand."""

    register: Register
    pins: tuple[Pin, ...]
    texts: Mapping[str, str]
    lapsing: tuple[str, ...]
    declaration: str | None

    @property
    def incomplete(self) -> bool:
        """Whether some document needs attention."""
        return any(pin.state.needs_attention for pin in self.pins)


@dataclass(frozen=True, slots=True)
class PinRequest:
    """What is to be pinned: the documents named, else those without a checksum; `renew` overwrites another one."""

    documents: tuple[str, ...] = ()
    renew: bool = False


@dataclass(frozen=True, slots=True)
class PinPlan:
    """The documents whose files are to be read."""

    register: Register
    request: PinRequest
    chosen: Mapping[str, Document]
    files: RegisteredFiles


def plan_pins(register: Register, request: PinRequest) -> PinPlan:
    """Choose the documents. Raises WrongUsage and UnknownName where the request cannot be meant."""
    register.refuse_faults()
    if request.renew and not request.documents:
        remedy = "Look at what differs, then name them: iso16363 documents pin SITE DOCUMENT --renew"
        raise WrongUsage("--renew replaces checksums only of documents that are named", remedy=remedy)
    named, documents = register.chosen(request.documents), register.documents
    chosen = {name: d for name, d in documents.items() if name in named or (not named and d.path and not d.sha256)}
    return PinPlan(register, request, chosen, registered_files(register.folder, chosen))


def prepare(plan: PinPlan, today: date, advance: Advance = lambda _: None) -> Pinning:
    """Read the files and work out the new text of the register."""
    register, renew = plan.register, plan.request.renew
    looks = {look.path: look for look in plan.files.read(advance)}
    pins = tuple(_pin(name, d, looks.get(d.path or ""), renew=renew) for name, d in plan.chosen.items())
    new = {pin.document: pin.sha256 for pin in pins if pin.state.is_written and pin.sha256}
    texts = register.texts_with({name: {"sha256": sha256} for name, sha256 in new.items()})
    lapsing, declaration = _lapsing(register.site, new, today) if register.site else ((), None)
    return Pinning(register, pins, texts, lapsing, declaration)


def carry_out(pinning: Pinning) -> None:
    """Write it, all or nothing. Raises WrongUsage where the register was changed meanwhile, and UnwritableOutput."""
    if pinning.texts:
        pinning.register.write(pinning.texts)


def _pin(name: str, document: Document, look: FileLook | None, *, renew: bool) -> Pin:
    path, before = document.path, document.sha256
    if look is None:
        return Pin(name, path, PinState.NO_FILE, reason="the register names no file for it")
    if look.sha256 is None:
        state = PinState.NO_FILE if look.state in (FileState.MISSING, FileState.OUTSIDE) else PinState.UNREADABLE
        return Pin(name, path, state, before, reason=look.reason or _REASONS[look.state])
    if before is None:
        return Pin(name, path, PinState.PINNED, before, look.sha256)
    if before == look.sha256:
        return Pin(name, path, PinState.SAME, before, look.sha256)
    return Pin(name, path, PinState.RENEWED if renew else PinState.DIFFERENT, before, look.sha256)


_REASONS = {
    FileState.MISSING: "there is no such file",
    FileState.OUTSIDE: "the path leads out of documents/",
    FileState.BUSY: "it was changed while it was read",
    FileState.UNREADABLE: "it cannot be read",
}


def _lapsing(site: SelfAssessment, new: Mapping[str, str], today: date) -> tuple[tuple[str, ...], str | None]:
    """Criteria whose review stops holding, and the declaration that does."""
    documents = {
        name: document.model_copy(update={"sha256": new[name]}) if name in new else document
        for name, document in site.documents.items()
    }
    after = replace(site, documents=documents)
    lost: Sequence[str] = [
        criterion
        for criterion in site.answers
        if review_standing(criterion, site, today) is ReviewStanding.HOLDS
        and review_standing(criterion, after, today) is not ReviewStanding.HOLDS
    ]
    signed = site.declaration
    held = new and signed is not None and signed[1].digest == assessment_digest(site)
    return tuple(sorted(lost, key=parts)), signed[0] if held and signed else None
