"""The register as a list: what is known of each document without reading its file or asking its server."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from iso16363.model.assessment import SelfAssessment
from iso16363.model.documents import Document, DocumentState
from iso16363.workspace.attachedfiles import FileState, registered_files
from iso16363.workspace.documentcheck import addresses_of
from iso16363.workspace.links import LinkLook
from iso16363.workspace.register import Register


@dataclass(frozen=True, slots=True)
class Listed:
    """One document; `file` is MATCHES where it is there and has a checksum, which nobody compared yet.

    `looks` are those of its addresses that somebody looked at lately, `cited` counts the criteria whose
    answers cite it.
    """

    id: str
    document: Document
    file: FileState | None
    looks: tuple[LinkLook, ...]
    cited: int


def list_documents(register: Register, looks: Mapping[str, LinkLook]) -> Iterator[Listed]:
    """All documents in the order of the register."""
    files = registered_files(register.folder, register.documents).states
    cited = _citing(register.site) if register.site else {}
    seen: dict[str, list[LinkLook]] = {}
    for link in addresses_of(register.documents):
        if link.address in looks:
            seen.setdefault(link.document, []).append(looks[link.address])
    for name, document in register.documents.items():
        file = files[document.path] if document.path else None
        yield Listed(name, document, file, tuple(seen.get(name, ())), cited.get(name, 0))


def expiring(listed: Iterator[Listed], today: date, days: int) -> list[Listed]:
    """Those to be reviewed within some days, or past that day already; the first day first."""
    idle = (DocumentState.CANDIDATE, DocumentState.SUPERSEDED)
    last = today + timedelta(days=days)
    dated = [(one.document.review_by, one) for one in listed if one.document.state not in idle]
    soon = [(by, one) for by, one in dated if by is not None and by <= last]
    return [one for _, one in sorted(soon, key=lambda pair: (pair[0], pair[1].id))]


def _citing(site: SelfAssessment) -> Counter[str]:
    return Counter(name for answer in site.answers.values() for name in {c.document for c in answer.evidence})
