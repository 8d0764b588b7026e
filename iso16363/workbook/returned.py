"""A returned workbook held against what was exported and against the files of today: every difference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from iso16363.errors import UnreadableInput
from iso16363.judgement import Judgement
from iso16363.workbook.columns import CellValue, Table
from iso16363.workbook.cover_fields import COVER, COVER_KEY, COVER_SHEET
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.locating import Located, Remark, locate
from iso16363.workbook.opening import Opened
from iso16363.workbook.returned_rows import ReturnedRow, ReturnedSheet, house, understood
from iso16363.workbook.returned_sync import Exported, read_sync
from iso16363.workbook.rewrapping import tidy
from iso16363.workbook.rowkeys import GROUPED, tracked
from iso16363.workbook.rows import Rows, gather
from iso16363.workbook.sync import stored
from iso16363.workbook.tables import TABLES, keyed_rows
from iso16363.workbook.threeway import Difference, Extent, Outcome, Record, Records, merge_sheet

_FROM_FILES: Final = "+"
"""In front of the key of a row that the files have beyond what was exported."""
UNSETTLED_MARK: Final = "[conflict]"
"""Begins the lines that a re-issued workbook puts into the cell of a conflict."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences of a returned workbook; `rows` are those of the files, `keys` their merged keys by sheet."""

    differences: tuple[Difference, ...]
    unchanged: int
    remarks: tuple[Remark, ...]
    exported: Exported | None
    rows: Rows
    keys: Mapping[str, Mapping[str, str]]
    """By sheet: key of a row in the merge to its key among `rows`."""


def same(_field: str, one: CellValue, other: CellValue) -> bool:
    """Whether a reader sees no difference."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or tidy(one) == tidy(other)
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def compare(opened: Opened, judgement: Judgement, shown: str) -> Comparison:
    """Find every difference. Raises UnreadableInput for a workbook that is not of this site and edition."""
    exported = read_sync(opened, shown)
    remarks = tuple(_identified(exported, judgement, shown))
    located = locate(opened)
    rows = gather(judgement)
    comparing = _Comparing(judgement, exported, located, _records(rows))
    differences: list[Difference] = []
    unchanged = 0
    keys: dict[str, Mapping[str, str]] = {}
    for table in (filled.table for filled in TABLES):
        found = comparing.table(table)
        keys[table.sheet] = found.keys
        differences.extend(found.differences)
        unchanged += found.unchanged
    cover = comparing.cover()
    differences.extend(cover.differences)
    everything = (*remarks, *located.remarks)
    return Comparison(tuple(differences), unchanged + cover.unchanged, everything, exported, rows, keys)


def _identified(exported: Exported | None, judgement: Judgement, shown: str) -> Iterator[Remark]:
    """Refuse another site's and another edition's workbook; say what else is not as expected."""
    if exported is None:
        what = "the hidden sheet _sync is missing, so nobody can tell what was edited where"
        yield Remark(f"{what}: every difference is shown as an edit in the workbook, and no row as deleted", shown)
        return
    site, edition = judgement.site.site.id, judgement.edition.id
    for name, ours in (("site", site), ("edition", edition)):
        theirs = exported.identity.get(name, "")
        if theirs != ours:
            remedy = f"Name the {name} it is of, or take the workbook of {ours}."
            raise UnreadableInput(
                f'is a workbook of the {name} "{theirs}", not of "{ours}"', where=shown, remedy=remedy
            )
    if exported.identity.get("catalogue_digest") != judgement.provenance.catalogue_digest:
        what = "was exported with another wording of the catalogue; look whether the requirements still say the same"
        yield Remark(what, shown)


def _records(rows: Rows) -> dict[str, dict[str, Record]]:
    """What the files say today, in the words of the cells."""
    found: dict[str, dict[str, Record]] = {}
    for table, key, row in keyed_rows(rows):
        found.setdefault(table.sheet, {})[key] = {c.key: stored(c.read(row)) for c in table.editable}
    cover = {c.key: stored(c.read(rows.judgement)) for c in COVER if c.editable}
    return {**found, COVER_SHEET: {COVER_KEY: cover}}


@dataclass(frozen=True, slots=True)
class _Found:
    differences: tuple[Difference, ...]
    unchanged: int
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Comparing:
    judgement: Judgement
    exported: Exported | None
    located: Located
    files: Mapping[str, Records]

    def table(self, table: Table[Any]) -> _Found:
        """The differences of one table."""
        sheet = table.sheet
        today = self.files.get(sheet, {})
        base = today if self.exported is None else self.exported.records.get(sheet, {})
        found = self.located.tables.get(sheet)
        returned = ReturnedSheet(()) if found is None else understood(found, base)
        keys = _merged_keys(sheet, base, today, {key: row.values for key, row in returned.rows.items()})
        files = {merged: today[key] for merged, key in keys.items()}
        if found is None:
            workbook = dict(base)
        else:
            beyond = {key: record for key, record in files.items() if key not in base}
            house(table, returned, base, beyond)
            self._settle_defaults(sheet, returned)
            workbook = self._workbook(table, returned, base)
        fields = tuple(c.key for c in table.editable if c.key != "id")
        return self._compared(sheet, fields, returned, (base, workbook, files), keys)

    def _compared(
        self,
        sheet: str,
        fields: Sequence[str],
        returned: ReturnedSheet,
        sides: tuple[Records, Records, Records],
        keys: Mapping[str, str],
    ) -> _Found:
        base, workbook, files = sides
        merged = merge_sheet(sheet, fields, base, workbook, files, same)
        differences = [_placed(d, returned) for d in merged.differences]
        rejections = _rejections(sheet, returned, base, files)
        differences.extend(
            d for d in rejections if not (self._asked(sheet, d.key, d.field) and _is_question(d.workbook))
        )
        differences.extend(self._unsettled(sheet, returned, base, files))
        return _Found(tuple(self._allowed(d, base, workbook) for d in differences), merged.unchanged, keys)

    def _workbook(self, table: Table[Any], returned: ReturnedSheet, base: Records) -> dict[str, Record]:
        """The workbook's side: what it does not say, or not rightly, is as exported."""
        workbook: dict[str, Record] = {}
        for key, row in returned.rows.items():
            before = base.get(key, {})
            silent = {c.key: before.get(c.key) for c in table.editable if c.key not in row.values}
            waiting = {
                f: before.get(f) for f in row.values if self._asked(table.sheet, key, f) and _is_question(row.values[f])
            }
            workbook[key] = {**silent, **row.values, **waiting}
        keep = self.exported is None or table is CRITERIA
        return {**base, **workbook} if keep else workbook

    def _asked(self, sheet: str, key: str, field: str) -> bool:
        """Whether a re-issued workbook asked in this cell which value is right."""
        return self.exported is not None and (sheet, key, field) in self.exported.unsettled

    def _settle_defaults(self, sheet: str, returned: ReturnedSheet) -> None:
        """An emptied owner or target means what it means in the files: whoever is expected, the site's target."""
        if sheet != CRITERIA.sheet:
            return
        for key, row in returned.rows.items():
            if "target" in row.values and row.values["target"] is None:
                row.values["target"] = self.judgement.site.site.target
            if "owner" in row.values and row.values["owner"] is None:
                row.values["owner"] = self.judgement.site.expected(key)

    def _unsettled(self, sheet: str, returned: ReturnedSheet, base: Records, files: Records) -> Iterator[Difference]:
        """The conflicts that a re-issued workbook asked about and that nobody has settled."""
        asked = {} if self.exported is None else self.exported.unsettled
        for (of, key, field), workbook in asked.items():
            row = returned.rows.get(key)
            if of != sheet or row is None or not _is_question(row.typed.get(field)):
                continue
            three = base.get(key, {}).get(field), workbook, files.get(key, {}).get(field)
            reason = "the cell still asks which of two values is right"
            remedy = f"Leave one value in the cell, without the lines that begin with {UNSETTLED_MARK}."
            found = Difference(sheet, key, field, Extent.VALUE, Outcome.CONFLICT, *three, "", reason, remedy)
            yield _placed(found, returned)

    def _allowed(self, difference: Difference, base: Records, workbook: Records) -> Difference:
        """Refuse what the workbook may not change: criteria themselves, and the parts of others."""
        if difference.outcome not in (Outcome.WORKBOOK, Outcome.CONFLICT):
            return difference
        if difference.sheet == CRITERIA.sheet and difference.extent is Extent.ADDED:
            return _rejected(difference, "there is no such criterion in this edition", "Delete the row.")
        part = frozenset[str]() if self.exported is None else self.exported.part
        if not part or difference.sheet == DOCUMENTS.sheet:
            return difference  # the register is everybody's: whoever has a part may add documents to it
        sides = [side[difference.key] for side in (base, workbook) if difference.key in side]
        if all(_criteria_of(difference, side) & part for side in sides):
            return difference
        reason = "this workbook was made for one part of the audit, which the row is not in"
        return _rejected(difference, reason, "Make the change in the files, or in the workbook of that part.")

    def cover(self) -> _Found:
        """The differences of the sheet Cover."""
        columns = [c for c in COVER if c.editable]
        today = self.files[COVER_SHEET][COVER_KEY]
        base = today if self.exported is None else self.exported.records.get(COVER_SHEET, {}).get(COVER_KEY, {})
        row = ReturnedRow(0)
        for column in columns:
            if column.key in self.located.cover:
                name, cell = self.located.cover[column.key]
                row.take(column, cell, name)
        asked = {f for f in row.values if self._asked(COVER_SHEET, COVER_KEY, f) and _is_question(row.typed[f])}
        workbook = {**base, **{f: value for f, value in row.values.items() if f not in asked}}
        returned = ReturnedSheet(tuple(c.key for c in columns), {COVER_KEY: row})
        sides = {COVER_KEY: base}, {COVER_KEY: workbook}, {COVER_KEY: today}
        return self._compared(COVER_SHEET, returned.fields, returned, sides, {COVER_KEY: COVER_KEY})


def _merged_keys(sheet: str, base: Records, today: Records, workbook: Records) -> dict[str, str]:
    """Key in the merge to key among today's rows, in today's order."""
    if sheet not in GROUPED:
        return {key: key for key in today}
    known = tracked(sheet, base, today, workbook)
    return {known.get(key, f"{_FROM_FILES}{key}"): key for key in today}


def _rejections(sheet: str, returned: ReturnedSheet, base: Records, files: Records) -> Iterator[Difference]:
    for key, row in returned.rows.items():
        for field, rejection in row.rejected.items():
            typed = row.typed.get(field) or None
            three = base.get(key, {}).get(field), typed, files.get(key, {}).get(field)
            yield Difference(
                sheet, key, field, Extent.VALUE, Outcome.REJECTED, *three, row.cells.get(field, row.first_cell),
                rejection.reason, rejection.remedy,
            )  # fmt: skip


def _rejected(difference: Difference, reason: str, remedy: str) -> Difference:
    return replace(difference, outcome=Outcome.REJECTED, reason=reason, remedy=remedy)


def _placed(difference: Difference, returned: ReturnedSheet) -> Difference:
    """The difference with the name of its cell."""
    row = returned.rows.get(difference.key)
    return difference if row is None else replace(difference, cell=row.cells.get(difference.field, row.first_cell))


def _is_question(value: object) -> bool:
    """Whether a cell holds the lines that a re-issued workbook puts into the cell of a conflict."""
    return isinstance(value, str) and any(line.startswith(UNSETTLED_MARK) for line in value.split("\n"))


def _criteria_of(difference: Difference, record: Record) -> frozenset[str]:
    """The criteria that a row is about."""
    if difference.sheet == CRITERIA.sheet:
        return frozenset({difference.key})
    named = " ".join(str(record.get(name) or "") for name in ("criterion", "criteria"))
    return frozenset(named.replace(",", " ").split())
