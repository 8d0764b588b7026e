"""`criteria`: lists and single criteria, both editions, and who cites what."""

import json
import re
from pathlib import Path

import pytest
from commandline import Run, run_process

from iso16363.catalog import Catalogue
from iso16363.workspace import attachments, site_reader


def test_the_current_edition_is_listed_by_subsection(run: Run) -> None:
    outcome = run("criteria", "list")
    assert outcome.code == 0
    assert outcome.out.startswith("ISO 16363:2025 (current)\n")
    assert "\n4.2 Ingest: creating AIPs\n" in outcome.out
    assert "115 criteria." in outcome.out


@pytest.mark.parametrize("name", ["2012", "iso16363-2012"])
def test_an_edition_is_named_by_id_or_year(name: str, run: Run) -> None:
    outcome = run("criteria", "list", "--edition", name)
    assert outcome.out.startswith("ISO 16363:2012 (withdrawn)\n")
    assert "109 criteria." in outcome.out


@pytest.mark.parametrize(("section", "number"), [("3", 25), ("3.4", 3), ("5", 25)])
def test_a_section_can_be_chosen(section: str, number: int, run: Run) -> None:
    outcome = run("criteria", "list", "--section", section, "--json")
    data = json.loads(outcome.out)
    assert list(data)[:2] == ["schema", "tool"]
    assert len(data["criteria"]) == number
    assert all(c["id"].startswith(f"{section}.") for c in data["criteria"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("list", "--edition", "2018"), "Editions here: iso16363-2012, iso16363-2025."),
        (("list", "--section", "6"), "ISO 16363:2025 has 3, 4, 5, 3.1"),
        (("show", "3.5.9"), 'Did you mean "3.5.'),
        (("show", "3.5"), "It is a subsection with 6 criteria"),
        (("show", "3.10"), "ISO 16363:2025 has 115 criteria"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_way_on(arguments: tuple[str, ...], words: str, run: Run) -> None:
    outcome = run("criteria", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_the_documents_that_criteria_call_for_are_listed(run: Run, catalogue: Catalogue) -> None:
    told = run("criteria", "list", "--documents")
    assert told.code == 0
    named = re.findall(r"^  ([a-z-]+): ", told.out, re.MULTILINE)
    assert named == list(catalogue.document_roles)
    assert f"\n{len(named)} roles, of which the standard asks for " in told.out
    data = json.loads(run("criteria", "list", "--documents", "--json").out)
    assert data["schema"] == "iso16363/document-roles/1"
    assert {r["id"]: tuple(r["criteria"]) for r in data["document_roles"]} == {
        name: tuple(c for c in catalogue.editions["iso16363-2025"].criteria if c in role.criteria)
        for name, role in catalogue.document_roles.items()
    }
    part = run("criteria", "list", "--documents", "--section", "3.1").out
    assert "\n  mission-statement: Mission statement or mandate (3.1.1)\n" in part
    older = json.loads(run("criteria", "list", "--documents", "--edition", "2012", "--json").out)
    wanted = {c for role in older["document_roles"] for c in role["criteria"]}
    assert wanted <= set(catalogue.editions["iso16363-2012"].criteria)
    assert len(older["document_roles"]) > 50


def test_a_criterion_of_one_edition_only_says_so(run: Run) -> None:
    outcome = run("criteria", "show", "5.1.1.7", "--edition", "2012")
    listed = json.loads(run("criteria", "list", "--json").out)["criteria"]
    older = {c["id"] for c in json.loads(run("criteria", "list", "--edition", "2012", "--json").out)["criteria"]}
    new = next(c["id"] for c in listed if c["id"] not in older)
    outcome = run("criteria", "show", new, "--edition", "2012")
    assert outcome.code == 2
    assert f"Only ISO 16363:2025 has it: iso16363 criteria show {new} --edition iso16363-2025" in outcome.err


def test_a_criterion_is_shown_in_full_without_a_workspace(tmp_path: Path) -> None:
    outcome = run_process("criteria", "show", "4.2.4.1.4", cwd=tmp_path)
    assert outcome.code == 0
    for words in (
        "4.2.4.1.4 ",
        "What auditors look at",
        "Examples of evidence",
        "Documents it calls for",
        "(identifier-list)",
        "Terms of OAIS",
        "In the other edition",
        "Ratings: what is true at each level",
        "below 4.2.4.1 ",
    ):
        assert words in outcome.out, words
    assert "sites of this workspace" not in outcome.out


def test_the_swap_of_two_numbers_is_shown_from_both_sides(run: Run) -> None:
    assert "  - 4.2.1.2 in ISO 16363:2025: renumbered" in run("criteria", "show", "4.2.1.1", "--edition", "2012").out
    assert "  - 4.2.1.2 in ISO 16363:2012: renumbered" in run("criteria", "show", "4.2.1.1").out


def test_document_roles_are_found_from_the_older_number_too(run: Run) -> None:
    assert "(mission-statement)" in run("criteria", "show", "3.1.1", "--edition", "2012").out


def test_an_umbrella_lists_what_clarifies_it(run: Run) -> None:
    outcome = run("criteria", "show", "3.1.2")
    assert "clarified by 2 sub-criteria" in outcome.out
    assert "  3.1.2.1    " in outcome.out


def test_the_sites_that_cite_something_for_it_are_shown(shipped_workspace: Path, run: Run) -> None:
    outcome = run("criteria", "show", "3.1.1", workspace=shipped_workspace)
    assert "  cern: not answered yet; cites 0 confirmed, 8 candidates" in outcome.out
    assert f"{shipped_workspace}/sites/cern/evidence/3.1.yaml:5:1" in outcome.out
    assert "- cern-convention (candidate)" in outcome.out


def test_a_site_of_the_other_edition_is_asked_under_its_own_number(small_workspace: Path, run: Run) -> None:
    data = json.loads(run("criteria", "show", "4.2.1.1", "--edition", "2012", "--json", workspace=small_workspace).out)
    (site,) = data["sites"]
    assert (site["site"], site["criterion"]) == ("small", "4.2.1.2")


def test_a_site_that_cannot_be_read_is_named(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "small" / "site.yaml").write_text("", encoding="utf-8")
    outcome = run("criteria", "show", "3.1.1", workspace=small_workspace)
    assert outcome.code == 0
    assert "small: cannot be read; see iso16363 check small" in outcome.out


def test_what_the_system_does_not_let_us_read_does_not_hide_the_criterion(
    small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(attachments, "file_sha256", refuse)
    outcome = run("criteria", "show", "3.1.1", workspace=small_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert "small: answered" in outcome.out, "attached files are not looked at for this"
    monkeypatch.setattr(site_reader, "read_text", refuse)
    outcome = run("criteria", "show", "3.1.1", workspace=small_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert "small: cannot be read; see iso16363 check small" in outcome.out


def test_a_workspace_that_is_named_has_to_be_one(tmp_path: Path, run: Run) -> None:
    assert run("criteria", "show", "3.1.1", workspace=tmp_path).code == 2


def test_json_of_a_criterion(shipped_workspace: Path, run: Run) -> None:
    data = json.loads(run("criteria", "show", "3.1.2.1", "--json", workspace=shipped_workspace).out)
    assert list(data)[:2] == ["schema", "tool"]
    assert data["parent"] == "3.1.2"
    assert data["document_roles"] == ["succession-plan"]
    assert len(data["rating_scale"]) == 5
    assert data["other_editions"][0]["edition"] == "iso16363-2012"
    assert {site["site"] for site in data["sites"]} == {"cern", "desy", "pic"}
