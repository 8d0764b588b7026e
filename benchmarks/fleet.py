"""Many sites: time a site must not grow with their number, memory must not grow at all."""

import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import python, run
from benchmarks.synthetic import write_site
from iso16363.catalog import Edition


def fleet(edition: Edition, largest: int) -> str:
    """Check 3, 30, ... sites, and build the smaller fleets whole; a line each."""
    lines = [f"{'':26}  {'seconds':>8}  {'a site':>8}  {'peak MiB':>8}"]
    sizes = [n for n in (3, 30, 300) if n <= largest]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_site(root / "site-0", edition, documents=60, citations=120)
        for size in sizes:
            workspace = _workspace(root, size)
            tool = python("-m", "iso16363", "--workspace", str(workspace))
            done = run([*tool, "check"])
            lines.append(_line(f"check of {size} sites", done.seconds, size, done.peak))
            if size <= 30:
                built = run([*tool, "build"])
                lines.append(_line(f"build of {size} sites", built.seconds, size, built.peak))
            shutil.rmtree(workspace)
    return "\n".join([*lines, ""])


def _workspace(root: Path, size: int) -> Path:
    workspace = root / f"fleet-{size}"
    for number in range(size):
        target = workspace / "sites" / f"site-{number}"
        shutil.copytree(root / "site-0", target)
        text = (target / "site.yaml").read_text(encoding="utf-8")
        (target / "site.yaml").write_text(text.replace("site-0", f"site-{number}"), encoding="utf-8")
    return workspace


def _line(name: str, seconds: float, size: int, peak: float) -> str:
    return f"{name:26}  {seconds:8.2f}  {seconds / size:8.3f}  {peak:8.0f}"
