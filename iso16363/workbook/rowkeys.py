"""Which rows are the same row: by their key, and by what they say where the key cannot tell.

Citations and statements have no id in the files; their key counts them. When the files changed
since the export, or a row was typed anew, the same key may stand for another citation. So rows are
held against each other by content, within one criterion and document.
"""

from collections.abc import Mapping
from typing import Final

from iso16363.workbook.evidence_columns import BACKGROUND, EVIDENCE
from iso16363.workbook.rewrapping import tidy
from iso16363.workbook.threeway import Record, Records

GROUPED: Final[Mapping[str, tuple[str, ...]]] = {
    EVIDENCE.sheet: ("criterion", "document"),
    BACKGROUND.sheet: ("criterion",),
}
"""Sheets whose rows have no id of their own, with the fields that their key is made of."""
_WORDS: Final = {EVIDENCE.sheet: ("locator", "quote", "shows"), BACKGROUND.sheet: ("statement",)}
_EQUAL: Final = 1_000
_ALIKE: Final = 10


def paired(sheet: str, wanted: Records, offered: Records, *, sure: bool) -> dict[str, str]:
    """Pair rows of one side with rows of another by content: key of `offered` to key of `wanted`.

    Equal rows first, then those that share a text; without `sure`, what is left of a group in order.
    """
    pairs: dict[str, str] = {}
    groups = _grouped(sheet, wanted)
    for group, keys in _grouped(sheet, offered).items():
        free = dict.fromkeys(groups.get(group, ()))
        for floor in (_EQUAL, _ALIKE) if sure else (_EQUAL, _ALIKE, 0):
            for key in keys:
                if key in pairs or not free:
                    continue
                likeness = {other: _likeness(sheet, offered[key], wanted[other]) for other in free}
                best = max(likeness, key=lambda other: likeness[other])  # the first of several
                if likeness[best] >= floor:
                    pairs[key] = best
                    del free[best]
    return pairs


def _grouped(sheet: str, records: Records) -> dict[tuple[object, ...], list[str]]:
    groups: dict[tuple[object, ...], list[str]] = {}
    for key, record in records.items():
        groups.setdefault(tuple(record.get(field) for field in GROUPED[sheet]), []).append(key)
    return groups


def _likeness(sheet: str, one: Record, other: Record) -> int:
    fields = {*one, *other}
    same = {field for field in fields if _plain(one, field) == _plain(other, field)}
    if same == fields:
        return _EQUAL
    texts = sum(field in same and _plain(one, field) is not None for field in _WORDS[sheet])
    return _ALIKE * texts + len(same) - len(same & set(GROUPED[sheet]))


def _plain(record: Record, field: str) -> object:
    value = record.get(field)
    return tidy(value) if isinstance(value, str) else value
