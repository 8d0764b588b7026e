"""The zip archive that a workbook is: looked at before anything is unpacked, and read within limits."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Final

from iso16363.errors import UnreadableInput
from iso16363.workbook.markup import SAVE_AGAIN

MAX_ENTRIES: Final = 5_000
MAX_PART: Final = 128 * 1024 * 1024
MAX_TOTAL: Final = 256 * 1024 * 1024
_ENTRY_HEADER: Final = 30  # bytes of a file's header inside the archive, without its name
_ENCRYPTED: Final = 0x1


def locked() -> UnreadableInput:
    """What is said of a file that only opens with a password."""
    return UnreadableInput("is protected by a password", remedy="Save it without the password, and take that file.")


class Archive:
    """The parts of a workbook by name; names are compared as the format says, without regard to case."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(data))
        entries = self._zip.infolist()
        _refuse_bombs(entries)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _plain(entry.filename)
            if name in self._entries:
                raise UnreadableInput(f'has the part "{entry.filename}" twice', remedy=SAVE_AGAIN)
            self._entries[name] = entry

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in lower case."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._entries

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """Open a part for reading. Raises UnreadableInput where it is missing or locked."""
        entry = self._entries.get(_plain(name))
        if entry is None:
            raise UnreadableInput(f'lacks the part "{name}", so it is no complete workbook', remedy=SAVE_AGAIN)
        if entry.flag_bits & _ENCRYPTED:
            raise locked()
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableInput("is packed in a way that no spreadsheet uses", remedy=SAVE_AGAIN)
        with self._zip.open(entry) as stream:
            yield stream

    def head(self, name: str, size: int = 200) -> bytes:
        """The first bytes of a part; nothing where there is no such part."""
        if name not in self:
            return b""
        with self.part(name) as stream:
            return stream.read(size)


def _plain(name: str) -> str:
    # Some writers use the separators of Windows, or begin with one.
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse archives that unpack to far more than a workbook of an audit can hold.

    Only declared sizes are looked at: zipfile never unpacks more than was declared.
    """
    remedy = "A workbook of an audit is far smaller: take out pictures and foreign sheets, or ask who sent it."
    if len(entries) > MAX_ENTRIES:
        raise UnreadableInput(f"has {len(entries):,} parts; at most {MAX_ENTRIES:,} are read", remedy=remedy)
    largest = max((entry.file_size for entry in entries), default=0)
    total = sum(entry.file_size for entry in entries)
    for size, limit, what in ((largest, MAX_PART, "one part of it"), (total, MAX_TOTAL, "it")):
        if size > limit:
            unpacked = f"{what} unpacks to {size >> 20:,} MB; at most {limit >> 20} MB are read"
            raise UnreadableInput(f"is not read: {unpacked}", remedy=remedy)
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            what = "is not read: parts of the archive lie on top of each other, which no spreadsheet does"
            raise UnreadableInput(what, remedy=SAVE_AGAIN)
        end = entry.header_offset + _ENTRY_HEADER + len(entry.orig_filename.encode()) + entry.compress_size
