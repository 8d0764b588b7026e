"""The workbook that goes back with questions: marked cells, new rows, rows left out, and what counts as exported."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook
from oracle_cells import cut_edition, formula_cells, loaded, rejudged, stored_cells, workbook_bytes
from ordinary import CRITERIA
from strategies import texts
from test_workbook_rules import Parts, check_file
from test_workbook_sync import Records, exported

from iso16363.catalog import Catalogue
from iso16363.errors import AuditError
from iso16363.judgement import Judgement
from iso16363.workbook.actions_columns import ACTIONS
from iso16363.workbook.columns import FIRST_ROW, CellValue, column_letter
from iso16363.workbook.cover_fields import COVER, COVER_ROW
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.evidence_columns import EVIDENCE
from iso16363.workbook.export import write_workbook
from iso16363.workbook.marking import Mark, Marks
from iso16363.workbook.palette import ALARM
from iso16363.workbook.part import WHOLE, Part
from iso16363.workbook.rows import gather
from iso16363.workbook.sync import UNSETTLED
from iso16363.workbook.tables import TABLES
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

FILL = f"FF{ALARM[0][1:]}"
CITED = "3.1.1/mission/1"


@pytest.fixture
def tiny(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    return rejudged(judgement, edition=cut_edition(judgement.edition))


def marked_bytes(judgement: Judgement, marks: Marks, part: Part = WHOLE) -> bytes:
    stream = BytesIO()
    write_workbook(judgement, stream, part=part, marks=marks)
    return stream.getvalue()


def place(judgement: Judgement, sheet: str, key: str, column: str) -> tuple[int, int]:
    """Row and column (from 1) of a cell that is named by keys."""
    if sheet == "Cover":
        return COVER_ROW + 1 + [field.key for field in COVER].index(column), 2
    (filled,) = (f for f in TABLES if f.table.sheet == sheet)
    keys = [filled.table.column("key").read(row) for row in filled.rows(gather(judgement))]
    return FIRST_ROW + 1 + keys.index(key), filled.table.positions[column] + 1


def _letter(where: tuple[str, str, str], judgement: Judgement) -> tuple[str, int]:
    row, column = place(judgement, *where)
    return column_letter(column - 1), row


def alarmed(book: Workbook) -> set[tuple[str, str]]:
    """Every cell with the fill of a mark, the legend aside."""
    found = set()
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.fill.fgColor.rgb == FILL and not isinstance(cell, MergedCell) and sheet.title != "Read me":
                    found.add((sheet.title, cell.coordinate))
    return found


words = texts.filter(lambda text: len(text) < 1_000)
PLACES = (
    ("Cover", "site", "repository_scope"),
    ("Criteria", "3.1.1", "response"),
    ("Criteria", "3.1.2.2", "documented"),
    ("Criteria", "3.2.1", "requirement"),
    ("Criteria", "4.4.1", "state"),
    ("Evidence", CITED, "state"),
    ("Documents", "mission", "id"),
    ("Actions", "write-training-procedure", "due"),
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    chosen=st.dictionaries(
        st.sampled_from(PLACES),
        st.builds(Mark, words) | st.builds(Mark, words, words),
        max_size=6,
    )
)
def test_exactly_the_marked_cells_are_loud_and_carry_their_text(
    tiny: Judgement, chosen: dict[tuple[str, str, str], Mark]
) -> None:
    data = marked_bytes(tiny, Marks(chosen))
    plain, book = loaded(workbook_bytes(tiny)), loaded(data)
    stored = stored_cells(data)
    cells = {where: book[where[0]].cell(*place(tiny, *where)) for where in chosen}
    assert alarmed(book) == {(where[0], cell.coordinate) for where, cell in cells.items()}
    for where, mark in chosen.items():
        cell = cells[where]
        assert cell.comment is not None
        assert cell.comment.text
        if mark.overrides:
            assert stored[where[0]][_letter(where, tiny)] == mark.value
        else:
            assert cell.value == plain[where[0]].cell(*place(tiny, *where)).value
    links = {cell.hyperlink.location for row in book["Read me"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"{where[0]}!{cell.coordinate}" for where, cell in cells.items()}


@pytest.mark.parametrize("text", ["a < b & c\nsecond line", "_x0041_", "half \ud800", "bell \x07", "x" * 40_000])
def test_any_text_can_be_a_note(tiny: Judgement, text: str) -> None:
    data = marked_bytes(tiny, Marks({PLACES[1]: Mark(text)}))
    check_file(Parts(data))
    comment = loaded(data)["Criteria"].cell(*place(tiny, *PLACES[1])).comment
    assert comment is not None
    assert len(comment.text) <= 2_100
    assert any(f": {text[:4]}" in str(v) for (c, _), v in stored_cells(data)["Read me"].items() if c == "B")


def test_a_mark_may_empty_a_cell_and_make_its_row_taller(tiny: Judgement) -> None:
    where = ("Criteria", "3.1.2", "response")
    height = loaded(workbook_bytes(tiny))["Criteria"].row_dimensions[place(tiny, *where)[0]].height
    marks = Marks({PLACES[1]: Mark("gone", None), where: Mark("long", "word " * 300)})
    sheet = loaded(marked_bytes(tiny, marks))["Criteria"]
    assert sheet.cell(*place(tiny, *PLACES[1])).value is None
    assert height is not None
    assert (sheet.row_dimensions[place(tiny, *where)[0]].height or 0) > 3 * height


def test_a_mark_is_not_covered_by_a_condition(tiny: Judgement) -> None:
    """The first rule of the sheet is that of the marked cells, and no other follows it there."""
    marks = Marks({("Evidence", CITED, "state"): Mark("?"), ("Evidence", CITED, "locator"): Mark("?")})
    sheet = Parts(marked_bytes(tiny, marks)).sheets()["Evidence"]
    tag = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rules = {int(r.get("priority", "0")): (area, r) for area in sheet.iter(f"{tag}conditionalFormatting") for r in area}
    area, rule = rules[min(rules)]
    assert set(area.get("sqref", "").split()) == {f"{EVIDENCE.letter('state')}5", f"{EVIDENCE.letter('locator')}5"}
    assert rule.get("stopIfTrue") == "1"
    assert rule.findtext(f"{tag}formula") == "TRUE"


def test_added_rows_stand_in_the_empty_rows_without_a_key(tiny: Judgement) -> None:
    new = {"criterion": "3.1.1", "document": "mission", "state": "confirmed", "locator": "p. 3"}
    late: dict[str, CellValue] = {
        "criteria": "3.1.1",
        "gap": "g",
        "action": "a",
        "state": "open",
        "due": date(2027, 1, 2),
    }
    marks = Marks(
        added={
            "Evidence": [new, {"criterion": "9"}],
            "Actions": [late],
            "Documents": [{"id": "new-one", "title": "T"}],
        },
        added_marks={("Evidence", 1, "criterion"): Mark("There is no criterion 9.")},
    )
    data = marked_bytes(tiny, marks)
    check_file(Parts(data))
    book = loaded(data)
    rows = gather(tiny)
    for table, first, record in (
        (EVIDENCE, len(rows.citations), new),
        (ACTIONS, len(rows.actions), late),
        (DOCUMENTS, len(rows.documents), {"id": "new-one", "title": "T"}),
    ):
        sheet, row = book[table.sheet], FIRST_ROW + 1 + first
        shown = {c.key: sheet.cell(row, table.positions[c.key] + 1).value for c in table.editable}
        days = {key: value.date() if isinstance(value, datetime) else value for key, value in shown.items()}
        assert {key: value for key, value in days.items() if value is not None} == record
        assert sheet.cell(row, table.positions["key"] + 1).value is None
        assert not sheet.cell(row, 1).protection.locked
        rule = next(v for v in sheet.data_validations.dataValidation if f"A{row}" in v.sqref)
        assert rule.formula1 != "FALSE"
    wrong = f"A{FIRST_ROW + 2 + len(rows.citations)}"
    assert alarmed(book) == {("Evidence", wrong)}
    note = book["Evidence"][wrong].comment
    assert note is not None
    assert note.text == "There is no criterion 9."


def test_more_new_rows_than_were_kept_ready_leave_empty_ones_below(tiny: Judgement) -> None:
    many = [{"criterion": "3.1.1", "document": "mission", "locator": str(n)} for n in range(450)]
    data = marked_bytes(tiny, Marks(added={"Evidence": many}))
    check_file(Parts(data))
    last = int(loaded(data).defined_names["Evidence_criterion"].value.rpartition("$")[2])
    assert last == FIRST_ROW + len(gather(tiny).citations) + 450 + EVIDENCE.spare


def test_rows_left_out_are_gone_and_still_count_as_exported(tiny: Judgement) -> None:
    before = exported(stored_cells(workbook_bytes(tiny)))
    gone = frozenset({("Evidence", CITED), ("Actions", "write-training-procedure"), ("Documents", "mission")})
    data = marked_bytes(tiny, Marks(omitted=gone))
    cells = stored_cells(data)
    for table in (EVIDENCE, ACTIONS, DOCUMENTS):
        keys = {
            v for (letter, row), v in cells[table.sheet].items() if letter == table.letter("key") and row > FIRST_ROW
        }
        assert keys == {key for sheet, key in before if sheet == table.sheet} - {key for _, key in gone}
    assert exported(cells) == before


def test_what_counts_as_exported_are_the_files_and_not_what_is_shown(tiny: Judgement) -> None:
    text = "[conflict]\nfiles: =1+1\nworkbook: x"
    where = ("Criteria", "3.1.1", "response")
    day = ("Actions", "write-training-procedure", "due")
    edit = ("Criteria", "3.1.2", "response")
    marks = Marks(
        {where: Mark("Choose.", text), edit: Mark("", "Edited in the workbook.")},
        unsettled={where: "x", day: date(2027, 1, 2), edit: None},
    )
    data = marked_bytes(tiny, marks)
    cells = stored_cells(data)
    records: Records = exported(cells)
    asked = {place_: records.pop(place_) for place_ in list(records) if place_[0] == UNSETTLED}
    assert asked == {
        (UNSETTLED, "1"): {"sheet": "Criteria", "key": "3.1.1", "column": "response", "text": "x"},
        (UNSETTLED, "2"): {"sheet": "Actions", "key": day[1], "column": "due", "text": "2027-01-02"},
        (UNSETTLED, "3"): {"sheet": "Criteria", "key": "3.1.2", "column": "response"},
    }
    assert records == exported(stored_cells(workbook_bytes(tiny)))
    letter = CRITERIA.letter("response")
    assert cells["Criteria"][letter, place(tiny, *where)[0]] == text
    assert cells["Criteria"][letter, place(tiny, *edit)[0]] == "Edited in the workbook."


def test_an_edit_that_was_understood_stands_in_its_cell_like_any_other(tiny: Judgement) -> None:
    places = [p for p in PLACES if p[2] not in ("requirement", "state", "id")]
    book, plain = loaded(marked_bytes(tiny, Marks({p: Mark("", "edit") for p in places}))), loaded(workbook_bytes(tiny))
    assert alarmed(book) == set()
    for where in places:
        cell, before = (b[where[0]].cell(*place(tiny, *where)) for b in (book, plain))
        assert (cell.value, cell.comment) == ("edit", None)
        assert cell.fill.fgColor.rgb == before.fill.fgColor.rgb
        assert cell.protection.locked == before.protection.locked
    assert not any(cell.hyperlink for row in book["Read me"].iter_rows() for cell in row)
    assert "0 cells need your attention" in str([row[1].value for row in book["Read me"].iter_rows()])


def test_in_a_part_a_marked_row_is_shown_and_its_cell_can_be_mended(tiny: Judgement) -> None:
    part = Part(sections=("3.2",))
    where = ("Criteria", "3.1.1", "response")
    cover = ("Cover", "site", "repository_scope")
    book = loaded(marked_bytes(tiny, Marks({where: Mark("Not yours."), cover: Mark("?")}), part))
    sheet, (row, column) = book["Criteria"], place(tiny, *where)
    assert not sheet.row_dimensions[row].hidden
    assert not sheet.cell(row, column).protection.locked
    assert sheet.cell(row, CRITERIA.positions["note"] + 1).protection.locked
    assert sheet.row_dimensions[row + 1].hidden
    assert not book["Cover"].cell(*place(tiny, *cover)).protection.locked


def test_the_whole_is_as_ever_where_nothing_is_marked(tiny: Judgement) -> None:
    data = marked_bytes(tiny, Marks())
    assert alarmed(loaded(data)) == set()
    one, other = stored_cells(data), stored_cells(workbook_bytes(tiny))
    assert {n: c for n, c in one.items() if n != "Read me"} == {n: c for n, c in other.items() if n != "Read me"}


def test_spreadsheets_compute_on_loading(tiny: Judgement) -> None:
    """Where cells show what the judgement does not hold, no formula keeps a value that might be wrong."""
    data = marked_bytes(tiny, Marks({PLACES[2]: Mark("?", "four")}))
    assert loaded(data).calculation.fullCalcOnLoad
    assert set(formula_cells(data).values()) == {None}
    noted = formula_cells(marked_bytes(tiny, Marks({PLACES[2]: Mark("?")})))
    assert noted == formula_cells(workbook_bytes(tiny))


@pytest.mark.parametrize(
    "marks",
    [
        Marks({("Criteria", "9.9.9", "response"): Mark("?")}),
        Marks({("Criteria", "3.1.1", "no-such-column"): Mark("?")}),
        Marks({("Evidence", CITED, "state"): Mark("?")}, omitted=frozenset({("Evidence", CITED)})),
        Marks(added_marks={("Evidence", 0, "state"): Mark("?")}),
    ],
)
def test_no_mark_is_lost_in_silence(tiny: Judgement, marks: Marks) -> None:
    with pytest.raises(ValueError, match="without a cell"):
        marked_bytes(tiny, marks)


def test_a_text_that_does_not_fit_is_refused_by_name(tiny: Judgement) -> None:
    with pytest.raises(AuditError) as caught:
        marked_bytes(tiny, Marks({PLACES[1]: Mark("?", "x" * 32_768)}))
    assert caught.value.where == f"Criteria!{CRITERIA.letter('response')}{FIRST_ROW + 1}"


def test_the_file_is_what_excel_accepts(tiny: Judgement) -> None:
    check_file(Parts(marked_bytes(tiny, Marks({where: Mark(f"About {where}", "7 or 8") for where in PLACES}))))
