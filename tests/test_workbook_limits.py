"""A site that checks clean has its workbook: long names, long lists, many records, texts that look like markup."""

import re
import time
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from oracle_cells import cut_edition, formula_cells, loaded, rejudged, stored_cells, workbook_bytes
from ordinary import CRITERIA
from test_workbook_rules import NS, Parts, check_file

from iso16363.catalog import Catalogue
from iso16363.checks.texts import check_texts
from iso16363.errors import AuditError
from iso16363.judgement import Judgement
from iso16363.model.actions import Action, ActionState
from iso16363.model.answers import Answer, Citation, CitationState
from iso16363.model.site import Milestone, Role
from iso16363.workbook.columns import FIRST_ROW
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.evidence_columns import EVIDENCE
from iso16363.workbook.export import write_workbook
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

LONGEST = "x" * 32_767
IDS = tuple(f"{number:04}-{'x' * 75}" for number in range(420))


@pytest.fixture
def tiny(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    """A site of three subsections, quick to write."""
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    return rejudged(judgement, edition=cut_edition(judgement.edition))


@pytest.mark.parametrize(
    "text",
    [
        "<r>x</r>",
        "<r><t>x</t></r>",
        "<r>a & b <c></r>",
        "_x0041_",
        "_x005F_x0041_",
        "_x005f_",
        "__x000D__",
        "a\r\nb\rc",
        " \t blanks \n",
        "#REF!",
    ],
)
def test_text_that_looks_like_markup_or_an_escape_survives(tiny: Judgement, text: str) -> None:
    document = tiny.site.documents["mission"].model_copy(update={"title": text})
    documents = {**tiny.site.documents, "mission": document}
    data = workbook_bytes(rejudged(tiny, answers={"3.1.1": Answer(note=text)}, documents=documents, name=text))
    cells = stored_cells(data)
    assert cells["Criteria"][CRITERIA.letter("note"), FIRST_ROW + 1] == text
    assert cells["Documents"][DOCUMENTS.letter("title"), FIRST_ROW + 1] == text
    assert cells["Cover"]["B", 4] == text


def test_title_that_reads_like_an_error_is_cached_as_text(tiny: Judgement) -> None:
    documents = {k: d.model_copy(update={"title": "#N/A"}) for k, d in tiny.site.documents.items()}
    data = workbook_bytes(rejudged(tiny, documents=documents))
    cell = loaded(data, values=True)["Evidence"].cell(FIRST_ROW + 1, EVIDENCE.positions["document_title"] + 1)
    assert (cell.value, cell.data_type) == ("#N/A", "s")


def test_long_names_and_lists_of_a_clean_site_do_not_fail(tiny: Judgement) -> None:
    repository = tiny.site.site.repository
    assert repository is not None
    systems = tuple(f"{number} {'x' * 9_000}" for number in range(5))
    judgement = rejudged(
        tiny,
        name=LONGEST,
        short_name=LONGEST,
        milestone=Milestone(id=LONGEST, title=LONGEST, due=date(2027, 1, 2)),
        repository=repository.model_copy(update={"name": LONGEST, "systems": systems}),
        roles={"head": Role(title=LONGEST, criteria=("3.1.1",) * 7_000)},
    )
    assert not [d for d in check_texts(judgement.site) if d.code == "E507"]
    data = workbook_bytes(judgement)
    shown = set(stored_cells(data)["Cover"].values())
    assert {LONGEST, *systems} <= shown
    assert str(loaded(data)["Criteria"]["A1"].value).endswith("x… (fictional example)")
    check_file(Parts(data))


@pytest.mark.parametrize("where", ["proof", "roles"])
def test_list_that_does_not_fit_is_refused_by_check_and_export(tiny: Judgement, where: str) -> None:
    changes: dict[str, Any] = {}
    if where == "proof":
        action = Action(criteria=("3.1.1",), gap="a", action="b", state=ActionState.DONE, closing_evidence=IDS)
        changes["actions"] = {"a": action}
    else:
        changes["documents"] = {"mission": tiny.site.documents["mission"].model_copy(update={"roles": IDS})}
    judgement = rejudged(tiny, **changes)
    (found,) = [d for d in check_texts(judgement.site) if d.code == "E507"]
    assert found.place.path[-1] == ("closing_evidence" if where == "proof" else "roles")
    with pytest.raises(AuditError) as caught:
        write_workbook(judgement, BytesIO())
    assert re.match(r"(Actions|Documents)![A-Z]+5$", str(caught.value.where))
    assert "list of ids" in str(caught.value.remedy)


def test_prompts_and_headers_are_counted_as_spreadsheets_count(tiny: Judgement) -> None:
    """An emoji is two characters there: 200 of them do not fit where 255 may stand."""
    roles = {"head": Role(title="\N{CARD FILE BOX}" * 200)}
    data = workbook_bytes(rejudged(tiny, roles=roles, short_name="\N{CARD FILE BOX}" * 120))
    texts: list[str] = []
    for sheet in Parts(data).sheets().values():
        texts += [rule.get("prompt", "") for rule in sheet.findall("m:dataValidations/m:dataValidation", NS)]
        texts += [element.text or "" for element in sheet.findall("m:headerFooter/*", NS)]
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) <= 255
    assert any(text.startswith("&L&10small&R") for text in texts)


def test_thousands_of_citations_are_written_quickly(tiny: Judgement) -> None:
    cited = tuple(
        Citation(document="mission", locator=f"page {n}", state=CitationState.CONFIRMED) for n in range(3_000)
    )
    judgement = rejudged(tiny, answers={"3.1.1": Answer(evidence=cited)})
    begun = time.process_time()
    data = workbook_bytes(judgement)
    assert time.process_time() - begun < 6  # comparing every citation with every other took twelve
    keys = [v for (c, _), v in stored_cells(data)["Evidence"].items() if c == EVIDENCE.letter("key")]
    assert len(set(keys)) == 3_001  # and the title


def test_many_long_ids_of_documents_and_roles(tiny: Judgement) -> None:
    mission = tiny.site.documents["mission"]
    documents = {f"d{number:04}-{'x' * 74}": mission for number in range(1_000)}
    roles = {f"r{number:03}-{'x' * 75}": Role(title="A role") for number in range(300)}
    data = workbook_bytes(rejudged(tiny, documents=documents, roles=roles, answers={}))
    names = Parts(data).names_defined()
    assert names["Documents_id"] == "Documents!$A$5:$A$1044"
    first, last = map(int, re.findall(r"\d+", names["List_roles"]))
    assert last - first == 299


def test_2012_edition_and_nothing_at_all(tiny: Judgement) -> None:
    edition = tiny.catalogue.editions["iso16363-2012"]
    nothing: dict[str, Any] = {"answers": {}, "documents": {}, "actions": {}, "roles": {}, "repository": None}
    data = workbook_bytes(rejudged(tiny, edition=edition, milestone=None, **nothing))
    check_file(Parts(data))
    assert "Crosswalk" not in loaded(data).sheetnames


def test_dates_are_written_out_without_letters_of_a_language(tiny: Judgement) -> None:
    """A German Excel shows TEXT(day, "yyyy-mm-dd") as yyyy-03-31."""
    assert not [f for f in Parts(workbook_bytes(tiny)).formulas() if re.search(r"\bTEXT\(", f)]


def test_address_too_long_for_a_spreadsheet_is_not_made_a_link(tiny: Judgement, tmp_path: Path) -> None:
    mission = tiny.site.documents["mission"]
    documents = {
        "long": mission.model_copy(update={"doi": f"10.1234/{'x' * 300}", "url": None}),
        "both": mission.model_copy(update={"doi": f"10.1234/{'x' * 300}", "url": "https://archive.example.org"}),
        "short": mission.model_copy(update={"doi": "10.1234/x"}),
    }
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook_bytes(rejudged(tiny, documents=documents, answers={})))
    cells = formula_cells(file)
    column = DOCUMENTS.positions["open"] + 1
    shown = [cells["Documents", FIRST_ROW + 1 + row, column] for row in range(3)]
    assert [value or "" for value in shown] == ["", "open link", "open link"]


def test_target_of_nothing_is_a_target(tiny: Judgement, tmp_path: Path) -> None:
    """A site that aims at 0 shows 0, as the formula does, and not that nothing applies."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook_bytes(rejudged(tiny, target=0, answers={})))
    cells = formula_cells(file)
    assert {v for (s, r, c), v in cells.items() if s == "Dashboard" and c == 33 and 42 <= r <= 44} == {0}
