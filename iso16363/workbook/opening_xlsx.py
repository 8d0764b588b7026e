"""Reads .xlsx and .xlsm: the parts of Office Open XML that hold values, each in one pass.

Our own reader, because a general one tells either the formula or the value of a cell and not both,
loses texts that look like escapes, stops at styles it does not know, and keeps phantom rows.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from iso16363.errors import UnreadableInput
from iso16363.workbook.archive import Archive
from iso16363.workbook.markup import SAVE_AGAIN, Attributes, Reader
from iso16363.workbook.number_formats import Shows, shown_by
from iso16363.workbook.opened import Budget, Named, Opened, Sheet, column_position
from iso16363.workbook.sheet_xlsx import Meaning, SheetReader, Strings

_CONTENT_TYPES: Final = "[Content_Types].xml"
_WITH_MACROS: Final = "macroenabled"
_RELATION: Final = "id"
_TRUE: Final = ("1", "true", "on")


def is_office(archive: Archive) -> bool:
    """Whether the archive says what Office Open XML files say."""
    return _CONTENT_TYPES in archive


def read_xlsx(archive: Archive) -> Opened:
    """Read a workbook. Raises UnreadableInput where it is none, or not one that can be read."""
    types = _Types()
    _read(types, archive, _CONTENT_TYPES)
    path = _main_part(archive)
    main = types.of(path)
    if "sheet.binary" in main or path.endswith(".bin"):
        raise UnreadableInput("is a binary workbook (.xlsb)", remedy=SAVE_AGAIN)
    if not any(word in main for word in _WORKBOOKS):
        kind = next((k for word, k in _OTHERS.items() if word in main), "an Office document")
        raise UnreadableInput(f"is {kind}, not a workbook", remedy="Name the workbook.")
    book = _Workbook()
    _read(book, archive, path)
    related = _related(archive, path)
    meaning = Meaning(_strings(archive, related), _formats(archive, related), book.since_1904)
    budget = Budget()
    sheets = []
    for name, hidden, relation in book.sheets:
        kind, target = related.get(relation, ("", ""))
        if kind == "worksheet":
            reader = SheetReader(meaning, budget)
            _read(reader, archive, target)
            sheets.append(Sheet(name, hidden, reader.rows))
    macros = _WITH_MACROS in main or any(n.endswith("vbaproject.bin") or "/macrosheets/" in n for n in archive.names)
    return Opened(
        kind="xlsm" if _WITH_MACROS in main else "xlsx",
        sheets=tuple(sheets),
        names=dict(book.names()),
        macros=macros,
        external_links=any("/externallinks/" in n for n in archive.names),
        since_1904=book.since_1904,
    )


_WORKBOOKS: Final = ("spreadsheetml", "ms-excel")
_OTHERS: Final = {
    "wordprocessingml": "a text document (.docx)",
    "ms-word": "a text document (.docm)",
    "presentationml": "a presentation (.pptx)",
    "ms-powerpoint": "a presentation (.pptm)",
}


def _read(reader: Reader, archive: Archive, path: str) -> None:
    with archive.part(path) as stream:
        reader.read(stream)


class _Types(Reader):
    """The types of the parts."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: dict[str, str] = {}
        self._endings: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Type of a part, in lower case."""
        return self._parts.get(path.lower(), self._endings.get(path.rpartition(".")[2].lower(), ""))

    def started(self, name: str, attributes: Attributes) -> None:
        self.deeper()
        kind = attributes.get("ContentType", "").lower()
        if name.endswith(" Override"):
            self._parts[attributes.get("PartName", "").lstrip("/").lower()] = kind
        elif name.endswith(" Default"):
            self._endings[attributes.get("Extension", "").lower()] = kind


class _Relations(Reader):
    """What a part refers to: kind and target by id; addresses outside of the file are left out."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def started(self, name: str, attributes: Attributes) -> None:
        self.deeper()
        if name.endswith(" Relationship") and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "").replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
            self.found[attributes.get("Id", "")] = kind, path


def _related(archive: Archive, path: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(path)
    relations = _Relations(folder)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where in archive:
        _read(relations, archive, where)
    return relations.found


def _main_part(archive: Archive) -> str:
    found = (target for kind, target in _related(archive, "").values() if kind == "officeDocument")
    return next(found, "xl/workbook.xml")


def _strings(archive: Archive, related: dict[str, tuple[str, str]]) -> list[str]:
    strings = Strings()
    for kind, target in related.values():
        if kind == "sharedStrings":
            _read(strings, archive, target)
    return strings.texts


def _formats(archive: Archive, related: dict[str, tuple[str, str]]) -> list[Shows]:
    styles = _Styles()
    for kind, target in related.values():
        if kind == "styles" and target in archive:
            _read(styles, archive, target)
    return [shown_by(number, styles.codes.get(number)) for number in styles.cells]


class _Styles(Reader):
    """The number formats of the cell styles, and nothing else of how things look."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.cells: list[int] = []
        self._in_cells = False

    def started(self, name: str, attributes: Attributes) -> None:
        self.deeper()
        local = name.rpartition(" ")[2]
        if local == "numFmt" and "numFmtId" in attributes:
            self.codes.setdefault(int(attributes["numFmtId"]), attributes.get("formatCode", ""))
        elif local == "cellXfs":
            self._in_cells = True
        elif local == "xf" and self._in_cells:
            self.cells.append(int(attributes.get("numFmtId", "0")))

    def ended(self, name: str) -> None:
        self.depth -= 1
        if name.endswith(" cellXfs"):
            self._in_cells = False


class _Workbook(Reader):
    """The list of sheets, the defined names, and how days are counted."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, bool, str]] = []
        self.since_1904 = False
        self._names: list[tuple[str, str]] = []
        self._name = ""
        self._reference: list[str] | None = None

    def started(self, name: str, attributes: Attributes) -> None:
        self.deeper()
        local = name.rpartition(" ")[2]
        if local == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == _RELATION), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), hidden, relation))
        elif local == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in _TRUE
        elif local == "definedName" and _is_for_all(attributes):
            self._name, self._reference = attributes.get("name", ""), []

    def text(self, text: str) -> None:
        if self._reference is not None:
            self._reference.append(text)

    def ended(self, name: str) -> None:
        self.depth -= 1
        if self._reference is not None and name.endswith(" definedName"):
            self._names.append((self._name, "".join(self._reference)))
            self._reference = None

    def names(self) -> Iterator[tuple[str, Named]]:
        """The names that stand for cells of one column of a sheet that is there."""
        sheets = {name for name, _, _ in self.sheets}
        for name, reference in self._names:
            named = column_named(reference)
            if named is not None and named.sheet in sheets:
                yield name, named


def _is_for_all(attributes: Attributes) -> bool:
    """Whether a name is seen everywhere: filters and add-ins leave hidden ones, copied sheets their own."""
    return "localSheetId" not in attributes and attributes.get("hidden", "0") not in _TRUE


_ONE_COLUMN: Final = re.compile(
    r"=?(?:'((?:[^']|'')+)'|([^'!:()\[\],]+))!\$?([A-Za-z]{1,3})(?:\$?([0-9]{1,7}))?(?::\$?([A-Za-z]{1,3})(?:\$?[0-9]{1,7})?)?"
)


def column_named(reference: str) -> Named | None:
    """What a reference such as 'My sheet'!$C$5:$C$80 stands for, None where it is not cells of one column."""
    found = _ONE_COLUMN.fullmatch(reference.strip())
    if found is None:
        return None
    quoted, plain, first, row, last = found.groups()
    if (last or first).upper() != first.upper() or (row is None and last is None):
        return None
    sheet = quoted.replace("''", "'") if quoted else plain
    return Named(sheet, column_position(first), int(row or 1))
