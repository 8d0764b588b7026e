"""The start page of a package: everything is one click away, it works without network, and everybody can read it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import report_samples
from english_left import english_left
from oracle_browser import WHERE, Browser, Screen, chromium
from pseudolanguage import Pseudo

from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model.assessment import AttachedFile, Attachments
from iso16363.model.variant import Variant
from iso16363.report.look import Look
from iso16363.report.packageindex import IndexEntry, index_page, shown_size
from iso16363.variants import for_variant
from iso16363.workspace.workspace import SiteReport

SCREENS = {"desk": Screen(), "dark phone": Screen(390, 844, "dark"), "magnified": Screen(320, 640)}
NAMES = ("report.pdf", "workbook.xlsx", "assessment.json", "assessment.schema.json", "checks.json", "VERIFY.txt")
UGLY = "50% of #1?/a & b;c=ü.md"


def ugly(judgement: Judgement) -> Judgement:
    """The charter is in a file whose name would break a link that is not encoded."""
    site = judgement.site
    charter = site.documents["charter"].model_copy(update={"path": UGLY})
    found = Attachments({UGLY: AttachedFile(10, report_samples.SHA)})
    documents = {**site.documents, "charter": charter}
    return replace(judgement, site=replace(site, documents=documents, attachments=found))


def entries(shown: Judgement) -> list[IndexEntry]:
    """What lies in a package of the judgement, as the hand-over lists it."""
    found = [IndexEntry(name, 2_500_000, "a" * 64, f"About {name}") for name in NAMES]
    found += [IndexEntry("criteria/iso16363-2025/3.1.yaml", 900, "b" * 64, "Catalogue")]
    for name, document in shown.site.documents.items():
        if document.path and not document.path.startswith("["):
            found.append(IndexEntry(f"documents/{document.path}", 12_345, "c" * 64, document.title, name))
    return found


def page_of(judgement: Judgement, variant: Variant = Variant.AUDITOR) -> str:
    shown = for_variant(judgement, variant)
    return index_page(shown, entries(shown))


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.found += [given["href"] or ""] if tag == "a" else []


def words(html: str) -> str:
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(text.split())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("sample", ["ready", "audited", "hostile"])
def test_everybody_can_read_it_and_nothing_is_asked_for(browser: Browser, sample: str, screen: str) -> None:
    judgement = replace(getattr(report_samples, sample)(), draft=sample != "ready")
    with browser.opened(page_of(judgement), SCREENS[screen]) as seen:
        assert seen.violations() == []
        assert seen.too_wide() <= 0
        assert seen.dead_links() == []
        assert (seen.requests, seen.complaints) == ([], [])


def test_everybody_can_read_that_of_the_example(browser: Browser, example_report: SiteReport) -> None:
    assert example_report.judgement is not None
    with browser.opened(page_of(example_report.judgement), SCREENS["dark phone"]) as seen:
        assert seen.violations() == []
        assert seen.too_wide() <= 0
        assert seen.dead_links() == []


def test_every_link_leads_into_the_package_as_the_browser_reads_it(browser: Browser, tmp_path: Path) -> None:
    judgement = ugly(report_samples.ready())
    for entry in entries(judgement):
        path = tmp_path / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    with browser.opened(page_of(judgement)) as seen:
        links: list[str] = seen.page.evaluate("[...document.querySelectorAll('a')].map(a => a.href)")
    inside = [urlsplit(link) for link in links if link.startswith(WHERE)]
    files = {unquote(link.path).lstrip("/") for link in inside if link.path != urlsplit(WHERE).path}
    assert files >= {f"documents/{UGLY}", "report.pdf", "VERIFY.txt", "criteria/iso16363-2025/3.1.yaml"}
    assert [name for name in files if not (tmp_path / name).is_file()] == []
    assert not [link for link in inside if link.query]


@pytest.mark.parametrize("variant", list(Variant))
def test_links_stay_in_the_package_or_lead_to_the_web_address_of_a_document(variant: Variant) -> None:
    judgement = ugly(report_samples.audited())
    page = Links(page_of(judgement, variant))
    assert len(page.ids) == len(set(page.ids))
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "link", "form", "base"}
    for link in page.found:
        resolved = urlsplit(urljoin("https://package.example.org/top/data/index.html", link))
        if resolved.netloc == "package.example.org":
            assert resolved.path.startswith("/top/data/"), link
            assert not resolved.fragment or link.startswith("report.pdf#") or resolved.fragment in page.ids, link
        else:
            assert link in {document.link for document in judgement.site.documents.values()}


def test_from_a_criterion_to_its_evidence_in_one_click() -> None:
    html = page_of(report_samples.ready())
    row = html[html.index('<tr id="c-3.1.1"') :]
    row = row[: row.index("</tr>")]
    assert 'href="report.pdf#nameddest=c-3.1.1"' in row
    assert '<a href="documents/charter.md">Charter</a>, section 2' in row
    assert '<a href="#d-minutes">Minutes of the board</a>, item 3' in row, "withheld: its row says how to inspect it"


def test_a_document_on_the_web_says_when_it_was_last_seen_alive() -> None:
    html = page_of(report_samples.complete(), Variant.INTERNAL)
    row = html[html.index('<tr id="d-minutes"') :]
    assert '<a href="https://example.org/minutes">' in row[: row.index("</tr>")]
    assert "last seen alive on 1 October 2026" in row[: row.index("</tr>")]


def test_status_and_signature_come_first() -> None:
    ready = words(page_of(report_samples.ready()))
    assert "✓ READY" in ready
    assert "Signed. Head signed on 2 November 2026, and the declaration holds" in ready
    assert ready.index("READY") < ready.rindex("Where to begin")
    assert "DRAFT" not in ready
    draft = words(page_of(replace(report_samples.half(), draft=True)))
    assert "✗ DRAFT" in draft
    assert "Draft: not all gates hold. Not a hand-over." in draft
    assert "READY" not in draft
    assert "Draft of an information package: Small" in draft


def test_what_is_withheld_is_told_with_reason_and_way() -> None:
    shown = words(page_of(report_samples.ready()))
    assert "Names of staff. On site, by appointment." in shown[shown.index("What is not here") :]


def test_the_public_is_told_nothing_of_requests() -> None:
    shown = page_of(report_samples.audited(), Variant.PUBLIC)
    assert 'id="return"' not in shown
    assert "succession plan" not in shown
    assert "major-1" not in shown
    assert "The auditors" not in words(shown)


def test_a_file_that_is_not_there_is_not_linked() -> None:
    html = index_page(report_samples.ready(), [])
    links = [link for link in Links(html).found if not link.startswith(("#", "https://"))]
    assert links == []


def test_the_same_package_has_the_same_page() -> None:
    assert page_of(report_samples.audited()) == page_of(report_samples.audited())


def test_it_wears_the_colour_of_the_site() -> None:
    shown = report_samples.ready()
    assert "--brand: #7a1f5c" in index_page(shown, entries(shown), look=Look(accent="#7a1f5c"))


@pytest.mark.parametrize("sample", ["nothing", "half", "ready", "audited"])
def test_nothing_of_it_stays_english_in_another_language(sample: str) -> None:
    judgement = getattr(report_samples, sample)()
    with speaking("de", Pseudo()):
        found = entries(judgement)
        page = re.sub(r"<meta (http-equiv|name=.color-scheme)[^>]*>", "", index_page(judgement, found))
    told = [entry.about for entry in found] + [entry.path for entry in found]
    same = (
        "VERIFY.txt bagit.txt sha256sum BagIt",
        "c tagmanifest",
        "kB MB",
        "small-iso16363-2025-20261123-dddddddd-de",
    )
    assert english_left(page, judgement, *told, *same) == {}


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (12_345, "12.3 kB"), (2_500_000, "2.5 MB"), (7 * 10**12, "7.0 TB")],
)
def test_sizes_are_as_people_read_them(size: int, said: str) -> None:
    assert shown_size(size) == said
