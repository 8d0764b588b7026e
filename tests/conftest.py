"""Fixtures: the catalogue, copies of workspaces, a fixed day, the command line."""

import shutil
import signal
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from commandline import CHECKOUT, Outcome, Run

from iso16363.catalog import Catalogue
from iso16363.cli.main import main
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import SiteReport, report_on

TODAY = date(2026, 11, 23)
if threading.current_thread() is threading.main_thread():
    # A shell starts background jobs deaf to Ctrl-C, and programs that a test interrupts would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
_EPOCH = str(int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()))


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The day, the width and the colour do not depend on who runs the tests; no log is left behind."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", _EPOCH)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Both editions with the crosswalk."""
    return load_catalogue(crosswalks=True)


@pytest.fixture
def example_workspace(tmp_path: Path) -> Path:
    """A workspace with the complete example as its only site."""
    return _copied(CHECKOUT / "templates" / "example", tmp_path / "example-workspace" / "sites" / "example")


@pytest.fixture
def small_workspace(tmp_path: Path) -> Path:
    """A workspace with one small site that has something of everything."""
    sites = CHECKOUT / "tests" / "data" / "workspace" / "sites"
    return _copied(sites / "small", tmp_path / "small-workspace" / "sites" / "small")


@pytest.fixture
def shipped_workspace(tmp_path: Path) -> Path:
    """A workspace with the real sites of the checkout."""
    root = tmp_path / "shipped-workspace"
    shutil.copytree(CHECKOUT / "sites", root / "sites")
    return root


def _copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target.parent.parent


@pytest.fixture
def example_report(example_workspace: Path, catalogue: Catalogue) -> SiteReport:
    """The example, loaded, checked and judged."""
    return report_on(find_workspace(example_workspace), "example", catalogue, TODAY)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: `run("check", workspace=folder)`."""

    def call(*arguments: str | Path, workspace: Path | None = None) -> Outcome:
        before = ["--workspace", str(workspace)] if workspace else []
        capsys.readouterr()
        code = main([*before, *map(str, arguments)])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
