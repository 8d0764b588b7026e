"""The three-way merge: what was exported, what the workbook says, what the files say. Pure, and symmetric.

A record is a mapping from column key to value; a value that is None may be left out. Nothing here
decides: a conflict is reported with all three values and stays one until somebody settles it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from iso16363.model.base import Term
from iso16363.workbook.columns import CellValue

Record = Mapping[str, CellValue]
Records = Mapping[str, Record]
"""Records of one sheet by the key of their row."""
Same = Callable[[str, CellValue, CellValue], bool]
"""Whether two values of a field (named by its column) are the same to a reader."""


class Outcome(Term):
    """What became of a value since the export."""

    UNCHANGED = "unchanged", "As it was exported, in the workbook and in the files."
    WORKBOOK = "edited in the workbook", "The files are as exported: the workbook's value is taken."
    FILES = "edited in the files", "The workbook is as exported: the files' value stays."
    SAME = "same edit in both", "Workbook and files were changed to the same value."
    CONFLICT = "conflict", "Workbook and files were changed to different values: somebody has to choose."
    REJECTED = "rejected", "The workbook's value cannot be taken; reason and remedy are given."


class Extent(StrEnum):
    """What a difference is about."""

    VALUE = "value"
    ADDED = "added row"
    DELETED = "deleted row"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value, or a row as a whole (`field` is empty then), that is not as exported everywhere.

    `base`, `workbook` and `files` hold the three values; for rows, the three records (None: no such row).
    `follows` says that a new row is rejected only because a cell of it is, which is a difference of its own.
    """

    sheet: str
    key: str
    field: str
    extent: Extent
    outcome: Outcome
    base: CellValue | Record = None
    workbook: CellValue | Record = None
    files: CellValue | Record = None
    cell: str = ""
    reason: str = ""
    remedy: str = ""
    follows: bool = False

    @property
    def id(self) -> str:
        """Name by which a decision refers to it; the same in every run on the same three inputs."""
        return "!".join(part for part in (self.sheet, self.key, self.field) if part)

    @property
    def typed(self) -> CellValue:
        """The workbook's value of a single field. Raises TypeError for a difference about a row."""
        if isinstance(self.workbook, Mapping):
            raise TypeError(self.id)
        return self.workbook

    @property
    def row(self) -> Record:
        """The workbook's record of a row. Raises TypeError for a difference about a single field."""
        if not isinstance(self.workbook, Mapping):
            raise TypeError(self.id)
        return self.workbook


@dataclass(frozen=True, slots=True)
class Merged:
    """All differences of a sheet, and how many values are unchanged."""

    differences: tuple[Difference, ...]
    unchanged: int


def equal(_field: str, one: CellValue, other: CellValue) -> bool:
    """Plain equality, where no reader sees it otherwise; True is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def outcome_of(field: str, base: CellValue, workbook: CellValue, files: CellValue, same: Same = equal) -> Outcome:
    """What became of one value."""
    if same(field, workbook, files):
        return Outcome.UNCHANGED if same(field, workbook, base) else Outcome.SAME
    if same(field, files, base):
        return Outcome.WORKBOOK
    return Outcome.FILES if same(field, workbook, base) else Outcome.CONFLICT


def merge_sheet(
    sheet: str, fields: Sequence[str], base: Records, workbook: Records, files: Records, same: Same = equal
) -> Merged:
    """Compare the three sides of a sheet, row by row and field by field, in the order of the keys met."""
    merge = _SheetMerge(sheet, fields, same)
    found: list[Difference] = []
    unchanged = 0
    for key in dict.fromkeys((*base, *files, *workbook)):
        three = base.get(key), workbook.get(key), files.get(key)
        differences = tuple(merge.row(key, *three))
        found.extend(differences)
        if all(record is not None for record in three):
            unchanged += len(fields) - len(differences)
    return Merged(tuple(found), unchanged)


@dataclass(frozen=True, slots=True)
class _SheetMerge:
    sheet: str
    fields: Sequence[str]
    same: Same

    def row(self, key: str, base: Record | None, workbook: Record | None, files: Record | None) -> Iterator[Difference]:
        if base is None and workbook is not None and files is not None:
            same = all(self.same(f, workbook.get(f), files.get(f)) for f in self.fields)
            outcome = Outcome.SAME if same else Outcome.CONFLICT
            yield Difference(self.sheet, key, "", Extent.ADDED, outcome, None, workbook, files)
        elif workbook is not None and files is not None:
            yield from self._values(key, base or {}, workbook, files)
        elif base is None:
            where = Outcome.FILES if workbook is None else Outcome.WORKBOOK
            yield Difference(self.sheet, key, "", Extent.ADDED, where, None, workbook, files)
        else:
            where = self._deletion(base, workbook, files)
            yield Difference(self.sheet, key, "", Extent.DELETED, where, base, workbook, files)

    def _values(self, key: str, base: Record, workbook: Record, files: Record) -> Iterator[Difference]:
        for field in self.fields:
            three = base.get(field), workbook.get(field), files.get(field)
            outcome = outcome_of(field, *three, self.same)
            if outcome is not Outcome.UNCHANGED:
                yield Difference(self.sheet, key, field, Extent.VALUE, outcome, *three)

    def _deletion(self, base: Record, workbook: Record | None, files: Record | None) -> Outcome:
        """A row that was deleted on one side is in conflict where the other side edited it."""
        if workbook is None and files is None:
            return Outcome.SAME
        kept = files if workbook is None else workbook
        edited = any(not self.same(f, base.get(f), (kept or {}).get(f)) for f in self.fields)
        if edited:
            return Outcome.CONFLICT
        return Outcome.WORKBOOK if workbook is None else Outcome.FILES
