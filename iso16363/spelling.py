"""How names are shown and compared in messages: clipped, and with the nearest known one."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

_SHOWN = 60


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like a mistyped one, None where none is alike."""
    return _nearest(word[: 2 * _SHOWN], tuple(known))


@lru_cache(maxsize=1024)  # one mistake is often made in many places, and comparing is slow
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None


def escaped(text: str) -> str:
    """A text without anything that a terminal would obey or that no output could encode."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def clipped(text: str) -> str:
    """A text as a message quotes it: on one line, escaped, cut where it is long."""
    return escaped(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}...")
