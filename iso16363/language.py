"""The language of an output: texts from the message catalogues, days and numbers as its readers write them.

Texts are written in English where they are used, and found there by docs/renew_messages.py:
`say`, `counted`, `one_or_many`, `marked` and, in templates, `{% trans %}` and `_()`. A language is a
folder templates/locale/<language>/LC_MESSAGES with a gettext catalogue. What a site wrote itself is
never translated, and neither are values of files (`approved`, `4.2.1`), which are the same everywhere.
"""

import gettext
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from iso16363.errors import WrongUsage
from iso16363.model.base import Term
from iso16363.resources import ENGLISH, languages, messages_file

_LOCALES: Final = {ENGLISH: "en_GB"}
"""Where days and numbers differ within a language: as at the sites."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language with its texts."""

    language: str
    messages: gettext.NullTranslations

    @property
    def locale(self) -> str:
        """The locale whose days and numbers are used."""
        return _LOCALES.get(self.language, self.language)


_UNTRANSLATED: Final = Spoken(ENGLISH, gettext.NullTranslations())
_SPOKEN: ContextVar[Spoken] = ContextVar("spoken", default=_UNTRANSLATED)


def spoken() -> str:
    """Tag of the language that outputs are written in at this moment."""
    return _SPOKEN.get().language


@contextmanager
def speaking(language: str, messages: gettext.NullTranslations | None = None) -> Iterator[None]:
    """Write everything within in a language. Raises WrongUsage where there are no texts in it."""
    token = _SPOKEN.set(Spoken(language, messages or _messages(language)))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def gettext_of(message: str) -> str:
    """The text as it stands in the catalogue, for templates, which fill in values themselves."""
    return _SPOKEN.get().messages.gettext(message) if message else ""  # else the catalogue's own head


def ngettext_of(one: str, many: str, number: int) -> str:
    """The text for a number of things as it stands in the catalogue."""
    return _SPOKEN.get().messages.ngettext(one, many, number)


def say(message: str, /, **values: object) -> str:
    """The text in the language spoken, with `{names}` filled in."""
    text = gettext_of(message)
    return text.format(**values) if values else text


def one_or_many(one: str, many: str, number: int, /, **values: object) -> str:
    """The text for a number of things; `{n}` is the number as readers of the language write it."""
    text = _SPOKEN.get().messages.ngettext(one, many, number)
    return text.format(n=shown_number(number), **values)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 criterion", "3 criteria", "no gaps"."""
    noun = _SPOKEN.get().messages.ngettext(one, many, number)
    return f"{shown_number(number)} {noun}" if number else say("no {nouns}", nouns=noun)


def marked(message: str) -> str:
    """Mark a text that is said elsewhere: `say` translates it when it is used."""
    return message


def label(term: Term) -> str:
    """A value from a closed list as words in the language spoken."""
    return _SPOKEN.get().messages.pgettext(type(term).__name__, term.label)


def definition(term: Term) -> str:
    """What a value from a closed list means, in the language spoken."""
    return _SPOKEN.get().messages.pgettext(type(term).__name__, term.definition)


def listed(items: Sequence[str]) -> str:
    """Items joined as a sentence does: "a, b and c"."""
    from babel.lists import format_list  # a tenth of a second for those who need it

    return format_list(list(items), locale=_SPOKEN.get().locale) if len(items) > 1 else "".join(items)


def first_few(items: Sequence[str], most: int) -> str:
    """The first items, and the others counted: "a, b and 4 more"."""
    shown = list(items[:most])
    if len(items) > most:
        shown.append(one_or_many("{n} more", "{n} more", len(items) - most))
    return listed(shown)


def long_date(day: date) -> str:
    """A day in words, whatever the language of the machine: "23 November 2026"."""
    from babel.dates import format_date

    return format_date(day, "long", locale=_SPOKEN.get().locale)


def shown_number(number: int) -> str:
    """A whole number with its thousands set apart."""
    if -1000 < number < 1000:
        return str(number)
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_SPOKEN.get().locale)


def shown_mean(number: float) -> str:
    """A number with one place after the point, or comma."""
    from babel.numbers import format_decimal

    return format_decimal(number, format="0.0", locale=_SPOKEN.get().locale)


@cache
def _messages(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return _UNTRANSLATED.messages
    if language not in languages():
        raise WrongUsage(
            f'there are no texts in the language "{language}"',
            remedy=f"Choose one of {', '.join(languages())}.",
        )
    with messages_file(language).open("rb") as file:
        return gettext.GNUTranslations(file)
