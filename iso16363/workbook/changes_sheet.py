"""The sheet Changes: what differs since a hand-over. It is to be read, and nothing of it comes home."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from iso16363.changes import Change, ChangedThing, changes_of, title_of
from iso16363.judgement import Judgement
from iso16363.language import label, marked, one_or_many, say
from iso16363.model.variant import Variant
from iso16363.workbook.book import MAX_TEXT, put
from iso16363.workbook.columns import FIRST_ROW, Column, Kind, Table, jump
from iso16363.workbook.formula_text import literal
from iso16363.workbook.grid import Desk, write_table
from iso16363.workbook.plain import units

_SHEETS: Final = {
    ChangedThing.ANSWER: "Criteria",
    ChangedThing.DOCUMENT: "Documents",
    ChangedThing.ACTION: "Actions",
    ChangedThing.AUDIT: "Audit",
}
"""Where the row of a thing is; what is said of the site stands on the cover."""
_GO: Final = marked("Go to the row")
_CUT: Final = " […]"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A row of the sheet; `there` says that the row which it is about is still there."""

    change: Change
    title: str
    there: bool


def write_changes(desk: Desk, judgement: Judgement) -> None:
    """Write the sheet of a judgement that is held against a hand-over."""
    since = judgement.since
    if since is None:
        return
    rows = list(_rows(judgement))
    sheet = write_table(desk, CHANGES, rows)
    told = one_or_many(
        "{n} value differs since the hand-over of {day} ({name}). To be read: nothing on this sheet is read back.",
        "{n} values differ since the hand-over of {day} ({name}). To be read: nothing on this sheet is read back.",
        len(rows),
        day=since.record.on.isoformat(),
        name=since.id,
    )
    put(sheet, 1, 0, told, desk.formats.about)


def _rows(judgement: Judgement) -> Iterator[ChangeRow]:
    site = judgement.site
    for change in changes_of(judgement):
        known = {
            ChangedThing.ANSWER: judgement.edition.criteria,
            ChangedThing.DOCUMENT: site.documents,
            ChangedThing.ACTION: site.actions,
            ChangedThing.AUDIT: {} if judgement.variant is Variant.PUBLIC else site.audit,
        }
        there = change.thing is ChangedThing.SITE or change.subject in known[change.thing]
        yield ChangeRow(change, title_of(judgement, change), there)


def _whole(text: str | None) -> str | None:
    """The text as far as a cell holds it: that of a whole record may be longer than any of its fields."""
    if text is None or units(text) <= MAX_TEXT:
        return text
    return text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _link() -> str:
    """Formula text: the jump to the row that a change is about, nothing where that is gone."""
    to_row = f"HYPERLINK({jump('Cover', '1')},{literal(say(_GO))})"
    for thing, sheet in _SHEETS.items():
        found = jump(sheet, f"MATCH({{id}},{sheet}_id,0)+{FIRST_ROW}")
        to_row = f"IF({{of}}={literal(label(thing))},HYPERLINK({found},{literal(say(_GO))}),{to_row})"
    return f'IF({{of}}="","",IFERROR({to_row},""))'


CHANGES: Final = Table[ChangeRow](
    sheet="Changes",
    about=marked("What differs since the hand-over."),
    printed="after",
    frozen=2,
    sortable=False,
    columns=(
        Column("of", marked("What"), 12, Kind.WORD, marked("What the change is in."), lambda r: label(r.change.thing)),
        Column(
            "id",
            marked("Id"),
            16,
            Kind.ID,
            marked("Number of the criterion, or id of the document, action or request."),
            lambda r: r.change.subject or None,
        ),
        Column("title", marked("Title"), 34, Kind.TEXT, marked("What it is about."), lambda r: _whole(r.title)),
        Column("kind", marked("Change"), 11, Kind.WORD, marked("What became of it."), lambda r: label(r.change.kind)),
        Column(
            "field",
            marked("Field"),
            22,
            Kind.TEXT,
            marked("The value that differs; empty where the whole record came or went."),
            lambda r: r.change.field or None,
        ),
        Column(
            "before",
            marked("Before"),
            48,
            Kind.LONG,
            marked("As it was handed over."),
            lambda r: _whole(r.change.before),
        ),
        Column("after", marked("After"), 48, Kind.LONG, marked("As it is today."), lambda r: _whole(r.change.after)),
        Column(
            "go",
            marked("Go to"),
            16,
            Kind.LINK,
            marked("Jumps to the row, where it is still there."),
            lambda r: say(_GO) if r.there else "",
            formula=_link,
        ),
    ),
)
