"""JSON Schema of the assessment (`assessment.json`): records as in the files and what is computed, in every variant.

Records are described by the models. They differ from the files in what nobody types: no key is empty, and
no year is a number. What a variant may not show is forbidden in it; where it puts a mark, a mark is allowed.
"""

import json
from typing import Any, Final

from iso16363.interchange import SCHEMA
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.audit import AuditItem
from iso16363.model.base import CRITERION_ID, MAX_RATING, SHA256, SLUG
from iso16363.model.documents import Document
from iso16363.model.imports import Import
from iso16363.model.signoff import DIGEST, Declaration, Handoff
from iso16363.model.site import Site
from iso16363.model.variant import OUTSIDE, Variant, WithheldKind
from iso16363.readiness import GateName, GateStatus, MilestoneState
from iso16363.rules import Severity
from iso16363.schemas import Schema, schema_of
from iso16363.scoring import CriterionState, SupportRule

_RECORDS: Final = (Site, Document, Answer, Action, Import, AuditItem, Declaration, Handoff)
_TERMS: Final = (Variant, WithheldKind, MilestoneState, GateName, GateStatus, CriterionState, SupportRule, Severity)
_MARKED: Final = (("Document", "sha256"), ("Import", "sha256"))
"""Fields whose form a mark does not have."""

_TEXT: Final[Schema] = {"type": "string"}
_FLAG: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_SCORE: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": MAX_RATING}
_DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_ID: Final[Schema] = {"type": "string", "pattern": SLUG}
_CRITERION: Final[Schema] = {"type": "string", "pattern": CRITERION_ID}
_CHECKSUM: Final[Schema] = {"type": "string", "pattern": SHA256}
_DIGEST: Final[Schema] = {"type": "string", "pattern": DIGEST}

Field = tuple[Schema, str]


def assessment_schema() -> Schema:
    """JSON Schema (2020-12) of assessment.json."""
    definitions: dict[str, Schema] = {}
    for described in (*_RECORDS, *_TERMS):
        schema_of(described, definitions)
    definitions = {name: _as_shown(definition) for name, definition in definitions.items()}
    for record, field in _MARKED:
        shown = definitions[record]["properties"][field]
        form = {key: shown.pop(key) for key in ("type", "pattern")}
        definitions[record]["properties"][field] = {"anyOf": [form, _of("Mark")], **shown}
    definitions |= _of_criteria() | _of_summary() | _of_checks() | _of_hand_over() | _of_provenance()
    whole = _object("Assessment", "A self-assessment against ISO 16363, judged.", **_whole())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:iso16363:schema:assessment",
        **whole,
        "allOf": _by_variant(),
        "$defs": dict(sorted(definitions.items())),
    }


def assessment_schema_text() -> str:
    """The schema as it is checked in, and as it goes into a package."""
    return json.dumps(assessment_schema(), ensure_ascii=False, indent=2) + "\n"


def _as_shown(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """A schema of a file as one of what is written: no empty keys, and years as texts."""
    if isinstance(part, list):
        return [_as_shown(item) for item in part]
    if not isinstance(part, dict):
        return part
    shown = {key: _as_shown(value) for key, value in part.items()}
    alternatives = shown.get("anyOf")
    if isinstance(alternatives, list):
        return {**alternatives[0], **{key: value for key, value in shown.items() if key != "anyOf"}}
    types = shown.get("type")
    if isinstance(types, list):
        shown["type"] = types[0]
        if "integer" in types[1:]:
            shown = {key: value for key, value in shown.items() if key not in ("minimum", "maximum")}
    return shown


def _object(title: str, about: str, /, **fields: Field) -> Schema:
    return {
        "title": title,
        "description": about,
        "type": "object",
        "properties": {name: {**form, "description": text} for name, (form, text) in fields.items()},
        "required": list(fields),
        "additionalProperties": False,
    }


def _of(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(form: Schema) -> Schema:
    if "$ref" in form:
        return {"anyOf": [form, {"type": "null"}]}
    return {**form, "type": [form["type"], "null"]}


def _many(form: Schema) -> Schema:
    return {"type": "array", "items": form}


def _by(names: Schema, form: Schema) -> Schema:
    return {"type": "object", "propertyNames": names, "additionalProperties": form}


def _whole() -> dict[str, Field]:
    return {
        "schema": ({"const": SCHEMA}, "What this file is, and the version of its form."),
        "tool": (_of("Tool"), "What computed it."),
        "edition": (_of("UsedEdition"), "The edition of the standard it is judged by."),
        "catalogue_digest": (_CHECKSUM, "SHA-256 over the catalogue of criteria that was used."),
        "inputs_digest": (_CHECKSUM, "SHA-256 over the files it was made from."),
        "as_of": (_DAY, "Day it is judged on."),
        "commit": (_or_null(_TEXT), "Last change of the site's folder in its version control; null outside of one."),
        "uncommitted_changes": (_FLAG, "Whether the folder held changes that are not committed."),
        "variant": (_of("Variant"), "For whom it was made."),
        "draft": (_FLAG, "Whether it belongs to a package of a site that is not ready."),
        "declaration": (_or_null(_of("InForce")), "The declaration in force; null where there is none."),
        "since": (_or_null(_of("Earlier")), "Earlier hand-over whose changes the outputs show; null without."),
        "withheld": (
            _many(_of("Withheld")),
            "What this variant does not show; in the internal one, what others would not.",
        ),
        "site": (_of("Site"), "Who audits itself, and what is audited."),
        "summary": (_of("Summary"), "State, gates and counts, of the whole site in every variant."),
        "criteria": (_many(_of("Criterion")), "Every criterion of the edition, in its order."),
        "unknown_criteria": (_by(_CRITERION, _of("Answer")), "Answers to criteria that the edition does not have."),
        "documents": (_by(_ID, _of("Document")), "The register of documents, by id."),
        "actions": (_by(_ID, _of("Action")), "Gaps being closed, by id."),
        "imports": (_by(_ID, _of("Import")), "The workbooks that were taken in, by id."),
        "audit": (_by(_ID, _of("AuditItem")), "Requests and findings of the auditor, by id."),
        "declarations": (_by(_ID, _of("Declaration")), "All declarations, by id; the last counts unless taken back."),
        "handoffs": (_by(_ID, _of("Handoff")), "What was handed over before, by id."),
        "diagnostics": (_many(_of("Diagnostic")), "What the checks found."),
    }


def _of_provenance() -> dict[str, Schema]:
    return {
        "Tool": _object(
            "Tool", "A program.", name=({"const": "iso16363"}, "Its name."), version=(_TEXT, "Its version.")
        ),
        "UsedEdition": _object("UsedEdition", "An edition.", id=(_ID, "Its id."), title=(_TEXT, "Its title.")),
        "Mark": {
            "title": "Mark",
            "description": "Stands where something short is withheld, in the language of the output: [withheld].",
            "type": "string",
            "pattern": r"^\[.+\]$",
        },
        "Withheld": _object(
            "Withheld",
            "One thing that a variant does not show.",
            kind=(_of("WithheldKind"), "What sort of thing."),
            id=(_or_null(_TEXT), "Id under which the variant shows it; null where it has none."),
            title=(_TEXT, "Its name, or how many there are."),
            what=(_TEXT, "What of it is withheld."),
            why=(_TEXT, "Reason."),
            inspect=(_TEXT, "How it can be inspected all the same."),
            criteria=(_many(_CRITERION), "Criteria whose answers rest on it."),
            variants=(_many(_of("Variant")), "Variants that withhold it."),
        ),
    }


def _of_hand_over() -> dict[str, Schema]:
    return {
        "InForce": _object(
            "InForce",
            "The accountable role's word that the self-assessment is complete and true.",
            id=(_ID, "Its id among the declarations."),
            by=(_ID, "Role that signed."),
            on=(_DAY, "When."),
            digest=(_DIGEST, "Digest of the whole self-assessment that was signed."),
            holds=(_FLAG, "Whether it counts: by the accountable role, of what the files say now, not of tomorrow."),
            digest_of_this_variant=(_DIGEST, "Digest of what this variant shows; can be recomputed from this file."),
        ),
        "Earlier": _object("Earlier", "An earlier hand-over.", id=(_ID, "Its id."), on=(_DAY, "When it was.")),
    }


def _of_criteria() -> dict[str, Schema]:
    supports: dict[str, Field] = {
        "documented": (_of("Support"), "Of what is written down."),
        "implemented": (_of("Support"), "Of what is done."),
    }
    return {
        "Criterion": _object(
            "Criterion",
            "A criterion with the site's answer and what was computed of it.",
            id=(_CRITERION, "Its number."),
            title=(_TEXT, "Its title."),
            state=(_of("CriterionState"), "How far it has come."),
            why=(_TEXT, "What the state follows from."),
            derived=(_FLAG, "Whether the values are the smallest of its sub-criteria, for it has no answer itself."),
            documented=(_or_null(_SCORE), "Rating of what is written down."),
            implemented=(_or_null(_SCORE), "Rating of what is done."),
            rating=(_or_null(_SCORE), "The smaller of the two."),
            target=(_SCORE, "Rating aimed at."),
            gap=(_or_null(_SCORE), "Steps missing to the target."),
            support=(_of("Supports"), "What confirmed, current evidence can carry."),
            owner=(_or_null(_ID), "Role that answers for it."),
            file=(_TEXT, "File that holds the answer."),
            answer=(_of("Answer"), "The answer as in its file; empty where there is none."),
        ),
        "Supports": _object("Supports", "Support of both ratings.", **supports),
        "Support": _object(
            "Support",
            "The rating that the evidence can carry, and why.",
            level=(_SCORE, "Highest rating it carries."),
            rule=(_of("SupportRule"), "The rule it follows from."),
            document=(_or_null(_ID), "The document that carries it."),
        ),
    }


def _of_summary() -> dict[str, Schema]:
    ratings: dict[str, Field] = {str(level): (_COUNT, f"Rated {level}.") for level in range(MAX_RATING + 1)}
    states: dict[str, Field] = {state.value: (_COUNT, state.definition) for state in CriterionState}
    return {
        "Summary": _object(
            "Summary",
            "How far the site has come.",
            state=(_of("MilestoneState"), "State of the self-audit."),
            gates=(_many(_of("Gate")), "Every gate, in order."),
            all=(_of("Tally"), "Counts over all criteria."),
            sections=(_by({"pattern": "^[1-9]$"}, _of("Tally")), "Counts by section."),
            subsections=(_by({"pattern": r"^[1-9]\.[1-9][0-9]?$"}, _of("Tally")), "Counts by subsection."),
        ),
        "Gate": _object(
            "Gate",
            "A rule that has to hold before a site is ready.",
            gate=(_of("GateName"), "Which."),
            status=(_of("GateStatus"), "Whether it holds."),
            rule=(_TEXT, "What it asks for."),
            failures=(_many(_of("Failure")), "Everything that keeps it shut."),
        ),
        "Failure": _object(
            "Failure",
            "One thing that keeps a gate shut.",
            subject=(_TEXT, "What it is about: a criterion, a document, a role, a code."),
            text=(_TEXT, "What is missing."),
            file=(_TEXT, "Where to mend it."),
        ),
        "Tally": _object(
            "Tally",
            "Counts over some criteria; a mean is not among them, for it would hide the worst.",
            criteria=(_COUNT, "How many there are."),
            applicable=(_COUNT, "How many count."),
            states=(_of("States"), "How many by state."),
            ratings=(_of("Ratings"), "How many of those that count by rating."),
            minimum=(_or_null(_SCORE), "The smallest rating given; null where none is."),
        ),
        "States": _object("States", "Numbers of criteria by state.", **states),
        "Ratings": _object("Ratings", "Numbers by rating.", none=(_COUNT, "Not rated yet."), **ratings),
    }


def _of_checks() -> dict[str, Schema]:
    fields: dict[str, Field] = {
        "code": ({"type": "string", "pattern": "^[A-Z][0-9]{3}$"}, "Permanent code of the rule."),
        "severity": (_of("Severity"), "How bad it is."),
        "file": (_TEXT, "File it is in."),
        "line": (_COUNT, "Line, from 1; 0 where the file as a whole is meant."),
        "column": (_COUNT, "Column, from 1; 0 where it is not known."),
        "path": (_many({"type": ["string", "integer"]}), "Keys that lead to the value."),
        "message": (_TEXT, "What is wrong."),
        "hint": (_TEXT, "What to do."),
    }
    return {"Diagnostic": _object("Diagnostic", "Something wrong in the files.", **fields)}


def _by_variant() -> list[Schema]:
    """What a variant may not hold."""
    without_note: Schema = {"properties": {"note": False}}
    nobody: Schema = {"properties": {"person": False, "email": False}}
    site = {"notes": False, "repository": without_note, "roles": {"additionalProperties": nobody}}
    groups = ("documents", "actions", "audit", "unknown_criteria")
    outside: Schema = {
        "site": {"properties": site},
        "criteria": {"items": {"properties": {"answer": without_note}}},
        **{group: {"additionalProperties": without_note} for group in groups},
    }
    public = {"audit": {"maxProperties": 0}, "handoffs": {"maxProperties": 0}, "since": {"type": "null"}}
    return [_when(OUTSIDE, outside), _when((Variant.PUBLIC,), public)]


def _when(variants: tuple[Variant, ...], properties: Schema) -> Schema:
    named = {"variant": {"enum": [variant.value for variant in variants]}}
    return {"if": {"properties": named}, "then": {"properties": properties}}
