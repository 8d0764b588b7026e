"""What people, programs and time do to a workbook on its way: it is understood, or said, and never wrong in silence."""

import random
from datetime import date, datetime
from pathlib import Path

import pytest
from homecoming import DECLARED, Edit, Home, added, deleted, difference, outcomes, put, row_of, typed
from openpyxl.workbook import Workbook

from iso16363.errors import UnreadableInput
from iso16363.workbook.columns import FIRST_ROW, HEADER_ROW
from iso16363.workbook.settling import Choices, Side
from iso16363.workbook.threeway import Outcome
from iso16363.workspace.reissuing import reissue

HEADER = HEADER_ROW + 1
DOCUMENTED = "Criteria!3.1.1!documented"


@pytest.fixture
def small(small_workspace: Path) -> Home:
    return Home(small_workspace, "small")


def values_of(book: Workbook, sheet: str) -> list[list[object]]:
    return [[c.value for c in row] for row in book[sheet].iter_rows(min_row=HEADER)]


def written(book: Workbook, sheet: str, rows: list[list[object]]) -> None:
    for number, row in enumerate(rows, HEADER):
        for column, value in enumerate(row, 1):
            cell = book[sheet].cell(number, column)
            cell.value = value  # type: ignore[assignment]


def shuffled_rows(sheet: str) -> Edit:
    def edit(book: Workbook) -> None:
        head, *rows = values_of(book, sheet)
        random.Random(7).shuffle(rows)  # noqa: S311 - the same every time
        written(book, sheet, [head, *rows])

    return edit


def shuffled_columns(sheet: str) -> Edit:
    def edit(book: Workbook) -> None:
        rows = values_of(book, sheet)
        order = list(range(len(rows[0])))
        random.Random(7).shuffle(order)  # noqa: S311
        written(book, sheet, [[row[i] for i in order] for row in rows])

    return edit


def title(sheet: str, key: str, text: str | None) -> Edit:
    return lambda book: put(book[sheet], f"{DECLARED[sheet].letter(key)}{HEADER}", text)


def without_column(sheet: str, key: str) -> Edit:
    return lambda book: book[sheet].delete_cols(DECLARED[sheet].positions[key] + 1)


def filled(sheet: str, row: int, value: object) -> Edit:
    """Blank strings far below the table, as a fill handle leaves them."""

    def edit(book: Workbook) -> None:
        for column in range(1, 6):
            book[sheet].cell(row, column).value = value  # type: ignore[assignment]

    return edit


def hidden(book: Workbook) -> None:
    sheet = book["Criteria"]
    for row in range(FIRST_ROW + 1, FIRST_ROW + 40):
        sheet.row_dimensions[row].hidden = True
    for letter in "CDEFJKL":
        sheet.column_dimensions[letter].hidden = True
    sheet.sheet_state = "hidden"
    book["Evidence"].auto_filter.ref = None


def foreign(book: Workbook) -> None:
    """A column, a sheet and names that are nobody's."""
    book["Criteria"].cell(HEADER, 60).value = "My own remarks"
    book["Criteria"].cell(FIRST_ROW + 1, 60).value = "remember the milk"
    book.create_sheet("Scratch")["A1"] = "3.1.1"


SURVIVED: dict[str, Edit] = {
    "sorted": shuffled_rows("Evidence"),
    "criteria sorted": shuffled_rows("Criteria"),
    "documents sorted": shuffled_rows("Documents"),
    "columns moved": shuffled_columns("Documents"),
    "columns of evidence moved": shuffled_columns("Evidence"),
    "hidden": hidden,
    "foreign": foreign,
    "title in other case": title("Criteria", "documented", "DOCUMENTED "),
    "blank strings below": filled("Evidence", 900, "  "),
    "column deleted": without_column("Documents", "note"),
    "keys deleted": without_column("Evidence", "key"),
    "row above the titles": lambda book: book["Actions"].insert_rows(2),
}


@pytest.mark.parametrize("name", SURVIVED)
def test_what_people_do_to_a_workbook_is_no_edit(small: Home, name: str) -> None:
    before = small.files()
    small.come_back(small.export(), typed("Criteria", "3.1.1", "documented", 3), SURVIVED[name])
    assert outcomes(small.take_in()) == {DOCUMENTED: Outcome.WORKBOOK}
    after = small.files()
    assert {n for n, t in after.items() if before.get(n) != t} == {"evidence/3.1.yaml", "imports.yaml"}


def test_a_deleted_column_and_a_renamed_one_are_said(small: Home) -> None:
    small.come_back(small.export(), title("Criteria", "note", "Internal"), without_column("Documents", "note"))
    examined = small.examine()
    said = [remark.what for remark in examined.comparison.remarks]
    assert any('is called "Internal" now: it is read as "Note"' in what for what in said)
    assert any('"Note" is missing' in what for what in said)
    assert examined.tried.differences == ()


@pytest.mark.parametrize(
    ("typed_in", "stored"),
    [
        (datetime(2027, 4, 1), date(2027, 4, 1)),  # noqa: DTZ001 - spreadsheets know no zones
        ("2027-04-01", date(2027, 4, 1)),
        ("1.4.2027", date(2027, 4, 1)),
        ("13/04/2027", date(2027, 4, 13)),
        ("04/13/2027", date(2027, 4, 13)),
        ("1er avril 2027", date(2027, 4, 1)),
        ("1 de abril de 2027", date(2027, 4, 1)),
        ("April 1, 2027", date(2027, 4, 1)),
        (46_478, date(2027, 4, 1)),
    ],
)
def test_days_in_any_locale_arrive(small: Home, typed_in: object, stored: date) -> None:
    small.come_back(small.export(), typed("Actions", "write-training-procedure", "due", typed_in))
    small.take_in()
    assert small.judgement().site.actions["write-training-procedure"].due == stored


@pytest.mark.parametrize("word", ["no", "NO ", "nein", "non", False, "FALSCH", "FAUX", "falso", "0"])
def test_no_in_many_languages_is_no(small: Home, word: object) -> None:
    small.come_back(
        small.export(),
        typed("Criteria", "4.1.1", "applicable", word),
        typed("Criteria", "4.1.1", "reason", "Not ours."),
        typed("Criteria", "4.1.1", "approved_by", "head"),
    )
    small.take_in()
    answer = small.judgement().site.answer("4.1.1")
    assert (answer.applicable, answer.reason, answer.approved_by) == (False, "Not ours.", "head")


@pytest.mark.parametrize("number", ["3,0", "3.0", 3.0, " 3 "])
def test_ratings_in_any_locale_arrive(small: Home, number: object) -> None:
    small.come_back(small.export(), typed("Criteria", "3.1.1", "documented", number))
    small.take_in()
    assert small.judgement().site.answers["3.1.1"].documented == 3


def test_a_workbook_of_an_older_version_is_migrated(small: Home) -> None:
    def aged(book: Workbook) -> None:
        sheet = book["_sync"]
        names = [sheet.cell(row, 1).value for row in range(1, 20)]
        for name in ("part_owner", "part_sections", "part_criteria"):
            sheet.delete_rows(names.index(name) + 1)
            names.remove(name)
        sheet.cell(names.index("schema") + 1, 2).value = "1"

    small.come_back(small.export(), aged, typed("Criteria", "3.1.1", "documented", 3))
    assert outcomes(small.examine()) == {DOCUMENTED: Outcome.WORKBOOK}


def identity(name: str, value: str) -> Edit:
    def edit(book: Workbook) -> None:
        sheet = book["_sync"]
        row = next(r for r in range(1, 20) if sheet.cell(r, 1).value == name)
        sheet.cell(row, 2).value = value

    return edit


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("schema", "99", "was made by a newer iso16363"),
        ("schema", "one", "the hidden sheet _sync was changed"),
        ("format", "something else", "the hidden sheet _sync was changed"),
        ("site", "cern", 'is a workbook of the site "cern"'),
        ("edition", "iso16363-2012", 'is a workbook of the edition "iso16363-2012"'),
    ],
)
def test_what_cannot_be_merged_is_refused(small: Home, name: str, value: str, said: str) -> None:
    small.come_back(small.export(), identity(name, value))
    with pytest.raises(UnreadableInput, match=said):
        small.examine()


def test_another_wording_of_the_catalogue_is_said(small: Home) -> None:
    small.come_back(small.export(), identity("catalogue_digest", "0" * 64))
    assert "another wording of the catalogue" in small.examine().comparison.remarks[0].what


def test_a_record_that_was_broken_is_refused(small: Home) -> None:
    small.come_back(small.export(), lambda book: put(book["_sync"], "D30", '{"half'))
    with pytest.raises(UnreadableInput, match="nobody can tell what was edited"):
        small.examine()


def test_a_copied_row_is_a_new_row(small: Home) -> None:
    """Copying a row copies its hidden key: the one that was not changed keeps it."""

    def copied(book: Workbook) -> None:
        sheet = book["Evidence"]
        row = row_of(book, "Evidence", "3.1.1/mission/1")
        last = max(r for r in range(FIRST_ROW + 1, sheet.max_row + 1) if sheet.cell(r, 1).value)
        for column in range(1, len(DECLARED["Evidence"].columns) + 1):
            sheet.cell(last + 1, column).value = sheet.cell(row, column).value
        put(sheet, f"{DECLARED['Evidence'].letter('locator')}{row}", "Section 2")

    small.come_back(small.export(), copied)
    small.take_in()
    cited = small.judgement().site.answers["3.1.1"].evidence
    assert sorted(c.locator or "" for c in cited if c.document == "mission") == ["Section 1", "Section 2"]


def test_a_row_cut_and_pasted_without_its_key_is_the_same_row(small: Home) -> None:
    def moved(book: Workbook) -> None:
        sheet = book["Evidence"]
        row = row_of(book, "Evidence", "3.1.1/mission/1")
        last = max(r for r in range(FIRST_ROW + 1, sheet.max_row + 1) if sheet.cell(r, 1).value)
        for column in DECLARED["Evidence"].editable:
            letter = DECLARED["Evidence"].letter(column.key)
            sheet[f"{letter}{last + 1}"].value = sheet[f"{letter}{row}"].value
            sheet[f"{letter}{row}"].value = None

    small.come_back(small.export(), moved)
    assert small.take_in(Choices(delete=True)).tried.differences == ()


def test_a_citation_can_move_to_another_criterion(small: Home) -> None:
    small.come_back(
        small.export(),
        typed("Evidence", "3.1.1/mission/1", "criterion", "3.1.3"),
        typed("Evidence", "3.1.1/mission/1", "quote", "moved"),
    )
    small.take_in()
    answers = small.judgement().site.answers
    assert [c.document for c in answers["3.1.1"].evidence] == ["fixity-log"]
    assert [(c.document, c.quote) for c in answers["3.1.3"].evidence] == [("mission", "moved")]
    files = small.files()
    small.take_in()
    assert small.files() == files


def test_a_role_may_be_named_by_its_title(small: Home) -> None:
    small.come_back(small.export(), typed("Criteria", "3.1.3", "owner", "head of  STORAGE"))
    small.take_in()
    assert small.judgement().site.answers["3.1.3"].owner == "storage-lead"


def test_what_is_missing_in_a_new_row_is_said_in_the_words_of_its_sheet(small: Home) -> None:
    small.come_back(
        small.export(),
        added("Evidence", document="mission", state="confirmed"),
        added("Evidence", criterion="9.9.9", document="mission", state="confirmed"),
        added("Documents", title="Only a title"),
        typed("Evidence", "3.1.1/mission/1", "criterion", None),
    )
    reasons = sorted(d.reason for d in small.examine().tried.settled.stopping)
    assert reasons == [
        "it names no criterion",
        "the new row says nothing under Criterion",
        "the new row says nothing under Kind and State",
        "there is no criterion 9.9.9 in this edition",
    ]


def test_documents_whose_titles_have_no_latin_letters_do_not_meet(small: Home) -> None:
    export = small.export()
    for title_ in ("Документ А", "Политика Б"):
        small.come_back(export, added("Documents", title=title_, kind="plan", state="draft"))
        small.take_in()
        small.take_in()
    titles = [d.title for name, d in small.judgement().site.documents.items() if name.startswith("document")]
    assert titles == ["Документ А", "Политика Б"]


def test_a_workbook_without_its_record_does_not_write_over_a_citation_that_was_put_before_it(small: Home) -> None:
    def forget(book: Workbook) -> None:
        del book["_sync"]

    small.come_back(small.export(), forget)
    first = "    - document: mission\n      locator: Section 0\n      state: confirmed\n"
    small.change("evidence/3.1.yaml", "    - document: mission\n", f"{first}    - document: mission\n")
    assert small.examine().tried.differences == ()


def test_emptied_choices_with_a_default_are_no_edit(small: Home) -> None:
    small.come_back(
        small.export(),
        typed("Evidence", "3.1.1/mission/1", "method", None),
        typed("Documents", "plan", "language", None),
        typed("Criteria", "3.1.1", "applicable", None),
    )
    assert small.take_in().tried.differences == ()


def test_an_edited_id_holds_back_the_whole_row(small: Home) -> None:
    small.come_back(
        small.export(), typed("Documents", "plan", "id", "plan-2030"), typed("Documents", "plan", "title", "Plan 2030")
    )
    before = small.files()
    examined = small.take_in(Choices(leave_rejected=True))
    assert [d.id for d in examined.tried.settled.left] == ["Documents!plan!id"]
    assert small.files() == before


def test_a_conflict_of_a_deletion_needs_the_permission_to_delete(small: Home) -> None:
    small.come_back(small.export(), deleted("Evidence", "3.1.1/fixity-log/1"))
    small.change("evidence/3.1.yaml", "line of 2026-09-30", "line of 2026-10-31")
    small.take_in(Choices(take=Side.WORKBOOK))
    assert len(small.judgement().site.answers["3.1.1"].evidence) == 2
    small.take_in(Choices(take=Side.WORKBOOK, delete=True))
    assert len(small.judgement().site.answers["3.1.1"].evidence) == 1


def test_an_edit_is_not_given_to_another_citation_of_the_document(small: Home) -> None:
    small.come_back(small.export(), typed("Evidence", "3.1.1/fixity-log/1", "locator", "mine"))
    small.change(
        "evidence/3.1.yaml", "line of 2026-09-30\n      shows: The objects are kept.", "page 9\n      shows: Else."
    )
    (stopping,) = small.examine().tried.settled.stopping
    assert (stopping.outcome, stopping.files) == (Outcome.CONFLICT, None)


def test_an_empty_period_or_repository_is_no_crash(small: Home) -> None:
    small.change("documents.yaml", '  period: {from: "2026-01", to: 2026-09-30}\n', "")
    small.come_back(small.export(), typed("Documents", "fixity-log", "period_to", "2026-12-31"))
    found = difference(small.examine(), "Documents!fixity-log!period_to")
    assert found.outcome is Outcome.REJECTED
    assert "period" in found.reason


def test_an_old_error_does_not_stop_an_import_that_moves_it(small: Home) -> None:
    small.change(
        "evidence/3.1.yaml", "- document: plan\n      locator: page 12", "- document: plam\n      locator: page 12"
    )
    small.come_back(small.export(), deleted("Evidence", "3.1.2.1/succession-agreement/1"))
    assert not small.take_in(Choices(delete=True)).stopped
    assert len(small.judgement().site.answers["3.1.2.1"].evidence) == 1


@pytest.mark.parametrize(
    ("change", "cells"),
    [
        ("formula", {"Criteria!3.1.3!note"}),
        ("deletion", {"Evidence!3.1.1/fixity-log/1!shows"}),
    ],
)
def test_what_was_refused_is_refused_again_from_a_reissued_workbook(small: Home, change: str, cells: set[str]) -> None:
    def formula(book: Workbook) -> None:
        sheet = book["Criteria"]
        sheet[f"{DECLARED['Criteria'].letter('note')}{row_of(book, 'Criteria', '3.1.3')}"].value = "=1+1"

    edit = formula if change == "formula" else deleted("Evidence", "3.1.1/fixity-log/1")
    small.come_back(small.export(), edit)
    small.change("evidence/3.1.yaml", "line of 2026-09-30", "line of 2026-10-31")
    for number in range(2):
        examined = small.examine(Choices(delete=True))
        assert examined.stopped
        small.returned = small.returned.with_name(f"again-{number}.xlsx")
        reissue(examined, small.returned)
    assert {d.id for d in small.examine().tried.settled.stopping} == cells
