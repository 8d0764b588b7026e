"""One-pager and action sheet as documents of their own: valid for the archive, readable for everybody."""

from pathlib import Path

import oracle_pdf
import report_samples
from demands import demanded
from oracle_browser import Screen, chromium

from iso16363.report.actionsheet import build_action_sheet, render_action_sheet
from iso16363.report.onepage import build_onepage, render_onepage
from iso16363.report.pdf import pdf_bytes
from iso16363.report.screen import for_screen


def documents() -> dict[str, str]:
    half = report_samples.half()
    return {
        "onepage": render_onepage(build_onepage(half)),
        "actionsheet": render_action_sheet(build_action_sheet(half, "quality")),
    }


def test_verapdf_accepts_them(tmp_path: Path) -> None:
    demanded(f"the single sheets were not validated: {oracle_pdf.missing()} is missing", there=not oracle_pdf.missing())
    paths = []
    for name, html in documents().items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(pdf_bytes(html))
    lines = oracle_pdf.verdict(tuple(paths), ("3a", "ua1"), tmp_path)
    assert [line.split()[0] for line in lines.splitlines() if line.strip()] == ["PASS"] * 4, lines


def test_everybody_can_read_them_on_every_screen() -> None:
    with chromium() as browser:
        for name, html in documents().items():
            for screen in (Screen(), Screen(390, 844, "dark")):
                with browser.opened(for_screen(html), screen) as seen:
                    assert seen.violations() == [], name
                    assert seen.too_wide() <= 0, name
                    assert seen.dead_links() == [], name
                    assert (seen.requests, seen.complaints) == ([], []), name
