"""What is really in a site's documents/: files, their checksums, and what nobody registered."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from iso16363.checks.documents import leaves_folder
from iso16363.model.assessment import AttachedFile, Attachments
from iso16363.model.layout import DOCUMENTS_FOLDER, attached_at
from iso16363.spelling import escaped
from iso16363.workspace.digests import file_sha256
from iso16363.workspace.reading import IGNORED, unreadable


def attached_file(base: Path, path: str) -> tuple[Path, Path]:
    """The documents/ that a registered path of a site lies in, its own `base` or a provider's, and the file there.

    A provider's is found beside the site's folder, whatever the site's documents/ is: a link, or not there.
    """
    provider, below = attached_at(path)
    folder = base if provider is None else base.parent.parent / provider / DOCUMENTS_FOLDER
    return folder, folder / below


def look_into(
    base: Path, registered: Iterable[str], *, whole: bool, trusted: Mapping[str, str] | None = None
) -> Attachments:
    """Look up registered paths below documents/, and those of providers below theirs.

    With `whole`, also what the register does not name; without, the register could not be read
    completely, so nothing can be said about that. `trusted` are checksums that are taken as found, for
    files which somebody reads later. Raises UnreadableInput.
    """
    roots: dict[Path, Path] = {}
    found: dict[str, AttachedFile] = {}
    escaping = set()
    for path in dict.fromkeys(registered):
        if leaves_folder(attached_at(path)[1]):
            continue
        root, target = attached_file(base, path)
        try:
            if root not in roots:
                roots[root] = root.resolve()
            if not target.resolve().is_relative_to(roots[root]):
                escaping.add(path)
                continue
            there = target.is_file()
        except (OSError, RuntimeError):  # a loop of links, a name longer than the system allows
            continue
        if there:
            found[path] = _described(target, None if trusted is None else trusted.get(path, ""))
    return Attachments(found, frozenset(escaping), unregistered(base, {*found, *escaping}) if whole else ())


def _described(target: Path, trusted: str | None) -> AttachedFile:
    try:
        return AttachedFile(target.stat().st_size, file_sha256(target) if trusted is None else trusted)
    except OSError as error:
        raise unreadable(target, error) from error


def unregistered(base: Path, registered: Iterable[str]) -> tuple[str, ...]:
    """Files below documents/ that no registered path names, sorted."""
    if not base.is_dir():
        return ()
    known = {base / path for path in registered}
    loose = [
        path
        for path in base.rglob("*")
        if path.name not in IGNORED and not path.name.startswith(".") and path not in known and path.is_file()
    ]
    return tuple(sorted(escaped(p.relative_to(base).as_posix()) for p in loose))
