"""What the auditor raised and what the site answered: an overview, what is open, and every item in full."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from iso16363.language import definition, label, listed, long_date, marked, one_or_many, say
from iso16363.model.audit import AuditItem, AuditKind, AuditState
from iso16363.model.variant import WithheldKind
from iso16363.report.lookup import Lookup
from iso16363.report.wording import capital

_ORDER: Final = (AuditKind.MAJOR, AuditKind.MINOR, AuditKind.CONCERN, AuditKind.IMPROVEMENT, AuditKind.REQUEST)
"""The gravest first."""
_KINDS: Final = {
    AuditKind.MAJOR: marked("Major nonconformities"),
    AuditKind.MINOR: marked("Minor nonconformities"),
    AuditKind.CONCERN: marked("Areas of concern"),
    AuditKind.IMPROVEMENT: marked("Opportunities for improvement"),
    AuditKind.REQUEST: marked("Requests"),
}
_FIELDS: Final = {
    "correction": marked("correction"),
    "cause": marked("cause"),
    "corrective_action": marked("corrective action"),
    "evidence": marked("evidence"),
    "answer": marked("answer"),
}
_LETTERS: Final = {AuditState.OPEN: "!", AuditState.ANSWERED: "?", AuditState.CLOSED: "✓", AuditState.WITHDRAWN: "–"}
"""Signs before the words of a state: they are told apart without colour."""


@dataclass(frozen=True, slots=True)
class Told:
    """One text of an item under its heading."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A request or finding. `stops` says that it keeps the gate shut; `missing` what the answer still lacks."""

    id: str
    kind: str
    state: str
    state_label: str
    sign: str
    settled: bool
    nonconformity: bool
    stops: bool
    criteria: tuple[str, ...]
    owner: str | None
    raised: str
    due: str | None
    late: bool
    answered: str | None
    closed: str | None
    asked: tuple[Told, ...]
    said: tuple[Told, ...]
    judged: tuple[Told, ...]
    actions: tuple[str, ...]
    evidence: tuple[str, ...]
    missing: str
    turn: str


@dataclass(frozen=True, slots=True)
class KindRow:
    """How many items of one kind there are in each state, and when the next is due."""

    key: str
    heading: str
    meaning: str
    counts: tuple[int, ...]
    next_due: str | None
    late: int
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class AuditRound:
    """Requests and findings of the auditor. `withheld` says that this variant does not show them."""

    states: tuple[tuple[str, str], ...]
    kinds: tuple[KindRow, ...]
    open: tuple[ItemRow, ...]
    stopping: int
    total: int
    withheld: bool

    @property
    def there(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.kinds)


def build_audit_round(lookup: Lookup) -> AuditRound:
    """Set out the items by kind, the gravest first, and what is still open by its due date."""
    audit = lookup.judgement.site.audit
    rows = {name: _item(lookup, name, item) for name, item in audit.items()}
    waiting = sorted(lookup.open_items, key=lambda name: _urgency(audit[name]))
    return AuditRound(
        states=tuple((state.value, capital(label(state))) for state in AuditState),
        kinds=tuple(_kinds(lookup, rows)),
        open=tuple(rows[name] for name in waiting),
        stopping=sum(row.stops for row in rows.values()),
        total=len(rows),
        withheld=lookup.judgement.variant.leaves_out
        and any(w.kind is WithheldKind.AUDIT for w in lookup.judgement.withheld),
    )


def said_of_open(lookup: Lookup) -> str:
    """How many requests and findings are open, in a sentence for a director; empty where there are none."""
    if not lookup.open_items:
        return ""
    return one_or_many(
        "{n} request or finding of the auditor is not settled.",
        "{n} requests and findings of the auditor are not settled.",
        len(lookup.open_items),
    )


def _urgency(item: AuditItem) -> tuple[bool, int, bool, str]:
    due = item.due.isoformat() if item.due else ""
    return (item.state is not AuditState.OPEN, _ORDER.index(item.kind), not due, due)


def _kinds(lookup: Lookup, rows: dict[str, ItemRow]) -> Iterator[KindRow]:
    today = lookup.judgement.today
    for kind in _ORDER:
        items = {name: item for name, item in lookup.judgement.site.audit.items() if item.kind is kind}
        if not items:
            continue
        days = [item.due for item in items.values() if item.due and item.state is AuditState.OPEN]
        coming = min((day for day in days if day >= today), default=None)
        yield KindRow(
            key=kind.value,
            heading=say(_KINDS[kind]),
            meaning=definition(kind),
            counts=tuple(sum(item.state is state for item in items.values()) for state in AuditState),
            next_due=long_date(coming) if coming else None,
            late=sum(day < today for day in days),
            items=tuple(rows[name] for name in items),
        )


def _item(lookup: Lookup, name: str, item: AuditItem) -> ItemRow:
    stops = item.kind is AuditKind.MAJOR and not item.state.is_settled
    stops = stops and (bool(item.unmet) or item.state is AuditState.OPEN)
    return ItemRow(
        id=name,
        kind=capital(label(item.kind)),
        state=item.state.value,
        state_label=label(item.state),
        sign=_LETTERS[item.state],
        settled=item.state.is_settled,
        nonconformity=item.kind.is_nonconformity,
        stops=stops,
        criteria=item.criteria,
        owner=lookup.role_title(item.owner),
        raised=long_date(item.raised_on),
        due=long_date(item.due) if item.due else None,
        late=bool(item.due and item.due < lookup.judgement.today and item.state is AuditState.OPEN),
        answered=long_date(item.answered_on) if item.answered_on else None,
        closed=long_date(item.closed_on) if item.closed_on else None,
        asked=tuple(_asked(item)),
        said=tuple(_said(item)),
        judged=tuple(_judged(item)),
        actions=item.actions,
        evidence=item.evidence,
        missing="" if item.state.is_settled else listed([say(_FIELDS[field]) for field in item.unmet]),
        turn=definition(item.state),
    )


def _asked(item: AuditItem) -> Iterator[Told]:
    asks = item.kind is AuditKind.REQUEST
    yield Told(say("What the auditor asks for") if asks else say("What the auditor found"), item.statement)
    if item.seen:
        yield Told(say("Evidence on which it rests"), item.seen)


def _said(item: AuditItem) -> Iterator[Told]:
    fields = (
        (marked("Answer of the site"), item.answer),
        (marked("Correction: what was put right at once"), item.correction),
        (marked("Cause"), item.cause),
        (marked("Corrective action: what keeps it from happening again"), item.corrective_action),
    )
    yield from (Told(say(heading), text) for heading, text in fields if text)


def _judged(item: AuditItem) -> Iterator[Told]:
    fields = (
        (marked("Effectiveness: what showed that it works"), item.effectiveness),
        (marked("What the auditor says of the answer"), item.verdict),
    )
    yield from (Told(say(heading), text) for heading, text in fields if text)
