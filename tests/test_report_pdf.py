import builtins
import gc
import io
import logging
import re
import sys
from pathlib import Path
from typing import Any

import oracle_pdf
import pypdf
import pytest
import report_samples

from iso16363.errors import MissingLibrary, UnwritableOutput, WrongUsage
from iso16363.report import pdf
from iso16363.report.page import render_html, report_folder
from iso16363.report.pdf import may_fetch, pdf_bytes, write_pdf
from iso16363.report.view import build_view

_SMALL = "<html lang=en><head><title>t</title>{}</head><body><p>text</p>{}</body></html>"


@pytest.fixture(scope="module")
def half() -> bytes:
    """The PDF of a small site, made once."""
    return pdf_bytes(build_view(report_samples.half()))


@pytest.fixture(scope="module")
def reader(half: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(half))


def _plain() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _titles(outline: list[Any]) -> list[str]:
    return [t for item in outline for t in (_titles(item) if isinstance(item, list) else [str(item.title)])]


def test_pages_and_text(reader: pypdf.PdfReader) -> None:
    texts = [page.extract_text() for page in reader.pages]
    assert 15 <= len(texts) <= 20
    assert all(len(text) > 150 for text in texts), "no page is empty"
    assert "A self-assessment, not a certificate." in texts[0]
    assert f"page 2 of {len(texts)}" in texts[1]
    assert "page 1 of" not in texts[0]
    assert "M1 · draft · internal" in texts[1]
    summary = [text for text in texts if "Decision asked for" in text]
    assert len(summary) == 1, "the summary is one page"
    assert "What would stop certification today" in summary[0]
    assert summary[0].count("Summary") >= 1


def test_outline_labels_and_metadata(reader: pypdf.PdfReader) -> None:
    titles = _titles(reader.outline)
    assert [t for t in titles if t.startswith("C ")] == ["C Summary"]
    assert "3.1.2.1 Succession" in titles
    assert reader.page_labels[:3] == ["Cover", "2", "3"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Readiness report: Small, ISO 16363:2025"
    assert str(reader.metadata["/CreationDate"]) == "D:20261123"


def test_tagged_for_archive_and_accessibility(reader: pypdf.PdfReader) -> None:
    root: Any = reader.trailer["/Root"].get_object()
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfuaid:part="1"' in metadata
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfaid:conformance="A"' in metadata
    assert metadata.count("</rdf:RDF>") == 1


def test_same_site_same_bytes(half: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    write_pdf(render_html(build_view(report_samples.half())), tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == half


def test_the_quick_parser_and_the_usual_one_give_the_same_bytes(half: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_VOID", re.compile("(?!)()()"))  # void elements stay open: no XML
    assert pdf_bytes(build_view(report_samples.half())) == half


def test_nothing_is_complained_about(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        pdf_bytes(build_view(report_samples.bare()))
    assert [r.message for r in caplog.records if "HarfBuzz-Subset" not in r.getMessage()] == []


@pytest.mark.skipif(bool(oracle_pdf.missing()), reason=f"veraPDF needs {oracle_pdf.missing()}")
def test_verapdf_accepts_it_and_refuses_a_plain_one(half: bytes, tmp_path: Path) -> None:
    (tmp_path / "half.pdf").write_bytes(half)
    (tmp_path / "plain.pdf").write_bytes(_plain())
    lines = oracle_pdf.verdict((tmp_path / "half.pdf", tmp_path / "plain.pdf"), ("3a", "ua1"), tmp_path)
    verdicts = [tuple(line.split()[:2]) for line in lines.splitlines() if not line.startswith(" ")]
    assert verdicts == [("PASS", "3a"), ("PASS", "ua1"), ("FAIL", "3a"), ("FAIL", "ua1")], lines


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.png",
        "https://example.org/x.css",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "file://host/etc/passwd",
        "{folder}/../../pyproject.toml",
        "{folder}/%2e%2e/%2e%2e/pyproject.toml",
        "{folder}x/style.css",
        "javascript:1",
        "http://[::1",
        "relative.css",
        "",
    ],
)
def test_only_files_beside_the_templates_are_loaded(address: str) -> None:
    folder = report_folder()
    assert not may_fetch(address.format(folder=folder.resolve().as_uri()), folder)


def test_own_files_and_inline_data_are_loaded(tmp_path: Path) -> None:
    folder = report_folder()
    assert may_fetch((folder / "fonts" / "x.ttf").resolve().as_uri(), folder)
    assert may_fetch("data:image/png;base64,AAAA", folder)
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "inside" / "link").symlink_to(tmp_path / "secret")
    assert not may_fetch((tmp_path / "inside" / "link").as_uri(), tmp_path / "inside")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", '<img src="https://example.org/x.png" alt="x">'),
        ("", '<img src="file:///etc/passwd" alt="x">'),
        ('<link rel="stylesheet" href="../../../x.css">', ""),
        ("<style>body { background: url(http://example.org/x) }</style>", ""),
        ("<style>@import url(http://example.org/x.css);</style>", ""),
    ],
)
def test_a_template_that_reaches_outside_is_refused(head: str, body: str) -> None:
    with pytest.raises(WrongUsage, match="may not have"):
        pdf_bytes(_SMALL.format(head, body))


def test_images_are_not_interpolated_as_the_archive_format_wants() -> None:
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    data = pdf_bytes(_SMALL.format("", f'<img alt="pixel" src="data:image/png;base64,{pixel}">'))
    root: Any = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    images = [x.get_object() for x in root["/Resources"]["/XObject"].values()]
    assert images
    assert [image["/Interpolate"].value for image in images] == [False]


def test_without_pango_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingLibrary, match=r"apt-get install libpango-1\.0-0"):
        write_pdf(_SMALL.format("", ""), tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_the_collector_is_as_it_was() -> None:
    assert gc.isenabled()
    with pytest.raises(WrongUsage):
        pdf_bytes(_SMALL.format("", '<img src="http://example.org/x.png" alt="x">'))
    assert gc.isenabled()


def test_an_unwritable_target_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput):
        write_pdf(_SMALL.format("", ""), tmp_path)


def test_the_library_is_loaded_at_its_door_only() -> None:
    names = [name for name in vars(pdf) if "weasyprint" in str(vars(pdf)[name].__class__)]
    assert names == []
    assert "iso16363.report.pdf" in sys.modules
