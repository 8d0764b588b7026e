"""Text to models: every fault of text and model as a diagnostic with file, line and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from iso16363.diagnostics import Diagnostic, KeyPath, Place
from iso16363.model.base import CRITERION_ID, SLUG, Record
from iso16363.yamltext import KEY, Spot, TextFault, read, spots

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Parsed(Generic[R]):
    """A model (None where nothing could be read) and what is wrong with its text."""

    value: R | None
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass(slots=True)
class ParsedEntries(Generic[R]):
    """The readable entries of a file, the ids of the unreadable ones, and what is wrong."""

    entries: dict[str, R]
    broken: set[str] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like a mistyped one, None where none is alike."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def from_faults(faults: Iterable[TextFault], file: str) -> list[Diagnostic]:
    """Faults of a text as diagnostics of a file."""
    return [Diagnostic(f.code, Place(file, f.line, f.column), f.message, f.hint) for f in faults]


def parse_record(text: str, file: str, model: type[R]) -> Parsed[R]:
    """Read a file that holds one record, such as site.yaml."""
    reading = read(text)
    if reading.faults:
        return Parsed(None, from_faults(reading.faults, file))
    try:
        return Parsed(model.model_validate(reading.value))
    except ValidationError as error:
        return Parsed(None, _flatten(error, model, (), file, spots(text)))


def parse_entries(text: str, file: str, model: type[R], adapter: "TypeAdapter[dict[str, R]]") -> ParsedEntries[R]:
    """Read a file that holds records by id; one bad entry does not hide the others.

    `adapter` validates the whole file at once, which is the fast way; only when it refuses is
    each entry looked at by itself.
    """
    reading = read(text)
    if reading.faults:
        names = reading.value if isinstance(reading.value, dict) else {}
        return ParsedEntries({}, set(names), from_faults(reading.faults, file))
    try:
        return ParsedEntries(adapter.validate_python(reading.value))
    except ValidationError as error:
        places = spots(text)
        result: ParsedEntries[R] = ParsedEntries({})
        if not isinstance(reading.value, dict):
            result.diagnostics.extend(_flatten(error, model, (), file, places))
            return result
        for key, value in reading.value.items():
            _one_entry(key, value, model, adapter, file, places, result)
        return result


def _one_entry(
    key: str,
    value: Any,
    model: type[R],
    adapter: "TypeAdapter[dict[str, R]]",
    file: str,
    places: dict[KeyPath, Spot],
    result: ParsedEntries[R],
) -> None:
    try:
        result.entries.update(adapter.validate_python({key: value}))
    except ValidationError as error:
        result.broken.add(key)
        result.diagnostics.extend(_flatten(error, model, (key,), file, places))


def _flatten(
    error: ValidationError, model: type[BaseModel], prefix: KeyPath, file: str, places: dict[KeyPath, Spot]
) -> list[Diagnostic]:
    return [
        _diagnose(detail, model, file, places, keyed=bool(prefix))
        for detail in error.errors(include_url=False, include_context=True)
    ]


def _diagnose(
    detail: ErrorDetails, model: type[BaseModel], file: str, places: dict[KeyPath, Spot], *, keyed: bool
) -> Diagnostic:
    loc: KeyPath = tuple(detail["loc"])
    is_key = bool(loc) and loc[-1] == "[key]"
    path = loc[:-1] if is_key else loc
    kind = detail["type"]
    spot = places.get((*path, KEY)) if is_key or kind == "extra_forbidden" else None
    spot = spot or _nearest_spot(path, places)
    code, message, hint = _explain(detail, model, path[1:] if keyed else path, spot, is_key=is_key)
    return Diagnostic(code, Place(file, spot.line, spot.column, path), message, hint)


def _nearest_spot(path: KeyPath, places: dict[KeyPath, Spot]) -> Spot:
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return Spot(0, 0, None)


_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list (lines that begin with -)",
    "dict_type": "a set of keys",
    "model_type": "a set of keys",
    "model_attributes_type": "a set of keys",
}


def _explain(
    detail: ErrorDetails, model: type[BaseModel], path: KeyPath, spot: Spot, *, is_key: bool
) -> tuple[str, str, str]:
    """Code, message and remedy of one pydantic error, in a person's words."""
    kind, given = detail["type"], detail["input"]
    name = _name(path)
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), fields_at(model, path[:-1]))
    if kind == "missing":
        return "M202", f"the key {name} is missing", f"Add {path[-1]}: with its value."
    if (kind == "value_error" and "date_format" in detail["msg"]) or kind.startswith("date_"):
        shown = spot.raw or given
        return "M206", f"{name} is {shown!r}, which is not a date", "Write year-month-day, such as 2026-03-31."
    if kind in ("enum", "literal_error"):
        return _not_in_list(name, given, str(detail["ctx"]["expected"]))
    if kind in ("greater_than_equal", "less_than_equal"):
        return "M205", f"{name} is {given}; ratings go from 0 to 4", "Write 0, 1, 2, 3 or 4."
    if kind == "string_pattern_mismatch":
        return _malformed(name, given, str(detail["ctx"]["pattern"]), is_key=is_key)
    if kind == "string_type" and isinstance(given, int | float) and not isinstance(given, bool):
        raw = spot.raw or given
        return "M204", f"{name} is the number {raw}, not a text", f'Write "{raw}": with the quotes.'
    if kind in _WANTED:
        return _wrong_type(name, given, _WANTED[kind])
    if kind in {"string_too_short", "too_short"}:
        return "M203", f"{name} is empty", "Give a value, or remove the key."
    message = detail["msg"].removeprefix("Value error, ")
    return "M209", f"{name}: {message}", "Correct the value."


def _name(path: KeyPath) -> str:
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {path[-2] if len(path) > 1 else 'the list'}"
    return f'"{path[-1]}"'


def _unknown_key(key: str, known: tuple[str, ...]) -> tuple[str, str, str]:
    close = nearest(key, known)
    hint = f'Did you mean "{close}"? ' if close else ""
    return "M201", f'unknown key "{key}"', f"{hint}Known here: {', '.join(known)}."


def _not_in_list(name: str, given: Any, expected: str) -> tuple[str, str, str]:
    allowed = expected.replace(" or ", ", ").replace("'", "")
    close = nearest(str(given), allowed.split(", "))
    hint = f'Did you mean "{close}"? ' if close else ""
    return "M207", f"{name} is {str(given)!r}, which is not allowed here", f"{hint}Allowed: {allowed}."


def _malformed(name: str, given: Any, pattern: str, *, is_key: bool) -> tuple[str, str, str]:
    shown = str(given) if len(str(given)) <= 60 else f"{str(given)[:57]}..."
    what = f'the id "{shown}"' if is_key else f'{name} is "{shown}", which'
    if pattern == SLUG:
        return "M208", f"{what} has characters ids may not have", "Use a-z, 0-9 and single hyphens: head-of-storage."
    if pattern == CRITERION_ID:
        return "M208", f"{what} is not a criterion number", 'Write it as the standard does, such as "4.2.1.1".'
    if not shown.strip():
        return "M203", f"{name} is empty", "Give a value, or remove the key."
    return "M209", f"{what} is malformed", f"It has to match {pattern}"


def _wrong_type(name: str, given: Any, wanted: str) -> tuple[str, str, str]:
    if given is None:
        return "M203", f"{name} is empty where {wanted} is expected", "Give a value, or remove the key."
    if isinstance(given, dict):
        got = "a set of keys"
    elif isinstance(given, tuple):
        got = "a list"
    else:
        got = f'"{given}"'
    return "M203", f"{name} is {got} where {wanted} is expected", "Correct the value or its indentation."


def fields_at(model: type[BaseModel], path: KeyPath) -> tuple[str, ...]:
    """Names a record may have at a path inside a model, as they are written in the file."""
    current: Any = model
    for part in path:
        current = _step(current, part)
    if isinstance(current, type) and issubclass(current, BaseModel):
        return tuple(f.alias or n for n, f in current.model_fields.items())
    return ()


def _step(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if part in (name, info.alias):
                return _inner(info.annotation)
        return None
    arguments = get_args(annotation)
    return _inner(arguments[-1] if get_origin(annotation) is dict else arguments[0]) if arguments else None


def _inner(annotation: Any) -> Any:
    """Strip what is around the type that matters: Annotated, and the None of an optional."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _inner(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return _inner(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation
