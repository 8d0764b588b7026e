"""Which rows are the same row: by their key, and by what they say where the key cannot tell.

Citations and statements have no id in the files; their key counts them. When the files changed
since the export, or a row was typed anew, the same key may stand for another citation. So rows are
held against each other by content, within one criterion and document.
"""

from collections.abc import Iterable, Iterator, Mapping
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
    what the same row of the workbook says: an edit that was imported already. What is left is paired
    only where it cannot be another one: nothing else is left, and no text of theirs differs.
    """
    known = paired(sheet, base, today)
    for kept in (*GROUPED[sheet][1:], *GROUPED[sheet][:1]):
        known |= paired(sheet, _without(base, known.values()), _without(today, known), within=(kept,))
    returned = {key: workbook[key] for key in _without(base, known.values()) if key in workbook}
    known |= _equal(sheet, returned, _without(today, known), ())
    return known | dict(_only_ones(sheet, _without(base, known.values()), _without(today, known)))


def paired(sheet: str, wanted: Records, offered: Records, *, within: tuple[str, ...] | None = None) -> dict[str, str]:
    """Pair rows of one side with rows of another by content: key of `offered` to key of `wanted`.

    Equal rows first; then those that share a text, where each is the other's most alike and no
    third one is as much so. Rows of a pair have the same values of the fields `within`.
    """
    fields = GROUPED[sheet] if within is None else within
    pairs = _equal(sheet, wanted, offered, fields)
    groups = _grouped(fields, _without(wanted, pairs.values()))
    for group, keys in _grouped(fields, _without(offered, pairs)).items():
        scores = {
            (new, old): _likeness(sheet, offered[new], wanted[old]) for new in keys for old in groups.get(group, ())
        }
        for (new, old), score in scores.items():
            rivals = [s for pair, s in scores.items() if (new in pair or old in pair) and pair != (new, old)]
            if score >= _ALIKE and score > max(rivals, default=0):
                pairs[new] = old
    return pairs


def _equal(sheet: str, wanted: Records, offered: Records, fields: tuple[str, ...]) -> dict[str, str]:
    """Rows that say the same, in order."""
    pairs: dict[str, str] = {}
    groups = _grouped(fields, wanted)
    for group, keys in _grouped(fields, offered).items():
        free = dict.fromkeys(groups.get(group, ()))
        for key in keys:
            same = next((old for old in free if _likeness(sheet, offered[key], wanted[old]) == _EQUAL), None)
            if same is not None:
                pairs[key] = same
                del free[same]
    return pairs


def _only_ones(sheet: str, wanted: Records, offered: Records) -> Iterator[tuple[str, str]]:
    """Rows that are the last of their group on both sides, and do not contradict each other."""
    groups = _grouped(GROUPED[sheet], wanted)
    for group, keys in _grouped(GROUPED[sheet], offered).items():
        old = groups.get(group, [])
        if len(keys) == len(old) == 1 and not _contradict(sheet, offered[keys[0]], wanted[old[0]]):
            yield keys[0], old[0]


def _contradict(sheet: str, one: Record, other: Record) -> bool:
    texts = ((_plain(one, field), _plain(other, field)) for field in _WORDS[sheet])
    return any(a != b for a, b in texts if a is not None and b is not None)


def _without(records: Records, keys: Iterable[str]) -> dict[str, Record]:
    gone = set(keys)
    return {key: record for key, record in records.items() if key not in gone}


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
