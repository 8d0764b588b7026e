"""The three-way merge: symmetric, complete, and no conflict is ever settled by itself."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iso16363.workbook.threeway import Difference, Extent, Merged, Outcome, merge_sheet, outcome_of

FIELDS = ("a", "b", "c")
values = st.none() | st.sampled_from(["x", "y", "3.10", True, 1, 0, False])
records = st.dictionaries(st.sampled_from(FIELDS), values)
sheets = st.dictionaries(st.sampled_from(["k1", "k2", "k3", "k4"]), records)
MIRROR = {Outcome.WORKBOOK: Outcome.FILES, Outcome.FILES: Outcome.WORKBOOK}


def merged(base: Any, workbook: Any, files: Any) -> Merged:
    return merge_sheet("Sheet", FIELDS, base, workbook, files)


def by_place(merge: Merged) -> dict[tuple[str, str], Difference]:
    return {(d.key, d.field): d for d in merge.differences}


def full(record: dict[str, Any]) -> dict[str, Any]:
    return {field: record.get(field) for field in FIELDS}


def with_workbook(files: Any, merge: Merged) -> dict[str, dict[str, Any]]:
    """The files after the workbook's edits, additions and deletions were applied."""
    result = {key: full(record) for key, record in files.items()}
    for d in merge.differences:
        if d.outcome is not Outcome.WORKBOOK:
            continue
        if d.extent is Extent.ADDED:
            result[d.key] = full(dict(d.row))
        elif d.extent is Extent.DELETED:
            del result[d.key]
        else:
            result[d.key][d.field] = d.workbook
    return result


@given(sheets, sheets, sheets)
def test_swapping_the_sides_mirrors_every_outcome(base: Any, one: Any, other: Any) -> None:
    left, right = by_place(merged(base, one, other)), by_place(merged(base, other, one))
    assert left.keys() == right.keys()
    for place, difference in left.items():
        mirrored = right[place]
        assert mirrored.outcome is MIRROR.get(difference.outcome, difference.outcome)
        assert (mirrored.workbook, mirrored.files) == (difference.files, difference.workbook)


@given(sheets, sheets)
def test_one_side_alone_is_never_a_conflict(base: Any, one: Any) -> None:
    assert {d.outcome for d in merged(base, one, base).differences} <= {Outcome.WORKBOOK}
    assert {d.outcome for d in merged(base, base, one).differences} <= {Outcome.FILES}
    assert {d.outcome for d in merged(base, one, one).differences} <= {Outcome.SAME}
    assert merged(base, base, base).differences == ()


@given(sheets, sheets, sheets)
def test_nothing_that_differs_goes_unsaid(base: Any, workbook: Any, files: Any) -> None:
    merge = merged(base, workbook, files)
    said = by_place(merge)
    counted = 0
    for key in {*base, *workbook, *files}:
        if not (key in base and key in workbook and key in files):
            assert (key, "") in said
            continue
        for field in FIELDS:
            three = [full(side.get(key, {}))[field] for side in (base, workbook, files)]
            equal = len({(type(v), v) for v in three}) == 1
            assert ((key, field) in said) is not equal
            counted += equal
    assert merge.unchanged == counted


@given(sheets, sheets, sheets)
def test_applying_twice_is_applying_once_and_conflicts_stay(base: Any, workbook: Any, files: Any) -> None:
    first = merged(base, workbook, files)
    after = with_workbook(files, first)
    again = merged(base, workbook, after)
    assert with_workbook(after, again) == after
    conflicts = {place for place, d in by_place(first).items() if d.outcome is Outcome.CONFLICT}
    assert conflicts == {place for place, d in by_place(again).items() if d.outcome is Outcome.CONFLICT}
    assert not [d for d in again.differences if d.outcome is Outcome.WORKBOOK]


def test_true_is_not_one_and_nothing_is_left_out() -> None:
    assert outcome_of("a", 1, True, 1) is Outcome.WORKBOOK
    assert merged({"k": {"a": "x"}}, {"k": {}}, {"k": {"a": "x"}}).differences == (
        Difference("Sheet", "k", "a", Extent.VALUE, Outcome.WORKBOOK, "x", None, "x"),
    )


def test_a_row_deleted_here_and_edited_there_is_a_conflict() -> None:
    base = {"k": {"a": "x"}}
    edited = {"k": {"a": "y"}}
    for merge in (merged(base, {}, edited), merged(base, edited, {})):
        (difference,) = merge.differences
        assert (difference.extent, difference.outcome) == (Extent.DELETED, Outcome.CONFLICT)
    assert merged(base, {}, {}).differences[0].outcome is Outcome.SAME


def test_two_rows_added_under_one_key_are_held_against_each_other() -> None:
    merge = merged({}, {"k": {"a": "x", "b": "same"}}, {"k": {"a": "y", "b": "same"}})
    assert [(d.extent, d.outcome) for d in merge.differences] == [(Extent.ADDED, Outcome.CONFLICT)]
    assert merged({}, {"k": {"a": "x"}}, {"k": {"a": "x"}}).differences[0].outcome is Outcome.SAME
