"""Packages made to harm who opens them: folders with links and pipes, archives that contradict themselves."""

import io
import os
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from commandline import CHECKOUT, Run
from hypothesis import given, settings
from hypothesis import strategies as st
from packages import NAME, Files, as_folder, as_zip, failing, found, resealed, verified

from iso16363.errors import UnreadableInput
from iso16363.infopackage.bag import DECLARED
from iso16363.infopackage.reading import MAX_FILES, Spoiled
from iso16363.infopackage.unpacking import Unpacked
from iso16363.infopackage.verification import CheckName, FindingKind, Outcome
from iso16363.infopackage.ziplayout import Dubious, NoArchive, members
from iso16363.workspace.package_files import open_package

C = CheckName
BAG: Files = resealed({"bagit.txt": DECLARED.encode(), "bag-info.txt": b"Payload-Oxum: \n", "data/a.txt": b"a" * 1000})
"""A bag and no package; here it is about what a bag comes in."""


def said(place: Path) -> str:
    """Why a container is refused; nothing else may have been looked at then in an archive."""
    verification = verified(place)
    container = verification.result(C.CONTAINER)
    assert container.outcome is Outcome.FAILS
    if place.suffix == ".zip" and not verification.files:
        assert {r.outcome for r in verification.results[1:]} == {Outcome.NOT_LOOKED}
    assert all(finding.kind in (FindingKind.UNSAFE, FindingKind.ADDED) for finding in container.findings)
    return "; ".join(f"{finding.path} {finding.what}" for finding in container.findings)


def written(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def bag_and(*more: tuple[str | zipfile.ZipInfo, bytes]) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    return [*((f"{NAME}/{path}", data) for path, data in BAG.items()), *more]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are made otherwise there")
@pytest.mark.parametrize("kind", ["symlink", "folder", "dangling", "fifo"])
def test_links_and_pipes_in_a_folder_are_not_followed(kind: str, tmp_path: Path) -> None:
    folder = as_folder(BAG, tmp_path)
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("secret", encoding="utf-8")
    place = folder / "data" / "x"
    if kind == "fifo":
        os.mkfifo(place)
    else:
        place.symlink_to({"symlink": secret / "key", "folder": secret, "dangling": tmp_path / "nothing"}[kind])
    assert "data/x is a link, pipe or device" in said(folder)
    assert set(open_package(folder).sizes) == set(BAG)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are made otherwise there")
def test_a_file_exchanged_for_a_link_or_a_pipe_while_it_is_verified_is_not_read(tmp_path: Path) -> None:
    folder = as_folder(BAG, tmp_path)
    package = open_package(folder)
    (folder / "data" / "a.txt").unlink()
    (folder / "data" / "a.txt").symlink_to(tmp_path)
    with pytest.raises(OSError, match="symbolic"), package.open("data/a.txt"):
        pass
    (folder / "data" / "a.txt").unlink()
    os.mkfifo(folder / "data" / "a.txt")
    with pytest.raises(Spoiled), package.open("data/a.txt"):
        pass


def test_a_file_that_grows_while_it_is_read_is_found(tmp_path: Path) -> None:
    folder = as_folder(BAG, tmp_path)
    package = open_package(folder)
    (folder / "data" / "a.txt").write_bytes(b"a" * 1001)
    with package.open("data/a.txt") as stream, pytest.raises(Spoiled):
        stream.read(2000)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    folder = as_folder(BAG, tmp_path)
    (folder / "data" / "a.txt").chmod(0)
    assert ("unreadable", "data/a.txt") in found(verified(folder), C.CHECKSUMS)


def linked(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ((f"{NAME}/../../outside", b"x"), "leads out of the package"),
        (("/etc/passwd", b"x"), "names a place on somebody's disk"),
        ((f"{NAME}/data/..\\..\\x", b"x"), "names a place on somebody's disk"),
        (("C:/x", b"x"), "names a place on somebody's disk"),
        ((f"{NAME}/./x", b"x"), "leads out of the package"),
        ((f"{NAME}//x", b"x"), "leads out of the package"),
        ((f"{NAME}/data/\x1b[31m", b"x"), "control characters"),
        ((f"{NAME}/data/a.txt", b"other"), "is in the archive twice"),
        ((f"{NAME}/data/A.TXT", b"other"), "cannot be told apart"),
        ((f"{NAME}/data/a.txt/b", b"other"), "is a file and a folder"),
        ((f"{NAME}/{'x/' * 80}x", b"x"), "lies too deep"),
        ((linked(f"{NAME}/data/link", stat.S_IFLNK | 0o777), b"/etc/passwd"), "is a link or device"),
        ((linked(f"{NAME}/data/pipe", stat.S_IFIFO | 0o644), b""), "is a link or device"),
        ((linked(f"{NAME}/data/disk", stat.S_IFBLK | 0o644), b""), "is a link or device"),
        (("beside/the/package", b"x"), "lies beside the package"),
    ],
)
def test_members_that_could_harm_are_refused(
    entry: tuple[str | zipfile.ZipInfo, bytes], why: str, tmp_path: Path
) -> None:
    with pytest.warns(UserWarning, match="Duplicate") if "twice" in why else io.StringIO():
        place = written(tmp_path / f"{NAME}.zip", *bag_and(entry))
    assert why in said(place)
    assert {p.name for p in tmp_path.iterdir()} == {f"{NAME}.zip"}


@pytest.mark.parametrize(("one", "other"), [("\u00e9.txt", "e\u0301.txt"), ("stra\u00dfe", "STRASSE"), ("x.", "x ")])
def test_names_that_are_one_on_some_systems_are_refused(one: str, other: str, tmp_path: Path) -> None:
    place = written(tmp_path / f"{NAME}.zip", *bag_and((f"{NAME}/data/{one}", b"1"), (f"{NAME}/data/{other}", b"2")))
    assert "cannot be told apart" in said(place)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = (f"{NAME}/data/bomb", bytes(200 << 20))
    place = written(tmp_path / f"{NAME}.zip", *bag_and(bomb), method=zipfile.ZIP_DEFLATED)
    assert "more than 200 times its size" in said(place)


def _patched(place: Path, change: Callable[[bytearray], None]) -> Path:
    data = bytearray(place.read_bytes())
    change(data)
    place.write_bytes(data)
    return place


def _everywhere(data: bytearray, old: bytes, new: bytes) -> None:
    assert data.count(old)
    data[:] = data.replace(old, new)


def test_a_bomb_that_declares_little_is_stopped_there(tmp_path: Path) -> None:
    """Its sizes say 100 bytes in the directory and in the archive; it unpacks to 20 MB."""
    entries = bag_and((f"{NAME}/data/bomb", bytes(20 << 20)))
    place = written(tmp_path / f"{NAME}.zip", *entries, method=zipfile.ZIP_DEFLATED)
    _patched(place, lambda data: _everywhere(data, struct.pack("<L", 20 << 20), struct.pack("<L", 100)))
    verification = verified(place)
    assert ("added", "data/bomb") in found(verification, C.COMPLETE)
    package = open_package(place)
    with package.open("data/bomb") as stream, pytest.raises(Spoiled, match="more than the archive says"):
        stream.read(1 << 20)


def test_a_zip_in_a_zip_is_a_file_like_any_other(tmp_path: Path) -> None:
    inner = as_zip(BAG, tmp_path / "inner").read_bytes()
    files = resealed({**BAG, "data/inner.zip": inner})
    assert failing(verified(as_zip(files, tmp_path))) == {C.PACKAGE}


def _second(data: bytearray, signature: bytes) -> int:
    """Place of the second header of a kind."""
    return data.index(signature, data.index(signature) + 4)


def _set(signature: bytes, offset: int, form: str, value: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        place = _second(data, signature) + offset
        data[place : place + struct.calcsize(form)] = struct.pack(form, value)

    return change


LOCAL, ENTRY, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
TRICKS: list[tuple[str, Callable[[bytearray], None], str]] = [
    ("encrypted", lambda d: (_set(LOCAL, 6, "<H", 1)(d), _set(ENTRY, 8, "<H", 1)(d))[0], "is encrypted"),
    ("encrypted inside only", _set(LOCAL, 6, "<H", 1), "another name or form"),
    ("packed otherwise", lambda d: (_set(LOCAL, 8, "<H", 12)(d), _set(ENTRY, 10, "<H", 12)(d))[0], "not every program"),
    ("packed otherwise inside", _set(LOCAL, 8, "<H", 8), "another name or form"),
    ("another checksum inside", _set(LOCAL, 14, "<L", 1), "another size or checksum"),
    ("another size inside", _set(LOCAL, 22, "<L", 1), "another size or checksum"),
    ("two sizes", lambda d: (_set(LOCAL, 22, "<L", 1)(d), _set(ENTRY, 24, "<L", 1)(d))[0], "yet has two sizes"),
    ("another name inside", _set(LOCAL, 30, "<B", 0x58), "another name or form"),
    ("a stream", lambda d: (_set(LOCAL, 6, "<H", 8)(d), _set(ENTRY, 8, "<H", 8)(d))[0], "followed by other sizes"),
    ("somewhere else", _set(ENTRY, 42, "<L", 3), "belong to nobody|on top|is not where"),
    ("on top of another", _set(ENTRY, 42, "<L", 0), "on top of another|another name"),
    ("in another volume", _set(ENTRY, 34, "<H", 1), "another volume"),
    ("a volume", _set(ENTRY, 38, "<L", 0x08), "is a link or device"),
    ("a folder", _set(ENTRY, 38, "<L", 0x10), "is a file and a folder"),
    ("too large to be true", _set(ENTRY, 24, "<L", 0xFFFFFFFF), "does not say how large"),
]


@pytest.mark.parametrize(("trick", "why"), [case[1:] for case in TRICKS], ids=[case[0] for case in TRICKS])
def test_an_archive_that_contradicts_itself_is_not_read(
    trick: Callable[[bytearray], None], why: str, tmp_path: Path
) -> None:
    place = _patched(as_zip(BAG, tmp_path), trick)
    assert any(part in said(place) for part in why.split("|"))


def _between(data: bytearray) -> None:
    """Put a byte before the directory, which is moved accordingly."""
    end = data.rindex(END)
    (start,) = struct.unpack("<L", data[end + 16 : end + 20])
    data[end + 16 : end + 20] = struct.pack("<L", start + 1)
    data.insert(start, 0)


ENDS: list[tuple[str, Callable[[bytearray], None], str]] = [
    ("bytes in front", lambda d: d.__setitem__(slice(0, 0), b"#!/bin/sh\n"), "a directory that is not where it says"),
    ("bytes between", _between, "belong to nobody"),
    ("bytes behind", lambda d: d.extend(b"MZ"), "has a comment or other bytes after its end"),
    ("two ends", lambda d: d.extend(d[d.rindex(END) :]), "a directory that is not where it says"),
    ("a number of volumes", lambda d: d.__setitem__(d.rindex(END) + 4, 1), "one of several volumes"),
    (
        "fewer entries",
        lambda d: (d.__setitem__(d.rindex(END) + 8, 1), d.__setitem__(d.rindex(END) + 10, 1))[0],
        "more in it",
    ),
]


@pytest.mark.parametrize(("trick", "why"), [case[1:] for case in ENDS], ids=[case[0] for case in ENDS])
def test_bytes_that_belong_to_nobody_are_found(trick: Callable[[bytearray], None], why: str, tmp_path: Path) -> None:
    assert why in said(_patched(as_zip(BAG, tmp_path), trick))


def test_a_name_in_two_spellings_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo(f"{NAME}/data/b")
    other = b"evil"
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(other), 1, zlib.crc32(info.filename.encode())) + other
    assert "has two names" in said(written(tmp_path / f"{NAME}.zip", *bag_and((info, b"x"))))


def test_a_name_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    place = written(tmp_path / f"{NAME}.zip", *bag_and((f"{NAME}/data/bxc", b"x")))
    _patched(place, lambda data: _everywhere(data, b"data/bxc", b"data/b\xffc"))
    assert "is not written in UTF-8" in said(place)


def test_archives_of_other_programs_are_read(tmp_path: Path) -> None:
    """With entries for folders, with sizes behind the bytes, packed, and in the form for large files."""

    class NoSeeking(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    streamed = NoSeeking()
    with zipfile.ZipFile(streamed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}/data/", b"")
        for path, data in BAG.items():
            with archive.open(f"{NAME}/{path}", "w", force_zip64=path == "data/a.txt") as member:
                member.write(data)
    place = tmp_path / "streamed.zip"
    place.write_bytes(streamed.getvalue())
    assert failing(verified(place)) == {C.PACKAGE}
    with zipfile.ZipFile(tmp_path / "wide.zip", "w") as archive:
        for path, data in BAG.items():
            with archive.open(f"{NAME}/{path}", "w", force_zip64=True) as member:
                member.write(data)
    assert failing(verified(tmp_path / "wide.zip")) == {C.PACKAGE}


def test_an_archive_without_a_top_folder_is_read(tmp_path: Path) -> None:
    assert failing(verified(written(tmp_path / "flat.zip", *BAG.items()))) == {C.PACKAGE}


def test_a_damaged_member_is_told(tmp_path: Path) -> None:
    files = resealed({**BAG, "data/long.txt": bytes(range(256)) * 400})
    place = as_zip(files, tmp_path, method=zipfile.ZIP_DEFLATED)

    def damage(data: bytearray) -> None:
        data[data.index(b"data/long.txt") + 60] ^= 0xFF

    verification = verified(_patched(place, damage))
    kinds = {finding.kind for finding in verification.result(C.CHECKSUMS).findings}
    assert kinds & {FindingKind.UNREADABLE, FindingKind.CHANGED}


def test_an_archive_of_too_many_members_is_refused_before_they_are_read(tmp_path: Path) -> None:
    place = tmp_path / "many.zip"
    count = MAX_FILES + 1
    end = struct.pack("<4s4H2LH", END, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, 0, 0)
    place.write_bytes(end64 + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1) + end)
    assert f"has {count:,} members" in said(place)


@settings(deadline=None)
@given(st.data())
def test_no_archive_is_a_fault_of_ours(data: st.DataObject) -> None:
    """Whatever bytes are changed, it is read, refused, or told to be dubious."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/bagit.txt", b"x" * 100)
        archive.writestr("a/\u00e9", b"y" * 10)
    changed = bytearray(target.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    archive_bytes = io.BytesIO(bytes(changed))
    try:
        for member in members(archive_bytes, len(changed)):
            stream = Unpacked(archive_bytes, member)
            while stream.read(64):
                pass
    except (NoArchive, Dubious, Spoiled):
        pass


def test_an_empty_file_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"")
    with pytest.raises(UnreadableInput, match="no complete"):
        open_package(tmp_path / "x.zip")


@pytest.mark.skipif(os.name == "nt", reason="there are no such limits there")
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_memory_does_not_grow_with_the_size_of_files(form: str, tmp_path: Path, run: Run) -> None:
    files = dict(BAG)
    folder = as_folder(files, tmp_path)
    with (folder / "data" / "large.bin").open("wb") as stream:
        for _ in range(300):
            stream.write(b"\x5a" * (1 << 20))
    place = folder
    if form == "zip":
        place = tmp_path / "large.zip"
        with zipfile.ZipFile(place, "w") as archive:
            for path in (*files, "data/large.bin"):
                archive.write(folder / path, f"{NAME}/{path}")
    assert peak_memory(place) - peak_memory(as_folder(BAG, tmp_path / "small")) < 40 << 10
    assert run("verify", place).code == 1


def peak_memory(place: Path) -> int:
    """KB that a run takes at most."""
    code = "import resource, sys; from iso16363.cli.main import main; main(['verify', sys.argv[1]]); "
    code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    command = [sys.executable, "-B", "-c", code, str(place)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    return int(done.stdout.split()[-1])
