"""Every figure of the view as a drawing, by the name the templates know it by."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from iso16363.language import say
from iso16363.report.charts import dot_plot, gap_grid, heat_map, mosaic, rating_matrix, state_bars
from iso16363.report.charts_evidence import split_bars
from iso16363.report.figures import Figures
from iso16363.report.figures_evidence import CandidateRow
from iso16363.report.figures_states import HeatRow

_BESIDE = 360
"""Width of a drawing that shares the line with its table: 90 mm."""


def draw(figures: Figures) -> Mapping[str, Markup]:
    """Draw what there is to draw, the same view the same drawings."""
    drawn = {**_of_states(figures), **_of_ratings(figures), **_of_evidence(figures)}
    return {key: Markup(svg) for key, svg in drawn.items()}  # noqa: S704 - the canvas escapes every text


def _of_states(figures: Figures) -> dict[str, str]:
    drawn = {
        "mosaic": mosaic(
            [[cell.state for cell in row.cells] for row in figures.mosaic],
            say(
                "One square for each criterion, one row for each subsection, shaded by state: {counts}.",
                counts=figures.mosaic_words,
            ),
            say("The state of every criterion stands at its sheet in part H."),
        )
    }
    if bars := figures.bars:
        rows = [(say("Section {id}", id=row.id) if row.id else say("All"), row.counts) for row in bars.rows]
        drawn["bars"] = state_bars(rows, figures.states, bars.alternative, bars.finding)
        words = say("One bar for all criteria, shaded by state: {counts}.", counts=figures.mosaic_words)
        drawn["overall"] = state_bars(rows[-1:], figures.states, words, bars.finding)
    if heat := figures.heat:
        maps = [(row.id, _letters(row), _complete(row)) for row in heat.rows]
        drawn["heat"] = heat_map(maps, figures.states, heat.alternative, heat.finding)
    if candidates := figures.candidates:
        maps = [(row.id, _letters(row), _covered(row)) for row in candidates.rows]
        drawn["candidates"] = heat_map(maps, figures.counts, candidates.alternative, candidates.finding)
    return drawn


def _letters(row: HeatRow | CandidateRow) -> Sequence[tuple[str, str, str]]:
    return [(cell.criterion, cell.state, cell.letter) for cell in row.cells]


def _complete(row: HeatRow) -> str:
    return say("{n} of {all} complete", n=row.complete, all=row.applicable)


def _covered(row: CandidateRow) -> str:
    return say("{n} of {all}", n=row.covered, all=row.criteria)


def _of_ratings(figures: Figures) -> dict[str, str]:
    drawn = {}
    if dots := figures.dots:
        rows = [(r.id, r.minimum, r.mean, r.targets, _rated(r.rated, r.applicable), r.before) for r in dots.rows]
        drawn["dots"] = dot_plot(rows, dots.alternative, dots.finding)
    if matrix := figures.matrix:
        drawn["matrix"] = rating_matrix([row.counts for row in matrix.rows], matrix.alternative, matrix.finding)
    if efforts := figures.efforts:
        lines = [(row.weight, [len(criteria) for criteria in row.criteria]) for row in efforts.rows]
        drawn["efforts"] = gap_grid(lines, figures.gap_heads, efforts.alternative, efforts.finding)
    return drawn


def _rated(rated: int, applicable: int) -> str:
    return say("{rated} of {applicable} rated", rated=rated, applicable=applicable)


def _of_evidence(figures: Figures) -> dict[str, str]:
    drawn = {}
    if relied := figures.relied:
        parts = (say("criteria that cite no other document"), say("criteria that cite others as well"))
        rows = [(row.title, row.criteria, row.alone) for row in relied.rows]
        drawn["relied"] = split_bars(rows, parts, relied.alternative, relied.finding)
    if age := figures.age:
        parts = (say("past the review date"), say("before it, or none set"))
        rows = [(row.age, row.documents, row.expired) for row in age.rows]
        drawn["age"] = split_bars(rows, parts, age.alternative, age.finding, _BESIDE)
    return drawn
