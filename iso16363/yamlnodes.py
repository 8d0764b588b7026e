"""Where each value of a YAML text begins and ends, so that one can be changed without touching the rest.

Only for texts that `yamltext.read` takes without a fault: no anchors, no tags, keys are single texts.
A flow collection is one piece; block collections are taken apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final, NamedTuple

import yaml
from yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

__all__ = ["BREAK", "REST_OF_LINE", "Entry", "Kind", "Node", "Tree", "matched_to", "tree"]

BREAK: Final = r"(?>\r\n|\r|\n)"  # the other line ends of Unicode are not allowed in our files
_GAP = re.compile(rf"(?:[ \t]*(?:#[^\r\n]*)?{BREAK})*[ \t]*")
_BLOCK_STYLES: Final = frozenset("|>")
_COLON = re.compile(r"[ \t]*:")
_OWN_COLON = re.compile(r":(?=[ \t\r\n]|\Z)")
_HEADER = re.compile(r"[|>][-+0-9]*")
REST_OF_LINE: Final = re.compile(rf"[^\r\n]*{BREAK}?")
_LINE = re.compile(rf"[^\r\n]*{BREAK}|[^\r\n]+")


class Kind(Enum):
    """How a value is written."""

    SCALAR = auto()
    BLOCK_TEXT = auto()
    FLOW = auto()
    MAPPING = auto()
    SEQUENCE = auto()


@dataclass(slots=True)
class Node:
    """A value and its span. `end` is behind its last character, before the line break there.

    Blank lines and comments after a value are not part of it, but for the blank lines that a block
    text keeps (`|+`).
    """

    kind: Kind
    value: Any
    start: int
    end: int
    column: int
    head_end: int = 0
    """Of a block text: behind its sign on the first line. Otherwise the same as `end`."""
    body: int = -1
    """Of a block text: the column of its lines, if it has any."""
    entries: "list[Entry]" = field(default_factory=list)
    leaves: list[tuple[int, int]] = field(default_factory=list)
    """Of a flow collection: the spans of the texts in it; comments are found between them."""


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a sequence.

    `start` is where the key, its `?`, or the dash is; `slot` is behind the colon or the dash.
    A key that follows a `?` and has no colon has no slot (-1).
    """

    key: str | None
    start: int
    slot: int
    node: Node


@dataclass(slots=True)
class Tree:
    """The one document of a text. `root` is None where only comments are."""

    root: Node | None
    slot: int
    """Behind the mark `---`, if the root begins on its line; otherwise -1."""
    keeps: set[int]
    """Beginnings of lines right after a block text that keeps its blank lines: one more would be its own."""
    last: Node | None
    """The last value that is no block collection."""


class _Event(NamedTuple):
    """What libyaml reports, with the places as plain numbers."""

    kind: type[yaml.Event]
    start: int
    end: int
    column: int
    value: str
    style: str
    flow: bool


def tree(text: str, value: object) -> Tree:
    """Take a text apart, given what was read from it."""
    return _Builder(text).run(value)


def matched_to(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where a pattern ends that begins at a position; the position itself if it does not fit there."""
    match = pattern.match(text, position)
    return match.end() if match else position


class _Builder:
    """Pairs libyaml's events with the values read, so that only one place decides what a scalar means."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parser: Any = yaml.CSafeLoader(text)
        self.keeps: set[int] = set()
        self.last: Node | None = None

    def run(self, value: object) -> Tree:
        self.parser.get_event()
        event = self.parser.get_event()
        if event.__class__ is not DocumentStartEvent:
            return Tree(None, -1, self.keeps, None)
        mark: Any = event.end_mark
        marked: int = mark.index if event.explicit else -1
        root = self._node(self._event(), value, -1, marked)
        line_end = matched_to(REST_OF_LINE, self.text, marked) if marked >= 0 else -1
        return Tree(root, marked if root.start < line_end or root.start == marked else -1, self.keeps, self.last)

    def _event(self) -> _Event:
        event = self.parser.get_event()
        mark = event.start_mark
        value, style = (event.value, event.style or "") if event.__class__ is ScalarEvent else ("", "")
        flow = bool(getattr(event, "flow_style", False))
        return _Event(event.__class__, mark.index, event.end_mark.index, mark.column, value, style, flow)

    def _node(self, event: _Event, value: Any, parent: int, slot: int) -> Node:  # noqa: ANN401 - as read
        """The value that begins with an event; `parent` is the column of the block collection around it."""
        if event.kind is ScalarEvent:
            self.last = node = self._scalar(event, value, parent, slot)
        elif event.flow:
            self.last = node = self._flow(event, value)
        else:
            mapping = event.kind is MappingStartEvent
            node = Node(Kind.MAPPING if mapping else Kind.SEQUENCE, value, event.start, event.start, event.column)
            for entry in self._keys(node) if mapping else self._items(node):
                node.entries.append(entry)
            node.end = node.head_end = node.entries[-1].node.end
        return node

    def _scalar(self, event: _Event, value: object, parent: int, slot: int) -> Node:
        start, end = event.start, event.end
        if event.style in _BLOCK_STYLES:
            head_end, end, body = self._block_text(start, end, parent)
            return Node(Kind.BLOCK_TEXT, value, start, end, event.column, head_end, body)
        if start == end and slot >= 0:  # nothing is written: its place is behind the colon or the dash
            start = end = slot
        return Node(Kind.SCALAR, value, start, end, event.column, end)

    def _block_text(self, start: int, stop: int, parent: int) -> tuple[int, int, int]:
        """Ends of a block text's sign and of its last line, and its column; libyaml counts blank lines below to it."""
        head_end = matched_to(_HEADER, self.text, start)
        sign = self.text[start:head_end]
        body = matched_to(REST_OF_LINE, self.text, head_end)
        lines: list[str] = _LINE.findall(self.text[body:stop])
        indent = _indent(lines, sign, parent)
        if "+" not in sign:
            while lines and not lines[-1].strip(" \r\n") and len(lines[-1].rstrip("\r\n")) <= indent:
                lines.pop()
        elif lines:
            self.keeps.add(stop)
        end = body + sum(map(len, lines))
        has_text = any(line.strip() for line in lines)
        return head_end, end - _length_of_break(self.text, end), indent if has_text else -1

    def _flow(self, event: _Event, value: object) -> Node:
        leaves: list[tuple[int, int]] = []
        inner, depth = event, 1
        while depth:
            inner = self._event()
            if inner.kind is ScalarEvent:
                leaves.append((inner.start, inner.end))
            else:
                depth += 1 if inner.kind in {MappingStartEvent, SequenceStartEvent} else -1
        return Node(Kind.FLOW, value, event.start, inner.end, event.column, inner.end, leaves=leaves)

    def _keys(self, parent: Node) -> Iterator[Entry]:
        start = parent.start
        while (key := self._event()).kind is not MappingEndEvent:
            block = key.style in _BLOCK_STYLES
            key_end = self._block_text(key.start, key.end, parent.column)[1] if block else key.end
            slot = self._colon(key_end, simple=start == key.start)
            node = self._node(self._event(), parent.value[key.value], parent.column, slot)
            if slot < 0:
                node.start = node.end = node.head_end = key_end
            yield Entry(key.value, start, slot, node)
            start = matched_to(_GAP, self.text, node.end)

    def _colon(self, key_end: int, *, simple: bool) -> int:
        """Behind the colon of a key; -1 if a `?` stands before the key and no colon follows."""
        if simple:
            return matched_to(_COLON, self.text, key_end)
        match = _OWN_COLON.match(self.text, matched_to(_GAP, self.text, key_end))
        return match.end() if match else -1

    def _items(self, parent: Node) -> Iterator[Entry]:
        start = parent.start
        while (event := self._event()).kind is not SequenceEndEvent:
            value = parent.value[len(parent.entries)]
            node = self._node(event, value, parent.column, start + 1)
            yield Entry(None, start, start + 1, node)
            start = matched_to(_GAP, self.text, node.end)


def _indent(lines: list[str], header: str, parent: int) -> int:
    """How far the lines of a block text are indented."""
    digits = re.sub(r"\D", "", header)
    if digits:
        return max(parent, 0) + int(digits)
    first = next((line for line in lines if line.strip(" \r\n")), "")
    return len(first) - len(first.lstrip(" ")) if first else max(map(len, lines), default=0)


def _length_of_break(text: str, end: int) -> int:
    if text[end - 2 : end] == "\r\n":
        return 2
    return 1 if text[end - 1 : end] in {"\r", "\n"} else 0
