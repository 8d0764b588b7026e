"""The history of sites from git: the same numbers as then, from any kind of clone, and nothing is changed."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from gitrepos import POLICY, Repo, answer, git, site_text, written
from hypothesis import given, settings
from hypothesis import strategies as st

from iso16363.catalog import Catalogue
from iso16363.errors import UnreadableInput
from iso16363.scoring import CriterionState
from iso16363.trend import Point, SiteTrend, measured
from iso16363.workspace import pastjudging
from iso16363.workspace.gitreading import Objects
from iso16363.workspace.history import Wanted, trends
from iso16363.workspace.location import find_workspace
from iso16363.workspace.parallel import Died
from iso16363.workspace.trendcache import cache_file
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)
SPRING = date(2026, 3, 2)
A = {"sites/a/site.yaml": site_text("a"), "sites/a/documents.yaml": POLICY}
ONE, TWO, THREE = answer("3.1.1"), answer("3.1.3"), answer("3.2.1.1")


def evidence(*answers: str) -> dict[str, str]:
    return {"sites/a/evidence/3.1.yaml": "".join(answers)}


def trend_of(root: Path, site: str = "a", wanted: Wanted | None = None) -> SiteTrend:
    (found,) = trends(find_workspace(root), [site], TODAY, wanted)
    return found


def complete(found: SiteTrend) -> list[int | None]:
    return [p.numbers.at_least(CriterionState.ANSWERED) if p.numbers else None for p in found.points]


def days(found: SiteTrend) -> list[str]:
    return [point.day.isoformat() for point in found.points]


def everything(folder: Path) -> dict[str, tuple[int, int, str]]:
    """All there is, times of change included."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = (status.st_mtime_ns, status.st_ino, digest)
    return found


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Three commits in spring: nothing answered, one, two."""
    made = Repo.made(tmp_path / "repository")
    made.commit(SPRING, A)
    made.commit(SPRING + timedelta(days=7), evidence(ONE))
    made.commit(SPRING + timedelta(days=14), evidence(ONE, TWO))
    return made


def test_each_commit_is_judged_as_of_its_day_and_today_comes_last(repo: Repo) -> None:
    found = trend_of(repo.root)
    assert days(found) == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-11-23"]
    assert complete(found) == [0, 1, 2, 2]
    assert [point.commit for point in found.points] == [*repo.commits, repo.commits[-1]]
    assert (found.points[-1].is_today, found.points[-1].uncommitted) == (True, False)
    assert (found.commits, found.notes) == (3, ())


@pytest.mark.parametrize("name", ["small", "example"])
def test_a_commit_amounts_to_what_the_same_files_amount_to(
    name: str, small_workspace: Path, example_workspace: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    repo = Repo.made(tmp_path / "r")
    shutil.copytree((small_workspace if name == "small" else example_workspace) / "sites", repo.root / "sites")
    day = TODAY - timedelta(days=3)
    repo.record(day)
    first, _ = trend_of(repo.root, name).points
    report = report_on(find_workspace(repo.root), name, catalogue, day)
    assert report.judgement is not None
    assert first.numbers == measured(report.judgement)


def test_what_is_not_committed_counts_today(repo: Repo) -> None:
    written(repo.root, evidence(ONE, TWO) | {"sites/a/evidence/3.2.yaml": THREE})
    found = trend_of(repo.root)
    assert complete(found) == [0, 1, 2, 3]
    assert found.points[-1].uncommitted


def test_neither_the_folder_nor_the_repository_is_changed(repo: Repo) -> None:
    os.utime(repo.root / "sites" / "a" / "site.yaml", (1, 1))  # makes git want to refresh its index
    before = everything(repo.root)
    trend_of(repo.root)
    assert everything(repo.root) == before


def test_nothing_is_left_in_the_temporary_folder(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    trend_of(repo.root)
    assert list((tmp_path / "temporary").iterdir()) == []


# --- the cache


def test_the_second_time_nothing_is_judged_again(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = trend_of(repo.root)
    monkeypatch.setattr(pastjudging, "lay_out", None)
    assert trend_of(repo.root) == first
    file = cache_file("a")
    assert file is not None
    assert len(json.loads(file.read_bytes())) == 3


@pytest.mark.parametrize("damage", [b"", b"{", b'{"x": {"asked": "2026-01-01", "numbers": 7}}', b"\xff\x00", b"[]"])
def test_a_damaged_cache_is_made_again(damage: bytes, repo: Repo) -> None:
    first = trend_of(repo.root)
    file = cache_file("a")
    assert file is not None
    good = file.read_bytes()
    file.write_bytes(damage)
    assert trend_of(repo.root) == first
    assert file.read_bytes() == good


def test_a_cache_that_cannot_be_written_does_no_harm(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = trend_of(repo.root)
    (tmp_path / "in-the-way").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "in-the-way"))
    assert trend_of(repo.root) == first


def test_what_belongs_to_another_program_or_provider_is_not_taken(repo: Repo) -> None:
    one = pastjudging.Tree("a", repo.root, "1" * 40)
    wlcg = pastjudging.Tree("wlcg", repo.root, "2" * 40)
    jobs = [
        pastjudging.Job(SPRING, (one,)),
        pastjudging.Job(SPRING, (one, wlcg)),
        pastjudging.Job(TODAY, (one,)),
        pastjudging.Job(SPRING, (pastjudging.Tree("b", repo.root, "1" * 40),)),
    ]
    keys = {job.key(program) for job in jobs for program in ("x", "y")}
    assert len(keys) == 8


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(["", ONE, ONE + TWO, TWO, "broken: [", ONE + ONE])),
        min_size=1,
        max_size=5,
    )
)
def test_any_history_is_in_order_and_the_cache_changes_nothing(history: list[tuple[int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        repo = Repo.made(Path(folder) / "r")
        repo.commit(TODAY - timedelta(days=500), A)
        for ago, text in history:
            repo.commit(TODAY - timedelta(days=ago), evidence(text))
        before = everything(repo.root)
        first, second, bare = (trend_of(repo.root, wanted=Wanted(cached=c)) for c in (True, True, False))
        assert first == second == bare
        assert everything(repo.root) == before
        shown = [point.day for point in first.points]
        assert shown == sorted(set(shown))
        assert shown[0] == TODAY - timedelta(days=500)
        assert first.points[-1].day == TODAY
        assert all(point.numbers or "(T104)" in point.reason or point.is_today for point in first.points)


# --- which commits


def test_several_commits_of_a_day_and_those_of_today_are_one_point(repo: Repo) -> None:
    repo.commit(SPRING + timedelta(days=14), evidence(ONE))
    repo.commit(TODAY, evidence())
    found = trend_of(repo.root)
    assert complete(found) == [0, 1, 1, 0]
    assert found.commits == 5


def test_commits_elsewhere_are_no_points_and_tags_stand_where_the_files_were_made(repo: Repo) -> None:
    git(repo.root, "tag", "exact", repo.commits[1])
    repo.commit(SPRING + timedelta(days=20), {"README.md": "x"})
    git(repo.root, "tag", "-a", "later", "-m", "annotated")
    git(repo.root, "tag", "tree", "HEAD^{tree}")
    found = trend_of(repo.root)
    assert found.commits == 3
    assert [point.tags for point in found.points] == [(), ("exact",), ("later",), ("later",)]
    tagged = trend_of(repo.root, wanted=Wanted(tagged=True))
    assert [point.tags for point in tagged.points] == [("exact",), ("later",), ("later",)]


def test_points_can_be_few_and_begin_later(repo: Repo) -> None:
    assert days(trend_of(repo.root, wanted=Wanted(most=2))) == ["2026-03-02", "2026-11-23"]
    assert days(trend_of(repo.root, wanted=Wanted(most=3))) == ["2026-03-02", "2026-03-16", "2026-11-23"]
    later = trend_of(repo.root, wanted=Wanted(since=SPRING + timedelta(days=7)))
    assert days(later) == ["2026-03-09", "2026-03-16", "2026-11-23"]


def test_a_merged_branch_is_one_change(repo: Repo) -> None:
    git(repo.root, "checkout", "--quiet", "-b", "side", repo.commits[0])
    repo.commit(SPRING + timedelta(days=1), {"sites/a/evidence/3.2.yaml": THREE})
    git(repo.root, "checkout", "--quiet", "main")
    dates = {f"GIT_{who}_DATE": "2026-04-01T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    git(repo.root, "merge", "--quiet", "--no-ff", "-m", "merge", "side", **dates)
    found = trend_of(repo.root)
    assert days(found) == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-04-01", "2026-11-23"]
    assert complete(found) == [0, 1, 2, 3, 3]


def test_wrong_clocks_are_put_in_order_and_said(repo: Repo) -> None:
    repo.commit("1970-01-02T12:00:00 +0000", evidence(ONE))
    repo.commit("2038-01-02T12:00:00 +0000", evidence(TWO))
    found = trend_of(repo.root)
    assert days(found) == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-11-23"]
    assert complete(found) == [0, 1, 1, 1]
    assert found.points[2].recorded == date(1970, 1, 2)
    assert "2 commits are dated before an earlier one or after today" in found.notes[0]


def test_the_day_is_that_of_utc(repo: Repo) -> None:
    repo.commit("2026-05-01T01:30:00 +0200", evidence(ONE))
    assert days(trend_of(repo.root))[-2] == "2026-04-30"


# --- what cannot be judged


def test_a_commit_that_cannot_be_judged_is_listed_with_the_reason(repo: Repo) -> None:
    repo.commit(SPRING + timedelta(days=21), {"sites/a/site.yaml": "format: [\n"})
    shutil.rmtree(repo.root / "sites" / "a")
    repo.record(SPRING + timedelta(days=28))
    repo.commit(SPRING + timedelta(days=35), A | evidence(ONE))
    found = trend_of(repo.root)
    assert complete(found) == [0, 1, 2, None, None, 1, 1]
    assert found.points[3].reason.startswith("site.yaml:")
    assert found.points[4].reason == "the folder was not there in this commit"


def test_a_file_that_could_not_be_read_is_no_dip(repo: Repo) -> None:
    repo.commit(SPRING + timedelta(days=21), evidence("broken: ["))
    repo.commit(SPRING + timedelta(days=28), evidence(ONE))
    found = trend_of(repo.root)
    assert complete(found)[2:] == [2, None, 1, 1]
    assert found.points[3].reason.startswith("evidence/3.1.yaml:")


def test_today_too_can_be_unreadable(repo: Repo) -> None:
    (repo.root / "sites" / "a" / "site.yaml").write_text("format: [\n", encoding="utf-8")
    found = trend_of(repo.root)
    assert complete(found) == [0, 1, 2, None]
    assert "site.yaml" in found.points[-1].reason


def test_errors_in_an_answer_are_counted_and_keep_the_gate_shut(repo: Repo) -> None:
    repo.commit(SPRING + timedelta(days=21), evidence('"3.1.1":\n  owner: nobody\n'))
    numbers = trend_of(repo.root).points[-2].numbers
    assert numbers is not None
    assert numbers.errors > 0
    assert "structure" in {gate.value for gate in numbers.failing}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_a_commit_are_not_followed(repo: Repo, tmp_path: Path) -> None:
    written(tmp_path, {"elsewhere/3.1.yaml": ONE + TWO})
    shutil.rmtree(repo.root / "sites" / "a" / "evidence")
    (repo.root / "sites" / "a" / "evidence").symlink_to(tmp_path / "elsewhere")
    repo.record(SPRING + timedelta(days=21))
    assert trend_of(repo.root).points[-2].reason.startswith("evidence: is a link or a submodule")


def test_attached_files_are_taken_to_be_there_as_registered(repo: Repo) -> None:
    (repo.root / ".gitignore").write_text("sites/*/documents/\n", encoding="utf-8")
    text = POLICY.replace("url: https://example.org/policy", f"path: policy.pdf\n  sha256: {'0' * 64}")
    repo.commit(SPRING + timedelta(days=21), {"sites/a/documents.yaml": text, "sites/a/documents/policy.pdf": "x"})
    then, now = (point.numbers for point in trend_of(repo.root).points[-2:])
    assert then is not None
    assert now is not None
    assert (then.errors, now.errors) == (0, 1)  # today the file is looked at, and is another one
    assert then.at_least(CriterionState.SUPPORTED) == 2


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_names_with_blanks_and_other_letters_are_read(tmp_path: Path) -> None:
    repo = Repo.made(tmp_path / "ré po\nsitory")
    inner = {f" aud it/ü/{name}": text for name, text in A.items()}
    strange = {" aud it/ü/sites/a/documents/ä b\n.txt": "x", " aud it/ü/sites/a/notes „1“.txt": "x"}
    repo.commit(SPRING, inner | strange)
    repo.commit(SPRING + timedelta(days=7), {" aud it/ü/sites/a/evidence/3.1.yaml": ONE})
    found = trend_of(repo.root / " aud it" / "ü")
    assert complete(found) == [0, 1, 1]


# --- kinds of repositories


def test_a_shallow_clone_says_where_it_begins(repo: Repo, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "2", repo.root.as_uri(), "shallow")
    found = trend_of(tmp_path / "shallow")
    assert complete(found) == [1, 2, 2]
    assert found.notes == (
        "History begins on 2026-03-09: this clone is shallow. The rest comes with: git fetch --unshallow",
    )


def test_a_partial_clone_fetches_nothing(repo: Repo, tmp_path: Path) -> None:
    git(repo.root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", repo.root.as_uri(), "partial")
    root = tmp_path / "partial"
    before = everything(root)
    found = trend_of(root)
    assert everything(root) == before
    assert complete(found) == [0, None, 2, 2]  # what the last commit shares with the first is there
    assert found.points[1].reason == "git does not have all files of this commit"


def test_outside_git_there_is_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    written(tmp_path / "w", A | evidence(ONE))
    found = trend_of(tmp_path / "w")
    assert (complete(found), found.commits) == ([1], 0)
    assert found.notes == ("There is no history to show: it is not kept with git.",)
    assert found.points[0].commit is None


def test_without_commits_or_without_this_folder_there_is_today(tmp_path: Path) -> None:
    repo = Repo.made(tmp_path / "r")
    written(repo.root, A)
    assert trend_of(repo.root).notes == ("There is no history to show: nothing has been committed yet.",)
    (repo.root / "README.md").write_text("x", encoding="utf-8")
    git(repo.root, "add", "README.md")
    git(repo.root, "commit", "--quiet", "-m", "other")
    assert trend_of(repo.root).notes == ("There is no history to show: no commit holds this folder yet.",)


def test_without_git_there_is_today(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = trend_of(repo.root)
    assert complete(found) == [2]
    assert "is it installed?" in found.notes[0]


def test_a_repository_of_somebody_else_is_named_as_such(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = trend_of(repo.root)
    assert complete(found) == [2]
    assert "belongs to another user" in found.notes[0]
    assert "safe.directory" in found.notes[0]


def test_a_hook_of_another_repository_and_settings_do_not_mislead(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = trend_of(repo.root)
    git(repo.root, "config", "log.follow", "true")
    git(repo.root, "config", "log.date", "relative")
    git(repo.root, "replace", repo.commits[1], repo.commits[0])
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nothing")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "nowhere"))
    assert trend_of(repo.root, wanted=Wanted(cached=False)) == first


def test_worktrees_submodules_and_sha256_are_read(repo: Repo, tmp_path: Path) -> None:
    wanted = [0, 1, 2, 2]
    git(repo.root, "worktree", "add", "--quiet", str(tmp_path / "tree"))
    assert complete(trend_of(tmp_path / "tree")) == wanted
    above = Repo.made(tmp_path / "above")
    git(above.root, "submodule", "--quiet", "add", repo.root.as_uri(), "audit")
    above.record(TODAY)
    assert complete(trend_of(above.root / "audit")) == wanted
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "wide")
    wide = Repo(tmp_path / "wide")
    wide.commit(SPRING, A)
    wide.commit(SPRING + timedelta(days=7), evidence(ONE))
    assert complete(trend_of(wide.root)) == [0, 1, 1]


# --- providers

LENT = {
    "sites/net/site.yaml": site_text("net", "kind: provider"),
    "sites/net/documents.yaml": POLICY,
}
BORROWING = {
    "sites/a/site.yaml": site_text("a", "inherits: [net]"),
    "sites/a/evidence/3.1.yaml": ONE.replace("document: policy", "document: net/policy"),
}


def supported(found: SiteTrend) -> list[int]:
    return [p.numbers.at_least(CriterionState.SUPPORTED) for p in found.points if p.numbers]


def test_what_a_provider_lends_is_that_of_the_same_commit(tmp_path: Path) -> None:
    repo = Repo.made(tmp_path / "r")
    repo.commit(SPRING, BORROWING)
    repo.commit(SPRING + timedelta(days=7), LENT)
    drafted = POLICY.replace("approved", "candidate")
    repo.commit(SPRING + timedelta(days=14), {"sites/net/documents.yaml": drafted})
    found = trend_of(repo.root)
    assert days(found) == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-11-23"]
    assert supported(found) == [0, 1, 0, 0]
    assert found.points[0].numbers is not None
    assert found.points[0].numbers.errors > 0


def test_a_provider_in_a_repository_of_its_own_is_taken_as_it_was_on_the_day(tmp_path: Path) -> None:
    root = tmp_path / "w"
    theirs = Repo.made(root / "sites" / "net")
    theirs.commit(SPRING + timedelta(days=3), {name.removeprefix("sites/net/"): t for name, t in LENT.items()})
    ours = Repo.made(root / "sites" / "a")
    own = {name.removeprefix("sites/a/"): text for name, text in BORROWING.items()}
    ours.commit(SPRING, own)
    ours.commit(SPRING + timedelta(days=7), {"actions.yaml": "{}\n"})
    assert supported(trend_of(root)) == [0, 1, 1]


# --- git's objects


def test_a_tree_with_a_name_that_leads_out_is_refused(repo: Repo) -> None:
    blob = bytes.fromhex(git(repo.root, "hash-object", "-w", "sites/a/site.yaml"))
    (repo.root / "tree").write_bytes(b"100644 ../x\0" + blob)
    tree = git(repo.root, "hash-object", "-t", "tree", "-w", "--literally", "tree")
    with Objects(repo.root) as objects, pytest.raises(UnreadableInput, match="lead out of its folder"):
        objects.tree(tree)


def test_large_files_are_not_kept_and_other_kinds_and_strange_ids_are_refused(repo: Repo) -> None:
    (repo.root / "large").write_bytes(b"x" * 3_000_000)
    blob = git(repo.root, "hash-object", "-w", "large")
    with Objects(repo.root) as objects:
        assert objects.content(blob, 1000) == (3_000_000, None)
        assert objects.content(blob, 3_000_000)[1] == b"x" * 3_000_000
        for wrong in ("0" * 40, "-x", ""):
            with pytest.raises(UnreadableInput):
                objects.content(wrong, 10)
        with pytest.raises(UnreadableInput, match="something else"):
            objects.tree(blob)
        found = objects.below(repo.commits[-1], ("sites", "a"))
        assert found is not None
        assert {entry.name for entry in objects.tree(found.id)} == {"site.yaml", "documents.yaml", "evidence"}
        assert objects.below(repo.commits[-1], ("sites", "none", "x")) is None


def test_how_commits_are_shared_out_makes_no_difference(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    together = trend_of(repo.root, wanted=Wanted(cached=False))
    monkeypatch.setattr(pastjudging, "_MOST_TOGETHER", 1)
    assert trend_of(repo.root, wanted=Wanted(cached=False)) == together


def test_a_process_that_died_leaves_points_without_numbers(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(_: object, tasks: list[tuple[pastjudging.Job, ...]], **__: object) -> Iterator[Died[object]]:
        return (Died(task, -9) for task in tasks)

    monkeypatch.setattr(pastjudging, "try_each", dead)
    first: Point = trend_of(repo.root).points[0]
    assert (first.numbers, first.reason) == (None, "the process that judged it ended with code -9")
