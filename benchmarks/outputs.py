"""Workbook against openpyxl writing the same cells plainly; report against WeasyPrint on the same HTML."""

from pathlib import Path

import openpyxl
import weasyprint

from benchmarks.measure import Figure, compare, timed
from iso16363.judgement import Judgement
from iso16363.report.page import render_html
from iso16363.report.pdf import write_pdf
from iso16363.report.view import build_view
from iso16363.workbook.export import write_workbook


def workbook_figure(judgement: Judgement, root: Path, runs: int) -> Figure:
    """Our workbook, with all its features, against the bare cells of it by openpyxl."""
    target = root / "workbook.xlsx"
    write_workbook(judgement, target)
    loaded = openpyxl.load_workbook(target)
    sheets = {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in loaded.worksheets}
    cells = sum(v is not None for rows in sheets.values() for row in rows for v in row)

    def plain() -> None:
        book = openpyxl.Workbook()
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(root / "plain.xlsx")

    return compare(
        "workbook",
        timed(lambda: write_workbook(judgement, target)),
        timed(plain),
        limit=1.0,
        runs=runs,
        note=f"{cells} cells, {target.stat().st_size / 1024:.0f} KB",
    )


def report_figures(judgement: Judgement, root: Path, runs: int) -> list[Figure]:
    """Our report, from judgement to PDF, against WeasyPrint alone on the HTML it was given."""
    target = root / "report.pdf"
    html = render_html(build_view(judgement))
    document = weasyprint.HTML(string=html, url_fetcher=_own_files).render()
    pages = len(document.pages)

    def ours() -> None:
        write_pdf(render_html(build_view(judgement)), target)

    def floor() -> None:
        weasyprint.HTML(string=html, url_fetcher=_own_files).write_pdf(target)

    figure = compare("report", timed(ours), timed(floor), limit=1.15, runs=runs)
    note = f"{pages} pages, {pages / figure.seconds:.1f} a second"
    prepared = compare(
        "  view and HTML alone",
        timed(lambda: render_html(build_view(judgement))),
        timed(floor),
        limit=None,
        runs=1,
        note="the rest is WeasyPrint's",
    )
    return [Figure(figure.name, figure.seconds, figure.floor, figure.ratio, figure.limit, note), prepared]


def _own_files(url: str) -> object:
    return weasyprint.default_url_fetcher(url)
