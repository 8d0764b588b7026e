"""Folders to judgements: where the workspace is, what belongs to a site, and what is told when it cannot be read."""

import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from faults import DATA, copy_of_base

from iso16363.catalog import Catalogue
from iso16363.diagnostics import Place
from iso16363.errors import UnknownName, UnreadableInput, WrongUsage
from iso16363.workspace.catalogue_files import edition_names, load_catalogue
from iso16363.workspace.location import find_workspace, judged_on, last_commit
from iso16363.workspace.site_files import load_site
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


# --- where it is


def test_a_workspace_is_found_from_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_of_base(tmp_path / "w")
    inside = root / "sites" / "small" / "evidence"
    monkeypatch.chdir(inside)
    found = find_workspace(None)
    assert found.root == root
    assert (found.shown / "sites").resolve() == root / "sites"


def test_where_there_is_none_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for start in (None, tmp_path):
        with pytest.raises(UnreadableInput, match="iso16363 init"):
            find_workspace(start)


def test_sites_are_the_visible_folders(tmp_path: Path) -> None:
    for name in ("b", "a", ".git", "_draft"):
        (tmp_path / "sites" / name).mkdir(parents=True)
    (tmp_path / "sites" / "README.md").touch()
    assert find_workspace(tmp_path).site_ids() == ("a", "b")


def test_a_mistyped_site_is_answered_with_the_nearest(tmp_path: Path) -> None:
    workspace = find_workspace(copy_of_base(tmp_path / "w"))
    with pytest.raises(UnknownName, match='Did you mean "small"'):
        workspace.site_folder("smal")
    with pytest.raises(UnknownName, match="Sites here: small"):
        workspace.site_folder("../../etc")
    assert workspace.chosen(["sites/small", "small"]) == ("small",)
    assert workspace.chosen([]) == ("small",)


def test_a_mistyped_site_among_many_is_not_answered_with_all_of_them(tmp_path: Path) -> None:
    for number in range(1000):
        (tmp_path / "sites" / f"site-{number:03}").mkdir(parents=True)
    with pytest.raises(UnknownName) as refused:
        find_workspace(tmp_path).site_folder("site-07")
    assert str(refused.value).startswith('there is no site "site-07"\n  Did you mean "site-')
    assert str(refused.value).endswith('"? There are 1000 sites and providers in sites/.')


def test_a_site_can_be_named_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, other = copy_of_base(tmp_path / "w"), copy_of_base(tmp_path / "other")
    workspace = find_workspace(root)
    monkeypatch.chdir(root / "sites" / "small")
    for name in ("small/", "sites/small/", str(root / "sites" / "small"), "../small"):
        assert workspace.chosen([name]) == ("small",)
    for name in (str(other / "sites" / "small"), "../../../other/sites/small", "elsewhere/small"):
        with pytest.raises(UnknownName):
            workspace.site_folder(name)


def test_a_folder_that_was_deleted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(UnreadableInput, match="--workspace"):
        find_workspace(None)


def test_no_site_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    with pytest.raises(WrongUsage, match="iso16363 init"):
        find_workspace(tmp_path).chosen([])


# --- the day


def test_the_day_is_given_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    assert judged_on() == date(2026, 11, 23)


@pytest.mark.parametrize("epoch", ["today", "1e9", "99999999999999999999"])
def test_a_wrong_day_is_told(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(WrongUsage, match="SOURCE_DATE_EPOCH"):
        judged_on()


# --- what belongs to a site


def test_the_small_site_is_read_whole() -> None:
    loaded = load_site(DATA / "workspace" / "sites" / "small")
    site = loaded.assessment
    assert loaded.diagnostics == []
    assert site is not None
    assert site.site.fictional
    assert len(site.answers) == 11
    assert set(site.attachments.found) == {"policies/mission.md", "records/fixity-2026.csv"}
    assert not any(site.unverified(d) for d in site.documents.values())
    assert site.broken == frozenset()


def test_inputs_digest_follows_the_files(tmp_path: Path) -> None:
    folder = copy_of_base(tmp_path / "w") / "sites" / "small"
    before = load_site(folder).digest
    assert load_site(folder).digest == before
    shutil.copytree(folder, tmp_path / "moved")
    assert load_site(tmp_path / "moved").digest == before
    with (folder / "documents" / "policies" / "mission.md").open("a") as stream:
        stream.write("\n")
    changed = load_site(folder).digest
    assert changed != before
    with (folder / "actions.yaml").open("a") as stream:
        stream.write("# a comment\n")
    assert load_site(folder).digest not in {before, changed}


def test_a_fault_in_one_file_leaves_the_others_usable(tmp_path: Path) -> None:
    folder = copy_of_base(tmp_path / "w") / "sites" / "small"
    (folder / "documents.yaml").write_text("broken: [", encoding="utf-8")
    loaded = load_site(folder)
    assert [d.code for d in loaded.diagnostics] == ["T104"]
    assert loaded.assessment is not None
    assert len(loaded.assessment.answers) == 11
    assert {"mission", "plan", "fixity-log", "found-paper", "succession-agreement"} <= loaded.assessment.broken
    assert loaded.assessment.attachments.unregistered == ()


def test_without_site_yaml_the_other_files_are_still_checked(tmp_path: Path) -> None:
    folder = copy_of_base(tmp_path / "w") / "sites" / "small"
    (folder / "site.yaml").write_text("format: 9\n", encoding="utf-8")
    (folder / "actions.yaml").write_text("a: {}\n", encoding="utf-8")
    loaded = load_site(folder)
    assert loaded.assessment is None
    assert {d.place.file for d in loaded.diagnostics} == {"site.yaml", "actions.yaml"}


def test_a_folder_needs_no_more_than_site_yaml(tmp_path: Path, catalogue: Catalogue) -> None:
    root = copy_of_base(tmp_path / "w")
    folder = root / "sites" / "small"
    for name in ("documents.yaml", "actions.yaml"):
        (folder / name).unlink()
    for name in ("evidence", "documents"):
        shutil.rmtree(folder / name)
    text = (folder / "site.yaml").read_text(encoding="utf-8")
    text = text.replace("      document: fixity-log\n", "").replace("    document: mission\n", "")
    (folder / "site.yaml").write_text(text, encoding="utf-8")
    report = report_on(find_workspace(root), "small", catalogue, TODAY)
    assert report.diagnostics == ()
    assert report.judgement is not None
    assert report.judgement.site.answers == {}


def test_places_are_shown_as_the_user_would_type_them(tmp_path: Path, catalogue: Catalogue) -> None:
    root = copy_of_base(tmp_path / "w")
    report = report_on(find_workspace(root), "small", catalogue, TODAY)
    assert (
        report.shown_place(Place("evidence/3.1.yaml", 4, 1)).file == f"{root.as_posix()}/sites/small/evidence/3.1.yaml"
    )


def test_only_the_needed_editions_are_read(tmp_path: Path) -> None:
    assert edition_names() == ("iso16363-2012", "iso16363-2025")
    assert set(load_catalogue("iso16363-2012").editions) == {"iso16363-2012"}
    assert set(load_catalogue("nonsense").editions) == set()
    root = copy_of_base(tmp_path / "w")
    site = root / "sites" / "small" / "site.yaml"
    site.write_text(site.read_text(encoding="utf-8").replace("iso16363-2025", "iso16363-2012"), encoding="utf-8")
    report = report_on(find_workspace(root), "small", load_catalogue("iso16363-2012"), TODAY)
    assert report.judgement is not None
    assert len(report.judgement.results) == 109


def test_catalogue_digest_does_not_depend_on_what_was_read() -> None:
    assert load_catalogue("iso16363-2012").digest == load_catalogue(crosswalks=True).digest


# --- git


def test_outside_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert last_commit(copy_of_base(tmp_path / "w")) == (None, False)


def test_commit_and_changes_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    root = copy_of_base(tmp_path / "w")
    folder = root / "sites" / "small"
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "first")
    index = root / ".git" / "index"
    os.utime(folder / "site.yaml", (1, 1))  # makes git want to refresh its index
    before = (index.read_bytes(), index.stat().st_mtime_ns)
    commit, dirty = last_commit(folder)
    assert commit is not None
    assert len(commit) == 40
    assert not dirty
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before
    (folder / "new.txt").touch()
    assert last_commit(folder) == (commit, True)


def test_settings_of_a_strange_repository_run_nothing(tmp_path: Path) -> None:
    root = copy_of_base(tmp_path / "w")
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "first")
    hook = tmp_path / "hook"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/was-run\n", encoding="utf-8")
    hook.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(hook))
    last_commit(root / "sites" / "small")
    assert not (tmp_path / "was-run").exists()


def test_filters_of_a_strange_repository_are_not_run(tmp_path: Path) -> None:
    root = copy_of_base(tmp_path / "w")
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "first")
    program = tmp_path / "filter"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/was-run\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    for name in ("filter.plain.clean", "filter.a=b.clean"):
        git(root, "config", name, str(program))
    git(root, "config", "filter.plain.required", "true")
    attributes = "* filter=plain\nactions.yaml filter=a=b\n"
    (root / ".git" / "info" / "attributes").write_text(attributes, encoding="utf-8")
    folder = root / "sites" / "small"
    for name in ("site.yaml", "actions.yaml"):
        os.utime(folder / name, (1, 1))
    commit, dirty = last_commit(folder)
    assert (commit is None, dirty) == (False, False)
    (folder / "actions.yaml").write_text("{}\n", encoding="utf-8")
    assert last_commit(folder) == (commit, True)
    assert not (tmp_path / "was-run").exists()


def test_a_hook_of_another_repository_and_settings_in_the_environment_do_not_mislead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_of_base(tmp_path / "w")
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "first")
    found = last_commit(root / "sites" / "small")
    assert found[0] is not None
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.quotePath")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "false")
    assert last_commit(root / "sites" / "small") == found
    (root / "sites" / "small" / "documents" / "a\udcff.txt").touch()
    assert last_commit(root / "sites" / "small") == (found[0], True)


@pytest.mark.parametrize(
    ("folder", "hint"),
    [
        ("other", "Make both the same."),
        ("My Site", "Rename the folder to small."),
    ],
)
def test_a_folder_that_cannot_be_an_id_is_to_be_renamed(
    folder: str, hint: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    root = copy_of_base(tmp_path / "w")
    (root / "sites" / "small").rename(root / "sites" / folder)
    (found,) = report_on(find_workspace(root), folder, catalogue, TODAY).diagnostics
    assert (found.code, found.hint) == ("R307", hint)
    shutil.copytree(root / "sites" / folder, root / "sites" / "small")
    (found,) = report_on(find_workspace(root), folder, catalogue, TODAY).diagnostics
    assert (found.code, folder in found.hint) == ("R306", folder == "other")
