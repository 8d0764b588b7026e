"""One fault, one folder: every code of the tool has its golden text, and no fault shows as another one.

`data/bad/<CODE>_<what>/` lies over a copy of the small site; `expected.txt` is what `check` has to
say. Set ISO16363_REWRITE=1 to write the texts anew, and read the difference.
"""

import os
import shutil
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from faults import BAD, DATA, MAKERS, copy_of_base, with_fault

from iso16363.catalog import Catalogue
from iso16363.diagnostics import Diagnostic
from iso16363.rules import RULES
from iso16363.workspace.location import Workspace
from iso16363.workspace.milestones import read_milestones
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)
REWRITE = bool(os.environ.get("ISO16363_REWRITE"))


def everything_wrong(root: Path, catalogue: Catalogue) -> list[Diagnostic]:
    workspace = Workspace(root, Path())
    found = []
    for site in workspace.site_ids():
        report = report_on(workspace, site, catalogue, TODAY)
        found += [Diagnostic(d.code, report.shown_place(d.place), d.message, d.hint) for d in report.diagnostics]
    return [*found, *(d for milestone in read_milestones(workspace) for d in milestone.diagnostics)]


def test_the_small_site_is_clean(catalogue: Catalogue) -> None:
    assert everything_wrong(DATA / "workspace", catalogue) == []


@pytest.mark.parametrize("name", BAD)
def test_fault_is_told_alone_and_in_these_words(name: str, catalogue: Catalogue, tmp_path: Path) -> None:
    found = everything_wrong(with_fault(name, tmp_path / "w"), catalogue)
    text = "".join(f"{d}\n" for d in found)
    golden = DATA / "bad" / name / "expected.txt"
    if REWRITE:
        golden.write_text(text, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == text
    code = name.partition("_")[0]
    # what is wrong with a provider is told there too, and is a fault of another code
    assert {d.code for d in found} == {code, *({"M207"} if code == "R317" else ())}


@pytest.mark.parametrize("name", BAD)
def test_message_says_where_and_what_to_do(name: str) -> None:
    text = (DATA / "bad" / name / "expected.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert len(lines) % 2 == 0, "every diagnostic has its remedy"
    for head, remedy in zip(lines[::2], lines[1::2], strict=True):
        assert head.startswith(("sites/", "milestones/"))
        assert remedy.startswith("    ")
        assert remedy.strip().endswith((".", "?", ":", "]")) or remedy.split()[-1].isalnum()
        assert max(len(head), len(remedy)) < 420
        assert all(c.isprintable() for c in head + remedy)


def test_every_code_has_a_folder() -> None:
    assert {name.partition("_")[0] for name in BAD} == set(RULES)


def test_every_made_fault_has_a_folder() -> None:
    assert set(MAKERS) <= set(BAD)


def test_looking_at_faults_writes_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    root = with_fault("T113_misspelt_folder", tmp_path / "w")
    before = snapshot(root)
    everything_wrong(root, catalogue)
    assert snapshot(root) == before


def snapshot(root: Path) -> dict[str, tuple[int, int, bytes]]:
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.stat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        found[str(path.relative_to(root))] = (status.st_mode, status.st_mtime_ns, content)
    return found


@pytest.mark.parametrize(
    "convert",
    [
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="mark in front"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="Windows line ends"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), id="both"),
        pytest.param(lambda data: data.rstrip(b"\n"), id="no line end at the end"),
    ],
)
def test_what_windows_editors_write_is_read(
    convert: Callable[[bytes], bytes], catalogue: Catalogue, tmp_path: Path
) -> None:
    root = copy_of_base(tmp_path / "w")
    for path in root.rglob("*.yaml"):
        path.write_bytes(convert(path.read_bytes()))
    assert everything_wrong(root, catalogue) == []
    before = report_on(Workspace(DATA / "workspace", Path()), "small", catalogue, TODAY).judgement
    after = report_on(Workspace(root, Path()), "small", catalogue, TODAY).judgement
    assert before is not None
    assert after is not None
    assert after.site.answers == before.site.answers
    assert after.site.site == before.site.site


def test_all_that_is_wrong_is_told_at_once(catalogue: Catalogue, tmp_path: Path) -> None:
    root = with_fault("R301_answer", tmp_path / "w")
    for name in ("A601_overdue", "S702_two", "D404_nowhere"):
        overlay = DATA / "bad" / name
        for path in overlay.glob("*.yaml"):
            shutil.copyfile(path, root / "sites" / "small" / path.name)
    assert [d.code for d in everything_wrong(root, catalogue)] == ["A601", "D404", "R301", "S702"]
