"""JSON Schema of the assessment (`assessment.json`): records as in the files and what is computed, in every variant.

Records are described by the models. They differ from the files in what nobody types: no key is empty, and
no year is a number. What a variant may not show is forbidden in it; where it puts a mark, a mark is allowed.
"""

import json
from typing import Final

from iso16363.interchange import SCHEMA
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.audit import AuditItem
from iso16363.model.base import MAX_RATING
from iso16363.model.documents import Document
from iso16363.model.imports import Import
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.site import Site, SiteKind
from iso16363.model.variant import OUTSIDE, Variant, WithheldKind
from iso16363.readiness import GateName, GateStatus, MilestoneState
from iso16363.rules import Severity
from iso16363.schemas import Schema, schema_of
from iso16363.schemashapes import (
    CHECKSUM,
    COUNT,
    CRITERION,
    DAY,
    DIGEST_FORM,
    FLAG,
    ID_FORM,
    REFERENCE,
    SCORE,
    TEXT,
    Field,
    as_shown,
    keyed,
    many,
    object_of,
    one,
    or_null,
)
from iso16363.scoring import CriterionState, SupportRule

_RECORDS: Final = (Site, Document, Answer, Action, Import, AuditItem, Declaration, Handoff)
_TERMS: Final = (
    SiteKind,
    Variant,
    WithheldKind,
    MilestoneState,
    GateName,
    GateStatus,
    CriterionState,
    SupportRule,
    Severity,
)
_MARKED: Final = (("Document", "sha256"), ("Import", "sha256"))
"""Fields whose form a mark does not have."""


def assessment_schema() -> Schema:
    """JSON Schema (2020-12) of assessment.json."""
    definitions: dict[str, Schema] = {}
    for described in (*_RECORDS, *_TERMS):
        schema_of(described, definitions)
    definitions = {name: as_shown(definition) for name, definition in definitions.items()}
    for record, field in _MARKED:
        shown = definitions[record]["properties"][field]
        form = {key: shown.pop(key) for key in ("type", "pattern")}
        definitions[record]["properties"][field] = {"anyOf": [form, one("Mark")], **shown}
    definitions |= _of_criteria() | _of_summary() | _of_checks() | _of_hand_over() | _of_provenance()
    whole = object_of("Assessment", "A self-assessment against ISO 16363, judged.", **_whole())
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


def _whole() -> dict[str, Field]:
    return {
        "schema": ({"const": SCHEMA}, "What this file is, and the version of its form."),
        "tool": (one("Tool"), "What computed it."),
        "edition": (one("UsedEdition"), "The edition of the standard it is judged by."),
        "catalogue_digest": (CHECKSUM, "SHA-256 over the catalogue of criteria that was used."),
        "inputs_digest": (CHECKSUM, "SHA-256 over the files it was made from."),
        "as_of": (DAY, "Day it is judged on."),
        "commit": (or_null(TEXT), "Last change of the site's folder in its version control; null outside of one."),
        "uncommitted_changes": (FLAG, "Whether the folder held changes that are not committed."),
        "variant": (one("Variant"), "For whom it was made."),
        "draft": (FLAG, "Whether it belongs to a package of a site that is not ready."),
        "declaration": (or_null(one("InForce")), "The declaration in force; null where there is none."),
        "since": (or_null(one("Earlier")), "Earlier hand-over whose changes the outputs show; null without."),
        "withheld": (
            many(one("Withheld")),
            "What this variant does not show; in the internal one, what others would not.",
        ),
        "site": (one("Site"), "Who audits itself, and what is audited."),
        "summary": (one("Summary"), "State, gates and counts, of the whole site in every variant."),
        "criteria": (many(one("Criterion")), "Every criterion of the edition, in its order."),
        "unknown_criteria": (keyed(CRITERION, one("Answer")), "Answers to criteria that the edition does not have."),
        "documents": (
            keyed(REFERENCE, one("Document")),
            "The documents, by id; those of a provider as provider/id.",
        ),
        "providers": (keyed(ID_FORM, one("Provider")), "Whose documents and answers are used, by id."),
        "actions": (keyed(ID_FORM, one("Action")), "Gaps being closed, by id."),
        "imports": (keyed(ID_FORM, one("Import")), "The workbooks that were taken in, by id."),
        "audit": (keyed(ID_FORM, one("AuditItem")), "Requests and findings of the auditor, by id."),
        "declarations": (
            keyed(ID_FORM, one("Declaration")),
            "All declarations; the last counts unless taken back.",
        ),
        "handoffs": (keyed(ID_FORM, one("Handoff")), "What was handed over before, by id."),
        "diagnostics": (many(one("Diagnostic")), "What the checks found."),
    }


def _of_provenance() -> dict[str, Schema]:
    return {
        "Tool": object_of(
            "Tool", "A program.", name=({"const": "iso16363"}, "Its name."), version=(TEXT, "Its version.")
        ),
        "UsedEdition": object_of("UsedEdition", "An edition.", id=(ID_FORM, "Its id."), title=(TEXT, "Its title.")),
        "Mark": {
            "title": "Mark",
            "description": "Stands where something short is withheld, in the language of the output: [withheld].",
            "type": "string",
            "pattern": r"^\[.+\]$",
        },
        "Withheld": object_of(
            "Withheld",
            "One thing that a variant does not show.",
            kind=(one("WithheldKind"), "What sort of thing."),
            id=(or_null(TEXT), "Id under which the variant shows it; null where it has none."),
            title=(TEXT, "Its name, or how many there are."),
            what=(TEXT, "What of it is withheld."),
            why=(TEXT, "Reason."),
            inspect=(TEXT, "How it can be inspected all the same."),
            criteria=(many(CRITERION), "Criteria whose answers rest on it."),
            variants=(many(one("Variant")), "Variants that withhold it."),
        ),
    }


def _of_hand_over() -> dict[str, Schema]:
    return {
        "InForce": object_of(
            "InForce",
            "The accountable role's word that the self-assessment is complete and true.",
            id=(ID_FORM, "Its id among the declarations."),
            by=(ID_FORM, "Role that signed."),
            on=(DAY, "When."),
            digest=(DIGEST_FORM, "Digest of the whole self-assessment that was signed."),
            holds=(FLAG, "Whether it counts: by the accountable role, of what the files say now, not of tomorrow."),
            digest_of_this_variant=(
                DIGEST_FORM,
                "Digest of what this variant shows; can be recomputed.",
            ),
        ),
        "Provider": object_of(
            "Provider",
            "Somebody whose documents or answers are used.",
            name=(TEXT, "Full name."),
            short_name=(TEXT, "Name for tables and headings."),
            url=(or_null(TEXT), "Its home page."),
            kind=(one("SiteKind"), "Whether it audits itself too."),
        ),
        "Earlier": object_of("Earlier", "An earlier hand-over.", id=(ID_FORM, "Its id."), on=(DAY, "When it was.")),
    }


def _of_criteria() -> dict[str, Schema]:
    supports: dict[str, Field] = {
        "documented": (one("Support"), "Of what is written down."),
        "implemented": (one("Support"), "Of what is done."),
    }
    return {
        "Criterion": object_of(
            "Criterion",
            "A criterion with the site's answer and what was computed of it.",
            id=(CRITERION, "Its number."),
            title=(TEXT, "Its title."),
            state=(one("CriterionState"), "How far it has come."),
            why=(TEXT, "What the state follows from."),
            derived=(FLAG, "Whether the values are the smallest of its sub-criteria, for it has no answer itself."),
            documented=(or_null(SCORE), "Rating of what is written down."),
            implemented=(or_null(SCORE), "Rating of what is done."),
            rating=(or_null(SCORE), "The smaller of the two."),
            target=(SCORE, "Rating aimed at."),
            gap=(or_null(SCORE), "Steps missing to the target."),
            support=(one("Supports"), "What confirmed, current evidence can carry."),
            owner=(or_null(ID_FORM), "Role that answers for it."),
            file=(TEXT, "File that holds the answer."),
            answer=(one("Answer"), "The answer as in its file; empty where there is none."),
        ),
        "Supports": object_of("Supports", "Support of both ratings.", **supports),
        "Support": object_of(
            "Support",
            "The rating that the evidence can carry, and why.",
            level=(SCORE, "Highest rating it carries."),
            rule=(one("SupportRule"), "The rule it follows from."),
            document=(or_null(REFERENCE), "The document that carries it."),
        ),
    }


def _of_summary() -> dict[str, Schema]:
    ratings: dict[str, Field] = {str(level): (COUNT, f"Rated {level}.") for level in range(MAX_RATING + 1)}
    states: dict[str, Field] = {state.value: (COUNT, state.definition) for state in CriterionState}
    return {
        "Summary": object_of(
            "Summary",
            "How far the site has come.",
            state=(one("MilestoneState"), "State of the self-audit."),
            gates=(many(one("Gate")), "Every gate, in order."),
            all=(one("Tally"), "Counts over all criteria."),
            sections=(keyed({"pattern": "^[1-9]$"}, one("Tally")), "Counts by section."),
            subsections=(keyed({"pattern": r"^[1-9]\.[1-9][0-9]?$"}, one("Tally")), "Counts by subsection."),
        ),
        "Gate": object_of(
            "Gate",
            "A rule that has to hold before a site is ready.",
            gate=(one("GateName"), "Which."),
            status=(one("GateStatus"), "Whether it holds."),
            rule=(TEXT, "What it asks for."),
            failures=(many(one("Failure")), "Everything that keeps it shut."),
        ),
        "Failure": object_of(
            "Failure",
            "One thing that keeps a gate shut.",
            subject=(TEXT, "What it is about: a criterion, a document, a role, a code."),
            text=(TEXT, "What is missing."),
            file=(TEXT, "Where to mend it."),
        ),
        "Tally": object_of(
            "Tally",
            "Counts over some criteria; a mean is not among them, for it would hide the worst.",
            criteria=(COUNT, "How many there are."),
            applicable=(COUNT, "How many count."),
            states=(one("States"), "How many by state."),
            ratings=(one("Ratings"), "How many of those that count by rating."),
            minimum=(or_null(SCORE), "The smallest rating given; null where none is."),
        ),
        "States": object_of("States", "Numbers of criteria by state.", **states),
        "Ratings": object_of("Ratings", "Numbers by rating.", none=(COUNT, "Not rated yet."), **ratings),
    }


def _of_checks() -> dict[str, Schema]:
    fields: dict[str, Field] = {
        "code": ({"type": "string", "pattern": "^[A-Z][0-9]{3}$"}, "Permanent code of the rule."),
        "severity": (one("Severity"), "How bad it is."),
        "file": (TEXT, "File it is in."),
        "line": (COUNT, "Line, from 1; 0 where the file as a whole is meant."),
        "column": (COUNT, "Column, from 1; 0 where it is not known."),
        "path": (many({"type": ["string", "integer"]}), "Keys that lead to the value."),
        "message": (TEXT, "What is wrong."),
        "hint": (TEXT, "What to do."),
    }
    return {"Diagnostic": object_of("Diagnostic", "Something wrong in the files.", **fields)}


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
