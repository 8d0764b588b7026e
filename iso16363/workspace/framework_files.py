"""The other frameworks that ship, read when a draft in one of them is asked for and not before."""

from iso16363.catalog import Catalogue
from iso16363.errors import UnknownName, UnreadableInput
from iso16363.model.frameworks import Framework
from iso16363.otherframeworks.crossing import contradiction
from iso16363.resources import criteria_folder
from iso16363.spelling import nearest
from iso16363.workspace.catalogue_files import FRAMEWORKS_FOLDER, CatalogueReader
from iso16363.workspace.digests import file_sha256


def framework_names() -> tuple[str, ...]:
    """Ids of the frameworks that ship, in order of the alphabet."""
    return tuple(sorted(path.stem for path in (criteria_folder() / FRAMEWORKS_FOLDER).glob("*.yaml")))


def read_framework(name: str) -> Framework:
    """A framework by its id. Raises UnknownName with the nearest one, and UnreadableInput."""
    known = framework_names()
    if name not in known:
        begun = (one for one in known if one.startswith(name.lower()) and name)
        close = next(begun, None) or nearest(name, known)
        raise UnknownName("framework", name, nearest=close, known=f"Frameworks: {', '.join(known)}.")
    reader = CatalogueReader(criteria_folder())
    file = f"{FRAMEWORKS_FOLDER}/{name}.yaml"
    found = reader.record(file, Framework)
    if found.id != name:
        raise UnreadableInput(f'the id is "{found.id}"', where=str(reader.folder / file), remedy="Make both the same.")
    return found


def load_framework(name: str, catalogue: Catalogue) -> tuple[Framework, str]:
    """A framework that fits the catalogue, and the SHA-256 of its file. Raises as `read_framework` does."""
    found = read_framework(name)
    path = criteria_folder() / FRAMEWORKS_FOLDER / f"{name}.yaml"
    wrong = contradiction(found, catalogue)
    if wrong:
        raise UnreadableInput(wrong, where=str(path), remedy="Correct the row, or take it out.")
    return found, file_sha256(path)
