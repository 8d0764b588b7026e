"""DER, the byte form of signatures: a strict reader of what RFC 5652 needs, and no more.

Ours, for the libraries with one are either asleep since 2022 or declare their own unstable. It only takes
apart: every decision about keys and signatures is that of the library cryptography.
"""

from dataclasses import dataclass
from typing import Final

INTEGER, OCTETS, OBJECT, SEQUENCE, SET = 0x02, 0x04, 0x06, 0x30, 0x31
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
_LONG: Final = 0x80
_MAX_LENGTH_BYTES: Final = 4
_MAX_NAME_BYTES: Final = 64
_MANY_TAGS: Final = 0x1F


class NotDer(ValueError):
    """The bytes are not DER, or not of the form that was expected."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its tag, what is in it, and all of its bytes."""

    tag: int
    content: bytes
    raw: bytes

    def parts(self) -> list["Value"]:
        """The values inside it, in order."""
        return values(self.content)


def values(data: bytes) -> list[Value]:
    """All values that lie one after another. Raises NotDer where a byte is left over or missing."""
    found = []
    start = 0
    while start < len(data):
        if data[start] & _MANY_TAGS == _MANY_TAGS:
            raise NotDer("a tag of many bytes")
        begin, length = _length(data, start + 1)
        end = begin + length
        if end > len(data):
            raise NotDer("a value is cut off")
        found.append(Value(data[start], data[begin:end], data[start:end]))
        start = end
    return found


def only(data: bytes, tag: int) -> Value:
    """The one value that data are. Raises NotDer where they are another or more."""
    found = values(data)
    if len(found) != 1 or found[0].tag != tag:
        raise NotDer("another value was expected")
    return found[0]


def expect(value: Value, tag: int) -> Value:
    """The value, if it has this tag. Raises NotDer."""
    if value.tag != tag:
        raise NotDer(f"tag {value.tag:#x} where {tag:#x} was expected")
    return value


def wrapped(tag: int, content: bytes) -> bytes:
    """A value of one tag and content, as DER."""
    size = len(content)
    if size < _LONG:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, _LONG | len(length))) + length + content


def object_name(value: Value) -> str:
    """The dotted number that an object identifier is."""
    numbers: list[int] = []
    number = 0
    if len(value.content) > _MAX_NAME_BYTES:  # numbers of any size take time that grows with their square
        raise NotDer("an object identifier is longer than any")
    for byte in expect(value, OBJECT).content:
        if not number and byte == _LONG:
            raise NotDer("a number has blanks in front")
        number = number << 7 | byte & 0x7F
        if not byte & _LONG:
            numbers.append(number)
            number = 0
    if not numbers or value.content[-1] & _LONG:
        raise NotDer("an object identifier is cut off")
    first = min(numbers[0] // 40, 2)
    return ".".join(str(n) for n in (first, numbers[0] - 40 * first, *numbers[1:]))


def _length(data: bytes, start: int) -> tuple[int, int]:
    """Where the content begins, and how long it is; only the shortest form is DER."""
    if start >= len(data):
        raise NotDer("a length is cut off")
    first = data[start]
    if first < _LONG:
        return start + 1, first
    count = first & 0x7F
    digits = data[start + 1 : start + 1 + count]
    if not 0 < count <= _MAX_LENGTH_BYTES or len(digits) < count or digits[0] == 0:
        raise NotDer("a length is not in its shortest form")
    length = int.from_bytes(digits)
    if length < _LONG:
        raise NotDer("a length is not in its shortest form")
    return start + 1 + count, length
