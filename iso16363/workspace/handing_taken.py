"""What lies already where a package is to go: what may be replaced, and what is said of the rest."""

import hashlib
import zipfile
import zlib
from collections.abc import Container
from pathlib import Path
from typing import Final

from iso16363.errors import WrongUsage
from iso16363.infopackage.bag import DECLARATION, tag_manifest_name
from iso16363.model.layout import HANDOFFS_FILE

_TAGS: Final = tag_manifest_name("sha256")
_LONGEST: Final = 1 << 20  # bytes of a tag manifest; ours have hundreds


def refuse_taken(output: Path, name: str, *, overwrite: bool, recorded: Container[str] | None = None) -> None:
    """Raise WrongUsage where a package would take the place of something that may not be replaced.

    `recorded` are the manifests of the packages in handoffs.yaml: of one that is there and not among them,
    it is said how it comes to be; None where nothing is recorded.
    """
    if output.exists() and not output.is_dir():
        raise WrongUsage("is no folder", where=str(output), remedy="Name a folder with --output.")
    folder, archive = output / name, output / f"{name}.zip"
    for target in (folder, archive):
        if _there(target) and not overwrite:
            manifest = _manifest_of(target, name) if recorded is not None else None
            raise _unrecorded(target) if manifest and manifest not in (recorded or ()) else taken(target)
    if _there(folder) and (folder.is_symlink() or not (folder / DECLARATION).is_file()):
        raise WrongUsage("is not a package, so it is not replaced", where=str(folder), remedy=_AWAY)
    if _there(archive) and (archive.is_symlink() or _packed(archive, f"{name}/{DECLARATION}") is None):
        raise WrongUsage("is not the .zip of a package, so it is not replaced", where=str(archive), remedy=_AWAY)


_AWAY: Final = "Move it away."


def taken(target: Path) -> WrongUsage:
    """Say that a package is there already."""
    return WrongUsage(
        "exists already", where=str(target), remedy="Replace it with --overwrite, or name another --output."
    )


def _unrecorded(target: Path) -> WrongUsage:
    """Say it of one whose hand-over nobody recorded, such as one that a killed run left."""
    return WrongUsage(
        f"exists already, and no hand-over of it is recorded in {HANDOFFS_FILE}",
        where=str(target),
        remedy="If it is yours, give the command again with --overwrite, which records it; else name another --output.",
    )


def _there(target: Path) -> bool:
    return target.exists() or target.is_symlink()


def _manifest_of(target: Path, name: str) -> str | None:
    """The SHA-256 that stands for a package, folder or .zip; None where it is none."""
    if target.name != name:
        data = _packed(target, f"{name}/{_TAGS}")
    else:
        try:
            with (target / _TAGS).open("rb") as stream:
                data = stream.read(_LONGEST)
        except OSError:
            data = None
    return None if data is None else hashlib.sha256(data).hexdigest()


def _packed(archive: Path, path: str) -> bytes | None:
    """The beginning of a file in a .zip; None where there is no such file, or it is no .zip."""
    if not archive.is_file():  # opening a pipe would wait
        return None
    try:
        with zipfile.ZipFile(archive) as opened, opened.open(path) as stream:
            return stream.read(_LONGEST)
    except (OSError, KeyError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return None
