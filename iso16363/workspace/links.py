"""Looks at one web address: politely, within a time, not reading what is there, and never further inside a network."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from iso16363.model.base import Record
from iso16363.workspace.addresses import BadAddress, Reach, Target, redirected, target_of
from iso16363.workspace.requesting import REDIRECTS, Answer, Manners, NoAnswer, NoNetwork, Requests

_PERMANENT: Final = frozenset({301, 308})
_GONE: Final = frozenset({404, 410})
_WAIT: Final = frozenset({429, 503})
_EMPTY: Final = 416
"""The answer to a request for the first byte of something that has none."""
_REFUSALS: Final = {
    401: "it asks who we are",
    403: "we may not see it",
    407: "it asks who we are",
    429: "it was asked too often",
    451: "it is kept back for legal reasons",
}
_DOI: Final = ("doi.org", "dx.doi.org", "hdl.handle.net")
"""They redirect by design: where to is not written into a register."""


class LinkState(StrEnum):
    """What looking at an address showed."""

    ALIVE = "alive"
    MOVED = "moved"
    GONE = "gone"
    REFUSED = "refused"
    NOT_REACHED = "not-reached"
    NOT_LOOKED = "not-looked"

    @property
    def leads_there(self) -> bool:
        """Whether something is at the address, or where it leads."""
        return self in (LinkState.ALIVE, LinkState.MOVED)


class LinkLook(Record):
    """What was seen at an address on a day. `moved_to` is the address to register instead; `ends_at` where it leads."""

    state: LinkState
    status: int | None = None
    reason: str = ""
    moved_to: str | None = None
    ends_at: str | None = None
    day: date

    @property
    def doubtful(self) -> bool:
        """Whether it leads somewhere, but perhaps not to what was there."""
        return self.state is LinkState.MOVED and self.moved_to is None

    def shared_with(self, address: str) -> "LinkLook":
        """The look for an address of the same page: a suggested one gets what this address has after #."""
        if self.moved_to is None:
            return self
        _, mark, fragment = address.partition("#")
        to = self.moved_to.partition("#")[0] + (f"#{fragment}" if mark and fragment else "")
        return self.model_copy(update={"moved_to": to})


@dataclass(slots=True)
class _Way:
    """From address to address: where we are, and where permanent redirects alone have led."""

    target: Target
    reach: Reach = Reach.RESERVED
    permanent: bool = True
    moved_to: Target | None = None
    seen: set[Target] = field(default_factory=set)

    def follow(self, answer: Answer) -> None:
        """Go where a redirect leads. Raises BadAddress."""
        self.seen.add(self.target)
        self.target, self.reach = redirected(self.target, answer.location), answer.reach
        by_design = any(asked.host in _DOI for asked in self.seen)
        self.permanent = self.permanent and answer.status in _PERMANENT and not by_design
        if self.permanent:
            self.moved_to = self.target


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at addresses on one day, by one set of manners."""

    requests: Requests
    manners: Manners
    day: date

    def look(self, address: str) -> LinkLook:
        """Follow an address to its end. Raises NoNetwork where no server at all could be looked for."""
        try:
            return self._followed(_Way(target_of(address))).shared_with(address)
        except BadAddress as error:
            return self._not_reached(str(error))

    def _followed(self, way: _Way) -> LinkLook:
        for _ in range(self.manners.redirects + 1):
            try:
                answer = self._answer(way)
            except NoAnswer as nothing:
                if isinstance(nothing, NoNetwork) and not way.seen:
                    raise
                state = LinkState.NOT_REACHED if nothing.asked else LinkState.NOT_LOOKED
                return LinkLook(state=state, reason=nothing.reason, day=self.day)
            if not answer.leads_on:
                return self._judged(way, answer)
            way.follow(answer)
            if way.target in way.seen:
                return self._not_reached("it redirects in a circle", answer.status)
        return self._not_reached(f"it redirects more than {self.manners.redirects} times")

    def _answer(self, way: _Way) -> Answer:
        """Ask for the head; where that is refused, for the first byte, which is not read either."""
        try:
            answer = self.requests.ask("HEAD", way.target, way.reach)
        except NoAnswer as nothing:
            if not nothing.cut_off:
                raise
            return self.requests.ask("GET", way.target, way.reach)
        if answer.says_it_is_there or answer.leads_on or answer.status in _WAIT:
            return answer
        return self.requests.ask("GET", way.target, way.reach)

    def _judged(self, way: _Way, answer: Answer) -> LinkLook:
        status = answer.status
        if status in _GONE:
            return LinkLook(state=LinkState.GONE, status=status, reason=f"the server says {status}", day=self.day)
        if status in _WAIT:
            self.requests.leave_alone(way.target)
        if status >= 500:
            return self._not_reached(f"the server has a fault ({status}){answer.come_back}", status)
        if status >= 400 and status != _EMPTY:
            why = _REFUSALS.get(status, "the server does not answer such a request")
            reason = f"{why} ({status}){answer.come_back}"
            return LinkLook(state=LinkState.REFUSED, status=status, reason=reason, day=self.day)
        if not answer.says_it_is_there and status != _EMPTY:
            why = "the server does not say where to go" if status in REDIRECTS else "the answer is to something else"
            return self._not_reached(f"{why} ({status})", status)
        return self._there(way, status)

    def _there(self, way: _Way, status: int) -> LinkLook:
        ends_at = way.target.address if way.seen else None
        if way.seen and way.target.path == "/" and not any(asked.path == "/" for asked in way.seen):
            reason = "it leads to the front page of a server, so what was there may be gone"
            return LinkLook(state=LinkState.MOVED, status=status, reason=reason, ends_at=ends_at, day=self.day)
        if way.moved_to is None:
            return LinkLook(state=LinkState.ALIVE, status=status, ends_at=ends_at, day=self.day)
        to = way.moved_to.address
        return LinkLook(state=LinkState.MOVED, status=status, moved_to=to, ends_at=ends_at, day=self.day)

    def _not_reached(self, reason: str, status: int | None = None) -> LinkLook:
        return LinkLook(state=LinkState.NOT_REACHED, status=status, reason=reason, day=self.day)
