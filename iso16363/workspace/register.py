"""A site's register of documents, opened to be looked at and perhaps written into; nothing else of the site is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.errors import UnknownName, WrongUsage
from iso16363.model.assessment import SelfAssessment
from iso16363.model.documents import Document
from iso16363.model.layout import DOCUMENTS_FILE, DOCUMENTS_FOLDER, SITE_FILE
from iso16363.spelling import nearest
from iso16363.workspace.editing import edited, values_of, write_texts
from iso16363.workspace.location import SITES_FOLDER, Workspace
from iso16363.workspace.places import Locator
from iso16363.workspace.site_files import LoadedSite, load_site
from iso16363.workspace.workspace import SiteReport

_ORDER = tuple(Document.model_fields)


@dataclass(frozen=True, slots=True)
class Register:
    """What documents.yaml of a site says; `faults` are the errors that keep some of it from being known."""

    id: str
    shown: Path
    loaded: LoadedSite
    site: SelfAssessment | None
    faults: tuple[Diagnostic, ...]
    where: Locator

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that could be read, in the order of the file."""
        return self.site.own_documents if self.site else {}

    @property
    def folder(self) -> Path:
        """Where the attached files are."""
        return self.loaded.folder / DOCUMENTS_FOLDER

    def place(self, place: Place) -> Place:
        """A place with its line, as the user would type it."""
        return self.where.shown(place)

    def command(self, words: str) -> str:
        """A command about the documents of this site, as the user would type it."""
        verb, _, rest = words.partition(" ")
        return f"iso16363 documents {verb} {self.id}{' ' if rest else ''}{rest}"

    def refuse_faults(self) -> None:
        """Raise WrongUsage where parts of the register could not be read: they would be written over unseen."""
        if self.faults:
            first = self.faults[0]
            what = f"has errors that keep parts of it from being read ({first.message})"
            remedy = f"Mend them first: iso16363 check {self.id}"
            raise WrongUsage(what, where=str(self.place(first.place)), remedy=remedy)

    def chosen(self, names: Iterable[str]) -> tuple[str, ...]:
        """Documents named on the command line. Raises UnknownName with the nearest one."""
        for name in names:
            if name not in self.documents:
                known = f"All of them: {self.command('list')}"
                raise UnknownName("document", name, nearest=nearest(name, self.documents), known=known)
        return tuple(dict.fromkeys(names))

    def texts_with(self, values: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """The text of documents.yaml with values of some documents set; nothing is written yet."""
        entries = dict(values_of(self.loaded.texts, DOCUMENTS_FILE))
        for name, wanted in values.items():
            for key, value in wanted.items():
                entries[name] = _with(entries[name], key, value)
        return edited(self.loaded, {DOCUMENTS_FILE: entries}, self.shown)

    def write(self, texts: Mapping[str, str]) -> None:
        """Write documents.yaml whole or not at all. Raises WrongUsage where it was changed meanwhile."""
        own = {name: text for name, text in self.loaded.texts.items() if name in texts}
        write_texts(replace(self.loaded, texts=own), texts)


def open_register(workspace: Workspace, site: str) -> Register:
    """Read the register of a site; the attached files are not looked at."""
    loaded = load_site(workspace.site_folder(site), attached=False)
    shown = workspace.shown / SITES_FOLDER / site
    report = SiteReport(site, shown, (), None)
    ours = (DOCUMENTS_FILE, SITE_FILE) if loaded.assessment is None else (DOCUMENTS_FILE,)
    wrong = (d for d in loaded.diagnostics if d.severity is Severity.ERROR and d.place.file in ours)
    return Register(site, shown, loaded, loaded.assessment, tuple(wrong), Locator(workspace, report))


def _with(entry: Mapping[str, object], key: str, value: str) -> dict[str, object]:
    """An entry with a value set; a new key comes behind those that stand before it in the model."""
    if key in entry:
        return {**entry, key: value}
    before = set(_ORDER[: _ORDER.index(key)])
    last = max((at for at, known in enumerate(entry) if known in before), default=-1)
    pairs = list(entry.items())
    return dict([*pairs[: last + 1], (key, value), *pairs[last + 1 :]])
