"""The sheet of a milestone's workbook on how its sites came along: all together, drawn, and each."""

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from iso16363.language import label, say
from iso16363.scoring import CriterionState
from iso16363.trend import Height, Point, SiteTrend, burn_up
from iso16363.workbook.columns import CellValue
from iso16363.workbook.milestone_desk import HEAD_ROW, Desk
from iso16363.workbook.palette import BARS, QUIET

_LINES = (
    (5, QUIET),
    (6, BARS[CriterionState.ANSWERED]),
    (7, BARS[CriterionState.SUPPORTED]),
    (8, BARS[CriterionState.REVIEWED]),
)
"""Columns that are drawn: criteria that apply, answered, supported, reviewed."""
_TALL = 380


def write_courses(desk: Desk, courses: Sequence[SiteTrend]) -> None:
    """A row for each point of each site, the sum of all before them."""
    names = desk.found.names
    columns = [(say("Site"), 26), (say("Day"), 13), (say("Commit"), 16), (say("Sites"), 9), (say("State"), 22)]
    columns += [(head, 12) for head in (say("Criteria"), say("Answered"), say("Supported"), say("Reviewed"))]
    columns += [(say("Gates that hold"), 12), (say("Remark"), 60), (say("From"), 24)]
    together = burn_up(courses)
    rows = [_sum(height) for height in together.heights]
    rows += [row for course in courses for row in _points(course, names.get(course.site, course.site))]
    said = say("Read from the history that git keeps of the files.")
    if together.heights:
        said = say("Read from the history that git keeps of the files; the first rows are the sum of all sites.")
    sheet = desk.sheet(say("Progress over time"), said, columns, rows)
    if not together.is_flat:
        _draw(desk, sheet, len(together.heights), len(columns))
        sheet.print_area(0, 0, HEAD_ROW + len(rows), len(columns) - 1)  # with the drawing beside it, it would be tiny


def _sum(height: Height) -> Sequence[CellValue]:
    figures = (height.applicable, height.complete, height.supported, height.reviewed)
    return (say("All sites together"), height.day, None, height.sites, None, *figures, None, None, None)


def _points(course: SiteTrend, name: str) -> Iterator[Sequence[CellValue]]:
    where = f"sites/{course.site}"
    for note in course.notes:
        yield (name, *(None,) * 9, note, where)
    for point in course.points:
        yield (name, point.day, (point.commit or "")[:12], None, *_figures(point), where)


def _figures(point: Point) -> Iterator[CellValue]:
    remarks = [*point.tags, *([say("with changes that are not committed")] if point.uncommitted else [])]
    numbers = point.numbers
    if numbers is None:
        yield from (None,) * 6
        yield ", ".join((*remarks, point.reason))
        return
    yield label(numbers.state)
    yield numbers.applicable
    for level in (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED):
        yield numbers.at_least(level)
    yield len(numbers.holding)
    yield ", ".join(remarks)


def _draw(desk: Desk, sheet: Worksheet, points: int, column: int) -> None:
    """Lines over the days, beside the table; a filter does not take points from them."""
    chart = desk.book.file.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    first, last, name = HEAD_ROW + 1, HEAD_ROW + points, sheet.get_name()
    for where, colour in _LINES:
        chart.add_series(
            {
                "name": [name, HEAD_ROW, where],
                "categories": [name, first, 1, last, 1],
                "values": [name, first, where, last, where],
                "line": {"color": colour, "width": 2},
                "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}},
            }
        )
    chart.set_title({"name": say("All sites together"), "name_font": {"size": 12}, "overlay": False})
    chart.set_x_axis({"num_format": "yyyy-mm-dd", "num_font": {"rotation": -45, "size": 9}})
    chart.set_y_axis({"min": 0, "num_format": "0", "num_font": {"size": 9}})
    chart.set_legend({"position": "bottom"})
    chart.show_hidden_data()
    chart.set_size({"width": 2 * _TALL, "height": _TALL})
    described = say("Lines: criteria that apply, are answered, supported and reviewed, of all sites together.")
    sheet.insert_chart(HEAD_ROW, column + 1, chart, {"description": described})
