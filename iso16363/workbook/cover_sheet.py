"""The sheet Cover: which site, which repository, who does what, and what the workbook was made from."""

from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.judgement import Judgement
from iso16363.language import say
from iso16363.workbook.book import put
from iso16363.workbook.columns import CellValue, Column, Kind
from iso16363.workbook.cover_fields import COVER, COVER_ROW, COVER_SHEET
from iso16363.workbook.formats import ALARMED
from iso16363.workbook.grid import Desk
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.issue import Issue
from iso16363.workbook.marked_cells import write_note
from iso16363.workbook.page import confidentiality, print_setup, protect
from iso16363.workbook.palette import COMPUTED, LINE, PAPER
from iso16363.workbook.rows import Rows

_WIDTHS: Final = (26, 40, 34, 26)
_VALUE: Final = sum(_WIDTHS[1:])


def write_cover(desk: Desk, rows: Rows) -> None:
    """Write the sheet, and define the names that formulas elsewhere use: Site_target, Site_as_of."""
    sheet = desk.book.sheet(COVER_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    title = say("{edition} self-assessment", edition=rows.judgement.edition.head.title)
    put(sheet, 0, 0, f"{title} · {desk.mark}", desk.formats.title)
    put(sheet, 1, 0, f"{confidentiality(rows.judgement)}. {_how(desk.issue)}", desk.formats.about)
    row = COVER_ROW
    for field in COVER:
        _line(desk, sheet, row, field, field.read(rows.judgement))
        desk.book.name(f"{COVER_SHEET}_{field.key}", COVER_SHEET, (row, 1, row, 1))
        if field.key in ("target", "as_of"):
            desk.book.name(f"Site_{field.key}", COVER_SHEET, (row, 1, row, 1))
        row += 1
    row = _roles(desk, sheet, rows, row + 1)
    row = _systems(desk, sheet, rows, row + 1)
    row = _holdings(desk, sheet, rows, row + 1)
    row = _affiliations(desk, sheet, rows, row + 1)
    _notes(desk, sheet, rows, row + 1)
    print_setup(sheet, desk.page)
    protect(sheet)


def _how(issue: Issue) -> str:
    """What can be done here; in a part of the workbook nothing but to mend what is marked."""
    if issue.variant.leaves_out:
        return say("This sheet is locked.")
    if issue.part.whole:
        return say("White cells can be filled in.")
    return " ".join((issue.note(COVER_SHEET), say("This sheet is locked.")))


def _line(desk: Desk, sheet: Worksheet, row: int, field: Column[Judgement], value: CellValue) -> None:
    mark = desk.issue.marks.get(COVER_SHEET, {}).get(row, {}).get(1)
    fills = desk.issue.part.whole and not desk.issue.variant.leaves_out
    editable = field.editable and (fills or mark is not None)
    number = {Kind.DATE: "yyyy-mm-dd", Kind.RATING: "0"}.get(field.kind, "@")
    look = {"border": 1, "border_color": LINE, "bg_color": PAPER if editable else COMPUTED}
    if mark is not None:
        value = mark.shown(value)
        if mark.text:
            look = dict(ALARMED)
            write_note(sheet, row, 1, mark.text)
    style = desk.book.format(text_wrap=True, align="left", num_format=number, locked=not editable, **look)
    put(sheet, row, 0, field.heading, desk.formats.label)
    sheet.merge_range(row, 1, row, len(_WIDTHS) - 1, None, style)
    put(sheet, row, 1, value, style)
    lines = lines_of(value, _VALUE) if isinstance(value, str) else 1
    sheet.set_row(row, height(max(lines, lines_of(field.heading, _WIDTHS[0]))))


def _block(desk: Desk, sheet: Worksheet, row: int, title: str, table: tuple[tuple[str, ...], ...]) -> int:
    """A small table with a heading; its first row is the titles. Returns the row after it."""
    put(sheet, row, 0, title, desk.formats.heading)
    sheet.set_row(row, 20)
    for number, cells in enumerate(table, row + 1):
        style = desk.formats.head if number == row + 1 else desk.formats.text
        last = len(cells) - 1
        widths = (*_WIDTHS[:last], sum(_WIDTHS[last:]))
        if last < len(_WIDTHS) - 1:
            sheet.merge_range(number, last, number, len(_WIDTHS) - 1, None, style)
        for column, text in enumerate(cells):
            put(sheet, number, column, text, style)
        lines = max(lines_of(text, width) for text, width in zip(cells, widths, strict=True))
        sheet.set_row(number, height(lines))
    return row + 1 + len(table)


def _roles(desk: Desk, sheet: Worksheet, rows: Rows, row: int) -> int:
    found = [(say("Role"), say("Title"), say("Answers for"), say("Standing"))]
    for identifier, role in rows.judgement.site.site.roles.items():
        words = [say("accountable")] if role.accountable else []
        words += [say("proposed")] if role.proposed else []
        found.append((identifier, role.title, ", ".join(dict.fromkeys(role.criteria)), ", ".join(words)))
    return _block(desk, sheet, row, say("Roles"), tuple(found))


def _systems(desk: Desk, sheet: Worksheet, rows: Rows, row: int) -> int:
    repository = rows.judgement.site.site.repository
    found = [("", say("Systems that do the work"))]
    found += [(str(number), system) for number, system in enumerate(repository.systems if repository else (), 1)]
    return _block(desk, sheet, row, say("Systems"), tuple(found)) if len(found) > 1 else row


def _affiliations(desk: Desk, sheet: Worksheet, rows: Rows, row: int) -> int:
    # Translators: an organisation the site belongs to, such as a research infrastructure.
    found = [(say("Body"), say("Part the site plays in it"))]
    found += [(one.body, one.part) for one in rows.judgement.site.site.affiliations]
    # Translators: heading of the list of organisations that the site is a part of.
    return _block(desk, sheet, row, say("Part of"), tuple(found)) if len(found) > 1 else row


def _holdings(desk: Desk, sheet: Worksheet, rows: Rows, row: int) -> int:
    repository = rows.judgement.site.site.repository
    found = [(say("As of"), say("What"), say("How much"), say("Document"))]
    holdings = repository.holdings if repository else ()
    found += [(one.as_of, one.what, one.volume, one.document or "") for one in holdings]
    return _block(desk, sheet, row, say("Holdings"), tuple(found))


def _notes(desk: Desk, sheet: Worksheet, rows: Rows, row: int) -> None:
    notes = rows.judgement.site.site.notes
    if not notes:
        return
    put(sheet, row, 0, say("Notes for the site team"), desk.formats.heading)
    sheet.set_row(row, 20)
    whole = sum(_WIDTHS)
    for number, note in enumerate(notes, row + 1):
        sheet.merge_range(number, 0, number, len(_WIDTHS) - 1, None, desk.formats.text)
        put(sheet, number, 0, note, desk.formats.text)
        sheet.set_row(number, height(lines_of(note, whole)))
