"""Two spreadsheet engines compute every formula afresh, and agree with what Python cached."""

import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from types import ModuleType

import oracle_ironcalc
import oracle_libreoffice
import pytest
from commandline import CHECKOUT
from demands import demanded
from oracle_cells import Cells, differences, formula_cells, rejudged, workbook_bytes
from ordinary import CRITERIA

from iso16363.catalog import Catalogue
from iso16363.fingerprint import answer_digest
from iso16363.judgement import Judgement
from iso16363.model.answers import Answer
from iso16363.workbook.columns import FIRST_ROW
from iso16363.workbook.rows import gather
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

ORACLES = pytest.mark.parametrize("oracle", [oracle_libreoffice, oracle_ironcalc], ids=lambda m: m.__name__)


def needed(oracle: ModuleType) -> None:
    text = f"{oracle.__name__} is not installed: the formulas of the workbook were NOT checked by it"
    demanded(text, there=oracle.available())


def judged(site: str, folder: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(folder), site, catalogue, today).judgement
    assert judgement is not None
    return judgement


@pytest.fixture
def sites(
    tmp_path: Path, small_workspace: Path, example_workspace: Path, catalogue: Catalogue, today: date
) -> dict[str, Judgement]:
    """A site of candidates only, one with something of everything, a complete one, and an empty one."""
    shutil.copytree(CHECKOUT / "sites", tmp_path / "ws" / "sites")  # its providers too
    small = judged("small", small_workspace, catalogue, today)
    return {
        "cern": judged("cern", tmp_path / "ws", catalogue, today),
        "small": small,
        "example": judged("example", example_workspace, catalogue, today),
        "empty": rejudged(small, answers={}, documents={}, repository=None, roles={}),
    }


@ORACLES
def test_engines_agree_with_every_cached_value(oracle: ModuleType, sites: dict[str, Judgement], tmp_path: Path) -> None:
    needed(oracle)
    for name, judgement in sites.items():
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(workbook_bytes(judgement))
        cached = formula_cells(file)
        assert len(cached) > 4000
        assert differences(cached, oracle.recalculated(file, tmp_path, cached)) == []


@ORACLES
def test_the_comparison_finds_a_planted_wrong_value(
    oracle: ModuleType, sites: dict[str, Judgement], tmp_path: Path
) -> None:
    needed(oracle)
    file = tmp_path / "planted.xlsx"
    right = workbook_bytes(sites["small"])
    file.write_bytes(right)
    place, wrong = plant(file)
    cached: Cells = formula_cells(file)
    assert cached[place] == wrong
    found = differences(cached, oracle.recalculated(file, tmp_path, cached))
    assert len(found) == 1
    assert found[0].startswith(f"{place[0]} row {place[1]} column {place[2]}: cached {wrong}")


def test_formulas_follow_what_is_filled_in(sites: dict[str, Judgement], tmp_path: Path) -> None:
    """Fill cells as a person would; the formulas say what the judgement of the same answers says."""
    needed(oracle_ironcalc)
    before = sites["small"]
    answers = dict(before.site.answers)
    filled = {"response": "Staff are enough.", "documented": 3, "implemented": 2, "target": 4, "see": "3.1.1, 3.1.3"}
    answers["3.2.1.2"] = Answer.model_validate({**filled, "see": ("3.1.1", "3.1.3"), "note": "To be asked."})
    answers["3.1.2.2"] = answers["3.1.2.2"].model_copy(update={"implemented": 4})
    answers["4.4.2"] = Answer(applicable=False, reason="No.", approved_by="head", response="Nothing is done yet.")
    answers["3.1.1"] = answers["3.1.1"].model_copy(update={"response": "Another response."})
    after = rejudged(before, answers=answers)
    edits = {("3.2.1.2", key): str(value) for key, value in filled.items()}
    edits |= {("3.1.2.2", "implemented"): "4", ("3.1.1", "response"): "Another response."}
    edits |= {("4.4.2", "applicable"): "no", ("4.4.2", "reason"): "No.", ("4.4.2", "approved_by"): "head"}
    edits |= {("4.4.2", "documented"): "", ("4.4.2", "implemented"): ""}
    assert_followed(before, after, edits, tmp_path)
    assert after.results["4.4.2"].state.value == "not-applicable"
    assert after.results["3.2.1.2"].support == 4


def test_what_does_not_apply_any_more_lends_nothing(sites: dict[str, Judgement], tmp_path: Path) -> None:
    needed(oracle_ironcalc)
    pointing = Answer(documented=3, implemented=2, see=("3.1.1",))
    before = rejudged(sites["small"], answers={**sites["small"].site.answers, "3.1.3": pointing})
    assert before.results["3.1.3"].support == 4
    gone = {"applicable": False, "reason": "No.", "approved_by": "head"}
    answers = {**before.site.answers, "3.1.1": before.site.answers["3.1.1"].model_copy(update=gone)}
    after = rejudged(before, answers=answers)
    edits = {("3.1.1", "applicable"): "no", ("3.1.1", "reason"): "No.", ("3.1.1", "approved_by"): "head"}
    assert_followed(before, after, edits, tmp_path)
    assert after.results["3.1.3"].support == 0


@pytest.mark.parametrize("field", ["approved_by", "reason"])
def test_every_field_of_a_reviewed_answer_is_watched(sites: dict[str, Judgement], tmp_path: Path, field: str) -> None:
    needed(oracle_ironcalc)
    before = sites["small"]
    reviewed = before.site.answers["3.1.1"].model_copy(update={"reason": "head"})
    review = reviewed.review
    assert review is not None
    asked = (before.edition.head.id, "3.1.1")
    digest = answer_digest(reviewed, before.site.documents, before.site.answers, asked)
    review = review.model_copy(update={"digest": digest})
    before = rejudged(before, answers={"3.1.1": reviewed.model_copy(update={"review": review})})
    assert before.results["3.1.1"].state.value == "reviewed"
    value = {"approved_by": "head", "reason": "Head"}[field]
    after = rejudged(before, answers={"3.1.1": before.site.answers["3.1.1"].model_copy(update={field: value})})
    assert_followed(before, after, {("3.1.1", field): value}, tmp_path)
    assert after.results["3.1.1"].state.value == "supported"


def assert_followed(before: Judgement, after: Judgement, edits: dict[tuple[str, str], str], tmp_path: Path) -> None:
    """Type the edits into the workbook of one judgement: its formulas then say what the other judgement says."""
    file = tmp_path / "filled.xlsx"
    file.write_bytes(workbook_bytes(before))
    rows = {criterion: FIRST_ROW + number for number, criterion in enumerate(before.edition.criteria)}
    keys = ("state", "rating", "supported", "claim", "gap", "review")
    places = {(c, k): (rows[c], CRITERIA.positions[k]) for c in rows for k in keys}
    inputs = {(rows[c], CRITERIA.positions[k]): value for (c, k), value in edits.items()}
    found = oracle_ironcalc.after_filling(file, "Criteria", inputs, list(places.values()))
    for row in gather(after).criteria:
        expected = {k: CRITERIA.column(k).read(row) for k in keys}
        if row.id == "3.1.1":
            expected["review"] = "changed since review"
        shown = {k: found[places[row.id, k]] for k in keys}
        assert {k: _plain(v) for k, v in shown.items()} == {k: _plain(v) for k, v in expected.items()}, row.id


def _plain(value: object) -> object:
    return float(value) if isinstance(value, int | float) else value or ""


def plant(file: Path) -> tuple[tuple[str, int, int], int]:
    """Change the cached number of candidates of one criterion to 77."""
    with zipfile.ZipFile(file) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet4.xml"
    text = whole[name].decode()
    column = CRITERIA.letter("candidates")
    match = re.search(rf'(<c r="{column}(\d+)"[^>]*><f>[^<]*</f><v>)\d+(</v>)', text)
    assert match is not None
    whole[name] = f"{text[: match.start()]}{match[1]}77{match[3]}{text[match.end() :]}".encode()
    with zipfile.ZipFile(file, "w") as archive:
        for part, data in whole.items():
            archive.writestr(part, data)
    return ("Criteria", int(match[2]), CRITERIA.positions["candidates"] + 1), 77
