"""Tables are found whatever people did to their sheets; what was not found is said, and nothing is guessed."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle_cells import cut_edition, rejudged, workbook_bytes
from ordinary import TABLE

from iso16363.catalog import Catalogue
from iso16363.errors import UnreadableInput
from iso16363.judgement import Judgement
from iso16363.workbook.columns import FIRST_ROW, HEADER_ROW
from iso16363.workbook.cover_fields import COVER, COVER_ROW, COVER_SHEET
from iso16363.workbook.entering import entered
from iso16363.workbook.locating import FoundTable, Located, locate
from iso16363.workbook.opened import MAX_ROW, Rows
from iso16363.workbook.opening import Cell, Fault, Named, Opened, Sheet, open_workbook
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

HEADER = HEADER_ROW + 1
FIRST = FIRST_ROW + 1


@pytest.fixture
def judgement(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    found = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert found is not None
    return rejudged(found, edition=cut_edition(found.edition))


@pytest.fixture
def returned(judgement: Judgement) -> Opened:
    return open_workbook(workbook_bytes(judgement), "returned.xlsx")


Change = Callable[[Rows], Rows]


def with_sheet(
    opened: Opened, name: str, change: Change, *, follow: Callable[[Named], Named | None] = lambda n: n
) -> Opened:
    """The workbook with one sheet changed; names follow as a spreadsheet lets them."""
    sheets = tuple(replace(s, rows=change(s.rows)) if s.name == name else s for s in opened.sheets)
    moved = {key: follow(n) if n.sheet == name else n for key, n in opened.names.items()}
    return replace(opened, sheets=sheets, names={key: n for key, n in moved.items() if n is not None})


def without(opened: Opened, name: str) -> Opened:
    names = {key: n for key, n in opened.names.items() if n.sheet != name}
    return replace(opened, sheets=tuple(s for s in opened.sheets if s.name != name), names=names)


def renamed(opened: Opened, old: str, new: str, *, names: bool = True) -> Opened:
    """A sheet called otherwise; its names follow, or are lost as after copying it."""
    sheets = tuple(replace(s, name=new) if s.name == old else s for s in opened.sheets)
    kept = {
        k: replace(n, sheet=new) if n.sheet == old else n for k, n in opened.names.items() if names or n.sheet != old
    }
    return replace(opened, sheets=sheets, names=kept)


def columns_moved(order: dict[int, int]) -> tuple[Change, Callable[[Named], Named]]:
    def change(rows: Rows) -> Rows:
        return {r: {order.get(c, c): x for c, x in cells.items()} for r, cells in rows.items()}

    return change, lambda n: replace(n, column=order.get(n.column, n.column))


def rows_moved(order: dict[int, int]) -> Change:
    return lambda rows: {order.get(r, r): cells for r, cells in rows.items()}


def put(sheet: str, places: dict[tuple[int, int], Cell]) -> Change:
    def change(rows: Rows) -> Rows:
        changed = {r: dict(cells) for r, cells in rows.items()}
        for (row, column), cell in places.items():
            changed.setdefault(row, {})[column] = cell
        return changed

    assert sheet in (*TABLE, COVER_SHEET)
    return change


def records(found: FoundTable) -> list[dict[str, object]]:
    """What the rows say, in any order."""
    columns = [c for c in found.table.columns if c.editable or c.key == "key"]
    read: list[dict[str, object]] = [{c.key: entered(c, row.cells.get(c.key)) for c in columns} for row in found.rows]
    return sorted(read, key=lambda record: str(record["key"]))


def said(located: Located) -> list[str]:
    return [f"{r.where}: {r.what}" for r in located.remarks]


def test_an_untouched_workbook_is_found_whole(returned: Opened) -> None:
    located = locate(returned)
    assert located.remarks == ()
    assert list(located.tables) == list(TABLE)
    assert all(dict(found.columns) == TABLE[name].positions for name, found in located.tables.items())
    assert list(located.cover) == [c.key for c in COVER]
    row = located.tables["Criteria"].rows[0]
    assert row.number == FIRST
    assert (
        located.tables["Criteria"].cell_name(row, "documented") == f"Criteria!{TABLE['Criteria'].letter('documented')}5"
    )


def test_titles_of_a_table_are_its_own() -> None:
    for table in TABLE.values():
        assert len({c.title.casefold() for c in table.columns}) == len(table.columns)


@settings(suppress_health_check=list(HealthCheck))
@given(
    sheet=st.sampled_from(["Criteria", "Evidence", "Documents", "Actions"]),
    chance=st.randoms(use_true_random=False),
    above=st.integers(0, 40),
    named=st.booleans(),
    hidden=st.booleans(),
    foreign=st.integers(0, 3),
)
def test_order_and_place_do_not_matter(
    returned: Opened, sheet: str, chance: random.Random, above: int, foreign: int, *, named: bool, hidden: bool
) -> None:
    """Rows sorted, columns reordered, rows inserted above, the sheet renamed and hidden, foreign columns between."""
    before = records(locate(returned).tables[sheet])
    width = len(TABLE[sheet].columns)
    places = chance.sample(range(width + foreign), width)
    change, follow = columns_moved(dict(enumerate(places)))
    changed = with_sheet(returned, sheet, change, follow=follow)
    rows = sorted(r for r in next(s for s in changed.sheets if s.name == sheet).rows if r >= FIRST)
    sorted_rows = dict(zip(rows, chance.sample(range(FIRST, FIRST + 3 * len(rows)), len(rows)), strict=True))
    changed = with_sheet(changed, sheet, rows_moved(sorted_rows))
    changed = with_sheet(changed, sheet, lambda found: {r + above: cells for r, cells in found.items()})
    free = sorted(set(range(width + foreign)) - set(places))
    titles = {(HEADER + above, column): Cell(f"Ours {column}") for column in free}
    changed = with_sheet(
        changed, sheet, put(sheet, {**titles, **{(FIRST + above, column): Cell("x") for column in free}})
    )
    changed = renamed(changed, sheet, f"Old {sheet}", names=named)
    changed = replace(changed, sheets=tuple(replace(s, hidden=hidden) for s in changed.sheets))
    located = locate(changed)
    assert records(located.tables[sheet]) == before
    assert [r for r in said(located) if "is read as" in r] == [
        f'Old {sheet}: the sheet "Old {sheet}" is read as "{sheet}"'
    ]
    assert sum("not ours" in r for r in said(located)) == bool(foreign)


def retitled(sheet: str, key: str, title: str | None) -> Change:
    return put(sheet, {(HEADER, TABLE[sheet].positions[key]): Cell(title)})


@pytest.mark.parametrize("title", ["Our answer", None, "  ", 7])
def test_a_renamed_column_is_known_by_its_name(returned: Opened, title: str | None) -> None:
    before = records(locate(returned).tables["Criteria"])
    located = locate(with_sheet(returned, "Criteria", retitled("Criteria", "response", title)))
    assert records(located.tables["Criteria"]) == before
    (remark,) = said(located)
    assert remark.startswith(f"Criteria!{TABLE['Criteria'].letter('response')}4: the column ")
    assert remark.endswith('read as "Response"')


def test_a_renamed_column_without_a_name_stays_out(returned: Opened) -> None:
    changed = with_sheet(returned, "Criteria", retitled("Criteria", "response", "Our answer"))
    located = locate(replace(changed, names={}))
    assert "response" not in located.tables["Criteria"].columns
    assert any('the column "Response" is missing' in r for r in said(located))
    assert any('not ours is not read: "Our answer"' in r for r in said(located))


def test_titles_are_known_in_other_case_and_with_line_breaks(returned: Opened) -> None:
    located = locate(with_sheet(returned, "Evidence", retitled("Evidence", "locator", " where IN\nthe  document ")))
    assert located.remarks == ()


def test_a_name_does_not_overrule_a_title(returned: Opened) -> None:
    """Somebody pasted column A over column B, titles included: both names stand, one title is gone."""
    positions = TABLE["Actions"].positions
    changed = with_sheet(returned, "Actions", retitled("Actions", "gap", "Note"), follow=lambda n: n)
    located = locate(changed)
    assert located.tables["Actions"].columns["note"] == positions["note"]
    assert "gap" not in located.tables["Actions"].columns
    assert sorted(r.partition(": ")[2].partition(":")[0] for r in said(located)) == [
        'several columns are called "Note"',
        'the column "Gap" is missing',
    ]


def test_a_doubled_column_without_names_is_the_first(returned: Opened) -> None:
    changed = replace(with_sheet(returned, "Actions", retitled("Actions", "gap", "Note")), names={})
    assert locate(changed).tables["Actions"].columns["note"] == TABLE["Actions"].positions["gap"]


def test_deleted_columns_are_told(returned: Opened) -> None:
    gone = {TABLE["Evidence"].positions[key] for key in ("quote", "shows", "key")}

    def cut(rows: Rows) -> Rows:
        left = [c for c in range(60) if c not in gone]
        return {r: {left.index(c): x for c, x in cells.items() if c not in gone} for r, cells in rows.items()}

    changed = with_sheet(returned, "Evidence", cut, follow=lambda _: None)
    located = locate(changed)
    assert not {"quote", "shows", "key"} & set(located.tables["Evidence"].columns)
    assert len(located.tables["Evidence"].rows) == len(locate(returned).tables["Evidence"].rows)
    assert any('the columns "Quote", "What it shows" are missing' in r for r in said(located))
    assert any("recognised by what they say" in r for r in said(located))


def test_rows_that_hold_nothing_are_no_rows(returned: Opened) -> None:
    table = TABLE["Documents"]
    count = len(locate(returned).tables["Documents"].rows)
    blanks = {(MAX_ROW, p): Cell(" ") for p in range(5)} | {(900, 3): Cell("\n")}
    computed = {(901, table.positions["standing"]): Cell("unknown", Fault.FORMULA)}
    beside = {(902, 99): Cell("a remark of ours")}
    changed = with_sheet(returned, "Documents", put("Documents", {**blanks, **computed, **beside}))
    assert len(locate(changed).tables["Documents"].rows) == count
    added = {(903, table.positions["title"]): Cell("New"), (904, table.positions["key"]): Cell("mission")}
    added[905, table.positions["title"]] = Cell("", Fault.FORMULA)
    rows = locate(with_sheet(changed, "Documents", put("Documents", added))).tables["Documents"].rows
    assert [(r.number, list(r.cells)) for r in rows[count:]] == [(903, ["title"]), (904, ["key"]), (905, ["title"])]


def test_a_sheet_without_titles_is_read_by_its_names(returned: Opened) -> None:
    before = records(locate(returned).tables["Actions"])
    changed = with_sheet(returned, "Actions", lambda rows: {r: cells for r, cells in rows.items() if r != HEADER})
    located = locate(changed)
    assert records(located.tables["Actions"]) == before
    lost = locate(replace(changed, names={}))
    assert "Actions" not in lost.tables
    assert any('the sheet "Actions" is missing' in r for r in said(lost))


@pytest.mark.parametrize("kept", ["with names", "without"])
def test_a_copy_of_a_sheet_does_not_take_its_place(returned: Opened, kept: str) -> None:
    original = next(s for s in returned.sheets if s.name == "Criteria")
    copy = replace(original, name="Criteria (2)", rows={r: c for r, c in original.rows.items() if r < 10})
    changed = replace(returned, sheets=(copy, *returned.sheets), names=returned.names if kept == "with names" else {})
    located = locate(changed)
    assert located.tables["Criteria"].sheet == "Criteria"
    assert located.remarks == ()


def test_evidence_is_not_taken_for_background(returned: Opened) -> None:
    changed = renamed(without(returned, "Background"), "Evidence", "Belege", names=False)
    located = locate(changed)
    assert located.tables["Evidence"].sheet == "Belege"
    assert "Background" not in located.tables
    assert any('the sheet "Background" is missing' in r for r in said(located))


def test_a_copy_of_evidence_is_not_taken_for_background(returned: Opened) -> None:
    copy = replace(next(s for s in returned.sheets if s.name == "Evidence"), name="Evidence (2)")
    changed = without(returned, "Background")
    assert "Background" not in locate(replace(changed, sheets=(*changed.sheets, copy))).tables


def test_names_of_cells_with_odd_sheets_are_quoted(returned: Opened) -> None:
    located = locate(renamed(returned, "Actions", "Alice's actions"))
    found = located.tables["Actions"]
    assert found.cell_name(found.rows[0], "id") == "'Alice''s actions'!A5"


def test_nothing_of_ours_is_refused(returned: Opened) -> None:
    foreign = Sheet("Tabelle1", hidden=False, rows={1: {0: Cell("Name"), 1: Cell("Note"), 2: Cell("State")}})
    with pytest.raises(UnreadableInput, match="not a workbook of this tool") as caught:
        locate(Opened("xlsx", (foreign,), {}, "budget.xlsx"))
    assert caught.value.where == "budget.xlsx"
    hidden = next(s for s in returned.sheets if s.name == "_sync")
    located = locate(Opened("xlsx", (foreign, hidden), {}, "cut.xlsx"))
    assert located.tables == {}
    assert len(located.remarks) == len(TABLE) + 1


def test_macros_and_links_are_told(returned: Opened) -> None:
    assert [r.what.partition(";")[0] for r in locate(replace(returned, macros=True, external_links=True)).remarks] == [
        "has macros",
        "has links to other files",
    ]


def test_the_cover_is_found_by_names_or_labels(returned: Opened) -> None:
    before = locate(returned).cover
    down = with_sheet(
        returned,
        COVER_SHEET,
        lambda rows: {r + 2: {c + 1: x for c, x in cells.items()} for r, cells in rows.items()},
        follow=lambda n: replace(n, row=n.row + 2, column=n.column + 1),
    )
    for changed in (down, replace(down, names={}), replace(returned, names={})):
        assert {k: cell for k, (_, cell) in locate(changed).cover.items()} == {
            k: cell for k, (_, cell) in before.items()
        }
    assert before["name"][0] == f"Cover!B{COVER_ROW + 1}"
    assert locate(down).cover["name"][0] == f"Cover!C{COVER_ROW + 3}"


def test_a_cover_without_labels_and_names_is_told(returned: Opened) -> None:
    located = locate(without(returned, COVER_SHEET))
    assert located.cover == {}
    (remark,) = located.remarks
    assert all(f'"{c.title}"' in remark.what for c in COVER if c.editable)


def test_bare_numbers_are_counted_as_their_workbook_counts(returned: Opened) -> None:
    """A day that lost its format in a workbook of an old Macintosh does not become another one."""
    table = TABLE["Documents"]
    places = {
        (FIRST, table.positions["review_by"]): Cell(44650),
        (FIRST, table.positions["effective"]): Cell(2018),
        (FIRST, table.positions["version"]): Cell(44650),
    }
    changed = replace(with_sheet(returned, "Documents", put("Documents", places)), since_1904=True)
    cells = locate(changed).tables["Documents"].rows[0].cells
    assert entered(table.column("review_by"), cells["review_by"]) == "2026-03-31"
    assert entered(table.column("effective"), cells["effective"]) == "2018"
    assert entered(table.column("version"), cells["version"]) == "44650"


rows_of_anything = st.dictionaries(
    st.integers(1, 60),
    st.dictionaries(
        st.integers(0, 12),
        st.builds(
            Cell,
            st.none()
            | st.integers()
            | st.text(max_size=5)
            | st.sampled_from([c.title for t in TABLE.values() for c in t.columns]),
        ),
        max_size=8,
    ),
    max_size=8,
)


@given(
    sheets=st.lists(
        st.tuples(st.sampled_from([*TABLE, COVER_SHEET, "_sync", "Other", "evidence "]), rows_of_anything),
        max_size=4,
        unique_by=lambda s: s[0],
    ),
    names=st.dictionaries(
        st.sampled_from([t.name(c.key) for t in TABLE.values() for c in t.columns] + ["Cover_repository_name"]),
        st.builds(
            Named, st.sampled_from(["Criteria", "Evidence", "Other", "Gone"]), st.integers(0, 12), st.integers(1, 60)
        ),
        max_size=5,
    ),
)
def test_any_workbook_is_located_or_refused(sheets: Iterable[tuple[str, Rows]], names: dict[str, Named]) -> None:
    opened = Opened("xlsx", tuple(Sheet(name, hidden=False, rows=rows) for name, rows in sheets), names, "x")
    try:
        located = locate(opened)
    except UnreadableInput:
        return
    for found in located.tables.values():
        assert len(set(found.columns.values())) == len(found.columns), "two columns are read from one place"
        assert all(row.cells for row in found.rows)
    places = [found.sheet for found in located.tables.values()]
    assert len(set(places)) == len(places)
