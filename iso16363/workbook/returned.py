"""A returned workbook held against what was exported and against the files of today: every difference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from iso16363.errors import UnreadableInput
from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model.variant import Variant
from iso16363.variants import for_variant
from iso16363.workbook.approvals import judged_approval
from iso16363.workbook.audit_columns import AUDIT
from iso16363.workbook.audit_rows import audit_rows
from iso16363.workbook.bounds import Bounds, allowed
from iso16363.workbook.columns import CellValue, Table
from iso16363.workbook.cover_fields import COVER, COVER_KEY, COVER_SHEET
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.defaults import DEFAULTS
from iso16363.workbook.lending import lent_sheet, providing
from iso16363.workbook.locating import Located, Remark, locate
from iso16363.workbook.opening import Opened
from iso16363.workbook.returned_cells import placed, rejections
from iso16363.workbook.returned_lent import LentRows, lent_rows, refusals, taken_out
from iso16363.workbook.returned_rows import (
    CAN_GO,
    QUESTION,
    ReturnedRow,
    ReturnedSheet,
    house,
    is_question,
    understood,
)
from iso16363.workbook.returned_sync import Exported, read_sync
from iso16363.workbook.rewrapping import tidy
from iso16363.workbook.rowkeys import GROUPED, tracked
from iso16363.workbook.rows import Rows, gather
from iso16363.workbook.sync import SCHEMA, recorded, records
from iso16363.workbook.tables import TABLES
from iso16363.workbook.threeway import Difference, Extent, Outcome, Record, Records, merge_sheet
from iso16363.workbook.titles import language_of
from iso16363.workbook.whose_cells import with_todays

_FROM_FILES: Final = "+"
"""In front of the key of a row that the files have beyond what was exported."""


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
    language: str
    """The language the workbook is in."""


def same(_field: str, one: CellValue, other: CellValue) -> bool:
    """Whether a reader sees no difference."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or tidy(one) == tidy(other)
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def compare(opened: Opened, judgement: Judgement, shown: str) -> Comparison:
    """Find every difference. Raises UnreadableInput for a workbook that is not of this site and edition."""
    exported = read_sync(opened, shown)
    remarks = tuple(_identified(exported, judgement, shown))
    language = language_of(opened, exported.language if exported else None)
    with speaking(language):
        located = locate(opened, exported.schema if exported else SCHEMA)
        # What the variant of the workbook does not show would come home as an edit.
        rows = gather(for_variant(judgement, exported.variant if exported else Variant.INTERNAL))
    comparing = _Comparing(judgement, exported, located, language, _records(rows))
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
    return Comparison(tuple(differences), unchanged + cover.unchanged, everything, exported, rows, keys, language)


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
            if name == "edition":
                back = f"iso16363 migrate {site} --to {theirs} --apply"
                remedy = f"Export one anew; or move the site back ({back}), take this one in, and move on again."
            raise UnreadableInput(
                f'is a workbook of the {name} "{theirs}", not of "{ours}"', where=shown, remedy=remedy
            )
    if exported.identity.get("catalogue_digest") != judgement.provenance.catalogue_digest:
        what = "was exported with another wording of the catalogue; look whether the requirements still say the same"
        yield Remark(what, shown)


def _records(rows: Rows) -> dict[str, dict[str, Record]]:
    """What the files say today, in the words of the cells."""
    found: dict[str, dict[str, Record]] = {}
    for sheet, key, record in records(rows):
        found.setdefault(sheet, {})[key] = record
    return found


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
    language: str
    files: Mapping[str, Records]

    def table(self, table: Table[Any]) -> _Found:
        """The differences of one table."""
        sheet = table.sheet
        today = self.files.get(sheet, {})
        lent = self._lent(sheet)
        # What a provider lends no more is what the files have no more.
        base = today if self.exported is None else {**self.exported.records.get(sheet, {}), **lent.gone}
        found = self.located.tables.get(sheet)
        counted = self.exported is None and sheet in GROUPED  # such keys count today's rows, not those of the export
        with speaking(self.language):
            returned = ReturnedSheet(())
            if found is not None:
                returned = understood(found, {**base, **lent.base}, self._roles(), by_key=not counted)
        ours = {key: row.values for key, row in returned.rows.items() if key not in lent.base}
        keys = _merged_keys(sheet, base, today, ours)
        files = {merged: today[key] for merged, key in keys.items()}
        fields = tuple(c.key for c in table.editable if c.key != "id")
        refused: tuple[Difference, ...] = ()
        if found is None:
            workbook = dict(base)
        else:
            beyond = {key: record for key, record in files.items() if key not in base}
            house(table, returned, {**base, **lent.base}, beyond)
            self._settle_defaults(sheet, returned)
            theirs = taken_out(lent, returned)
            refused = tuple(refusals(sheet, fields, lent, theirs, same, keep=self.exported is None))
            workbook = self._workbook(table, returned, base, files)
        compared = self._compared(sheet, fields, returned, (base, workbook, files), keys)
        # What a provider took back meanwhile is no matter of the site's, unless somebody edited it here.
        told = (d for d in compared.differences if not (d.key in lent.gone and d.outcome is Outcome.FILES))
        differences = (*told, *refused)
        return replace(compared, differences=differences, keys={**compared.keys, **lent.keys})

    def _lent(self, sheet: str) -> LentRows:
        """The rows of a sheet that are a provider's."""
        today = self.files.get(lent_sheet(sheet), {})
        exported = today if self.exported is None else self.exported.records.get(lent_sheet(sheet), {})
        return lent_rows(sheet, exported, today)

    def _bounds(self) -> Bounds:
        """What the workbook may change."""
        criteria = tuple(self.judgement.edition.criteria)
        provided = providing(self.judgement.site)
        if self.exported is None:
            return Bounds(frozenset(), criteria, provided=provided)
        audit = {row.id: recorded(AUDIT.editable, row) for row in audit_rows(self.judgement)}
        return Bounds(self.exported.part, criteria, self.exported.variant, audit, provided)

    def _roles(self) -> dict[str, str]:
        """Ids of roles by their title, as the sheets Cover and Lists show it; none by a title that may mean another."""
        roles = self.judgement.site.site.roles
        ids = {name.casefold(): {name} for name in roles}
        titled: dict[str, set[str]] = {}
        for name, role in roles.items():
            title = " ".join(role.title.split()).casefold()
            titled.setdefault(title, set(ids.get(title, ()))).add(name)
        return {title: name for title, (name, *others) in titled.items() if not others}

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
        differences = [placed(d, returned) for d in merged.differences]
        broken = rejections(sheet, returned, base, files)
        differences.extend(d for d in broken if not (self._asked(sheet, d.key, d.field) and is_question(d.workbook)))
        differences.extend(self._unsettled(sheet, returned, base, files))
        bounds = self._bounds()
        found = (allowed(d, sides, bounds) for d in differences)
        seen = base if self.exported else {}
        judged = tuple(judged_approval(d, seen.get(d.key), self.judgement) for d in found)
        return _Found(judged, merged.unchanged, keys)

    def _workbook(self, table: Table[Any], returned: ReturnedSheet, base: Records, files: Records) -> dict[str, Record]:
        """The workbook's side: what it does not say, or not rightly, is as exported.

        Where the files have deleted the row, what was typed counts as it stands: such a row is in conflict.
        """
        workbook: dict[str, Record] = {}
        for key, row in returned.rows.items():
            before = base.get(key, {})
            silent = {c.key: before.get(c.key) for c in table.editable if c.key not in row.values}
            typed = {f: row.typed.get(f) for f in row.rejected} if key in base and key not in files else {}
            workbook[key] = {**silent, **row.values, **typed}
            if table is AUDIT and key in files and key not in base:
                workbook[key] = with_todays(workbook[key], files[key])
        keep = self.exported is None or table is CRITERIA
        return {**base, **workbook} if keep else workbook

    def _asked(self, sheet: str, key: str, field: str) -> bool:
        """Whether a re-issued workbook asked in this cell which value is right."""
        return self.exported is not None and (sheet, key, field) in self.exported.unsettled

    def _settle_defaults(self, sheet: str, returned: ReturnedSheet) -> None:
        """An empty cell means what it means in the files: the model's default, who is expected, the site's target."""
        for key, row in returned.rows.items():
            empty = [f for f, value in row.values.items() if value is None]
            row.values.update({f: DEFAULTS[sheet, f] for f in empty if (sheet, f) in DEFAULTS})
            if sheet != CRITERIA.sheet:
                continue
            if "target" in row.values and row.values["target"] is None:
                row.values["target"] = self.judgement.site.site.target
            if "owner" in row.values and row.values["owner"] is None:
                row.values["owner"] = self.judgement.site.expected(key)

    def _unsettled(self, sheet: str, returned: ReturnedSheet, base: Records, files: Records) -> Iterator[Difference]:
        """The conflicts that a re-issued workbook asked about and that nobody has settled."""
        asked = {} if self.exported is None else self.exported.unsettled
        for (of, key, field), workbook in asked.items():
            row = returned.rows.get(key)
            if of != sheet or key not in files or same(field, workbook, files[key].get(field)):
                continue
            if row is None and sheet in self.located.tables and sheet in CAN_GO:
                continue  # the row was deleted, which is an answer
            if row is not None and field in row.typed and not is_question(row.typed[field]):
                continue
            three = base.get(key, {}).get(field), workbook, files[key].get(field)
            reason = "the cell still asks which of two values is right"
            remedy = f"Leave one value in the cell, without the lines that begin with {QUESTION}."
            found = Difference(sheet, key, field, Extent.VALUE, Outcome.CONFLICT, *three, "", reason, remedy)
            yield placed(found, returned)

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
        workbook = {**base, **row.values}
        returned = ReturnedSheet(tuple(c.key for c in columns), {COVER_KEY: row})
        sides = {COVER_KEY: base}, {COVER_KEY: workbook}, {COVER_KEY: today}
        return self._compared(COVER_SHEET, returned.fields, returned, sides, {COVER_KEY: COVER_KEY})


def _merged_keys(sheet: str, base: Records, today: Records, workbook: Records) -> dict[str, str]:
    """Key in the merge to key among today's rows, in today's order."""
    if sheet not in GROUPED:
        return {key: key for key in today}
    known = tracked(sheet, base, today, workbook)
    return {known.get(key, f"{_FROM_FILES}{key}"): key for key in today}
