"""Reviews that are to come: which answers wait for one, and why a role may not approve one as it stands. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.diagnostics import Place
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import provider_of
from iso16363.model.layout import answer_place, signoff_place
from iso16363.reviewing import ReviewStanding, owners_of, review_standing
from iso16363.scoring import CriterionResult, CriterionState, lending

UNFINISHED = (CriterionState.OPEN, CriterionState.DRAFT)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an answer cannot be approved, and what to do about it."""

    what: str
    remedy: str = ""


def awaiting_review(
    site: SelfAssessment, results: Mapping[str, CriterionResult], today: date
) -> tuple[tuple[CriterionResult, ReviewStanding], ...]:
    """Answers that the gate `review` asks for and whose review is missing or does not count, in order."""
    asked = (r for r in results.values() if r.applicable and not r.derived and site.answer(r.criterion).begun)
    standings = ((result, review_standing(result.criterion, site, today)) for result in asked)
    return tuple((result, standing) for result, standing in standings if standing is not ReviewStanding.HOLDS)


def objections(result: CriterionResult, site: SelfAssessment, role: str | None) -> tuple[Objection, ...]:
    """Everything that keeps a role from approving an answer; for None, what keeps every role from it.

    A review is of something: of a whole answer, and of files that can be told from others.
    """
    answer = site.answer(result.criterion)
    if not answer.applicable:
        return (Objection("it does not apply, so there is nothing to review"),)
    if result.derived:
        return (Objection("it has no answer of its own", "Review its sub-criteria."),)
    if result.state in UNFINISHED:
        return (Objection(result.why, "The site answers and rates it first."),)
    if answer.confirm:
        lent = answer.inherits is not None and not site.written_answer(result.criterion).confirm
        who = f"Whoever answers for {answer.inherits.from_}" if lent and answer.inherits else "Whoever answers"
        remedy = f"{who} looks at what changed, mends the answer, and deletes `confirm`."
        return (Objection("the requirement changed, and the answer is not confirmed yet", remedy),)
    found = _unbound(answer, site)
    return (*_one_pair_of_eyes(result.criterion, site, role), *found)


def _one_pair_of_eyes(criterion: str, site: SelfAssessment, role: str | None) -> Iterator[Objection]:
    """That a role would approve its own answer, or that nobody can tell whether it would."""
    if site.responsible(criterion) is None:
        remedy = "Name one: `owner` in the answer, or the criterion in `criteria` of a role in site.yaml."
        yield Objection("no role answers for it", remedy)
    own = None if role is None else owners_of(criterion, site).get(role)
    if own is not None:
        what = "it" if own == criterion else f"{own}, whose answer stands for this one,"
        yield Objection(f'"{role}" answers for {what} and cannot review it', "A second role reviews it.")


def _unbound(answer: Answer, site: SelfAssessment) -> Iterator[Objection]:
    """Attached files that the review would not hold on to."""
    for name in dict.fromkeys(c.document for one in (answer, *lending(answer, site)) for c in one.confirmed):
        document = site.documents.get(name)
        if document is None or document.path is None:
            continue
        keeper = provider_of(name) or site.site.id
        if site.unverified(document):
            what = f'the file of "{name}" is missing or is not the one that was registered'
            yield Objection(what, f"Look at it: iso16363 documents check {keeper}")
        elif document.sha256 is None:
            what = f'the file of "{name}" has no checksum, so the review would not hold on to it'
            yield Objection(what, f"Record it: iso16363 documents pin {keeper} {name.rpartition('/')[2]}")


def latest_day(site: SelfAssessment) -> tuple[date, Place] | None:
    """The last day on which something was reviewed or declared; what was taken back does not count."""
    days = [(a.review.on, answer_place(c, "review", "on")) for c, a in site.answers.items() if a.review]
    days += [(d.on, signoff_place(name, "on")) for name, d in site.declarations.items() if not d.revoked]
    return max(days, key=lambda found: found[0], default=None)
