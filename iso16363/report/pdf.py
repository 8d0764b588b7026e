"""The page as a tagged PDF for the archive: PDF/A-3a and PDF/UA-1, the same page the same bytes.

The only module that knows WeasyPrint, and it loads it at its door: everything else works without.
"""

import gc
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from iso16363.errors import MissingLibrary, UnwritableOutput, WrongUsage
from iso16363.report.embedding import Attachment, embed
from iso16363.report.glyphs import missing_letters, with_boxes
from iso16363.report.page import render_html, report_folder
from iso16363.report.pdfobjects import RawObject
from iso16363.report.tagging import Tagging
from iso16363.report.view import ReportView

Paper = Literal["a4", "letter"]
"""Sheets a report can be laid out for; the text is as wide on both."""

_APT = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

_VARIANT: Final = "pdf/a-3a"

_VOID = re.compile(r"<(br|col|hr|meta|wbr)\b([^>]*?)/?>")

_UA_IDENTIFICATION = b"""<rdf:Description rdf:about=""
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


def write_pdf(
    view_or_html: ReportView | str, target: Path, attachments: Sequence[Attachment] = (), *, paper: Paper = "a4"
) -> None:
    """Write the report as PDF; the same input gives the same bytes.

    Nothing is written unless the whole document could be made. Whoever needs the file to appear
    whole or not at all gives a temporary path and renames it.
    Raises MissingLibrary without Pango, UnwritableOutput, and WrongUsage when the templates ask for
    a file that is missing or outside their folder.
    """
    data = pdf_bytes(view_or_html, attachments, paper=paper)
    try:
        target.write_bytes(data)
    except OSError as error:
        raise UnwritableOutput.from_os(target, error) from error


def pdf_bytes(view_or_html: ReportView | str, attachments: Sequence[Attachment] = (), *, paper: Paper = "a4") -> bytes:
    """Render the report as PDF in memory. Raises as write_pdf does."""
    html = view_or_html if isinstance(view_or_html, str) else render_html(view_or_html)
    with missing_letters() as missing:
        data = _rendered(html, attachments, paper)
    return _rendered(with_boxes(html, missing), attachments, paper) if missing else data


def _rendered(html: str, attachments: Sequence[Attachment], paper: Paper) -> bytes:
    weasyprint = _weasyprint()
    folder = report_folder().resolve()
    base = f"{folder.as_uri()}/"
    fetcher = _fetcher(weasyprint, folder)
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheets = ["fonts.css"] if paper == "a4" else ["fonts.css", f"{paper}.css"]
    try:
        with _collector_off(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "unclosed file .*sRGB2014", ResourceWarning)  # left open by WeasyPrint
            styles = [
                weasyprint.CSS(
                    string=(folder / sheet).read_text(encoding="utf-8"),
                    base_url=base,
                    url_fetcher=fetcher,
                    font_config=fonts,
                )
                for sheet in sheets
            ]
            page = _page(weasyprint, html, base, fetcher)
            document = page.render(stylesheets=styles, font_config=fonts, pdf_variant=_VARIANT)
            finisher = partial(_finish, tagging=Tagging(document), attachments=attachments)
            with _references_kept():
                rendered: bytes = document.write_pdf(pdf_variant=_VARIANT, finisher=finisher)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise WrongUsage(
            f"the templates of the report ask for something they may not have ({error})",
            where=str(folder),
            remedy="Put the file into the folder of the templates and refer to it there.",
        ) from error
    return rendered


def may_fetch(address: str, folder: Path) -> bool:
    """Whether the templates may load an address: inline data, or a file in their own folder."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "data":
        return True
    if parts.scheme != "file" or parts.netloc:
        return False
    return Path(unquote(parts.path)).resolve().is_relative_to(folder.resolve())


def _weasyprint() -> Any:  # noqa: ANN401 - the library has no types
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except OSError as error:
        raise MissingLibrary(
            f"the PDF needs a system library that is not installed ({error})",
            remedy=f"Install it, on Debian and Ubuntu with: {_APT}",
        ) from error
    return weasyprint


def _fetcher(weasyprint: Any, folder: Path) -> Any:  # noqa: ANN401 - as above
    class OwnFilesOnly(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> object:
            if not may_fetch(url, folder):
                raise PermissionError("only files beside the templates are loaded")
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols=("file", "data"), allow_redirects=False, fail_on_errors=True)


def _page(weasyprint: Any, html: str, base: str, fetcher: Any) -> Any:  # noqa: ANN401 - as above
    """Parse the page. Ours is well-formed but for its void elements: the XML parser takes a fiftieth of the time.

    What it does not take (a control character, a template that closes nothing) goes the usual way.
    """
    try:
        tree = ET.fromstring(_VOID.sub(r"<\1\2/>", html))  # noqa: S314 - our own page, every text in it is escaped
    except ET.ParseError:
        return weasyprint.HTML(string=html, base_url=base, url_fetcher=fetcher)

    page = weasyprint.HTML(string="", base_url=base, url_fetcher=fetcher)
    page.wrapper_element = type(page.wrapper_element).from_html_root(tree, content_language=None)
    page.etree_element = page.wrapper_element.etree_element
    return page


@contextmanager
def _collector_off() -> Iterator[None]:
    """Rendering makes millions of objects and few cycles: without the collector it is a fifth faster."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextmanager
def _references_kept() -> Iterator[None]:
    """Every tag asks pydyf (0.13) for one page's reference, and gets it out of a list of all pages, made anew.

    That time grows with the square of the pages: of 140 pages it is 6 % of the whole, of 280 it is 14 %.
    """
    import pydyf

    asked = pydyf.PDF.page_references
    kept: dict[int, tuple[bytes, ...]] = {}

    def references(pdf: Any) -> tuple[bytes, ...]:  # noqa: ANN401 - as above
        pages = len(pdf.pages["Kids"])
        if pages not in kept:
            kept[pages] = asked.fget(pdf)
        return kept[pages]

    pydyf.PDF.page_references = property(references)
    try:
        yield
    finally:
        pydyf.PDF.page_references = asked


def _finish(document: Any, pdf: Any, *, tagging: Tagging, attachments: Sequence[Attachment]) -> None:  # noqa: ANN401 - as above
    """Add what WeasyPrint does not: PDF/UA beside PDF/A, files, page labels, images (emoji) without interpolation."""
    tagging.finish(pdf)
    embed(pdf, attachments)
    for item in pdf.objects:
        if "Interpolate" in getattr(item, "extra", {}):
            item.extra["Interpolate"] = "false"
    metadata = next(item for item in pdf.objects if getattr(item, "extra", {}).get("Type") == "/Metadata")
    metadata.stream = [metadata.stream[0].replace(b"</rdf:RDF>", _UA_IDENTIFICATION + b"</rdf:RDF>", 1)]
    if document.pages[0]._page_box.page_type.name == "cover":  # noqa: SLF001 - the library does not tell otherwise
        pdf.catalog["PageLabels"] = b"<< /Nums [0 << /P (Cover) >> 1 << /S /D /St 2 >>] >>"
    pdf.objects[:] = [
        item if item.free == "f" or isinstance(item, RawObject) else RawObject.of(item) for item in pdf.objects
    ]
