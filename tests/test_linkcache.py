"""What was seen at links is remembered: beside what others remember, not for ever, and never as a reason to fail."""

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from iso16363.workspace.cachefolder import cache_folder
from iso16363.workspace.linkcache import cache_file, of_day, remember, remembered
from iso16363.workspace.links import LinkLook, LinkState

DAY = date(2026, 11, 23)


def look(state: LinkState = LinkState.ALIVE, day: date = DAY, **more: str) -> LinkLook:
    return LinkLook(state=state, status=200, day=day, **more)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "links.json"


def test_what_is_kept_comes_back(file: Path) -> None:
    looks = {
        "http://a/": look(),
        "http://b/": look(LinkState.MOVED, moved_to="http://c/", ends_at="http://c/"),
        "http://d/": look(LinkState.GONE, reason="the server says 404"),
    }
    assert remember(file, looks, DAY)
    assert remembered(file) == looks
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_runs_side_by_side_keep_each_others_looks(file: Path) -> None:
    remember(file, {"http://a/": look()}, DAY)
    remember(file, {"http://b/": look()}, DAY)
    assert set(remembered(file)) == {"http://a/", "http://b/"}


def test_what_was_not_looked_at_is_not_kept(file: Path) -> None:
    assert remember(file, {"http://a/": look(LinkState.NOT_LOOKED)}, DAY)
    assert not file.exists()


def test_old_looks_are_dropped(file: Path) -> None:
    old, young = DAY - timedelta(days=31), DAY - timedelta(days=30)
    remember(file, {"http://old/": look(day=old), "http://young/": look(day=young)}, old)
    remember(file, {"http://new/": look()}, DAY)
    assert set(remembered(file)) == {"http://young/", "http://new/"}
    assert set(of_day(remembered(file), DAY)) == {"http://new/"}


def test_the_same_looks_are_the_same_bytes(file: Path, tmp_path: Path) -> None:
    remember(file, {"http://b/": look(), "http://a/": look()}, DAY)
    remember(tmp_path / "other.json", {"http://a/": look(), "http://b/": look()}, DAY)
    assert file.read_bytes() == (tmp_path / "other.json").read_bytes()


def test_a_huge_file_is_not_read(file: Path) -> None:
    file.parent.mkdir()
    with file.open("wb") as stream:
        stream.truncate(33 * 1024 * 1024)
    assert remembered(file) == {}


@pytest.mark.parametrize("place", ["a folder", "no place"])
def test_nothing_to_remember_with_is_no_fault(place: str, file: Path) -> None:
    where = None if place == "no place" else file
    if where:
        where.mkdir(parents=True)
    assert remembered(where) == {}
    assert remember(where, {"http://a/": look()}, DAY) is False


def test_it_lies_where_the_user_wants_such_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_file() == tmp_path / "iso16363" / "links-1.json"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "iso16363"
