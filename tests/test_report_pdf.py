import builtins
import gc
import hashlib
import io
import logging
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
import report_samples
from demands import demanded
from report_pdfs import FILES, made, made_of

from iso16363.errors import MissingLibrary, UnwritableOutput, WrongUsage
from iso16363.report import pdf
from iso16363.report.page import render_html, report_folder
from iso16363.report.pdf import may_fetch, pdf_bytes, write_pdf
from iso16363.report.view import build_view

_SMALL = "<html lang=en><head><title>t</title>{}</head><body><p>text</p>{}</body></html>"


@pytest.fixture
def half() -> bytes:
    """The PDF of a small site."""
    return made().data


@pytest.fixture
def reader() -> pypdf.PdfReader:
    return made().reader


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


@pytest.mark.parametrize("page", [render_html(build_view(report_samples.bare())), _SMALL.format("", "")])
def test_files_travel_inside_with_what_they_are_to_the_report(page: str) -> None:
    data = pdf_bytes(page, FILES)
    assert pdf_bytes(page, FILES[::-1]) == data, "their order is that of their names"
    reader = pypdf.PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[::2] == ["assessment.json", "small.xlsx"]
    assert [entry.get_object() for entry in root["/AF"]] == [entry.get_object() for entry in names[1::2]]
    for entry, file in zip(names[1::2], reversed(FILES), strict=True):
        found = entry.get_object()
        assert (found["/F"], found["/UF"], found["/Desc"]) == (file.name, file.name, file.description)
        assert found["/AFRelationship"] == f"/{file.relationship}"
        inside = found["/EF"]["/F"]
        assert inside["/Subtype"] == f"/{file.media_type}"
        assert inside.get_data() == file.data
        day = reader.metadata["/ModDate"] if reader.metadata and "/ModDate" in reader.metadata else None
        assert inside["/Params"].get("/ModDate") == inside["/Params"].get("/CreationDate") == day
        assert inside["/Params"]["/Size"] == len(file.data)
        said = inside["/Params"]["/CheckSum"]
        assert getattr(said, "original_bytes", said) == hashlib.md5(file.data, usedforsecurity=False).digest()


def test_another_reader_finds_the_files(tmp_path: Path) -> None:
    demanded("attached files were NOT read by poppler: pdfdetach is missing", there=bool(shutil.which("pdfdetach")))
    odd = replace(FILES[0], name="Übersicht (1) 東.xlsx")
    write_pdf(_SMALL.format("", ""), tmp_path / "x.pdf", [*FILES, odd])
    listed = subprocess.run(["pdfdetach", "-list", tmp_path / "x.pdf"], capture_output=True, check=True)
    assert listed.stdout.decode().splitlines()[1:] == [
        "1: assessment.json",
        "2: small.xlsx",
        "3: Übersicht (1) 東.xlsx",
    ]
    subprocess.run(["pdfdetach", "-save", "3", "-o", tmp_path / "out", tmp_path / "x.pdf"], check=True)
    assert (tmp_path / "out").read_bytes() == odd.data


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(WrongUsage, match="same name"):
        pdf_bytes(_SMALL.format("", ""), [FILES[0], FILES[0]])


@pytest.mark.parametrize("face", ["SourceSans3-It.ttf", "SourceCodePro-Semibold.ttf"])
def test_without_a_font_nothing_is_written(face: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    shutil.copytree(report_folder(), folder)
    (folder / "fonts" / face).unlink()
    monkeypatch.setattr(pdf, "report_folder", lambda: folder)
    with pytest.raises(WrongUsage, match=face):
        write_pdf(_SMALL.format("", ""), tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_a_long_text_is_laid_out_to_its_end() -> None:
    text = "A sentence of moderate length stands here. " * 2_000
    document = made_of(_SMALL.format("", f"<p>{text}</p><p>The end.</p>"))
    assert len(document.reader.pages) > 15
    assert document.tags.text.endswith("The end.")
    assert document.tags.text.count("moderate") == 2_000


def test_letters_no_font_has_are_boxes_that_say_what_they_are() -> None:
    style = "<style>body { font-family: 'Source Sans 3' } @page { @top-left { content: 'a\ue000b' } }</style>"
    body = (
        '<div data-x="\ue000">\ue000\ue001&amp; <a href="#x" id="x">\ue000</a> <code>c\ue000</code></div>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>\ue000</title>'
        '<text y="9">\ue000</text></svg>'
    )
    document = made_of(_SMALL.format(style, body))
    assert document.tags.text == "text\ue000\ue001& \ue000 c\ue000\u25a1"
    (figure,) = document.tags.all("Figure")
    assert figure.entries["/Alt"] == "\ue000"
    assert document.marked[0].artifacts[-1][1] == "a\u25a1b"


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
