"""Markdown of evidence files to HTML that can do nothing: no raw HTML, no images, no strange links."""

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

_SCHEMES = frozenset({"http", "https", "mailto"})
_TOP = 5
UNBROKEN = 2000
_TAG = re.compile(r"(<[^>]*>)")
_RUN = re.compile(rf"(?:&\w+;|&#\w+;|[^\s&]){{{UNBROKEN},}}")
_PIECE = re.compile(r"(?:&\w+;|&#\w+;|[^\s&]){80}")


def to_html(text: str) -> Markup:
    """Render Markdown as HTML that is safe to print and to open.

    HTML in the text is shown as text. Links lead to http, https, mailto or a place in the report;
    others keep their words only. Images leave their alternative text. Headings are demoted to
    levels 5 and 6, below those of the report.
    """
    parser = _parser()
    tokens = parser.parse(text)
    _demote(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    if len(html) > UNBROKEN:
        html = "".join(part if part[:1] == "<" else breakable(part) for part in _TAG.split(html))
    return Markup(html)  # noqa: S704 - html is off, see _parser


def breakable(escaped: str) -> str:
    """Offer line breaks in runs of thousands of characters without a blank.

    Finding the breaks in such a run takes a layout engine time that grows with its square.
    `escaped` is text without tags, with its entities.
    """
    return _RUN.sub(lambda run: _PIECE.sub(r"\g<0><wbr>", run.group()), escaped)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    parser.add_render_rule("image", _words_of_image)
    parser.validateLink = _may_link  # type: ignore[assignment,method-assign]
    return parser


def _words_of_image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return escapeHtml(renderer.renderInlineAsText(tokens[index].children or [], options, env))


def _may_link(address: str) -> bool:
    if address.startswith("#"):
        return True
    try:
        return urlsplit(address.strip()).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def _demote(tokens: Sequence[Token]) -> None:
    first: int | None = None
    for token in tokens:
        if token.type not in ("heading_open", "heading_close"):
            continue
        level = int(token.tag[1:])
        first = level if first is None else first
        token.tag = f"h{_TOP if level <= first else _TOP + 1}"
