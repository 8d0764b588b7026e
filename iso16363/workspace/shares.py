"""Many sites looked at side by side, some to a process; what cannot be looked at is told apart from the others."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, Protocol, TypeVar

from iso16363.catalog import Catalogue
from iso16363.errors import AuditError
from iso16363.workspace.capacity import processors
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import Workspace
from iso16363.workspace.parallel import Died, Faulted, try_each
from iso16363.workspace.reading import unreadable

R = TypeVar("R")
T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)

_WORTH_IT: Final = 8  # sites; with fewer of them, processes cost more than they save
_FEW, _MANY = 10, 25
"""Sites that one process looks at: more than a few, for it reads the catalogue first; not too many to begin again."""
_SECONDS = 300.0  # for so many; then they are looked at one by one


class Order(Protocol[R_co]):
    """What is wanted of each site. It is sent to other processes, which import its class by name."""

    @property
    def workspace(self) -> Workspace:
        """Where the sites are."""

    def look(self, catalogue: Catalogue, site: str) -> R_co:
        """Look at a site. Raises AuditError or OSError where it cannot be looked at."""

    def failed(self, site: str, why: str) -> R_co:
        """What there is to say of a site that could not be looked at."""


@dataclass(frozen=True, slots=True)
class Share(Generic[R]):
    """Sites that one process looks at."""

    order: Order[R]
    sites: tuple[str, ...]


def look_at_each(
    order: Order[R], sites: Sequence[str], done: Callable[[int], None], log: Callable[[Exception], str]
) -> Iterator[R]:
    """Look at every site and give what is found as it comes, in any order; `done` hears of how many.

    A process that ends, takes too long or fails is told apart by looking at its sites alone; `log` writes down
    what nobody expected, and says it.
    """
    size = _together(len(sites))
    shares = [Share(order, tuple(sites[n : n + size])) for n in range(0, len(sites), size)]
    killed: list[Share[R]] = []
    slow: list[Share[R]] = []
    with closing(try_each(look_at, shares, seconds=_SECONDS, preload=(type(order).__module__,))) as results:
        for result in results:
            if isinstance(result, Died | Faulted):
                alone = [Share(order, (site,)) for site in result.task.sites]
                (slow if isinstance(result, Faulted) or result.seconds else killed).extend(alone)
                continue
            yield from result
            done(len(result))
    yield from _apart(order, slow, None, done, log)
    yield from _apart(order, killed, 1, done, log)  # perhaps there was not the memory for two


def _apart(
    order: Order[R],
    alone: Sequence[Share[R]],
    most: int | None,
    done: Callable[[int], None],
    log: Callable[[Exception], str],
) -> Iterator[R]:
    with closing(try_each(look_at, alone, seconds=_SECONDS, most=most, preload=(type(order).__module__,))) as results:
        for result in results:
            if isinstance(result, Died | Faulted):
                yield order.failed(result.task.sites[0], why(result, log))
            else:
                yield from result
            done(1)


def _together(sites: int) -> int:
    """How many sites to a process: with many of them, each processor has its turn several times."""
    if sites < _WORTH_IT:
        return max(1, sites)
    return max(_FEW, min(_MANY, sites // (4 * processors())))


def look_at(share: Share[R]) -> list[R]:
    """What is found in some sites."""
    catalogue, order = load_catalogue(), share.order
    found = []
    for site in share.sites:
        try:
            found.append(order.look(catalogue, site))
        except AuditError as error:
            found.append(order.failed(site, str(error)))
        except OSError as error:
            place = Path(os.fsdecode(error.filename)) if error.filename else order.workspace.sites_folder / site
            found.append(order.failed(site, str(unreadable(place, error))))
    return found


def why(failure: Died[T] | Faulted[T], log: Callable[[Exception], str]) -> str:
    """What kept something from being looked at."""
    if isinstance(failure, Faulted):
        return log(failure.fault)
    if failure.seconds is not None:
        return f"it was given up after {failure.seconds:g} seconds"
    return f"the process that judged it ended with code {failure.exit_code}"
