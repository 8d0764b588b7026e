"""Verifying within bounds: packages made to fill the memory or to take hours, and texts that come back as they were."""

import csv
import io
import itertools
import json
import os
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from cryptography.x509 import Certificate
from hypothesis import example, given, settings
from hypothesis import strategies as st
from packages import SIGNATURE, Files, InMemory, as_folder, failing, found, resealed, signer_called, verified

from iso16363.cli.machine import json_text
from iso16363.csvtext import csv_text
from iso16363.errors import UnreadableInput
from iso16363.infopackage import manifests, packagedata, signaturecheck
from iso16363.infopackage.bag import DECLARED
from iso16363.infopackage.bagchecks import Bag, read_bag
from iso16363.infopackage.der import NotDer, object_name, only, values, wrapped
from iso16363.infopackage.packagedata import read_json, read_rows
from iso16363.infopackage.reading import MAX_FINDINGS, clashes
from iso16363.infopackage.signing import Signer, signature
from iso16363.infopackage.verification import CheckName, Finding, FindingKind, Outcome
from iso16363.workspace import package_files
from iso16363.workspace.package_files import open_package

C = CheckName
BAG: Files = resealed({"bagit.txt": DECLARED.encode(), "bag-info.txt": b"Payload-Oxum: \n", "data/a.txt": b"a"})
MANIFEST = "manifest-sha256.txt"


@pytest.mark.skipif(os.name == "nt", reason="links are made otherwise there")
def test_a_declaration_that_is_a_link_makes_no_package(tmp_path: Path) -> None:
    folder = as_folder(BAG, tmp_path)
    (folder / "bagit.txt").rename(tmp_path / "elsewhere.txt")
    (folder / "bagit.txt").symlink_to(tmp_path / "elsewhere.txt")
    with pytest.raises(UnreadableInput, match=r"its bagit\.txt is a link"):
        open_package(folder)


def test_a_declaration_that_was_not_read_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bag = read_bag(InMemory({path: data for path, data in BAG.items() if path != "bagit.txt"}))
    assert [(f.kind, f.path) for f in bag.complaints[C.BAG]] == [(FindingKind.MISSING, "bagit.txt")]
    monkeypatch.setattr(package_files, "MAX_FILES", 0)
    assert {C.CONTAINER, C.COMPLETE} <= failing(verified(as_folder(BAG, tmp_path)))


def table(data: bytes, columns: int = 1) -> list[list[str]] | Finding:
    return read_rows(Bag(InMemory({"data/x.csv": data})), "x.csv", columns)


def refusal(found: object) -> str:
    assert isinstance(found, Finding)
    assert found.kind is FindingKind.MALFORMED
    return found.what


def test_tables_of_other_rows_than_ours_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "a row has 0 columns, not 1" in refusal(table(b"x\n" + b"\n" * 1000))
    assert "a row has 1,001 columns, not 2" in refusal(table(b"x,y\n" + b"," * 1000, 2))
    assert "a row is longer than any" in refusal(table(b"x\n" + b'"a\n",' * 300_000))
    assert "a row is longer than any" in refusal(table(b"x" * (2 << 20)))
    monkeypatch.setattr(packagedata, "MAX_FILES", 3)
    assert table(b"x\n1\n2\n3\n") == [["1"], ["2"], ["3"]]
    assert "more than 3 rows" in refusal(table(b"x\n1\n2\n3\n4\n"))
    assert table(b"") == []


def test_json_of_a_million_values_is_not_kept() -> None:
    data = b'{"a":[' + b"{}," * 600_000 + b"{}]}"
    assert "more than 1,000,000 values" in refusal(read_json(Bag(InMemory({"data/x.json": data})), "x.json"))


TEXTS = st.text(st.sampled_from("'=+-@\t\r\n\",;x \ufeff＝é")) | st.text(max_size=20)


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
@example([("", "\x1e=")])
@example([("'-x", "'=x"), ("''-x", "-x"), ("'x", "''"), ("", "\r\n")])
def test_every_text_of_a_table_comes_back(rows: list[tuple[str, str]]) -> None:
    """And none begins so that a spreadsheet takes it for a formula."""
    text = csv_text([("One", "Other"), *rows])
    assert table(text.encode(), 2) == [list(row) for row in rows]
    cells = itertools.chain.from_iterable(csv.reader(io.StringIO(text, newline="")))
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]


@settings(deadline=None)
@given(st.text(st.characters(codec=None)))
@example("\u202egnp.exe \x7f\x9b31m \u2028 \U000e0041")
def test_nothing_that_a_terminal_obeys_is_in_json(text: str) -> None:
    written = json_text({"path": text})
    assert json.loads(written) == json.loads(json.dumps({"path": text}))
    assert written.replace("\n", "").isprintable()


def listed(lines: bytes, **more: bytes) -> manifests.Manifest:
    bag = read_bag(InMemory({**BAG, MANIFEST: lines, **more}))
    return next(manifest for manifest in bag.payload if manifest.file == MANIFEST)


def lines(count: int, start: int = 0, digits: int = 64) -> bytes:
    return b"".join(b"%0*x  data/%d\n" % (digits, n, n) for n in range(start, start + count))


def test_a_manifest_is_not_read_on_where_too_much_is_wrong() -> None:
    found = listed(b"no checksum\n" * 3_000 + lines(1))
    assert len(found.findings) == MAX_FINDINGS + 1
    assert "line 1001 was not read" in found.findings[-1].what
    assert found.digests == {}


def test_findings_of_a_manifest_do_not_grow_with_its_paths() -> None:
    long = b"%064x  data/%s\n" % (1, b"x" * 4_000)
    found = listed(long * 2 + b"%064x  ../%s\n" % (1, b"x" * 4_000))
    assert [finding.kind for finding in found.findings] == [FindingKind.REPEATED, FindingKind.UNSAFE]
    assert all(len(finding.path + finding.what) < 500 for finding in found.findings)


@pytest.mark.parametrize(
    ("bound", "why"),
    [
        ("MAX_MANIFEST", "the manifest is larger than"),
        ("MAX_MANIFESTS", "all manifests together are larger than"),
        ("MAX_ABSENT", "too many files before it are not there"),
    ],
)
def test_manifests_are_read_to_a_bound(bound: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, bound, 10_000)
    data = lines(300)
    assert any(why in finding.what for finding in listed(data).findings)
    monkeypatch.setattr(manifests, bound, 1 << 20)
    assert listed(data).findings == []


def test_what_all_manifests_list_is_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "MAX_MANIFESTS", 20_000)
    assert listed(lines(200)).findings == []
    several = {"manifest-md5.txt": lines(200, digits=32), "manifest-sha1.txt": lines(200, digits=40)}
    assert "all manifests together" in listed(lines(200), **several).findings[0].what


def test_a_path_is_kept_once_however_many_manifests_list_it() -> None:
    files = {**BAG, MANIFEST: lines(2), "manifest-md5.txt": lines(2, digits=32)}
    md5, sha256 = (m for m in read_bag(InMemory(files)).payload if m.file != "manifest-sha512.txt")
    assert [one is other for one, other in zip(md5.digests, sha256.digests, strict=True)] == [True, True]


def test_names_deep_in_folders_do_not_fill_the_memory() -> None:
    paths = [f"data/{n:05}/" + "/".join(["y" * 63] * 61) for n in range(400)]
    tracemalloc.start()
    try:
        assert list(clashes(paths)) == []
        assert tracemalloc.get_traced_memory()[1] < 3 * sum(map(len, paths))
    finally:
        tracemalloc.stop()


def test_findings_about_names_are_bounded() -> None:
    pairs = [f"{name}{n}/{'x' * 2_000}" for n in range(1_500) for name in "aA"]
    findings = list(clashes(pairs))
    assert len(findings) == MAX_FINDINGS
    assert all(len(finding.path + finding.what) < 1_000 for finding in findings)


def alike(one: str, other: str) -> bool:
    """Whether two spellings of one name clash, said in the plainest way."""

    def taken_for(name: str) -> str:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        return folded.rstrip(". ") or folded

    return [taken_for(part) for part in one.split("/")] == [taken_for(part) for part in other.split("/")]


@settings(deadline=None)
@given(st.sets(st.lists(st.text("aAſsﬀ .!é\u0301e", min_size=1, max_size=2), min_size=1, max_size=3).map("/".join)))
def test_names_are_told_apart_as_by_comparing_each_with_every_other(paths: set[str]) -> None:
    names = {("/".join(p.split("/")[: n + 1]), n == p.count("/")) for p in paths for n in range(p.count("/") + 1)}
    clashing = any(alike(one, other) for (one, _), (other, _) in itertools.combinations(names, 2))
    assert bool(list(clashes(paths))) is clashing


def of_signature(data: bytes) -> tuple[Outcome, str]:
    result = signaturecheck.signature(Bag(InMemory({**BAG, SIGNATURE: data})), intact=True)
    return result.outcome, " ".join(finding.what for finding in result.findings)


def test_a_signature_with_very_many_certificates_is_not_looked_at() -> None:
    own = signer_called("Director")
    others = tuple(signer_called("Director").certificate for _ in range(20))
    few, many = (Signer(own.key, own.certificate, chain) for chain in (others[:19], others))
    assert "more than 20" not in of_signature(signature(few, BAG["tagmanifest-sha512.txt"]))[1]
    assert "more than 20" in of_signature(signature(many, BAG["tagmanifest-sha512.txt"]))[1]


def test_certificates_are_looked_at_once_however_many_have_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    kind, content = only(signature(signer_called("Director"), BAG["tagmanifest-sha512.txt"]), 0x30).parts()
    *before, signers = only(content.content, 0x30).parts()
    several = b"".join(part.raw for part in before) + wrapped(signers.tag, signers.content * 8)
    looked: list[int] = []
    check = signaturecheck._check_chain

    def checked(found: list[Certificate]) -> None:
        looked.append(len(found))
        check(found)

    monkeypatch.setattr(signaturecheck, "_check_chain", checked)
    data = wrapped(0x30, kind.raw + wrapped(0xA0, wrapped(0x30, several)))
    assert of_signature(data) == (Outcome.HOLDS, "")
    assert looked == [1]


def test_a_number_of_a_megabyte_is_not_computed() -> None:
    (value,) = values(wrapped(0x06, b"\x2a" + b"\xff" * 2_000 + b"\x01"))
    with pytest.raises(NotDer, match="longer than any"):
        object_name(value)


def test_a_long_name_in_a_manifest_is_still_told_to_be_missing(tmp_path: Path) -> None:
    path = f"data/{'x' * 2_000}"
    data = BAG[MANIFEST] + f"{'0' * 64}  {path}\n".encode()
    assert ("missing", path) in found(verified(as_folder({**BAG, MANIFEST: data}, tmp_path)), C.COMPLETE)
