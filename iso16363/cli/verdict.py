"""What came out of verifying a package: in words for a terminal, and as data."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

import click

from iso16363.cli.terminal import Screen, clean, count, heading, wrapped
from iso16363.infopackage.verification import CheckName, Finding, Outcome, Result, Verification
from iso16363.interchange import Json

_WORDS: Final = {
    Outcome.HOLDS: ("holds", "green"),
    Outcome.FAILS: ("DOES NOT HOLD", "red"),
    Outcome.NOT_LOOKED: ("not looked at", "yellow"),
}
_SHOWN: Final = 10
_MOST: Final = 1_000
"""Findings of one check that are handed to another program; the number of all is said beside them."""


def as_text(verification: Verification, at: Screen) -> list[str]:
    """A line or two for each check, findings below theirs, then the verdict."""
    lines = [*_head(verification, at), ""]
    for result in verification.results:
        lines.extend(_result(result, at))
    return [*lines, "", *_verdict(verification, at)]


def _head(verification: Verification, at: Screen) -> Iterator[str]:
    about = verification.about
    yield heading(clean(verification.name))
    if about.site:
        whose = f"{about.title or about.site}, {about.edition or 'no edition named'}"
        kind = f"variant {about.variant}, {about.status}, made on {about.made} by {about.by}"
        yield from wrapped(f"Self-audit of {whose}; {kind}", at)
    elif verification.files:
        yield "A bag that does not say that it holds a self-audit"
    if verification.files:
        yield f"{count(verification.files, 'file')}, {verification.size:,} bytes"


def _result(result: Result, at: Screen) -> Iterator[str]:
    word, colour = _WORDS[result.outcome]
    longest = max(len(w) for w, _ in _WORDS.values())
    label = f"{result.check.label:<11}"
    first = f"  {click.style(f'{word:<{longest}}', fg=colour)}  {label} "
    indent = " " * (longest + 16)
    says = f"because {result.says}" if result.outcome is Outcome.NOT_LOOKED else result.says
    yield from _styled(says, at, first, indent)
    for note in result.notes:
        yield from wrapped(note, at, indent=indent)
    shown = result.findings[:_SHOWN]
    for finding, following in zip_longest(shown, shown[1:]):
        yield from wrapped(f"{finding.path}: {finding.what}", at, first="    - ", indent="      ")
        if following is None or following.remedy != finding.remedy:  # what many share is said once
            yield from wrapped(finding.remedy, at, indent="      ")
    if len(result.findings) > _SHOWN:
        more = count(len(result.findings) - _SHOWN, "more finding")
        yield f"    and {more}: use --json for a longer list"


def _styled(text: str, at: Screen, first: str, indent: str) -> list[str]:
    """Wrapped lines whose first begins with coloured text, which has no width of its own."""
    lines = wrapped(text, at, indent=indent) or [indent]
    return [first + lines[0][len(indent) :], *lines[1:]]


def _verdict(verification: Verification, at: Screen) -> Iterator[str]:
    numbers = {outcome: sum(r.outcome is outcome for r in verification.results) for outcome in Outcome}
    failing = [r.check.label for r in verification.results if r.outcome is Outcome.FAILS]
    skipped = numbers[Outcome.NOT_LOOKED]
    left = f", {skipped} {'was' if skipped == 1 else 'were'} not looked at" if skipped else ""
    if failing:
        said = f"{count(len(failing), 'check')} of {len(verification.results)} {'does' if len(failing) == 1 else 'do'}"
        yield from wrapped(f"{said} not hold{left}: {', '.join(failing)}. Do not rely on this package.", at)
        return
    yield from wrapped(f"All that was looked at holds: {count(numbers[Outcome.HOLDS], 'check')}{left}.", at)
    unsigned = verification.result(CheckName.SIGNATURE).outcome is not Outcome.HOLDS
    if unsigned and verification.about.status == "DRAFT":
        yield from wrapped("A draft is not recorded at the site: nothing there vouches for it.", at)
    elif unsigned and verification.fingerprint:
        yield from wrapped(
            "To know that nobody changed it on purpose, ask the site over another channel for the SHA-256 of "
            "tagmanifest-sha256.txt, which is in its handoffs.yaml. Here it is:",
            at,
        )
        yield f"  {verification.fingerprint}"


def as_data(verification: Verification) -> Json:
    """The same for another program."""
    about = verification.about
    return {
        "package": verification.name,
        "verdict": "holds" if verification.holds else "does-not-hold",
        "files": verification.files,
        "bytes": verification.size,
        "site": about.site,
        "organisation": about.title,
        "edition": about.edition,
        "variant": about.variant,
        "status": about.status,
        "made_on": about.made,
        "made_by": about.by,
        "tagmanifest_sha256": verification.fingerprint,
        "checks": [_as_data(result) for result in verification.results],
    }


def _as_data(result: Result) -> Json:
    return {
        "check": result.check.value,
        "rule": result.check.definition,
        "outcome": result.outcome.value.replace(" ", "-"),
        "says": result.says,
        "notes": list(result.notes),
        "count": len(result.findings),
        "findings": _findings(result.findings[:_MOST]),
    }


def _findings(findings: Sequence[Finding]) -> list[Json]:
    return [{"kind": f.kind.value, "path": f.path, "what": f.what, "remedy": f.remedy} for f in findings]
