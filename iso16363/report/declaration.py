"""The declaration and what it rests on: who signed and whether it holds, who reviewed, what was handed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from iso16363.language import label, long_date, say
from iso16363.model.base import parts
from iso16363.model.signoff import Declaration
from iso16363.readiness import GateName, GateStatus
from iso16363.report.lookup import Lookup
from iso16363.report.wording import capital
from iso16363.reviewing import ReviewStanding, review_standing


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """One declaration of the accountable role, and what is to be said of it today."""

    id: str
    role: str
    day: str
    digest: str
    standing: str


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """What one role has reviewed; `void` are the criteria whose review does not count."""

    role: str
    answers: int
    holding: int
    oldest: str
    newest: str
    void: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A package that was handed over."""

    id: str
    day: str
    to: str
    variant: str
    package: str
    declaration: str
    digest: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Everything the declaration page says. `verdict` and `words` lead; `holds` decides about the blank form."""

    holds: bool
    verdict: str
    words: str
    signatory: str
    rows: tuple[DeclarationRow, ...]
    reviewers: tuple[ReviewerRow, ...]
    unreviewed: int
    handovers: tuple[HandoverRow, ...]


def build_signature(lookup: Lookup) -> Signature:
    """Say who signed, whether it holds, and on whose reviews it rests."""
    site = lookup.judgement.site
    verdict, words = _verdict(lookup)
    reviewers = build_reviewers(lookup)
    own = [r.criterion for r in lookup.results.values() if r.applicable and not r.derived]
    return Signature(
        holds=_holds(lookup),
        verdict=verdict,
        words=words,
        signatory=signatories(lookup),
        rows=tuple(_row(lookup, name, found) for name, found in site.declarations.items()),
        reviewers=reviewers,
        unreviewed=sum(site.answer(c).begun and site.answer(c).review is None for c in own),
        handovers=tuple(_handovers(lookup)),
    )


def signatories(lookup: Lookup) -> str:
    """Who has to sign."""
    accountable = [role.title for role in lookup.judgement.site.site.roles.values() if role.accountable]
    return "; ".join(accountable) or say("no accountable role is named")


def signed_when(lookup: Lookup) -> str:
    """When the declaration was signed and whether it holds, in a few words."""
    found = lookup.judgement.site.declaration
    if found is None:
        return say("taken back") if lookup.judgement.site.declarations else say("not signed")
    day = long_date(found[1].on)
    return say("signed on {day}", day=day) if _holds(lookup) else say("signed on {day}; does not hold", day=day)


def _holds(lookup: Lookup) -> bool:
    return lookup.judgement.readiness.gate(GateName.DECLARATION).status is GateStatus.HOLDS


def _why(lookup: Lookup) -> str:
    failures = lookup.judgement.readiness.gate(GateName.DECLARATION).failures
    return say(failures[0].text) if failures else ""


def _verdict(lookup: Lookup) -> tuple[str, str]:
    """The answer in a word or two, and the sentence after it."""
    site = lookup.judgement.site
    if site.declaration is None:
        if not site.declarations:
            return say("Not signed."), say("No declaration has been recorded.")
        revoked = tuple(site.declarations.values())[-1].revoked
        if revoked is None:
            return say("Not signed."), say("No declaration has been recorded.")
        who = lookup.role_title(revoked.by)
        return say("Taken back."), say(
            "{role} took the last declaration back on {day}: {why}",
            role=who,
            day=long_date(revoked.on),
            why=revoked.why,
        )
    found = site.declaration[1]
    who, day = lookup.role_title(found.by), long_date(found.on)
    if _holds(lookup):
        return say("Signed."), say(
            "{role} signed on {day}, and the declaration holds: nothing that it covers has changed since.",
            role=who,
            day=day,
        )
    return say("Does not hold."), say("{role} signed on {day}. {why}.", role=who, day=day, why=capital(_why(lookup)))


def _row(lookup: Lookup, name: str, found: Declaration) -> DeclarationRow:
    last = tuple(lookup.judgement.site.declarations)[-1]
    if found.revoked:
        by, day = lookup.role_title(found.revoked.by), long_date(found.revoked.on)
        standing = say("taken back on {day} by {role}: {why}", role=by, day=day, why=found.revoked.why)
    elif name != last:
        standing = say("followed by a later one")
    else:
        standing = say("holds") if _holds(lookup) else _why(lookup)
    return DeclarationRow(name, lookup.role_title(found.by) or found.by, long_date(found.on), found.digest, standing)


def build_reviewers(lookup: Lookup) -> tuple[ReviewerRow, ...]:
    """Count what each role has reviewed, and what of it counts today."""
    site, today = lookup.judgement.site, lookup.judgement.today
    by_role: dict[str, list[tuple[str, date, ReviewStanding]]] = {}
    for criterion in sorted(site.answers, key=parts):
        review = site.answers[criterion].review
        if review is not None:
            standing = review_standing(criterion, site, today)
            by_role.setdefault(review.by, []).append((criterion, review.on, standing))
    return tuple(_reviewer(lookup, role, found) for role, found in sorted(by_role.items()))


def _reviewer(lookup: Lookup, role: str, found: list[tuple[str, date, ReviewStanding]]) -> ReviewerRow:
    days = [day for _, day, _ in found]
    void = tuple((criterion, label(s)) for criterion, _, s in found if s is not ReviewStanding.HOLDS)
    return ReviewerRow(
        role=lookup.role_title(role) or role,
        answers=len(found),
        holding=len(found) - len(void),
        oldest=long_date(min(days)),
        newest=long_date(max(days)),
        void=void,
    )


def _handovers(lookup: Lookup) -> Iterator[HandoverRow]:
    for name, found in lookup.judgement.site.handoffs.items():
        to = found.to or say("not recorded")
        yield HandoverRow(
            name, long_date(found.on), to, label(found.variant), found.package, found.declaration, found.digest
        )
