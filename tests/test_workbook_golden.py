"""Every cell of a small workbook against a text a person can read.

To accept a change: ISO16363_REWRITE=1 pytest tests/test_workbook_golden.py, then read the diff.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from auditing import items
from commandline import CHECKOUT
from oracle_cells import cut_edition, loaded, rejudged, workbook_bytes

from iso16363.catalog import Catalogue
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

GOLDEN = CHECKOUT / "tests" / "data" / "golden"
REWRITE = "ISO16363_REWRITE"


def dumped(data: bytes) -> dict[str, str]:
    """Every sheet as text: size, names, columns, cells with formula and value, validations, conditions."""
    formulas, values = loaded(data), loaded(data, values=True)
    texts = {}
    for sheet in formulas.worksheets:
        lines = [f"sheet {sheet.title} ({sheet.sheet_state}), {sheet.dimensions}, frozen {sheet.freeze_panes}"]
        lines += [f"print {sheet.print_area}, titles {sheet.print_title_rows} {sheet.print_title_cols}"]
        lines += [f"name {name}: {found.value}" for name, found in sorted(sheet.defined_names.items())]
        lines += [
            f"name {name}: {found.value}"
            for name, found in sorted(formulas.defined_names.items())
            if str(found.value).startswith(f"{sheet.title}!")
        ]
        lines += [
            f"table {name}: {table.ref}" for name, table in sorted((t.displayName, t) for t in sheet.tables.values())
        ]
        lines += [f"merged {area}" for area in sorted(map(str, sheet.merged_cells.ranges))]
        lines += list(_columns(sheet))
        lines += list(_rows(sheet, values[sheet.title]))
        lines += list(_validations(sheet))
        lines += list(_conditions(sheet))
        texts[sheet.title.replace(" ", "-").strip("_").lower()] = "\n".join(lines) + "\n"
    return texts


def _columns(sheet: Any) -> Iterator[str]:
    for letter, column in sorted(sheet.column_dimensions.items(), key=lambda pair: (len(pair[0]), pair[0])):
        hidden = " hidden" if column.hidden else ""
        yield f"column {letter}: {column.width:g}{hidden}{' folded' if column.outlineLevel else ''}"


def _rows(sheet: Any, values: Any) -> Iterator[str]:
    """Cell by cell; rows that say the same of themselves are counted instead of repeated."""
    before, repeated = "", 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        shown = "\n".join(filter(None, (_cell(cell, values) for cell in cells)))
        height = sheet.row_dimensions[number].height
        if not shown and height is None:
            continue
        general = re.sub(rf"(?<=[A-Z]){number}\b", "#", f"{height} {shown}")
        if general == before:
            repeated += 1
            continue
        if repeated:
            yield f"the same {repeated} more times"
        yield f"row {number}, height {height}"
        if shown:
            yield shown
        before, repeated = general, 0
    if repeated:
        yield f"the same {repeated} more times"


def _cell(cell: Any, values: Any) -> str:
    if cell.value is None and not (cell.has_style and not cell.protection.locked):
        return ""
    open_ = "" if cell.protection.locked else " open"
    style = "" if cell.number_format == "General" else f" [{cell.number_format}]"
    value = values.cell(cell.row, cell.column).value
    head = f"  {cell.coordinate}{open_}{style}"
    if cell.data_type == "f":
        return f"{head} {cell.value} -> {_value(value)}"
    note = f" note {_value(cell.comment.text)}" if cell.comment else ""
    link = f" link {cell.hyperlink.location}" if cell.hyperlink else ""
    return f"{head} {_value(value)}{link}{note}"


def _value(value: object) -> str:
    if isinstance(value, datetime | date):
        return f"date {value:%Y-%m-%d}"
    return json.dumps(value, ensure_ascii=False)


def _validations(sheet: Any) -> Iterator[str]:
    for found in sheet.data_validations.dataValidation:
        prompt = f" prompt {_value([found.promptTitle, found.prompt])}" if found.prompt else ""
        error = f" error {found.errorStyle} {_value([found.errorTitle, found.error])}" if found.error else ""
        rule = " ".join(filter(None, (found.type, found.operator, found.formula1, found.formula2)))
        yield f"validation {found.sqref}: {rule}{prompt}{error}"


def _conditions(sheet: Any) -> Iterator[str]:
    for area, rules in sheet.conditional_formatting._cf_rules.items():
        for rule in rules:
            look = rule.dxf
            words = f" words {look.numFmt.formatCode}" if look.numFmt else ""
            yield f"condition {area.sqref}: {rule.formula[0]} -> {look.fill.bgColor.rgb}{words}"


@pytest.fixture
def small(small_workspace: Path, catalogue: Catalogue, today: date) -> dict[str, str]:
    report = report_on(find_workspace(small_workspace), "small", catalogue, today)
    assert report.judgement is not None
    judgement = rejudged(report.judgement, edition=cut_edition(report.judgement.edition), audit=items())
    return dumped(workbook_bytes(judgement))


def test_every_cell_is_as_accepted(small: dict[str, str]) -> None:
    files = {name: GOLDEN / f"workbook-{name}.txt" for name in small}
    if os.environ.get(REWRITE):
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.glob("workbook-*.txt"):
            old.unlink()
        for name, file in files.items():
            file.write_text(small[name], encoding="utf-8")
    assert {f.name for f in GOLDEN.glob("workbook-*.txt")} == {f.name for f in files.values()}
    for name, file in files.items():
        assert small[name].split("\n") == file.read_text(encoding="utf-8").split("\n"), name


def test_the_dump_shows_every_change(small: dict[str, str]) -> None:
    """What the comparison rests on: formulas, values, open cells, validations and conditions are in the text."""
    criteria = small["criteria"]
    assert " open [0] 4\n" in criteria
    assert '-> "reviewed"' in criteria
    assert "validation " in criteria
    assert "condition " in criteria
    assert "more times" in small["evidence"]
