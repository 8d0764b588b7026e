"""The sites of a milestone read and judged side by side; of each, what the milestone needs is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from iso16363.catalog import Catalogue, Edition
from iso16363.language import speaking, spoken
from iso16363.milestones.measuring import no_site, standing, unjudged
from iso16363.milestones.rollup import MilestoneStanding, roll_up
from iso16363.milestones.standing import SiteStanding
from iso16363.model.milestone import PlannedMilestone
from iso16363.model.variant import Variant
from iso16363.workspace.location import Workspace, is_provider
from iso16363.workspace.shares import look_at_each
from iso16363.workspace.workspace import report_on


@dataclass(frozen=True, slots=True)
class MilestoneOrder:
    """Wanted: how each site stands towards a milestone on a day, in the texts and the language of its readers."""

    workspace: Workspace
    plan: PlannedMilestone
    today: date
    variant: Variant
    language: str

    def look(self, catalogue: Catalogue, site: str) -> SiteStanding:
        """How a site stands."""
        if is_provider(self.workspace.sites_folder / site):
            return no_site(site, self.plan, "it is a provider, which is not audited itself")
        report, root = report_on(self.workspace, site, catalogue, self.today), self.workspace.root
        with speaking(self.language):
            if report.judgement is None:
                return unjudged(site, self.plan, report.diagnostics, variant=self.variant)
            return standing(site, self.plan, report.judgement, lambda file: (root / file).exists(), self.variant)

    def failed(self, site: str, why: str) -> SiteStanding:
        """A site that cannot be read."""
        return unjudged(site, self.plan, (), why.partition("\n")[0], self.variant)


def milestone_standing(
    workspace: Workspace,
    plan: PlannedMilestone,
    file: str,
    today: date,
    *,
    told: Callable[[int], None] = lambda _: None,
    log: Callable[[Exception], str] = str,
    variant: Variant = Variant.INTERNAL,
) -> MilestoneStanding:
    """Judge the sites of a milestone. One that is not there or cannot be judged is said to be so.

    `told` hears of each site that is done; `log` writes down what nobody expected, and says it. What a variant
    withholds is marked in the language spoken.
    """
    order = MilestoneOrder(workspace, plan, today, variant, spoken())
    found = {one.id: one for one in _standings(order, told, log)}
    return roll_up(plan, file, [found[site] for site in plan.rule.sites], today, variant)


def _standings(
    order: MilestoneOrder, told: Callable[[int], None], log: Callable[[Exception], str]
) -> Iterator[SiteStanding]:
    workspace, plan = order.workspace, order.plan
    known, there = frozenset(workspace.site_ids()), []
    for site in plan.rule.sites:
        if site not in known:
            yield no_site(site, plan, f"there is no folder sites/{site}")
        else:
            there.append(site)
    missing = len(plan.rule.sites) - len(there)
    told(missing)
    editions: dict[str, Edition] = {}
    for one in look_at_each(order, there, told, log):
        yield _sharing(one, editions)


def _sharing(one: SiteStanding, editions: dict[str, Edition]) -> SiteStanding:
    """The site with an edition that all share: each process sends one of its own."""
    if one.judged is None:
        return one
    edition = editions.setdefault(one.judged.edition.id, one.judged.edition)
    return replace(one, judged=replace(one.judged, edition=edition))
