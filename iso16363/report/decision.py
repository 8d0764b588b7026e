"""The decision that the report asks for."""

from iso16363.language import long_date, one_or_many, say
from iso16363.model.actions import Action
from iso16363.model.audit import AuditState
from iso16363.readiness import GateName, GateStatus, MilestoneState
from iso16363.report.lookup import Lookup
from iso16363.report.sentences import changed_at_all
from iso16363.report.stops import unfinished_criteria
from iso16363.scoring import CriterionState


def gaps_below_target(lookup: Lookup) -> tuple[str, ...]:
    """Criteria with a rating of their own below their target."""
    return tuple(c for c, r in lookup.results.items() if r.applicable and not r.derived and r.gap)


def build_decisions(lookup: Lookup) -> tuple[str, ...]:
    """What the director is asked to decide, one whole sentence each; readers outside the site are asked nothing."""
    if lookup.judgement.variant.leaves_out:
        return ()
    state = lookup.judgement.readiness.state
    if state is MilestoneState.NOT_STARTED:
        if lookup.judgement.readiness.gate(GateName.SCOPE).status is GateStatus.HOLDS:
            return (
                say("Confirm the owners of the criteria, and set the date by which every criterion has an answer."),
            )
        return (
            say(
                "Settle what is audited and for whom, confirm the owners of the criteria, and set the date by which"
                " every criterion has an answer."
            ),
        )
    if state is MilestoneState.UNDER_WAY:
        return _on_the_way(lookup)
    if state is MilestoneState.FINISHED:
        return (say("Sign the declaration over the self-assessment."),)
    if state is MilestoneState.SUBMITTED:
        return _after_a_handover(lookup)
    return (say("Hand the self-assessment over to the external auditor."),)


def _after_a_handover(lookup: Lookup) -> tuple[str, ...]:
    """Answer, close what fails, hand over again; nothing is asked while the auditor is at work."""
    failing = {gate.name for gate in lookup.judgement.readiness.failing}
    waiting = sum(item.state is AuditState.OPEN for item in lookup.open_items.values())
    asked = []
    if waiting:
        asked.append(
            one_or_many(
                "Have the {n} open request or finding of the auditor answered.",
                "Have the {n} open requests and findings of the auditor answered.",
                waiting,
            )
        )
    if failing - _LAST_STEPS:
        asked.append(say("Have the failing gates closed, each by the owner of what fails it."))
    elif failing:
        asked.append(_last_steps(lookup))
    elif changed_at_all(lookup):
        asked.append(say("Hand the changed self-assessment over again."))
    return tuple(asked)


def _on_the_way(lookup: Lookup) -> tuple[str, ...]:
    asked = []
    actions = [a for a in lookup.judgement.site.actions.values() if a.state.is_open]
    if actions:
        asked.append(_approve(actions))
    without = sum(1 for c in gaps_below_target(lookup) if not lookup.open_actions(c))
    if without:
        asked.append(
            one_or_many(
                "Decide what is done about {n} gap without an action.",
                "Decide what is done about {n} gaps without an action.",
                without,
            )
        )
    unfinished = unfinished_criteria(lookup)
    if unfinished:
        asked.append(
            one_or_many(
                "Set the date by which the {n} criterion left is complete.",
                "Set the date by which the {n} criteria left are complete.",
                unfinished,
            )
        )
    if {gate.name for gate in lookup.judgement.readiness.failing} <= _LAST_STEPS:
        asked.append(_last_steps(lookup))
    return tuple(asked) or (say("Have the failing gates closed, each by the owner of what fails it."),)


_LAST_STEPS = frozenset({GateName.REVIEW, GateName.DECLARATION})


def _last_steps(lookup: Lookup) -> str:
    """What is left where only these gates fail: reviews first, then the signature."""
    own = (r for r in lookup.results.values() if r.applicable and not r.derived)
    waiting = sum(r.state is not CriterionState.REVIEWED for r in own)
    if not waiting:
        return say("Sign the declaration over the self-assessment.")
    return one_or_many(
        "Have the {n} answer that waits for it reviewed by a second role, then sign the declaration.",
        "Have the {n} answers that wait for it reviewed by a second role, then sign the declaration.",
        waiting,
    )


def _approve(actions: list[Action]) -> str:
    last = max((a.due for a in actions if a.due), default=None)
    if last is None:
        return one_or_many(
            "Approve the improvement plan ({n} open action).",
            "Approve the improvement plan ({n} open actions).",
            len(actions),
        )
    return one_or_many(
        "Approve the improvement plan ({n} open action, due on {day}).",
        "Approve the improvement plan ({n} open actions, the last due on {day}).",
        len(actions),
        day=long_date(last),
    )
