"""What would stop certification today, and the decision that the report asks for."""

from dataclasses import dataclass

from iso16363.language import first_few, long_date, one_or_many, say
from iso16363.model.actions import Action
from iso16363.model.variant import Variant
from iso16363.readiness import GateName, GateStatus, MilestoneState
from iso16363.report.lookup import Lookup
from iso16363.report.setting import unsettled
from iso16363.scoring import CriterionResult, CriterionState

_NAMED = 4
_TITLES_NAMED = 3


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that would stop certification today, and where the report says more."""

    text: str
    criteria: tuple[str, ...]
    more: int
    section: str


def gaps_below_target(lookup: Lookup) -> tuple[str, ...]:
    """Criteria with a rating of their own below their target."""
    return tuple(c for c, r in lookup.results.items() if r.applicable and not r.derived and r.gap)


def build_stops(lookup: Lookup) -> tuple[Stop, ...]:
    """Everything that would stop certification, the most basic first."""
    own = [r for r in lookup.results.values() if r.applicable and not r.derived]
    found = [Stop(text, (), 0, "scope") for text in unsettled(lookup)]
    found.extend(_unfinished(lookup, own))
    major = [r.criterion for r in own if r.rating is not None and r.rating < 2]
    if major:
        text = one_or_many(
            "{n} rating below 2, likely a major nonconformity",
            "{n} ratings below 2, each likely a major nonconformity",
            len(major),
        )
        found.append(_stop(text, major, "gaps"))
    found.extend(_missing_documents(lookup))
    claims = [r.criterion for r in own if r.overclaimed]
    if claims:
        text = one_or_many(
            "{n} claim higher than the evidence supports", "{n} claims higher than the evidence supports", len(claims)
        )
        found.append(_stop(text, claims, "gaps"))
    errors = lookup.judgement.readiness.gate(GateName.STRUCTURE).failures
    if errors:
        text = one_or_many("{n} error in the files of the site", "{n} errors in the files of the site", len(errors))
        found.append(_stop(text, [], "checks"))
    return tuple(found)


def _stop(text: str, criteria: list[str], section: str) -> Stop:
    return Stop(text, tuple(criteria[:_NAMED]), max(0, len(criteria) - _NAMED), section)


def _unfinished(lookup: Lookup, own: list[CriterionResult]) -> list[Stop]:
    unfinished, applicable = unfinished_criteria(lookup), lookup.whole.applicable
    if not unfinished:
        return []
    weak = [r.criterion for r in own if r.state in (CriterionState.OPEN, CriterionState.DRAFT)]
    if len(weak) < unfinished:
        text = one_or_many(
            "{n} of {applicable} applicable criteria are not complete, of which {weak} need an answer and the others"
            " follow from their sub-criteria",
            "{n} of {applicable} applicable criteria are not complete, of which {weak} need an answer and the others"
            " follow from their sub-criteria",
            unfinished,
            applicable=applicable,
            weak=len(weak),
        )
    else:
        text = one_or_many(
            "{n} of {applicable} applicable criteria is not complete",
            "{n} of {applicable} applicable criteria are not complete",
            unfinished,
            applicable=applicable,
        )
    return [_stop(text, weak if lookup.begun else [], "gaps")]


def _missing_documents(lookup: Lookup) -> list[Stop]:
    missing = lookup.judgement.readiness.gate(GateName.DOCUMENTS).failures
    if not missing:
        return []
    roles = lookup.judgement.catalogue.document_roles
    text = one_or_many(
        "{n} document that the standard calls for, not in place: {titles}",
        "{n} documents that the standard calls for, not in place: {titles}",
        len(missing),
        titles=first_few([_within(roles[f.subject].title) for f in missing], _TITLES_NAMED),
    )
    return [_stop(text, [], "called-for")]


def _within(title: str) -> str:
    """A title inside a sentence: "mission statement", but "SIP specifications"."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def unfinished_criteria(lookup: Lookup) -> int:
    """Number of applicable criteria without a whole answer."""
    return lookup.whole.applicable - lookup.whole.at_least(CriterionState.ANSWERED)


def build_decisions(lookup: Lookup) -> tuple[str, ...]:
    """What the director is asked to decide, one whole sentence each; the public is asked nothing."""
    if lookup.judgement.variant is Variant.PUBLIC:
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
    return (say("Hand the self-assessment over to the external auditor."),)


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
    if not lookup.judgement.readiness.failing:
        asked.append(_last_steps(lookup))
    return tuple(asked) or (say("Have the failing gates closed, each by the owner of what fails it."),)


def _last_steps(lookup: Lookup) -> str:
    """What is left where no gate fails: reviews first, then the signature."""
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
