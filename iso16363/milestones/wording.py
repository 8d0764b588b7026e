"""What every output of a milestone says in the same words: met or not, what it is counted from, and what it is not."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from iso16363.language import definition, first_few, label, long_date, one_or_many, say
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import Judged, Lack, SiteStanding
from iso16363.model.variant import Variant
from iso16363.readiness import GateName, MilestoneState

_NAMED, _ROOM = 8, 200
"""Sites named in a sentence at most, and the letters that they may have together."""
_THE_WHOLE = frozenset({"ratings", "evidence", "review", "documents"})
"""Subjects that stand for everything of a sort: words, not ids."""

Names = Mapping[str, str]


def named(items: Sequence[str], most: int = _NAMED, room: int = _ROOM) -> str:
    """As many names as there is room for, and how many there are beyond."""
    return first_few(items, _fitting(items, most, room))


def _fitting(items: Sequence[str], most: int = _NAMED, room: int = _ROOM) -> int:
    lengths = accumulate(len(item) + 2 for item in items[:most])
    return max(1, sum(length <= room for length in lengths))


def only_proposals(found: MilestoneStanding) -> bool:
    """Whether every judged site is known from proposals alone."""
    return bool(found.judged) and len(_proposed(found)) == len(found.judged)


def promise(found: MilestoneStanding) -> str:
    """What the figures are counted from, and that they certify nothing."""
    if only_proposals(found):
        return say("Counted from proposals that no site has confirmed: neither a self-assessment nor a certificate.")
    return say("Counted from self-assessments, not a certificate.")


def warning(found: MilestoneStanding) -> str:
    """For whom an output is made, and what to do before it goes to others."""
    if found.variant is Variant.INTERNAL:
        return say("It may describe what is not public: read it before passing it on.")
    return say("{variant} Read it before passing it on.", variant=definition(found.variant))


def fictional(found: MilestoneStanding, names: Names) -> str:
    """Which sites are invented."""
    invented = [names[site] for site, judged in found.judged if judged.head.fictional]
    if not invented:
        return ""
    if len(invented) == len(found.judged):
        return say("A fictional example: sites, documents and answers are invented.")
    return say("Fictional, with invented documents and answers: {sites}.", sites=named(invented))


def _proposed(found: MilestoneStanding) -> Sequence[tuple[str, Judged]]:
    return [(site, judged) for site, judged in found.judged if judged.only_proposed]


def proposals(found: MilestoneStanding, names: Names) -> Iterator[str]:
    """What is shown of a site that has said nothing itself, and where that is from as far as the files tell."""
    proposed = _proposed(found)
    if not proposed:
        return
    counted = [
        one_or_many("{site}, {n} candidate", "{site}, {n} candidates", judged.candidates, site=names[site])
        for site, judged in proposed
    ]
    shown = _fitting(counted)
    if shown < len(counted):
        counted = [*counted[:shown], one_or_many("{n} more", "{n} more", len(counted) - shown)]
    sites = "; ".join(counted)
    yield say(
        "Nothing that is cited has been confirmed by the site, and no criterion has been answered: {sites}. What is "
        "shown of them was proposed, for the site to confirm or strike; it is no statement by the site.",
        sites=sites,
    )
    scopes = [names[site] for site, judged in proposed if judged.head.proposed]
    if len(scopes) == len(proposed):
        yield say("What would be audited is a proposal, too.")
    elif scopes:
        yield say("What would be audited is a proposal, too: {sites}.", sites=named(scopes))
    roles = [names[site] for site, judged in proposed if judged.head.proposed_roles]
    if len(roles) == len(proposed):
        yield say("Roles are taken from the public record.")
    elif roles:
        yield say("Roles are taken from the public record: {sites}.", sites=named(roles))


def verdict(found: MilestoneStanding) -> str:
    """Met or not, by the rule."""
    state, core = state_of(found), len(found.core)
    if found.met:
        return say("The milestone is met: every core site has reached “{state}” or a later state.", state=state)
    return one_or_many(
        "The milestone is not met: {reached} of {n} core site has reached “{state}” or a later state.",
        "The milestone is not met: {reached} of {n} core sites have reached “{state}” or a later state.",
        core,
        reached=core - len(found.behind),
        state=state,
    )


def when(found: MilestoneStanding) -> str:
    """How far away the due day is, or how long ago."""
    days, day = (found.plan.due - found.today).days, long_date(found.plan.due)
    if days < 0:
        return one_or_many("It was due on {day}, {n} day ago.", "It was due on {day}, {n} days ago.", -days, day=day)
    if days == 0:
        return say("It is due today.")
    return one_or_many("It is due on {day}, in {n} day.", "It is due on {day}, in {n} days.", days, day=day)


def rule(found: MilestoneStanding, names: Names) -> str:
    """When the milestone is met."""
    sites = named([names.get(site, site) for site in found.plan.rule.core])
    state = state_of(found)
    return say("Met when every core site ({sites}) has reached “{state}” or a later state.", sites=sites, state=state)


def state_of(found: MilestoneStanding) -> str:
    """The state that the rule asks for, in words."""
    required = found.plan.rule.state.value
    return label(next(state for state in MilestoneState if state.value == required))


def state_of_site(site: SiteStanding) -> str:
    """The state of a site in words, or that it has none."""
    if site.judged:
        return label(site.judged.state)
    return say("not judged") if site.exists else say("no such site")


def about(gate: GateName, lack: Lack, judged: Judged) -> str:
    """What a lack is about in words: titles of roles and documents, keys of files, criteria."""
    if gate is GateName.DOCUMENTS:
        return lack.key or lack.subject
    if gate is GateName.STRUCTURE:
        return lack.key or lack.subject
    if gate is GateName.DECLARATION:
        return judged.head.role_titles.get(lack.subject, lack.subject)
    return say("the whole") if lack.subject in _THE_WHOLE else lack.subject


def nobody(found: MilestoneStanding) -> str:
    """Why nobody is ahead."""
    if len(found.judged) < 2:
        return say("There are no two sites that can be judged.")
    return say("No site has come further than another.") if found.comparable else _other_editions()


def _other_editions() -> str:
    return say("The sites answer different editions and cannot be compared here.")


def no_help(found: MilestoneStanding) -> str:
    """Why nobody could help."""
    if found.comparable or len(found.judged) < 2:
        return say("No site has a confirmed, current document for what another has not answered.")
    return _other_editions()


def unnamed(found: MilestoneStanding) -> str:
    """How many documents are shared that may not be named."""
    if not found.unnamed:
        return ""
    return one_or_many(
        "{n} shared document is not public and therefore not named.",
        "{n} shared documents are not public and therefore not named.",
        found.unnamed,
    )


def unlisted(found: MilestoneStanding) -> str:
    """How many helps no output lists."""
    beyond = sum(need.more for need in found.needs)
    if not beyond:
        return ""
    return one_or_many(
        "Not listed anywhere: {n} more, of those criteria that many could help with.",
        "Not listed anywhere: {n} more, of those criteria that many could help with.",
        beyond,
    )
