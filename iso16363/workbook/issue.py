"""What sets one copy of the workbook apart: the part it is for, the cells that are marked, the rows beyond the data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from iso16363.judgement import Judgement
from iso16363.language import say
from iso16363.model.variant import Variant
from iso16363.workbook.action_rows import ActionRow
from iso16363.workbook.audit_rows import AuditRow
from iso16363.workbook.columns import FIRST_ROW, CellValue, column_letter
from iso16363.workbook.cover_fields import COVER, COVER_KEY, COVER_ROW, COVER_SHEET
from iso16363.workbook.marking import Mark, Marks
from iso16363.workbook.part import WHOLE, Part, criteria_of
from iso16363.workbook.provided_columns import as_written
from iso16363.workbook.rows import BackgroundRow, CitationRow, CriterionRow, Rows
from iso16363.workbook.sheet_names import tab
from iso16363.workbook.tables import TABLES


@dataclass(frozen=True, slots=True)
class Spot:
    """A marked cell where it stands in the file; rows and columns count from 0."""

    sheet: str
    row: int
    column: int
    about: str
    mark: Mark

    @property
    def cell(self) -> str:
        """Its address on its sheet: "H12"."""
        return f"{column_letter(self.column)}{self.row + 1}"


@dataclass(frozen=True)
class Issue:
    """One copy; `covered` are the criteria of the part, `closed` the rows of each sheet that are not in it."""

    variant: Variant = Variant.INTERNAL
    part: Part = WHOLE
    covered: tuple[str, ...] = ()
    criteria: int = 0
    closed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    spots: tuple[Spot, ...] = ()
    added: Mapping[str, Sequence[Mapping[str, CellValue]]] = field(default_factory=dict)
    returned: bool = False
    altered: bool = False
    """Whether cells or rows show what the judgement does not hold, so that its values no longer fit the formulas."""

    @cached_property
    def marks(self) -> Mapping[str, Mapping[int, Mapping[int, Mark]]]:
        """The marks by sheet, row and column."""
        found: dict[str, dict[int, dict[int, Mark]]] = {}
        for spot in self.spots:
            found.setdefault(spot.sheet, {}).setdefault(spot.row, {})[spot.column] = spot.mark
        return found

    @property
    def questions(self) -> tuple[Spot, ...]:
        """The marked cells that somebody has to look at."""
        return tuple(spot for spot in self.spots if spot.mark.text)

    def is_hidden(self, sheet: str, row: int) -> bool:
        """Whether a row is out of sight: it is not in the part, and nobody has to look at it."""
        return row in self.closed.get(sheet, ()) and row not in self.marks.get(sheet, {})

    def note(self, sheet: str) -> str:
        """What a sheet says of the part, "" in a whole workbook."""
        if self.part.whole:
            return ""
        part = say("A part of the workbook, {extent}", extent=self.extent)
        if sheet not in self.closed:
            return part
        return " ".join((part, say("The other rows are hidden and locked, and stay as they are.")))

    @property
    def extent(self) -> str:
        """Whose part it is, and how large."""
        covered = len(self.covered)
        return say("{part}: {covered} of {all} criteria.", part=self.part.told, covered=covered, all=self.criteria)


def issue_of(judgement: Judgement, rows: Rows, part: Part, marks: Marks | None) -> Issue:
    """Settle what a copy shows and where. `rows` are those that are written.

    Raises UnknownName or WrongUsage for a part that there is not, and ValueError for a mark without
    a cell: it would be lost in silence.
    """
    wanted = frozenset[str]() if part.whole else criteria_of(part, judgement)
    asked = marks or Marks()
    spots = tuple(_spots(rows, asked))
    return Issue(
        variant=judgement.variant,
        part=part,
        covered=tuple(criterion for criterion in judgement.edition.criteria if criterion in wanted),
        criteria=len(judgement.edition.criteria),
        closed={} if part.whole else dict(_closed(rows, wanted)),
        spots=spots,
        added=asked.added,
        returned=marks is not None,
        altered=bool(asked.added or asked.omitted or any(spot.mark.overrides for spot in spots)),
    )


def remaining(rows: Rows, omitted: frozenset[tuple[str, str]]) -> Rows:
    """The rows without those left out; criteria always stay."""
    if not omitted:
        return rows
    return replace(
        rows,
        citations=tuple(r for r in rows.citations if ("Evidence", r.key) not in omitted),
        background=tuple(r for r in rows.background if ("Background", r.key) not in omitted),
        documents=tuple(r for r in rows.documents if ("Documents", r.id) not in omitted),
        actions=tuple(r for r in rows.actions if ("Actions", r.id) not in omitted),
        audit=tuple(r for r in rows.audit if ("Audit", r.id) not in omitted),
    )


def _closed(rows: Rows, covered: frozenset[str]) -> Iterator[tuple[str, frozenset[int]]]:
    """Documents are for everybody: who adds a citation may have to register its document."""
    for filled in TABLES:
        about = [_about(row) for row in filled.rows(rows)]
        if filled.table.sheet != "Documents":
            yield filled.table.sheet, frozenset(n for n, a in enumerate(about, FIRST_ROW) if covered.isdisjoint(a))


def _about(row: object) -> tuple[str, ...]:
    """The criteria a row is about."""
    if isinstance(row, CriterionRow):
        return (row.id,)
    if isinstance(row, CitationRow | BackgroundRow):
        return (row.criterion,)
    if isinstance(row, AuditRow):
        return row.item.criteria
    return row.action.criteria if isinstance(row, ActionRow) else ()


def _spots(rows: Rows, marks: Marks) -> Iterator[Spot]:
    left: dict[tuple[Any, ...], Mark] = {**marks.cells, **marks.added_marks}
    for number, field_ in enumerate(COVER, COVER_ROW):
        mark = left.pop((COVER_SHEET, COVER_KEY, field_.key), None)
        if mark is not None:
            yield Spot(COVER_SHEET, number, 1, f"{tab(COVER_SHEET)}, {field_.heading}", mark)
    for filled in TABLES:
        table, key = filled.table, filled.table.column("key")
        keys: list[str | int] = [str(key.read(row)) for row in filled.rows(rows)] if left else []
        keys += range(len(marks.added.get(table.sheet, ())))
        marked = {place[1] for place in left if place[0] == table.sheet}
        for row, name in enumerate(keys, FIRST_ROW):
            if name not in marked:
                continue
            called = name if isinstance(name, str) else say("new row")
            for position, column in enumerate(as_written(table, rows).columns):
                mark = left.pop((table.sheet, name, column.key), None)
                if mark is not None:
                    yield Spot(table.sheet, row, position, f"{tab(table.sheet)} {called}, {column.heading}", mark)
    if left:
        raise ValueError(f"marks without a cell: {sorted(map(str, left))}")
