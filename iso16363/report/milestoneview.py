"""The progress report of a milestone as data: what the template places, in the language spoken."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iso16363.language import label
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.wording import Names, rule, verdict, warning, when
from iso16363.readiness import GateStatus
from iso16363.report.lookup import STATE_LETTER
from iso16363.report.milestonecourse import CourseRow, Limit, course_rows, limits, sources
from iso16363.report.milestonecover import MilestoneCover, build_cover
from iso16363.report.milestonelacks import SitePage, site_page
from iso16363.report.milestonematrix import Matrix, matrices
from iso16363.report.milestonesharing import SharingPart, sharing_part
from iso16363.report.milestonesummary import GateRow, SiteRow, gate_rows, site_row, summary
from iso16363.report.milestonetasks import TasksPart, tasks_part
from iso16363.scoring import CriterionState
from iso16363.trend import SiteTrend


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """The whole report. `left_out` are the sites that cannot be judged."""

    cover: MilestoneCover
    found: MilestoneStanding
    names: Names
    verdict: str
    when: str
    rule: str
    warning: str
    summary: str
    sites: tuple[SiteRow, ...]
    gates: tuple[GateRow, ...]
    holds: str
    pages: tuple[SitePage, ...]
    matrices: tuple[Matrix, ...]
    left_out: tuple[SiteRow, ...]
    states: tuple[tuple[str, str, str], ...]
    sharing: SharingPart
    tasks: TasksPart
    trends: tuple[SiteTrend, ...]
    sources: dict[str, str]
    course_rows: tuple[CourseRow, ...]
    limits: tuple[Limit, ...]


def build_milestone_view(found: MilestoneStanding, trends: Sequence[SiteTrend], data: bytes) -> MilestoneView:
    """Compute everything that the progress report shows; `data` is the same as JSON, whose digest is in its id."""
    names = found.names
    sites = tuple(site_row(site, names) for site in found.sites)
    judged = {site for site, _ in found.judged}
    return MilestoneView(
        cover=build_cover(found, names, data),
        found=found,
        names=names,
        verdict=verdict(found),
        when=when(found),
        rule=rule(found, names),
        warning=warning(found),
        summary=summary(found, names),
        sites=sites,
        gates=tuple(gate_rows(found)),
        holds=label(GateStatus.HOLDS),
        pages=tuple(_pages(found, names)),
        matrices=tuple(matrices(found, names)),
        left_out=tuple(site for site in sites if site.id not in judged),
        states=tuple((state.value, label(state), STATE_LETTER[state]) for state in CriterionState),
        sharing=sharing_part(found, names),
        tasks=tasks_part(found, names),
        trends=tuple(trends),
        sources=sources(trends),
        course_rows=tuple(course_rows(trends, names)),
        limits=limits(found, trends, names),
    )


def _pages(found: MilestoneStanding, names: Names) -> Iterator[SitePage]:
    full = Counter(judged.head.name for _, judged in found.judged)
    for site in found.sites:
        alike = site.judged is not None and full[site.judged.head.name] > 1
        yield site_page(site, names[site.id], alike=alike)
