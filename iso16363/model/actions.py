"""Gaps being closed (`actions.yaml`)."""

from typing import Annotated

from pydantic import Field

from iso16363.model.base import CriterionId, Day, DocumentRef, Record, Slug, Term, Text


class ActionState(Term):
    """How far an action has come."""

    OPEN = "open", "Decided, not begun."
    IN_PROGRESS = "in-progress", "Being worked on."
    DONE = "done", "Finished, with proof."
    DROPPED = "dropped", "Given up; the note says why."

    @property
    def is_open(self) -> bool:
        """Whether work is still expected."""
        return self in (ActionState.OPEN, ActionState.IN_PROGRESS)


class Priority(Term):
    """How urgent an action is."""

    HIGH = "high", "Would stop certification."
    MEDIUM = "medium", "Would be a finding."
    LOW = "low", "Would be an improvement."


class Effort(Term):
    """How much work an action is."""

    SMALL = "small", "Days."
    MEDIUM = "medium", "Weeks."
    LARGE = "large", "Months."


class Action(Record):
    """What is being done about a gap, by whom, by when."""

    criteria: tuple[CriterionId, ...] = Field(min_length=1)
    """Criteria whose gap it closes."""
    gap: Text
    """What is missing."""
    action: Text
    """What will be done."""
    owner: Slug | None = None
    """Role that does it."""
    start: Day | None = None
    """When work begins."""
    due: Day | None = None
    """When it has to be done."""
    state: Annotated[ActionState, Field(strict=False)]
    """How far it has come."""
    priority: Annotated[Priority, Field(strict=False)] = Priority.MEDIUM
    """How urgent it is."""
    effort: Annotated[Effort, Field(strict=False)] | None = None
    """How much work it is."""
    closed_on: Day | None = None
    """When it was done."""
    closing_evidence: tuple[DocumentRef, ...] = ()
    """Documents that prove it is done."""
    note: Text | None = None
    """For the site team."""
