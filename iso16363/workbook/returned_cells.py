"""Differences of a returned workbook by the cells they are in: which cells hold no value, and what each is called."""

from collections.abc import Iterator
from dataclasses import replace

from iso16363.workbook.returned_rows import ReturnedSheet
from iso16363.workbook.threeway import Difference, Extent, Outcome, Records


def rejections(sheet: str, returned: ReturnedSheet, base: Records, files: Records) -> Iterator[Difference]:
    """The cells of rows that are there still and from which no value can be taken."""
    for key, row in returned.rows.items():
        if key in base and key not in files:
            continue  # the row as a whole is in conflict
        for field, rejection in row.rejected.items():
            typed = row.typed.get(field) or None
            three = base.get(key, {}).get(field), typed, files.get(key, {}).get(field)
            yield Difference(
                sheet, key, field, Extent.VALUE, Outcome.REJECTED, *three, row.cells.get(field, row.first_cell),
                rejection.reason, rejection.remedy,
            )  # fmt: skip


def placed(difference: Difference, returned: ReturnedSheet) -> Difference:
    """The difference with the name of its cell."""
    row = returned.rows.get(difference.key)
    return difference if row is None else replace(difference, cell=row.cells.get(difference.field, row.first_cell))
