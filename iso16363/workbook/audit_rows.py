"""The rows of the sheet Audit: what the auditor raised, and what is to be done about it today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from iso16363.judgement import Judgement
from iso16363.language import say
from iso16363.model.audit import AuditItem, AuditState
from iso16363.workbook.computed_words import (
    ANSWER_MISSING,
    NO_PROOF,
    OVERDUE,
    SET_TO_ANSWERED,
    UNKNOWN_CRITERION,
    WAITS_FOR_AUDITOR,
)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A request or finding with what is to be done about it today."""

    id: str
    item: AuditItem
    attention: str | None
    criterion_title: str


def audit_rows(judgement: Judgement) -> Iterator[AuditRow]:
    """Every request and finding, in the order of its file."""
    for identifier, item in judgement.site.audit.items():
        attention = _attention(item, judgement.today)
        title = ""
        if item.criteria:
            criterion = judgement.edition.criteria.get(item.criteria[0])
            title = criterion.title if criterion else say(UNKNOWN_CRITERION)
        yield AuditRow(identifier, item, say(attention) if attention else None, title)


def _attention(item: AuditItem, today: date) -> str | None:
    """What is to be done, in one word; the formula of the column says the same."""
    if item.state is AuditState.OPEN:
        if item.due and item.due < today:
            return OVERDUE
        return ANSWER_MISSING if item.unmet else SET_TO_ANSWERED
    if item.state is AuditState.ANSWERED:
        return ANSWER_MISSING if item.unmet else WAITS_FOR_AUDITOR
    if item.state is AuditState.CLOSED and item.kind.is_nonconformity and item.effectiveness is None:
        return NO_PROOF
    return None
