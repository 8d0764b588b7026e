"""Headless Chromium as a reader of pages, with axe-core as the judge of whether everybody can read them."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from demands import demanded

WHERE = "https://report.example.org/"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@dataclass(frozen=True, slots=True)
class Screen:
    """What the page is looked at on."""

    width: int = 1280
    height: int = 900
    colours: str = "light"


@dataclass(slots=True)
class Seen:
    """What opening a page showed: what it asked for, what it complained of, and the page itself."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """What axe-core finds wrong, one line a kind of fault with the first place."""
        self.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "rules => axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: rules}})", RULES
        )
        return [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:200]}" for v in found["violations"]]

    def too_wide(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def dead_links(self) -> Sequence[str]:
        """Links to places of the page that are not there."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
            ".filter(h => !document.getElementById(decodeURIComponent(h.slice(1))))"
        )
        return found

    def elements(self) -> int:
        """How many elements the browser made of the page."""
        return int(self.page.evaluate("document.querySelectorAll('*').length"))


class Browser:
    """A running Chromium that reaches nothing but the page it is shown."""

    def __init__(self, context: Any) -> None:
        self._context = context

    @contextmanager
    def opened(self, html: str, screen: Screen | None = None) -> Iterator[Seen]:
        """Show a page. Whatever it asks for besides is noted and refused."""
        screen = screen or Screen()
        page = self._context.new_page()
        seen = Seen(page)
        page.set_viewport_size({"width": screen.width, "height": screen.height})
        page.emulate_media(color_scheme=screen.colours)
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))

        def answer(route: Any) -> None:
            if route.request.url == WHERE:
                route.fulfill(body=html, content_type="text/html; charset=utf-8")
            else:
                seen.requests.append(route.request.url)
                route.abort()

        page.route("**/*", answer)
        try:
            page.goto(WHERE)
            yield seen
        finally:
            page.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of the system; never one that is fetched."""
    program = shutil.which("chromium")
    demanded("the HTML report was not looked at in a browser: chromium is missing", there=program is not None)
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=program, args=list(FLAGS), headless=True
        )
        try:
            yield Browser(context)
        finally:
            context.close()
