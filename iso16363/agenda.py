"""What is to be done now, in the order that opens gates soonest, each with its owner and place. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from iso16363.catalog import show_command
from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.judgement import Judgement
from iso16363.model.base import Term
from iso16363.model.documents import DocumentState
from iso16363.model.layout import ACTIONS_FILE, DOCUMENTS_FILE, EVIDENCE_FOLDER, document_place, site_place
from iso16363.readiness import GateName
from iso16363.scoring import CriterionState

_SOON: Final = timedelta(days=90)
_ELSEWHERE = frozenset({"A601", "A604", "D404", "D405", "D406", "D408", "D411", "E501", "E502", "E506"})
"""Findings that another kind of task already stands for."""


class TaskKind(Term):
    """What sort of work it is, in the order in which it is best done."""

    ERROR = "error", "Mend errors: what cannot be read cannot be judged"
    SCOPE = "scope", "Say what is audited, and who is responsible"
    OVERDUE = "overdue", "Close overdue actions, or agree on new dates"
    CONFIRM = "confirm", "Confirm or remove candidate evidence, then answer"
    CLAIM = "claim", "Mend answers: claims and the evidence for them"
    DOCUMENT = "document", "Register the documents the standard calls for"
    ANSWER = "answer", "Answer what is still open"
    ACCESS = "access", "Make documents available to the auditor"
    GAP = "gap", "Plan how gaps are closed"
    UPKEEP = "upkeep", "Keep documents and actions current"


KIND_ORDER = tuple(TaskKind)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what is wrong, how to mend it, where, who, and the gate that waits for it.

    `owner` is a role id, None where nobody is named. `quick` puts what is nearly done first.
    """

    kind: TaskKind
    subject: str
    what: str
    how: str
    place: Place
    owner: str | None
    gate: GateName | None = None
    quick: int = 0


def agenda(judgement: Judgement) -> tuple[Task, ...]:
    """Everything that is to be done, the first thing first."""
    tasks = [task for source in _SOURCES for task in source(judgement)]
    return tuple(sorted(tasks, key=lambda task: (KIND_ORDER.index(task.kind), -task.quick)))


def _accountable(judgement: Judgement) -> str | None:
    return next((role_id for role_id, role in judgement.site.site.roles.items() if role.accountable), None)


def _owner_of(judgement: Judgement, place: Place) -> str | None:
    """Who looks after the thing at a place."""
    site, key = judgement.site, str(place.path[0]) if place.path else ""
    if place.file.startswith(f"{EVIDENCE_FOLDER}/") and key in judgement.results:
        return judgement.results[key].owner
    if place.file == DOCUMENTS_FILE and key in site.documents:
        return site.documents[key].owner
    if place.file == ACTIONS_FILE and key in site.actions:
        return site.actions[key].owner
    return _accountable(judgement)


def _of_finding(judgement: Judgement, kind: TaskKind, found: Diagnostic, gate: GateName | None) -> Task:
    key = str(found.place.path[0]) if found.place.path else ""
    known = key in judgement.results or key in judgement.site.documents or key in judgement.site.actions
    subject = key if known else found.place.file
    what = f"{found.message} ({found.code})"
    return Task(kind, subject, what, found.hint, found.place, _owner_of(judgement, found.place), gate)


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
    accountable, roles = _accountable(judgement), judgement.site.site.roles
    for failure in judgement.readiness.gate(GateName.SCOPE).failures:
        how = _SCOPE_REMEDIES[failure.subject]
        yield Task(TaskKind.SCOPE, failure.subject, failure.text, how, failure.place, accountable, GateName.SCOPE)
    place = site_place("roles")
    if not roles:
        how = "List them under `roles`, each with the criteria it answers for; one is `accountable: true`."
        yield Task(TaskKind.SCOPE, "roles", "no roles are named, so nobody answers", how, place, None)
    elif accountable is None:
        how = "Mark the role that will sign the declaration with `accountable: true`."
        yield Task(TaskKind.SCOPE, "roles", "no role is accountable", how, place, None, GateName.DECLARATION)
    proposed = sum(role.proposed for role in roles.values())
    if proposed:
        what = f"{proposed} of {len(roles)} roles are proposals from the public record"
        how = "Correct titles and criteria, and remove `proposed` from each role that exists."
        yield Task(TaskKind.SCOPE, "roles", what, how, place, accountable)


def _actions(judgement: Judgement) -> Iterator[Task]:
    for found in judgement.diagnostics:
        if found.code == "A601":
            yield _of_finding(judgement, TaskKind.OVERDUE, found, None)
        if found.code == "A604":
            yield _of_finding(judgement, TaskKind.GAP, found, GateName.GAPS)


def _title(judgement: Judgement, criterion: str) -> str:
    return judgement.edition.criteria[criterion].title


def _answers(judgement: Judgement) -> Iterator[Task]:
    unfinished = (CriterionState.OPEN, CriterionState.DRAFT)
    for result in judgement.results.values():
        title = _title(judgement, result.criterion)
        if result.candidates:
            some = "1 candidate" if result.candidates == 1 else f"{result.candidates} candidates"
            what = f"{title}: {some} to decide on"
            how = "Read each: set `state: confirmed` and its `locator`, or delete it. Then write `response` and rate."
            kind, gate = TaskKind.CONFIRM, GateName.EVIDENCE
        elif result.state in unfinished and not result.derived:
            what = f"{title}: {result.why}"
            look = show_command(result.criterion, judgement.edition)
            how = f"Write `response`, `documented` and `implemented`; see {look}"
            kind, gate = TaskKind.ANSWER, GateName.COMPLETE
        else:
            continue
        begun = result.state is not CriterionState.OPEN
        quick = result.candidates + (100 if begun else 0)
        yield Task(kind, result.criterion, what, how, result.place, result.owner, gate, quick)


def _claims(judgement: Judgement) -> Iterator[Task]:
    for found in judgement.diagnostics:
        if found.severity is not Severity.WARNING or found.code in _ELSEWHERE:
            continue
        if found.place.file.startswith(f"{EVIDENCE_FOLDER}/"):
            yield _of_finding(judgement, TaskKind.CLAIM, found, GateName.EVIDENCE)
        else:
            yield _of_finding(judgement, TaskKind.UPKEEP, found, None)


def _documents(judgement: Judgement) -> Iterator[Task]:
    for failure in judgement.readiness.gate(GateName.DOCUMENTS).failures:
        criteria = [c for c in judgement.catalogue.document_roles[failure.subject].criteria if c in judgement.results]
        owners = [owner for c in criteria if (owner := judgement.results[c].owner)]
        how = (
            "Register an approved document that names it in `roles`, "
            "or give the reason for doing without under `absent_documents` in site.yaml."
        )
        what = f"{failure.text} (called for by {', '.join(criteria)})"
        owner = owners[0] if owners else None
        yield Task(TaskKind.DOCUMENT, failure.subject, what, how, failure.place, owner, GateName.DOCUMENTS)


def _access(judgement: Judgement) -> Iterator[Task]:
    for failure in judgement.readiness.gate(GateName.ACCESS).failures:
        how = "Mend it in documents.yaml."
        if failure.subject == "documents":
            how = "Set the `state` of each document that applies to draft or approved; delete those that do not."
        owner = _owner_of(judgement, failure.place)
        yield Task(TaskKind.ACCESS, failure.subject, failure.text, how, failure.place, owner, GateName.ACCESS)


def _gaps(judgement: Judgement) -> Iterator[Task]:
    for failure in judgement.readiness.gate(GateName.GAPS).failures:
        if failure.subject not in judgement.results:
            continue
        owner = judgement.results[failure.subject].owner
        what = f"{_title(judgement, failure.subject)}: {failure.text}"
        how = "Add an action with owner and due date to actions.yaml."
        yield Task(TaskKind.GAP, failure.subject, what, how, failure.place, owner, GateName.GAPS)


def _expiring(judgement: Judgement) -> Iterator[Task]:
    for document_id, document in judgement.site.documents.items():
        day = document.review_by
        if day and document.state is DocumentState.APPROVED and judgement.today <= day <= judgement.today + _SOON:
            what = f"{document.title}: to be reviewed by {day}; after that day it supports 2 at most"
            how = "Have it reviewed and approved again, and give the new date."
            place = document_place(document_id, "review_by")
            yield Task(TaskKind.UPKEEP, document_id, what, how, place, document.owner)


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
)
