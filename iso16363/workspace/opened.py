"""A site that is about to be written into: its texts, all that is wrong with it, and its judgement, of one reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.approval import latest_day
from iso16363.errors import UnknownName, WrongUsage
from iso16363.judgement import Judgement
from iso16363.model.layout import DOCUMENTS_FILE, SIGNOFF_FILE
from iso16363.spelling import nearest
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import Workspace
from iso16363.workspace.places import Locator
from iso16363.workspace.site_files import LoadedSite, load_site
from iso16363.workspace.workspace import SiteReport, report_on_loaded


@dataclass(frozen=True, slots=True)
class OpenSite:
    """What was read, and what it amounts to."""

    workspace: Workspace
    loaded: LoadedSite
    report: SiteReport
    judgement: Judgement

    @property
    def today(self) -> date:
        """The day that is recorded."""
        return self.judgement.today

    def with_texts(self, texts: Mapping[str, str]) -> SiteReport:
        """The report on the site as it will be; attached files are not read again."""
        attachments = None if DOCUMENTS_FILE in texts else self.judgement.site.attachments
        loaded = load_site(self.loaded.folder, replaced=texts, attachments=attachments)
        return report_on_loaded(self.workspace, loaded, self.judgement.catalogue, self.today)

    def role(self, given: str) -> str:
        """A role of the site. Raises UnknownName with the nearest one."""
        roles = self.judgement.site.site.roles
        if given not in roles:
            known = f"Roles of {self.report.id}: {', '.join(roles) or 'none yet'}."
            raise UnknownName("role", given, nearest=nearest(given, roles), known=known)
        return given

    def refuse_early_clock(self) -> None:
        """Raise WrongUsage where today is before the last review or declaration: the order of days would be lost."""
        last = latest_day(self.judgement.site)
        if last and last[0] > self.today:
            where = str(Locator(self.workspace, self.report).shown(last[1]))
            back = "sign {} --revoke" if last[1].file == SIGNOFF_FILE else f"review {{}} {last[1].path[0]} --withdraw"
            remedy = f"Set the clock of the machine right, or take that back: iso16363 {back.format(self.report.id)}"
            raise WrongUsage(f"is dated {last[0]}, after today ({self.today})", where=where, remedy=remedy)


def open_site(workspace: Workspace, site: str, today: date) -> OpenSite | SiteReport:
    """Read and judge a site; only the report where it cannot be judged."""
    loaded = load_site(workspace.site_folder(site))
    report = report_on_loaded(workspace, loaded, load_catalogue(crosswalks=True), today)
    return report if report.judgement is None else OpenSite(workspace, loaded, report, report.judgement)
