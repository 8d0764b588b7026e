"""The small documents of the tests as PDF: each is made once a run and looked at from several sides."""

import base64
import io
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import pdf_tags
import pypdf
import report_samples
from commandline import CHECKOUT

from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model.variant import Variant
from iso16363.report.actionsheet import build_action_sheet, render_action_sheet
from iso16363.report.embedding import Attachment
from iso16363.report.look import Look
from iso16363.report.onepage import build_onepage, render_onepage
from iso16363.report.page import render_html
from iso16363.report.pdf import Paper, pdf_bytes
from iso16363.report.view import build_view
from iso16363.resources import ENGLISH, languages
from iso16363.variants import for_variant
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.issuing import write_data
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = (
    Attachment("small.xlsx", b"PK\x03\x04 workbook " * 50, SHEET, "Supplement", "The workbook (as issued)"),
    Attachment("assessment.json", b'{"site": "small"}', "application/json", "Data", "What was judged"),
)


def _example() -> Judgement:
    """The complete example that ships with the tool, judged on the day of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(CHECKOUT / "templates" / "example", Path(folder) / "sites" / "example")
        found = report_on(find_workspace(Path(folder)), "example", load_catalogue(), report_samples.TODAY)
    assert found.judgement is not None
    return found.judgement


SAMPLES: dict[str, Callable[[], Judgement]] = {
    "bare": report_samples.bare,
    "nothing": report_samples.nothing,
    "half": report_samples.half,
    "complete": report_samples.complete,
    "ready": report_samples.ready,
    "audited": report_samples.audited,
    "draft": lambda: replace(report_samples.audited(), draft=True),
    "hostile": report_samples.hostile,
    "example": _example,
}

_LOGO = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>'
).decode()
_BRANDED = Look(
    accent="#7a1f3d",
    logo=f"data:image/svg+xml;base64,{_LOGO}",
    logo_alt="A triangle",
    cover_text="Words of the site.",
    footer="Foot of the site",
)

PAGES: dict[str, Callable[[Judgement], str]] = {
    "report": lambda judgement: render_html(build_view(judgement)),
    "branded": lambda judgement: render_html(build_view(judgement), look=_BRANDED),
    "auditor": lambda judgement: render_html(build_view(for_variant(judgement, Variant.AUDITOR))),
    "public": lambda judgement: render_html(build_view(for_variant(judgement, Variant.PUBLIC))),
    "onepage": lambda judgement: render_onepage(build_onepage(judgement)),
    "actions": lambda judgement: render_action_sheet(build_action_sheet(judgement, "quality")),
}


@dataclass(frozen=True)
class Made:
    """A document as page and as PDF."""

    html: str
    data: bytes

    @cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.data))

    @cached_property
    def tags(self) -> pdf_tags.Tag:
        return pdf_tags.tag_tree(self.reader, self.marked)

    @cached_property
    def marked(self) -> list[pdf_tags.Marked]:
        return [pdf_tags.marked(self.reader, number) for number in range(len(self.reader.pages))]

    @cached_property
    def faces(self) -> set[str]:
        """Names of the fonts, without the letters that a part of a font is named by."""
        names = (font.name for page in self.reader.pages for font in pdf_tags.fonts(page).values())
        return {name.partition("+")[2].rstrip(",") for name in names}


def made(
    sample: str = "half",
    page: str = "report",
    *,
    language: str = ENGLISH,
    paper: Paper = "a4",
    attached: bool = False,
) -> Made:
    """Make a document of a sample, once."""
    return _made(sample, page, language, paper, attached)


@cache
def _made(sample: str, page: str, language: str, paper: Paper, attached: bool) -> Made:  # noqa: FBT001 - see made
    judgement = SAMPLES[sample]()
    with speaking(language):
        html = PAGES[page](judgement)
    return Made(html, pdf_bytes(html, _files(sample, judgement) if attached else (), paper=paper))


def _files(sample: str, judgement: Judgement) -> tuple[Attachment, ...]:
    """What travels inside: the real thing for the example, little for the others."""
    if sample != "example":
        return FILES
    with tempfile.TemporaryDirectory() as folder:
        return write_data(judgement, Path(folder))


def made_of(html: str) -> Made:
    """Make a PDF of a page."""
    return Made(html, pdf_bytes(html))


def other_languages() -> list[str]:
    """Languages with a catalogue of texts, English aside."""
    return [language for language in languages() if language != ENGLISH]
