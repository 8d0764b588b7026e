"""Two versions of a text, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from iso16363.report.worddiff import Piece, compared

WORDS = st.lists(st.sampled_from(["we", "keep", "copies", "two", "three", "\n", "–"]), max_size=8).map(" ".join)


def joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@given(WORDS, WORDS)
def test_short_texts_are_shown_whole_and_what_is_alike_is_not_marked(before: str, after: str) -> None:
    old, new = compared(before, after)
    assert (joined(old).split(), joined(new).split()) == (before.split(), after.split())
    unmarked = [" ".join(p.text for p in side if not p.changed).split() for side in (old, new)]
    assert unmarked[0] == unmarked[1]
    assert any(p.changed for p in (*old, *new)) == (before.split() != after.split())


def test_words_that_came_and_went_are_marked() -> None:
    old, new = compared("We keep two copies.", "We keep three good copies.")
    assert old == (Piece("We keep ", changed=False), Piece("two ", changed=True), Piece("copies.", changed=False))
    assert [p.text for p in new if p.changed] == ["three good "]


def test_nothing_is_marked_where_there_is_nothing_to_compare_with() -> None:
    assert compared(None, "All of it.") == ((), (Piece("All of it.", changed=False),))
    assert compared("All of it.", None) == ((Piece("All of it.", changed=False),), ())


def test_long_texts_are_shortened_to_what_stands_around_a_change() -> None:
    around = " ".join(f"w{n}" for n in range(500))
    old, new = compared(f"{around} old {around}", f"{around} new {around}")
    assert [p.text.strip() for p in old if p.changed] == ["old"]
    assert joined(old).split() == [
        *["…"],
        *[f"w{n}" for n in range(492, 500)],
        "old",
        *[f"w{n}" for n in range(8)],
        "…",
    ]
    assert len(joined(new)) < 200


def test_a_long_change_is_cut() -> None:
    old, _ = compared("x " * 5000, "y")
    assert len(joined(old).split()) < 130


def test_texts_too_long_to_compare_are_shown_as_replaced() -> None:
    old, new = compared("a b " * 4000, "a c " * 4000)
    assert [p.changed for p in (*old, *new)] == [True, True]
