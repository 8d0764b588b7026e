"""The progress report of a milestone written as PDF, with the data inside, or as workbook; in a language."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from iso16363.interchange import Json, to_text
from iso16363.language import say, speaking
from iso16363.milestones.data import SCHEMA, milestone_data
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.report.embedding import Attachment
from iso16363.report.milestonepage import render_milestone
from iso16363.report.milestoneview import build_milestone_view
from iso16363.report.pdf import write_pdf
from iso16363.trend import SiteTrend
from iso16363.workbook.milestone_book import milestone_workbook
from iso16363.workspace.catalogue_files import in_language
from iso16363.workspace.history import trends
from iso16363.workspace.location import Workspace
from iso16363.workspace.writing import write_bytes

Log = Callable[[Exception], str]


def write_progress_book(
    workspace: Workspace, found: MilestoneStanding, language: str, target: Path, log: Log = str
) -> None:
    """Write the workbook. Raises AuditError for a text that no cell holds."""
    with speaking(language):
        write_bytes(target, milestone_workbook(_titled(found, language), _courses(workspace, found, log)))


def progress_data(workspace: Workspace, found: MilestoneStanding, log: Log = str) -> Json:
    """The milestone as data, with how its sites came along; `log` writes down faults of ours, and says them."""
    return milestone_data(found, _courses(workspace, found, log))


def write_progress(workspace: Workspace, found: MilestoneStanding, language: str, target: Path, log: Log = str) -> None:
    """Write the report; raises as write_pdf does."""
    with speaking(language):
        courses = _courses(workspace, found, log)
        data = to_text({"schema": SCHEMA, **milestone_data(found, courses)}).encode()
        described = say("The milestone as data: states, gates, shared documents, actions and risks")
        inside = Attachment("milestone.json", data, "application/json", "Data", described)
        write_pdf(render_milestone(build_milestone_view(_titled(found, language), courses, data)), target, (inside,))


def _titled(found: MilestoneStanding, language: str) -> MilestoneStanding:
    """The milestone with the titles of the standard in a language; its data keep those of the catalogue."""
    editions = {name: in_language(edition, language) for name, edition in found.editions.items()}
    sites = tuple(
        replace(site, judged=replace(site.judged, edition=editions[site.judged.edition.id])) if site.judged else site
        for site in found.sites
    )
    leads = tuple(replace(one, title=editions[one.edition].subsections[one.subsection].title) for one in found.leads)
    return replace(found, sites=sites, leads=leads)


def _courses(workspace: Workspace, found: MilestoneStanding, log: Log) -> list[SiteTrend]:
    # a site that is broken today has its history all the same
    there = {site.id: site.now for site in found.sites if site.exists}
    courses = list(trends(workspace, list(there), found.today, known=there, log=log))
    return [_unquoted(course) for course in courses] if found.variant.leaves_out else courses


def _unquoted(course: SiteTrend) -> SiteTrend:
    """Without tags, messages of checks and of git: nothing is known of what a variant should leave out of them."""
    points = (replace(point, tags=(), reason=point.reason and "it could not be judged") for point in course.points)
    notes = ("Not all of its history is known.",) if course.notes else ()
    return replace(course, points=tuple(points), notes=notes)
