"""A milestone of many sites is judged side by side; one that dies, hangs or shows a fault of ours stops no other."""

import json
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from commandline import Run
from gitrepos import Repo, git, site_text
from test_fleet_table import TODAY, fleet

from iso16363.catalog import Catalogue
from iso16363.milestones.risks import RiskRule
from iso16363.milestones.rollup import MilestoneStanding, roll_up
from iso16363.milestones.standing import SiteStanding
from iso16363.model.milestone import PlannedMilestone
from iso16363.model.variant import Variant
from iso16363.report.milestonepage import render_milestone
from iso16363.report.milestoneview import build_milestone_view
from iso16363.workspace import history, pastjudging, progressing, shares, standings
from iso16363.workspace.location import Workspace
from iso16363.workspace.milestones import read_milestone
from iso16363.workspace.pastjudging import Job, Outcome, judge_together
from iso16363.workspace.standings import MilestoneOrder, milestone_standing

PLAN = "format: 1\nid: T\ntitle: t\nproject: p\ndue: 2027-06-30\nverification: v\nrule:\n  core: [{}]\n"


def planned(root: Path, count: int) -> Workspace:
    """A milestone of so many small sites, backwards, of which the last has a YAML file that is none."""
    fleet(root, count)
    (root / "milestones").mkdir()
    names = ", ".join(f"site-{n:02}" for n in reversed(range(count)))
    (root / "milestones" / "T.yaml").write_text(PLAN.format(names), encoding="utf-8")
    return Workspace(root, root)


def plan_of(workspace: Workspace) -> PlannedMilestone:
    plan = read_milestone(workspace, "T").plan
    assert plan is not None
    return plan


def judged(workspace: Workspace) -> MilestoneStanding:
    return milestone_standing(workspace, plan_of(workspace), "milestones/T.yaml", TODAY)


def test_processes_make_no_difference(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = planned(tmp_path, 12)
    heard: list[int] = []
    monkeypatch.setattr(shares, "_FEW", 5)
    found = milestone_standing(workspace, plan_of(workspace), "milestones/T.yaml", TODAY, told=heard.append)
    order = MilestoneOrder(workspace, plan_of(workspace), TODAY, Variant.INTERNAL, "en")
    assert found.sites == tuple(order.look(catalogue, f"site-{n:02}") for n in reversed(range(12)))
    assert sum(heard) == 12
    assert len({id(one.edition) for _, one in found.judged}) == 1, "a thousand sites do not hold a thousand editions"
    assert [site.id for site in found.sites if site.judged is None] == ["site-11"]


class Failing(MilestoneOrder):
    def look(self, catalogue: Catalogue, site: str) -> SiteStanding:
        if site == "site-03":
            os.kill(os.getpid(), signal.SIGKILL)
        if site == "site-05":
            time.sleep(60)
        if site == "site-07":
            raise PermissionError(13, "Permission denied", "sites/site-07/site.yaml")
        return super().look(catalogue, site)


def test_what_dies_hangs_or_cannot_be_read_is_said_and_the_others_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = planned(tmp_path, 9)
    monkeypatch.setattr(standings, "MilestoneOrder", Failing)
    monkeypatch.setattr(shares, "_SECONDS", 8)
    found = judged(workspace)
    reasons = {site.id: site.reason for site in found.sites if site.judged is None and site.id != "site-08"}
    assert reasons == {
        "site-03": f"the process that judged it ended with code {-signal.SIGKILL}",
        "site-05": "it was given up after 8 seconds",
        "site-07": "sites/site-07/site.yaml: cannot be read (Permission denied)",
    }
    assert len(found.judged) == 5


class Faulty(MilestoneOrder):
    def look(self, catalogue: Catalogue, site: str) -> SiteStanding:
        if site in ("site-03", "site-04"):
            raise KeyError("planted")
        return super().look(catalogue, site)


def test_a_fault_of_ours_has_a_log_that_the_output_does_not_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    planned(tmp_path / "ws", 9)
    monkeypatch.setattr(standings, "MilestoneOrder", Faulty)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    told = run("milestone", "T", "--json", workspace=tmp_path / "ws")
    (log,) = (tmp_path / "cache").rglob("*.log")
    assert (told.code, told.err.count(f"Log: {log}")) == (3, 1)
    sites = {site["site"]: site for site in json.loads(told.out)["sites"]}
    assert sites["site-04"]["reason"].startswith("this is a fault of iso16363, not of your files (WorkerFault: Key")
    assert str(log) not in told.out
    assert sum(site["judged"] for site in sites.values()) == 6


def test_today_is_judged_once_and_is_what_the_trend_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = planned(tmp_path, 9)
    found = judged(workspace)
    alone = list(history.trends(workspace, [site.id for site in found.sites], TODAY))
    monkeypatch.delattr(history, "report_on")
    assert progressing._courses(workspace, found, str) == alone
    (broken,) = (course.points[0].reason for course in alone if course.site == "site-08")
    assert broken.startswith("site.yaml:2:1: not YAML")


def lost_history(jobs: tuple[Job, ...]) -> list[tuple[Job, Outcome]]:
    """A fault in the history of one site, and a death in that of another."""
    if any(job.site == "a" for job in jobs):
        raise KeyError("planted")
    if any(job.site == "b" for job in jobs):
        os.kill(os.getpid(), signal.SIGKILL)
    return list(judge_together(jobs))


def test_a_history_that_cannot_be_judged_costs_its_site_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    repo = Repo.made(tmp_path / "repository")
    for name in ("a", "b", "c"):
        repo.commit(TODAY - timedelta(days=9), {f"sites/{name}/site.yaml": site_text(name)})
    git(repo.root, "tag", "a-secret-word")
    (repo.root / "milestones").mkdir()
    (repo.root / "milestones" / "T.yaml").write_text(PLAN.format("a, b, c"), encoding="utf-8")
    monkeypatch.setattr(pastjudging, "_listed", lost_history)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    told = run("milestone", "T", "--json", workspace=repo.root)
    assert (told.code, told.err.count("Log: ")) == (3, 1)
    reasons = {c["site"]: c["points"][0]["reason"] for c in json.loads(told.out)["trend"]["sites"]}
    assert reasons["a"].startswith("this is a fault of iso16363, not of your files (WorkerFault: KeyError")
    assert reasons["b"] == f"the process that judged it ended with code {-signal.SIGKILL}"
    assert reasons["c"] is None
    assert "a-secret-word" in told.out
    public = run("milestone", "T", "--json", "--variant", "public", workspace=repo.root)
    assert "a-secret-word" not in public.out
    assert json.loads(public.out)["trend"]["sites"][0]["points"][0]["reason"] == "it could not be judged"
    assert run("trend", "c", workspace=repo.root).code == 0
    assert run("trend", workspace=repo.root).code == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    workspace = planned(tmp_path, 3)
    path = tmp_path / "sites" / "site-01" / "site.yaml"
    path.unlink()
    os.mkfifo(path)
    found = judged(workspace)
    assert [site.id for site in found.sites if site.judged] == ["site-00"]


def test_what_could_not_be_looked_at_is_not_said_to_be_the_fault_of_files(tmp_path: Path) -> None:
    workspace = planned(tmp_path, 2)
    plan = plan_of(workspace)
    order = MilestoneOrder(workspace, plan, TODAY, Variant.INTERNAL, "en")
    given_up = order.failed("site-00", "it was given up after 300 seconds")
    broken = next(site for site in judged(workspace).sites if site.judged is None)
    found = roll_up(plan, "milestones/T.yaml", [given_up, broken], TODAY)
    rules = {risk.site: risk.rule for risk in found.risks if risk.site}
    assert rules == {"site-00": RiskRule.NOT_LOOKED_AT, "site-01": RiskRule.NOT_JUDGED}
    page = render_milestone(build_milestone_view(found, (), b"{}"))
    assert page.count("The site could not be looked at:") == 1
    assert page.count("before its files are mended") == 1
    assert broken.reason.startswith("sites/site-01/site.yaml:2:1: ")
    assert broken.now.reason == broken.reason.removeprefix("sites/site-01/")


def test_marks_of_a_site_that_is_not_judged_are_in_the_language(tmp_path: Path, catalogue: Catalogue) -> None:
    workspace = planned(tmp_path, 2)
    order = MilestoneOrder(workspace, plan_of(workspace), TODAY, Variant.PUBLIC, "de")
    found = order.look(catalogue, "site-01")
    assert {error.text for error in found.errors} == {"[zurückgehalten]"}
    assert {error.file for error in found.errors} == {"sites/site-01"}
