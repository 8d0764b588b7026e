"""Literal occurrences of what is withheld, taken out of every other text of a site.

What stands openly elsewhere is no secret: a withheld title that is also the name of a kind of
document, or stands in the title of a public one, stays where it is said.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from iso16363.model.base import Record, Text

Change = Callable[[str], str]

_WHOLE_WORDS: Final = 12
"""Texts shorter than this are looked for as whole words only."""
_STARTS: Final = (8, 4)
"""Letters by which the beginning of a secret is looked up; what is shorter than the last is not looked for."""

Starts = Mapping[int, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Sweep:
    """Replaces secrets in a text by a mark, the longest first."""

    secrets: Mapping[str, str]
    starts: Starts
    mark: str

    def __call__(self, text: str) -> str:
        """The text without what is withheld."""
        hits = _occurring(flattened(text), self.starts)
        if not hits:
            return text
        composed = unicodedata.normalize("NFC", text)
        for key in sorted(hits, key=lambda key: (-len(key), key)):
            composed = _pattern(self.secrets[key]).sub(lambda _: self.mark, composed)
        return composed


def sweep_of(secrets: Iterable[str], open_texts: Iterable[str], mark: str) -> Sweep:
    """Prepare a sweep for secrets that stand in none of the open texts.

    All secrets are looked for at once, by how they begin: a large site has tens of thousands.
    """
    keys = {flattened(secret): secret for secret in secrets}
    openly = _occurring("\n".join(map(flattened, (*open_texts, mark))), _by_start(keys))
    kept = {key: secret for key, secret in keys.items() if key not in openly}
    return Sweep(kept, _by_start(kept), mark)


def flattened(text: str) -> str:
    """A text as it is compared: composed letters, no difference of case, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _by_start(keys: Iterable[str]) -> Starts:
    found: dict[int, dict[str, tuple[str, ...]]] = {size: {} for size in _STARTS}
    for key in keys:
        size = next((size for size in _STARTS if size <= len(key)), None)
        if size is not None:
            found[size][key[:size]] = (*found[size].get(key[:size], ()), key)
    return {size: starts for size, starts in found.items() if starts}


def _occurring(flat: str, starts: Starts) -> set[str]:
    """The secrets that stand in a flattened text."""
    found: set[str] = set()
    for size, by_start in starts.items():
        for position in range(len(flat) - size + 1):
            start = flat[position : position + size]
            if start in by_start:
                found.update(key for key in by_start[start] if flat.startswith(key, position))
    return found


@cache
def _pattern(secret: str) -> re.Pattern[str]:
    words = unicodedata.normalize("NFC", secret).split()
    literal = r"\s+".join(map(re.escape, words))
    if len(secret) < _WHOLE_WORDS:
        literal = rf"(?<!\w){literal}(?!\w)"
    return re.compile(literal, re.IGNORECASE)


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
