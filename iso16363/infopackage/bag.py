"""BagIt 1.0 (RFC 8493): the texts that make a folder a bag. Pure.

Our own, for it is small: bagit-python writes version 0.97 still, hashes what is on the disk already,
and dates a bag by the clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from iso16363.infopackage.contents import PAYLOAD, Entry

DECLARATION, INFO = "bagit.txt", "bag-info.txt"
DECLARED: Final = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS: Final = ("sha256", "sha512")
SIGNATURE: Final = "tagmanifest-sha512.txt.p7s"
"""Detached signature of the file that stands for every byte of the package; no manifest lists it."""

_ENCODED: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}


def manifest_name(algorithm: str) -> str:
    """File that lists the payload."""
    return f"manifest-{algorithm}.txt"


def tag_manifest_name(algorithm: str) -> str:
    """File that lists the other files of the bag."""
    return f"tagmanifest-{algorithm}.txt"


def manifest(digests: Mapping[str, str]) -> str:
    """Lines of a manifest for paths below the bag, sorted; `sha256sum --check` reads them too."""
    return "".join(f"{digests[path]}  {encoded(path)}\n" for path in sorted(digests))


def encoded(path: str) -> str:
    """A path as a manifest writes it: RFC 8493 has line ends and the percent sign encoded, and nothing else."""
    return "".join(_ENCODED.get(c, c) for c in path)


def payload_manifests(entries: Iterable[Entry]) -> dict[str, str]:
    """The manifests of the payload by name."""
    listed = tuple(entries)
    return {
        manifest_name("sha256"): manifest({f"{PAYLOAD}/{e.path}": e.sha256 for e in listed}),
        manifest_name("sha512"): manifest({f"{PAYLOAD}/{e.path}": e.sha512 for e in listed}),
    }


def oxum(entries: Iterable[Entry]) -> str:
    """Size and number of the payload's files, by which a package that is not complete is known at once."""
    sizes = [entry.size for entry in entries]
    return f"{sum(sizes)}.{len(sizes)}"


def info_text(pairs: Sequence[tuple[str, str]]) -> str:
    """bag-info.txt: labels with values, each on one line."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in pairs)
