"""Ids of what the auditor raised in a workbook: request-3, concern-1, finding-2, numbered on."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from iso16363.model.audit import AuditKind
from iso16363.workbook.columns import CellValue
from iso16363.workbook.rewrapping import tidy
from iso16363.workbook.threeway import Record, Records

_CALLED: Final[Mapping[str, str]] = {AuditKind.REQUEST.value: "request", AuditKind.CONCERN.value: "concern"}
_FINDING: Final = "finding"
_RECOGNISED_BY: Final = ("kind", "criteria", "statement")


def number_of(row: Record, taken: Collection[str], added: Records) -> str:
    """Id of a new row; where the files have it from an earlier import already, the one that it got then.

    `taken` are the ids of other rows of the workbook, `added` the records the files have beyond the export.
    Numbers go on after the highest, so that an id never stands for something else later.
    """
    for key, record in added.items():
        if key not in taken and all(_said(row, name) == _said(record, name) for name in _RECOGNISED_BY):
            return key
    name = _CALLED.get(str(row.get("kind")), _FINDING)
    return f"{name}-{max(_numbers(name, (*taken, *added)), default=0) + 1}"


def _numbers(name: str, ids: Collection[str]) -> Iterator[int]:
    for one in ids:
        found = re.fullmatch(rf"{name}-([1-9][0-9]{{0,8}})", one)
        if found:
            yield int(found[1])


def _said(record: Record, name: str) -> CellValue:
    value = record.get(name)
    return tidy(value) if isinstance(value, str) else value
