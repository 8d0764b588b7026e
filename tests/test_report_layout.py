"""What stands where on the sheets: margins, pages that are filled, headings with what they head; fonts."""

import re
from itertools import pairwise

import pytest
import report_pdfs
from pdf_tags import Piece, Tag
from report_pdfs import Made

from iso16363.report.page import report_folder
from iso16363.report.pdf import Paper

_MM = 72 / 25.4
_TEXT_WIDTH = 170 * _MM
_SIZES: dict[Paper, tuple[float, float]] = {"a4": (210, 297), "letter": (215.9, 279.4)}
_CASES: list[tuple[str, Paper]] = [
    *[(sample, "a4") for sample in ("bare", "nothing", "half", "complete", "ready", "draft", "hostile")],
    ("half", "letter"),
    ("nothing", "letter"),
    ("example", "a4"),
]


@pytest.fixture(params=_CASES, ids=" on ".join)
def made(request: pytest.FixtureRequest) -> Made:
    sample, paper = request.param
    return report_pdfs.made(sample, paper=paper, attached=sample == "example")


@pytest.fixture
def pages(made: Made) -> list[list[tuple[Tag, Piece]]]:
    """The pieces of text on each page with the heading, figure or other tag they are in."""
    found: list[list[tuple[Tag, Piece]]] = [[] for _ in made.reader.pages]

    def gather(tag: Tag, within: Tag) -> None:
        for kid in tag.kids:
            if isinstance(kid, Tag):
                gather(kid, kid if kid.kind == "Figure" or _is_heading(kid) else within)
            elif kid.strip():
                found[kid.page].append((within, kid))

    gather(made.tags, made.tags)
    return found


def _is_heading(tag: Tag) -> bool:
    return re.fullmatch(r"H\d", tag.kind) is not None


def _lowest(page: list[tuple[Tag, Piece]]) -> float:
    """How far down a page goes, in points from its foot."""
    return min(float(tag.entries["/A"]["/BBox"][1]) if tag.kind == "Figure" else piece.baseline for tag, piece in page)


def test_the_sheet_is_the_one_asked_for() -> None:
    for paper, size in _SIZES.items():
        box = report_pdfs.made("half", paper=paper).reader.pages[3].mediabox
        assert (float(box.width) / _MM, float(box.height) / _MM) == pytest.approx(size, abs=0.05)


def test_nothing_leaves_the_text_area(made: Made, pages: list[list[tuple[Tag, Piece]]]) -> None:
    margin = (float(made.reader.pages[0].mediabox.width) - _TEXT_WIDTH) / 2
    for number, page in enumerate(pages, 1):
        for tag, piece in page:
            if tag.kind == "Figure":
                left, _, right, _ = map(float, tag.entries["/A"]["/BBox"])
            else:
                left, right = piece.left, piece.right
            assert left > margin - 0.5, f"page {number}: {piece[:60]!r} begins in the margin"
            assert right < margin + _TEXT_WIDTH + 0.5, f"page {number}: {piece[:60]!r} ends in the margin"


def test_no_page_ends_with_a_heading(pages: list[list[tuple[Tag, Piece]]]) -> None:
    for number, page in enumerate(pages, 1):
        tag, last = min(page, key=lambda found: found[1].baseline)
        assert not _is_heading(tag), f"page {number} ends with the heading {last!r}"


def test_pages_are_filled_where_a_part_goes_on(made: Made, pages: list[list[tuple[Tag, Piece]]]) -> None:
    height = float(made.reader.pages[0].mediabox.height)
    for number, (page, after) in enumerate(pairwise(pages), 1):
        begins = after[0][0].kind == "H1" or number == 1
        assert len("".join(piece for _, piece in page)) > 100, f"page {number} is empty"
        assert begins or _lowest(page) < height / 2, f"page {number} is half empty, and its part goes on"


def test_the_remarks_of_an_auditor_never_stand_alone_on_a_page(pages: list[list[tuple[Tag, Piece]]]) -> None:
    for number, page in enumerate(pages[1:], 2):
        assert not page[0][1].startswith(("State of", "Auditor’s remarks", "Auditor's remarks")), f"page {number}"


def test_the_head_of_a_criterion_is_on_one_page(made: Made) -> None:
    for sheet in made.tags.all("Div"):
        kids = [kid for kid in sheet.kids if isinstance(kid, Tag)]
        if [kid.kind for kid in kids[:3]] == ["P", "H3", "P"]:  # state, title, requirement
            assert {piece.page for kid in kids for piece in kid.texts()} == {sheet.page}
    titles = [tag for tag in made.tags.all("H3") if re.match(r"\d(\.\d+){2,} ", tag.text)]
    assert len(titles) == len(re.findall(r'<h3 id="c-', made.html))


def test_the_summary_is_one_page(made: Made) -> None:
    headings = [tag for tag in made.tags.walk() if _is_heading(tag)]
    summary = next(n for n, tag in enumerate(headings) if tag.text.startswith("C "))
    after = next(tag for tag in headings[summary + 1 :] if tag.kind == "H1")
    if "javascript" in made.html:  # texts without end need more
        assert after.page > headings[summary].page
    else:
        assert after.page == headings[summary].page + 1


_OURS = {
    *("Source-Sans-3", "Source-Sans-3-Italic", "Source-Sans-3-Semi-Bold", "Source-Sans-3-Semi-Bold-Italic"),
    *("Source-Code-Pro", "Source-Code-Pro-Semi-Bold"),
}


@pytest.mark.parametrize("page", report_pdfs.PAGES)
def test_only_our_fonts_are_in_a_document(page: str) -> None:
    assert report_pdfs.made("half", page).faces <= _OURS


_WORDS = {
    "fr": "Œuvre, sœur, Ÿ, naïve, Noël, Çà et là, « guillemets », Æ æ, ﬁn",
    "de": "Größe, Straße, ẞ, Übergang, „Anführung“, ‚einfach‘",
    "es": "¿Qué? ¡Año! señor, pingüino, Núñez, 1.ª 2.º",
    "ca": "col·lecció, paral·lel, Ŀ ŀ, Barça",
    "pt": "coração, São João, Conceição, Ê",
    "pl": "Zażółć gęślą jaźń, Łódź, Świętosława",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy, Ť Ď Ň",
    "sk": "Ľubomír, ĺ ŕ ľ Ĺ Ŕ ô ä",
    "hu": "árvíztűrő tükörfúrógép, Ő Ű",
    "ro": "București, Ștefan, Țară, ș ț ă â î ş ţ",
    "tr": "İstanbul, ığüşöç Ğ ı",
    "nb": "Ærø, Ångström, Øystein, Þórður, Guðrún",
    "lt": "Šiauliai, Žemaitė, ąčęėįšųūž, Rīga, āģīķļņ, õ",
    "hr": "Đorđe, čćšžđ",
    "mt": "Ħ ħ Ġ ġ Ċ ċ Ż ż, Ŵ ŵ Ŷ ŷ",
    "vi": "Nguyễn, Đặng, ơ ư ạ ế ộ ử ỹ",
    "el": "Αθήνα, Δημόκριτος, ά έ ή ί ό ύ ώ ϊ ΐ",
    "ru": "Дубна, Объединённый институт, ъ ы э щ Ё",
    "uk": "Київ, Ґ ґ Є є Ї ї",
    "sr": "Београд, Ђ Ћ Љ Њ Џ",
    "en": "– — ‘ ’ “ ” … · • † § ¶ © ® ™ ° ± × ÷ ≤ ≥ ≠ ≈ − ∞ Ω ‰ € £ → ← ↑ ↓ ½ ² ³ № ₂ □ ■ ● ○ ▲ ◆ ☐ ☑ ✓ ✗",
}
_BARE = re.compile("[✓✗☐☑◆№]")
"""Signs that are shown in running text only, and that the font for code need not have."""


def test_names_of_people_and_places_need_no_other_font() -> None:
    rows = "".join(
        f'<p lang="{language}">{words} <em>{words}</em> <strong>{words} <em>{words}</em></strong></p>'
        f'<p lang="{language}"><code>{_BARE.sub("", words)}</code> '
        f"<strong><code>{_BARE.sub('', words)}</code></strong></p>"
        for language, words in _WORDS.items()
    )
    style = (report_folder() / "report.css").read_text(encoding="utf-8")
    html = f'<html lang="en"><head><title>t</title><style>{style}</style></head><body>{rows}</body></html>'
    document = report_pdfs.made_of(html)
    assert document.faces == _OURS
    shown = re.sub(r"\s", "", document.tags.text)
    for words in _WORDS.values():
        compact = re.sub(r"\s", "", words)
        assert shown.count(compact) >= 4, compact
    assert "\ufffd" not in shown
