"""A workspace: a folder with sites/ in it; finds, loads, checks and judges the sites."""

import os
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from iso16363 import __version__
from iso16363.catalog import Catalogue
from iso16363.checks import check_assessment
from iso16363.diagnostics import Diagnostic, Place, sort_diagnostics
from iso16363.judgement import Judgement, Provenance, judge_site
from iso16363.model.base import SLUG
from iso16363.model.layout import SITE_FILE, site_place
from iso16363.spelling import nearest
from iso16363.workspace.branding import read_branding
from iso16363.workspace.catalogue_files import edition_names, load_catalogue
from iso16363.workspace.frozen_copies import check_frozen_copies
from iso16363.workspace.location import SITES_FOLDER, Workspace, find_workspace, judged_on, last_commit
from iso16363.workspace.setaside import check_set_aside
from iso16363.workspace.site_files import LoadedSite, load_site


@dataclass(frozen=True, slots=True)
class SiteReport:
    """A site with all that is wrong with it, and the judgement where it could be made.

    Places are relative to the site's folder; `shown` is that folder as the user would type it.
    """

    id: str
    shown: Path
    diagnostics: tuple[Diagnostic, ...]
    judgement: Judgement | None
    edition: str | None = None

    def findings_only(self) -> "SiteReport":
        """The report without the data it is about, which would fill the memory where there are many sites."""
        return replace(self, judgement=None)

    def shown_place(self, place: Place) -> Place:
        """A place as the user would type it, from the folder the command was given in."""
        return replace(place, file=Path(os.path.normpath(self.shown / place.file)).as_posix())


def report_on(workspace: Workspace, site: str, catalogue: Catalogue, today: date) -> SiteReport:
    """Load, check and judge one site."""
    return report_on_loaded(workspace, load_site(workspace.site_folder(site)), catalogue, today)


def report_on_loaded(workspace: Workspace, loaded: LoadedSite, catalogue: Catalogue, today: date) -> SiteReport:
    """Check and judge a site that was read already."""
    folder = loaded.folder
    shown = workspace.shown / SITES_FOLDER / folder.name
    found = [*loaded.diagnostics, *read_branding(folder)[1]]
    assessment = loaded.assessment
    if assessment is None:
        return SiteReport(folder.name, shown, sort_diagnostics(loaded.located(found)), None)
    found.extend(_identity(workspace, folder.name, assessment.site.id))
    found.extend(check_frozen_copies(folder, assessment))
    found.extend(check_set_aside(folder, assessment.site.edition))
    edition = catalogue.editions.get(assessment.site.edition)
    if edition is None:
        found.append(_unknown_edition(assessment.site.edition))
        return SiteReport(folder.name, shown, sort_diagnostics(loaded.located(found)), None)
    found.extend(check_assessment(assessment, edition, catalogue, today))
    diagnostics = sort_diagnostics(loaded.located(found))
    commit, dirty = last_commit(folder, (folder.parent / name for name in assessment.providers))
    provenance = Provenance(__version__, catalogue.digest, loaded.digest, today, commit, dirty)
    judgement = judge_site(assessment, edition, catalogue, diagnostics, provenance)
    return SiteReport(folder.name, shown, diagnostics, judgement, edition.id)


def _identity(workspace: Workspace, folder: str, site: str) -> list[Diagnostic]:
    if folder == site:
        return []
    can_be_id = re.fullmatch(SLUG, folder) is not None
    if site in workspace.site_ids():
        message = f'the site "{site}" already is in sites/{site}'
        hint = (
            f"Give this one its own id: {folder}."
            if can_be_id
            else "Give this one its own id, and its folder that name."
        )
        return [Diagnostic("R306", site_place("id"), message, hint)]
    message = f'the id is "{site}", the folder is "{folder}"'
    hint = "Make both the same." if can_be_id else f"Rename the folder to {site}."
    return [Diagnostic("R307", site_place("id"), message, hint)]


def _unknown_edition(edition: str) -> Diagnostic:
    known = edition_names()
    close = nearest(edition, known)
    hint = f'Did you mean "{close}"? ' if close else ""
    listed = f"Editions here: {', '.join(known)}."
    return Diagnostic("R305", Place(SITE_FILE, path=("edition",)), f'unknown edition "{edition}"', hint + listed)


__all__ = [
    "SiteReport",
    "Workspace",
    "find_workspace",
    "judged_on",
    "last_commit",
    "load_catalogue",
    "report_on",
    "report_on_loaded",
]
