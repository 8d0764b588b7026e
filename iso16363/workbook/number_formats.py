"""What a number in a cell stands for, by its number format: a number, a day, a month, a time of day."""

import re
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format


class Shows(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    TIME = "time"


# Dates in East Asian Excel, by numbers that files do not spell out and openpyxl does not know.
_EAST_ASIAN: Final = frozenset((*range(27, 37), *range(50, 59)))
# Quoted text, escaped and padding characters, colours, conditions and languages; "[h]" stays.
_NOT_CODE: Final = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?![hms]+\])[^\]]*\]|E[+-]|general|am/pm|a/p', re.IGNORECASE)
_FIRST_DAY: Final = date(1899, 12, 31)
_LEAP_DAY: Final = 60
"""Number of 29 February 1900, a day that spreadsheets count and that never was."""
SINCE_1904: Final = 1462
LAST_DAY: Final = 2_958_465


def shown_by(number: int, code: str | None) -> Shows:
    """What a format shows, by its number in the file and its code where the file spells it out."""
    if code is None and number in _EAST_ASIAN:
        return Shows.DAY
    code = code or BUILTIN_FORMATS.get(number, "General")
    if not is_date_format(code):
        return Shows.NUMBER
    letters = set(_NOT_CODE.sub("", code.split(";", 1)[0]).lower())
    if letters & set("de"):
        return Shows.DAY
    if letters & set("hs"):
        return Shows.DAY if "y" in letters else Shows.TIME
    if letters & set("ym"):
        return Shows.MONTH
    return Shows.NUMBER


def day_of(number: float, *, since_1904: bool = False) -> date | None:
    """The day that a number stands for, None where it stands for none; a time of day is dropped."""
    count = int(number // 1) + (SINCE_1904 if since_1904 else 0)
    if not 1 <= count <= LAST_DAY or count == _LEAP_DAY:
        return None
    return _FIRST_DAY + timedelta(days=count - (count > _LEAP_DAY))


def time_of(number: float) -> str:
    """A part of a day as a clock shows it, hours beyond 24 counted on."""
    seconds = round(number * 86_400)
    shown = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{shown}:{seconds % 60:02}" if seconds % 60 else shown


def day_in(text: str) -> date | None:
    """The day of a date or time as XML writes it, None where it is none."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def whole(number: float) -> int | float:
    """3 for 3.0, as a person sees it."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
