"""The gates in full: for each that fails, what is missing and where it is to be mended, alike things together."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from iso16363.language import definition, label, marked, one_or_many, say, spoken
from iso16363.readiness import Failure, Gate, GateName
from iso16363.report.lookup import Lookup
from iso16363.resources import ENGLISH
from iso16363.reviewing import ReviewStanding
from iso16363.scoring import SupportRule

_IDS_IN_A_ROW, _TITLES_IN_A_ROW = 24, 6
"""Rows do not split over pages, and nobody reads a narrow column as long as a page."""
_THE_WHOLE: Final = frozenset({"ratings", "evidence", "review", "documents"})
"""Subjects of failures that stand for everything of a sort."""

REASONS: Final = (
    marked("no approved, current document has this role"),
    marked("no document has this role"),
    marked("correction"),
    marked("cause"),
    marked("corrective action"),
    marked("evidence"),
)
"""Words that the gates put into a sentence with something before or after them."""


@dataclass(frozen=True, slots=True)
class FailureRow:
    """What is missing in one file, and everything it is missing of.

    `catalogued` subjects are titles of the catalogue; `english` is a text that no other language has words for.
    """

    subjects: tuple[str, ...]
    catalogued: bool
    text: str
    english: bool
    place: str


@dataclass(frozen=True, slots=True)
class GatePage:
    """A gate that fails, with all that fails it."""

    key: str
    name: str
    meaning: str
    failures: int
    rows: tuple[FailureRow, ...]


def build_gate_pages(lookup: Lookup) -> tuple[GatePage, ...]:
    """Set out every gate that fails, in order."""
    return tuple(_page(lookup, gate) for gate in lookup.judgement.readiness.failing)


def _page(lookup: Lookup, gate: Gate) -> GatePage:
    alike: dict[tuple[str, str], list[Failure]] = {}
    for failure in gate.failures:
        alike.setdefault((_retold(lookup, gate.name, failure), failure.place.file), []).append(failure)
    most = _TITLES_IN_A_ROW if gate.name is GateName.DOCUMENTS else _IDS_IN_A_ROW
    rows = tuple(
        _row(lookup, gate.name, text, failures[begin : begin + most])
        for (text, _), failures in alike.items()
        for begin in range(0, len(failures), most)
    )
    return GatePage(gate.name.value, label(gate.name), definition(gate.name), len(gate.failures), rows)


def _row(lookup: Lookup, gate: GateName, text: str, failures: list[Failure]) -> FailureRow:
    first = failures[0]
    english = text == first.text and spoken() != ENGLISH
    subjects = [named for f in failures if (named := _named(lookup, gate, f.subject))]
    place = str(first.place) if len(failures) == 1 else first.place.file
    return FailureRow(tuple(dict.fromkeys(subjects)), gate is GateName.DOCUMENTS, text, english, place)


def _named(lookup: Lookup, gate: GateName, subject: str) -> str | None:
    """What a failure is about, keys of files between backquotes.

    Nothing where it is about the whole, or about a finding that this variant does not show.
    """
    site = lookup.judgement.site
    if gate is GateName.FINDINGS and subject not in site.audit:
        return None
    if gate is GateName.DOCUMENTS:
        return _called(lookup, subject)
    if gate is GateName.DECLARATION and subject in site.site.roles:
        return lookup.role_title(subject)
    if gate in (GateName.SCOPE, GateName.DECLARATION):
        return f"`{subject}`"
    return None if subject in _THE_WHOLE and subject not in site.documents else subject


def _called(lookup: Lookup, role: str) -> str:
    """Title of a document that the standard calls for."""
    known = lookup.judgement.catalogue.document_roles.get(role)
    return known.title if known else role


def _retold(lookup: Lookup, gate: GateName, failure: Failure) -> str:
    called = _called(lookup, failure.subject) if gate is GateName.DOCUMENTS else ""
    return retold(gate, failure.text, called)


def retold(gate: GateName, text: str, called: str) -> str:
    """What fails a gate in the language spoken; messages of checks have no other than English.

    `called` is the title in front of the text where a document is missing.
    """
    if gate is GateName.STRUCTURE:
        return text
    if gate is GateName.REVIEW and text in _STANDINGS:
        return definition(_STANDINGS[text])
    if gate is GateName.DOCUMENTS:
        return say(text.removeprefix(f"{called}: "))
    for pattern, again in _SENTENCES:
        found = pattern.fullmatch(text)
        if found:
            return again(found)
    return say(text)


_STANDINGS: Final[Mapping[str, ReviewStanding]] = {standing.definition: standing for standing in ReviewStanding}
_RULES: Final[Mapping[str, SupportRule]] = {rule.label: rule for rule in SupportRule}
_DOCUMENTED: Final = "documented"


def _without_place(found: re.Match[str]) -> str:
    return one_or_many("{n} citation without a place", "{n} citations without a place", int(found[1]))


def _candidates(found: re.Match[str]) -> str:
    return one_or_many("{n} candidate to confirm or strike", "{n} candidates to confirm or strike", int(found[1]))


def _claim(found: re.Match[str]) -> str:
    rule = label(_RULES[found[4]]) if found[4] in _RULES else found[4]
    if found[1] == _DOCUMENTED:
        return say(
            "documented: claimed {rating}, supported {level} ({rule})", rating=found[2], level=found[3], rule=rule
        )
    return say("implemented: claimed {rating}, supported {level} ({rule})", rating=found[2], level=found[3], rule=rule)


def _low(found: re.Match[str]) -> str:
    return say("rated {rating}: likely a major nonconformity", rating=found[1])


def _untended(found: re.Match[str]) -> str:
    return say(
        "rated {rating}, target {target}, and no open action with owner and date", rating=found[1], target=found[2]
    )


def _unmet(found: re.Match[str]) -> str:
    return say("major nonconformity without {missing}", missing=", ".join(say(name) for name in found[1].split(", ")))


_SENTENCES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"(\d+) citation\(s\) without a place"), _without_place),
    (re.compile(r"(\d+) candidate\(s\) to confirm or remove"), _candidates),
    (re.compile(r"(documented|implemented) claimed (\d), supported (\d) \((.+)\)"), _claim),
    (re.compile(r"rated (\d): likely a major nonconformity"), _low),
    (re.compile(r"rated (\d), target (\d), and no open action with owner and date"), _untended),
    (re.compile(r"major nonconformity without (.+)"), _unmet),
)
"""The gates' sentences with numbers in them, and how they are said in another language."""
