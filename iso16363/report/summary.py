"""The one page a director reads: readiness, four numbers, gates, areas, what stops it, the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from iso16363.language import (
    counted,
    definition,
    label,
    listed,
    marked,
    one_or_many,
    say,
    shown_mean,
)
from iso16363.readiness import GateStatus, MilestoneState
from iso16363.report.decision import Stop, build_decisions, build_stops, gaps_below_target
from iso16363.report.fitting import lines, size_for
from iso16363.report.lookup import Lookup
from iso16363.report.wording import shortened
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

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Gates that nobody can judge yet."""
        return tuple(gate.name for gate in self.gates if gate.status == GateStatus.NOT_PROVIDED.value)


def build_summary(lookup: Lookup) -> Summary:
    """Compute the summary page; nothing on it is typed by hand."""
    strongest, weakest = _areas(lookup)
    summary = Summary(
        sentences=_sentences(lookup),
        numbers=_numbers(lookup),
        gates=_gates(lookup),
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


_READINESS: Final[Mapping[MilestoneState, tuple[str, str, str]]] = {
    MilestoneState.UNDER_WAY: (
        marked(
            "The self-audit of {what} is under way: {complete} of {applicable} applicable criteria are complete,"
            " and the evidence carries the ratings of all of them."
        ),
        marked(
            "The self-audit of {what} is under way: {complete} of {applicable} applicable criteria are complete,"
            " and the evidence carries the ratings of {supported} of them."
        ),
        marked(
            "The self-audit of {what} is under way: {complete} of {applicable} applicable criteria are complete,"
            " and the evidence carries the ratings of none of them."
        ),
    ),
    MilestoneState.FINISHED: (
        marked(
            "The self-audit of {what} is finished: {complete} of {applicable} applicable criteria are complete,"
            " and the evidence carries the ratings of all of them."
        ),
        marked(
            "The self-audit of {what} is finished: {complete} of {applicable} applicable criteria are complete,"
            " and the evidence carries the ratings of {supported} of them."
        ),
        marked(
            "The self-audit of {what} is finished: {complete} of {applicable} applicable criteria are complete,"
            " and the evidence carries the ratings of none of them."
        ),
    ),
    MilestoneState.READY: (
        marked(
            "The self-audit of {what} is ready to be submitted: {complete} of {applicable} applicable criteria are"
            " complete, and the evidence carries the ratings of all of them."
        ),
        marked(
            "The self-audit of {what} is ready to be submitted: {complete} of {applicable} applicable criteria are"
            " complete, and the evidence carries the ratings of {supported} of them."
        ),
        marked(
            "The self-audit of {what} is ready to be submitted: {complete} of {applicable} applicable criteria are"
            " complete, and the evidence carries the ratings of none of them."
        ),
    ),
}
"""Whole sentences, by state, for where the evidence carries all, some or none of the complete criteria."""


def _sentences(lookup: Lookup) -> tuple[str, str]:
    whole, state = lookup.whole, lookup.judgement.readiness.state
    site = lookup.judgement.site.site
    what = shortened(site.repository.name if site.repository else site.short_name, 80)
    if state is MilestoneState.NOT_STARTED:
        first = one_or_many(
            "The self-audit of {what} has not started: the one criterion there is has no answer.",
            "The self-audit of {what} has not started: none of the {n} criteria is answered.",
            whole.total,
            what=what,
        )
        return first, _candidates_sentence(lookup)
    complete, supported = whole.at_least(CriterionState.ANSWERED), whole.at_least(CriterionState.SUPPORTED)
    carried, partly, not_at_all = _READINESS[
        state if state in (MilestoneState.UNDER_WAY, MilestoneState.FINISHED) else MilestoneState.READY
    ]
    text = not_at_all if not supported else carried if supported == complete else partly
    first = say(text, what=what, complete=complete, applicable=whole.applicable, supported=supported)
    if state is MilestoneState.UNDER_WAY:
        return first, _gates_sentence(lookup)
    if state is MilestoneState.FINISHED:
        return first, say("All gates hold but the declaration.")
    return first, say("All gates hold: it is ready for stage 1.")


def _gates_sentence(lookup: Lookup) -> str:
    readiness = lookup.judgement.readiness
    failing = [say("“{name}”", name=label(gate.name)) for gate in readiness.failing]
    waiting = [label(gate.name) for gate in readiness.gates if gate.status is GateStatus.NOT_PROVIDED]
    if failing:
        return one_or_many(
            "It is not ready for an external audit yet: the gate {gates} fails.",
            "It is not ready for an external audit yet: the gates {gates} fail.",
            len(failing),
            gates=listed(failing),
        )
    if waiting:
        return one_or_many(
            "No gate fails, but {gates} cannot be judged yet, so it is not called ready.",
            "No gate fails, but {gates} cannot be judged yet, so it is not called ready.",
            len(waiting),
            gates=listed(waiting),
        )
    return say("No gate fails.")


def _candidates_sentence(lookup: Lookup) -> str:
    candidates = lookup.citations(candidates=True)
    if not candidates:
        return say("Nothing is on the table yet: no document is cited for any criterion.")
    covered = {criterion for criterion, _, _ in candidates}
    documents = {citation.document for _, _, citation in candidates}
    without = sum(1 for c in lookup.results if c not in covered)
    return say(
        "On the table are {citations} from {documents}, which bear on {criteria} and wait to be confirmed or struck;"
        " for {without} there is none.",
        citations=counted(len(candidates), "candidate citation", "candidate citations"),
        documents=counted(len(documents), "document", "documents"),
        criteria=counted(len(covered), "criterion", "criteria"),
        without=counted(without, "criterion", "criteria"),
    )


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
    GateStatus.NOT_PROVIDED: marked("– not judged"),
}


def _gates(lookup: Lookup) -> tuple[GateRow, ...]:
    return tuple(
        GateRow(label(g.name), definition(g.name), g.status.value, say(_STATUS[g.status]), len(g.failures))
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
