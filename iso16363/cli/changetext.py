"""What differs since a hand-over, for people and for programs: counts, every value, what follows for reviews."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import click

from iso16363.changes import Change, ChangedThing, ChangeKind, affected, changes_of, reviews_since, title_of
from iso16363.cli.machine import document
from iso16363.cli.terminal import Screen, clean, count, faint, heading, shortened, wrapped
from iso16363.judgement import HandedOver, Judgement
from iso16363.readiness import GateName
from iso16363.report.worddiff import Pieces, compared

_SCHEMA: Final = "iso16363/changes/1"
_SHORT: Final = 32
_PARTS: Final = {
    ChangedThing.ANSWER: ("Answers", "criterion", "criteria"),
    ChangedThing.DOCUMENT: ("Documents", "document", "documents"),
    ChangedThing.ACTION: ("Actions", "action", "actions"),
    ChangedThing.AUDIT: ("Requests and findings", "request or finding", "requests and findings"),
    ChangedThing.SITE: ("Site", "site", "sites"),
}
"""In the order in which they are shown: heading, and what is counted."""


def as_text(judgement: Judgement, at: Screen) -> list[str]:
    """Counts first, then every change by criterion, document, action and request, then what follows."""
    since, found = judgement.since, changes_of(judgement)
    if since is None:
        return []
    lines = [*map(heading, wrapped(_opening(judgement, since), at)), *wrapped(_editions(judgement, since), at), ""]
    if not found:
        lines.append("Nothing differs.")
    else:
        lines += wrapped(_counted(found), at)
    for thing, (title, _, _) in _PARTS.items():
        of_thing = [change for change in found if change.thing is thing]
        if of_thing:
            lines += ["", heading(title)]
        for subject, changes in groupby(of_thing, key=lambda change: change.subject):
            lines += _of_subject(judgement, subject, list(changes), at)
    return [*lines, "", *_consequences(judgement, since, at)]


def _opening(judgement: Judgement, since: HandedOver) -> str:
    to = f" to {since.record.to}" if since.record.to else ""
    return clean(f"{judgement.site.site.id}, against what was handed over{to} on {since.record.on} ({since.id})")


def _editions(judgement: Judgement, since: HandedOver) -> str:
    then, now = judgement.catalogue.editions.get(since.site.site.edition), judgement.edition
    if then is None or then.id == now.id:
        return ""
    return f"It was handed over against {then.head.title}; numbers are those of {now.head.title}."


def _counted(found: Sequence[Change]) -> str:
    kinds = Counter(change.kind for change in found)
    told = ", ".join(f"{kinds[kind]:,} {kind.label}" for kind in ChangeKind if kinds[kind])
    subjects = Counter(thing for thing, _ in {(change.thing, change.subject) for change in found})
    where = ", ".join(count(subjects[thing], one, many) for thing, (_, one, many) in _PARTS.items() if subjects[thing])
    return f"{count(len(found), 'difference')} ({told}) in {where}."


def _of_subject(judgement: Judgement, subject: str, changes: Sequence[Change], at: Screen) -> Iterator[str]:
    title = title_of(judgement, changes[0])
    if subject:
        yield "  " + shortened(clean(f"{subject}  {title}"), at.width - 2, at)
    for change in changes:
        yield from _change(change, at)


def _change(change: Change, at: Screen) -> Iterator[str]:
    field = clean(change.field)
    if change.kind is not ChangeKind.CHANGED:
        added = change.kind is ChangeKind.ADDED
        text = shortened(clean((change.after if added else change.before) or ""), 3 * at.width, at)
        sign, colour = ("+", "green") if added else ("-", "red")
        what = f"{field} {change.kind.label}" if field else "new" if added else "gone"
        if len(text) <= at.width - len(what) - 8:
            yield click.style(f"    {sign} {what}: {text}", fg=colour)
            return
        yield f"    {what}"
        yield from (click.style(line, fg=colour) for line in _side(text, sign, at))
        return
    before, after = clean(change.before), clean(change.after)
    if len(before) <= _SHORT and len(after) <= _SHORT:
        yield f"    {field}: {before} {at.sign('→', '->')} {after}"
        return
    yield f"    {field}"
    old, new = compared(change.before, change.after)
    yield from (click.style(line, fg="red") for line in _side(_marked(old, "[-", "-]"), "-", at))
    yield from (click.style(line, fg="green") for line in _side(_marked(new, "{+", "+}"), "+", at))


def _side(text: str, sign: str, at: Screen) -> list[str]:
    """One side of a change, with its sign before every line."""
    text = text if at.unicode else text.replace("…", "...")
    return wrapped(" ".join(text.split()), at, indent=f"      {sign} ")


def _marked(pieces: Pieces, begin: str, end: str) -> str:
    """A text with the words that the other one lacks between marks, for those who see no colour."""
    return "".join(
        f"{begin}{piece.text.rstrip()}{end}{' ' if piece.text[-1:].isspace() else ''}" if piece.changed else piece.text
        for piece in pieces
    )


def _consequences(judgement: Judgement, since: HandedOver, at: Screen) -> Iterator[str]:
    reviews = reviews_since(judgement)
    told = (
        ("Answers that differ, or rest on what differs", affected(judgement)),
        ("Reviews that no longer hold", reviews.lapsed),
        ("Reviewed anew", reviews.renewed),
        ("Reviewed since", reviews.added),
    )
    for title, criteria in told:
        if criteria:
            yield from wrapped(f"{title}: {', '.join(criteria)}", at, indent="  ", first="")
    yield from wrapped(_declaration(judgement, since), at, indent="  ", first="")
    if changes_of(judgement):
        yield faint(
            f"The same as a table: iso16363 changes {judgement.site.site.id} --since {since.id} --output FILE.csv"
        )


def _declaration(judgement: Judgement, since: HandedOver) -> str:
    gate = judgement.readiness.gate(GateName.DECLARATION)
    found = judgement.site.declaration
    if gate.failures:
        text = gate.failures[0].text
        return f"{text[:1].upper()}{text[1:]}."
    if found is None or found[0] == since.record.declaration:
        return "The declaration holds, as handed over."
    return f"The declaration was signed anew on {found[1].on} by {found[1].by}, and it holds."


def as_json(judgement: Judgement) -> str:
    """The same for another program."""
    since, found, reviews = judgement.since, changes_of(judgement), reviews_since(judgement)
    kinds = Counter(change.kind for change in found)
    signed = judgement.site.declaration
    body: dict[str, object] = {
        "site": judgement.site.site.id,
        "as_of": judgement.today.isoformat(),
        "since": since and {"id": since.id, **since.record.model_dump(mode="json", exclude_none=True)},
        "counts": {kind.value: kinds[kind] for kind in ChangeKind},
        "changes": [_plain(judgement, change) for change in found],
        "criteria": list(affected(judgement)),
        "reviews": {"lapsed": reviews.lapsed, "renewed": reviews.renewed, "added": reviews.added},
        "declaration": {
            "id": signed[0] if signed else None,
            "holds": not judgement.readiness.gate(GateName.DECLARATION).failures,
        },
    }
    return document(_SCHEMA, body)


def _plain(judgement: Judgement, change: Change) -> dict[str, str | None]:
    return {
        "kind": change.kind.value,
        "of": change.thing.value,
        "file": change.file,
        "id": change.subject or None,
        "title": title_of(judgement, change),
        "field": change.field or None,
        "before": change.before,
        "after": change.after,
    }
