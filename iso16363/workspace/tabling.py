"""The rows of many sites, judged in several processes; a site that cannot be looked at is a row, too."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from iso16363.errors import AuditError
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import Workspace
from iso16363.workspace.parallel import Died, Faulted, try_each
from iso16363.workspace.reading import unreadable
from iso16363.workspace.tablerows import Rows, failed_rows, site_rows
from iso16363.workspace.workspace import report_on

_WORTH_IT = 8  # sites; with fewer of them, processes cost more than they save
_TOGETHER = 10  # sites; judging one takes less time than beginning a process
_SECONDS = 300.0  # for so many; then they are looked at one by one


@dataclass(frozen=True, slots=True)
class Share:
    """Sites that one process judges."""

    workspace: Workspace
    sites: tuple[str, ...]
    today: date


def rows_of_sites(
    workspace: Workspace,
    sites: Sequence[str],
    today: date,
    done: Callable[[int], None],
    log: Callable[[Exception], str],
) -> Iterator[Rows]:
    """Judge every site and give its rows as they come; `done` hears of how many.

    A process that ends, takes too long or fails is told apart by judging its sites alone; `log` writes down
    what nobody expected, and says it.
    """
    size = _TOGETHER if len(sites) >= _WORTH_IT else len(sites)
    shares = [Share(workspace, tuple(sites[n : n + size]), today) for n in range(0, len(sites), size or 1)]
    lost: list[str] = []
    with closing(try_each(judge_share, shares, seconds=_SECONDS)) as results:
        for result in results:
            if isinstance(result, Died | Faulted):
                lost.extend(result.task.sites)
                continue
            yield from result
            done(len(result))
    alone = [Share(workspace, (site,), today) for site in lost]
    with closing(try_each(judge_share, alone, seconds=_SECONDS, most=1)) as again:
        for result in again:
            if isinstance(result, Died | Faulted):
                yield failed_rows(result.task.sites[0], _why(result, log))
            else:
                yield from result
            done(1)


def judge_share(share: Share) -> list[Rows]:
    """The rows of some sites."""
    catalogue = load_catalogue()
    found = []
    for site in share.sites:
        try:
            found.append(site_rows(report_on(share.workspace, site, catalogue, share.today)))
        except AuditError as error:
            found.append(failed_rows(site, str(error)))
        except OSError as error:
            place = Path(os.fsdecode(error.filename)) if error.filename else share.workspace.sites_folder / site
            found.append(failed_rows(site, str(unreadable(place, error))))
    return found


def _why(failure: Died[Share] | Faulted[Share], log: Callable[[Exception], str]) -> str:
    if isinstance(failure, Faulted):
        return log(failure.fault)
    if failure.seconds is not None:
        return f"it was given up after {failure.seconds:g} seconds"
    return f"the process that judged it ended with code {failure.exit_code}"
