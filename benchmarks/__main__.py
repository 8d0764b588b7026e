"""`make bench`: print the table. BENCH_RUNS sets the runs (7), BENCH_SITES the largest fleet (300).

BENCH_BUILDS is the largest fleet that is built whole (24), BENCH_ANSWERS how many criteria of its sites are
answered (all): building a thousand takes more than an hour on two processors, with few answers half of that.
BENCH_PARTS chooses among "fleet report commands" (all).
"""

import os
import platform
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.documents import documents_figures
from benchmarks.fleet import fleet
from benchmarks.handoff import handoff_figures
from benchmarks.measure import Figure, table
from benchmarks.outputs import report_figures, workbook_figure
from benchmarks.report import report_table
from benchmarks.startup import build_figure, load_figures, startup_figures
from benchmarks.synthetic import write_site
from benchmarks.trend import trend_figures
from iso16363.catalog import Catalogue
from iso16363.workspace.workspace import find_workspace, load_catalogue, report_on

TODAY = date(2026, 11, 1)


def main() -> int:
    """Measure everything, print machine, versions, medians, and whether each limit holds."""
    runs = int(os.environ.get("BENCH_RUNS", "7"))
    largest = int(os.environ.get("BENCH_SITES", "300"))
    built = int(os.environ.get("BENCH_BUILDS", "24"))
    answered = int(os.environ.get("BENCH_ANSWERS", "115"))
    os.environ["SOURCE_DATE_EPOCH"] = "1793491200"  # 2026-11-01
    print(_machine())
    catalogue = load_catalogue(crosswalks=True)
    edition = catalogue.editions["iso16363-2025"]
    known = ("fleet", "report", "commands")
    parts = os.environ.get("BENCH_PARTS", " ".join(known)).split()
    if unknown := set(parts).difference(known):
        sys.exit(f"BENCH_PARTS: unknown {sorted(unknown)}; there are: {' '.join(known)}")
    if "fleet" in parts:  # first, while this process is small: the peak of a child is at least what its parent had
        for line in fleet(edition, largest, built, answered):
            print(line, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root / "sites" / "full", edition)
        if "report" in parts:
            print(report_table(root, catalogue, TODAY, max(1, runs // 3)), flush=True)
        if "commands" in parts:
            print(table(_commands(root, catalogue, runs)))
    return 0


def _commands(root: Path, catalogue: Catalogue, runs: int) -> list[Figure]:
    edition = catalogue.editions["iso16363-2025"]
    report = report_on(find_workspace(root), "full", catalogue, TODAY)
    if report.judgement is None or report.diagnostics:
        raise RuntimeError(f"the synthetic site is not clean: {report.diagnostics[:3]}")
    return [
        *startup_figures(root, runs),
        *load_figures(root, catalogue, TODAY, runs),
        workbook_figure(report.judgement, root, runs),
        *report_figures(report.judgement, root, max(1, runs // 3)),
        build_figure(root, runs),
        *documents_figures(root, max(1, runs // 3)),
        *handoff_figures(root, edition, max(1, runs // 3)),
        *trend_figures(root, edition, max(1, runs // 3)),
    ]


def _machine() -> str:
    names = ("pydantic", "click", "PyYAML", "XlsxWriter", "openpyxl", "weasyprint")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}\n{versions}\n"


if __name__ == "__main__":
    sys.exit(main())
