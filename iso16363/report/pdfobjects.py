"""Objects of a PDF in bytes, as the file has them, for what WeasyPrint does not write itself."""

from codecs import BOM_UTF16_BE
from collections.abc import Mapping
from typing import Any


class RawObject:
    """An object of the PDF that is bytes already.

    pydyf turns every object into bytes twice, for the file's identifier and for the file; a large
    report has tens of thousands, most of them tags: once saves half a second in sixteen.
    """

    __slots__ = ("compressible", "data", "free", "generation", "number", "offset")

    def __init__(self, data: bytes, *, compressible: bool = True) -> None:
        self.number, self.generation, self.free, self.offset = 0, 0, "n", 0
        self.compressible = compressible
        self.data = data

    @classmethod
    def of(cls, item: Any) -> "RawObject":  # noqa: ANN401 - the library has no types
        """Turn an object of pydyf into bytes, at its place."""
        made = cls(item.data, compressible=item.compressible)
        made.number, made.generation, made.offset = item.number, item.generation, item.offset
        return made

    @property
    def reference(self) -> bytes:
        """What other objects name it by."""
        return b"%d %d R" % (self.number, self.generation)

    @property
    def indirect(self) -> bytes:
        """The object as it stands in the file when it is not packed into a stream with others."""
        return b"%d %d obj\n%s\nendobj" % (self.number, self.generation, self.data)


def text(value: str) -> bytes:
    """A text string: plain where it is ASCII, else UTF-16."""
    if value.isascii() and value.isprintable():
        return b"(%s)" % value.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode()
    return b"<%s>" % (BOM_UTF16_BE + value.encode("utf-16-be", "replace")).hex().encode()


def name(value: str) -> bytes:
    """A name, such as a media type, with what may not stand in one written as #xx."""
    return b"/" + b"".join(
        bytes([byte]) if 33 <= byte <= 126 and byte not in b"#/()<>[]{}%" else b"#%02x" % byte
        for byte in value.encode()
    )


def array(values: list[bytes]) -> bytes:
    """An array of what is bytes already."""
    return b"[%s]" % b" ".join(values)


def dictionary(entries: Mapping[str, bytes]) -> bytes:
    """A dictionary of what is bytes already."""
    return b"<<%s>>" % b"".join(b"/%s %s" % (key.encode(), value) for key, value in entries.items())
