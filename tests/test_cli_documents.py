"""`iso16363 documents`: pin, check, list, withheld, calendar; what is found, what is written, and what is not."""

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commandline import Run
from icalendar import Calendar
from test_cli_readonly import fingerprint
from test_links import _Nowhere
from webserver import QUICK, Scripted, serving

from iso16363.cli import documents_check
from iso16363.workspace import attachedfiles
from iso16363.workspace.linkqueue import Surroundings
from iso16363.workspace.location import find_workspace
from iso16363.workspace.register import open_register

DAY = "2026-11-23"
ENTRY = "{id}:\n  title: Paper {id}\n  kind: record\n  state: {state}\n  access: internal\n{rest}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    monkeypatch.setattr(documents_check, "SURROUNDINGS", Surroundings(QUICK))
    with serving() as found:
        yield found


@pytest.fixture
def site(small_workspace: Path) -> Path:
    return small_workspace / "sites" / "small"


def entry(name: str, state: str = "approved", **fields: object) -> str:
    rest = "".join(f"  {key}: {value}\n" for key, value in fields.items())
    return ENTRY.format(id=name, state=state, rest=rest)


def register(site: Path, *entries: str) -> Path:
    """Replace the register, and all that refers to it; what was attached before goes too."""
    for name in ("policies", "records"):
        shutil.rmtree(site / "documents" / name, ignore_errors=True)
    for path in (site / "evidence").glob("*.yaml"):
        path.unlink()
    (site / "actions.yaml").unlink()
    text = (site / "site.yaml").read_text(encoding="utf-8")
    (site / "site.yaml").write_text("\n".join(x for x in text.splitlines() if "document:" not in x), encoding="utf-8")
    path = site / "documents.yaml"
    path.write_text("# ours\n\n" + "\n".join(entries), encoding="utf-8")
    return path


def attach(site: Path, name: str, data: bytes = b"something\n") -> str:
    path = site / "documents" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def events_of(data: bytes) -> list[Any]:
    return Calendar.from_ical(data).walk("VEVENT")


# --- pin


def test_pin_writes_checksums_and_nothing_else(site: Path, small_workspace: Path, run: Run) -> None:
    path = register(
        site,
        entry("a", path="a.pdf", checked="2026-01-02  # looked at"),
        entry("b", path="b/b.pdf", sha256="0" * 64),
        entry("c", url="https://archive.example.org/c"),
    )
    one = attach(site, "a.pdf")
    attach(site, "b/b.pdf")
    before = path.read_text(encoding="utf-8")
    outcome = run("documents", "pin", "small", workspace=small_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"a: pinned  {one}  a.pdf\nsmall: 1 checksum written to documents.yaml.\n"
    wanted = before.replace("  path: a.pdf\n", f"  path: a.pdf\n  sha256: {one}\n")
    assert path.read_text(encoding="utf-8") == wanted
    again = run("documents", "pin", "small", workspace=small_workspace)
    assert (again.code, path.read_text(encoding="utf-8")) == (0, wanted)
    assert "every attached file has a checksum already" in again.out
    assert not (site / ".import").exists()


def test_another_checksum_is_only_replaced_where_that_is_said(site: Path, small_workspace: Path, run: Run) -> None:
    path = register(site, entry("a", path="a.pdf", sha256="0" * 64), entry("b", path="b.pdf", sha256="1" * 64))
    one, _ = attach(site, "a.pdf"), attach(site, "b.pdf")
    before = path.read_bytes()
    told = run("documents", "pin", "small", "a", workspace=small_workspace)
    assert told.code == 1
    assert f"    was {'0' * 64}\n    now {one}\n" in told.out
    assert "iso16363 documents pin small a --renew" in told.out
    refused = run("documents", "pin", "small", "--renew", workspace=small_workspace)
    assert refused.code == 2
    assert "--renew replaces checksums only of documents that are named" in refused.err
    assert path.read_bytes() == before
    renewed = run("documents", "pin", "small", "a", "--renew", workspace=small_workspace)
    assert renewed.code == 0
    assert f"a: renewed  a.pdf\n    was {'0' * 64}\n    now {one}" in renewed.out
    assert path.read_bytes() == before.replace(b"0" * 64, one.encode())


def test_what_cannot_be_pinned_is_told_with_its_place(site: Path, small_workspace: Path, run: Run) -> None:
    register(
        site,
        entry("a", path="a.pdf"),
        entry("gone", path="no.pdf"),
        entry("out", path="../../x"),
        entry("link", url="https://a.example.org/"),
    )
    attach(site, "a.pdf")
    outcome = run("documents", "pin", "small", "a", "gone", "out", "link", workspace=small_workspace)
    assert outcome.code == 1
    assert "sites/small/documents.yaml:16:3: gone: no file\n    no.pdf: there is no such file\n" in outcome.out
    assert "../../x: the path leads out of documents/" in outcome.out
    assert "the register names no file for it" in outcome.out
    assert "small: 1 checksum written to documents.yaml.\n" in outcome.out


def test_an_unknown_document_or_a_broken_register_is_refused(site: Path, small_workspace: Path, run: Run) -> None:
    path = register(site, entry("paper", path="a.pdf"))
    outcome = run("documents", "pin", "small", "papre", workspace=small_workspace)
    assert outcome.code == 2
    assert 'Did you mean "paper"?' in outcome.err
    path.write_text(path.read_text(encoding="utf-8") + "  colour: red\n", encoding="utf-8")
    for words in (("pin", "small"), ("check", "small", "--record")):
        outcome = run("documents", *words, workspace=small_workspace)
        assert outcome.code == 2
        assert "errors that keep parts of it from being read" in outcome.err


def test_reviews_that_lapse_by_pinning_are_named(example_workspace: Path, run: Run) -> None:
    path = example_workspace / "sites" / "example" / "documents.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(x for x in text.splitlines() if x.startswith("  sha256: f61bf99b"))
    path.write_text(text.replace(f"{line}\n", ""), encoding="utf-8")
    outcome = run("documents", "pin", "example", "--json", workspace=example_workspace)
    data = json.loads(outcome.out)
    assert data["documents"][0]["document"] == "archive-charter"
    assert data["lapsed"]["reviews"] == []
    assert path.read_text(encoding="utf-8") == text
    charter = example_workspace / "sites" / "example" / "documents" / "governance" / "archive-charter.md"
    charter.write_text("another charter\n", encoding="utf-8")
    outcome = run("documents", "pin", "example", "archive-charter", "--renew", workspace=example_workspace)
    assert outcome.code == 0
    assert "Reviews that lapse with this: 3.1.1." in outcome.out


def test_a_register_that_is_edited_meanwhile_is_not_written_over(
    site: Path, small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = register(site, entry("a", path="a.pdf"))
    attach(site, "a.pdf")
    real = attachedfiles._digest

    def editing(*arguments: object) -> tuple[int, str | None]:
        path.write_text(path.read_text(encoding="utf-8") + "# an edit\n", encoding="utf-8")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(attachedfiles, "_digest", editing)
    outcome = run("documents", "pin", "small", workspace=small_workspace)
    assert outcome.code == 2
    assert "was changed meanwhile" in outcome.err
    assert "sha256" not in path.read_text(encoding="utf-8")


# --- check: files


def test_check_tells_everything_that_is_wrong_with_files(
    site: Path, small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = attach(site, "same.pdf")
    for name in ("changed.pdf", "bare.pdf", "loose.pdf", "locked.pdf"):
        attach(site, name)
    os.mkfifo(site / "documents" / "pipe.pdf")
    (site / "documents" / "out.pdf").symlink_to(small_workspace)
    register(
        site,
        entry("same", path="same.pdf", sha256=same),
        entry("changed", path="changed.pdf", sha256="0" * 64),
        entry("bare", path="bare.pdf"),
        entry("missing", path="missing.pdf", sha256=same),
        entry("pipe", path="pipe.pdf"),
        entry("outside", path="out.pdf"),
        entry("locked", path="locked.pdf", sha256=same),
    )
    real = os.open

    def locking(path: object, *arguments: int, **more: object) -> int:
        if str(path).endswith("locked.pdf"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", locking)
    before = fingerprint(small_workspace)
    outcome = run("documents", "check", "small", "--json", workspace=small_workspace)
    assert fingerprint(small_workspace) == before
    assert outcome.code == 1
    data = json.loads(outcome.out)
    assert data["schema"] == "iso16363/documents-check/1"
    (found,) = data["sites"]
    kinds = {(f["document"], f["kind"], f["severity"]) for f in found["findings"]}
    assert kinds >= {
        ("changed", "changed", "error"),
        ("bare", "unpinned", "warning"),
        ("missing", "missing", "error"),
        ("pipe", "missing", "error"),
        ("outside", "outside", "error"),
        ("locked", "unreadable", "error"),
        (None, "unregistered", "note"),
    }
    assert all(f["line"] for f in found["findings"] if f["document"])
    assert all(f["remedy"] for f in found["findings"])
    text = run("documents", "check", "small", workspace=small_workspace)
    assert text.code == 1
    assert "sites/small/documents/loose.pdf: note: the file is not in the register" in text.out
    assert "iso16363 documents pin small changed --renew" in " ".join(text.out.split())
    assert "small: 7 attached files: 1 match, 1 changed, 2 missing, 1 outside of documents/, 1 unreadable," in text.out


def test_a_file_that_is_written_while_it_is_read_is_told(
    site: Path, small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(site, entry("a", path="a.log", sha256=attach(site, "a.log", b"x" * 3_000_000)))
    grown: list[int] = []

    def growing(_number: int) -> None:
        if not grown:
            grown.append(1)
            with (site / "documents" / "a.log").open("ab") as stream:
                stream.write(b"more")

    real = attachedfiles._read
    monkeypatch.setattr(attachedfiles, "_read", lambda file, _advance, stop: real(file, growing, stop))
    outcome = run("documents", "check", "small", workspace=small_workspace)
    assert outcome.code == 1
    assert "was changed while it was read" in outcome.out


def test_an_interruption_stops_reading(site: Path, small_workspace: Path, run: Run) -> None:
    digest = attach(site, "a.bin", b"x" * 50_000_000)
    register(site, entry("a", path="a.bin", sha256=digest))
    seen = 0

    def advance(number: int) -> None:
        nonlocal seen
        seen += number
        raise KeyboardInterrupt

    documents = run("documents", "list", "small", "--json", workspace=small_workspace)
    assert json.loads(documents.out)["documents"][0]["file"]["there"] is True
    opened = open_register(find_workspace(small_workspace), "small")
    with pytest.raises(KeyboardInterrupt):
        attachedfiles.registered_files(opened.folder, opened.documents).read(advance)
    assert seen < 10_000_000


def test_a_site_that_cannot_be_read_is_told(site: Path, small_workspace: Path, run: Run) -> None:
    (site / "site.yaml").write_text("id: [\n", encoding="utf-8")
    outcome = run("documents", "check", workspace=small_workspace)
    assert outcome.code == 1
    assert "what cannot be read is not looked at" in outcome.out


def test_documents_that_expire_are_told_ahead(site: Path, small_workspace: Path, run: Run) -> None:
    days = {"late": -1, "today": 0, "tomorrow": 1, "edge": 90, "later": 91}
    by = {name: date(2026, 11, 23) + timedelta(days=n) for name, n in days.items()}
    register(
        site,
        *(entry(name, url="https://a.example.org/", review_by=day) for name, day in by.items()),
        entry("idle", state="candidate", url="https://a.example.org/", review_by="2020-01-01"),
    )
    outcome = run("documents", "check", "small", "--json", workspace=small_workspace)
    found = {f["document"]: (f["severity"], f["message"]) for f in json.loads(outcome.out)["sites"][0]["findings"]}
    assert outcome.code == 1
    assert found == {
        "late": ("warning", '"late" was to be reviewed by 2026-11-22, so it supports 2 at most'),
        "today": ("note", '"today" is to be reviewed by 2026-11-23, today'),
        "tomorrow": ("note", '"tomorrow" is to be reviewed by 2026-11-24, tomorrow'),
        "edge": ("note", '"edge" is to be reviewed by 2027-02-21, in 90 days'),
    }
    listed = run("documents", "list", "small", "--expiring", "1", "--json", workspace=small_workspace)
    assert [d["document"] for d in json.loads(listed.out)["documents"]] == ["late", "today", "tomorrow"]
    assert listed.code == 0


# --- check: links


def test_links_are_looked_at_once_a_day(site: Path, small_workspace: Path, run: Run, server: Scripted) -> None:
    register(
        site,
        entry("alive", url=server.answers("/alive", 200)),
        entry("again", url=server.answers("/alive", 200)),
        entry("moved", url=server.answers("/moved", 301, Location="/alive")),
        entry("gone", url=server.answers("/gone", 404)),
        entry("found", state="candidate", url=server.answers("/found", 410)),
        entry("closed", url=server.answers("/closed", 403)),
    )
    without = run("documents", "check", "small", workspace=small_workspace)
    assert (without.code, server.asked) == (0, [])
    assert "6 links not looked at; --links asks their servers." in without.out
    before = fingerprint(small_workspace)
    outcome = run("documents", "check", "small", "--links", workspace=small_workspace)
    assert fingerprint(small_workspace) == before
    assert outcome.code == 1
    assert "6 links: 2 alive, 1 moved, 2 gone, 1 refused." in " ".join(outcome.out.split())
    assert f"warning: http://127.0.0.1:{server.port}/gone is gone: the server says 404" in outcome.out
    assert f"note: http://127.0.0.1:{server.port}/found is gone: the server says 410" in outcome.out
    assert f"has moved to http://127.0.0.1:{server.port}/alive" in outcome.out
    assert server.methods("/alive") == ["HEAD", "HEAD"]
    number = len(server.asked)
    second = run("documents", "check", "small", "--links", workspace=small_workspace)
    assert len(server.asked) == number
    assert "5 links were looked at earlier today: --fresh asks again." in second.out
    assert second.out.startswith(outcome.out)
    run("documents", "check", "small", "--links", "--fresh", workspace=small_workspace)
    assert len(server.asked) == 2 * number


@pytest.mark.parametrize(
    "damage",
    [b"", b"\xff\x00", b"[]", b'{"x": 1}', b'{"http://a/": {"state": "alive"}}', b"[" * 100_000],
    ids=["empty", "bytes", "a list", "a number", "no day", "nested"],
)
def test_a_damaged_memory_is_ignored(
    damage: bytes, site: Path, small_workspace: Path, run: Run, server: Scripted, tmp_path: Path
) -> None:
    register(site, entry("a", url=server.answers("/a", 200)))
    file = tmp_path / "cache" / "iso16363" / "links-1.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(damage)
    for _ in range(2):
        outcome = run("documents", "check", "small", "--links", workspace=small_workspace)
        assert (outcome.code, outcome.err) == (0, "")
    assert len(server.asked) == 1
    assert list(json.loads(file.read_text(encoding="utf-8"))) == [f"http://127.0.0.1:{server.port}/a"]


def test_where_nothing_can_be_remembered_the_look_counts(
    site: Path, small_workspace: Path, run: Run, server: Scripted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(site, entry("a", url=server.answers("/a", 200)))
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a-file"))
    outcome = run("documents", "check", "small", "--links", workspace=small_workspace)
    assert outcome.code == 0
    assert "1 link: 1 alive." in outcome.out
    assert "the next run asks again" in outcome.err


def test_the_memory_of_another_day_does_not_count(
    site: Path, small_workspace: Path, run: Run, server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(site, entry("a", url=server.answers("/a", 200)))
    run("documents", "check", "small", "--links", workspace=small_workspace)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())))
    listed = run("documents", "list", "small", workspace=small_workspace)
    assert "alive 2026-11-23" in listed.out
    run("documents", "check", "small", "--links", workspace=small_workspace)
    assert len(server.asked) == 2


def test_without_network_it_says_that_it_did_not_look(
    site: Path, small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    away = Surroundings(QUICK, _Nowhere(OSError(101, "Network is unreachable")))
    monkeypatch.setattr(documents_check, "SURROUNDINGS", away)
    path = register(site, entry("a", url="https://a.example.org/"), entry("b", doi="10.1234/b"))
    before = path.read_bytes()
    outcome = run("documents", "check", "small", "--links", "--record", workspace=small_workspace)
    assert outcome.code == 0
    assert "2 links not looked at: there is no network here" in " ".join(outcome.out.split())
    assert path.read_bytes() == before
    assert not (tmp_path / "cache").exists()


# --- check: record


def test_record_writes_the_day_to_what_is_right(site: Path, small_workspace: Path, run: Run, server: Scripted) -> None:
    same = attach(site, "same.pdf")
    attach(site, "changed.pdf")
    server.answers("/", 200)
    path = register(
        site,
        entry("same", path="same.pdf", sha256=same, checked="2026-01-01  # by hand"),
        entry("changed", path="changed.pdf", sha256="0" * 64, checked="2026-01-01"),
        entry("alive", url=server.answers("/alive", 200)),
        entry("moved", url=server.answers("/moved", 301, Location="/alive"), note="kept"),
        entry("front", url=server.answers("/front", 302, Location="/")),
        entry("gone", url=server.answers("/gone", 404), checked="2026-01-01"),
        entry("closed", url=server.answers("/closed", 401)),
        entry("both", path="same.pdf", sha256=same, url=server.answers("/gone", 404)),
    )
    before = path.read_text(encoding="utf-8")
    outcome = run("documents", "check", "small", "--links", "--record", workspace=small_workspace)
    assert outcome.code == 1
    assert f"small: 3 documents found right, recorded as checked on {DAY}." in outcome.out
    wanted = before.replace("checked: 2026-01-01  # by hand", f"checked: {DAY}  # by hand")
    for name in ("alive", "moved"):
        line = f"  url: http://127.0.0.1:{server.port}/{name}\n"
        wanted = wanted.replace(line, f"{line}  checked: {DAY}\n")
    assert path.read_text(encoding="utf-8") == wanted
    assert run("check", workspace=small_workspace).code == 1  # reads what was written


def test_record_without_links_is_about_files_only(site: Path, small_workspace: Path, run: Run) -> None:
    same = attach(site, "same.pdf")
    path = register(site, entry("a", path="same.pdf", sha256=same), entry("b", url="https://a.example.org/"))
    run("documents", "check", "small", "--record", workspace=small_workspace)
    assert path.read_text(encoding="utf-8").count(f"checked: {DAY}") == 1


def test_record_is_refused_where_the_clock_is_before_the_register(site: Path, small_workspace: Path, run: Run) -> None:
    same = attach(site, "same.pdf")
    path = register(site, entry("a", path="same.pdf", sha256=same, checked="2027-01-01"))
    before = path.read_bytes()
    outcome = run("documents", "check", "small", "--record", workspace=small_workspace)
    assert outcome.code == 2
    assert "is dated 2027-01-01, after today (2026-11-23)" in outcome.err
    assert path.read_bytes() == before


def test_recording_lapses_no_review(example_workspace: Path, run: Run) -> None:
    before = run("check", "--json", workspace=example_workspace).out
    outcome = run("documents", "check", "--record", workspace=example_workspace)
    assert "recorded as checked" in outcome.out
    after = json.loads(run("check", "--json", workspace=example_workspace).out)
    assert after["sites"][0]["counts"] == json.loads(before)["sites"][0]["counts"]


# --- list


def test_list_shows_what_is_known(small_workspace: Path, run: Run) -> None:
    outcome = run("documents", "list", "small", workspace=small_workspace)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert len(lines[0]) <= 100
    assert lines[1].split() == ["mission", "policy", "approved", "public", "pinned", "2028-12-31", "1", "head"]
    narrow = run("documents", "list", "small", "--json", workspace=small_workspace)
    first = json.loads(narrow.out)["documents"][0]
    assert first == {
        "document": "mission",
        "title": "Mission of the Small Test Archive",
        "kind": "policy",
        "state": "approved",
        "access": "public",
        "file": {"path": "policies/mission.md", "sha256": first["file"]["sha256"], "there": True},
        "link": None,
        "checked": "2026-10-12",
        "seen": [],
        "review_by": "2028-12-31",
        "owner": "head",
        "cited": 1,
    }


def test_a_register_that_cannot_be_read_is_not_told_to_be_empty(site: Path, small_workspace: Path, run: Run) -> None:
    (site / "site.yaml").write_text("id: [\n", encoding="utf-8")
    outcome = run("documents", "list", "small", workspace=small_workspace)
    assert (outcome.code, outcome.out) == (1, "")
    assert "from being listed: iso16363 check small" in outcome.err


@pytest.mark.parametrize("columns", ["80", "100", "120"])
def test_a_list_is_as_wide_as_the_screen(
    columns: str, example_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    outcome = run("documents", "list", "example", workspace=example_workspace)
    assert max(map(len, outcome.out.splitlines())) <= int(columns)
    assert "succession-trigger-procedure" in outcome.out
    assert outcome.out.splitlines()[0].split()[-2:] == ["cited", "owner"]


# --- withheld


@pytest.mark.parametrize("variant", ["auditor", "public"])
def test_withheld_information_is_listed(variant: str, example_workspace: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "withheld.csv"
    outcome = run("documents", "withheld", "example", "--variant", variant, workspace=example_workspace)
    assert outcome.code == 0
    written = run(
        *("documents", "withheld", "example", "--variant", variant, "--output", target), workspace=example_workspace
    )
    assert (written.code, written.out) == (0, f"{target}\n")
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Kind", "Id", "Title", "What is withheld", "Why", "How to inspect it", "Criteria"]
    assert all(row[3] and row[4] and row[5] for row in rows[1:])
    counted = {"auditor": "4 documents and 112 notes", "public": "72 documents, 112 notes, 10 actions and 2 findings"}
    assert f"example: withheld in the variant {variant}: {counted[variant]}." in outcome.out
    assert {row[0] for row in rows} >= {"document", "notes"}
    restricted = [row for row in rows if "successor" in row[1] or "succession" in row[2]]
    if variant == "auditor":
        (row,) = restricted
        assert row[0] == "document"
        assert row[4] == "Names prices and the partner's capacity."
        assert row[6].startswith("3.1.2.1 ")
    else:
        assert restricted == []
        assert "withheld-1" in {row[1] for row in rows}
    refused = run("documents", "withheld", "example", "--output", target, workspace=example_workspace)
    assert refused.code == 2
    assert target.read_bytes() == data


def test_withheld_information_is_listed_in_other_languages(example_workspace: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "withheld.csv"
    run("documents", "withheld", "example", "--language", "fr", "--output", target, workspace=example_workspace)
    text = target.read_text(encoding="utf-8-sig")
    assert "Names prices and the partner's capacity." in text  # the site's words stay
    assert "They are personal data" not in text


@pytest.mark.parametrize("title", ["=1+1", "+SUM(A1)", "-2", "@x", "＝1"])
def test_a_title_like_a_formula_stays_a_text(
    title: str, site: Path, small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    text = (site / "documents.yaml").read_text(encoding="utf-8")
    changed = text.replace("title: Agreement on the succession of the archive", f'title: "{title}"')
    (site / "documents.yaml").write_text(changed, encoding="utf-8")
    target = tmp_path / "withheld.csv"
    run("documents", "withheld", "small", "--output", target, workspace=small_workspace)
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert f"'{title}" in {row[2] for row in rows}


# --- calendar


def test_the_calendar_holds_every_day(example_workspace: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "days.ics"
    arguments = ("documents", "calendar", "example", "--output", target)
    outcome = run(*arguments, workspace=example_workspace)
    assert (outcome.code, outcome.out) == (0, f"{target}\n")
    data = target.read_bytes()
    assert run(*arguments, "--overwrite", workspace=example_workspace).code == 0
    assert target.read_bytes() == data
    assert max(map(len, data.split(b"\r\n"))) <= 75
    events = events_of(data)
    assert outcome.err == f"example: {len(events)} days.\n"
    assert len({str(event["UID"]) for event in events}) == len(events)
    review = next(e for e in events if str(e["SUMMARY"]) == "Review: Policy on liability and rights challenges")
    assert review["DTSTART"].dt == date(2027, 5, 31)
    assert [alarm["TRIGGER"].dt for alarm in review.walk("VALARM")] == [timedelta(days=-90), timedelta(days=-30)]
    late = next(e for e in events if e["DTSTART"].dt < date(2026, 11, 23))
    assert late.walk("VALARM") == []
    soon = next(e for e in events if date(2026, 12, 31) == e["DTSTART"].dt)
    assert [alarm["TRIGGER"].dt for alarm in soon.walk("VALARM")] == [timedelta(days=-30), timedelta(days=-7)]
    assert b"@" not in data


def test_an_event_keeps_its_name_when_its_day_moves(
    site: Path, small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    found = []
    for day in ("2028-12-31", "2029-06-30"):
        text = (site / "documents.yaml").read_text(encoding="utf-8")
        (site / "documents.yaml").write_text(text.replace("2028-12-31", day), encoding="utf-8")
        target = tmp_path / f"{day}.ics"
        run("documents", "calendar", "small", "--output", target, workspace=small_workspace)
        events = events_of(target.read_bytes())
        found.append({str(e["UID"]): e["DTSTART"].dt for e in events})
    assert found[0].keys() == found[1].keys()
    assert found[0] != found[1]


def test_a_calendar_names_no_person(site: Path, small_workspace: Path, tmp_path: Path, run: Run) -> None:
    text = (site / "site.yaml").read_text(encoding="utf-8")
    persons = ["Somebody Invented", "somebody@example.org"]
    named = text.replace(
        "    accountable: true\n", f"    accountable: true\n    person: {persons[0]}\n    email: {persons[1]}\n"
    )
    assert named != text
    (site / "site.yaml").write_text(named, encoding="utf-8")
    target = tmp_path / "days.ics"
    run("documents", "calendar", "small", "--output", target, workspace=small_workspace)
    shown = target.read_text(encoding="utf-8")
    assert not [person for person in persons if person in shown]


def test_requests_of_the_auditor_are_in_it(site: Path, small_workspace: Path, tmp_path: Path, run: Run) -> None:
    (site / "audit.yaml").write_text(
        "request-1:\n  kind: request\n  criteria: [3.1.1]\n  statement: Show us the minutes; all, and in full.\n"
        "  raised_on: 2026-11-01\n  due: 2027-02-01\n"
        "request-2:\n  kind: request\n  statement: Show us the rest.\n  raised_on: 2026-11-01\n"
        "  due: 2027-02-02\n  state: answered\n  answer: There it is.\n  answered_on: 2026-11-02\n  owner: head\n",
        encoding="utf-8",
    )
    target = tmp_path / "days.ics"
    outcome = run("documents", "calendar", "small", "--output", target, workspace=small_workspace)
    assert outcome.code == 0, outcome.err
    events = events_of(target.read_bytes())
    (request,) = [e for e in events if str(e["SUMMARY"]).startswith("Answer the auditor")]
    assert str(request["SUMMARY"]) == "Answer the auditor: Show us the minutes; all, and in full."
    assert request["DTSTART"].dt == date(2027, 2, 1)
