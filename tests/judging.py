"""Small assessments made by hand, for the tests of scores, gates and checks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from iso16363.fingerprint import answer_digest, assessment_digest
from iso16363.model.actions import Action, ActionState
from iso16363.model.answers import Answer, Citation, CitationState, Review
from iso16363.model.assessment import AttachedFile, Attachments, SelfAssessment
from iso16363.model.documents import Access, Document, DocumentKind, DocumentState
from iso16363.model.signoff import Declaration
from iso16363.model.site import Holding, Repository, Role, Site

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 24)


def document(kind: DocumentKind = DocumentKind.POLICY, **fields: Any) -> Document:
    settled: dict[str, Any] = {
        "title": "A document",
        "state": DocumentState.APPROVED,
        "access": Access.PUBLIC,
        "url": "https://archive.example.org/a",
        "checked": YESTERDAY,
    }
    return Document(kind=kind, **{**settled, **fields})


REGISTER: Mapping[str, Document] = {
    "policy": document(),
    "log": document(DocumentKind.LOG),
    "draft": document(state=DocumentState.DRAFT),
    "draft-log": document(DocumentKind.LOG, state=DocumentState.DRAFT),
    "expired": document(review_by=YESTERDAY),
    "due-today": document(review_by=TODAY),
    "superseded": document(state=DocumentState.SUPERSEDED),
    "candidate": document(state=DocumentState.CANDIDATE),
    "attached": document(path="a.md", sha256="a" * 64),
    "changed": document(path="b.md", sha256="b" * 64),
    "missing": document(path="c.md", sha256="c" * 64),
}
ATTACHED = Attachments({"a.md": AttachedFile(1, "a" * 64), "b.md": AttachedFile(1, "0" * 64)})


def cite(*ids: str, **fields: Any) -> tuple[Citation, ...]:
    """Confirmed citations with a place."""
    return tuple(
        Citation(**{"document": i, "locator": "page 1", "state": CitationState.CONFIRMED, **fields}) for i in ids
    )


def answer(**fields: Any) -> Answer:
    """A whole answer that its evidence carries."""
    return Answer(
        **{
            "owner": "head",
            "documented": 3,
            "implemented": 3,
            "response": "Done.",
            "evidence": cite("policy", "log"),
            **fields,
        }
    )


EDITION = "iso16363-2025"


def reviewed(
    found: Answer, by: str = "lead", documents: Mapping[str, Document] = REGISTER, *, criterion: str = "3.1.1"
) -> Answer:
    """The answer to a criterion with a review of what it says; it sees no other."""
    digest = answer_digest(found, documents, {}, (EDITION, criterion))
    return found.model_copy(update={"review": Review(by=by, on=YESTERDAY, digest=digest)})


def action(*criteria: str, **fields: Any) -> Action:
    settled = {"gap": "a", "action": "b", "state": ActionState.OPEN, "owner": "head", "due": TOMORROW}
    return Action(criteria=criteria, **{**settled, **fields})


REPOSITORY = Repository(
    name="Archive",
    scope="All of it.",
    designated_community="Readers.",
    holdings=(Holding(what="Data", volume="1 TB", as_of="2026"),),
)


def assessment(answers: Mapping[str, Answer], **fields: Any) -> SelfAssessment:
    site = Site(
        format=1,
        id="made",
        name="Made",
        short_name="Made",
        edition=EDITION,
        repository=REPOSITORY,
        roles={
            "head": Role(title="Head", accountable=True),
            "lead": Role(title="Lead"),
            "storage": Role(title="Storage", criteria=("4.4.1",)),
        },
    )
    changes = fields.pop("site", {})
    settled = {"documents": REGISTER, "attachments": ATTACHED}
    return SelfAssessment(site=site.model_copy(update=changes), answers=answers, **{**settled, **fields})


def signed(site: SelfAssessment, by: str = "head", on: date = YESTERDAY) -> SelfAssessment:
    """The site with a declaration over what it says now."""
    return replace(site, declarations={"declared": Declaration(by=by, on=on, digest=assessment_digest(site))})
