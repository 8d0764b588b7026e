"""Numbers and lists as a reader expects them in a sentence."""

from collections.abc import Sequence
from datetime import date

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: "1 criterion", "3 criteria", "no gaps"."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{number or 'no'} {noun}"


def listed(items: Sequence[str]) -> str:
    """Join as a sentence does: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def first_few(items: Sequence[str], most: int, rest: str = "more") -> str:
    """Name the first items and count the others: "a, b and 4 more"."""
    shown = list(items[:most])
    if len(items) > most:
        shown.append(f"{len(items) - most} {rest}")
    return listed(shown)


def long_date(day: date) -> str:
    """Write a day without depending on the machine's language: "23 November 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def capital(text: str) -> str:
    """Begin a sentence; unlike str.capitalize it leaves the other letters alone."""
    return text[:1].upper() + text[1:]


def shortened(text: str, most: int) -> str:
    """Cut for a running head or a chart label only; the full text stands elsewhere in the report."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"
