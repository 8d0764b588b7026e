"""Which rows are the same row: by their key, and by what they say where the key cannot tell.

Citations and statements have no id in the files; their key counts them. When the files changed
since the export, or a row was typed anew, the same key may stand for another citation. So rows are
held against each other by content, within one criterion and document.
"""

from collections.abc import Iterable, Mapping
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


def tracked(sheet: str, base: Records, today: Records, workbook: Records) -> dict[str, str]:
    """Which of today's rows is which exported one: key of `today` to key of `base`.

    A row that was given another criterion or document is found by its texts, or because it says
    what the same row of the workbook says: an edit that was imported already.
    """
    known = paired(sheet, base, today, sure=True)
    for kept in (*GROUPED[sheet][1:], *GROUPED[sheet][:1]):
        known |= paired(sheet, _without(base, known.values()), _without(today, known), sure=True, within=(kept,))
    returned = {key: workbook[key] for key in _without(base, known.values()) if key in workbook}
    known |= paired(sheet, returned, _without(today, known), sure=True, floor=_EQUAL)
    return known | paired(sheet, _without(base, known.values()), _without(today, known), sure=False)


def _without(records: Records, keys: Iterable[str]) -> dict[str, Record]:
    gone = set(keys)
    return {key: record for key, record in records.items() if key not in gone}


def paired(
    sheet: str,
    wanted: Records,
    offered: Records,
    *,
    sure: bool,
    within: tuple[str, ...] | None = None,
    floor: int = _ALIKE,
) -> dict[str, str]:
    """Pair rows of one side with rows of another by content: key of `offered` to key of `wanted`.

    Equal rows first, then those that share a text; without `sure`, what is left of a group in order.
    Rows of a group have the same values of the fields `within`.
    """
    pairs: dict[str, str] = {}
    fields = GROUPED[sheet] if within is None else within
    groups = _grouped(fields, wanted)
    for group, keys in _grouped(fields, offered).items():
        free = dict.fromkeys(groups.get(group, ()))
        for least in (_EQUAL, floor) if sure else (_EQUAL, floor, 0):
            for key in keys:
                if key in pairs or not free:
                    continue
                likeness = {other: _likeness(sheet, offered[key], wanted[other]) for other in free}
                best = max(likeness, key=lambda other: likeness[other])  # the first of several
                if likeness[best] >= least:
                    pairs[key] = best
                    del free[best]
    return pairs


def _grouped(fields: tuple[str, ...], records: Records) -> dict[tuple[object, ...], list[str]]:
    groups: dict[tuple[object, ...], list[str]] = {}
    for key, record in records.items():
        groups.setdefault(tuple(record.get(field) for field in fields), []).append(key)
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
