"""Faults laid over a copy of the small site: folders of data/bad/, and what no git repository can hold."""

import os
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

DATA = Path(__file__).parent / "data"
BAD = sorted(p.name for p in (DATA / "bad").iterdir())
ANSWER = '"3.3.1":\n  documented: 0\n  implemented: 0\n  response: "{}"\n'
REGISTERED = """\
  title: Notes on training
  kind: other
  state: draft
  access: internal
  url: https://archive.example.org/training
"""


def _evidence(data: bytes) -> Callable[[Path], None]:
    def make(site: Path) -> None:
        (site / "evidence" / "3.3.yaml").write_bytes(data)

    return make


def _register(path: str, site: Path) -> None:
    _replace(site / "documents.yaml", "url: https://archive.example.org/training", f"path: {path}")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _long_milestone(site: Path) -> None:
    _replace(site / "site.yaml", "title: Tests of the tool", f"title: {'long ' * 8000}")


def _long_doi(site: Path) -> None:
    doi = f"doi: 10.1234/{'x' * 40_000}"
    _replace(site / "documents.yaml", "url: https://archive.example.org/training", doi)


def _long_finding(site: Path) -> None:
    _replace(site / "audit.yaml", "statement: A finding.", f"statement: {'long ' * 8000}")


def _large(site: Path) -> None:
    with (site / "evidence" / "3.3.yaml").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)


def _pipe(site: Path) -> None:
    os.mkfifo(site / "evidence" / "3.3.yaml")


def _endless(site: Path) -> None:
    (site / "evidence" / "3.3.yaml").symlink_to("/dev/zero")


def _name_of_bytes(site: Path) -> None:
    (site / "evidence" / "3.3\udcff\x1b[31m.yaml").write_text("{}\n", encoding="utf-8")


def _link_to_file(site: Path) -> None:
    (site / "documents" / "notes.md").symlink_to("../site.yaml")
    _register("notes.md", site)


def _link_to_folder(site: Path) -> None:
    (site / "documents" / "up").symlink_to("..", target_is_directory=True)
    _register("up/site.yaml", site)


def _loop(site: Path) -> None:
    (site / "documents" / "notes.md").symlink_to("notes.md")
    _register("notes.md", site)


def _attached_pipe(site: Path) -> None:
    os.mkfifo(site / "documents" / "notes.md")
    _register("notes.md", site)


def picture(kind: str, mode: str, side: int = 40) -> bytes:
    """A picture of one colour in a file of a kind."""
    file = BytesIO()
    Image.new(mode, (side, 20)).save(file, kind)
    return file.getvalue()


def _logo(name: str, data: bytes) -> Callable[[Path], None]:
    def make(site: Path) -> None:
        (site / "branding" / name).write_bytes(data)

    return make


def _link_to_logo(site: Path) -> None:
    (site / "branding" / "logo.svg").symlink_to("../site.yaml")


def _link_to_templates(site: Path) -> None:
    (site / "branding" / "report").mkdir()
    (site / "branding" / "report" / "report.css").symlink_to("../../site.yaml")


def _link_to_no_milestone(site: Path) -> None:
    folder = site.parents[1] / "milestones"
    folder.mkdir()
    (folder / "M1.yaml").symlink_to("nowhere.yaml")


MAKERS: dict[str, Callable[[Path], None]] = {
    "T102_50_megabytes": _large,
    "T103_latin1": _evidence(ANSWER.format("Caf\u00e9").encode("latin-1")),
    "T103_utf16": _evidence(ANSWER.encode("utf-16")),
    "T103_utf16_without_mark": _evidence(ANSWER.encode("utf-16-le")),
    "T103_pdf": _evidence(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    "T103_pipe": _pipe,
    "T103_endless_device": _endless,
    "T108_20000_brackets": _evidence(b'"3.3.1": ' + b"[" * 20_000),
    "T109_nul": _evidence(ANSWER.format("a\x00b").encode()),
    "T109_escape_sequence": _evidence(ANSWER.format("\x1b]0;title\x07").encode()),
    "T109_turned_direction": _evidence(ANSWER.format("a\u202eb\u202cc").encode()),
    "T109_next_line": _evidence(ANSWER.format("a\x85b").encode()),
    "T109_line_separator": _evidence(ANSWER.format("a\u2028b").encode()),
    "T109_mark_inside": _evidence(ANSWER.format("a\ufeffb").encode()),
    "T109_two_marks": _evidence(b"\xef\xbb\xbf\xef\xbb\xbf" + ANSWER.encode()),
    "T109_many": _evidence(ANSWER.format("\x00" * 100_000).encode()),
    "T113_name_of_bytes": _name_of_bytes,
    "P005_link": _link_to_no_milestone,
    "D401_link_to_file": _link_to_file,
    "D401_link_to_folder": _link_to_folder,
    "D402_loop_of_links": _loop,
    "D402_pipe": _attached_pipe,
    "D402_too_long_a_name": lambda site: _register("n" * 5000, site),
    "B802_link": _link_to_logo,
    "B803_wrong_ending": _logo("logo.jpg", picture("PNG", "RGB")),
    "B803_many_pixels": _logo("logo.png", picture("PNG", "1", 5000)),
    "B803_one_megabyte": _logo("logo.png", picture("PNG", "RGB") + b"\0" * 1_048_576),
    "B803_half_a_picture": _logo("logo.png", picture("PNG", "RGB")[:45]),
    "B803_printing_colours": _logo("logo.jpg", picture("JPEG", "CMYK")),
    "B805_link": _link_to_templates,
    "E507_text_of_40000": _evidence(ANSWER.format("long " * 8000).encode()),
    "E507_milestone": _long_milestone,
    "E507_finding": _long_finding,
    "M209_long_doi": _long_doi,
    "E507_emoji": _evidence(ANSWER.format("\U0001f409" * 17_000).encode()),
}


def copy_of_base(target: Path) -> Path:
    shutil.copytree(DATA / "workspace", target, symlinks=True)
    return target


def with_fault(name: str, target: Path) -> Path:
    """The small workspace with one fault laid over it."""
    copy_of_base(target)
    overlay, site = DATA / "bad" / name, target / "sites" / "small"
    for path in sorted(overlay.rglob("*")):
        inside = path.relative_to(overlay)
        if path.is_dir() or path == overlay / "expected.txt":
            continue
        destination = target / inside if inside.parts[0] in ("sites", "milestones") else site / inside
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, destination)
    if name in MAKERS:
        MAKERS[name](site)
    return target
