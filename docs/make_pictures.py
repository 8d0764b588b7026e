"""Make the README's pictures from the example archive: `make pictures` (needs LibreOffice, poppler and Chromium).

.venv/bin/python docs/make_pictures.py
"""

import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

PICTURES = Path(__file__).resolve().parent / "pictures"
TESTS = Path(__file__).resolve().parent.parent / "tests"
DAY = "1795392000"  # 2026-11-23
WIDTH = 900
REPORT_PAGES = {
    "report-summary": "Summary",
    "report-criterion": "3.1.1 Mission includes long-term digital preservation",
}


def main() -> int:
    """Build the example, turn the chosen pages into pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        tool = [sys.executable, "-m", "iso16363"]
        subprocess.run([*tool, "init", "--example", root], check=True, stdout=subprocess.DEVNULL)
        environment = {"SOURCE_DATE_EPOCH": DAY, "PATH": "/usr/bin:/bin"}
        subprocess.run([*tool, "--workspace", root, "build"], check=True, env=environment, stdout=subprocess.DEVNULL)
        made = root / "dist" / "example"
        report = made / "report.pdf"
        for name, title in REPORT_PAGES.items():
            picture(report, page_titled(report, title), PICTURES / f"{name}.png")
        picture(report, 1, PICTURES / "report-cover.png")
        page = root / "page.pdf"
        french = ["report", "example", "--summary", "--language", "fr", "--output", page]
        subprocess.run([*tool, "--workspace", root, *french], check=True, env=environment, stdout=subprocess.DEVNULL)
        picture(page, 1, PICTURES / "report-page-fr.png")
        office = [
            "soffice",
            f"-env:UserInstallation={(root / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*office, "--outdir", root, made / "workbook.xlsx"], check=True, stdout=subprocess.DEVNULL)
        workbook = root / "workbook.pdf"
        picture(workbook, page_saying(workbook, "Gates"), PICTURES / "workbook-dashboard.png")
        for step in (
            ("review", "example", "4.2", "4.3", "--by", "head-of-archive"),
            ("sign", "example", "--by", "director"),
            ("handoff", "example", "--output", root / "out"),
        ):
            command = [*tool, "--workspace", root, *step]
            subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        (start,) = (root / "out").glob("*/data/index.html")
        page_picture(start, PICTURES / "package-start.png")
        milestone_pictures(root / "invented", tool, environment)
    return 0


def milestone_pictures(root: Path, tool: list[str], environment: dict[str, str]) -> None:
    """Two pages on the invented sites that the tests know, one in each state."""
    sys.path.insert(0, str(TESTS))
    from federation import built

    with redirect_stdout(StringIO()):
        workspace = built(root)
    report = root / "milestone.pdf"
    command = [*tool, "--workspace", workspace, "milestone", "T1", "--output", report]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    matrix = page_titled(report, "Sites and criteria")
    picture(report, page_titled(report, "Where the milestone stands"), PICTURES / "milestone-stand.png")
    picture(report, matrix + 1, PICTURES / "milestone-criteria.png")


def page_picture(page: Path, target: Path) -> None:
    """The upper part of a page as a browser shows it, as high as a page of the report beside it."""
    shot = page.with_name("shot.png")
    size = f"--window-size=1000,{round(1000 * 297 / 210)}"
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size]
    subprocess.run([*browser, f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True)
    small(Image.open(shot), target)


def page_titled(path: Path, title: str) -> int:
    """Number of the page that a bookmark leads to, from 1."""
    reader = PdfReader(path)
    waiting = list(reader.outline)
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item, *waiting]
        elif str(item.title).endswith(title):
            number = reader.get_destination_page_number(item)
            if number is not None:
                return number + 1
    raise LookupError(f"{path.name} has no bookmark that ends with {title!r}")


def page_saying(path: Path, text: str) -> int:
    """Number of the first landscape page with a text, from 1."""
    for number, page in enumerate(PdfReader(path).pages, start=1):
        if page.mediabox.width > page.mediabox.height and text in page.extract_text():
            return number
    raise LookupError(f"{path.name} has no landscape page that says {text!r}")


def picture(pdf: Path, page: int, target: Path) -> None:
    """One page as a small PNG with a thin frame's worth of white around nothing."""
    command = ["pdftoppm", "-png", "-r", "110", "-f", str(page), "-l", str(page), pdf]
    done = subprocess.run(command, check=True, capture_output=True)
    small(Image.open(BytesIO(done.stdout)), target)


def small(image: Image.Image, target: Path) -> None:
    """A picture as the README shows it."""
    size = (WIDTH, round(image.height * WIDTH / image.width))
    image.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(160).save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
