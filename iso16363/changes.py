"""What differs between a hand-over and the site of today, value by value. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from iso16363.csvtext import csv_text
from iso16363.fingerprint import meaningful, normal
from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.model.answers import NO_ANSWER, Review
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import Record, Term, parts
from iso16363.model.layout import ACTIONS_FILE, AUDIT_FILE, DOCUMENTS_FILE, SITE_FILE, evidence_file
from iso16363.pairing import Telling, paired
from iso16363.reviewing import ReviewStanding, review_standing


class ChangeKind(Term):
    """What became of a thing since the hand-over."""

    ADDED = "added", "It was not there."
    REMOVED = "removed", "It is gone."
    CHANGED = "changed", "A value of it is another one."


class ChangedThing(Term):
    """What a change belongs to."""

    SITE = "site", "Who audits itself, and what is audited."
    ANSWER = "answer", "What the site says of a criterion."
    DOCUMENT = "document", "An entry of the register."
    ACTION = "action", "What is done about a gap."
    AUDIT = "request-or-finding", "What the auditor raised, and what the site answered."


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    `file` is where it stands (a name of model/layout), `subject` the id in that file (empty in site.yaml),
    `field` the value that differs as a dotted path (empty where the whole record came or went), `before`
    and `after` the values as text, None where there is none. A citation goes by its document, with a number
    where that is cited more than once ("evidence.charter/2.locator"); what has no id by its position from 1.
    """

    kind: ChangeKind
    file: str
    subject: str
    field: str
    before: str | None
    after: str | None

    @property
    def thing(self) -> ChangedThing:
        """What it belongs to."""
        return _THINGS.get(self.file, ChangedThing.ANSWER)


_THINGS: Final = {
    SITE_FILE: ChangedThing.SITE,
    DOCUMENTS_FILE: ChangedThing.DOCUMENT,
    ACTIONS_FILE: ChangedThing.ACTION,
    AUDIT_FILE: ChangedThing.AUDIT,
}
_CITATIONS: Final = "evidence"
_LISTS: Final = {
    _CITATIONS: Telling("document", ("locator", "quote", "shows")),
    "background": Telling("", ("statement",)),
    "holdings": Telling("", ("what", "volume")),
    "affiliations": Telling("", ("body", "part")),
}
_REVIEW: Final = "review"
_REVIEW_KEYS: Final = frozenset(Review.model_fields)

Path = tuple[str, ...]
Found = tuple[Path, str | None, str | None]


def changes_of(judgement: Judgement) -> tuple[Change, ...]:
    """All differences since `judgement.since`: site, answers as the standard has them, documents, actions, requests.

    What a declaration does not sign is not compared (see fingerprint.meaningful), but for requests and findings,
    which are compared in full. None where there is no `since`.
    """
    since, site = judgement.since, judgement.site
    if since is None:
        return ()
    answers = {
        c: answer.model_copy(update={"review": site.answer(c).review}) if c in since.same_reviews else answer
        for c, answer in since.site.answers.items()
    }
    return tuple(_changes(meaningful(replace(since.site, answers=answers)), meaningful(site)))


def affected(judgement: Judgement) -> tuple[str, ...]:
    """Criteria whose answer, citations or cited documents differ, in order; a review alone makes no difference."""
    found = changes_of(judgement)
    answers = {c.subject for c in found if c.thing is ChangedThing.ANSWER and c.field != _REVIEW}
    documents = {c.subject for c in found if c.thing is ChangedThing.DOCUMENT}
    for criterion, answer in judgement.site.answers.items():
        if documents.intersection(citation.document for citation in answer.evidence):
            answers.add(criterion)
    carried = {c for c, answer in judgement.site.answers.items() if answers.intersection(answer.see)}
    return tuple(sorted(answers | carried, key=parts))


@dataclass(frozen=True, slots=True)
class ReviewsSince:
    """Criteria whose review is worth something else than at the hand-over, in order.

    `lapsed` held then and does not hold now; `renewed` held then and was made again; `added` holds only now.
    """

    lapsed: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def reviews_since(judgement: Judgement) -> ReviewsSince:
    """What became of the reviews since the hand-over."""
    since, site = judgement.since, judgement.site
    if since is None:
        return ReviewsSince()
    lapsed, renewed, added = [], [], []
    for criterion in sorted({**since.site.answers, **site.answers}, key=parts):
        then = review_standing(criterion, since.site, since.record.on) is ReviewStanding.HOLDS
        now = review_standing(criterion, site, judgement.today) is ReviewStanding.HOLDS
        if then and not now:
            lapsed.append(criterion)
        elif now and not then:
            added.append(criterion)
        elif criterion in since.same_reviews:
            continue
        elif now and since.site.answer(criterion).review != site.answer(criterion).review:
            renewed.append(criterion)
    return ReviewsSince(tuple(lapsed), tuple(renewed), tuple(added))


def title_of(judgement: Judgement, change: Change) -> str:
    """What a change is about, in words: title of the criterion or document, text of the action or request."""
    subject, sites = change.subject, [judgement.site, *((judgement.since.site,) if judgement.since else ())]
    if change.thing is ChangedThing.ANSWER:
        editions = [judgement.catalogue.editions.get(site.site.edition) for site in sites]
        return next((e.criteria[subject].title for e in editions if e and subject in e.criteria), "")
    if change.thing is ChangedThing.DOCUMENT:
        return next((site.documents[subject].title for site in sites if subject in site.documents), "")
    if change.thing is ChangedThing.ACTION:
        return next((site.actions[subject].action for site in sites if subject in site.actions), "")
    if change.thing is ChangedThing.AUDIT:
        return next((site.audit[subject].statement for site in sites if subject in site.audit), "")
    return judgement.site.site.short_name


def changes_csv(judgement: Judgement) -> str:
    """The changes as a table, in the language spoken; fields have the names they have in the data."""
    head = (say("Kind"), say("Change"), say("Id and title"), say("Field"), say("Before"), say("After"))
    return csv_text([head, *(_row(judgement, change) for change in changes_of(judgement))])


def _row(judgement: Judgement, change: Change) -> tuple[str, ...]:
    """One cell for id and title: alone, "3.1.2" is a date to some spreadsheets."""
    named = f"{change.subject} {title_of(judgement, change)}".strip()
    return label(change.thing), label(change.kind), named, change.field, change.before or "", change.after or ""


def _changes(old: SelfAssessment, new: SelfAssessment) -> Iterator[Change]:
    yield from _within(SITE_FILE, "", _differences((), _plain(old.site), _plain(new.site)))
    for criterion in sorted({**old.answers, **new.answers}, key=parts):
        was, now = (_plain(site.answers.get(criterion, NO_ANSWER)) for site in (old, new))
        yield from _within(evidence_file(criterion), criterion, _differences((), was, now))
    for file, before, after in (
        (DOCUMENTS_FILE, old.documents, new.documents),
        (ACTIONS_FILE, old.actions, new.actions),
        (AUDIT_FILE, old.audit, new.audit),
    ):
        for key in dict.fromkeys((*after, *before)):
            was, now = _entry(before, key), _entry(after, key)
            yield from _within(file, key, _differences((), was, now))


def _entry(records: Mapping[str, Record], key: str) -> object:
    return _plain(records[key]) if key in records else None


def _within(file: str, subject: str, found: Iterator[Found]) -> Iterator[Change]:
    for path, before, after in found:
        kind = ChangeKind.CHANGED
        if before is None or after is None:
            kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED
        yield Change(kind, file, subject, ".".join(path), before, after)


def _plain(record: Record) -> object:
    return _settled(record.model_dump(mode="json", by_alias=True))


def _settled(value: object) -> object:
    """As it is compared: texts in one form, whatever is empty as None. All keys stay, in their order."""
    if isinstance(value, dict):
        settled = {key: _settled(item) for key, item in value.items()}
        return settled if any(item is not None for item in settled.values()) else None
    if isinstance(value, list):
        return [_settled(item) for item in value] or None
    return normal(value) or None if isinstance(value, str) else value


def _differences(path: Path, old: object, new: object) -> Iterator[Found]:
    """Where two values differ, as deep as both have something to compare."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() != _REVIEW_KEYS:
        for key in dict.fromkeys((*new, *old)):
            yield from _differences((*path, key), old.get(key), new.get(key))
    elif path and path[-1] in _LISTS and (_has_records(old) or _has_records(new)):
        yield from _in_lists(path, *(value if isinstance(value, list) else [] for value in (old, new)))
    elif path[-1:] == (_REVIEW,) and isinstance(new, dict):
        yield path, _told(old), _reviewed(new, old)
    else:
        yield path, _told(old), _told(new)


def _has_records(value: object) -> bool:
    return isinstance(value, list) and isinstance(value[0], dict)


def _in_lists(path: Path, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Found]:
    pairs = paired(old, new, _LISTS[path[-1]])
    was, now = _names(path, old), _names(path, new)
    of_new = {j: i for i, j in pairs.items()}
    for index, item in enumerate(new):
        earlier = old[of_new[index]] if index in of_new else None
        yield from _differences((*path, now[index]), earlier, item)
    for index, item in enumerate(old):
        if index not in pairs:
            yield (*path, was[index]), _told(item), None
    order = [pairs[index] for index in sorted(pairs)]
    if order != sorted(order):
        yield path, ", ".join(now[j] for j in order), ", ".join(now[j] for j in sorted(order))


def _names(path: Path, items: Sequence[Any]) -> list[str]:
    """What the items of a list go by: see Change."""
    if path[-1] != _CITATIONS:
        return [str(number) for number in range(1, len(items) + 1)]
    cited = [item["document"] for item in items]
    return [
        name if cited.count(name) == 1 else f"{name}/{cited[: index + 1].count(name)}"
        for index, name in enumerate(cited)
    ]


def _reviewed(review: Mapping[str, Any], before: object = None) -> str:
    """Who reviewed and when; where `before` says the same, that it was of something else: nobody reads a digest."""
    day, role = review["on"], review["by"]
    if isinstance(before, dict) and (before["on"], before["by"]) == (day, role):
        return say("reviewed on {day} by {role}, of another text", day=day, role=role)
    return say("reviewed on {day} by {role}", day=day, role=role)


def _told(value: object) -> str | None:
    """A value as text: of a record what is set in it, of a review who and when."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        if value.keys() == _REVIEW_KEYS:
            return _reviewed(value)
        held = ((key, item) for key, item in value.items() if item is not None and item is not False)
        return "; ".join(f"{key}: {_told(item)}" for key, item in held)
    if isinstance(value, list):
        one_word = all(isinstance(item, str) and " " not in item for item in value)
        return (", " if one_word else "; ").join(f"({_told(i)})" if isinstance(i, dict) else str(i) for i in value)
    return str(value)
