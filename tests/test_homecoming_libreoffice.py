"""The example, edited and saved by the real LibreOffice, as .xlsx and as .ods: exactly the edits come home."""

from pathlib import Path

import pytest
from auditing import for_auditor, with_audit
from demands import demanded
from homecoming import DECLARED, Home, row_of
from oracle_cells import loaded
from oracle_libreoffice import available, scripted

from iso16363.workbook.columns import FIRST_ROW
from iso16363.workbook.settling import Choices
from iso16363.workbook.threeway import Extent, Outcome

LONG = "A response from LibreOffice: é ✓ 𝄞 “quoted”, =1+1, <b>, &amp;."


@pytest.fixture(scope="module")
def _libreoffice() -> None:
    demanded("LibreOffice is not installed: the way home through it was NOT checked", there=available())


@pytest.fixture
def home(example_workspace: Path, _libreoffice: None) -> Home:
    return Home(example_workspace, "example")


def script(home: Home, data: bytes) -> str:
    """What a person does: types texts, numbers and dates, adds a row, clears one, and sorts a sheet."""
    book = loaded(data)

    def cell(sheet: str, key: str, column: str) -> str:
        row = row_of(book, sheet, key) - 1
        return f'doc.Sheets.getByName("{sheet}").getCellByPosition({DECLARED[sheet].positions[column]}, {row})'

    evidence = DECLARED["Evidence"].positions
    filled = len(home.judgement().site.answers) and sum(len(a.evidence) for a in home.judgement().site.answers.values())
    new = FIRST_ROW + filled

    def put(sheet: str, column: str, text: str) -> str:
        return f'doc.Sheets.getByName("{sheet}").getCellByPosition({evidence[column]}, {new}).setString("{text}")'

    last = len(DECLARED["Evidence"].columns) - 1
    quoted = LONG.replace('"', '""')
    lines = [
        f'{cell("Criteria", "3.1.1", "response")}.setString("{quoted}" & Chr(10) & Chr(10) & "Second paragraph.")',
        f"{cell('Criteria', '3.1.2', 'documented')}.setValue(2)",
        f'{cell("Criteria", "3.1.2.1", "note")}.setString("=1+1")',
        f'{cell("Actions", "approve-trigger-procedure", "due")}.setFormula("2027-05-31")',
        f'{cell("Documents", "strategic-plan", "version")}.setString("3.10")',
        put("Evidence", "criterion", "3.3.1"),
        put("Evidence", "document", "archive-charter"),
        put("Evidence", "state", "confirmed"),
        put("Evidence", "locator", "p. 3"),
        'sheet = doc.Sheets.getByName("Evidence")',
        'sheet.unprotect("")',
        "Dim fields(0) As New com.sun.star.table.TableSortField",
        f"fields(0).Field = {evidence['locator']} : fields(0).IsAscending = False",
        "Dim how(1) As New com.sun.star.beans.PropertyValue",
        'how(0).Name = "SortFields" : how(0).Value = fields()',
        'how(1).Name = "ContainsHeader" : how(1).Value = False',
        f"sheet.getCellRangeByPosition(0, {FIRST_ROW}, {last}, {new}).sort(how())",
    ]
    return "\n".join(f"  {line}" for line in lines)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_edits_made_in_libreoffice_come_home_and_nothing_else(home: Home, tmp_path: Path, kind: str) -> None:
    data = home.export()
    home.come_back(data)
    saved = scripted(home.returned, tmp_path, kind, script(home, data))
    examined = home.take_in(Choices(), saved)
    assert {d.outcome for d in examined.tried.differences} == {Outcome.WORKBOOK}
    assert {d.id for d in examined.tried.differences if d.extent is Extent.VALUE} == {
        "Criteria!3.1.1!response",
        "Criteria!3.1.2!documented",
        "Criteria!3.1.2.1!note",
        "Actions!approve-trigger-procedure!due",
        "Documents!strategic-plan!version",
    }
    (new,) = (d for d in examined.tried.differences if d.extent is not Extent.VALUE)
    assert (new.extent, new.row["locator"], new.row["criterion"]) == (Extent.ADDED, "p. 3", "3.3.1")
    site = home.judgement().site
    assert site.answers["3.1.1"].response == f"{LONG}\n\nSecond paragraph.\n"
    assert site.answers["3.1.2.1"].note == "=1+1"
    assert site.documents["strategic-plan"].version == "3.10"
    assert str(site.actions["approve-trigger-procedure"].due) == "2027-05-31"
    assert home.take_in(Choices(), saved).tried.texts == {}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_an_auditor_wrote_in_libreoffice_comes_home(home: Home, tmp_path: Path, kind: str) -> None:
    with_audit(home, "request-1:\n  kind: request\n  statement: Show it.\n  raised_on: 2026-11-02\n")
    data = for_auditor(home)
    home.come_back(data)
    row, columns = row_of(loaded(data), "Audit", "request-1"), DECLARED["Audit"].positions
    sheet = 'doc.Sheets.getByName("Audit").getCellByPosition({column}, {row})'

    def cell(column: str, at: int) -> str:
        return sheet.format(column=columns[column], row=at)

    lines = [
        f'{cell("verdict", row - 1)}.setString("Seen, and in order.")',
        f'{cell("state", row - 1)}.setString("closed")',
        f'{cell("closed_on", row - 1)}.setFormula("2026-11-20")',
        f'{cell("kind", row)}.setString("minor-nonconformity")',
        f'{cell("criteria", row)}.setString("3.1.1, 3.1.2")',
        f'{cell("statement", row)}.setString("Nobody reads it.")',
        f'{cell("raised_on", row)}.setFormula("2026-11-21")',
        # A macro gets round the protection; the import does not let it in.
        f'{cell("answer", row - 1)}.setString("Forged.")',
    ]
    saved = scripted(home.returned, tmp_path, kind, "\n".join(f"  {line}" for line in lines))
    choices = Choices(leave_rejected=True)
    examined = home.take_in(choices, saved)
    refused = {d.id for d in examined.tried.differences if d.outcome is Outcome.REJECTED}
    taken = {d.id for d in examined.tried.differences if d.outcome is Outcome.WORKBOOK}
    assert refused == {"Audit!request-1!answer"}
    assert taken == {*(f"Audit!request-1!{name}" for name in ("verdict", "state", "closed_on")), "Audit!finding-1"}
    audit = home.judgement().site.audit
    assert (audit["request-1"].verdict, str(audit["request-1"].closed_on)) == ("Seen, and in order.", "2026-11-20")
    assert (audit["finding-1"].criteria, str(audit["finding-1"].raised_on)) == (("3.1.1", "3.1.2"), "2026-11-21")
    assert audit["request-1"].answer is None
    assert home.take_in(choices, saved).tried.texts == {}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_copy_that_libreoffice_only_saved_changes_nothing(home: Home, tmp_path: Path, kind: str) -> None:
    home.come_back(home.export())
    saved = scripted(home.returned, tmp_path, kind, "")
    assert home.take_in(Choices(), saved).tried.differences == ()
