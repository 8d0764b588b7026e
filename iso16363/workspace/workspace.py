"""A workspace: a folder with sites/ in it; finds, loads, checks and judges the sites."""

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from iso16363 import __version__
from iso16363.catalog import Catalogue
from iso16363.checks import check_assessment
from iso16363.diagnostics import Diagnostic, Place, sort_diagnostics
from iso16363.errors import UnknownName, UnreadableInput, WrongUsage
from iso16363.judgement import Judgement, Provenance, judge_site
from iso16363.model.layout import SITE_FILE, site_place
from iso16363.parsing import nearest
from iso16363.workspace.catalogue_files import edition_names, load_catalogue
from iso16363.workspace.site_files import load_site

SITES_FOLDER = "sites"


@dataclass(frozen=True, slots=True)
class SiteReport:
    """A site with all that is wrong with it, and the judgement where it could be made.

    Places are relative to the site's folder; `shown` is that folder as the user would type it.
    """

    id: str
    shown: Path
    diagnostics: tuple[Diagnostic, ...]
    judgement: Judgement | None

    def shown_place(self, place: Place) -> Place:
        """A place as the user would type it, from the folder the command was given in."""
        return replace(place, file=(self.shown / place.file).as_posix())


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that holds sites/. `shown` is how its path is written in messages."""

    root: Path
    shown: Path

    @property
    def sites_folder(self) -> Path:
        """Folder of the sites."""
        return self.root / SITES_FOLDER

    def site_ids(self) -> tuple[str, ...]:
        """Names of the site folders, sorted."""
        folders = (p for p in self.sites_folder.iterdir() if p.is_dir() and p.name[0] not in "._")
        return tuple(sorted(p.name for p in folders))

    def site_folder(self, site: str) -> Path:
        """Folder of a site. Raises UnknownName for a name that is none, with the nearest one."""
        known = self.site_ids()
        name = Path(site).name if Path(site).parent.name == SITES_FOLDER else site
        if name not in known:
            listed = f"Sites here: {', '.join(known)}." if known else "There are no sites here yet: `iso16363 init`."
            raise UnknownName("site", site, nearest=nearest(name, known), known=listed)
        return self.sites_folder / name

    def chosen(self, sites: Iterable[str]) -> tuple[str, ...]:
        """The sites named on the command line, or all of them."""
        names = tuple(dict.fromkeys(self.site_folder(s).name for s in sites))
        if names:
            return names
        known = self.site_ids()
        if not known:
            raise WrongUsage(
                "there is no site yet",
                where=str(self.shown / SITES_FOLDER),
                remedy="Make one with `iso16363 init SITE`, or look at the example: `iso16363 init --example DIR`.",
            )
        return known


def find_workspace(start: Path | None) -> Workspace:
    """The given folder, or the nearest one upwards from here that holds sites/.

    Raises UnreadableInput where there is none.
    """
    if start is not None:
        if (start / SITES_FOLDER).is_dir():
            return Workspace(start.resolve(), start)
        raise UnreadableInput(
            "is not a workspace: it has no folder sites/",
            where=str(start),
            remedy="Name the folder that holds sites/, or make a first site with `iso16363 init SITE`.",
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / SITES_FOLDER).is_dir():
            return Workspace(folder, Path(os.path.relpath(folder, here)))
    raise UnreadableInput(
        "neither this folder nor one above it holds sites/",
        where=str(here),
        remedy="Go to the folder of your audit, or make a first site with `iso16363 init SITE`.",
    )


def judged_on() -> date:
    """The day sites are judged on: SOURCE_DATE_EPOCH where set (reproducible builds), else today in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise WrongUsage(
            f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds since 1970",
            remedy="Set it to such a number, for example $(git log -1 --format=%ct), or unset it.",
        ) from error


def report_on(workspace: Workspace, site: str, catalogue: Catalogue, today: date) -> SiteReport:
    """Load, check and judge one site."""
    folder = workspace.site_folder(site)
    shown = workspace.shown / SITES_FOLDER / folder.name
    loaded = load_site(folder)
    found = list(loaded.diagnostics)
    assessment = loaded.assessment
    if assessment is None:
        return SiteReport(folder.name, shown, sort_diagnostics(loaded.located(found)), None)
    found.extend(_identity(workspace, folder.name, assessment.site.id))
    edition = catalogue.editions.get(assessment.site.edition)
    if edition is None:
        found.append(_unknown_edition(assessment.site.edition))
        return SiteReport(folder.name, shown, sort_diagnostics(loaded.located(found)), None)
    found.extend(check_assessment(assessment, edition, catalogue, today))
    diagnostics = sort_diagnostics(loaded.located(found))
    commit, dirty = last_commit(folder)
    provenance = Provenance(__version__, catalogue.digest, loaded.digest, today, commit, dirty)
    judgement = judge_site(assessment, edition, catalogue, diagnostics, provenance)
    return SiteReport(folder.name, shown, diagnostics, judgement)


def _identity(workspace: Workspace, folder: str, site: str) -> list[Diagnostic]:
    if folder == site:
        return []
    if site in workspace.site_ids():
        message, hint = f'the site "{site}" already is in sites/{site}', f"Give this one its own id: {folder}."
        return [Diagnostic("R306", site_place("id"), message, hint)]
    message = f'the id is "{site}", the folder is "{folder}"'
    return [Diagnostic("R307", site_place("id"), message, "Make both the same.")]


def _unknown_edition(edition: str) -> Diagnostic:
    known = edition_names()
    close = nearest(edition, known)
    hint = f'Did you mean "{close}"? ' if close else ""
    listed = f"Editions here: {', '.join(known)}."
    return Diagnostic("R305", Place(SITE_FILE, path=("edition",)), f'unknown edition "{edition}"', hint + listed)


def last_commit(folder: Path) -> tuple[str | None, bool]:
    """Commit that last changed a folder, and whether it has changes since; (None, False) outside git."""
    commit = _git(folder, "log", "-1", "--format=%H", "--", ".")
    if not commit:
        return None, False
    return commit, bool(_git(folder, "status", "--porcelain", "--", "."))


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


__all__ = ["SiteReport", "Workspace", "find_workspace", "judged_on", "last_commit", "load_catalogue", "report_on"]
