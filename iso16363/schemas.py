"""JSON Schemas of the files, generated from the models: they give editors completion and hints while typing.

Generated here, not by pydantic, so that the text is the same with every version of it.
"""

import json
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, StringConstraints, WithJsonSchema
from pydantic.fields import FieldInfo

from iso16363.model import base
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.audit import AuditItem
from iso16363.model.base import CriterionId, Slug, Term
from iso16363.model.branding import Branding
from iso16363.model.catalogue import TITLED, Crosswalk, DocumentRole, EditionHead, RatingScale, Subsection, Titles
from iso16363.model.descriptions import describe
from iso16363.model.documents import Document
from iso16363.model.frameworks import REQUIREMENT_ID, Framework
from iso16363.model.imports import Import
from iso16363.model.milestone import MILESTONE_ID, PlannedMilestone
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.site import ROR, Site

Schema = dict[str, Any]


class Kind(NamedTuple):
    """A kind of file: what an editor calls it, and the type of what it holds."""

    title: str
    about: str
    holds: object


KINDS: dict[str, Kind] = {
    "site": Kind("Site", "Who audits itself, and what is audited.", Site),
    "documents": Kind("Register of documents", "Every document once, by an id of your own.", dict[Slug, Document]),
    "evidence": Kind("Answers", "The site's answers of one subsection, by criterion.", dict[CriterionId, Answer]),
    "actions": Kind("Actions", "Gaps being closed, by an id of your own.", dict[Slug, Action]),
    "imports": Kind("Imports", "The workbooks that were taken in; written by the import.", dict[Slug, Import]),
    "audit": Kind("Requests and findings", "What the auditor raised, by an id.", dict[Slug, AuditItem]),
    "signoff": Kind("Declarations", "Written by `iso16363 sign`.", dict[Slug, Declaration]),
    "handoffs": Kind("Hand-overs", "Packages handed over; written by `iso16363 handoff`.", dict[Slug, Handoff]),
    "branding": Kind("Branding", "Logo, colour and words of the site in its report.", Branding),
    "milestone": Kind("Milestone", "What several sites have promised together.", PlannedMilestone),
    "edition": Kind("Edition", "An edition of the standard.", EditionHead),
    "subsection": Kind("Subsection", "One subsection of the standard, in our own words.", Subsection),
    "titles": Kind("Titles", "Titles of an edition in another language.", Titles),
    "crosswalk": Kind("Crosswalk", "What became of each criterion between two editions.", Crosswalk),
    "framework": Kind("Framework", "Another framework, and the mapping of ISO 16363 to it.", Framework),
    "document-roles": Kind("Document roles", "What documents are for, by id.", dict[Slug, DocumentRole]),
    "rating-scale": Kind("Rating scale", "The five levels and what is true at each.", RatingScale),
}

_EXAMPLES: dict[str, list[str]] = {
    base.CRITERION_ID: ["3.1.1", "4.2.1.1"],
    base.SUBSECTION_ID: ["3.1"],
    TITLED: ["3", "3.1", "3.1.1"],
    MILESTONE_ID: ["M2.6"],
    REQUIREMENT_ID: ["R14", "C1.10", "Storage"],
    base.SLUG: ["head-of-storage"],
    base.WEB_ADDRESS: ["https://archive.example.org/policy.pdf"],
    base.DOI: ["10.5281/zenodo.1234567"],
    base.LANGUAGE_TAG: ["en", "fr", "pt-BR"],
    ROR: ["https://ror.org/01abcde23"],
}
_EXAMPLES_OF_FIELDS: dict[tuple[str, str], list[str]] = {
    ("Citation", "locator"): ["Section 4.2, page 7", "lines of 2026-09-30"],
    ("Citation", "shows"): ["Every copy is compared with its checksum once a quarter."],
    ("Document", "path"): ["policies/preservation-policy.md"],
    ("Document", "version"): ["1.10"],
    ("Holding", "volume"): ["40 TB in 1310 objects"],
    ("Site", "edition"): ["iso16363-2025"],
}
_RULES_BETWEEN_FIELDS: dict[str, Schema] = {"Document": {"dependentRequired": {"sha256": ["path"]}}}


def schema(kind: str) -> Schema:
    """JSON Schema (2020-12) of a kind of file."""
    title, about, holds = KINDS[kind]
    definitions: dict[str, Schema] = {}
    root = schema_of(holds, definitions)
    if "$ref" in root:
        root = definitions.pop(root["$ref"].rpartition("/")[2])
    result: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:iso16363:schema:{kind}",
        **({"title": "", "description": ""} | root | {"title": title, "description": about}),
    }
    if definitions:
        result["$defs"] = dict(sorted(definitions.items()))
    return result


def schema_text(kind: str) -> str:
    """The schema as it is checked in."""
    return json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"


def schema_of(annotation: object, definitions: dict[str, Schema]) -> Schema:
    """Schema of a type; records and closed lists it refers to are put among the definitions."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _constrained(schema_of(arguments[0], definitions), arguments[1:])
    if origin in (Union, UnionType):
        return _or_nothing(schema_of(next(a for a in arguments if a is not NoneType), definitions))
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": schema_of(arguments[0], definitions)}
    if origin is dict:
        names = schema_of(arguments[0], definitions)
        values = schema_of(arguments[1], definitions)
        return {"type": "object", "propertyNames": names, "additionalProperties": values}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel | Enum):
        return _defined(annotation, definitions)
    plain: dict[object, str] = {str: "string", int: "integer", bool: "boolean", date: "string"}
    return {"type": plain[annotation]}


def _constrained(found: Schema, constraints: tuple[object, ...]) -> Schema:
    for constraint in constraints:
        if isinstance(constraint, WithJsonSchema):
            return dict(constraint.json_schema or {})
        if isinstance(constraint, StringConstraints):
            pattern = constraint.pattern
            named = {"pattern": pattern, "minLength": constraint.min_length, "maxLength": constraint.max_length}
            found |= {name: value for name, value in named.items() if value is not None}
            if pattern in _EXAMPLES:
                found["examples"] = _EXAMPLES[str(pattern)]
        if isinstance(constraint, FieldInfo):
            found |= _bounds(constraint, found)
    return found


def _bounds(info: FieldInfo, found: Schema) -> Schema:
    names = {"ge": "minimum", "le": "maximum", "min_length": "minLength"}
    if found.get("type") == "array":
        names["min_length"] = "minItems"
    return {
        name: getattr(part, attribute)
        for part in info.metadata
        for attribute, name in names.items()
        if getattr(part, attribute, None) is not None
    }


def _or_nothing(found: Schema) -> Schema:
    """A key may stay empty while one is writing: the tool takes it for one that is not there."""
    if "type" not in found:
        return {"anyOf": [found, {"type": "null"}]}
    types = found["type"] if isinstance(found["type"], list) else [found["type"]]
    return found | {"type": [*types, "null"]}


def _defined(model: type[BaseModel | Enum], definitions: dict[str, Schema]) -> Schema:
    name = model.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _of_model(model, definitions) if issubclass(model, BaseModel) else _of_enum(model)
    return {"$ref": f"#/$defs/{name}"}


def _of_enum(listed: type[Enum]) -> Schema:
    """Values with their definitions: as JSON Schema has none for a value, the way editors read them."""
    found: Schema = {"title": listed.__name__, "description": (listed.__doc__ or "").strip(), "type": "string"}
    found["enum"] = [member.value for member in listed]
    if issubclass(listed, Term):
        lines = [f"- {member.value}: {member.definition}" for member in listed]
        found["description"] = "\n".join([found["description"], "", *lines])
        found["enumDescriptions"] = [member.definition for member in listed]
    return found


def _of_model(model: type[BaseModel], definitions: dict[str, Schema]) -> Schema:
    texts, hints = describe(model), get_type_hints(model, include_extras=True)
    properties, required = {}, []
    for name, info in model.model_fields.items():
        shown = info.alias or name
        properties[shown] = schema_of(hints[name], definitions)
        properties[shown] |= _bounds(info, properties[shown])
        properties[shown] |= _explained(model.__name__, name, texts.get(name), info)
        if info.is_required():
            required.append(shown)
    return {
        "title": model.__name__,
        "description": (model.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        **_RULES_BETWEEN_FIELDS.get(model.__name__, {}),
        "additionalProperties": False,
    }


def _explained(model: str, name: str, text: str | None, info: FieldInfo) -> Schema:
    found: Schema = {}
    if text:
        found["description"] = text
    if (model, name) in _EXAMPLES_OF_FIELDS:
        found["examples"] = _EXAMPLES_OF_FIELDS[model, name]
    if not info.is_required() and info.default not in (None, ()) and info.default_factory is None:
        found["default"] = info.default.value if isinstance(info.default, Enum) else info.default
    return found
