"""The progress report of a milestone as PDF and workbook: what is in them, in every language, the same each time."""

import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import oracle_pdf
import pypdf
import pytest
from commandline import Run
from demands import demanded
from test_milestone import TODAY, found, invented

from iso16363.language import speaking
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.report.milestonepage import render_milestone
from iso16363.report.milestoneview import build_milestone_view
from iso16363.resources import languages
from iso16363.trend import Point, SiteTrend, measured
from iso16363.workbook.milestone_book import milestone_workbook
from iso16363.workspace.location import Workspace
from iso16363.workspace.workspace import load_catalogue, report_on

__all__ = ["found", "invented"]
TAG = re.compile(r"<[^>]+>")


@pytest.mark.parametrize("language", languages())
def test_page_says_all_in_every_language(found: MilestoneStanding, language: str) -> None:
    with speaking(language):
        page = render_milestone(build_milestone_view(found))
    assert page.count("<section") == 6 + len(found.sites)
    assert page.count('class="s-reviewed cell"') > 300
    text = TAG.sub(" ", page)
    for site in found.sites:
        assert f"sites/{site.id}" in text
    assert ("nicht erreicht" in text) == (language == "de")
    assert "sites/zeta/site.yaml: the key" in text.replace("&#34;", '"')


def test_page_draws_how_sites_came_along(found: MilestoneStanding, invented: Path) -> None:
    report = report_on(Workspace(invented, invented), "beta", load_catalogue(), TODAY)
    assert report.judgement is not None
    numbers = measured(report.judgement)
    days = [TODAY - timedelta(days=60), TODAY]
    trends = [SiteTrend("beta", tuple(Point(day, numbers=numbers) for day in days)), SiteTrend("gamma", ())]
    page = render_milestone(build_milestone_view(found, trends))
    assert page.count("<svg") == 2
    assert "nothing to draw" in page
    assert "<svg" not in render_milestone(build_milestone_view(found, [SiteTrend("beta", ())]))


def test_pdf_is_tagged_and_carries_the_data(invented: Path, run: Run, tmp_path: Path) -> None:
    targets = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for target in targets:
        told = run("milestone", "T1", "--output", target, workspace=invented)
        assert (told.code, told.out) == (0, f"{target}\n")
    assert targets[0].read_bytes() == targets[1].read_bytes()
    reader = pypdf.PdfReader(targets[0])
    assert "/StructTreeRoot" in reader.root_object
    (inside,) = reader.attachments.values()
    assert json.loads(inside[0])["schema"] == "iso16363/milestone/1"
    text = " ".join(page.extract_text() for page in reader.pages[:2])
    assert "Counted from self-assessments, not a certificate." in text
    assert "2 of 6 core sites" in text
    missing = oracle_pdf.missing()
    demanded(f"the progress report was not validated: {missing} is missing", there=not missing)
    lines = oracle_pdf.verdict((targets[0],), ("3a", "ua1"), tmp_path)
    assert [line.split()[0] for line in lines.splitlines() if line.strip()] == ["PASS"] * 2, lines


@pytest.mark.parametrize("language", languages())
def test_workbook_has_every_table(found: MilestoneStanding, language: str) -> None:
    with speaking(language):
        data = milestone_workbook(found)
        assert data == milestone_workbook(found)
    book = openpyxl.load_workbook(BytesIO(data))
    sites, gates, lacks, matrix, _, actions, risks = book.worksheets
    assert [sites.cell(row, 1).value for row in range(5, 12)][-2:] == ["zeta", "Eta"]
    assert gates.max_row == 4 + 10
    wanted = sum(len(gate.lacks) for _, judged in found.judged for gate in judged.gates)
    assert lacks.max_row == 4 + wanted + len(found.sites[5].errors)
    assert matrix.max_row == 4 + 115
    assert actions.max_row == 4 + len(found.actions)
    assert risks.max_row == 4 + len(found.risks)
    assert all(sheet.protection.sheet and len(sheet.title) <= 31 for sheet in book.worksheets)
    assert "_sync" not in book.sheetnames


def test_outputs_are_named_after_the_milestone(
    invented: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ("milestone", "T1", "--format", "xlsx", "--language", "fr")
    assert run(*arguments, workspace=invented).out == "T1-progress-fr.xlsx\n"
    assert run(*arguments, workspace=invented).code == 2
    assert run(*arguments, "--output", "T1.pdf", workspace=invented).code == 2
    assert json.loads(run("milestone", "T1", "--json", workspace=invented).out)["met"] is False
