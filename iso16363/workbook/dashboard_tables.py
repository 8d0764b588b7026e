"""The tables of the dashboard: states, ratings, subsections, and what to look at first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iso16363.language import label, marked, say
from iso16363.scoring import CriterionState
from iso16363.workbook.book import put, put_formula
from iso16363.workbook.columns import FIRST_ROW, CellValue, column_letter, jump
from iso16363.workbook.computed_words import word
from iso16363.workbook.dashboard_figures import TOP, Figures, Part
from iso16363.workbook.formula_text import literal, sentence
from iso16363.workbook.grid import Desk
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.palette import LINE, LINK, STATES
from iso16363.workbook.prose import capital
from iso16363.workbook.rows import CriterionRow
from iso16363.workbook.sheet_names import tab_in_formula

LEFT: Final = 1
RIGHT: Final = 11
SPAN: Final = 4
"""Columns of the map that make one column of a table on the right."""
_ROOM: Final = 9.0
"""Letters of a title in one of the narrow columns."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A formula with the value it has."""

    formula: str
    value: CellValue
    look: str = "0"


def _states(part: Part, where: str) -> list[Cell]:
    cells = [
        Cell(f"=SUMPRODUCT({where}*(Workings_state={literal(word(state))}))", part.tally.states[state], "0;;")
        for state in CriterionState
    ]
    candidates = f'=SUMPRODUCT({_evidence_of(part)}*(Evidence_state="candidate"))'
    return [*cells, Cell(f"=SUMPRODUCT({where}*1)", part.tally.total), Cell(candidates, part.candidates, "0;;")]


def _evidence_of(part: Part) -> str:
    return f'(LEFT(Evidence_criterion,{len(part.id) + 1})="{part.id}.")' if part.id else '(Evidence_criterion<>"")'


def _where(part: Part) -> str:
    if not part.id:
        return '(Workings_id<>"")'
    return f'(Workings_{"part" if "." in part.id else "section"}="{part.id}")'


def _rated(part: Part) -> tuple[Cell, Cell, Cell]:
    """Number rated, lowest, mean."""
    where = f"{_where(part)}*(Workings_low<9)"
    count = f"SUMPRODUCT({where}*1)"
    lowest = f'=IF({count}=0,"",9-SUMPRODUCT(MAX({where}*(9-Workings_low))))'
    mean = f'=IF({count}=0,"",SUMPRODUCT({where}*Workings_low)/{count})'
    tally = part.tally
    return (
        Cell(f"={count}", tally.rated, "0;;"),
        Cell(lowest, "" if tally.minimum is None else tally.minimum),
        Cell(mean, "" if tally.mean is None else tally.mean, "0.0"),
    )


def _ratings(part: Part) -> list[Cell]:
    where = f"{_where(part)}*(Workings_rank<>6)"
    cells = [Cell(f'=SUMPRODUCT({where}*(Workings_rating=""))', part.tally.ratings[None], "0;;")]
    cells += [
        Cell(f"=SUMPRODUCT({where}*(Workings_low={level}))", part.tally.ratings[level], "0;;") for level in range(5)
    ]
    return [*cells, *_rated(part)[1:]]


def state_title(state: CriterionState) -> str:
    """A state as the title of a column."""
    # Translators: short for "not applicable", title of a narrow column.
    return say("N/A") if state is CriterionState.NOT_APPLICABLE else capital(label(state))


def write_states(desk: Desk, sheet: Worksheet, row: int, found: Figures) -> int:
    """States by section. Returns the row of the first section."""
    titles = (*map(state_title, CriterionState), say("All"), say("Candidates"))
    _heads(desk, sheet, row, say("States by section"), titles)
    for position, state in enumerate(CriterionState, LEFT + 1):
        fill, ink = STATES[state]
        style = desk.book.format(
            bold=True, bg_color=fill, font_color=ink, border=1, border_color=LINE, text_wrap=True, align="center"
        )
        put(sheet, row + 1, position, titles[position - LEFT - 1], style)
    for number, part in enumerate((*found.sections, found.whole), row + 2):
        _row(desk, sheet, number, _name(part), _states(part, _where(part)))
    return row + 2


def write_ratings(desk: Desk, sheet: Worksheet, row: int, found: Figures) -> None:
    """Distribution of the ratings by section, with the lowest and, beside it, the mean."""
    titles = (say("Not rated"), "0", "1", "2", "3", "4", say("Lowest"), say("Mean"))
    _heads(desk, sheet, row, say("Ratings of applicable criteria by section"), titles)
    for number, part in enumerate((*found.sections, found.whole), row + 2):
        _row(desk, sheet, number, _name(part), _ratings(part))


def write_subsections(desk: Desk, sheet: Worksheet, row: int, found: Figures) -> int:
    """Figures by subsection, which the charts draw. Returns the row of the first subsection."""
    titles = (
        *(say("Criteria"), say("Answered"), say("Rated"), say("Lowest")),
        *(say("Mean"), say("Target"), say("Candidates"), say("Background")),
    )
    put(sheet, row, RIGHT, say("By subsection"), desk.formats.heading)
    put(sheet, row + 1, RIGHT, say("Subsection"), desk.formats.head)
    for position, title in enumerate(titles):
        _merged(sheet, row + 1, position, desk.formats.head)
        put(sheet, row + 1, RIGHT + 1 + position * SPAN, title, desk.formats.head)
    _grow(sheet, row + 1, *(lines_of(title, _ROOM) for title in titles))
    for number, part in enumerate(found.subsections, row + 2):
        put(sheet, number, RIGHT, f"{part.id} {part.title}", desk.formats.name)
        for position, cell in enumerate(_of_subsection(part)):
            style = _number(desk, cell)
            _merged(sheet, number, position, style)
            put_formula(sheet, number, RIGHT + 1 + position * SPAN, cell.formula, cell.value, style)
    return row + 2


def _of_subsection(part: Part) -> list[Cell]:
    where = _where(part)
    answered = part.tally.at_least(CriterionState.ANSWERED)
    applicable = f"SUMPRODUCT({where}*(Workings_rank<>6))"
    background = f'=SUMPRODUCT(--(LEFT(Background_criterion,{len(part.id) + 1})="{part.id}."))'
    return [
        Cell(f"=SUMPRODUCT({where}*1)", part.tally.total),
        Cell(f"=SUMPRODUCT({where}*(Workings_rank>2)*(Workings_rank<6))", answered, "0;;"),
        *_rated(part),
        Cell(
            f'=IF({applicable}=0,"",SUMPRODUCT({where}*Workings_target)/{applicable})',
            "" if part.target is None else part.target,
            "0.0",
        ),
        Cell(f'=SUMPRODUCT({_evidence_of(part)}*(Evidence_state="candidate"))', part.candidates, "0;;"),
        Cell(background, part.background, "0;;"),
    ]


# TEXT would want the letters of the reader's language: a German Excel knows JJJJ, and shows "yyyy" as it is.
_DAY: Final = (
    'YEAR(INDEX(Actions_due,{at}))&"-"&RIGHT("0"&MONTH(INDEX(Actions_due,{at})),2)'
    '&"-"&RIGHT("0"&DAY(INDEX(Actions_due,{at})),2)'
)
_BELOW_TARGET: Final = marked("rated {rating}, target {target}")
_ABOVE_SUPPORT: Final = marked("rated {rating}, supported {supported}")
_DUE: Final = marked("due {day}")


@dataclass(frozen=True, slots=True)
class First:
    """A list of what to look at first: where its rows are ranked, and what is shown of each."""

    title: str
    none: str
    sheet: str
    ranking: str
    id: str
    text: str
    note: str
    shown: Sequence[tuple[str, str, str]]


def firsts(found: Figures) -> tuple[First, ...]:
    """The lists, in the order of the dashboard."""
    unrated = say("nothing is rated yet")
    rating = "INDEX(Workings_rating,{at})"
    return (
        First(
            say("Largest gaps"),
            say("no rated criterion is below its target") if found.rated else unrated,
            "Criteria",
            "Workings_gap_order",
            "Workings_id",
            "INDEX(Criteria_title,INDEX(Workings_at,{at}))",
            sentence(say(_BELOW_TARGET), rating=rating, target="INDEX(Workings_target,{at})"),
            [
                (r.id, r.criterion.title, say(_BELOW_TARGET, rating=r.result.rating, target=r.result.target))
                for r in found.gaps
            ],
        ),
        First(
            say("Claimed above what the evidence supports"),
            say("no claim is above its support") if found.rated else unrated,
            "Criteria",
            "Workings_excess",
            "Workings_id",
            "INDEX(Criteria_title,INDEX(Workings_at,{at}))",
            sentence(say(_ABOVE_SUPPORT), rating=rating, supported="INDEX(Workings_supported,{at})"),
            [(r.id, r.criterion.title, _above_support(r)) for r in found.excess],
        ),
        First(
            say("Overdue actions"),
            say("no action is overdue"),
            "Actions",
            "Actions_overdue",
            "Actions_id",
            "INDEX(Actions_action,{at})",
            sentence(say(_DUE), day=_DAY),
            [(r.id, r.action.action, say(_DUE, day=r.action.due)) for r in found.overdue],
        ),
        First(
            say("Stale evidence: cited, but expired, superseded or missing"),
            say("no cited document is stale"),
            "Documents",
            "Documents_stale",
            "Documents_id",
            "INDEX(Documents_title,{at})",
            "INDEX(Documents_standing,{at})",
            [(r.id, r.document.title, word(r.standing)) for r in found.stale],
        ),
    )


def _above_support(row: CriterionRow) -> str:
    rating = "" if row.result.rating is None else row.result.rating
    return say(_ABOVE_SUPPORT, rating=rating, supported=row.result.support)


def write_first(desk: Desk, sheet: Worksheet, row: int, one: First) -> None:
    """Write one list; the first line says so when there is nothing."""
    put(sheet, row, LEFT, one.title, desk.formats.heading)
    text_style = desk.book.format(border=1, border_color=LINE, font_color=LINK, shrink=True, valign="vcenter")
    note_style = desk.book.format(border=1, border_color=LINE, shrink=True, valign="vcenter")
    id_style = desk.book.format(border=1, border_color=LINE, num_format="@", bold=True, shrink=True, valign="vcenter")
    for place in range(TOP):
        line = row + 1 + place
        rank = f"LARGE({one.ranking},{place + 1})"
        at = f"MATCH({rank},{one.ranking},0)"
        ranked = f"IFERROR({rank},0)"
        shown = one.shown[place] if place < len(one.shown) else None
        none, nothing = (one.none, say("none")) if place == 0 else ("", "")
        formula = f"=IF({ranked}<=0,{literal(nothing)},INDEX({one.id},{at}))"
        put_formula(sheet, line, LEFT, formula, shown[0] if shown else nothing, id_style)
        goal = f"INDEX(Workings_at,{at})" if one.sheet == "Criteria" else at
        link = f"HYPERLINK({jump(one.sheet, f'{goal}+{FIRST_ROW}')},{one.text.format(at=at)})"
        sheet.merge_range(line, LEFT + 1, line, LEFT + 5, None, text_style)
        put_formula(
            sheet, line, LEFT + 1, f"=IF({ranked}<=0,{literal(none)},{link})", shown[1] if shown else none, text_style
        )
        sheet.merge_range(line, LEFT + 6, line, LEFT + 8, None, note_style)
        note = one.note.format(at=at)
        put_formula(sheet, line, LEFT + 6, f'=IF({ranked}<=0,"",{note})', shown[2] if shown else "", note_style)


def _name(part: Part) -> str:
    return f"{part.id} {part.title}" if part.id else say("All sections")


def _heads(desk: Desk, sheet: Worksheet, row: int, title: str, titles: Sequence[str]) -> None:
    put(sheet, row, LEFT, title, desk.formats.heading)
    put(sheet, row + 1, LEFT, say("Section"), desk.formats.head)
    for position, text in enumerate(titles, LEFT + 1):
        put(sheet, row + 1, position, text, desk.formats.head)
    _grow(sheet, row + 1, *(lines_of(text, _ROOM) for text in titles))


def _grow(sheet: Worksheet, row: int, *lines: int) -> None:
    """Make a row of titles taller where one of them takes several lines."""
    if max(lines) > 1:
        sheet.set_row(row, height(max(lines)))


def _row(desk: Desk, sheet: Worksheet, row: int, name: str, cells: Sequence[Cell]) -> None:
    put(sheet, row, LEFT, name, desk.formats.name)
    for position, cell in enumerate(cells, LEFT + 1):
        put_formula(sheet, row, position, cell.formula, cell.value, _number(desk, cell))


def _number(desk: Desk, cell: Cell) -> Format:
    return desk.book.format(border=1, border_color=LINE, align="center", valign="vcenter", num_format=cell.look)


def _merged(sheet: Worksheet, row: int, position: int, style: Format) -> None:
    left = RIGHT + 1 + position * SPAN
    sheet.merge_range(row, left, row, left + SPAN - 1, None, style)


def address(row: int, column: int, last_row: int | None = None) -> str:
    """Address on the dashboard, for charts."""
    letter = column_letter(column)
    end = f":${letter}${last_row + 1}" if last_row is not None else ""
    return f"={tab_in_formula('Dashboard')}!${letter}${row + 1}{end}"
