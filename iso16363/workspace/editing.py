"""Changes values in the files of a site: by editing their text, all files or none, never over somebody's work."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, Final

from iso16363.errors import WrongUsage
from iso16363.model.layout import EVIDENCE_FOLDER, JOURNAL_FOLDER
from iso16363.plaintext import TextFault
from iso16363.workspace.journal import alone_in, put_back, replace_all
from iso16363.workspace.location import Workspace
from iso16363.workspace.reading import read_text
from iso16363.workspace.site_files import LoadedSite
from iso16363.yamledit import UneditableText, rewritten
from iso16363.yamltext import read

_BOM: Final = b"\xef\xbb\xbf"
_AGAIN: Final = "Look at it, then give the command again."


def header(file: str) -> str:
    """First line of a new file of a site: which schema an editor finds for it."""
    kind = EVIDENCE_FOLDER if file.startswith(EVIDENCE_FOLDER) else file.removesuffix(".yaml")
    up = "../" * (2 + file.count("/"))
    return f"# yaml-language-server: $schema={up}criteria/schema/{kind}.schema.json\n"


def values_of(texts: Mapping[str, str], name: str) -> dict[str, Any]:
    """The plain values of a file, none where there is no such file."""
    value = read(texts[name]).value if name in texts else None
    return value if isinstance(value, dict) else {}


def numbered(day: date, taken: Container[str]) -> str:
    """An id for what is recorded on a day, such as 2026-11-23-1: the first that is free."""
    return next(name for number in count(1) if (name := f"{day}-{number}") not in taken)


def edited(loaded: LoadedSite, wanted: Mapping[str, Mapping[str, Any]], shown: Path, about: str = "") -> dict[str, str]:
    """New texts of the files whose values change; nothing is written yet.

    `wanted` are the plain values of whole files by name. `shown` is the site's folder as the user would
    type it, for messages; `about` a comment that a new file begins with. Raises UneditableText.
    """
    texts = {}
    for name, values in wanted.items():
        before = loaded.texts.get(name)
        try:
            text = rewritten(header(name) + about if before is None else before, values)
        except UneditableText as error:
            raise UneditableText(error.what, where=(shown / name).as_posix(), remedy=error.remedy) from error
        if text != before and (values or before is not None):
            texts[name] = text
    return texts


def write_texts(loaded: LoadedSite, texts: Mapping[str, str]) -> None:
    """Write new texts, all or none.

    Raises WrongUsage where files were changed since they were read or somebody else is writing, and
    UnwritableOutput; nothing is changed then.
    """
    folder = loaded.folder
    with alone_in(folder):
        still_the_same(loaded, texts)
        replace_all(folder, {name: _encoded(folder / name, text) for name, text in texts.items()})


def still_the_same(loaded: LoadedSite, written: Iterable[str] = ()) -> None:
    """Refuse to write over what was changed since the files were read."""
    for name in (n for n in written if n not in loaded.texts):
        if (loaded.folder / name).exists():
            raise WrongUsage("was made meanwhile", where=str(loaded.folder / name), remedy=_AGAIN)
    for name, before in loaded.texts.items():
        now = read_text(loaded.folder / name)
        if isinstance(now, TextFault) or now[0] != before:
            raise WrongUsage("was changed meanwhile", where=str(loaded.folder / name), remedy=_AGAIN)


def undo_interrupted(workspace: Workspace, site: str) -> bool:
    """Put the files back as they were before a change that was stopped half way; says whether there was one.

    Whoever writes into a site calls this first.
    """
    folder = workspace.site_folder(site)
    if not (folder / JOURNAL_FOLDER).is_dir():
        return False
    with alone_in(folder):
        return put_back(folder)


def _encoded(path: Path, text: str) -> bytes:
    """The bytes of a text, with the mark in front that the file had."""
    with_mark = path.is_file() and path.read_bytes()[:3] == _BOM
    return (_BOM if with_mark else b"") + text.encode()
