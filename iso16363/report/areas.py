"""Sections and their subsections in words and numbers: what was found, strengths, gaps."""

from collections.abc import Mapping
from dataclasses import dataclass

from iso16363.model.base import MAX_RATING
from iso16363.report.lookup import Lookup
from iso16363.report.wording import counted, listed
from iso16363.scoring import CriterionResult, CriterionState, Tally


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
    strengths: tuple["Remark", ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A criterion named as strength or gap, with the reason."""

    criterion: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Area:
    """One numbered section of the standard."""

    id: str
    title: str
    heading: str
    about: str
    narrative: tuple[str, ...]
    subsections: tuple[AreaTally, ...]
    strengths: int
    gaps: tuple[Remark, ...]


def build_areas(lookup: Lookup) -> tuple[Area, ...]:
    """Describe every section of the edition."""
    candidates: dict[str, int] = {}
    for criterion, _, _ in lookup.citations(candidates=True):
        candidates[criterion] = candidates.get(criterion, 0) + 1
    return tuple(_area(lookup, section, candidates) for section in lookup.judgement.edition.sections)


def _area(lookup: Lookup, section: str, candidates: Mapping[str, int]) -> Area:
    record = lookup.judgement.edition.sections[section]
    own = [lookup.results[c] for c in lookup.judgement.edition.of_section(section)]
    own = [r for r in own if r.applicable and not r.derived]
    return Area(
        id=section,
        title=record.title,
        heading=record.heading,
        about=record.about,
        narrative=_narrative(lookup, section, own, candidates),
        subsections=tuple(_tally(lookup, s, candidates) for s in record.subsections),
        strengths=sum(map(_strong, own)),
        gaps=tuple(Remark(r.criterion, lookup.title(r.criterion), why) for r in own if (why := shortfall(r))),
    )


def _tally(lookup: Lookup, subsection: str, candidates: Mapping[str, int]) -> AreaTally:
    tally, record = lookup.of_subsection(subsection), lookup.judgement.edition.subsections[subsection]
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
    reviewed = ", reviewed" if result.state is CriterionState.REVIEWED else ""
    return f"rated {result.rating}, target {result.target}, supported {result.support}{reviewed}"


def shortfall(result: CriterionResult) -> str:
    """Why a rated criterion is a gap, in words; empty where it is none."""
    reasons = []
    if result.rating is not None and result.rating < 2:
        reasons.append(f"rated {result.rating}, likely a major nonconformity")
    elif result.gap:
        reasons.append(f"rated {result.rating}, target {result.target}")
    for name, claim, support in (
        ("documented", result.documented, result.documented_support),
        ("implemented", result.implemented, result.implemented_support),
    ):
        if claim is not None and claim > support.level:
            reasons.append(f"{name} claimed {claim}, supported {support.level} ({support.rule.label})")
    return "; ".join(reasons)


def _narrative(
    lookup: Lookup, section: str, own: list[CriterionResult], candidates: Mapping[str, int]
) -> tuple[str, ...]:
    tally = lookup.of_section(section)
    criteria = lookup.judgement.edition.of_section(section)
    if tally.states[CriterionState.OPEN] == tally.total:
        return (_untouched(lookup, criteria, candidates),)
    complete, supported = tally.at_least(CriterionState.ANSWERED), tally.at_least(CriterionState.SUPPORTED)
    reviewed = tally.states[CriterionState.REVIEWED]
    first = f"{complete} of {tally.applicable} applicable criteria are complete, {supported} supported"
    sentences = [f"{first} and {reviewed} reviewed."]
    if tally.rated:
        sentences.append(_ratings(tally))
    below = [r for r in own if r.gap]
    if below:
        verb = "lies" if len(below) == 1 else "lie"
        sentences.append(f"{counted(len(below), 'criterion', 'criteria').capitalize()} {verb} below target.")
    left = tally.states[CriterionState.OPEN] + tally.states[CriterionState.DRAFT]
    if left:
        sentences.append(f"{counted(left, 'criterion is', 'criteria are')} still open or in draft.")
    without = tally.states[CriterionState.NOT_APPLICABLE]
    if without:
        sentences.append(f"{counted(without, 'criterion does', 'criteria do')} not apply.")
    return (" ".join(sentences),)


def _ratings(tally: Tally) -> str:
    spread = [f"{tally.ratings[level]} rated {level}" for level in range(4, -1, -1) if tally.ratings[level]]
    return f"Of {tally.rated} rated criteria, {listed(spread)} (minimum {tally.minimum}, mean {tally.mean:.1f})."


def _untouched(lookup: Lookup, criteria: tuple[str, ...], candidates: Mapping[str, int]) -> str:
    covered = [c for c in criteria if candidates.get(c)]
    background = [b.polarity.value for c in criteria for b in lookup.judgement.site.answer(c).background]
    text = f"None of the {len(criteria)} criteria is answered."
    if covered:
        total = sum(candidates[c] for c in covered)
        text += f" {counted(total, 'candidate citation').capitalize()} bear on {len(covered)} of them."
    if background.count("gap"):
        text += f" The public record names {counted(background.count('gap'), 'gap')}."
    if background.count("not-found"):
        text += f" In {counted(background.count('not-found'), 'case')} a search found no public source."
    return text
