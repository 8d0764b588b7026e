"""Readiness in two sentences: what is done, and what follows from it for the audit."""

from collections.abc import Mapping
from typing import Final

from iso16363.fingerprint import assessment_digest
from iso16363.language import counted, label, listed, long_date, marked, one_or_many, say
from iso16363.readiness import MilestoneState
from iso16363.report.lookup import Lookup
from iso16363.report.wording import shortened
from iso16363.scoring import CriterionState

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
    MilestoneState.SUBMITTED: (
        marked(
            "The self-audit of {what} was handed over. As it stands now, {complete} of {applicable} applicable"
            " criteria are complete, and the evidence carries the ratings of all of them."
        ),
        marked(
            "The self-audit of {what} was handed over. As it stands now, {complete} of {applicable} applicable"
            " criteria are complete, and the evidence carries the ratings of {supported} of them."
        ),
        marked(
            "The self-audit of {what} was handed over. As it stands now, {complete} of {applicable} applicable"
            " criteria are complete, and the evidence carries the ratings of none of them."
        ),
    ),
}
"""Whole sentences, by state, for where the evidence carries all, some or none of the complete criteria."""


def build_sentences(lookup: Lookup) -> tuple[str, str]:
    """Say how ready the site is: what is done, and what follows from it."""
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
    carried, partly, not_at_all = _READINESS[state]
    text = not_at_all if not supported else carried if supported == complete else partly
    first = say(text, what=what, complete=complete, applicable=whole.applicable, supported=supported)
    if state is MilestoneState.UNDER_WAY:
        return first, _gates_sentence(lookup)
    if state is MilestoneState.FINISHED:
        return first, say("All gates hold but the declaration.")
    if state is MilestoneState.SUBMITTED:
        return first, " ".join(filter(None, (handed_over(lookup), changed_since(lookup), _gates_now(lookup))))
    return first, say("All gates hold: it is ready for stage 1.")


def handed_over(lookup: Lookup) -> str:
    """Say when and to whom the site was handed over last; nothing where this variant does not know."""
    last = lookup.last_handoff
    if last is None:
        return ""
    day = long_date(last[1].on)
    return (
        say("Handed over on {day} to {to}.", day=day, to=last[1].to)
        if last[1].to
        else say("Handed over on {day}.", day=day)
    )


def changed_since(lookup: Lookup) -> str:
    """Say how much has changed since the hand-over, as far as it is known."""
    last, since = lookup.last_handoff, lookup.judgement.since
    if since is None:
        if last is None or lookup.judgement.variant.leaves_out:
            return ""
        changed = changed_at_all(lookup)
        return say("The self-assessment has changed since.") if changed else say("Nothing of it has changed since.")
    answers, day = len(lookup.affected), long_date(since.record.on)
    if not lookup.changes:
        return say("Nothing has changed since the hand-over of {day}.", day=day)
    if not answers:
        return say("No answer has changed since the hand-over of {day}, but something around the answers has.", day=day)
    return one_or_many(
        "{n} answer, or what it rests on, has changed since the hand-over of {day}.",
        "{n} answers, or what they rest on, have changed since the hand-over of {day}.",
        answers,
        day=day,
    )


def changed_at_all(lookup: Lookup) -> bool:
    """Whether the site differs from what was handed over last; false where this variant cannot know."""
    last = lookup.last_handoff
    if last is None or lookup.judgement.variant.leaves_out:
        return False
    return assessment_digest(lookup.judgement.site) != last[1].digest


def _gates_now(lookup: Lookup) -> str:
    failing = [say("“{name}”", name=label(gate.name)) for gate in lookup.judgement.readiness.failing]
    if not failing:
        return say("All gates hold today.")
    return one_or_many(
        "Today the gate {gates} fails.", "Today the gates {gates} fail.", len(failing), gates=listed(failing)
    )


def _gates_sentence(lookup: Lookup) -> str:
    readiness = lookup.judgement.readiness
    failing = [say("“{name}”", name=label(gate.name)) for gate in readiness.failing]
    return one_or_many(
        "It is not ready for an external audit yet: the gate {gates} fails.",
        "It is not ready for an external audit yet: the gates {gates} fail.",
        len(failing),
        gates=listed(failing),
    )


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
