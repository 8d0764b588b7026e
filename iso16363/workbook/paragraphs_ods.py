"""The text of an OpenDocument cell: its paragraphs as lines, with their blanks and tabs."""

from typing import Final

from iso16363.workbook.markup import Attributes

_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_MOST_BLANKS: Final = 32_767


class Paragraphs:
    """Collects the paragraphs that are a cell's own; notes and shapes on the cell have theirs deeper down.

    Blanks in a row stay as they are. The standard makes one of them, but LibreOffice writes them
    plainly into cells of several lines, and reads them back so.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] | None = None

    def clear(self) -> None:
        """Begin another cell."""
        if self._lines:
            self._lines = []

    def started(self, name: str, attributes: Attributes, below: int) -> None:
        """Take an element so many levels below the cell."""
        if name == f"{_TEXT}p" and below == 1:
            self._line = []
        elif name == f"{_TEXT}s":
            self.text(" " * min(int(attributes.get(f"{_TEXT}c", "1")), _MOST_BLANKS))
        elif name == f"{_TEXT}tab":
            self.text("\t")
        elif name == f"{_TEXT}line-break":
            self.text("\n")

    def text(self, text: str) -> None:
        """Take characters of the paragraph."""
        if self._line is not None:
            self._line.append(text)

    def ended(self, name: str, below: int) -> None:
        """Take the end of an element so many levels below the cell."""
        if self._line is not None and below == 1 and name == f"{_TEXT}p":
            self._lines.append("".join(self._line))
            self._line = None

    def joined(self) -> str:
        """The text of the cell."""
        text = "\n".join(self._lines)
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
