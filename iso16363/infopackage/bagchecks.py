"""Checks of a package as a bag (RFC 8493), whoever made it: what is there, and whether it is as listed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from iso16363.infopackage.bag import DECLARATION, INFO, SIGNATURE
from iso16363.infopackage.contents import PAYLOAD
from iso16363.infopackage.hashing import Sums
from iso16363.infopackage.manifests import (
    MAX_TAG_FILE,
    STRONG,
    VERSIONS,
    Listing,
    Manifest,
    labelled,
    manifests_in,
    read_manifest,
)
from iso16363.infopackage.reading import PackageFiles, Spoiled, head
from iso16363.infopackage.verification import ASK_AGAIN, CheckName, Finding, FindingKind, Result, judged, passed_over

_FETCH: Final = "fetch.txt"
_LEFT_BEHIND: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_DRAWN_TOGETHER: Final = 1_000_000  # bytes that a person counts as MB


@dataclass(slots=True)
class Bag:
    """What a bag says of itself. `complaints` are findings met while reading, by the check that they belong to."""

    package: PackageFiles
    version: str = ""
    info: list[tuple[str, str]] = field(default_factory=list)
    payload: list[Manifest] = field(default_factory=list)
    tags: list[Manifest] = field(default_factory=list)
    sums: dict[str, Sums | str] = field(default_factory=dict)
    complaints: dict[CheckName, list[Finding]] = field(default_factory=dict)

    @property
    def payload_files(self) -> set[str]:
        """Files below data/."""
        return {path for path in self.package.sizes if path.startswith(f"{PAYLOAD}/")}

    @property
    def tag_files(self) -> set[str]:
        """All other files."""
        return {path for path in self.package.sizes if not path.startswith(f"{PAYLOAD}/")}

    def said(self, label: str) -> str | None:
        """The value of a label in bag-info.txt, None where it is not there or is there twice."""
        values = [value for name, value in self.info if name.casefold() == label.casefold()]
        return values[0] if len(values) == 1 else None

    def sha256(self, path: str) -> str | None:
        """Checksum of a file as it is, None where it is missing or was not read."""
        sums = self.sums.get(path)
        return sums["sha256"].hex() if isinstance(sums, dict) else None

    def complain(self, check: CheckName, *findings: Finding) -> None:
        """Keep a finding for its check."""
        self.complaints.setdefault(check, []).extend(findings)


def read_bag(package: PackageFiles) -> Bag:
    """Read bagit.txt, bag-info.txt and all manifests, but no other file."""
    bag = Bag(package)
    declared = _text(bag, DECLARATION, CheckName.BAG)
    pairs, wrong = labelled(declared or "")
    bag.version = dict(pairs).get("BagIt-Version", "")
    if declared is not None and (
        wrong or [label for label, _ in pairs] != ["BagIt-Version", "Tag-File-Character-Encoding"]
    ):
        what = "does not say the version and the character encoding, and nothing else"
        bag.complain(CheckName.BAG, Finding(FindingKind.MALFORMED, DECLARATION, what, ASK_AGAIN))
    elif declared is not None:
        bag.complain(CheckName.BAG, *_declared(bag.version, pairs[1][1]))
    if INFO in package.sizes:
        bag.info, wrong = labelled(_text(bag, INFO, CheckName.TAG_FILES) or "")
        if wrong:
            what = f"line {wrong} is no label with a value"
            bag.complain(CheckName.TAG_FILES, Finding(FindingKind.MALFORMED, INFO, what, ASK_AGAIN))
    payload, tags, unknown = manifests_in(package)
    bag.complain(CheckName.COMPLETE, *unknown)
    listing = Listing(package)
    bag.payload = list(_manifests(bag, listing, payload, CheckName.COMPLETE))
    bag.tags = list(_manifests(bag, listing, tags, CheckName.TAG_FILES))
    return bag


def _declared(version: str, encoding: str) -> Iterator[Finding]:
    if version not in VERSIONS:
        what = f'is of BagIt version "{version}"; known here are {" and ".join(VERSIONS)}'
        yield Finding(FindingKind.UNKNOWN, DECLARATION, what, "Verify it with a tool that knows this version.")
    if encoding.upper() != "UTF-8":
        what = f'is written in "{encoding}", not in UTF-8'
        yield Finding(FindingKind.UNKNOWN, DECLARATION, what, "Ask for a bag written in UTF-8.")


def _text(bag: Bag, path: str, check: CheckName) -> str | None:
    if path not in bag.package.sizes:
        bag.complain(check, Finding(FindingKind.MISSING, path, "is not there, or was not read", ASK_AGAIN))
        return None
    try:
        data = head(bag.package, path, MAX_TAG_FILE)
        if data is not None:
            return data.decode("utf-8")
        what, kind = f"is larger than {MAX_TAG_FILE // 1024:,} KB", FindingKind.MALFORMED
    except UnicodeDecodeError:
        what, kind = "is not written in UTF-8", FindingKind.MALFORMED
    except (OSError, Spoiled) as error:
        what, kind = why_unreadable(error), FindingKind.UNREADABLE
    bag.complain(check, Finding(kind, path, what, ASK_AGAIN))
    return None


def why_unreadable(error: OSError | Spoiled) -> str:
    """What stops a file from being read, in words."""
    return str(error) if isinstance(error, Spoiled) else f"cannot be read ({error.strerror or error})"


def _manifests(bag: Bag, listing: Listing, names: Iterable[str], check: CheckName) -> Iterator[Manifest]:
    for name in names:
        try:
            manifest = read_manifest(listing, name, bag.version)
        except (OSError, Spoiled) as error:
            bag.complain(check, Finding(FindingKind.UNREADABLE, name, why_unreadable(error), ASK_AGAIN))
            continue
        bag.complain(check, *manifest.findings)
        yield manifest


def wanted_sums(bag: Bag) -> dict[str, tuple[str, ...]]:
    """Algorithms to compute for every file: SHA-256 always, and whatever lists it."""
    wanted: dict[str, dict[str, None]] = {path: {"sha256": None} for path in bag.package.sizes}
    for manifest in (*bag.payload, *bag.tags):
        for path in manifest.digests.keys() & wanted.keys():
            wanted[path][manifest.algorithm] = None
    return {path: tuple(algorithms) for path, algorithms in wanted.items()}


def declaration(bag: Bag) -> Result:
    """Check bagit.txt."""
    older = " (older than RFC 8493)" if bag.version == "0.97" else " (RFC 8493)"
    says = f"BagIt version {bag.version}{older}, in UTF-8."
    return judged(CheckName.BAG, says, bag.complaints.get(CheckName.BAG, ()))


def complete(bag: Bag) -> Result:
    """Compare what is listed with what is there, both ways."""
    findings = list(bag.complaints.get(CheckName.COMPLETE, ()))
    there = bag.payload_files
    if _FETCH in bag.package.sizes:
        what = "asks for files to be fetched from the network, which is not done here"
        findings.append(Finding(FindingKind.UNKNOWN, _FETCH, what, "Ask for a package that is complete."))
    if not bag.payload:
        what = "there is no manifest, so nothing says what has to be here"
        findings.append(Finding(FindingKind.MISSING, "manifest-sha256.txt", what, ASK_AGAIN))
    else:
        findings.extend(_differences(bag.payload, there, each=bag.version == "1.0"))
    outside = {p for m in bag.payload for p in m.digests if not p.startswith(f"{PAYLOAD}/")}
    findings.extend(_malformed(path) for path in sorted(outside))
    says = f"The {len(there):,} files below {PAYLOAD}/ are those that {_many(bag.payload, 'manifest')}."
    return judged(CheckName.COMPLETE, says, findings)


def _many(manifests: list[Manifest], noun: str) -> str:
    return f"the {noun} lists" if len(manifests) == 1 else f"{len(manifests)} {noun}s list"


def _malformed(path: str) -> Finding:
    what = f"is listed as payload and lies outside of {PAYLOAD}/"
    return Finding(FindingKind.MALFORMED, path, what, ASK_AGAIN)


def _differences(manifests: list[Manifest], there: set[str], *, each: bool) -> Iterator[Finding]:
    """What is missing and what was added; before version 1.0 one manifest was enough for a file."""
    every = set().union(*(manifest.digests for manifest in manifests))
    for path in sorted(every - there):
        yield Finding(FindingKind.MISSING, path, "is listed and not there", ASK_AGAIN)
    for path in sorted(there - every):
        yield _added(path, "is there and in no manifest")
    if each:
        for manifest in manifests:
            for path in sorted((there & every) - manifest.digests.keys()):
                what = f"is not listed in {manifest.file}, though in another"
                yield Finding(FindingKind.CONTRADICTION, path, what, ASK_AGAIN)


def _added(path: str, what: str) -> Finding:
    if path.rpartition("/")[2] in _LEFT_BEHIND or path.rpartition("/")[2].startswith("._"):
        return Finding(FindingKind.ADDED, path, f"{what}; file managers leave such files behind", "Delete it.")
    return Finding(FindingKind.ADDED, path, what, "It is not what the site handed over: do not rely on it.")


def matching(bag: Bag) -> Result:
    """Compare checksums of the payload."""
    used = sorted({manifest.algorithm for manifest in bag.payload})
    size = sum(bag.package.sizes[path] for path in bag.payload_files)
    says = f"All {_size(size)} have the checksums listed ({', '.join(used)})."
    deceivable = used and not STRONG & set(used)
    weak = ("Only algorithms that can be deceived are used; they show accidents alone.",) if deceivable else ()
    findings = list(_changed(bag, bag.payload))
    if not bag.payload:
        findings.append(Finding(FindingKind.MISSING, "manifest-sha256.txt", "lists no checksums", ASK_AGAIN))
    return judged(CheckName.CHECKSUMS, says, findings, *weak)


def _changed(bag: Bag, manifests: list[Manifest]) -> Iterator[Finding]:
    seen = set()
    for manifest in manifests:
        for path, digest in manifest.digests.items():
            sums = bag.sums.get(path)
            if sums is None or path in seen:
                continue
            if isinstance(sums, str):
                seen.add(path)
                yield Finding(FindingKind.UNREADABLE, path, sums, ASK_AGAIN)
            elif sums[manifest.algorithm] != digest:
                seen.add(path)
                what = f"is not the file that {manifest.file} lists: its {manifest.algorithm} is another"
                yield Finding(FindingKind.CHANGED, path, what, ASK_AGAIN)


def tag_files(bag: Bag) -> Result:
    """Compare the files beside the payload with the tag manifests."""
    findings = list(bag.complaints.get(CheckName.TAG_FILES, ()))
    if not bag.tags and not findings:
        return passed_over(CheckName.TAG_FILES, "there is no tag manifest: nothing protects the manifests themselves.")
    own = {manifest.file for manifest in bag.tags} | {SIGNATURE, _FETCH}
    there = bag.tag_files - own
    listed = set().union(*(manifest.digests for manifest in bag.tags))
    missing = sorted(listed - bag.tag_files)
    findings.extend(Finding(FindingKind.MISSING, path, "is listed and not there", ASK_AGAIN) for path in missing)
    findings.extend(_added(path, "is there and in no tag manifest") for path in sorted(there - listed))
    for manifest in bag.tags:
        for path in sorted((there & listed) - manifest.digests.keys()):
            what = f"is not listed in {manifest.file}, though in another"
            findings.append(Finding(FindingKind.CONTRADICTION, path, what, ASK_AGAIN))
    findings.extend(_changed(bag, bag.tags))
    says = f"The {len(there):,} files beside {PAYLOAD}/ are as {_many(bag.tags, 'tag manifest')}."
    return judged(CheckName.TAG_FILES, says, findings)


def size(bag: Bag) -> Result:
    """Compare size and number of the payload with bag-info.txt."""
    said = bag.said("Payload-Oxum")
    there = bag.payload_files
    found = f"{sum(bag.package.sizes[path] for path in there)}.{len(there)}"
    if said is None:
        return passed_over(CheckName.SIZE, "bag-info.txt does not say it, or not once.")
    octets, _, files = found.partition(".")
    says = f"{int(octets):,} bytes in {int(files):,} files, as bag-info.txt says."
    what = f"says Payload-Oxum {said}; there is {found} (bytes and files)"
    wrong = [Finding(FindingKind.CONTRADICTION, INFO, what, ASK_AGAIN)] if said != found else []
    return judged(CheckName.SIZE, says, wrong)


def _size(octets: int) -> str:
    """A size as a person reads it."""
    return f"{octets / _DRAWN_TOGETHER:,.1f} MB" if octets >= _DRAWN_TOGETHER else f"{octets:,} bytes"
