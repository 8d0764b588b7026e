"""Whether requests and findings of the auditor are answered in time, and closed for a reason."""

from collections.abc import Iterator
from datetime import date

from iso16363.diagnostics import Diagnostic
from iso16363.model.assessment import SelfAssessment
from iso16363.model.audit import AuditItem, AuditState
from iso16363.model.layout import audit_place


def check_audit(site: SelfAssessment, today: date) -> Iterator[Diagnostic]:
    """Report what is overdue, unowned, answered without an answer, or closed without proof."""
    for item_id, item in site.audit.items():
        yield from _check_turn(item_id, item, today)
        yield from _check_end(item_id, item)


def _check_turn(item_id: str, item: AuditItem, today: date) -> Iterator[Diagnostic]:
    what = item.kind.label
    if item.state is AuditState.OPEN and item.due and item.due < today:
        message = f'"{item_id}" ({what}) was due on {item.due}'
        yield Diagnostic("F901", audit_place(item_id, "due"), message, "Answer it, or agree on a new date.")
    if item.state is AuditState.OPEN and item.owner is None:
        message = f'"{item_id}" ({what}) is open and nobody answers it'
        yield Diagnostic("F905", audit_place(item_id), message, "Add owner: the role that answers it.")
    if item.state is AuditState.ANSWERED and item.unmet:
        *most, last = item.unmet
        missing = f"{', '.join(most)} and {last}" if most else last
        message = f'"{item_id}" ({what}) counts as answered, but lacks {missing}'
        yield Diagnostic("F902", audit_place(item_id, "state"), message, "Add what is missing, or set state: open.")


def _check_end(item_id: str, item: AuditItem) -> Iterator[Diagnostic]:
    for name, day in (("answered_on", item.answered_on), ("closed_on", item.closed_on)):
        if day and day < item.raised_on:
            message = f'"{item_id}" has {name}: {day}, before it was raised on {item.raised_on}'
            yield Diagnostic("F904", audit_place(item_id, name), message, "Correct one of the two dates.")
    if item.state is not AuditState.CLOSED:
        return
    if item.kind.is_nonconformity and item.effectiveness is None:
        message = f'"{item_id}" ({item.kind.label}) is closed, but nothing says that the correction works'
        yield Diagnostic("F903", audit_place(item_id, "state"), message, "Ask the auditor for `effectiveness`.")
    if item.closed_on is None:
        message = f'"{item_id}" is closed without a date'
        yield Diagnostic("F906", audit_place(item_id, "state"), message, "Add closed_on.")
