"""Whether texts can be shown in every output: short enough for a cell, nothing active inside."""

import re
from collections.abc import Iterator
from typing import Final

from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import action_place, answer_place, document_place, site_place

MAX_CELL_TEXT: Final = 32_767  # UTF-16 units, the limit of Excel and of the file format
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_ACTIVE = re.compile(r"</?[a-z][a-z0-9-]*(\s[^<>]*)?/?>|<!--|\]\(\s*(javascript|data|vbscript|file):", re.IGNORECASE)


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
    for criterion, answer in site.answers.items():
        if (answer.response and "<" in answer.response) or "](" in (answer.response or ""):
            found = _ACTIVE.search(_CODE.sub("", answer.response or ""))
            if found:
                yield Diagnostic(
                    "E508",
                    answer_place(criterion, "response"),
                    f"{found.group()[:40]!r} is HTML or an active link, which no output shows",
                    "Use Markdown; put names with angle brackets between `backticks`.",
                )


def _texts(site: SelfAssessment) -> Iterator[tuple[str, Place]]:
    for criterion, answer in site.answers.items():
        for name in ("response", "reason", "note"):
            text = getattr(answer, name)
            if text:
                yield text, answer_place(criterion, name)
        for index, citation in enumerate(answer.evidence):
            for name in ("locator", "quote", "shows"):
                text = getattr(citation, name)
                if text:
                    yield text, answer_place(criterion, "evidence", index, name)
        for index, statement in enumerate(answer.background):
            yield statement.statement, answer_place(criterion, "background", index, "statement")
    for document_id, document in site.documents.items():
        for name in ("title", "summary", "withheld", "inspect", "note", "version", "publisher"):
            text = getattr(document, name)
            if text:
                yield text, document_place(document_id, name)
    for action_id, action in site.actions.items():
        for name in ("gap", "action", "note"):
            text = getattr(action, name)
            if text:
                yield text, action_place(action_id, name)
    repository = site.site.repository
    if repository:
        for name in ("name", "scope", "mandate", "designated_community", "note"):
            text = getattr(repository, name)
            if text:
                yield text, site_place("repository", name)
