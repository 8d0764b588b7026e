"""What the sheets are called in the language spoken; everywhere else a sheet goes by its English name."""

import re
from collections.abc import Mapping
from typing import Final

from iso16363.language import marked, say

_NAMES: Final[Mapping[str, str]] = {
    # Translators: a name of a sheet has 31 characters at most and none of []:*?/\'; no two may be equal.
    "Read me": marked("Read me"),
    "Cover": marked("Cover"),
    "Dashboard": marked("Dashboard"),
    "Criteria": marked("Criteria"),
    "Evidence": marked("Evidence"),
    "Background": marked("Background"),
    "Documents": marked("Documents"),
    "Actions": marked("Actions"),
    "Audit": marked("Audit"),
    "Crosswalk": marked("Crosswalk"),
    "Lists": marked("Lists"),
    "Changes": marked("Changes"),
}
ENGLISH_NAMES: Final = tuple(_NAMES)
"""The sheets that people see, in their order."""
_NEEDS_NO_QUOTES: Final = re.compile(r"_?[A-Za-z]{4,}")


def tab(sheet: str) -> str:
    """What stands on the tab of a sheet; sheets that nobody sees keep their name."""
    return say(_NAMES[sheet]) if sheet in _NAMES else sheet


def tab_in_formula(sheet: str) -> str:
    """The same as formulas, defined names and links write it: in quotes where it is more than a plain word."""
    name = tab(sheet)
    return name if _NEEDS_NO_QUOTES.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def told(message: str) -> str:
    """A text that may name sheets: "{evidence}" stands for what is on the tab of Evidence."""
    if "{" not in message:
        return say(message) if message else ""
    return say(message, **{name.lower().replace(" ", "_"): tab(name) for name in _NAMES})
