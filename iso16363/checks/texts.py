"""Whether texts can be shown in every output: short enough for a cell, nothing active inside."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import (
    action_place,
    answer_place,
    audit_place,
    document_place,
    handoff_place,
    site_place,
)
from iso16363.model.site import Site

MAX_CELL_TEXT: Final = 32_767  # UTF-16 units, the limit of Excel and of the file format
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_ACTIVE = re.compile(r"</?[a-z][a-z0-9-]*(\s[^<>]*)?/?>|<!--|\]\(\s*(javascript|data|vbscript|file):", re.IGNORECASE)

Located = tuple[str, Place]


def check_texts(site: SelfAssessment) -> Iterator[Diagnostic]:
    """Report texts that a workbook would have to cut, and HTML that no output shows."""
    for text, place in _texts(site):
        if len(text) > MAX_CELL_TEXT // 2:
            units = len(text.encode("utf-16-le")) // 2
            if units > MAX_CELL_TEXT:
                yield Diagnostic(
                    "E507",
                    place,
                    f"the text has {units:,} characters; a workbook cell holds {MAX_CELL_TEXT:,}",
                    "Put the long version into a document and cite it.",
                )
    for ids, place in _lists(site):
        length = len(", ".join(ids))
        if length > MAX_CELL_TEXT:
            message = f"the list has {length:,} characters; a workbook cell holds {MAX_CELL_TEXT:,}"
            yield Diagnostic("E507", place, message, "Keep the ids that matter, or divide them among several records.")
    for criterion, answer in site.written_answers():
        if (answer.response and "<" in answer.response) or "](" in (answer.response or ""):
            found = _ACTIVE.search(_CODE.sub("", answer.response or ""))
            if found:
                yield Diagnostic(
                    "E508",
                    answer_place(criterion, "response"),
                    f"{found.group()[:40]!r} is HTML or an active link, which no output shows",
                    "Use Markdown; put names with angle brackets between `backticks`.",
                )


_REGISTER = ("title", "publisher", "version", "dated", "summary", "withheld", "inspect", "path", "note")
_AUDIT = (
    *("statement", "seen", "verdict", "effectiveness", "answer", "correction", "cause", "corrective_action", "note"),
)
_REPOSITORY = ("name", "scope", "mandate", "designated_community", "note")


def _fields(record: object, names: Iterable[str], place: Callable[..., Place], *path: str | int) -> Iterator[Located]:
    for name in names:
        text = getattr(record, name)
        if text:
            yield text, place(*path, name)


def _texts(site: SelfAssessment) -> Iterator[Located]:
    for criterion, answer in site.written_answers():
        yield from _fields(answer, ("reason", "note"), answer_place, criterion)
        yield from _fields(site.answer(criterion), ("response",), answer_place, criterion)
        for index, citation in enumerate(answer.evidence):
            yield from _fields(citation, ("locator", "quote", "shows"), answer_place, criterion, "evidence", index)
        for index, statement in enumerate(answer.background):
            yield statement.statement, answer_place(criterion, "background", index, "statement")
    for document_id, document in site.own_documents.items():
        yield from _fields(document, _REGISTER, document_place, document_id)
    for action_id, action in site.actions.items():
        yield from _fields(action, ("gap", "action", "note"), action_place, action_id)
    for item_id, item in site.audit.items():
        yield from _fields(item, _AUDIT, audit_place, item_id)
    for handoff_id, handoff in site.handoffs.items():
        yield from _fields(handoff, ("to", "package"), handoff_place, handoff_id)
    yield from _texts_of_site(site.site)


def _lists(site: SelfAssessment) -> Iterator[tuple[tuple[str, ...], Place]]:
    """The lists of ids that a workbook shows in one cell."""
    for criterion, answer in site.written_answers():
        yield answer.see, answer_place(criterion, "see")
    for document_id, document in site.own_documents.items():
        yield document.roles, document_place(document_id, "roles")
    for action_id, action in site.actions.items():
        yield action.criteria, action_place(action_id, "criteria")
        yield action.closing_evidence, action_place(action_id, "closing_evidence")
    for item_id, item in site.audit.items():
        for name in ("criteria", "actions", "evidence"):
            yield getattr(item, name), audit_place(item_id, name)


def _texts_of_site(site: Site) -> Iterator[Located]:
    yield from _fields(site, ("name", "short_name", "legal_entity", "country"), site_place)
    for role_id, role in site.roles.items():
        yield from _fields(role, ("title", "person"), site_place, "roles", role_id)
    for role_id, reason in site.absent_documents.items():
        yield reason, site_place("absent_documents", role_id)
    for index, note in enumerate(site.notes):
        yield note, site_place("notes", index)
    for index, part in enumerate(site.affiliations):
        yield from _fields(part, ("body", "part"), site_place, "affiliations", index)
    if site.milestone:
        yield from _fields(site.milestone, ("id", "title"), site_place, "milestone")
    if site.repository:
        yield from _fields(site.repository, _REPOSITORY, site_place, "repository")
        for index, system in enumerate(site.repository.systems):
            yield system, site_place("repository", "systems", index)
        for index, holding in enumerate(site.repository.holdings):
            yield from _fields(holding, ("what", "volume"), site_place, "repository", "holdings", index)
