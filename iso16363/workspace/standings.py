"""The sites of a milestone read and judged one after the other, each let go before the next."""

from collections.abc import Callable, Iterator
from datetime import date

from iso16363.catalog import Catalogue
from iso16363.errors import AuditError
from iso16363.milestones.measuring import no_site, standing, unjudged
from iso16363.milestones.rollup import MilestoneStanding, roll_up
from iso16363.milestones.standing import SiteStanding
from iso16363.model.milestone import PlannedMilestone
from iso16363.model.variant import Variant
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import Workspace, is_provider
from iso16363.workspace.workspace import report_on


def milestone_standing(
    workspace: Workspace,
    plan: PlannedMilestone,
    file: str,
    today: date,
    told: Callable[[int], None] = lambda _: None,
    variant: Variant = Variant.INTERNAL,
) -> MilestoneStanding:
    """Judge the sites of a milestone. One that is not there or cannot be judged is said to be so.

    `told` hears of each site that is done. What a variant withholds is marked in the language spoken.
    """
    return roll_up(plan, file, _standings(workspace, plan, today, told, variant), today, variant)


def _standings(
    workspace: Workspace, plan: PlannedMilestone, today: date, told: Callable[[int], None], variant: Variant
) -> Iterator[SiteStanding]:
    catalogue, known = load_catalogue(), frozenset(workspace.site_ids())
    for site in plan.rule.sites:
        if site not in known:
            yield no_site(site, plan, f"there is no folder sites/{site}")
        else:
            yield _one(workspace, site, plan, variant, catalogue, today)
        told(1)


def _one(
    workspace: Workspace, site: str, plan: PlannedMilestone, variant: Variant, catalogue: Catalogue, today: date
) -> SiteStanding:
    if is_provider(workspace.sites_folder / site):
        return no_site(site, plan, "it is a provider, which is not audited itself")
    try:
        report = report_on(workspace, site, catalogue, today)
    except AuditError as error:
        return unjudged(site, plan, (), str(error).partition("\n")[0], variant)
    if report.judgement is None:
        return unjudged(site, plan, report.diagnostics, variant=variant)
    return standing(site, plan, report.judgement, lambda file: (workspace.root / file).exists(), variant)
