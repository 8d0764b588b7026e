"""Reads what a bag says of itself: bagit.txt, bag-info.txt and the manifests, within bounds."""

import codecs
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from iso16363.infopackage.bag import manifest_name, tag_manifest_name
from iso16363.infopackage.reading import (
    MAX_FILES,
    MAX_FINDINGS,
    MAX_NAME_BYTES,
    PackageFiles,
    Stream,
    danger_of,
    quoted_path,
    unsafe,
)
from iso16363.infopackage.verification import ASK_AGAIN, Finding, FindingKind

KNOWN: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
"""Algorithms that RFC 8493 names, with the digits of their checksums."""
STRONG: Final = frozenset({"sha256", "sha512"})
VERSIONS: Final = ("1.0", "0.97")
MAX_TAG_FILE: Final = 1 << 20
MAX_MANIFEST: Final = 64 << 20
"""Bytes of one manifest that are read: enough for as many files as are read, with long names."""
MAX_MANIFESTS: Final = 3 * MAX_MANIFEST
MAX_ABSENT: Final = 128 << 20
"""Memory for files that are listed and not there; for each its name, and whatever else is kept of it."""
_KEPT_BESIDE: Final = 400
_LONGEST_LINE: Final = MAX_NAME_BYTES * 3 + 256
_BLOCK: Final = 1 << 18
_MANIFEST: Final = re.compile(r"(tag)?manifest-([a-z0-9-]+)\.txt", re.IGNORECASE)
_LINE: Final = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)")
_ENCODED: Final = (("%0A", "\n"), ("%0a", "\n"), ("%0D", "\r"), ("%0d", "\r"))
_LABEL: Final = re.compile(r"([^\s:][^:]*):\s?(.*)")


@dataclass(slots=True)
class Manifest:
    """What one manifest lists: the checksum of each path. `plain` says that it is written as this tool writes it."""

    file: str
    algorithm: str
    digests: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    plain: bool = True


class _Stop(Exception):
    """A manifest is not read on: what is wrong with its next line."""


class Listing:
    """What all manifests of a package list together: each path is kept once, and no more is read than bounds allow."""

    def __init__(self, package: PackageFiles) -> None:
        self.package = package
        self._paths = {path: path for path in package.sizes}
        self._octets = self._absent = 0

    def count(self, octets: int) -> None:
        """Count bytes that were read. Raises _Stop where they are too many."""
        self._octets += octets
        if self._octets > MAX_MANIFESTS:
            raise _Stop(f"was not read: all manifests together are larger than {MAX_MANIFESTS >> 20} MB")

    def kept(self, path: str) -> str:
        """The same path as another manifest has it. Raises _Stop where too many are not there."""
        if path not in self._paths:
            self._absent += sys.getsizeof(path) + _KEPT_BESIDE
            if self._absent > MAX_ABSENT:
                raise _Stop("was not read: too many files before it are not there")
        return self._paths.setdefault(path, path)


def manifests_in(package: PackageFiles) -> tuple[list[str], list[str], list[Finding]]:
    """Names of the payload's manifests, of the tag manifests, and findings about those that are not known."""
    payload: list[str] = []
    tags: list[str] = []
    findings: list[Finding] = []
    for path in sorted(p for p in package.sizes if "/" not in p):
        match = _MANIFEST.fullmatch(path)
        if not match:
            continue
        algorithm = match[2]
        if path not in (manifest_name(algorithm), tag_manifest_name(algorithm)) or algorithm not in KNOWN:
            what = f'lists checksums of a kind that is not known here ("{algorithm}")'
            findings.append(Finding(FindingKind.UNKNOWN, path, what, f"Known are {', '.join(KNOWN)}."))
        else:
            (tags if match[1] else payload).append(path)
    return payload, tags, findings


def read_manifest(listing: Listing, path: str, version: str) -> Manifest:
    """Read a manifest line by line, within bounds. Raises Spoiled, OSError."""
    manifest = Manifest(path, path.rpartition("-")[2].removesuffix(".txt"))
    last, number = "", 1
    with listing.package.open(path) as stream:
        try:
            for line in _lines(stream, listing):
                _go_on(manifest, number)
                listed = _take(manifest, listing, number, line, version)
                manifest.plain = manifest.plain and bool(listed) and listed > last
                last = listed or last
                number += 1
        except _Stop as stop:
            _add(manifest, FindingKind.MALFORMED, number, str(stop))
    manifest.plain = manifest.plain and not manifest.findings
    return manifest


def _go_on(manifest: Manifest, number: int) -> None:
    if number > MAX_FILES:
        raise _Stop(f"is one too many: at most {MAX_FILES:,} are read")
    if len(manifest.findings) == MAX_FINDINGS:
        raise _Stop("was not read: too much is wrong before it")


def _take(manifest: Manifest, listing: Listing, number: int, line: str, version: str) -> str:
    """Take in one line; return its path, or nothing where there is none. Raises _Stop."""
    text = line.rstrip("\r\n")
    match = _LINE.fullmatch(text)
    if match is None or len(match[1]) != KNOWN[manifest.algorithm]:
        if text.strip():
            _add(manifest, FindingKind.MALFORMED, number, "is not a checksum with a path")
        manifest.plain = False
        return ""
    path = decoded(match[2], version)
    why = None if path in listing.package.sizes else danger_of(path)  # a file that is there was looked at
    if why:
        manifest.findings.append(unsafe(quoted_path(path), f"{why} (line {number} of {manifest.file})"))
    elif path in manifest.digests:
        _add(manifest, FindingKind.REPEATED, number, f'lists "{quoted_path(path)}" again')
    else:
        manifest.digests[listing.kept(path)] = bytes.fromhex(match[1])
    manifest.plain = manifest.plain and line == f"{match[1].lower()}  {match[2]}\n"
    return path


def _add(manifest: Manifest, kind: FindingKind, number: int, what: str) -> None:
    manifest.findings.append(Finding(kind, manifest.file, f"line {number} {what}", ASK_AGAIN))


def decoded(path: str, version: str) -> str:
    """A path as a manifest means it. Before version 1.0 the percent sign stood for itself."""
    for written, meant in _ENCODED:
        path = path.replace(written, meant)
    return path.replace("%25", "%") if version == "1.0" else path


def _lines(stream: Stream, listing: Listing) -> Iterator[str]:
    """Lines with their ends. Raises _Stop, where one is too long or no UTF-8, and where there is too much."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    rest, octets = "", 0
    while block := stream.read(_BLOCK):
        octets += len(block)
        if octets > MAX_MANIFEST:
            raise _Stop(f"was not read: the manifest is larger than {MAX_MANIFEST >> 20} MB")
        listing.count(len(block))
        *whole, rest = (rest + _text(decoder, block)).split("\n")
        for line in whole:
            yield f"{_short(line)}\n"
        _short(rest)
    rest += _text(decoder, b"", final=True)
    if rest:
        yield rest


def _text(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> str:
    try:
        return decoder.decode(block, final)
    except UnicodeDecodeError as error:
        raise _Stop("or one soon after it is not UTF-8") from error


def _short(line: str) -> str:
    if len(line) > _LONGEST_LINE:
        raise _Stop("is longer than any path")
    return line


def labelled(text: str) -> tuple[list[tuple[str, str]], int | None]:
    """Labels with their values, in order, and the first line that is none; a line that begins blank goes on."""
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in (" ", "\t") and pairs:
            label, value = pairs[-1]
            pairs[-1] = label, f"{value} {line.strip()}"
        elif match := _LABEL.fullmatch(line):
            pairs.append((match[1].strip(), match[2].strip()))
        elif line.strip():
            return pairs, number
    return pairs, None
