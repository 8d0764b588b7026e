"""Returned workbooks for the tests: a site's folder, its export, edits as a person makes them, the import."""

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from iso16363.judgement import Judgement
from iso16363.workbook.columns import FIRST_ROW, Table
from iso16363.workbook.cover_fields import COVER_SHEET
from iso16363.workbook.export import write_workbook
from iso16363.workbook.settling import Choices
from iso16363.workbook.tables import TABLES
from iso16363.workbook.threeway import Difference, Outcome
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.importing import Examined, Request, carry_out, examine
from iso16363.workspace.location import Workspace, find_workspace
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)
Edit = Callable[[Workbook], None]
DECLARED: Mapping[str, Table[Any]] = {filled.table.sheet: filled.table for filled in TABLES}


class Home:
    """A workspace with one site, and workbooks that leave it and come back."""

    def __init__(self, root: Path, site: str, today: date = TODAY) -> None:
        self.workspace: Workspace = find_workspace(root)
        self.site = site
        self.today = today
        self.folder = self.workspace.site_folder(site)
        self.returned = root / "returned.xlsx"

    def judgement(self) -> Judgement:
        found = report_on(self.workspace, self.site, load_catalogue(crosswalks=True), self.today).judgement
        assert found is not None
        return found

    def export(self) -> bytes:
        stream = BytesIO()
        write_workbook(self.judgement(), stream)
        return stream.getvalue()

    def come_back(self, data: bytes, *edits: Edit) -> Path:
        """Put a workbook back on the disk, edited."""
        self.returned.write_bytes(edited(data, *edits))
        return self.returned

    def examine(self, choices: Choices | None = None, file: Path | None = None) -> Examined:
        request = Request(self.workspace, self.site, file or self.returned, self.today, choices or Choices())
        return examine(request)

    def take_in(self, choices: Choices | None = None, file: Path | None = None) -> Examined:
        examined = self.examine(choices, file)
        carry_out(examined, None)
        return examined

    def files(self) -> dict[str, str]:
        """Every file of the site that people write, and its text."""
        found = sorted(self.folder.glob("*.yaml")) + sorted((self.folder / "evidence").glob("*.yaml"))
        return {p.relative_to(self.folder).as_posix(): p.read_bytes().decode() for p in found}

    def change(self, file: str, old: str, new: str) -> None:
        """Edit a file of the site."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edited(data: bytes, *edits: Edit) -> bytes:
    """The workbook after somebody opened, edited and saved it with a program that knows less than ours."""
    if not edits:
        return data
    book = load_workbook(BytesIO(data))
    for edit in edits:
        edit(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def typed(sheet: str, key: str, column: str, value: object) -> Edit:
    """Somebody types a value into the row with a key."""

    def edit(book: Workbook) -> None:
        if sheet == COVER_SHEET:
            place = book.defined_names[f"{COVER_SHEET}_{column}"].value.rpartition("!")[2].replace("$", "")
            put(book[sheet], place, value)
            return
        row = row_of(book, sheet, key)
        put(book[sheet], f"{letter(book, sheet, column)}{row}", value)

    return edit


def letter(book: Workbook, sheet: str, column: str) -> str:
    """Letter of a column where the workbook has it: sites that inherit have more columns."""
    place = book.defined_names[f"{sheet}_{column}"].value.rpartition("!")[2]
    return str(place.split("$")[1])


def put(sheet: Worksheet, place: str, value: object) -> None:
    """Put a value into a cell as it is: a text that begins with = stays a text, as after ' in a spreadsheet."""
    cell = sheet[place]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def row_of(book: Workbook, sheet: str, key: str) -> int:
    keys = letter(book, sheet, "key")
    rows = range(FIRST_ROW + 1, book[sheet].max_row + 1)
    return next(row for row in rows if book[sheet][f"{keys}{row}"].value == key)


def added(sheet: str, **values: object) -> Edit:
    """Somebody fills the first empty row of a sheet."""

    def edit(book: Workbook) -> None:
        table = DECLARED[sheet]
        letters = [letter(book, sheet, column.key) for column in table.editable]
        rows = range(FIRST_ROW + 1, book[sheet].max_row + 2)
        row = next(r for r in rows if all(book[sheet][f"{one}{r}"].value in (None, "") for one in letters))
        for column, value in values.items():
            put(book[sheet], f"{letter(book, sheet, column)}{row}", value)

    return edit


def deleted(sheet: str, key: str) -> Edit:
    """Somebody deletes a row."""
    return lambda book: book[sheet].delete_rows(row_of(book, sheet, key))


def emptied(sheet: str, key: str) -> Edit:
    """Somebody empties the cells of a row that can be edited."""

    def edit(book: Workbook) -> None:
        row = row_of(book, sheet, key)
        for column in DECLARED[sheet].editable:
            book[sheet][f"{letter(book, sheet, column.key)}{row}"].value = None

    return edit


def outcomes(examined: Examined) -> dict[str, Outcome]:
    return {d.id: d.outcome for d in examined.tried.differences}


def difference(examined: Examined, name: str) -> Difference:
    return next(d for d in examined.tried.differences if d.id == name)
