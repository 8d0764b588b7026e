"""How tall a row has to be for its wrapped texts to be seen; spreadsheets do not work it out."""

from typing import Final

MAX_HEIGHT: Final = 409.0
"""Points; the tallest row a spreadsheet allows."""
LINE: Final = 12.75
_PADDING: Final = 4.0
# Letters of Arial 10 in one unit of column width, taken low so that a line too many is planned for.
_LETTERS: Final = 1.13


_TURNED: Final = 92.0
"""Points that a turned title of one word and the button of the filter take."""
_LETTER: Final = 5.8  # points that a bold letter takes
_BUTTON: Final = 22.0


def turned(title: str) -> float:
    """Height of a row in which a turned title stands on two lines at most."""
    words = title.split(" ")
    halves = [max(len(" ".join(words[:n])), len(" ".join(words[n:]))) for n in range(1, len(words) + 1)]
    return min(MAX_HEIGHT, max(_TURNED, min(halves) * _LETTER + _BUTTON))


def lines_of(text: str, width: float) -> int:
    """Lines a text takes in a column of some width."""
    room = max(1.0, width * _LETTERS)
    if len(text) < room and "\n" not in text:
        return 1
    return sum(_paragraph(part, room) for part in text.split("\n"))


def _paragraph(text: str, room: float) -> int:
    """Break at blanks as a spreadsheet does; a word longer than the line is broken."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        length = float(len(word))
        if used and used + 1 + length > room:
            lines, used = lines + 1, 0.0
        while length > room:
            lines, length = lines + 1, length - room
        used += length + (1 if used else 0)
    return lines


def height(lines: int) -> float:
    """Height of a row that shows so many lines, up to the tallest there is."""
    return min(MAX_HEIGHT, lines * LINE + _PADDING)
