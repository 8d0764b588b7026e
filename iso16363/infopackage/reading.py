"""How the files of a package are read, wherever they lie; and which names are too dangerous to be read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Final, Protocol

from iso16363.infopackage.verification import ASK_AGAIN, Finding, FindingKind

MAX_FILES: Final = 200_000
MAX_NAME_BYTES: Final = 4_096
MAX_DEPTH: Final = 64
MAX_FINDINGS: Final = 1_000
"""Of one kind: nobody reads more, and a package made to harm must not fill the memory with them."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BETWEEN: Final = "\0"
_SHOWN: Final = 300
_DRIVE: Final = re.compile(r"[A-Za-z]:")


class Stream(Protocol):
    """Bytes of a file, read from its beginning to its end."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end. Raises Spoiled where the archive is not as it says."""
        ...


class Spoiled(Exception):
    """A file cannot be read to its end: the text says why."""


class PackageFiles(Protocol):
    """A package, opened: its files by path below the bag, `/` between folders."""

    @property
    def name(self) -> str:
        """Name of the folder, or that of the folder inside the archive."""
        ...

    @property
    def outer(self) -> str:
        """Name that the folder or archive has on the disk, without its ending."""
        ...

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every file that may be read, with its size."""
        ...

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the folder or archive itself."""
        ...

    @property
    def sound(self) -> bool:
        """Whether files can be read at all: an archive that contradicts itself is not read."""
        ...

    def open(self, path: str) -> AbstractContextManager[Stream]:
        """Open a file for reading. Raises Spoiled, OSError."""
        ...


def head(package: PackageFiles, path: str, limit: int) -> bytes | None:
    """A whole small file; None where it is larger. Raises Spoiled, OSError."""
    if package.sizes[path] > limit:
        return None
    found = bytearray()
    with package.open(path) as stream:
        while block := stream.read(limit + 1 - len(found)):
            found += block
            if len(found) > limit:
                return None
    return bytes(found)


def danger_of(path: str) -> str | None:
    """Why a path must not be used, None where it is harmless."""
    if not path or len(path.encode("utf-8", "surrogatepass")) > MAX_NAME_BYTES:
        return "has no name, or one that no system takes"
    if not path.isprintable() and any(unicodedata.category(c) in _HIDDEN for c in path):
        return "has control characters or signs that are not seen in its name"
    if "\\" in path or path.startswith("/") or _DRIVE.match(path):
        return "names a place on somebody's disk, not one inside the package"
    parts = path.split("/")
    if ".." in parts or "." in parts or "" in parts:
        return "leads out of the package or around in it"
    return "lies too deep" if len(parts) > MAX_DEPTH else None


def unsafe(path: str, why: str) -> Finding:
    """The finding for a path that is not read."""
    return Finding(FindingKind.UNSAFE, path, why, f"Do not unpack it. {ASK_AGAIN}")


def quoted_path(path: str) -> str:
    """A path as a finding has it, cut where it is long: a package can list a million of any length."""
    return path if len(path) <= _SHOWN else f"{path[: _SHOWN - 3]}..."


def clashes(paths: Iterable[str]) -> Iterator[Finding]:
    """Names that some system takes for the same: by case, Unicode form, or blanks and full stops at the end.

    Of two such files only one would be left after unpacking, and nobody could say which. At most MAX_FINDINGS.
    """
    above: list[tuple[str, str, bool]] = []  # what the parts of the path before are taken for, and their spelling
    told: set[str] = set()
    # sorted by what they are taken for, the paths of one folder follow one another: no other has to be kept
    for folded, path in sorted((_folded(path), path) for path in paths):
        parts = path.split("/")
        for depth, (key, part) in enumerate(zip(folded.split(_BETWEEN), parts, strict=False)):
            is_file = depth == len(parts) - 1
            if depth == len(above) or above[depth][0] != key:
                del above[depth:]
                above.append((key, part, is_file))
                continue
            _, other, other_is_file = above[depth]
            if other == part and is_file == other_is_file:
                continue
            spelling = "/".join(parts[: depth + 1])
            if spelling not in told:
                what = f'cannot be told apart from "{quoted_path("/".join((*parts[:depth], other)))}" on some systems'
                yield unsafe(quoted_path(spelling), what if other != part else "is a file and a folder")
            told.add(spelling)
            break
        if len(told) == MAX_FINDINGS:
            return


def _folded(path: str) -> str:
    """What a path is taken for, with a sign between its parts that sorts before all others."""
    return _BETWEEN.join(_folded_part(part) for part in path.split("/"))


def _folded_part(part: str) -> str:
    if part.isascii():
        folded = part.lower()
    else:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", part).casefold())
    return folded.rstrip(". ") or folded
