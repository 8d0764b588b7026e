"""The one page a director reads: readiness, four numbers, gates, areas, what stops it, the decision."""

from dataclasses import dataclass

from iso16363.readiness import GateName, GateStatus, MilestoneState
from iso16363.report.lookup import Lookup
from iso16363.report.setting import unsettled
from iso16363.report.wording import counted, first_few, listed, long_date, shortened
from iso16363.scoring import CriterionState

_AREAS_SHOWN = 3
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Number:
    """A figure with what it is counted of; `value` is None where it cannot be known yet."""

    label: str
    value: int | None
    of: int
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate, whether it holds, and how much fails it."""

    name: str
    meaning: str
    status: str
    label: str
    failures: int
    first: str


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A subsection with the reason why it is named."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that would stop certification today, and where the report says more."""

    text: str
    criteria: tuple[str, ...]
    more: int
    section: str


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
    decision: str


def build_summary(lookup: Lookup) -> Summary:
    """Compute the summary page; nothing on it is typed by hand."""
    strongest, weakest = _areas(lookup)
    return Summary(
        sentences=_sentences(lookup),
        numbers=_numbers(lookup),
        gates=_gates(lookup),
        areas_by_rating=bool(lookup.whole.rated),
        strongest=strongest,
        weakest=weakest,
        stops=_stops(lookup),
        decision=_decision(lookup),
    )


def gaps_below_target(lookup: Lookup) -> tuple[str, ...]:
    """Criteria with a rating of their own below their target."""
    return tuple(c for c, r in lookup.results.items() if r.applicable and not r.derived and r.gap)


def _sentences(lookup: Lookup) -> tuple[str, str]:
    whole, state = lookup.whole, lookup.judgement.readiness.state
    site = lookup.judgement.site.site
    what = shortened(site.repository.name if site.repository else site.short_name, 80)
    if state is MilestoneState.NOT_STARTED:
        return (
            f"The self-audit of {what} has not started: none of the {whole.total} criteria is answered.",
            _candidates_sentence(lookup),
        )
    complete, supported = whole.at_least(CriterionState.ANSWERED), whole.at_least(CriterionState.SUPPORTED)
    counts = (
        f"{complete} of {whole.applicable} applicable criteria are complete, and the evidence carries the ratings"
        f" of {('all' if supported == complete else supported) or 'none'} of them"
    )
    if state is MilestoneState.UNDER_WAY:
        return f"The self-audit of {what} is under way: {counts}.", _gates_sentence(lookup)
    if state is MilestoneState.FINISHED:
        return (f"The self-audit of {what} is finished: {counts}.", "All gates hold but the declaration.")
    return (f"The self-audit of {what} is ready to be submitted: {counts}.", "All gates hold: it is ready for stage 1.")


def _gates_sentence(lookup: Lookup) -> str:
    gates = lookup.judgement.readiness.gates
    failing = [f"“{gate.name.label}”" for gate in lookup.judgement.readiness.failing]
    waiting = [gate.name.label for gate in gates if gate.status is GateStatus.NOT_PROVIDED]
    if failing:
        verb = "gates {} fail" if len(failing) > 1 else "gate {} fails"
        return f"It is not ready for an external audit yet: the {verb.format(listed(failing))}."
    rest = f", but {listed(waiting)} cannot be judged yet, so it is not called ready" if waiting else ""
    return f"No gate fails{rest}."


def _candidates_sentence(lookup: Lookup) -> str:
    candidates = lookup.citations(candidates=True)
    if not candidates:
        return "Nothing is on the table yet: no document is cited for any criterion."
    covered = {criterion for criterion, _, _ in candidates}
    documents = {citation.document for _, _, citation in candidates}
    without = sum(1 for c in lookup.results if c not in covered)
    return (
        f"On the table are {counted(len(candidates), 'candidate citation')} from"
        f" {counted(len(documents), 'document')}, which bear on {counted(len(covered), 'criterion', 'criteria')}"
        f" and wait to be confirmed or struck; for {counted(without, 'criterion', 'criteria')} there is none."
    )


def _numbers(lookup: Lookup) -> tuple[Number, ...]:
    whole = lookup.whole
    rated = sum(1 for r in lookup.results.values() if r.applicable and not r.derived and r.rating is not None)
    gaps = gaps_below_target(lookup)
    cared = sum(1 for c in gaps if any(a.owner and a.due for _, a in lookup.open_actions(c)))
    care = f"rated below target; {cared} with owner and date" if rated else "nothing is rated yet"
    return (
        Number("complete", whole.at_least(CriterionState.ANSWERED), whole.applicable, "applicable", "answered, rated"),
        Number(
            "supported", whole.at_least(CriterionState.SUPPORTED), whole.applicable, "applicable", "evidence carries it"
        ),
        Number("open gaps", len(gaps) if rated else None, rated, "rated", care),
        Number("reviewed", whole.states[CriterionState.REVIEWED], whole.applicable, "applicable", "by a second role"),
    )


def _gates(lookup: Lookup) -> tuple[GateRow, ...]:
    rows = []
    for gate in lookup.judgement.readiness.gates:
        first = gate.failures[0] if gate.failures else None
        rows.append(
            GateRow(
                gate.name.label,
                gate.name.definition,
                gate.status.value,
                gate.status.label,
                len(gate.failures),
                f"{first.subject}: {first.text}" if first else "",
            )
        )
    return tuple(rows)


def _areas(lookup: Lookup) -> tuple[tuple[AreaRow, ...], tuple[AreaRow, ...]]:
    ranked: list[tuple[float, float, AreaRow]] = []
    candidates = lookup.citations(candidates=True)
    for subsection, record in lookup.judgement.edition.subsections.items():
        tally = lookup.of_subsection(subsection)
        if lookup.whole.rated:
            if tally.minimum is None or tally.mean is None:
                continue
            reason = f"minimum {tally.minimum}, mean {tally.mean:.1f}, {tally.rated} of {tally.applicable} rated"
            ranked.append((tally.minimum, tally.mean, AreaRow(subsection, record.title, reason)))
        else:
            here = [c for c, _, _ in candidates if c in record.criteria]
            share = len(set(here)) / len(record.criteria) if record.criteria else 0.0
            reason = f"{len(set(here))} of {len(record.criteria)} criteria with candidates"
            ranked.append((share, len(here), AreaRow(subsection, record.title, reason)))
    ranked.sort(key=lambda x: (-x[0], -x[1]))
    rows = [row for _, _, row in ranked]
    half = min(_AREAS_SHOWN, len(rows) // 2)
    return tuple(rows[:half]), tuple(reversed(rows[len(rows) - half :])) if half else ()


def _stop(text: str, criteria: list[str], section: str) -> Stop:
    return Stop(text, tuple(criteria[:_NAMED]), max(0, len(criteria) - _NAMED), section)


def _stops(lookup: Lookup) -> tuple[Stop, ...]:
    readiness, whole = lookup.judgement.readiness, lookup.whole
    found = [Stop(text, (), 0, "scope") for text in unsettled(lookup)]
    own = [r for r in lookup.results.values() if r.applicable and not r.derived]
    unfinished = whole.applicable - whole.at_least(CriterionState.ANSWERED)
    if unfinished:
        weak = [r.criterion for r in own if r.state in (CriterionState.OPEN, CriterionState.DRAFT)]
        text = f"{unfinished} of {whole.applicable} applicable criteria are not complete"
        if len(weak) < unfinished:
            text += f", of which {len(weak)} need an answer and the others follow from their sub-criteria"
        found.append(_stop(text, weak if lookup.begun else [], "gaps"))
    major = [r.criterion for r in own if r.rating is not None and r.rating < 2]
    if major:
        text = f"{counted(len(major), 'rating')} below 2, each likely a major nonconformity"
        found.append(_stop(text, major, "gaps"))
    missing = readiness.gate(GateName.DOCUMENTS).failures
    if missing:
        titles = [f.text.partition(":")[0].lower() for f in missing]
        text = f"{counted(len(missing), 'document')} that the standard calls for, not in place: {first_few(titles, 3)}"
        found.append(_stop(text, [], "called-for"))
    claims = [r.criterion for r in own if r.overclaimed]
    if claims:
        found.append(_stop(f"{counted(len(claims), 'claim')} higher than the evidence supports", claims, "gaps"))
    errors = readiness.gate(GateName.STRUCTURE).failures
    if errors:
        found.append(_stop(f"{counted(len(errors), 'error')} in the files of the site", [], "checks"))
    return tuple(found)


def _decision(lookup: Lookup) -> str:
    state, site = lookup.judgement.readiness.state, lookup.judgement.site
    if state is MilestoneState.NOT_STARTED:
        scope = lookup.judgement.readiness.gate(GateName.SCOPE).status is GateStatus.HOLDS
        first = "Confirm the owners" if scope else "Settle what is audited and for whom, confirm the owners"
        return f"{first} of the criteria, and set the date by which every criterion has an answer."
    if state is MilestoneState.UNDER_WAY:
        gaps = gaps_below_target(lookup)
        planned = [c for c in gaps if lookup.open_actions(c)]
        actions = [a for a in site.actions.values() if a.state.is_open]
        last = max((a.due for a in actions if a.due), default=None)
        parts = []
        if actions:
            until = f", the last due on {long_date(last)}" if last else ""
            parts.append(f"Approve the improvement plan ({counted(len(actions), 'open action')}{until})")
        if len(gaps) > len(planned):
            without = counted(len(gaps) - len(planned), "gap")
            parts.append(f"{'decide' if parts else 'Decide'} what is done about {without} without an action")
        unfinished = lookup.whole.applicable - lookup.whole.at_least(CriterionState.ANSWERED)
        if unfinished:
            left = counted(unfinished, "criterion", "criteria")
            parts.append(f"{'set' if parts else 'Set'} the date by which the {left} left are complete")
        if not parts:
            parts.append("Have the failing gates closed, each by the owner of what fails it")
        return f"{listed(parts)}."
    if state is MilestoneState.FINISHED:
        return "Sign the declaration over the self-assessment."
    return "Hand the self-assessment over to the external auditor."
