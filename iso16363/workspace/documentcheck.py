"""Documents looked at: attached files against their checksums, links against the web, review dates against the day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from iso16363.errors import WrongUsage
from iso16363.model.documents import Document
from iso16363.model.layout import document_place
from iso16363.workspace.attachedfiles import Advance, FileLook, FileState, RegisteredFiles
from iso16363.workspace.attachments import unregistered
from iso16363.workspace.documentfindings import (
    Finding,
    LinkSeen,
    of_faults,
    of_file,
    of_link,
    of_review_date,
    of_unregistered,
)
from iso16363.workspace.linkcache import of_day, remember, remembered
from iso16363.workspace.linkqueue import NO_NETWORK, Surroundings, look_at_all
from iso16363.workspace.links import LinkLook, LinkState
from iso16363.workspace.register import Register


@dataclass(frozen=True, slots=True)
class CheckedDocuments:
    """The documents of a site with all that was found."""

    register: Register
    day: date
    files: Mapping[str, FileLook]
    links: tuple[LinkSeen, ...]
    findings: tuple[Finding, ...]

    @property
    def file_counts(self) -> Counter[FileState]:
        """Attached files by what they showed."""
        return Counter(look.state for look in self.files.values())

    @property
    def link_counts(self) -> Counter[LinkState]:
        """Links by what they showed."""
        return Counter(seen.look.state if seen.look else LinkState.NOT_LOOKED for seen in self.links)

    @property
    def without_network(self) -> bool:
        """Whether links were to be looked at and there was no network."""
        return any(seen.look is not None and seen.look.reason == NO_NETWORK for seen in self.links)

    def of(self, name: str) -> tuple[LinkSeen, ...]:
        """The links of a document."""
        return tuple(seen for seen in self.links if seen.document == name)

    @property
    def right(self) -> tuple[str, ...]:
        """Documents of which something was found right, and nothing wrong: a file that matches, a link alive."""
        return tuple(name for name, document in self.register.documents.items() if self._is_right(name, document))

    def _is_right(self, name: str, document: Document) -> bool:
        looks = [seen.look for seen in self.of(name) if seen.look is not None]
        if any(look.state is LinkState.GONE for look in looks):
            return False
        if document.path:
            return self.files[document.path].state is FileState.MATCHES
        return any(look.state.leads_there and not look.doubtful for look in looks)


def addresses_of(documents: Mapping[str, Document]) -> Iterator[LinkSeen]:
    """Every address of the register, a DOI by its resolver."""
    for name, document in documents.items():
        if document.doi:
            yield LinkSeen(name, "doi", f"https://doi.org/{document.doi}")
        if document.url:
            yield LinkSeen(name, "url", document.url)


def check_documents_of(
    register: Register, attached: RegisteredFiles, links: Mapping[str, LinkLook], day: date, advance: Advance
) -> CheckedDocuments:
    """Read all attached files of a site; `links` is what was seen of its addresses, empty where nobody looked."""
    files = {look.path: look for look in attached.read(advance)}
    seen = tuple(
        LinkSeen(link.document, link.key, link.address, links.get(link.address))
        for link in addresses_of(register.documents)
    )
    loose = () if register.faults else unregistered(register.folder, files)
    findings = tuple(_found(register, day, files, seen, loose))
    return CheckedDocuments(register, day, files, seen, findings)


def _found(
    register: Register, day: date, files: Mapping[str, FileLook], seen: Sequence[LinkSeen], loose: tuple[str, ...]
) -> Iterator[Finding]:
    yield from of_faults(register)
    for name, document in register.documents.items():
        if document.path:
            yield from of_file(register, name, files[document.path])
        yield from of_review_date(name, document, day)
    for link in seen:
        yield from of_link(register.documents[link.document], link)
    yield from of_unregistered(loose)


@dataclass(frozen=True, slots=True)
class LinkMemory:
    """Where looks are kept from one run to the next; `fresh` asks again whatever is known of the day."""

    file: Path | None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """Which addresses are to be asked for, and what is known of the others from earlier that day."""

    day: date
    memory: LinkMemory
    known: Mapping[str, LinkLook]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LooksSeen:
    """What was seen at addresses; so many were `known` already. `kept`: the next run knows too."""

    looks: Mapping[str, LinkLook]
    known: int = 0
    kept: bool = True


def plan_looks(registers: Iterable[Register], day: date, memory: LinkMemory) -> LinkPlan:
    """Find every address of some registers once, so that nobody is asked twice on one day."""
    addresses = dict.fromkeys(link.address for register in registers for link in addresses_of(register.documents))
    before = {} if memory.fresh else of_day(remembered(memory.file), day)
    known = {address: before[address] for address in addresses if address in before}
    return LinkPlan(day, memory, known, tuple(address for address in addresses if address not in known))


def look_at_links(plan: LinkPlan, around: Surroundings, advance: Advance = lambda _: None) -> LooksSeen:
    """Look at the addresses of a plan, and keep what was seen, also where somebody interrupts us."""
    looks: dict[str, LinkLook] = {}

    def seen(address: str, look: LinkLook) -> None:
        looks[address] = look
        advance(1)

    kept = True
    try:
        look_at_all(plan.asked, plan.day, around, seen)
    finally:
        kept = remember(plan.memory.file, looks, plan.day)
    return LooksSeen({**plan.known, **looks}, len(plan.known), kept)


def recorded_texts(checked: CheckedDocuments) -> Mapping[str, str]:
    """The register with the day written to what was found right; nothing is written yet.

    Raises WrongUsage where the register holds a later day: the clock is wrong, or that day is.
    """
    register, day = checked.register, checked.day
    register.refuse_faults()
    for name in checked.right:
        before = register.documents[name].checked
        if before is not None and before > day:
            place = register.place(document_place(name, "checked"))
            remedy = "Set the clock of the machine right, or correct that day."
            raise WrongUsage(f"is dated {before}, after today ({day})", where=str(place), remedy=remedy)
    return register.texts_with({name: {"checked": day.isoformat()} for name in checked.right})
