"""The register as a list: what is known of each document without reading its file or asking its server."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import provider_of
from iso16363.model.documents import Document, DocumentState
from iso16363.model.layout import attached_at
from iso16363.workspace.attachedfiles import FileState, registered_files
from iso16363.workspace.attachments import attached_file
from iso16363.workspace.documentcheck import addresses_of
from iso16363.workspace.links import LinkLook
from iso16363.workspace.location import Workspace, inherited_folders
from iso16363.workspace.register import Register
from iso16363.workspace.site_files import load_site


@dataclass(frozen=True, slots=True)
class Listed:
    """One document; `file` is MATCHES where it is there and has a checksum, which nobody compared yet.

    `looks` are those of its addresses that somebody looked at lately, `cited` counts the criteria whose
    answers cite it; `sites`, of a provider's register, the sites that rest on it.
    """

    id: str
    document: Document
    file: FileState | None
    looks: tuple[LinkLook, ...]
    cited: int
    sites: int | None = None


def list_documents(
    register: Register, looks: Mapping[str, LinkLook], sites: Mapping[str, int] | None = None
) -> Iterator[Listed]:
    """All documents in the order of the register, then those of providers that the site rests on."""
    documents = register.site.documents if register.site else {}
    cited = _citing(register.site) if register.site else {}
    seen: dict[str, list[LinkLook]] = {}
    for link in addresses_of(documents):
        if link.address in looks:
            seen.setdefault(link.document, []).append(looks[link.address])
    files = _files(register.folder, documents)
    for name, document in documents.items():
        resting = None if sites is None else sites.get(name, 0)
        yield Listed(name, document, files.get(name), tuple(seen.get(name, ())), cited.get(name, 0), resting)


def resting_sites(workspace: Workspace, provider: str) -> Counter[str]:
    """How many sites rest on each document of a provider; sites that cannot be read count nowhere."""
    found: Counter[str] = Counter()
    folder = workspace.sites_folder / provider
    for name in workspace.audited():
        if folder in inherited_folders(workspace.sites_folder / name):
            site = load_site(workspace.sites_folder / name, attached=False).assessment
            lent = site.documents if site else {}
            found.update(one.removeprefix(f"{provider}/") for one in lent if provider_of(one) == provider)
    return found


def _files(own: Path, documents: Mapping[str, Document]) -> dict[str, FileState]:
    """State of each attached file, by document; those of a provider lie in its own folder."""
    by_folder: dict[Path, dict[str, Document]] = {}
    for name, document in documents.items():
        if document.path and provider_of(name):
            below = document.model_copy(update={"path": attached_at(document.path)[1]})
            by_folder.setdefault(attached_file(own, document.path)[0], {})[name] = below
        elif document.path:
            by_folder.setdefault(own, {})[name] = document
    found: dict[str, FileState] = {}
    for folder, there in by_folder.items():
        states = registered_files(folder, there).states
        found |= {name: states[document.path] for name, document in there.items() if document.path}
    return found


def expiring(listed: Iterable[Listed], today: date, days: int) -> list[Listed]:
    """Those to be reviewed within some days, or past that day already; the first day first."""
    idle = (DocumentState.CANDIDATE, DocumentState.SUPERSEDED)
    last = today + timedelta(days=days)
    dated = [(one.document.review_by, one) for one in listed if one.document.state not in idle]
    soon = [(by, one) for by, one in dated if by is not None and by <= last]
    return [one for _, one in sorted(soon, key=lambda pair: (pair[0], pair[1].id))]


def _citing(site: SelfAssessment) -> Counter[str]:
    return Counter(name for answer in site.answers.values() for name in {c.document for c in answer.evidence})
