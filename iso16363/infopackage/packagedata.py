"""Reads the files of a package that other checks rest on: the self-assessment and the checks as data, and the lists."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from iso16363.csvtext import csv_rows
from iso16363.infopackage.bagchecks import Bag, why_unreadable
from iso16363.infopackage.contents import PAYLOAD
from iso16363.infopackage.reading import MAX_FILES, Spoiled, head
from iso16363.infopackage.verification import ASK_AGAIN, Finding, FindingKind
from iso16363.interchange import Json

LARGEST: Final = 32 << 20
"""Bytes of a file of data that are read; a self-assessment has one or two million."""
_MOST_VALUES: Final = 1_000_000
"""Values of a JSON file at most: written as this tool does, the largest that is read has about 800,000."""
_LONGEST_ROW: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Shipped:
    """What this tool ships, to hold a package against: the schema, and the catalogue with checksums of its files."""

    version: str
    schema: bytes
    catalogue_digest: str
    catalogue: Mapping[str, str]


@dataclass(slots=True)
class Contents:
    """A package with its data. `assessment` is None where it is missing, unreadable or not of the shipped schema."""

    bag: Bag
    shipped: Shipped
    assessment: Json | None = None
    findings: list[Finding] = field(default_factory=list)

    def has(self, path: str) -> bool:
        """Whether a file of the payload is there."""
        return f"{PAYLOAD}/{path}" in self.bag.package.sizes


def read_json(bag: Bag, path: str) -> Json | Finding:
    """An object of a file of the payload, or why there is none."""
    data = _bytes(bag, path)
    if isinstance(data, Finding):
        return data
    # a value takes three bytes here and more than a hundred in memory; before each stands one of these
    if sum(map(data.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        return _malformed(path, f"has more than {_MOST_VALUES:,} values and was not read")
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refused)
        json.dumps(found, ensure_ascii=False).encode()  # half a character, which JSON can write, is no text
    except RecursionError:
        return _malformed(path, "is nested too deep")
    except ValueError as error:
        return _malformed(path, f"is not JSON as this tool writes it ({error})")
    return found if isinstance(found, dict) else _malformed(path, "is not one object")


def read_rows(bag: Bag, path: str, columns: int) -> list[list[str]] | Finding:
    """Rows of a .csv with so many columns, without the headings."""
    data = _bytes(bag, path)
    if isinstance(data, Finding):
        return data
    try:
        with io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="") as text:
            return list(_rows(text, columns))[1:]
    except (csv.Error, ValueError) as error:
        return _malformed(path, f"is no table as this tool writes it ({error})")


def _rows(text: io.TextIOWrapper, columns: int) -> Iterator[list[str]]:
    """Rows of a table, headings first. Raises csv.Error, ValueError at the first that does not belong there."""
    octets = 0

    def lines() -> Iterator[str]:
        nonlocal octets
        while line := text.readline(_LONGEST_ROW + 1):
            octets += len(line)
            if octets > _LONGEST_ROW:
                raise ValueError("a row is longer than any")
            yield line

    for number, row in enumerate(csv_rows(lines())):
        if len(row) != columns:
            raise ValueError(f"a row has {len(row):,} columns, not {columns}")
        if number > MAX_FILES:
            raise ValueError(f"it has more than {MAX_FILES:,} rows")
        octets = 0
        yield row


def _bytes(bag: Bag, path: str) -> bytes | Finding:
    inside = f"{PAYLOAD}/{path}"
    if inside not in bag.package.sizes:
        return Finding(FindingKind.MISSING, inside, "is not in the package", ASK_AGAIN)
    try:
        data = head(bag.package, inside, LARGEST)
    except (OSError, Spoiled) as error:
        return Finding(FindingKind.UNREADABLE, inside, why_unreadable(error), ASK_AGAIN)
    return _malformed(path, f"is larger than {LARGEST >> 20} MB and was not read") if data is None else data


def _malformed(path: str, what: str) -> Finding:
    return Finding(FindingKind.MALFORMED, f"{PAYLOAD}/{path}", what, ASK_AGAIN)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")
