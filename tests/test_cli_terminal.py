"""What is shown in the terminal: widths, cuts, tables, and nothing that steers it."""

import click
from hypothesis import given
from hypothesis import strategies as st

from iso16363.cli.terminal import Screen, clean, count, display_width, flowed, shortened, table, wrapped


def test_styles_take_no_room_and_wide_signs_two_columns() -> None:
    assert display_width(click.style("abc", fg="red", bold=True)) == 3
    assert display_width("日本") == 4
    assert display_width("e\u0301") == 1


def test_columns_are_aligned_whatever_is_in_them() -> None:
    rows = [("日本", "1"), ("a", "10"), (click.style("bcd", fg="red"), "100")]
    lines = table(rows, right=frozenset({1}), indent="  ")
    assert [display_width(line) for line in lines] == [11, 11, 11]
    assert [click.unstyle(line)[-3:] for line in lines] == ["  1", " 10", "100"]
    assert table([]) == []


@given(st.text(max_size=60), st.integers(4, 40), st.booleans())
def test_a_shortened_text_fits(text: str, width: int, unicode: bool) -> None:  # noqa: FBT001 - drawn
    at = Screen(80, unicode=unicode)
    cut = shortened(clean(text), width, at)
    assert display_width(cut) <= width


@given(st.text())
def test_clean_text_is_one_line_without_what_steers_a_terminal(text: str) -> None:
    cleaned = clean(text)
    assert not any(c in cleaned for c in "\n\r\t\x1b\x07\x00\u202e\u2066\x9b")
    assert cleaned == clean(cleaned)


def test_wrapped_text_keeps_to_the_width_and_hangs_from_its_first_line() -> None:
    lines = wrapped("word " * 40, Screen(80), first="  - ", indent="    ")
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("  - word")
    assert lines[1].startswith("    word")
    assert wrapped("", Screen()) == []


def test_items_flow_onto_the_next_line() -> None:
    assert flowed(["a" * 50, "b" * 50, "c"], Screen(80)) == ["a" * 50, "b" * 50 + "   c"]
    assert flowed([], Screen(80)) == []


def test_numbers_have_their_noun() -> None:
    assert [count(n, "error") for n in (0, 1, 1200)] == ["0 errors", "1 error", "1,200 errors"]
    assert count(2, "criterion", "criteria") == "2 criteria"
