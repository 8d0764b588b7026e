"""The report by itself: pages a second, whose time it is, memory, growth with the text, and Typst beside it."""

import json
import shutil
import subprocess
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pypdf

from benchmarks.measure import Run, python, run
from benchmarks.synthetic import write_site
from iso16363.catalog import Catalogue, Edition
from iso16363.judgement import Judgement
from iso16363.report.page import render_html
from iso16363.report.pdf import pdf_bytes
from iso16363.report.view import build_view
from iso16363.resources import templates_folder
from iso16363.workspace.workspace import find_workspace, report_on

_TYPST = """
import sys, pathlib, typst
view = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
pdf = typst.compile(sys.argv[1], output=sys.argv[3], sys_inputs={"view": view}, font_paths=[sys.argv[4]],
                    ignore_system_fonts=True, pdf_standards=["a-3a", "ua-1"])
"""


def report_table(root: Path, catalogue: Catalogue, today: date, runs: int) -> str:
    """Lines for a person; each whole process is the best of its runs, for what disturbs it only adds."""
    example = root / "sites" / "example"
    shutil.copytree(templates_folder() / "example", example)
    judgement = report_on(find_workspace(root), "example", catalogue, today).judgement
    if judgement is None:
        raise RuntimeError("the example cannot be judged")
    lines = [f"{'':34}  {'seconds':>8}  {'pages':>6}  {'pages/s':>8}  {'peak MiB':>8}"]
    lines += _processes(root, judgement, runs)
    lines += _growth(root, catalogue.editions["iso16363-2025"])
    lines.append(_shares(judgement))  # last: the peak of a child is at least what its parent had
    return "\n".join([*lines, ""])


def _processes(root: Path, judgement: Judgement, runs: int) -> list[str]:
    ours, theirs, view = root / "ours.pdf", root / "typst.pdf", root / "view.json"
    tool = python("-m", "iso16363", "--workspace", str(root))
    command = [*tool, "report", "example", "--overwrite", "--output", str(ours)]
    lines = [_line("the complete example", _best(command, runs), _pages(ours))]
    view.write_text(json.dumps(asdict(build_view(judgement)), default=list), encoding="utf-8")
    fonts = templates_folder() / "report" / "fonts"
    typst = python("-c", _TYPST, str(Path(__file__).with_name("report.typ")), str(view), str(theirs), str(fonts))
    try:
        subprocess.run(typst, check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().splitlines()[-1]
        return [*lines, f"Typst, comparable pages: not measured ({reason})"]
    return [*lines, _line("Typst, comparable pages", _best(typst, runs), _pages(theirs))]


def _best(command: list[str], runs: int) -> Run:
    return min((run(command) for _ in range(max(1, runs))), key=lambda r: r.seconds)


def _pages(path: Path) -> int:
    return len(pypdf.PdfReader(path).pages)


def _line(name: str, done: Run, pages: int) -> str:
    return f"{name:34}  {done.seconds:8.2f}  {pages:6}  {pages / done.seconds:8.1f}  {done.peak:8.0f}"


def _shares(judgement: Judgement) -> str:
    begun = time.perf_counter()
    html = render_html(build_view(judgement))
    prepared = time.perf_counter()
    pdf_bytes(html)
    ended = time.perf_counter()
    share = (ended - prepared) / (ended - begun)
    return (
        f"of the rendering {prepared - begun:.2f} s are ours (view, HTML), {ended - prepared:.2f} s ({share:.0%})"
        f" WeasyPrint's; HTML {len(html) / 1024:.0f} KB"
    )


def _growth(root: Path, edition: Edition) -> list[str]:
    """The same site with one, two and four times the text of its answers and citations."""
    lines, first = [], 0.0
    for times in (1, 2, 4):
        folder = root / f"growth-{times}"
        write_site(folder / "sites" / "grown", edition, documents=75 * times, citations=150 * times, paragraphs=times)
        target = folder / "report.pdf"
        tool = python("-m", "iso16363", "--workspace", str(folder))
        done = run([*tool, "report", "grown", "--output", str(target)])
        pages = _pages(target)
        a_page = done.seconds / pages
        first = first or a_page
        lines.append(f"{_line(f'text {times}-fold', done, pages)}  a page {a_page / first:.2f} of the first")
    return lines
