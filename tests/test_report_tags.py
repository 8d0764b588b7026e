"""The tags of the report, read back from the file: order, headings, tables, figures, links, bookmarks."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
import report_pdfs
from pdf_tags import Piece, Tag
from report_pdfs import Made

_DRAFT = "Draft: not all gates hold. Not a hand-over."
_UNSPOKEN = {"style", "svg", "thead", "head"}


@pytest.fixture(params=["nothing", "half", "complete", "ready", "audited", "draft", "hostile", "example"])
def made(request: pytest.FixtureRequest) -> Made:
    return report_pdfs.made(request.param, attached=request.param == "example")


class _Words(HTMLParser):
    """The text of a page in its order, without drawings, heads of tables and what is not shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.within: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSPOKEN:
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.words.append(data)


def _compact(text: str) -> str:
    """Letters and digits only: line breaks, quotation marks and bullets are the layout's affair."""
    return re.sub(r"[\W_]+", "", text)


def _spoken(tag: Tag) -> str:
    """Text in reading order, but heads (repeated on each page), list labels, figures and page numbers in contents."""
    pieces: list[str] = []
    for kid in tag.kids:
        if isinstance(kid, Piece):
            pieces.append(kid)
        elif kid.kind not in {"Figure", "THead", "Lbl"} and (tag.kind, kid.kind) != ("Link", "Span"):
            pieces.append(_spoken(kid))
    return "".join(pieces)


def test_the_reading_order_is_that_of_the_page(made: Made) -> None:
    assert _compact(_spoken(made.tags)) == _compact("".join(_Words(made.html).words))


def test_headings_go_down_one_level_at_a_time(made: Made) -> None:
    levels = [int(tag.kind[1]) for tag in made.tags.walk() if re.fullmatch(r"H\d", tag.kind)]
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert all(tag.text.strip() for tag in made.tags.walk() if re.fullmatch(r"H\d", tag.kind))


def test_every_table_has_heads_that_its_cells_name(made: Made) -> None:
    for table in made.tags.all("Table"):
        heads = table.all("TH")
        assert heads, f"page {table.page + 1}: {table.text[:60]!r} has no heads"
        assert {head.entries["/A"]["/Scope"] for head in heads} <= {"/Row", "/Column"}
        assert all(head.text.strip() for head in heads), f"page {table.page + 1}: an empty head"
        ids = [head.entries["/ID"] for head in heads]
        assert len(set(ids)) == len(ids)
        for cell in table.all("TD"):
            named = list(cell.entries["/A"].get("/Headers", ()))
            assert named, f"page {table.page + 1}: {cell.text!r} names no head"
            assert set(named) <= set(ids)
        widths = {sum(int(cell.entries["/A"].get("/ColSpan", 1)) for cell in _cells(row)) for row in table.all("TR")}
        assert len(widths) == 1, f"page {table.page + 1}: rows of different widths"


def _cells(row: Tag) -> list[Tag]:
    return [kid for kid in row.kids if isinstance(kid, Tag) and kid.kind in {"TH", "TD"}]


def test_figures_have_words_and_lie_on_the_page(made: Made) -> None:
    for figure in made.tags.all("Figure"):
        assert len(str(figure.entries["/Alt"])) > 40
        left, bottom, right, top = map(float, figure.entries["/A"]["/BBox"])
        page = made.reader.pages[figure.page].mediabox
        assert page.left < left < right < page.right
        assert page.bottom < bottom < top < page.top


def test_links_say_where_they_lead_and_lead_there(made: Made) -> None:
    places = made.reader.named_destinations
    links = made.tags.all("Link")
    for link in links:
        (annotation,) = link.annotations
        assert str(annotation["/Contents"]).strip()
        if "/Dest" in annotation:
            assert str(annotation["/Dest"]) in places
            assert annotation["/Contents"] != annotation["/Dest"]
        else:
            assert annotation["/A"]["/S"] == "/URI"
        assert "/StructParent" in annotation
    annotations: list[Any] = [a for page in made.reader.pages for a in page.get("/Annots", ())]
    assert len(annotations) == len(links), "one annotation for each link, and none beside the tags"
    assert len(links) > 20


def test_nothing_is_tagged_that_is_empty_and_nothing_shown_is_untagged(made: Made) -> None:
    empty = [t.kind for t in made.tags.walk() if not t.kids and not t.annotations and t.kind not in {"TD", "TH"}]
    assert empty == []
    pieces = sum(len(page.content) for page in made.marked)
    assert sum(isinstance(kid, Piece) for tag in made.tags.walk() for kid in tag.kids) == pieces
    assert {page.stray for page in made.marked} == {""}


def test_running_heads_and_dots_are_artifacts(made: Made) -> None:
    pages = len(made.reader.pages)
    assert not any(text for _, text in made.marked[0].artifacts), "the cover has no heads"
    begin = next(tag.page for tag in made.tags.all("H1"))  # hostile texts do not fit on one cover
    for number, page in enumerate(made.marked[begin:], begin + 1):
        said = [(kind, text) for kind, text in page.artifacts if kind in {"/Header", "/Footer"}]
        heads = [text for kind, text in said if kind == "/Header"]
        assert [kind for kind, _ in said] == ["/Header"] * len(heads) + ["/Footer"] * 2
        assert heads[1:-1] == ([_DRAFT] if _DRAFT in made.html else [])
        assert said[-1][1] == f"page {number} of {pages}"
    assert ". . . ." not in made.tags.text


def test_bookmarks_lead_to_their_headings(made: Made) -> None:
    headings: dict[int, set[str]] = {}
    for tag in made.tags.walk():
        if re.fullmatch(r"H[1-6]", tag.kind):
            headings.setdefault(tag.page, set()).add(_compact(tag.text))
    marks = list(_bookmarks(made, made.reader.outline))
    assert all(_compact(title) in headings[page] for title, page in marks)
    titles = [title for title, _ in marks]
    letters = [title[0] for title in titles if re.match("[A-P] ", title)]
    assert letters == list("ABCDEFGHIJKLMNOP"[: len(letters)])
    assert len(letters) == 14 + ('id="findings"' in made.html) + ('id="changes"' in made.html)
    criteria = re.findall(r'id="c-([\d.]+)"', made.html)
    assert [title.split()[0] for title in titles if re.match(r"\d(\.\d+){2,} ", title)] == criteria


def _bookmarks(made: Made, outline: list[Any]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for item in outline:
        if isinstance(item, list):
            found += _bookmarks(made, item)
        else:
            page = made.reader.get_destination_page_number(item)
            assert page is not None
            found.append((str(item.title), page))
    return found


def test_the_title_is_shown_and_the_language_known(made: Made) -> None:
    root: Any = made.reader.trailer["/Root"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "en"
    assert not [tag for tag in made.tags.walk() if "/Lang" in tag.entries], "one language needs to be said once"


_MIXED = """<html lang="es"><head><title>t</title></head><body><p>Texto <em lang="en">in English</em> y <a href="#x"
lang="ca">en català</a>.</p><div lang="en"><h1 id="x">Title</h1><p>More</p></div>
<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td lang="de">b</td></tr></tbody></table>
</body></html>"""


def test_parts_in_another_language_say_so() -> None:
    tags = report_pdfs.made_of(_MIXED).tags
    said = [(str(tag.entries["/Lang"]), tag.text) for tag in tags.walk() if "/Lang" in tag.entries]
    expected = [("en", "in English"), ("ca", "en català"), ("en", "Title"), ("en", "More"), ("de", "b")]
    assert said == expected
