"""Sites and criteria beside each other: states, ratings and candidates, as many sites as fit on a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from iso16363.catalog import Edition
from iso16363.language import marked, say
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import CriterionStanding, Judged
from iso16363.milestones.wording import Names
from iso16363.model.layout import EVIDENCE_FOLDER
from iso16363.report.canvas import text_width
from iso16363.report.lookup import STATE_LETTER
from iso16363.scoring import CriterionState

_ROOM, _NARROW, _WIDEST, _UPRIGHT = 98.0, 12.2, 18.0, 10.8
"""Millimetres: for all sites together, at least and at most for one, and for one whose name stands on end."""
_HIGH, _LONGEST = 42.0, 52
"""Millimetres that a name on end takes at most, in two lines, and its letters."""
_HEAD_SIZE = 11.85  # 8.4 pt in the quarter millimetres of a drawing
_BEGINNING = (CriterionState.OPEN, CriterionState.DRAFT)


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A criterion of a site: state and its letter, rating, and candidates while it is not answered."""

    state: str
    letter: str
    rating: str
    candidates: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion, and each site's cell."""

    id: str
    title: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class MatrixGroup:
    """A subsection, and the file of a site in which its criteria are answered."""

    number: str
    title: str
    file: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The criteria of one edition by subsection, for as many sites as fit beside each other.

    `width` is that of one of them; `upright` is how high names that stand on end are, 0 where they lie.
    """

    heading: str
    sites: tuple[str, ...]
    width: float
    upright: float
    groups: tuple[MatrixGroup, ...]


def matrices(found: MilestoneStanding, names: Names) -> Iterator[Matrix]:
    """All sites that are judged, edition by edition."""
    for edition, model in found.editions.items():
        members = found.answering(edition)
        told = [names[site] for site, _ in members]
        needed = max(_NARROW, *(max(_wide(word) for word in name.split()) for name in told))
        lying = len(members) * needed <= _ROOM
        tables = 1 if lying else -(-len(members) // int(_ROOM // _UPRIGHT))
        bounds = [round(len(members) * table / tables) for table in range(tables + 1)]
        for begin, end in pairwise(bounds):
            shown = slice(begin, end)
            heading = model.head.title
            if tables > 1:
                text = marked("{edition}: sites {first} to {last} of {all}")
                heading = say(text, edition=heading, first=begin + 1, last=end, all=len(members))
            groups = tuple(_groups(model, [judged for _, judged in members[shown]]))
            width = max(needed, min(_WIDEST, _ROOM / len(members))) if lying else _UPRIGHT
            high = 0.0 if lying else min(_HIGH, max(map(_wide, told[shown])))
            yield Matrix(heading, tuple(map(_shortened, told[shown])), width, round(high, 1), groups)


def _wide(name: str) -> float:
    """Millimetres that a name takes in the head of a column."""
    return text_width(name, _HEAD_SIZE) / 4 + 3.4


def _shortened(name: str) -> str:
    """A name of two lines at most: what is left out is in its middle, for ids stand at the end."""
    half = _LONGEST // 2
    return name if len(name) <= _LONGEST else f"{name[: half - 1]}…{name[-half:]}"


def _groups(model: Edition, sites: Sequence[Judged]) -> Iterator[MatrixGroup]:
    for number, about in model.subsections.items():
        rows = tuple(_rows(sites, model.of_subsection(number)))
        yield MatrixGroup(number, about.title, f"{EVIDENCE_FOLDER}/{number}.yaml", rows)


def _rows(sites: Sequence[Judged], criteria: Sequence[str]) -> Iterator[MatrixRow]:
    for criterion in criteria:
        cells = tuple(_cell(judged.criteria[criterion]) for judged in sites)
        yield MatrixRow(criterion, sites[0].edition.criteria[criterion].title, cells)


def _cell(one: CriterionStanding) -> MatrixCell:
    rating = "" if one.rating is None else str(one.rating)
    return MatrixCell(
        one.state.value, STATE_LETTER[one.state], rating, one.candidates if one.state in _BEGINNING else 0
    )
