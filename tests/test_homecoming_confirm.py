"""An answer whose requirement changed is confirmed in the workbook: by emptying the cell that says what changed."""

from pathlib import Path

import pytest
from homecoming import Home, difference, outcomes, typed
from oracle_cells import loaded

from iso16363.workbook.columns import HEADER_ROW
from iso16363.workbook.threeway import Outcome

CHANGED = "2012 asked for a plan; 2025 asks for a plan that is reviewed."


@pytest.fixture
def small(small_workspace: Path) -> Home:
    return Home(small_workspace, "small")


def titles(home: Home) -> list[object]:
    return [cell.value for cell in loaded(home.export())["Criteria"][HEADER_ROW + 1]]


def test_there_is_a_column_only_where_something_is_to_be_confirmed(small: Home) -> None:
    assert "Requirement changed" not in titles(small)
    small.change("evidence/3.1.yaml", '"3.1.1":\n', f'"3.1.1":\n  confirm: {CHANGED}\n')
    assert titles(small).index("Requirement changed") == titles(small).index("Note") + 1
    assert any(d.code == "E517" for d in small.judgement().diagnostics)


def test_an_emptied_cell_confirms_the_answer(small: Home) -> None:
    before = small.files()
    small.change("evidence/3.1.yaml", '"3.1.1":\n', f'"3.1.1":\n  confirm: {CHANGED}\n')
    small.come_back(small.export(), typed("Criteria", "3.1.1", "confirm", None))
    assert outcomes(small.examine()) == {"Criteria!3.1.1!confirm": Outcome.WORKBOOK}
    small.take_in()
    after = small.files()
    assert {name: after[name] for name in before} == before
    assert not any(d.code == "E517" for d in small.judgement().diagnostics)


def test_a_workbook_without_the_column_leaves_what_was_marked_meanwhile(small: Home) -> None:
    book = small.export()
    small.change("evidence/3.1.yaml", '"3.1.1":\n', f'"3.1.1":\n  confirm: {CHANGED}\n')
    small.come_back(book, typed("Criteria", "3.1.1", "note", "Read again."))
    examined = small.take_in()
    assert difference(examined, "Criteria!3.1.1!note").workbook == "Read again."
    assert not any("Requirement changed" in remark.what for remark in examined.comparison.remarks)
    assert CHANGED in small.files()["evidence/3.1.yaml"]
