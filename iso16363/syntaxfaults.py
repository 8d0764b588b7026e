"""What libyaml complains of, in a person's words and at the place where it can be mended."""

from typing import NamedTuple

import yaml

from iso16363.plaintext import TextFault


class Words(NamedTuple):
    """`opened` says that the fault is where the construct began, not where the parser gave up."""

    message: str
    hint: str
    code: str = "T104"
    opened: bool = False


TRICKS = Words(
    "anchors (&), aliases (*), tags (!) and merge keys (<<) are not used in audit files",
    'Write the value out; put a text that begins with one of these signs in "quotes".',
    code="T107",
)
_QUOTE_IT = 'Put the whole text in "quotes", or write it below a line `key: >-`.'
_INDENT = "Compare its indentation with the lines above, and look for a quote there that is not closed."
_NOTHING = Words("the {} says that there are no entries", "Remove this line, and keep the entries.")
_BACKSLASH = Words('a backslash between "double quotes" begins an escape', "Double it, or use 'single quotes'.")

# By (part of the problem, part of the context); the first that fits is taken.
_KNOWN: tuple[tuple[str, str, Words], ...] = (
    (
        "Unicode character escape",
        "",
        Words("an escape stands for half a character", "Write the character itself.", code="T109"),
    ),
    ("unknown escape", "", _BACKSLASH),
    ("hexdecimal number", "", _BACKSLASH),
    ("", "scanning an a", TRICKS),
    ("", "tag", TRICKS),
    ("", "quoted scalar", Words("the quote that opens here is not closed", "Close it.", opened=True)),
    ("", "flow sequence", Words("the [ that opens here is not closed", "Close it with ].", opened=True)),
    ("", "flow mapping", Words("the { that opens here is not closed", "Close it with }.", opened=True)),
    (
        "mapping values are not allowed",
        "",
        Words("a second key on this line: a colon and a space inside a text, or a wrong indentation", _QUOTE_IT),
    ),
    ("cannot start any token", "", Words("a text without quotes cannot begin with this sign", _QUOTE_IT)),
    (
        "could not find expected ':'",
        "",
        Words(
            "the line is no `key: value`", "Add the colon; or indent it, if it continues the text above.", opened=True
        ),
    ),
    ("expected key", "", Words("this line does not fit the keys above it", _INDENT)),
    ("expected '-'", "", Words("this line does not fit the list above it", _INDENT)),
    ("expected <document start>", "", Words("text before or after the end of the document", "Remove it.")),
)


def syntax_fault(error: yaml.MarkedYAMLError, text: str) -> TextFault:
    """The fault of a text that libyaml cannot follow."""
    problem, context = error.problem or "the text cannot be read", error.context or ""
    mark = error.problem_mark
    lone = _lone_braces(text)
    if lone and ("expected ':'" in problem or "<document start>" in problem):
        return TextFault(_NOTHING.code, lone, 1, _NOTHING.message, _NOTHING.hint)
    content = _line(text, mark.line) if mark else ""
    indentation = content[: len(content) - len(content.lstrip())]
    if "\t" in indentation or "\\t" in problem:
        words = Words("a tab is used for indentation", "Use spaces, two for each level.", code="T105")
    else:
        general = f"not YAML: {problem}{f' ({context})' if context else ''}"
        words = Words(general, "Look at this line and the one above: a missing quote, colon or space.")
        fitting = (w for p, c, w in _KNOWN if p in problem and c in context)
        words = next(fitting, words)
    if words.opened and error.context_mark:
        mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return TextFault(words.code, line, column, words.message, words.hint)


def _lone_braces(text: str) -> int:
    """The line, from 1, of the {} that stands for "nothing yet" in a new file; 0 where there is none."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.rstrip() == "{}"), 0)


def _line(text: str, index: int) -> str:
    lines = text.splitlines()
    return lines[index] if index < len(lines) else ""
