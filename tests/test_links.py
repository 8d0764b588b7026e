"""Links are looked at politely and in time: every kind of answer, hostile ones too; nothing is read, stored or sent."""

import datetime as dt
import errno
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from webserver import QUICK, Handler, Pretended, Scripted, serving

from iso16363.workspace.addresses import BadAddress, Reach, reach_of, redirected, target_of
from iso16363.workspace.linkqueue import NO_NETWORK, Surroundings, look_at_all
from iso16363.workspace.links import LinkLook, LinkState
from iso16363.workspace.requesting import Manners, Network

DAY = date(2026, 11, 23)
PUBLIC, OTHER = "93.184.215.14", "93.184.215.15"


@pytest.fixture
def server() -> Iterator[Scripted]:
    with serving() as found:
        yield found


def looks(*addresses: str, manners: Manners = QUICK, network: Network | None = None) -> dict[str, LinkLook]:
    return look_at_all(addresses, DAY, Surroundings(manners, network), lambda _address, _look: None)


def look(address: str, manners: Manners = QUICK, network: Network | None = None) -> LinkLook:
    return looks(address, manners=manners, network=network)[address]


@pytest.mark.parametrize("status", [200, 204, 206])
def test_what_is_there_is_alive(status: int, server: Scripted) -> None:
    seen = look(server.answers("/a", status))
    assert (seen.state, seen.status, seen.moved_to) == (LinkState.ALIVE, status, None)
    assert server.methods("/a") == ["HEAD"]


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_said_only_after_asking_twice(status: int, server: Scripted) -> None:
    seen = look(server.answers("/a", status))
    assert seen.state is LinkState.GONE
    assert seen.reason == f"the server says {status}"
    assert server.methods("/a") == ["HEAD", "GET"]


@pytest.mark.parametrize("refusal", [400, 403, 404, 405, 500, 501])
def test_a_server_that_refuses_head_is_asked_for_the_first_byte(refusal: int, server: Scripted) -> None:
    address = server.at("/a", lambda it: it.say(refusal if it.command == "HEAD" else 206))
    assert look(address).state is LinkState.ALIVE
    head, get = server.asked
    assert "Range" not in head.headers
    assert get.headers["Range"] == "bytes=0-0"


def test_a_server_that_breaks_off_at_head_is_asked_for_the_first_byte(server: Scripted) -> None:
    def script(it: Handler) -> None:
        if it.command == "GET":
            it.say(200)

    assert look(server.at("/a", script)).state is LinkState.ALIVE


def test_an_empty_file_has_no_first_byte_and_is_alive(server: Scripted) -> None:
    address = server.at("/a", lambda it: it.say(405 if it.command == "HEAD" else 416))
    assert look(address).state is LinkState.ALIVE


@pytest.mark.parametrize(("status", "word"), [(401, "who we are"), (403, "may not"), (451, "legal"), (418, "418")])
def test_a_refusal_is_no_absence(status: int, word: str, server: Scripted) -> None:
    seen = look(server.answers("/a", status))
    assert seen.state is LinkState.REFUSED
    assert word in seen.reason


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_server_is_no_absence(status: int, server: Scripted) -> None:
    seen = look(server.answers("/a", status))
    assert seen.state is LinkState.NOT_REACHED
    assert f"({status})" in seen.reason


@pytest.mark.parametrize(
    ("asks", "said"), [("120", "try again in 120 s"), ("Wed, 21 Oct 2026 07:28:00 GMT", "later"), ("9" * 5000, "later")]
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_a_pause_is_left_alone(asks: str, said: str, status: int, server: Scripted) -> None:
    first = server.answers("/a", status, Retry_After=asks)
    second = server.answers("/b", 200)
    found = looks(first, second)
    assert found[first].state is (LinkState.REFUSED if status == 429 else LinkState.NOT_REACHED)
    assert said in found[first].reason
    assert found[second].state is LinkState.NOT_LOOKED
    assert [asked.path for asked in server.asked] == ["/a"]


# --- redirects


def test_a_permanent_redirect_gives_the_address_to_register(server: Scripted) -> None:
    new = server.answers("/new?x=1", 200)
    seen = look(server.answers("/old", 301, Location="/new?x=1") + "#page=4")
    assert (seen.state, seen.moved_to) == (LinkState.MOVED, new + "#page=4")


def test_a_temporary_redirect_does_not(server: Scripted) -> None:
    new = server.answers("/new", 200)
    seen = look(server.answers("/old", 302, Location="/new"))
    assert (seen.state, seen.moved_to, seen.ends_at) == (LinkState.ALIVE, None, new)


def test_what_is_permanent_ends_with_the_first_temporary_redirect(server: Scripted) -> None:
    server.answers("/c", 200)
    server.answers("/b2", 301, Location="/c")
    middle = server.answers("/b", 307, Location="/b2")
    seen = look(server.answers("/a", 308, Location="/b"))
    assert (seen.state, seen.moved_to) == (LinkState.MOVED, middle)


def test_a_redirect_to_the_front_page_is_doubtful(server: Scripted) -> None:
    server.answers("/", 200)
    seen = look(server.answers("/paper.pdf", 301, Location="/"))
    assert (seen.state, seen.moved_to, seen.doubtful) == (LinkState.MOVED, None, True)
    assert "front page" in seen.reason


def test_a_redirect_to_what_is_gone_is_gone(server: Scripted) -> None:
    server.answers("/new", 410)
    assert look(server.answers("/old", 301, Location="/new")).state is LinkState.GONE


def test_circles_and_long_ways_end(server: Scripted) -> None:
    server.answers("/b", 302, Location="/a")
    seen = look(server.answers("/a", 302, Location="/b"))
    assert (seen.state, seen.reason) == (LinkState.NOT_REACHED, "it redirects in a circle")
    for n in range(20):
        server.answers(f"/w{n}", 302, Location=f"/w{n + 1}")
    seen = look(server.answers("/w", 302, Location="/w0"))
    assert (seen.state, seen.reason) == (LinkState.NOT_REACHED, "it redirects more than 5 times")
    assert len([asked for asked in server.asked if asked.path.startswith("/w")]) == 6


@pytest.mark.parametrize(
    "location",
    [
        *(
            "file:///etc/passwd",
            "ftp://archive.example.org/a",
            "javascript:alert(1)",
            "data:,x",
            "gopher://x/",
            "http://",
        ),
        *("http://[::1", "http://a:99999/", "http://a\\b/", "//", "http://a b/", "http://\x01/", "x" * 3000),
    ],
)
def test_where_a_redirect_may_not_lead_is_not_followed(location: str, server: Scripted) -> None:
    seen = look(server.answers("/a", 302, Location=location))
    assert seen.state in (LinkState.NOT_REACHED, LinkState.GONE)
    assert [asked.path for asked in server.asked][:1] == ["/a"]


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect_without_a_place_leads_nowhere(status: int, server: Scripted) -> None:
    seen = look(server.answers("/a", status))
    assert (seen.state, seen.status) == (LinkState.NOT_REACHED, status)
    assert seen.reason == f"the server does not say where to go ({status})"
    assert server.methods("/a") == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [101, 304])
def test_an_answer_to_something_else_shows_nothing(status: int, server: Scripted) -> None:
    seen = look(server.answers("/a", status))
    assert (seen.state, seen.status) == (LinkState.NOT_REACHED, status)
    assert seen.reason == f"the answer is to something else ({status})"


def test_a_server_that_knows_where_to_go_only_for_get_is_followed(server: Scripted) -> None:
    server.answers("/b", 200)

    def script(it: Handler) -> None:
        it.say(302, b"", **({"Location": "/b"} if it.command == "GET" else {}))

    assert look(server.at("/a", script)).state is LinkState.ALIVE


def test_a_page_is_asked_for_once_whatever_comes_after_the_sign(server: Scripted) -> None:
    new = server.answers("/new", 200)
    old = server.answers("/old", 301, Location="/new")
    told: list[str] = []
    addresses = [f"{old}#page=1", old, f"{old}#page=2", f"{old}#\n"]
    found = look_at_all(addresses, DAY, Surroundings(QUICK), lambda address, _look: told.append(address))
    assert [found[address].moved_to for address in addresses] == [f"{new}#page=1", new, f"{new}#page=2", None]
    assert found[addresses[-1]].state is LinkState.NOT_REACHED
    assert sorted(told) == sorted(addresses)
    assert [asked.path for asked in server.asked] == ["/old", "/new"]


def test_a_doi_is_never_replaced_by_where_it_leads(server: Scripted) -> None:
    network = Pretended(server, {"doi.org": [PUBLIC], "press.example.org": [OTHER]})
    server.answers("/10.1234/x", 301, Location="http://press.example.org/article")
    server.answers("/article", 200)
    seen = look("http://doi.org/10.1234/x", network=network)
    assert (seen.state, seen.moved_to) == (LinkState.ALIVE, None)
    assert seen.ends_at == "http://press.example.org/article"


# --- into networks


@pytest.mark.parametrize(
    ("ip", "reach"),
    [
        ("93.184.215.14", Reach.PUBLIC),
        ("2606:2800:21f:cb07::1", Reach.PUBLIC),
        ("10.0.0.1", Reach.PRIVATE),
        ("172.16.3.4", Reach.PRIVATE),
        ("192.168.1.1", Reach.PRIVATE),
        ("100.64.0.1", Reach.PRIVATE),
        ("fd00::1", Reach.PRIVATE),
        ("fec0::1", Reach.PRIVATE),
        ("feff::1", Reach.PRIVATE),
        ("127.0.0.1", Reach.LOCAL),
        ("127.255.255.254", Reach.LOCAL),
        ("0.0.0.0", Reach.LOCAL),  # noqa: S104 - an address to be judged
        ("::1", Reach.LOCAL),
        ("::", Reach.LOCAL),
        ("::ffff:127.0.0.1", Reach.LOCAL),
        ("64:ff9b::7f00:1", Reach.LOCAL),
        ("2002:7f00:1::", Reach.LOCAL),
        ("::ffff:10.1.2.3", Reach.PRIVATE),
        ("169.254.169.254", Reach.LINK),
        ("fe80::1%eth0", Reach.LINK),
        ("224.0.0.1", Reach.LINK),
        ("::ffff:169.254.169.254", Reach.LINK),
        ("64:ff9b::a9fe:a9fe", Reach.LINK),
        ("255.255.255.255", Reach.RESERVED),
        ("240.0.0.1", Reach.RESERVED),
    ],
)
def test_how_far_inside_an_address_is(ip: str, reach: Reach) -> None:
    assert reach_of(ip) is reach


@pytest.mark.parametrize(
    ("ip", "followed"),
    [(OTHER, True), ("10.0.0.1", False), ("127.0.0.1", False), ("169.254.169.254", False), ("fec0::1", False)],
)
def test_a_public_server_cannot_lead_us_inside(ip: str, server: Scripted, *, followed: bool) -> None:
    network = Pretended(server, {"public.example.org": [PUBLIC], "other.example.org": [ip]})
    server.answers("/a", 302, Location="http://other.example.org/secret")
    server.answers("/secret", 200)
    seen = look("http://public.example.org/a", network=network)
    assert (ip in network.connected) is followed
    assert seen.state is (LinkState.ALIVE if followed else LinkState.NOT_REACHED)
    if not followed:
        assert "private network" in seen.reason


def test_the_register_may_name_what_is_inside_and_that_may_lead_out(server: Scripted) -> None:
    network = Pretended(server, {"intranet.example.org": ["10.0.0.1"], "public.example.org": [PUBLIC]})
    server.answers("/a", 302, Location="http://public.example.org/b")
    server.answers("/b", 302, Location="http://intranet.example.org/c")
    seen = look("http://intranet.example.org/a", network=network)
    assert network.connected == ["10.0.0.1", PUBLIC]
    assert "private network" in seen.reason


@pytest.mark.parametrize("ip", ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254"])
def test_what_is_on_the_link_of_this_machine_is_not_asked_even_if_the_register_names_it(
    ip: str, server: Scripted
) -> None:
    network = Pretended(server, {"keys.example.org": [ip], "intranet.example.org": ["10.0.0.1"]})
    server.answers("/latest", 200)
    server.answers("/a", 302, Location="http://keys.example.org/latest")
    seen = look("http://keys.example.org/latest", network=network)
    assert seen.state is LinkState.NOT_REACHED
    assert "link of this machine" in seen.reason
    assert "was not asked" in seen.reason
    assert network.connected == []
    assert "private network" in look("http://intranet.example.org/a", network=network).reason
    assert network.connected == ["10.0.0.1"]


def test_a_name_is_looked_up_once_for_each_request(server: Scripted) -> None:
    """A second look-up of the same name, after it was judged, could lead elsewhere."""

    class Turning(Pretended):
        turn = 0

        def addresses(self, _host: str, _port: int, /) -> list[str]:
            self.turn += 1
            return [PUBLIC] if self.turn == 1 else ["127.0.0.1"]

    network = Turning(server, {})
    server.answers("/a", 302, Location="http://public.example.org/b")
    look("http://public.example.org/a", network=network)
    assert network.connected == [PUBLIC]


def test_of_several_addresses_the_first_that_answers_is_taken(server: Scripted) -> None:
    class Half(Pretended):
        def connect(self, ip: str, port: int, timeout: float, /) -> socket.socket:
            if ip == PUBLIC:
                raise OSError(errno.ENETUNREACH, "Network is unreachable")
            return super().connect(ip, port, timeout)

    network = Half(server, {"public.example.org": [PUBLIC, OTHER]})
    server.answers("/a", 200)
    assert look("http://public.example.org/a", network=network).state is LinkState.ALIVE


# --- what is sent


def test_nothing_but_our_name_is_sent(server: Scripted) -> None:
    address = server.answers("/a", 200).replace("http://", "http://user:secret@") + "#fragment"
    seen = look(address)
    assert seen.state is LinkState.ALIVE
    (asked,) = server.asked
    assert asked.path == "/a"
    assert set(asked.headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert asked.headers["User-Agent"].startswith("iso16363/")
    assert "secret" not in repr(asked)
    assert "@" not in asked.headers["User-Agent"]
    assert "://" not in asked.headers["User-Agent"]


def test_cookies_are_not_given_back(server: Scripted) -> None:
    server.answers("/b", 200)
    look(server.answers("/a", 302, Location="/b", Set_Cookie="id=1"))
    assert "Cookie" not in server.asked[1].headers


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("http://a.example.org/ü ñ", "/%C3%BC%20%C3%B1"),
        ("http://a.example.org/%7Ea%2Fb?q=ä&x=1", "/%7Ea%2Fb?q=%C3%A4&x=1"),
        ("http://a.example.org", "/"),
        ("http://a.example.org?x", "/?x"),
    ],
)
def test_an_address_is_asked_for_in_ascii(address: str, path: str) -> None:
    assert target_of(address).path == path


def test_names_of_servers_are_written_as_the_network_has_them() -> None:
    assert target_of("https://BÜCHER.example.org:8443/a").address == "https://xn--bcher-kva.example.org:8443/a"
    assert target_of("http://[2001:db8::1]:8080/").address == "http://[2001:db8::1]:8080/"
    for bad in ("http:///a", "http://a_b\x00/", "http://a:b/", f"http://{'a' * 70}ü.example.org/", "mailto:x"):
        with pytest.raises(BadAddress):
            target_of(bad)


def test_a_redirect_in_utf8_is_understood() -> None:
    here = target_of("http://a.example.org/x/y")
    assert redirected(here, "é".encode().decode("latin-1")).path == "/x/%C3%A9"
    assert redirected(here, "/a b").path == "/a%20b"


# --- time


def test_a_body_without_end_is_not_read(server: Scripted) -> None:
    sent = 0

    def endless(it: Handler) -> None:
        nonlocal sent
        if it.command == "HEAD":
            it.say(405)
            return
        it.send_response(200)
        it.end_headers()
        try:
            for _ in range(10_000):
                sent += it.wfile.write(b"x" * 100_000)
        except OSError:
            pass

    begun = time.monotonic()
    assert look(server.at("/a", endless)).state is LinkState.ALIVE
    assert time.monotonic() - begun < 2
    assert sent < 100_000_000


@pytest.mark.parametrize("drip", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_server_that_drips_is_left_in_time(drip: bytes, server: Scripted) -> None:
    stop = threading.Event()

    def script(it: Handler) -> None:
        try:
            while not stop.wait(0.02):
                it.wfile.write(drip or b"H" * 0)
                it.wfile.flush()
        except OSError:
            pass

    begun = time.monotonic()
    seen = look(server.at("/a", script), manners=Manners(connecting=1, whole=0.4, pause=0))
    stop.set()
    assert time.monotonic() - begun < 3
    assert seen.state is LinkState.NOT_REACHED


@pytest.mark.parametrize("nonsense", [b"\x00\xff" * 50, b"SSH-2.0-x\r\n", b"HTTP/1.1 banana\r\n\r\n", b"X" * 200_000])
def test_what_is_no_web_server_is_told(nonsense: bytes, server: Scripted) -> None:
    seen = look(server.at("/a", lambda it: (it.wfile.write(nonsense), None)[1]))
    assert seen.state is LinkState.NOT_REACHED
    assert seen.reason


def test_a_head_without_end_is_refused(server: Scripted) -> None:
    def script(it: Handler) -> None:
        it.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(500)) + b"\r\n")

    assert look(server.at("/a", script)).state is LinkState.NOT_REACHED


def test_a_closed_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        seen = look(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert (seen.state, seen.reason) == (LinkState.NOT_REACHED, "the server takes no connections")


def test_one_request_at_a_time_and_server_with_a_pause(server: Scripted) -> None:
    now, most = 0, 0
    lock = threading.Lock()

    def slow(it: Handler) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.02)
        with lock:
            now -= 1
        it.say(200)

    addresses = [server.at(f"/{n}", slow) for n in range(6)]
    looks(*addresses, manners=Manners(pause=0.1, workers=8))
    assert most == 1
    times = sorted(asked.at for asked in server.asked)
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.09


def test_many_servers_are_looked_at_together() -> None:
    with serving() as one, serving() as other:
        both = threading.Barrier(2, timeout=5)

        def meet(it: Handler) -> None:
            both.wait()
            it.say(200)

        found = looks(one.at("/a", meet), other.at("/a", meet).replace("127.0.0.1", "localhost"))
    assert {seen.state for seen in found.values()} == {LinkState.ALIVE}


# --- certificates


def _certificate(folder: Path, name: str, *, days: int = 30) -> tuple[ssl.SSLContext, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = dt.datetime.now(dt.UTC) - dt.timedelta(days=60)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(dt.datetime.now(dt.UTC) + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "both.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain) + pem)
    (folder / "certificate.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context, folder / "certificate.pem"


@pytest.mark.parametrize(
    ("name", "days", "known", "alive"),
    [
        ("secure.example.org", 30, True, True),
        ("secure.example.org", 30, False, False),
        ("other.example.org", 30, True, False),
        ("secure.example.org", -1, True, False),
    ],
    ids=["good", "unknown", "of another name", "expired"],
)
def test_certificates_are_checked(
    name: str,
    days: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    known: bool,
    alive: bool,
) -> None:
    context, certificate = _certificate(tmp_path, name, days=days)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(context) as server:
        server.answers("/a", 200)
        seen = look("https://secure.example.org/a", network=Pretended(server, {"secure.example.org": [PUBLIC]}))
    assert seen.state is (LinkState.ALIVE if alive else LinkState.NOT_REACHED)
    if not alive:
        assert "certificate cannot be trusted" in seen.reason
        assert server.asked == []


def test_a_server_without_tls_is_told(server: Scripted) -> None:
    address = server.answers("/a", 200).replace("http:", "https:")
    seen = look(address)
    assert seen.state is LinkState.NOT_REACHED
    assert "no secure connection" in seen.reason


# --- no network


class _Nowhere(Network):
    def __init__(self, error: OSError) -> None:
        self.error = error

    def addresses(self, _host: str, _port: int, /) -> list[str]:
        if isinstance(self.error, socket.gaierror):
            raise self.error
        return [PUBLIC]

    def connect(self, _ip: str, _port: int, _timeout: float, /) -> socket.socket:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        OSError(errno.ENETUNREACH, "Network is unreachable"),
    ],
)
def test_without_a_network_nothing_was_looked_at(error: OSError) -> None:
    found = looks(*(f"http://{n}.example.org/" for n in range(5)), network=_Nowhere(error))
    assert {(seen.state, seen.reason) for seen in found.values()} == {(LinkState.NOT_LOOKED, NO_NETWORK)}


def test_one_lost_server_is_not_the_network(server: Scripted) -> None:
    network = Pretended(server, {"public.example.org": [PUBLIC]})
    server.answers("/", 200)
    found = looks("http://public.example.org/", "http://lost.example.org/", network=network)
    assert found["http://public.example.org/"].state is LinkState.ALIVE
    lost = found["http://lost.example.org/"]
    assert (lost.state, lost.reason) == (LinkState.NOT_REACHED, "no server lost.example.org was found")


def test_a_slow_search_for_servers_is_given_up() -> None:
    class Slow(_Nowhere):
        asked = 0

        def addresses(self, host: str, port: int, /) -> list[str]:
            self.asked += 1
            time.sleep(0.05)
            return super().addresses(host, port)

    network = Slow(socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"))
    manners = Manners(connecting=0.1, pause=0, workers=1)
    found = looks(*(f"http://{n}.example.org/" for n in range(50)), manners=manners, network=network)
    assert {seen.state for seen in found.values()} == {LinkState.NOT_LOOKED}
    assert network.asked < 10


def test_a_fault_of_ours_is_not_taken_for_an_answer() -> None:
    class Broken(Network):
        def addresses(self, _host: str, _port: int, /) -> list[str]:
            raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        look("http://a.example.org/", network=Broken())
