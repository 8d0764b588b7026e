"""Opens a package, folder or .zip, for reading: no link is followed, nothing is unpacked to the disk."""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from iso16363.errors import UnreadableInput
from iso16363.infopackage.bag import DECLARATION
from iso16363.infopackage.reading import MAX_DEPTH, MAX_FILES, Spoiled, Stream, clashes, danger_of, unsafe
from iso16363.infopackage.unpacking import Unpacked
from iso16363.infopackage.verification import ASK_AGAIN, Finding, FindingKind
from iso16363.infopackage.ziplayout import Dubious, Member, NoArchive, members
from iso16363.workspace.reading import unreadable

_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_SMALL_BOMB: Final = 64 << 20
_SWELLING: Final = 200
"""What unpacks to more than so many times the archive is no package of documents."""


@dataclass(frozen=True, slots=True)
class OpenedFolder:
    """A package that lies in a folder."""

    folder: Path
    sizes: Mapping[str, int]
    findings: tuple[Finding, ...]
    sound: bool = True

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.folder.resolve().name

    @property
    def outer(self) -> str:
        """The same."""
        return self.name

    @contextmanager
    def open(self, path: str) -> Iterator[Stream]:
        """Open a file that is still a plain file, and read no more of it than it had."""
        with os.fdopen(os.open(self.folder / path, _READING), "rb", buffering=0) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise Spoiled("is no file any more")
            yield _Limited(stream, self.sizes[path])


class _Limited:
    """A file that may not grow while it is read."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        block = self._stream.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise Spoiled("grows while it is read")
        return block


@dataclass(frozen=True, slots=True)
class OpenedArchive:
    """A package inside a .zip, whose members are unpacked as they are read; more than they declare is not read."""

    archive: Path
    name: str
    inside: Mapping[str, Member]
    sizes: Mapping[str, int]
    findings: tuple[Finding, ...]
    sound: bool = True

    @property
    def outer(self) -> str:
        """Name of the archive without its ending."""
        return self.archive.stem

    @contextmanager
    def open(self, path: str) -> Iterator[Stream]:
        """Open a member; each has its own place in the archive, so several can be read at a time."""
        with self.archive.open("rb", buffering=0) as stream:
            yield Unpacked(stream, self.inside[path])


def open_package(place: Path) -> OpenedFolder | OpenedArchive:
    """Look at a package. Raises UnreadableInput where there is none."""
    try:
        status = place.stat()
        if stat.S_ISDIR(status.st_mode):
            return _folder(place)
        if stat.S_ISREG(status.st_mode):
            return _archive(place, status.st_size)
    except OSError as error:
        raise unreadable(place, error) from error
    raise UnreadableInput("is no folder and no file", where=str(place), remedy=_REMEDY)


_REMEDY: Final = "Name the folder that holds bagit.txt, or the .zip as you received it."


def _folder(place: Path) -> OpenedFolder:
    if (place / DECLARATION).is_symlink():
        raise UnreadableInput(f"is no package: its {DECLARATION} is a link", where=str(place), remedy=_REMEDY)
    if not (place / DECLARATION).is_file():
        inside = sorted(p.parent.name for p in place.glob(f"*/{DECLARATION}"))
        remedy = f"Did you mean {place / inside[0]}?" if inside else _REMEDY
        raise UnreadableInput(f"is no package: it holds no {DECLARATION}", where=str(place), remedy=remedy)
    sizes: dict[str, int] = {}
    findings: list[Finding] = []
    for path, why, size in _walked(place):
        danger = why or danger_of(path)
        if danger:
            findings.append(unsafe(path, danger))
        else:
            sizes[path] = size
        if len(sizes) + len(findings) > MAX_FILES:
            findings.append(_too_many(path))
            break
    sizes = dict(sorted(sizes.items()))
    return OpenedFolder(place, sizes, (*sorted(findings, key=lambda found: found.path), *clashes(sizes)))


def _too_many(path: str) -> Finding:
    return Finding(FindingKind.UNKNOWN, path, f"is one file too many: at most {MAX_FILES:,} are read", ASK_AGAIN)


def _walked(place: Path) -> Iterator[tuple[str, str, int]]:
    """Every path below a folder but folders, with what speaks against it and its size."""
    waiting = [("", place)]
    while waiting:
        above, folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{above}{entry.name}"
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode) and path.count("/") < MAX_DEPTH:
                    waiting.append((f"{path}/", Path(entry.path)))
                elif stat.S_ISREG(status.st_mode):
                    yield path, "", status.st_size
                else:
                    yield path, "is a link, pipe or device, or lies too deep", 0


def _archive(place: Path, size: int) -> OpenedArchive:
    try:
        with place.open("rb") as stream:
            found = members(stream, size)
        _refuse_bomb(found, size)
    except NoArchive as error:
        remedy = f"It may be cut off: fetch it again. {_REMEDY}"
        raise UnreadableInput(f"is no complete .zip: {error}", where=str(place), remedy=remedy) from error
    except Dubious as dubious:
        return _dubious(place, (unsafe(dubious.member or place.name, dubious.why),))
    repeated = _repeated(found)
    if repeated:
        return _dubious(place, repeated)
    tops = [m.name.partition("/")[0] for m in found if m.name.count("/") == 1 and m.name.endswith(f"/{DECLARATION}")]
    top = tops[0] if tops else ""
    if not top and not any(m.name == DECLARATION for m in found):
        what = f"is no package: no folder in it holds {DECLARATION}"
        raise UnreadableInput(what, where=str(place), remedy=_REMEDY)
    return _inside(place, found, top)


def _dubious(place: Path, findings: tuple[Finding, ...]) -> OpenedArchive:
    """An archive of which nothing is read."""
    return OpenedArchive(place, place.stem, {}, {}, findings, sound=False)


def _inside(place: Path, found: list[Member], top: str) -> OpenedArchive:
    """The members below the top folder, or all where there is none; others do not belong there."""
    above = f"{top}/" if top else ""
    inside = {m.name.removeprefix(above): m for m in found if m.name.startswith(above) and not m.folder}
    others = [m.name for m in found if not m.name.startswith(above)]
    outside = [Finding(FindingKind.ADDED, name, "lies beside the package", "Do not rely on it.") for name in others]
    sizes = {path: inside[path].size for path in sorted(inside)}
    return OpenedArchive(place, top or place.stem, inside, sizes, tuple(outside))


def _refuse_bomb(found: list[Member], size: int) -> None:
    unpacked = sum(member.size for member in found)
    if unpacked > _SMALL_BOMB + _SWELLING * size:
        raise Dubious("", f"unpacks to {unpacked >> 20:,} MB, more than {_SWELLING} times its size")


def _repeated(found: list[Member]) -> tuple[Finding, ...]:
    """Names that lead out, are there twice, or are told apart by some systems only."""
    names = [member.name.rstrip("/") if member.folder else member.name for member in found]
    findings = [unsafe(name, why) for name in names if (why := danger_of(name))]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            findings.append(unsafe(name, "is in the archive twice"))
        seen.add(name)
    files = sorted(member.name for member in found if not member.folder)
    return (*findings, *clashes(files))
