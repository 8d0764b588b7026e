"""The sheet Dashboard: gates, figures, map and charts of one site on one page."""

from dataclasses import dataclass
from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.agenda import Task, agenda
from iso16363.judgement import Judgement
from iso16363.language import definition, label, marked, say, spoken
from iso16363.model.variant import Variant
from iso16363.readiness import Gate, GateStatus
from iso16363.resources import ENGLISH
from iso16363.workbook.book import put, put_formula
from iso16363.workbook.columns import FIRST_ROW, jump
from iso16363.workbook.dashboard_figures import HEADLINE, TOP, Figures, figures, headline
from iso16363.workbook.dashboard_tables import (
    LEFT,
    RIGHT,
    firsts,
    write_first,
    write_ratings,
    write_states,
    write_subsections,
)
from iso16363.workbook.formula_text import literal, sentence
from iso16363.workbook.grid import Desk
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.next_open import write_next_open
from iso16363.workbook.page import confidentiality, print_setup, protect
from iso16363.workbook.palette import BAD, CARE, GOOD, LINE, LINK, RATINGS, STILL
from iso16363.workbook.prose import capital, shortened
from iso16363.workbook.rows import Rows
from iso16363.workbook.sheet_names import tab, tab_in_formula
from iso16363.workbook.workings import mark

SHEET: Final = "Dashboard"
_GATES: Final = 5
_STATES: Final = 18
_RATINGS: Final = 25
_FIRSTS: Final = 32
_MAP: Final = 5
CHARTS: Final = 22
CHART_ROWS: Final = 16
_SUBSECTIONS: Final = 39
_CELLS: Final = 32
_LAST: Final = 55
_NAMES: Final = 44.0
_CELL: Final = 2.7
_MAP_WIDTH: Final = _NAMES + _CELLS * _CELL
_HEIGHT: Final = 16.5
_STATUS: Final = {
    GateStatus.HOLDS: (marked("✓ holds"), GOOD),
    GateStatus.FAILS: (marked("✗ fails"), BAD),
}
_LEGEND: Final = marked(
    "0 to 4: rating.  D: answer begun, not complete.  C: open, candidates are on the table.  O: open, nothing yet.  "
    "N: not applicable.  A click on a cell goes to the criterion; criteria stand in the standard's order."
)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The sheet with what its charts are drawn from: figures and first rows of their tables."""

    sheet: Worksheet
    found: Figures
    sections: int
    subsections: int


def write_dashboard(desk: Desk, rows: Rows) -> Dashboard:
    """Write everything but the charts, whose titles stand on a sheet that comes later."""
    found = figures(rows)
    sheet = desk.book.sheet(SHEET)
    sheet.set_column(0, 0, 1)
    sheet.set_column(LEFT, LEFT, 40)
    sheet.set_column(LEFT + 1, LEFT + 8, 10.8)
    sheet.set_column(RIGHT - 1, RIGHT - 1, 2)
    sheet.set_column(RIGHT, RIGHT, _NAMES)
    sheet.set_column(RIGHT + 1, RIGHT + _CELLS, _CELL)
    for row in range(_GATES, _LAST + 1):
        sheet.set_row(row, _HEIGHT)
    _write_head(desk, sheet, rows, found)
    _write_gates(desk, sheet, rows.judgement)
    sections = write_states(desk, sheet, _STATES, found)
    write_ratings(desk, sheet, _RATINGS, found)
    for number, one in enumerate(firsts(found)):
        write_first(desk, sheet, _FIRSTS + number * (TOP + 2), one)
    _write_map(desk, sheet, rows)
    subsections = write_subsections(desk, sheet, _SUBSECTIONS, found)
    print_setup(sheet, desk.page, one_page=True)
    sheet.print_area(0, 0, _LAST, RIGHT + _CELLS)
    protect(sheet)
    return Dashboard(sheet, found, sections, subsections)


def _write_head(desk: Desk, sheet: Worksheet, rows: Rows, found: Figures) -> None:
    judgement = rows.judgement
    site = judgement.site.site
    repository = site.repository
    named = say("no repository named yet")
    if repository is not None:
        named = shortened(repository.name)
        named = say("{name} (proposal)", name=named) if repository.proposed else named
    milestone = f" · {shortened(site.milestone.id)}" if site.milestone else ""
    sheet.set_row(0, 28)
    title = say("Ready for an external audit against {edition}?", edition=judgement.edition.head.title)
    put(sheet, 0, LEFT, f"{title} · {desk.mark}", desk.formats.title)
    day = say("judged on {day}", day=judgement.today.isoformat())
    about = f"{named}{milestone} · {day} · {confidentiality(judgement)}"
    if not desk.issue.part.whole:
        part = say("the whole site, while the workbook is a part of it, {part}", part=desk.issue.part.told)
        about = f"{about} · {part}"
    put(sheet, 1, LEFT, about, desk.formats.about)
    state = capital(label(judgement.readiness.state))
    strong = desk.book.format(bold=True, font_size=12, valign="vcenter")
    put_formula(sheet, 2, LEFT, _headline(state), headline(state, found.whole), strong)
    sheet.set_row(2, 20)
    _write_next(desk, sheet, rows)


def _headline(state: str) -> str:
    """The sentence under the title as a formula; the state of the milestone is that of the export."""

    def count(condition: str) -> str:
        return f"SUMPRODUCT(--({condition}))"

    answered = "SUMPRODUCT((Workings_rank>2)*(Workings_rank<6))"
    supported = "SUMPRODUCT((Workings_rank>3)*(Workings_rank<6))"
    text = sentence(
        say(HEADLINE),
        state=literal(state),
        answered=answered,
        applicable=count("Workings_rank<>6"),
        supported=supported,
        reviewed=count("Workings_rank=5"),
        candidates=count('Evidence_state="candidate"'),
    )
    return f"={text}"


def _write_next(desk: Desk, sheet: Worksheet, rows: Rows) -> None:
    write_next_open(desk, sheet, 3, LEFT, rows)
    style = desk.book.format(font_color=LINK, underline=1, valign="vcenter", shrink=True)
    audit = ("Audit",) if rows.judgement.variant is not Variant.PUBLIC else ()
    for number, name in enumerate(("Criteria", "Evidence", "Background", "Documents", "Actions", *audit, "Lists")):
        goal = f"internal:{tab_in_formula(name)}!A1"
        sheet.write_url(3, LEFT + 1 + number, goal, style, tab(name), say("To {place}", place=tab(name)))


def _write_gates(desk: Desk, sheet: Worksheet, judgement: Judgement) -> None:
    put(sheet, _GATES, LEFT, say("Gates, as of the export"), desk.formats.heading)
    for column, title in ((LEFT, say("Gate")), (LEFT + 1, say("Result")), (LEFT + 2, say("To do"))):
        put(sheet, _GATES + 1, column, title, desk.formats.head)
    sheet.set_row(_GATES + 1, max(2 * _HEIGHT, height(lines_of(say(_LEGEND), _MAP_WIDTH))))
    sheet.merge_range(_GATES + 1, LEFT + 3, _GATES + 1, LEFT + 8, None, desk.formats.head)
    put(sheet, _GATES + 1, LEFT + 3, say("First of them, or what the gate asks for"), desk.formats.head)
    boxed: dict[str, object] = {"border": 1, "border_color": LINE, "valign": "vcenter"}
    text = desk.book.format(**boxed, shrink=True)
    tasks = () if spoken() == ENGLISH else agenda(judgement)
    for row, gate in enumerate(judgement.readiness.gates, _GATES + 2):
        words, (fill, ink) = _STATUS[gate.status]
        put(sheet, row, LEFT, capital(label(gate.name)), desk.formats.name)
        put(
            sheet,
            row,
            LEFT + 1,
            say(words),
            desk.book.format(**boxed, bold=True, bg_color=fill, font_color=ink, shrink=True),
        )
        put(sheet, row, LEFT + 2, len(gate.failures), desk.book.format(**boxed, num_format="0;;", align="center"))
        sheet.merge_range(row, LEFT + 3, row, LEFT + 8, None, text)
        put(sheet, row, LEFT + 3, _first_failure(gate, tasks), text)


def _first_failure(gate: Gate, tasks: tuple[Task, ...]) -> str:
    """What fails the gate first; failures are told in English, and the tasks they lead to in any language."""
    if not gate.failures:
        return definition(gate.name)
    first, task = gate.failures[0], next((t for t in tasks if t.gate is gate.name), None)
    subject, text = (task.subject, task.problem or task.what) if task else (first.subject, say(first.text))
    return shortened(f"{subject}: {text}", 1000)


def _write_map(desk: Desk, sheet: Worksheet, rows: Rows) -> None:
    put(sheet, _MAP, RIGHT, say("Map of the criteria"), desk.formats.heading)
    legend = desk.book.format(font_color="#4A5560", text_wrap=True)
    sheet.merge_range(_MAP + 1, RIGHT, _MAP + 1, RIGHT + _CELLS, None, legend)
    put(sheet, _MAP + 1, RIGHT, say(_LEGEND), legend)
    style = desk.book.format(border=1, border_color="#FFFFFF", align="center", valign="vcenter", bold=True)
    edition = rows.judgement.edition
    numbers = {row.id: (number, row) for number, row in enumerate(rows.criteria, 1)}
    for line, (identifier, subsection) in enumerate(edition.subsections.items(), _MAP + 2):
        put(sheet, line, RIGHT, f"{identifier} {subsection.title}", desk.formats.name)
        for place, criterion in enumerate(subsection.criteria):
            number, row = numbers[criterion]
            goal = jump("Criteria", f"INDEX(Workings_at,{number})+{FIRST_ROW}")
            formula = f"=HYPERLINK({goal},INDEX(Workings_mark,{number}))"
            put_formula(sheet, line, RIGHT + 1 + place, formula, mark(row.result), style)
    last = _MAP + 1 + len(edition.subsections)
    looks = {str(level): colours for level, colours in enumerate(RATINGS)}
    looks |= {"O": STILL, "C": ("#D6E6F7", "#123F70"), "D": CARE, "N": ("#FFFFFF", "#4A5560")}
    for letter, (fill, ink) in looks.items():
        sheet.conditional_format(
            _MAP + 2,
            RIGHT + 1,
            last,
            RIGHT + _CELLS,
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{letter}"',
                "format": desk.book.look({"bg_color": fill, "font_color": ink}),
            },
        )
