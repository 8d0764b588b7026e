"""Replace several files of one folder, all or none, whatever stops us in the middle.

New texts and copies of the old ones are put into a hidden folder first, then a list of them; only
then are files replaced one by one. A failure puts the old ones back at once. Where we were killed,
the list is still there: `check` reports it, and the next command that writes puts the old files back first.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from iso16363.errors import UnwritableOutput, WrongUsage
from iso16363.model.layout import JOURNAL_FOLDER, JOURNAL_LIST
from iso16363.workspace.digests import file_sha256
from iso16363.workspace.writing import write_bytes

if sys.platform != "win32":
    import fcntl


def replace_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files, given by path below the folder, or leave everything as it was.

    Raises UnwritableOutput, after putting back what was replaced.
    """
    journal = folder / JOURNAL_FOLDER
    try:
        journal.mkdir()
    except FileExistsError as error:
        remedy = "Give the command again: that first puts the old files back."
        raise WrongUsage("holds what an earlier command left half way", where=str(journal), remedy=remedy) from error
    except OSError as error:
        raise UnwritableOutput.from_os(folder, error) from error
    try:
        _stage(folder, journal, files)
    except BaseException as error:
        shutil.rmtree(journal, ignore_errors=True)
        if isinstance(error, OSError):
            raise UnwritableOutput.from_os(folder, error) from error
        raise
    try:
        for number, name in enumerate(files):
            _move(journal / f"{number}.new", folder / name)
    except BaseException as error:
        put_back(folder)
        if isinstance(error, OSError):
            raise UnwritableOutput.from_os(folder, error) from error
        raise
    _forget(journal)


def put_back(folder: Path) -> bool:
    """Undo a change that was stopped half way; says whether there was one."""
    journal = folder / JOURNAL_FOLDER
    if not journal.is_dir():
        return False
    try:
        listed = json.loads((journal / JOURNAL_LIST).read_text(encoding="utf-8"))
        names = {str(name): str(digest) for name, digest in listed.items()}
    except FileNotFoundError:
        shutil.rmtree(journal, ignore_errors=True)  # stopped before anything was replaced
        return False
    except (ValueError, AttributeError) as error:
        raise WrongUsage("cannot be read", where=str(journal / JOURNAL_LIST), remedy=_BY_HAND) from error
    _nobody_edited(folder, journal, names)
    try:
        for number, name in enumerate(names):
            before = journal / f"{number}.old"
            if before.exists():
                write_bytes(folder / name, before.read_bytes())
            else:
                (folder / name).unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # it holds others, or is the folder of the site
                    (folder / name).parent.rmdir()
    except OSError as error:
        raise UnwritableOutput.from_os(folder, error) from error
    _forget(journal)
    return True


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep a second command out of the folder while the first one writes."""
    if sys.platform == "win32":  # no such lock there: nobody is kept out
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            remedy = "Wait until it has finished, and try again."
            raise WrongUsage("another command is writing here", where=str(folder), remedy=remedy) from error
        yield
    finally:
        os.close(handle)


_BY_HAND: Final = "Put the files whose names end in .old back by hand, then remove the folder .import."


def _nobody_edited(folder: Path, journal: Path, names: Mapping[str, str]) -> None:
    """Refuse to put a file back that is neither the old nor the new one: somebody worked on it since."""
    for number, (name, digest) in enumerate(names.items()):
        target, before = folder / name, journal / f"{number}.old"
        if not target.resolve().is_relative_to(folder.resolve()):
            raise WrongUsage("names a file out of the folder", where=str(journal / JOURNAL_LIST), remedy=_BY_HAND)
        known = {digest, *([file_sha256(before)] if before.exists() else [])}
        if target.exists() and file_sha256(target) not in known:
            raise WrongUsage("was edited since a change was stopped half way", where=str(target), remedy=_BY_HAND)


def _stage(folder: Path, journal: Path, files: Mapping[str, bytes]) -> None:
    for number, (name, data) in enumerate(files.items()):
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            remedy = "Put the file itself in its place."
            raise WrongUsage("is a link out of the folder of the site", where=str(target), remedy=remedy)
        target.parent.mkdir(exist_ok=True)
        write_bytes(journal / f"{number}.new", data)
        if target.exists():
            shutil.copymode(target, journal / f"{number}.new")
            write_bytes(journal / f"{number}.old", target.read_bytes())
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    write_bytes(journal / JOURNAL_LIST, json.dumps(listed).encode())


def _move(new: Path, target: Path) -> None:
    """Follow a link to the file itself, which an editor would do too."""
    new.replace(target.resolve() if target.is_symlink() else target)


def _forget(journal: Path) -> None:
    """The list goes first: without it, nothing is put back."""
    (journal / JOURNAL_LIST).unlink(missing_ok=True)
    shutil.rmtree(journal, ignore_errors=True)
