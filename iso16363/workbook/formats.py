"""The looks of cells: one small set, shared by all sheets."""

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format

from iso16363.language import say
from iso16363.workbook.book import Book
from iso16363.workbook.columns import Column, Kind
from iso16363.workbook.formula_text import number_format
from iso16363.workbook.palette import ALARM, COMPUTED, HEAD, HEAD_OPEN, LINE, LINK, PAPER, QUIET

_NUMBER_FORMATS = {
    Kind.ID: "@",
    Kind.CODE: "@",
    Kind.IDS: "@",
    Kind.PARTIAL: "@",
    Kind.KEY: "@",
    Kind.RATING: "0",
    Kind.COUNT: "0;;",
    Kind.DATE: "yyyy-mm-dd",
    # A response may start with "- " and a place may read 3/4: neither a formula nor a date.
    Kind.TEXT: "@",
    Kind.LONG: "@",
}
_CENTRED = (Kind.RATING, Kind.COUNT)
ALARMED = {"bg_color": ALARM[0], "font_color": ALARM[1], "border": 2, "border_color": ALARM[1]}


def _gap_words() -> str:
    reached, step, steps = (
        number_format(text, "0") for text in (say("reached"), say("▲ {value} step"), say("▲ {value} steps"))
    )
    return f"[=0]{reached};[=1]{step};{steps}"


@dataclass(frozen=True)
class Formats:
    """Formats with a name, and the format of any column's cells."""

    book: Book
    title: Format = field(init=False)
    about: Format = field(init=False)
    heading: Format = field(init=False)
    head: Format = field(init=False)
    text: Format = field(init=False)
    number: Format = field(init=False)
    link: Format = field(init=False)
    label: Format = field(init=False)
    name: Format = field(init=False)

    def __post_init__(self) -> None:
        """Make the named formats."""
        boxed: dict[str, Any] = {"border": 1, "border_color": LINE}
        named: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 16, "font_color": HEAD, "valign": "vcenter"},
            "about": {"font_color": QUIET, "valign": "vcenter"},
            "heading": {"bold": True, "font_size": 12, "font_color": HEAD, "valign": "vcenter"},
            "head": {"bold": True, "font_color": PAPER, "bg_color": HEAD, "text_wrap": True, **boxed},
            "text": {"text_wrap": True, **boxed},
            "number": {"num_format": "0", "align": "center", **boxed},
            "link": {"font_color": LINK, "underline": 1, "valign": "vcenter"},
            "label": {"bold": True, "text_wrap": True, "bg_color": COMPUTED, **boxed},
            "name": {"bold": True, "shrink": True, "bg_color": COMPUTED, "valign": "vcenter", **boxed},
        }
        for name, properties in named.items():
            object.__setattr__(self, name, self.book.format(**properties))

    def column_head(self, column: Column[Any], *, fills: bool) -> Format:
        """Title of a column: darker where nothing is to be filled in (`fills`)."""
        return self.book.format(
            bold=True,
            font_color=PAPER,
            bg_color=HEAD_OPEN if fills else HEAD,
            text_wrap=True,
            border=1,
            border_color=LINE,
            valign="vcenter",
            **({"rotation": 90, "align": "center"} if column.upright else {}),
        )

    def number_format(self, column: Column[Any]) -> str:
        """How the numbers of a column are shown, "" where that is up to the spreadsheet."""
        if column.key == "gap" and column.kind is Kind.RATING:
            return _gap_words()
        return _NUMBER_FORMATS.get(column.kind, "")

    def cell(self, column: Column[Any], *, locked: bool, fills: bool, marked: bool = False) -> Format:
        """Cell of a column: white where it is filled in (`fills`), grey where it is not, loud where marked."""
        properties: dict[str, Any] = {"border": 1, "border_color": LINE, "locked": locked}
        number = self.number_format(column)
        if number:
            properties["num_format"] = number
        if column.kind in _CENTRED:
            properties["align"] = "center"
        elif column.kind is Kind.DATE:
            properties["align"] = "left"
        elif column.wraps:
            properties["text_wrap"] = True
        if column.kind is Kind.LINK:
            properties.update(font_color=LINK, underline=1)
        if not fills:
            properties["bg_color"] = COMPUTED
        if marked:
            properties.update(ALARMED)
        return self.book.format(**properties)
