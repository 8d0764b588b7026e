"""What every text file of an audit has to be: UTF-8 of bounded size, without characters that hide or reorder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_FAULTS: Final = 100  # of one text: nobody reads more, and a broken file must not cost minutes

# Characters that no text of an audit needs: controls, what turns the direction of reading, line
# ends that only some programs take for one (U+0085, U+2028, U+2029), a byte order mark inside.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class TextFault:
    """Something wrong with the text itself; line and column count from 1."""

    code: str
    line: int
    column: int
    message: str
    hint: str


def decode(data: bytes) -> str | TextFault:
    """Bytes of a file as text: UTF-8, with or without the mark that Windows editors put in front."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(data) > 1 and 0 in data[:2]):
        return TextFault("T103", 1, 0, "the file is UTF-16 text, not UTF-8", "Save the file as UTF-8 in your editor.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8, so this is no text, or text of an old encoding"
        return TextFault("T103", line, 0, message, "Save the file as UTF-8 in your editor.")


def forbidden_characters(text: str) -> Iterator[TextFault]:
    """The first forbidden character of each line with its place; the caller stops when it has enough."""
    line, counted, told = 1, 0, 0
    for match in FORBIDDEN.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        if line == told:
            continue
        told = line
        column = match.start() - text.rfind("\n", 0, match.start())
        yield TextFault(
            "T109",
            line,
            column,
            f"character U+{ord(match.group()):04X} is not allowed: it is invisible or changes what a reader sees",
            "Delete it; it often comes from copying out of a PDF, a web page or a terminal.",
        )
