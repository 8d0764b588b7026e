"""`status`: one site in full, several in one table, one criterion explained."""

import json
from datetime import date
from pathlib import Path

import click
import pytest
from commandline import Run

from iso16363.catalog import Catalogue
from iso16363.cli.gates import in_full
from iso16363.cli.progress import many_sites, one_site
from iso16363.cli.terminal import Screen, display_width
from iso16363.readiness import GateName
from iso16363.workspace.location import find_workspace
from iso16363.workspace.places import Locator
from iso16363.workspace.workspace import SiteReport, report_on

FIGURES = ["ans", "sup", "rev", "gap", "cand", "low"]


def test_one_site_shows_state_gates_and_every_subsection(shipped_workspace: Path, run: Run) -> None:
    outcome = run("status", "cern", workspace=shipped_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    for words in (
        "CERN: CERN (European Organization for Nuclear Research)",
        "due 2021-09-30 (1,880 days ago)",
        "State: not started.",
        "holds  structure",
        "FAILS  scope        2 to mend",
        "FAILS  review       1 to mend",
        "review: nothing has been reviewed yet",
        "3.1.1, 3.1.2.1, 3.1.2.2, 3.1.3, 3.2.1.1, 3.2.1.2 and 85 others: not answered yet",
        "Everything, with its place: iso16363 status cern --gate NAME",
        "4.2  Ingest: creating AIPs",
        "115 criteria",
        "What to do now: iso16363 next cern",
    ):
        assert words in outcome.out, words
    assert "·" * 32 in outcome.out


def test_the_example_shows_its_progress(example_workspace: Path, run: Run) -> None:
    outcome = run("status", workspace=example_workspace)
    assert "A fictional example" in outcome.out
    assert "█████" in outcome.out
    assert "Ratings: 31 at 4 (fully compliant)" in outcome.out


def test_several_sites_are_one_table(shipped_workspace: Path, run: Run) -> None:
    outcome = run("status", workspace=shipped_workspace)
    lines = outcome.out.splitlines()
    assert lines[0].split() == ["site", "state", "due", "gates", "crit", *FIGURES, "err", "warn"]
    assert [line.split()[0] for line in lines[1:4]] == ["cern", "desy", "pic"]
    assert "✓✗✗✗✗✗✗✓✗✗" in lines[1]
    assert "gates, in this order: structure, scope, complete" in outcome.out


def test_a_gate_is_shown_in_full_with_every_place(shipped_workspace: Path, run: Run) -> None:
    outcome = run("status", "cern", "--gate", "complete", workspace=shipped_workspace)
    assert outcome.code == 0
    (gate,) = (
        gate
        for gate in json.loads(run("status", "cern", "--json", workspace=shipped_workspace).out)["sites"][0]["gates"]
        if gate["gate"] == "complete"
    )
    rows = [line.split() for line in outcome.out.splitlines() if line.startswith("    ")]
    assert [row[0] for row in rows] == [failure["subject"] for failure in gate["failures"]]
    assert rows[0][1] == f"{shipped_workspace}/sites/cern/evidence/3.1.yaml:5:1"
    assert "- not answered yet (91)" in outcome.out
    every = run("status", "cern", "--gate", "all", workspace=shipped_workspace).out
    assert [line.partition(":")[0] for line in every.splitlines() if line[:1].isalpha()] == [
        "CERN",
        *(name.label for name in GateName),
    ]


@pytest.mark.parametrize("other", [("--json",), ("--criterion", "3.1.1")])
def test_a_gate_is_asked_for_alone(other: tuple[str, ...], shipped_workspace: Path, run: Run) -> None:
    outcome = run("status", "cern", "--gate", "scope", *other, workspace=shipped_workspace)
    assert outcome.code == 2
    assert "--gate goes with neither --criterion nor --json" in outcome.err


def test_a_site_that_cannot_be_judged_is_named_and_counts(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "nothing").mkdir()
    outcome = run("status", workspace=small_workspace)
    assert outcome.code == 1
    assert "nothing  unreadable" in outcome.out
    assert "nothing cannot be judged before its errors are mended: iso16363 check nothing" in outcome.err
    alone = run("status", "nothing", workspace=small_workspace)
    assert (alone.code, alone.out) == (1, "")


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_the_screen(
    width: int,
    unicode: bool,  # noqa: FBT001 - a parameter of the test
    example_report: SiteReport,
    example_workspace: Path,
    shipped_workspace: Path,
    catalogue: Catalogue,
    today: date,
) -> None:
    at = Screen(width, unicode=unicode)
    workspace = find_workspace(shipped_workspace)
    reports = [report_on(workspace, site, catalogue, today) for site in workspace.site_ids()]
    assert example_report.judgement is not None
    where = Locator(find_workspace(example_workspace), example_report)
    lines = one_site(where, example_report.judgement, at) + many_sites(reports, at)
    lines += in_full(example_report.judgement.readiness.gates, where, at)
    paths = str(example_report.shown)
    assert [line for line in lines if display_width(line) > width and paths not in line] == []
    if not unicode:
        assert "".join(lines).isascii()


def test_bars_have_one_sign_for_each_criterion_also_when_broken(
    example_report: SiteReport, example_workspace: Path
) -> None:
    assert example_report.judgement is not None
    where = Locator(find_workspace(example_workspace), example_report)
    for width in (80, 120):
        lines = one_site(where, example_report.judgement, Screen(width))
        text = click.unstyle("\n".join(lines))
        table = text[text.index("  3.1  ") : text.index("  all  ")]
        assert sum(len(word) for word in table.split() if set(word) <= set("·░▒▓█–")) == 115


def test_a_criterion_is_explained_with_rule_file_and_line(example_workspace: Path, run: Run) -> None:
    outcome = run("status", "example", "--criterion", "3.1.1", workspace=example_workspace)
    assert outcome.code == 0
    for words in (
        "EDA, 3.1.1 Mission includes long-term digital preservation",
        "state         reviewed: reviewed on 2026-",
        "documented    claimed 4, supported 4",
        "rating        4 (the smaller of the two); target 3",
        "owner         head-of-archive (Head of the archive)",
    ):
        assert words in outcome.out, words
    assert f"computed from {example_workspace}/sites/example/evidence/3.1.yaml:2:1" in outcome.out
    assert "Rule" in outcome.out
    assert "carried:" in outcome.out


def test_a_derived_result_says_what_it_is_from(shipped_workspace: Path, run: Run) -> None:
    outcome = run("status", "cern", "desy", "--criterion", "3.1.2", workspace=shipped_workspace)
    assert outcome.out.count("no answer of its own; the smallest values of 3.1.2.1, 3.1.2.2") == 2
    assert "CERN, 3.1.2" in outcome.out
    assert "DESY, 3.1.2" in outcome.out


def test_findings_and_actions_of_a_criterion_are_shown(small_workspace: Path, run: Run) -> None:
    outcome = run("status", "small", "--criterion", "3.1.2.2", workspace=small_workspace)
    assert "claimed 4" in outcome.out


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ("3.1.9", 'Did you mean "3.1.'),
        ("4.2.4.1.9", 'Did you mean "4.2.4.1'),
        ("3.1", "It is a subsection with 5 criteria"),
        ("x", "ISO 16363:2025 has 115 criteria"),
    ],
)
def test_an_unknown_criterion_is_refused_with_the_way_on(
    criterion: str, words: str, shipped_workspace: Path, run: Run
) -> None:
    outcome = run("status", "cern", "--criterion", criterion, workspace=shipped_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert f'there is no criterion "{criterion}"' in outcome.err
    assert words in outcome.err


def test_json_has_gates_and_counts(shipped_workspace: Path, run: Run) -> None:
    outcome = run("status", "--json", workspace=shipped_workspace)
    data = json.loads(outcome.out)
    assert list(data)[:2] == ["schema", "tool"]
    assert [site["site"] for site in data["sites"]] == ["cern", "desy", "pic"]
    first = data["sites"][0]
    assert first["as_of"] == "2026-11-23"
    assert first["all"]["criteria"] == 115
    assert len(first["gates"]) == 10


def test_json_of_one_criterion_and_of_an_unreadable_site(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "nothing").mkdir()
    outcome = run("status", "--json", "--criterion", "3.1.1", workspace=small_workspace)
    assert outcome.code == 1
    nothing, small = json.loads(outcome.out)["sites"]
    assert nothing["judged"] is False
    assert nothing["diagnostics"][0]["code"] == "T101"
    assert small["criterion"]["id"] == "3.1.1"


def test_one_criterion_of_a_site_that_cannot_be_judged_shows_nothing(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "small" / "site.yaml").write_text("format: 1\n", encoding="utf-8")
    outcome = run("status", "small", "--criterion", "3.1.1", workspace=small_workspace)
    assert (outcome.code, outcome.out) == (1, "")
    assert "small cannot be judged" in outcome.err
