"""A writer of YAML that uses whatever the format allows: for tests of what changes such texts."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

PLAIN = re.compile(r"[A-Za-z\u00e9][\w\u00e9 ./=+()-]*[\w)\u00e9]|[A-Za-z]")
CONSTANTS = {"true", "false", "null"}


class Ugly:
    """Writes a mapping with chance deciding about everything; each comment has a number of its own.

    Some texts do not mean what was to be written (a comment can fall into a block text); whoever
    uses the writer reads them again first.
    """

    def __init__(self, chance: random.Random, rate: float = 0.25) -> None:
        self.chance = chance
        self.rate = rate
        self.comments = 0

    def often(self, factor: float = 1.0) -> bool:
        return self.chance.random() < self.rate * factor

    def document(self, value: dict[str, Any]) -> str:
        lines = self.noise(0)
        marked = self.often()
        if marked:
            lines += ["%YAML 1.1"] * self.often(0.5) + ["---" + self.trailing()] + self.noise(0)
        if value and not self.often(0.4):
            lines += self.block(value, self.chance.choice([0, 0, 0, 0, 2]))
        else:
            lines += (self.flow(value, 1) + self.trailing()).split("\n")
        lines += self.noise(0)
        if self.often():
            lines += ["..." + self.trailing(), *self.noise(0)]
        text = "\n".join(lines) + ("\n" if not self.often() else "")
        if self.often():
            return text.replace("\n", "\r\n")
        return text.replace("\n", "\r") if self.often(0.2) else text

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments}." + self.chance.choice(
            ["", " a: 1", " - x", " [", " '", ' "', "\t? :", " # d", "  "]
        )

    def trailing(self) -> str:
        if self.often():
            return self.chance.choice([" ", "  ", "\t"]) + self.comment()
        return self.chance.choice([" ", "\t "]) if self.often(0.4) else ""

    def noise(self, column: int) -> list[str]:
        lines = []
        while self.often(1.2):
            at = self.chance.choice([0, column, column, max(0, column - 1), column + 1, column + 2, column + 4])
            lines.append(self.chance.choice(["", " " * at, " " * at + self.comment(), " " * at + self.comment()]))
        return lines

    def block(self, value: Any, column: int) -> list[str]:
        lines: list[str] = []
        pairs = value.items() if isinstance(value, dict) else ((None, item) for item in value)
        for key, item in pairs:
            if lines:
                lines += self.noise(column)
            lines += self.entry(key, item, column)
        return lines

    def entry(self, key: str | None, item: Any, column: int) -> list[str]:
        if key is None:
            head, below = self.behind(item, column, compact=True)
            return [" " * column + "-" + head, *below]
        if not self.often(0.5) and len(key) < 200:
            head, below = self.behind(item, column, compact=False)
            return [" " * column + self.key(key) + " " * self.often(0.3) + ":" + head, *below]
        first, *rest = self.scalar(key, column + 1).split("\n")
        lines = [" " * column + "? " + first, *rest]
        lines[-1] += self.trailing()
        lines += self.noise(column)
        if item is None and self.often(2):
            return lines
        head, below = self.behind(item, column, compact=True)
        return [*lines, " " * column + ":" + head, *below]

    def behind(self, value: Any, column: int, *, compact: bool) -> tuple[str, list[str]]:
        """What follows a dash or a colon on its line, and the lines below."""
        inner = column + self.chance.choice([1, 2, 2, 2, 3, 4])
        if value is None and self.often(2):
            return self.trailing(), []
        if isinstance(value, dict | list) and value and not self.often():
            if compact and self.often(3):
                first, *rest = self.block(value, inner)
                return " " * (inner - column - 1) + first.lstrip(" "), rest
            if isinstance(value, list) and not compact and self.often():
                inner = column
            return self.trailing(), [*self.noise(inner), *self.block(value, inner)]
        if isinstance(value, str) and (lines := self.block_text(value, column)):
            return " " * self.chance.randint(1, 3) + lines[0], lines[1:]
        written = self.flow(value, column + 1) + self.trailing()
        if self.often(0.6):
            return self.trailing(), [*self.noise(inner), *(" " * inner + written).split("\n")]
        first, *rest = written.split("\n")
        return " " * self.chance.randint(1, 3) + first, rest

    def block_text(self, text: str, column: int) -> list[str]:
        """A text in the style with | or >, where it can be one."""
        if "\r" in text or not text.strip() or not self.often(2):
            return []
        step = self.chance.randint(1, 4)
        body = text.rstrip("\n")
        ends = len(text) - len(body)
        chomping = {0: "-", 1: self.chance.choice(["", "+"])}.get(ends, "+")
        indicator = str(step) if self.often() or text.lstrip("\n")[0] in " \t" else ""
        sign = "|"
        lines = body.split("\n")
        if re.fullmatch(r"\S+( \S+)*", body) and self.often(2):
            sign, lines = ">", body.split(" ")
        written = [" " * (max(column, 0) + step) + line if line else "" for line in lines]
        blanks = max(0, ends - 1) if chomping == "+" else self.chance.choice([0, 0, 1, 2])
        header = sign + self.chance.choice([chomping + indicator, indicator + chomping])
        return [header + self.trailing(), *written, *[" " * self.chance.choice([0, 1]) for _ in range(blanks)]]

    def key(self, key: str) -> str:
        if PLAIN.fullmatch(key) and key.lower() not in CONSTANTS and self.often(3):
            return key
        return self.quoted(key)

    def quoted(self, text: str) -> str:
        if text.isprintable() and self.often(2):
            return "'" + text.replace("'", "''") + "'"
        return json.dumps(text, ensure_ascii=text.isascii() and self.often())

    def scalar(self, value: Any, column: int) -> str:
        if not isinstance(value, str):
            return json.dumps(value)
        plain = PLAIN.fullmatch(value) and value.lower() not in CONSTANTS and self.often(3)
        written = value if plain else self.quoted(value)
        if self.often():  # a line break between two words is read as the blank
            return re.sub(r"(?<=[a-z]) (?=[a-z])", self.broken(column), written)
        return written

    def broken(self, column: int) -> Callable[[re.Match[str]], str]:
        return lambda _: "\n" + " " * (column + self.chance.randint(0, 3)) if self.often(2) else " "

    def flow(self, value: Any, column: int) -> str:
        if not isinstance(value, dict | list):
            return self.scalar(value, column)
        opened, closed = "{}" if isinstance(value, dict) else "[]"
        if isinstance(value, dict):
            items = [
                self.quoted(key) + ":" + self.space(column) + self.flow(item, column) for key, item in value.items()
            ]
        else:
            items = [self.flow(item, column) for item in value]
        inside = ",".join(self.gap(column) + item + self.gap(column) for item in items)
        return opened + inside + ("," if items and self.often(0.4) else "") + self.gap(column) + closed

    def space(self, column: int) -> str:
        return self.gap(column) or " "

    def gap(self, column: int) -> str:
        if not self.often():
            return self.chance.choice(["", " "])
        return self.trailing() + "\n" + " " * (column + self.chance.randint(0, 2))
