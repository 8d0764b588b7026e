"""Spreadsheet files made by hand for tests: as other programs write them, broken, and hostile."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def zipped(parts: Mapping[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of parts."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def relations(*found: tuple[str, str, str]) -> str:
    """A part that lists what another refers to: id, kind, target."""
    items = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in found)
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def xlsx_parts(
    rows: str = "", *, strings: str = "", styles: str = "", names: str = "", properties: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet; texts are the inside of the elements."""
    space = f'xmlns="{MAIN}"'
    return {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}"/></Types>'
        ),
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'{HEAD}<workbook {space} xmlns:r="{_OFFICE}"><workbookPr {properties}/>'
            f'<sheets><sheet name="First" sheetId="1" r:id="r1"/></sheets>'
            f"<definedNames>{names}</definedNames></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "sharedStrings", "strings.xml"),
            ("r3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f"{HEAD}<worksheet {space}><sheetData>{rows}</sheetData></worksheet>",
        "xl/strings.xml": f"{HEAD}<sst {space}>{strings}</sst>",
        "xl/styles.xml": f"{HEAD}<styleSheet {space}>{styles}</styleSheet>",
    }


def formats(*codes: str | int) -> str:
    """The inside of the styles: one cell style for each number format, by number or by code."""
    own = [(200 + position, code) for position, code in enumerate(codes) if isinstance(code, str)]
    declared = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in own)
    used = [code if isinstance(code, int) else 200 + position for position, code in enumerate(codes)]
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in used)
    return f'<numFmts>{declared}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{cells}</cellXfs>'


def ods_parts(tables: str, *, styles: str = "", names: str = "") -> dict[str, str | bytes]:
    """The parts of an OpenDocument spreadsheet."""
    spaces = {n: f"{_ODF}{n}:1.0" for n in ("office", "table", "text", "style", "dr3d")} | {
        "number": f"{_ODF}datastyle:1.0",
        "draw": f"{_ODF}drawing:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    declared = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": (
            f"{HEAD}<office:document-content {declared}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}<table:named-expressions>{names}</table:named-expressions>"
            "</office:spreadsheet></office:body></office:document-content>"
        ),
        "META-INF/manifest.xml": f'{HEAD}<m:manifest xmlns:m="{_ODF}manifest:1.0"/>',
    }


def ods_table(rows: str, name: str = "T") -> str:
    """A sheet of an OpenDocument spreadsheet."""
    return f'<table:table table:name="{name}">{rows}</table:table>'


def ods_row(cells: str, repeated: int = 1) -> str:
    """A row of it."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def ods_one(repeated: int = 1, more: str = "") -> str:
    """A cell with the number 1."""
    kind = f'office:value-type="float" office:value="1" table:number-columns-repeated="{repeated}"'
    return f"<table:table-cell {kind} {more}/>"


def ods_empty(repeated: int) -> str:
    """Cells that hold nothing."""
    return f'<table:table-cell table:number-columns-repeated="{repeated}"/>'
