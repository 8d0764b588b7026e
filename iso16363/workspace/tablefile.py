"""The results of all sites as one SQLite file that can be queried: written site by site, whole or not at all."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from iso16363 import __version__
from iso16363.errors import UnwritableOutput
from iso16363.workspace.leavings import maker, new_part, sweep
from iso16363.workspace.tablerows import PARTS, Part, Rows
from iso16363.workspace.writing import replacing

SCHEMA: Final = "iso16363/table/1"
_APPLICATION = 0x16363  # what `file` and others can tell our tables from those of others by
_VERSION = 1


def write_table(target: Path, sites: Iterable[Rows], about: Mapping[str, str]) -> int:
    """Write the table as sites come, in whatever order; gives the number of those that could not be judged.

    The same rows give the same bytes with the same SQLite. `about` says what they were made from. Raises
    UnwritableOutput.
    """
    with _beside(target) as folder:
        whole = folder / "whole.sqlite"
        try:
            with closing(sqlite3.connect(folder / "rows.sqlite", isolation_level=None)) as table:
                unjudged = _fill(table, sites, {"schema": SCHEMA, "tool": f"iso16363 {__version__}", **about})
                # in the order of the keys, whichever site came first
                table.execute("VACUUM INTO ?", (str(whole),))
        except sqlite3.Error as error:
            remedy = "Free some space, or write to another disk. Nothing was left half-written."
            raise UnwritableOutput(f"cannot be written ({error})", where=str(target), remedy=remedy) from error
        with replacing(target) as temporary:
            whole.replace(temporary)
    return unjudged


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A folder for what is half-made; what others left there who were killed is swept."""
    stem = f"{target.name}."
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent, stem)
        folder = new_part(target.parent, maker(), stem)
    except OSError as error:
        raise UnwritableOutput.from_os(target, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(table: sqlite3.Connection, sites: Iterable[Rows], about: Mapping[str, str]) -> int:
    for statement in _prepared():
        table.execute(statement)
    for part in PARTS.values():
        table.execute(_definition(part))
    table.execute("CREATE INDEX criteria_by_criterion ON criteria (criterion)")
    table.executemany("INSERT INTO about VALUES (?, ?)", sorted(about.items()))
    unjudged = 0
    for rows in sites:
        table.execute("BEGIN")
        for name, part in PARTS.items():
            marks = ", ".join("?" for _ in part.columns)
            table.executemany(f"INSERT INTO {name} VALUES ({marks})", rows.get(name, ()))  # noqa: S608 - our own names
        table.execute("COMMIT")
        unjudged += sum(not row[1] for row in rows["sites"])
    return unjudged


def _prepared() -> Iterator[str]:
    """Nothing is asked of a file that nobody sees before it is whole: no journal, no waiting for the disk."""
    yield "PRAGMA journal_mode = OFF"
    yield "PRAGMA synchronous = OFF"
    yield f"PRAGMA application_id = {_APPLICATION}"
    yield f"PRAGMA user_version = {_VERSION}"
    yield "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID"


def _definition(part: Part) -> str:
    columns = [f'"{name}" {"INTEGER" if name in part.numbers else "TEXT"}' for name in part.columns]
    if part.name != "sites":
        columns[0] += " REFERENCES sites"
    key = ", ".join(f'"{name}"' for name in part.columns[: part.key])
    return f"CREATE TABLE {part.name} ({', '.join(columns)}, PRIMARY KEY ({key})) WITHOUT ROWID"
