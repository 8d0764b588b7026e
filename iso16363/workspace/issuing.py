"""One site's documents for their readers: in a variant, a language, on a paper, with what belongs inside."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from iso16363.interchange import assessment, to_text
from iso16363.judgement import Judgement
from iso16363.language import say, speaking
from iso16363.model.base import Term
from iso16363.report.actionsheet import build_action_sheet, render_action_sheet
from iso16363.report.embedding import Attachment
from iso16363.report.look import PLAIN, Look
from iso16363.report.onepage import build_onepage, render_onepage
from iso16363.report.page import render_html
from iso16363.report.pdf import write_pdf
from iso16363.report.screen import for_screen
from iso16363.report.view import build_view
from iso16363.workbook.export import write_workbook
from iso16363.workspace.manner import Manner, for_readers

WORKBOOK, REPORT, ASSESSMENT = "workbook.xlsx", "report.pdf", "assessment.json"
_JSON, _XLSX = "application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReportKind(Term):
    """The documents that are made of a judgement."""

    REPORT = "report", "The whole readiness report."
    SUMMARY = "summary", "One page for a director."
    ACTIONS = "actions", "What one role has to do."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that somebody asks for; `role` is whose actions are wanted."""

    kind: ReportKind = ReportKind.REPORT
    role: str = ""


def html_page(judgement: Judgement, wanted: Wanted, manner: Manner, look: Look = PLAIN) -> str:
    """A document as one self-contained HTML page. Raises UnknownName for a role that the site does not have."""
    with speaking(manner.language):
        return for_screen(_page(for_readers(judgement, manner), wanted, look))


def write_document(judgement: Judgement, wanted: Wanted, manner: Manner, target: Path, look: Look = PLAIN) -> None:
    """Write a document as PDF; the report carries assessment and workbook of the same variant.

    Raises as html_page and write_pdf do.
    """
    with speaking(manner.language), tempfile.TemporaryDirectory() as folder:
        shown = for_readers(judgement, manner)
        page = _page(shown, wanted, look)
        inside = write_data(shown, Path(folder)) if wanted.kind is ReportKind.REPORT else ()
        write_pdf(page, target, inside, paper=manner.paper)


def write_outputs(judgement: Judgement, manner: Manner, folder: Path, look: Look = PLAIN) -> tuple[str, ...]:
    """Write workbook, report and assessment into a folder; gives their names."""
    with speaking(manner.language):
        shown = for_readers(judgement, manner)
        inside = write_data(shown, folder)
        write_pdf(_page(shown, Wanted(), look), folder / REPORT, inside, paper=manner.paper)
    return WORKBOOK, REPORT, ASSESSMENT


def report_of(shown: Judgement, folder: Path, look: Look = PLAIN) -> tuple[str, tuple[Attachment, ...]]:
    """Write workbook and assessment into a folder; gives the report's page, and both as what travels inside it.

    For a judgement that is narrowed already, in the language spoken.
    """
    inside = write_data(shown, folder)
    return _page(shown, Wanted(), look), inside


def write_data(shown: Judgement, folder: Path) -> tuple[Attachment, ...]:
    """Write workbook and assessment; gives both as what travels inside the report, to stay together with it."""
    workbook, text = folder / WORKBOOK, to_text(assessment(shown))
    write_workbook(shown, workbook)
    (folder / ASSESSMENT).write_text(text, encoding="utf-8")
    described = say("The self-assessment as data: answers, ratings, citations, results and checks")
    filled = say("The same as a workbook, with formulas and their values")
    return (
        Attachment(ASSESSMENT, text.encode(), _JSON, "Data", described),
        Attachment(WORKBOOK, workbook.read_bytes(), _XLSX, "Supplement", filled),
    )


def _page(shown: Judgement, wanted: Wanted, look: Look) -> str:
    if wanted.kind is ReportKind.SUMMARY:
        return render_onepage(build_onepage(shown), look=look)
    if wanted.kind is ReportKind.ACTIONS:
        return render_action_sheet(build_action_sheet(shown, wanted.role), look=look)
    return render_html(build_view(shown), look=look)
