"""An independent validator's word on every kind of document we make: PDF/A-3a and PDF/UA-1."""

import io
from pathlib import Path

import oracle_pdf
import pypdf
import pytest
import report_pdfs
from demands import demanded
from report_pdfs import made


@pytest.fixture(autouse=True)
def _validator() -> None:
    demanded(f"the report was NOT validated: {oracle_pdf.missing()} is missing", there=not oracle_pdf.missing())


SCRIPTS = """<html lang="en"><head><title>東京</title><style>body { font-family: "Source Sans 3" }</style></head><body>
<p>東京大学 שלום مرحبا สวัสดี \U0001f4be \ue000 <a href="https://example.org">図書館</a> <code>東</code></p>
</body></html>"""


def _plain() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_every_kind_of_document_is_accepted_and_a_plain_one_refused(tmp_path: Path) -> None:
    spoken = ["en", *report_pdfs.other_languages()]
    good = {
        "example with files": made("example", attached=True),
        "nothing on letter": made("nothing", paper="letter"),
        "hostile": made("hostile"),
        "branded": made("bare", "branded"),
        "public": made("half", "public"),
        "audited": made("audited", "auditor"),
        "draft": made("draft"),
        "one page of a draft": made("draft", "onepage"),
        **{f"bare in {language}": made("bare", language=language) for language in spoken[1:2]},
        **{f"onepage in {language}": made(page="onepage", language=language) for language in spoken},
        **{f"actions in {language}": made(page="actions", language=language) for language in spoken},
        "scripts": report_pdfs.made_of(SCRIPTS),
    }
    files = {name: document.data for name, document in good.items()} | {"plain": _plain()}
    for name, data in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
    paths = tuple(tmp_path / f"{name}.pdf" for name in files)
    lines = oracle_pdf.verdict(paths, ("3a", "ua1"), tmp_path)
    verdicts = [tuple(line.split()[:2]) for line in lines.splitlines() if not line.startswith(" ")]
    expected = [("FAIL" if name == "plain" else "PASS", flavour) for name in files for flavour in ("3a", "ua1")]
    assert verdicts == expected, lines[:4000]
