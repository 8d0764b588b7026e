"""`handoff` and `verify` against sha256sum and cp of the same evidence: few large files, very many, and memory."""

import os
import shutil
from pathlib import Path

from benchmarks.documents import write_evidence
from benchmarks.measure import Figure, Run, compare, python, run, timed
from benchmarks.synthetic import write_site
from iso16363.catalog import Edition
from iso16363.workspace.handing_copy import Job, copy_documents

_LIMIT = 1.3
_BLOCK = 1 << 20
_FLOOR = "floor: sha256sum and cp of the same files, one after the other"


def handoff_figures(root: Path, edition: Edition, runs: int) -> list[Figure]:
    """Whole commands with their report, and copying alone; BENCH_MEGABYTES (2048) in all."""
    megabytes = int(os.environ.get("BENCH_MEGABYTES", "2048"))
    large = write_evidence(root, "packed", [(megabytes // 8) * _BLOCK] * 8)
    quarter = write_evidence(root, "packed-quarter", [(megabytes // 32) * _BLOCK] * 8)
    peaks = [_handoff(root, site).peak for site in ("packed-quarter", "packed")]
    note = f"{_FLOOR}; peak {peaks[1]:.0f} MiB, with a quarter of the evidence {peaks[0]:.0f} MiB"
    name = f"of {megabytes} MB in 8 files"
    figures = [
        _whole(root, "packed", f"handoff {name}", runs, _LIMIT, note),
        _verify(root, "packed", f"verify {name}", runs),
        _whole(root, _answered(root, edition), f"handoff {name}", 1, None, "the same with a report of 150 pages"),
        *(_copying(root / "copied", megabytes, number, runs) for number in (8, 20_000)),
    ]
    for path in (*large, *quarter):
        path.unlink()
    shutil.rmtree(root / "out")
    return figures


def _handoff(root: Path, site: str) -> Run:
    """Make a draft, which does all that a hand-over does but record it."""
    shutil.rmtree(root / "out", ignore_errors=True)
    os.sync()  # what the measure before left to be written is not counted here
    tool = python("-m", "iso16363", "--workspace", str(root))
    return run([*tool, "handoff", site, "--draft", "--output", str(root / "out")])


def _whole(root: Path, site: str, name: str, runs: int, limit: float | None, note: str) -> Figure:
    documents = root / "sites" / site / "documents"

    def packed() -> float:
        return _handoff(root, site).seconds

    return compare(name, packed, lambda: _floor(documents, root / "copy"), limit=limit, runs=runs, note=note)


def _verify(root: Path, site: str, name: str, runs: int) -> Figure:
    """The package that was made last."""
    _handoff(root, site)
    (package,) = (root / "out").iterdir()
    command = python("-m", "iso16363", "verify", str(package))

    def floor() -> float:
        return _hashed(package)

    note = "floor: sha256sum of the same files"
    return compare(name, lambda: run(command).seconds, floor, limit=_LIMIT, runs=runs, note=note)


def _answered(root: Path, edition: Edition) -> str:
    """A site with the same evidence that has answered every criterion, with 300 documents more."""
    bare, full = root / "sites" / "packed", root / "sites" / "packed-answered"
    write_site(full, edition)
    with (full / "documents.yaml").open("a", encoding="utf-8") as register:
        register.write((bare / "documents.yaml").read_text(encoding="utf-8"))
    (full / "documents").symlink_to(bare / "documents")
    return full.name


def _copying(root: Path, megabytes: int, files: int, runs: int) -> Figure:
    """What reads, copies and hashes, alone: no report, and no register of 20,000 documents."""
    source, size = root / "documents", megabytes * _BLOCK // files
    paths = [f"{number // 1000}/{number}.bin" for number in range(files)]
    for path in paths:
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        with (source / path).open("wb") as stream:
            for start in range(0, size, _BLOCK):
                stream.write(os.urandom(min(_BLOCK, size - start)))

    def copied() -> None:
        copy_documents(source, [Job(path, root / "out" / path, size) for path in paths])

    def measured() -> float:
        shutil.rmtree(root / "out", ignore_errors=True)
        os.sync()
        return timed(copied)()

    name = f"copying of handoff, {megabytes} MB in {files:,} files"
    figure = compare(name, measured, lambda: _floor(source, root / "copy"), limit=_LIMIT, runs=runs, note=_FLOOR)
    shutil.rmtree(root)
    return figure


def _floor(documents: Path, copy: Path) -> float:
    shutil.rmtree(copy, ignore_errors=True)
    os.sync()
    return _hashed(documents) + run(["cp", "-r", f"{documents}/.", str(copy)]).seconds


def _hashed(folder: Path) -> float:
    """Seconds that sha256sum takes for all files below a folder, in as few processes as can be."""
    return run(["sh", "-c", 'find "$1/" -type f -print0 | xargs -0 sha256sum', "sh", str(folder)]).seconds
