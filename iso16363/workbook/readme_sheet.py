"""The sheet Read me: what the workbook is for and how to work with it, for people who never saw the tool."""

from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.judgement import Judgement
from iso16363.language import definition, label, one_or_many, say
from iso16363.model.variant import Variant
from iso16363.readiness import MilestoneState
from iso16363.scoring import CriterionState
from iso16363.workbook.book import put
from iso16363.workbook.computed_words import word
from iso16363.workbook.grid import Desk
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.instructions import PART, RETURNED, instructions
from iso16363.workbook.marked_cells import words
from iso16363.workbook.page import confidentiality, print_setup, protect
from iso16363.workbook.palette import ALARM, BAD, CARE, COMPUTED, GOOD, HEAD, HEAD_OPEN, INK, LINE, LINK, PAPER, STATES
from iso16363.workbook.prose import shortened
from iso16363.workbook.provided_columns import inherits
from iso16363.workbook.rows import Rows
from iso16363.workbook.sheet_names import tab, tab_in_formula, told

SHEET: Final = "Read me"
_WIDTHS: Final = (30, 96)


def write_readme(desk: Desk, rows: Rows, export: str) -> None:
    """Write the sheet, which is the one that opens."""
    judgement = rows.judgement
    sheet = desk.book.sheet(SHEET)
    sheet.activate()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    put(sheet, 0, 0, _title(judgement), desk.formats.title)
    put(sheet, 1, 0, desk.mark, desk.formats.heading)
    row = 3
    for name, text in (*_facts(rows, export), *_of_this_copy(desk, rows)):
        row = _line(desk, sheet, row, name, text)
    if desk.issue.questions:
        row = _attention(desk, sheet, row + 1)
    style = desk.book.format(text_wrap=True)
    for title, paragraphs in instructions(judgement.variant, whole=desk.issue.part.whole, inherits=inherits(rows)):
        row += 1
        put(sheet, row, 0, title, desk.formats.heading)
        sheet.set_row(row, 20)
        row += 1
        for text in paragraphs:
            sheet.merge_range(row, 0, row, 1, None, style)
            put(sheet, row, 0, text, style)
            sheet.set_row(row, height(lines_of(text, sum(_WIDTHS))))
            row += 1
    row += 1
    _legend(desk, sheet, row)
    print_setup(sheet, desk.page, landscape=False)
    protect(sheet)


def _title(judgement: Judgement) -> str:
    return say("Self-assessment against {edition}", edition=judgement.edition.head.title)


def _facts(rows: Rows, export: str) -> list[tuple[str, str]]:
    judgement = rows.judgement
    day = judgement.today.isoformat()
    tool = judgement.provenance.tool_version
    handling = confidentiality(judgement)
    if judgement.variant.leaves_out:
        handling = f"{handling}. {definition(judgement.variant)}"
    else:
        handling = say("{confidentiality}. Notes in it are for the site team only.", confidentiality=handling)
    facts = [
        (say("State"), _standing(judgement, day)),
        (say("Confidentiality"), handling),
        (
            say("Export"),
            say("{export}, of {day}, made with {tool}", export=export, day=day, tool=f"iso16363 {tool}"),
        ),
    ]
    if judgement.draft:
        failing = ", ".join(label(gate.name) for gate in judgement.readiness.failing)
        if failing:
            text = say("Not all gates hold, so this is not a hand-over. What fails: {gates}.", gates=failing)
        else:
            text = say("Made as a draft on request, so this is not a hand-over.")
        facts.insert(0, (say("DRAFT"), text))
    if judgement.site.site.fictional:
        text = say("This site does not exist. Everything in this workbook is made up as an example.")
        facts.insert(0, (say("FICTIONAL"), text))
    if rows.citations and not any(r.documented or r.implemented for r in rows.citations):
        text = say(
            "Citations, documents and background here were proposed and not confirmed by the site: each is a "
            "candidate. Nothing in this workbook is a finding about the site."
        )
        facts.append((say("Candidates"), text))
    return facts


def _standing(judgement: Judgement, day: str) -> str:
    """What sort of copy it is, and how far the site had come; of one that is handed over, that is known."""
    state = judgement.readiness.state
    if judgement.variant is not Variant.AUDITOR or judgement.draft:
        return say("Working copy. On {day}: {state}. {meaning}", day=day, state=label(state), meaning=definition(state))
    if state in (MilestoneState.READY, MilestoneState.SUBMITTED):
        return say("Copy for the auditor, as of {day}.", day=day)
    return say(
        "Copy for the auditor, as of {day}: {state}. {meaning}", day=day, state=label(state), meaning=definition(state)
    )


def _of_this_copy(desk: Desk, rows: Rows) -> list[tuple[str, str]]:
    """What sets it apart from the whole workbook as it was first sent out."""
    issue = desk.issue
    facts = []
    if not issue.part.whole:
        sentences = [say("This workbook is a part, {extent}", extent=issue.extent)]
        role = rows.judgement.site.site.roles.get(issue.part.owner or "")
        if role:
            sentences.append(say("The role is {title}.", title=shortened(role.title)))
        facts.append((say("A part"), " ".join((*sentences, told(PART)))))
        facts.append((say("Criteria of the part"), ", ".join(issue.covered)))
    if issue.returned:
        cells = one_or_many("{n} cell needs your attention.", "{n} cells need your attention.", len(issue.questions))
        facts.append((say("Sent back"), f"{cells} {say(RETURNED)}"))
    return facts


def _attention(desk: Desk, sheet: Worksheet, row: int) -> int:
    """Every marked cell with a link to it and what is to be done. Returns the row after them."""
    put(sheet, row, 0, say("What needs your attention"), desk.formats.heading)
    sheet.set_row(row, 20)
    style = desk.book.format(font_color=LINK, underline=1, text_wrap=True, border=1, border_color=LINE)
    for spot in desk.issue.questions:
        row += 1
        name = f"{tab(spot.sheet)}!{spot.cell}"
        goal = f"internal:{tab_in_formula(spot.sheet)}!{spot.cell}"
        sheet.write_url(row, 0, goal, style, name, say("To {place}", place=name))
        text = f"{spot.about}: {words(spot.mark.text)}"
        put(sheet, row, 1, text, desk.formats.text)
        sheet.set_row(row, height(max(lines_of(name, _WIDTHS[0]), lines_of(text, _WIDTHS[1]))))
    return row + 1


def _line(desk: Desk, sheet: Worksheet, row: int, name: str, text: str) -> int:
    put(sheet, row, 0, name, desk.formats.label)
    put(sheet, row, 1, text, desk.formats.text)
    sheet.set_row(row, height(max(lines_of(name, _WIDTHS[0]), lines_of(text, _WIDTHS[1]))))
    return row + 1


def _legend(desk: Desk, sheet: Worksheet, row: int) -> None:
    put(sheet, row, 0, say("Colours, always with a word"), desk.formats.heading)
    sheet.set_row(row, 20)
    looks: list[tuple[str, str, tuple[str, str]]] = [
        (say("Title of a column to fill"), say("Its cells are yours."), (HEAD_OPEN, PAPER)),
        (
            say("Title of a column to read"),
            say("Its cells come from the catalogue or are computed."),
            (HEAD, PAPER),
        ),
        (say("Cell to fill"), say("Yours."), (PAPER, INK)),
        (say("Cell to read"), say("Computed, or from the catalogue."), (COMPUTED, INK)),
        (say("good"), say("Confirmed, current, reached, reviewed."), GOOD),
        (say("care"), say("To be looked at: candidate, draft, one step missing (▲)."), CARE),
        (
            say("missing"),
            say("Missing, expired, overdue, claimed above support, review lapsed (▲)."),
            BAD,
        ),
    ]
    if desk.issue.questions:
        text = say("Needs your attention; the note on it says what is wrong and what to do.")
        looks.append((say("Marked cell"), text, ALARM))
    looks += [(word(state), definition(state), STATES[state]) for state in CriterionState]
    for name, text, (fill, ink) in looks:
        row += 1
        style = desk.book.format(border=1, border_color=LINE, bg_color=fill, font_color=ink, text_wrap=True)
        put(sheet, row, 0, name, style)
        put(sheet, row, 1, text, desk.formats.text)
        sheet.set_row(row, height(max(lines_of(name, _WIDTHS[0]), lines_of(text, _WIDTHS[1]))))
