"""Whether the review of an answer counts: by a second role, of what the answer says now, not of tomorrow."""

from collections.abc import Mapping
from datetime import date

from iso16363.fingerprint import ANSWER_VERSION, answer_digest, provided_digests
from iso16363.model.answers import Review
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import Term


class ReviewStanding(Term):
    """What a review is worth today."""

    NONE = "none", "not reviewed yet"
    UNOWNED = "unowned", "nobody answers for it, so nobody can be the second"
    OWN = "own", "reviewed by its own owner, which does not count"
    LAPSED = "lapsed", "the review has lapsed: the answer, or what it rests on, was changed"
    PROVIDER = "provider-changed", "the review has lapsed: what a provider lends to the answer was changed"
    OLD_RULE = "old-rule", "the review has lapsed: it was made by another version of the rule"
    AHEAD = "ahead", "the review is dated in the future"
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
    if review.digest != answer_digest(answer, site.documents, site.answers, (site.site.edition, criterion)):
        return ReviewStanding.PROVIDER if changed_providers(criterion, site) else ReviewStanding.LAPSED
    return ReviewStanding.AHEAD if review.on > today else ReviewStanding.HOLDS


def review_by(role: str, criterion: str, site: SelfAssessment, today: date) -> Review:
    """The review that says: this role approved what the answer says now, and what providers lend to it."""
    asked = (site.site.edition, criterion)
    digest = answer_digest(site.answer(criterion), site.documents, site.answers, asked)
    return Review(by=role, on=today, digest=digest, provided=provided_digests(criterion, site))


def changed_providers(criterion: str, site: SelfAssessment) -> tuple[str, ...]:
    """Providers that changed, since the review of an answer, what they lend to it."""
    review = site.answer(criterion).review
    if review is None:
        return ()
    now = provided_digests(criterion, site)
    return tuple(name for name, digest in review.provided.items() if name in now and now[name] != digest)
