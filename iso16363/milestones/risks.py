"""What may keep a milestone from being met: rules with a name, each computed, none a matter of opinion."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from iso16363.milestones.papers import Paper
from iso16363.milestones.standing import Judged, SiteStanding
from iso16363.model.base import Term
from iso16363.model.catalogue import EditionStatus
from iso16363.model.documents import DocumentState
from iso16363.model.milestone import PlannedMilestone
from iso16363.readiness import MilestoneState
from iso16363.scoring import CriterionState


class RiskRule(Term):
    """The rules in the order in which their risks are shown."""

    DUE_PASSED = "due-day-passed", "The due day has passed, and the rule of the milestone is not met."
    NO_SITE = "no-such-site", "There is no such site: no folder has the name, or it is a provider's."
    NOT_JUDGED = "not-judged", "The site's files have errors that keep it from being judged."
    NOT_LOOKED_AT = "not-looked-at", "The site could not be looked at; that need not be for a fault of its files."
    ERRORS = "errors", "The site's files have errors."
    NOTHING_ANSWERED = "nothing-answered", "The site has answered no criterion yet."
    NO_REPOSITORY = "no-repository", "No repository is named: nothing says what is audited."
    PROPOSED_SCOPE = "proposed-scope", "The repository's name and scope are a proposal that the site has not confirmed."
    NO_COMMUNITY = "no-community", "The Designated Community is not described."
    NOBODY_ACCOUNTABLE = "nobody-accountable", "No role is accountable, so nobody can sign the declaration."
    PROPOSED_ROLES = "proposed-roles", "Roles are taken from the public record and not confirmed by the site."
    NO_OWNER = "no-owner", "Nobody is named who answers for these criteria."
    CANDIDATES_ONLY = "candidates-only", "Nothing that is cited has been confirmed by the site."
    EXPIRED = "expired-documents", "Cited documents are past their review date."
    LATER_DOCUMENTS = "later-documents", "Cited documents are dated after the due day and cannot show how it was then."
    LAPSED = "lapsed-reviews", "Reviews have lapsed: what they approved was changed."
    OVERDUE = "overdue-actions", "Actions are past their due date."
    LOOSE_ACTIONS = "loose-actions", "Open actions lack an owner or a due date."
    NO_ACTION = "no-action", "Criteria are rated below their target, and no open action is about them."
    OTHER_DAY = "other-due-day", "The site's own file names another due day than the milestone, or none."
    OTHER_MILESTONE = "other-milestone", "The site's own file names another milestone, or none."
    WITHDRAWN = "withdrawn-edition", "The edition is withdrawn: no external audit is made against it today."


@dataclass(frozen=True, slots=True)
class Risk:
    """A rule that holds of a site, or of all where none is named; what it is about, and the files to look into.

    `number` is how many things it is about: more than there are subjects where some are alike.
    """

    rule: RiskRule
    site: str | None
    files: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    number: int = 0

    @property
    def file(self) -> str:
        """The files in one text."""
        return ", ".join(self.files)


def risks(plan: PlannedMilestone, file: str, sites: Sequence[SiteStanding], today: date) -> tuple[Risk, ...]:
    """All that hold, in the order of the rules and then of the sites."""
    found = list(_of_all(plan, file, sites, today))
    for site in sites:
        found.extend(_of_site(site, plan, today))
    rules = {rule: place for place, rule in enumerate(RiskRule)}
    order = {site.id: place for place, site in enumerate(sites)}
    return tuple(sorted(found, key=lambda r: (rules[r.rule], order[r.site] if r.site else -1)))


def _of_all(plan: PlannedMilestone, file: str, sites: Sequence[SiteStanding], today: date) -> Iterator[Risk]:
    behind = tuple(site.id for site in sites if site.core and not site.reached)
    if plan.due < today and behind:
        yield Risk(RiskRule.DUE_PASSED, None, (file,), behind, len(behind))


def _of_site(site: SiteStanding, plan: PlannedMilestone, today: date) -> Iterator[Risk]:
    if not site.exists:
        yield Risk(RiskRule.NO_SITE, site.id, ("sites",))
        return
    if site.judged is None:
        rule = RiskRule.NOT_JUDGED if site.errors else RiskRule.NOT_LOOKED_AT
        yield Risk(rule, site.id, (site.errors[0].file if site.errors else site.folder,))
        return
    if site.errors:
        yield _errors(site)
    yield from _scope(site, site.judged, plan)
    yield from _answers(site, site.judged)
    yield from _documents(site, site.judged, plan, today)
    yield from _actions(site, site.judged)


def _errors(site: SiteStanding) -> Risk:
    """Every error, alike ones in one subject."""
    codes = Counter(error.subject for error in site.errors)
    subjects = tuple(code if n == 1 else f"{code} ×{n}" for code, n in codes.items())
    return Risk(RiskRule.ERRORS, site.id, _once(error.file for error in site.errors), subjects, len(site.errors))


def _risk(rule: RiskRule, site: SiteStanding, file: str, subjects: Sequence[str] = ()) -> Risk:
    return Risk(rule, site.id, (f"{site.folder}/{file}",), tuple(subjects), len(subjects))


def _once(files: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(files))


def _scope(site: SiteStanding, judged: Judged, plan: PlannedMilestone) -> Iterator[Risk]:
    head = judged.head
    holds = {
        RiskRule.NO_REPOSITORY: head.repository is None,
        RiskRule.PROPOSED_SCOPE: head.proposed,
        RiskRule.NO_COMMUNITY: head.repository is not None and not head.has_community,
        RiskRule.NOBODY_ACCOUNTABLE: not head.accountable,
        RiskRule.OTHER_MILESTONE: head.milestone != plan.id,
        RiskRule.OTHER_DAY: head.milestone == plan.id and head.due != plan.due,
        RiskRule.WITHDRAWN: judged.edition.head.status is EditionStatus.WITHDRAWN,
    }
    yield from (_risk(rule, site, "site.yaml") for rule, does in holds.items() if does)
    if head.proposed_roles:
        yield _risk(RiskRule.PROPOSED_ROLES, site, "site.yaml", head.proposed_roles)


def _answers(site: SiteStanding, judged: Judged) -> Iterator[Risk]:
    if judged.state is MilestoneState.NOT_STARTED:
        yield _risk(RiskRule.NOTHING_ANSWERED, site, "evidence")
    idle = CriterionState.NOT_APPLICABLE
    ownerless = [n for n, c in judged.criteria.items() if c.own and c.owner is None and c.state is not idle]
    if ownerless:
        yield _risk(RiskRule.NO_OWNER, site, "site.yaml", ownerless)
    if judged.lapsed:
        yield _risk(RiskRule.LAPSED, site, "evidence", judged.lapsed)


def _documents(site: SiteStanding, judged: Judged, plan: PlannedMilestone, today: date) -> Iterator[Risk]:
    cited = [paper for paper in judged.papers if paper.criteria]
    if cited and not any(paper.confirmed for paper in cited):
        yield _risk(RiskRule.CANDIDATES_ONLY, site, "evidence")
    # one that was superseded has a successor, and one that is no more than proposed supports nothing
    in_force = [paper for paper in cited if paper.state is DocumentState.APPROVED]
    expired = [p for p in in_force if p.review_by and p.review_by < today]
    if expired:
        yield _of_papers(RiskRule.EXPIRED, site, expired)
    # a date may be a year or a month: it is later only where all of it is
    later = [p for p in cited if p.effective and p.effective > plan.due.isoformat()[: len(p.effective)]]
    if later and plan.due < today:
        yield _of_papers(RiskRule.LATER_DOCUMENTS, site, later)


def _of_papers(rule: RiskRule, site: SiteStanding, papers: Sequence[Paper]) -> Risk:
    return Risk(rule, site.id, _once(p.file for p in papers), tuple(p.neutral or p.id for p in papers), len(papers))


def _actions(site: SiteStanding, judged: Judged) -> Iterator[Risk]:
    going_on = [action for action in judged.actions if action.state.is_open]
    overdue = [action.id for action in going_on if action.overdue]
    if overdue:
        yield _risk(RiskRule.OVERDUE, site, "actions.yaml", overdue)
    loose = [action.id for action in going_on if action.owner is None or action.due is None]
    if loose:
        yield _risk(RiskRule.LOOSE_ACTIONS, site, "actions.yaml", loose)
    cared_for = {criterion for action in going_on for criterion in action.criteria}
    without = [
        name
        for name, c in judged.criteria.items()
        if c.own and c.rating is not None and c.rating < c.target and name not in cared_for
    ]
    if without:
        yield _risk(RiskRule.NO_ACTION, site, "actions.yaml", without)
