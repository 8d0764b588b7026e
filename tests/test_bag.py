"""Bags of any names: read by bagit-python and by sha256sum, unpacked on any system, the same bytes every time."""

import os
import shutil
import subprocess
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import bagit
import pytest
from demands import demanded
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from iso16363.infopackage.archive import write_archive
from iso16363.infopackage.bag import encoded, info_text, manifest, oxum
from iso16363.infopackage.contents import Entry, media_type
from iso16363.infopackage.filenames import package_paths
from iso16363.workspace.handing_copy import Job, copy_documents
from iso16363.workspace.handing_payload import Payload

DAY = date(2026, 11, 23)
UGLY = (
    *("=1+1.pdf", "a b  c", " leading", "trailing ", "trailing.", "...", "-rf", "~", "$HOME", "100%25.pdf", "%0a", "#"),
    *("con", "CON.txt", "com¹.log", "nul.tar.gz", "a:b", 'quo"te', "q?*<>|", "a\\b", "tab\there", "line\nend", "cr\r"),
    *(
        "nel\x85",
        "ls\u2028x",
        "rtl\u202egpj",
        "zw\u200bx",
        "nbsp\u00a0",
        "Straße",
        "STRASSE",
        "ﬁ",
        "fi",
        "é",
        "e\u0301",
    ),
    *("x" * 255, "é" * 127, f"{'y' * 240}.pdf", f"a.{'e' * 200}", "İ", "i\u0307", "*star", "  ", "😀" * 60),
)
NAMES = st.one_of(st.sampled_from(UGLY), st.text(st.characters(exclude_characters="/\0", codec="utf-8"), min_size=1))
PATHS = st.lists(NAMES.filter(lambda n: n not in (".", "..")), min_size=1, max_size=8).map("/".join)
every = settings(deadline=None, suppress_health_check=list(HealthCheck))
some = settings(every, max_examples=max(25, settings().max_examples // 4))


def unmistakable(paths: Iterable[str]) -> bool:
    """Whether a system that tells neither case nor form of letters apart keeps all of them apart."""
    seen: dict[str, tuple[str, bool]] = {}
    for path in paths:
        pieces = path.split("/")
        for depth in range(1, len(pieces) + 1):
            prefix = "/".join(pieces[:depth])
            folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", prefix).casefold())
            if seen.setdefault(folded, (prefix, depth == len(pieces))) != (prefix, depth == len(pieces)):
                return False
    return True


@every
@given(st.lists(PATHS, max_size=12, unique=True))
@example(list(UGLY))
@example(["a/x", "A/x", "a/X", "A"])
@example(["é/1", "e\u0301/1", "é/2"])
@example(["long-paths/x", "/".join(["z" * 90] * 4), "/".join(["Z" * 90] * 4)])
def test_names_in_a_package_are_safe_everywhere(registered: list[str]) -> None:
    paths = package_paths(registered)
    assert list(paths) == registered
    given_once = {Path(path) for path in registered}
    assert len(set(paths.values())) == len(given_once)
    assert unmistakable(set(paths.values()))
    for path in paths.values():
        assert len(path) <= 200
        for name in path.split("/"):
            assert name == unicodedata.normalize("NFC", name)
            assert 0 < len(name.encode()) <= 240
            assert not set(name) & set('<>:"|?*\\%')
            assert name == name.rstrip(" .")
            assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in name)
            assert name.split(".")[0].rstrip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9", "com¹"}


@every
@given(st.lists(PATHS, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_names_do_not_depend_on_the_order_of_the_register(registered: list[str], random: object) -> None:
    again = list(registered)
    random.shuffle(again)  # type: ignore[attr-defined]
    assert package_paths(again) == package_paths(registered)


def test_a_good_name_stays_as_it_is() -> None:
    good = ["policies/Übersicht 2026 (final).pdf", "a+b=c & d's, [1].csv", "Ελλάδα/文書.txt", "x.tar.gz"]
    assert package_paths(good) == {path: path for path in good}
    assert package_paths(["a/./b.txt", "a//b.txt"]) == {"a/./b.txt": "a/b.txt", "a//b.txt": "a/b.txt"}


def test_what_may_keep_its_name_comes_first() -> None:
    paths = package_paths(["notes?.txt", "notes_.txt"])
    assert paths["notes_.txt"] == "notes_.txt"
    assert paths["notes?.txt"].startswith("notes_~")
    assert paths["notes?.txt"].endswith(".txt")


@some
@given(st.dictionaries(PATHS, st.binary(max_size=40), min_size=1, max_size=12))
@example(dict.fromkeys(UGLY, b"x"))
def test_any_tree_is_a_bag_that_others_read(tree: dict[str, bytes]) -> None:
    demanded("bags were NOT checked by sha256sum: it is missing", there=bool(shutil.which("sha256sum")))
    with tempfile.TemporaryDirectory() as folder:
        bag = made_bag(Path(folder), tree)
        read = bagit.Bag(str(bag))
        read.validate()
        assert read.version_info == (1, 0)
        assert set(read.payload_files()) == {f"data/documents/{path}" for path in package_paths(tree).values()}
        for program in ("sha256sum", "sha512sum"):
            names = [f"{kind}manifest-{program[:6]}.txt" for kind in ("", "tag")]
            subprocess.run([program, "--check", "--strict", "--quiet", *names], cwd=bag, check=True)


@some
@given(st.dictionaries(PATHS, st.binary(max_size=40), min_size=1, max_size=6))
def test_the_archive_holds_the_same_and_is_the_same_every_time(tree: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bag = made_bag(Path(folder), tree)
        paths = [p.relative_to(bag).as_posix() for p in bag.rglob("*") if p.is_file()]
        made: list[bytes] = []
        for order in (paths, paths[::-1]):
            target = Path(folder) / f"{len(made)}.zip"
            with target.open("wb") as stream:
                write_archive(stream, bag, order, DAY)
            made.append(target.read_bytes())
            for path in paths:
                os.utime(bag / path, (0, 0))
                (bag / path).chmod(0o600)
        assert made[0] == made[1]
        with zipfile.ZipFile(Path(folder) / "0.zip") as archive:
            assert archive.testzip() is None
            assert {n: archive.read(n) for n in archive.namelist()} == {
                f"{bag.name}/{path}": (bag / path).read_bytes() for path in paths
            }
            assert {i.external_attr >> 16 for i in archive.infolist()} == {0o100644}


def made_bag(folder: Path, tree: dict[str, bytes]) -> Path:
    """A bag of documents, each under the name it has in a package."""
    payload = Payload(folder / "bag")
    for path, name in package_paths(tree).items():
        if not (payload.folder / "documents" / name).exists():
            payload.write(f"documents/{name}", tree[path], about="A document")
    payload.close([("Source-Organization", "An\narchive: of ours "), ("Payload-Oxum", oxum(payload.entries))], None)
    return payload.bag


def test_a_day_before_zip_files_had_dates_is_their_first_day(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with (tmp_path / "old.zip").open("wb") as stream:
        write_archive(stream, tmp_path, ["a"], date(1970, 1, 1))
    with zipfile.ZipFile(tmp_path / "old.zip") as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


def test_manifests_encode_what_the_standard_says_and_nothing_else() -> None:
    assert encoded("a%b\r\nc é") == "a%25b%0D%0Ac é"
    assert manifest({"b": "2", "a%": "1"}) == "1  a%25\n2  b\n"
    assert info_text([("Label", "two\nlines ")]) == "Label: two lines\n"
    assert oxum([Entry("a", 3, "", "", "", ""), Entry("b", 4, "", "", "", "")]) == "7.2"
    assert media_type("x/Report.PDF") == "application/pdf"
    assert media_type("x/unknown") == "application/octet-stream"


@pytest.mark.parametrize("size", [0, 1, (4 << 20) - 1, 4 << 20, (9 << 20) + 3])
def test_a_copy_is_what_was_read(size: int, tmp_path: Path) -> None:
    data = os.urandom(1 << 10) * (size // 1024 + 1)
    (tmp_path / "in").write_bytes(data[:size])
    told: list[int] = []
    jobs = [Job("in", tmp_path / "out" / "copy", size), Job("gone", tmp_path / "out" / "gone")]
    sums = copy_documents(tmp_path, jobs, told.append)
    assert (tmp_path / "out" / "copy").read_bytes() == data[:size]
    assert sum(told) == size
    assert list(sums) == ["in"]
    expected = subprocess.run(["sha512sum", tmp_path / "in"], check=True, capture_output=True).stdout[:128].decode()
    assert (sums["in"].size, sums["in"].sha512) == (size, expected)
    assert (tmp_path / "out" / "copy").stat().st_mode & 0o777 == 0o644
