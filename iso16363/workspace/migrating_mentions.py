"""Texts of a site that name a criterion by a number which two editions use otherwise."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iso16363.diagnostics import KeyPath
from iso16363.editions import Way
from iso16363.workspace.editing import values_of
from iso16363.workspace.setaside import SET_ASIDE_FOLDER


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that names a number which the two editions use otherwise; `there` is that of the same criterion."""

    file: str
    path: KeyPath
    number: str
    there: str | None


def mentions_of(way: Way, texts: Mapping[str, str]) -> Iterator[Mention]:
    """Texts that name a number which the two editions use otherwise; nobody changes them but the site."""
    numbers = {s.source: s.target for s in way.steps if s.source is not None and s.source != s.target}
    if not numbers:
        return
    pattern = re.compile(rf"(?<![\d.])(?:{'|'.join(map(re.escape, numbers))})(?!\.?\d)")
    for file in sorted(name for name in texts if not name.startswith(SET_ASIDE_FOLDER)):
        for path, text in _texts(values_of(texts, file), ()):
            for number in dict.fromkeys(pattern.findall(text)):
                yield Mention(file, path, number, numbers[number])


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every text with its place, but for ids alone and for what is to be confirmed."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "confirm":
                yield from _texts(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, str) and " " in value:
        yield path, value
