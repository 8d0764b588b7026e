"""The package through the command line: refused, drafted, handed over, signed; the same bytes every time."""

import csv
import filecmp
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import bagit
import pytest
from commandline import CHECKOUT, Run
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from demands import demanded
from openpyxl import load_workbook
from readysite import copied, edited, loaded, made_ready, reviewed, signed
from signingkeys import NOW, PASSWORD, certificate, new_key, pkcs12_file

from iso16363.cli import signer
from iso16363.errors import WrongUsage
from iso16363.fingerprint import assessment_digest
from iso16363.frozen import thawed
from iso16363.infopackage.signing import signer_from
from iso16363.workspace import handing_report
from iso16363.yamltext import read

TODAY = date(2026, 11, 23)
NAME = "example-auditor-2026-11-23"


@pytest.fixture(autouse=True)
def plain_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering takes seconds and has its own tests: here the page itself stands for the PDF."""

    def write_page(html: str, target: Path, _: object, *, paper: str) -> None:
        target.write_text(f"{paper} {html}", encoding="utf-8")

    monkeypatch.setattr(handing_report, "write_pdf", write_page)


@pytest.fixture(scope="module")
def prototype(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose site is ready, to be copied."""
    root = tmp_path_factory.mktemp("prototype")
    shutil.copytree(CHECKOUT / "templates" / "example", root / "sites" / "example")
    made_ready(root, TODAY)
    return root


@pytest.fixture
def ready(prototype: Path, tmp_path: Path) -> Path:
    """A workspace whose site is ready."""
    return copied(prototype, tmp_path / "ready-workspace")


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def records_of(workspace: Path, site: str = "example") -> dict[str, dict[str, str]]:
    path = workspace / "sites" / site / "handoffs.yaml"
    return dict(read(path.read_text(encoding="utf-8")).value) if path.exists() else {}


def test_a_ready_site_is_packed_recorded_and_frozen(ready: Path, run: Run, tmp_path: Path) -> None:
    before = loaded(ready / "sites" / "example")
    made = run("handoff", "example", "--output", tmp_path / "out", "--zip", "--to", "A Body", workspace=ready)
    assert made.code == 0, made.err
    package = tmp_path / "out" / NAME
    assert made.out.split() == [str(package), f"{package}.zip"]
    bag = bagit.Bag(str(package))
    bag.validate()
    assert (
        bag.info["Payload-Oxum"]
        == f"{sum(map(len, files_of(package / 'data').values()))}.{len(files_of(package / 'data'))}"
    )
    assert bag.info["ISO16363-Status"] == "READY"
    assert bag.info["ISO16363-Declaration"] == "director 2026-11-23"
    assert bag.info["ISO16363-Assessment-Digest"] == assessment_digest(before)
    with zipfile.ZipFile(f"{package}.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            f"{NAME}/{path}": data for path, data in files_of(package).items()
        }
    ((name, record),) = records_of(ready).items()
    assert (name, record["to"], record["variant"]) == ("2026-11-23-1", "A Body", "auditor")
    frozen = (ready / "sites" / "example" / "handoffs" / f"{name}.json").read_bytes()
    assert assessment_digest(thawed(frozen.decode())) == record["digest"] == assessment_digest(before)
    assert record["manifest"] in made.err
    assert run("check", "example", workspace=ready).out.count("H9") == 0


def test_what_is_in_it_is_what_the_variant_shows(ready: Path, run: Run, tmp_path: Path) -> None:
    site = loaded(ready / "sites" / "example")
    hidden: dict[str, set[str | None]] = {
        "auditor": {"restricted", "on-site"},
        "public": {"restricted", "on-site", "internal", None},
    }
    for variant in ("auditor", "public"):
        assert run("handoff", "example", "--variant", variant, "--output", tmp_path, workspace=ready).code == 0
        package = tmp_path / f"example-{variant}-2026-11-23"
        bagit.Bag(str(package)).validate()
        shown = [d for d in site.documents.values() if (d.access and d.access.value) not in hidden[variant]]
        wanted = {document.path for document in shown if document.path}
        there = files_of(package / "data" / "documents")
        assert set(there) == wanted
        assert all(there[p] == (ready / "sites" / "example" / "documents" / p).read_bytes() for p in there)
        rows = list(
            csv.DictReader(io.StringIO((package / "data" / "documents.csv").read_text("utf-8-sig"), newline=""))
        )
        assert {row["File"].removeprefix("documents/") for row in rows} - {""} == wanted
        assert len(rows) == len(site.documents)
        checks = json.loads((package / "data" / "checks.json").read_text(encoding="utf-8"))
        assert checks["variant"] == variant
        assert all(gate["status"] == "holds" for gate in checks["gates"])
    assert len(records_of(ready)) == 2


def test_the_same_inputs_give_the_same_bytes(ready: Path, run: Run, tmp_path: Path) -> None:
    """On another machine, with other dates of files, another mask, and after the hand-over was recorded."""
    other = tmp_path / "elsewhere"
    shutil.copytree(ready, other)
    for path in (other / "sites").rglob("*"):
        os.utime(path, (1, 1))
    before = os.umask(0o077)
    try:
        assert run("handoff", "example", "--output", tmp_path / "b", "--zip", workspace=other).code == 0
    finally:
        os.umask(before)
    for again in ("", "--overwrite"):
        arguments = ["handoff", "example", "--output", tmp_path / "a", "--zip", *([again] if again else [])]
        assert run(*arguments, workspace=ready).code == 0
        assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert list(records_of(ready)) == ["2026-11-23-1"]
    assert records_of(ready) == records_of(other)
    modes = {p.stat().st_mode & 0o777 for p in (tmp_path / "b" / NAME).rglob("*") if p.is_file()}
    assert modes == {0o644}
    assert {p.stat().st_mode & 0o777 for p in (tmp_path / "b" / NAME).rglob("*") if p.is_dir()} == {0o755}
    assert (tmp_path / "b" / NAME).stat().st_mode & 0o777 == 0o755


def test_a_commit_of_the_record_changes_nothing_in_the_package(ready: Path, run: Run, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", ready, *settings, *arguments], check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "The site")
    assert run("handoff", "example", "--output", tmp_path / "a", workspace=ready).code == 0
    assert run("handoff", "example", "--output", tmp_path / "b", workspace=ready).code == 0
    git("add", ".")
    git("commit", "-m", "The record of the hand-over")
    assert run("handoff", "example", "--output", tmp_path / "c", workspace=ready).code == 0
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b") == files_of(tmp_path / "c")


def test_another_receiver_of_the_same_package_is_recorded_too_and_none_is_not(
    ready: Path, run: Run, tmp_path: Path
) -> None:
    for to in ("One", "Two", "One", None):
        receiver = ["--to", to] if to else []
        assert run("handoff", "example", "--output", tmp_path, *receiver, "--overwrite", workspace=ready).code == 0
    assert [record["to"] for record in records_of(ready).values()] == ["One", "Two"]


def test_the_next_package_says_what_changed(
    ready: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("handoff", "example", "--output", tmp_path, workspace=ready).code == 0
    assert not (tmp_path / NAME / "data" / "changes.csv").exists()
    folder = ready / "sites" / "example"
    edited(folder, "evidence/3.1.yaml", "3.1.1", response="The director decides, in writing.\n")
    refused = run("handoff", "example", "--output", tmp_path, "--overwrite", workspace=ready)
    assert refused.code == 1
    assert "lapsed" in refused.err
    later = date(2026, 12, 7)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796601600")
    reviewed(folder, later)
    signed(folder, later)
    assert run("handoff", "example", "--output", tmp_path, workspace=ready).code == 0
    changes = (tmp_path / "example-auditor-2026-12-07" / "data" / "changes.csv").read_text(encoding="utf-8-sig")
    assert "3.1.1" in changes
    assert "The director decides, in writing." in changes
    again = run("handoff", "example", "--output", tmp_path / "again", workspace=ready)
    assert again.code == 0
    assert files_of(tmp_path / "again" / "example-auditor-2026-12-07") == files_of(
        tmp_path / "example-auditor-2026-12-07"
    )
    assert list(records_of(ready)) == ["2026-11-23-1", "2026-12-07-1"]


def test_a_site_that_is_not_ready_is_refused_with_everything_that_is_missing(
    shipped_workspace: Path, run: Run, tmp_path: Path
) -> None:
    before = files_of(shipped_workspace)
    for site in ("cern", "desy", "pic"):
        refused = run("handoff", site, "--output", tmp_path / "out", workspace=shipped_workspace)
        assert (refused.code, refused.out) == (1, "")
        (found,) = json.loads(run("status", site, "--json", workspace=shipped_workspace).out)["sites"]
        failing = [gate for gate in found["gates"] if gate["status"] == "fails"]
        for gate in failing:
            for failure in gate["failures"]:
                assert failure["subject"] in refused.err
                assert failure["file"] in refused.err
        assert f"{len(failing)} of {len(found['gates'])} gates fail" in " ".join(refused.err.split())
        assert "--draft" in refused.err
    assert not (tmp_path / "out").exists()
    assert files_of(shipped_workspace) == before


def test_errors_in_the_files_refuse_a_draft_too(small_workspace: Path, run: Run, tmp_path: Path) -> None:
    (small_workspace / "sites" / "small" / "documents" / "policies" / "mission.md").unlink()
    for draft in ((), ("--draft",)):
        refused = run("handoff", "small", "--output", tmp_path / "out", *draft, workspace=small_workspace)
        assert refused.code == 1
        assert "D402" in refused.err
        assert "nothing was made" in refused.err
    assert not (tmp_path / "out").exists()


def test_a_draft_says_so_on_every_piece_and_is_not_recorded(small_workspace: Path, run: Run, tmp_path: Path) -> None:
    before = files_of(small_workspace)
    made = run("handoff", "small", "--draft", "--zip", "--output", tmp_path / "out", workspace=small_workspace)
    assert made.code == 0, made.err
    assert files_of(small_workspace) == before
    package = tmp_path / "out" / "small-auditor-2026-11-23-draft"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [package.name, f"{package.name}.zip"]
    bag = bagit.Bag(str(package))
    bag.validate()
    assert bag.info["ISO16363-Status"] == "DRAFT"
    assert "DRAFT" in bag.info["External-Description"]
    assert bag.info["External-Identifier"] == package.name
    for name in ("index.html", "report.pdf", "VERIFY.txt"):
        assert "draft" in (package / "data" / name).read_text(encoding="utf-8").lower(), name
    for name in ("checks.json", "assessment.json"):
        assert json.loads((package / "data" / name).read_text(encoding="utf-8"))["draft"] is True, name
    assert "DRAFT" in made.err


def test_a_draft_of_a_site_that_is_ready_does_not_say_that_gates_fail(ready: Path, run: Run, tmp_path: Path) -> None:
    assert run("handoff", "example", "--draft", "--output", tmp_path, workspace=ready).code == 0
    package = tmp_path / f"{NAME}-draft"
    bag = bagit.Bag(str(package))
    assert bag.info["ISO16363-Status"] == "DRAFT"
    assert bag.info["External-Description"].startswith("DRAFT, made as a draft on request; not a hand-over.")
    said = {
        name: " ".join((package / "data" / name).read_text(encoding="utf-8").split())
        for name in ("VERIFY.txt", "index.html", "report.pdf")
    }
    assert not [name for name, text in said.items() if "not all gates hold" in text.lower()]
    assert "DRAFT. This is not a hand-over: it was made as a draft on request." in said["VERIFY.txt"]
    assert "Made as a draft on request. This is not a hand-over, and nothing was recorded." in said["index.html"]
    assert "Draft, made on request. Not a hand-over." in said["report.pdf"]
    sheets = load_workbook(package / "data" / "workbook.xlsx", read_only=True)
    about = " ".join(str(cell) for row in sheets["Read me"].iter_rows(values_only=True) for cell in row if cell)
    assert "Made as a draft on request, so this is not a hand-over." in about
    assert run("verify", package).code == 0


def test_a_ready_package_never_says_draft(ready: Path, run: Run, tmp_path: Path) -> None:
    assert run("handoff", "example", "--output", tmp_path, workspace=ready).code == 0
    for name in ("bag-info.txt", "data/VERIFY.txt", "data/index.html"):
        assert "DRAFT" not in (tmp_path / NAME / name).read_text(encoding="utf-8"), name
    assert json.loads((tmp_path / NAME / "data" / "checks.json").read_text(encoding="utf-8"))["draft"] is False


def test_a_draft_reads_documents_without_checksum(small_workspace: Path, run: Run, tmp_path: Path) -> None:
    register = small_workspace / "sites" / "small" / "documents.yaml"
    text = register.read_text(encoding="utf-8")
    pin = "  sha256: 65bee0f011e71482bf777d76fb6cd41efcf9f3749848b1050618a7911b51fef6\n"
    assert pin in text
    register.write_text(text.replace(pin, ""), encoding="utf-8")
    assert run("handoff", "small", "--draft", "--output", tmp_path, workspace=small_workspace).code == 0
    package = tmp_path / "small-auditor-2026-11-23-draft"
    checks = json.loads((package / "data" / "checks.json").read_text(encoding="utf-8"))
    (found,) = [d for d in checks["diagnostics"] if d["code"] == "D405"]
    assert "65bee0f011e71482" in found["hint"]
    assert (package / "data" / "documents" / "policies" / "mission.md").is_file()


def test_names_that_are_not_safe_everywhere_are_changed_and_recorded(
    small_workspace: Path, run: Run, tmp_path: Path
) -> None:
    folder = small_workspace / "sites" / "small" / "documents"
    (folder / "policies" / "mission.md").rename(folder / "policies" / "Aims: what? 100%.md")
    register = folder.parent / "documents.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("policies/mission.md", '"policies/Aims: what? 100%.md"'), encoding="utf-8")
    assert run("handoff", "small", "--draft", "--output", tmp_path, workspace=small_workspace).code == 0
    package = tmp_path / "small-auditor-2026-11-23-draft"
    bagit.Bag(str(package)).validate()
    rows = list(csv.DictReader(io.StringIO((package / "data" / "documents.csv").read_text("utf-8-sig"), newline="")))
    (row,) = [row for row in rows if row["Registered as"]]
    assert row["Registered as"] == "policies/Aims: what? 100%.md"
    assert row["File"] == "documents/policies/Aims_ what_ 100_.md"
    assert (package / "data" / row["File"]).is_file()
    verified = run("verify", package)
    assert verified.code == 0, verified.out


def test_a_package_that_is_there_is_not_replaced_unasked(ready: Path, run: Run, tmp_path: Path) -> None:
    assert run("handoff", "example", "--output", tmp_path, workspace=ready).code == 0
    before = files_of(tmp_path)
    again = run("handoff", "example", "--output", tmp_path, workspace=ready)
    assert again.code == 2
    assert "exists already" in again.err
    assert files_of(tmp_path) == before
    (tmp_path / NAME / "bagit.txt").unlink()
    refused = run("handoff", "example", "--output", tmp_path, "--overwrite", workspace=ready)
    assert refused.code == 2
    assert "not a package" in refused.err
    assert (tmp_path / NAME / "data" / "report.pdf").exists()


@pytest.mark.parametrize("gone", ["", NAME], ids=["folder and zip", "only the zip"])
def test_a_package_without_record_says_so_until_it_is_recorded(
    gone: str, ready: Path, run: Run, tmp_path: Path
) -> None:
    """As a run leaves it that is killed after publishing and before recording."""
    arguments = ("handoff", "example", "--output", tmp_path / "out", "--zip")
    assert run(*arguments, workspace=ready).code == 0
    said = run(*arguments, workspace=ready)
    assert (said.code, "recorded" in said.err) == (2, False)
    (ready / "sites" / "example" / "handoffs.yaml").unlink()
    shutil.rmtree(ready / "sites" / "example" / "handoffs")
    if gone:
        shutil.rmtree(tmp_path / "out" / gone)
    said = run(*arguments, workspace=ready)
    assert said.code == 2
    assert "exists already, and no hand-over of it is recorded in handoffs.yaml" in said.err
    assert "--overwrite, which records it" in said.err
    assert run(*arguments, "--overwrite", workspace=ready).code == 0
    assert len(records_of(ready)) == 1


def test_a_zip_of_an_earlier_package_does_not_outlive_it(ready: Path, run: Run, tmp_path: Path) -> None:
    arguments = ("handoff", "example", "--output", tmp_path / "out")
    assert run(*arguments, "--zip", workspace=ready).code == 0
    assert run(*arguments, "--overwrite", workspace=ready).code == 0
    assert [p.name for p in (tmp_path / "out").iterdir()] == [NAME]
    for content in (b"mine", None):
        foreign = tmp_path / "out" / f"{NAME}.zip"
        foreign.unlink(missing_ok=True)
        if content is None:
            with zipfile.ZipFile(foreign, "w") as archive:
                archive.writestr("chapter.txt", "mine")
        else:
            foreign.write_bytes(content)
        before = foreign.read_bytes()
        for more in ((), ("--zip",)):
            refused = run(*arguments, "--overwrite", *more, workspace=ready)
            assert refused.code == 2
            assert "is not the .zip of a package, so it is not replaced" in refused.err
        assert foreign.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--output", "{workspace}/sites"), "where the sites are"),
        (("--output", "{workspace}/sites/example/site.yaml"), "where the sites are"),
        (("--output", "{workspace}/a-file"), "is no folder"),
        (("--variant", "internal"), "internal"),
        (("--draft", "--to", "Somebody"), "nobody"),
        (("--to", "A\udcff Body"), "--to: cannot be kept as it is"),
        (("--to", "A \x1b[31mBody"), "--to: cannot be kept as it is"),
        (("--to", "A\nBody"), "--to: cannot be kept as it is"),
        (("--to", "\u202eydoB A"), "--to: cannot be kept as it is"),
        (("--to", "A" * 401), "--to: cannot be kept as it is"),
        (("--language", "xx"), "xx"),
        (("--sign-with", "{workspace}/none.p12"), "none.p12"),
        (("--sign-with", "{workspace}/a-file"), "PKCS#12"),
        (("--sign-with", "{workspace}"), "PKCS#12"),
    ],
)
def test_what_cannot_be_is_refused_before_any_work(
    arguments: tuple[str, ...], said: str, ready: Path, run: Run
) -> None:
    (ready / "a-file").write_bytes(b"text")
    before = files_of(ready)
    refused = run("handoff", "example", *(a.format(workspace=ready) for a in arguments), workspace=ready)
    assert refused.code == 2
    assert said in refused.err
    assert files_of(ready) == before


def test_it_is_written_in_another_language(ready: Path, run: Run, tmp_path: Path) -> None:
    assert run("handoff", "example", "--output", tmp_path, "--language", "de", workspace=ready).code == 0
    bagit.Bag(str(tmp_path / NAME)).validate()
    assert 'lang="de"' in (tmp_path / NAME / "data" / "report.pdf").read_text(encoding="utf-8")
    assert "ISO16363-Status: READY" in (tmp_path / NAME / "bag-info.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_signature_is_verified_by_openssl(
    kind: str, ready: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demanded("signatures were NOT verified by openssl: it is missing", there=bool(shutil.which("openssl")))
    file = pkcs12_file(tmp_path / "director.p12", kind=kind)
    monkeypatch.setenv("ISO16363_SIGN_PASSWORD", PASSWORD)
    made = run("handoff", "example", "--output", tmp_path / "out", "--zip", "--sign-with", file, workspace=ready)
    assert made.code == 0, made.err
    assert "Director of the Example" in made.err
    assert PASSWORD not in made.err + made.out
    package = tmp_path / "out" / NAME
    bagit.Bag(str(package)).validate()
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "tagmanifest-sha512.txt.p7s"]
    command += ["-content", "tagmanifest-sha512.txt", "-purpose", "any", "-CAfile", str(tmp_path / "director.pem")]
    command += ["-out", str(tmp_path / "signed.txt")]
    subprocess.run(command, cwd=package, check=True, capture_output=True)
    assert filecmp.cmp(tmp_path / "signed.txt", package / "tagmanifest-sha512.txt", shallow=False)
    (package / "tagmanifest-sha512.txt").write_bytes(b"other\n")
    assert subprocess.run(command, cwd=package, check=False, capture_output=True).returncode != 0
    with zipfile.ZipFile(f"{package}.zip") as archive:
        assert f"{NAME}/tagmanifest-sha512.txt.p7s" in archive.namelist()


@pytest.mark.parametrize(
    ("made", "password", "said"),
    [
        ({}, "wrong", "the password is wrong"),
        ({}, None, "needs a password"),
        ({"days": (-30, -1)}, PASSWORD, "expired on"),
        ({"days": (1, 30)}, PASSWORD, "is valid from"),
        ({"kind": "ed25519"}, PASSWORD, "kind"),
    ],
)
def test_who_cannot_sign_is_told_before_any_work(
    made: dict[str, object],
    password: str | None,
    said: str,
    ready: Path,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = pkcs12_file(tmp_path / "director.p12", **made)  # type: ignore[arg-type]
    if password:
        monkeypatch.setenv("ISO16363_SIGN_PASSWORD", password)
    refused = run("handoff", "example", "--output", tmp_path / "out", "--sign-with", file, workspace=ready)
    assert refused.code == 2
    assert said in refused.err
    assert str(file) in refused.err
    assert not (tmp_path / "out").exists()
    assert not records_of(ready)


def test_a_file_without_password_or_without_key(tmp_path: Path) -> None:
    open_file = pkcs12_file(tmp_path / "open.p12", password=None)
    assert signer.signer_of(open_file, NOW).name == "CN=Director of the Example"
    own = certificate(new_key())
    alone = pkcs12.serialize_key_and_certificates(b"a", None, own, None, NoEncryption())
    with pytest.raises(WrongUsage, match="holds no "):
        signer_from(alone, None, NOW, "alone.p12")


def test_a_terminal_is_asked_for_the_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = pkcs12_file(tmp_path / "director.p12")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.prompt", lambda *_, **__: PASSWORD)
    assert signer.signer_of(file, NOW).name == "CN=Director of the Example"
    monkeypatch.setattr("click.prompt", lambda *_, **__: "wrong")
    with pytest.raises(WrongUsage, match="password is wrong"):
        signer.signer_of(file, NOW)


def test_without_the_library_it_says_how_to_get_it(
    ready: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = pkcs12_file(tmp_path / "director.p12")
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.serialization", None)
    refused = run("handoff", "example", "--sign-with", file, workspace=ready)
    assert refused.code == 2
    assert "iso16363[sign]" in refused.err
