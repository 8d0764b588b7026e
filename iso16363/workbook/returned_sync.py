"""The sheet _sync of a returned workbook: what had been exported, whatever version of this tool wrote it."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from iso16363.errors import UnreadableInput
from iso16363.model.variant import Variant
from iso16363.resources import ENGLISH
from iso16363.workbook.columns import CellValue
from iso16363.workbook.opening import Opened, Sheet
from iso16363.workbook.sync import (
    FORMAT,
    LANGUAGE,
    OUTSIDE_NAME,
    SCHEMA,
    SHEET,
    TITLES,
    UNSETTLED,
    VARIANT,
)
from iso16363.workbook.threeway import Record

_AUDITOR_FILLS: Final = 3
"""First schema in which the auditor's workbook comes home."""
_AGAIN: Final = "Export a new workbook and copy your edits into it."


@dataclass(frozen=True, slots=True)
class Exported:
    """What a workbook was when it left: identity by name, records by sheet and row key."""

    identity: Mapping[str, str]
    records: Mapping[str, Mapping[str, Record]]
    schema: int = SCHEMA
    """The version in which it was written."""
    unsettled: Mapping[tuple[str, str, str], CellValue] = field(default_factory=dict)
    """Conflicts that a re-issued workbook asks about, by sheet, row and column: the value the workbook had."""

    @property
    def export(self) -> str:
        """Id of the export."""
        return self.identity.get("export_id", "")

    @property
    def language(self) -> str:
        """The language it was written in."""
        return self.identity.get(LANGUAGE, ENGLISH)

    @property
    def variant(self) -> Variant:
        """For whom it was written."""
        written = self.identity.get(VARIANT, Variant.INTERNAL.value)
        return next(variant for variant in Variant if variant.value == written)

    @property
    def part(self) -> frozenset[str]:
        """Criteria that the workbook was made for; empty where it is the whole."""
        return frozenset(self.identity.get("part_criteria", "").replace(",", " ").split())


def read_sync(opened: Opened, shown: str) -> Exported | None:
    """Read the sheet; None where there is none. Raises UnreadableInput where it is damaged or newer than we are.

    It also raises that for a workbook that was made to be read only.
    """
    sheet = next((s for s in opened.sheets if s.name.casefold() == SHEET), None)
    if sheet is None:
        if OUTSIDE_NAME in opened.names:
            what = f"has lost its hidden sheet {SHEET}, and texts are withheld in it: they would be taken for edits"
            raise UnreadableInput(what, where=shown, remedy=_AGAIN)
        return None
    identity, start = _identity(sheet, shown)
    _refuse_what_is_to_be_read(identity, shown)
    try:
        records = _records(sheet, start)
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(shown) from error
    written = _schema(identity, shown)
    for version in range(written, SCHEMA):
        identity, records = _MIGRATIONS[version](identity, records)
    unsettled = records.pop(UNSETTLED, {})
    return Exported(identity, records, written, dict(_unsettled(unsettled)))


def _identity(sheet: Sheet, shown: str) -> tuple[dict[str, str], int]:
    """Names and values until the first empty row; and the row of the titles after it."""
    identity: dict[str, str] = {}
    row = 1
    while name := _text(sheet, row, 0):
        identity[name] = _text(sheet, row, 1)
        row += 1
    titles = tuple(_text(sheet, row + 1, column) for column in range(len(TITLES)))
    if identity.get("format") != FORMAT or titles != TITLES:
        raise _damaged(shown)
    return identity, row + 2


def _refuse_what_is_to_be_read(identity: Mapping[str, str], shown: str) -> None:
    """The public variant, and any that we do not know; the auditor's of older tools was to be read too."""
    variant = identity.get(VARIANT, Variant.INTERNAL.value)
    fills = (Variant.INTERNAL, Variant.AUDITOR) if _schema(identity, shown) >= _AUDITOR_FILLS else (Variant.INTERNAL,)
    if variant in fills:
        return
    what = f'is of the variant "{variant}", in which texts are withheld: they would be taken for edits'
    remedy = "Export a new workbook without --variant, copy the edits into that one, and import it."
    raise UnreadableInput(what, where=shown, remedy=remedy)


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.rows.get(row, {}).get(column)
    return "" if cell is None or cell.value is None else str(cell.value)


def _schema(identity: Mapping[str, str], shown: str) -> int:
    written = identity.get("schema", "")
    if not written.isdecimal() or int(written) < 1:
        raise _damaged(shown)
    if int(written) > SCHEMA:
        tool = identity.get("tool_version") or "a newer one"
        remedy = "Update iso16363, or export a new workbook with this version and copy your edits into it."
        raise UnreadableInput(f"was made by a newer iso16363 ({tool}) than this one", where=shown, remedy=remedy)
    return int(written)


def _damaged(shown: str) -> UnreadableInput:
    what = f"the hidden sheet {SHEET} was changed, so that nobody can tell what was edited"
    return UnreadableInput(what, where=shown, remedy=_AGAIN)


def _records(sheet: Sheet, start: int) -> dict[str, dict[str, dict[str, Any]]]:
    texts: dict[tuple[str, str], str] = {}
    for row in sorted(number for number in sheet.rows if number >= start):
        name, key, part, text = (_text(sheet, row, column) for column in range(len(TITLES)))
        if not name:
            continue
        if (int(part) == 1) is ((name, key) in texts):
            raise ValueError(part)
        texts[name, key] = texts.get((name, key), "") + text
    records: dict[str, dict[str, dict[str, Any]]] = {}
    for (name, key), text in texts.items():
        record = json.loads(text)
        if not isinstance(record, dict):
            raise TypeError(text)
        records.setdefault(name, {})[key] = record
    return records


def _unsettled(records: Mapping[str, Record]) -> Iterator[tuple[tuple[str, str, str], CellValue]]:
    for record in records.values():
        sheet, key, column = (str(record.get(name, "")) for name in ("sheet", "key", "column"))
        yield (sheet, key, column), record.get("text")


Identity = dict[str, str]
Migration = Callable[[Identity, Any], tuple[Identity, Any]]


def _from_1(identity: Identity, records: Any) -> tuple[Identity, Any]:  # noqa: ANN401
    """Schema 1 knew no parts: such a workbook is the whole."""
    return {**identity, "part_owner": "", "part_sections": "", "part_criteria": ""}, records


def _from_2(identity: Identity, records: Any) -> tuple[Identity, Any]:  # noqa: ANN401
    """Schema 2 knew no requests of the auditor and no approvals: nothing of them was exported."""
    return identity, records


_MIGRATIONS: Final[Mapping[int, Migration]] = {1: _from_1, 2: _from_2}
