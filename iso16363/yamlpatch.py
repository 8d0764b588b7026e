"""Changes to a text, collected by place and made at once; knows lines, blank lines and the end of the file."""

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from iso16363.yamlnodes import BREAK, REST_OF_LINE, Kind, Tree, matched_to

__all__ = ["Patch"]

_BREAK = re.compile(BREAK)
_BLANK_LINES = re.compile(rf"(?:[ \t]*{BREAK})*")
_BLANK_LINE = re.compile(rf"[ \t]*{BREAK}")
_UNFINISHED_BLANK_LINE = re.compile(r"(?<![^\r\n])[ \t]+\Z")
_BLANKS_BELOW = re.compile(rf"{BREAK}?(?:[ \t]*{BREAK})*")
_BELOW = re.compile(rf"(?:[ \t]*{BREAK})*( *)[ \t]*#")


class _Edit(NamedTuple):
    start: int
    end: int
    text: str
    lines: bool
    """Whether other lines than before come to stand above those that follow."""


class Patch:
    """A text that ends in a line break, and edits of it that do not overlap.

    A last line without a line break stays so, unless something comes below it.
    """

    def __init__(self, text: str, tree: Tree) -> None:
        found = _BREAK.search(text)
        self.newline = found.group() if found else "\n"
        self.tree = tree
        self.keeps = set(tree.keeps)
        self._edits: list[_Edit] = []
        body = text if self._runs_to_the_end() else _UNFINISHED_BLANK_LINE.sub("", text)
        self._length = len(body)
        self._added = self.newline if body and body[-1] not in "\r\n" else ""
        self.text = body + self._added
        self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]

    def _runs_to_the_end(self) -> bool:
        """Whether the last line is part of a block text, though it may look blank."""
        last = self.tree.last
        return last is not None and last.kind is Kind.BLOCK_TEXT and last.value != "" and last.value[-1] != "\n"

    # --- looking

    def line_start(self, position: int) -> int:
        """Beginning of the line that a position is in."""
        return self._starts[bisect_right(self._starts, position) - 1]

    def column(self, position: int) -> int:
        """How many characters stand before a position on its line."""
        return position - self.line_start(position)

    def next_line(self, position: int) -> int:
        """Beginning of the line below a position."""
        return matched_to(REST_OF_LINE, self.text, position)

    def before_break(self, position: int) -> int:
        """End of the line above a beginning of a line."""
        return position - (2 if self.text[position - 2 : position] == "\r\n" else 1)

    def begins_line(self, position: int) -> bool:
        """Whether only blanks stand before a position on its line."""
        return not self.text[self.line_start(position) : position].strip(" ")

    def comment_below(self, position: int) -> int:
        """Column of the comment that is the next line with anything on it; -1 if none is."""
        match = _BELOW.match(self.text, self.next_line(position))
        return len(match[1]) if match else -1

    def comment_above(self, position: int) -> bool:
        """Whether the line above is a comment."""
        start = self.line_start(position)
        return start > 0 and self.text[self.line_start(start - 1) : start].lstrip().startswith("#")

    def above_own_comments(self, start: int, column: int) -> int:
        """Beginning of the comments right above a line, if a blank line parts them from others; else of the line."""
        sign = " " * column + "#"
        line = bisect_left(self._starts, start)
        first = line
        while first and self.text.startswith(sign, self._starts[first - 1]):
            first -= 1
        parted = 1 < first < line and not self.text[self._starts[first - 1] : self._starts[first]].strip()
        return self._starts[first] if parted else start

    # --- changing

    def replace(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of another one."""
        self._edits.append(_Edit(start, end, text, self.newline in text))

    def put_lines(self, start: int, end: int, lines: list[str]) -> None:
        """Put whole lines, perhaps none, in the place of whole lines, perhaps none."""
        if lines or end > start:
            self._edits.append(_Edit(start, end, "".join(line + self.newline for line in lines), lines=True))

    def put_comments(self, position: int, comments: list[str]) -> None:
        """Put comments on lines above the one that a position is in."""
        if not comments:
            return
        start = self.line_start(position)
        line = self.text[start:position]
        removed = next((edit.end for edit in self._edits if edit.start < start < edit.end), None)
        if removed is None:
            indentation = " " * (len(line) - len(line.lstrip(" ")))
            self.put_lines(start, start, [indentation + comment for comment in comments])
        else:  # what follows has moved up behind a dash: it moves down again
            indentation = self.newline + " " * self.column(removed)
            self.replace(removed, removed, "".join(comment + indentation for comment in comments))

    def remove_lines(self, start: int, end: int, above: int) -> None:
        """Remove whole lines, and of the blank lines that come together by that, what is too much.

        What stands before `above` belongs to a value, though it may look blank.
        """
        if start in self.keeps:
            # A block text above keeps its blank lines: those below would become its own.
            after = matched_to(_BLANK_LINES, self.text, end)
            self.keeps |= {end, after}
            end = after
        else:
            first, line = start, bisect_left(self._starts, start) - 1
            while line >= 0 and self._starts[line] >= above and not self.text[self._starts[line] : first].strip():
                first, line = self._starts[line], line - 1
            if end == len(self.text):
                start = first
            elif first < start or start == 0:
                end = matched_to(_BLANK_LINE, self.text, end)
        self.put_lines(start, end, [])

    def result(self) -> str:
        """The text with all changes made."""
        at_end = any(edit.end > self._length or (edit.end == self._length and edit.lines) for edit in self._edits)
        if at_end and self._added:
            self._close_block_text()
        pieces: list[str] = []
        position, lines = 0, False
        for edit in sorted(self._edits, key=lambda edit: edit.start):
            between = self.text[position : edit.start]
            pieces += [_without_blanks(between) if lines else between, edit.text]
            lines = edit.lines or (lines and not between)
            position = max(position, edit.end)
        rest = self.text[position:]
        pieces.append(_without_blanks(rest) if lines else rest)
        result = "".join(pieces)
        return result if at_end else result.removesuffix(self._added)

    def _close_block_text(self) -> None:
        """Say of a block text at the end that it has no line break there, now that one will follow."""
        last = self.tree.last
        if last is None or not self._runs_to_the_end():
            return
        if any(edit.start <= last.start < max(edit.end, edit.start + 1) for edit in self._edits):
            return
        sign = self.text[last.start : last.head_end]
        if "-" not in sign:
            self.replace(last.start, last.head_end, sign.replace("+", "") + "-")


def _without_blanks(text: str) -> str:
    """Empty the blank lines at the beginning of a text: below a block text of less indentation, their blanks count."""
    end = matched_to(_BLANKS_BELOW, text, 0)
    return re.sub(r"[ \t]+", "", text[:end]) + text[end:]
