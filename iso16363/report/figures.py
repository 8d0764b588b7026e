"""All figures of the results: which are shown, in which order, and what is said where one would say nothing."""

from dataclasses import dataclass, replace
from typing import Any

from iso16363.language import label
from iso16363.report.figure import Figure, states_in_words
from iso16363.report.figures_age import AgeRow, age
from iso16363.report.figures_evidence import CandidateRow, ReliedRow, candidates, counts, relied
from iso16363.report.figures_ratings import (
    BalanceRow,
    DotRow,
    GapLine,
    MatrixRow,
    balance,
    dots,
    gap_effort,
    gap_heads,
    matrix,
)
from iso16363.report.figures_states import HeatRow, StateRow, bars, cells, heat
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.scoring import CriterionState

__all__ = ["Figures", "build_figures"]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures, in the order of the report; None where there is nothing to draw.

    `undrawn` says in a sentence each what a figure without any difference in it would have shown.
    """

    bars: Figure[StateRow] | None
    heat: Figure[HeatRow] | None
    candidates: Figure[CandidateRow] | None
    dots: Figure[DotRow] | None
    matrix: Figure[MatrixRow] | None
    relied: Figure[ReliedRow] | None
    age: Figure[AgeRow] | None
    efforts: Figure[GapLine] | None
    undrawn: tuple[str, ...]
    states: tuple[tuple[str, str, str], ...]
    counts: tuple[tuple[str, str, str], ...]
    balance: tuple[BalanceRow, ...]
    gap_heads: tuple[str, ...]
    mosaic: tuple[HeatRow, ...]
    mosaic_words: str


def build_figures(lookup: Lookup) -> Figures:
    """Compute every figure the data allow, numbered in the order of the report."""
    made: dict[str, Figure[Any] | str | None] = {
        "bars": bars(lookup) if lookup.begun else None,  # all of one colour otherwise
        "heat": heat(lookup) if lookup.begun else None,
        "candidates": None if lookup.begun else candidates(lookup),
        "dots": dots(lookup),
        "matrix": matrix(lookup),
        "relied": relied(lookup),
        "age": age(lookup),
        "efforts": gap_effort(lookup),
    }
    shown = {key: figure for key, figure in made.items() if isinstance(figure, Figure)}
    numbered = {key: replace(figure, number=n) for n, (key, figure) in enumerate(shown.items(), start=1)}
    return Figures(
        **{key: numbered.get(key) for key in made},
        undrawn=tuple(said for said in made.values() if isinstance(said, str)),
        states=tuple((s.value, label(s), STATE_LETTER[s]) for s in CriterionState),
        counts=counts(),
        balance=balance(lookup),
        gap_heads=gap_heads(),
        mosaic=cells(lookup),
        mosaic_words=states_in_words(tuple(lookup.whole.states.values())),
    )
