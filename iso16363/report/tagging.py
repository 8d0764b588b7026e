"""What WeasyPrint's tags lack for PDF/UA: running heads apart, languages of parts, scopes, places of figures.

Written against WeasyPrint 70. It reaches for things the library keeps to itself (what was marked on
a page, the objects of the PDF); the tests read all of it back from the finished file.
"""

from collections.abc import Iterator
from typing import Any
from unicodedata import bidirectional

from iso16363.report.glyphs import SAID
from iso16363.report.pdfobjects import text

_PIXEL = 0.75
"""Points in a pixel of CSS."""
_HEBREW, _EMOJI = "\u0590", "\U00010000"
"""Where right-to-left scripts, and where pictographs, begin."""
_EDITS = {"ins": "Underline", "del": "LineThrough"}
"""Words that came or went: the tags have no element of their own for them, but know the line they are shown with."""
_MAY_BE_EMPTY = frozenset({"/TD", "/TH"})
"""Cells: without them a row would lose a column."""


class Tagging:
    """Notes taken while the pages of a document are painted, and put into its tags at the end."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - the library has no types
        self.document = document
        self.languages: list[tuple[int, int, str]] = []
        self.edits: list[tuple[int, int, str]] = []
        for index, page in enumerate(document.pages):
            page.paint = _Painter(self, index, page, _join_links(page))

    def finish(self, pdf: Any) -> None:  # noqa: ANN401 - as above
        """Complete the tags of the PDF that the document became."""
        self._say_what_links_are()
        elements: list[Any] = [
            item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/StructElem"
        ]
        for element in elements:
            if element["S"] == "/TH":
                row = _object(pdf, element["P"])
                element["A"]["Scope"] = "/Column" if _object(pdf, row["P"])["S"] == "/THead" else "/Row"
            elif element["S"] == "/Figure":
                _place_figure(pdf, element)
            elif element["S"] == "/Link" and _object(pdf, element["P"])["S"] == "/Link":
                element["S"] = "/Span"
        # Children come after their parents: from the end, a parent that has lost its last child goes too.
        for element in reversed(elements):
            if not element["K"] and element["S"] not in _MAY_BE_EMPTY:
                _object(pdf, element["P"])["K"].remove(element.reference)
        for language, element in _marked(pdf, self.languages):
            element["Lang"] = text(language)
        for line, element in _marked(pdf, self.edits):
            element["A"] = f"<</O /Layout /TextDecorationType /{line}>>"

    def _say_what_links_are(self) -> None:
        """A link's description is its words; WeasyPrint gives the address, which for one inside is a code."""
        for page in self.document.pages:
            for _, target, _, box in page.links:
                annotation = getattr(box, "link_annotation", None)
                if annotation is not None:
                    words = " ".join("".join(box.element.itertext()).split())
                    annotation["Contents"] = text(words or target)


def _marked(pdf: Any, notes: list[tuple[int, int, str]]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - as above
    """What was noted of a mark on a page, with the element of the structure that holds the mark."""
    if notes:
        root = _object(pdf, pdf.catalog["StructTreeRoot"])
        pages = _object(pdf, root["ParentTree"])["Nums"][1::2]
        for page, mark, note in notes:
            yield note, _object(pdf, pages[page][mark])


class _Painter:
    """Paints a page as WeasyPrint does, then sets apart what is no content, and notes languages and edits."""

    def __init__(self, tagging: Tagging, index: int, page: Any, leaders: list[Any]) -> None:  # noqa: ANN401 - as above
        self.tagging, self.index, self.page, self.leaders = tagging, index, page, leaders

    def __call__(self, stream: Any, scale: float = 1) -> None:  # noqa: ANN401 - as above
        type(self.page).paint(self.page, stream, scale)
        marks: dict[Any, Any] = stream._tags  # noqa: SLF001 - see the module
        artifacts = self._artifacts(marks)
        spoken = {mark["mcid"]: words for box, mark in marks.items() if (words := _words(box)) is not None}
        _renumber(stream.stream, marks, artifacts, spoken)
        whole = self.tagging.document.metadata.lang
        for box, mark in marks.items():
            language = box.style["lang"]
            if language and language != whole:
                self.tagging.languages.append((self.index, mark["mcid"], language))
            if box.element is not None and box.element.tag in _EDITS:
                self.tagging.edits.append((self.index, mark["mcid"], _EDITS[box.element.tag]))

    def _artifacts(self, marks: dict[Any, Any]) -> dict[int, str]:
        """Take heads, feet and the dots of the contents from the page's boxes, and so from its tags.

        WeasyPrint (70) marks heads as content without a tag, and has dots read out.
        """
        page = self.page._page_box  # noqa: SLF001 - see the module
        artifacts = {}
        for head in [child for child in page.children if hasattr(child, "at_keyword")]:
            place = "Header" if head.at_keyword.startswith("@top") else "Footer"
            for box in [box for box in head.descendants() if box in marks]:
                artifacts[marks.pop(box)["mcid"]] = f"<</Type /Pagination /Subtype /{place}>>"
        page.children = [child for child in page.children if not hasattr(child, "at_keyword")]
        for leader in self.leaders:
            for box in leader.children:
                artifacts[marks.pop(box)["mcid"]] = "<</Type /Layout>>"
            leader.children = ()
        return artifacts


def _words(box: Any) -> str | None:  # noqa: ANN401 - as above
    """The text that a box means, where what is drawn does not give it.

    A blank between two elements is not drawn at all, emoji are pictures, Hebrew and Arabic are drawn
    from the left, and a letter no font has is a box.
    """
    shown: str = getattr(box, "text", "")
    if shown.isspace():
        return " "
    if shown.isascii() or max(shown) < _HEBREW:
        return None
    said: str | None = box.element.get(SAID)
    if said is not None:
        box.element.set(SAID, "")  # where it is broken over lines, the rest has been said
        return said
    foreign = any(letter >= _EMOJI or bidirectional(letter) in {"R", "AL"} for letter in shown)
    return shown if foreign else None


def _renumber(items: list[Any], marks: dict[Any, Any], artifacts: dict[int, str], spoken: dict[int, str]) -> None:
    """Turn marks of a page's stream into artifacts, number the others without a gap, give the text where needed."""
    kept = sorted(mark["mcid"] for mark in marks.values())
    numbers = {old: new for new, old in enumerate(kept)}
    for mark in marks.values():
        mark["mcid"] = numbers[mark["mcid"]]
    for place, item in enumerate(items):
        if isinstance(item, dict) and "MCID" in item:
            if item["MCID"] in artifacts:
                items[place - 1 : place + 1] = ["/Artifact", artifacts[item["MCID"]]]
                continue
            if item["MCID"] in spoken:
                item["ActualText"] = text(spoken[item["MCID"]])
            item["MCID"] = numbers[item["MCID"]]


def _join_links(page: Any) -> list[Any]:  # noqa: ANN401 - as above
    """Leave one annotation a link, and return the leaders (dots) in links.

    WeasyPrint (70) annotates every box within a link again, so that it is announced several times.
    """
    inside: set[Any] = set()
    links = []
    for link in page.links:
        if link[3] not in inside:
            links.append(link)
            inside.update(link[3].descendants())
    page.links = links
    return [box for box in inside if getattr(box, "is_leader", False)]


def _object(pdf: Any, reference: bytes) -> Any:  # noqa: ANN401 - as above
    return pdf.objects[int(reference.split()[0])]


def _place_figure(pdf: Any, element: Any) -> None:  # noqa: ANN401 - as above
    """A figure's box in points from the foot of the page; WeasyPrint (70) gives pixels from the top."""
    height = _object(pdf, element["Pg"])["MediaBox"][3]
    left, top, right, bottom = (value * _PIXEL for value in element["A"]["BBox"])
    element["A"]["BBox"][:] = [left, height - bottom, right, height - top]
