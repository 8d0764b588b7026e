"""The progress report of a milestone as PDF and workbook: what is in them, in every language, the same each time."""

import hashlib
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import oracle_pdf
import pypdf
import pytest
from commandline import CHECKOUT, Run
from demands import demanded
from test_milestone import TODAY, found, invented, standing_in

from iso16363.language import speaking
from iso16363.milestones.rollup import MilestoneStanding, roll_up
from iso16363.milestones.standing import Judged, SiteStanding
from iso16363.report.milestonematrix import matrices
from iso16363.report.milestonepage import render_milestone
from iso16363.report.milestonepaths import together
from iso16363.report.milestoneview import MilestoneView, build_milestone_view
from iso16363.resources import languages
from iso16363.scoring import CriterionState
from iso16363.trend import Numbers, Point, SiteTrend, measured
from iso16363.workbook.milestone_book import milestone_workbook
from iso16363.workspace.location import Workspace
from iso16363.workspace.workspace import load_catalogue, report_on

__all__ = ["found", "invented"]
TAG = re.compile(r"<[^>]+>")
needs_sites = pytest.mark.skipif(not (CHECKOUT / "milestones").is_dir(), reason="an unpacked sdist holds no sites")


def view(found: MilestoneStanding, trends: Sequence[SiteTrend] = ()) -> MilestoneView:
    return build_milestone_view(found, trends, b"{}")


def page(found: MilestoneStanding, trends: Sequence[SiteTrend] = ()) -> str:
    """What is said on all pages, without tags."""
    shown = render_milestone(view(found, trends)).partition("<body")[2]
    return " ".join(TAG.sub(" ", shown).replace("&#34;", '"').split())


def judged_site(found: MilestoneStanding, site: str) -> tuple[SiteStanding, Judged]:
    one = next(one for one in found.sites if one.id == site)
    assert one.judged is not None
    return one, one.judged


def called(site: SiteStanding, name: str, **head: Any) -> SiteStanding:
    """The site with another short name."""
    assert site.judged is not None
    return replace(site, judged=replace(site.judged, head=replace(site.judged.head, short_name=name, **head)))


def many(found: MilestoneStanding, number: int, name: str = "Site {n}") -> MilestoneStanding:
    """A milestone of so many sites like one of the federation."""
    one, judged = judged_site(found, "gamma")
    one = replace(one, judged=replace(judged, actions=()))
    sites = tuple(replace(called(one, name.format(n=n)), id=f"gamma-{n}") for n in range(number))
    return replace(found, sites=sites, leads=(), helps=(), shared=(), shareable=(), risks=())


@pytest.mark.parametrize("language", languages())
def test_page_says_all_in_every_language(found: MilestoneStanding, language: str) -> None:
    with speaking(language):
        shown = render_milestone(view(found))
    assert shown.count("<section") == 7
    assert shown.count('class="new"') == 1
    assert shown.count('class="s-reviewed cell"') > 300
    text = TAG.sub(" ", shown)
    for site in found.sites:
        assert f"sites/{site.id}" in text
    assert ("nicht erreicht" in text) == (language == "de")
    assert "sites/zeta/site.yaml:3:1: the key" in text.replace("&#34;", '"')


@needs_sites
def test_what_no_site_has_said_is_no_self_assessment() -> None:
    said = page(standing_in(CHECKOUT, "M2.6"))
    assert "Counted from proposals that no site has confirmed" in said
    assert "elf-assessments, not a certificate" not in said
    assert "CERN, 211 candidates; DESY, 107 candidates; PIC, 97 candidates" in said
    assert "Roles are taken from the public record." in said
    assert "the makers are not affiliated with them or with ESCAPE" in said
    assert "211 candidates to confirm or strike, for 71 of 115 criteria." in said
    assert "criteria with candidates to confirm or strike (211 candidates in all) 71" in said


def test_proposals_of_one_site_among_others_are_named(found: MilestoneStanding) -> None:
    said = page(found)
    assert "Counted from self-assessments, not a certificate." in said
    assert "no criterion has been answered: Alpha, 1 candidate. " in said
    others = roll_up(found.plan, found.file, found.sites[1:], TODAY)
    assert "has been confirmed by the site" not in page(others)


def test_summary_counts_in_words(found: MilestoneStanding) -> None:
    said = view(found).summary
    assert said.startswith("Reached by: Delta and Epsilon. Not yet by: Alpha (not started); Beta (under way);")
    assert "zeta (not judged)" in said
    assert f"{len(found.actions)} actions are open, 0 of them overdue." in said
    assert "For 0 criteria" not in said


def test_what_is_fictional_is_named_where_not_all_is(found: MilestoneStanding) -> None:
    assert "A fictional example: sites, documents" in page(found)
    sites = [called(one, one.shown_name, fictional=one.id == "eta") if one.judged else one for one in found.sites]
    said = page(replace(found, sites=tuple(sites)))
    assert "Fictional, with invented documents and answers: Eta." in said
    assert "A fictional example" not in said


def test_one_name_for_a_site_everywhere(found: MilestoneStanding) -> None:
    sites = tuple(called(one, "Beta") if one.id in ("gamma", "delta") else one for one in found.sites)
    alike = replace(found, sites=sites)
    assert list(alike.names.values()) == [
        "Alpha",
        *(f"Beta ({i})" for i in ("beta", "gamma", "delta")),
        "Epsilon",
        "zeta",
        "Eta",
    ]
    said = page(alike)
    assert "Beta (delta): The Delta Archive" in said
    assert said.count("Beta (delta)") > 5
    book = openpyxl.load_workbook(BytesIO(milestone_workbook(alike, ())))
    assert [cell.value for cell in book["Gates"][4]][3:6] == ["Beta (beta)", "Beta (gamma)", "Beta (delta)"]


def test_a_site_that_is_not_judged_stands_among_the_others(found: MilestoneStanding) -> None:
    shown = view(found)
    assert all(gate.failures[5] is None and len(gate.failures) == 7 for gate in shown.gates)
    assert "Not in these tables: zeta (not judged, sites/zeta" in page(found).replace("( ", "(")
    gone = replace(found.sites[5], errors=(), exists=False, reason="there is no folder sites/zeta")
    said = page(replace(found, sites=(*found.sites[:5], gone, found.sites[6])))
    assert "There is no such site: there is no folder sites/zeta" in said
    assert "before its files are mended" not in said


@pytest.mark.parametrize(
    ("number", "name", "tables"), [(1, "S {n}", 1), (8, "S {n}", 1), (9, "S {n}", 1), (24, "S {n}", 3)]
)
def test_sites_stand_beside_each_other_as_far_as_there_is_room(
    found: MilestoneStanding, number: int, name: str, tables: int
) -> None:
    several = many(found, number, name)
    shown = list(matrices(several, several.names))
    assert len(shown) == tables
    assert [site for one in shown for site in one.sites] == list(several.names.values())
    assert all(len(one.sites) * one.width <= 98 for one in shown)
    assert ("sites 1 to 8 of 24" in shown[0].heading) == (number == 24)
    assert "different editions" not in page(several)


def test_long_names_stand_on_end(found: MilestoneStanding) -> None:
    several = many(found, 9, "Rechenzentrum Nordrhein {n}")
    (one,) = matrices(several, several.names)
    assert 30 < one.upright < 43
    assert 'rotate(-90deg)">Rechenzentrum Nordrhein 8</span>' in render_milestone(view(several))
    several = many(found, 9, "Nationales Zentrum für die langfristige Bewahrung von Forschungsdaten {n}")
    (one,) = matrices(several, several.names)
    assert len(set(one.sites)) == 9
    assert max(map(len, one.sites)) <= 52


def test_every_table_of_figures_names_files(found: MilestoneStanding) -> None:
    tables = render_milestone(view(found)).partition("<main>")[2].split("<table")[1:]
    silent = [one for one in tables if not re.search(r">From<|sites/|evidence/", one.partition("</table>")[0])]
    assert len(tables) > 10
    assert len(silent) == 1
    assert "By when" in silent[0]
    assert "sites/{beta, gamma, delta, epsilon, eta}/actions.yaml By when" in page(found)


def test_files_of_several_sites_are_one_path() -> None:
    assert together(["sites/a/site.yaml", "sites/b/site.yaml"]) == "sites/{a,b}/site.yaml"
    assert together(["milestones/M1.yaml"]) == "milestones/M1.yaml"
    assert together(["sites/a/evidence", "sites/b/site.yaml"]) == "sites/a/evidence and sites/b/site.yaml"
    assert together([f"sites/s{n}/x.yaml" for n in range(9)]) == "sites/{s0,s1,s2,s3,s4,s5,…}/x.yaml"
    assert together(["sites"]) == "sites"
    assert together([]) == ""


def test_titles_instead_of_ids(found: MilestoneStanding) -> None:
    said = page(found)
    assert "Mission statement or mandate" in said
    assert "mission-statement" not in said
    assert "Director of the Foundation" in said
    assert "Security officer" in said
    assert "R302" not in said
    assert "sites/gamma/signoff.yaml (to be written)" in said


def unanswered(numbers: Numbers) -> Numbers:
    return replace(numbers, criteria=dict.fromkeys(numbers.criteria, CriterionState.OPEN))


def came_along(invented: Path) -> list[SiteTrend]:
    """A site that answered all in sixty days, with a commit between that cannot be read, and one without history."""
    report = report_on(Workspace(invented, invented), "beta", load_catalogue(), TODAY)
    assert report.judgement is not None
    numbers = measured(report.judgement)
    past = Point(TODAY - timedelta(days=60), "0123456789abcdef", numbers=unanswered(numbers))
    broken = Point(TODAY - timedelta(days=30), "fedcba98765432100", reason="site.yaml: the file is not YAML")
    points = (past, broken, Point(TODAY, numbers=numbers, is_today=True))
    return [
        SiteTrend("beta", points, 5, ("History begins on 2026-09-24: this clone is shallow.",)),
        SiteTrend("gamma", ()),
    ]


def test_page_draws_how_sites_came_along(found: MilestoneStanding, invented: Path) -> None:
    trends = came_along(invented)
    past, _, now = trends[0].points
    shown = render_milestone(view(found, trends))
    assert shown.count("<svg") == 2
    assert "nothing to draw" in shown
    said = page(found, trends)
    assert "From sites/beta: 2 of 5 commits, 0123456789 (2026-09-24) to fedcba9876 (2026-10-24), and what lies" in said
    assert "Beta: History begins on 2026-09-24: this clone is shallow." in said
    assert "Beta (2026-10-24): site.yaml: the file is not YAML" in said
    assert "zeta: sites/zeta/site.yaml:3:1: the key" in said
    assert "judged by today's rules as of their day" in said.replace("&#39;", "'")
    still = SiteTrend("beta", (replace(past, numbers=now.numbers), now), 1)
    assert "Criteria stand as they did on 24 September 2026: nothing to draw." in page(found, [still])
    alone = SiteTrend("beta", (), 0, ("There is no history to show: it is not kept with git.",))
    assert "<svg" not in render_milestone(view(found, [alone]))
    assert "Beta: There is no history to show" in page(found, [alone])


def test_many_courses_are_a_table(found: MilestoneStanding, invented: Path) -> None:
    report = report_on(Workspace(invented, invented), "beta", load_catalogue(), TODAY)
    assert report.judgement is not None
    numbers = measured(report.judgement)
    points = (Point(TODAY - timedelta(days=9), numbers=unanswered(numbers)), Point(TODAY, numbers=numbers))
    several = many(found, 13)
    shown = render_milestone(view(several, [SiteTrend(site.id, points) for site in several.sites]))
    assert shown.count("<svg") == 1
    assert TAG.sub("", shown).count("113/113/74/113") == 13
    assert TAG.sub("", shown).count("0/0/0/115") == 13


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
    text = " ".join(" ".join(one.extract_text() for one in reader.pages[:2]).split())
    assert f"T1-20261123-{hashlib.sha256(inside[0]).hexdigest()[:8]}" in text
    assert "read it before passing it on" in text
    assert "Counted from self-assessments, not a certificate." in text
    assert "2 of 6 core sites" in text
    missing = oracle_pdf.missing()
    demanded(f"the progress report was not validated: {missing} is missing", there=not missing)
    lines = oracle_pdf.verdict((targets[0],), ("3a", "ua1"), tmp_path)
    assert [line.split()[0] for line in lines.splitlines() if line.strip()] == ["PASS"] * 2, lines


@pytest.mark.parametrize("language", languages())
def test_workbook_has_every_table(found: MilestoneStanding, invented: Path, language: str) -> None:
    courses = came_along(invented)
    with speaking(language):
        data = milestone_workbook(found, courses)
        assert data == milestone_workbook(found, courses)
    book = openpyxl.load_workbook(BytesIO(data))
    about, sites, gates, lacks, matrix, ratings, _, leads, actions, risks, course = book.worksheets
    assert [sites.cell(row, 1).value for row in range(5, 12)][-2:] == ["zeta", "Eta"]
    assert len(str(sites.cell(5, 12).value)) == 64
    assert gates.max_row == 4 + 10 + 1
    wanted = sum(len(gate.lacks) for _, judged in found.judged for gate in judged.gates)
    assert lacks.max_row == 4 + wanted + len(found.sites[5].errors)
    assert matrix.max_row == ratings.max_row == 4 + 115
    assert {type(cell.value) for row in ratings["D5:H119"] for cell in row} <= {int, type(None)}
    assert leads.max_row == 4 + len(found.leads)
    assert actions.max_row == 4 + len(found.actions)
    assert {type(cell.value) for (cell,) in actions[f"A5:A{actions.max_row}"]} == {datetime}
    assert risks.max_row == 4 + len(found.risks)
    days = [course.cell(row, 2).value for row in range(5, course.max_row + 1)]
    ago = [(TODAY - day.date()).days if isinstance(day, datetime) else day for day in days]
    assert ago == [60, 0, None, 60, 30, 0]
    assert [course.cell(row, 7).value for row in (5, 6)] == [0, 113]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.read("xl/charts/chart1.xml").count(b"<c:ser>") == 4
    assert all(sheet.protection.sheet and len(sheet.title) <= 31 for sheet in book.worksheets)
    assert "_sync" not in book.sheetnames
    assert all(sheet["A1"].value == f"T1: {sheet.title}" for sheet in book.worksheets)
    said = " ".join(str(cell.value) for row in about.iter_rows() for cell in row)
    assert found.file in said
    if language == "en":
        assert "not a certificate" in said
        assert "A fictional example" in said
        assert gates["C5"].value == 21
        assert gates["C5"].number_format == '"fails: "0'
    else:
        texts = {lacks.cell(row, 4).value for row in range(5, lacks.max_row + 1)}
        assert not texts & {"not answered yet", "not reviewed yet", "not signed yet", "no document has this role"}


def test_outputs_are_named_after_the_milestone(
    invented: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ("milestone", "T1", "--format", "xlsx", "--language", "fr")
    assert run(*arguments, workspace=invented).out == "T1-progress-fr.xlsx\n"
    assert run(*arguments, workspace=invented).code == 2
    assert run(*arguments, "--output", "T1.pdf", workspace=invented).code == 2
    assert json.loads(run("milestone", "T1", "--json", workspace=invented).out)["met"] is False


def test_titles_are_those_of_the_language_and_the_data_are_not(invented: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "fr.pdf"
    assert run("milestone", "T1", "--language", "fr", "--output", target, workspace=invented).code == 0
    reader = pypdf.PdfReader(target)
    said = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert "Gouvernance et viabilit" in said
    assert "Governance and viability" not in said
    assert b"Governance and viability" in reader.attachments["milestone.json"][0]
