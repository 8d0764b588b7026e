"""The drawing of the way to the due date: described, legible, tidy, whatever the numbers and words."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_report_charts import LONG, NASTY, assert_legible, assert_tidy, luminance, parsed

from iso16363.report.charts_trend import _PENS, BurnUpWords, burn_up_lines
from iso16363.trend import BurnUp, Height

SVG = "{http://www.w3.org/2000/svg}"
WORDS = BurnUpWords("apply", "complete", "supported", "reviewed", "due")
WORDY = BurnUpWords(LONG, f"{LONG} {LONG}", NASTY, LONG, LONG)
DAY = date(2026, 3, 2)


def heights(*numbers: tuple[int, int, int, int, int]) -> tuple[Height, ...]:
    return tuple(Height(DAY + timedelta(days=n), 1, *rest) for n, *rest in numbers)


CASES = {
    "nothing": BurnUp(()),
    "nothing but a due date": BurnUp((), (DAY,)),
    "one day": BurnUp(heights((0, 115, 20, 10, 0)), (DAY,)),
    "one day, long due": BurnUp(heights((0, 115, 0, 0, 0)), (date(2021, 9, 30),)),
    "no criterion": BurnUp(heights((0, 0, 0, 0, 0), (9, 0, 0, 0, 0))),
    "all of one height": BurnUp(heights((0, 1, 1, 1, 1), (1, 1, 1, 1, 1)), (DAY + timedelta(days=1),)),
    "close together": BurnUp(heights((0, 115, 0, 0, 0), (90, 115, 114, 113, 112)), (DAY + timedelta(days=120),)),
    "close to the ground": BurnUp(heights((0, 115, 0, 0, 0), (90, 115, 2, 1, 0))),
    "many sites": BurnUp(heights((0, 115, 0, 0, 0), (700, 115_000, 90_000, 8_000, 1)), (DAY + timedelta(days=900),)),
    "many due dates": BurnUp(
        heights((0, 115, 0, 0, 0), (30, 115, 40, 20, 10)),
        tuple(DAY + timedelta(days=n) for n in (-900, 1, 29, 31, 32, 5000)),
    ),
}


@pytest.mark.parametrize("words", [WORDS, WORDY], ids=["short", "long"])
@pytest.mark.parametrize("found", CASES.values(), ids=CASES)
def test_the_drawing_is_described_legible_and_tidy(found: BurnUp, words: BurnUpWords) -> None:
    svg = burn_up_lines(found, words, NASTY, "d")
    assert parsed(svg).findtext(f"{SVG}title") == NASTY
    assert burn_up_lines(found, words, NASTY, "d") == svg
    assert_tidy(svg)
    assert_tidy(svg, 1.08)
    assert_legible(svg)


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 400)), max_size=30),
    st.lists(st.integers(-3000, 6000), max_size=4, unique=True),
)
def test_any_numbers_are_tidy_and_no_line_leaves_the_drawing(points: list[tuple[int, int]], due: list[int]) -> None:
    made = heights(*[(day, n, n * 2 // 3, n // 2, n // 5) for day, n in sorted(dict(points).items())])
    svg = burn_up_lines(BurnUp(made, tuple(DAY + timedelta(days=n) for n in sorted(due))), WORDS, "t", "d")
    assert_tidy(svg)
    root = parsed(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for element in root.iter(f"{SVG}line"):
        assert all(0 <= float(element.attrib[name]) <= width for name in ("x1", "x2"))
        assert all(0 <= float(element.attrib[name]) <= height for name in ("y1", "y2"))
    for element in root.iter(f"{SVG}path"):
        for letter, number in re.findall(r"([HV])([\d.-]+)", element.attrib["d"]):
            assert 0 <= float(number) <= (width if letter == "H" else height)


def test_every_last_number_stands_once_beside_its_line() -> None:
    svg = burn_up_lines(CASES["close together"], WORDS, "t", "d")
    for number in (115, 114, 113, 112):
        assert svg.count(f">{number}</text>") == 1
    equal = burn_up_lines(CASES["all of one height"], WORDS, "t", "d")
    assert equal.count('font-weight="600">1</text>') == 1


def test_a_due_date_stands_where_it_is_or_is_named_at_the_edge() -> None:
    svg = burn_up_lines(CASES["many due dates"], WORDS, "t", "d")
    assert "← due 2023-09-14" in svg
    assert "due 2039-11-09 →" in svg
    assert ">due 2026-04-02</text>" in svg


def test_lines_are_told_apart_in_grey_and_on_top_of_one_another() -> None:
    _, *solid = _PENS
    assert [pen.width for pen in solid] == sorted((pen.width for pen in solid), reverse=True)
    shades = [luminance(pen.colour) for pen in solid]
    assert shades == sorted(shades, reverse=True)
    assert all(one - two > 0.1 for one, two in pairwise(shades))
