"""The files of a package's payload: written by us or by the writers of outputs, each with its checksums."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from iso16363.infopackage.bag import (
    DECLARATION,
    DECLARED,
    INFO,
    SIGNATURE,
    info_text,
    manifest,
    payload_manifests,
    tag_manifest_name,
)
from iso16363.infopackage.contents import ABOUT, PAYLOAD, Entry, media_type
from iso16363.infopackage.signing import Signer, signature
from iso16363.language import say
from iso16363.workspace.handing_copy import Sums, make_folders

_BLOCK: Final = 1 << 20


class Payload:
    """A bag as it grows: what lies below its data/, in the order it came."""

    def __init__(self, bag: Path) -> None:
        self.bag = bag
        self.folder = bag / PAYLOAD
        self.entries: list[Entry] = []
        make_folders(self.folder)

    def write(self, path: str, data: str | bytes, about: str = "") -> None:
        """Write a file below data/; of those that every package has, what they are is known."""
        content = data.encode() if isinstance(data, str) else data
        target = self.folder / path
        make_folders(target.parent)
        target.write_bytes(content)
        self.take(path, about=about)

    def take(self, path: str, sums: Sums | None = None, about: str = "", document: str | None = None) -> None:
        """Count a file that is there already. `sums` are its checksums where they are known."""
        target = self.folder / path
        target.chmod(0o644)
        known = sums or _sums(target)
        said = about or say(ABOUT[path])
        self.entries.append(Entry(path, known.size, known.sha256, known.sha512, media_type(path), said, document))

    def listed(self) -> list[Entry]:
        """What is there, sorted by path."""
        return sorted(self.entries, key=lambda entry: entry.path)

    def close(self, info: Iterable[tuple[str, str]], signer: Signer | None) -> str:
        """Write the files that make the folder a bag; gives the SHA-256 that stands for all of it."""
        texts = {DECLARATION: DECLARED, INFO: info_text(tuple(info)), **payload_manifests(self.listed())}
        files = {name: text.encode() for name, text in texts.items()}
        tags = {
            algorithm: manifest({name: hashlib.new(algorithm, data).hexdigest() for name, data in files.items()})
            for algorithm in ("sha256", "sha512")
        }
        files |= {tag_manifest_name(algorithm): text.encode() for algorithm, text in tags.items()}
        if signer:
            files[SIGNATURE] = signature(signer, files[tag_manifest_name("sha512")])
        for name, data in files.items():
            (self.bag / name).write_bytes(data)
            (self.bag / name).chmod(0o644)
        return hashlib.sha256(files[tag_manifest_name("sha256")]).hexdigest()


def _sums(path: Path) -> Sums:
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK):
            sha256.update(block)
            sha512.update(block)
            size += len(block)
    return Sums(size, sha256.hexdigest(), sha512.hexdigest())
