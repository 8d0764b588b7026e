"""Rows without an id: the same row is found again, whatever was added, removed or moved around it."""

from hypothesis import given
from hypothesis import strategies as st

from iso16363.workbook.rowkeys import paired, tracked

fields = st.fixed_dictionaries(
    {"criterion": st.sampled_from(["3.1.1", "3.1.2"]), "document": st.sampled_from(["a", "b"])},
    optional={name: st.sampled_from(["x", "y", "z"]) for name in ("locator", "quote", "shows", "state")},
)
sides = st.lists(fields, max_size=6).map(lambda found: {f"k{n}": record for n, record in enumerate(found)})


@given(sides, st.randoms())
def test_every_row_is_found_again_in_any_order(side: dict[str, dict[str, str]], chance: object) -> None:
    keys = list(side)
    chance.shuffle(keys)  # type: ignore[attr-defined]
    pairs = paired("Evidence", side, {f"n{k}": side[k] for k in keys})
    assert sorted(pairs.values()) == sorted(side)
    assert all(side[new[1:]] == side[old] for new, old in pairs.items())


@given(sides, sides)
def test_no_row_is_paired_twice(one: dict[str, dict[str, str]], other: dict[str, dict[str, str]]) -> None:
    for pairs in (paired("Evidence", one, other), tracked("Evidence", one, other, {})):
        assert len(set(pairs.values())) == len(pairs)
    for new, old in paired("Evidence", one, other).items():
        assert (other[new]["criterion"], other[new]["document"]) == (one[old]["criterion"], one[old]["document"])


def cited(**texts: str) -> dict[str, str]:
    return {"criterion": "3.1.1", "document": "plan", "state": "confirmed", **texts}


def test_a_row_removed_before_it_does_not_take_its_place() -> None:
    exported = {"1": cited(locator="p. 1"), "2": cited(locator="p. 2", quote="q")}
    assert tracked("Evidence", exported, {"1": cited(locator="p. 2", quote="changed")}, {}) == {"1": "2"}


def test_another_citation_of_the_same_document_is_not_taken_for_the_one_it_replaced() -> None:
    exported, today = {"1": cited(shows="one thing")}, {"1": cited(shows="another thing")}
    assert tracked("Evidence", exported, today, {}) == {}
    assert tracked("Evidence", {"1": cited()}, {"1": cited(shows="more said")}, {}) == {"1": "1"}


def test_what_could_be_either_of_two_is_neither() -> None:
    exported = {"1": cited(shows="same", locator="p. 1"), "2": cited(shows="same", locator="p. 2")}
    assert tracked("Evidence", exported, {"1": cited(shows="same", locator="p. 3")}, {}) == {}


def test_a_row_that_moved_is_found_by_its_texts_or_by_what_the_workbook_says() -> None:
    moved = {**cited(locator="p. 1"), "criterion": "3.1.2"}
    assert tracked("Evidence", {"1": cited(locator="p. 1")}, {"7": moved}, {}) == {"7": "1"}
    bare = {**cited(), "criterion": "3.1.2"}
    assert tracked("Evidence", {"1": cited()}, {"7": bare}, {"1": bare}) == {"7": "1"}
