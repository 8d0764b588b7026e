"""What an empty cell stands for, where the model knows: `examine` for a method, `en` for a language."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation
from iso16363.model.audit import AuditItem
from iso16363.model.base import Record
from iso16363.model.documents import Document
from iso16363.workbook.actions_columns import ACTIONS
from iso16363.workbook.audit_columns import AUDIT
from iso16363.workbook.columns import NO, YES, CellValue, Column, Table
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.evidence_columns import BACKGROUND, EVIDENCE

_TABLES: Final[tuple[Table[Any], ...]] = (CRITERIA, EVIDENCE, BACKGROUND, DOCUMENTS, ACTIONS, AUDIT)
MODELS: Final[Mapping[str, type[Record]]] = {
    CRITERIA.sheet: Answer,
    EVIDENCE.sheet: Citation,
    BACKGROUND.sheet: Background,
    DOCUMENTS.sheet: Document,
    ACTIONS.sheet: Action,
    AUDIT.sheet: AuditItem,
}
"""Model of the records of a sheet."""


def _defaults() -> Iterator[tuple[tuple[str, str], CellValue]]:
    for table in _TABLES:
        fields = MODELS[table.sheet].model_fields
        for column in table.editable:
            default = fields[column.field].default if column.field in fields else None
            if isinstance(default, bool):
                yield (table.sheet, column.key), YES if default else NO
            elif isinstance(default, Enum):
                yield (table.sheet, column.key), str(default.value)
            elif isinstance(default, str):
                yield (table.sheet, column.key), default


DEFAULTS: Final[Mapping[tuple[str, str], CellValue]] = dict(_defaults())
"""By sheet and column."""


def columns_needed(sheet: str) -> tuple[Column[Any], ...]:
    """The columns that a new row has to fill: a record without them is none."""
    table = next(t for t in _TABLES if t.sheet == sheet)
    fields = MODELS[sheet].model_fields
    required = {name for name, info in fields.items() if info.is_required()}
    return tuple(c for c in table.editable if c.key == "criterion" or c.field in required)
