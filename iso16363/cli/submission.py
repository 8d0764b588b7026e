"""How far a site is with others, as lines of a screen: reviews, declaration, the auditor's questions, hand-overs."""

from collections import Counter
from typing import Final

from iso16363.approval import awaiting_review
from iso16363.cli.terminal import Screen, count, wrapped
from iso16363.fingerprint import assessment_digest
from iso16363.judgement import Judgement
from iso16363.model.audit import AuditItem, AuditKind, AuditState
from iso16363.model.signoff import Declaration
from iso16363.readiness import GateName
from iso16363.reviewing import ReviewStanding

_MANY: Final = {
    AuditKind.REQUEST: "requests",
    AuditKind.CONCERN: "areas of concern",
    AuditKind.MAJOR: "major nonconformities",
    AuditKind.MINOR: "minor nonconformities",
    AuditKind.IMPROVEMENT: "opportunities for improvement",
}
STANDINGS: Final = {
    ReviewStanding.NONE: "not reviewed",
    ReviewStanding.UNOWNED: "no owner",
    ReviewStanding.OWN: "by its owner",
    ReviewStanding.LAPSED: "lapsed",
    ReviewStanding.PROVIDER: "lapsed by a provider",
    ReviewStanding.OLD_RULE: "older rule",
    ReviewStanding.AHEAD: "future date",
    ReviewStanding.UNCONFIRMED: "to be confirmed",
    ReviewStanding.HOLDS: "holds",
}
"""What a review is worth, in a word or two for tables and lists."""
_DIGEST_SHOWN: Final = 15


def submission(judgement: Judgement, at: Screen) -> list[str]:
    """One line or paragraph for each of these that there is something to say of."""
    said = (_reviews(judgement), _declaration(judgement), _auditor(judgement), _handed_over(judgement))
    return [line for text in said if text for line in wrapped(text, at)]


def short_digest(digest: str) -> str:
    """The beginning of a digest, enough to tell two of them apart by eye."""
    return digest[:_DIGEST_SHOWN]


def _reviews(judgement: Judgement) -> str:
    site, results = judgement.site, judgement.results
    asked = sum(r.applicable and not r.derived and site.answer(r.criterion).begun for r in results.values())
    if not asked:
        return ""
    waiting = Counter(standing for _, standing in awaiting_review(site, results, judgement.today))
    told = "".join(f", {waiting[standing]} {STANDINGS[standing]}" for standing in ReviewStanding if waiting[standing])
    command = f" Which ones: iso16363 review {site.site.id}" if waiting else ""
    return f"Reviews: {asked - waiting.total()} of {count(asked, 'answer')} approved by a second role{told}.{command}"


def _declaration(judgement: Judgement) -> str:
    declarations = judgement.site.declarations
    if not declarations:
        return ""
    name, last = next(reversed(tuple(declarations.items())))
    signed = f"Declaration {name}: signed by {last.by} on {last.on}"
    if last.revoked:
        return f"{signed}, taken back by {last.revoked.by} on {last.revoked.on}: {last.revoked.why}"
    return f"{signed}. {declared(judgement, last)}"


def declared(judgement: Judgement, declaration: Declaration) -> str:
    """What the declaration in force is worth, as a sentence."""
    failures = judgement.readiness.gate(GateName.DECLARATION).failures
    if failures:
        return f"{failures[0].text[0].upper()}{failures[0].text[1:]}."
    return f"It holds: what it signed ({short_digest(declaration.digest)}) is what the files say."


def _auditor(judgement: Judgement) -> str:
    audit = judgement.site.audit
    if not audit:
        return ""
    still_open = {name: item for name, item in audit.items() if item.state is AuditState.OPEN}
    answered = sum(item.state is AuditState.ANSWERED for item in audit.values())
    waits = f" {count(answered, 'answer')} to be judged by the auditor." if answered else ""
    if not still_open:
        return f"From the auditor: {len(audit)}, none of them open.{waits}"
    kinds = Counter(item.kind for item in still_open.values())
    told = ", ".join(count(kinds[kind], kind.label, _MANY[kind]) for kind in AuditKind if kinds[kind])
    return f"From the auditor: {told} open{_due(judgement, still_open)}.{waits}"


def _due(judgement: Judgement, still_open: dict[str, AuditItem]) -> str:
    days = sorted((item.due, name) for name, item in still_open.items() if item.due)
    late = sum(day < judgement.today for day, _ in days)
    coming = [(day, name) for day, name in days if day >= judgement.today]
    told = f", {late} overdue ({days[0][1]} since {days[0][0]})" if late else ""
    return f"{told}, next due {coming[0][0]} ({coming[0][1]})" if coming else told


def _handed_over(judgement: Judgement) -> str:
    handoffs = judgement.site.handoffs
    if not handoffs:
        return ""
    last = next(reversed(tuple(handoffs.values())))
    to = f" to {last.to}" if last.to else ""
    same = last.digest == assessment_digest(judgement.site)
    since = "nothing changed since" if same else f"changed since: iso16363 changes {judgement.site.site.id}"
    times = "once" if len(handoffs) == 1 else f"{len(handoffs)} times, the last"
    package = f"{last.package}, digest {short_digest(last.digest)}"
    return f"Handed over {times} on {last.on}{to} ({package}); {since}."
