"""Start-up, loading and checking, and the build of a site that did not change."""

import os
from datetime import date
from pathlib import Path

import yaml

from benchmarks.measure import Figure, compare, python, run, timed
from iso16363.catalog import Catalogue
from iso16363.workspace.workspace import find_workspace, report_on

_BARE = python("-c", "import click, pydantic; pydantic.BaseModel")
_ONE_MODEL = python("-c", "import click, pydantic\nclass Model(pydantic.BaseModel):\n    number: int")


def startup_figures(root: Path, runs: int) -> list[Figure]:
    """Whole processes against a bare one that imports click and pydantic."""

    def bare() -> float:
        return run(_BARE).seconds

    def check_start() -> float:
        return run(python("-m", "iso16363", "check", "--help")).seconds

    tool = python("-m", "iso16363", "--workspace", str(root))
    return [
        compare("iso16363 --help", lambda: run([*tool, "--help"]).seconds, bare, limit=1.5, runs=runs * 2),
        compare("start-up of check", check_start, bare, limit=1.5, runs=runs * 2, note="up to reading the site"),
        compare(
            "start-up of check",
            check_start,
            lambda: run(_ONE_MODEL).seconds,
            limit=None,
            runs=runs * 2,
            note="floor: the bare process defines one pydantic model",
        ),
        compare(
            "check of a full site",
            lambda: run([*tool, "check", "full"]).seconds,
            bare,
            limit=None,
            runs=runs * 2,
            note="whole process, reading and checking included",
        ),
    ]


def load_figures(root: Path, catalogue: Catalogue, today: date, runs: int) -> list[Figure]:
    """Loading and checking in process against PyYAML's C loader on the same bytes."""
    workspace = find_workspace(root)
    texts = [p.read_bytes() for p in sorted((root / "sites" / "full").rglob("*.yaml"))]
    size = sum(map(len, texts))

    def parse() -> None:
        for text in texts:
            yaml.load(text, Loader=yaml.CSafeLoader)

    def load() -> None:
        report_on(workspace, "full", catalogue, today)

    note = f"{size / 1024:.0f} KB of YAML: 115 criteria, 300 documents, 600 citations"
    return [compare("load + check + judge", timed(load), timed(parse), limit=2.0, runs=runs * 2, note=note)]


def build_figure(root: Path, runs: int) -> Figure:
    """The second build of an unchanged site against `check` of the same site."""
    tool = python("-m", "iso16363", "--workspace", str(root))
    environment = {"SOURCE_DATE_EPOCH": os.environ["SOURCE_DATE_EPOCH"]}
    run([*tool, "build", "full"], environment)
    return compare(
        "second build, unchanged",
        lambda: run([*tool, "build", "full"], environment).seconds,
        lambda: run([*tool, "check", "full"], environment).seconds,
        limit=1.0,
        runs=runs,
    )
