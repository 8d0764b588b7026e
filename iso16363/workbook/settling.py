"""Which differences an import carries out, which it leaves, and which stop it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from iso16363.workbook.threeway import Difference, Extent, Outcome


class Side(StrEnum):
    """Whose value a conflict is settled with."""

    WORKBOOK = "workbook"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody decided: for all conflicts, for single ones by their id, and about deletions and rejections."""

    take: Side | None = None
    decisions: Mapping[str, Side] = field(default_factory=dict)
    delete: bool = False
    leave_rejected: bool = False

    def side(self, difference: Difference) -> Side | None:
        """The side a conflict is settled with; a decision about it goes before one about all."""
        return self.decisions.get(difference.id, self.take)

    def may_delete(self, difference: Difference) -> bool:
        """Whether a row may go: deletions are allowed, or somebody decided about this one."""
        return self.delete or self.decisions.get(difference.id) is Side.WORKBOOK


NO_CHOICES: Final = Choices()


@dataclass(frozen=True, slots=True)
class Settled:
    """Differences by what becomes of them.

    `accepted` are carried out; `kept` are deletions that nobody allowed; `stopping` are conflicts
    and rejections that have to be dealt with first; `chosen` counts the conflicts that were settled.
    """

    accepted: tuple[Difference, ...]
    kept: tuple[Difference, ...]
    stopping: tuple[Difference, ...]
    left: tuple[Difference, ...]
    chosen: int


def settle(differences: Sequence[Difference], choices: Choices) -> Settled:
    """Sort the differences by what becomes of them."""
    accepted: list[Difference] = []
    kept: list[Difference] = []
    stopping: list[Difference] = []
    left: list[Difference] = []
    chosen = 0
    for difference in differences:
        if difference.follows:
            continue  # what becomes of its cell says it
        if difference.outcome is Outcome.REJECTED:
            given_up = choices.leave_rejected or choices.decisions.get(difference.id) is Side.FILES
            (left if given_up else stopping).append(difference)
        elif difference.outcome is Outcome.CONFLICT:
            side = choices.side(difference)
            if side is None:
                stopping.append(difference)
                continue
            chosen += 1
            if side is Side.WORKBOOK and _only_deletes(difference) and not choices.may_delete(difference):
                kept.append(difference)
            elif side is Side.WORKBOOK:
                accepted.append(_wanted_by_the_workbook(difference))
        elif difference.outcome is Outcome.WORKBOOK:
            allowed = not _only_deletes(difference) or choices.may_delete(difference)
            (accepted if allowed else kept).append(difference)
    return Settled(tuple(accepted), tuple(kept), tuple(stopping), tuple(left), chosen)


def with_their_rows(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """A new row with a rejected cell is not taken at all: half a citation is none."""
    every = list(differences)
    broken = {(d.sheet, d.key): d for d in every if d.outcome is Outcome.REJECTED and d.extent is Extent.VALUE}
    return tuple(
        replace(d, outcome=Outcome.REJECTED, reason=f"its cell {broken[d.sheet, d.key].cell} is rejected", follows=True)
        if d.extent is Extent.ADDED and d.outcome is Outcome.WORKBOOK and (d.sheet, d.key) in broken
        else d
        for d in every
    )


def _only_deletes(difference: Difference) -> bool:
    return difference.extent is Extent.DELETED and difference.workbook is None


def _wanted_by_the_workbook(difference: Difference) -> Difference:
    """A row that the files deleted and the workbook edited is added again."""
    if difference.extent is Extent.DELETED and difference.workbook is not None:
        return replace(difference, extent=Extent.ADDED)
    return difference
