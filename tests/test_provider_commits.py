"""The commit that outputs name holds the words of providers too, or they say that there are changes."""

import shutil
from pathlib import Path

import pytest
from commandline import Run
from gitrepos import Repo, git
from homecoming import TODAY
from providers import beside_a_network

from iso16363.catalog import Catalogue
from iso16363.judgement import Provenance
from iso16363.workspace.freshness import build_key
from iso16363.workspace.history import Wanted, trends
from iso16363.workspace.location import find_workspace, inherited_folders, last_commit
from iso16363.workspace.workspace import report_on

ANSWERS = "evidence/3.3.yaml"


def committed(root: Path) -> Repo:
    """The small site and the network it inherits from, in one repository."""
    beside_a_network(root)
    git(root, "init", "--quiet")
    repo = Repo(root)
    repo.record(TODAY)
    return repo


def made_from(root: Path, catalogue: Catalogue) -> Provenance:
    judgement = report_on(find_workspace(root), "small", catalogue, TODAY).judgement
    assert judgement is not None
    return judgement.provenance


def edited(folder: Path) -> None:
    text = (folder / ANSWERS).read_text(encoding="utf-8")
    (folder / ANSWERS).write_text(text.replace("reviews its rules", "reviews all of its rules"), encoding="utf-8")


def test_what_a_provider_changed_is_not_committed_until_it_is(tmp_path: Path, catalogue: Catalogue) -> None:
    repo = committed(tmp_path / "w")
    first, network = repo.commits[-1], repo.root / "sites" / "network"
    assert (made_from(repo.root, catalogue).commit, made_from(repo.root, catalogue).dirty) == (first, False)
    key = build_key(repo.root / "sites" / "small", "p", TODAY)
    edited(network)
    assert (made_from(repo.root, catalogue).commit, made_from(repo.root, catalogue).dirty) == (first, True)
    changed = build_key(repo.root / "sites" / "small", "p", TODAY)
    second = repo.record(TODAY)
    assert (made_from(repo.root, catalogue).commit, made_from(repo.root, catalogue).dirty) == (second, False)
    assert len({key, changed, build_key(repo.root / "sites" / "small", "p", TODAY)}) == 3


def test_the_trend_says_so_too(tmp_path: Path) -> None:
    repo = committed(tmp_path / "w")
    edited(repo.root / "sites" / "network")
    (trend,) = trends(find_workspace(repo.root), ["small"], TODAY, Wanted(cached=False))
    assert [(point.commit, point.uncommitted) for point in trend.points] == [(repo.commits[-1], True)]


def test_what_does_not_lend_does_not_count(tmp_path: Path, catalogue: Catalogue) -> None:
    """Neither another site, though its name is a word in site.yaml, nor what was handed over elsewhere."""
    repo = committed(tmp_path / "w")
    sites = repo.root / "sites"
    shutil.copytree(sites / "network", sites / "other")
    with (sites / "small" / "site.yaml").open("a") as stream:
        stream.write("# It has nothing to do with the other one.\n")
    commit = repo.record(TODAY)
    assert sites / "other" in inherited_folders(sites / "small")
    edited(sites / "other")
    (sites / "network" / "handoffs.yaml").touch()
    (sites / "network" / "handoffs").mkdir()
    (sites / "network" / "handoffs" / "a.json").touch()
    assert made_from(repo.root, catalogue).commit == commit
    assert not made_from(repo.root, catalogue).dirty


@pytest.mark.parametrize("link", [False, True])
def test_a_provider_in_a_repository_of_its_own(tmp_path: Path, link: bool) -> None:  # noqa: FBT001 - both ways
    """The commit is that of the site; what lies in the other repository is committed there, or not."""
    beside_a_network(tmp_path / "w")
    sites = tmp_path / "w" / "sites"
    small, network = sites / "small", sites / "network"
    if link:
        shutil.move(network, tmp_path / "elsewhere")
        network.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    git(small, "init", "--quiet")
    site = Repo(small)
    commit = site.record(TODAY)
    assert last_commit(small, [network]) == (commit, True)  # it is in none
    git(network, "init", "--quiet")
    Repo(network).record(TODAY)
    assert last_commit(small, [network]) == (commit, False)
    edited(network)
    assert last_commit(small, [network]) == (commit, True)


def test_a_provider_that_is_a_link_within_the_repository(tmp_path: Path) -> None:
    repo = committed(tmp_path / "w")
    small, network = (repo.root / "sites" / name for name in ("small", "network"))
    shutil.move(network, repo.root / "shared")
    network.symlink_to("../shared", target_is_directory=True)
    assert last_commit(small, [network]) == (repo.commits[0], True)
    commit = repo.record(TODAY)
    assert last_commit(small, [network]) == (commit, False)
    edited(repo.root / "shared")
    assert last_commit(small, [network]) == (commit, True)


def test_outputs_say_that_there_are_changes(tmp_path: Path, run: Run) -> None:
    repo = committed(tmp_path / "w")
    edited(repo.root / "sites" / "network")
    run("--workspace", str(repo.root), "build", "small", "--output", str(tmp_path / "o"))
    text = (tmp_path / "o" / "small" / "assessment.json").read_text(encoding="utf-8")
    assert '"uncommitted_changes": true' in text
    assert "reviews all of its rules" in text
