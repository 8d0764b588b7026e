import os
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import jinja2
import pytest
import report_samples
from commandline import CHECKOUT

from iso16363.catalog import Catalogue
from iso16363.report.page import _environment, render_html, report_folder
from iso16363.report.view import build_view
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import SiteReport, report_on

SAMPLES = ["nothing", "bare", "half", "complete", "ready", "audited", "hostile"]
GOLDEN = Path(__file__).parent / "data" / "golden"


class Elements(HTMLParser):
    """Ids, links and loaded addresses of a page, and its open elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: set[str] = set()
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")
            elif name in ("src", "data", "srcset", "xlink:href") or name.startswith("on"):
                self.loads.append(f"{name}={value}")


def page_of(name: str) -> str:
    return render_html(build_view(getattr(report_samples, name)()))


@pytest.mark.parametrize("name", ["nothing", "half", "audited"])
def test_page_is_as_it_was_approved(name: str) -> None:
    """Set ISO16363_REWRITE=1 to write the files anew, and review the difference."""
    html = re.sub(r"<style>.*?</style>", "<style></style>", page_of(name), flags=re.DOTALL)
    golden = GOLDEN / f"report_{name}.html"
    if os.environ.get("ISO16363_REWRITE"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(html, encoding="utf-8")
    assert html == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_page_holds_together(name: str) -> None:
    page = Elements(page_of(name))
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    assert page.loads == []
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base"}


@pytest.mark.parametrize("name", SAMPLES)
def test_headings_never_skip_a_level(name: str) -> None:
    levels = Elements(page_of(name)).headings
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_style_loads_nothing() -> None:
    style = (report_folder() / "report.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style
    assert "table-layout: fixed" in style


def test_hostile_text_stays_text() -> None:
    html = page_of("hostile")
    assert "<script" not in html
    assert "javascript:alert(1)" in html
    assert not re.search(r"href=[\"']?javascript", html)
    assert "{{ 7*7 }}" in html
    assert "49" not in re.findall(r"\{\{.{5}\}\}|49 %}", html)
    assert "x" * 40_000 in html.replace("<wbr>", "")


@pytest.mark.parametrize("name", SAMPLES)
def test_page_promises_no_certification(name: str) -> None:
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page_of(name), flags=re.DOTALL).lower()
    assert "a self-assessment, not a certificate" in text
    assert not re.search(r"\b(is|be|been|are) (certified|compliant|accredited)\b", text)


def test_every_id_leads_both_ways() -> None:
    html = page_of("half")
    sheet = html[html.index('id="c-5.2.1"') : html.index('id="c-5.2.2"')]
    assert 'href="#a-write-analysis"' in sheet
    action = html[html.index('id="a-write-analysis"') :]
    assert 'href="#c-5.2.1"' in action[: action.index("</tr>")]
    assert 'href="#d-charter"' in html[html.index('id="c-3.1.1"') :]
    document = html[html.index('id="d-charter"') :]
    assert 'href="#c-3.1.1"' in document[: document.index("</tr>")]


def test_a_claim_above_its_support_is_shown_as_such() -> None:
    assert "claimed 1, supported 0" in page_of("half")


def test_a_template_that_asks_for_what_is_not_there_fails() -> None:
    environment = _environment(report_folder())
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ view.nothing_of_the_sort.at_all }}").render(view={})


@pytest.mark.parametrize("site", ["cern", "desy", "pic"])
def test_real_sites_have_a_page(site: str, catalogue: Catalogue, today: date) -> None:
    judgement = report_on(find_workspace(CHECKOUT), site, catalogue, today).judgement
    assert judgement is not None
    html = render_html(build_view(judgement))
    page = Elements(html)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert html.count('<div class="sheet ') == len(judgement.edition.criteria)


def test_the_example_has_a_page(example_report: SiteReport) -> None:
    assert example_report.judgement is not None
    html = render_html(build_view(example_report.judgement))
    page = Elements(html)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert "A fictional example" in html
    levels = page.headings
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
