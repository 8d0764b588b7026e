"""The sheet Audit, and the copies that are handed to others: who may write where, and what each is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from auditing import for_auditor, items, with_audit
from homecoming import DECLARED, Home, row_of
from openpyxl.worksheet.worksheet import Worksheet
from oracle_cells import differences, formula_cells, loaded, rejudged, workbook_bytes
from ordinary import CRITERIA
from test_workbook_recalculation import ORACLES, needed
from test_workbook_rules import Parts, check_file

from iso16363.fingerprint import assessment_digest
from iso16363.judgement import Judgement
from iso16363.model.audit import AUDITORS_FIELDS
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.variant import Variant
from iso16363.variants import for_variant
from iso16363.workbook.columns import FIRST_ROW
from iso16363.workbook.palette import COMPUTED

AUDIT = DECLARED["Audit"]
AUDITORS = AUDITORS_FIELDS
SITES = {c.key for c in AUDIT.editable} - AUDITORS - {"id"}


@pytest.fixture
def home(small_workspace: Path) -> Home:
    return with_audit(Home(small_workspace, "small"))


@pytest.fixture
def small(home: Home) -> Judgement:
    return home.judgement()


def open_columns(sheet: Worksheet, row: int) -> set[str]:
    """Keys of the columns that protection leaves open in a row of the sheet Audit."""
    return {c.key for p, c in enumerate(AUDIT.columns, 1) if not sheet.cell(row, p).protection.locked}


def grey(sheet: Worksheet, row: int) -> set[str]:
    return {c.key for p, c in enumerate(AUDIT.columns, 1) if sheet.cell(row, p).fill.fgColor.rgb == f"FF{COMPUTED[1:]}"}


def text_of(sheet: Worksheet) -> str:
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)


def test_each_row_says_what_is_to_be_done(small: Judgement) -> None:
    sheet = loaded(workbook_bytes(small), values=True)["Audit"]
    found = {
        str(row[0]): (row[AUDIT.positions["attention"]], row[AUDIT.positions["to_criterion"]])
        for row in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True)
        if row[0]
    }
    mission, plan = (small.edition.criteria[c].title for c in ("3.1.1", "3.1.2.2"))
    assert found == {
        "request-1": ("overdue", mission),
        "request-2": ("waits for the auditor", None),
        "concern-1": ("set to answered", plan),
        "finding-1": ("answer missing", small.edition.criteria["3.1.2.1"].title),
        "finding-2": ("proof missing", mission),
        "finding-3": (None, None),
    }


def test_the_site_answers_in_white_cells_and_the_auditors_are_grey(home: Home) -> None:
    book = loaded(home.export())
    sheet = book["Audit"]
    assert sheet.protection.sheet
    existing, new = row_of(book, "Audit", "request-1"), FIRST_ROW + len(items()) + 1
    assert open_columns(sheet, existing) == SITES | {"state"}
    assert grey(sheet, existing) == {c.key for c in AUDIT.columns} - SITES - {"state"}
    assert open_columns(sheet, new) == {c.key for c in AUDIT.editable}
    rules = {str(r.sqref): r for r in sheet.data_validations.dataValidation}
    letter = AUDIT.letter("state")
    (answered,) = (r for area, r in rules.items() if area.startswith(f"{letter}{FIRST_ROW + 1}"))
    assert answered.formula1 == '"open,answered"'
    assert rules[f"{letter}{new}:{letter}{sheet.max_row}"].formula1 == "List_audit_state"


def test_in_the_auditors_copy_only_the_auditors_cells_are_open(home: Home) -> None:
    book = loaded(for_auditor(home))
    for sheet in book.worksheets:
        assert sheet.protection.sheet, sheet.title
        unlocked = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
        assert sheet.title == "Audit" or not unlocked, sheet.title
    sheet, new = book["Audit"], FIRST_ROW + len(items()) + 1
    assert open_columns(sheet, row_of(book, "Audit", "finding-1")) == AUDITORS
    assert open_columns(sheet, new) == AUDITORS | {"id"}
    assert grey(sheet, new) >= SITES
    assert sheet.max_row == FIRST_ROW + len(items()) + AUDIT.spare
    assert sheet.column_dimensions[AUDIT.letter("note")].hidden
    for name, filled in (("Actions", home.judgement().site.actions), ("Documents", home.judgement().site.documents)):
        assert book[name].max_row == FIRST_ROW + len(filled)
        assert not book[name].data_validations.dataValidation
    criteria = CRITERIA
    hidden = {c.key for c in criteria.columns if book["Criteria"].column_dimensions[criteria.letter(c.key)].hidden}
    assert {"approve_as", "note"} <= hidden


def test_the_auditor_is_told_where_to_write_and_the_public_nothing_of_it(home: Home) -> None:
    book = loaded(for_auditor(home), values=True)
    told = text_of(book["Read me"])
    for words in ("Only the white cells of the sheet Audit are yours", "takes over your cells of Audit", "withdrawn"):
        assert words in told
    for words in ("Whoever reviews", "Ask the secretary", "send it back to whoever gave it to you"):
        assert words not in told
    assert "Copy for the auditor, as of" in told
    assert "Working copy" not in told
    assert "White cells are yours" in str(book["Audit"]["A2"].value)
    note, answered = (DECLARED["Audit"].letter(key) for key in ("note", "answered_on"))
    assert book["Audit"].column_dimensions[note].hidden
    assert f"${answered}$" in str(book["Audit"].print_area)
    assert "nothing can be filled in" in str(book["Criteria"]["A2"].value)
    public = loaded(for_auditor(home, Variant.PUBLIC))
    assert public["Audit"].sheet_state == "hidden"
    assert "request-1" not in "".join(map(text_of, public.worksheets))
    assert not [c for s in public.worksheets for row in s.iter_rows() for c in row if not c.protection.locked]
    assert "Whoever reviews an answer chooses their role" in text_of(loaded(home.export())["Read me"])


@pytest.mark.parametrize("variant", list(Variant))
def test_the_file_is_what_excel_accepts(home: Home, variant: Variant) -> None:
    check_file(Parts(for_auditor(home, variant)))


def test_a_copy_of_an_empty_site_is_what_excel_accepts(small: Judgement) -> None:
    empty = rejudged(small, answers={}, documents={}, actions={}, audit={}, repository=None, roles={})
    check_file(Parts(workbook_bytes(for_variant(empty, Variant.AUDITOR))))


@ORACLES
def test_engines_agree_with_every_cached_value(
    oracle: ModuleType, home: Home, small: Judgement, tmp_path: Path
) -> None:
    needed(oracle)
    empty = rejudged(small, documents={}, actions={}, answers={}, audit={})
    cases = {
        "site": workbook_bytes(small),
        "auditor": for_auditor(home),
        "empty": workbook_bytes(for_variant(empty, Variant.AUDITOR)),
    }
    for name, data in cases.items():
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(data)
        cached = formula_cells(file)
        assert differences(cached, oracle.recalculated(file, tmp_path, cached)) == [], name


def test_a_draft_says_so_where_people_look(small: Judgement) -> None:
    book = loaded(workbook_bytes(replace(small, draft=True)), values=True)
    header = book["Criteria"].oddHeader
    assert header is not None
    assert "DRAFT" in str(header.right.text)
    assert str(book["Cover"]["A2"].value).startswith("DRAFT. ")
    assert "DRAFT" in str(book["Dashboard"]["B2"].value)
    assert "Not all gates hold, so this is not a hand-over." in text_of(book["Read me"])
    for sheet in loaded(workbook_bytes(small), values=True).worksheets:
        assert "DRAFT" not in text_of(sheet)


def declared(judgement: Judgement, **changed: object) -> Judgement:
    digest = assessment_digest(judgement.site)
    declaration = Declaration(by="head", on=date(2026, 11, 20), digest=digest).model_copy(update=changed)
    site = replace(judgement.site, declarations={"2026-11-20-1": declaration})
    return rejudged(replace(judgement, site=site))


def handed_over(judgement: Judgement, to: str | None) -> Judgement:
    handoff = Handoff(
        on=date(2026, 11, 21),
        variant=Variant.AUDITOR,
        to=to,
        digest=assessment_digest(judgement.site),
        declaration="2026-11-20-1",
        package="small-auditor-2026-11-21",
        manifest="a" * 64,
        frozen="b" * 64,
    )
    return rejudged(replace(judgement, site=replace(judgement.site, handoffs={"first": handoff})))


def on_the_cover(judgement: Judgement) -> dict[str, object]:
    rows: Iterator[tuple[object, ...]] = loaded(workbook_bytes(judgement))["Cover"].iter_rows(values_only=True)
    return {str(row[0]): row[1] for row in rows}


def test_the_cover_says_who_signed_and_what_was_handed_over(small: Judgement) -> None:
    cover = on_the_cover(small)
    assert (cover["Declaration"], cover["Last hand-over"]) == ("not signed yet", "nothing was handed over yet")
    signed = declared(small)
    role = "Head of the archive (head)"
    assert on_the_cover(signed)["Declaration"] == f"Signed by {role} on 2026-11-20. It holds."
    lapsed = on_the_cover(declared(small, digest=f"v1:{'0' * 64}"))["Declaration"]
    assert str(lapsed).startswith(f"Signed by {role} on 2026-11-20. It does not hold (the declaration has lapsed")
    given = handed_over(signed, "Invented Auditors")
    package = "small-auditor-2026-11-21, on 2026-11-21 to Invented Auditors (variant auditor)"
    assert on_the_cover(given)["Last hand-over"] == package
    assert on_the_cover(handed_over(signed, None))["Last hand-over"] == package.replace(" to Invented Auditors", "")
    outside = on_the_cover(for_variant(given, Variant.AUDITOR))
    assert (outside["Declaration"], outside["Last hand-over"]) == (
        f"Signed by {role} on 2026-11-20. It holds.",
        package,
    )
    assert on_the_cover(for_variant(given, Variant.PUBLIC))["Last hand-over"] is None
