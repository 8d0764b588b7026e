"""The charts of the dashboard; each title states something, and empty charts are not drawn."""

from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from iso16363.language import label, marked, say
from iso16363.scoring import CriterionState
from iso16363.workbook.book import put, put_formula
from iso16363.workbook.columns import column_letter
from iso16363.workbook.dashboard_figures import (
    ALL_ANSWERED,
    LOWEST,
    MOST_CANDIDATES,
    MOST_LEFT,
    NOTHING_RATED,
    Figures,
    Part,
    lowest_rated,
    most_candidates,
    most_left,
)
from iso16363.workbook.dashboard_tables import LEFT, RIGHT, SPAN, address
from iso16363.workbook.formula_text import literal, sentence
from iso16363.workbook.grid import Desk
from iso16363.workbook.palette import BARS, INK, LINE
from iso16363.workbook.sheet_names import told
from iso16363.workbook.workings import SHEET as WORKINGS
from iso16363.workbook.workings import parts_reference

_WIDTH: Final = 1060
_TITLES: Final = 2  # row of Workings above its column titles
_LABELS: Final = {CriterionState.REVIEWED: "#FFFFFF"}
_FONT: Final = {"name": "Arial", "size": 10, "color": INK}
_SMALL: Final = {"name": "Arial", "size": 10, "color": INK, "bold": False}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What charts are drawn with: figures, first rows of the two tables, and the sheet of their titles."""

    desk: Desk
    found: Figures
    sections: int
    subsections: int
    workings: Worksheet


def write_charts(drawing: Drawing, sheet: Worksheet, row: int, rows: int) -> None:
    """Draw what there is to see, from a row down over some rows; say so where there is nothing."""
    found = drawing.found
    shown: list[tuple[Chart, str]] = []
    if found.begun:
        shown.append(_states(drawing))
    if found.rated:
        shown.append(_ratings(drawing))
    elif found.whole.candidates:
        shown.append(_candidates(drawing))
    if not shown:
        text = told(marked("Nothing is answered and nothing was proposed yet: begin with the sheet {criteria}."))
        put(sheet, row, RIGHT, text, drawing.desk.formats.about)
    width = _WIDTH // max(1, len(shown))
    for number, (chart, alternative) in enumerate(shown):
        chart.set_size({"width": width - 6, "height": rows * 22 - 8})
        place = {"x_offset": number * width, "y_offset": 2, "description": alternative, "object_position": 1}
        sheet.insert_chart(row, RIGHT, chart, place)


def _title(drawing: Drawing, column: int, formula: str, value: str) -> dict[str, Any]:
    """Title taken from a cell of Workings, so that it changes with the figures."""
    put_formula(drawing.workings, _TITLES, column, formula, value, drawing.desk.book.format())
    name = f"={WORKINGS}!${column_letter(column)}${_TITLES + 1}"
    return {"name": name, "name_font": {**_FONT, "bold": True, "size": 11}, "overlay": False}


def _dress(chart: Chart, title: dict[str, Any]) -> None:
    chart.set_title(title)
    chart.set_legend({"position": "bottom", "font": _SMALL})
    chart.set_chartarea({"border": {"color": LINE}})


def _states(drawing: Drawing) -> tuple[Chart, str]:
    found, first = drawing.found, drawing.sections
    last = first + len(found.sections) - 1
    chart = drawing.desk.book.file.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for position, state in enumerate(CriterionState):
        column = LEFT + 1 + position
        chart.add_series(
            {
                "name": address(first - 1, column),
                "categories": address(first, LEFT, last),
                "values": address(first, column, last),
                "fill": {"color": BARS[state]},
                "border": {"color": "#FFFFFF"},
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": {**_SMALL, "color": _LABELS.get(state, INK)},
                },
            }
        )
    left = [f"({_cell(first + i, LEFT + 1)}+{_cell(first + i, LEFT + 2)})" for i in range(len(found.sections))]
    most = f"MAX({','.join(left)})"
    total = _chosen([_cell(first + i, LEFT + 7) for i in range(len(left))], left, most)
    text = sentence(say(MOST_LEFT), section=_named(found, left, most), left=most, total=total)
    formula = f"=IF({most}=0,{literal(say(ALL_ANSWERED))},{text})"
    _dress(chart, _title(drawing, 0, formula, most_left(found.sections)))
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True, "num_font": _SMALL})
    words = "; ".join(_states_of(part) for part in found.sections)
    return chart, say("Stacked bars: states of the criteria by section. {figures}.", figures=words)


def _states_of(part: Part) -> str:
    states = ", ".join(say("{n} {state}", n=n, state=label(state)) for state, n in part.tally.states.items() if n)
    return say("section {section}: {states}", section=part.id, states=states)


def _cell(row: int, column: int) -> str:
    return address(row, column)[1:]


def _named(found: Figures, left: list[str], most: str) -> str:
    return _chosen([f'"{part.id}"' for part in found.sections], left, most)


def _chosen(values: list[str], left: list[str], most: str) -> str:
    """Formula text: the first of several values whose figure is the largest."""
    text = values[-1]
    for value, figure in reversed(list(zip(values, left, strict=True))[:-1]):
        text = f"IF({figure}={most},{value},{text})"
    return text


def _column(position: int) -> int:
    return RIGHT + 1 + position * SPAN


def _short_names(found: Figures) -> str:
    return "; ".join(f"{part.id}: {part.tally.minimum}" for part in found.subsections if part.tally.minimum is not None)


def _ratings(drawing: Drawing) -> tuple[Chart, str]:
    found, first = drawing.found, drawing.subsections
    last = first + len(found.subsections) - 1
    chart = drawing.desk.book.file.add_chart({"type": "column"})
    categories = parts_reference(len(found.subsections))
    for position, colour in ((4, "#9DB7D5"), (3, "#17365D")):
        chart.add_series(
            {
                "name": address(first - 1, _column(position)),
                "categories": categories,
                "values": address(first, _column(position), last),
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    goal = drawing.desk.book.file.add_chart({"type": "line"})
    goal.add_series(
        {
            "name": address(first - 1, _column(5)),
            "categories": categories,
            "values": address(first, _column(5), last),
            "line": {"none": True},
            "marker": {"type": "long_dash", "size": 12, "fill": {"color": "#8A1C12"}, "border": {"color": "#8A1C12"}},
        }
    )
    chart.combine(goal)
    lowest = address(first, _column(3), last)[1:]
    text = sentence(
        say(LOWEST),
        rating=f"MIN({lowest})",
        places=f"SUMPRODUCT(--({lowest}=MIN({lowest})))",
        total=str(len(found.subsections)),
    )
    formula = f"=IF(COUNT({lowest})=0,{literal(say(NOTHING_RATED))},{text})"
    _dress(chart, _title(drawing, 5, formula, lowest_rated(found.subsections)))
    chart.set_y_axis({"min": 0, "max": 4, "major_unit": 1, "num_format": "0", "num_font": _SMALL})
    chart.set_x_axis({"num_font": _SMALL})
    figures = _short_names(found)
    return chart, say(
        "Columns: mean and lowest rating by subsection against the target. Lowest: {figures}.", figures=figures
    )


def _candidates(drawing: Drawing) -> tuple[Chart, str]:
    found, first = drawing.found, drawing.subsections
    last = first + len(found.subsections) - 1
    chart = drawing.desk.book.file.add_chart({"type": "column", "subtype": "stacked"})
    for position, colour in ((6, "#2F5D8C"), (7, "#F2B632")):
        chart.add_series(
            {
                "name": address(first - 1, _column(position)),
                "categories": parts_reference(len(found.subsections)),
                "values": address(first, _column(position), last),
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": {**_SMALL, "color": "#FFFFFF" if position == 6 else INK},
                },
            }
        )
    figures = address(first, _column(6), last)[1:]
    place = f"INDEX(Workings_parts,MATCH(MAX({figures}),{figures},0))"
    formula = f"={sentence(say(MOST_CANDIDATES), n=f'SUM({figures})', place=place)}"
    _dress(chart, _title(drawing, 5, formula, most_candidates(found.subsections, found.whole)))
    chart.set_y_axis({"num_font": _SMALL, "major_gridlines": {"visible": True, "line": {"color": LINE}}})
    chart.set_x_axis({"num_font": _SMALL})
    words = "; ".join(f"{part.id}: {part.candidates}" for part in found.subsections if part.candidates)
    return chart, say(
        "Columns: candidate citations and statements of the public record by subsection. Candidates: {figures}.",
        figures=words,
    )
