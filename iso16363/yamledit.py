"""Changes values in the text of a YAML file, and nothing else: comments, order, quotes and wrapping stay.

The text is taken apart into spans (`yamlnodes`), the values are compared from the top down, and only
where they differ is anything replaced, removed or put in (`yamlwriting`). What comes out is read
again before anybody gets it.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from iso16363.errors import AuditError
from iso16363.yamlcomparison import aligned, frozen, same
from iso16363.yamlnodes import BREAK, Entry, Kind, Node, Tree, matched_to, tree
from iso16363.yamlpatch import Patch
from iso16363.yamltext import read
from iso16363.yamlwriting import (
    WIDTH,
    entry_lines,
    inline,
    is_block_collection,
    item_lines,
    quoted_like,
    stacked,
    value_lines,
)

__all__ = ["UneditableText", "rewritten"]

_LONG = 1000  # libyaml looks no further for the end of what could be a key
_BLANK = re.compile(rf"{BREAK}[ \t]*{BREAK}")
_COMMENT = re.compile(r"#[^\r\n]*")
_BLANKS = re.compile(r"[ \t]*")
_FIRST_SIGN = re.compile(rf"(?:[ \t]*{BREAK})*[ \t]*")


class UneditableText(AuditError):
    """A change that would come out otherwise than it was meant; the text stays as it is."""


class _Place(NamedTuple):
    """Where a value stands: behind what sign, in a collection at what column, and where lines below go."""

    slot: int
    column: int
    below: int


def rewritten(text: str, wanted: Mapping[str, Any]) -> str:
    """The text of a YAML file changed so that it holds `wanted`, with all that is unchanged as it was.

    `text` is one that `yamltext.read` takes without a fault; one that holds nothing stands for {}.
    """
    value = {key: frozen(item) for key, item in wanted.items()}
    reading = read(text)
    old = {} if reading.value is None else reading.value
    if any(fault.code != "T110" for fault in reading.faults):
        raise UneditableText("the text cannot be read as YAML", remedy="Mend it first.")
    if same(old, value):
        return text
    result = _Editor(text, tree(text, reading.value)).edited(value)
    if (check := read(result)).faults or not same(check.value, value):
        raise UneditableText("the change cannot be written without risk", remedy="Edit the file by hand.")
    return result


class _Editor:
    """Compares from the top down, and changes the text only where the values differ."""

    def __init__(self, text: str, old: Tree) -> None:
        self.patch = Patch(text, old)
        self.text = self.patch.text
        self.tree = old

    def edited(self, wanted: dict[str, object]) -> str:
        root = self.tree.root
        if root is not None:
            self._value(root, wanted, _Place(self.tree.slot, -1, 0))
            return self.patch.result()
        end = len(self.text)
        lines = value_lines(wanted, 0, 0, 0, apart=_are_records(wanted))
        self.patch.put_lines(end, end, ["", *lines] if self.patch.comment_above(end) else lines)
        return self.patch.result()

    def _value(self, node: Node, wanted: object, place: _Place) -> None:
        if same(node.value, wanted):
            return
        if node.kind is Kind.MAPPING and isinstance(wanted, dict) and wanted:
            self._mapping(node, wanted)
        elif node.kind is Kind.SEQUENCE and isinstance(wanted, tuple) and wanted:
            self._sequence(node, wanted)
        elif node.entries:
            self._clear(node, wanted, place)
        elif place.slot < 0 <= place.column:
            self._give_value(node, wanted, place)
        else:
            self._replace(node, wanted, place)

    # --- collections in block style

    def _mapping(self, node: Node, wanted: dict[str, object]) -> None:
        places = {entry.key: index for index, entry in enumerate(node.entries)}
        kept: dict[int, object] = {}
        new: dict[int, list[list[str]]] = {}
        at = -1
        for key, value in wanted.items():
            if key in places:
                at = places[key]
                kept[at] = value
            else:
                new.setdefault(at, []).append(entry_lines(key, value, node.column))
        self._entries(node, kept, new, apart=node is self.tree.root and self._is_spaced(node, wanted))

    def _sequence(self, node: Node, wanted: tuple[Any, ...]) -> None:
        partners = {j: i for i, j in aligned(node.value, wanted)}
        kept: dict[int, object] = {}
        new: dict[int, list[list[str]]] = {}
        at = -1
        for index, value in enumerate(wanted):
            if index in partners:
                at = partners[index]
                kept[at] = value
            else:
                new.setdefault(at, []).append(item_lines(value, node.column))
        self._entries(node, kept, new, apart=False)

    def _entries(self, node: Node, kept: dict[int, object], new: dict[int, list[list[str]]], *, apart: bool) -> None:
        """Keep entries, perhaps with another value, remove the others, put new ones behind those (-1: first)."""
        column = node.column
        if not kept:
            self._refill(node, stacked(new[-1], column, apart=apart))
            return
        if -1 in new:
            self._put_first(node, stacked(new[-1], column, apart=apart), apart=apart)
        pulled = -1 if 0 in kept or self.patch.begins_line(node.start) else self._pull_up(node, kept)
        for index, entry in enumerate(node.entries):
            if index in kept:
                self._value(entry.node, kept[index], _Place(entry.slot, column, column + 2))
            elif index > pulled:
                self._remove(node, index)
            if index in new:
                at = self._tail(entry, column)
                first, *rest = stacked(new[index], column, apart=apart)
                spaced = apart and at not in self.patch.keeps
                self.patch.put_lines(at, at, [*([""] if spaced else []), " " * column + first, *rest])

    def _put_first(self, node: Node, lines: list[str], *, apart: bool) -> None:
        indentation = " " * node.column
        if self.patch.begins_line(node.start):
            start = self.patch.above_own_comments(self.patch.line_start(node.start), node.column)
            self.patch.put_lines(start, start, [indentation + lines[0], *lines[1:], *([""] if apart else [])])
        else:
            text = self.patch.newline.join([*lines, indentation])
            self.patch.replace(node.start, node.start, text)

    def _pull_up(self, node: Node, kept: dict[int, object]) -> int:
        """Remove first entries that stand behind a dash: what follows moves there. Returns the last one removed."""
        for index, entry in enumerate(node.entries):
            end = matched_to(_FIRST_SIGN, self.text, self._tail(entry, node.column))
            if index + 1 in kept or end != node.entries[index + 1].start:
                self.patch.replace(node.start, end, "")
                return index
        raise AssertionError("no entry is kept")

    def _remove(self, node: Node, index: int) -> None:
        entry = node.entries[index]
        above = self.patch.next_line(node.entries[index - 1].node.end) if index else 0
        self.patch.remove_lines(self.patch.line_start(entry.start), self._tail(entry, node.column), above)

    def _tail(self, entry: Entry, column: int) -> int:
        """Beginning of the line below an entry and the comments that are indented further than it."""
        return matched_to(_deeper_comments(column), self.text, self.patch.next_line(entry.node.end))

    def _refill(self, node: Node, lines: list[str]) -> None:
        """Put lines in the place of the first entry, and remove the others."""
        first = node.entries[0]
        end = self.patch.before_break(self._tail(first, node.column))
        self.patch.replace(first.start, end, self.patch.newline.join(lines))
        for index in range(1, len(node.entries)):
            self._remove(node, index)

    def _clear(self, node: Node, wanted: object, place: _Place) -> None:
        """Put something else in the place of a block collection; comments between its entries stay."""
        in_place = place.slot < 0 or not self.patch.begins_line(node.start)
        offset = node.column if in_place else self.patch.column(place.slot) + 1
        block = is_block_collection(wanted, offset)
        column = node.column if in_place or node.column > place.column else place.below
        blocks = not self._comments_between(node, place) and self._is_free(node, (column + 2) if block else place.below)
        lines = value_lines(wanted, column, offset, place.below, blocks=blocks)
        if in_place:
            self._refill(node, lines)
            return
        below = self.patch.next_line(place.slot)
        if block:
            lines[0] = " " * column + lines[0]
        else:
            self.patch.replace(place.slot, place.slot, " " + lines.pop(0))
        self.patch.put_lines(below, below, lines)
        for index in range(len(node.entries)):
            self._remove(node, index)

    def _comments_between(self, node: Node, place: _Place) -> bool:
        ends = [max(place.slot, 0), *(self._tail(entry, node.column) for entry in node.entries)]
        return any("#" in self.text[end : entry.start] for end, entry in zip(ends, node.entries, strict=False))

    def _is_spaced(self, root: Node, wanted: dict[str, object]) -> bool:
        """Whether entries of the file stand apart, by most of those there, or by their kind where there is only one."""
        pairs = [*zip(root.entries, root.entries[1:], strict=False)]
        if not pairs:
            return _are_records(wanted)
        spaced = sum(bool(_BLANK.search(self.text, one.node.end, other.start)) for one, other in pairs)
        return 2 * spaced > len(pairs)

    # --- everything else

    def _is_free(self, node: Node, column: int) -> bool:
        """Whether a block text may end a value here: a comment below as far to the right would become its text."""
        return self.patch.comment_below(node.end) < column

    def _give_value(self, key: Node, wanted: object, place: _Place) -> None:
        """Give a value to a key that is written `? key` and has none."""
        column = place.below
        block = is_block_collection(wanted, column)
        lines = value_lines(wanted, column, column, column, blocks=self._is_free(key, column))
        head = " " * place.column + ":"
        lines[:1] = [head, " " * column + lines[0]] if block else [f"{head} {lines[0]}"]
        at = self.patch.next_line(key.end)
        self.patch.put_lines(at, at, lines)

    def _replace(self, node: Node, wanted: object, place: _Place) -> None:
        """Put something in the place of a text, a number, nothing, or a flow collection."""
        patch = self.patch
        empty = node.start == node.end
        offset = patch.column(node.start) + (1 if empty else 0)
        behind_dash = place.column >= 0 and self.text[place.slot - 1] == "-"
        own = behind_dash or (patch.begins_line(node.start) and not empty)
        lines = self._on_one_line(node, wanted, offset)
        block = not lines and is_block_collection(wanted, offset)
        column = offset if own else place.below
        if not lines:
            body = node.body if node.body >= 0 and _begins_with_a_sign(wanted) else place.below
            free = self._is_free(node, column + 2 if block else body)
            apart = place.column < 0 and _are_records(wanted)
            lines = value_lines(wanted, column, offset, body, blocks=free, apart=apart)
            if apart and own and patch.comment_above(node.start):
                patch.put_lines(patch.line_start(node.start), patch.line_start(node.start), [""])
            if isinstance(wanted, str) and lines == [wanted]:
                lines = [quoted_like(self.text[node.start], wanted)]
        self._save_comments(node)
        gap = "  " if self.text[node.head_end : node.head_end + 1] == "#" else ""
        if block and not own:
            # A tab that followed the value must not follow the colon: libyaml refuses it there.
            rest = matched_to(_BLANKS, self.text, node.head_end)
            patch.replace(place.slot, rest, "  " if self.text[rest] == "#" else "")
            lines[0] = " " * column + lines[0]
        else:
            patch.replace(node.start, node.head_end, (" " if empty else "") + lines.pop(0) + gap)
        body = patch.next_line(node.head_end)
        patch.put_lines(body, patch.next_line(node.end), lines)

    def _on_one_line(self, node: Node, wanted: object, offset: int) -> list[str]:
        """What takes the place of a flow collection, if that can be one again; otherwise nothing.

        A line that was longer than ours may stay so.
        """
        if node.kind is not Kind.FLOW or not node.value or not isinstance(wanted, dict | tuple):
            return []
        line = inline(wanted)
        start, end = self.patch.line_start(node.start), self.patch.line_start(node.end)
        long = start == end and node.end - start > WIDTH
        return [line] if offset + len(line) <= (_LONG if long else WIDTH) else []

    def _save_comments(self, node: Node) -> None:
        """Move the comments within a flow collection to lines above it."""
        position, gaps = node.start, []
        for start, end in [*node.leaves, (node.end, node.end)] if node.kind is Kind.FLOW else []:
            gaps.append(self.text[position:start])
            position = end
        comments = [comment.rstrip() for gap in gaps for comment in _COMMENT.findall(gap)]
        self.patch.put_comments(node.start, comments)


@lru_cache(maxsize=64)
def _deeper_comments(column: int) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:[ \t]*{BREAK})* {{{column + 1},}}[ \t]*#[^\r\n]*{BREAK})*")


def _are_records(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(item, dict) and item for item in value.values())


def _begins_with_a_sign(value: object) -> bool:
    """Whether a text shows by its first line how far it is indented."""
    return isinstance(value, str) and value.lstrip("\n")[:1] not in {" ", "\t", ""}
