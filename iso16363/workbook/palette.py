"""Colours of the workbook: one meaning each, readable in print, never the only carrier."""

from typing import Final

from iso16363.scoring import CriterionState

INK: Final = "#1B1F24"
QUIET: Final = "#4A5560"
PAPER: Final = "#FFFFFF"
COMPUTED: Final = "#F1F3F5"
LINE: Final = "#C3CAD1"
HEAD: Final = "#17365D"
HEAD_OPEN: Final = "#2F5D8C"
LINK: Final = "#0B4F9E"

# Fill and text of the bands that call for attention; each comes with a word.
GOOD: Final = ("#DDEFE3", "#0F5132")
CARE: Final = ("#FFF0CC", "#6A4300")
BAD: Final = ("#F9DCD9", "#8A1C12")
ALARM: Final = ("#FFC000", "#7A0000")
STILL: Final = ("#E6E9EC", "#3C4650")

STATES: Final[dict[CriterionState, tuple[str, str]]] = {
    CriterionState.OPEN: ("#E6E9EC", "#3C4650"),
    CriterionState.DRAFT: ("#FFF0CC", "#6A4300"),
    CriterionState.ANSWERED: ("#D6E6F7", "#123F70"),
    CriterionState.SUPPORTED: ("#D3EFEA", "#0B4A43"),
    CriterionState.REVIEWED: ("#BFE3C8", "#0B3D23"),
    CriterionState.NOT_APPLICABLE: ("#FFFFFF", "#4A5560"),
}
# Bars need stronger fills than cells.
BARS: Final[dict[CriterionState, str]] = {
    CriterionState.OPEN: "#AEB6BF",
    CriterionState.DRAFT: "#F2B632",
    CriterionState.ANSWERED: "#5B9BD5",
    CriterionState.SUPPORTED: "#3FB6A8",
    CriterionState.REVIEWED: "#1F6B4A",
    CriterionState.NOT_APPLICABLE: "#E1D8EA",
}
RATINGS: Final[tuple[tuple[str, str], ...]] = (
    ("#C0392B", "#FFFFFF"),
    ("#F4B6A6", "#5C140B"),
    ("#FFE29A", "#5A3A00"),
    ("#BFE3D0", "#0B4A2C"),
    ("#2E7D5B", "#FFFFFF"),
)
