"""Whether a site's outputs are still what its inputs would give, told without reading a model.

Beside the outputs lies `build.json`: the key they were made from, their digests, and the row of
the closing table. The key covers the site's files, the catalogue and templates, the program, the
day of judgement and the commit, so an equal key means equal bytes.
"""

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from iso16363 import __version__
from iso16363.errors import AuditError
from iso16363.resources import criteria_folder, templates_folder
from iso16363.workspace.digests import file_sha256
from iso16363.workspace.location import inherited_folders, last_commit

RECORD = "build.json"
_AT_A_TIME = 4
_READ = ("evidence", "documents", "branding")  # as in model/layout.py, which would load the whole model


@dataclass(frozen=True, slots=True)
class BuildRow:
    """One line of the closing table. `outcome` is made, unchanged, refused or failed.

    `seconds` is how long it took to make, `given_up` after how long nobody waited any more; neither is
    remembered.
    """

    site: str
    outcome: str
    state: str = ""
    errors: int = 0
    warnings: int = 0
    answered: int = 0
    supported: int = 0
    reviewed: int = 0
    applicable: int = 0
    candidates: int = 0
    blocking: tuple[str, ...] = ()
    problem: str = ""
    kept: tuple[str, ...] = ()
    seconds: float = 0
    given_up: float = 0


def program_key() -> str:
    """Digest of what is the same for all sites: catalogue, templates, the program and its libraries."""
    total = hashlib.sha256(f"{__version__} {sys.version} {_libraries()}\n".encode())
    package = Path(__file__).resolve().parent.parent
    for folder in (criteria_folder(), templates_folder() / "report", templates_folder() / "locale", package):
        for path in _files(folder):
            if "__pycache__" not in path.parts and "_data" not in path.relative_to(folder).parts:
                total.update(_line(path, folder))
    return total.hexdigest()


def _libraries() -> list[str]:
    """Names and versions of what is installed, from folder names: importlib.metadata costs 50 ms."""
    places = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    return sorted(path.name for place in places for path in Path(place).glob("*.dist-info"))


def look_at(folder: Path, output: Path, program: str, today: date) -> tuple[str, BuildRow | None]:
    """Key of a site's inputs, and its row where they are unchanged.

    Where a file cannot be read there is no key: the build then says so, if that file matters.
    """
    try:
        key = build_key(folder, program, today)
    except OSError:
        return "", None
    return key, unchanged(output, key)


def look_at_all(
    sites: Path, names: Iterable[str], output: Path, program: str, today: date
) -> dict[str, tuple[str, BuildRow | None]]:
    """Key and row of every site, in their order; several at a time, for reading and git wait more than they work."""
    chosen = tuple(names)

    def look(name: str) -> tuple[str, BuildRow | None]:
        return look_at(sites / name, output / name, program, today)

    pool = ThreadPoolExecutor(_AT_A_TIME)
    try:
        return dict(zip(chosen, pool.map(look, chosen), strict=True))
    finally:
        pool.shutdown(cancel_futures=True)


def build_key(site_folder: Path, program: str, today: date) -> str:
    """Digest of everything one site's outputs are made from."""
    beside = inherited_folders(site_folder)
    commit, dirty = last_commit(site_folder, beside)
    total = hashlib.sha256(f"{program} {today.isoformat()} {commit} {dirty}\n".encode())
    for own in (site_folder, *beside):
        linked = [folder for name in _READ if (folder := own / name).is_symlink()]
        for folder in (own, *linked):  # what is below a folder that is a link is not found from above it
            for path in _files(folder):
                total.update(_line(path, site_folder.parent))
    return total.hexdigest()


def _line(path: Path, folder: Path) -> bytes:
    """What a file adds to a key; its name as the system has it, which need not be text."""
    return f"{file_sha256(path)}  ".encode() + os.fsencode(path.relative_to(folder).as_posix()) + b"\n"


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(p for p in folder.rglob("*") if p.is_file())


def unchanged(output: Path, key: str) -> BuildRow | None:
    """The row of the last build if its outputs are there, untouched, and made from the same key."""
    record = read_record(output)
    if record is None or record.get("key") != key:
        return None
    outputs = record["outputs"]
    try:
        if any(not (output / n).is_file() or file_sha256(output / n) != d for n, d in outputs.items()):
            return None
    except OSError:
        return None
    row = record["row"]
    return BuildRow(**{**row, "blocking": tuple(row["blocking"]), "kept": (), "outcome": "unchanged"})


def read_record(output: Path) -> dict[str, Any] | None:
    """The record of the last build in a folder, None where there is none that can be read.

    Its key is None, and `next` has what is being put beside `outputs`, where a build was stopped at that.
    """
    try:
        record: dict[str, Any] = json.loads((output / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(record, dict) and {"key", "outputs", "row"} <= record.keys()
    return record if known else None


def record_text(
    key: str | None, outputs: Mapping[str, str], row: BuildRow, *, coming: Mapping[str, str] | None = None
) -> str:
    """The record to be written beside the outputs; without a key, that they are about to be replaced by `coming`."""
    remembered = {name: value for name, value in asdict(row).items() if name not in ("seconds", "given_up")}
    record = {"key": key, "outputs": dict(outputs), "row": remembered}
    return json.dumps(record | ({"next": dict(coming)} if coming else {}), ensure_ascii=False, indent=1) + "\n"


def failed(site: str, error: AuditError) -> BuildRow:
    """Row of a site that could not be built, with the reason and the remedy."""
    return BuildRow(site, "failed", problem=str(error))
