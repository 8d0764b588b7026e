"""Several sites against one milestone: met or not by its rule, and everything that an output shows of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iso16363.catalog import Edition
from iso16363.milestones.lending import Help, Need, lent
from iso16363.milestones.risks import Risk, risks
from iso16363.milestones.sharing import (
    Lead,
    Shareable,
    SharedDocument,
    by_edition,
    leads,
    shareable_documents,
    shared_documents,
)
from iso16363.milestones.standing import Judged, SiteAction, SiteStanding
from iso16363.model.milestone import PlannedMilestone
from iso16363.model.variant import Variant


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """A milestone and its sites on one day; `file` is that of the milestone, below the workspace.

    `unnamed` is how many documents of providers are shared that are not public; texts of the sites are as the
    `variant` shows them.
    """

    plan: PlannedMilestone
    file: str
    today: date
    sites: tuple[SiteStanding, ...]
    shared: tuple[SharedDocument, ...]
    shareable: tuple[Shareable, ...]
    leads: tuple[Lead, ...]
    helps: tuple[Help, ...]
    risks: tuple[Risk, ...]
    needs: tuple[Need, ...] = ()
    unnamed: int = 0
    variant: Variant = Variant.INTERNAL

    @property
    def core(self) -> tuple[SiteStanding, ...]:
        """The sites that the rule is about."""
        return tuple(site for site in self.sites if site.core)

    @property
    def others(self) -> tuple[SiteStanding, ...]:
        """The sites that are shown beside them."""
        return tuple(site for site in self.sites if not site.core)

    @property
    def behind(self) -> tuple[SiteStanding, ...]:
        """Core sites that have not come as far as the rule asks."""
        return tuple(site for site in self.core if not site.reached)

    @property
    def met(self) -> bool:
        """Whether every core site has come as far as the rule asks."""
        return not self.behind

    @property
    def judged(self) -> tuple[tuple[str, Judged], ...]:
        """The sites that could be judged."""
        return tuple((site.id, site.judged) for site in self.sites if site.judged)

    @property
    def editions(self) -> dict[str, Edition]:
        """The editions that sites answer, in the order of the sites; their matrices stand apart."""
        return {judged.edition.id: judged.edition for _, judged in self.judged}

    @property
    def comparable(self) -> bool:
        """Whether two of the sites answer one edition, so that it can be said who is ahead and who could help."""
        return any(len(members) > 1 for members in by_edition(self.sites).values())

    def answering(self, edition: str) -> tuple[tuple[str, Judged], ...]:
        """The judged sites that answer an edition."""
        return tuple((site, judged) for site, judged in self.judged if judged.edition.id == edition)

    @property
    def names(self) -> dict[str, str]:
        """What each site is called in an output: its short name, with the id behind it where two have the same."""
        short = {site.id: " ".join(site.shown_name.split()) for site in self.sites}
        times = Counter(name.casefold() for name in short.values())
        told = {i: name if times[name.casefold()] == 1 or name == i else f"{name} ({i})" for i, name in short.items()}
        if len({name.casefold() for name in told.values()}) == len(told):
            return told
        return {site: f"{name} ({site})" for site, name in short.items()}

    @property
    def actions(self) -> tuple[SiteAction, ...]:
        """What is still to be done, by due day; what has none comes last."""
        order = {site.id: place for place, site in enumerate(self.sites)}
        going_on = [a for _, judged in self.judged for a in judged.actions if a.state.is_open]
        return tuple(sorted(going_on, key=lambda a: (a.due is None, a.due or date.max, order[a.site], a.id)))

    @property
    def done(self) -> int:
        """How many actions are finished."""
        return sum(a.state.value == "done" for _, judged in self.judged for a in judged.actions)


def roll_up(
    plan: PlannedMilestone,
    file: str,
    sites: Iterable[SiteStanding],
    today: date,
    variant: Variant = Variant.INTERNAL,
) -> MilestoneStanding:
    """Hold the sites, known as a variant shows them, against the milestone."""
    standings = tuple(sites)
    shared, unnamed = shared_documents(standings)
    helps, needs = lent(standings)
    return MilestoneStanding(
        plan=plan,
        file=file,
        today=today,
        sites=standings,
        shared=shared,
        shareable=shareable_documents(standings),
        leads=leads(standings),
        helps=helps,
        risks=risks(plan, file, standings, today),
        needs=needs,
        unnamed=unnamed,
        variant=variant,
    )
