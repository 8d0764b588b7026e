"""The same answers held against another edition: counts side by side, and what only one of the two asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iso16363.catalog import Edition
from iso16363.editions import OtherEdition, Passage, Step
from iso16363.language import label, marked, say
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.scoring import CriterionResult, CriterionState, tally

_IMPACTS = {"none": marked("none"), "low": marked("low"), "medium": marked("medium"), "high": marked("high")}


@dataclass(frozen=True, slots=True)
class Counts:
    """How far some criteria are in one edition."""

    applicable: int
    complete: int
    supported: int
    reviewed: int


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A subsection in both editions; None where one of them does not have it. The last row is for all."""

    id: str
    title: str
    here: Counts | None
    there: Counts | None


@dataclass(frozen=True, slots=True)
class OnlyRow:
    """A criterion that one edition alone has, and how far its answer is."""

    criterion: str
    title: str
    impact: str
    state: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class OtherwiseRow:
    """A criterion that the two editions word otherwise, or number otherwise, and its state in each."""

    here: str
    there: str
    title: str
    impact: str
    note: str
    state_here: tuple[str, str, str]
    state_there: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """Both editions side by side; `onwards` where the other one is the later."""

    here: str
    there: str
    onwards: bool
    rows: tuple[EditionRow, ...]
    only_here: tuple[OnlyRow, ...]
    only_there: tuple[OnlyRow, ...]
    otherwise: tuple[OtherwiseRow, ...]
    same: int


def build_edition_page(lookup: Lookup) -> EditionPage | None:
    """Set both editions side by side; None where no other edition was asked for."""
    other = lookup.judgement.against
    if other is None:
        return None
    way = other.way
    return EditionPage(
        here=lookup.judgement.edition.head.title,
        there=way.target.head.title,
        onwards=way.onwards,
        rows=tuple(_rows(lookup, other)),
        only_here=tuple(_only(way.steps, Passage.GONE, lookup.judgement.edition, lookup.results)),
        only_there=tuple(_only(way.steps, Passage.NEW, way.target, other.results)),
        otherwise=tuple(_otherwise(lookup, other)),
        same=sum(step.passage is Passage.UNCHANGED for step in way.steps),
    )


def _rows(lookup: Lookup, other: OtherEdition) -> Iterator[EditionRow]:
    here, there = lookup.judgement.edition, other.way.target
    for number in dict.fromkeys((*here.subsections, *there.subsections)):
        title = (here if number in here.subsections else there).subsections[number].title
        yield EditionRow(number, title, _counts(here, lookup.results, number), _counts(there, other.results, number))
    yield EditionRow("", say("all"), *(_of(r, tuple(r)) for r in (lookup.results, other.results)))


def _counts(edition: Edition, results: Mapping[str, CriterionResult], subsection: str) -> Counts | None:
    return _of(results, edition.of_subsection(subsection)) if subsection in edition.subsections else None


def _of(results: Mapping[str, CriterionResult], criteria: tuple[str, ...]) -> Counts:
    counted = tally(results, criteria)
    reached = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)
    return Counts(counted.applicable, *(counted.at_least(state) for state in reached))


def _only(
    steps: tuple[Step, ...], passage: Passage, edition: Edition, results: Mapping[str, CriterionResult]
) -> Iterator[OnlyRow]:
    for step in steps:
        number = step.target or step.source
        if step.passage is passage and number:
            state = _state(results[number])
            yield OnlyRow(number, edition.criteria[number].title, say(_IMPACTS[step.impact]), state)


def _otherwise(lookup: Lookup, other: OtherEdition) -> Iterator[OtherwiseRow]:
    for step in other.way.steps:
        if step.asks_otherwise and step.source and step.target:
            yield OtherwiseRow(
                here=step.source,
                there=step.target,
                title=lookup.title(step.source),
                impact=say(_IMPACTS[step.impact]),
                note=step.note,
                state_here=_state(lookup.results[step.source]),
                state_there=_state(other.results[step.target]),
            )


def _state(result: CriterionResult) -> tuple[str, str, str]:
    return result.state.value, label(result.state), STATE_LETTER[result.state]
