"""Reading attached files: `documents check` against `sha256sum` of the same files, and how much memory it takes."""

import os
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Figure, compare, python, run

_BLOCK = 1 << 20
_ENTRY = """\
{id}:
  title: File {id}
  kind: record
  state: approved
  access: internal
  path: {path}
  sha256: {sha}
"""
_SITE = "format: 1\nid: {id}\nedition: iso16363-2025\nname: Site\nshort_name: Site\nlegal_entity: Nobody\n"


def documents_figures(root: Path, runs: int) -> list[Figure]:
    """A few large files and many small ones, BENCH_MEGABYTES (2048) in all for the large ones."""
    megabytes = int(os.environ.get("BENCH_MEGABYTES", "2048"))
    large = write_evidence(root, "large", [(megabytes // 8) * _BLOCK] * 8)
    quarter = write_evidence(root, "quarter", [(megabytes // 32) * _BLOCK] * 8)
    small = write_evidence(root, "small", [4096] * 20_000)
    peaks = [run(_check(root, site)).peak for site in ("quarter", "large")]
    note = f"peak {peaks[1]:.0f} MiB, of a quarter as much {peaks[0]:.0f} MiB"
    figures = [
        _figure(root, "large", f"documents check of {megabytes} MB", large, runs, 1.3, note),
        _figure(root, "small", "documents check of 20,000 files of 4 KB", small, runs, None, "the register included"),
    ]
    for path in (*large, *quarter, *small):
        path.unlink()
    return figures


def _figure(
    root: Path, site: str, name: str, files: Sequence[Path], runs: int, limit: float | None, note: str
) -> Figure:
    def floor() -> float:
        return run(["xargs", "-0", "-a", str(root / f"{site}.list"), "sha256sum"]).seconds

    (root / f"{site}.list").write_bytes(b"\0".join(os.fsencode(path) for path in files))
    return compare(name, lambda: run(_check(root, site)).seconds, floor, limit=limit, runs=runs, note=note)


def _check(root: Path, site: str) -> list[str]:
    return python("-m", "iso16363", "--workspace", str(root), "documents", "check", site)


def write_evidence(root: Path, site: str, sizes: Sequence[int]) -> list[Path]:
    """A site with attached files of these sizes and nothing else: blocks in an order that no disk can guess."""
    folder = root / "sites" / site
    (folder / "documents").mkdir(parents=True)
    chance = random.Random(site)
    blocks = [chance.randbytes(_BLOCK) for _ in range(16)]
    paths = []
    for number, size in enumerate(sizes):
        path = folder / "documents" / f"{number:05}.bin"
        with path.open("wb") as stream:
            stream.write(number.to_bytes(8, "big"))
            for _ in range(size // _BLOCK):
                stream.write(chance.choice(blocks))
            stream.write(chance.choice(blocks)[: size % _BLOCK])
        paths.append(path)
    sums = subprocess.run(
        ["sha256sum", "--zero", *(path.name for path in paths)],
        cwd=folder / "documents",
        capture_output=True,
        check=True,
    )
    entries = (line.split(b"  ", 1) for line in sums.stdout.split(b"\0") if line)
    text = "\n".join(
        _ENTRY.format(id=f"file-{name.decode()[:-4]}", path=name.decode(), sha=sha.decode()) for sha, name in entries
    )
    (folder / "documents.yaml").write_text(text, encoding="utf-8")
    (folder / "site.yaml").write_text(_SITE.format(id=site), encoding="utf-8")
    return paths
