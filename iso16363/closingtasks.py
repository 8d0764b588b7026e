"""Tasks towards others: the auditor's questions, reviews by a second role, the declaration. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from iso16363.approval import awaiting_review
from iso16363.judgement import Judgement
from iso16363.language import label, long_date, marked, say
from iso16363.model.answers import Review
from iso16363.model.audit import AuditItem, AuditState
from iso16363.model.layout import answer_place, audit_place
from iso16363.readiness import GateName
from iso16363.reviewing import ReviewStanding
from iso16363.scoring import CriterionResult, CriterionState
from iso16363.spelling import clipped
from iso16363.tasks import Task, TaskKind

_LAPSED, _AHEAD = "E510", "E514"
_AGAIN: Final = {
    ReviewStanding.LAPSED: marked("you approved it on {day}; it was changed since"),
    ReviewStanding.PROVIDER: marked("you approved it on {day}; what a provider lends to it was changed since"),
    ReviewStanding.OLD_RULE: marked("you approved it on {day}, when reviews approved less than now"),
    ReviewStanding.AHEAD: marked("your approval is dated {day}, which has not come yet"),
}


def accountable(judgement: Judgement) -> str | None:
    """The role that declares, and does what nobody else has been named for."""
    return next((role_id for role_id, role in judgement.site.site.roles.items() if role.accountable), None)


def auditors(judgement: Judgement) -> Iterator[Task]:
    """What the auditor waits for, overdue first, then by day."""
    failing = {failure.subject for failure in judgement.readiness.gate(GateName.FINDINGS).failures}
    waiting = {name: item for name, item in judgement.site.audit.items() if _waits(item)}
    for name in sorted(waiting, key=lambda n: (waiting[n].due or date.max, waiting[n].raised_on)):
        item = waiting[name]
        *before, last = (f"`{field}`" for field in item.unmet) if item.unmet else ("",)
        lacking = f"{', '.join(before)} and {last}" if before else last
        write = f"Write {lacking}, then set" if lacking else "Set"
        problem = say("{kind}: {statement}", kind=label(item.kind), statement=item.statement)
        day = f"due on {item.due}: " if item.due else ""
        yield Task(
            TaskKind.AUDITOR,
            name,
            f"{day}{item.kind.label}: {clipped(item.statement)}",
            f"{write} `state: answered` with `answered_on`.",
            audit_place(name),
            item.owner or accountable(judgement),
            GateName.FINDINGS if name in failing else None,
            problem=problem,
            due=item.due,
        )


def _waits(item: AuditItem) -> bool:
    return item.state is AuditState.OPEN or (item.state is AuditState.ANSWERED and bool(item.unmet))


def reviews(judgement: Judgement) -> Iterator[Task]:
    """Reviews that no longer count, for those who made them, then answers that wait for a second role.

    An answer that is still to be finished or carried by evidence waits for that first.
    """
    waiting = awaiting_review(judgement.site, judgement.results, judgement.today)
    for result, standing in waiting:
        review = judgement.site.answer(result.criterion).review
        if review and standing in _AGAIN:
            yield _again(judgement, result, standing, review)
    for result, standing in waiting:
        if standing is ReviewStanding.NONE and result.state is CriterionState.SUPPORTED:
            how = f"Ask a role that does not own it: iso16363 review {judgement.site.site.id} CRITERION --by ROLE"
            place, what = result.place, say(result.why)
            yield Task(TaskKind.REVIEW, result.criterion, what, how, place, result.owner, GateName.REVIEW)


def _again(judgement: Judgement, result: CriterionResult, standing: ReviewStanding, review: Review) -> Task:
    command = f"iso16363 review {judgement.site.site.id} CRITERION --by ROLE"
    how, code = f"Read what was changed, and approve it again: {command}", _LAPSED
    if standing is ReviewStanding.AHEAD:
        how, code = f"Set the clock of the machine right, take it back with --withdraw, then: {command}", _AHEAD
    what, place = say(_AGAIN[standing], day=long_date(review.on)), answer_place(result.criterion, "review")
    return Task(TaskKind.REVIEW, result.criterion, what, how, place, review.by, GateName.REVIEW, code=code)


def declarations(judgement: Judgement) -> Iterator[Task]:
    """The declaration, once nothing else is in its way; earlier only where there is one that does not count."""
    open_gates = {gate.name for gate in judgement.readiness.failing}
    if open_gates != {GateName.DECLARATION} and judgement.site.declaration is None:
        return
    role = accountable(judgement)
    if role is None:
        return
    for failure in judgement.readiness.gate(GateName.DECLARATION).failures:
        first = "" if open_gates == {GateName.DECLARATION} else "When the other gates hold: "
        how = f"{first}iso16363 sign {judgement.site.site.id} --by {role}"
        yield Task(TaskKind.SIGN, role, say(failure.text), how, failure.place, role, GateName.DECLARATION)
