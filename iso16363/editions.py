"""From one edition of the standard to another: where each criterion goes, and how a site would stand there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from iso16363.catalog import Catalogue, Edition
from iso16363.errors import WrongUsage
from iso16363.inheritance import as_provider, inherit
from iso16363.model.answers import Answer
from iso16363.model.assessment import Provider, SelfAssessment
from iso16363.model.base import parts
from iso16363.model.catalogue import Crosswalk
from iso16363.reviewing import ReviewStanding, review_by, review_standing
from iso16363.scoring import CriterionResult, score


class Passage(StrEnum):
    """What becomes of a criterion: new is what only the edition gone to has, gone what only the one left has."""

    REWORDED = "reworded"
    RENUMBERED = "renumbered"
    NEW = "new"
    GONE = "gone"
    UNCHANGED = "unchanged"


_KNOWN = {"reworded": Passage.REWORDED, "renumbered": Passage.RENUMBERED, "unchanged": Passage.UNCHANGED}


@dataclass(frozen=True, slots=True)
class Step:
    """How one criterion goes: its number here and there, None where it has none, and what changed, in own words."""

    source: str | None
    target: str | None
    passage: Passage
    impact: str
    note: str

    @property
    def asks_otherwise(self) -> bool:
        """Whether an answer has to be confirmed. A text may name its number, so another number counts too."""
        return self.passage in (Passage.REWORDED, Passage.RENUMBERED)


@dataclass(frozen=True)
class Way:
    """From one edition to another, in either direction of a crosswalk; steps are in the standard's order."""

    source: Edition
    target: Edition
    steps: tuple[Step, ...]
    onwards: bool

    @cached_property
    def by_source(self) -> Mapping[str, Step]:
        """The step of each criterion that is left."""
        return {step.source: step for step in self.steps if step.source is not None}

    @cached_property
    def by_target(self) -> Mapping[str, Step]:
        """The step of each criterion that is gone to."""
        return {step.target: step for step in self.steps if step.target is not None}

    def number(self, criterion: str) -> str | None:
        """Number of a criterion in the other edition, None where that has none."""
        return self.by_source[criterion].target

    def kept(self, criteria: tuple[str, ...]) -> tuple[str, ...]:
        """Numbers in the other edition of those that it has."""
        return tuple(there for c in criteria if (there := self.number(c)) is not None)

    def reminder(self, step: Step) -> str:
        """What an answer has to be confirmed against; the same step gives the same words every time."""
        return _reminder(step, self.target if self.onwards else self.source, onwards=self.onwards)

    def reminder_of_return(self, step: Step) -> str:
        """What the way back would have an answer confirmed against: nothing is left of it after this step."""
        return _reminder(step, self.target if self.onwards else self.source, onwards=not self.onwards)

    def confirm(self, answer: Answer, step: Step) -> str | None:
        """What is to be confirmed after this step: what the step changed, unless it takes a change back.

        Words that somebody else put there are theirs and stay.
        """
        if not step.asks_otherwise or answer.confirm not in (None, self.reminder_of_return(step)):
            return answer.confirm
        return None if answer.confirm or not answer.begun else self.reminder(step)


def way_between(catalogue: Catalogue, source: str, target: str) -> Way:
    """The way from one edition to another. Raises WrongUsage where no crosswalk leads there directly."""
    for walk in catalogue.crosswalks:
        if {walk.from_, walk.to} == {source, target}:
            steps = _steps(walk) if walk.from_ == source else map(_back, _steps(walk))
            ordered = tuple(sorted(steps, key=lambda step: parts(step.target or step.source or "")))
            way = Way(catalogue.editions[source], catalogue.editions[target], ordered, onwards=walk.from_ == source)
            _refuse_unclear(way)
            return way
    known = ", ".join(f"{walk.from_} and {walk.to}" for walk in catalogue.crosswalks)
    remedy = f"There are crosswalks between {known}." if known else "Put one into criteria/crosswalks/."
    raise WrongUsage(f"no crosswalk leads from {source} to {target}", remedy=remedy)


def _steps(walk: Crosswalk) -> Iterator[Step]:
    for entry in walk.entries:
        passage = _KNOWN.get(entry.change, Passage.NEW) if entry.from_ is not None else Passage.NEW
        yield Step(entry.from_, entry.to, passage, entry.impact, entry.note)


def _back(step: Step) -> Step:
    passage = Passage.GONE if step.passage is Passage.NEW else step.passage
    return Step(step.target, step.source, passage, step.impact, step.note)


def _refuse_unclear(way: Way) -> None:
    """Two answers cannot become one, and none may be forgotten: such a crosswalk is not followed."""
    for edition, numbers in (
        (way.source, [step.source for step in way.steps if step.source is not None]),
        (way.target, [step.target for step in way.steps if step.target is not None]),
    ):
        twice = sorted({n for n in numbers if numbers.count(n) > 1}, key=parts)
        missing = [c for c in edition.criteria if c not in numbers]
        if twice or missing:
            what = f"{twice[0]} twice" if twice else f"nothing of {missing[0]}"
            says = f"the crosswalk between {way.source.id} and {way.target.id} says {what} of {edition.id}"
            raise WrongUsage(says, remedy="Mend it in criteria/crosswalks/: one entry for each criterion.")


def _reminder(step: Step, later: Edition, *, onwards: bool) -> str:
    if onwards:
        return f"Asked otherwise since {later.head.title}. {step.note}"
    return f"Asked as before {later.head.title}, which had changed this: {step.note}"


def goes_along(criterion: str, site: SelfAssessment, way: Way, today: date) -> bool:
    """Whether a review holds in the other edition too: it holds today, and what it approved and is asked stay the same.

    Answers that `see` lends are part of what was approved.
    """
    step = way.by_source.get(criterion)
    if step is None or step.passage is not Passage.UNCHANGED:
        return False
    answer = site.answer(criterion)
    lent = [answer, *(site.answer(other) for other in answer.see)]
    if any(len(way.kept(one.see)) < len(one.see) for one in lent):
        return False
    return review_standing(criterion, site, today) is ReviewStanding.HOLDS


def projected(site: SelfAssessment, way: Way, today: date) -> SelfAssessment:
    """The same self-assessment in the other edition: what a migration would make of it, as far as outputs show it.

    Answers to criteria that are not there are left out, with what names them. No declaration holds there.
    """
    roles = {
        name: role.model_copy(update={"criteria": way.kept(role.criteria)}) for name, role in site.site.roles.items()
    }
    there = replace(
        site,
        site=site.site.model_copy(update={"edition": way.target.id, "roles": roles}),
        answers=_moved(site.answers, way),
        written=_moved(site.written, way),
        voices={new: said for old, said in site.voices.items() if (new := way.number(old))},
        actions={
            name: action.model_copy(update={"criteria": kept})
            for name, action in site.actions.items()
            if (kept := way.kept(action.criteria))
        },
        audit={
            name: item.model_copy(update={"criteria": way.kept(item.criteria)}) for name, item in site.audit.items()
        },
        declarations={},
    )
    bound = {
        new: there.answer(new).model_copy(update={"review": review_by(review.by, new, there, review.on)})
        for old, answer in site.answers.items()
        if (review := answer.review) and goes_along(old, site, way, today) and (new := way.number(old))
    }
    return replace(there, answers={**there.answers, **bound})


def of_one_edition(site: SelfAssessment, catalogue: Catalogue, today: date) -> SelfAssessment:
    """The site with all that it takes from providers: those that answer another edition are moved to its own in mind.

    Site and providers move one after the other, and in between nothing of theirs is in force. A review approved the
    whole, so whether it goes along can only be told from this.
    """
    if not site.providers:
        return site
    moved = {name: _of_edition(name, p, site.site.edition, catalogue, today) for name, p in site.providers.items()}
    own = replace(site, answers={**site.answers, **site.written}, documents=site.own_documents, written={}, voices={})
    return inherit(own, moved)


def _of_edition(name: str, provider: Provider, edition: str, catalogue: Catalogue, today: date) -> Provider:
    if provider.lender is None:
        return provider
    lender = of_one_edition(provider.lender, catalogue, today)
    if lender.site.edition != edition:
        lender = projected(lender, way_between(catalogue, lender.site.edition, edition), today)
    return as_provider(name, lender)


def _moved(answers: Mapping[str, Answer], way: Way) -> dict[str, Answer]:
    """Answers by their numbers in the other edition, with what is to be confirmed."""
    found = {}
    for criterion, answer in answers.items():
        step = way.by_source.get(criterion)
        if step is None or step.target is None:
            continue
        update = {"see": way.kept(answer.see), "confirm": way.confirm(answer, step)}
        found[step.target] = answer.model_copy(update=update)
    return dict(sorted(found.items(), key=lambda pair: parts(pair[0])))


@dataclass(frozen=True, slots=True)
class OtherEdition:
    """The answers of a site held against another edition: the way there, and what they amount to there."""

    way: Way
    results: Mapping[str, CriterionResult]


def in_other_edition(site: SelfAssessment, catalogue: Catalogue, edition: str, today: date) -> OtherEdition:
    """Judge the answers of a site by the criteria of another edition. Raises as `way_between` does."""
    way = way_between(catalogue, site.site.edition, edition)
    there = projected(site, way, today)
    return OtherEdition(way, score(there, way.target, today))
