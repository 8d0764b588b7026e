"""A part of a workbook: the whole file, of which one person sees and may change their own rows."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from auditing import items
from commandline import Run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle_cells import differences, formula_cells, loaded, rejudged, stored_cells, workbook_bytes
from ordinary import TABLE
from test_workbook_recalculation import ORACLES, needed
from test_workbook_rules import Parts, check_file
from test_workbook_sync import exported

from iso16363.catalog import Catalogue
from iso16363.errors import UnknownName, WrongUsage
from iso16363.judgement import Judgement
from iso16363.workbook.columns import FIRST_ROW
from iso16363.workbook.export import write_workbook
from iso16363.workbook.part import Part, criteria_of
from iso16363.workbook.rows import Rows, gather
from iso16363.workbook.sync import SHEET
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on


@pytest.fixture
def small(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    return rejudged(judgement, audit=items())


@pytest.fixture
def example(example_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(example_workspace), "example", catalogue, today).judgement
    assert judgement is not None
    return judgement


def part_bytes(judgement: Judgement, part: Part) -> bytes:
    stream = BytesIO()
    write_workbook(judgement, stream, part=part)
    return stream.getvalue()


def about(rows: Rows, sheet: str) -> list[set[str]]:
    """The criteria each row of a sheet is about, worked out once more."""
    if sheet == "Criteria":
        return [{row.id} for row in rows.criteria]
    if sheet == "Actions":
        return [set(row.action.criteria) for row in rows.actions]
    if sheet == "Audit":
        return [set(row.item.criteria) for row in rows.audit]
    return [{row.criterion} for row in (rows.citations if sheet == "Evidence" else rows.background)]


def identity(data: bytes) -> Mapping[str, str]:
    """Names and values at the top of _sync."""
    found: dict[str, str] = {}
    for name, value, *_ in loaded(data)[SHEET].iter_rows(values_only=True):
        if name is None:
            return found
        found[str(name)] = str(value or "")
    raise AssertionError("the block does not end")


@pytest.mark.parametrize("sections", [("3",), ("3.1",), ("3.1.2",), ("4.4", "3.1.2.1"), ("3.1", "3.1.1")])
def test_a_section_is_named_at_any_depth(small: Judgement, sections: tuple[str, ...]) -> None:
    covered = criteria_of(Part(sections=sections), small)
    assert covered == {c for c in small.edition.criteria if any(f"{c}.".startswith(f"{s}.") for s in sections)}


def test_a_number_that_begins_alike_is_another(small: Judgement) -> None:
    assert "4.2.10" not in criteria_of(Part(sections=("4.2.1",)), small)


@pytest.mark.parametrize("section", ["9", "3.", "", "3.1.1.1.1", "..", "x", "²", "3.01"])
def test_a_section_that_there_is_not_is_refused(small: Judgement, section: str) -> None:
    with pytest.raises(UnknownName, match="there is no section or criterion"):
        criteria_of(Part(sections=("3.1", section)), small)


def test_names_that_are_nearly_right_are_offered(small: Judgement) -> None:
    with pytest.raises(UnknownName) as caught:
        criteria_of(Part(owner="haed"), small)
    assert caught.value.nearest == "head"
    with pytest.raises(UnknownName) as caught:
        criteria_of(Part(sections=("3.9",)), small)
    assert caught.value.nearest is not None


def test_owner_and_section_together_take_what_satisfies_both(small: Judgement) -> None:
    both = criteria_of(Part("head", ("3.1",)), small)
    assert both
    assert both == criteria_of(Part("head"), small) & criteria_of(Part(sections=("3.1",)), small)
    assert all(small.site.responsible(criterion) == "head" for criterion in both)
    with pytest.raises(WrongUsage, match="for head, in 5"):
        criteria_of(Part("head", ("5",)), small)


def test_criteria_settled_before_stay_whoever_answers_now(small: Judgement) -> None:
    settled = Part("nobody-any-more", ("3.1",), criteria=("3.2.1", "9.9.9"))
    assert criteria_of(settled, small) == {"3.2.1"}


PARTS = st.builds(
    Part,
    st.sampled_from([None, "head", "quality-lead"]),
    st.lists(st.sampled_from(["3", "3.1", "3.1.2", "3.2.1.2", "4.4"]), max_size=3).map(tuple),
)


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(part=PARTS)
def test_exactly_the_other_rows_are_hidden_and_locked(small: Judgement, part: Part) -> None:
    try:
        covered = criteria_of(part, small)
    except WrongUsage:
        return
    rows, book = gather(small), loaded(part_bytes(small, part))
    for table in TABLE.values():
        sheet = book[table.sheet]
        ours = (c for c in table.editable if not c.guarded and (not c.auditors or c.key == "state"))
        free = [table.positions[c.key] + 1 for c in ours]
        if table.sheet == "Documents":
            assert not any(d.hidden for d in sheet.row_dimensions.values())
            continue
        own = [part.whole or not covered.isdisjoint(ids) for ids in about(rows, table.sheet)]
        for number, mine in enumerate(own, FIRST_ROW + 1):
            assert bool(sheet.row_dimensions[number].hidden) is not mine
            assert {bool(sheet.cell(number, column).protection.locked) for column in free} == {not mine}
        if table.sheet != "Criteria":
            spare = FIRST_ROW + 1 + len(own)
            assert not sheet.row_dimensions[spare].hidden
            assert not any(sheet.cell(spare, column).protection.locked for column in free)


def test_an_action_belongs_to_the_part_of_each_of_its_criteria(small: Judgement) -> None:
    (action, *_) = small.site.actions.values()
    actions = {
        "both": action.model_copy(update={"criteria": ("5.1.1", "3.1.1")}),
        "other": action.model_copy(update={"criteria": ("5.1.1",)}),
    }
    sheet = loaded(part_bytes(rejudged(small, actions=actions), Part(sections=("3.1",))))["Actions"]
    hidden = {sheet.cell(row, 1).value: bool(sheet.row_dimensions[row].hidden) for row in (5, 6)}
    assert hidden == {"both": False, "other": True}


def test_every_sheet_says_what_the_part_is(small: Judgement) -> None:
    part = Part("head", ("3.1",))
    book = loaded(part_bytes(small, part), values=True)
    number = f"for head, in 3.1: {len(criteria_of(part, small))} of 115 criteria"
    for sheet in ("Criteria", "Evidence", "Background", "Documents", "Actions", "Audit", "Cover"):
        assert number in str(book[sheet]["A2"].value), sheet
    assert "for head, in 3.1" in str(book["Dashboard"]["B2"].value)
    assert number in " ".join(str(row[1]) for row in book["Read me"].iter_rows(values_only=True))
    footer = book["Criteria"].oddFooter
    assert footer is not None
    assert "part for head, in 3.1" in str(footer.left.text)
    assert "A part" not in " ".join(str(c) for c in stored_cells(workbook_bytes(small))["Read me"].values())


def test_cover_is_locked_and_stays_open_in_the_whole(small: Judgement) -> None:
    for data, locked in ((part_bytes(small, Part("head")), True), (workbook_bytes(small), False)):
        book = loaded(data)
        row = int(book.defined_names["Cover_repository_scope"].value.rpartition("$")[2])
        assert book["Cover"].cell(row, 2).protection.locked is locked


def test_sync_holds_everything_and_names_the_part(small: Judgement) -> None:
    part = Part("head", ("3.2", "3.1", "3.1"))
    whole, data = workbook_bytes(small), part_bytes(small, part)
    assert exported(stored_cells(data)) == exported(stored_cells(whole))
    before, after = identity(whole), identity(data)
    assert (before["part_owner"], before["part_sections"], before["part_criteria"]) == ("", "", "")
    assert (after["part_owner"], after["part_sections"]) == ("head", "3.1,3.2")
    covered = criteria_of(part, small)
    assert after["part_criteria"] == ",".join(c for c in small.edition.criteria if c in covered)
    assert before["export_id"] != after["export_id"]
    assert after["export_id"] != identity(part_bytes(small, Part("head", ("3.1",))))["export_id"]


def test_pages_end_with_a_subsection_among_the_rows_that_are_shown(example: Judgement) -> None:
    part = Part(sections=("3.1.2", "3.3.1", "5.2.1"))
    covered = criteria_of(part, example)
    shown = [n for n, c in enumerate(example.edition.criteria, FIRST_ROW + 1) if c in covered]
    ids = list(example.edition.criteria)
    firsts = [n for before, n in pairwise(shown) if ids[n - 5][:3] != ids[before - 5][:3]]
    breaks = loaded(part_bytes(example, part))["Criteria"].row_breaks.brk
    assert [b.id + 1 for b in breaks] == firsts
    assert len(firsts) == 2


def test_the_link_leads_to_the_next_open_criterion_of_the_part(small: Judgement) -> None:
    part = Part(sections=("3.2.1", "5.1"))
    first = next(c for c in small.edition.criteria if c in criteria_of(part, small) and c.startswith("5."))
    answered = [c for c in small.edition.criteria if c.startswith("3.2.1")]
    answers = {**small.site.answers, **dict.fromkeys(answered, small.site.answers["3.1.1"])}
    book = loaded(part_bytes(rejudged(small, answers=answers), part), values=True)
    assert book["Criteria"]["B3"].value == book["Dashboard"]["B4"].value == f"Next open: {first}"


@pytest.mark.parametrize(
    "part", [Part("head"), Part(sections=("4.4",)), Part("data-steward"), Part(sections=("3", "4", "5"))]
)
def test_the_file_is_what_excel_accepts(small: Judgement, example: Judgement, part: Part) -> None:
    judgement = small if part.owner == "head" or part.sections else example
    check_file(Parts(part_bytes(judgement, part)))


def test_a_long_name_of_a_part_still_gives_a_footer(small: Judgement) -> None:
    role = "r" * 80
    roles = {role: small.site.site.roles["head"].model_copy(update={"criteria": tuple(small.edition.criteria)})}
    answers = {key: answer.model_copy(update={"owner": None}) for key, answer in small.site.answers.items()}
    part = Part(role, tuple(small.edition.subsections))
    check_file(Parts(part_bytes(rejudged(small, answers=answers, roles=roles), part)))


@ORACLES
def test_engines_agree_with_every_cached_value(
    oracle: ModuleType, small: Judgement, example: Judgement, tmp_path: Path
) -> None:
    needed(oracle)
    cases = {
        "role": (small, Part("head")),
        "open": (small, Part(sections=("5.1", "3.2.1"))),
        "none": (example, Part("data-steward")),
    }
    for name, (judgement, part) in cases.items():
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(part_bytes(judgement, part))
        cached = formula_cells(file)
        assert differences(cached, oracle.recalculated(file, tmp_path, cached)) == []


def test_the_command_names_the_file_after_the_part(
    run: Run, example_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cases: dict[str, tuple[Any, ...]] = {
        "example-workbook-data-steward.xlsx": ("--owner", "data-steward"),
        "example-workbook-5.1.xlsx": ("--section", "5.1"),
        "example-workbook-data-steward-4.5.1-and-4.5.3.xlsx": (
            *("--section", "4.5.3", "--owner", "data-steward", "--section", "4.5.1"),
        ),
    }
    for name, options in cases.items():
        done = run("workbook", "export", "example", *options, workspace=example_workspace)
        assert (done.code, done.out.strip()) == (0, name)
        assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--owner", "data-stewart"), 'Did you mean "data-steward"'),
        (("--section", "../../x"), "there is no section"),
        (("--section", "5", "--owner", "data-steward"), "no criterion is for data-steward, in 5"),
    ],
)
def test_the_command_refuses_a_part_that_there_is_not(
    run: Run,
    example_workspace: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    text: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    done = run("workbook", "export", "example", *options, workspace=example_workspace)
    assert done.code == 2
    assert text in done.err
    assert set(tmp_path.iterdir()) == before
