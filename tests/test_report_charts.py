"""Drawings as they come out: described, legible, nothing outside or on top of something else."""

import gettext
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
import report_samples
from commandline import CHECKOUT
from report_fonts import real_width

from iso16363.language import label, speaking
from iso16363.report import canvas, charts
from iso16363.report.charts_evidence import split_bars
from iso16363.report.drawings import draw
from iso16363.report.figures import build_figures
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.scoring import CriterionState
from iso16363.workspace.workspace import SiteReport

NASTY = '<&"\u05d0'
SVG = "{http://www.w3.org/2000/svg}"
LONG = "Aufbewahrungsverpflichtungserklärung"
FEW = [(state.value, label(state), STATE_LETTER[state]) for state in CriterionState]
WORDY = [(value, f"{words}{LONG}"[:34], letter) for value, words, letter in FEW]
IDS = [f"4.2.{n}.{m}" for n in range(1, 24) for m in range(1, 6)]

DRAWINGS: dict[str, Callable[[], str]] = {
    "bars of states": lambda: charts.state_bars([(NASTY, (1, 2, 3, 4, 5, 0)), ("none", (0,) * 6)], FEW, NASTY, "d"),
    "bars of a crowd": lambda: charts.state_bars(
        [("Abschnitt 3", (110, 1, 1, 1, 1, 1)), ("Alle", (100,) * 6), ("Eins", (0, 0, 115, 0, 0, 0))], WORDY, NASTY, "d"
    ),
    "heat map": lambda: charts.heat_map([("4.2", [(c, "open", "O") for c in IDS], "0 of 115")], FEW, NASTY, "d"),
    "heat map with long names": lambda: charts.heat_map(
        [("4.2", [(c, "reviewed", "115") for c in IDS[:21]], "115 von 115 vollständig"), ("5.1", [], "")],
        WORDY,
        NASTY,
        "d",
    ),
    "dots": lambda: charts.dot_plot(
        [("3.1", 1, 2.5, (3, 4), NASTY, 2.0), ("3.2", None, None, (), "", None)], NASTY, "d"
    ),
    "dots at both ends": lambda: charts.dot_plot(
        [("3.10", 0, 0.0, (0,), "120 von 120 bewertet", 4.0), ("3.2", 4, 4.0, (4,), LONG, None)], NASTY, "d"
    ),
    "dots of nothing": lambda: charts.dot_plot([], NASTY, "d"),
    "matrix": lambda: charts.rating_matrix([[level * 250] * 5 for level in range(5)], NASTY, "d"),
    "matrix of nothing": lambda: charts.rating_matrix([[0] * 5] * 5, NASTY, "d"),
    "gaps": lambda: charts.gap_grid(
        [(NASTY, (0, 1, 2, 3, 999)), (f"{LONG} {LONG}", (0,) * 5)],
        [f"{LONG} {index} {LONG}" for index in range(5)],
        NASTY,
        "d",
    ),
    "gaps of nothing": lambda: charts.gap_grid([], ["a", "b"], NASTY, "d"),
    "bars": lambda: split_bars([(NASTY, 3, 0), ("zero", 0, 0)], ("a", "b"), NASTY, "d"),
    "bars with long names": lambda: split_bars(
        [(f"{LONG} " * 9, 3, 1), (LONG * 9, 9999, 9998), ("x", 1, 1)], (f"{LONG} {LONG}", LONG), NASTY, "d", 360
    ),
    "bars of nothing": lambda: split_bars([], ("a", "b"), NASTY, "d"),
    "mosaic": lambda: charts.mosaic([["open", "reviewed"], []], NASTY, "d"),
}


def _longer(word: re.Match[str]) -> str:
    return f"{word[0]}{'en' * (len(word[0]) // 3)}"


class Longer(gettext.NullTranslations):
    """A language whose words are far longer than ours."""

    @staticmethod
    def stretched(text: str) -> str:
        """Lengthen the words, not placeholders and tags."""
        kept = r"%\(\w+\)s|\{\w+\}|<[^>]+>"
        pieces = re.split(f"({kept})", text)
        return "".join(p if re.fullmatch(kept, p) else re.sub(r"[^\W\d]{3,}", _longer, p) for p in pieces)

    def gettext(self, message: str) -> str:
        return self.stretched(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.stretched(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - as gettext calls it
        return self.stretched(message)


@dataclass(frozen=True)
class Box:
    """Where a text stands."""

    words: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.5 and down > 0.5


def boxes(root: ET.Element, stretch: float = 1.0) -> Iterator[Box]:
    for element in root.iter(f"{SVG}text"):
        words, size = element.text or "", float(element.attrib["font-size"])
        wide = stretch * real_width(words, size, bold=element.get("font-weight") == "600")
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        left = x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
        yield Box(words, left, y - 0.68 * size, left + wide, y + 0.2 * size)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own text


def assert_tidy(svg: str, stretch: float = 1.0) -> None:
    """No text leaves the drawing or stands on another one."""
    root = parsed(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    found = list(boxes(root, stretch))
    for box in found:
        assert box.left >= -0.5, box
        assert box.right <= width + 0.5, box
        assert box.top >= -0.5, box
        assert box.bottom <= height + 0.5, box
    for one, other in combinations(found, 2):
        assert not one.meets(other), (one, other)
    for element in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width + 0.5
        assert y + h <= height + 0.5


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast by WCAG: 4.5 and more can be read."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def assert_legible(svg: str) -> None:
    """Every text differs enough from the last shape that was drawn below it."""
    shapes: list[tuple[float, float, float, float, str]] = []
    for element in parsed(svg).iter():
        if element.tag == f"{SVG}rect" and element.attrib["fill"] != "none":
            x, y, w, h = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            shapes.append((x, y, x + w, y + h, element.attrib["fill"]))
        elif element.tag == f"{SVG}text":
            (box,) = boxes(_only(element))
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            below = [fill for a, b, c, d, fill in shapes if a < x < c and b < y < d]
            ground = below[-1] if below else canvas.PAPER
            assert contrast(element.attrib["fill"], ground) >= 4.5, box


def _only(element: ET.Element) -> ET.Element:
    root = ET.Element("root")
    root.append(element)
    return root


@pytest.mark.parametrize("draw_one", DRAWINGS.values(), ids=DRAWINGS)
def test_drawing_is_described_and_always_the_same(draw_one: Callable[[], str]) -> None:
    svg = draw_one()
    root = parsed(svg)
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.findtext(f"{SVG}title") == NASTY
    assert draw_one() == svg
    assert "nan" not in svg
    assert not {name for element in root.iter() for name in element.attrib if name in {"id", "href", "onload", "style"}}


@pytest.mark.parametrize("draw_one", DRAWINGS.values(), ids=DRAWINGS)
def test_no_text_covers_another_or_leaves_the_drawing(draw_one: Callable[[], str]) -> None:
    assert_tidy(draw_one())


@pytest.mark.parametrize("draw_one", DRAWINGS.values(), ids=DRAWINGS)
def test_a_browser_without_our_fonts_has_room_too(draw_one: Callable[[], str]) -> None:
    assert_tidy(draw_one(), 1.08)  # about as wide as Arial


@pytest.mark.parametrize("draw_one", DRAWINGS.values(), ids=DRAWINGS)
def test_every_text_can_be_read_on_its_ground(draw_one: Callable[[], str]) -> None:
    assert_legible(draw_one())


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", ["nothing", "bare", "half", "complete", "hostile"])
def test_drawings_of_a_site_are_tidy_in_any_language(name: str, language: str) -> None:
    with speaking(language, Longer() if language == "de" else None):
        figures = build_figures(Lookup(getattr(report_samples, name)()))
        for svg in draw(figures).values():
            assert_tidy(svg)
            assert_legible(svg)


@pytest.mark.parametrize("language", ["en", "de"])
def test_drawings_of_the_example_are_tidy_in_any_language(example_report: SiteReport, language: str) -> None:
    assert example_report.judgement is not None
    with speaking(language, Longer() if language == "de" else None):
        drawn = draw(build_figures(Lookup(example_report.judgement)))
        assert {"bars", "heat", "dots", "matrix", "relied", "age", "efforts", "overall", "mosaic"} == set(drawn)
        for svg in drawn.values():
            assert_tidy(svg)
            assert_legible(svg)


@pytest.mark.parametrize("name", ["nothing", "half", "complete"])
def test_the_title_of_a_drawing_is_the_alternative_text_of_its_figure(name: str) -> None:
    figures = build_figures(Lookup(getattr(report_samples, name)()))
    drawn = draw(figures)
    for key in ("bars", "heat", "candidates", "dots", "matrix", "relied", "age", "efforts"):
        figure = getattr(figures, key)
        assert (figure is None) == (key not in drawn)
        if figure:
            assert parsed(drawn[key]).findtext(f"{SVG}title") == figure.alternative


def test_every_state_has_its_own_shade() -> None:
    assert set(canvas.STATE_FILL) == {state.value for state in CriterionState}
    assert len({fill for fill, _ in canvas.STATE_FILL.values()}) == len(canvas.STATE_FILL)


def test_shades_darken_with_progress_and_letters_stay_readable() -> None:
    fills = [canvas.STATE_FILL[s] for s in ("open", "draft", "answered", "supported", "reviewed")]
    light = [luminance(fill) for fill, _ in fills]
    assert light == sorted(light, reverse=True)
    assert all(high - low > 0.1 for high, low in pairwise(light))
    assert all(contrast(*pair) >= 4.5 for pair in (*canvas.STATE_FILL.values(), *canvas.SHADES))


def test_the_badges_of_the_page_have_the_shades_of_the_drawings() -> None:
    style = (CHECKOUT / "templates" / "report" / "report.css").read_text(encoding="utf-8")
    for state, (fill, _) in canvas.STATE_FILL.items():
        assert re.search(rf"\.s-{state} {{[^}}]*{fill}", style)


def test_a_heat_map_has_a_letter_and_a_number_for_each_criterion() -> None:
    svg = charts.heat_map([("3.1", [("3.1.1", "open", "O"), ("3.1.2.1", "draft", "D")], "")], FEW, "t", "d")
    assert ">2.1</text>" in svg
    assert svg.count(">D</text>") == 2  # the legend, and the cell


def test_bar_lengths_follow_the_numbers() -> None:
    root = parsed(split_bars([("a", 10, 0), ("b", 5, 0), ("c", 0, 0)], ("x", "y"), "t", "d"))
    first, second = (float(rect.attrib["width"]) for rect in root.iter(f"{SVG}rect"))
    assert first == pytest.approx(2 * second, abs=0.2)


def test_the_dark_part_of_a_bar_is_said_in_words_too() -> None:
    svg = split_bars([("a", 10, 3)], ("dark ones", "others"), "t", "d")
    assert ">10, of these 3</text>" in svg
    assert ">dark ones</text>" in svg
    assert "dark ones" not in split_bars([("a", 10, 0)], ("dark ones", "others"), "t", "d")


@pytest.mark.parametrize(
    ("count", "most", "expected"), [(0, 9, 0), (1, 9, 1), (9, 9, 4), (1, 1, 4), (5, 9, 3), (1, 115, 1)]
)
def test_only_nothing_is_white(count: int, most: int, expected: int) -> None:
    assert charts.shade(count, most) == canvas.SHADES[expected]
