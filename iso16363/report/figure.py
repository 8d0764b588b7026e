"""A figure as numbers: rows to draw, the finding as its title, the words for those who do not see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from iso16363.language import label, listed, say
from iso16363.scoring import CriterionState

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Figure(Generic[Row]):
    """Rows to draw. `number` is 0 until all figures of the report are known; `notes` stand below."""

    key: str
    finding: str
    alternative: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    number: int = 0


def clauses(*parts: str) -> str:
    """A finding of several main clauses; an empty one is left out."""
    return "; ".join(part for part in parts if part)


def described(what: str, numbers: Iterable[str]) -> str:
    """Alternative text: what is drawn, as a sentence, then every number."""
    return f"{what} {'; '.join(numbers)}."


def states_in_words(counts: Sequence[int]) -> str:
    """How many criteria are in each state: "1 open, 2 draft and 3 supported"."""
    named = [say("{n} {state}", n=n, state=label(state)) for n, state in zip(counts, CriterionState, strict=True) if n]
    return listed(named) or say("no criterion")
