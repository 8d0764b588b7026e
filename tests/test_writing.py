"""Files appear whole or not at all, and nothing is left behind."""

import errno
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from iso16363.errors import UnreadableInput, UnwritableOutput
from iso16363.plaintext import MAX_BYTES, TextFault
from iso16363.workspace.digests import digest_of, file_sha256
from iso16363.workspace.reading import names_in, read_bytes, read_text
from iso16363.workspace.writing import replacing, write_bytes, write_stream, write_text


class Interrupted(BaseException):
    """Like KeyboardInterrupt: no Exception."""


@pytest.mark.parametrize(
    "failure", [ValueError("ours"), KeyboardInterrupt(), SystemExit(3), MemoryError(), Interrupted()]
)
@pytest.mark.parametrize("before", [None, b"as it was"])
def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    failure: BaseException, before: bytes | None, tmp_path: Path
) -> None:
    target = tmp_path / "out.bin"
    if before is not None:
        target.write_bytes(before)

    def fill(stream: BinaryIO) -> None:
        stream.write(b"half")
        stream.flush()
        raise failure

    with pytest.raises(type(failure)):
        write_stream(target, fill)
    assert (target.read_bytes() if target.exists() else None) == before
    assert [p.name for p in tmp_path.iterdir()] == ([] if before is None else ["out.bin"])


def test_what_is_written_is_there_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "deep" / "er" / "a.txt", "é\r\n")
    assert (tmp_path / "deep" / "er" / "a.txt").read_bytes() == b"\xc3\xa9\r\n"
    write_bytes(tmp_path / "deep" / "er" / "a.txt", b"")
    assert (tmp_path / "deep" / "er" / "a.txt").read_bytes() == b""


def test_the_target_is_never_seen_half_written(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    target.write_bytes(b"old")
    with replacing(target) as temporary:
        temporary.write_bytes(b"new")
        assert target.read_bytes() == b"old"
        assert temporary.parent == target.parent
        assert temporary.name.startswith(".")
    assert target.read_bytes() == b"new"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")

    def fill(stream: BinaryIO) -> None:
        stream.write(b"some")
        with full.open("wb", buffering=0) as device:
            device.write(b"more")

    with pytest.raises(UnwritableOutput) as caught:
        write_stream(tmp_path / "out.bin", fill)
    assert "No space left" in str(caught.value)
    assert "Free some space" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "word"),
    [(errno.EACCES, "permissions"), (errno.ENOSPC, "space"), (errno.EROFS, "read-only"), (errno.EIO, "another")],
)
def test_every_reason_has_its_remedy(code: int, word: str) -> None:
    error = UnwritableOutput.from_os(Path("a"), OSError(code, os.strerror(code)))
    assert word in error.remedy
    assert error.exit_code == 2


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("a file", encoding="utf-8")
    with pytest.raises(UnwritableOutput, match=r"dist/out\.txt: cannot be written"):
        write_text(tmp_path / "dist" / "out.txt", "text")
    assert (tmp_path / "dist").read_text(encoding="utf-8") == "a file"


def test_a_target_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(UnwritableOutput):
        write_text(tmp_path / "out", "text")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_one_may_not_write_to_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UnwritableOutput, match="permissions"):
        write_text(tmp_path / "out.txt", "text")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_of_what_is_replaced_are_kept(mode: int, tmp_path: Path) -> None:
    target = tmp_path / "private.yaml"
    target.touch()
    target.chmod(mode)
    write_text(target, "text")
    assert stat.S_IMODE(target.stat().st_mode) == mode


def test_permissions_of_a_new_file_are_the_usual_ones(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    write_text(tmp_path / "new", "text")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)


def test_many_writers_leave_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    contents = [bytes([n]) * 100_000 for n in range(8)]
    threads = [threading.Thread(target=write_bytes, args=(target, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_bytes() in contents
    assert [p.name for p in tmp_path.iterdir()] == ["out.bin"]


# --- reading


def test_the_largest_text_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert isinstance(read_bytes(path), bytes)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    fault = read_bytes(path)
    assert isinstance(fault, TextFault)
    assert fault.code == "T102"


@pytest.mark.parametrize(
    "make", [Path.mkdir, os.mkfifo, lambda p: p.symlink_to("/dev/zero")], ids=["folder", "pipe", "device"]
)
def test_what_is_no_file_is_not_opened(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    make(path)
    fault = read_text(path)
    assert isinstance(fault, TextFault)
    assert fault.code == "T103"


def test_a_missing_file_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"nowhere\.yaml"):
        read_text(tmp_path / "nowhere.yaml")


def test_names_of_nobody_are_left_out(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", ".hidden", "README.md", "Thumbs.db", ".DS_Store", ".gitkeep"):
        (tmp_path / name).touch()
    assert names_in(tmp_path) == ["a.yaml", "b.yaml"]
    assert names_in(tmp_path / "nowhere") == []
    assert names_in(tmp_path / "a.yaml") == []


def test_digests(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert file_sha256(tmp_path / "empty") == nothing
    assert digest_of([("a", "1"), ("b", "2")]) == digest_of([("b", "2"), ("a", "1")])
    assert digest_of([("a", "1"), ("b", "2")]) != digest_of([("a", "2"), ("b", "1")])
    assert digest_of([]) == nothing
