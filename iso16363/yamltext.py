"""Strict YAML 1.2 text to plain objects, and back to a line: the part of YAML that audits need.

Built on libyaml's events: one pass, no resolver and no constructor, so it is three to four times
faster than PyYAML's own C loader while it refuses what that accepts (repeated keys, aliases, deep
nesting, YAML 1.1's `no` and `010`).
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from iso16363.diagnostics import KeyPath
from iso16363.plaintext import FORBIDDEN, MAX_FAULTS, TextFault, forbidden_characters
from iso16363.spelling import clipped
from iso16363.syntaxfaults import TRICKS, syntax_fault

__all__ = ["KEY", "MAX_DEPTH", "Reading", "Spot", "read", "spots"]

MAX_DEPTH: Final = 12

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value begins, and how it is written there."""

    line: int
    column: int
    raw: str | None


@dataclass(slots=True)
class Reading:
    """The value of a text and all that is wrong with it. With a fault, the value may be partial."""

    value: Any
    faults: list[TextFault]


class _Stop(Exception):
    """Reading cannot go on; the fault is already recorded."""


def read(text: str) -> Reading:
    """Read one YAML document into dicts, tuples, texts, numbers, booleans and None.

    Sequences become tuples, so that frozen models hold them as they are. Everything that is wrong
    is collected as far as the text can be followed.
    """
    return _Builder(text, None).run()


def spots(text: str) -> dict[KeyPath, Spot]:
    """Where each value of a text is, by the keys that lead to it. Best effort on a broken text.

    A key's own place is under its path with the extra last part `KEY`.
    """
    found: dict[KeyPath, Spot] = {}
    _Builder(text, found).run()
    return found


KEY: Final = "\x00key"


def _scalar(text: str) -> Any:
    """Resolve a plain scalar by the YAML 1.2 core schema: `no` and `1:20` are texts."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in "+-.0123456789":
        if _INT.fullmatch(text):
            return int(text) if len(text) < 20 else text
        if _FLOAT.fullmatch(text) and len(text) < 40:
            return float(text)
    return text


class _Builder:
    """Turns events into objects; keeps places only when asked, for they cost time."""

    def __init__(self, text: str, places: dict[KeyPath, Spot] | None) -> None:
        self.text = text
        self.places = places
        self.faults: list[TextFault] = []
        self.path: list[str | int] = []

    def run(self) -> Reading:
        value: Any = None
        self.faults.extend(islice(forbidden_characters(self.text), MAX_FAULTS))
        if self.faults:
            return Reading(None, self.faults)
        try:
            value = self._document(yaml.CSafeLoader(self.text))
        except _Stop:
            pass
        except yaml.MarkedYAMLError as error:
            self.faults.append(syntax_fault(error, self.text))
        except (yaml.YAMLError, UnicodeEncodeError) as error:
            self._fault("T104", None, f"not YAML: {clipped(str(error))}", "Save the file as plain UTF-8 text.")
        return Reading(value, self.faults)

    def _document(self, parser: yaml.CSafeLoader) -> Any:
        parser.get_event()
        event = parser.get_event()
        if not isinstance(event, DocumentStartEvent):
            self._fault("T110", None, "the file holds nothing", "Write {} if there is nothing to say yet.")
            raise _Stop
        value = self._node(parser, parser.get_event())
        parser.get_event()
        event = parser.get_event()
        if isinstance(event, DocumentStartEvent):
            self._fault("T112", event, "a second document begins here", "Remove the line `---` and what follows.")
        if value is None:
            self._fault("T110", None, "the file holds nothing", "Write {} if there is nothing to say yet.")
        return value

    def _node(self, parser: yaml.CSafeLoader, event: Any) -> Any:
        kind = event.__class__
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self._no_tricks(event)
            if self.places is not None:
                self._mark(event, event.value if not event.style else None)
            if not event.style:
                return _scalar(event.value)
            self._no_hidden(event)
            return event.value
        if kind is AliasEvent or event.anchor is not None or event.tag is not None:
            self._no_tricks(event)
        if self.places is not None:
            self._mark(event, None)
        if len(self.path) >= MAX_DEPTH:
            self._fault("T108", event, f"more than {MAX_DEPTH} levels of nesting", "Check the indentation.")
            raise _Stop
        if kind is MappingStartEvent:
            return self._mapping(parser)
        return self._sequence(parser)

    def _sequence(self, parser: yaml.CSafeLoader) -> tuple[Any, ...]:
        items: list[Any] = []
        path = self.path
        path.append(0)
        while True:
            event = parser.get_event()
            if event.__class__ is SequenceEndEvent:
                path.pop()
                return tuple(items)
            path[-1] = len(items)
            items.append(self._node(parser, event))

    def _mapping(self, parser: yaml.CSafeLoader) -> dict[str, Any]:
        result: dict[str, Any] = {}
        path = self.path
        path.append("")
        while True:
            event = parser.get_event()
            if event.__class__ is MappingEndEvent:
                path.pop()
                return result
            key = self._key(event)
            path[-1] = key
            if key in result:
                self._fault("T106", event, f'the key "{clipped(key)}" is written twice', "Keep one of the two.")
            if self.places is not None:
                path.append(KEY)
                self._mark(event, key)
                path.pop()
            result[key] = self._node(parser, parser.get_event())

    def _key(self, event: Any) -> str:
        if event.__class__ is not ScalarEvent:
            self._fault("T104", event, "a key must be a single text", "Write `key: value`.")
            raise _Stop
        key: str = event.value
        if event.anchor is not None or event.tag is not None or (key == "<<" and not event.style):
            self._no_tricks(event)
        self._no_hidden(event)
        if not event.style and not isinstance(_scalar(key), str):
            what = f"the key {key} is not in quotes, so YAML reads it as {_word_for(_scalar(key))}"
            hint = f'Write "{key}": with the quotes.'
            if not key:
                what, hint = "there is no key in front of the colon", "Write `key: value`."
            self._fault("T111", event, what, hint)
        return key

    def _no_hidden(self, event: Any) -> None:
        """Refuse what escapes can bring in; everything else was looked at in the raw text."""
        if event.style == '"' and (found := FORBIDDEN.search(event.value)):
            message = f"an escape stands for character U+{ord(found.group()):04X}, which is not allowed"
            self._fault("T109", event, message, "Delete it.")

    def _mark(self, event: Any, raw: str | None) -> None:
        mark = event.start_mark
        if self.places is not None:
            self.places.setdefault(tuple(self.path), Spot(mark.line + 1, mark.column + 1, raw))

    def _no_tricks(self, event: Any) -> None:
        self._fault(TRICKS.code, event, TRICKS.message, TRICKS.hint)
        raise _Stop

    def _fault(self, code: str, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark if event is not None else None
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        self.faults.append(TextFault(code, line, column, message, hint))
        if len(self.faults) >= MAX_FAULTS:
            raise _Stop


def _word_for(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    return f"the number {value}"
