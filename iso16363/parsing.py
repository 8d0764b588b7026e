"""Text to models: every fault of text and model as a diagnostic with file, line and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from iso16363.diagnostics import Diagnostic, KeyPath, Place
from iso16363.model.base import Record
from iso16363.modelfaults import explain
from iso16363.plaintext import TextFault
from iso16363.yamltext import KEY, Spot, read, spots

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
    unknown, missing = detail["type"] == "extra_forbidden", detail["type"] == "missing"
    is_key = bool(loc) and loc[-1] == "[key]" and not unknown
    path = loc[:-1] if is_key else loc
    spot = None
    if is_key or unknown:
        spot = places.get((*path, KEY))
    elif missing:
        spot = places.get((*path[:-1], KEY))
    spot = spot or _nearest_spot(path, places)
    code, message, hint = explain(detail, model, path, spot.raw, keyed=keyed, is_key=is_key)
    return Diagnostic(code, Place(file, spot.line, spot.column, path), message, hint)


def _nearest_spot(path: KeyPath, places: dict[KeyPath, Spot]) -> Spot:
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return Spot(0, 0, None)
