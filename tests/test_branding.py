"""A site's own looks: what a branding folder changes in the report, and what it cannot do to it."""

import base64
import io
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import oracle_pdf
import pypdf
import pytest
import report_samples
from commandline import CHECKOUT
from demands import demanded
from faults import picture

from iso16363.diagnostics import Severity
from iso16363.errors import WrongUsage
from iso16363.model.branding import contrast
from iso16363.report.logo import BadLogo, data_uri, inert_svg
from iso16363.report.look import PLAIN, Look
from iso16363.report.page import render_html
from iso16363.report.pdf import Paper, pdf_bytes
from iso16363.report.screen import for_screen
from iso16363.report.view import build_view
from iso16363.workspace.branding import look_of, read_branding
from iso16363.workspace.freshness import build_key
from iso16363.workspace.workspace import SiteReport

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{}</svg>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "branding" / "report" / "parts").mkdir(parents=True)
    return tmp_path


def write(site: Path, name: str, text: str | bytes) -> None:
    path = site / "branding" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def page(look: Look) -> str:
    return render_html(build_view(report_samples.half()), look=look)


def words(look: Look) -> str:
    """The page without its style."""
    return re.sub(r"<style>.*?</style>", "", page(look), flags=re.DOTALL)


def test_a_site_without_branding_looks_plain(tmp_path: Path) -> None:
    assert read_branding(tmp_path) == (PLAIN, [])


def test_a_large_logo_goes_in_whole() -> None:
    """Text of that length is broken into pieces; an address must not be."""
    uri = "data:image/png;base64," + "A" * 10_000
    assert f'src="{uri}"' in page(Look(logo=uri, logo_alt="Small"))


def test_an_empty_folder_changes_nothing(site: Path) -> None:
    look, found = read_branding(site)
    assert found == []
    assert words(look) == words(PLAIN)


def test_everything_of_a_branding_is_in_the_page(site: Path) -> None:
    write(site, "logo.png", picture("PNG", "RGBA"))
    write(
        site,
        "branding.yaml",
        'logo: logo.png\nlogo_alt: Small & "old"\naccent: "#14532D"\n'
        "cover_text: Kept <well>.\nfooter: Small, Smalltown\n",
    )
    look, found = read_branding(site)
    assert found == []
    html = page(look)
    assert re.search(r'<img src="data:image/png;base64,[\w+/=]+" alt="Small &amp; &#34;old&#34;"/>', html)
    assert ":root { --brand: #14532D; }" in html
    assert '<p class="cover-text">Kept &lt;well&gt;.</p>' in html
    assert '<footer class="foot">Small, Smalltown</footer>' in html
    assert "&#10;Small, Smalltown" in html


def test_half_a_picture_is_refused_also_after_a_pdf_was_made() -> None:
    import weasyprint.images  # noqa: F401 - makes Pillow lenient

    with pytest.raises(BadLogo):
        data_uri("logo.png", picture("PNG", "RGB")[:45])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_go_in_as_they_are(kind: str) -> None:
    data = picture(kind, "RGB")
    uri = data_uri(f"Logo.{kind.lower()}", data)
    assert base64.b64decode(uri.partition(",")[2]) == data


def test_what_editors_leave_in_a_drawing_is_dropped() -> None:
    editor = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:ink="http://www.inkscape.org/x"'
        ' viewBox="0 0 9 9" ink:version="1">'
        "<!-- drawn by somebody --><metadata><a/></metadata><ink:view><script/></ink:view>"
        '<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>'
        '<rect width="9" height="9" fill="url(#g)"/></svg>'
    )
    clean = inert_svg(editor.encode()).decode()
    assert "ink" not in clean
    assert "metadata" not in clean
    assert "somebody" not in clean
    assert "script" not in clean
    assert 'fill="url(#g)"' in clean
    assert inert_svg(clean.encode()).decode() == clean


@pytest.mark.parametrize(
    "inside",
    [
        "<script>1</script>",
        "<image href='x.png'/>",
        "<use href='#a'/>",
        "<a href='https://x.example.org'><rect/></a>",
        "<animate attributeName='x'/>",
        "<foreignObject/>",
        "<g onclick='x()'/>",
        "<g ONCLICK='x()'/>",
        "<rect style='fill:url(//x.example.org)'/>",
        "<rect fill='URL( x.svg )'/>",
        "<rect style='fill:u\\72l(x)'/>",
        "<style>a{fill:url(x)}</style>",
        "<style>@font-face{}</style>",
        "<linearGradient href='x.svg#a'/>",
        "<g>" * 900 + "</g>" * 900,
        "<g/>" * 6000,
    ],
)
def test_a_drawing_that_could_do_something_is_refused(inside: str) -> None:
    with pytest.raises(BadLogo) as failure:
        inert_svg(SVG.format(inside).encode())
    assert failure.value.remedy


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<svg", b"\x00" * 100])
@pytest.mark.parametrize("name", ["l.png", "l.jpg", "l.svg", "l", "l.exe"])
def test_rubbish_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(BadLogo):
        data_uri(name, data)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#ffffff") == pytest.approx(1)


def test_a_template_of_the_site_stands_for_ours(site: Path) -> None:
    write(
        site,
        "report/parts/cover.html",
        '<p class="own">{{ view.cover.site }}</p>\n{% include "packaged/parts/cover.html" %}\n',
    )
    write(site, "report/report.css", "h1 { letter-spacing: 1pt; }\n")
    look, found = read_branding(site)
    assert found == []
    html = page(look)
    assert html.index('<p class="own">Small Archive</p>') < html.index('class="cover-site"')
    assert html.index("h1 { letter-spacing: 1pt; }") > html.index(".cover-table")
    shown = for_screen(html)
    assert shown.index("h1 { letter-spacing: 1pt; }") > shown.index("@media screen")


def test_a_template_that_fails_says_in_which_line(site: Path) -> None:
    write(site, "report/parts/cover.html", "<p>\n{{ view.cover.no_such_thing }}\n</p>\n")
    look, found = read_branding(site)
    assert found == []
    with pytest.raises(WrongUsage) as failure:
        page(look)
    assert failure.value.where.endswith("branding/report/parts/cover.html:2")
    assert "no_such_thing" in failure.value.what


@pytest.mark.parametrize(
    "text",
    [
        "{{ view.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ view.cover.__init__.__globals__ }}",
        "{{ say.__globals__ }}",
        "{{ say('{v.__class__.__init__.__globals__}', v=view) }}",
        "{{ one_or_many('{v.__html__.__globals__}', '', 1, v=style) }}",
        "{{ 1 / 0 }}",
        "{% for i in range(10000000) %}{% endfor %}",
    ],
)
def test_a_template_of_the_site_cannot_leave_the_page(site: Path, text: str) -> None:
    write(site, "report/parts/cover.html", text)
    look, found = read_branding(site)
    assert found == []
    with pytest.raises(WrongUsage):
        page(look)


def test_a_faulty_branding_never_becomes_a_look(site: Path) -> None:
    write(site, "branding.yaml", 'accent: "#ffff00"\n')
    with pytest.raises(WrongUsage, match="B801") as failure:
        look_of(site)
    assert failure.value.where.endswith("branding/branding.yaml")


def test_two_faults_are_both_told(site: Path) -> None:
    write(site, "branding.yaml", 'accent: "#ffff00"\nlogo: none.svg\n')
    write(site, "report/report.css", "@import 'x.css';\n")
    assert {d.code for d in read_branding(site)[1]} == {"B801", "B802", "B804", "B805"}
    assert all(d.severity is Severity.ERROR for d in read_branding(site)[1])


def test_a_branding_belongs_to_what_a_build_is_made_from(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(CHECKOUT / "tests" / "data" / "workspace" / "sites" / "small", site)
    shared = tmp_path / "shared"
    shared.mkdir()
    keys: list[str] = []
    for accent in ("#123a5e", "#14532d"):
        (shared / "branding.yaml").write_text(f'accent: "{accent}"\n', encoding="utf-8")
        if not keys:
            (site / "branding").symlink_to(shared, target_is_directory=True)
        keys.append(build_key(site, "program", report_samples.TODAY))
    assert keys[0] != keys[1]


def test_the_example_has_a_branding() -> None:
    look, found = read_branding(CHECKOUT / "templates" / "example")
    assert found == []
    assert look.logo
    assert look.logo.startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize("name", ["cern", "desy", "pic"])
def test_real_sites_bring_no_trademarks(name: str) -> None:
    assert not (CHECKOUT / "sites" / name / "branding").exists()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_fullest_cover_is_one_page(paper: Paper, example_report: SiteReport) -> None:
    assert example_report.judgement is not None
    look = replace(look_of(CHECKOUT / "templates" / "example"), cover_text=("Many words on a cover " * 11)[:240])
    html = render_html(build_view(example_report.judgement), look=look)
    cover = html[: html.index("<main>")] + '<main><h1 class="new">Rest</h1></main></body></html>'
    reader = pypdf.PdfReader(io.BytesIO(pdf_bytes(cover, paper=paper)))
    assert len(reader.pages) == 2
    assert "Digest" in reader.pages[0].extract_text()


LOGOS = {
    "logo.svg": SVG.format('<rect width="20" height="10" fill="#0f4c5c" opacity="0.5"/>').encode(),
    "logo.png": picture("PNG", "RGBA"),
    "grey.png": picture("PNG", "LA"),
    "logo.jpg": picture("JPEG", "RGB"),
}


@pytest.fixture(scope="module")
def pdfs() -> Mapping[str, bytes]:
    """A small report with each kind of logo."""
    view = build_view(report_samples.bare())
    looks = {
        name: Look(accent="#0f4c5c", logo=data_uri(name, data), logo_alt="Words of the logo", footer="Smalltown")
        for name, data in LOGOS.items()
    }
    return {name: pdf_bytes(render_html(view, look=look)) for name, look in looks.items()}


@pytest.mark.parametrize("name", LOGOS)
def test_a_logo_is_in_the_pdf_with_its_words_and_the_footer_on_every_page(name: str, pdfs: Mapping[str, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdfs[name]))
    assert any("Words of the logo" in str(o.get("/Alt", "")) for o in _dictionaries(reader))
    texts = [p.extract_text() for p in reader.pages]
    assert "Smalltown" not in texts[0]
    assert all("Smalltown" in text for text in texts[1:])


def _dictionaries(reader: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    found = [reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"])))]
    return [o for o in found if isinstance(o, pypdf.generic.DictionaryObject)]


def test_verapdf_accepts_every_kind_of_logo(pdfs: Mapping[str, bytes], tmp_path: Path) -> None:
    demanded(f"PDFs with a logo were not validated: {oracle_pdf.missing()}", there=not oracle_pdf.missing())
    paths = [tmp_path / f"{name}.pdf" for name in pdfs]
    for path, data in zip(paths, pdfs.values(), strict=True):
        path.write_bytes(data)
    lines = oracle_pdf.verdict(tuple(paths), ("3a", "ua1"), tmp_path).splitlines()
    assert [line for line in lines if not line.startswith("PASS")] == []
    assert len(lines) == 2 * len(LOGOS)
