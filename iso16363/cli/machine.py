"""Output for other programs: JSON with its schema and our version first."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from iso16363 import __version__


def document(schema: str, body: Mapping[str, Any]) -> str:
    """A JSON text that says what it is before anything else; plain ASCII where the output needs it."""
    data = {"schema": schema, "tool": {"name": "iso16363", "version": __version__}, **body}
    return json_text(data)


def json_text(data: object) -> str:
    """JSON for standard output, without a newline at the end."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return json.dumps(data, ensure_ascii=encoding != "utf8", indent=2)
