"""Days, months and years as people type them, in six languages: every reading that is possible."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Final

# English, French, German, Spanish, Italian, Catalan; without accents. Beginnings of three letters do too.
_MONTHS: Final = (
    "january janvier januar janner jaenner enero gennaio gener",
    "february fevrier februar febrero febbraio febrer",
    "march mars marz maerz mrz marzo marc",
    "april avril abril aprile",
    "may mai mayo maggio maig",
    "june juin juni junio giugno juny",
    "july juillet juli julio luglio juliol",
    "august aout agosto agost",
    "september septembre septiembre settembre setembre",
    "october octobre oktober octubre ottobre",
    "november novembre noviembre",
    "december decembre dezember diciembre dicembre desembre",
)
_NAMES: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_SHORTEST: Final = 3
_LEFT_OUT: Final = """
    de del di d of the le el la il den der am
    monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi sabato domenica
    dilluns dimarts dimecres dijous divendres dissabte diumenge
"""
_FILLERS: Final = frozenset(_LEFT_OUT.split())
_CLOCK: Final = r"(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})([-/.]) ?(\d{{1,2}})\2 ?(\d{{1,2}})\.?{_CLOCK}")
_TOGETHER: Final = re.compile(r"((?:19|20|21)\d{2})(\d{2})(\d{2})")
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})([-/.]) ?(\d{{1,2}})\2 ?(\d{{4}}){_CLOCK}")
_SHORT_YEAR: Final = re.compile(rf"(?:\d{{1,2}}([-/.]) ?\d{{1,2}}\1|\d{{1,2}}[-/]) ?'?\d{{2}}{_CLOCK}")
_YEAR_MONTH: Final = re.compile(r"(\d{4})[-/.] ?(\d{1,2})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[-/.] ?(\d{4})")
_YEAR: Final = re.compile(r"[1-9]\d{3}")
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|o|a)\b")


def days_in(text: str) -> tuple[str, ...]:
    """Every day, as year-month-day, that a text can mean; none where it is no day, several where it is unclear."""
    found = (_day(*numbers) for numbers in _whole(_plain(text)))
    return tuple(dict.fromkeys(day for day in found if day is not None))


def times_in(text: str) -> tuple[str, ...]:
    """Every day, month or year that a text can mean, as precise as it is."""
    plain = _plain(text)
    if _YEAR.fullmatch(plain):
        return (plain,)
    month = _month(plain)
    return days_in(text) if month is None else (month,)


def has_short_year(text: str) -> bool:
    """Whether a text looks like a date whose year has two digits."""
    plain = _plain(text)
    words = _words(plain)
    named = [word for word in words if not word.isdigit()]
    numbers = [word for word in words if word.isdigit()]
    with_name = len(named) == 1 and _month_called(named[0]) is not None and len(numbers) in (1, 2)
    return _SHORT_YEAR.fullmatch(plain) is not None or (with_name and all(len(n) <= 2 for n in numbers))


def _plain(text: str) -> str:
    """Lower case without accents, one blank where there were several."""
    letters = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(letters).lower().split())


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _whole(plain: str) -> Iterator[tuple[int, int, int]]:
    """Year, month and day in every order that the text allows."""
    if found := _YEAR_FIRST.fullmatch(plain):
        yield int(found[1]), int(found[3]), int(found[4])
    elif found := _TOGETHER.fullmatch(plain):
        yield int(found[1]), int(found[2]), int(found[3])
    elif found := _YEAR_LAST.fullmatch(plain):
        yield int(found[4]), int(found[3]), int(found[1])
        if found[2] != ".":  # nobody writes the month first and then a point
            yield int(found[4]), int(found[1]), int(found[3])
    else:
        words = _words(plain)
        months = [number for word in words if (number := _month_called(word)) is not None]
        numbers = [word for word in words if word.isdecimal()]
        if len(words) == 3 and len(months) == 1 and len(numbers) == 2:
            years = [number for number in numbers if len(number) == 4]
            days = [number for number in numbers if len(number) <= 2]
            if len(years) == len(days) == 1:
                yield int(years[0]), months[0], int(days[0])


def _month(plain: str) -> str | None:
    """Year and month, where the text says these two and no more."""
    words = _words(plain)
    if found := _YEAR_MONTH.fullmatch(plain):
        year, month = found[1], int(found[2])
    elif found := _MONTH_YEAR.fullmatch(plain):
        year, month = found[2], int(found[1])
    elif len(words) == 2 and (years := [word for word in words if _YEAR.fullmatch(word)]):
        named = (_month_called(word) for word in words)
        year, month = years[0], next((number for number in named if number is not None), 0)
    else:
        return None
    return f"{year}-{month:02}" if 1 <= month <= 12 and _YEAR.fullmatch(year) else None


def _words(plain: str) -> list[str]:
    apart = re.split(r"[\s,.'’/-]+", _ORDINAL.sub("", plain))
    return [word for word in apart if word and word not in _FILLERS]


def _month_called(word: str) -> int | None:
    """The month that a word names or begins; None where it is none, or could be two."""
    if len(word) < _SHORTEST:
        return None
    found = {number for name, number in _NAMES.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else _NAMES.get(word)
