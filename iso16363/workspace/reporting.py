"""Several sites at once: which editions they need, and the report on each in turn."""

from collections.abc import Iterable, Iterator
from datetime import date

from iso16363.catalog import Catalogue
from iso16363.model.layout import SITE_FILE
from iso16363.plaintext import TextFault
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import Workspace
from iso16363.workspace.reading import read_text
from iso16363.workspace.workspace import SiteReport, report_on
from iso16363.yamltext import read


def site_reports(
    workspace: Workspace, sites: Iterable[str], today: date, catalogue: Catalogue | None = None
) -> Iterator[SiteReport]:
    """Load, check and judge each site in turn; without a catalogue, with the editions they name."""
    chosen = tuple(sites)
    used = catalogue or load_catalogue(*sorted(editions_named(workspace, chosen)))
    for site in chosen:
        yield report_on(workspace, site, used, today)


def editions_named(workspace: Workspace, sites: Iterable[str]) -> set[str]:
    """The editions that the sites say they audit against; a site.yaml that cannot be read names none."""
    found = set()
    for site in sites:
        path = workspace.site_folder(site) / SITE_FILE
        text = read_text(path) if path.is_file() else None
        if text is None or isinstance(text, TextFault):
            continue
        value = read(text[0]).value
        edition = value.get("edition") if isinstance(value, dict) else None
        if isinstance(edition, str):
            found.add(edition)
    return found
