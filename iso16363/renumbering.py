"""An earlier hand-over held against a site that answers another edition now: like is compared with like. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from iso16363.editions import Way, goes_along, projected, way_between
from iso16363.judgement import HandedOver, Judgement
from iso16363.model.answers import Answer, Review
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import parts
from iso16363.reviewing import ReviewStanding, review_by, review_standing

T = TypeVar("T")


def held_against(judgement: Judgement, earlier: HandedOver) -> Judgement:
    """The judgement with what was handed over earlier, by the numbers of today's edition.

    Raises WrongUsage where the edition is another one and no crosswalk leads from there.
    """
    there, here = earlier.site.site.edition, judgement.edition.id
    if there == here:
        return replace(judgement, since=earlier)
    way = way_between(judgement.catalogue, there, here)
    moved = renumbered(earlier.site, way, earlier.record.on)
    same = frozenset(_same_reviews(earlier, way, judgement.site))
    return replace(judgement, since=replace(earlier, site=moved, same_reviews=same))


def renumbered(site: SelfAssessment, way: Way, day: date) -> SelfAssessment:
    """A self-assessment with the numbers of another edition, and nothing else changed: it keeps its edition.

    What that edition lacks keeps its number. Reviews that held on that day hold.
    """
    roles = {
        name: role.model_copy(update={"criteria": _there(role.criteria, way)}) for name, role in site.site.roles.items()
    }
    answers = {c: a.model_copy(update={"see": _there(a.see, way)}) for c, a in site.answers.items()}
    moved = replace(
        site,
        site=site.site.model_copy(update={"roles": roles}),
        answers=_by_number(answers, way),
        voices=_by_number(site.voices, way),
        actions={
            name: action.model_copy(update={"criteria": _there(action.criteria, way)})
            for name, action in site.actions.items()
        },
        audit={
            name: item.model_copy(update={"criteria": _there(item.criteria, way)}) for name, item in site.audit.items()
        },
    )
    return replace(moved, answers={**moved.answers, **dict(_bound(site, moved, way, day))})


def _there(criteria: tuple[str, ...], way: Way) -> tuple[str, ...]:
    return tuple(_number(criterion, way) for criterion in criteria)


def _number(criterion: str, way: Way) -> str:
    """Number in the other edition; of what that lacks, the number it had."""
    step = way.by_source.get(criterion)
    return (step.target if step else None) or criterion


def _by_number(values: Mapping[str, T], way: Way) -> dict[str, T]:
    """What is said of criteria, by their other numbers, in order."""
    moved = {_number(criterion, way): value for criterion, value in values.items()}
    return {criterion: moved[criterion] for criterion in sorted(moved, key=parts)}


def _bound(site: SelfAssessment, moved: SelfAssessment, way: Way, day: date) -> Iterator[tuple[str, Answer]]:
    for criterion, answer in site.answers.items():
        if answer.review and review_standing(criterion, site, day) is ReviewStanding.HOLDS:
            number = _number(criterion, way)
            review = review_by(answer.review.by, number, moved, answer.review.on)
            yield number, moved.answer(number).model_copy(update={"review": review})


def _same_reviews(earlier: HandedOver, way: Way, now: SelfAssessment) -> Iterator[str]:
    """Criteria whose review is that of the hand-over: left in the file as it was, or gone along with the edition."""
    was, day = earlier.site, earlier.record.on
    along = projected(was, way, day)
    for criterion, answer in was.answers.items():
        number = _number(criterion, way)
        today = now.answer(number).review
        if today is None or answer.review is None:
            continue
        bound = along.answer(number).review if goes_along(criterion, was, way, day) else None
        if today == answer.review or (bound is not None and _name(bound) == _name(today)):
            yield number


def _name(review: Review) -> tuple[str, date, str]:
    """What makes a review: what providers lent is in its digest, and a frozen copy does not know whose it was."""
    return review.by, review.on, review.digest
