"""The columns of the sheet Crosswalk: where each criterion was in the edition before."""

from typing import Final

from iso16363.language import marked, say
from iso16363.workbook.columns import Column, Kind, Table
from iso16363.workbook.row_links import criterion_link
from iso16363.workbook.rows import CrosswalkRow

WORDS: Final = {
    "unchanged": marked("unchanged"),
    "reworded": marked("reworded"),
    "renumbered": marked("renumbered"),
    "new": marked("new"),
    "none": marked("none"),
    "low": marked("low"),
    "medium": marked("medium"),
    "high": marked("high"),
}
"""How the catalogue tells changes and their impact."""

CROSSWALK: Final = Table[CrosswalkRow](
    sheet="Crosswalk",
    about=marked(
        "Where each criterion was in the edition before, and how much that changes for an answer written then."
    ),
    printed="note",
    frozen=2,
    columns=(
        Column("to", marked("Criterion"), 11, Kind.ID, marked("Number in this edition."), lambda r: r.entry.to),
        Column(
            "from",
            marked("Edition before"),
            11,
            Kind.ID,
            marked("Number in the edition before; empty where the criterion is new."),
            lambda r: r.entry.from_,
        ),
        Column(
            "title",
            marked("Criterion title"),
            36,
            Kind.LINK,
            marked("Jumps to the criterion."),
            lambda r: r.title,
            formula=lambda: criterion_link("{to}"),
        ),
        Column(
            "change",
            marked("Change"),
            13,
            Kind.WORD,
            marked("What happened to it."),
            lambda r: say(WORDS[r.entry.change]),
        ),
        Column(
            "impact",
            marked("Impact"),
            10,
            Kind.WORD,
            marked("How much an answer has to change."),
            lambda r: say(WORDS[r.entry.impact]),
        ),
        Column("note", marked("Note"), 80, Kind.LONG, marked("What to look at."), lambda r: r.entry.note),
    ),
)
