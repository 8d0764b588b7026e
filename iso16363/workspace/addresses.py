"""Web addresses as they are asked for, and how far inside a network an address of a machine is."""

import ipaddress
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

_SAFE: Final = "/%:=&?~+!$,;'@()*[]"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_PORTS: Final = {"http": 80, "https": 443}
_LONGEST: Final = 2000
_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class BadAddress(ValueError):
    """An address that nobody can be asked for; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to ask for what: never with a user name, a password or a fragment."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """The address as text."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def target_of(address: str) -> Target:
    """Take an address apart. Raises BadAddress."""
    if len(address) > _LONGEST:
        raise BadAddress("the address is longer than any that leads somewhere")
    if _CONTROL.search(address) or "\\" in address:
        raise BadAddress("the address holds characters that no address has")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress("the address is malformed") from error
    if parts.scheme not in _PORTS:
        raise BadAddress("the address is neither http nor https")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Target(parts.scheme, _ascii(host), port or _PORTS[parts.scheme], path)


def _ascii(host: str) -> str:
    try:
        name = host.encode("ascii" if host.isascii() else "idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress("the name of the server is malformed") from error
    if not name or re.search(r"[^A-Za-z0-9._:%-]", name):
        raise BadAddress("the name of the server is malformed")
    return name.lower()


def redirected(target: Target, location: str) -> Target:
    """Where an answer sends us, as the answer says it: whole, or relative to what was asked. Raises BadAddress."""
    try:
        text = location.encode("latin-1").decode()  # headers are read as Latin-1; servers write UTF-8
    except UnicodeError:
        text = location
    try:
        return target_of(urljoin(target.address, text.strip().replace(" ", "%20")))
    except ValueError as error:
        raise BadAddress(str(error) if isinstance(error, BadAddress) else "the address is malformed") from error


class Reach(IntEnum):
    """How far inside a network a machine is: whoever redirects may not lead further inside than it is itself.

    What is on the LINK of this machine is never asked: no documents are there, but keys of machines in a cloud.
    """

    PUBLIC = 0
    PRIVATE = 1
    LOCAL = 2
    RESERVED = 3
    LINK = 4


def reach_of(ip: str) -> Reach:
    """Judge the address of a machine, also one that is wrapped in another."""
    address = _unwrapped(ipaddress.ip_address(ip.partition("%")[0]))
    if address.is_loopback or address.is_unspecified:
        return Reach.LOCAL
    if address.is_link_local or address.is_multicast:
        return Reach.LINK
    if address.is_reserved:
        return Reach.RESERVED
    inside = (
        isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    )  # counted as global, for it is retired
    return Reach.PUBLIC if address.is_global and not inside else Reach.PRIVATE


def _unwrapped(address: IpAddress) -> IpAddress:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None) or address
