"""The tags of a PDF as a tree with its text, read back from the file without the library that wrote it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ContentStream

_CODES = re.compile(r"<([0-9a-fA-F]+)>")


@dataclass(frozen=True)
class Shown:
    """One showing of text by one font."""

    text: str
    left: float
    right: float
    baseline: float


class Piece(str):
    """A piece of text under one mark, with where it is shown, in points from the left and from the foot."""

    __slots__ = ("baseline", "left", "page", "right")
    page: int
    left: float
    right: float
    baseline: float

    @classmethod
    def of(cls, shown: list[Shown], page: int, actual: str | None = None) -> "Piece":
        made = cls("".join(s.text for s in shown) if actual is None else actual)
        made.page = page
        made.left = min((s.left for s in shown), default=0)
        made.right = max((s.right for s in shown), default=0)
        made.baseline = min((s.baseline for s in shown), default=0)
        return made


@dataclass
class Tag:
    """An element of the structure, with its text and elements in their order."""

    kind: str
    page: int
    entries: dict[str, Any]
    kids: list["Tag | Piece"] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator["Tag"]:
        """Itself and everything below, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.walk()

    def texts(self) -> Iterator[Piece]:
        """Pieces of text in reading order."""
        for kid in self.kids:
            if isinstance(kid, Piece):
                yield kid
            else:
                yield from kid.texts()

    @property
    def text(self) -> str:
        """All its text."""
        return "".join(self.texts())

    def all(self, kind: str) -> list["Tag"]:
        """The elements of a kind, itself included."""
        return [tag for tag in self.walk() if tag.kind == kind]


@dataclass(frozen=True)
class Marked:
    """What a page's stream says of itself: content by its mark, artifacts with their kind."""

    content: dict[int, Piece]
    artifacts: list[tuple[str, str]]
    stray: str


@dataclass(frozen=True)
class Font:
    """What is needed of a font to read what it shows: its glyphs' meanings and widths."""

    name: str
    letters: dict[int, str]
    widths: dict[int, float]


def tag_tree(reader: pypdf.PdfReader, marks: list[Marked]) -> Tag:
    """Read the tree below the root of the structure; `marks` is what each page's stream says."""
    root: Any = reader.trailer["/Root"]
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference}
    (document,) = root["/StructTreeRoot"]["/K"]
    return _tag(document.get_object(), pages, [page.content for page in marks])


def _tag(element: Any, pages: dict[int, int], content: list[dict[int, Piece]]) -> Tag:
    page = pages[element.raw_get("/Pg").idnum] if "/Pg" in element else 0
    entries = {key: element[key] for key in ("/Alt", "/Lang", "/A", "/ID") if key in element}
    tag = Tag(element["/S"][1:], page, entries)
    kids = element["/K"]
    for kid in kids if isinstance(kids, list) else [kids]:
        item = kid.get_object()
        if isinstance(item, int):
            tag.kids.append(content[page][item])
        elif item.get("/Type") == "/OBJR":
            tag.annotations.append(item["/Obj"].get_object())
        else:
            tag.kids.append(_tag(item, pages, content))
    return tag


def marked(reader: pypdf.PdfReader, number: int) -> Marked:
    """Read a page's stream: every shown text under the mark it stands in."""
    page: Any = reader.pages[number]
    faces = fonts(page)
    content: dict[int, Piece] = {}
    artifacts: list[tuple[str, str]] = []
    stray: list[Shown] = []
    open_marks: list[tuple[str, Any, list[Shown]]] = []
    font, size = Font("", {}, {}), 0.0
    place = _NO_CHANGE
    matrices = [_NO_CHANGE]
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"q":
            matrices.append(matrices[-1])
        elif operator == b"Q":
            matrices.pop()
        elif operator == b"cm":
            matrices[-1] = _times(tuple(map(float, operands)), matrices[-1])
        elif operator in (b"BDC", b"BMC"):
            open_marks.append((str(operands[0]), operands[1] if operator == b"BDC" else {}, []))
        elif operator == b"EMC":
            kind, entries, shown = open_marks.pop()
            if "/MCID" in entries:
                assert entries["/MCID"] not in content, "a mark is used once"
                actual = str(entries["/ActualText"]) if "/ActualText" in entries else None
                content[entries["/MCID"]] = Piece.of(shown, number, actual)
            elif kind == "/Artifact":
                said = "".join(s.text for s in shown)
                artifacts.append((str(entries.get("/Subtype", entries.get("/Type", ""))), said))
        elif operator == b"Tf":
            font, size = faces[operands[0]], float(operands[1])
        elif operator == b"Tm":
            place = tuple(map(float, operands))
        elif operator in (b"TJ", b"Tj"):
            shown_now = _shown(operands[0], font, size, _times(place, matrices[-1]))
            (open_marks[-1][2] if open_marks else stray).append(shown_now)
    return Marked(content, artifacts, "".join(s.text for s in stray))


_Matrix = tuple[float, ...]
_NO_CHANGE: _Matrix = (1, 0, 0, 1, 0, 0)


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _shown(operand: Any, font: Font, size: float, place: _Matrix) -> Shown:
    text, width = "", 0.0
    for piece in operand if isinstance(operand, list) else [operand]:
        if isinstance(piece, str | bytes):
            data: Any = getattr(piece, "original_bytes", piece)
            codes = [int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2)]
            text += "".join(font.letters.get(code, "\ufffd") for code in codes)
            width += sum(font.widths.get(code, 0) for code in codes)
        else:
            width -= float(piece)
    return Shown(text, place[4], place[4] + width / 1000 * size * place[0], place[5])


def fonts(page: Any) -> dict[str, Font]:
    """The fonts a page may use, by the name it calls them."""
    return {name: _font(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}


def _font(font: Any) -> Font:
    """A font with the map the PDF carries for those who search and read aloud."""
    letters = {}
    if "/ToUnicode" in font:
        for line in font["/ToUnicode"].get_object().get_data().decode("latin-1").splitlines():
            codes = _CODES.findall(line)
            if len(codes) == 2 and len(codes[0]) == 4:
                letters[int(codes[0], 16)] = bytes.fromhex(codes[1]).decode("utf-16-be")
    widths: dict[int, float] = {}
    if "/DescendantFonts" in font:
        flat = list(font["/DescendantFonts"][0].get_object().get("/W", ()))
        while flat:
            first, rest = flat.pop(0), flat.pop(0)
            if isinstance(rest, list):
                widths |= {first + n: float(width) for n, width in enumerate(rest)}
            else:
                width = float(flat.pop(0))
                widths |= dict.fromkeys(range(first, rest + 1), width)
    return Font(str(font["/BaseFont"])[1:] if "/BaseFont" in font else "", letters, widths)
