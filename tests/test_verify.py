"""Verifying a package: one fault a test, made from one good package; what a forger can reach, and what not."""

import hashlib
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commandline import CHECKOUT, Run, run_process
from hypothesis import example, given, settings
from hypothesis import strategies as st
from packages import (
    NAME,
    SIGNATURE,
    Files,
    InMemory,
    Quiet,
    as_folder,
    as_zip,
    failing,
    found,
    packed,
    replaced,
    resealed,
    signer_called,
    unwatched,
    verified,
    with_json,
)

from iso16363.infopackage import bagchecks, packagechecks, signaturecheck
from iso16363.infopackage.hashing import checksums
from iso16363.infopackage.inspection import verified as inspected
from iso16363.infopackage.signing import signature
from iso16363.infopackage.verification import CheckName, FindingKind, Outcome
from iso16363.model.variant import Variant
from iso16363.workspace.verifying import shipped

C = CheckName
ASSESSMENT, CHECKS, CRATE = "data/assessment.json", "data/checks.json", "data/ro-crate-metadata.json"
INFO = "bag-info.txt"
OF_THE_BAG = {C.CONTAINER, C.BAG, C.COMPLETE, C.CHECKSUMS, C.TAG_FILES, C.SIZE, C.PACKAGE, C.SCHEMA}


RENDERING = {"subprocess", "weasyprint", "pydyf", "jinja2", "openpyxl", "xlsxwriter", "multiprocessing", "urllib3"}
LOOKED = f"""
import socket, sys
def refused(*_, **__): raise AssertionError("the network was asked")
socket.socket = socket.create_connection = socket.getaddrinfo = refused
from iso16363.cli.main import main
code = main(["verify", sys.argv[1]])
print(code, sorted({RENDERING!r} & set(sys.modules)))
"""


def fingerprint(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {str(p): (p.stat().st_mtime_ns, p.read_bytes() if p.is_file() else b"") for p in folder.rglob("*")}


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A package in which everything holds, without a signature."""
    return Quiet(packed(tmp_path_factory.mktemp("good")))


@pytest.fixture(scope="session")
def signed(good: Files) -> Files:
    director = signer_called("Director of the Example")
    return Quiet({**good, SIGNATURE: signature(director, good["tagmanifest-sha512.txt"])})


def test_everything_holds(good: Files, tmp_path: Path) -> None:
    for place in (as_folder(good, tmp_path), as_zip(good, tmp_path), as_zip(good, tmp_path / "packed", method=8)):
        verification = verified(place)
        outcomes = {result.check: result.outcome for result in verification.results}
        assert outcomes == dict.fromkeys(C, Outcome.HOLDS) | {C.SIGNATURE: Outcome.NOT_LOOKED}
        assert verification.holds
        tag_manifest = good["tagmanifest-sha256.txt"]
        assert verification.fingerprint == hashlib.sha256(tag_manifest).hexdigest()


@pytest.mark.parametrize(
    ("variant", "status", "language"), [(Variant.PUBLIC, "READY", "fr"), (Variant.AUDITOR, "DRAFT", "de")]
)
def test_other_variants_drafts_and_languages_hold(variant: Variant, status: str, language: str, tmp_path: Path) -> None:
    files = packed(tmp_path, draft=status == "DRAFT", variant=variant, language=language)
    verification = verified(as_folder(files, tmp_path, "handed"))
    assert failing(verification) == set()
    assert verification.about.status == status


@pytest.mark.parametrize(
    ("path", "check"),
    [
        *[(p, C.CHECKSUMS) for p in ("data/report.pdf", "data/workbook.xlsx", "data/index.html", CRATE, CHECKS)],
        *[(p, C.CHECKSUMS) for p in (ASSESSMENT, "data/withheld.csv", "data/documents.csv", "data/VERIFY.txt")],
        ("data/criteria/iso16363-2025/3.1.yaml", C.CHECKSUMS),
        ("data/assessment.schema.json", C.CHECKSUMS),
        ("bagit.txt", C.TAG_FILES),
        (INFO, C.TAG_FILES),
        ("manifest-sha256.txt", C.TAG_FILES),
        ("manifest-sha512.txt", C.TAG_FILES),
    ],
)
def test_a_flipped_bit_is_found(path: str, check: CheckName, good: Files, tmp_path: Path) -> None:
    data = bytearray(good[path])
    data[len(data) // 2] ^= 1
    for place in (as_folder, as_zip):
        verification = verified(place({**good, path: bytes(data)}, tmp_path / place.__name__))
        assert ("changed", path) in found(verification, check)


def test_a_changed_document_is_found_twice(good: Files, tmp_path: Path) -> None:
    path = next(p for p in good if p.startswith("data/documents/"))
    verification = verified(as_folder({**good, path: good[path] + b"."}, tmp_path))
    assert failing(verification) == {C.CHECKSUMS, C.DOCUMENTS, C.SIZE}


@pytest.mark.parametrize("path", ["data/report.pdf", "data/documents.csv", "manifest-sha512.txt", INFO])
def test_a_missing_file_is_found(path: str, good: Files, tmp_path: Path) -> None:
    files = {p: data for p, data in good.items() if p != path}
    verification = verified(as_folder(files, tmp_path))
    check = C.COMPLETE if path.startswith("data/") else C.TAG_FILES
    assert ("missing", path) in found(verification, check)
    again = verified(as_folder(resealed({INFO: good[INFO], **files}), tmp_path / "resealed"))
    assert (path in (INFO, "manifest-sha512.txt")) is again.holds  # which resealing writes again


@pytest.mark.parametrize(
    "path", ["data/extra.txt", "data/documents/extra.pdf", "data/criteria/extra.yaml", "extra.txt"]
)
def test_an_added_file_is_found_also_by_a_forger(path: str, good: Files, tmp_path: Path) -> None:
    files = {**good, path: b"x"}
    verification = verified(as_folder(files, tmp_path))
    assert ("added", path) in found(verification, C.COMPLETE) | found(verification, C.TAG_FILES)
    forged = verified(as_folder(resealed(files), tmp_path / "resealed"))
    checks = (C.PACKAGE, C.DOCUMENTS, C.CATALOGUE)
    assert any(("added", path) in found(forged, check) for check in checks) is (path != "extra.txt")


def test_what_a_file_manager_leaves_behind_is_said_to_be_that(good: Files, tmp_path: Path) -> None:
    verification = verified(as_folder({**good, "data/.DS_Store": b"x"}, tmp_path))
    (finding,) = verification.result(C.COMPLETE).findings
    assert finding.remedy == "Delete it."


def test_a_changed_manifest_is_found(good: Files, tmp_path: Path) -> None:
    files = replaced(good, "manifest-sha256.txt", "data/report.pdf", "data/deport.pdf")
    verification = verified(as_folder(files, tmp_path))
    assert {C.COMPLETE, C.TAG_FILES} <= failing(verification)
    assert ("missing", "data/deport.pdf") in found(verification, C.COMPLETE)
    assert ("contradiction", "data/report.pdf") in found(verification, C.COMPLETE)


def test_a_changed_manifest_with_tag_manifests_made_to_fit_is_found(good: Files, tmp_path: Path) -> None:
    lines = good["manifest-sha256.txt"].decode().splitlines(keepends=True)
    files = {**good, "manifest-sha256.txt": "".join(lines[1:]).encode()}
    for algorithm in ("sha256", "sha512"):
        old = hashlib.new(algorithm, good["manifest-sha256.txt"]).hexdigest()
        new = hashlib.new(algorithm, files["manifest-sha256.txt"]).hexdigest()
        files = replaced(files, f"tagmanifest-{algorithm}.txt", old, new)
    assert failing(verified(as_folder(files, tmp_path))) == {C.COMPLETE}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("no checksum  data/x\n", FindingKind.MALFORMED),
        (f"{'0' * 63}  data/x\n", FindingKind.MALFORMED),
        (f"{'0' * 64}  data/report.pdf\n", FindingKind.REPEATED),
        (f"{'0' * 64}  ../outside\n", FindingKind.UNSAFE),
        (f"{'0' * 64}  /etc/passwd\n", FindingKind.UNSAFE),
        (f"{'0' * 64}  data/..%0A/x\n", FindingKind.UNSAFE),
        (f"{'0' * 64}  data\\x\n", FindingKind.UNSAFE),
        (f"{'0' * 64}  C:/x\n", FindingKind.UNSAFE),
        (f"{'0' * 64}  bagit.txt\n", FindingKind.MALFORMED),
        (f"{'0' * 64}  {'x' * 20_000}\n", FindingKind.MALFORMED),
        ("\udcff\n", FindingKind.MALFORMED),
    ],
)
def test_odd_lines_of_a_manifest_are_found(line: str, kind: FindingKind, good: Files, tmp_path: Path) -> None:
    data = good["manifest-sha256.txt"] + line.encode("utf-8", "surrogateescape")
    verification = verified(as_folder({**good, "manifest-sha256.txt": data}, tmp_path))
    assert kind in {f.kind for f in verification.result(C.COMPLETE).findings}
    assert verification.result(C.PACKAGE).outcome is Outcome.FAILS  # is not written as such packages are


def test_a_manifest_of_a_million_lines_is_read_to_a_bound(good: Files, tmp_path: Path) -> None:
    lines = b"".join(b"%064x  data/%d\n" % (n, n) for n in range(1_000_000))
    verification = verified(as_folder({**good, "manifest-sha256.txt": lines}, tmp_path))
    assert any("one too many" in f.what for f in verification.result(C.COMPLETE).findings)


@pytest.mark.parametrize("name", ["manifest-crc32.txt", "tagmanifest-SHA256.txt"])
def test_unknown_algorithms_are_said_to_be_unknown(name: str, good: Files, tmp_path: Path) -> None:
    verification = verified(as_folder({**good, name: b""}, tmp_path))
    assert ("unknown", name) in found(verification, C.COMPLETE)


def test_nothing_is_fetched(good: Files, tmp_path: Path) -> None:
    files = resealed({**good, "fetch.txt": b"http://localhost/x 1 data/x\n"})
    verification = verified(as_folder(files, tmp_path))
    assert ("unknown", "fetch.txt") in found(verification, C.COMPLETE)


@pytest.mark.parametrize(
    "declared",
    [
        b"",
        b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n",
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n",
        b"BagIt-Version: 1.0\n",
        b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nBagIt-Version: 0.97\n",
        b"\xff\xfe",
        b"x" * (2 << 20),
    ],
)
def test_an_odd_declaration_does_not_hold(declared: bytes, good: Files, tmp_path: Path) -> None:
    verification = verified(as_folder(resealed({**good, "bagit.txt": declared}), tmp_path))
    assert C.BAG in failing(verification)


def test_names_that_only_some_systems_tell_apart_are_found(good: Files, tmp_path: Path) -> None:
    for number, name in enumerate(("data/REPORT.pdf", "data/documents.", "data/Documents/x", "data/ﬀ.txt")):
        files = resealed({**good, "data/ff.txt": b"", name: b"x"})
        verification = verified(as_folder(files, tmp_path / str(number)))
        (finding,) = verification.result(C.CONTAINER).findings
        assert finding.kind is FindingKind.UNSAFE
        assert name.removesuffix("/x") in {finding.path, finding.what.split('"')[1]}


@pytest.mark.parametrize("name", ["data/a\nb", "data/\u202egnp.exe", "data/a\\b", "data/\u200bx"])
def test_names_that_deceive_are_not_read(name: str, good: Files, tmp_path: Path) -> None:
    assert ("unsafe", name) in found(verified(as_folder(resealed({**good, name: b"x"}), tmp_path)), C.CONTAINER)


def relabelled(files: Files) -> Files:
    files = replaced(files, INFO, "ISO16363-Status: READY", "ISO16363-Status: DRAFT")
    return replaced(files, INFO, f"External-Identifier: {NAME}", f"External-Identifier: {NAME}-draft")


def swapped_date(data: dict[str, object]) -> None:
    data["declaration"]["on"] = "2026-11-20"  # type: ignore[index]


def everywhere(data: dict[str, object]) -> None:
    swapped_date(data)
    (declaration,) = data["declarations"].values()  # type: ignore[attr-defined]
    declaration["on"] = "2026-11-20"


def better_rating(data: dict[str, list[dict[str, dict[str, object]]]]) -> None:
    answer = next(c["answer"] for c in data["criteria"] if c["answer"].get("documented") == 3)
    answer["documented"] = 4


FORGERIES: list[tuple[str, Callable[[Files], Files], set[CheckName]]] = [
    ("status in bag-info.txt", relabelled, {C.IDENTITY, C.STATUS}),
    (
        "draft in the assessment",
        lambda f: with_json(f, ASSESSMENT, lambda d: d.update(draft=True)),
        {C.IDENTITY, C.STATUS},
    ),
    ("draft in the checks", lambda f: with_json(f, CHECKS, lambda d: d.update(draft=True)), {C.STATUS}),
    ("variant", lambda f: replaced(f, INFO, "Variant: auditor", "Variant: public"), {C.IDENTITY}),
    ("site", lambda f: replaced(f, INFO, "ISO16363-Site: example", "ISO16363-Site: other"), {C.IDENTITY}),
    ("day", lambda f: replaced(f, INFO, "Date: 2026-11-23", "Date: 2026-11-24"), {C.IDENTITY}),
    ("digest", lambda f: replaced(f, INFO, "Digest: v1:", "Digest: v2:"), {C.SIGN_OFF}),
    ("name in the crate", lambda f: replaced(f, CRATE, NAME, "other-auditor-2026-11-23"), {C.IDENTITY}),
    ("signed by", lambda f: replaced(f, INFO, "director 2026", "archivist 2026"), {C.SIGN_OFF}),
    ("signed on", lambda f: with_json(f, ASSESSMENT, swapped_date), {C.SIGN_OFF}),
    ("signed on, twice", lambda f: with_json(f, ASSESSMENT, everywhere), {C.SIGN_OFF}),
    ("a rating", lambda f: with_json(f, ASSESSMENT, better_rating), {C.CONTENT}),
    ("a gate", lambda f: with_json(f, CHECKS, lambda d: d["gates"].pop()), {C.STATUS}),
    ("a finding", lambda f: with_json(f, CHECKS, lambda d: d.update(diagnostics=[{}])), {C.IDENTITY}),
    ("a label twice", lambda f: {**f, INFO: f[INFO] + b"ISO16363-Status: READY\n"}, {C.PACKAGE, C.STATUS}),
    ("withheld.csv", lambda f: {**f, "data/withheld.csv": b"\xef\xbb\xbfKind\r\n"}, {C.WITHHELD}),
    ("documents.csv", lambda f: replaced(f, "data/documents.csv", "documents/", "elsewhere/"), {C.DOCUMENTS}),
    ("the catalogue", lambda f: {**f, "data/criteria/rating-scale.yaml": b"levels: []\n"}, {C.CATALOGUE}),
    ("the schema", lambda f: {**f, "data/assessment.schema.json": b"{}\n"}, {C.SCHEMA}),
    ("an unknown key", lambda f: with_json(f, ASSESSMENT, lambda d: d.update(certified=True)), {C.SCHEMA}),
    ("not JSON", lambda f: {**f, ASSESSMENT: b"{"}, {C.SCHEMA}),
    (
        "a key twice",
        lambda f: replaced(f, ASSESSMENT, '"draft": false', '"draft": true,\n  "draft": false'),
        {C.SCHEMA},
    ),
    ("deep JSON", lambda f: {**f, ASSESSMENT: b"[" * 100_000}, {C.SCHEMA}),
    ("NaN", lambda f: replaced(f, ASSESSMENT, '"draft": false', '"draft": NaN'), {C.SCHEMA}),
]


@pytest.mark.parametrize(("forge", "checks"), [case[1:] for case in FORGERIES], ids=[case[0] for case in FORGERIES])
def test_a_forgery_with_manifests_made_to_fit_is_found(
    forge: Callable[[Files], Files], checks: set[CheckName], good: Files, tmp_path: Path
) -> None:
    verification = verified(as_folder(resealed(forge(good)), tmp_path))
    assert failing(verification) == checks


def test_what_only_a_signature_protects_is_said(signed: Files, tmp_path: Path) -> None:
    """Who changes the date in every place cannot be found by looking inside; the signature finds them."""
    forged = with_json(signed, ASSESSMENT, everywhere)
    forged = replaced(forged, INFO, "director 2026-11-23", "director 2026-11-20")
    forged = resealed(forged) | {SIGNATURE: signed[SIGNATURE]}
    verification = verified(as_folder(forged, tmp_path))
    assert failing(verification) == {C.SIGNATURE}
    assert verification.result(C.SIGN_OFF).notes == ()
    without = {path: data for path, data in forged.items() if path != SIGNATURE}
    verification = verified(as_folder(without, tmp_path / "without"))
    assert verification.holds
    assert "Only a signature" in " ".join(verification.result(C.SIGN_OFF).notes)
    assert "whoever changes a file" in verification.result(C.SIGNATURE).says


def test_the_assessment_of_another_site_is_found(good: Files, tmp_path: Path) -> None:
    def other(data: dict[str, dict[str, str]]) -> None:
        data["site"]["id"], data["site"]["name"] = "other", "Other Archive"

    verification = verified(as_folder(resealed(with_json(good, ASSESSMENT, other)), tmp_path))
    assert failing(verification) == {C.IDENTITY, C.CONTENT}


def test_a_bag_under_the_name_of_another_package_is_found(good: Files, tmp_path: Path) -> None:
    renamed = verified(as_folder(good, tmp_path, "example-auditor-2026-01-01"))
    assert failing(renamed) == {C.IDENTITY}
    assert verified(as_folder(good, tmp_path, "in-box (2)")).holds


def test_a_bag_of_another_tool_is_a_bag_and_no_package(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "minutes.txt").write_text("x", encoding="utf-8")
    importlib.import_module("bagit").make_bag(str(folder), {"Contact-Name": "Nobody"})
    verification = verified(folder)
    assert failing(verification) == {C.PACKAGE}
    assert {r.outcome for r in verification.results if r.check in OF_THE_BAG - {C.PACKAGE, C.SCHEMA}} == {Outcome.HOLDS}
    done = run("verify", folder)
    assert done.code == 1
    assert "no package of a self-assessment" in done.out
    (folder / "data" / "minutes.txt").write_text("y", encoding="utf-8")
    assert C.CHECKSUMS in failing(verified(folder))


@pytest.mark.parametrize("place", ["nothing-here", "empty", "text.zip", "cut.zip"])
def test_no_package_at_all_is_refused(place: str, good: Files, tmp_path: Path, run: Run) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("not a zip", encoding="utf-8")
    whole = as_zip(good, tmp_path).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    done = run("verify", tmp_path / place)
    assert done.code == 2
    assert place in done.err
    assert "\n  " in done.err


def test_a_folder_around_the_package_is_recognised(good: Files, tmp_path: Path, run: Run) -> None:
    folder = as_folder(good, tmp_path)
    assert f"Did you mean {folder}?" in run("verify", tmp_path).err


def test_the_text_can_be_read_aloud(good: Files, tmp_path: Path, run: Run) -> None:
    done = run("verify", as_folder(good, tmp_path))
    assert done.code == 0
    assert 15 <= len(done.out.splitlines()) <= 40
    assert "All that was looked at holds: 15 checks, 1 was not looked at." in done.out
    assert hashlib.sha256(good["tagmanifest-sha256.txt"]).hexdigest() in done.out
    broken = run("verify", as_folder({**good, "data/report.pdf": b"x"}, tmp_path / "broken"))
    assert broken.code == 1
    assert "data/report.pdf: is not the file that manifest-sha256.txt lists" in broken.out
    assert "Do not rely on this package." in broken.out


def test_another_program_can_read_it(good: Files, tmp_path: Path, run: Run) -> None:
    files = {**good, **{f"data/documents/{n}": b"" for n in range(1_200)}}
    done = run("verify", as_folder(files, tmp_path), "--json")
    data = json.loads(done.out)
    assert (data["schema"], data["verdict"], data["site"]) == ("iso16363/verification/1", "does-not-hold", "example")
    complete = next(check for check in data["checks"] if check["check"] == "complete")
    assert (complete["count"], len(complete["findings"]), complete["findings"][0]["kind"]) == (1_200, 1_000, "added")
    assert [check["check"] for check in data["checks"]] == [name.value for name in C]


def test_a_name_cannot_reach_the_terminal(good: Files, tmp_path: Path, run: Run) -> None:
    done = run("verify", as_folder({**good, "data/\x1b[31mred": b""}, tmp_path))
    assert "\x1b" not in done.out


def test_nothing_is_written_or_executed(good: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that could render or start a program is even imported, and nobody is asked."""
    places = as_folder(good, tmp_path), as_zip(good, tmp_path)
    before = fingerprint(tmp_path)
    monkeypatch.setenv("PYTHONPATH", "")
    for place in places:
        command = [sys.executable, "-B", "-c", LOOKED, str(place)]
        done = subprocess.run(command, capture_output=True, check=True, cwd=CHECKOUT)
        assert done.stdout.decode().splitlines()[-1] == "0 []", done.stderr
    assert fingerprint(tmp_path) == before


def test_checks_and_kinds_of_findings_are_documented() -> None:
    text = (CHECKOUT / "docs" / "handoff.md").read_text(encoding="utf-8")
    missing = [term for term in C if f"| {term.label} | {term.definition} |" not in text]
    assert [*missing, *(kind for kind in FindingKind if f"| `{kind}` | {kind.definition} |" not in text)] == []


def test_it_is_run_as_a_program(good: Files, tmp_path: Path) -> None:
    as_folder(good, tmp_path)
    assert run_process("verify", NAME, cwd=tmp_path).code == 0


def leaves(value: object, *path: object) -> list[tuple[object, ...]]:
    """Where the values are that hold no others."""
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, *path, key)]
    if isinstance(value, list):
        return [leaf for number, item in enumerate(value) for leaf in leaves(item, *path, number)]
    return [path]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(path=st.sampled_from([ASSESSMENT, CHECKS, CRATE]), where=st.integers(0, 2**32), value=ANYTHING)
@example(path=ASSESSMENT, where=0, value="\ud800")
@example(path=CHECKS, where=0, value={})
def test_whatever_the_data_say_it_is_no_fault_of_ours(path: str, where: int, value: object, good: Files) -> None:
    data = json.loads(good[path])
    places = leaves(data)
    *above, last = places[where % len(places)]
    inner: Any = data
    for key in above:
        inner = inner[key]
    inner[last] = value
    files = resealed({**good, path: json.dumps(data).encode()})
    verification = inspected(InMemory(files), shipped(), unwatched)
    assert failing(verification).isdisjoint({C.COMPLETE, C.CHECKSUMS, C.TAG_FILES, C.SIZE})


@settings(deadline=None)
@given(which=st.integers(0, 2**32), where=st.integers(0, 2**32), mask=st.integers(1, 255))
def test_any_other_byte_in_any_file_is_found(which: int, where: int, mask: int, signed: Files) -> None:
    """By the checks of the bag, of the manifests' form, and of the signature alone."""
    path = sorted(signed)[which % len(signed)]
    changed = bytearray(signed[path])
    changed[where % len(changed)] ^= mask
    bag = bagchecks.read_bag(InMemory({**signed, path: bytes(changed)}))
    bag.sums = checksums(bag.package, bagchecks.wanted_sums(bag))
    of_the_bag = (bagchecks.declaration, bagchecks.complete, bagchecks.matching, bagchecks.tag_files, bagchecks.size)
    results = [check(bag) for check in (*of_the_bag, packagechecks.package)]
    results.append(signaturecheck.signature(bag, intact=True))
    if path == SIGNATURE and results[-1].outcome is Outcome.HOLDS:  # the name in a certificate that nobody vouches for
        assert "not here to be asked" in results[-1].notes[0]
    else:
        assert Outcome.FAILS in {result.outcome for result in results}
