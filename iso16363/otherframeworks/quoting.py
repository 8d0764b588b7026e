"""Texts of others inside Markdown of ours: they stay what they are, and do nothing."""

import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_ACTIVE: Final = frozenset({"html_block", "html_inline", "image"})
_SIGNS: Final = re.compile(r"([\\`*_{}\[\]<>#|!~&$])")
_START: Final = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[-+=:]))(.)")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def inline(text: str) -> str:
    """A text on one line, where every sign is shown as it is."""
    escaped = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    return _START.sub(r"\1\\\2", escaped)  # else it could begin a list, a heading or a definition


def quoted(text: str) -> str:
    """Markdown as a block quotation, formatting kept.

    A text that holds HTML, an image, a link to anything but a web or mail address, or a definition that
    would reach beyond the quotation is shown sign by sign instead.
    """
    lines = _LINE_END.split(text.strip("\r\n"))
    if not _harmless("\n".join(lines)):
        lines = [inline(line) + "  " if line.strip() else "" for line in lines]
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def code(text: str) -> str:
    """A text as code, whatever is in it."""
    flat = " ".join(text.split())
    fence = "`" * (max(map(len, re.findall("`+", flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def link(text: str, address: str) -> str:
    """A link, to an address that the model has checked."""
    safe = _ENTITY.sub("&amp;", address.replace("\\", "%5C"))
    return f"[{inline(text)}](<{safe}>)"


def _harmless(text: str) -> bool:
    env: dict[str, object] = {}
    tokens = _parser().parse(text, env)
    return not env.get("references") and all(map(_is_passive, tokens))


def _is_passive(token: Token) -> bool:
    if token.type in _ACTIVE:
        return False
    if token.type == "link_open" and not _leads_out(str(token.attrs.get("href", ""))):
        return False
    return all(map(_is_passive, token.children or ()))


def _leads_out(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in _SCHEMES
    except ValueError:
        return False


@cache
def _parser() -> MarkdownIt:
    """One that sees every link, also those it would itself refuse to make."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.validateLink = lambda _: True  # type: ignore[method-assign,assignment]
    return parser
