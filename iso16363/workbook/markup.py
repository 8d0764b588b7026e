"""XML of a workbook's part as a stream of events; document types, and with them entities, are refused."""

from typing import IO, Final
from xml.parsers import expat

from iso16363.errors import UnreadableInput

Attributes = dict[str, str]
MALFORMED: Final = expat.ExpatError
"""What reading raises where a part is no XML."""
SAVE_AGAIN: Final = "Open it in Excel or LibreOffice, save it again as .xlsx, and take that file."
_DEEPEST: Final = 100


class Reader:
    """Base of what reads one part: `started`, `ended` and `text` are called as the parser goes along.

    Names of elements and attributes are "namespace name"; names without a namespace stand alone.
    """

    def __init__(self) -> None:
        self.depth = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = 65_536
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self.started
        parser.EndElementHandler = self.ended
        parser.CharacterDataHandler = self.text
        self._parser = parser

    def read(self, stream: IO[bytes]) -> None:
        """Read the whole part."""
        self._parser.ParseFile(stream)

    def started(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        """Take the beginning of an element; whoever overrides it calls `deeper` or counts as it does."""
        self.deeper()

    def ended(self, name: str) -> None:  # noqa: ARG002
        """Take the end of an element."""
        self.depth -= 1

    def text(self, text: str) -> None:
        """Take characters between two tags, perhaps not all of them."""

    def deeper(self) -> None:
        """Count one level; a part that opens elements and never closes them would fill the memory."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UnreadableInput("is nested far deeper than any spreadsheet writes", remedy=SAVE_AGAIN)


def _refuse(*_: object) -> None:
    what = "declares a document type inside, which no spreadsheet does and which can be made to read other files"
    raise UnreadableInput(what, remedy="Ask who sent it, and have it saved again in Excel or LibreOffice.")
