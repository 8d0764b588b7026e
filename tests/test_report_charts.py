from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from iso16363.report import charts
from iso16363.scoring import CriterionState

STATES = [(state.value, state.label, state.value[0].upper()) for state in CriterionState]
NASTY = '<&"\u05d0'
SVG = "{http://www.w3.org/2000/svg}"

DRAWINGS: dict[str, Callable[[], str]] = {
    "bars of states": lambda: charts.state_bars([(NASTY, (1, 2, 3, 4, 5, 0)), ("none", (0,) * 6)], STATES, NASTY, "d"),
    "heat map": lambda: charts.heat_map([("3.1", [("3.1.1", "open", "O")] * 45)], STATES, NASTY, "d"),
    "dots": lambda: charts.dot_plot([("3.1", 1, 2.5, (3, 4), NASTY), ("3.2", None, None, (), "")], NASTY, "d"),
    "matrix": lambda: charts.rating_matrix([[level] * 5 for level in range(5)], NASTY, "d"),
    "matrix of nothing": lambda: charts.rating_matrix([[0] * 5] * 5, NASTY, "d"),
    "bars": lambda: charts.bars([(NASTY, 3), ("zero", 0)], NASTY, "d"),
    "bars of nothing": lambda: charts.bars([], NASTY, "d"),
    "mosaic": lambda: charts.mosaic([["open", "reviewed"], []], NASTY, "d"),
}


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_drawing_is_described_and_always_the_same(draw: Callable[[], str]) -> None:
    svg = draw()
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.findtext(f"{SVG}title") == NASTY
    assert draw() == svg
    assert "nan" not in svg
    assert not {name for element in root.iter() for name in element.attrib if name in {"id", "href", "onload", "style"}}


def test_every_state_has_its_own_shade() -> None:
    assert set(charts.STATE_FILL) == {state.value for state in CriterionState}
    assert len({fill for fill, _ in charts.STATE_FILL.values()}) == len(charts.STATE_FILL)


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)


def test_shades_darken_with_progress_and_letters_stay_readable() -> None:
    fills = [charts.STATE_FILL[s] for s in ("open", "draft", "answered", "supported", "reviewed")]
    light = [_lightness(fill) for fill, _ in fills]
    assert light == sorted(light, reverse=True)
    for fill, ink in charts.STATE_FILL.values():
        high, low = sorted((_lightness(fill), _lightness(ink)), reverse=True)
        assert (high + 0.05) / (low + 0.05) > 4


def test_a_heat_map_has_a_letter_and_a_number_for_each_criterion() -> None:
    svg = charts.heat_map([("3.1", [("3.1.1", "open", "O"), ("3.1.2.1", "draft", "D")])], STATES, "t", "d")
    assert ">2.1</text>" in svg
    assert svg.count(">D</text>") == 2  # the legend, and the cell


def test_bar_lengths_follow_the_numbers() -> None:
    root = ET.fromstring(charts.bars([("a", 10), ("b", 5)], "t", "d"))  # noqa: S314 - our own text
    first, second = (float(rect.attrib["width"]) for rect in root.iter(f"{SVG}rect"))
    assert first == pytest.approx(2 * second, abs=0.1)
