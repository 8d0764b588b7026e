"""Looking never writes: the tree is the same before and after."""

import hashlib
import os
from pathlib import Path

import pytest
from commandline import Run
from homecoming import Home, edited, typed

LOOKING = (
    ("check",),
    ("check", "--json"),
    ("check", "--format", "github"),
    ("check", "--format", "gitlab"),
    ("status",),
    ("status", "--json"),
    ("status", "cern"),
    ("status", "cern", "--criterion", "3.1.1"),
    ("status", "cern", "--gate", "all"),
    ("review", "cern"),
    ("review", "cern", "4.2", "--json"),
    ("sign", "cern"),
    ("sign", "cern", "--json"),
    ("next", "cern"),
    ("next", "cern", "--json"),
    ("criteria", "list"),
    ("crosswalk", "cern", "--to", "coretrustseal"),
    ("trend",),
    ("criteria", "show", "3.1.1"),
    ("workbook", "diff", "cern", "RETURNED"),
    ("workbook", "import", "cern", "RETURNED"),
)


def fingerprint(folder: Path) -> dict[str, tuple[int, str]]:
    """Every path with its time of change and, for files, the digest of what is in it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[path.relative_to(folder).as_posix()] = (path.stat().st_mtime_ns, digest)
    return found


@pytest.mark.parametrize("arguments", LOOKING, ids=" ".join)
def test_looking_never_writes(arguments: tuple[str, ...], shipped_workspace: Path, tmp_path: Path, run: Run) -> None:
    returned = tmp_path / "returned.xlsx"
    if "RETURNED" in arguments:
        returned.write_bytes(edited(Home(shipped_workspace, "cern").export(), typed("Criteria", "3.1.1", "note", "N")))
    before = fingerprint(shipped_workspace)
    given = (str(returned) if word == "RETURNED" else word for word in arguments)
    assert run(*given, workspace=shipped_workspace).code == 0
    assert fingerprint(shipped_workspace) == before


@pytest.mark.skipif(os.name == "nt", reason="folders are not made read-only like this there")
def test_a_read_only_workspace_can_be_looked_at(shipped_workspace: Path, run: Run) -> None:
    folders = [shipped_workspace, *(p for p in shipped_workspace.rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert run("check", workspace=shipped_workspace).code == 0
    finally:
        for folder in folders:
            folder.chmod(0o755)
