"""Values as YAML in the style of the house: what a person would write, and read back exactly as it is.

A text between quotes is the last resort, but it can hold everything; so ends what no other style holds.
"""

import json
import re
from collections.abc import Iterable
from typing import Final

__all__ = [
    "WIDTH",
    "entry_lines",
    "inline",
    "is_block_collection",
    "item_lines",
    "quoted_like",
    "stacked",
    "value_lines",
]

WIDTH: Final = 100
_LONGEST_KEY: Final = 1000  # libyaml looks for the colon of a key no further than 1024 characters

# Short records that are written on one line, however long it gets.
_ONE_LINERS: Final = frozenset({"period", "review"})

# What some reader of YAML 1.1 or 1.2 takes for something else than text.
_CONSTANT = re.compile(r"~|y|n|yes|no|on|off|true|false|null", re.IGNORECASE)
_NUMBER = re.compile(
    r"[-+]?(?:0x[0-9a-f_]+|0[bo][0-9_]+|\.?[0-9][-+.,:_0-9]*(?:e[-+]?[0-9]+)?|\.inf|\.nan)", re.IGNORECASE
)
_TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt \t]+[0-9]{1,2}:.*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_WORD = re.compile(r"[^\W_][\w.:/-]*")
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PLAIN_START = re.compile(r"[^-?:,\[\]{}#&*!|>'\"%@`=<~.\s]")
_NOT_PLAIN = re.compile(r": |:$| #|[\t\r\n]")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,:\[\]{}#\"'?]")
_FOLD = re.compile(r"(?<=\S) (?=\S)")


def is_block_collection(value: object, offset: int) -> bool:
    """Whether a value takes lines of its own, where it would otherwise begin at `offset`."""
    if isinstance(value, tuple) and value:
        return not (all(map(_is_short, value)) and offset + len(inline(value)) <= WIDTH)
    return isinstance(value, dict) and bool(value)


def value_lines(
    value: object, column: int, offset: int, body: int, *, blocks: bool = True, apart: bool = False
) -> list[str]:
    """Lines of a value; the first without indentation, for it stands behind a sign or in a place that is there.

    A block collection goes to `column`; anything else begins at `offset`, and its further lines at `body`.
    Without `blocks`, a text is written on one line whatever it is; `apart` leaves a line between entries.
    """
    if is_block_collection(value, offset):
        if isinstance(value, dict):
            parts = (entry_lines(key, item, column, blocks=blocks) for key, item in value.items())
            return stacked(parts, column, apart=apart)
        if isinstance(value, tuple):
            return stacked((item_lines(item, column, blocks=blocks) for item in value), column)
    if isinstance(value, str) and blocks:
        return _text_lines(value, offset, body)
    return [inline(value)]


def entry_lines(key: str, value: object, column: int, *, blocks: bool = True) -> list[str]:
    """A key with its value at a column; the first line without its indentation."""
    head = _key(key)
    if len(head) > _LONGEST_KEY:
        return [f"? {head}", *_behind(" " * column + ":", value, column, blocks=blocks)]
    if key in _ONE_LINERS and isinstance(value, dict) and all(map(_is_short, value.values())):
        return [f"{head}: {inline(value)}"]
    return _behind(f"{head}:", value, column, blocks=blocks)


def item_lines(value: object, column: int, *, blocks: bool = True) -> list[str]:
    """An item of a sequence at a column; the first line without its indentation."""
    first, *rest = value_lines(value, column + 2, column + 2, column + 2, blocks=blocks)
    return [f"- {first}", *rest]


def quoted_like(old: str, text: str) -> str:
    """A text on one line between the quotes that another one has."""
    if old.startswith("'"):
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False) if old.startswith('"') else text


def stacked(parts: Iterable[list[str]], column: int, *, apart: bool = False) -> list[str]:
    """Entries or items one below the other, if wanted with a blank line between; the first line is not indented."""
    lines: list[str] = []
    for first, *rest in parts:
        if lines and apart:
            lines.append("")
        lines += [" " * column + first if lines else first, *rest]
    return lines


def _behind(head: str, value: object, column: int, *, blocks: bool) -> list[str]:
    below = column + 2
    offset = column + len(head.lstrip()) + 1
    first, *rest = value_lines(value, below, offset, below, blocks=blocks)
    if is_block_collection(value, offset):
        return [head, " " * below + first, *rest]
    return [f"{head} {first}", *rest]


def inline(value: object, *, in_flow: bool = False) -> str:
    """A value on one line, in flow style if it is a collection."""
    if isinstance(value, dict):
        pairs = (f"{_key(key)}: {inline(item, in_flow=True)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(inline(item, in_flow=True) for item in value) + "]"
    if isinstance(value, str):
        return value if _is_plain(value, in_flow=in_flow) else json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    raise TypeError(f"a file cannot hold a {type(value).__name__}")


def _text_lines(text: str, offset: int, body: int) -> list[str]:
    if "\n" in text:
        return _literal(text, body) or [inline(text)]
    line = inline(text)
    foldable = text == text.strip() and "\r" not in text and _FOLD.search(text)
    if offset + len(line) <= WIDTH or not foldable:
        return [line]
    return [">-", *(" " * body + part for part in _folded(text, WIDTH - body))]


def _folded(text: str, width: int) -> list[str]:
    """Fill lines; only a single space between two words is broken, for it comes back as one."""
    lines: list[str] = []
    for word in _FOLD.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _literal(text: str, body: int) -> list[str]:
    """A text with its line breaks, or nothing if it has to be quoted.

    A text that ends in several line breaks is quoted: blank lines below it in the file would be its own.
    """
    if "\r" in text or text.endswith("\n\n") or not text.strip():
        return []
    lines = text.removesuffix("\n").split("\n")
    chomping = "" if text.endswith("\n") else "-"
    # The indentation is that of the first line that is not empty; if this begins with a blank, it has to be said.
    indentation = "2" if text.lstrip("\n")[0] in " \t" else ""
    return [f"|{indentation}{chomping}", *(" " * body + line if line else "" for line in lines)]


def _key(key: str) -> str:
    plain = _FIELD.fullmatch(key) and (key == "on" or not _is_ambiguous(key))
    return key if plain else json.dumps(key, ensure_ascii=False)


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if _is_ambiguous(text):
        return False
    plain = text == text.strip() and _PLAIN_START.match(text) and not _NOT_PLAIN.search(text)
    return bool(plain) and not (in_flow and _NOT_PLAIN_IN_FLOW.search(text))


def _is_ambiguous(text: str) -> bool:
    if _DATE.fullmatch(text):
        return False
    return any(pattern.fullmatch(text) for pattern in (_CONSTANT, _NUMBER, _TIMESTAMP))


def _is_short(value: object) -> bool:
    """An id, a date, a number: several of them go on a line."""
    return not isinstance(value, dict | tuple) and bool(_WORD.fullmatch(str(value)))
