"""What would stop certification today, the most basic first."""

from collections.abc import Iterator
from dataclasses import dataclass

from iso16363.language import first_few, one_or_many, say
from iso16363.readiness import Gate, GateName, GateStatus
from iso16363.report.lookup import Lookup
from iso16363.report.setting import unsettled
from iso16363.report.wording import capital
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


def unfinished_criteria(lookup: Lookup) -> int:
    """Number of applicable criteria without a whole answer."""
    return lookup.whole.applicable - lookup.whole.at_least(CriterionState.ANSWERED)


def build_stops(lookup: Lookup) -> tuple[Stop, ...]:
    """Everything that would stop certification, the most basic first."""
    own = [r for r in lookup.results.values() if r.applicable and not r.derived]
    found = [Stop(text, (), 0, "scope") for text in unsettled(lookup)]
    found.extend(_unfinished(lookup, own))
    found.extend(_raised(lookup))
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
    found.extend(_left(lookup, has_claims=bool(claims), has_major=bool(major)))
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


def _raised(lookup: Lookup) -> Iterator[Stop]:
    """Major nonconformities of the auditor; where they are not shown, the list of what is withheld says so."""
    majors = lookup.judgement.readiness.gate(GateName.FINDINGS).failures
    if majors:
        text = one_or_many(
            "{n} major nonconformity of the auditor is not answered in full",
            "{n} major nonconformities of the auditor are not answered in full",
            len(majors),
        )
        yield Stop(text, (), 0, "findings" if lookup.judgement.site.audit else "withheld")


def _left(lookup: Lookup, *, has_claims: bool, has_major: bool) -> Iterator[Stop]:
    """What is left where every criterion is answered; before that it follows from what is unfinished."""
    readiness = lookup.judgement.readiness
    if readiness.gate(GateName.COMPLETE).status is GateStatus.FAILS:
        return
    named = {GateName.EVIDENCE: has_claims, GateName.GAPS: has_major}
    for gate in readiness.failing:
        text = "" if named.get(gate.name) else _in_words(lookup, gate)
        if text:
            yield Stop(text, (), 0, f"g-{gate.name}")


def _in_words(lookup: Lookup, gate: Gate) -> str:
    subjects = {failure.subject for failure in gate.failures}
    criteria, documents = len(subjects & lookup.results.keys()), len(subjects & lookup.judgement.site.documents.keys())
    if gate.name is GateName.EVIDENCE and criteria:
        return one_or_many(
            "{n} criterion with citations to settle: candidates, or without their place",
            "{n} criteria with citations to settle: candidates, or without their place",
            criteria,
        )
    if gate.name is GateName.ACCESS and documents:
        return one_or_many(
            "{n} document that cannot be inspected as registered",
            "{n} documents that cannot be inspected as registered",
            documents,
        )
    if gate.name is GateName.GAPS and criteria:
        return one_or_many(
            "{n} gap without an open action that has owner and date",
            "{n} gaps without an open action that has owner and date",
            criteria,
        )
    if gate.name is GateName.REVIEW and criteria:
        return one_or_many(
            "{n} answer without a review that counts", "{n} answers without a review that counts", criteria
        )
    if gate.name is GateName.DECLARATION:
        there = bool(lookup.judgement.site.declarations)
        return capital(say(gate.failures[0].text)) if there else say("The declaration is not signed")
    if gate.name in (GateName.EVIDENCE, GateName.ACCESS, GateName.GAPS, GateName.REVIEW):
        return capital(say(gate.failures[0].text))
    return ""
