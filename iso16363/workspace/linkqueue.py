"""Looks at many web addresses: several servers at a time, each of them one request after the other."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from queue import Empty, SimpleQueue
from typing import Final

from iso16363.workspace.addresses import BadAddress, Target, target_of
from iso16363.workspace.links import LinkLook, LinkState, Looker
from iso16363.workspace.requesting import Manners, Network, NoNetwork, Requests

NO_NETWORK: Final = "no network"

Seen = Callable[[str, LinkLook], None]
_Done = tuple[str, LinkLook | NoNetwork | Exception]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What looking depends on besides the addresses; no `network` is that of the system."""

    manners: Manners = field(default_factory=Manners)
    network: Network | None = None


def look_at_all(addresses: Iterable[str], day: date, around: Surroundings, seen: Seen) -> dict[str, LinkLook]:
    """Look at each page once, whatever the addresses have after #. `seen` is told each look, from this thread.

    Where not one server could be found or reached, there is no network here, and nothing was looked at.
    """
    requests = Requests(around.manners, around.network)
    pages = _by_page(addresses)
    waiting = _by_server(pages)
    done: SimpleQueue[_Done] = SimpleQueue()
    _set_to_work(Looker(requests, around.manners, day), waiting, done)
    looks: dict[str, LinkLook] = {}

    def tell(address: str, look: LinkLook) -> None:
        for one in pages[address]:
            looks[one] = look.shared_with(one)
            seen(one, looks[one])

    lost: dict[str, NoNetwork] = {}
    for _ in range(sum(map(len, waiting))):
        address, found = done.get()
        if isinstance(found, NoNetwork):
            lost[address] = found
        elif isinstance(found, Exception):
            raise found
        else:
            tell(address, found)
    for address, nothing in lost.items():
        state, reason = LinkState.NOT_REACHED, nothing.reason
        if not requests.reached:
            state, reason = LinkState.NOT_LOOKED, NO_NETWORK
        tell(address, LinkLook(state=state, reason=reason, day=day))
    return looks


def _by_page(addresses: Iterable[str]) -> dict[str, list[str]]:
    """All addresses of a page by the first of them; one that nobody can be asked for stands alone."""
    found: dict[Target | str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        try:
            page: Target | str = target_of(address)
        except BadAddress:
            page = address
        found.setdefault(page, []).append(address)
    return {same[0]: same for same in found.values()}


def _by_server(addresses: Iterable[str]) -> list[list[str]]:
    """Addresses by server, the longest list first: it takes the longest time, for its server is asked in turn."""
    found: dict[str, list[str]] = {}
    for address in addresses:
        server = address.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()
        found.setdefault(server, []).append(address)
    return sorted(found.values(), key=len, reverse=True)


def _set_to_work(looker: Looker, waiting: list[list[str]], done: "SimpleQueue[_Done]") -> None:
    servers: SimpleQueue[list[str]] = SimpleQueue()
    for of_one in waiting:
        servers.put(of_one)
    for _ in range(min(looker.manners.workers, len(waiting))):
        # daemons: whoever interrupts us does not wait for slow servers
        threading.Thread(target=_work, args=(looker, servers, done), daemon=True).start()


def _work(looker: Looker, servers: "SimpleQueue[list[str]]", done: "SimpleQueue[_Done]") -> None:
    while True:
        try:
            of_one = servers.get_nowait()
        except Empty:
            return
        for address in of_one:
            try:
                done.put((address, looker.look(address)))
            except Exception as error:  # noqa: BLE001 - the boundary of this thread: the one who asked decides
                done.put((address, error))
