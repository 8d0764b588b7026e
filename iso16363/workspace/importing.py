"""A returned workbook and the folder of its site: what it would change, and changing it, all or nothing."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from iso16363.diagnostics import Severity
from iso16363.errors import UnreadableInput, WrongUsage
from iso16363.judgement import Judgement
from iso16363.model.base import parts
from iso16363.model.imports import Import
from iso16363.model.layout import IMPORTS_FILE
from iso16363.spelling import escaped
from iso16363.workbook.opening import open_workbook
from iso16363.workbook.returned import Comparison, compare
from iso16363.workbook.settling import NO_CHOICES, Choices
from iso16363.workbook.threeway import Extent
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.editing import edited, numbered, values_of, write_texts
from iso16363.workspace.location import Workspace
from iso16363.workspace.reading import unreadable
from iso16363.workspace.site_files import LoadedSite, load_site
from iso16363.workspace.trial import Trial, Tried, try_out
from iso16363.workspace.workspace import SiteReport, report_on_loaded

_LARGEST: Final = 64 * 1024 * 1024
_ABOUT: Final = "# The workbooks that were taken in. Written by `iso16363 workbook import`; do not edit.\n\n"


@dataclass(frozen=True, slots=True)
class Request:
    """Which workbook is taken into which site, and what was decided beforehand."""

    workspace: Workspace
    site: str
    file: Path
    today: date
    choices: Choices = NO_CHOICES


@dataclass(frozen=True, slots=True)
class Examined:
    """What an import would do; nothing is written yet."""

    request: Request
    sha256: str
    comparison: Comparison
    loaded: LoadedSite
    before: SiteReport
    judgement: Judgement
    tried: Tried

    @property
    def stopped(self) -> bool:
        """Whether something has to be decided or mended before anything is written."""
        return bool(self.tried.settled.stopping or self.tried.obstacles)

    @property
    def lapsing(self) -> tuple[str, ...]:
        """Criteria whose review would lapse."""
        lapsed = [
            {str(d.place.path[0]) for d in report.diagnostics if d.code == "E510"}
            for report in (self.before, self.tried.after)
        ]
        return tuple(sorted(lapsed[1] - lapsed[0], key=parts))


def examine(request: Request) -> Examined:
    """Hold a workbook against the files of its site. Raises UnreadableInput or WrongUsage where that cannot be."""
    shown = str(request.file)
    data = _read(request.file)
    folder = request.workspace.site_folder(request.site)
    catalogue = load_catalogue(crosswalks=True)
    loaded = load_site(folder)
    before = report_on_loaded(request.workspace, loaded, catalogue, request.today)
    judgement = _readable(before, loaded)
    comparison = compare(open_workbook(data, shown), judgement, shown)
    tried = try_out(Trial(request.workspace, request.today, loaded, before, judgement, comparison), request.choices)
    return Examined(request, hashlib.sha256(data).hexdigest(), comparison, loaded, before, judgement, tried)


def carry_out(examined: Examined, by: str | None) -> Import | None:
    """Write what was examined, and the record of it; None where there was nothing to write.

    Raises WrongUsage where something stops the import or the files were changed meanwhile, and
    UnwritableOutput where a file cannot be written; nothing is changed then.
    """
    if examined.stopped:
        raise WrongUsage("conflicts and rejected cells stop the import", where=str(examined.request.file))
    if not examined.tried.texts:
        return None
    record = _record(examined, by)
    imports = dict(values_of(examined.loaded.texts, IMPORTS_FILE))
    plain = record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    imports[numbered(record.on, imports)] = plain
    recorded = edited(examined.loaded, {IMPORTS_FILE: imports}, examined.before.shown, _ABOUT)
    write_texts(examined.loaded, {**examined.tried.texts, **recorded})
    return record


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST:
            size = f"{file.stat().st_size / 1_048_576:.0f} MB"
            what = f"has {size}; a workbook of an audit has at most {_LARGEST // 1_048_576} MB"
            raise UnreadableInput(what, where=str(file), remedy="Take pictures and foreign sheets out of it.")
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def _readable(report: SiteReport, loaded: LoadedSite) -> Judgement:
    """The judgement of a site whose files could all be read: what was left out would pass for deleted."""
    unread = [d for d in loaded.diagnostics if d.severity is Severity.ERROR]
    if report.judgement is None or unread:
        first = f" ({report.shown_place(unread[0].place)}: {unread[0].message})" if unread else ""
        what = f"has errors that keep parts of its files from being read{first}"
        raise WrongUsage(what, where=str(report.shown), remedy=f"Mend them first: `iso16363 check {report.id}`.")
    return report.judgement


def _record(examined: Examined, by: str | None) -> Import:
    settled, exported = examined.tried.settled, examined.comparison.exported
    identity = exported.identity if exported else {}
    count = {extent: sum(d.extent is extent for d in settled.accepted) for extent in Extent}
    return Import(
        on=examined.request.today,
        by=by,
        file=escaped(examined.request.file.name),
        sha256=examined.sha256,
        export=identity.get("export_id") or None,
        exported=_day(identity.get("as_of", "")),
        edited=count[Extent.VALUE],
        added=count[Extent.ADDED],
        deleted=count[Extent.DELETED],
        settled=settled.chosen,
        left_out=len(settled.kept) + len(settled.left),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
