"""What has no place in the other edition, what is left over of an earlier move, and marks that nobody took out."""

from dataclasses import replace
from pathlib import Path

import pytest
from commandline import Run
from movingsite import contents
from test_migrate import EARLIER, LATER, PROVIDER, TODAY, looked, moved, site_of, small_site

from iso16363.catalog import Catalogue
from iso16363.errors import UnwritableOutput, WrongUsage
from iso16363.readiness import GateName
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.workspace import journal
from iso16363.workspace import opened as opening
from iso16363.workspace.journal import put_back
from iso16363.workspace.migrating import carry_out

AUDIT = """# What the auditor raised.

first:
  kind: request
  criteria: ["3.1.1"]
  statement: Show the charter.
  raised_on: 2026-11-02

# Of the export.
export:
  kind: major-nonconformity
  criteria: ["4.3.5"]  # new in 2025
  statement: Nothing shows that an export was tried.
  raised_on: 2026-11-03

whole:
  kind: request
  statement: Who is the contact?
  raised_on: 2026-11-04
"""


@pytest.fixture(autouse=True)
def _catalogue_at_hand(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "load_catalogue", lambda **_: catalogue)


def test_a_finding_on_what_is_not_asked_there_does_not_become_one_about_the_whole(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {}, audit=AUDIT)
    before = contents(folder)
    there = moved(tmp_path, "tiny", EARLIER)
    assert there.aside == ("export",)
    assert list(site_of(tmp_path, "tiny").judgement.site.audit) == ["first", "whole"]
    kept = (folder / "set-aside" / "iso16363-2025-audit.yaml").read_text(encoding="utf-8")
    assert kept.splitlines()[0].endswith("/audit.schema.json")
    assert '# Of the export.\nexport:\n  kind: major-nonconformity\n  criteria: ["4.3.5"]  # new in 2025\n' in kept
    assert moved(tmp_path, "tiny", LATER).back == ("export",)
    assert contents(folder) == before


def test_a_finding_of_the_same_name_is_not_written_over(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {}, audit=AUDIT)
    moved(tmp_path, "tiny", EARLIER)
    (folder / "audit.yaml").write_text(AUDIT.replace("4.3.5", "3.1.1"), encoding="utf-8")
    with pytest.raises(WrongUsage, match='has a request or finding "export", and one of that name was set aside'):
        looked(tmp_path, "tiny", LATER)


def test_the_kind_of_what_is_set_aside_is_told(tmp_path: Path, run: Run) -> None:
    action = 'try-it:\n  criteria: ["4.3.5"]\n  gap: A gap.\n  action: Close it.\n  state: open\n'
    small_site(tmp_path, {}, audit=AUDIT, actions=action)
    there = run("migrate", "tiny", "--to", "2012", "--apply", workspace=tmp_path)
    assert "try-it  An action for these criteria alone." in there.out
    assert "export  A request or finding on these criteria alone." in there.out
    back = run("migrate", "tiny", "--to", "2025", workspace=tmp_path)
    assert "try-it  An action." in back.out
    assert "export  A request or finding." in back.out


def test_what_is_left_over_of_the_edition_in_force_is_reported(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {})
    (folder / "set-aside").mkdir()
    for edition in (EARLIER, LATER):
        text = '"4.3.5":\n  response: Tested.\n' if edition == LATER else '"3.1.1":\n  response: For good.\n'
        (folder / "set-aside" / f"{edition}-answers.yaml").write_text(text, encoding="utf-8")
    found = [(d.code, d.place.file) for d in site_of(tmp_path, "tiny").report.diagnostics if d.code == "T115"]
    assert found == [("T115", f"set-aside/{LATER}-answers.yaml")]


def test_nothing_is_left_of_a_migration_that_was_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_site(tmp_path, {"4.3": '"4.3.5":\n  response: Tested.\n'})
    before = contents(folder)
    move = journal._move

    def failing(new: Path, target: Path) -> None:
        if any((folder / "set-aside").glob("*.yaml")):
            raise OSError(28, "No space left on device")
        move(new, target)

    monkeypatch.setattr(journal, "_move", failing)
    with pytest.raises(UnwritableOutput):
        carry_out(looked(tmp_path, "tiny", EARLIER))
    assert not put_back(folder)
    assert contents(folder) == before
    assert not (folder / "set-aside").exists()


def test_a_mark_keeps_the_gate_shut_even_where_the_review_would_hold(example_workspace: Path) -> None:
    site = site_of(example_workspace, "example").judgement.site
    assert review_standing("3.1.1", site, TODAY) is ReviewStanding.HOLDS
    path = example_workspace / "sites" / "example" / "evidence" / "3.1.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"3.1.1":\n', '"3.1.1":\n  confirm: Look at this again.\n'), encoding="utf-8")
    judgement = site_of(example_workspace, "example").judgement
    assert review_standing("3.1.1", judgement.site, TODAY) is ReviewStanding.UNCONFIRMED
    assert judgement.results["3.1.1"].state.value == "supported"
    found = [f.text for f in judgement.readiness.gate(GateName.REVIEW).failures if f.subject == "3.1.1"]
    assert found == ["the requirement changed, and the answer is not confirmed yet"]
    unmarked = judgement.site.answer("3.1.1").model_copy(update={"confirm": None})
    again = replace(judgement.site, answers={**judgement.site.answers, "3.1.1": unmarked})
    assert review_standing("3.1.1", again, TODAY) is ReviewStanding.HOLDS


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["migrate", "example", "--to", "2012"], "changes.md"),
        (["report", "example"], "report.pdf"),
        (["workbook", "export", "example"], "workbook.xlsx"),
        (["crosswalk", "example", "--to", "coretrustseal", "--format", "markdown"], "draft.md"),
        (["documents", "calendar", "example"], "dates.ics"),
        (["changes", "example"], "changes.csv"),
    ],
)
def test_no_output_is_written_among_the_files_of_a_site(
    example_workspace: Path, run: Run, command: list[str], name: str
) -> None:
    before = contents(example_workspace)
    target = example_workspace / "sites" / "example" / "documents" / name
    told = run(*command, "--output", target, workspace=example_workspace)
    assert told.code == 2
    assert "is in the folder of a site, where its own files are" in told.err
    assert contents(example_workspace) == before


def test_the_preview_names_the_provider_and_its_edition(tmp_path: Path, run: Run) -> None:
    folder = small_site(tmp_path, {"3.1": '"3.1.1":\n  inherits: {from: lender, as: provided}\n'})
    with (folder / "site.yaml").open("a", encoding="utf-8") as stream:
        stream.write("inherits: [lender]\n")
    lender = tmp_path / "sites" / "lender"
    (lender / "evidence").mkdir(parents=True)
    (lender / "site.yaml").write_text(PROVIDER, encoding="utf-8")
    (lender / "evidence" / "3.1.yaml").write_text('"3.1.1":\n  response: For good.\n', encoding="utf-8")
    told = " ".join(run("migrate", "tiny", "--to", "2012", workspace=tmp_path).out.split())
    still = "Answers here rest on it, and it still answers iso16363-2025: iso16363 migrate lender --to iso16363-2012"
    assert f"lender {still}" in told
