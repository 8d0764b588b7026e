"""The lists of the action sheet: which task stands in which, what its owner is told, and the rules by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from iso16363.language import marked
from iso16363.model.assessment import SelfAssessment
from iso16363.tasks import Task, TaskKind


@dataclass(frozen=True, slots=True)
class Heading:
    """A list's title and what is to be done with each of its lines; `beside` introduces what a line names besides."""

    title: str
    how: str
    beside: str = ""


LISTS: Final[Mapping[str, Heading]] = {
    "errors": Heading(
        marked("Errors in the files"),
        marked("Nothing is judged that cannot be read: mend these first. `iso16363 check` shows each with its remedy."),
    ),
    "auditor": Heading(
        marked("Requests and findings of the auditor"),
        marked(
            "Answer each in audit.yaml, a nonconformity with `correction`, `cause`, `corrective_action` and `evidence`;"
            " then set `state: answered` with `answered_on`."
        ),
    ),
    "overdue": Heading(
        marked("Overdue actions"),
        marked("Close each with its proof (`closed_on`, `closing_evidence`), or agree on a new date."),
    ),
    "actions": Heading(
        marked("Actions to carry out"),
        marked("Do each in time, then set `state: done` with `closed_on` and `closing_evidence`."),
    ),
    "scope": Heading(
        marked("What is audited, and who is responsible"),
        marked("Decide these and write them into site.yaml: everything else rests on them."),
    ),
    "answers": Heading(
        marked("Criteria to answer"),
        marked(
            "Write `response`, rate `documented` and `implemented` from 0 to 4, and cite what shows it, with its place."
        ),
        marked("To bring, for example:"),
    ),
    "claims": Heading(
        marked("Ratings higher than the evidence supports"),
        marked("Cite better evidence, or lower the rating to what is supported."),
    ),
    "places": Heading(
        marked("Citations without a place"),
        marked("Give the section, page or table as `locator`: without it a citation supports 1 at most."),
    ),
    "candidates": Heading(
        marked("Candidates to confirm or to strike"),
        marked(
            "Read each document: set the citation to `state: confirmed` with its `locator`, or delete it. Then answer"
            " and rate."
        ),
        marked("Cited documents:"),
    ),
    "faults": Heading(
        marked("Other faults of answers"),
        marked("Correct each as its rule says."),
    ),
    "called-for": Heading(
        marked("Documents the standard calls for"),
        marked(
            "Register an approved document that names the role under `roles`, or give the reason for doing without it"
            " under `absent_documents` in site.yaml."
        ),
    ),
    "documents": Heading(
        marked("Documents in your keeping"),
        marked("Have expiring ones reviewed and approved again; complete what the register lacks in documents.yaml."),
    ),
    "gaps": Heading(
        marked("Gaps without a plan"),
        marked("Add an action with owner and due date to actions.yaml, or complete the one there is."),
    ),
    "to-review": Heading(
        marked("Answers to review again"),
        marked("You approved them, and they were changed since: read them, and approve again or say what is missing."),
    ),
    "lapsed": Heading(
        marked("Reviews that have lapsed"),
        marked("You changed an approved answer: have it reviewed again, or undo the change."),
    ),
    "waiting": Heading(
        marked("Answers that wait for a review"),
        marked("Ask a role that does not own the criterion to review the answer."),
    ),
    "sign": Heading(
        marked("The declaration"),
        marked("Read the whole self-assessment, and sign it with `iso16363 sign`."),
    ),
    "upkeep": Heading(
        marked("Upkeep"),
        marked("Put each in order."),
    ),
}
"""In the order of urgency."""

RULES_SAID: Final[Mapping[str, str]] = {
    "A601": marked("an action is overdue"),
    "A603": marked("a closed action lacks its date or its proof"),
    "A604": marked("an open action lacks an owner or a due date"),
    "D407": marked("a document is past its review date"),
    "D409": marked("a superseded document is cited"),
    "D410": marked("one file is registered under two ids"),
    "E503": marked("a citation does not say where in the document"),
    "E504": marked("a claim is higher than the evidence supports"),
    "E508": marked("a text contains HTML, which no output shows"),
    "E510": marked("a review has lapsed: what it approved was changed"),
    "E511": marked("a criterion is both not applicable and rated"),
    "E512": marked("a citation is written twice"),
    "E513": marked("a confirmed citation rests on a candidate document"),
    "E514": marked("a review is dated in the future"),
    "E515": marked("a shared answer does not say what is different at the site"),
    "E517": marked("a requirement changed, and the answer is not confirmed yet"),
    "F903": marked("a nonconformity is closed without proof that the correction works"),
    "F906": marked("a request or finding is closed without a date"),
    "H952": marked("a hand-over is dated in the future"),
    "T113": marked("a file or folder of a site is not one the tool reads"),
}
"""Titles of the rules that an agenda can hold, for the catalogues of texts."""

_BY_KIND: Final[Mapping[TaskKind, str]] = {
    TaskKind.ERROR: "errors",
    TaskKind.OVERDUE: "overdue",
    TaskKind.ACTION: "actions",
    TaskKind.SCOPE: "scope",
    TaskKind.AUDITOR: "auditor",
    TaskKind.ANSWER: "answers",
    TaskKind.CONFIRM: "candidates",
    TaskKind.CLAIM: "faults",
    TaskKind.DOCUMENT: "called-for",
    TaskKind.ACCESS: "documents",
    TaskKind.GAP: "gaps",
    TaskKind.REVIEW: "waiting",
    TaskKind.SIGN: "sign",
    TaskKind.UPKEEP: "upkeep",
}
_BY_CODE: Final[Mapping[str, str]] = {"E504": "claims", "E503": "places", "E510": "lapsed"}


def list_of(task: Task, site: SelfAssessment) -> str:
    """Key of the list that a task belongs to."""
    if task.kind is TaskKind.CLAIM:
        return _BY_CODE.get(task.code or "", _BY_KIND[task.kind])
    if task.kind is TaskKind.REVIEW and task.code:
        return "to-review"
    if task.kind is TaskKind.UPKEEP and task.subject in site.documents:
        return "documents"
    return _BY_KIND[task.kind]
