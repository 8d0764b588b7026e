"""The figure of the age of the evidence: whole years since a document took effect or its period ended."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.language import first_few, long_date, marked, one_or_many, say
from iso16363.model.documents import Document
from iso16363.report.figure import Figure, clauses, described
from iso16363.report.figures_evidence import citing_criteria
from iso16363.report.lookup import Lookup
from iso16363.report.wording import shortened

_CLASSES = (
    (1, marked("under 1 year")),
    (3, marked("1 to 2 years")),
    (5, marked("3 to 4 years")),
    (10, marked("5 to 9 years")),
    (10_000, marked("10 years and more")),
)
"""Whole years below which a document belongs to a class, and the name of the class."""
_OLD = 3
_NAMED = 6
_TITLE = 80


@dataclass(frozen=True, slots=True)
class AgeRow:
    """Cited documents of one age, those past their review date, and the criteria that cite one."""

    age: str
    documents: int
    expired: int
    criteria: int


def age(lookup: Lookup) -> Figure[AgeRow] | str | None:
    """How old the cited documents are; a sentence where there is nothing to compare."""
    citing, confirmed = citing_criteria(lookup)
    register, today = lookup.judgement.site.documents, lookup.judgement.today
    known = {document: register[document] for document in citing if document in register}
    if not known:
        return None
    years = {d: whole_years(day, today) for d, record in known.items() if (day := last_day(record))}
    late = {d: record.review_by for d, record in known.items() if record.review_by and record.review_by < today}
    rows = _rows(years, late, citing)
    if sum(row.documents > 0 for row in rows) < 2 and not late:
        return _sentence(years, len(known))
    finding = clauses(_old(years, confirmed=confirmed), _past(len(late)))
    numbers = [
        say("{age}: {n}, of these {part} past the review date", age=row.age, n=row.documents, part=row.expired)
        for row in rows
    ]
    what = say("Bars of the cited documents by age in whole years on {date}.", date=long_date(today))
    notes = (*_undated(len(known) - len(years)), *_oldest(known, years), *_named(known, late))
    return Figure("age", finding, described(what, numbers), rows, notes)


def last_day(document: Document) -> date | None:
    """The day a document's age counts from: the last its dates allow, so that no age is exaggerated."""
    told = _told(document)
    if told is None:
        return None
    year, month, day = (*map(int, told.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _told(document: Document) -> str | None:
    return document.period.to if document.period else document.effective


def whole_years(since: date, today: date) -> int:
    """Birthdays passed; 0 for a day to come."""
    return max(0, today.year - since.year - ((today.month, today.day) < (since.month, since.day)))


def _rows(
    years: Mapping[str, int], late: Mapping[str, date], citing: Mapping[str, frozenset[str]]
) -> tuple[AgeRow, ...]:
    rows, least = [], 0
    for below, name in _CLASSES:
        here = [document for document, age_of in years.items() if least <= age_of < below]
        resting = {criterion for document in here for criterion in citing[document]}
        rows.append(AgeRow(say(name), len(here), sum(document in late for document in here), len(resting)))
        least = below
    return tuple(rows)


def _sentence(years: Mapping[str, int], known: int) -> str:
    if not years:
        return one_or_many(
            "The one cited document carries no date.", "None of the {n} cited documents carries a date.", known
        )
    name = next(say(name) for below, name in _CLASSES if max(years.values()) < below)
    return one_or_many(
        "Age of the one cited document with a date: {age}.",
        "Age of all {n} cited documents with a date: {age}.",
        len(years),
        age=name,
    )


def _old(years: Mapping[str, int], *, confirmed: bool) -> str:
    old = sum(age_of >= _OLD for age_of in years.values())
    if not years:
        return say("No cited document carries a date")
    if not old:
        return one_or_many(
            "The one cited document with a date is not three years old yet",
            "None of the {n} cited documents with a date is three years old yet",
            len(years),
        )
    if confirmed:
        return one_or_many(
            "{n} of {all} dated documents that are cited is three years old or older",
            "{n} of {all} dated documents that are cited are three years old or older",
            old,
            all=len(years),
        )
    return one_or_many(
        "{n} of {all} dated candidates is three years old or older",
        "{n} of {all} dated candidates are three years old or older",
        old,
        all=len(years),
    )


def _past(late: int) -> str:
    return one_or_many("{n} is past its review date", "{n} are past their review date", late) if late else ""


def _undated(number: int) -> tuple[str, ...]:
    if not number:
        return ()
    return (
        one_or_many(
            "{n} more cited document carries no date and is not drawn.",
            "{n} more cited documents carry no date and are not drawn.",
            number,
        ),
    )


def _oldest(known: Mapping[str, Document], years: Mapping[str, int]) -> tuple[str, ...]:
    dated = [(last_day(known[document]) or date.max, document) for document in years]
    if not dated:
        return ()
    oldest = known[min(dated)[1]]
    told = _told(oldest) or ""
    day = long_date(date.fromisoformat(told)) if len(told) == len("2026-03-02") else told
    return (say("The oldest is {title} ({day}).", title=shortened(oldest.title, _TITLE), day=day),)


def _named(known: Mapping[str, Document], late: Mapping[str, date]) -> tuple[str, ...]:
    if not late:
        return ()
    order = sorted(late, key=lambda document: (late[document], document))
    named = [f"{shortened(known[d].title, _TITLE)} ({long_date(late[d])})" for d in order]
    return (say("Past the review date: {documents}.", documents=first_few(named, _NAMED)),)
