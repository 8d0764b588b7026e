"""The view as one self-contained HTML page, by the templates under templates/report/."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from iso16363.report import charts
from iso16363.report.figures import CandidateRow, Figure, Figures, HeatRow
from iso16363.report.markdown import UNBROKEN, breakable, to_html
from iso16363.report.view import ReportView
from iso16363.report.wording import counted, shortened
from iso16363.resources import templates_folder


def report_folder() -> Path:
    """Folder of the report's templates, style sheet and fonts."""
    return templates_folder() / "report"


def render_html(view: ReportView) -> str:
    """Place the view on a page. The page asks for no other file: style and drawings are inside."""
    environment = _environment(report_folder())
    style = (report_folder() / "report.css").read_text(encoding="utf-8")
    template = environment.get_template("report.html")
    return template.render(
        view=view,
        style=Markup(style),  # noqa: S704 - our own file, goes into <style>
        drawings=_drawings(view),
    )


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalize,
    )
    filters: Mapping[str, Callable[..., object]] = {
        "markdown": to_html,
        "counted": counted,
        "shortened": shortened,
    }
    environment.filters.update(filters)
    return environment


def _finalize(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup) and len(value) > UNBROKEN:
        return Markup(breakable(str(escape(value))))  # noqa: S704 - escaped
    return value


def _drawings(view: ReportView) -> Mapping[str, Markup]:
    figures, drawn = view.figures, _rating_drawings(view.figures)
    bars, heat = figures.bars, figures.heat
    if bars and heat:
        drawn["bars"] = charts.state_bars(
            [(f"Section {row.id}" if row.id else "All", row.counts) for row in bars.rows],
            figures.states,
            bars.alternative,
            bars.finding,
        )
        words = f"One bar for all criteria. {heat.alternative}"
        drawn["overall"] = charts.state_bars([("All", bars.rows[-1].counts)], figures.states, words, bars.finding)
        drawn["heat"] = _map(heat.rows, figures.states, heat)
    drawn["mosaic"] = charts.mosaic(
        [[cell.state for cell in row.cells] for row in figures.mosaic],
        f"One square for each criterion, one row for each subsection, shaded by state: {figures.mosaic_words}.",
        "The same states as letters are in part F.",
    )
    if figures.candidates:
        drawn["candidates"] = _map(figures.candidates.rows, figures.counts, figures.candidates)
    if figures.relied:
        drawn["relied"] = charts.bars(
            [(shortened(row.title, 58), row.criteria) for row in figures.relied.rows],
            figures.relied.alternative,
            figures.relied.finding,
        )
    return {key: Markup(svg) for key, svg in drawn.items()}  # noqa: S704 - charts escape every text


def _map(rows: Sequence[HeatRow | CandidateRow], shades: Sequence[tuple[str, str, str]], figure: Figure[Any]) -> str:
    cells = [(row.id, [(c.criterion, c.state, c.letter) for c in row.cells]) for row in rows]
    return charts.heat_map(cells, shades, figure.alternative, figure.finding)


def _rating_drawings(figures: Figures) -> dict[str, str]:
    drawn = {}
    if figures.dots:
        drawn["dots"] = charts.dot_plot(
            [(r.id, r.minimum, r.mean, r.targets, f"{r.rated} of {r.applicable} rated") for r in figures.dots.rows],
            figures.dots.alternative,
            figures.dots.finding,
        )
    if figures.matrix:
        drawn["matrix"] = charts.rating_matrix(figures.matrix.rows, figures.matrix.alternative, figures.matrix.finding)
    return drawn
