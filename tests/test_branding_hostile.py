"""What a branding folder made in bad faith, or by a broken program, cannot do."""

import struct
import warnings
import zlib
from pathlib import Path

import pytest
import report_samples
from faults import picture

from iso16363.errors import WrongUsage
from iso16363.report.logo import BadLogo, data_uri, inert_svg
from iso16363.report.look import Look
from iso16363.report.page import render_html
from iso16363.report.view import build_view
from iso16363.workspace.branding import read_branding

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}">{}</svg>'


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "branding" / "report"
    (folder / "parts").mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "{{ look.overlay.parent.joinpath('branding.yaml').read_text() }}",
        "{{ look.overlay.joinpath('pwned').write_text('x') }}",
        "{{ (look.overlay / '..').iterdir() | list }}",
    ],
)
def test_a_template_of_the_site_reaches_no_file(overlay: Path, text: str) -> None:
    (overlay / "parts" / "cover.html").write_text(text, encoding="utf-8")
    look, found = read_branding(overlay.parent.parent)
    assert found == []
    with pytest.raises(WrongUsage):
        render_html(build_view(report_samples.bare()), look=look)
    assert not (overlay / "pwned").exists()


def test_a_template_sends_nobody_elsewhere(overlay: Path) -> None:
    text = '<p>\n<META  HTTP-EQUIV = refresh content="0;url=https://example.org">'
    (overlay / "parts" / "cover.html").write_text(text, encoding="utf-8")
    _, found = read_branding(overlay.parent.parent)
    assert [(d.code, d.place.line) for d in found] == [("B805", 2)]


def test_a_loop_of_links_is_a_fault_of_the_folder(overlay: Path) -> None:
    (overlay / "loop.html").symlink_to("loop.html")
    look, found = read_branding(overlay.parent.parent)
    assert [(d.code, d.place.file) for d in found] == [("B805", "branding/report/loop.html")]
    assert look == Look()


@pytest.mark.parametrize("rule", ["a{background:u\\72l(x)}", "@im\\70ort 'x';", "a{background:\\75 rl(x)}"])
def test_escapes_hide_nothing_in_a_style_sheet(overlay: Path, rule: str) -> None:
    (overlay / "report.css").write_text(f'a::before {{ content: "\\201C" }}\n{rule}\n', encoding="utf-8")
    _, found = read_branding(overlay.parent.parent)
    assert [(d.code, d.place.line) for d in found] == [("B805", 2)]


@pytest.mark.parametrize("box", ["foo", "0 0 9", "0 0 nan 9", "0 0 9 9 9", ""])
def test_a_drawing_without_four_numbers_is_refused(box: str) -> None:
    with pytest.raises(BadLogo):
        inert_svg(SVG.format(box, "<rect/>").encode())


@pytest.mark.parametrize("box", ["0 0 20 10", " 0,0, 20.5 ,.5 ", "-1e1 0 1E+2 9."])
def test_a_drawing_with_four_numbers_is_taken(box: str) -> None:
    assert inert_svg(SVG.format(box, "<rect/>").encode())


def test_a_gradient_that_a_pdf_would_be_made_of_for_ever_is_refused() -> None:
    stripes = '<linearGradient id="a" x1="0" x2="1e-7" spreadMethod="repeat"><stop/></linearGradient>'
    with pytest.raises(BadLogo, match="repeats"):
        inert_svg(SVG.format("0 0 9 9", stripes).encode())


@pytest.mark.parametrize("side", [12_000, 100_000])
def test_a_picture_that_unpacks_to_too_much_is_refused_unopened(side: int) -> None:
    data = picture("PNG", "RGB")
    head = b"IHDR" + struct.pack(">II", side, side) + data[24:29]
    data = data[:12] + head + struct.pack(">I", zlib.crc32(head)) + data[33:]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(BadLogo, match="pixels"):
            data_uri("logo.png", data)
