"""What a migration takes out because the other edition lacks the criterion: in `set-aside/`, until it returns.

Answers and actions lie there as they were written, with their comments; a list of references says what named
such a criterion, and where.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from iso16363.catalog import Edition
from iso16363.diagnostics import Diagnostic, KeyPath, Place, Severity
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.audit import AuditItem
from iso16363.model.base import CriterionId, Record, Slug, Text
from iso16363.model.layout import ACTIONS_FILE, AUDIT_FILE
from iso16363.parsing import from_faults, parse_entries, parse_record
from iso16363.plaintext import TextFault
from iso16363.workspace.editing import values_of
from iso16363.workspace.reading import read_text
from iso16363.workspace.site_files import LoadedSite

SET_ASIDE_FOLDER: Final = "set-aside"
_ANSWERS = TypeAdapter(dict[CriterionId, Answer])
_ACTIONS = TypeAdapter(dict[Slug, Action])
_AUDIT = TypeAdapter(dict[Slug, AuditItem])
_SCHEMAS: Final = {"answers": "evidence", "actions": "actions", "audit": "audit"}
LISTS: Final = {"actions": ACTIONS_FILE, "audit": AUDIT_FILE}
"""What is set aside with all its criteria, and the file it stands in."""


class Reference(Record):
    """A name that was taken out of a list, and where it stood."""

    file: Text
    """File of the site."""
    list_: Annotated[tuple[str | int, ...], Field(alias="list")]
    """Keys that lead to the list."""
    at: Annotated[int, Field(ge=0)]
    """Its place in the list, from 0."""
    name: Text
    """The criterion, or the action that was set aside with its criterion."""
    comments: tuple[Text, ...] = ()
    """Comments that went with it."""


class References(Record):
    """What named a criterion that was set aside."""

    references: tuple[Reference, ...] = ()
    """Names that were taken out of lists."""
    behind: dict[Slug, Slug | None] = Field(default_factory=dict)
    """Action that each action that was set aside stood behind; none where it was the first."""
    audit_behind: dict[Slug, Slug | None] = Field(default_factory=dict)
    """The same for requests and findings."""

    def places(self, what: str) -> Mapping[str, str | None]:
        """What each action, or each request and finding, stood behind."""
        return self.audit_behind if what == "audit" else self.behind


@dataclass(slots=True)
class SetAside:
    """What was set aside when an edition was left: its files, read, and what is wrong with them."""

    edition: str
    texts: dict[str, str] = field(default_factory=dict)
    references: References = field(default_factory=References)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def file(self, what: str) -> str:
        """Name of the file of answers, actions, requests and findings (audit), or references."""
        return f"{SET_ASIDE_FOLDER}/{self.edition}-{what}.yaml"

    def values(self, what: str) -> dict[str, Any]:
        """Answers, actions, or requests and findings, as plain values."""
        return values_of(self.texts, self.file(what))


def read_set_aside(loaded: LoadedSite, edition: str) -> SetAside:
    """Read what was set aside for an edition; its texts join those that must not change until we write."""
    found = SetAside(edition)
    for what in ("answers", *LISTS, "references"):
        name = found.file(what)
        path = loaded.folder / name
        if not path.is_file():
            continue
        text = read_text(path)
        if isinstance(text, TextFault):
            found.diagnostics.extend(from_faults([text], name))
            continue
        found.texts[name] = loaded.texts[name] = text[0]
        found.diagnostics.extend(_faults(found, what, name))
    found.diagnostics = [d for d in found.diagnostics if d.severity is Severity.ERROR]
    return found


def check_set_aside(folder: Path, edition: str) -> Iterator[Diagnostic]:
    """Report what was set aside when the edition of the site was left, and did not come back with it."""
    for what in ("answers", *LISTS):
        name = SetAside(edition).file(what)
        if (folder / name).is_file():
            message = f"it was set aside when {edition} was left, and the site has that edition again"
            hint = "Take over into the site's files what is still needed, then delete this one."
            yield Diagnostic("T115", Place(name), message, hint)


def _faults(found: SetAside, what: str, name: str) -> list[Diagnostic]:
    text = found.texts[name]
    if what == "references":
        parsed = parse_record(text, name, References)
        found.references = parsed.value or References()
        return parsed.diagnostics
    if what == "answers":
        return parse_entries(text, name, Answer, _ANSWERS).diagnostics
    if what == "audit":
        return parse_entries(text, name, AuditItem, _AUDIT).diagnostics
    return parse_entries(text, name, Action, _ACTIONS).diagnostics


def head(what: str, edition: Edition) -> str:
    """Comments that a file of what was set aside begins with."""
    schema = _SCHEMAS.get(what)
    line = f"# yaml-language-server: $schema=../../../criteria/schema/{schema}.schema.json\n" if schema else ""
    said = {
        "answers": f"Answers to criteria that only {edition.head.title} has",
        "actions": f"Actions for criteria that only {edition.head.title} has",
        "audit": f"Requests and findings on criteria that only {edition.head.title} has",
        "references": f"Where criteria were named that only {edition.head.title} has",
    }
    return f"{line}# {said[what]}.\n# `iso16363 migrate` put them here, and takes them back with --to {edition.id}.\n\n"


def plain(references: References) -> dict[str, Any]:
    """The references as their file holds them."""
    return references.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def list_at(values: Mapping[str, Any], path: KeyPath) -> list[Any] | None:
    """The list at a place of plain values, None where there is none."""
    value: Any = values
    for key in path:
        listed = isinstance(value, list) and isinstance(key, int) and key < len(value)
        if not listed and not (isinstance(value, dict) and key in value):
            return None
        value = value[key]
    return value if isinstance(value, list) else None
