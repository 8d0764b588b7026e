"""Tables as CSV that another program reads and a person opens in a spreadsheet, with every text staying a text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_MARK: Final = "\ufeff"
"""Without it, Excel takes UTF-8 for the character set of the machine."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as RFC 4180 writes them, with a byte order mark in front.

    A cell that a spreadsheet would take for a formula begins with an apostrophe. So does one that would be
    taken for such a cell, for `csv_rows` gives every text back.
    """
    text = io.StringIO()
    text.write(_MARK)
    csv.writer(text, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def csv_rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """Rows of such a table without its byte order mark, texts as they were before. Raises csv.Error."""
    return ([_plain(cell) for cell in row] for row in csv.reader(lines, strict=True))


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
