"""The progress report of a milestone on a page: template, and the drawings of how the sites came along."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from iso16363.language import long_date, say
from iso16363.report.charts_trend import BurnUpWords, burn_up_lines
from iso16363.report.milestonecourse import DRAWN
from iso16363.report.milestoneview import MilestoneView
from iso16363.report.page import render
from iso16363.trend import SiteTrend, burn_up


@dataclass(frozen=True, slots=True)
class Course:
    """How one site, or all together, came along: a drawing and its source; `reason` where there is no drawing."""

    name: str
    drawing: Markup
    source: str = ""
    reason: str = ""


def render_milestone(view: MilestoneView) -> str:
    """The report as HTML."""
    return render("milestone.html", {"page": view, "courses": tuple(_courses(view)), "drawn": DRAWN})


def _courses(view: MilestoneView) -> Iterator[Course]:
    if all(len(trend.known) < 2 for trend in view.trends):
        return
    if len(view.trends) > 1:
        source = say("The sum of the sites below; between two of its points, a site stands where it stood last.")
        yield _course(say("All sites together"), view.trends, source, view)
    for trend in view.trends if len(view.trends) <= DRAWN else ():
        yield _course(view.names.get(trend.site, trend.site), (trend,), view.sources[trend.site], view)


def _course(name: str, trends: Sequence[SiteTrend], source: str, view: MilestoneView) -> Course:
    found = burn_up(trends)
    if len(found.heights) < 2:
        return Course(name, Markup(), source, say("There is no history before today: nothing to draw."))
    if found.is_flat:
        since = long_date(found.heights[0].day)
        return Course(name, Markup(), source, say("Criteria stand as they did on {day}: nothing to draw.", day=since))
    words = BurnUpWords(say("apply"), say("answered"), say("supported"), say("reviewed"), say("due"))
    last = found.heights[-1]
    said = say(
        "{complete} answered, {supported} supported and {reviewed} reviewed of {applicable} criteria that apply",
        complete=last.complete,
        supported=last.supported,
        reviewed=last.reviewed,
        applicable=last.applicable,
    )
    shown = replace(found, due=(view.found.plan.due,))
    return Course(name, Markup(burn_up_lines(shown, words, name, said)), source)  # noqa: S704 - charts escape texts
