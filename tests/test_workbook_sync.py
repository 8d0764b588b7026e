"""For any site: the workbook is written or refused by name, and _sync holds what every editable cell holds."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from oracle_cells import StoredCells, cut_edition, loaded, rejudged, stored_cells, workbook_bytes
from ordinary import ordinary
from strategies import Drawn, drawn_sites

from iso16363.catalog import Catalogue
from iso16363.checks.texts import check_texts
from iso16363.errors import AuditError
from iso16363.fingerprint import answer_digest
from iso16363.judgement import Judgement
from iso16363.workbook.columns import FIRST_ROW, Column, Kind, column_letter
from iso16363.workbook.cover_fields import COVER, COVER_KEY, COVER_SHEET
from iso16363.workbook.sync import SHEET, TITLES
from iso16363.workbook.tables import TABLES
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

Records = dict[tuple[str, str], dict[str, object]]
FIELDS = (
    *("name", "short_name", "legal_entity", "country", "milestone", "target", "repository", "affiliations", "roles"),
    *("notes", "fictional", "absent_documents"),
)


@pytest.fixture
def tiny(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    return rejudged(judgement, edition=cut_edition(judgement.edition))


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(drawn=drawn_sites)
def test_sync_holds_every_editable_cell(tiny: Judgement, drawn: Drawn) -> None:
    fields = {name: getattr(drawn.site, name) for name in FIELDS}
    judgement = rejudged(
        tiny, answers=drawn.answers, documents=drawn.documents, actions=drawn.actions, audit=drawn.audit, **fields
    )
    refusal, data = None, b""
    try:
        data = workbook_bytes(judgement)
    except AuditError as error:
        refusal = error
    if refusal is not None:
        assert re.fullmatch(r"[A-Za-z]+![A-Z]+\d+", str(refusal.where))
        assert "E507" in {found.code for found in check_texts(judgement.site)}
        return
    cells = stored_cells(data)
    found = exported(cells)
    digests = {key: record.pop("digest") for (_, key), record in found.items() if "digest" in record}
    assert found == {**dict(_of_tables(cells)), (COVER_SHEET, COVER_KEY): _of_cover(data, cells)}
    site = judgement.site
    answers = {key: answer for key, answer in site.answers.items() if key in judgement.edition.criteria}
    edition = site.site.edition
    expected = {c: answer_digest(a, site.documents, site.answers, (edition, c)) for c, a in answers.items()}
    assert digests == expected


def exported(cells: StoredCells) -> Records:
    """The records of _sync; each begins with part 1, once."""
    sheet = cells[SHEET]
    last = max(row for _, row in sheet)
    start = next(row for row in range(1, last) if sheet.get(("A", row)) == TITLES[0])
    parts: dict[tuple[str, str], str] = {}
    for row in range(start + 1, last + 1):
        name, key, part, record = (str(sheet[letter, row]) for letter in "ABCD")
        assert (part == "1") == ((name, key) not in parts)
        parts[name, key] = parts.get((name, key), "") + record
    return {place: json.loads(text) for place, text in parts.items()}


def _of_tables(cells: StoredCells) -> Iterator[tuple[tuple[str, str], dict[str, object]]]:
    seen = set()
    for whole in (filled.table for filled in TABLES):
        sheet, row = cells[whole.sheet], FIRST_ROW + 1
        rare = {column.title for column in whole.columns if column.rare}
        table = whole if rare & {sheet.get((column_letter(n), FIRST_ROW)) for n in range(60)} else ordinary(whole)
        while (key := sheet.get((table.letter("key"), row))) is not None:
            assert (table.sheet, key) not in seen
            seen.add((table.sheet, key))
            found = {c.key: _value(c, sheet.get((table.letter(c.key), row))) for c in table.editable}
            yield (table.sheet, str(key)), {name: value for name, value in found.items() if value is not None}
            row += 1


def _of_cover(data: bytes, cells: StoredCells) -> dict[str, object]:
    names = loaded(data).defined_names
    found: dict[str, object] = {}
    for field in (f for f in COVER if f.editable):
        row = int(names[f"{COVER_SHEET}_{field.key}"].value.rpartition("$")[2])
        if ("B", row) in cells[COVER_SHEET]:
            found[field.key] = cells[COVER_SHEET]["B", row]
    return found


def _value(column: Column[object], stored: str | float | None) -> object:
    if column.kind is Kind.DATE and isinstance(stored, float):
        return (date(1899, 12, 30) + timedelta(days=stored)).isoformat()
    return stored
