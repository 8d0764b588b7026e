"""The catalogue on disk: YAML files to one Catalogue."""

from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from iso16363.catalog import Catalogue, Edition, build_edition, titled
from iso16363.diagnostics import Diagnostic
from iso16363.errors import UnreadableInput
from iso16363.model.base import Record
from iso16363.model.catalogue import Crosswalk, DocumentRole, EditionHead, RatingScale, Subsection, Titles
from iso16363.parsing import parse_entries, parse_record
from iso16363.plaintext import TextFault
from iso16363.resources import criteria_folder
from iso16363.workspace.digests import digest_of, file_sha256
from iso16363.workspace.reading import read_text

R = TypeVar("R", bound=Record)
_ROLES = TypeAdapter(dict[str, DocumentRole])
FRAMEWORKS_FOLDER = "frameworks"
"""Below the catalogue; what is in it has digests of its own, for no judgement rests on it."""


class CatalogueReader:
    """Reads files of the catalogue."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def text(self, name: str) -> str:
        """The text of a file. Raises UnreadableInput."""
        found = read_text(self.folder / name)
        if isinstance(found, TextFault):
            raise UnreadableInput(found.message, where=str(self.folder / name), remedy=found.hint)
        return found[0]

    def record(self, name: str, model: type[R]) -> R:
        """A file that holds one record. Raises UnreadableInput."""
        parsed = parse_record(self.text(name), str(self.folder / name), model)
        if parsed.value is None:
            raise _incomplete(parsed.diagnostics)
        return parsed.value

    def edition(self, name: str) -> Edition:
        """An edition, of the files in its folder. Raises UnreadableInput."""
        head = self.record(f"{name}/edition.yaml", EditionHead)
        listed = [s for section in head.sections.values() for s in section.subsections]
        subsections = [self.record(f"{name}/{s}.yaml", Subsection) for s in listed]
        try:
            return build_edition(head, subsections)
        except ValueError as error:
            raise UnreadableInput(str(error), where=str(self.folder / name)) from error


def _incomplete(diagnostics: list[Diagnostic]) -> UnreadableInput:
    first = diagnostics[0]
    return UnreadableInput(f"{first.code}: {first.message}", where=str(first.place), remedy=first.hint)


def edition_names() -> tuple[str, ...]:
    """Ids of the editions that ship, oldest first."""
    return tuple(sorted(p.parent.name for p in criteria_folder().glob("*/edition.yaml")))


def load_catalogue(*editions: str, crosswalks: bool = False) -> Catalogue:
    """Read the named editions (those that exist; all where none is named), roles and scale.

    Crosswalks are read on demand, for most commands do not need them. Raises UnreadableInput.
    """
    reader = CatalogueReader(criteria_folder())
    known = edition_names()
    wanted = [name for name in known if not editions or name in editions]
    loaded = {name: reader.edition(name) for name in wanted}
    roles = parse_entries(reader.text("document-roles.yaml"), "document-roles.yaml", DocumentRole, _ROLES)
    if roles.diagnostics:
        raise _incomplete(roles.diagnostics)
    scale = reader.record("rating-scale.yaml", RatingScale)
    walks: tuple[Crosswalk, ...] = ()
    if crosswalks:
        names = sorted(p.name for p in (reader.folder / "crosswalks").glob("*.yaml"))
        walks = tuple(reader.record(f"crosswalks/{name}", Crosswalk) for name in names)
    return Catalogue(loaded, walks, roles.entries, scale, catalogue_digest())


def in_language(edition: Edition, language: str) -> Edition:
    """The edition with the titles of a language, where somebody has translated them. Raises UnreadableInput."""
    reader = CatalogueReader(criteria_folder())
    name = f"translations/{language}/{edition.id}.yaml"
    path = reader.folder / name
    if not path.is_file():
        return edition
    try:
        return titled(edition, reader.record(name, Titles).titles)
    except ValueError as error:
        raise UnreadableInput(str(error), where=str(path), remedy="Correct the number, or take it out.") from error


def catalogue_digest() -> str:
    """Digest over every file of the catalogue but the other frameworks, whichever of them a command needs."""
    folder = criteria_folder()
    names = ((p.relative_to(folder).as_posix(), p) for p in folder.rglob("*.yaml"))
    return digest_of((name, file_sha256(p)) for name, p in names if not name.startswith(f"{FRAMEWORKS_FOLDER}/"))
