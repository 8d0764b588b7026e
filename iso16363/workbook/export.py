"""The way into this package: one judgement in, one workbook out."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from iso16363.errors import UnwritableOutput
from iso16363.judgement import Judgement
from iso16363.language import say
from iso16363.model.variant import Variant
from iso16363.workbook.actions_columns import ACTIONS
from iso16363.workbook.audit_columns import AUDIT
from iso16363.workbook.book import Book
from iso16363.workbook.changes_sheet import write_changes
from iso16363.workbook.cover_sheet import write_cover
from iso16363.workbook.criteria_sheet import write_criteria
from iso16363.workbook.crosswalk_columns import CROSSWALK
from iso16363.workbook.dashboard import CHART_ROWS, CHARTS, write_dashboard
from iso16363.workbook.dashboard_charts import Drawing, write_charts
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.evidence_columns import BACKGROUND, EVIDENCE
from iso16363.workbook.formats import Formats
from iso16363.workbook.grid import Desk, write_table
from iso16363.workbook.issue import issue_of, remaining
from iso16363.workbook.lists import build_lists, write_lists
from iso16363.workbook.marking import Marks
from iso16363.workbook.page import page_of
from iso16363.workbook.part import WHOLE, Part
from iso16363.workbook.prose import shortened
from iso16363.workbook.provided_columns import as_written
from iso16363.workbook.readme_sheet import write_readme
from iso16363.workbook.rows import gather
from iso16363.workbook.sync import OUTSIDE_NAME, export_id, write_sync
from iso16363.workbook.workings import write_workings


def write_workbook(
    judgement: Judgement, target: Path | BinaryIO, *, part: Part = WHOLE, marks: Marks | None = None
) -> None:
    """Write the self-assessment as one .xlsx; the same judgement, part, marks and language give the same bytes.

    It is written in the language spoken (`speaking`), and remembers which that is.

    The file is always complete, so that every formula holds; rows outside of the part are hidden and
    locked. Nothing is written where a text does not fit into a cell (AuditError, which names the
    cell), the part holds nothing (UnknownName, WrongUsage) or the target refuses (UnwritableOutput).
    """
    with _collector_off():
        whole = _workbook(judgement, part, marks)
    if isinstance(target, Path):
        try:
            target.write_bytes(whole)
        except OSError as error:
            raise UnwritableOutput.from_os(target, error) from error
    else:
        target.write(whole)


@contextmanager
def _collector_off() -> Iterator[None]:
    """Spare the garbage collector the many small objects of a workbook, none of which is garbage yet."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _workbook(judgement: Judgement, part: Part, marks: Marks | None) -> bytes:
    site = judgement.site.site
    everything = gather(judgement)
    rows = everything if marks is None else remaining(everything, marks.omitted)
    issue = issue_of(judgement, rows, part, marks)
    stream = BytesIO()
    name = shortened(site.short_name)
    title = say("{edition} self-assessment: {site}", edition=judgement.edition.head.title, site=name)
    book = Book(stream, judgement.today, title, caches=not issue.altered)
    export = export_id(judgement, issue)
    mark = say("{site} (fictional example)", site=name) if site.fictional else name
    footer = export if part.whole else say("{export}, part {part}", export=export, part=part.told)
    desk = Desk(book, Formats(book), page_of(judgement, footer), build_lists(judgement), mark, issue)
    write_readme(desk, rows, export)
    write_cover(desk, rows)
    dashboard = write_dashboard(desk, rows)
    write_criteria(desk, rows)
    write_table(desk, as_written(EVIDENCE, rows), rows.citations)
    write_table(desk, BACKGROUND, rows.background)
    write_table(desk, as_written(DOCUMENTS, rows), rows.documents)
    write_table(desk, ACTIONS, rows.actions)
    audit = write_table(desk, AUDIT, rows.audit)
    if judgement.variant.leaves_out:
        book.name(OUTSIDE_NAME, AUDIT.sheet, (0, 0, 0, 0))
    if judgement.variant is Variant.PUBLIC:
        audit.hide()  # what is between the site and its auditor is not in it
    if rows.crosswalk:
        write_table(desk, CROSSWALK, rows.crosswalk)
    write_lists(desk.book, desk.formats, desk.page, desk.lists)
    write_changes(desk, judgement)
    workings = write_workings(desk, rows)
    drawing = Drawing(desk, dashboard.found, dashboard.sections, dashboard.subsections, workings)
    write_charts(drawing, dashboard.sheet, CHARTS, CHART_ROWS)
    write_sync(desk, everything, marks.unsettled if marks else {})
    book.close()
    return stream.getvalue()
