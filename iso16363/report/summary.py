"""The one page a director reads: readiness, four numbers, gates, areas, what stops it, the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from iso16363.language import definition, label, marked, say, shown_mean
from iso16363.readiness import GateStatus
from iso16363.report.decision import build_decisions, gaps_below_target
from iso16363.report.fitting import lines, size_for
from iso16363.report.lookup import Lookup
from iso16363.report.sentences import build_sentences
from iso16363.report.stops import Stop, build_stops
from iso16363.scoring import CriterionState

_AREAS_SHOWN = 3
_HEIGHT, _WIDTH = 222.0, 170.0
"""What is left for the summary below its heading, in millimetres, on the lower of the two papers."""
_BAR = 5
"""Lines that the bar of the states takes."""
_AROUND = 14.4
"""Lines that headings, table heads and the frame of the decision take."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with what it is counted of; `value` is None where it cannot be known yet."""

    label: str
    value: int | None
    of: int
    basis: str
    meaning: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate, whether it holds, and how much fails it."""

    key: str
    name: str
    meaning: str
    status: str
    shown: str
    failures: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A subsection with the reason why it is named."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The page as data."""

    sentences: tuple[str, str]
    numbers: tuple[Number, ...]
    gates: tuple[GateRow, ...]
    areas_by_rating: bool
    strongest: tuple[AreaRow, ...]
    weakest: tuple[AreaRow, ...]
    stops: tuple[Stop, ...]
    decisions: tuple[str, ...]
    size: float = 0.0


def build_summary(lookup: Lookup) -> Summary:
    """Compute the summary page; nothing on it is typed by hand."""
    strongest, weakest = _areas(lookup)
    summary = Summary(
        sentences=build_sentences(lookup),
        numbers=_numbers(lookup),
        gates=build_gates(lookup),
        areas_by_rating=bool(lookup.whole.rated),
        strongest=strongest,
        weakest=weakest,
        stops=build_stops(lookup),
        decisions=build_decisions(lookup),
    )
    bar = _BAR * lookup.begun
    return replace(summary, size=size_for(_HEIGHT, _WIDTH, lambda letters: bar + lines_of(summary, letters)))


def lines_of(summary: Summary, letters: int, stops: tuple[Stop, ...] | None = None) -> float:
    """About how many lines the summary needs on a page whose lines have so many letters, its heading aside."""
    numbers = max(lines(letters, " " * 8 + n.basis, n.label, n.meaning, share=0.24) for n in summary.numbers)
    gates = sum(
        0.45
        + max(
            lines(letters, gate.meaning, share=0.61),
            lines(letters, gate.shown, share=0.13),
            lines(letters, gate.name, share=0.12),
        )
        for gate in summary.gates
    )
    areas = max(
        sum(0.3 + lines(letters, f"{row.id} {row.title}", row.reason, share=0.46) for row in rows)
        for rows in (summary.strongest, summary.weakest)
    )
    named = (s.text + " " * 11 * (len(s.criteria) + bool(s.more)) for s in (summary.stops if stops is None else stops))
    stopping = sum(0.2 + lines(letters, text) for text in named)
    lead = 1.3 * lines(letters, " ".join(summary.sentences), share=0.81)
    return lead + numbers + gates + areas + stopping + lines(letters, " ".join(summary.decisions)) + _AROUND


def _numbers(lookup: Lookup) -> tuple[Number, ...]:
    whole = lookup.whole
    of = whole.applicable
    rated = sum(1 for r in lookup.results.values() if r.applicable and not r.derived and r.rating is not None)
    gaps = gaps_below_target(lookup)
    cared = sum(1 for c in gaps if any(a.owner and a.due for _, a in lookup.open_actions(c)))
    basis = say("of {n} applicable", n=of)
    below = (
        say("rated below target; {cared} with owner and date", cared=cared) if rated else say("nothing is rated yet")
    )
    complete, supported = whole.at_least(CriterionState.ANSWERED), whole.at_least(CriterionState.SUPPORTED)
    reviewed = whole.states[CriterionState.REVIEWED]
    return (
        Number(say("complete"), complete, of, basis, say("answered, rated")),
        Number(say("supported"), supported, of, basis, say("evidence carries it")),
        Number(say("open gaps"), len(gaps) if rated else None, rated, say("of {n} rated", n=rated), below),
        Number(say("reviewed"), reviewed, of, basis, say("by a second role")),
    )


_STATUS: Final[Mapping[GateStatus, str]] = {
    GateStatus.HOLDS: marked("✓ holds"),
    GateStatus.FAILS: marked("✗ fails"),
}


def build_gates(lookup: Lookup) -> tuple[GateRow, ...]:
    """Say of every gate whether it holds."""
    return tuple(
        GateRow(
            g.name.value, label(g.name), definition(g.name), g.status.value, say(_STATUS[g.status]), len(g.failures)
        )
        for g in lookup.judgement.readiness.gates
    )


def _areas(lookup: Lookup) -> tuple[tuple[AreaRow, ...], tuple[AreaRow, ...]]:
    ranked: list[tuple[float, float, AreaRow]] = []
    candidates = lookup.citations(candidates=True)
    for subsection, record in lookup.judgement.edition.subsections.items():
        tally = lookup.of_subsection(subsection)
        if lookup.whole.rated:
            if tally.minimum is None or tally.mean is None:
                continue
            reason = say(
                "minimum {minimum}, mean {mean}, {rated} of {applicable} rated",
                minimum=tally.minimum,
                mean=shown_mean(tally.mean),
                rated=tally.rated,
                applicable=tally.applicable,
            )
            ranked.append((tally.minimum, tally.mean, AreaRow(subsection, record.title, reason)))
        else:
            here = [c for c, _, _ in candidates if c in record.criteria]
            share = len(set(here)) / len(record.criteria) if record.criteria else 0.0
            reason = say("{some} of {all} criteria with candidates", some=len(set(here)), all=len(record.criteria))
            ranked.append((share, len(here), AreaRow(subsection, record.title, reason)))
    ranked.sort(key=lambda x: (-x[0], -x[1]))
    rows = [row for _, _, row in ranked]
    half = min(_AREAS_SHOWN, len(rows) // 2)
    return tuple(rows[:half]), tuple(reversed(rows[len(rows) - half :])) if half else ()
