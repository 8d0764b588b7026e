"""What is wrong at a provider is wrong at the sites that rest on it, and whose fault it is, is said."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from commandline import Run
from providers import beside_a_network

from iso16363.agenda import agenda
from iso16363.catalog import Catalogue
from iso16363.diagnostics import Severity
from iso16363.infopackage.lists import documents_csv
from iso16363.inheritance import source_of
from iso16363.judgement import Judgement
from iso16363.otherframeworks.evidence import pieces
from iso16363.readiness import GateName
from iso16363.reviewing import ReviewStanding, changed_at_providers, review_by, review_standing
from iso16363.tasks import TaskKind
from iso16363.workbook.rows import gather
from iso16363.workspace.duecalendar import due_days
from iso16363.workspace.location import Workspace, is_provider
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The small site beside a network: 3.3.1 is provided, 3.3.2 shared, 3.3.3 its own."""
    beside_a_network(tmp_path / "w")
    return Workspace(tmp_path / "w", Path())


def judged(workspace: Workspace, catalogue: Catalogue, site: str = "small") -> Judgement:
    report = report_on(workspace, site, catalogue, TODAY)
    assert report.judgement is not None, report.diagnostics
    return report.judgement


def edit(workspace: Workspace, file: str, old: str, new: str) -> None:
    path = workspace.sites_folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def errors(workspace: Workspace, catalogue: Catalogue, site: str = "small") -> list[str]:
    found = judged(workspace, catalogue, site).diagnostics
    return [f"{d.place}: {d.code} {d.message}" for d in found if d.severity is Severity.ERROR]


def behind(workspace: Workspace, *, how: str = "shared") -> None:
    """Put another provider, far, behind the network, whose answer to 3.3.1 and charter the network takes."""
    network, far = workspace.sites_folder / "network", workspace.sites_folder / "far"
    shutil.copytree(network, far)
    for file in ("site.yaml", "documents.yaml", "evidence/3.3.yaml"):
        text = (far / file).read_text().replace("id: network", "id: far").replace("name: Network", "name: Far")
        (far / file).write_text(text.replace("The network", "Far").replace("the network", "far"))
    edit(workspace, "network/site.yaml", "roles:", "inherits: [far]\nroles:")
    edit(workspace, "network/evidence/3.3.yaml", '"3.3.1":\n', f'"3.3.1":\n  inherits: {{from: far, as: {how}}}\n')


# ---- what is wrong at the provider


def test_nothing_of_a_provider_in_order_is_reported(workspace: Workspace, catalogue: Catalogue) -> None:
    assert errors(workspace, catalogue) == []
    assert errors(workspace, catalogue, "network") == []


def test_a_citation_of_the_provider_that_leads_nowhere_is_an_error_of_the_site(
    workspace: Workspace, catalogue: Catalogue, run: Run
) -> None:
    edit(workspace, "network/evidence/3.3.yaml", "document: charter", "document: chartre")
    (found,) = errors(workspace, catalogue)
    assert found.startswith("../network/evidence/3.3.yaml:6:8: R317 ")
    assert 'what is used of "network" has an error there: unknown document "chartre" (R302)' in found
    said = run("check", "small", workspace=workspace.root)
    assert said.code == 1
    assert "sites/network/evidence/3.3.yaml:6:8" in said.out
    assert "Have it mended there: iso16363 check network" in said.out
    refused = run("handoff", "small", "--draft", "--output", workspace.root / "out", workspace=workspace.root)
    assert refused.code != 0
    assert not (workspace.root / "out").exists()


def test_a_file_of_the_provider_that_is_gone_or_another_is_an_error_of_the_site(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    charter = workspace.sites_folder / "network" / "documents" / "charter.txt"
    edit(workspace, "network/documents.yaml", "path: charter.txt", f"path: charter.txt\n  sha256: {'0' * 64}")
    assert ["is not the file that was registered" in d for d in errors(workspace, catalogue)] == [True]
    charter.unlink()
    assert ['there is no file "documents/charter.txt"' in d for d in errors(workspace, catalogue)] == [True]
    charter.symlink_to(workspace.root / "sites" / "small" / "site.yaml")
    assert ["leaves documents/ through a link" in d for d in errors(workspace, catalogue)] == [True]


def test_what_is_wrong_in_what_the_site_does_not_use_is_the_providers_affair(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    edit(
        workspace,
        "network/evidence/3.3.yaml",
        "{document: minutes, locator: Item 3",
        "{document: minuets, locator: Item 3",
    )
    (workspace.sites_folder / "network" / "documents" / "other.txt").unlink()
    edit(workspace, "network/evidence/3.3.yaml", '"3.3.1":\n', '"3.3.1":\n  owner: nobody\n')
    assert errors(workspace, catalogue) == []
    assert len(errors(workspace, catalogue, "network")) == 3


def test_an_error_two_providers_away_is_found(workspace: Workspace, catalogue: Catalogue) -> None:
    behind(workspace)
    assert errors(workspace, catalogue) == []
    edit(workspace, "far/evidence/3.3.yaml", "document: charter", "document: chartre")
    found = errors(workspace, catalogue)
    assert [d.partition(":")[0] for d in found] == ["../far/evidence/3.3.yaml"]


def test_a_document_that_cannot_be_read_is_told_once(workspace: Workspace, catalogue: Catalogue) -> None:
    edit(workspace, "network/documents.yaml", "kind: agreement", "kind: treaty")
    (found,) = errors(workspace, catalogue)
    assert 'R317 "network", which it inherits from, has an error' in found


def test_a_provider_that_two_others_miss_is_reported_once(workspace: Workspace, catalogue: Catalogue) -> None:
    behind(workspace)
    for name in ("far", "network"):
        path = workspace.sites_folder / name / "site.yaml"
        path.write_text(path.read_text().replace("inherits: [far]", "inherits: [nowhere, far]"))
    edit(workspace, "far/site.yaml", "roles:", "inherits: [nowhere]\nroles:")
    assert sum('there is no provider "nowhere"' in d for d in errors(workspace, catalogue)) == 1


# ---- where its files are


@pytest.mark.parametrize("how", ["no documents/", "documents/ is a link", "the site is a link"])
def test_a_providers_files_are_found_whatever_the_folder_of_the_site_is(
    how: str, workspace: Workspace, catalogue: Catalogue, run: Run, tmp_path: Path
) -> None:
    small = workspace.sites_folder / "small"
    (small / "documents.yaml").write_text("")
    (small / "evidence" / "3.1.yaml").unlink()
    elsewhere = tmp_path / "deep" / "down" / "elsewhere"
    elsewhere.mkdir(parents=True)
    if how == "the site is a link":
        small.rename(elsewhere / "small")
        small.symlink_to(elsewhere / "small")
    else:
        shutil.rmtree(small / "documents")
        if "link" in how:
            (small / "documents").symlink_to(elsewhere)
    site = judged(workspace, catalogue).site
    assert site.attachments.escaping == frozenset()
    assert site.attachments.found["../../network/documents/charter.txt"].size == 27
    made = run("handoff", "small", "--draft", "--output", tmp_path / "out", workspace=workspace.root)
    if made.code == 0:  # errors of what was taken away here are not the question
        assert list((tmp_path / "out").rglob("charter.txt"))
    else:
        assert "charter" not in made.out + made.err


# ---- who changed what was reviewed


def reviewed(workspace: Workspace, catalogue: Catalogue, criterion: str) -> None:
    review = review_by("quality-lead", criterion, judged(workspace, catalogue).site, TODAY)
    lent = ", ".join(f"{name}: '{digest}'" for name, digest in review.provided.items())
    text = f"  review: {{by: quality-lead, on: {TODAY}, digest: '{review.digest}', provided: {{{lent}}}}}\n"
    edit(workspace, "small/evidence/3.3.yaml", f'"{criterion}":\n', f'"{criterion}":\n{text}')
    assert standing(workspace, catalogue, criterion) is ReviewStanding.HOLDS


def standing(workspace: Workspace, catalogue: Catalogue, criterion: str) -> ReviewStanding:
    return review_standing(criterion, judged(workspace, catalogue).site, TODAY)


def test_a_citation_that_the_site_deletes_is_not_the_providers_change(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    other = "    - {document: network/other, locator: Article 9, state: confirmed}\n"
    edit(workspace, "small/evidence/3.3.yaml", '"3.3.3":', f'{other}"3.3.3":')
    reviewed(workspace, catalogue, "3.3.2")
    edit(workspace, "small/evidence/3.3.yaml", other, "")
    assert standing(workspace, catalogue, "3.3.2") is ReviewStanding.LAPSED


def test_what_is_not_used_of_a_provider_is_not_blamed(workspace: Workspace, catalogue: Catalogue) -> None:
    """Ratings of a shared answer are the site's, and what it answers on its own is nobody else's."""
    reviewed(workspace, catalogue, "3.3.2")
    reviewed(workspace, catalogue, "3.3.3")
    edit(workspace, "network/evidence/3.3.yaml", "documented: 3\n  implemented: 2", "documented: 2\n  implemented: 2")
    edit(workspace, "network/evidence/3.3.yaml", "keeps its history", "kept its history")
    assert standing(workspace, catalogue, "3.3.2") is ReviewStanding.HOLDS
    assert standing(workspace, catalogue, "3.3.3") is ReviewStanding.HOLDS
    edit(workspace, "small/evidence/3.3.yaml", "We review ours too.", "We look at ours too.")
    assert standing(workspace, catalogue, "3.3.2") is ReviewStanding.LAPSED


def test_who_changed_is_told_behind_a_provider(workspace: Workspace, catalogue: Catalogue) -> None:
    behind(workspace)
    reviewed(workspace, catalogue, "3.3.1")
    edit(workspace, "far/evidence/3.3.yaml", "Far keeps a list", "Far kept a list")
    assert changed_at_providers("3.3.1", judged(workspace, catalogue).site) == ("far/3.3.1",)


@pytest.mark.parametrize("folder", ["network", "small", "far"])
def test_a_new_name_lapses_no_review(folder: str, workspace: Workspace, catalogue: Catalogue) -> None:
    behind(workspace)
    reviewed(workspace, catalogue, "3.3.1")
    reviewed(workspace, catalogue, "3.3.2")
    short = {"network": "Network", "small": "Small", "far": "Far"}[folder]
    edit(workspace, f"{folder}/site.yaml", f"short_name: {short}", "short_name: Renamed")
    site = judged(workspace, catalogue).site
    assert "**Renamed**" in (site.answer("3.3.1").response or "") + (site.answer("3.3.2").response or "")
    assert standing(workspace, catalogue, "3.3.1") is ReviewStanding.HOLDS
    assert standing(workspace, catalogue, "3.3.2") is ReviewStanding.HOLDS


def test_words_that_change_hands_lapse_a_review(workspace: Workspace, catalogue: Catalogue) -> None:
    """The same text, but said by another."""
    reviewed(workspace, catalogue, "3.3.2")
    edit(workspace, "network/evidence/3.3.yaml", "The network reviews its rules.", "The network.")
    edit(workspace, "small/evidence/3.3.yaml", "We review", "reviews its rules. We review")
    assert standing(workspace, catalogue, "3.3.2") is not ReviewStanding.HOLDS


def test_a_name_is_shown_as_it_is(workspace: Workspace, catalogue: Catalogue) -> None:
    edit(workspace, "network/site.yaml", "short_name: Network", "short_name: 'N* <b>_x_'")
    response = judged(workspace, catalogue).site.answer("3.3.1").response
    assert (response or "").startswith("**N\\* \\<b\\>\\_x\\_**\n\nThe network")


def test_each_part_of_an_answer_stands_below_the_name_of_who_says_it(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    behind(workspace)
    site = judged(workspace, catalogue).site
    assert site.answer("3.3.1").response == (
        "**Far**\n\nFar keeps a list of its communities.\n\n**Network**\n\nThe network keeps a list of its communities."
    )
    assert [source_of("3.3.1", index, site) for index in range(2)] == [("network", 0), ("far", 0)]
    assert [source_of("3.3.2", index, site) for index in range(3)] == [(None, 0), ("network", 0), ("network", 1)]


# ---- what is to be done, and by whom


def hints(workspace: Workspace, catalogue: Catalogue, code: str) -> list[str]:
    return [f"{d.place}: {d.hint}" for d in judged(workspace, catalogue).diagnostics if d.code == code]


def test_a_candidate_of_the_provider_is_the_providers_to_decide(
    workspace: Workspace, catalogue: Catalogue, run: Run
) -> None:
    judgement = judged(workspace, catalogue)
    theirs = [f for f in judgement.readiness.gate(GateName.EVIDENCE).failures if "candidate" in f.text]
    lent = [(f.subject, f.text, f.place.file) for f in theirs if f.subject == "3.3.2"]
    assert lent == [("3.3.2", "1 candidate(s) to confirm or remove", "../network/evidence/3.3.yaml")]
    (task,) = (t for t in agenda(judgement) if t.subject == "3.3.2" and t.kind is TaskKind.CONFIRM)
    assert task.problem == "1 candidate that network has to decide on"
    assert task.how == "Have it decided in sites/network/evidence/3.3.yaml, or take the answer as `own`."
    assert task.place.file == "../network/evidence/3.3.yaml"
    said = " ".join(run("next", "small", "--limit", "200", workspace=workspace.root).out.split())
    assert "sites/network/evidence/3.3.yaml" in said
    old = "Article 7, state: confirmed}\n"
    edit(workspace, "small/evidence/3.3.yaml", old, old + "    - {document: mission, state: candidate}\n")
    mine = [t for t in agenda(judged(workspace, catalogue)) if t.subject == "3.3.2" and t.kind is TaskKind.CONFIRM]
    assert {t.problem for t in mine} == {"1 candidate to decide on", task.problem}


def test_what_is_wrong_with_a_provided_answer_is_mended_at_the_provider(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    edit(workspace, "network/evidence/3.3.yaml", "locator: Article 4, method: test", "method: test")
    first, second, *of_another = hints(workspace, catalogue, "E504")
    assert ["network" in found for found in of_another] == [False, False], "3.3.3 is own and points to it"
    for found in (first, second):
        assert "network has to cite better evidence, or rate it lower (sites/network/evidence/3.3.yaml)" in found
        assert "take the answer as `shared`" in found
    edit(workspace, "network/evidence/3.3.yaml", "  response: The network keeps a list of its communities.\n", "")
    (found,) = hints(workspace, catalogue, "E501")
    assert found.endswith(
        ": network has to give one (sites/network/evidence/3.3.yaml); or take the answer as "
        "`shared`, and say and rate it for this site."
    )


def test_the_calendar_says_where_a_providers_document_is_registered(workspace: Workspace, catalogue: Catalogue) -> None:
    edit(workspace, "network/documents.yaml", "effective: 2025-05-02", "effective: 2025-05-02\n  review_by: 2027-05-02")
    (due,) = (d for d in due_days(judged(workspace, catalogue)) if d.key == "document network/charter")
    assert due.about == (
        "Document charter in sites/network/documents.yaml.\n"
        "Kept by Invented Network of Archives, from which this site inherits."
    )


def test_an_edit_of_a_lent_citation_is_sent_to_the_file_it_stands_in(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    behind(workspace)
    rows = gather(judged(workspace, catalogue)).citations
    lent = {row.citation.locator: row.lent for row in rows if row.criterion == "3.3.1"}
    assert lent == {"Article 4": "far"}
    assert [row.lent for row in rows if row.criterion == "3.3.1"] == ["network", "far"]


def test_what_a_provider_says_does_not_apply_is_not_offered(workspace: Workspace, catalogue: Catalogue) -> None:
    edit(workspace, "small/evidence/3.3.yaml", '"3.3.3":', '"3.3.4":')
    assert any("3.3.3" in d.message for d in judged(workspace, catalogue).diagnostics if d.code == "E516")
    said = "applicable: false\n  reason: Not here.\n  approved_by: secretary"
    edit(workspace, "network/evidence/3.3.yaml", "documented: 4\n  response: The network keeps its history.", said)
    assert hints(workspace, catalogue, "E516") == []


def test_a_site_that_lends_an_answer_cannot_lend_where_it_points_to(workspace: Workspace, catalogue: Catalogue) -> None:
    edit(workspace, "network/site.yaml", "kind: provider\n", "")
    edit(workspace, "network/evidence/3.3.yaml", '"3.3.2":\n', '"3.3.2":\n  see: ["3.3.1"]\n')
    (found,) = hints(workspace, catalogue, "R318")
    assert found.startswith("evidence/3.3.yaml:8:3: Say `as: shared` here, with see: [3.3.1] of this site;")
    edit(workspace, "small/evidence/3.3.yaml", "as: shared}\n", 'as: shared}\n  see: ["3.3.1"]\n')
    assert hints(workspace, catalogue, "R318") == []


def test_a_providers_file_has_one_name(workspace: Workspace, catalogue: Catalogue, run: Run) -> None:
    judgement = judged(workspace, catalogue)
    (row,) = (row for row in gather(judgement).documents if row.id == "network/charter")
    assert row.document.path == "network/charter.txt"
    listed = json.loads(run("documents", "list", "small", "--json", workspace=workspace.root).out)
    files = {one["document"]: one["file"] and one["file"]["path"] for one in listed["documents"]}
    assert files["network/charter"] == "network/charter.txt"
    table = documents_csv(judgement, {"network/charter": "documents/network/charter~1.txt"})
    assert ",network/charter.txt," in table
    assert "../" not in table
    assert {piece.path for piece in pieces(judgement, ["3.3.1"])} == {"network/charter.txt"}


def test_a_provider_is_started_with_its_register(run: Run, tmp_path: Path) -> None:
    made = run("init", "fed", "--provider", "--name", "Invented Federation", workspace=tmp_path)
    assert made.code == 0, made.err
    assert "inherits: [fed]" in made.out
    assert is_provider(tmp_path / "sites" / "fed")
    checked = run("check", "fed", workspace=tmp_path)
    assert (checked.code, checked.out.strip()) == (0, "fed: clean")
    assert run("init", "fed", "--provider", workspace=tmp_path).code == 2
    assert run("init", "No!", "--provider", workspace=tmp_path).code == 2
    run("init", "mine", workspace=tmp_path)
    assert (
        "inherits: {from: my-federation, as: provided}"
        in (tmp_path / "sites" / "mine" / "evidence" / "5.2.yaml").read_text()
    )


@pytest.mark.parametrize(
    ("line", "provider"),
    [
        ("kind: provider", True),
        ('"kind": "provider"  # not audited', True),
        ("kind : 'provider'", True),
        ("kind: site", False),
        ("# kind: provider", False),
        ("name: kind: provider", False),
        ("  kind: provider", False),
        ("kind:\n  provider", True),
        ("kind: provider\r", True),
        ("name: 'a provider, kind: provider, of what'", False),
    ],
)
def test_a_provider_is_told_without_reading_a_model(line: str, provider: bool, tmp_path: Path) -> None:  # noqa: FBT001
    for text in (f"format: 1\n{line}\n", f"\ufeff{line}\nformat: 1\n"):
        (tmp_path / "site.yaml").write_text(text, newline="")
        assert is_provider(tmp_path) is provider


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("{format: 1, kind: provider, id: net}", True),
        ("# a note\n--- {kind: 'provider'}", True),
        ('---\n{"id": "net",\n "kind": "provider"}', True),
        ("{id: net, kind: site}", False),
        ('{name: "as said, kind: provider, of it", kind: site}', False),
        ("{id: net,  # kind: provider,\n kind: site}", False),
    ],
)
def test_a_provider_is_told_where_all_is_in_braces(text: str, provider: bool, tmp_path: Path) -> None:  # noqa: FBT001
    (tmp_path / "site.yaml").write_text(f"\ufeff{text}\n")
    assert is_provider(tmp_path) is provider
