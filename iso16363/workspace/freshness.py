"""Whether a site's outputs are still what its inputs would give, told without reading a model.

Beside the outputs lies `build.json`: the key they were made from, their digests, and the row of
the closing table. The key covers the site's files, the catalogue and templates, the program, the
day of judgement and the commit, so an equal key means equal bytes.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from iso16363 import __version__
from iso16363.errors import AuditError
from iso16363.resources import criteria_folder, templates_folder
from iso16363.workspace.digests import file_sha256
from iso16363.workspace.location import last_commit

RECORD = "build.json"


@dataclass(frozen=True, slots=True)
class BuildRow:
    """One line of the closing table. `outcome` is made, unchanged, refused or failed."""

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


def program_key() -> str:
    """Digest of what is the same for all sites: catalogue, templates, and the program itself."""
    total = hashlib.sha256(__version__.encode())
    package = Path(__file__).resolve().parent.parent
    for folder in (criteria_folder(), templates_folder() / "report", package):
        for path in _files(folder):
            if "__pycache__" not in path.parts and "_data" not in path.relative_to(folder).parts:
                total.update(f"{file_sha256(path)}  {path.relative_to(folder).as_posix()}\n".encode())
    return total.hexdigest()


def build_key(site_folder: Path, program: str, today: date) -> str:
    """Digest of everything one site's outputs are made from."""
    commit, dirty = last_commit(site_folder)
    total = hashlib.sha256(f"{program} {today.isoformat()} {commit} {dirty}\n".encode())
    for path in _files(site_folder):
        total.update(f"{file_sha256(path)}  {path.relative_to(site_folder).as_posix()}\n".encode())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(p for p in folder.rglob("*") if p.is_file())


def unchanged(output: Path, key: str) -> BuildRow | None:
    """The row of the last build if its outputs are there, untouched, and made from the same key."""
    record = read_record(output)
    if record is None or record.get("key") != key:
        return None
    outputs = record["outputs"]
    if any(not (output / n).is_file() or file_sha256(output / n) != d for n, d in outputs.items()):
        return None
    row = record["row"]
    return BuildRow(**{**row, "blocking": tuple(row["blocking"]), "kept": (), "outcome": "unchanged"})


def read_record(output: Path) -> dict[str, Any] | None:
    """The record of the last build in a folder, None where there is none that can be read."""
    try:
        record: dict[str, Any] = json.loads((output / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(record, dict) and {"key", "outputs", "row"} <= record.keys()
    return record if known else None


def record_text(key: str, outputs: dict[str, str], row: BuildRow) -> str:
    """The record to be written beside the outputs."""
    return json.dumps({"key": key, "outputs": outputs, "row": asdict(row)}, ensure_ascii=False, indent=1) + "\n"


def failed(site: str, error: AuditError) -> BuildRow:
    """Row of a site that could not be built, with the reason and the remedy."""
    return BuildRow(site, "failed", problem=str(error))
