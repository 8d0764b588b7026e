"""A detached CMS signature (RFC 5652) taken apart: its signers, certificates, and what was signed. No judgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from iso16363.infopackage.der import (
    GENERALIZED_TIME,
    INTEGER,
    OBJECT,
    OCTETS,
    SEQUENCE,
    SET,
    UTC_TIME,
    NotDer,
    Value,
    expect,
    object_name,
    only,
    wrapped,
)

MAX_SIGNERS: Final = 8
MAX_CERTIFICATES: Final = 20
"""Each may have to be held against every other one, by a key of any size."""
NO_PARAMETERS: Final = (b"", b"\x05\x00")
"""Left out, or NULL: what those algorithms have that need none."""
_SIGNED_DATA, _DATA = "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1"
_CONTENT_TYPE, _MESSAGE_DIGEST, _SIGNING_TIME = (f"1.2.840.113549.1.9.{n}" for n in (3, 4, 5))
_FIRST, _SECOND = 0xA0, 0xA1  # [0] and [1], made of parts
_KEY_ID: Final = 0x80
_VERSIONS: Final = (b"\x01", b"\x03")


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An algorithm by its number, with its parameters as they stand."""

    number: str
    parameters: bytes


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """One signature. `issuer` and `serial`, or `key_id`, say whose.

    `signed` are the attributes that it is over, None where it is over the content itself.
    """

    issuer: bytes
    serial: bytes
    key_id: bytes
    digest: Algorithm
    algorithm: Algorithm
    signature: bytes
    signed: bytes | None
    message_digest: bytes | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedContent:
    """What a signature file holds; `certificates` are as they stand."""

    certificates: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]


def signed_content(data: bytes) -> SignedContent:
    """Take a signature file apart. Raises NotDer where it is none, or carries what it signs."""
    outer = only(data, SEQUENCE).parts()
    if len(outer) != 2 or object_name(outer[0]) != _SIGNED_DATA:
        raise NotDer("it is no signature of the form CMS")
    parts = only(expect(outer[1], _FIRST).content, SEQUENCE).parts()
    if len(parts) < 4 or expect(parts[0], INTEGER).content not in _VERSIONS:
        raise NotDer("it is of a version that is not known here")
    digests, content = expect(parts[1], SET), expect(parts[2], SEQUENCE).parts()
    if len(content) != 1 or object_name(content[0]) != _DATA:
        raise NotDer("it is not detached: it carries what it signs")
    *between, last = parts[3:]
    if [value.tag for value in between] not in ([], [_FIRST], [_FIRST, _SECOND], [_SECOND]):
        raise NotDer("it has parts that are not known here")
    certificates = next((value.parts() for value in between if value.tag == _FIRST), [])
    if len(certificates) > MAX_CERTIFICATES:
        raise NotDer(f"it brings more than {MAX_CERTIFICATES} certificates along")
    signers = expect(last, SET).parts()
    if not 0 < len(signers) <= MAX_SIGNERS:
        raise NotDer("it has no signer, or too many")
    infos = tuple(_signer(value) for value in signers)
    if {_digest(value).number for value in digests.parts()} != {info.digest.number for info in infos}:
        raise NotDer("it names other algorithms than its signers")
    return SignedContent(tuple(expect(value, SEQUENCE).raw for value in certificates), infos)


def _algorithm(value: Value) -> Algorithm:
    parts = expect(value, SEQUENCE).parts()
    if not 0 < len(parts) <= 2:
        raise NotDer("an algorithm is not written as one")
    return Algorithm(object_name(parts[0]), b"".join(part.raw for part in parts[1:]))


def _digest(value: Value) -> Algorithm:
    found = _algorithm(value)
    if found.parameters not in NO_PARAMETERS:
        raise NotDer("a digest has parameters, which none of those known here has")
    return found


def _signer(value: Value) -> SignerInfo:
    parts = expect(value, SEQUENCE).parts()
    if len(parts) < 5 or expect(parts[0], INTEGER).content not in _VERSIONS:
        raise NotDer("a signer is of a version that is not known here")
    issuer, serial, key_id = _whose(parts[1])
    digest, rest = _digest(parts[2]), parts[3:]
    attributes = rest.pop(0) if rest[0].tag == _FIRST else None
    if len(rest) not in (2, 3) or (len(rest) == 3 and rest[2].tag != _SECOND):
        raise NotDer("a signer has parts that are not known here")
    signed, message_digest, signed_at = _attributes(attributes)
    algorithm, signature = _algorithm(rest[0]), expect(rest[1], OCTETS).content
    return SignerInfo(issuer, serial, key_id, digest, algorithm, signature, signed, message_digest, signed_at)


def _whose(value: Value) -> tuple[bytes, bytes, bytes]:
    if value.tag == _KEY_ID:
        return b"", b"", value.content
    issuer, serial = _two(expect(value, SEQUENCE).parts())
    return expect(issuer, SEQUENCE).raw, expect(serial, INTEGER).content, b""


def _two(parts: Sequence[Value]) -> tuple[Value, Value]:
    if len(parts) != 2:
        raise NotDer("two values were expected")
    return parts[0], parts[1]


def _attributes(value: Value | None) -> tuple[bytes | None, bytes | None, datetime | None]:
    """What the signature is over when it has attributes, and the digest and time among them."""
    if value is None:
        return None, None, None
    found: dict[str, Value] = {}
    for part in value.parts():
        name, held = _two(expect(part, SEQUENCE).parts())
        number = object_name(name)
        if number in found:
            raise NotDer("an attribute is there twice")
        found[number] = expect(held, SET)
    if not {_CONTENT_TYPE, _MESSAGE_DIGEST} <= found.keys():
        raise NotDer("an attribute is missing")
    if object_name(only(found[_CONTENT_TYPE].content, OBJECT)) != _DATA:
        raise NotDer("it says that it signs something else")
    time = found.get(_SIGNING_TIME)
    digest = only(found[_MESSAGE_DIGEST].content, OCTETS).content
    return wrapped(SET, value.content), digest, _time(time) if time else None


def _time(value: Value) -> datetime:
    (moment,) = value.parts()
    form = {UTC_TIME: "%y%m%d%H%M%SZ", GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}.get(moment.tag)
    if form is None:
        raise NotDer("its time is not written as one")
    try:
        return datetime.strptime(moment.content.decode("ascii"), form).replace(tzinfo=UTC)
    except ValueError as error:
        raise NotDer("its time is not written as one") from error
