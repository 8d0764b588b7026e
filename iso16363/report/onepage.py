"""The director's page: readiness, gates, areas, obstacles and the decision on one sheet that stands alone."""

from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.report.charts import state_bars
from iso16363.report.fitting import lines, size_for
from iso16363.report.front import Cover, build_cover, document_id
from iso16363.report.look import PLAIN, Look
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.page import render
from iso16363.report.stops import Stop
from iso16363.report.summary import Summary, build_summary, lines_of
from iso16363.report.wording import shortened
from iso16363.scoring import CriterionState

_STOPS_SHOWN = 6
_NAME = 300
_HEIGHT, _WIDTH = 250.0, 176.0
"""What the margins leave of the lower of the two papers, less a little, in millimetres."""
_BAR = 5
"""Lines that the bar of the states takes."""


@dataclass(frozen=True, slots=True)
class OnePage:
    """The page as data; every text in it is bounded, so that it stays one page."""

    cover: Cover
    title: str
    document_id: str
    site: str
    repository: str
    milestone: str
    asked_of: str
    summary: Summary
    stops: tuple[Stop, ...]
    more_stops: int
    states: tuple[tuple[str, str, str], ...]
    counts: tuple[int, ...]
    begun: bool
    size: float = 0.0


def build_onepage(judgement: Judgement) -> OnePage:
    """Compute the page; its letters are as small as what it has to hold makes them."""
    lookup = Lookup(judgement)
    cover, summary = build_cover(lookup), build_summary(lookup)
    site, edition = judgement.site.site, judgement.edition.head.title
    page = OnePage(
        cover=cover,
        title=say("Readiness on one page: {name}, {edition}", name=site.short_name, edition=edition),
        document_id=document_id(lookup, "summary"),
        site=shortened(site.name, _NAME),
        repository=shortened(site.repository.name, _NAME) if site.repository else "",
        milestone=shortened(f"{cover.milestone}, {cover.milestone_title}", _NAME) if cover.milestone else "",
        asked_of=shortened(
            "; ".join(role.title for role in judgement.site.site.roles.values() if role.accountable), _NAME
        ),
        summary=summary,
        stops=tuple(replace(stop, text=shortened(stop.text, _NAME)) for stop in summary.stops[:_STOPS_SHOWN]),
        more_stops=max(0, len(summary.stops) - _STOPS_SHOWN),
        states=tuple((s.value, label(s), STATE_LETTER[s]) for s in CriterionState),
        counts=tuple(lookup.whole.states[s] for s in CriterionState),
        begun=lookup.begun,
    )
    return replace(page, size=size_for(_HEIGHT, _WIDTH, partial(_lines_of, page)))


def _lines_of(page: OnePage, letters: int) -> float:
    """About how many lines the page needs if so many letters stand in a line."""
    head = 6.6 + 2.4 * bool(page.cover.no_handover) + 2.3 * lines(letters, page.site, share=0.53)
    names = lines(letters, page.repository, page.milestone + " " * 40, page.asked_of + " " * 24)
    return head + names + _BAR * page.begun + lines_of(page.summary, letters, page.stops) + 1.2 * bool(page.more_stops)


def render_onepage(page: OnePage, *, look: Look = PLAIN) -> str:
    """The page as HTML."""
    words = say("One bar for all criteria, shaded by state.")
    bar = state_bars([(say("All"), page.counts)], page.states, words, words)
    return render("onepage.html", {"page": page, "bar": Markup(bar)}, look=look)  # noqa: S704 - charts escape texts
