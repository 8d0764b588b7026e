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
            "A602", action_place(action_id, "due"), f"due {action.due} is before start {action.start}", "Correct one."
        )
    if action.state.is_open and action.due and action.due < today:
        yield Diagnostic(
            "A601",
            action_place(action_id, "due"),
            f"the action was due on {action.due}",
            "Close it with its proof, or agree on a new date.",
        )
    missing = [name for name, value in (("owner", action.owner), ("due", action.due)) if value is None]
    if action.state.is_open and missing:
        yield Diagnostic(
            "A604", action_place(action_id), f"the open action lacks {' and '.join(missing)}", "Say who, and by when."
        )
    if action.state is ActionState.DONE and not (action.closed_on and action.closing_evidence):
        yield Diagnostic(
            "A603",
            action_place(action_id, "state"),
            "the action is done, but its date or its proof is missing",
            "Give closed_on, and closing_evidence with the documents that show it.",
        )
