"""The days of a site as a calendar file: documents to be reviewed, actions and answers to the auditor that are due."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from iso16363 import __version__
from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.model.assessment import SelfAssessment
from iso16363.model.audit import AuditState
from iso16363.model.base import provider_of
from iso16363.model.documents import DocumentState
from iso16363.model.layout import ACTIONS_FILE, AUDIT_FILE, DOCUMENTS_FILE

_FOR_DOCUMENTS: Final = (90, 30)
_FOR_WORK: Final = (30, 7)
_CITED: Final = (DocumentState.DRAFT, DocumentState.APPROVED)
_SHORT: Final = 60
_NAMESPACE: Final = uuid.UUID("6f1c7a52-5a0d-5b6e-9d2b-16363a0d1700")


@dataclass(frozen=True, slots=True)
class DueDay:
    """Something that is due on a day, with reminders so many days `ahead`.

    `key` names it for good, so that a calendar that has it already knows it again when it moves.
    """

    key: str
    on: date
    title: str
    about: str
    category: str
    ahead: tuple[int, ...]


def due_days(judgement: Judgement) -> tuple[DueDay, ...]:
    """Everything with a day, the earliest first; in the language spoken, without persons."""
    site = judgement.site
    found = (*_documents(site), *_actions(site), *_audit(site))
    return tuple(sorted(found, key=lambda due: (due.on, due.key)))


def calendar_file(judgement: Judgement) -> bytes:
    """The days as iCalendar (RFC 5545): the same site on the same day gives the same bytes."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    name = say("{site}: days of the audit", site=judgement.site.site.short_name)
    calendar.add("prodid", f"-//iso16363//iso16363 {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for due in due_days(judgement):
        event = Event()
        for key, value in _fields(judgement, due).items():
            event.add(key, value)
        for days in due.ahead:
            if due.on - timedelta(days=days) >= judgement.today:  # else it would ring when it is taken in
                alarm = Alarm()
                alarm.add("action", "DISPLAY")
                alarm.add("description", due.title)
                alarm.add("trigger", timedelta(days=-days))
                event.add_component(alarm)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _fields(judgement: Judgement, due: DueDay) -> dict[str, object]:
    """An event of a whole day, which keeps nobody from being invited elsewhere."""
    return {
        "uid": str(uuid.uuid5(_NAMESPACE, f"{judgement.site.site.id} {due.key}")),
        "dtstamp": datetime.combine(judgement.today, time(), UTC),
        "dtstart": due.on,
        "dtend": due.on + timedelta(days=1),
        "summary": due.title,
        "description": due.about,
        "categories": [due.category],
        "transp": "TRANSPARENT",
    }


def _documents(site: SelfAssessment) -> Iterator[DueDay]:
    for name, document in site.documents.items():
        if document.review_by and document.state in _CITED:
            title = say("Review: {title}", title=document.title)
            provider = provider_of(name)
            own, file = name.removeprefix(f"{provider}/"), f"sites/{provider}/{DOCUMENTS_FILE}"
            where = say("Document {id} in {file}.", id=own, file=file if provider else DOCUMENTS_FILE)
            about = f"{where}\n{_keeper(site, provider)}" if provider else _lines(site, document.owner, where)
            yield DueDay(
                f"document {name}", document.review_by, title, about, say("Document to be reviewed"), _FOR_DOCUMENTS
            )


def _keeper(site: SelfAssessment, provider: str) -> str:
    known = site.providers.get(provider)
    return say("Kept by {name}, from which this site inherits.", name=known.site.name if known else provider)


def _actions(site: SelfAssessment) -> Iterator[DueDay]:
    for name, action in site.actions.items():
        if action.due and action.state.is_open:
            title = say("Due: {title}", title=_short(action.action))
            where = say("Action {id} in {file}.", id=name, file=ACTIONS_FILE)
            about = _lines(site, action.owner, where, action.action, _criteria(action.criteria))
            yield DueDay(f"action {name}", action.due, title, about, say("Action"), _FOR_WORK)


def _audit(site: SelfAssessment) -> Iterator[DueDay]:
    for name, item in site.audit.items():
        if item.due and item.state is AuditState.OPEN:
            title = say("Answer the auditor: {title}", title=_short(item.statement))
            where = say("Item {id} in {file}: {kind}.", id=name, file=AUDIT_FILE, kind=label(item.kind))
            about = _lines(site, item.owner, where, item.statement, _criteria(item.criteria))
            yield DueDay(f"audit {name}", item.due, title, about, label(item.kind), _FOR_WORK)


def _lines(site: SelfAssessment, owner: str | None, *lines: str) -> str:
    role = site.site.roles.get(owner or "")
    who = say("Role: {role}.", role=role.title) if role else say("No role looks after it yet.")
    return "\n".join(filter(None, (*lines, who)))


def _criteria(criteria: tuple[str, ...]) -> str:
    return say("Criteria: {criteria}.", criteria=", ".join(criteria)) if criteria else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"
