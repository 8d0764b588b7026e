"""The columns of the sheet Crosswalk: where each criterion was in the edition before."""

from typing import Final

from iso16363.workbook.columns import Column, Kind, Table
from iso16363.workbook.evidence_columns import criterion_link
from iso16363.workbook.rows import CrosswalkRow

CROSSWALK: Final = Table[CrosswalkRow](
    sheet="Crosswalk",
    title="Crosswalk",
    about="Where each criterion was in the edition before, and how much that changes for an answer written then.",
    printed="note",
    frozen=2,
    columns=(
        Column("to", "Criterion", 11, Kind.ID, "Number in this edition.", lambda r: r.entry.to),
        Column(
            "from",
            "Edition before",
            11,
            Kind.ID,
            "Number in the edition before; empty where the criterion is new.",
            lambda r: r.entry.from_,
        ),
        Column(
            "title",
            "Criterion title",
            36,
            Kind.LINK,
            "Jumps to the criterion.",
            lambda r: r.title,
            formula=criterion_link("{to}"),
        ),
        Column("change", "Change", 13, Kind.WORD, "What happened to it.", lambda r: r.entry.change),
        Column("impact", "Impact", 10, Kind.WORD, "How much an answer has to change.", lambda r: r.entry.impact),
        Column("note", "Note", 80, Kind.LONG, "What to look at.", lambda r: r.entry.note),
    ),
)
