"""The report in other languages: nothing of the interface stays English, and what the site wrote stays as it is."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
import report_samples
from pseudolanguage import WORD, Pseudo
from pydantic import BaseModel

from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.report.page import render_html
from iso16363.report.view import build_view

SAMPLES = ["nothing", "bare", "half", "complete"]
# What is the same in every language: names, commands, units; and the months of the locale.
SAME = frozenset(
    WORD.findall(
        "ISO IEC CCSDS OAIS PTAB SHA PDF HTML YAML JSON CC BY Source Sans Code Pro SIL Open Font License"
        " iso16363 report documents sha256sum November Mai Oktober Januar September Dezember und"
    )
)


class Shown(HTMLParser):
    """What a reader sees or hears of a page: texts, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag == "style"
        told = {"aria-label", "alt", "title", "content"} if dict(attrs).get("name") != "viewport" else set()
        self.texts += [value for name, value in attrs if name in told and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag == "style"

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
    elif isinstance(value, dict):
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
    return {word for text in strings(known) for word in WORD.findall(text)} | SAME


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_of_the_interface_stays_english(sample: str) -> None:
    judgement: Judgement = getattr(report_samples, sample)()
    with speaking("de", Pseudo()):
        view = build_view(judgement)
        page = render_html(view)
    shown = Shown()
    shown.feed(page)
    known = words_of_data(judgement) | set(WORD.findall(view.cover.document_id))
    left = {t: odd for t in shown.texts if (odd := [w for w in WORD.findall(t) if w not in known])}
    assert left == {}
    assert 'lang="de"' in page
