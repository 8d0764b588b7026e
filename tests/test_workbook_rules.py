"""The file against the rules that Excel enforces when it opens one, read from the XML itself."""

import re
import zipfile
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from oracle_cells import rejudged, workbook_bytes

from iso16363.catalog import Catalogue
from iso16363.workbook.sheet_names import tab
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FUNCTIONS = {
    *(
        "AND",
        "COUNT",
        "DAY",
        "EXACT",
        "FALSE",
        "FIND",
        "HYPERLINK",
        "IF",
        "IFERROR",
        "INDEX",
        "ISERROR",
        "LARGE",
        "LEFT",
        "LEN",
    ),
    *(
        "LOWER",
        "MATCH",
        "MAX",
        "MIN",
        "MOD",
        "MONTH",
        "OR",
        "RIGHT",
        "ROW",
        "SUBSTITUTE",
        "SUM",
        "SUMPRODUCT",
        "TRIM",
        "VALUE",
        "YEAR",
    ),
}
NAME = re.compile(r"^[A-Za-z_\\][A-Za-z0-9_.\\]{0,254}$")
LIKE_A_CELL = re.compile(r"^([A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*)$")


def _parsed(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 (written by ourselves just now)


class Parts:
    """The parts of a file, parsed."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.xml = {n: _parsed(archive.read(n)) for n in self.names if n.endswith((".xml", ".rels", ".vml"))}

    def sheets(self) -> dict[str, ET.Element]:
        """Worksheets by name."""
        targets = {r.get("Id"): r.get("Target") for r in self.xml["xl/_rels/workbook.xml.rels"]}
        found = self.xml["xl/workbook.xml"].findall("m:sheets/m:sheet", NS)
        return {s.get("name", ""): self.xml[f"xl/{targets[s.get(RELATION)]}"] for s in found}

    def strings(self) -> list[str]:
        """The shared strings."""
        items = self.xml["xl/sharedStrings.xml"].findall("m:si", NS)
        return ["".join(t.text or "" for t in item.iter(f"{{{NS['m']}}}t")) for item in items]

    def names_defined(self) -> dict[str, str]:
        """Defined names with what they refer to, those of Excel itself aside."""
        found = self.xml["xl/workbook.xml"].findall("m:definedNames/m:definedName", NS)
        return {n.get("name", ""): n.text or "" for n in found if not n.get("name", "").startswith("_xlnm.")}

    def formulas(self) -> list[str]:
        """Every formula: cells, validations, conditions."""
        tags = ("f", "formula", "formula1", "formula2")
        return [e.text or "" for s in self.sheets().values() for tag in tags for e in s.iter(f"{{{NS['m']}}}{tag}")]


def _written(site: str, workspace: Path, catalogue: Catalogue, today: date) -> Parts:
    judgement = report_on(find_workspace(workspace), site, catalogue, today).judgement
    assert judgement is not None
    return Parts(workbook_bytes(judgement))


@pytest.fixture(params=["small", "example", "cern", "empty"])
def parts(
    request: pytest.FixtureRequest,
    small_workspace: Path,
    example_workspace: Path,
    shipped_workspace: Path,
    catalogue: Catalogue,
    today: date,
) -> Parts:
    if request.param == "empty":
        judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
        assert judgement is not None
        return Parts(workbook_bytes(rejudged(judgement, answers={}, documents={}, repository=None, roles={})))
    places = {"small": small_workspace, "example": example_workspace, "cern": shipped_workspace}
    return _written(request.param, places[request.param], catalogue, today)


def test_file_is_what_excel_accepts(parts: Parts) -> None:
    check_file(parts)


def check_file(parts: Parts) -> None:
    """Every rule at once."""
    _check_parts(parts)
    _check_sheets(parts)
    _check_formulas(parts)
    _check_names(parts)
    _check_tables(parts)
    _check_validations(parts)
    _check_conditions_and_looks(parts)
    _check_merged_areas(parts)
    _check_pictures(parts)


def _check_parts(parts: Parts) -> None:
    """No macros, no links to other files, nothing twice."""
    assert not [n for n in parts.names if "vba" in n.lower() or "externalLink" in n]
    assert len(parts.names) == len(set(parts.names))
    for name, tree in parts.xml.items():
        if name.endswith(".rels"):
            assert not [r for r in tree if r.get("TargetMode") == "External"], name


def _check_sheets(parts: Parts) -> None:
    sheets = parts.sheets()
    assert len({n.lower() for n in sheets}) == len(sheets)
    strings = parts.strings()
    assert max(len(s.encode("utf-16-le")) // 2 for s in strings) <= 32_767
    for name, sheet in sheets.items():
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\']", name)
        assert sheet.find("m:sheetProtection", NS) is not None, name
        assert sheet.find("m:sheetProtection", NS).get("password") is None  # type: ignore[union-attr]
        for text in sheet.findall("m:headerFooter/*", NS):
            assert len(text.text or "") <= 255
            assert "&9" not in (text.text or "")
        for row in sheet.iter(f"{{{NS['m']}}}row"):
            assert float(row.get("ht", "15")) <= 409.5
        for column in sheet.iter(f"{{{NS['m']}}}col"):
            assert float(column.get("width", "8")) <= 255
        for cell in sheet.iter(f"{{{NS['m']}}}c"):
            if cell.get("t") == "s":
                assert int(cell.findtext("m:v", "", NS)) < len(strings)
            if cell.find("m:f", NS) is not None:
                assert cell.find("m:v", NS) is not None, f"{name}!{cell.get('r')} has no cached value"
                assert cell.get("t") != "e", f"{name}!{cell.get('r')} is cached as an error"


def _check_formulas(parts: Parts) -> None:
    names = parts.names_defined()
    for formula in parts.formulas():
        assert len(formula) <= 8_192
        bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
        assert bare.count("(") == bare.count(")"), formula
        depth = deepest = 0
        for character in bare:
            depth += {"(": 1, ")": -1}.get(character, 0)
            deepest = max(deepest, depth)
        assert deepest <= 64
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= FUNCTIONS, formula
        for name in re.findall(r"\b(?:[A-Z][a-z]+)_[a-z_]+\b", bare):
            assert name in names, f"{name} is not defined: {formula}"


def _check_names(parts: Parts) -> None:
    names, sheets = parts.names_defined(), parts.sheets()
    assert len({n.lower() for n in names}) == len(names)
    for name, reference in names.items():
        assert NAME.match(name)
        assert not LIKE_A_CELL.match(name)
        match = re.fullmatch(r"([A-Za-z_]+|'[^']+')!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", reference)
        assert match is not None, reference
        assert match[1].strip("'") in sheets


def _check_tables(parts: Parts) -> None:
    tables = [t for n, t in parts.xml.items() if n.startswith("xl/tables/")]
    assert len(tables) >= 5
    taken = {n.lower() for n in parts.names_defined()}
    strings = parts.strings()
    cells = {
        sheet_name: {c.get("r"): c for c in sheet.iter(f"{{{NS['m']}}}c")}
        for sheet_name, sheet in parts.sheets().items()
    }
    seen = set()
    for table in tables:
        name = table.get("displayName", "")
        assert name.lower() not in taken
        taken.add(name.lower())
        seen.add(table.get("id"))
        columns = [c.get("name", "") for c in table.findall("m:tableColumns/m:tableColumn", NS)]
        assert len({c.lower() for c in columns}) == len(columns), name
        first, last = table.get("ref", "").split(":")
        assert table.find("m:autoFilter", NS).get("ref") == table.get("ref")  # type: ignore[union-attr]
        head = int(re.sub(r"\D", "", first))
        assert int(re.sub(r"\D", "", last)) > head
        sheet = cells[tab(name.removesuffix("Table"))]
        shown = [c for r, c in sheet.items() if re.sub(r"\D", "", r or "") == str(head)]
        assert [strings[int(c.findtext("m:v", "", NS))] for c in shown] == columns
    assert len(seen) == len(tables)


def _check_validations(parts: Parts) -> None:
    for name, sheet in parts.sheets().items():
        areas: Counter[tuple[int, int]] = Counter()
        for rule in sheet.findall("m:dataValidations/m:dataValidation", NS):
            assert len(rule.get("promptTitle", "")) <= 32
            assert len(rule.get("errorTitle", "")) <= 32
            assert len(rule.get("prompt", "")) <= 255
            assert len(rule.get("error", "")) <= 255
            for part in ("m:formula1", "m:formula2"):
                assert len(rule.findtext(part, "", NS)) <= 255
            for area in rule.get("sqref", "").split():
                areas.update(_cells_of(area))
        assert not [cell for cell, times in areas.items() if times > 1], name


def _check_conditions_and_looks(parts: Parts) -> None:
    styles = parts.xml["xl/styles.xml"]
    looks = len(styles.findall("m:dxfs/m:dxf", NS))
    for sheet in parts.sheets().values():
        for rule in sheet.iter(f"{{{NS['m']}}}cfRule"):
            assert int(rule.get("dxfId", "0")) < looks
    fonts = [float(f.find("m:sz", NS).get("val", "0")) for f in styles.findall("m:fonts/m:font", NS)]  # type: ignore[union-attr]
    used = {int(x.get("fontId", "0")) for x in styles.findall("m:cellXfs/m:xf", NS)}
    assert min(fonts[font] for font in used) >= 10
    assert len(styles.findall("m:cellXfs/m:xf", NS)) < 500


def _check_merged_areas(parts: Parts) -> None:
    """None overlap, and none is in a sheet that holds a table."""
    for name, sheet in parts.sheets().items():
        merged = [m.get("ref", "") for m in sheet.findall("m:mergeCells/m:mergeCell", NS)]
        covered = Counter(cell for area in merged for cell in _cells_of(area))
        assert not [cell for cell, times in covered.items() if times > 1], name
        if sheet.find("m:tableParts", NS) is not None:
            assert not merged


def _check_pictures(parts: Parts) -> None:
    """Every chart has a text for those who do not see it, and a title."""
    kind = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
    for name, tree in parts.xml.items():
        if name.startswith("xl/drawings/drawing"):
            for picture in tree.iter(kind):
                assert len(picture.get("descr", "")) > 40
        if name.startswith("xl/charts/chart"):
            cached = [e.text for e in tree.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}v")]
            assert any(text and " " in text for text in cached[:1])


def _cells_of(area: str) -> list[tuple[int, int]]:
    first, _, last = area.partition(":")
    (top, left), (bottom, right) = _position(first), _position(last or first)
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _position(cell: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    assert match is not None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def test_no_chart_where_there_is_nothing_to_see(small_workspace: Path, catalogue: Catalogue, today: date) -> None:
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    empty = Parts(workbook_bytes(rejudged(judgement, answers={}, documents={}, repository=None)))
    assert not [n for n in empty.names if n.startswith("xl/charts/")]
    full = Parts(workbook_bytes(judgement))
    assert len([n for n in full.names if n.startswith("xl/charts/")]) == 2


def test_rows_of_answers_have_a_height_and_may_grow(small_workspace: Path, catalogue: Catalogue, today: date) -> None:
    sheets = _written("small", small_workspace, catalogue, today).sheets()
    rows = list(sheets["Criteria"].iter(f"{{{NS['m']}}}row"))
    assert all(float(row.get("ht", "0")) > 25 and row.get("customHeight") is None for row in rows[4:])
    assert rows[3].get("customHeight") == "1"
    assert all(row.get("customHeight") == "1" for row in sheets["Dashboard"].iter(f"{{{NS['m']}}}row") if row.get("ht"))
