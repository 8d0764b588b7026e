"""Everything that stands in a file, however it is packed: what a test searches for texts that must not be there."""

import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import pypdf
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def found_in(data: bytes, tokens: Iterable[str]) -> dict[str, str]:
    """The tokens that stand in a file, each with the place where it was found first.

    Tokens are letters and digits only: blanks, hyphens and signs between the letters of a text do
    not hide one, and neither does its case.
    """
    wanted, found = set(tokens), dict[str, str]()
    for place, text in texts_in(data):
        flat = re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", text).casefold())
        for token in sorted(wanted - found.keys()):
            if token.casefold() in flat:
                found[token] = place
    return found


def texts_in(data: bytes, place: str = "") -> Iterator[tuple[str, str]]:
    """Texts of a file and of the files inside it, with the place of each."""
    yield place, data.decode("utf-8", "replace")
    yield place, data.decode("latin-1")
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield place, archive.comment.decode("latin-1")
            for name in archive.namelist():
                yield place, name
                yield from texts_in(archive.read(name), f"{place}/{name}")
    elif data[:5] == b"%PDF-":
        yield from _of_pdf(data, place)
    elif data[:1] in (b"{", b"["):
        yield place, str(json.loads(data))  # escaped letters
    elif data[:5] == b"<?xml" or data[:1] == b"<":
        yield place, re.sub(rb"<[^>]*>", b"", data).decode("utf-8", "replace")


def _of_pdf(data: bytes, place: str) -> Iterator[tuple[str, str]]:
    for number, match in enumerate(_STREAM.finditer(data)):
        packed = zlib.decompressobj()
        try:
            yield from texts_in(packed.decompress(match[1]), f"{place}/stream {number}")
        except zlib.error:
            yield f"{place}/stream {number}", match[1].decode("latin-1")
    reader = pypdf.PdfReader(io.BytesIO(data))
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found = reader.get_object(IndirectObject(number, 0, reader))
        yield from ((f"{place}/object {number}", text) for text in _strings(found))
        if isinstance(found, StreamObject):
            yield from texts_in(found.get_data(), f"{place}/object {number}")
    for number, page in enumerate(reader.pages, 1):
        yield f"{place}/page {number}", page.extract_text()
    for name, files in reader.attachments.items():
        yield place, name
        for file in files:
            yield from texts_in(file, f"{place}/{name}")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, DictionaryObject):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, ArrayObject):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, TextStringObject):
        yield str(value)
    elif isinstance(value, ByteStringObject):
        yield bytes(value).decode("latin-1")
        yield bytes(value).decode("utf-16-be", "replace")
