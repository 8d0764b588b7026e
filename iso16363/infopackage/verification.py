"""What `verify` says of a package: its checks, what came out of each, and the kinds of findings.

These are not diagnostics of a site: a package may come from anybody, and who verifies it cannot mend it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from iso16363.model.base import Term


class CheckName(Term):
    """A check of a package, in the order in which they are made."""

    CONTAINER = "container", "It holds plain files only, with safe names that every system tells apart."
    BAG = "bag", "bagit.txt says that this is a BagIt bag, of a version that is known here."
    COMPLETE = "complete", "Every file of the payload is listed in every manifest, and every listed file is there."
    CHECKSUMS = "checksums", "Every file of the payload has the checksums that the manifests list."
    TAG_FILES = "tag-files", "The manifests and the other files beside the payload are as the tag manifests list them."
    SIZE = "size", "The payload has the size and number of files that bag-info.txt says."
    PACKAGE = "package", "The bag holds a self-assessment against ISO 16363, and says so."
    SCHEMA = "schema", "The self-assessment holds to the JSON Schema that this tool ships."
    IDENTITY = "identity", "Site, edition, variant and day are the same wherever the package names them."
    STATUS = "status", "READY or DRAFT is said the same everywhere, and READY only where all gates hold."
    CONTENT = "content", "What is shown gives the digest that was computed when the package was made."
    SIGN_OFF = "signed-off", "The accountable role declared this self-assessment complete and true."
    DOCUMENTS = "documents", "Every registered file is there with its registered checksum, and no other file."
    WITHHELD = "withheld", "withheld.csv lists what the self-assessment says is withheld."
    CATALOGUE = "catalogue", "The criteria in the package are those that this tool ships."
    SIGNATURE = "signature", "The package was signed, and nothing was changed since."


class Outcome(Term):
    """What came out of a check."""

    HOLDS = "holds", "It was looked at, and is as it has to be."
    FAILS = "does not hold", "It was looked at, and is not as it has to be."
    NOT_LOOKED = "not looked at", "It could not be looked at, or there is nothing to look at; the text says why."


class FindingKind(Term):
    """What sort of thing is wrong."""

    UNSAFE = "unsafe", "Something that could harm who unpacks it, or that no archive of files needs."
    MISSING = "missing", "It is listed, and is not there."
    ADDED = "added", "It is there, and is not listed."
    CHANGED = "changed", "Its bytes are not those that were listed."
    MALFORMED = "malformed", "It is not written as its format says."
    REPEATED = "repeated", "It is said more than once."
    UNKNOWN = "unknown", "This tool does not know it, so it cannot say whether it is right."
    CONTRADICTION = "contradiction", "Two places of the package say different things."
    UNREADABLE = "unreadable", "The system or the archive does not give its bytes."
    FORGED = "forged", "A signature is not of what is here, or not by whom it says."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: where in the package, what, and what to do."""

    kind: FindingKind
    path: str
    what: str
    remedy: str


ASK_AGAIN = "Ask the site for the package again, and compare its checksum over another channel."
"""Remedy where only who made the package can help."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of one check, in words; `findings` are why it does not hold, `notes` what else to know."""

    check: CheckName
    outcome: Outcome
    says: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def judged(check: CheckName, says: str, findings: Sequence[Finding], *notes: str) -> Result:
    """A check that was made: it holds where nothing was found."""
    found = tuple(findings)
    if not found:
        return Result(check, Outcome.HOLDS, says, (), notes)
    return Result(check, Outcome.FAILS, _first(check, found), found, notes)


def passed_over(check: CheckName, because: str) -> Result:
    """A check that was not made; `because` goes on from "not looked at, because"."""
    return Result(check, Outcome.NOT_LOOKED, because)


def _first(check: CheckName, findings: Sequence[Finding]) -> str:
    many = f" ({len(findings):,} findings)" if len(findings) > 1 else ""
    rule = check.definition[:-1]
    said = rule if rule[:2].isupper() else rule[0].lower() + rule[1:]
    return f"Not so: {said}{many}."


@dataclass(frozen=True, slots=True)
class About:
    """What a package says of itself; None where it does not say, or what it says is no text."""

    site: str | None = None
    title: str | None = None
    edition: str | None = None
    variant: str | None = None
    status: str | None = None
    made: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """All that was looked at. `fingerprint` is the SHA-256 of the tag manifest, which stands for every byte."""

    name: str
    files: int
    size: int
    about: About
    fingerprint: str | None
    results: tuple[Result, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing that was looked at fails."""
        return all(result.outcome is not Outcome.FAILS for result in self.results)

    def result(self, check: CheckName) -> Result:
        """What came out of one check."""
        return next(result for result in self.results if result.check is check)
