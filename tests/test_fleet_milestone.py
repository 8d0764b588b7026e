"""A milestone of many sites is judged side by side; one that dies, hangs or shows a fault of ours stops no other."""

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from commandline import Run
from test_fleet_table import TODAY, fleet

from iso16363.catalog import Catalogue
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import SiteStanding
from iso16363.model.milestone import PlannedMilestone
from iso16363.model.variant import Variant
from iso16363.workspace import history, progressing, shares, standings
from iso16363.workspace.location import Workspace
from iso16363.workspace.milestones import read_milestone
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
    together = progressing.progress_data(workspace, found)["trend"]
    for site in together["sites"]:
        if site["site"] == "site-08":
            assert site["points"][0]["reason"].startswith("sites/site-08/site.yaml: ")
    said = [replace(one, points=tuple(replace(point, reason="") for point in one.points)) for one in alone]
    courses = progressing._courses(workspace, found)
    assert [replace(one, points=tuple(replace(p, reason="") for p in one.points)) for one in courses] == said
