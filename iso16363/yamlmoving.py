"""Moves entries of a YAML file with their comments: another key, another place, another file, all by editing text.

A file in flow style has no lines of its own for an entry: it comes back unchanged, and `yamledit.rewritten` then
writes the values. Whether comments would be lost by that, `holds_comments` says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from iso16363.diagnostics import KeyPath
from iso16363.yamlcomparison import same
from iso16363.yamlnodes import BREAK, Entry, Kind, matched_to, tree
from iso16363.yamltext import read, spots

__all__ = ["comments_at", "holds_comments", "in_places", "put_in", "renamed", "taken_out", "with_comments"]

_BREAK = re.compile(BREAK)
_REST_OF_LINE = re.compile(rf"[^\r\n]*{BREAK}?")
_BLANK_LINES = re.compile(rf"(?:[ \t]*{BREAK})*")
_BLOCK_HEADER = re.compile(rf"[|>][-+0-9]*[^\r\n]*{BREAK}(?:[ \t]*{BREAK})* *")
_COMMENT_LINE = re.compile(r" *#")
_COMMENT = re.compile(r"#[^\r\n]*")
_SCHEMA_LINE = re.compile(r"# yaml-language-server:")
_NOTHING = re.compile(r"\{[ \t]*\}")


def holds_comments(text: str) -> bool:
    """Whether a file may hold comments elsewhere than above its first line; a text with `#` in it counts too."""
    return re.search(r"[ \t]#|(?<=[\r\n])#", text.lstrip("#")) is not None


def renamed(text: str, names: Mapping[KeyPath, str]) -> str:
    """The text with other words in some places, written as they were; a key's place ends with `yamltext.KEY`.

    A word that is written with escapes stays as it is.
    """
    found = spots(text)
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    edits: list[tuple[int, int, str]] = []
    reading = read(text).value
    for path, new in names.items():
        spot = found.get(path)
        old = _value_at(reading, path)
        if spot is None or old is None:
            continue
        start = starts[spot.line - 1] + spot.column - 1
        start = matched_to(_BLOCK_HEADER, text, start)
        for quote in ('"', "'", ""):
            if text.startswith(f"{quote}{old}{quote}", start):
                edits.append((start + len(quote), start + len(quote) + len(old), new))
                break
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _value_at(value: object, path: KeyPath) -> str | None:
    """The text at a place; of a key's place, the key."""
    *way, last = path
    if isinstance(last, str) and last.startswith("\x00"):
        key = way[-1]
        return key if isinstance(key, str) else None
    for key in path:
        if isinstance(value, dict) and key in value:
            value = value[str(key)]
        elif isinstance(value, tuple) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class _Block:
    """Whole lines of an entry of the file, with the comments right above it and those below that are indented."""

    key: str
    start: int
    end: int
    column: int


def _blocks(text: str) -> list[_Block]:
    """The entries of a file as lines; none where they are not lines of their own."""
    value = read(text).value
    root = tree(text, value).root if isinstance(value, dict) and value else None
    if root is None or root.kind is not Kind.MAPPING:
        return []
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    if any(entry.start - root.column not in starts for entry in root.entries):
        return []
    found: list[_Block] = []
    above = 0
    for entry in root.entries:
        end = _end(text, entry, root.column)
        start = _with_comments(text, starts, entry.start - root.column, above)
        found.append(_Block(str(entry.key), start, end, root.column))
        above = end
    return found


def _end(text: str, entry: Entry, column: int) -> int:
    """Beginning of the line below an entry and its indented comments."""
    return matched_to(_deeper_comments(column), text, matched_to(_REST_OF_LINE, text, entry.node.end))


def _with_comments(text: str, starts: list[int], start: int, above: int) -> int:
    """Beginning of the comments right above an entry; those at the top of the file are about the file.

    Below a line that names the schema they are not: nobody puts a heading there without a blank line.
    """
    line = starts.index(start)
    first = line
    while first and starts[first - 1] >= above and _COMMENT_LINE.match(text, starts[first - 1]):
        first -= 1
    if not first and line > 1 and _SCHEMA_LINE.match(text):
        return starts[1]
    return starts[first] if first else start


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found.group() if found else "\n"


def _shifted(lines: str, columns: int) -> str:
    """Lines indented further, or less; a line that has too few blanks for that loses those it has."""
    if columns < 0:
        return re.sub(rf"(?<![^\r\n]) {{1,{-columns}}}", "", lines)
    return re.sub(r"(?<![^\r\n])(?=[^\r\n])", " " * columns, lines)


def _whole_lines(text: str, part: str) -> str:
    """A part of a text with a line break at its end, which the last line of a file may lack."""
    return part if part.endswith(("\n", "\r")) else part + _newline(text)


def in_places(text: str, keys: Sequence[str]) -> str:
    """The text with its entries exchanged among themselves until they have these keys, all of its, in this order.

    What stands between them, such as a heading, keeps its place.
    """
    blocks = _blocks(text)
    found = {block.key: block for block in blocks}
    if found.keys() != set(keys) or list(found) == list(keys):
        return text
    wanted = [found[key] for key in keys]
    gaps = [text[one.end : other.start] for one, other in pairwise(blocks)]
    parts = [_whole_lines(text, text[block.start : block.end]) for block in wanted]
    between = [part + gap for part, gap in zip(parts, [*gaps, ""], strict=True)]
    result = text[: blocks[0].start] + "".join(between) + text[blocks[-1].end :]
    if not text.endswith(("\n", "\r")):
        result = result.removesuffix(_newline(text))
    return result if read(result).value == read(text).value else text


def taken_out(text: str, key: str) -> tuple[str, str]:
    """The text without an entry, and the entry as lines; the text as it was, and nothing, where that cannot be."""
    rest, lines = _cut(text, key)
    value = read(text).value
    wanted = {name: item for name, item in value.items() if name != key} if isinstance(value, dict) else value
    meant = bool(lines) and same(read(rest).value, wanted) and same(read(lines).value, {key: value[key]})
    return (rest, lines) if meant else (text, "")


def _cut(text: str, key: str) -> tuple[str, str]:
    blocks = _blocks(text)
    places = {block.key: index for index, block in enumerate(blocks)}
    if key not in places:
        return text, ""
    index, newline = places[key], _newline(text)
    block = blocks[index]
    lines = _shifted(_whole_lines(text, text[block.start : block.end]), -block.column)
    if len(blocks) == 1:
        return f"{text[: block.start]}{{}}{newline}{text[block.end :]}", lines
    if index + 1 < len(blocks):
        return text[: block.start] + text[matched_to(_BLANK_LINES, text, block.end) :], lines
    kept = text[: block.start]
    bare = kept[: blocks[index - 1].end]
    kept = bare if not kept[len(bare) :].strip() else kept
    return kept + text[block.end :], lines


def put_in(text: str, lines: str, after: str | None) -> str:
    """The text with an entry behind another one, or as the first (None); unchanged where that cannot be.

    `lines` are an entry that `taken_out` gave, of this file or of another one.
    """
    lines = _BREAK.sub(lambda _: _newline(text), lines) if text else lines
    value, entry = read(text).value or {}, read(lines).value
    result = _pasted(text, lines, after) if value else _into_nothing(text, lines)
    meant = isinstance(entry, dict) and not read(result).faults and same(read(result).value, {**value, **entry})
    return result if meant else text


def _pasted(text: str, lines: str, after: str | None) -> str:
    blocks = _blocks(text)
    places = {block.key: index for index, block in enumerate(blocks)}
    if not blocks or (after is not None and after not in places):
        return text
    lines = _shifted(lines, blocks[0].column)
    apart = _newline(text) if _stand_apart(text, blocks) else ""
    if after is None:
        at = blocks[0].start
        return text[:at] + lines + apart + text[at:]
    at = blocks[places[after]].end
    return _whole_lines(text, text[:at]) + apart + lines + text[at:]


def _into_nothing(text: str, lines: str) -> str:
    """An entry in a file that holds `{}`, or nothing but comments."""
    value = read(text).value
    root = tree(text, value).root if value == {} else None
    if root is not None:
        match = _NOTHING.match(text, root.start)
        if root.column or match is None:
            return text
        return text[: root.start] + lines + text[matched_to(_REST_OF_LINE, text, match.end()) :]
    return (_whole_lines(text, text) if text else "") + lines


def _stand_apart(text: str, blocks: list[_Block]) -> bool:
    """Whether entries have a blank line between them; one alone is taken to."""
    gaps = [text[one.end : other.start] for one, other in pairwise(blocks)]
    return 2 * sum(bool(gap) for gap in gaps) > len(gaps) if gaps else True


def comments_at(text: str, path: KeyPath) -> tuple[str, ...]:
    """The comments of an entry or item in block style: those behind it, and those below that are indented further."""
    *above, last = path
    node = tree(text, read(text).value).root
    for key in above:
        node = next((e.node for i, e in enumerate(node.entries) if key in (e.key, i)), None) if node else None
    entry = next((e for i, e in enumerate(node.entries) if last in (e.key, i)), None) if node else None
    if node is None or entry is None:
        return ()
    item = entry.node
    below = matched_to(_deeper_comments(node.column), text, matched_to(_REST_OF_LINE, text, item.end))
    behind_sign = text[item.head_end : matched_to(_REST_OF_LINE, text, item.head_end)]
    gaps = [text[entry.start : item.start], behind_sign if item.kind is Kind.BLOCK_TEXT else "", text[item.end : below]]
    return tuple(found.rstrip() for gap in gaps for found in _COMMENT.findall(gap))


def with_comments(text: str, path: KeyPath, comments: Sequence[str]) -> str:
    """The text with comments at a value: one behind it, others below; unchanged where that cannot be."""
    line = _line_of(text, path)
    if line is None or not comments:
        return text
    head = text[line[0] : line[1]]
    first = 0 if "#" in head else 1
    indentation = " " * (len(head) - len(head.lstrip(" ")) + 2)
    below = "".join(f"{_newline(text)}{indentation}{one}" for one in comments[first:])
    added = "".join(f"  {one}" for one in comments[:first]) + below
    result = f"{text[: line[1]].rstrip(' ')}{added}{text[line[1] :]}"
    return result if read(result).value == read(text).value else text


def _line_of(text: str, path: KeyPath) -> tuple[int, int] | None:
    """Beginning and end of the line on which a value begins."""
    spot = spots(text).get(path)
    if spot is None:
        return None
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    start = starts[spot.line - 1]
    return start, start + len(text[start : matched_to(_REST_OF_LINE, text, start)].rstrip("\r\n"))


@cache
def _deeper_comments(column: int) -> re.Pattern[str]:
    """Comments that are indented further than a column, and the blank lines before each."""
    return re.compile(rf"(?:(?:[ \t]*{BREAK})* {{{column + 1},}}[ \t]*#[^\r\n]*(?:{BREAK}|\Z))*")
