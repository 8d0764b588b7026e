"""Output for other programs: JSON with its schema and our version first."""

import json
import re
import sys
from collections.abc import Mapping
from typing import Any, Final

from iso16363 import __version__

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7e]")


def document(schema: str, body: Mapping[str, Any]) -> str:
    """A JSON text that says what it is before anything else; plain ASCII where the output needs it."""
    data = {"schema": schema, "tool": {"name": "iso16363", "version": __version__}, **body}
    return json_text(data)


def json_text(data: object) -> str:
    """JSON for standard output, without a newline at the end; signs that a terminal would obey are escaped."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    text = json.dumps(data, ensure_ascii=encoding != "utf8", indent=2)
    return _BEYOND_ASCII.sub(_seen, text)


def _seen(match: re.Match[str]) -> str:
    """A sign as it is, or as JSON escapes it where nobody would see it."""
    if match[0].isprintable():
        return match[0]
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(units[::2], units[1::2], strict=True))
