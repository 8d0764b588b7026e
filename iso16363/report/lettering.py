"""The letters of the report's parts. Up to L they never change, so that texts may name a part by its letter."""

from collections.abc import Mapping
from string import ascii_uppercase
from typing import Final

_FIXED: Final = (
    *("control", "reading", "summary", "scope", "method", "results"),
    *("areas", "sheets", "gaps", "plan", "register", "audit"),
)


def letters(*, findings: bool, changes: bool) -> Mapping[str, str]:
    """Letter by anchor for the parts that a report has, in their order.

    Two parts are there only where they have something to say; no text names them, nor those after them, by letter.
    """
    parts = [*_FIXED, *["findings"] * findings, *["changes"] * changes, "declaration", "annexes"]
    return dict(zip(parts, ascii_uppercase, strict=False))
