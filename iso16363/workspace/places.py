"""Lines of places that are computed, such as what keeps a gate shut: looked up when they are shown."""

from dataclasses import dataclass, field, replace

from iso16363.diagnostics import KeyPath, Place
from iso16363.plaintext import TextFault
from iso16363.workspace.location import Workspace
from iso16363.workspace.reading import read_text
from iso16363.workspace.site_files import look_up
from iso16363.workspace.workspace import SiteReport
from iso16363.yamltext import spots


@dataclass(frozen=True, slots=True)
class Locator:
    """Finds lines in the files of one site, reading each file once and only when asked."""

    workspace: Workspace
    report: SiteReport
    _tables: dict[str, dict[KeyPath, tuple[int, int]]] = field(default_factory=dict)

    def shown(self, place: Place) -> Place:
        """The place with its line, as the user would type it."""
        if not place.line and place.path:
            line, column = look_up(place, self._table(place.file))
            place = replace(place, line=line, column=column)
        return self.report.shown_place(place)

    def _table(self, file: str) -> dict[KeyPath, tuple[int, int]]:
        if file not in self._tables:
            path = self.workspace.site_folder(self.report.id) / file
            text = read_text(path) if path.is_file() else None
            found = {} if text is None or isinstance(text, TextFault) else spots(text[0])
            self._tables[file] = {keys: (spot.line, spot.column) for keys, spot in found.items()}
        return self._tables[file]
