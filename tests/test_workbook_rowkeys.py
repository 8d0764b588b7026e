"""Rows without an id: the same row is found again, whatever was added, removed or moved around it."""

from hypothesis import given
from hypothesis import strategies as st

from iso16363.workbook.rowkeys import paired

fields = st.fixed_dictionaries(
    {"criterion": st.sampled_from(["3.1.1", "3.1.2"]), "document": st.sampled_from(["a", "b"])},
    optional={name: st.sampled_from(["x", "y", "z"]) for name in ("locator", "quote", "shows", "state")},
)
sides = st.lists(fields, max_size=6).map(lambda found: {f"k{n}": record for n, record in enumerate(found)})


@given(sides, st.randoms())
def test_every_row_is_found_again_in_any_order(side: dict[str, dict[str, str]], chance: object) -> None:
    keys = list(side)
    chance.shuffle(keys)  # type: ignore[attr-defined]
    pairs = paired("Evidence", side, {f"n{k}": side[k] for k in keys}, sure=True)
    assert sorted(pairs.values()) == sorted(side)
    assert all(side[new[1:]] == side[old] for new, old in pairs.items())


@given(sides, sides)
def test_no_row_is_paired_twice_or_across_groups(
    one: dict[str, dict[str, str]], other: dict[str, dict[str, str]]
) -> None:
    for sure in (True, False):
        pairs = paired("Evidence", one, other, sure=sure)
        assert len(set(pairs.values())) == len(pairs)
        for new, old in pairs.items():
            assert (other[new]["criterion"], other[new]["document"]) == (one[old]["criterion"], one[old]["document"])


def cited(**texts: str) -> dict[str, str]:
    return {"criterion": "3.1.1", "document": "plan", "state": "confirmed", **texts}


def test_a_row_removed_before_it_does_not_take_its_place() -> None:
    exported = {"1": cited(locator="p. 1"), "2": cited(locator="p. 2", quote="q")}
    assert paired("Evidence", exported, {"1": cited(locator="p. 2", quote="changed")}, sure=False) == {"1": "2"}


def test_what_shares_no_text_is_paired_only_when_nothing_else_is_left() -> None:
    exported, today = {"1": cited(locator="p. 1")}, {"1": cited(locator="p. 9")}
    assert paired("Evidence", exported, today, sure=False) == {"1": "1"}
    assert paired("Evidence", exported, today, sure=True) == {}
