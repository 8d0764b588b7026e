"""The files of a site as a commit has them, laid out in a folder of their own, to be read like those of today."""

import re
from pathlib import Path
from typing import Final

from iso16363.errors import UnreadableInput
from iso16363.frozen import MAX_FROZEN_BYTES
from iso16363.model.base import SLUG
from iso16363.model.layout import (
    ACTIONS_FILE,
    AUDIT_FILE,
    BRANDING_FOLDER,
    DOCUMENTS_FILE,
    DOCUMENTS_FOLDER,
    EVIDENCE_FOLDER,
    HANDOFFS_FILE,
    HANDOFFS_FOLDER,
    IMPORTS_FILE,
    SIGNOFF_FILE,
    SITE_FILE,
)
from iso16363.plaintext import MAX_BYTES, TextFault, decode
from iso16363.workspace.gitreading import Entry, Objects
from iso16363.yamltext import read

_READ: Final = (SITE_FILE, DOCUMENTS_FILE, ACTIONS_FILE, AUDIT_FILE, SIGNOFF_FILE, HANDOFFS_FILE, IMPORTS_FILE)
_READ_FOLDERS: Final = {EVIDENCE_FOLDER: MAX_BYTES, HANDOFFS_FOLDER: MAX_FROZEN_BYTES, BRANDING_FOLDER: MAX_BYTES}
"""Folders whose files are read, with the most that is read of one."""
_DEEPEST: Final = 8


def lay_out(objects: Objects, tree: str, folder: Path) -> None:
    """Write what our readers read of a site; of everything else only the name, which they report where it is wrong.

    The attached files are left out. Raises UnreadableInput where git does not have a file, and for a link or a
    submodule in the place of what is read: nothing says what it led to then.
    """
    folder.mkdir(parents=True)
    for entry in objects.tree(tree):
        if entry.name in _READ:
            _write(objects, _no_link(entry), folder / entry.name, MAX_BYTES)
        elif entry.name in _READ_FOLDERS and _no_link(entry).is_folder:
            _lay_out_all(objects, entry, folder / entry.name, _READ_FOLDERS[entry.name], (entry.name,))
        elif entry.is_folder or (entry.name == DOCUMENTS_FOLDER and not entry.is_file):
            (folder / entry.name).mkdir()
        else:
            (folder / entry.name).touch()


def _lay_out_all(objects: Objects, within: Entry, folder: Path, most: int, path: tuple[str, ...]) -> None:
    if len(path) > _DEEPEST:
        raise UnreadableInput("has too many folders within folders in this commit", where="/".join(path))
    folder.mkdir()
    for entry in objects.tree(within.id):
        if _no_link(entry, *path).is_folder:
            _lay_out_all(objects, entry, folder / entry.name, most, (*path, entry.name))
        else:
            _write(objects, entry, folder / entry.name, most)


def _no_link(entry: Entry, *path: str) -> Entry:
    if entry.is_file or entry.is_folder:
        return entry
    what = "is a link or a submodule in this commit, and nothing says what it led to then"
    raise UnreadableInput(what, where="/".join((*path, entry.name)))


def _write(objects: Objects, entry: Entry, target: Path, most: int) -> None:
    if entry.is_folder:
        target.mkdir()
        return
    size, data = objects.content(entry.id, most)
    with target.open("xb") as stream:
        if data is None:  # as large as it was, but with nothing in it: our readers say that it is too large
            stream.truncate(size)
        else:
            stream.write(data)


def inherited(objects: Objects, tree: str) -> tuple[str, ...]:
    """Names of the folders that a site or provider names as inherited in a commit; none where it cannot be read."""
    entry = next((one for one in objects.tree(tree) if one.name == SITE_FILE and one.is_file), None)
    data = objects.content(entry.id, MAX_BYTES)[1] if entry else None
    text = decode(data) if data else None
    if text is None or isinstance(text, TextFault):
        return ()
    value = read(text).value
    named = value.get("inherits") if isinstance(value, dict) else None
    names = named if isinstance(named, tuple) else ()
    return tuple(name for name in names if isinstance(name, str) and re.fullmatch(SLUG, name))
