"""The frozen copy of what was handed over: a site's data as one JSON text, and back."""

import json
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError

from iso16363.errors import UnreadableInput
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.assessment import Attachments, Provider, SelfAssessment, Voice
from iso16363.model.audit import AuditItem
from iso16363.model.base import CriterionId, DocumentRef, Record, Slug, Text, parts
from iso16363.model.documents import Document
from iso16363.model.signoff import Declaration
from iso16363.model.site import Site

SCHEMA: Final = "iso16363/frozen/1"
MAX_FROZEN_BYTES: Final = 64 * 1024 * 1024


class _Voice(Record):
    """A part of a joined response, `by` a provider or by the site itself."""

    by: Slug | None = None
    name: Text
    text: Text


class _Frozen(Record):
    """The copy as it is stored; declarations are a list, for the last one counts."""

    schema_: Annotated[Literal["iso16363/frozen/1"], Field(alias="schema")]
    site: Site
    documents: dict[DocumentRef, Document]
    answers: dict[CriterionId, Answer]
    actions: dict[Slug, Action]
    audit: dict[Slug, AuditItem]
    declarations: tuple[tuple[Slug, Declaration], ...]
    voices: dict[CriterionId, tuple[_Voice, ...]] = Field(default_factory=dict)
    providers: dict[Slug, Site] = Field(default_factory=dict)


def frozen_text(site: SelfAssessment) -> str:
    """A site's data as they are: one text for one site, however its files are written.

    Persons are in it, those of providers too, so that their names can be taken out of what others see of the copy
    later, when they have left. Attached files, imports and earlier hand-overs are not in it.
    """
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "site": _plain(site.site),
        "documents": {key: _plain(site.documents[key]) for key in sorted(site.documents)},
        "answers": {key: _plain(site.answers[key]) for key in sorted(site.answers, key=parts)},
        "actions": {key: _plain(site.actions[key]) for key in sorted(site.actions)},
        "audit": {key: _plain(site.audit[key]) for key in sorted(site.audit)},
        "declarations": [[key, _plain(declaration)] for key, declaration in site.declarations.items()],
    }
    if site.voices:
        data["voices"] = {key: [_spoken(v) for v in site.voices[key]] for key in sorted(site.voices, key=parts)}
    lenders = {name: _plain(provider.site) for name, provider in sorted(site.providers.items()) if provider.lender}
    if lenders:
        data["providers"] = lenders
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def thawed(text: str) -> SelfAssessment:
    """The site of a frozen copy. Raises UnreadableInput for a text that is none."""
    if len(text) > MAX_FROZEN_BYTES:
        raise _no_copy(f"has more than {MAX_FROZEN_BYTES // 1_048_576} MB")
    try:
        frozen = _Frozen.model_validate_json(text)
    except (ValidationError, ValueError) as error:
        raise _no_copy(_reason(error)) from error
    return SelfAssessment(
        frozen.site,
        frozen.documents,
        frozen.answers,
        frozen.actions,
        audit=frozen.audit,
        declarations=dict(frozen.declarations),
        voices={key: tuple(Voice(v.by, v.name, v.text) for v in said) for key, said in frozen.voices.items()},
        providers={name: _head(head) for name, head in frozen.providers.items()},
    )


def as_frozen(site: SelfAssessment) -> SelfAssessment:
    """What of a site comes back out of its frozen copy."""
    lenders = {name: _head(provider.site) for name, provider in site.providers.items() if provider.lender}
    apart: dict[str, Any] = {"imports": {}, "handoffs": {}, "providers": lenders, "written": {}}
    return replace(site, attachments=Attachments(), broken=frozenset(), **apart)


def _head(site: Site) -> Provider:
    """A provider of which only its site.yaml is known, with the persons in it."""
    return Provider(site, lender=SelfAssessment(site))


def _spoken(voice: Voice) -> dict[str, Any]:
    return _plain(_Voice(by=voice.provider, name=voice.name, text=voice.text))


def _plain(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data


def _reason(error: ValueError) -> str:
    """The first fault, and where it is."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def _no_copy(why: str) -> UnreadableInput:
    return UnreadableInput(f"is no frozen copy that this version can read ({why})", remedy="Put it back as it was.")
