"""The sheet Read me: what the workbook is for and how to work with it, for people who never saw the tool."""

from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.scoring import CriterionState
from iso16363.workbook.book import put
from iso16363.workbook.grid import Desk
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.marked_cells import words
from iso16363.workbook.page import confidentiality, print_setup, protect
from iso16363.workbook.palette import ALARM, BAD, CARE, COMPUTED, GOOD, HEAD, HEAD_OPEN, LINE, LINK, PAPER, STATES
from iso16363.workbook.prose import shortened
from iso16363.workbook.rows import Rows

SHEET: Final = "Read me"
_WIDTHS: Final = (30, 96)
_TEXT: Final = """
# What this is

{extent} self-assessment of one repository: every criterion with its answer, the evidence cited for
it, the register of documents, the actions that close gaps, and the figures that follow. It does not
certify anything, and it comes neither from ISO nor from CCSDS. Criteria are in our own words; the
standard itself is binding.

# How to fill it

1. Start on the sheet Criteria. The link at the top of that sheet goes to the next open criterion.

2. Write the response, then choose "documented" (is it written down, approved, current?) and
"implemented" (is it done, and can it be shown?), 0 to 4. The note on the title of each column says
what each level means; so does the sheet Lists. **Two stars** make a word bold in the report, and a
line that begins with a hyphen an item of a list.

3. On Evidence, check each candidate: open the document, say where in it, say what it shows, and set
the state to confirmed. Candidates do not count. New citations go into the empty rows at the end.

4. A new document goes into an empty row of Documents first, with a short id such as
data-policy-2026.

5. For every rating below the target, add an action with owner and due date on the sheet Actions.

To take out a row on Evidence, Background, Documents or Actions, empty all its cells; nothing is
removed without asking. A criterion is never removed: set Applicable to no, with reason and approver.

# How to return it

Save it as .xlsx under any name and send it back to whoever gave it to you. Sorting, filtering,
hiding and widening columns do no harm. Columns of your own are not read.

It is read back with "iso16363 workbook import". The workbook remembers what was exported, so each
change is shown first, field by field, and only what you changed is taken over, beside what others
changed meanwhile. What cannot be taken over is not dropped: the workbook comes back with the cells
marked and the reasons on this sheet.

# What is locked

White cells can be filled in; grey cells come from the catalogue or are computed. The sheets are
protected against slips, without a password: Review, Unprotect Sheet lifts it, for example to sort
the sheet Criteria, to open its folded columns with the + above them, or to add rows when the
prepared ones are used up.{sorting}

Pasting can get round the dropdowns, so paste only values that the dropdown offers.

An answer that was reviewed and is changed here says so at once, and its review lapses.
"""
_SORTING: Final = " The other sheets can be sorted and filtered as they are."
_PART: Final = (
    "Only its rows are shown on Criteria, Evidence, Background and Actions. The other rows are still in the file, "
    "hidden and locked, so that every figure is that of the whole site. Edits in them, or on the sheet Cover, are "
    "refused when the workbook is read back. Documents and all empty rows are open. These "
    "four sheets can be filtered; to sort them, lift the protection first. A filter that is cleared may show the "
    "hidden rows."
)
_RETURNED: Final = (
    "This is your work on top of the site's files of today. Nothing of it is in the site's files yet. Look at the "
    "marked cells, then send the workbook back as before; you need not do anything twice."
)


def write_readme(desk: Desk, rows: Rows, export: str) -> None:
    """Write the sheet, which is the one that opens."""
    judgement = rows.judgement
    sheet = desk.book.sheet(SHEET)
    sheet.activate()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    put(sheet, 0, 0, f"Self-assessment against {judgement.edition.head.title}", desk.formats.title)
    put(sheet, 1, 0, desk.mark, desk.formats.heading)
    row = 3
    for name, text in (*_facts(rows, export), *_of_this_copy(desk, rows)):
        row = _line(desk, sheet, row, name, text)
    if desk.issue.questions:
        row = _attention(desk, sheet, row + 1)
    style = desk.book.format(text_wrap=True)
    extent = "The whole" if desk.issue.part.whole else "One person's part of the"
    told = _TEXT.format(extent=extent, sorting=_SORTING if desk.issue.part.whole else "")
    for part in told.strip().split("\n\n"):
        text = part.replace("\n", " ")
        if text.startswith("# "):
            row += 1
            put(sheet, row, 0, text[2:], desk.formats.heading)
            sheet.set_row(row, 20)
        else:
            sheet.merge_range(row, 0, row, 1, None, style)
            put(sheet, row, 0, text, style)
            sheet.set_row(row, height(lines_of(text, sum(_WIDTHS))))
        row += 1
    row += 1
    _legend(desk, sheet, row)
    print_setup(sheet, desk.page, landscape=False)
    protect(sheet)


def _facts(rows: Rows, export: str) -> list[tuple[str, str]]:
    judgement = rows.judgement
    site = judgement.site.site
    state = judgement.readiness.state
    facts = [
        ("State", f"Working copy. On {judgement.today.isoformat()}: {state.label}. {state.definition}"),
        ("Confidentiality", f"{confidentiality(judgement)}. Notes in it are for the site team only."),
        (
            "Export",
            f"{export}, of {judgement.today.isoformat()}, made with iso16363 {judgement.provenance.tool_version}",
        ),
    ]
    if site.fictional:
        facts.insert(
            0, ("FICTIONAL", "This site does not exist. Everything in this workbook is made up as an example.")
        )
    if rows.citations and not any(r.documented or r.implemented for r in rows.citations):
        text = (
            "Citations, documents and background here were proposed and not confirmed by the site: each is a "
            "candidate. Nothing in this workbook is a finding about the site."
        )
        facts.append(("Candidates", text))
    return facts


def _of_this_copy(desk: Desk, rows: Rows) -> list[tuple[str, str]]:
    """What sets it apart from the whole workbook as it was first sent out."""
    issue = desk.issue
    facts = []
    if not issue.part.whole:
        role = rows.judgement.site.site.roles.get(issue.part.owner or "")
        name = f" The role is {shortened(role.title)}." if role else ""
        facts.append(("A part", f"This workbook is a part, {issue.extent}{name} {_PART}"))
        facts.append(("Criteria of the part", ", ".join(issue.covered)))
    if issue.returned:
        cells = f"{len(issue.questions)} {'cell needs' if len(issue.questions) == 1 else 'cells need'} your attention"
        facts.append(("Sent back", f"{cells}. {_RETURNED}"))
    return facts


def _attention(desk: Desk, sheet: Worksheet, row: int) -> int:
    """Every marked cell with a link to it and what is to be done. Returns the row after them."""
    put(sheet, row, 0, "What needs your attention", desk.formats.heading)
    sheet.set_row(row, 20)
    style = desk.book.format(font_color=LINK, underline=1, text_wrap=True, border=1, border_color=LINE)
    for spot in desk.issue.questions:
        row += 1
        name = f"{spot.sheet}!{spot.cell}"
        sheet.write_url(row, 0, f"internal:{spot.sheet}!{spot.cell}", style, name, f"To {spot.sheet}!{spot.cell}")
        text = f"{spot.about}: {words(spot.mark.text)}"
        put(sheet, row, 1, text, desk.formats.text)
        sheet.set_row(row, height(max(lines_of(name, _WIDTHS[0]), lines_of(text, _WIDTHS[1]))))
    return row + 1


def _line(desk: Desk, sheet: Worksheet, row: int, name: str, text: str) -> int:
    put(sheet, row, 0, name, desk.formats.label)
    put(sheet, row, 1, text, desk.formats.text)
    sheet.set_row(row, height(lines_of(text, _WIDTHS[1])))
    return row + 1


def _legend(desk: Desk, sheet: Worksheet, row: int) -> None:
    put(sheet, row, 0, "Colours, always with a word", desk.formats.heading)
    sheet.set_row(row, 20)
    looks: list[tuple[str, str, tuple[str, str]]] = [
        ("Title of a column to fill", "Its cells are yours.", (HEAD_OPEN, PAPER)),
        ("Title of a column to read", "Its cells come from the catalogue or are computed.", (HEAD, PAPER)),
        ("Cell to fill", "Yours.", (PAPER, "#1B1F24")),
        ("Cell to read", "Computed, or from the catalogue.", (COMPUTED, "#1B1F24")),
        ("good", "Confirmed, current, reached, reviewed.", GOOD),
        ("care", "To be looked at: candidate, draft, one step missing (▲).", CARE),
        ("missing", "Missing, expired, overdue, claimed above support, review lapsed (▲).", BAD),
    ]
    if desk.issue.questions:
        looks.append(("Marked cell", "Needs your attention; the note on it says what is wrong and what to do.", ALARM))
    looks += [(state.value, state.definition, STATES[state]) for state in CriterionState]
    for name, text, (fill, ink) in looks:
        row += 1
        style = desk.book.format(border=1, border_color=LINE, bg_color=fill, font_color=ink)
        put(sheet, row, 0, name, style)
        put(sheet, row, 1, text, desk.formats.text)
        sheet.set_row(row, height(lines_of(text, _WIDTHS[1])))
