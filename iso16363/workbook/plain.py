"""How texts and rows are put into the file: texts as they are and whole, rows free to grow.

XlsxWriter takes some texts for something else, and has no options for what is done here. Should it
rename what is overridden below, the tests of hostile texts, of speed and of row heights fail.
"""

import re
from collections.abc import Sequence
from typing import Final, cast

import xlsxwriter
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import Worksheet

# "_x0041_" in a file means "A": an underscore that would begin such an escape is escaped itself.
_LIKE_AN_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{1,4}_)")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """The text as the file format stores it; carriage returns too, which XML would turn into line feeds."""
    plain = _LIKE_AN_ESCAPE.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)


def units(text: str) -> int:
    """Length of a text in UTF-16 units, as spreadsheets count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class PlainSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter comes without types
    """A worksheet that takes formulas as they are, and whose rows grow while somebody writes.

    XlsxWriter looks for thirty functions of newer spreadsheets in every formula, which takes more
    than half of the time; we use none of them (tested). And it fixes every height that is given, so
    that a row would stay small under a long answer.
    """

    grows_from: int | None = None
    """First row (counted from 0) whose height is a proposal."""
    caches: bool = True
    """Whether formulas are stored with their value. Where it may be wrong it must not be: Excel is asked to
    compute on loading, but LibreOffice believes every value that it finds, and computes what is empty."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002
        return formula.removeprefix("=")

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        if tag == "row" and self.grows_from is not None and cast("int", attributes[0][1]) > self.grows_from:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _xml_formula_element(self, formula: str, result: object, attributes: Sequence[tuple[str, object]] = ()) -> None:
        """A title that reads "#N/A" is a text: no formula of ours ends in an error."""
        if not self.caches:
            result, attributes = "", [*(pair for pair in attributes if pair[0] != "t"), ("t", "str")]
        if isinstance(result, str):
            result = escaped(result)
            attributes = [("t", "str") if pair == ("t", "e") else pair for pair in attributes]
        super()._xml_formula_element(formula, result, attributes)


class PlainStrings(SharedStrings):  # type: ignore[misc]
    """The texts of all cells; XlsxWriter would put one between <r> and </r> into the file as XML."""

    def _write_si(self, string: str) -> None:
        around = string[:1].isspace() or string[-1:].isspace()
        self._xml_si_element(escaped(string), [("xml:space", "preserve")] if around else [])


class _PlainPackager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        strings = PlainStrings()
        strings.string_table = self.workbook.str_table
        strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))  # noqa: SLF001 (XlsxWriter's own way)
        strings._assemble_xml_file()  # noqa: SLF001


class PlainWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose texts are all plain."""

    def _get_packager(self) -> Packager:
        return _PlainPackager()
