"""What the auditor raised, and what the site answered (`audit.yaml`)."""

from typing import Annotated, Final

from pydantic import Field

from iso16363.model.base import CriterionId, Day, DocumentRef, Record, Slug, Term, Text


class AuditKind(Term):
    """What sort of thing the auditor raised; findings are classed as in ISO/IEC 17021-1."""

    REQUEST = "request", "The auditor asks for something: a document, an explanation, a demonstration."
    CONCERN = "area-of-concern", "Stage 1: could become a nonconformity in stage 2."
    MAJOR = "major-nonconformity", "A requirement is not met, and the repository may fail at what it is for."
    MINOR = "minor-nonconformity", "A requirement is not met, and the repository still does what it is for."
    IMPROVEMENT = "opportunity-for-improvement", "Nothing is unmet; it could be done better."

    @property
    def is_nonconformity(self) -> bool:
        """Whether it has to be corrected, its cause found, and the correction proved."""
        return self in (AuditKind.MAJOR, AuditKind.MINOR)


class AuditState(Term):
    """Whose turn it is: the site answers, the auditor closes or opens again."""

    OPEN = "open", "The auditor waits for the site."
    ANSWERED = "answered", "The site has answered; the auditor has not judged the answer yet."
    CLOSED = "closed", "The auditor accepts the answer."
    WITHDRAWN = "withdrawn", "The auditor took it back."

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is expected of anybody."""
        return self in (AuditState.CLOSED, AuditState.WITHDRAWN)


class AuditItem(Record):
    """A request or finding of the auditor with the answer of the site."""

    kind: Annotated[AuditKind, Field(strict=False)]
    """What sort of thing it is."""
    criteria: tuple[CriterionId, ...] = ()
    """Criteria it is about; none where it is about the whole."""
    statement: Text
    """What the auditor asks for or found, in the auditor's words."""
    seen: Text | None = None
    """Evidence on which a finding rests."""
    raised_on: Day
    """When the auditor raised it."""
    due: Day | None = None
    """When the auditor wants it answered."""
    state: Annotated[AuditState, Field(strict=False)] = AuditState.OPEN
    """Whose turn it is; only the auditor closes, withdraws or opens again."""
    verdict: Text | None = None
    """What the auditor says of the answer."""
    effectiveness: Text | None = None
    """What showed the auditor that the corrective action works."""
    closed_on: Day | None = None
    """When the auditor closed it."""
    owner: Slug | None = None
    """Role that answers it."""
    answer: Text | None = None
    """Answer of the site."""
    correction: Text | None = None
    """What was done at once to put the fault right."""
    cause: Text | None = None
    """Why it could happen."""
    corrective_action: Text | None = None
    """What keeps it from happening again."""
    actions: tuple[Slug, ...] = ()
    """Actions of actions.yaml that carry it out."""
    evidence: tuple[DocumentRef, ...] = ()
    """Documents of the register that show it."""
    answered_on: Day | None = None
    """When the site answered."""
    note: Text | None = None
    """For the site team; never handed to others."""

    @property
    def unmet(self) -> tuple[str, ...]:
        """Names of the fields that the answer still lacks; a nonconformity needs more than a request."""
        needed = _CORRECTED if self.kind.is_nonconformity else _ANSWERED
        return tuple(name for name in needed if not getattr(self, name))


_ANSWERED: Final = ("answer",)
_CORRECTED: Final = ("correction", "cause", "corrective_action", "evidence")

AUDITORS_FIELDS: Final = frozenset(
    {
        *("kind", "criteria", "statement", "seen", "raised_on", "due", "state", "verdict", "effectiveness"),
        "closed_on",
    }
)
"""Fields that belong to the auditor; the others are the site's, which may also set `state` to answered."""
