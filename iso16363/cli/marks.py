"""Signs for states, gates and ratings: readable without colour, and in ASCII where need be."""

from collections.abc import Iterable
from typing import Final

import click

from iso16363.cli.terminal import Screen
from iso16363.readiness import Gate, GateStatus
from iso16363.scoring import CriterionResult, CriterionState

_STATES: Final[dict[CriterionState, tuple[str, str, str | None]]] = {
    CriterionState.OPEN: ("·", ".", None),
    CriterionState.DRAFT: ("░", "d", "yellow"),
    CriterionState.ANSWERED: ("▒", "a", "cyan"),
    CriterionState.SUPPORTED: ("▓", "s", "blue"),
    CriterionState.REVIEWED: ("█", "R", "green"),
    CriterionState.NOT_APPLICABLE: ("–", "-", None),
}
_GATES: Final[dict[GateStatus, tuple[str, str, str, str | None]]] = {
    GateStatus.HOLDS: ("holds", "✓", "+", "green"),
    GateStatus.FAILS: ("FAILS", "✗", "x", "red"),
}


def _coloured(text: str, colour: str | None) -> str:
    return click.style(text, fg=colour) if colour else text


def state_sign(state: CriterionState, at: Screen) -> str:
    """One sign for the state of a criterion."""
    fancy, plain, colour = _STATES[state]
    return _coloured(at.sign(fancy, plain), colour)


def bar(results: Iterable[CriterionResult], at: Screen) -> str:
    """One sign for each criterion, in the order given."""
    return "".join(state_sign(result.state, at) for result in results)


def legend(at: Screen) -> list[str]:
    """What the signs of a bar mean."""
    return [f"{state_sign(state, at)} {state.label}" for state in CriterionState]


def gate_word(gate: Gate) -> str:
    """Whether a gate holds, as a word of five letters."""
    word, _, _, colour = _GATES[gate.status]
    return _coloured(word, colour)


def gate_strip(gates: Iterable[Gate], at: Screen) -> str:
    """One sign for each gate, in the order given."""
    signs = []
    for gate in gates:
        _, fancy, plain, colour = _GATES[gate.status]
        signs.append(_coloured(at.sign(fancy, plain), colour))
    return "".join(signs)


def gate_legend(at: Screen) -> list[str]:
    """What the signs of a strip mean."""
    return [f"{_coloured(at.sign(f, p), c)} {status.label}" for status, (_, f, p, c) in _GATES.items()]


def rating_word(rating: int | None, at: Screen) -> str:
    """A rating, or a dash where there is none."""
    return at.sign("–", "-") if rating is None else str(rating)
