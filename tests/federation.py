"""A federation of invented sites in every state that a milestone can find them in."""

import functools
import shutil
from datetime import date
from pathlib import Path

import pytest
from commandline import CHECKOUT
from readysite import reviewed, signed

from iso16363.cli.main import main

PLAN = """\
format: 1
id: T1
title: Every invented archive is ready
project: The invented federation
due: 2026-06-30
verification: A progress report that says which archive is ready.
rule:
  core: [alpha, beta, gamma, delta, epsilon, zeta]
  others: [eta]
"""
NETWORK = """\
format: 1
kind: provider
id: network
name: Invented Network of Archives
short_name: Network
fictional: true
edition: iso16363-2025
"""
LENT = """\
charter:
  title: Charter of the invented network
  kind: agreement
  state: approved
  effective: 2025-05-02
  access: public
  url: https://network.example.org/charter
  checked: 2026-11-01
"""
STATES = {
    "alpha": "not-started",
    "beta": "under-way",
    "gamma": "self-audit-finished",
    "delta": "ready-to-submit",
    "epsilon": "submitted",
    "eta": "under-way",
}
"""What each site is; zeta is broken."""


def federation(root: Path, day: date) -> Path:
    """A workspace with a milestone, a provider, and a site in each state; one of them an edition behind."""
    sites = root / "sites"
    for name in ("alpha", "beta", "gamma", "zeta", "eta"):
        _example(sites / name)
    for folder in (sites / "alpha" / "evidence", sites / "alpha" / "documents"):
        shutil.rmtree(folder)
    for file in ("actions.yaml", "documents.yaml"):
        (sites / "alpha" / file).write_text("{}\n", encoding="utf-8")
    _replaced(sites / "zeta" / "site.yaml", "edition:", "editon:")
    reviewed(sites / "gamma", day)
    for name in ("delta", "epsilon"):
        shutil.copytree(sites / "gamma", sites / name)
        _named(sites / name, "gamma")
        signed(sites / name, day)
    for name in ("alpha", "beta"):
        _citing_the_charter(sites / name)
    (sites / "network").mkdir()
    (sites / "network" / "site.yaml").write_text(NETWORK, encoding="utf-8")
    (sites / "network" / "documents.yaml").write_text(LENT, encoding="utf-8")
    (root / "milestones").mkdir()
    (root / "milestones" / "T1.yaml").write_text(PLAN, encoding="utf-8")
    package = root / "package"
    assert main(["--workspace", str(root), "handoff", "epsilon", "--output", str(package)]) == 0
    return root


@functools.cache  # for several modules use it
def built(base: Path) -> Path:
    """The federation as of the day of the tests, built once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795392000")
        return federation(base / "federation", date(2026, 11, 23))


def _example(folder: Path) -> None:
    shutil.copytree(CHECKOUT / "templates" / "example", folder)
    _named(folder, "example")


def _named(folder: Path, before: str) -> None:
    path = folder / "site.yaml"
    _replaced(path, f"id: {before}\n", f"id: {folder.name}\n")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    called = {"name: ": f"The {folder.name.title()} Archive", "short_name: ": folder.name.title()}
    for index, line in enumerate(lines):
        for key, name in called.items():
            if line.startswith(key):
                lines[index] = f"{key}{name}\n"
    path.write_text("".join(lines), encoding="utf-8")


def _citing_the_charter(folder: Path) -> None:
    with (folder / "site.yaml").open("a", encoding="utf-8") as stream:
        stream.write("\ninherits: [network]\n")
    path = folder / "evidence" / "3.5.yaml"
    cited = "  evidence:\n    - document: network/charter\n      state: candidate\n"
    if not path.exists():
        path.parent.mkdir()
        path.write_text(f'"3.5.1":\n{cited}', encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  evidence:\n", cited, 1), encoding="utf-8")


def _replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path}: {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
