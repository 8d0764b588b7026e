"""The workbook of a site that inherits: whose words stand where, and figures that count what is in force."""

from io import BytesIO
from pathlib import Path
from types import ModuleType

import oracle_ironcalc
import oracle_libreoffice
import pytest
from demands import demanded
from homecoming import Home, letter, row_of
from openpyxl.workbook import Workbook
from oracle_cells import differences, formula_cells, loaded, workbook_bytes
from providers import beside_a_network
from test_workbook_rules import Parts, check_file

from iso16363.model.variant import Variant
from iso16363.variants import for_variant
from iso16363.workbook.columns import FIRST_ROW, Column
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.export import write_workbook
from iso16363.workbook.part import Part
from iso16363.workbook.provided_columns import with_providers
from iso16363.workbook.tables import TABLES

ORACLES = pytest.mark.parametrize("oracle", [oracle_libreoffice, oracle_ironcalc], ids=lambda m: m.__name__)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return beside_a_network(tmp_path / "w")


@pytest.fixture
def book(home: Home) -> Workbook:
    return loaded(home.export())


def cell(book: Workbook, sheet: str, key: str, column: str) -> object:
    return book[sheet][f"{letter(book, sheet, column)}{row_of(book, sheet, key)}"].value


def looks(book: Workbook, sheet: str, key: str, column: str) -> tuple[bool, str]:
    """Whether a cell is locked, and its fill."""
    found = book[sheet][f"{letter(book, sheet, column)}{row_of(book, sheet, key)}"]
    return found.protection.locked, found.fill.fgColor.rgb


def test_cells_hold_the_sites_own_words_and_the_providers_stand_beside(book: Workbook) -> None:
    answers = {c: cell(book, "Criteria", c, "provided") for c in ("3.3.1", "3.3.2", "3.3.3", "3.1.1")}
    assert answers == {
        "3.3.1": "Network: provided\nDocumented: 3\nImplemented: 3\n\nThe network keeps a list of its communities.",
        "3.3.2": "Network: shared\nDocumented: 3\nImplemented: 2\n\nThe network reviews its rules.",
        "3.3.3": "Network: own\nDocumented: 4\n\nThe network keeps its history.",
        "3.1.1": None,
    }
    assert [cell(book, "Criteria", c, "response") for c in ("3.3.1", "3.3.2")] == [None, "We review ours too."]
    assert [cell(book, "Criteria", c, "documented") for c in ("3.3.1", "3.3.2")] == [None, 2]


def test_what_is_provided_is_locked_and_says_why(book: Workbook) -> None:
    for column in ("response", "documented", "implemented", "see"):
        locked, fill = looks(book, "Criteria", "3.3.1", column)
        assert locked, column
        assert fill == looks(book, "Criteria", "3.3.1", "title")[1]
        assert not looks(book, "Criteria", "3.3.2", column)[0]
        place = f"{letter(book, 'Criteria', column)}{row_of(book, 'Criteria', '3.3.1')}"
        (rule,) = (v for v in book["Criteria"].data_validations.dataValidation if place in v.sqref)
        assert rule.showInputMessage
        assert rule.prompt == "A provider answers this criterion as it is. It is changed there."
    for column in ("owner", "applicable", "note", "approve_as"):
        assert not looks(book, "Criteria", "3.3.1", column)[0]


def test_rules_of_other_rows_stay(book: Workbook) -> None:
    """The rows around a locked one keep their dropdowns, each cell exactly one."""
    ratings = letter(book, "Criteria", "documented")
    rules = book["Criteria"].data_validations.dataValidation
    for row in range(FIRST_ROW + 1, FIRST_ROW + 20):
        found = [rule.type for rule in rules if f"{ratings}{row}" in rule.sqref]
        assert found == ["custom" if row == row_of(book, "Criteria", "3.3.1") else "list"], row


def test_citations_and_documents_say_whose_they_are(book: Workbook) -> None:
    charter = "@3.3.2/network/charter/1", "3.3.2/network/charter/1"
    assert [cell(book, "Evidence", key, "provider") for key in charter] == ["Network", None]
    assert [cell(book, "Evidence", key, "locator") for key in charter] == ["Article 5", "Article 7"]
    assert cell(book, "Evidence", "@3.3.2/network/minutes/1", "state") == "candidate"
    grey = looks(book, "Evidence", charter[0], "document_title")[1]
    assert looks(book, "Evidence", charter[0], "locator")[1] == grey
    assert looks(book, "Evidence", charter[1], "locator")[1] != grey
    provided = {name: cell(book, "Documents", name, "provider") for name in ("network/charter", "network/other")}
    assert provided == {"network/charter": "Network", "network/other": "Network"}
    assert cell(book, "Documents", "mission", "provider") is None
    assert looks(book, "Documents", "network/charter", "title")[1] == grey
    assert not looks(book, "Documents", "network/charter", "title")[0], "or the sheet could not be sorted"


def test_a_document_nobody_looked_for_is_not_said_to_be_missing(home: Home) -> None:
    book = loaded(home.export(), values=True)
    assert (cell(book, "Documents", "network/other", "file"), cell(book, "Documents", "network/other", "standing")) == (
        None,
        "current",
    )
    assert cell(book, "Documents", "network/charter", "file") == "found"
    assert cell(book, "Documents", "network/charter", "cited") == 3


def test_figures_are_those_in_force(home: Home) -> None:
    book = loaded(home.export(), values=True)
    shown = {
        c: tuple(cell(book, "Criteria", c, k) for k in ("state", "rating", "supported", "citations"))
        for c in ("3.3.1", "3.3.2", "3.3.3")
    }
    assert shown == {
        "3.3.1": ("supported", 3, 4, 1),
        "3.3.2": ("supported", 2, 2, 2),
        "3.3.3": ("supported", 3, 4, 0),
    }


@ORACLES
def test_engines_agree_with_every_cached_value(oracle: ModuleType, home: Home, tmp_path: Path) -> None:
    demanded(f"{oracle.__name__} is missing: these formulas were NOT checked by it", there=oracle.available())
    file = tmp_path / "inheriting.xlsx"
    file.write_bytes(home.export())
    cached = formula_cells(file)
    assert differences(cached, oracle.recalculated(file, tmp_path, cached)) == []


def test_formulas_follow_what_is_filled_in_beside_a_provider(home: Home, tmp_path: Path) -> None:
    demanded("ironcalc is missing: formulas were NOT followed", there=oracle_ironcalc.available())
    file = tmp_path / "filled.xlsx"
    file.write_bytes(home.export())
    criteria, columns = with_providers(CRITERIA), ("state", "rating", "supported")
    rows = {c: FIRST_ROW + n for n, c in enumerate(home.judgement().edition.criteria)}

    def at(criterion: str, column: str) -> tuple[int, int]:
        return rows[criterion], criteria.positions[column]

    inputs = {at("3.3.2", "response"): "", at("3.3.2", "documented"): "3", at("3.3.1", "applicable"): "no"}
    inputs |= {at("3.3.1", "reason"): "None.", at("3.3.1", "approved_by"): "head"}
    places = {(c, k): at(c, k) for c in ("3.3.1", "3.3.2", "3.3.3") for k in columns}
    found = oracle_ironcalc.after_filling(file, "Criteria", inputs, list(places.values()))
    # Without a response of its own the site still has the network's; what does not apply lends nothing.
    assert [found[places["3.3.2", k]] for k in columns] == ["supported", 2, 2]
    assert found[places["3.3.1", "state"]] == "not-applicable"
    assert (found[places["3.3.3", "state"]], found[places["3.3.3", "supported"]]) == ("draft", 0)


@pytest.mark.parametrize("variant", [Variant.AUDITOR, Variant.PUBLIC])
def test_copies_for_others_show_what_is_in_force(home: Home, variant: Variant) -> None:
    shown = for_variant(home.judgement(), variant)
    book = loaded(workbook_bytes(shown), values=True)
    assert cell(book, "Criteria", "3.3.1", "provided") == "Network: provided"
    assert cell(book, "Criteria", "3.3.1", "response") == shown.site.answer("3.3.1").response
    assert cell(book, "Criteria", "3.3.1", "documented") == 3
    documents = [c.value for c in book["Documents"][letter(book, "Documents", "id")]]
    assert "network/other" not in documents
    assert cell(book, "Evidence", "3.3.1/network/charter/1", "provider") == "Network"


def test_a_part_has_its_providers_rows(home: Home) -> None:
    stream = BytesIO()
    write_workbook(home.judgement(), stream, part=Part(sections=("3.1",)))
    book = loaded(stream.getvalue())
    row = row_of(book, "Evidence", "@3.3.1/network/charter/1")
    assert book["Evidence"].row_dimensions[row].hidden
    assert not book["Documents"].row_dimensions[row_of(book, "Documents", "network/charter")].hidden


def test_a_site_without_providers_has_none_of_these_columns(tmp_path: Path) -> None:
    home = beside_a_network(tmp_path / "w")
    home.change("site.yaml", "inherits: [network]\n", "")
    (home.folder / "evidence" / "3.3.yaml").unlink()
    book = loaded(home.export())
    for table in (filled.table for filled in TABLES):
        added = {column.key for column in with_providers(table).columns} - table.positions.keys()
        assert not any(f"{table.sheet}_{key}" in book.defined_names for key in added)
    assert "providers" not in "".join(str(c.value) for row in book["Read me"].iter_rows() for c in row)


def test_nothing_is_read_back_from_the_columns_of_providers() -> None:
    added: list[Column[object]] = [
        column
        for table in (filled.table for filled in TABLES)
        for column in with_providers(table).columns
        if column.key not in table.positions
    ]
    assert len(added) == 6
    assert not any(column.editable for column in added)


def test_a_long_answer_of_a_provider_is_cut_rather_than_refused(home: Home) -> None:
    theirs = home.folder.parent / "network" / "evidence" / "3.3.yaml"
    theirs.write_text(theirs.read_text().replace("The network keeps a list", "𝄞 " * 12_000 + "The network keeps"))
    home.change("evidence/3.3.yaml", "as: provided", "as: own")
    shown = str(cell(loaded(home.export()), "Criteria", "3.3.1", "provided"))
    assert shown.endswith("…")
    assert 30_000 < len(shown.encode("utf-16-le")) // 2 <= 32_767


def test_words_beside_an_answer_that_is_provided_can_be_taken_out(home: Home) -> None:
    """The checks report them; where they stand, the cell stays open."""
    home.change("evidence/3.3.yaml", "as: provided}\n", "as: provided}\n  response: Ours.\n")
    book = loaded(home.export())
    assert cell(book, "Criteria", "3.3.1", "response") == "Ours."
    assert not looks(book, "Criteria", "3.3.1", "response")[0]
    assert looks(book, "Criteria", "3.3.1", "documented")[0]


def test_the_file_is_what_excel_accepts(home: Home) -> None:
    """Validations that overlap would have Excel repair the file."""
    check_file(Parts(home.export()))


def test_an_edit_in_a_providers_row_is_refused_on_typing_wherever_it_was_sorted_to(book: Workbook) -> None:
    for sheet, column in (("Evidence", "locator"), ("Documents", "title")):
        place = f"{letter(book, sheet, column)}{FIRST_ROW + 1}"
        (rule,) = (v for v in book[sheet].data_validations.dataValidation if place in v.sqref)
        assert (rule.type, rule.formula1) == ("custom", f'${letter(book, sheet, "provider")}{FIRST_ROW + 1}=""')
        assert [area.min_row for area in rule.sqref.ranges] == [FIRST_ROW + 1]
