"""`check`: everything at once, for people, for other programs, for merge requests; its exit code."""

import gc
import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from commandline import Run

from iso16363.catalog import Catalogue
from iso16363.cli.annotations import github, gitlab
from iso16363.cli.findings import as_text
from iso16363.cli.terminal import Screen
from iso16363.diagnostics import Diagnostic, Place
from iso16363.judgement import Judgement
from iso16363.workspace.location import find_workspace
from iso16363.workspace.reporting import editions_named, site_reports
from iso16363.workspace.workspace import SiteReport

EVIDENCE = Path("sites/small/evidence")


def changed(workspace: Path, file: str, change: Callable[[str], str]) -> None:
    path = workspace / "sites" / "small" / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.fixture
def broken_workspace(small_workspace: Path) -> Path:
    """A small site with four faults in two files, one of them twice."""
    changed(small_workspace, "evidence/3.1.yaml", lambda text: text.replace("document: plan", "document: plam"))
    changed(small_workspace, "evidence/3.1.yaml", lambda text: text.replace("documented: 3", "documented: 5"))
    changed(small_workspace, "actions.yaml", lambda text: text.replace("priority: high", "priority: urgent"))
    return small_workspace


def a_report(*diagnostics: Diagnostic, shown: str = "sites/a") -> SiteReport:
    return SiteReport("a", Path(shown), diagnostics, None)


def test_a_site_with_notes_only_is_clean(shipped_workspace: Path, run: Run) -> None:
    outcome = run("check", "cern", workspace=shipped_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[-1] == "cern: clean (1 note)"


def test_warnings_are_findings(example_workspace: Path, run: Run) -> None:
    outcome = run("check", workspace=example_workspace)
    assert outcome.code == 1
    assert outcome.out.splitlines()[-1] == "example: 2 warnings"


def test_everything_wrong_is_said_at_once_with_place_and_remedy(broken_workspace: Path, run: Run) -> None:
    outcome = run("check", workspace=broken_workspace)
    assert outcome.code == 1
    place = f"{broken_workspace}/{EVIDENCE}/3.1.yaml:"
    assert outcome.out.count('error R302: unknown document "plam"\n    Did you mean "plan"?') == 2
    assert f'{place}51:15: error M205: "documented" is 5; ratings go from 0 to 4\n    Write 0, 1,' in outcome.out
    assert "actions.yaml:10:13: error M207: " in outcome.out
    lines = outcome.out.splitlines()
    assert lines.index(next(s for s in lines if "actions.yaml" in s)) < lines.index(
        next(s for s in lines if "3.1" in s)
    )
    assert lines[-1].startswith("small: 4 errors")


def test_every_site_has_its_summary_line(shipped_workspace: Path, run: Run) -> None:
    outcome = run("check", workspace=shipped_workspace)
    assert [line.partition(":")[0] for line in outcome.out.splitlines()[-6:]] == [
        *("cern", "desy", "dphep", "escape", "pic", "wlcg")
    ]


def test_a_site_can_be_named_as_the_shell_completes_it(shipped_workspace: Path, run: Run) -> None:
    assert run("check", "sites/pic/", "sites/pic", workspace=shipped_workspace).out.count("pic: ") == 1


def test_a_mistyped_site_is_answered_with_the_nearest_one(shipped_workspace: Path, run: Run) -> None:
    outcome = run("check", "cren", workspace=shipped_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    listed = "Sites here: cern, desy, pic; providers: dphep, escape, wlcg."
    assert " ".join(outcome.err.split()) == f'iso16363: there is no site "cren" Did you mean "cern"? {listed}'


def test_a_site_without_site_yaml_does_not_hide_the_others(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "nothing").mkdir()
    outcome = run("check", workspace=small_workspace)
    assert outcome.code == 1
    assert "nothing/site.yaml: error T101" in outcome.out
    assert outcome.out.splitlines()[-2].startswith("nothing: 1 error")
    assert outcome.out.splitlines()[-1].startswith("small: ")


def test_json_begins_with_schema_and_version_and_has_the_same_verdict(broken_workspace: Path, run: Run) -> None:
    outcome = run("check", "--json", workspace=broken_workspace)
    assert outcome.code == 1
    data = json.loads(outcome.out)
    assert list(data)[:2] == ["schema", "tool"]
    assert data["schema"] == "iso16363/check/1"
    assert data["verdict"] == "findings"
    (site,) = data["sites"]
    assert site["counts"]["error"] == len([d for d in site["diagnostics"] if d["severity"] == "error"]) == 4
    rating = next(d for d in site["diagnostics"] if d["code"] == "M205")
    assert rating["file"] == f"{broken_workspace}/{EVIDENCE}/3.1.yaml"
    assert (rating["line"], rating["column"], rating["path"]) == (51, 15, ["3.1.3", "documented"])
    assert run("check", "--format", "json", workspace=broken_workspace).out == outcome.out


@pytest.mark.parametrize("form", ["text", "json", "github", "gitlab"])
def test_no_format_changes_the_verdict(form: str, broken_workspace: Path, shipped_workspace: Path, run: Run) -> None:
    assert run("check", "--format", form, workspace=broken_workspace).code == 1
    assert run("check", "--format", form, workspace=shipped_workspace).code == 0


def test_github_annotations_are_commands_one_a_line(broken_workspace: Path, run: Run) -> None:
    outcome = run("check", "--format", "github", workspace=broken_workspace)
    assert all(
        line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in outcome.out.splitlines()
    )
    assert f"::error file={broken_workspace}/{EVIDENCE}/3.1.yaml,line=51,col=15,title=M205 (small)::" in outcome.out
    assert outcome.err.startswith("small: ")


def test_github_annotations_escape_what_would_end_them() -> None:
    place = Place("evidence/a,b:c%.yaml", 3)
    text = github([a_report(Diagnostic("M209", place, "100 %\n::error::no", "a\rb"))])
    assert text == (
        "::error file=sites/a/evidence/a%2Cb%3Ac%25.yaml,line=3,title=M209 (a)::100 %25%0A::error::no%0Aa%0Db"
    )


def test_gitlab_gets_a_list_of_issues_with_all_that_it_needs(broken_workspace: Path, run: Run) -> None:
    issues = json.loads(run("check", "--format", "gitlab", workspace=broken_workspace).out)
    assert all(set(i) == {"description", "check_name", "fingerprint", "severity", "location"} for i in issues)
    assert {i["severity"] for i in issues} <= {"info", "minor", "major"}
    assert len({i["fingerprint"] for i in issues}) == len(issues)


def test_a_gitlab_fingerprint_survives_lines_put_in_above() -> None:
    def one(line: int) -> str:
        place = Place("evidence/3.1.yaml", line, 1, ("3.1.1", "documented"))
        fingerprint: str = json.loads(gitlab([a_report(Diagnostic("M205", place, "wrong"))]))[0]["fingerprint"]
        return fingerprint

    assert one(10) == one(400)


def test_gitlab_gets_an_empty_list_where_nothing_is_wrong() -> None:
    assert gitlab([a_report()]) == "[]"
    assert github([a_report()]) == ""


def test_what_repeats_is_said_once() -> None:
    found = [Diagnostic("E503", Place("evidence/3.1.yaml", n), f'"d{n}" is cited', "Add locator.") for n in (1, 2, 3)]
    lines = as_text([a_report(*found)], Screen(80))
    assert "warning E503" in lines[0]
    assert lines[0].endswith(": a citation does not say where in the document (3 times)")
    assert lines[1:5] == [
        "    Add locator.",
        '  sites/a/evidence/3.1.yaml:1: "d1" is cited',
        '  sites/a/evidence/3.1.yaml:2: "d2" is cited',
        '  sites/a/evidence/3.1.yaml:3: "d3" is cited',
    ]
    assert lines[-1] == "a: 3 warnings"


def test_what_is_shown_cannot_steer_the_terminal() -> None:
    found = Diagnostic("D412", Place("documents/\x1b[2Jx\n.txt"), "a\x1b]0;b\u202ec", "d\x07")
    text = "\n".join(as_text([a_report(found)], Screen(80)))
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_only_the_editions_that_are_named_are_read(shipped_workspace: Path, today: date) -> None:
    workspace = find_workspace(shipped_workspace)
    assert editions_named(workspace, workspace.site_ids()) == {"iso16363-2025"}
    reports = list(site_reports(workspace, ("pic",), today))
    assert reports[0].judgement is not None
    assert list(reports[0].judgement.catalogue.editions) == ["iso16363-2025"]


def test_reports_use_the_catalogue_they_are_given(shipped_workspace: Path, today: date, catalogue: Catalogue) -> None:
    (report,) = site_reports(find_workspace(shipped_workspace), ("pic",), today, catalogue)
    assert report.judgement is not None
    assert report.judgement.catalogue is catalogue


def test_an_unknown_edition_is_a_finding(small_workspace: Path, run: Run) -> None:
    changed(small_workspace, "site.yaml", lambda text: text.replace("edition: iso16363-2025", "edition: iso16363-2035"))
    outcome = run("check", workspace=small_workspace)
    assert outcome.code == 1
    assert 'error R305: unknown edition "iso16363-2035"' in outcome.out


def test_many_sites_are_not_kept_in_memory(shipped_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[int] = []

    def counting(reports: Sequence[SiteReport], at: Screen) -> list[str]:
        gc.collect()
        alive.append(sum(isinstance(found, Judgement) for found in gc.get_objects()))
        return as_text(reports, at)

    gc.collect()
    before = sum(isinstance(found, Judgement) for found in gc.get_objects())
    monkeypatch.setattr("iso16363.cli.check.as_text", counting)
    outcome = run("check", workspace=shipped_workspace)
    assert len(outcome.out.splitlines()) >= 3
    assert alive == [before]
