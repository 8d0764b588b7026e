"""A small package as a dictionary of files, and what somebody can do to it who knows the format well."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commandline import CHECKOUT
from readysite import made_ready

from iso16363.infopackage.bag import encoded
from iso16363.infopackage.signing import Signer
from iso16363.infopackage.verification import CheckName, Outcome, Verification
from iso16363.model.variant import Variant
from iso16363.workspace import handing_report
from iso16363.workspace.handing import Made, Order, hand_over
from iso16363.workspace.location import Workspace
from iso16363.workspace.manner import Manner
from iso16363.workspace.verifying import verify_package

TODAY = date(2026, 11, 23)
NAME = "example-auditor-2026-11-23"
SIGNATURE = "tagmanifest-sha512.txt.p7s"
Files = dict[str, bytes]


class Quiet(dict[str, bytes]):
    """Files that do not fill the screen when a test fails."""

    def __repr__(self) -> str:
        return f"{len(self)} files"


class InMemory:
    """A package that lies nowhere."""

    name = outer = NAME
    findings = ()
    sound = True

    def __init__(self, files: Files) -> None:
        self.files = files
        self.sizes = {path: len(data) for path, data in files.items()}

    @contextmanager
    def open(self, path: str) -> Iterator[io.BytesIO]:
        """Read a file."""
        yield io.BytesIO(self.files[path])


@contextmanager
def unwatched(_: int) -> Iterator[Callable[[int], None]]:
    """Nobody watches."""
    yield lambda _: None


def packed(folder: Path, *, draft: bool = False, variant: Variant = Variant.AUDITOR, language: str = "en") -> Files:
    """The package of the example, made by the tool itself; the page stands for the PDF, which takes seconds."""

    def write_page(html: str, target: Path, _: object, *, paper: str) -> None:
        target.write_text(f"{paper} {html}", encoding="utf-8")

    site = folder / "workspace" / "sites" / "example"
    shutil.copytree(CHECKOUT / "templates" / "example", site)
    if not draft:
        made_ready(folder / "workspace", TODAY)
    manner = Manner(variant, language)
    order = Order(
        Workspace(folder / "workspace", Path("workspace")), "example", TODAY, manner, folder / "out", draft=draft
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(handing_report, "write_pdf", write_page)
        made = hand_over(order, unwatched)
    assert isinstance(made, Made)
    return files_in(made.folder)


def files_in(folder: Path) -> Files:
    """Every file below a folder by its path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def resealed(files: Files, signer: Callable[[bytes], bytes] | None = None) -> Files:
    """The same files with size, manifests and tag manifests that fit them, as a forger would write them."""
    kept = {path: data for path, data in files.items() if "manifest-" not in path.partition("/")[0]}
    payload = {path: data for path, data in kept.items() if path.startswith("data/")}
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    lines = kept["bag-info.txt"].decode().splitlines()
    info = [oxum if line.startswith("Payload-Oxum:") else line for line in lines]
    kept["bag-info.txt"] = "".join(f"{line}\n" for line in info).encode()
    for algorithm in ("sha256", "sha512"):
        kept[f"manifest-{algorithm}.txt"] = _manifest(algorithm, payload)
    tags = {path: data for path, data in kept.items() if path not in payload}
    for algorithm in ("sha256", "sha512"):
        kept[f"tagmanifest-{algorithm}.txt"] = _manifest(algorithm, tags)
    if signer:
        kept[SIGNATURE] = signer(kept["tagmanifest-sha512.txt"])
    return kept


def _manifest(algorithm: str, files: Files) -> bytes:
    lines = (f"{hashlib.new(algorithm, files[path]).hexdigest()}  {encoded(path)}\n" for path in sorted(files))
    return "".join(lines).encode()


def with_json(files: Files, path: str, change: Callable[[Any], None]) -> Files:
    """The files with one JSON file changed; nothing else is made to fit."""
    data = json.loads(files[path])
    change(data)
    return {**files, path: (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()}


def replaced(files: Files, path: str, old: str, new: str) -> Files:
    """The files with a text replaced that has to be there."""
    assert old.encode() in files[path]
    return {**files, path: files[path].replace(old.encode(), new.encode())}


def as_folder(files: Files, root: Path, name: str = NAME) -> Path:
    """Write the files into a folder."""
    for path, data in files.items():
        target = root / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root / name


def as_zip(files: Files, root: Path, name: str = NAME, method: int = zipfile.ZIP_STORED) -> Path:
    """Write the files into a .zip, below one folder."""
    root.mkdir(parents=True, exist_ok=True)
    target = root / f"{name}.zip"
    with zipfile.ZipFile(target, "w", method) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}/{path}", (2026, 11, 23, 0, 0, 0)), data, method)
    return target


def verified(place: Path) -> Verification:
    """What comes out for a package on the disk."""
    return verify_package(place, unwatched)


def failing(verification: Verification) -> set[CheckName]:
    """The checks that do not hold."""
    return {r.check for r in verification.results if r.outcome is Outcome.FAILS}


def found(verification: Verification, check: CheckName) -> set[tuple[str, str]]:
    """Kind and path of every finding of a check."""
    return {(f.kind.value, f.path) for f in verification.result(check).findings}


def signer_called(name: str, **more: Any) -> Signer:
    """Somebody with a self-made certificate."""
    from signingkeys import certificate, new_key

    key = new_key("ec")
    return Signer(key, certificate(key, name=name, **more), ())  # type: ignore[arg-type]
