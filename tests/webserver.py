"""A server on loopback that answers as a test wants, and remembers what it was asked; and a network without servers."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from iso16363.workspace.requesting import Manners, Network

QUICK = Manners(connecting=2, whole=2, pause=0, redirects=5, workers=4)
Script = Callable[["Handler"], None]


def _nothing(handler: "Handler") -> None:
    handler.say(404)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    at: float


class Handler(BaseHTTPRequestHandler):
    """One answer; scripts call `say` or write what they like."""

    server: "Scripted"

    def do_GET(self) -> None:
        asked = Asked(self.command, self.path, dict(self.headers.items()), time.monotonic())
        self.server.asked.append(asked)
        self.server.scripts.get(self.path, _nothing)(self)
        self.close_connection = True

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(OSError):
                self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


class Scripted(ThreadingHTTPServer):
    """A server with one script a path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts: dict[str, Script] = {}
        self.asked: list[Asked] = []
        self.secure = False

    def handle_error(self, *_: object) -> None:
        """Clients that go away are what is tested."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def at(self, path: str, script: Script) -> str:
        """Answer a path by a script; gives its address."""
        self.scripts[path] = script
        return f"http{'s' if self.secure else ''}://127.0.0.1:{self.port}{path}"

    def answers(self, path: str, status: int, **headers: str) -> str:
        """Answer a path with a status; gives its address."""
        return self.at(path, lambda it: it.say(status, b"", **headers))

    def methods(self, path: str) -> list[str]:
        return [asked.method for asked in self.asked if asked.path == path]


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    server = Scripted()
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.secure = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Pretended(Network):
    """Servers with names and addresses of anywhere, all of them the one on loopback; others do not exist."""

    server: Scripted
    names: dict[str, list[str]]
    connected: list[str] = field(default_factory=list)

    def addresses(self, host: str, _port: int, /) -> list[str]:
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self.names[host]

    def connect(self, ip: str, _port: int, timeout: float, /) -> socket.socket:
        self.connected.append(ip)
        return socket.create_connection(("127.0.0.1", self.server.port), timeout)
