"""Which records of two lists are the same record, where records have no id: found by what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Item = Mapping[str, Any]
Pairs = dict[int, int]

_TEXT: Final = 10
"""A text that both have tells more than all other fields together."""
_MOST: Final = 250_000
"""Pairs of records beyond which nobody looks for likeness: they would all be compared."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Which fields of a list's records tell them apart: the one they are grouped by, if any, and their texts."""

    group: str
    texts: tuple[str, ...]


def paired(old: Sequence[Item], new: Sequence[Item], telling: Telling) -> Pairs:
    """Positions in the new list by those in the old: which record was which.

    Equal ones first, in order; then those of one group that share a text; then those that share one but
    changed their group, or changed nothing else; then what is left alone on both sides of a group.
    """
    pairs = _equal(old, new)
    for group in dict.fromkeys((telling.group, "")):
        pairs |= _alike(old, new, pairs, Telling(group, telling.texts), telling.group)
    return pairs | _only_ones(old, new, pairs, telling.group)


def _equal(old: Sequence[Item], new: Sequence[Item]) -> Pairs:
    """Those from the beginning and from the end first, so that one of two equal ones does not seem to have moved."""
    shorter = min(len(old), len(new))
    begin = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    end = next((i for i in range(shorter - begin) if old[-1 - i] != new[-1 - i]), shorter - begin)
    pairs = {i: i for i in range(begin)} | {len(old) - i: len(new) - i for i in range(1, end + 1)}
    places: dict[str, list[int]] = {}
    for index in reversed(_left(new, pairs.values())):
        places.setdefault(repr(new[index]), []).append(index)
    return pairs | {index: free.pop() for index in _left(old, pairs) if (free := places.get(repr(old[index])))}


def _alike(old: Sequence[Item], new: Sequence[Item], known: Pairs, telling: Telling, grouped_by: str) -> Pairs:
    """Those of which each is the other's most alike, and no third one is as much so."""
    pairs: Pairs = {}
    theirs = _grouped(new, _left(new, known.values()), telling.group)
    for group, mine in _grouped(old, _left(old, known), telling.group).items():
        others = theirs.get(group, [])
        if len(mine) * len(others) > _MOST:
            continue
        scores = {(i, j): _likeness(old[i], new[j], telling.texts, grouped_by) for i in mine for j in others}
        of_old = {i: _best((scores[i, j], j) for j in others) for i in mine}
        of_new = {j: _best((scores[i, j], i) for i in mine) for j in others}
        pairs |= {i: j for i, j in of_old.items() if j is not None and of_new[j] == i}
    return pairs


def _best(scored: Iterable[tuple[int, int]]) -> int | None:
    """The one with the highest score, None where it has none or shares it."""
    first, *others = sorted(scored, reverse=True) or [(0, 0)]
    return None if not first[0] or (others and others[0][0] == first[0]) else first[1]


def _likeness(one: Item, other: Item, texts: tuple[str, ...], grouped_by: str) -> int:
    """How much two records say the same; 0 where no text of theirs is, unless nothing but their group differs."""
    same = {key for key in one if one[key] == other.get(key)}
    shared = sum(key in same and one[key] is not None for key in texts)
    alone = set(one) - same <= {grouped_by}
    return _TEXT * shared + len(same) if shared or alone else 0


def _only_ones(old: Sequence[Item], new: Sequence[Item], known: Pairs, group: str) -> Pairs:
    theirs = _grouped(new, _left(new, known.values()), group)
    mine = _grouped(old, _left(old, known), group)
    return {i[0]: theirs[g][0] for g, i in mine.items() if len(i) == len(theirs.get(g, ())) == 1}


def _left(items: Sequence[Item], taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [index for index in range(len(items)) if index not in gone]


def _grouped(items: Sequence[Item], indices: Iterable[int], group: str) -> dict[object, list[int]]:
    groups: dict[object, list[int]] = {}
    for index in indices:
        groups.setdefault(items[index].get(group), []).append(index)
    return groups
