"""What of an output in another language is still English."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

from pseudolanguage import WORD
from pydantic import BaseModel

from iso16363.judgement import Judgement

# What is the same in every language: names, commands, units; and the months of the locale.
SAME = frozenset(
    WORD.findall(
        "ISO IEC CCSDS OAIS PTAB SHA PDF HTML YAML JSON CC BY Source Sans Code Pro SIL Open Font License"
        " iso16363 report documents sha256sum November Mai Oktober Januar September Dezember und"
    )
)


_SILENT = {"style", "code"}
"""Style is not shown; what is set as code are keys and values of files, the same in every language."""


class Shown(HTMLParser):
    """What a reader sees or hears of a page: texts, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        told = {"aria-label", "alt", "title", "content"} if dict(attrs).get("name") != "viewport" else set()
        self.texts += [value for name, value in attrs if name in told and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(data)


def strings(value: Any) -> Iterator[str]:
    """Every text of a record, its values and its keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from strings(getattr(value, name))
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from strings(key)
            yield from strings(item)
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from strings(item)


def words_of_data(judgement: Judgement) -> set[str]:
    """Words of what the site wrote, of the catalogue, and of messages of checks, which stay English."""
    known = [judgement.site, judgement.diagnostics, judgement.provenance]
    known += [judgement.edition.head, judgement.edition.subsections, judgement.catalogue.document_roles]
    known += [failure.place.file for gate in judgement.readiness.gates for failure in gate.failures]
    return {word for text in strings(known) for word in WORD.findall(text)} | SAME


def english_left(html: str, judgement: Judgement, *same: str) -> dict[str, list[str]]:
    """Texts of the interface with the words in them that were not translated; data and `same` may be English."""
    shown = Shown()
    shown.feed(html)
    known = words_of_data(judgement) | {word for text in same for word in WORD.findall(text)}
    return {text: odd for text in shown.texts if (odd := [w for w in WORD.findall(text) if w not in known])}
