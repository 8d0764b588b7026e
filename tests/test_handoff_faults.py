"""A package whole or not at all: killed, interrupted, raced, on a full disk, with documents that change under way."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import bagit
import pytest
import report_samples
from commandline import CHECKOUT, Run
from readysite import copied, edited, loaded, made_ready

from iso16363.errors import AuditError, UnreadableInput, UnwritableOutput, WrongUsage
from iso16363.model.variant import Variant
from iso16363.report.look import PLAIN
from iso16363.workspace import (
    handing,
    handing_files,
    handing_place,
    handing_record,
    handing_report,
    issuing,
    journal,
)
from iso16363.workspace.editing import undo_interrupted
from iso16363.workspace.handing import Made, Order, Refused, hand_over
from iso16363.workspace.handing_copy import Job, copy_documents
from iso16363.workspace.handing_payload import Payload
from iso16363.workspace.handing_place import Staging
from iso16363.workspace.location import find_workspace
from iso16363.workspace.manner import Manner

TODAY = date(2026, 11, 23)
DRAFT, READY = "small-auditor-2026-11-23-draft", "example-auditor-2026-11-23"


@pytest.fixture(autouse=True)
def plain_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering takes seconds and has its own tests: here the page itself stands for the PDF."""

    def write_page(html: str, target: Path, _: object, *, paper: str) -> None:
        target.write_text(f"{paper} {html}", encoding="utf-8")

    monkeypatch.setattr(handing_report, "write_pdf", write_page)


@pytest.fixture
def order(small_workspace: Path, tmp_path: Path) -> Order:
    """A draft of the small site."""
    manner = Manner(Variant.AUDITOR)
    return Order(find_workspace(small_workspace), "small", TODAY, manner, tmp_path / "out", draft=True, archive=True)


@pytest.fixture(scope="module")
def prototype(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose site is ready, to be copied."""
    root = tmp_path_factory.mktemp("prototype")
    shutil.copytree(CHECKOUT / "templates" / "example", root / "sites" / "example")
    made_ready(root, TODAY)
    return root


@pytest.fixture
def ready(prototype: Path, tmp_path: Path) -> Order:
    """A package of a site that is ready."""
    workspace = copied(prototype, tmp_path / "ready-workspace")
    manner = Manner(Variant.AUDITOR)
    return Order(find_workspace(workspace), "example", TODAY, manner, tmp_path / "out", archive=True)


@contextmanager
def nobody_watches(_: int) -> Iterator[Callable[[int], None]]:
    yield lambda _: None


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def left(order: Order) -> list[str]:
    return sorted(p.name for p in order.output.iterdir()) if order.output.exists() else []


STEPS = [
    (handing, "place_documents"),
    (handing, "copy_documents"),
    (handing_files, "report_of"),
    (handing_report, "write_pdf"),
    (handing, "write_lists"),
    (handing_files, "checks_json"),
    (handing_files, "index_page"),
    (handing, "bag_info"),
    (handing, "write_archive"),
    (handing_place, "_sync"),
    (handing_place, "_link"),
]


@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("a fault")])
def test_a_failure_at_any_step_leaves_nothing(
    module: object, step: str, error: BaseException, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> object:
        raise error

    before = files_of(order.workspace.root)
    monkeypatch.setattr(module, step, failing)
    with pytest.raises(UnwritableOutput if isinstance(error, OSError) else type(error)):
        hand_over(order, nobody_watches)
    assert not order.output.exists()
    assert files_of(order.workspace.root) == before


@pytest.mark.parametrize("step", ["still_the_same", "replace_all", "frozen_text"])
def test_what_cannot_be_recorded_is_not_handed_over_in_silence(
    step: str, ready: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> object:
        raise UnwritableOutput("cannot be written", where="handoffs.yaml")

    monkeypatch.setattr(handing_record, step, failing)
    with pytest.raises(UnwritableOutput):
        hand_over(ready, nobody_watches)
    assert not (ready.workspace.site_folder("example") / "handoffs.yaml").exists()
    assert left(ready) == []


PACKING = """
import os, signal, sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from iso16363.model.variant import Variant
from iso16363.workspace import handing_report
from iso16363.workspace.handing import Order, hand_over
from iso16363.workspace.location import find_workspace
from iso16363.workspace.manner import Manner

handing_report.write_pdf = lambda html, target, inside, *, paper: target.write_text(html, encoding="utf-8")
workspace, output = find_workspace(Path(sys.argv[1])), Path(sys.argv[2])
order = Order(workspace, "example", date(2026, 11, 23), Manner(Variant.AUDITOR), output, archive=True)
"""
PACK = "hand_over(order, lambda _: nullcontext(lambda _: None))"
KILLED = """
from iso16363.workspace import {module}
real, calls = {module}.{step}, []

def dying(*arguments, **named):
    calls.append(1)
    if len(calls) == {call}:
        {first}
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)

{module}.{step} = dying
"""


def packing(order: Order, script: str = "") -> subprocess.Popen[bytes]:
    """Pack in a process of its own, where rendering is left out too."""
    arguments = [str(order.workspace.root), str(order.output)]
    command = [sys.executable, "-c", PACKING + script + PACK, *arguments]
    return subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE)


@pytest.mark.parametrize(
    ("module", "step", "call", "first"),
    [
        ("handing", "copy_documents", 1, "pass"),
        ("handing_copy", "make_folders", 3, "pass"),
        ("handing_files", "index_page", 1, "pass"),
        ("handing", "write_archive", 1, "pass"),
        ("handing_place", "_sync", 1, "pass"),
        ("handing_place", "_link", 1, "real(*arguments, **named)"),
        ("handing_record", "replace_all", 1, "pass"),
        ("handing_record", "replace_all", 1, "real(*arguments, **named)"),
        ("journal", "_move", 2, "pass"),
    ],
)
def test_a_killed_run_leaves_no_half_package_and_the_next_one_heals(
    module: str, step: str, call: int, first: str, ready: Order
) -> None:
    died = packing(ready, KILLED.format(module=module, step=step, call=call, first=first))
    _, said = died.communicate(timeout=120)
    assert died.returncode == -signal.SIGKILL, said
    for name in left(ready):
        if not name.startswith("."):
            assert (name == f"{READY}.zip") or bagit.Bag(str(ready.output / name)).is_valid()
        else:
            os.utime(ready.output / name, (time.time() - 61,) * 2)
    made = hand_over(_again(ready), nobody_watches)
    assert isinstance(made, Made)
    assert left(ready) == [READY, f"{READY}.zip"]
    bagit.Bag(str(ready.output / READY)).validate()
    assert not (ready.workspace.site_folder("example") / ".import").exists()


def _again(order: Order) -> Order:
    return Order(order.workspace, order.site, order.today, order.manner, order.output, archive=True, overwrite=True)


def test_a_folder_that_another_run_still_works_in_is_left_alone(order: Order) -> None:
    with Staging(order.output, "another-auditor-2026-11-23") as other:
        (other.bag / "file").write_bytes(b"")
        os.utime(other.folder, (1, 1))
        assert isinstance(hand_over(order, nobody_watches), Made)
        assert (other.bag / "file").exists()
    assert left(order) == [DRAFT, f"{DRAFT}.zip"]


@pytest.mark.parametrize(
    ("folder", "holds"),
    [
        (".thesis.part", "chapter"),
        (f".{READY}.part", READY),
        (f".{READY}.abcdefgh.part", "chapter"),
        (f".{READY}.abcdefgh.part", "other-auditor-2026-11-23"),
    ],
)
def test_a_hidden_folder_of_somebody_else_is_left_alone(folder: str, holds: str, order: Order) -> None:
    theirs = order.output / folder
    (theirs / holds).mkdir(parents=True)
    os.utime(theirs, (1, 1))
    assert isinstance(hand_over(order, nobody_watches), Made)
    assert (theirs / holds).is_dir()


def test_what_a_killed_run_left_is_removed(order: Order) -> None:
    left_over = order.output / f".{READY}.abcd_f7h.part"
    for name in (READY, f"{READY}.zip", f"{READY}.old", f"{READY}.zip.old"):
        (left_over / name).mkdir(parents=True)
    os.utime(left_over, (1, 1))
    assert isinstance(hand_over(order, nobody_watches), Made)
    assert left(order) == [DRAFT, f"{DRAFT}.zip"]


def test_what_took_the_place_of_a_package_meanwhile_is_not_replaced(
    ready: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(hand_over(ready, nobody_watches), Made)
    handoffs = (ready.workspace.site_folder("example") / "handoffs.yaml").read_bytes()
    real, theirs = Staging.settle, ready.output / READY / "thesis.txt"

    def meanwhile(staging: Staging) -> None:
        real(staging)
        shutil.rmtree(theirs.parent)
        theirs.parent.mkdir()
        theirs.write_bytes(b"mine")

    monkeypatch.setattr(Staging, "settle", meanwhile)
    with pytest.raises(WrongUsage, match="is not a package"):
        hand_over(_again(ready), nobody_watches)
    assert theirs.read_bytes() == b"mine"
    assert left(ready) == [READY, f"{READY}.zip"]
    assert (ready.workspace.site_folder("example") / "handoffs.yaml").read_bytes() == handoffs


def test_a_zip_that_was_moved_away_comes_back_with_its_package(ready: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(hand_over(ready, nobody_watches), Made)
    before = files_of(ready.output)
    real = Staging._publish

    def failing(*arguments: object, **named: object) -> None:
        real(*arguments, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(Staging, "_publish", failing)
    with pytest.raises(KeyboardInterrupt):
        hand_over(replace(_again(ready), archive=False), nobody_watches)
    assert files_of(ready.output) == before


@pytest.mark.parametrize("committed", [True, False])
def test_an_interrupt_leaves_package_and_record_or_neither(
    committed: bool,  # noqa: FBT001 - one of two cases
    ready: Order,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(kept: Path) -> None:
        if committed:
            (kept / "list.json").unlink()
        raise KeyboardInterrupt

    folder = ready.workspace.site_folder("example")
    with monkeypatch.context() as patched:
        patched.setattr(journal, "_forget", interrupted)
        with pytest.raises(KeyboardInterrupt):
            hand_over(ready, nobody_watches)
    assert left(ready) == ([READY, f"{READY}.zip"] if committed else [])
    undo_interrupted(ready.workspace, "example")
    assert (folder / "handoffs.yaml").exists() == committed
    assert (folder / "handoffs" / "2026-11-23-1.json").exists() == committed
    assert isinstance(hand_over(_again(ready), nobody_watches), Made)
    assert (folder / "handoffs.yaml").read_text(encoding="utf-8").count("package:") == 1


def test_two_runs_at_once_do_not_harm_each_other(ready: Order) -> None:
    """One of them makes the package; the other one makes the same, or says that it is there or made meanwhile."""
    runs = [packing(ready) for _ in range(2)]
    said = "".join(run.communicate(timeout=120)[1].decode() for run in runs)
    assert sorted(run.returncode for run in runs) == [0, 1], said
    assert "WrongUsage" in said
    assert any(word in said for word in ("exists already", "was made meanwhile", "is writing here")), said
    assert left(ready) == [READY, f"{READY}.zip"]
    bagit.Bag(str(ready.output / READY)).validate()
    handoffs = (ready.workspace.site_folder("example") / "handoffs.yaml").read_text(encoding="utf-8")
    assert handoffs.count("package:") == 1


def test_somebody_else_was_faster(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Staging.settle

    def meanwhile(staging: Staging) -> None:
        real(staging)
        shutil.copytree(staging.bag, staging.output / staging.name)

    monkeypatch.setattr(Staging, "settle", meanwhile)
    with pytest.raises(WrongUsage, match="exists already"):
        hand_over(order, nobody_watches)
    assert left(order) == [DRAFT]
    bagit.Bag(str(order.output / DRAFT)).validate()


@pytest.mark.parametrize("change", ["text", "grown", "gone", "a folder", "a pipe", "a link out"])
def test_a_document_that_changed_meanwhile_is_refused_by_name(
    change: str, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = order.workspace.site_folder("small") / "documents" / "policies" / "mission.md"

    def changed(*arguments: object) -> object:
        _change(document, change)
        return real(*arguments)  # type: ignore[arg-type]

    real = issuing.report_of
    monkeypatch.setattr(handing_files, "report_of", changed)
    made = hand_over(order, nobody_watches)
    assert isinstance(made, Refused)
    code = "D403" if change in ("text", "grown") else "D402"
    assert [d.code for d in made.report.diagnostics if d.severity == "error"] == [code]
    assert "policies/mission.md" in next(d.message for d in made.report.diagnostics if d.code == code)
    assert left(order) == []


def _change(document: Path, how: str) -> None:
    if how == "grown":
        with document.open("ab") as stream:
            stream.write(b"more")
        return
    if how == "text":
        document.write_bytes(document.read_bytes().swapcase())
        return
    outside = document.parents[3] / "outside.md"
    document.rename(outside)
    if how == "a folder":
        document.mkdir()
    elif how == "a pipe":
        os.mkfifo(document)
    elif how == "a link out":
        document.symlink_to(outside)


def test_a_document_without_checksum_that_somebody_writes_into(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"x" * (10 << 20))

    told: list[int] = []

    def write(done: int) -> None:
        if not told:
            with (tmp_path / "log").open("ab") as stream:
                stream.write(b"more")
        told.append(done)

    with pytest.raises(WrongUsage, match="was changed while"):
        copy_documents(tmp_path, [Job("log", tmp_path / "out" / "log", pinned=False)], write)


def test_a_document_that_became_restricted_meanwhile_is_not_in_a_draft(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a document without checksum, which is read before the outputs are made."""
    register = order.workspace.site_folder("small") / "documents.yaml"
    text = "".join(x for x in register.read_text("utf-8").splitlines(keepends=True) if "sha256:" not in x)
    register.write_text(text, encoding="utf-8")
    real = copy_documents

    def restricted(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        site = loaded(register.parent)
        name = next(name for name, document in site.documents.items() if document.path)
        edited(register.parent, "documents.yaml", name, access="restricted", withheld="Names.", inspect="On site.")
        return found

    monkeypatch.setattr(handing, "copy_documents", restricted)
    with pytest.raises(WrongUsage, match=r"documents\.yaml: was changed meanwhile"):
        hand_over(order, nobody_watches)
    assert left(order) == []


def test_a_document_that_was_copied_by_nobody_is_named(tmp_path: Path) -> None:
    (tmp_path / "bag").mkdir()
    placed = handing_files.Placed((), {"mission": "documents/mission.md"}, {"mission": "mission.md"}, 0, pinned=False)
    payload = Payload(tmp_path / "bag")
    with pytest.raises(WrongUsage, match=r"documents/mission\.md: was removed while the package was made"):
        handing_files.write_lists(payload, report_samples.half(), placed, {}, PLAIN)


def test_files_that_were_edited_meanwhile_are_not_packed(ready: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ready.workspace.site_folder("example") / "evidence" / "3.1.yaml"

    def looked_at(*arguments: object) -> object:
        answers.write_text(answers.read_text(encoding="utf-8") + "# looked at\n", encoding="utf-8")
        return real(*arguments)  # type: ignore[arg-type]

    real = issuing.report_of
    monkeypatch.setattr(handing_files, "report_of", looked_at)
    with pytest.raises(WrongUsage, match="was changed meanwhile"):
        hand_over(ready, nobody_watches)
    assert left(ready) == []
    assert not (answers.parent.parent / "handoffs.yaml").exists()


@pytest.mark.parametrize("path", ["a", "b/c"])
def test_one_unreadable_file_among_many_stops_the_others(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path / "documents"
    (base / "b").mkdir(parents=True)
    for name in ("a", "b/c", *(f"b/{n}" for n in range(50))):
        (base / name).write_bytes(b"x" * 1000)
    real = os.open

    def refusing(name: Path, flags: int, mode: int = 0o777) -> int:
        if Path(name) == base / path:
            raise PermissionError(13, "Permission denied")
        return real(name, flags, mode)

    monkeypatch.setattr(os, "open", refusing)
    jobs = [Job(p.relative_to(base).as_posix(), tmp_path / "out" / p.name) for p in base.rglob("*") if p.is_file()]
    with pytest.raises(UnreadableInput, match=path):
        copy_documents(base, jobs)


def test_links_within_the_folder_are_followed_and_others_are_not(tmp_path: Path) -> None:
    base = tmp_path / "documents"
    base.mkdir()
    (base / "real").write_bytes(b"text")
    (base / "link").symlink_to("real")
    (tmp_path / "outside").write_bytes(b"secret")
    (base / "out").symlink_to(tmp_path / "outside")
    (base / "loop").symlink_to("loop")
    os.mkfifo(base / "pipe")
    jobs = [Job(n, tmp_path / "copies" / n) for n in ("real", "link", "out", "pipe", "zero", "loop")]
    found = copy_documents(base, jobs)
    assert set(found) == {"real", "link"}
    assert files_of(tmp_path / "copies") == {"real": b"text", "link": b"text"}
    assert not (tmp_path / "copies" / "link").is_symlink()


def test_an_output_that_may_not_be_written(order: Order) -> None:
    order.output.mkdir()
    order.output.chmod(0o500)
    if os.access(order.output, os.W_OK):
        pytest.skip("permissions are NOT checked for this user")
    with pytest.raises(UnwritableOutput, match="Permission denied"):
        hand_over(order, nobody_watches)


def test_a_disk_that_is_full(small_workspace: Path, tmp_path: Path) -> None:
    """The largest file allowed stands for the disk: with less, the kernel refuses to write on."""
    large = small_workspace / "sites" / "small" / "documents" / "policies" / "mission.md"
    large.write_bytes(b"x" * (3 << 20))
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20)); "
        "from pathlib import Path; from iso16363.workspace.handing_copy import Job, copy_documents; "
        "copy_documents(Path(sys.argv[1]), [Job('mission.md', Path(sys.argv[2]) / 'copy')])"
    )
    command = [sys.executable, "-c", script, str(large.parent), str(tmp_path)]
    died = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=False, timeout=60)
    assert died.returncode == 1
    assert b"UnwritableOutput" in died.stderr
    assert b"File too large" in died.stderr


def test_a_disk_that_does_not_take_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large copies settle while others are read: what the disk says then is not lost."""
    (tmp_path / "tape").write_bytes(bytes(5 << 20))

    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(UnwritableOutput) as caught:
        copy_documents(tmp_path, [Job("tape", tmp_path / "copy" / "tape", 5 << 20)])
    assert caught.value.where.endswith("tape")


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2000, 1, 1)])
def test_a_clock_before_the_dates_refuses_what_is_signed_later(day: date, ready: Order) -> None:
    before = Order(ready.workspace, "example", day, ready.manner, ready.output)
    made = hand_over(before, nobody_watches)
    assert isinstance(made, Refused)
    assert made.report.judgement is not None
    assert {"review", "declaration"} <= {gate.name.value for gate in made.report.judgement.readiness.failing}


def test_a_draft_on_a_day_before_everything(order: Order) -> None:
    early = Order(order.workspace, "small", date(1970, 1, 1), order.manner, order.output, draft=True, archive=True)
    made = hand_over(early, nobody_watches)
    assert isinstance(made, Made)
    assert left(order) == ["small-auditor-1970-01-01-draft", "small-auditor-1970-01-01-draft.zip"]


def test_twenty_thousand_small_files(tmp_path: Path) -> None:
    base = tmp_path / "documents"
    jobs = []
    for folder in range(20):
        (base / str(folder)).mkdir(parents=True)
        for number in range(1000):
            path = f"{folder}/{number}.txt"
            (base / path).write_bytes(b"%d" % number)
            jobs.append(Job(path, tmp_path / "out" / path, 4))
    found = copy_documents(base, jobs)
    assert len(found) == 20_000
    assert (tmp_path / "out" / "19" / "999.txt").read_bytes() == b"999"


MEASURED = """
import resource, sys
from pathlib import Path
from iso16363.workspace.handing_copy import Job, copy_documents
from iso16363.infopackage.archive import write_archive
from datetime import date
base, out = Path(sys.argv[1]), Path(sys.argv[2])
jobs = [Job(p.name, out / p.name, p.stat().st_size) for p in base.iterdir()]
copy_documents(base, jobs)
with (out.parent / f"{out.name}.zip").open("wb") as stream:
    write_archive(stream, out, [p.name for p in base.iterdir()], date(2026, 11, 23))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_memory_does_not_grow_with_the_size_of_a_file(tmp_path: Path) -> None:
    peaks = []
    for megabytes in (1, 300):
        base = tmp_path / f"{megabytes}"
        base.mkdir()
        with (base / "data.bin").open("wb") as stream:
            for _ in range(megabytes):
                stream.write(os.urandom(1 << 20))
        command = [sys.executable, "-c", MEASURED, str(base), str(tmp_path / f"out-{megabytes}")]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True, timeout=120)
        peaks.append(int(done.stdout))
        shutil.rmtree(base)
    assert peaks[1] - peaks[0] < 40, peaks


def test_the_report_is_made_beside_much_evidence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a process of its own, which knows nothing of what a test has replaced: what it says comes back."""
    monkeypatch.setattr(handing_report, "_WORTH_IT", 0)
    task = handing_report.ReportTask("<html><body>Text</body></html>", tmp_path / "none" / "a.pdf", (), "a4", "en")
    with (
        handing_report.report_beside(task, 1) as finished,
        pytest.raises(AuditError, match="cannot be written"),
    ):
        finished()


def test_a_report_made_beside_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    page = "<html lang='en'><head><title>Page</title></head><body><h1>Text</h1></body></html>"
    for name, evidence in (("inline.pdf", 0), ("beside.pdf", 1 << 30)):
        task = handing_report.ReportTask(page, tmp_path / name, (), "a4", "en")
        with handing_report.report_beside(task, evidence) as finished:
            finished()
    assert (tmp_path / "inline.pdf").read_bytes() == (tmp_path / "beside.pdf").read_bytes()


def test_the_rest_of_a_large_file_is_not_waited_for(tmp_path: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0
    for number in range(3):
        (tmp_path / str(number)).write_bytes(b"x" * (20 << 20))
    told: list[int] = []

    def stop(done: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_documents(tmp_path, [Job(str(n), None, 20 << 20) for n in range(3)], stop)
    assert len(told) < 5


def test_the_command_tells_of_a_full_disk(
    small_workspace: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handing, "write_archive", full)
    refused = run("handoff", "small", "--draft", "--zip", "--output", tmp_path / "out", workspace=small_workspace)
    assert refused.code == 2
    assert "No space left" in refused.err
    assert not (tmp_path / "out").exists()
