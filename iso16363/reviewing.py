"""Whether the review of an answer counts: by a second role, of what the answer says now, not of tomorrow."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from iso16363.fingerprint import ANSWER_VERSION, document_digest, part_digest, ratings_digest, reviewed_digest
from iso16363.inheritance import lent_parts
from iso16363.model.answers import Review
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import CRITERION_ID, Term, provider_of
from iso16363.model.layout import DOCUMENTS_FILE, evidence_file

RATINGS: Final = "ratings"


class ReviewStanding(Term):
    """What a review is worth today."""

    NONE = "none", "not reviewed yet"
    UNOWNED = "unowned", "nobody answers for it, so nobody can be the second"
    OWN = "own", "reviewed by its own owner, which does not count"
    LAPSED = "lapsed", "the review has lapsed: the answer, or what it rests on, was changed"
    PROVIDER = "provider-changed", "the review has lapsed: what a provider lends to the answer was changed"
    OLD_RULE = "old-rule", "the review has lapsed: it was made by another version of the rule"
    AHEAD = "ahead", "the review is dated in the future"
    UNCONFIRMED = "unconfirmed", "the requirement changed, and the answer is not confirmed yet"
    HOLDS = "holds", "reviewed by a second role"


def owners_of(criterion: str, site: SelfAssessment) -> Mapping[str, str]:
    """Roles whose answer a review of this criterion would approve, each with the criterion it answers for.

    Where the answer has no response of its own, that is also who answers for the criteria that `see` names.
    """
    answer = site.answer(criterion)
    carried = () if answer.response else tuple(other for other in answer.see if site.answer(other).applicable)
    found: dict[str, str] = {}
    for one in (criterion, *carried):
        role = site.responsible(one)
        if role is not None:
            found.setdefault(role, one)
    return found


def review_standing(criterion: str, site: SelfAssessment, today: date) -> ReviewStanding:
    """Judge the review of one answer; who owns it is asked of the site, for the answer need not say so."""
    answer = site.answer(criterion)
    review = answer.review
    if review is None:
        return ReviewStanding.NONE
    if site.responsible(criterion) is None:
        return ReviewStanding.UNOWNED
    if review.by in owners_of(criterion, site):
        return ReviewStanding.OWN
    if not review.digest.startswith(f"{ANSWER_VERSION}:"):
        return ReviewStanding.OLD_RULE
    if review.digest != reviewed_digest(criterion, site):
        return ReviewStanding.PROVIDER if changed_at_providers(criterion, site) else ReviewStanding.LAPSED
    if review.on > today:
        return ReviewStanding.AHEAD
    return ReviewStanding.UNCONFIRMED if answer.confirm else ReviewStanding.HOLDS


def review_by(role: str, criterion: str, site: SelfAssessment, today: date) -> Review:
    """The review that says: this role approved what the answer says now, and what providers lend to it."""
    digest = reviewed_digest(criterion, site)
    return Review(by=role, on=today, digest=digest, provided=provided_digests(criterion, site))


def provided_digests(criterion: str, site: SelfAssessment) -> dict[str, str]:
    """By what it is, digest of each thing that providers lend to an answer: answers used, and documents cited.

    A review keeps them, so that it can be said what was changed at whose end.
    """
    ways = {key: site.answer(key) for key in (criterion, *site.answer(criterion).see)}
    parts = [(key, part) for key in ways for part in lent_parts(key, site)]
    used = {f"{part.provider}/{key}": part_digest(part.answer) for key, part in parts}
    used |= {f"{part.provider}/{key}/{RATINGS}": ratings_digest(part.answer) for key, part in parts if part.whole}
    cited = sorted({c.document for one in ways.values() for c in one.evidence} & site.documents.keys())
    return used | {name: document_digest(site.documents[name]) for name in cited if provider_of(name)}


def changed_at_providers(criterion: str, site: SelfAssessment) -> tuple[str, ...]:
    """What providers changed since the review of an answer, of what they lend to it still: PROVIDER/WHAT."""
    review = site.answer(criterion).review
    if review is None:
        return ()
    now = provided_digests(criterion, site)
    return tuple(what for what, digest in review.provided.items() if what in now and now[what] != digest)


def lent_file(what: str) -> str:
    """File in which a provider has what it lends: "wlcg/mou", "wlcg/5.2.2", "wlcg/5.2.2/ratings"."""
    provider, name, *_ = what.split("/")
    return f"sites/{provider}/{evidence_file(name) if re.fullmatch(CRITERION_ID, name) else DOCUMENTS_FILE}"
