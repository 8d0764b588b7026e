"""Templates and style of a site that come before ours: what is wrong with them, before a page is made of them."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from iso16363.spelling import nearest

FILTERS: Final = ("markdown",)
"""Filters of the report's own, beside those of Jinja."""
STYLES: Final = frozenset({"report.css", "screen.css"})
PACKAGED: Final = "packaged"
"""Prefix by which a site's template includes or extends ours of the same name."""

_LOADS = re.compile(r"@import|url\(\s*[\"']?(?!data:|#|[\"'\s])", re.IGNORECASE)

_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)
"""A letter as CSS also lets it be written: `u\\72l` is `url`."""


@dataclass(frozen=True, slots=True)
class OverlayFault:
    """What is wrong in a file of the overlay, with its diagnostic code, and what to do."""

    code: str
    file: str
    line: int
    message: str
    remedy: str


def style_faults(file: str, text: str) -> Iterator[OverlayFault]:
    """What a style sheet may not do: load something, or end the element it is put into."""
    for number, line in enumerate(text.split("\n"), 1):
        if _LOADS.search(_ESCAPE.sub(_unescaped, line)):
            remedy = "Put what it needs into it as a data: address; a report loads nothing."
            yield OverlayFault("B805", file, number, "the style sheet loads another file", remedy)
        if "</" in line:
            yield OverlayFault("B805", file, number, 'the style sheet holds "</", which ends it', "Take it out.")


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if number <= sys.maxunicode else ""


_REFRESH = re.compile(r"http-equiv\s*=\s*['\"]?\s*refresh", re.IGNORECASE)


def template_faults(texts: Mapping[str, str], packaged: frozenset[str]) -> Iterator[OverlayFault]:
    """What Jinja cannot read, and names of templates that are nowhere; `texts` by the name of the file."""
    from jinja2 import Environment, TemplateSyntaxError, meta

    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])  # nothing is rendered by it
    environment.filters.update(dict.fromkeys(FILTERS, str))
    reachable = packaged | texts.keys() | {f"{PACKAGED}/{name}" for name in packaged}
    named = set()
    for file, text in texts.items():
        try:
            tree = environment.parse(text, filename=file)
            environment.compile(text, filename=file)
        except TemplateSyntaxError as error:
            message = f"the template cannot be read: {(error.message or '').rstrip('.')}"
            yield OverlayFault("B805", file, error.lineno, message, "Compare it with the template it stands for.")
            continue
        for found in _REFRESH.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            message = "the template sends the browser to another address"
            yield OverlayFault("B805", file, line, message, "Take it out: the page stands alone.")
        wanted = {name for name in meta.find_referenced_templates(tree) if name}
        named |= wanted
        for name in sorted(wanted - reachable):
            line = next((n for n, words in enumerate(text.split("\n"), 1) if name in words), 0)
            yield OverlayFault("B805", file, line, f'there is no template "{name}"', "Correct the name.")
    for file in sorted(texts.keys() - packaged - named):
        close = nearest(file, sorted(packaged))
        remedy = f'Did you mean "{close}"?' if close else "Name it as the template of the report that it stands for."
        yield OverlayFault("B806", file, 0, "no template of the report has this name, so it is not used", remedy)
