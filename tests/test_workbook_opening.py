"""Files that come from anywhere are opened as they are meant, or refused in a sentence; never anything else."""

import contextlib
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import oracle_libreoffice
import pytest
from demands import demanded
from hypothesis import given
from hypothesis import strategies as st
from office_files import (
    HEAD,
    MAIN,
    formats,
    ods_empty,
    ods_one,
    ods_parts,
    ods_row,
    ods_table,
    relations,
    xlsx_parts,
    zipped,
)
from oracle_cells import formula_cells, loaded, workbook_bytes
from strategies import UGLY

from iso16363.errors import UnreadableInput
from iso16363.workbook import archive, opened
from iso16363.workbook.number_formats import Shows, day_of, shown_by
from iso16363.workbook.opened import column_position
from iso16363.workbook.opening import Cell, Fault, Named, Opened, open_workbook
from iso16363.workbook.plain import PlainSheet, PlainWorkbook
from iso16363.workspace.workspace import SiteReport

SMALL = zipped(xlsx_parts('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'))
SMALL_ODS = zipped(ods_parts(ods_table(ods_row("<table:table-cell><text:p>x</text:p></table:table-cell>"))))
ONE = "<row><c><v>1</v></c></row>"


def xlsx(rows: str, **parts: str) -> Opened:
    return open_workbook(zipped(xlsx_parts(rows, **parts)), "made.xlsx")


def first(rows: str, **parts: str) -> Cell | None:
    """The cell A1."""
    return xlsx(rows, **parts).sheets[0].rows.get(1, {}).get(0)


def cell(inside: str, attributes: str = "", **parts: str) -> Cell | None:
    return first(f'<row r="1"><c r="A1" {attributes}>{inside}</c></row>', **parts)


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableInput) as caught:
        open_workbook(data, "returned.xlsx")
    assert caught.value.where == "returned.xlsx"
    assert caught.value.remedy.endswith((".", "?"))
    return caught.value.what


# What the cells mean


@pytest.mark.parametrize(
    ("inside", "attributes", "value"),
    [
        ("<v>3</v>", "", 3),
        ("<v>3.0</v>", "", 3),
        ("<v>1.5E-1</v>", 't="n"', 0.15),
        ("<v>1</v>", 't="b"', True),
        ("<v>0</v>", 't="b"', False),
        ("<v>a</v>", 't="str"', "a"),
        ("<v>2026-03-31T00:00:00Z</v>", 't="d"', date(2026, 3, 31)),
        ("<is><t xml:space='preserve'> a </t></is>", 't="inlineStr"', " a "),
        ("<is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></is>", 't="inlineStr"', "ab"),
        ("<is><t>a_x000D__x000A_b</t></is>", 't="inlineStr"', "a\nb"),
        ("<is><t>a_x000D_b&#13;c</t></is>", 't="inlineStr"', "a\nb\nc"),
        ("<is><t>_x005F_x0041_</t></is>", 't="inlineStr"', "_x0041_"),
        ("<is><t>_x0041__xD83D__xDC09_</t></is>", 't="inlineStr"', "A\U0001f409"),
        ("<is><t>_xd83d__xdc09_</t></is>", 't="inlineStr"', "\U0001f409"),
        ("<is><t>x005F_ _x41_ _X0041_</t></is>", 't="inlineStr"', "x005F_ _x41_ _X0041_"),
    ],
)
def test_values(inside: str, attributes: str, value: object) -> None:
    found = cell(inside, attributes)
    assert found == Cell(value)  # type: ignore[arg-type]
    assert type(found.value) is type(value)


@pytest.mark.parametrize(("inside", "attributes"), [("", ""), ("<v></v>", ""), ("<v></v>", 't="str"'), ("", 't="s"')])
def test_what_holds_nothing_is_left_out(inside: str, attributes: str) -> None:
    assert xlsx(f'<row r="1"><c r="A1" s="1" {attributes}>{inside}</c></row>').sheets[0].rows == {}


def test_shared_texts_without_phonetic_help() -> None:
    strings = (
        "<si><t>a</t></si><si><r><t>\u6771</t></r><r><t>\u4eac</t></r><rPh><t>TOKYO</t></rPh></si><si><t></t></si>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>2</v></c></row>'
    assert xlsx(rows, strings=strings).sheets[0].rows == {1: {0: Cell("\u6771\u4eac"), 1: Cell("a")}}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("<f>1+1</f><v>2</v>", 2),
        ("<f t='shared' si='0'/><v>2</v>", 2),
        ("<f>X</f>", None),
        ("<f t='array' ref='A1'>X</f><v>2</v>", 2),
    ],
)
def test_formulas_keep_their_stored_value(formula: str, value: object) -> None:
    assert cell(formula) == Cell(value, Fault.FORMULA)  # type: ignore[arg-type]


def test_cells_filled_by_the_formula_of_another_are_formulas() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c></row><row r="9"><c r="A9"><v>1</v></c></row>'
    )
    found = xlsx(rows).sheets[0].rows
    assert [found[1][0].fault, found[2][0].fault] == [Fault.FORMULA] * 2
    assert [found[2][1].fault, found[9][0].fault] == [None, None]


def test_errors() -> None:
    assert cell("<v>#N/A</v>", 't="e"') == Cell("#N/A", Fault.ERROR)
    assert cell("<f>NA()</f><v>#N/A</v>", 't="e"') == Cell("#N/A", Fault.FORMULA)


@pytest.mark.parametrize(
    ("code", "number", "value"),
    [
        (14, "46112", date(2026, 3, 31)),
        ("yyyy-mm-dd", "46112.75", date(2026, 3, 31)),
        ("dd/mm/yy;@", "46112", date(2026, 3, 31)),
        ("[$-407]d. mmmm yyyy", "46112", date(2026, 3, 31)),
        ("[$-F800]dddd\\,\\ mmmm\\ dd", "46112", date(2026, 3, 31)),
        ("General", "46112", 46112),
        (0, "46112", 46112),
        ("0.00E+00", "46112", 46112),
        ("#,##0 &quot;days&quot;", "46112", 46112),
        ("[Red]0", "46112", 46112),
        ("yyyy-mm-dd", "-1", -1),
        ("yyyy-mm-dd", "1e9", 1_000_000_000),
        ("yyyy-mm-dd", "60", 60),
        ("yyyy-mm-dd", "1", date(1900, 1, 1)),
        ("yyyy-mm-dd", "61", date(1900, 3, 1)),
        ("h:mm", "0.0555555555555556", "01:20"),
        ("[h]:mm:ss", "1.5000115740740741", "36:00:01"),
        (45, "0.5", "12:00"),
    ],
)
def test_number_formats(code: str | int, number: str, value: object) -> None:
    found = cell(f"<v>{number}</v>", 's="1"', styles=formats(0, code))
    assert found == Cell(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [17, "mmm yyyy", "yyyy\\-mm", "mmmm"])
def test_months_are_known_as_such(code: str | int) -> None:
    assert cell("<v>46082</v>", 's="0"', styles=formats(code)) == Cell(date(2026, 3, 1), month_only=True)


def test_styles_that_are_not_there_do_no_harm() -> None:
    assert cell("<v>3</v>", 's="99"') == Cell(3)


def test_days_since_1904() -> None:
    found = xlsx('<row><c s="0"><v>44650</v></c></row>', styles=formats(14), properties='date1904="1"')
    assert found.since_1904
    assert found.sheets[0].rows[1][0].value == date(2026, 3, 31)


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_numbers_of_days(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    assert day_of(number) == day_of(number + 0.99) == day
    assert day_of(number - 1462, since_1904=True) == day


@given(st.text('dmyhsE0#;[]\\"_*- General', max_size=20))
def test_any_code_of_a_format_can_be_asked(code: str) -> None:
    assert shown_by(200, code) in Shows


# What other programs write


def test_cells_without_places_follow_each_other() -> None:
    rows = (
        "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>"
        "<row r='9'><c r='C9'><v>4</v></c><c><v>5</v></c></row>"
    )
    values = {(r, c): x.value for r, cells in xlsx(rows).sheets[0].rows.items() for c, x in cells.items()}
    assert values == {(1, 0): 1, (1, 2): 2, (2, 0): 3, (9, 2): 4, (9, 3): 5}


def test_a_phantom_row_at_the_bottom_costs_nothing() -> None:
    found = xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert found.sheets[0].rows == {1: {0: Cell(1)}}


@pytest.mark.parametrize("space", [MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"])
def test_other_prefixes_and_the_strict_variant(space: str) -> None:
    parts = xlsx_parts()
    parts["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{space}"><x:sheetData><x:row><x:c r="B1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    assert open_workbook(zipped(parts), "x").sheets[0].rows == {1: {1: Cell("a")}}


def test_other_vocabularies_inside_a_sheet_are_passed_over() -> None:
    other = '<row r="1"><c r="A1"><v>1</v><o:v xmlns:o="urn:other">9</o:v><o:f xmlns:o="urn:other">9</o:f></c></row>'
    assert first(other) == Cell(1)


def test_paths_as_sloppy_writers_make_them() -> None:
    parts = xlsx_parts("<row><c><v>1</v></c></row>")
    parts["xl/_rels/workbook.xml.rels"] = relations(("r1", "worksheet", "/xl/worksheets/Sheet1.xml"))
    renamed = {name.replace("/", "\\") if "sheet1" in name else name: text for name, text in parts.items()}
    assert open_workbook(zipped(renamed), "x").sheets[0].rows == {1: {0: Cell(1)}}


def test_utf_16_is_read_too() -> None:
    parts = xlsx_parts()
    cells = '<row><c t="str"><v>\u00e9</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    text = f'<?xml version="1.0" encoding="UTF-16"?>{sheet}'
    parts["xl/worksheets/sheet1.xml"] = text.encode("utf-16")
    assert open_workbook(zipped(parts), "x").sheets[0].rows == {1: {0: Cell("\u00e9")}}


def test_names_of_cells_of_one_column() -> None:
    references = {
        "A": "First!$C$5:$C$80",
        "B": "'First'!$AA$3",
        "C": "First!$C:$C",
        "wide": "First!$C$5:$D$80",
        "gone": "#REF!",
        "away": "First!#REF!",
        "row": "First!$5:$5",
        "elsewhere": "Other!$A$1",
        "sum": "SUM(First!$C$5:$C$6)",
        "file": "[1]First!$C$5",
        "constant": "3",
        "areas": "First!$A$1:$B$2,First!$C$1",
        'local" localSheetId="0': "First!$C$5",
        'hidden" hidden="1': "First!$C$5",
    }
    names = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in references.items())
    found = {"A": Named("First", 2, 5), "B": Named("First", 26, 3), "C": Named("First", 2, 1)}
    assert xlsx("", names=names).names == found


def test_columns_have_letters() -> None:
    assert [column_position(x) for x in ("A", "z", "AA", "XFD")] == [0, 25, 26, 16_383]
    for wrong in ("", "ABCD", "A1", "\u00c4"):
        with pytest.raises(ValueError, match="column"):
            column_position(wrong)


def test_hidden_sheets_macros_and_links_are_told() -> None:
    parts = xlsx_parts()
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("<sheet ", '<sheet state="veryHidden" ')
    parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    parts["xl/vbaProject.bin"] = b"\xd0\xcf"
    parts["xl/externalLinks/externalLink1.xml"] = "<never/>"
    found = open_workbook(zipped(parts), "x.xlsm")
    assert (found.kind, found.macros, found.external_links, found.sheets[0].hidden) == ("xlsm", True, True, True)
    plain = open_workbook(SMALL, "x.xlsx")
    assert (plain.kind, plain.macros, plain.external_links, plain.sheets[0].hidden) == ("xlsx", False, False, False)


def test_sheets_of_charts_are_passed_over() -> None:
    parts = xlsx_parts()
    parts["xl/_rels/workbook.xml.rels"] = relations(("r1", "chartsheet", "chartsheets/sheet1.xml"))
    assert open_workbook(zipped(parts), "x").sheets == ()


# OpenDocument


def ods(rows: str, **more: str) -> Opened:
    return open_workbook(zipped(ods_parts(f'<table:table table:name="T">{rows}</table:table>', **more)), "made.ods")


def ods_cell(inside: str, attributes: str = 'office:value-type="string"', **more: str) -> Cell | None:
    rows = f"<table:table-row><table:table-cell {attributes}>{inside}</table:table-cell></table:table-row>"
    return ods(rows, **more).sheets[0].rows.get(1, {}).get(0)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<text:p>a</text:p><text:p/><text:p>b</text:p>", "a\n\nb"),
        ("<text:p>a<text:s text:c='3'/>b<text:s/><text:tab/>c<text:line-break/>d</text:p>", "a   b \tc\nd"),
        ("<text:p><text:span>a</text:span><text:a>b</text:a></text:p>", "ab"),
        ("<text:p> a  b </text:p>", " a  b "),
        ("<text:p>a&#13;b</text:p>", "a\nb"),
        ("<office:annotation><text:p>note</text:p></office:annotation><text:p>a</text:p>", "a"),
        ("<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame><text:p>a</text:p>", "a"),
    ],
)
def test_texts_of_opendocument(inside: str, text: str) -> None:
    assert ods_cell(inside) == Cell(text)


@pytest.mark.parametrize(
    ("attributes", "value"),
    [
        ('office:value-type="float" office:value="3"', Cell(3)),
        ('office:value-type="percentage" office:value="0.5"', Cell(0.5)),
        ('office:value-type="boolean" office:boolean-value="true"', Cell(value=True)),
        ('office:value-type="date" office:date-value="2026-03-31"', Cell(date(2026, 3, 31))),
        ('office:value-type="date" office:date-value="2026-03-31T10:00:00.5"', Cell(date(2026, 3, 31))),
        ('office:value-type="date" office:date-value="-0044-03-15"', Cell("shown")),
        ('office:value-type="time" office:time-value="PT1H20M"', Cell("shown")),
        ('office:value-type="string" calcext:value-type="error"', Cell("shown", Fault.ERROR)),
        ('table:formula="of:=1+1" office:value-type="float" office:value="2"', Cell(2, Fault.FORMULA)),
        (
            'table:formula="of:=NA()" office:value-type="string" calcext:value-type="error"',
            Cell("shown", Fault.FORMULA),
        ),
    ],
)
def test_values_of_opendocument(attributes: str, value: Cell) -> None:
    assert ods_cell("<text:p>shown</text:p>", attributes) == value


def test_a_formula_without_a_value() -> None:
    assert ods_cell("", 'table:formula="of:=&quot;&quot;" office:value-type="string"') == Cell(None, Fault.FORMULA)


def test_repeated_cells_and_rows() -> None:
    full = ods_row(f"<table:covered-table-cell/>{ods_one(2)}", 2)
    rows = ods_row(ods_empty(5), 3) + f"<table:table-header-rows>{full}</table:table-header-rows>"
    rows += ods_row(ods_empty(16_384), 1_048_571)
    assert ods(rows).sheets[0].rows == {4: {1: Cell(1), 2: Cell(1)}, 5: {1: Cell(1), 2: Cell(1)}}


def test_matrices_of_opendocument() -> None:
    spanned = 'table:number-matrix-rows-spanned="2" table:number-matrix-columns-spanned="1"'
    rows = ods_row(ods_one(more=f'table:formula="of:=A1" {spanned}')) + ods_row(ods_one()) + ods_row(ods_one())
    found = ods(rows).sheets[0].rows
    assert [found[r][0].fault for r in (1, 2, 3)] == [Fault.FORMULA, Fault.FORMULA, None]


def test_months_of_opendocument() -> None:
    styles = (
        '<number:date-style style:name="N1"><number:month/><number:year/></number:date-style>'
        '<number:date-style style:name="N2"><number:day/><number:month/></number:date-style>'
        '<style:style style:name="a" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="b" style:family="table-cell" style:data-style-name="N2"/>'
    )
    day = 'office:value-type="date" office:date-value="2026-03-01"'
    assert ods_cell("", f'{day} table:style-name="a"', styles=styles) == Cell(date(2026, 3, 1), month_only=True)
    assert ods_cell("", f'{day} table:style-name="b"', styles=styles) == Cell(date(2026, 3, 1))


def test_sheets_of_opendocument() -> None:
    hiding = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta2" style:family="table">{hiding}</style:style>'
    tables = (
        '<table:table table:name="One"/><table:table table:name="Two" table:style-name="ta2"/>'
        + ods_table(f"<table:table-source/>{ods_row(ods_one())}", "'file:///x.ods'#$S")
        + '<table:dde-links><table:dde-link><table:table table:name="No"/></table:dde-link></table:dde-links>'
    )
    names = (
        '<table:named-range table:name="A" table:cell-range-address="$One.$C$5:.$C$9"/>'
        '<table:named-range table:name="B" table:cell-range-address="$One.$C$5:$One.$C$9"/>'
        "<table:named-range table:name=\"C\" table:cell-range-address=\"$'My ''own'.$C$5\"/>"
        '<table:named-range table:name="no" table:cell-range-address="$One.$C$5:.$D$9"/>'
        '<table:named-range table:name="gone" table:cell-range-address="#REF!"/>'
    )
    found = open_workbook(zipped(ods_parts(tables, styles=styles, names=names)), "x")
    assert [(s.name, s.hidden) for s in found.sheets] == [("One", False), ("Two", True)]
    assert found.external_links
    assert found.names == {"A": Named("One", 2, 5), "B": Named("One", 2, 5), "C": Named("My 'own", 2, 5)}
    assert open_workbook(zipped({**ods_parts(""), "Basic/Standard/Module1.xml": ""}), "x").macros


# What is refused


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"Criterion;Rating\n3.1.1;3\n", "is plain text"),
        (b"\xef\xbb\xbf<html><table>", "is a web page"),
        (b"\r\n <!DOCTYPE html>", "is a web page"),
        (b"<?xml version='1.0'?><Workbook/>", "is an XML file"),
        (b"<?xml version='1.0'?>\n<office:document >", "is a flat OpenDocument file"),
        (b"\x00\x01\x02", "is data of another kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0k\0b\0o\0o\0k\0", "Office 2003 or older"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (zipped({"a.txt": "x"}), "is a zip archive"),
        (zipped({"Index/Document.iwa": "x"}), "is a Numbers document"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "is an OpenDocument file for text"),
        (SMALL[: len(SMALL) // 2], "its end is missing"),
        (SMALL_ODS[:-30], "its end is missing"),
    ],
)
def test_other_files(data: bytes, said: str) -> None:
    assert said in refused(data)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "a text document (.docx)"),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
            "a presentation (.pptx)",
        ),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "a text document (.docm)"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "a binary workbook (.xlsb)"),
        ("application/unheard-of", "an Office document"),
    ],
)
def test_other_office_files(kind: str, said: str) -> None:
    parts = xlsx_parts()
    parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind
    )
    assert said in refused(zipped(parts))


def test_locked_opendocument_files() -> None:
    parts = ods_parts("")
    parts["META-INF/manifest.xml"] = str(parts["META-INF/manifest.xml"]).replace(
        "/>", "><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    )
    assert "protected by a password" in refused(zipped(parts))


DOCTYPES = [
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
    '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [n for n in xlsx_parts() if n.endswith((".xml", ".rels"))])
def test_document_types_are_refused_in_every_part(part: str, encoding: str, doctype: str) -> None:
    parts = xlsx_parts()
    text = str(parts[part]).removeprefix(HEAD)
    parts[part] = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}{text}'.encode(encoding)
    assert "document type" in refused(zipped(parts))


@pytest.mark.parametrize("part", ["content.xml", "META-INF/manifest.xml"])
def test_document_types_are_refused_in_opendocument(part: str) -> None:
    parts = ods_parts("")
    parts[part] = DOCTYPES[0] + str(parts[part]).removeprefix(HEAD)
    assert "document type" in refused(zipped(parts))


def test_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_PART", 100_000)
    monkeypatch.setattr(archive, "MAX_TOTAL", 300_000)
    monkeypatch.setattr(archive, "MAX_ENTRIES", 20)
    assert "one part of it unpacks" in refused(zipped({**xlsx_parts(), "big": b"\0" * 100_001}))
    assert "it unpacks to" in refused(zipped({**xlsx_parts(), **{f"big{n}": b"\0" * 90_000 for n in range(4)}}))
    assert "24 parts" in refused(zipped({str(n): "" for n in range(24)}))


def test_parts_that_lie_on_top_of_each_other() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, text in {**xlsx_parts(), "one": "x" * 99, "two": "y" * 99}.items():
            made.writestr(name, text)
        made.filelist[-1].header_offset = made.filelist[-2].header_offset
    assert "on top of each other" in refused(stream.getvalue())


def test_a_part_that_is_larger_than_it_says() -> None:
    data = zipped(xlsx_parts(ONE * 1000))
    start = data.index(b"PK\x01\x02", data.rindex(b"xl/worksheets/sheet1.xml") - 46)
    lying = bytearray(data)
    lying[start + 24 : start + 28] = (500).to_bytes(4, "little")
    assert "damaged" in refused(bytes(lying))


def test_a_part_twice() -> None:
    assert "twice" in refused(zipped({**xlsx_parts(), "xl/Workbook.xml": "x"}))


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened.Budget.__init__, "__defaults__", (1000,))
    assert open_workbook(zipped(xlsx_parts(ONE * 1000)), "x").sheets
    assert "filled cells" in refused(zipped(xlsx_parts(ONE * 1001)))
    assert "filled cells" in refused(zipped(ods_parts(ods_table(ods_row(ods_one(3), 500)))))


def test_cells_filled_to_the_bottom_are_refused_before_they_are_laid_out() -> None:
    assert "filled cells" in refused(zipped(ods_parts(ods_table(ods_row(ods_one(16_384), 1_048_576)))))


@pytest.mark.parametrize("depth", [101, 100_000])
def test_endless_nesting(depth: int) -> None:
    parts = xlsx_parts()
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{MAIN}">' + "<a>" * depth
    assert "nested" in refused(zipped(parts))
    assert "nested" in refused(zipped(ods_parts("<a>" * depth)))


@pytest.mark.parametrize("part", list(xlsx_parts()))
def test_missing_parts(part: str) -> None:
    parts = {
        name: text
        for name, text in xlsx_parts('<row><c t="s"><v>0</v></c></row>', strings="<si><t>a</t></si>").items()
        if name != part
    }
    if part in ("_rels/.rels", "xl/styles.xml"):  # we know where they lead, or can do without
        assert open_workbook(zipped(parts), "x").sheets[0].rows == {1: {0: Cell("a")}}
    elif part == "xl/_rels/workbook.xml.rels":
        assert open_workbook(zipped(parts), "x").sheets == ()
    else:
        refused(zipped(parts))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>x</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row><c r="XFE1"><v>1</v></c></row>',
        '<row r="x"/>',
        '<row><c r="1A"><v>1</v></c></row>',
        "<row>",
        '<row><c s="x"><v>1</v></c></row>',
    ],
)
def test_broken_sheets(rows: str) -> None:
    assert "damaged" in refused(zipped(xlsx_parts(rows)))


@pytest.mark.parametrize("data", [SMALL, SMALL_ODS], ids=["xlsx", "ods"])
@given(cuts=st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=3)), max_size=4), end=st.integers(0, 10_000))
def test_any_damage_ends_in_a_sentence(data: bytes, cuts: list[tuple[int, bytes]], end: int) -> None:
    damaged = bytearray(data)
    for place, put in cuts:
        damaged[place % len(data) : place % len(data) + len(put)] = put
    opened_or_refused(bytes(damaged[: end or None]))


def opened_or_refused(data: bytes) -> None:
    with contextlib.suppress(UnreadableInput):
        open_workbook(data, "x")


@given(rows=st.text('<>/crvtfsi"= 1A0n&;:', max_size=60))
def test_any_markup_ends_in_a_sentence(rows: str) -> None:
    for parts in (xlsx_parts(rows, strings=rows), xlsx_parts(f'<row r="1">{rows}</row>'), ods_parts(rows)):
        opened_or_refused(zipped(parts, zipfile.ZIP_STORED))


# Against others


@pytest.fixture
def exported(example_report: SiteReport) -> bytes:
    assert example_report.judgement is not None
    return workbook_bytes(example_report.judgement)


def test_another_reader_sees_the_same(exported: bytes) -> None:
    found = open_workbook(exported, "example.xlsx")
    book, formulas = loaded(exported, values=True), formula_cells(exported)
    assert [s.name for s in found.sheets] == book.sheetnames
    for sheet in found.sheets:
        theirs = {
            (r, c): getattr(value, "date", lambda value=value: value)()
            for r, row in enumerate(book[sheet.name].iter_rows(values_only=True), 1)
            for c, value in enumerate(row)
            if value not in (None, "")
        }
        ours = {(r, c): x for r, cells in sheet.rows.items() for c, x in cells.items()}
        assert {place: x.value for place, x in ours.items() if x.value not in (None, "")} == theirs
        assert {p for p, x in ours.items() if x.fault} == {(r, c - 1) for s, r, c in formulas if s == sheet.name}


def hostile(path: Path) -> list[str]:
    """A workbook of hostile texts, one below the other."""
    texts = [t for t in UGLY if len(t) < 32_768]
    texts += [
        "_x0041_",
        "x005F_",
        "a_x000D_b",
        "two  blanks",
        "  two",
        "two  ",
        "x\n  y",
        " \n x \n ",
        "'",
        "1,5",
        "31/03/2026",
    ]
    texts += [
        "\u00a0x\u00a0",
        "\u3000",
        "TRUE",
        "#N/A",
        "y" * 32_767,
        "\U0001f409" * 99,
        "a\n",
        "\na",
        "<r>x</r>",
        "a\rb",
    ]
    book = PlainWorkbook(
        str(path), {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    )
    sheet, style = book.add_worksheet("S", PlainSheet), book.add_format({"num_format": "@", "text_wrap": True})
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text, style)
    book.close()
    return [text.replace("\r\n", "\n").replace("\r", "\n") for text in texts]


def needed() -> None:
    text = "LibreOffice is not installed: workbooks that it saved were NOT read"
    demanded(text, there=oracle_libreoffice.available())


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_hostile_texts_survive_libreoffice(tmp_path: Path, kind: str) -> None:
    needed()
    texts = hostile(tmp_path / "hostile.xlsx")
    saved = oracle_libreoffice.convert(tmp_path / "hostile.xlsx", tmp_path, kind)
    for path in (tmp_path / "hostile.xlsx", saved):
        rows = open_workbook(path.read_bytes(), path.name).sheets[0].rows
        assert [rows[number][0].value for number in range(1, len(texts) + 1)] == texts


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_example_survives_libreoffice(tmp_path: Path, exported: bytes, kind: str) -> None:
    needed()
    (tmp_path / "example.xlsx").write_bytes(exported)
    before = open_workbook(exported, "example.xlsx")
    after = open_workbook(oracle_libreoffice.convert(tmp_path / "example.xlsx", tmp_path, kind).read_bytes(), "x")
    assert after.kind == kind
    assert after.names == before.names
    assert not after.macros
    assert not after.external_links
    for ours, theirs in zip(before.sheets, after.sheets, strict=True):
        assert (ours.name, ours.hidden) == (theirs.name, theirs.hidden)
        assert typed_cells(ours.rows) == typed_cells(theirs.rows)
        assert formulas_in(ours.rows) == formulas_in(theirs.rows)


def typed_cells(rows: opened.Rows) -> dict[tuple[int, int], Cell]:
    return {(r, c): x for r, cells in rows.items() for c, x in cells.items() if x.fault is None}


def formulas_in(rows: opened.Rows) -> set[tuple[int, int]]:
    return {(r, c) for r, cells in rows.items() for c, x in cells.items() if x.fault is Fault.FORMULA}
