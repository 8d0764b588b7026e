"""What has changed since a hand-over, for the auditor who read the earlier one: what, where, before and after."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from iso16363.changes import Change, ChangedThing, ChangeKind, title_of
from iso16363.language import label, long_date, marked, say
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.worddiff import Pieces, compared
from iso16363.report.wording import shortened
from iso16363.scoring import CriterionResult

_HEADINGS: Final = {
    ChangedThing.SITE: marked("What is audited"),
    ChangedThing.ANSWER: marked("Answers, by criterion"),
    ChangedThing.DOCUMENT: marked("Documents"),
    ChangedThing.ACTION: marked("Actions"),
    ChangedThing.AUDIT: marked("Requests and findings"),
}
_TITLE: Final = 90


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One value that differs; `before` and `after` in pieces. `kind` is said of what came or went."""

    subject: str
    title: str
    kind: str
    field: str
    before: Pieces
    after: Pieces


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one sort: records that came or went as a whole, and values of the others."""

    key: str
    heading: str
    new: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A criterion whose state or rating is another one."""

    criterion: str
    title: str
    state_then: tuple[str, str, str]
    state_now: tuple[str, str, str]
    rating_then: int | None
    rating_now: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs; `day` is empty where the report is held against no hand-over."""

    id: str
    day: str
    to: str
    total: int
    criteria: tuple[str, ...]
    groups: tuple[ChangeGroup, ...]
    results: tuple[ResultRow, ...]


def build_changes(lookup: Lookup) -> Changes:
    """Set out what differs since the hand-over the judgement is held against."""
    since = lookup.judgement.since
    if since is None:
        return Changes("", "", "", 0, (), (), ())
    return Changes(
        id=since.id,
        day=long_date(since.record.on),
        to=since.record.to or "",
        total=len(lookup.changes),
        criteria=lookup.affected,
        groups=tuple(_groups(lookup)),
        results=tuple(_results(lookup)),
    )


def changed_on(lookup: Lookup, criterion: str) -> str | None:
    """The day of the hand-over since which a criterion's answer, or what it rests on, has changed."""
    since = lookup.judgement.since
    return long_date(since.record.on) if since and criterion in lookup.affected else None


def _groups(lookup: Lookup) -> Iterator[ChangeGroup]:
    for thing, heading in _HEADINGS.items():
        changes = [change for change in lookup.changes if change.thing is thing]
        if changes:
            yield ChangeGroup(
                key=thing.value,
                heading=say(heading),
                new=_named(lookup, changes, ChangeKind.ADDED),
                gone=_named(lookup, changes, ChangeKind.REMOVED),
                rows=tuple(_row(lookup, change) for change in changes if not _is_whole(change)),
            )


def _is_whole(change: Change) -> bool:
    """Whether a record came or went with everything in it."""
    return not change.field and change.kind is not ChangeKind.CHANGED


def _named(lookup: Lookup, changes: list[Change], kind: ChangeKind) -> tuple[tuple[str, str], ...]:
    return tuple((c.subject, _title(lookup, c)) for c in changes if c.kind is kind and _is_whole(c))


def _row(lookup: Lookup, change: Change) -> ChangeRow:
    before, after = compared(change.before, change.after)
    kind = "" if change.kind is ChangeKind.CHANGED else label(change.kind)
    return ChangeRow(change.subject, _title(lookup, change), kind, change.field, before, after)


def _title(lookup: Lookup, change: Change) -> str:
    return shortened(title_of(lookup.judgement, change), _TITLE) if change.subject else ""


def _results(lookup: Lookup) -> Iterator[ResultRow]:
    """Criteria whose state or rating differs."""
    for criterion, old in (lookup.then or {}).items():
        now = lookup.results[criterion]
        if (old.state, old.rating) != (now.state, now.rating):
            yield ResultRow(criterion, lookup.title(criterion), _state(old), _state(now), old.rating, now.rating)


def _state(result: CriterionResult) -> tuple[str, str, str]:
    return result.state.value, STATE_LETTER[result.state], label(result.state)
