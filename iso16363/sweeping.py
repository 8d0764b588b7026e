"""Literal occurrences of what is withheld, taken out of every other text of a site.

What stands openly elsewhere is no secret: a withheld title that is also the name of a kind of
document, or stands in the title of a public one, stays where it is said.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from iso16363.model.base import Record, Text

Change = Callable[[str], str]

_WHOLE_WORDS: Final = 12
"""Texts shorter than this are looked for as whole words only."""
_STARTS: Final = (8, 4)
"""Letters by which the beginning of a secret is looked up; what is shorter than the last is not looked for."""

_UNSEEN: Final = dict.fromkeys(map(ord, "\\\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Left out when texts are compared: soft hyphens, joiners, and the backslashes that Markdown has before signs."""

Starts = Mapping[int, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """Replaces secrets in a text by a mark, those that overlap by one; within what is kept they stay."""

    starts: Starts
    kept: Starts
    mark: str

    def __call__(self, text: str) -> str:
        """The text without what is withheld."""
        if next(_occurring(flattened(text), self.starts), None) is None:
            return text
        composed = unicodedata.normalize("NFC", text)
        flat, places = _with_places(composed)
        kept = [(at, at + len(key)) for at, key in _occurring(flat, self.kept)]
        hits = [(at, at + len(key)) for at, key in _occurring(flat, self.starts)]
        pieces, end = [], 0
        for first, last in _joined(hit for hit in hits if not any(k[0] <= hit[0] and hit[1] <= k[1] for k in kept)):
            pieces += [composed[end : places[first]], self.mark]
            end = places[last - 1] + 1
        return "".join((*pieces, composed[end:]))


def sweep_of(secrets: Iterable[str], open_texts: Iterable[str], mark: str, kept: Iterable[str] = ()) -> Sweep:
    """Prepare a sweep for secrets that stand in none of the open texts, and stay within what is `kept`.

    All secrets are looked for at once, by how they begin: a large site has tens of thousands.
    """
    keys = dict.fromkeys(map(flattened, secrets))
    openly = {key for _, key in _occurring("\n".join(map(flattened, (*open_texts, mark))), _by_start(keys))}
    return Sweep(_by_start(key for key in keys if key not in openly), _by_start(map(flattened, kept)), mark)


def flattened(text: str) -> str:
    """A text as it is compared: composed letters, no difference of case, single blanks, nothing that is not seen."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).casefold().split())


def _with_places(composed: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its letters the place it has in the text: ß is two letters."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(composed):
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            folded = " "
        else:
            folded = letter.translate(_UNSEEN).casefold()
        letters += folded
        places += [place] * len(folded)
    return "".join(letters), places


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """From where to where something stands, overlapping places as one."""
    first = last = 0
    for start, end in sorted(spans):
        if start >= last:
            if last:
                yield first, last
            first = start
        last = max(last, end)
    if last:
        yield first, last


def _by_start(keys: Iterable[str]) -> Starts:
    found: dict[int, dict[str, tuple[str, ...]]] = {size: {} for size in _STARTS}
    for key in keys:
        size = next((size for size in _STARTS if size <= len(key)), None)
        if size is not None:
            found[size][key[:size]] = (*found[size].get(key[:size], ()), key)
    return {size: starts for size, starts in found.items() if starts}


def _occurring(flat: str, starts: Starts) -> Iterator[tuple[int, str]]:
    """Where secrets stand in a flattened text, and which."""
    for size, by_start in starts.items():
        for position in range(len(flat) - size + 1):
            for key in by_start.get(flat[position : position + size], ()):
                if flat.startswith(key, position) and _stands_alone(flat, position, key):
                    yield position, key


def _stands_alone(flat: str, position: int, key: str) -> bool:
    """Whether it is no part of a longer word, which only matters for what is short."""
    if len(key) >= _WHOLE_WORDS:
        return True
    around = flat[max(0, position - 1) : position], flat[position + len(key) : position + len(key) + 1]
    return not any(letter.isalnum() or letter == "_" for letter in around)


def changed(value: Any, change: Change) -> Any:  # noqa: ANN401 - whatever a field of a record holds
    """A value of a record with every text in it changed; ids, dates, terms and addresses stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(changed(item, change) for item in value)
    if isinstance(value, Mapping):
        return {key: changed(item, change) for key, item in value.items()}
    if isinstance(value, Record):
        held = ((name, getattr(value, name)) for name in _text_fields(type(value)))
        new = {name: changed(item, change) for name, item in held if item is not None}
        different = {name: item for name, item in new.items() if item != getattr(value, name)}
        return value.model_copy(update=different) if different else value
    return value


@cache
def _text_fields(model: type[Record]) -> tuple[str, ...]:
    hints = get_type_hints(model, include_extras=True)
    return tuple(name for name in model.model_fields if _holds_text(hints[name]))


def _holds_text(hint: object) -> bool:
    if hint == Text or (isinstance(hint, type) and issubclass(hint, Record)):
        return True
    return any(_holds_text(argument) for argument in get_args(hint))
