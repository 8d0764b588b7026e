"""Names of documents in a package: such that every system can unpack them, and any tool reads a manifest of them.

Most are as registered. Where a name is not safe everywhere, the package has another one, always the
same for the same register; documents.csv says which.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from iso16363.model.layout import attached_name, attached_root

_SIGNS: Final = frozenset('<>:"|?*\\%')
"""Windows takes none of these but the last, which manifests write in a way that few tools read."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{device}{n}" for device in ("com", "lpt") for n in "0123456789¹²³")}
)
_LONGEST_NAME, _LONGEST_PATH, _LONGEST_ENDING = 100, 180, 16
_MOST_BYTES: Final = 200
_DEEP: Final = "long-paths"


def package_paths(registered: Iterable[str]) -> dict[str, str]:
    """The path below documents/ in a package for each path of a register."""
    tree = _Tree()
    wanted = {path: _raw(path) for path in dict.fromkeys(registered)}
    # what may keep its name comes first, so that another one has to give way
    order = sorted(wanted, key=lambda path: (_safe_path(wanted[path]) != wanted[path], wanted[path], path))
    placed = {path: tree.place(wanted[path], attached_root(path)) for path in order}
    return {path: placed[path] for path in wanted}


def _raw(path: str) -> tuple[str, ...]:
    return PurePosixPath(attached_name(path)).parts


class _Tree:
    """Which names are taken in each folder, and by whom, on a system that tells neither case nor form apart."""

    def __init__(self) -> None:
        self.taken: dict[tuple[str, str], tuple[str, bool]] = {}

    def place(self, parts: tuple[str, ...], root: str) -> str:
        """The path of one file; those of two roots are two files, also where they are called alike."""
        path = ""
        safe = _safe_path(parts)
        own = parts if len(parts) == len(safe) else (_DEEP, "/".join(parts))
        for depth, (name, original) in enumerate(zip(safe, own, strict=True), start=1):
            is_file = depth == len(safe)
            free = self._free(path, name, (f"{root}/{original}" if is_file else original, is_file))
            path = f"{path}/{free}" if path else free
        return path

    def _free(self, folder: str, name: str, owner: tuple[str, bool]) -> str:
        """The name, or one with a piece of a checksum where another one has it already."""
        candidate = name
        for digits in (8, 16, 32, 64):
            if self.taken.setdefault((folder, _folded(candidate)), owner) == owner:
                return candidate
            candidate = _told_apart(name, "/".join((folder, owner[0], str(owner[1]))), digits)
        raise AssertionError(name)  # two names with one SHA-256


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _safe_path(parts: tuple[str, ...]) -> tuple[str, ...]:
    safe = tuple(_safe(part) for part in parts)
    if len("/".join(safe)) <= _LONGEST_PATH:
        return safe
    return _DEEP, _told_apart(safe[-1], "/".join(parts), 16)


def _safe(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    name = "".join("_" if c in _SIGNS or unicodedata.category(c) in _UNSEEN else c for c in composed)
    kept = name.rstrip(". " + "".join(c for c in name if c.isspace()))
    if kept != name:  # Windows cuts it off, and some readers of manifests do
        name = f"{kept}_"
    if name.partition(".")[0].rstrip().casefold() in _DEVICES:
        name = f"_{name}"
    too_long = len(name) > _LONGEST_NAME or len(name.encode()) > _MOST_BYTES
    return _told_apart(name, composed, 8) if too_long else name


def _told_apart(name: str, text: str, digits: int) -> str:
    """The name with a piece of the checksum of a text before its ending, cut where it would be too long."""
    path = PurePosixPath(name)
    ending = (
        path.suffix if len(path.suffix) <= _LONGEST_ENDING and len(path.suffix.encode()) <= _MOST_BYTES // 4 else ""
    )
    mark = f"~{hashlib.sha256(text.encode()).hexdigest()[:digits]}{ending}"
    stem = name[: len(name) - len(ending)][: _LONGEST_NAME - len(mark)]
    while len(f"{stem}{mark}".encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return f"{stem}{mark}"
