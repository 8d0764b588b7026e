"""Shapes that the schema of the assessment is put together from: texts, numbers, ids, lists and objects."""

from typing import Any, Final

from iso16363.model.base import CRITERION_ID, DOCUMENT_REF, MAX_RATING, SHA256, SLUG
from iso16363.model.signoff import DIGEST
from iso16363.schemas import Schema

TEXT: Final[Schema] = {"type": "string"}
FLAG: Final[Schema] = {"type": "boolean"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
SCORE: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": MAX_RATING}
DAY: Final[Schema] = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
ID_FORM: Final[Schema] = {"type": "string", "pattern": SLUG}
REFERENCE: Final[Schema] = {"type": "string", "pattern": DOCUMENT_REF}
CRITERION: Final[Schema] = {"type": "string", "pattern": CRITERION_ID}
CHECKSUM: Final[Schema] = {"type": "string", "pattern": SHA256}
DIGEST_FORM: Final[Schema] = {"type": "string", "pattern": DIGEST}

Field = tuple[Schema, str]
"""A form, and what it is for."""


def object_of(title: str, about: str, /, **fields: Field) -> Schema:
    """Make an object with these fields and no others, each of them there."""
    return {
        "title": title,
        "description": about,
        "type": "object",
        "properties": {name: {**form, "description": text} for name, (form, text) in fields.items()},
        "required": list(fields),
        "additionalProperties": False,
    }


def one(name: str) -> Schema:
    """Point to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def or_null(form: Schema) -> Schema:
    """Allow null besides."""
    if "$ref" in form:
        return {"anyOf": [form, {"type": "null"}]}
    return {**form, "type": [form["type"], "null"]}


def many(form: Schema) -> Schema:
    """Make a list."""
    return {"type": "array", "items": form}


def keyed(names: Schema, form: Schema) -> Schema:
    """Make an object whose keys have a form."""
    return {"type": "object", "propertyNames": names, "additionalProperties": form}


def as_shown(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """A schema of a file as one of what is written: no empty keys, and years as texts."""
    if isinstance(part, list):
        return [as_shown(item) for item in part]
    if not isinstance(part, dict):
        return part
    shown = {key: as_shown(value) for key, value in part.items()}
    alternatives = shown.get("anyOf")
    if isinstance(alternatives, list):
        return {**alternatives[0], **{key: value for key, value in shown.items() if key != "anyOf"}}
    types = shown.get("type")
    if isinstance(types, list):
        shown["type"] = types[0]
        if "integer" in types[1:]:
            shown = {key: value for key, value in shown.items() if key not in ("minimum", "maximum")}
    return shown
