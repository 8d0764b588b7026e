"""Sections and their subsections in words and numbers: what was found, strengths, gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iso16363.language import label, listed, one_or_many, say, shown_mean
from iso16363.model.answers import Polarity
from iso16363.model.base import MAX_RATING
from iso16363.report.lookup import Lookup
from iso16363.scoring import CriterionResult, CriterionState, Tally


@dataclass(frozen=True, slots=True)
class Remark:
    """A criterion named as strength or gap, with the reason."""

    criterion: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AreaTally:
    """One subsection in numbers. The mean is only shown beside minimum and count."""

    id: str
    title: str
    total: int
    applicable: int
    complete: int
    supported: int
    reviewed: int
    rated: int
    minimum: int | None
    mean: float | None
    candidates: int
    covered: int
    named_gaps: tuple[str, ...]
    not_found: tuple[str, ...]
    strengths: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """One numbered section of the standard.

    `begun` is whether any of its criteria is answered, `noted` whether anything is on the table.
    """

    id: str
    title: str
    heading: str
    about: str
    begun: bool
    noted: bool
    narrative: tuple[str, ...]
    subsections: tuple[AreaTally, ...]
    candidates: int
    strengths: int
    gaps: tuple[Remark, ...]


def build_areas(lookup: Lookup) -> tuple[Area, ...]:
    """Describe every section of the edition."""
    candidates: dict[str, int] = {}
    for criterion, _, _ in lookup.citations(candidates=True):
        candidates[criterion] = candidates.get(criterion, 0) + 1
    return tuple(_area(lookup, section, candidates) for section in lookup.judgement.edition.sections)


def _area(lookup: Lookup, section: str, candidates: Mapping[str, int]) -> Area:
    record, criteria = lookup.judgement.edition.sections[section], lookup.judgement.edition.of_section(section)
    own = [r for r in (lookup.results[c] for c in criteria) if r.applicable and not r.derived]
    tally = lookup.of_section(section)
    subsections = tuple(_tally(lookup, s, candidates) for s in record.subsections)
    begun = tally.states[CriterionState.OPEN] < tally.total
    return Area(
        id=section,
        title=record.title,
        heading=record.heading,
        about=record.about,
        begun=begun,
        noted=any(row.covered or row.named_gaps or row.not_found for row in subsections),
        narrative=_narrative(tally, own) if begun else _untouched(lookup, criteria, candidates),
        subsections=subsections,
        candidates=sum(candidates.get(c, 0) for c in criteria),
        strengths=sum(map(_strong, own)),
        gaps=tuple(Remark(r.criterion, lookup.title(r.criterion), why) for r in own if (why := shortfall(r))),
    )


def _tally(lookup: Lookup, subsection: str, candidates: Mapping[str, int]) -> AreaTally:
    tally, record = lookup.of_subsection(subsection), lookup.judgement.edition.subsections[subsection]
    polarities = {c: {b.polarity for b in lookup.judgement.site.answer(c).background} for c in record.criteria}
    return AreaTally(
        id=subsection,
        title=record.title,
        total=tally.total,
        applicable=tally.applicable,
        complete=tally.at_least(CriterionState.ANSWERED),
        supported=tally.at_least(CriterionState.SUPPORTED),
        reviewed=tally.states[CriterionState.REVIEWED],
        rated=tally.rated,
        minimum=tally.minimum,
        mean=tally.mean,
        candidates=sum(candidates.get(c, 0) for c in record.criteria),
        covered=sum(c in candidates for c in record.criteria),
        named_gaps=tuple(c for c, found in polarities.items() if Polarity.GAP in found),
        not_found=tuple(c for c, found in polarities.items() if Polarity.NOT_FOUND in found),
        strengths=tuple(
            Remark(r.criterion, lookup.title(r.criterion), _strength(r))
            for r in (lookup.results[c] for c in record.criteria)
            if _strong(r)
        ),
    )


def _strong(result: CriterionResult) -> bool:
    supported = result.state in (CriterionState.SUPPORTED, CriterionState.REVIEWED)
    return supported and not result.derived and result.rating == MAX_RATING


def _strength(result: CriterionResult) -> str:
    values = {"rating": result.rating, "target": result.target, "support": result.support}
    if result.state is CriterionState.REVIEWED:
        return say("rated {rating}, target {target}, supported {support}, reviewed", **values)
    return say("rated {rating}, target {target}, supported {support}", **values)


def shortfall(result: CriterionResult) -> str:
    """Why a rated criterion is a gap, in words; empty where it is none."""
    reasons = []
    if result.rating is not None and result.rating < 2:
        reasons.append(say("rated {rating}, likely a major nonconformity", rating=result.rating))
    elif result.gap:
        reasons.append(say("rated {rating}, target {target}", rating=result.rating, target=result.target))
    claim, support = result.documented, result.documented_support
    if claim is not None and claim > support.level:
        values = {"claim": claim, "support": support.level, "rule": label(support.rule)}
        reasons.append(say("documented claimed {claim}, supported {support} ({rule})", **values))
    claim, support = result.implemented, result.implemented_support
    if claim is not None and claim > support.level:
        values = {"claim": claim, "support": support.level, "rule": label(support.rule)}
        reasons.append(say("implemented claimed {claim}, supported {support} ({rule})", **values))
    return "; ".join(reasons)


def _narrative(tally: Tally, own: Sequence[CriterionResult]) -> tuple[str, ...]:
    if not tally.applicable:
        return (say("None of the criteria applies."),)
    sentences = [_progress(tally)]
    if tally.rated:
        sentences.append(_ratings(tally))
    if below := sum(bool(r.gap) for r in own):
        sentences.append(one_or_many("{n} criterion lies below target.", "{n} criteria lie below target.", below))
    if left := tally.states[CriterionState.OPEN] + tally.states[CriterionState.DRAFT]:
        sentences.append(
            one_or_many("{n} criterion is still open or in draft.", "{n} criteria are still open or in draft.", left)
        )
    if without := tally.states[CriterionState.NOT_APPLICABLE]:
        sentences.append(one_or_many("{n} criterion does not apply.", "{n} criteria do not apply.", without))
    return tuple(sentences)


def _progress(tally: Tally) -> str:
    return one_or_many(
        "Of {n} applicable criterion {complete} is complete, {supported} supported and {reviewed} reviewed.",
        "{complete} of {n} applicable criteria are complete, {supported} supported and {reviewed} reviewed.",
        tally.applicable,
        complete=tally.at_least(CriterionState.ANSWERED),
        supported=tally.at_least(CriterionState.SUPPORTED),
        reviewed=tally.states[CriterionState.REVIEWED],
    )


def _ratings(tally: Tally) -> str:
    if tally.rated == 1 or tally.mean is None:
        return say("One criterion is rated: {minimum}.", minimum=tally.minimum)
    spread = [
        one_or_many("{n} is rated {level}", "{n} are rated {level}", tally.ratings[level], level=level)
        for level in range(MAX_RATING, -1, -1)
        if tally.ratings[level]
    ]
    return say(
        "Of {rated} rated criteria, {spread} (minimum {minimum}, mean {mean}).",
        rated=tally.rated,
        spread=listed(spread),
        minimum=tally.minimum,
        mean=shown_mean(tally.mean),
    )


def _untouched(lookup: Lookup, criteria: tuple[str, ...], candidates: Mapping[str, int]) -> tuple[str, ...]:
    sentences = [
        one_or_many("The only criterion is not answered.", "None of the {n} criteria is answered.", len(criteria))
    ]
    if covered := [c for c in criteria if candidates.get(c)]:
        sentences.append(
            one_or_many(
                "{n} candidate citation bears on {covered} of them.",
                "{n} candidate citations bear on {covered} of them.",
                sum(candidates[c] for c in covered),
                covered=len(covered),
            )
        )
    background = [b.polarity for c in criteria for b in lookup.judgement.site.answer(c).background]
    if gaps := background.count(Polarity.GAP):
        sentences.append(one_or_many("The public record names {n} gap.", "The public record names {n} gaps.", gaps))
    if missing := background.count(Polarity.NOT_FOUND):
        sentences.append(
            one_or_many(
                "In {n} case a search found no public source.",
                "In {n} cases a search found no public source.",
                missing,
            )
        )
    return tuple(sentences)
