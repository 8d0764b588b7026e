"""What is the same in two values of YAML, and which item of a changed list is which of the old one."""

import json
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Final

__all__ = ["aligned", "frozen", "same"]

_MOST: Final = 10_000  # comparisons of items in one run of changes; beyond that they are paired in order


def frozen(value: object) -> object:
    """A value as `yamltext.read` gives it: lists as tuples."""
    if isinstance(value, Mapping):
        return {key: frozen(item) for key, item in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list | tuple) else value


def same(one: object, other: object) -> bool:
    """Equality that tells 1 from true and from 1.0, as a file does."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(item, other[key]) for key, item in one.items())
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def aligned(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of places, rising on both sides: equal items, and changed ones that are the same item.

    Items without a partner were removed or added. As many changed items as there were in one place
    are taken to be the same ones; otherwise those are paired that have most in common.
    """
    matcher = SequenceMatcher(None, [*map(_canonical, old)], [*map(_canonical, new)], autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and i_end - i == j_end - j):
            yield from zip(range(i, i_end), range(j, j_end), strict=True)
        elif tag == "replace":
            yield from ((i + a, j + b) for a, b in _paired(old[i:i_end], new[j:j_end]))


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _paired(old: tuple[object, ...], new: tuple[object, ...]) -> list[tuple[int, int]]:
    """The pairing in order whose items have most in common in sum; items without anything in common stay alone."""
    if len(old) * len(new) > _MOST:
        return [*zip(range(len(old)), range(len(new)), strict=False)]
    best: list[list[float]] = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[_likeness(one, other) for other in new] for one in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: object, other: object) -> float:
    """From 0 to 1: the part of the keys that hold the same; texts of a list have nothing in common."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return 0.0
    keys = one.keys() | other.keys()
    equal = sum(key in one and key in other and same(one[key], other[key]) for key in keys)
    return equal / len(keys) if keys else 0.0
