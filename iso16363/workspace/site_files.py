"""A site's folder on disk: YAML files and attachments to one SelfAssessment, faults with their lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from iso16363.diagnostics import Diagnostic, Place
from iso16363.inheritance import inherit
from iso16363.model.assessment import Attachments, SelfAssessment
from iso16363.model.layout import DOCUMENTS_FOLDER
from iso16363.workspace.attachments import look_into
from iso16363.workspace.digests import digest_of
from iso16363.workspace.providers import borrow
from iso16363.workspace.site_reader import SiteReader
from iso16363.yamltext import KEY, spots


@dataclass(slots=True)
class LoadedSite:
    """What a folder holds: the assessment (None if site.yaml is unreadable), faults, digest.

    `texts` keeps the text of each file read, so that lines can be looked up without reading again.
    """

    folder: Path
    assessment: SelfAssessment | None
    diagnostics: list[Diagnostic]
    digest: str
    texts: dict[str, str] = field(default_factory=dict)

    def located(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Look up the line of each diagnostic that does not have one yet."""
        tables: dict[str, dict[tuple[str | int, ...], tuple[int, int]]] = {}
        result = []
        for diagnostic in diagnostics:
            place = diagnostic.place
            if place.line or not place.path or place.file not in self.texts:
                result.append(diagnostic)
                continue
            if place.file not in tables:
                found = spots(self.texts[place.file])
                tables[place.file] = {p: (s.line, s.column) for p, s in found.items()}
            result.append(diagnostic.at(*look_up(place, tables[place.file])))
        return result


def look_up(place: Place, table: dict[tuple[str | int, ...], tuple[int, int]]) -> tuple[int, int]:
    """Line and column of the deepest key of a place that the file holds; 0, 0 where it holds none."""
    for length in range(len(place.path), 0, -1):
        path = place.path[:length]
        key = (*path, KEY)
        if key in table:
            return table[key]
        if path in table:
            return table[path]
    return 0, 0


def load_site(
    folder: Path,
    *,
    attached: bool = True,
    replaced: Mapping[str, str] | None = None,
    attachments: Attachments | None = None,
    trusting: bool = False,
) -> LoadedSite:
    """Read a site's folder. What is wrong is in the diagnostics, with places relative to the folder.

    Without `attached`, documents/ is not looked into, which takes long where there is much in it.
    `replaced` are texts to be read in place of files, to try them out before they are written;
    `attachments` what documents/ was found to hold, to be taken as it is. A `trusting` reader takes the
    attached files for those that were registered, without reading them.
    Raises UnreadableInput where the system does not let us read.
    """
    reader = SiteReader(folder, replaced or {})
    own = reader.read()
    if own is None:
        return LoadedSite(folder, None, reader.diagnostics, digest_of(reader.digests), reader.texts)
    borrowed = borrow(folder, own.site)
    joined = inherit(own, borrowed.providers)
    if attachments is None:
        attachments = _look(folder, joined, whole=reader.register_is_whole, trusting=trusting) if attached else None
    reader.digests.extend(borrowed.digests)
    found = attachments.found if attachments else {}
    reader.digests.extend((f"{DOCUMENTS_FOLDER}/{path}", file.sha256) for path, file in found.items())
    assessment = replace(joined, attachments=attachments or Attachments())
    diagnostics = [*reader.diagnostics, *borrowed.diagnostics]
    return LoadedSite(folder, assessment, diagnostics, digest_of(reader.digests), {**reader.texts, **borrowed.texts})


def _look(folder: Path, site: SelfAssessment, *, whole: bool, trusting: bool) -> Attachments:
    """What is in documents/, and what the providers' documents are that the site rests on."""
    documents = [d for d in site.documents.values() if d.path]
    trusted = {d.path: d.sha256 or "" for d in documents if d.path} if trusting else None
    return look_into(folder / DOCUMENTS_FOLDER, [d.path for d in documents if d.path], whole=whole, trusted=trusted)
