"""Names of the files of a site folder; where the folder is, only the workspace knows."""

from iso16363.diagnostics import KeyPath, Place
from iso16363.model.base import provider_of, subsection_of

SITE_FILE = "site.yaml"
DOCUMENTS_FILE = "documents.yaml"
ACTIONS_FILE = "actions.yaml"
IMPORTS_FILE = "imports.yaml"
AUDIT_FILE = "audit.yaml"
SIGNOFF_FILE = "signoff.yaml"
HANDOFFS_FILE = "handoffs.yaml"
HANDOFFS_FOLDER = "handoffs"
"""Frozen copies of what was handed over, one ID.json for each entry of handoffs.yaml."""
_UP = "../../"
EVIDENCE_FOLDER = "evidence"
DOCUMENTS_FOLDER = "documents"
BRANDING_FOLDER = "branding"
BRANDING_FILE = "branding/branding.yaml"
JOURNAL_FOLDER = ".import"
"""Where a command keeps the old files while it replaces them; gone when it has finished."""
JOURNAL_LIST = "list.json"


def evidence_file(criterion: str) -> str:
    """File that holds the answer to a criterion ("4.2.4.1" -> "evidence/4.2.yaml")."""
    return f"{EVIDENCE_FOLDER}/{subsection_of(criterion)}.yaml"


def answer_place(criterion: str, *path: str | int) -> Place:
    """Place of an answer, or of a value inside it."""
    keys: KeyPath = (criterion, *path)
    return Place(evidence_file(criterion), path=keys)


def document_place(document: str, *path: str | int) -> Place:
    """Place of a document in the register it is in, or of a value inside it."""
    provider = provider_of(document)
    if provider is None:
        return Place(DOCUMENTS_FILE, path=(document, *path))
    return Place(provider_file(provider, DOCUMENTS_FILE), path=(document.removeprefix(f"{provider}/"), *path))


def document_at(place: Place) -> str | None:
    """Id of the document that a place is in, None for a place in another file."""
    if not place.path or not place.file.endswith(DOCUMENTS_FILE):
        return None
    provider = place.file.removeprefix("../").rpartition("/")[0]
    return f"{provider}/{place.path[0]}" if provider else str(place.path[0])


def provider_file(provider: str, file: str) -> str:
    """A file of a provider, seen from the folder of a site."""
    return f"../{provider}/{file}"


def inherited_path(provider: str, path: str) -> str:
    """A provider's attached file, seen from documents/ of a site; a path of its own may not begin so."""
    return f"{_UP}{provider}/{DOCUMENTS_FOLDER}/{path}"


def attached_root(path: str) -> str:
    """Folder that an attached file has to lie in, seen from documents/ of the site."""
    if not path.startswith(_UP):
        return "."
    provider, _, _ = path.removeprefix(_UP).partition("/")
    return f"{_UP}{provider}/{DOCUMENTS_FOLDER}"


def attached_at(path: str) -> tuple[str | None, str]:
    """Whose attached file it is, None for the site's own, and its path below documents/ there."""
    root = attached_root(path)
    return (None, path) if root == "." else (root.split("/")[2], path.removeprefix(f"{root}/"))


def attached_name(path: str) -> str:
    """An attached file as it is called where all of them are together: a provider's stand below its name."""
    provider, below = attached_at(path)
    return below if provider is None else f"{provider}/{below}"


def action_place(action: str, *path: str | int) -> Place:
    """Place of an action, or of a value inside it."""
    return Place(ACTIONS_FILE, path=(action, *path))


def audit_place(item: str, *path: str | int) -> Place:
    """Place of a request or finding, or of a value inside it."""
    return Place(AUDIT_FILE, path=(item, *path))


def signoff_place(declaration: str, *path: str | int) -> Place:
    """Place of a declaration, or of a value inside it."""
    return Place(SIGNOFF_FILE, path=(declaration, *path))


def handoff_place(handoff: str, *path: str | int) -> Place:
    """Place of the record of a hand-over, or of a value inside it."""
    return Place(HANDOFFS_FILE, path=(handoff, *path))


def frozen_file(handoff: str) -> str:
    """File that holds the frozen copy of what was handed over."""
    return f"{HANDOFFS_FOLDER}/{handoff}.json"


def site_place(*path: str | int) -> Place:
    """Place of a value in site.yaml."""
    return Place(SITE_FILE, path=path)
