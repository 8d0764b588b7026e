"""Packages one after the other: each is held against the last of its own variant, and names nobody who left."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commandline import Run
from readysite import edited, loaded, made_ready, signed
from test_cli_changes import edit

from iso16363.workspace import handing_report

TODAY = date(2026, 11, 23)


@pytest.fixture
def folder(example_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a site that is ready. The page itself stands for the PDF, which has its own tests."""

    def write_page(html: str, target: Path, _: object, *, paper: str) -> None:
        target.write_text(f"{paper} {html}", encoding="utf-8")

    monkeypatch.setattr(handing_report, "write_pdf", write_page)
    return made_ready(example_workspace, TODAY)


def handed_out(run: Run, folder: Path, target: Path, variant: str) -> Path:
    options = ("--variant", variant, "--output", target)
    outcome = run("handoff", "example", *options, workspace=folder.parent.parent)
    assert outcome.code == 0, outcome.err
    return target / f"example-{variant}-{TODAY}" / "data"


def since(package: Path) -> Any:
    data = json.loads((package / "assessment.json").read_text(encoding="utf-8"))
    return data["since"] and data["since"]["id"]


def test_what_was_published_in_between_does_not_hide_a_change_from_the_auditor(
    folder: Path, run: Run, tmp_path: Path
) -> None:
    handed_out(run, folder, tmp_path / "1", "auditor")
    first, second = list(loaded(folder).actions)[:2]
    edited(folder, "actions.yaml", first, action="The first change since.")
    signed(folder, TODAY)
    assert since(handed_out(run, folder, tmp_path / "2", "public")) is None
    edited(folder, "actions.yaml", second, action="The second change since.")
    signed(folder, TODAY)
    told = run("changes", "example", workspace=folder.parent.parent).out
    package = handed_out(run, folder, tmp_path / "3", "auditor")
    assert since(package) == "2026-11-23-1"
    listed = (package / "changes.csv").read_text(encoding="utf-8-sig")
    for text in ("The first change since.", "The second change since."):
        assert text in listed
        assert text in told


def test_a_person_who_left_is_in_no_file_of_the_next_package(folder: Path, run: Run, tmp_path: Path) -> None:
    role = next(iter(loaded(folder).site.roles))
    for number, (person, leader) in enumerate((("Quill Zorn", "Quill Zorn"), ("Tamsin Oake", "its head"))):
        roles = {name: found.model_dump(mode="json", exclude_none=True) for name, found in _roles(folder).items()}
        edit(folder, "site.yaml", "roles", **{role: {**roles[role], "person": person}})
        edited(folder, "evidence/3.1.yaml", "3.1.1", response=f"Ingest is led by {leader} and is described.")
        made_ready(folder.parent.parent, TODAY)
        package = handed_out(run, folder, tmp_path / str(number), "auditor")
        named = [p.name for p in package.rglob("*") if p.is_file() and b"Zorn" in p.read_bytes()]
        assert named == []
    listed = (package / "changes.csv").read_text(encoding="utf-8-sig")
    assert "Ingest is led by [withheld] and is described." in listed


def _roles(folder: Path) -> dict[str, Any]:
    return dict(loaded(folder).site.roles)
