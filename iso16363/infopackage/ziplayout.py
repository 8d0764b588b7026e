"""The directory of a .zip, held against the archive itself before a single member is read.

Ours and not zipfile's, which reads a directory of any size into memory, and believes it: an archive
whose directory and members say different things is read differently by different programs.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from iso16363.infopackage.reading import MAX_FILES, MAX_NAME_BYTES

STORED, DEFLATED = 0, 8
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_ENTRY, _LOCAL, _DESCRIPTOR = b"PK\x01\x02", b"PK\x03\x04", b"PK\x07\x08"
_END_SIZE, _LOCATOR_SIZE, _END64_SIZE, _ENTRY_SIZE, _LOCAL_SIZE = 22, 20, 56, 46, 30
_LONGEST_COMMENT: Final = 0xFFFF
_LONGEST_DESCRIPTOR: Final = 24
_FULL16, _FULL = 0xFFFF, 0xFFFFFFFF
_FULLS: Final = (_FULL16, _FULL16, _FULL, _FULL)
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075
_ENCRYPTED: Final = 0x0001 | 0x0040 | 0x2000
_STREAMED, _UTF8 = 0x0008, 0x0800
_FOLDER_BIT, _ODD_BITS = 0x10, 0x08 | 0x40
_FOLDER_MODE, _FILE_MODE = 0o040000, 0o100000


class NoArchive(Exception):
    """It is no .zip, or not all of one."""


class Dubious(Exception):
    """The archive contradicts itself or holds what no package needs: member and reason."""

    def __init__(self, member: str, why: str) -> None:
        super().__init__(member, why)
        self.member, self.why = member, why


@dataclass(frozen=True, slots=True)
class Member:
    """A file or folder in the archive; `start` is where its packed bytes begin."""

    name: str
    folder: bool
    method: int
    crc: int
    packed: int
    size: int
    start: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """An entry of the directory as it stands there."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int

    @property
    def shown(self) -> str:
        return self.name.decode("utf-8", "replace")


def members(archive: BinaryIO, size: int) -> list[Member]:
    """Every member of an archive of so many bytes. Raises NoArchive, Dubious."""
    count, start, length = _directory(archive, size)
    if count > MAX_FILES:
        raise Dubious("", f"has {count:,} members; at most {MAX_FILES:,} are read")
    listed = list(_entries(archive, count, start, length))
    found, end = [], 0
    for entry in sorted(listed, key=lambda e: e.offset):
        if entry.offset < end:
            raise Dubious(entry.shown, "lies on top of another member")
        _nothing_between(end, entry.offset, entry.shown)
        member = _member(archive, entry)
        end = member.start + member.packed + _descriptor(archive, entry, member)
        if end > start:
            raise Dubious(entry.shown, "reaches into the directory of the archive")
        found.append(member)
    _nothing_between(end, start, "")
    return found


def _at(archive: BinaryIO, offset: int, size: int) -> bytes:
    archive.seek(offset)
    data = archive.read(size)
    if len(data) < size:
        raise NoArchive("it ends too early")
    return data


def _some(archive: BinaryIO, offset: int, size: int) -> bytes:
    """Bytes at a place, fewer where the archive ends before."""
    archive.seek(offset)
    return archive.read(size)


def _directory(archive: BinaryIO, size: int) -> tuple[int, int, int]:
    """Number of entries, place and length of the directory."""
    end = size - _END_SIZE
    if end < 0 or _at(archive, end, 4) != _END:
        if size and _END in _some(archive, max(0, end - _LONGEST_COMMENT), _END_SIZE + _LONGEST_COMMENT):
            raise Dubious("", "has a comment or other bytes after its end")
        raise NoArchive("its end is missing")
    disk, first, here, count, length, start, comment = struct.unpack("<4H2LH", _at(archive, end, _END_SIZE)[4:])
    after = end
    if end >= _LOCATOR_SIZE and _at(archive, end - _LOCATOR_SIZE, 4) == _LOCATOR:
        after, wide = _directory64(archive, end - _LOCATOR_SIZE)
        short = (here, count, length, start)
        if any(said not in (real, full) for said, real, full in zip(short, wide, _FULLS, strict=True)):
            raise Dubious("", "has two directories")
        here, count, length, start = wide
    if disk not in (0, _FULL16) or first not in (0, _FULL16) or here != count or start + length != after or comment:
        raise Dubious("", "has a directory that is not where it says, or is one of several volumes")
    return count, start, length


def _directory64(archive: BinaryIO, locator: int) -> tuple[int, tuple[int, int, int, int]]:
    """Place of the end of a large archive, and what it says: entries here and in all, length, start."""
    _, disk, place, disks = struct.unpack("<4sLQL", _at(archive, locator, _LOCATOR_SIZE))
    if disk or disks > 1 or place + _END64_SIZE != locator:
        raise Dubious("", "has a directory that is not where it says, or is one of several volumes")
    record = _at(archive, place, _END64_SIZE)
    if record[:4] != _END64:
        raise NoArchive("the directory at its end is damaged")
    here, count, length, start = struct.unpack("<4Q", record[24:56])
    return place, (here, count, length, start)


def _entries(archive: BinaryIO, count: int, start: int, length: int) -> Iterator[_Listed]:
    """Entries of the directory; there may be nothing else in it."""
    place, end = start, start + length
    for _ in range(count):
        if place + _ENTRY_SIZE > end:
            raise NoArchive("its directory ends too early")
        fixed = _at(archive, place, _ENTRY_SIZE)
        if fixed[:4] != _ENTRY:
            raise NoArchive("its directory is damaged")
        flags, method, crc, packed, size, named, extra, comment = struct.unpack("<2H4x3L3H", fixed[8:34])
        disk, attributes, offset = struct.unpack("<H2xLL", fixed[34:46])
        if named > MAX_NAME_BYTES:
            raise Dubious("", "has a member with a name that no system takes")
        rest = _at(archive, place + _ENTRY_SIZE, named + extra)
        name = rest[:named]
        size, packed, offset = _large(name, rest[named:], (size, packed, offset))
        if disk:
            raise Dubious(name.decode("utf-8", "replace"), "lies in another volume")
        yield _Listed(name, flags, method, crc, packed, size, offset, attributes)
        place += _ENTRY_SIZE + named + extra + comment
    if place != end:
        raise Dubious("", "has a directory with more in it than it says")


def _large(name: bytes, extra: bytes, short: tuple[int, ...]) -> tuple[int, ...]:
    """Sizes and offset, from the extra field where 32 bits do not hold them."""
    fields = dict(_extras(name, extra))
    if fields.get(_UNICODE_PATH, b"")[5:] not in (b"", name):
        raise Dubious(name.decode("utf-8", "replace"), "has two names")
    wide = fields.get(_ZIP64, b"")
    found = []
    for number in short:
        if number == _FULL:
            if len(wide) < 8:
                raise Dubious(name.decode("utf-8", "replace"), "does not say how large it is")
            number, wide = int.from_bytes(wide[:8], "little"), wide[8:]  # noqa: PLW2901 - the wider one counts
        found.append(number)
    return tuple(found)


def _extras(name: bytes, extra: bytes) -> Iterator[tuple[int, bytes]]:
    seen = set()
    while len(extra) >= 4:
        kind, length = struct.unpack("<2H", extra[:4])
        if kind in seen and kind in (_ZIP64, _UNICODE_PATH):
            raise Dubious(name.decode("utf-8", "replace"), "says twice how large it is or what it is called")
        seen.add(kind)
        yield kind, extra[4 : 4 + length]
        extra = extra[4 + length :]


def _member(archive: BinaryIO, entry: _Listed) -> Member:
    """The member that an entry is about, its own header being the same."""
    fixed = _at(archive, entry.offset, _LOCAL_SIZE)
    if fixed[:4] != _LOCAL:
        raise Dubious(entry.shown, "is not where the directory says")
    flags, method, crc, packed, size, named, extra = struct.unpack("<2H4x3L2H", fixed[6:])
    rest = _at(archive, entry.offset + _LOCAL_SIZE, named + extra)
    size, packed = _large(entry.name, rest[named:], (size, packed))
    said, listed = (crc, packed, size), (entry.crc, entry.packed, entry.size)
    streamed = bool(entry.flags & _STREAMED) and said in ((0, 0, 0), (crc, 0, 0))
    if rest[:named] != entry.name or flags != entry.flags or method != entry.method:
        raise Dubious(entry.shown, "has another name or form in the archive than in its directory")
    if said != listed and not streamed:
        raise Dubious(entry.shown, "has another size or checksum in the archive than in its directory")
    return _acceptable(entry, entry.offset + _LOCAL_SIZE + named + extra)


def _acceptable(entry: _Listed, start: int) -> Member:
    """The member, if it is a plain file or folder with a name that everybody reads the same."""
    if entry.flags & _ENCRYPTED:
        raise Dubious(entry.shown, "is encrypted")
    if entry.method not in (STORED, DEFLATED):
        raise Dubious(entry.shown, "is packed in a way that not every program can read")
    if entry.method == STORED and entry.packed != entry.size:
        raise Dubious(entry.shown, "is not packed and yet has two sizes")
    try:
        name = entry.name.decode("utf-8" if entry.flags & _UTF8 else "ascii")
    except UnicodeDecodeError:
        raise Dubious(entry.shown, "has a name that is not written in UTF-8") from None
    kind = entry.attributes >> 16 & 0o170000
    folder = name.endswith("/")
    if kind not in (0, _FOLDER_MODE if folder else _FILE_MODE) or entry.attributes & _ODD_BITS:
        raise Dubious(name, "is a link or device, not a file")
    if (entry.attributes & _FOLDER_BIT and not folder) or (folder and entry.size):
        raise Dubious(name, "is a file and a folder")
    return Member(name, folder, entry.method, entry.crc, entry.packed, entry.size, start)


def _descriptor(archive: BinaryIO, entry: _Listed, member: Member) -> int:
    """Length of what follows a member that was written as a stream: its checksum and sizes, once more."""
    if not entry.flags & _STREAMED:
        return 0
    found = _some(archive, member.start + member.packed, _LONGEST_DESCRIPTOR)
    for form in ("<LLL", "<LQQ"):
        said = struct.pack(form, entry.crc, *_fitting(form, entry.packed, entry.size))
        for mark in (_DESCRIPTOR, b""):
            if found.startswith(mark + said):
                return len(mark + said)
    raise Dubious(entry.shown, "is followed by other sizes than those in the directory")


def _fitting(form: str, *sizes: int) -> tuple[int, ...]:
    return tuple(size & _FULL for size in sizes) if form == "<LLL" else sizes


def _nothing_between(end: int, start: int, member: str) -> None:
    """Refuse bytes that belong to no member: another archive could hide there."""
    if start != end:
        raise Dubious(member, f"has {start - end:,} bytes in front of it that belong to nobody")
