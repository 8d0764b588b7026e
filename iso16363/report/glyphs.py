"""Letters that no font of the machine has: a box is shown for them, and the PDF still says what they are."""

import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from markupsafe import escape

SAID: Final = "data-said"
"""Attribute of the element in a page that stands for letters which cannot be shown: the letters."""
_BOX: Final = "\u25a1"
_TAG = re.compile(r"(<[^>]*>)")
_PLAIN: Final = ("style", "svg", "title")
"""Elements that hold text only, or drawings: nothing can be wrapped there."""


@contextmanager
def missing_letters() -> Iterator[set[str]]:
    """Collect the letters that WeasyPrint finds in no font while it draws.

    It says so in its log and draws .notdef, which an archive refuses (ISO 19005-3, 6.2.11.8).
    """
    found: set[str] = set()

    def note(record: logging.LogRecord) -> bool:
        if not record.msg.startswith(".notdef") or not isinstance(record.args, tuple):
            return True
        found.add(str(record.args[0]))
        return False

    logger = logging.getLogger("weasyprint")
    logger.addFilter(note)
    try:
        yield found
    finally:
        logger.removeFilter(note)


def with_boxes(html: str, missing: Collection[str]) -> str:
    """Put a box in the place of each missing letter, in an element that keeps what was meant."""
    run = re.compile(f"[{re.escape(''.join(sorted(missing)))}]+")

    def kept(match: re.Match[str]) -> str:
        return f'<span {SAID}="{escape(match.group())}">{_BOX * len(match.group())}</span>'

    pieces = []
    within: list[str] = []
    for part in _TAG.split(html):
        if part[:1] != "<":
            in_title = within[-1:] == ["title"]
            pieces.append(part if in_title else run.sub(_boxes if within else kept, part))
            continue
        name = part.strip("</>").split(None, 1)[0].lower() if part.strip("</>") else ""
        if name in _PLAIN:
            if part.startswith("</"):
                del within[-1:]
            elif not part.endswith("/>"):
                within.append(name)
        pieces.append(_ATTRIBUTE.sub(lambda found: run.sub(_boxes, found.group()), part))
    return "".join(pieces)


_ATTRIBUTE = re.compile(r'\bdata-[a-z-]+="[^"]*"')
"""What the style sheet may show of an element: running heads."""


def _boxes(match: re.Match[str]) -> str:
    return _BOX * len(match.group())
