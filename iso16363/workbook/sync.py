"""The very hidden sheet _sync: what was exported, so that a returned workbook can be merged field by field.

Two blocks, all cells text. From row 1: name and value of what identifies the export, until an empty
row. `part_owner`, `part_sections` and `part_criteria` (ids, separated by commas) say which part of the
workbook it is; all three are empty for the whole, and a merge leaves criteria outside of it alone.
`language` is that of the workbook; it is left out where that is English.
`variant` stands in the workbook of an outside variant only: its records hold what that variant shows.
The auditor's is merged with what that variant shows today, and brings home what the auditor wrote; the
public one cannot be merged.

Then a row of titles, and one row for each row of the other sheets: sheet, key, part, record.
`record` is a JSON object from column key to the value that the cell held (null is left out; a date is
year-month-day). Rows that are a provider's, and are shown only, stand under "?" and the name of their sheet, with the
provider. The record of a criterion has the digest of its answer under `digest`, so that who
approves the answer approves what was exported. A long record is cut into parts, to be joined in order
before it is parsed.

A workbook that was sent back with questions holds the files of that day here. For each cell that
asks somebody to choose there is a row more: sheet "?unsettled", a running number as key, and a record
with `sheet`, `key`, `column` and, as `text`, the value that the workbook held when it came back.

What a merge compares is, for each field, the exported value (here), the value in the returned cell,
and the value that `Column.read` gives for the data of today.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from iso16363.judgement import Judgement
from iso16363.language import spoken
from iso16363.resources import ENGLISH
from iso16363.workbook.columns import CellValue, Column
from iso16363.workbook.cover_fields import COVER, COVER_KEY, COVER_SHEET
from iso16363.workbook.grid import Desk
from iso16363.workbook.issue import Issue
from iso16363.workbook.lending import PROVIDER, lent_sheet
from iso16363.workbook.next_open import PART_NAME
from iso16363.workbook.rows import CitationRow, CriterionRow, DocumentRow, Rows
from iso16363.workbook.tables import keyed_rows

SHEET: Final = "_sync"
FORMAT: Final = "iso16363-workbook"
SCHEMA: Final = 3
DIGEST: Final = "digest"
UNSETTLED: Final = "?unsettled"
"""Stands where a record names its sheet; no sheet can be called so."""
TITLES: Final = ("sheet", "key", "part", "record")
PART_CRITERIA: Final = "part_criteria"
VARIANT: Final = "variant"
OUTSIDE_NAME: Final = "Outside_variant"
"""Defined name in every workbook of an outside variant: it is known as such without this sheet too."""
LANGUAGE: Final = "language"
PART: Final = 16_000
"""Characters of a record in one cell: never more than 32,000 UTF-16 units."""


def export_id(judgement: Judgement, issue: Issue) -> str:
    """Name of an export, the same for the same inputs, part, tool and day."""
    made_of = "\n".join(value for name, value in _identity(judgement, issue))
    return hashlib.sha256(made_of.encode()).hexdigest()[:12]


def _identity(judgement: Judgement, issue: Issue) -> tuple[tuple[str, str], ...]:
    made = judgement.provenance
    return (
        ("format", FORMAT),
        ("schema", str(SCHEMA)),
        ("tool_version", made.tool_version),
        ("site", judgement.site.site.id),
        ("edition", judgement.edition.id),
        ("catalogue_digest", made.catalogue_digest),
        ("inputs_digest", made.inputs_digest),
        ("as_of", made.as_of.isoformat()),
        ("commit", made.commit or ""),
        ("uncommitted_changes", "yes" if made.dirty else "no"),
        ("part_owner", issue.part.owner or ""),
        ("part_sections", ",".join(issue.part.ordered)),
        (PART_CRITERIA, ",".join(issue.covered)),
        *(((LANGUAGE, spoken()),) if spoken() != ENGLISH else ()),
        *(((VARIANT, judgement.variant.value),) if judgement.variant.leaves_out else ()),
    )


def write_sync(desk: Desk, exported: Rows, unsettled: Mapping[tuple[str, str, str], CellValue]) -> None:
    """Write the sheet and hide it so that only a program brings it back.

    `exported` is what counts as exported: all rows of the files, whatever a workbook that was sent
    back shows beside them.
    """
    sheet = desk.book.sheet(SHEET)
    line = 0
    own = _identity(exported.judgement, desk.issue)
    for name, value in (*own, ("export_id", export_id(exported.judgement, desk.issue))):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, value)
        if name == PART_CRITERIA and value:
            desk.book.name(PART_NAME, SHEET, (line, 1, line, 1))
        line += 1
    line += 1
    for position, title in enumerate(TITLES):
        sheet.write_string(line, position, title)
    for name, key, record in (*records(exported), *_choices(unsettled)):
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        parts = [text[start : start + PART] for start in range(0, len(text), PART)]
        for number, part in enumerate(parts, 1):
            line += 1
            for position, value in enumerate((name, key, str(number), part)):
                sheet.write_string(line, position, value)
    sheet.protect()
    sheet.very_hidden()


def _choices(unsettled: Mapping[tuple[str, str, str], CellValue]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for number, ((sheet, key, column), value) in enumerate(unsettled.items(), 1):
        text = {} if value is None else {"text": stored(value)}
        yield UNSETTLED, str(number), {"sheet": sheet, "key": key, "column": column, **text}


def records(rows: Rows) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Sheet, key and record of every row: what its editable cells hold, without those that hold nothing."""
    yield COVER_SHEET, COVER_KEY, recorded(COVER, rows.judgement)
    for table, key, row in keyed_rows(rows):
        record = recorded(table.editable, row)
        if isinstance(row, CriterionRow) and row.digest and not rows.judgement.variant.leaves_out:
            record[DIGEST] = row.digest
        lent = row.lent if isinstance(row, CitationRow | DocumentRow) else None
        if lent is None:
            yield table.sheet, key, record
        else:
            yield lent_sheet(table.sheet), key, {**record, PROVIDER: lent}


def recorded(columns: tuple[Column[Any], ...], row: object) -> dict[str, Any]:
    """What the cells of a row hold, those that hold nothing left out."""
    values = {column.key: stored(column.read(row)) for column in columns if column.editable}
    return {key: value for key, value in values.items() if value is not None}


def stored(value: CellValue) -> CellValue:
    """A cell's value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value
