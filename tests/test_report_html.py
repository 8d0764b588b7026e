"""The report in a browser: everybody can read it, on every screen, and nothing leaves it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import report_samples
from commandline import Run
from oracle_browser import Browser, Screen, chromium

from iso16363.report.actionsheet import build_action_sheet, render_action_sheet
from iso16363.report.look import Look
from iso16363.report.onepage import build_onepage, render_onepage
from iso16363.report.page import render_html
from iso16363.report.screen import for_screen
from iso16363.report.view import build_view
from iso16363.workspace.branding import look_of
from iso16363.workspace.workspace import SiteReport

SAMPLES = ["nothing", "bare", "half", "complete", "audited", "hostile"]
SCREENS = {
    "desk": Screen(),
    "dark": Screen(colours="dark"),
    "tablet": Screen(820, 1180),
    "phone": Screen(390, 844),
    "dark phone": Screen(390, 844, "dark"),
    "magnified": Screen(320, 640),
}
VOID = {"area", "br", "col", "hr", "img", "link", "meta", "wbr"}
WORN = Look(accent="#7a1f5c", logo="data:image/gif;base64,R0lGODlhAQABAAAAACw=", logo_alt="Small", footer="Smalltown")


def page_of(name: str, look: Look | None = None) -> str:
    view = build_view(getattr(report_samples, name)())
    return for_screen(render_html(view, look=look) if look else render_html(view))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


class Tree(HTMLParser):
    """Elements of a page as they are written, and those closed out of turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.count = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"an attribute twice in <{tag}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> in line {self.getpos()[0]}")


@pytest.mark.parametrize(
    ("name", "screen"),
    [(name, screen) for name in SAMPLES for screen in SCREENS if name == "half" or screen in {"desk", "dark phone"}],
)
def test_everybody_can_read_it(browser: Browser, name: str, screen: str) -> None:
    with browser.opened(page_of(name), SCREENS[screen]) as seen:
        assert seen.violations() == []
        assert seen.too_wide() <= 0
        assert seen.dead_links() == []
        assert (seen.requests, seen.complaints) == ([], [])


@pytest.mark.parametrize("screen", ["desk", "dark"])
def test_everybody_can_read_it_in_the_colours_of_a_site(browser: Browser, screen: str) -> None:
    with browser.opened(page_of("half", WORN), SCREENS[screen]) as seen:
        assert seen.violations() == []
        assert (seen.requests, seen.complaints) == ([], [])


@pytest.mark.parametrize("screen", ["desk", "dark phone"])
@pytest.mark.parametrize("kind", ["one page", "action sheet"])
def test_everybody_can_read_the_short_documents(browser: Browser, kind: str, screen: str) -> None:
    judgement = report_samples.half()
    short = render_onepage(build_onepage(judgement))
    if kind == "action sheet":
        short = render_action_sheet(build_action_sheet(judgement, "quality"))
    with browser.opened(for_screen(short), SCREENS[screen]) as seen:
        assert seen.violations() == []
        assert seen.too_wide() <= 0
        assert seen.dead_links() == []
        assert (seen.requests, seen.complaints) == ([], [])


def test_everybody_can_read_the_whole_example(browser: Browser, example_report: SiteReport) -> None:
    assert example_report.judgement is not None
    look = look_of(Path(__file__).parents[1] / "templates" / "example")
    html = for_screen(render_html(build_view(example_report.judgement), look=look))
    with browser.opened(html, SCREENS["dark phone"]) as seen:
        assert seen.violations() == []
        assert seen.too_wide() <= 0
        assert seen.dead_links() == []
        assert (seen.requests, seen.complaints) == ([], [])


def test_a_bad_page_is_found_out(browser: Browser) -> None:
    """Were the judge asleep, all the above would pass."""
    html = (
        "<!DOCTYPE html><html><head><title>x</title></head><body><p style='color:#bbb'>Pale</p>"
        "<img src='https://pixel.example.org/x.png'><a href='#nowhere'></a>"
        "<p style='width:3000px'>Wide</p></body></html>"
    )
    with browser.opened(html) as seen:
        found = {line.partition(" ")[0] for line in seen.violations()}
        assert {"color-contrast", "image-alt", "html-has-lang", "link-name", "landmark-one-main"} <= found
        assert seen.too_wide() > 1000
        assert seen.dead_links() == ["#nowhere"]
        assert seen.requests == ["https://pixel.example.org/x.png"]
        assert seen.complaints


def test_a_script_that_a_template_brings_does_not_run(browser: Browser) -> None:
    attack = "<script>document.title = 'taken'</script><img src='x' alt='' onerror=\"document.title = 'taken'\">"
    with browser.opened(page_of("half").replace("</main>", f"{attack}</main>")) as seen:
        assert seen.page.title() != "taken"
        assert seen.requests == []
        assert any("Content Security Policy" in complaint for complaint in seen.complaints)


@pytest.mark.parametrize(
    "html", ["<p>x</p>", "<!DOCTYPE html>\n<HTML lang=en><Head id=a>", "<html><script></script><head>"]
)
def test_lock_comes_before_everything_a_template_writes(html: str) -> None:
    page = for_screen(f"{html}<body></body>")
    assert page.index("Content-Security-Policy") < min(page.index(t) for t in ("<p", "<script", "<body") if t in page)


@pytest.mark.parametrize("name", SAMPLES)
def test_browser_reads_the_page_as_it_is_written(browser: Browser, name: str) -> None:
    html = page_of(name)
    tree = Tree(html)
    assert (tree.wrong, tree.open) == ([], [])
    with browser.opened(html) as seen:
        assert seen.elements() == tree.count


def test_keyboard_comes_to_the_content_first(browser: Browser) -> None:
    with browser.opened(page_of("half")) as seen:
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        assert seen.page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        seen.page.keyboard.press("Enter")
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate("document.activeElement.closest('main') !== null")


def test_list_of_parts_is_beside_a_wide_page_and_one_tap_away_on_a_narrow_one(browser: Browser) -> None:
    html = page_of("half")
    with browser.opened(html, SCREENS["desk"]) as seen:
        assert seen.page.locator("nav.side a[href='#annexes']").is_visible()
        assert not seen.page.locator(".contents").is_visible()
    with browser.opened(html, SCREENS["phone"]) as seen:
        seen.page.evaluate("location.hash = 'annexes'")
        bar = seen.page.locator("nav.side .bar")
        assert bar.bounding_box()["y"] == 0
        bar.click()
        assert seen.page.evaluate("location.hash") == "#contents"
        assert seen.page.locator(".contents").is_visible()


def test_printed_from_a_browser_it_is_the_paper_report(browser: Browser) -> None:
    with browser.opened(page_of("half")) as seen:
        seen.page.emulate_media(media="print")
        assert not seen.page.locator("nav.side").is_visible()
        assert seen.page.locator(".remarks").first.is_visible()
        assert seen.page.evaluate("getComputedStyle(document.body).display") == "block"


def test_every_part_is_in_the_list_and_every_cell_knows_its_column() -> None:
    html = page_of("half")
    side = html[html.index('<nav class="side"') : html.index("</nav>")]
    parts = set(re.findall(r'<h1 id="([^"]+)"', html)) - {"contents"}
    assert parts <= set(re.findall(r'href="#([^"]+)"', side))
    assert 'href="#s-3.1"' in side
    assert re.search(r'<td data-column="When">judged on', html)
    assert '<table aria-label="Document control"' in html


def test_page_of_one_part_has_no_list() -> None:
    html = for_screen("<html>\n<head>\n</head>\n<body>\n<h1 id='a'>One</h1>\n</body>\n</html>")
    assert "<nav" not in html
    assert '<main id="main">' in html


def test_paper_pays_nothing_for_the_screen() -> None:
    html = render_html(build_view(report_samples.half()))
    for mark in ("<nav", "data-column", "prefers-color-scheme", 'class="skip"'):
        assert mark not in html


def test_command_writes_the_page_for_a_browser(run: Run, small_workspace: Path, tmp_path: Path) -> None:
    target = tmp_path / "small.html"
    outcome = run("report", "small", "--format", "html", "--output", target, workspace=small_workspace)
    assert outcome.code == 0
    assert '<nav class="side"' in target.read_text(encoding="utf-8")
