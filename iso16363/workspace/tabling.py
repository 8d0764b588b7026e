"""The rows of many sites, judged in several processes; a site that cannot be looked at is a row, too."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from iso16363.catalog import Catalogue
from iso16363.workspace.location import Workspace
from iso16363.workspace.shares import look_at_each
from iso16363.workspace.tablerows import Rows, failed_rows, site_rows
from iso16363.workspace.workspace import report_on


@dataclass(frozen=True, slots=True)
class TableOrder:
    """Wanted: the rows of each site on a day."""

    workspace: Workspace
    today: date

    def look(self, catalogue: Catalogue, site: str) -> Rows:
        """The rows of a site."""
        return site_rows(report_on(self.workspace, site, catalogue, self.today))

    def failed(self, site: str, why: str) -> Rows:
        """The row of a site that cannot be judged."""
        return failed_rows(site, why)


def rows_of_sites(
    workspace: Workspace,
    sites: Sequence[str],
    today: date,
    done: Callable[[int], None],
    log: Callable[[Exception], str],
) -> Iterator[Rows]:
    """Judge every site and give its rows as look_at_each does."""
    return look_at_each(TableOrder(workspace, today), sites, done, log)
