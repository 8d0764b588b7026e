"""One fault that pydantic found, in a person's words: code, what is wrong, what to do."""

import re
from enum import Enum
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from iso16363.diagnostics import KeyPath
from iso16363.model.base import (
    CRITERION_ID,
    DOCUMENT_REF,
    DOI,
    LANGUAGE_TAG,
    LENT_REF,
    PARTIAL_DATE,
    SHA256,
    SLUG,
    SUBSECTION_ID,
    WEB_ADDRESS,
)
from iso16363.model.branding import COLOUR
from iso16363.model.signoff import DIGEST
from iso16363.model.site import EMAIL, ROR
from iso16363.spelling import clipped, nearest

Explained = tuple[str, str, str]

_DOCUMENT = "Use a-z, 0-9 and single hyphens: charter; one of a provider has its name in front: wlcg/charter."
_SAMPLES = {"format": "format: 1", "edition": "edition: with the id of an edition, such as iso16363-2025"}
_FILL = "Give a value, or remove the key."
_RATINGS = frozenset({"documented", "implemented", "target"})
_RATE = "Write 0, 1, 2, 3 or 4"
_DAY = "Write year-month-day, such as 2026-03-31."
_WANTED = {
    "string_type": ("a text", "Correct the value or its indentation."),
    "int_type": ("a whole number", "Write a whole number, without quotes."),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "tuple_type": ("a list", "Begin each item on a line of its own with `- `."),
    "dict_type": ("a set of keys", "Write one `key: value` a line, indented below it."),
    "model_type": ("a set of keys", "Write one `key: value` a line, indented below it."),
    "model_attributes_type": ("a set of keys", "Write one `key: value` a line, indented below it."),
}
_MALFORMED = {
    DOCUMENT_REF: ("M208", "has characters ids may not have", _DOCUMENT),
    SLUG: ("M208", "has characters ids may not have", "Use a-z, 0-9 and single hyphens: head-of-storage."),
    LENT_REF: ("M208", "is nothing that a provider lends", "Leave it to `iso16363 review`: it is computed."),
    CRITERION_ID: ("M208", "is not a criterion number", 'Write it as the standard does, such as "4.2.1.1".'),
    SUBSECTION_ID: ("M208", "is not the number of a subsection", 'Write it as the standard does, such as "4.2".'),
    PARTIAL_DATE: ("M206", "is not a date", 'Write 2026-03-31, or "2026-03", or "2026".'),
    WEB_ADDRESS: ("M209", "is not a web address", "Write it whole, from https:// on, without spaces."),
    DOI: ("M209", "is not a DOI", 'Write it without "doi:" or https://doi.org/, such as 10.5281/zenodo.1234567.'),
    SHA256: ("M209", "is not a SHA-256 checksum", "It has 64 digits 0-9 and a-f, as `sha256sum FILE` prints them."),
    LANGUAGE_TAG: ("M209", "is not a language tag", "Write it as on the web, such as en, fr or pt-BR."),
    COLOUR: ("M209", "is not a colour", 'Write six digits 0-9 and a-f in quotes: "#123a5e".'),
    EMAIL: ("M209", "is not an e-mail address", "Write it as name@host."),
    ROR: ("M209", "is not a ROR id", "Write the whole address, such as https://ror.org/01abcde23."),
    DIGEST: ("M209", "is not a digest", "Leave it to `iso16363 review`, `sign` and `handoff`: it is computed."),
}


def explain(
    detail: ErrorDetails, model: type[BaseModel], path: KeyPath, raw: str | None, *, keyed: bool, is_key: bool
) -> Explained:
    """Code, message and remedy of one pydantic error.

    `raw` is the value as it is written, if it is not in quotes. `keyed` says that the first part
    of the path is the id of a record; `is_key`, that the fault is in a key, not in its value.
    """
    kind, given, name = detail["type"], detail["input"], _name(path)
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), fields_at(model, path[1:-1] if keyed else path[:-1]))
    if kind == "missing":
        within = f" in {_name(path[:-1])}" if path[:-1] else ""
        return "M202", f"the key {name} is missing{within}", f"Add {_added(path, model, keyed=keyed)}."
    if (kind == "value_error" and "date_format" in detail["msg"]) or kind.startswith("date_"):
        return "M206", f"{name} is {_shown(given, raw)}, which is not a date", _DAY
    if kind in ("enum", "literal_error"):
        return _not_in_list(name, given, str(detail["ctx"]["expected"]))
    if kind in ("greater_than_equal", "less_than_equal"):
        return "M205", f"{name} is {given}; ratings go from 0 to 4", f"{_RATE}."
    if kind == "string_pattern_mismatch":
        return _malformed(name, str(given), str(detail["ctx"]["pattern"]), is_key=is_key)
    if kind == "string_type" and isinstance(given, int | float):
        what = "truth value" if isinstance(given, bool) else "number"
        return "M204", f"{name} is the {what} {raw or given}, not a text", f'Write "{raw or given}", with the quotes.'
    if kind in _WANTED:
        wanted, remedy = _WANTED[kind]
        is_rating = kind == "int_type" and path[-1] in _RATINGS
        return _wrong_type(name, given, raw, wanted, f"{_RATE}, without quotes." if is_rating else remedy)
    if kind in {"string_too_short", "too_short"}:
        return "M203", f"{name} is empty", _FILL
    if kind == "string_too_long":
        longest = detail["ctx"]["max_length"]
        message = f"{name} has {len(str(given))} characters; at most {longest} are allowed"
        return "M208" if is_key else "M209", message, "Make it shorter."
    message, _, remedy = detail["msg"].removeprefix("Value error, ").partition("; ")
    return "M209", f"{name}: {message}", remedy or "Correct the value."


def _added(path: KeyPath, model: type[BaseModel], *, keyed: bool) -> str:
    """A key with what its value may be."""
    current: object = model
    for part in path[1:] if keyed else path:
        current = _step(current, part)
    if isinstance(current, type) and issubclass(current, Enum):
        return f"{path[-1]}: with one of {', '.join(str(term.value) for term in current)}"
    return _SAMPLES.get(str(path[-1]), f"{path[-1]}: with its value")


def _name(path: KeyPath) -> str:
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_name(path[:-1])}"
    return f'"{clipped(path[-1])}"'


def _shown(given: object, raw: str | None) -> str:
    """A value as a message quotes it; a container by its kind, for its content would not help."""
    if raw is not None and given is not None:
        return f'"{clipped(raw)}"'
    if given is None:
        return "empty"
    if isinstance(given, dict):
        return "a set of keys"
    return "a list" if isinstance(given, tuple) else f'"{clipped(str(given))}"'


def _unknown_key(key: str, known: tuple[str, ...]) -> Explained:
    close = nearest(key, known)
    hint = f'Did you mean "{close}"? ' if close else ""
    return "M201", f'unknown key "{clipped(key)}"', f"{hint}Known here: {', '.join(known)}."


def _not_in_list(name: str, given: object, expected: str) -> Explained:
    allowed = expected.replace(" or ", ", ").replace("'", "")
    close = nearest(given, allowed.split(", ")) if isinstance(given, str) else None
    hint = f'Did you mean "{close}"? ' if close else ""
    return "M207", f"{name} is {_shown(given, None)}, which is not allowed here", f"{hint}Allowed: {allowed}."


def _malformed(name: str, given: str, pattern: str, *, is_key: bool) -> Explained:
    if not given.strip():
        return ("M208", "an id is empty", "Give it a name.") if is_key else ("M203", f"{name} is empty", _FILL)
    what = f'the id "{clipped(given)}"' if is_key else f'{name} is "{clipped(given)}", which'
    if pattern == CRITERION_ID and re.fullmatch(rf"[1-9]|{SUBSECTION_ID}", given):
        part = "a subsection" if "." in given else "a section"
        return (
            "M208",
            f"{what} is {part}, not a criterion",
            "Name its criteria one by one; one stands for those below it.",
        )
    code, wrong, hint = _MALFORMED.get(pattern, ("M209", "is malformed", f"It has to match {pattern}"))
    return code, f"{what} {wrong}", hint


def _wrong_type(name: str, given: object, raw: str | None, wanted: str, remedy: str) -> Explained:
    if given is None:
        return "M203", f"{name} is empty where {wanted} is expected", _FILL
    return "M203", f"{name} is {_shown(given, raw)} where {wanted} is expected", remedy


def fields_at(model: type[BaseModel], path: KeyPath) -> tuple[str, ...]:
    """Names a record may have at a path inside a model, as they are written in the file."""
    current: object = model
    for part in path:
        current = _step(current, part)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return tuple(f.alias or n for n, f in current.model_fields.items())
    return ()


def _step(annotation: object, part: str | int) -> object:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if part in (name, info.alias):
                return _inner(info.annotation)
        return None
    arguments = get_args(annotation)
    return _inner(arguments[-1] if get_origin(annotation) is dict else arguments[0]) if arguments else None


def _inner(annotation: object) -> object:
    """Strip what is around the type that matters: Annotated, and the None of an optional."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _inner(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return _inner(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation
