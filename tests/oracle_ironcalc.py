"""Drives IronCalc for tests: an engine that treats text which looks like a number as Excel does."""

import importlib.util
from pathlib import Path

from openpyxl import load_workbook
from oracle_cells import Cells


def available() -> bool:
    """Whether IronCalc is installed."""
    return importlib.util.find_spec("ironcalc") is not None


def recalculated(workbook: Path, folder: Path, cells: Cells) -> Cells:
    """The same cells with the values IronCalc computes."""
    import ironcalc

    assert folder.is_dir()
    sheets = {name: number for number, name in enumerate(load_workbook(workbook, read_only=True).sheetnames)}
    model = ironcalc.load_from_xlsx(str(workbook), "en", "UTC", "en")
    model.evaluate()
    return {place: model.get_cell_value(sheets[place[0]], place[1], place[2]) for place in cells}


Place = tuple[int, int]


def after_filling(workbook: Path, sheet: str, inputs: dict[Place, str], places: list[Place]) -> dict[Place, object]:
    """Type into cells of a sheet (row and column from 0), and give what other cells show then."""
    import ironcalc

    number = load_workbook(workbook, read_only=True).sheetnames.index(sheet)
    model = ironcalc.load_from_xlsx(str(workbook), "en", "UTC", "en")
    for (row, column), text in inputs.items():
        model.set_user_input(number, row + 1, column + 1, text)
    model.evaluate()
    return {(row, column): model.get_cell_value(number, row + 1, column + 1) for row, column in places}
