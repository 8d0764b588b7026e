"""Whether the actions are on time and closed with proof."""

from collections.abc import Iterator
from datetime import date

from iso16363.diagnostics import Diagnostic
from iso16363.model.actions import Action, ActionState
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import action_place


def check_actions(site: SelfAssessment, today: date) -> Iterator[Diagnostic]:
    """Report what is overdue, impossible, unowned, or closed without proof."""
    for action_id, action in site.actions.items():
        yield from _check(action_id, action, today)


def _check(action_id: str, action: Action, today: date) -> Iterator[Diagnostic]:
    if action.start and action.due and action.due < action.start:
        yield Diagnostic(
            "A602",
            action_place(action_id, "due"),
            f'"{action_id}" is due on {action.due}, before its start on {action.start}',
            "Correct one of the two dates.",
        )
    if action.state.is_open and action.due and action.due < today:
        yield Diagnostic(
            "A601",
            action_place(action_id, "due"),
            f'"{action_id}" was due on {action.due}',
            "Close it with its proof, or agree on a new date.",
        )
    missing = [name for name, value in (("owner", action.owner), ("due", action.due)) if value is None]
    if action.state.is_open and missing:
        yield Diagnostic(
            "A604",
            action_place(action_id),
            f'"{action_id}" is open and lacks {" and ".join(missing)}',
            "Say who, and by when.",
        )
    closing = (("closed_on", action.closed_on), ("closing_evidence", action.closing_evidence))
    unproven = [name for name, value in closing if not value]
    if action.state is ActionState.DONE and unproven:
        yield Diagnostic(
            "A603",
            action_place(action_id, "state"),
            f'"{action_id}" is done, but lacks {" and ".join(unproven)}',
            "Say when it was closed, and which documents show it.",
        )
