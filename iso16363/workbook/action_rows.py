"""The rows of the sheet Actions: each action with what is wrong about it today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from iso16363.judgement import Judgement
from iso16363.language import say
from iso16363.model.actions import Action, ActionState
from iso16363.workbook.computed_words import (
    NO_PROOF,
    NOBODY_OR_NO_DATE,
    OVERDUE,
    UNKNOWN_CRITERION,
    UNKNOWN_DOCUMENT,
)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with what is wrong about it today."""

    id: str
    action: Action
    trouble: str | None
    overdue: bool
    number: int
    criterion_title: str
    document_title: str


def action_rows(judgement: Judgement) -> Iterator[ActionRow]:
    """Every action, in the order of its file."""
    for number, (identifier, action) in enumerate(judgement.site.actions.items(), 1):
        trouble = _trouble(action, judgement.today)
        criterion = judgement.edition.criteria.get(action.criteria[0])
        proof = action.closing_evidence[0] if action.closing_evidence else None
        document = judgement.site.documents.get(proof or "")
        yield ActionRow(
            id=identifier,
            action=action,
            trouble=say(trouble) if trouble else None,
            overdue=trouble == OVERDUE,
            number=number,
            criterion_title=criterion.title if criterion else say(UNKNOWN_CRITERION),
            document_title=document.title if document else (say(UNKNOWN_DOCUMENT) if proof else ""),
        )


def _trouble(action: Action, today: date) -> str | None:
    if action.state.is_open:
        if action.due and action.due < today:
            return OVERDUE
        return None if action.owner and action.due else NOBODY_OR_NO_DATE
    if action.state is ActionState.DONE and not (action.closed_on and action.closing_evidence):
        return NO_PROOF
    return None
