"""What is to be done now, in the order that opens gates soonest, each with its owner and place. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from iso16363.catalog import show_command
from iso16363.closingtasks import accountable, auditors, declarations, reviews
from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.inheritance import source_of
from iso16363.judgement import Judgement
from iso16363.language import label, one_or_many, say
from iso16363.model.answers import CitationState
from iso16363.model.documents import DocumentState
from iso16363.model.layout import (
    ACTIONS_FILE,
    AUDIT_FILE,
    DOCUMENTS_FILE,
    EVIDENCE_FOLDER,
    action_place,
    document_place,
    evidence_file,
    provider_file,
    site_place,
)
from iso16363.readiness import GateName
from iso16363.scoring import CriterionResult, CriterionState
from iso16363.tasks import KIND_ORDER, Task, TaskKind

__all__ = ["KIND_ORDER", "Task", "TaskKind", "agenda"]

_SOON: Final = timedelta(days=90)
_ELSEWHERE = frozenset(
    {
        *("A601", "A604", "D404", "D405", "D406", "D408", "D411", "E501", "E502", "E506", "E514"),
        *("F901", "F902", "F905", "S704", "S705"),
    }
)
"""Findings that another kind of task already stands for."""
_BEFORE_A_REVIEW: Final = frozenset({"E510", "E517"})
"""Findings that a review has to wait for, or that ask for a new one."""


def agenda(judgement: Judgement) -> tuple[Task, ...]:
    """Everything that is to be done until the site is handed over, and for the auditor; the first thing first."""
    tasks = [task for source in _SOURCES for task in source(judgement)]
    return tuple(sorted(tasks, key=lambda task: (KIND_ORDER.index(task.kind), -task.quick)))


def _owner_of(judgement: Judgement, place: Place) -> str | None:
    """Who looks after the thing at a place."""
    site, key = judgement.site, str(place.path[0]) if place.path else ""
    if place.file.startswith(f"{EVIDENCE_FOLDER}/") and key in judgement.results:
        return judgement.results[key].owner
    if place.file == DOCUMENTS_FILE and key in site.documents:
        return site.documents[key].owner
    if place.file == ACTIONS_FILE and key in site.actions:
        return site.actions[key].owner
    if place.file == AUDIT_FILE and key in site.audit and site.audit[key].owner:
        return site.audit[key].owner
    return accountable(judgement)


def _of_finding(judgement: Judgement, kind: TaskKind, found: Diagnostic, gate: GateName | None) -> Task:
    key = str(found.place.path[0]) if found.place.path else ""
    site = judgement.site
    known = any(key in ids for ids in (judgement.results, site.documents, site.actions, site.audit))
    subject = key if known else found.place.file
    what, owner = f"{found.message} ({found.code})", _owner_of(judgement, found.place)
    return Task(kind, subject, what, found.hint, found.place, owner, gate, problem=found.message, code=found.code)


def _errors(judgement: Judgement) -> Iterator[Task]:
    for found in judgement.diagnostics:
        if found.severity is Severity.ERROR:
            yield _of_finding(judgement, TaskKind.ERROR, found, GateName.STRUCTURE)


_SCOPE_REMEDIES = {
    "repository": "Decide which repository is audited, and say so under `repository`, without `proposed`.",
    "designated_community": "Describe under `repository` for whom the information must stay understandable.",
    "holdings": "List under `repository` what is kept, how much, and as of when.",
}


def _scope(judgement: Judgement) -> Iterator[Task]:
    signer, roles = accountable(judgement), judgement.site.site.roles
    for failure in judgement.readiness.gate(GateName.SCOPE).failures:
        how = _SCOPE_REMEDIES[failure.subject]
        yield Task(TaskKind.SCOPE, failure.subject, say(failure.text), how, failure.place, signer, GateName.SCOPE)
    place = site_place("roles")
    if not roles:
        what = say("no roles are named, so nobody answers")
        how = "List them under `roles`, each with the criteria it answers for; one is `accountable: true`."
        yield Task(TaskKind.SCOPE, "roles", what, how, place, None)
    elif signer is None:
        how = "Mark the role that will sign the declaration with `accountable: true`."
        yield Task(TaskKind.SCOPE, "roles", say("no role is accountable"), how, place, None, GateName.DECLARATION)
    proposed = sum(role.proposed for role in roles.values())
    if proposed:
        what = one_or_many(
            "{n} of {all} roles is a proposal from the public record",
            "{n} of {all} roles are proposals from the public record",
            proposed,
            all=len(roles),
        )
        how = "Correct titles and criteria, and remove `proposed` from each role that exists."
        yield Task(TaskKind.SCOPE, "roles", what, how, place, signer)


def _actions(judgement: Judgement) -> Iterator[Task]:
    actions = judgement.site.actions
    for found in judgement.diagnostics:
        if found.code == "A601":
            task = _of_finding(judgement, TaskKind.OVERDUE, found, None)
            yield replace(task, due=actions[task.subject].due) if task.subject in actions else task
        if found.code == "A604":
            yield _of_finding(judgement, TaskKind.GAP, found, GateName.GAPS)
    planned = [
        (action.due, action_id)
        for action_id, action in actions.items()
        if action.state.is_open and action.owner and action.due and action.due >= judgement.today
    ]
    for due, action_id in sorted(planned):
        action = actions[action_id]
        what = f"due on {due}: {action.action}"
        how = "Do it, then set `state: done` with `closed_on` and `closing_evidence`."
        place, state = action_place(action_id), label(action.state)
        yield Task(TaskKind.ACTION, action_id, what, how, place, action.owner, problem=state, due=due)


def _title(judgement: Judgement, criterion: str) -> str:
    return judgement.edition.criteria[criterion].title


def _answers(judgement: Judgement) -> Iterator[Task]:
    unfinished = (CriterionState.OPEN, CriterionState.DRAFT)
    for result in judgement.results.values():
        yield from _lent_candidates(judgement, result)
        own = len(judgement.site.written_answer(result.criterion).candidates) if result.candidates else 0
        if own:
            problem = one_or_many("{n} candidate to decide on", "{n} candidates to decide on", own)
            how = "Read each: set `state: confirmed` and its `locator`, or delete it. Then write `response` and rate."
            kind, gate = TaskKind.CONFIRM, GateName.EVIDENCE
        elif result.state in unfinished and not result.derived:
            problem = say(result.why)
            look = show_command(result.criterion, judgement.edition)
            how = f"Write `response`, `documented` and `implemented`; see {look}"
            kind, gate = TaskKind.ANSWER, GateName.COMPLETE
        else:
            continue
        begun = result.state is not CriterionState.OPEN
        quick = own + (100 if begun else 0)
        what = f"{_title(judgement, result.criterion)}: {problem}"
        yield Task(kind, result.criterion, what, how, result.place, result.owner, gate, quick, problem)


def _lent_candidates(judgement: Judgement, result: CriterionResult) -> Iterator[Task]:
    """Candidates that came with a provider's answer, which the site can neither confirm nor delete."""
    if not result.candidates:
        return
    site = judgement.site
    lent: dict[tuple[str, str], int] = {}
    for index, citation in enumerate(site.answer(result.criterion).evidence):
        provider, _ = source_of(result.criterion, index, site)
        if provider and citation.state is CitationState.CANDIDATE:
            file = provider_file(provider, evidence_file(result.criterion))
            lent[provider, file] = lent.get((provider, file), 0) + 1
    for (provider, file), number in lent.items():
        problem = one_or_many(
            "{n} candidate that {provider} has to decide on",
            "{n} candidates that {provider} has to decide on",
            number,
            provider=provider,
        )
        how = f"Have it decided in sites/{provider}/{evidence_file(result.criterion)}, or take the answer as `own`."
        what, place = f"{_title(judgement, result.criterion)}: {problem}", Place(file, path=(result.criterion,))
        gate, owner = GateName.EVIDENCE, result.owner
        yield Task(TaskKind.CONFIRM, result.criterion, what, how, place, owner, gate, number, problem)


def _claims(judgement: Judgement) -> Iterator[Task]:
    confirming = {found.place.path[:1] for found in judgement.diagnostics if found.code == "E517"}
    for found in judgement.diagnostics:
        if found.severity is not Severity.WARNING or found.code in _ELSEWHERE:
            continue
        if found.code == "E510" and found.place.path[:1] in confirming:
            continue  # it has lapsed because another thing is asked: the first thing to do is to confirm
        if found.place.file.startswith(f"{EVIDENCE_FOLDER}/"):
            gate = GateName.REVIEW if found.code in _BEFORE_A_REVIEW else GateName.EVIDENCE
            yield _of_finding(judgement, TaskKind.CLAIM, found, gate)
        else:
            task = _of_finding(judgement, TaskKind.UPKEEP, found, None)
            expired = judgement.site.documents.get(task.subject) if found.code == "D407" else None
            yield replace(task, due=expired.review_by) if expired else task


def _documents(judgement: Judgement) -> Iterator[Task]:
    for failure in judgement.readiness.gate(GateName.DOCUMENTS).failures:
        role = judgement.catalogue.document_roles[failure.subject]
        criteria = [c for c in role.criteria if c in judgement.results]
        owners = [owner for c in criteria if (owner := judgement.results[c].owner)]
        how = (
            "Register an approved document that names it in `roles`, "
            "or give the reason for doing without under `absent_documents` in site.yaml."
        )
        filled = any(failure.subject in document.roles for document in judgement.site.documents.values())
        called = ", ".join(criteria)
        problem = (
            say("no approved, current document has this role (called for by {criteria})", criteria=called)
            if filled
            else say("no document has this role (called for by {criteria})", criteria=called)
        )
        owner, what = owners[0] if owners else None, f"{role.title}: {problem}"
        yield Task(
            TaskKind.DOCUMENT, failure.subject, what, how, failure.place, owner, GateName.DOCUMENTS, problem=problem
        )


def _access(judgement: Judgement) -> Iterator[Task]:
    for failure in judgement.readiness.gate(GateName.ACCESS).failures:
        how = "Mend it in documents.yaml."
        if failure.subject == "documents":
            how = "Set the `state` of each document that applies to draft or approved; delete those that do not."
        owner = _owner_of(judgement, failure.place)
        yield Task(TaskKind.ACCESS, failure.subject, say(failure.text), how, failure.place, owner, GateName.ACCESS)


def _gaps(judgement: Judgement) -> Iterator[Task]:
    for failure in judgement.readiness.gate(GateName.GAPS).failures:
        result = judgement.results.get(failure.subject)
        if result is None:
            continue
        problem = (
            say("rated {rating}: likely a major nonconformity", rating=result.rating)
            if "major" in failure.text
            else say(
                "rated {rating}, target {target}, and no open action with owner and date",
                rating=result.rating,
                target=result.target,
            )
        )
        what, how = (
            f"{_title(judgement, failure.subject)}: {problem}",
            "Add an action with owner and due date to actions.yaml.",
        )
        yield Task(
            TaskKind.GAP, failure.subject, what, how, failure.place, result.owner, GateName.GAPS, problem=problem
        )


def _expiring(judgement: Judgement) -> Iterator[Task]:
    for document_id, document in judgement.site.documents.items():
        day = document.review_by
        if day and document.state is DocumentState.APPROVED and judgement.today <= day <= judgement.today + _SOON:
            problem = say("to be reviewed again before it expires: after that it supports 2 at most")
            how = "Have it reviewed and approved again, and give the new date."
            place = document_place(document_id, "review_by")
            what = f"{document.title}: to be reviewed by {day}; after that day it supports 2 at most"
            yield Task(TaskKind.UPKEEP, document_id, what, how, place, document.owner, problem=problem, due=day)


_SOURCES: Final[tuple[Callable[[Judgement], Iterator[Task]], ...]] = (
    _errors,
    _scope,
    _actions,
    _answers,
    _claims,
    _documents,
    _access,
    _gaps,
    _expiring,
    auditors,
    reviews,
    declarations,
)
