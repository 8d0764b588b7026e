"""Two versions of a text, word by word: what was taken out of the old one, what was put into the new one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORD: Final = re.compile(r"\S+\s*")
_BESIDE: Final = 8
"""Words that are left standing on each side of a change."""
_MOST: Final = 120
"""Words of one change that are shown; where the text stands in full is another page's affair."""
_TOO_MUCH: Final = 4_000_000
"""Pairs of words beyond which texts are not compared but shown as replaced: the time grows with the pairs."""
_CUT: Final = "… "


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `changed` are those that the other version does not have."""

    text: str
    changed: bool


Pieces = tuple[Piece, ...]


def compared(before: str | None, after: str | None) -> tuple[Pieces, Pieces]:
    """Both versions in pieces, shortened where they are long and alike; nothing is marked where one is missing."""
    if before is None or after is None:
        return _whole(before), _whole(after)
    old, new = _WORD.findall(before), _WORD.findall(after)
    pairs = tuple(_pairs(old, new))
    return _side(old, [(i, j, same) for same, i, j, _, _ in pairs]), _side(
        new, [(k, m, same) for same, _, _, k, m in pairs]
    )


def _whole(text: str | None) -> Pieces:
    return () if text is None else (Piece(_capped(_WORD.findall(text)), changed=False),)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Runs of words that are the same, or not, by their places in both."""
    plain_old, plain_new = [word.rstrip() for word in old], [word.rstrip() for word in new]
    if len(old) * len(new) > _TOO_MUCH:
        yield False, 0, len(old), 0, len(new)
        return
    for kind, i, j, k, m in SequenceMatcher(None, plain_old, plain_new, autojunk=False).get_opcodes():
        yield kind == "equal", i, j, k, m


def _side(words: Sequence[str], runs: Sequence[tuple[int, int, bool]]) -> Pieces:
    pieces = []
    for number, (begin, end, same) in enumerate(runs):
        if begin == end:
            continue
        run = words[begin:end]
        if same:
            pieces.append(Piece(_shortened(run, first=number == 0, last=number == len(runs) - 1), changed=False))
        else:
            pieces.append(Piece(_capped(run), changed=True))
    return tuple(pieces)


def _shortened(run: Sequence[str], *, first: bool, last: bool) -> str:
    """Words around a change; those far from any are left out."""
    before, after = 0 if first else _BESIDE, 0 if last else _BESIDE
    if len(run) <= before + after + 2 or (first and last):
        return "".join(run)
    return "".join(run[:before]) + _CUT + "".join(run[len(run) - after :] if after else ())


def _capped(run: Sequence[str]) -> str:
    return "".join(run) if len(run) <= _MOST else "".join(run[:_MOST]) + _CUT.rstrip()
