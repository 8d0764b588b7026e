"""Asks servers for the head of an answer: one request at a time and server, with a pause, each within a set time."""

import contextlib
import errno
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from iso16363 import __version__
from iso16363.workspace.addresses import Reach, Target, reach_of

_HEADERS: Final = {
    "User-Agent": f"iso16363/{__version__} (looks whether links in a register of documents are alive)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
_NO_NAME: Final = frozenset(
    getattr(socket, name, 0) for name in ("EAI_AGAIN", "EAI_NONAME", "EAI_NODATA", "EAI_FAIL", "EAI_ADDRFAMILY")
)
_NO_ROUTE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
REDIRECTS: Final = frozenset({300, 301, 302, 303, 307, 308})
"""Answers that lead on, where they say where to."""
_TRIED: Final = 3
"""So many addresses of one server are tried, and so many servers before we believe that there is no network."""


class NoAnswer(Exception):
    """Why there was no answer. `cut_off`: the connection was made and broken; `asked`: whether we asked at all."""

    def __init__(self, reason: str, *, cut_off: bool = False, asked: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cut_off = cut_off
        self.asked = asked


class NoNetwork(NoAnswer):
    """No server was found or no way leads to it: its own fault, or there is no network here."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient and how polite we are; times in seconds.

    `connecting` is for each address of a server, `whole` for one request from connection to head of the
    answer, `pause` between two requests to one server.
    """

    connecting: float = 10
    whole: float = 20
    pause: float = 1
    redirects: int = 8
    workers: int = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and how far inside a network it came from."""

    status: int
    location: str
    retry_after: str
    reach: Reach

    @property
    def says_it_is_there(self) -> bool:
        """Whether the server has what it was asked for."""
        return 200 <= self.status < 300

    @property
    def leads_on(self) -> bool:
        """Whether it says where to go instead."""
        return self.status in REDIRECTS and bool(self.location)

    @property
    def come_back(self) -> str:
        """When the server wants to be asked again, as words to append."""
        if not self.retry_after:
            return ""
        return f"; try again in {int(self.retry_after)} s" if self._is_short_number else "; try again later"

    @property
    def _is_short_number(self) -> bool:
        return self.retry_after.isascii() and self.retry_after.isdecimal() and len(self.retry_after) <= 7


class Network:
    """The network as the system has it; a test puts another one in its place."""

    def addresses(self, host: str, port: int, /) -> list[str]:
        """Addresses of a server, the preferred first. Raises OSError."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def connect(self, ip: str, port: int, timeout: float, /) -> socket.socket:
        """A connection to exactly this machine. Raises OSError."""
        return socket.create_connection((ip, port), timeout)


@dataclass(slots=True)
class _Server:
    """One server: whose turn it is, when it may be asked again, and whether it wants to be left alone."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    next: float = 0
    closed: bool = False


class Requests:
    """Requests to all servers. Several threads may ask at once."""

    def __init__(self, manners: Manners, network: Network | None = None) -> None:
        self._manners = manners
        self._network = network or Network()
        self._servers: dict[str, _Server] = {}
        self._lock = threading.Lock()
        self._begun = time.monotonic()
        self._lost: set[str] = set()
        self.reached = False
        """Whether a way to any server was found."""

    def ask(self, method: str, target: Target, inside: Reach) -> Answer:
        """The head of the answer of a server that is no further inside a network than `inside`. Raises NoAnswer."""
        server = self._server(target)
        with server.turn:
            if server.closed:
                raise NoAnswer("the server wants to be left alone for a while", asked=False)
            time.sleep(max(0.0, server.next - time.monotonic()))
            try:
                return self._asked(method, target, inside)
            finally:
                server.next = time.monotonic() + self._manners.pause

    def leave_alone(self, target: Target) -> None:
        """Ask this server nothing more."""
        self._server(target).closed = True

    def _server(self, target: Target) -> _Server:
        with self._lock:
            return self._servers.setdefault(target.host, _Server())

    def _asked(self, method: str, target: Target, inside: Reach) -> Answer:
        end = time.monotonic() + self._manners.whole
        opened, reach = self._connected(target, inside, end)
        with contextlib.closing(opened), _cut_at(opened, end) as late:
            try:
                answer = self._exchange(method, target, opened, reach)
            except ssl.SSLCertVerificationError as error:
                raise NoAnswer(f"its certificate cannot be trusted ({error.verify_message})") from error
            except _faults() as error:
                if not late.is_set():
                    broken = isinstance(error, ConnectionError | http.client.HTTPException)
                    raise NoAnswer(_said_of(error), cut_off=broken) from error
            if late.is_set():  # a head that was cut off in its middle may look whole
                raise NoAnswer(f"no answer within {self._manners.whole:g} s")
            return answer

    def _connected(self, target: Target, inside: Reach, end: float) -> tuple[socket.socket, Reach]:
        if self._hopeless:
            raise NoNetwork("no server was found")
        try:
            found = self._network.addresses(target.host, target.port)
        except (OSError, UnicodeError) as error:
            if isinstance(error, socket.gaierror) and error.errno in _NO_NAME:
                self._lost.add(target.host)
                raise NoNetwork(f"no server {target.host} was found") from error
            raise NoAnswer(f"the server {target.host} cannot be looked up") from error
        allowed = [ip for ip in found if reach_of(ip) <= inside]
        if not allowed and inside is Reach.RESERVED:
            raise NoAnswer("its server is on the link of this machine, where nobody keeps documents; it was not asked")
        if not allowed:
            raise NoAnswer("it redirects into a private network, where we do not follow")
        last: OSError = TimeoutError()
        for ip in allowed[:_TRIED]:
            left = min(self._manners.connecting, end - time.monotonic())
            if left <= 0:
                break
            try:
                opened = self._network.connect(ip, target.port, left)
            except OSError as error:
                last = error
                continue
            self.reached = True
            return opened, reach_of(ip)
        if last.errno in _NO_ROUTE:
            self._lost.add(target.host)
            raise NoNetwork(f"no way leads to {target.host}") from last
        self.reached = True
        raise NoAnswer(_said_of(last)) from last

    @property
    def _hopeless(self) -> bool:
        """Whether servers are looked for in vain, and for so long that the rest need not be tried."""
        waited = time.monotonic() - self._begun > self._manners.connecting
        return waited and not self.reached and len(self._lost) >= _TRIED

    def _exchange(self, method: str, target: Target, opened: socket.socket, reach: Reach) -> Answer:
        from urllib3.connection import HTTPConnection, HTTPSConnection

        # The connection is made already, to an address that was judged: no second look-up may lead elsewhere.
        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return opened.dup()

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return opened.dup()

        timeout = self._manners.whole
        if target.scheme == "https":
            connection: HTTPConnection = Secure(target.host, target.port, timeout=timeout, ssl_context=self._trusted)
        else:
            connection = Plain(target.host, target.port, timeout=timeout)
        ranged = {"Range": "bytes=0-0"} if method == "GET" else {}
        try:
            connection.request(method, target.path, headers={**_HEADERS, **ranged}, preload_content=False)
            answer = connection.getresponse()
            head = (answer.headers.get("Location", ""), answer.headers.get("Retry-After", ""))
            return Answer(answer.status, *head, reach)
        finally:
            connection.close()

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context()


@contextlib.contextmanager
def _cut_at(opened: socket.socket, end: float) -> Iterator[threading.Event]:
    """Break a connection when its time is up, whatever the server drips into it; says whether that was done."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        with contextlib.suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, end - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


def _faults() -> tuple[type[Exception], ...]:
    """What an exchange with a server can fail by."""
    from urllib3.exceptions import HTTPError

    return (OSError, http.client.HTTPException, HTTPError, ValueError)


def _said_of(error: Exception) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "the server takes no connections"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection can be made ({error.reason or 'the server does not speak TLS'})"
    if isinstance(error, ConnectionError | http.client.RemoteDisconnected):
        return "the server broke the connection"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "the answer is not one of a web server"
