"""The gates in full: for each that fails, what is missing and where it is to be mended, alike things together."""

from dataclasses import dataclass
from typing import Final

from iso16363.gatewords import retold
from iso16363.language import definition, label, spoken
from iso16363.readiness import Failure, Gate, GateName
from iso16363.report.lookup import Lookup
from iso16363.resources import ENGLISH

_IDS_IN_A_ROW, _TITLES_IN_A_ROW = 24, 6
"""Rows do not split over pages, and nobody reads a narrow column as long as a page."""
_THE_WHOLE: Final = frozenset({"ratings", "evidence", "review", "documents"})
"""Subjects of failures that stand for everything of a sort."""


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
