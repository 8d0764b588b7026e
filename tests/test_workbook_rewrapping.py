"""Texts come home: what the next export shows is what was typed, and what was not touched keeps its lines."""

from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import texts

from iso16363.workbook.prose import unwrapped
from iso16363.workbook.rewrapping import WIDTH, rewrapped, tidy

WORDS = [
    "preservation",
    "of",
    "data",
    "-",
    "#",
    "1.",
    "2)",
    ">",
    "|",
    "*",
    "a",
    "https://example.org/a",
    "```",
    "    x",
    "==",
    "é",
]
lines = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
markdown = st.lists(lines, max_size=8).map("\n".join) | st.lists(lines, max_size=5).map("\n\n".join)
FILE = """\
The charter of 2023 names three purposes side by
side: to preserve research data, to keep them understandable
and to give access.

- a list that
  goes on
- and ends

The last paragraph.
"""


@given(st.one_of(markdown, texts), st.none() | markdown)
def test_the_next_export_shows_what_was_typed(cell: str, before: str | None) -> None:
    assume(cell.strip())
    assert tidy(unwrapped(rewrapped(cell, before)) or "") == tidy(_shown(cell))


def _shown(cell: str) -> str:
    """Only inside what is no paragraph for Markdown may a break be lost: then the text itself stands in the file."""
    arrived = rewrapped(cell, None)
    return cell if arrived != cell else unwrapped(cell) or ""


@given(markdown)
def test_what_was_not_touched_keeps_its_lines(text: str) -> None:
    cell = unwrapped(text) or ""
    assert tidy(unwrapped(rewrapped(cell, text)) or "") == tidy(cell)


def test_only_the_edited_paragraph_is_wrapped_anew() -> None:
    cell = (unwrapped(FILE) or "").replace(
        "to give access.", "to give access to everybody who asks for it, " + "free of charge " * 6
    )
    assert rewrapped(cell, FILE).split("\n\n")[1:] == FILE.rstrip("\n").split("\n\n")[1:]
    assert max(map(len, rewrapped(cell, FILE).splitlines())) <= WIDTH
    assert rewrapped(unwrapped(FILE) or "", FILE) == FILE.rstrip("\n")


def test_a_break_that_somebody_typed_stays_one() -> None:
    assert rewrapped("first line\nsecond line", None) == "first line  \nsecond line"
    assert unwrapped("first line  \nsecond line") == "first line  \nsecond line"


def test_no_line_begins_with_what_would_be_a_list() -> None:
    words = "word " * 19 + "- 1. # > and more " * 8
    wrapped = rewrapped(words.strip(), None)
    assert unwrapped(wrapped) == words.strip()
    assert len(wrapped.splitlines()) > 2
