"""`trend`: a table and a chart a site, the sum of all, the same as data."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from commandline import Run
from gitrepos import POLICY, Repo, answer, git, site_text, written
from test_trend import numbers as made
from test_trend_history import everything

from iso16363.cli.terminal import Screen, display_width
from iso16363.cli.trendtext import as_text
from iso16363.scoring import CriterionState
from iso16363.trend import Point, SiteTrend
from iso16363.workspace.history import trends
from iso16363.workspace.location import find_workspace

TODAY = date(2026, 11, 23)
SPRING = date(2026, 3, 2)
MILESTONE = "milestone: {id: M1, title: Ready, due: 2027-01-31}"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = Repo.made(tmp_path / "repository")
    for number, name in enumerate(("a", "b")):
        here = f"sites/{name}"
        first = {f"{here}/site.yaml": site_text(name, MILESTONE), f"{here}/documents.yaml": POLICY}
        made.commit(SPRING + timedelta(days=50 * number), first)
    answers = {"sites/a/evidence/3.1.yaml": answer("3.1.1") + answer("3.1.3")}
    made.commit(SPRING + timedelta(days=90), answers)
    git(made.root, "tag", "v1")
    made.commit(SPRING + timedelta(days=120), {"sites/a/site.yaml": "broken: [\n"})
    made.commit(SPRING + timedelta(days=130), {"sites/a/site.yaml": site_text("a", MILESTONE)})
    written(made.root, {"sites/a/evidence/3.1.yaml": answer("3.1.1") + answer("3.1.2.1")})
    return made


def found(repo: Repo) -> list[SiteTrend]:
    return list(trends(find_workspace(repo.root), ["a", "b"], TODAY))


def test_one_site_has_a_table_a_chart_and_what_differs(repo: Repo, run: Run) -> None:
    outcome = run("trend", "a", workspace=repo.root)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0] == "a: 5 points from 2026-03-02 to today, of 4 commits"
    assert lines[1].split() == ["date", "commit", "state", "ans", "sup", "rev", "of", "gates", "err"]
    assert lines[3] == f"2026-05-31  {repo.commits[2][:8]}   under way      2    2    0  115   4/10    0  v1"
    assert lines[4].split() == ["2026-06-30", repo.commits[3][:8], "not", "judged"]
    assert lines[5].startswith("    site.yaml:")
    assert f"2026-11-23  {repo.commits[4][:8]}+  under way" in outcome.out
    assert "due 2027-01-31 ^" in outcome.out
    assert outcome.out.index("From 2026-03-02 to 2026-11-23:") < outcome.out.index("From 2026-07-10 to 2026-11-23:")
    assert "  came further, open → supported: 3.1.2.1" in outcome.out
    assert "  fell back, supported → open: 3.1.3" in outcome.out
    assert "All" not in outcome.out


def test_all_sites_are_summed(repo: Repo, run: Run) -> None:
    outcome = run("trend", workspace=repo.root)
    assert "All 2 sites" in outcome.out
    assert "2 answered, 2 supported and 0 reviewed of 230 criteria that apply." in outcome.out
    assert "b: 2 points from 2026-04-21 to today, of 1 commit" in outcome.out


def test_data_have_the_same_numbers(repo: Repo, run: Run) -> None:
    outcome = run("trend", "--json", workspace=repo.root)
    data = json.loads(outcome.out)
    assert list(data) == ["schema", "tool", "sites", "all"]
    assert data["schema"] == "iso16363/trend/1"
    a, b = data["sites"]
    assert [(p["date"], p["judged"], p.get("complete")) for p in a["points"]] == [
        ("2026-03-02", True, 0),
        ("2026-05-31", True, 2),
        ("2026-06-30", False, None),
        ("2026-07-10", True, 2),
        ("2026-11-23", True, 2),
    ]
    assert a["points"][1]["tags"] == ["v1"]
    assert a["points"][1]["gates"]["complete"] == "fails"
    assert a["points"][-1]["uncommitted_changes"] is True
    assert {moved["criterion"] for moved in a["whole_difference"]["further"]} == {"3.1.1", "3.1.2.1"}
    assert a["last_difference"]["further"] == [{"criterion": "3.1.2.1", "from": "open", "to": "supported"}]
    assert len(b["points"]) == 2
    assert data["all"]["due"] == ["2027-01-31"]
    assert [(p["date"], p["sites"], p["applicable"], p["complete"]) for p in data["all"]["points"]] == [
        ("2026-03-02", 1, 115, 0),
        ("2026-04-21", 2, 230, 0),
        ("2026-05-31", 2, 230, 2),
        ("2026-07-10", 2, 230, 2),
        ("2026-11-23", 2, 230, 2),
    ]


def test_points_can_be_chosen(repo: Repo, run: Run) -> None:
    def dates(*options: str) -> list[str]:
        data = json.loads(run("trend", "a", "--json", *options, workspace=repo.root).out)
        return [point["date"] for point in data["sites"][0]["points"]]

    assert dates("--points", "2") == ["2026-03-02", "2026-11-23"]
    assert dates("--points", "3") == ["2026-03-02", "2026-07-10", "2026-11-23"]
    assert dates("--since", "2026-06-01") == ["2026-06-30", "2026-07-10", "2026-11-23"]
    assert dates("--tags") == ["2026-05-31", "2026-11-23"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "yesterday"), "'yesterday' is not a day"),
        (("--since", "2026-12-24"), "is still to come"),
        (("--points", "1"), "1 is not in the range"),
        (("nowhere",), 'there is no site "nowhere"'),
    ],
)
def test_what_makes_no_sense_is_refused(options: tuple[str, ...], words: str, repo: Repo, run: Run) -> None:
    outcome = run("trend", *options, workspace=repo.root)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


@pytest.mark.parametrize("width", [80, 97, 100, 120])
@pytest.mark.parametrize("ahead", [1, 29, 69, 178, 266])
def test_the_chart_shows_today_whatever_lies_ahead(width: int, ahead: int) -> None:
    states = [CriterionState.OPEN] * 115
    done = {f"3.1.{n}": CriterionState.REVIEWED for n in range(115)}
    first, last = (made(states, due=TODAY + timedelta(days=ahead)) for _ in range(2))
    last = replace(last, criteria=done)
    for begin in (SPRING, TODAY - timedelta(days=1)):
        lines = as_text([SiteTrend("a", (Point(begin, numbers=first), Point(TODAY, numbers=last)))], Screen(width))
        bars = [line for line in lines if "|" in line]
        assert len(bars) == 8
        assert all(line.count("█") == 1 for line in bars), "today, once, in full height"


def test_outside_git_it_says_so_and_shows_today(
    shipped_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(shipped_workspace.parent))
    before = everything(shipped_workspace)
    outcome = run("trend", "cern", workspace=shipped_workspace)
    assert outcome.code == 0
    assert "There is no history to show: it is not kept with git." in outcome.out
    assert "2026-11-23  –       not started" in outcome.out
    assert "due 2021-09-30" in outcome.out
    assert everything(shipped_workspace) == before


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_the_screen(
    width: int,
    unicode: bool,  # noqa: FBT001 - a parameter of the test
    repo: Repo,
) -> None:
    for number in range(9):
        git(repo.root, "tag", f"a-tag-with-a-very-long-name-{number}", repo.commits[2])
    lines = as_text(found(repo), Screen(width, unicode=unicode))
    assert [line for line in lines if display_width(line) > width] == []
    if not unicode:
        assert "".join(lines).isascii()


def test_a_tag_that_would_steer_the_terminal_is_shown_harmless(repo: Repo, run: Run) -> None:
    git(repo.root, "tag", "evil\u202etag", repo.commits[2])
    assert "\u202e" not in run("trend", "a", workspace=repo.root).out
    assert "\u202e" not in run("trend", "a", "--json", workspace=repo.root).out


def test_sites_that_cannot_be_judged_today_are_named_below_their_sum(repo: Repo, run: Run) -> None:
    for name in ("a", "b"):
        written(repo.root, {f"sites/{name}/site.yaml": "broken: [\n"})
    told = " ".join(run("trend", workspace=repo.root).out.split())
    assert "Cannot be judged today, and counted as last known: a, b." in told


def test_what_does_not_change_is_not_drawn() -> None:
    same = made([CriterionState.OPEN], due=date(2027, 1, 31))
    points = tuple(Point(SPRING + timedelta(days=n), numbers=same, is_today=n == 9) for n in (0, 5, 9))
    said = "\n".join(as_text([SiteTrend("a", points)], Screen(80)))
    assert "Criteria stand as they did on 2026-03-02: nothing to draw.\ndue 2027-01-31" in said
    assert "|" not in said
    assert "reviewed  " not in said, "there are no signs to explain"
    later = SiteTrend("b", tuple(replace(point, day=point.day + timedelta(days=3)) for point in points))
    said = "\n".join(as_text([SiteTrend("a", points), later], Screen(80)))
    assert "reviewed  " in said, "the sum is drawn, for b began later"
