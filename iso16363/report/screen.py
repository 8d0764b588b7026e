"""What a page needs in a browser besides paper: a way around it, tables for narrow screens, dark colours, and a lock.

Done to the finished page, so that the templates say everything once and paper pays for nothing of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from iso16363.language import say
from iso16363.report.page import PAPER_ENDS, report_folder
from iso16363.report.wording import capital

_BEGINNING = re.compile(r"\s*(<!doctype[^>]*>)?\s*(<html\b[^>]*>)?\s*(<head\b[^>]*>)?", re.IGNORECASE)
_LOCK = """
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
img-src data:; font-src data:; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">"""
"""No script runs and nothing is asked for, whatever a template says."""

_TAGS = re.compile(r"<[^>]*>")
_LETTER = re.compile(r'<span class="part">.*?</span>')
_BODY = re.compile(r"<body[^>]*>")
_HEADING = re.compile(r"<h([1-6])\b([^>]*)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
_HEADING_OR_TABLE = re.compile(
    r"<h(?P<level>[1-6])\b[^>]*>(?P<words>.*?)</h(?P=level)>|<table\b(?P<table>.*?)</table>", re.DOTALL
)
_HEAD_CELLS = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
_DRAWING = re.compile(r'<div class="drawing[^"]*"')
"""Wider than a telephone: it scrolls by itself, also by keyboard."""
_CELL = re.compile(r"<t[hd]\b")
_CONTENTS = "contents"
_FEWEST = 4
"""A page with fewer parts needs no list of them at its side."""


@dataclass(slots=True)
class _Part:
    """A part of the page with the places inside it that the list at the side names."""

    anchor: str
    title: str
    inside: list[tuple[str, str]]


def for_screen(html: str) -> str:
    """The page as a browser gets it; still one file that asks for nothing and runs nothing."""
    style = (report_folder() / "screen.css").read_text(encoding="utf-8")
    html = _BEGINNING.sub(rf"\g<0>{_LOCK}", html, count=1).replace(PAPER_ENDS, style, 1)
    opening = _BODY.search(html)
    if opening is None:
        return html
    end = html.rindex("</body>")
    name = say("Drawing")
    body = _DRAWING.sub(rf'\g<0> role="group" tabindex="0" aria-label="{name}"', html[opening.end() : end])
    return f"{html[: opening.end()]}\n{_framed(_tables(body))}{html[end:]}"


def _framed(body: str) -> str:
    """The body with its landmarks: a link past the list of parts, the list, and the main part."""
    words = say("Skip to the content")
    skip = f'<a class="skip" href="#main">{words}</a>\n'
    before, main, after = body.partition("<main")
    if not main:
        return f'{skip}<main id="main">{body}</main>\n'
    parts = list(_parts(after))
    around = _navigation(parts, after) if len(parts) >= _FEWEST else ""
    cover = f"<header>{before}</header>\n" if before.strip() else ""
    return f'{skip}{around}{cover}<main id="main"{after}'


def _parts(html: str) -> Iterator[_Part]:
    """Parts by their headings of the first level; of those below only the criteria's subsections."""
    part = None
    for match in _HEADING.finditer(html):
        level, attributes, words = match.groups()
        anchor = _ID.search(attributes)
        if anchor is None:
            continue
        if level == "1" and anchor[1] != _CONTENTS:
            if part:
                yield part
            part = _Part(anchor[1], words.strip(), [])
        elif level == "2" and part and anchor[1].startswith("s-"):
            part.inside.append((anchor[1], _TAGS.sub("", words).strip()))
    if part:
        yield part


def _navigation(parts: list[_Part], html: str) -> str:
    name = say("Contents")
    lines = [f'<nav class="side" aria-label="{name}">', f'<p><a href="#main">{name}</a></p>', "<ol>"]
    for part in parts:
        lines.append(f'<li><a href="#{part.anchor}">{part.title}</a>')
        if part.inside:
            places = (f'<li><a href="#{anchor}">{title}</a></li>' for anchor, title in part.inside)
            lines.append(f"<ol>{''.join(places)}</ol>")
        lines.append("</li>")
    bar = f'<a class="bar" href="#{_CONTENTS}">{name}</a>' if f'id="{_CONTENTS}"' in html else ""
    return "\n".join([*lines, "</ol>", bar, "</nav>", ""])


def _tables(html: str) -> str:
    """Give every table a name, and every cell that of its column, which it shows where columns have no room."""
    under: dict[int, str] = {}

    def named(match: re.Match[str]) -> str:
        if match["table"] is None:
            level = int(match["level"])
            for deeper in [known for known in under if known >= level]:
                del under[deeper]
            under[level] = _words(_LETTER.sub("", match["words"]))
            return match[0]
        name = ", ".join(words for level, words in sorted(under.items(), reverse=True)[:2])
        label = f' aria-label="{name}"' if name else ""
        return f"<table{label}{_labelled(match['table'])}</table>"

    return _HEADING_OR_TABLE.sub(named, html)


def _labelled(table: str) -> str:
    head, ends, rows = table.partition("</thead>")
    if not ends:
        return table
    columns = [_words(cell) for cell in _HEAD_CELLS.findall(head)]
    return f"{head}{ends}{_ROW.sub(partial(_row, columns), rows)}"


def _row(columns: list[str], match: re.Match[str]) -> str:
    names = iter(columns)

    def cell(opening: re.Match[str]) -> str:
        name = next(names, "")
        return f'{opening[0]} data-column="{name}"' if name else opening[0]

    return _CELL.sub(cell, match[0])


def _words(html: str) -> str:
    """Text of a piece of the page for an attribute: entities stay as they are."""
    return capital(" ".join(_TAGS.sub(" ", html).split())).replace('"', "&quot;")
