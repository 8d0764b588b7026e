"""The tables as they are in one workbook: columns that say what is a provider's, where the site inherits.

Other workbooks do without these columns; nothing is read back from any of them. Nor do workbooks have columns that are
rare and would be empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from iso16363.language import marked
from iso16363.workbook.columns import Column, Kind, Table
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.evidence_columns import EVIDENCE
from iso16363.workbook.rows import CitationRow, CriterionRow, DocumentRow, Rows

WHOSE: Final = "provider"
"""Key of the column that names the provider whose row it is."""
ANSWERED: Final = frozenset({"response", "documented", "implemented", "see"})
"""Keys of the columns in which the site says nothing where a provider answers as it is."""
_PROVIDED_BY: Final = marked("Provided by")

_OF_CRITERIA: Final[tuple[Column[CriterionRow], ...]] = (
    Column(
        "provided",
        marked("Provider's answer"),
        50,
        Kind.LONG,
        marked(
            "Who else answers this criterion for the site, and how far: provided, the answer stands as it is; shared, "
            "it is joined with the response and rated here; own, it is not used. It is changed at the provider."
        ),
        lambda r: r.lent.words if r.lent else None,
    ),
)
_FOR_FORMULAS: Final[tuple[Column[CriterionRow], ...]] = (
    Column(
        "lent_response",
        marked("Provider responds"),
        9,
        Kind.COUNT,
        marked("1 where the words of a provider are a part of the response; computed."),
        lambda r: int(r.lent.responds) or None if r.lent else None,
        hidden=True,
    ),
    Column(
        "lent_documented",
        marked("Provider: documented"),
        9,
        Kind.RATING,
        marked("Rating of a provider that is in force; computed."),
        lambda r: r.lent.documented if r.lent else None,
        hidden=True,
    ),
    Column(
        "lent_implemented",
        marked("Provider: implemented"),
        9,
        Kind.RATING,
        marked("Rating of a provider that is in force; computed."),
        lambda r: r.lent.implemented if r.lent else None,
        hidden=True,
    ),
)
_OF_EVIDENCE: Final[Column[CitationRow]] = Column(
    WHOSE,
    _PROVIDED_BY,
    16,
    Kind.TEXT,
    marked("Provider whose row it is. It is changed there; an edit here is refused."),
    lambda r: r.provider,
)
_OF_DOCUMENTS: Final[Column[DocumentRow]] = Column(
    WHOSE,
    _PROVIDED_BY,
    16,
    Kind.TEXT,
    marked("Provider whose row it is. It is changed there; an edit here is refused."),
    lambda r: r.provider,
)


def _with(table: Table[Any], added: tuple[Column[Any], ...], before: str) -> tuple[Column[Any], ...]:
    """Columns of a table with more in front of one of them."""
    at = table.positions[before]
    return (*table.columns[:at], *added, *table.columns[at:])


def _answers_lent(row: CriterionRow) -> frozenset[str]:
    """Cells in which the site has nothing to say; what it says nevertheless has to be taken out."""
    if row.lent is None or not row.lent.provided:
        return frozenset()
    return frozenset(name for name in ANSWERED if getattr(row.written, name) in (None, ()))


def _row_lent(row: CitationRow | DocumentRow, table: Table[Any]) -> frozenset[str]:
    return frozenset(column.key for column in table.editable) if row.lent else frozenset()


def _inheriting() -> Mapping[str, Table[Any]]:
    criteria = replace(CRITERIA, columns=_with(CRITERIA, _OF_CRITERIA, "response"), lent=_answers_lent)
    criteria = replace(criteria, columns=_with(criteria, _FOR_FORMULAS, "subsection"))
    evidence = replace(EVIDENCE, columns=_with(EVIDENCE, (_OF_EVIDENCE,), "state"))
    documents = replace(DOCUMENTS, columns=_with(DOCUMENTS, (_OF_DOCUMENTS,), "kind"))
    return {
        CRITERIA.sheet: criteria,
        EVIDENCE.sheet: replace(evidence, lent=lambda row: _row_lent(row, EVIDENCE)),
        DOCUMENTS.sheet: replace(documents, lent=lambda row: _row_lent(row, DOCUMENTS)),
    }


_INHERITING: Final = _inheriting()


def with_providers(table: Table[Any]) -> Table[Any]:
    """A table with all columns that it can have."""
    return _INHERITING.get(table.sheet, table)


def inherits(rows: Rows) -> bool:
    """Whether the site takes anything from providers, or could."""
    return bool(rows.judgement.site.providers)


def as_written(table: Table[Any], rows: Rows) -> Table[Any]:
    """A table as it stands in the workbook of these rows."""
    written = with_providers(table) if inherits(rows) else table
    # the sheet Criteria alone has such columns
    empty = {column.key for column in table.columns if column.rare and not _filled(column, rows.criteria)}
    return replace(written, columns=tuple(c for c in written.columns if c.key not in empty)) if empty else written


def _filled(column: Column[Any], rows: Sequence[Any]) -> bool:
    return any(column.read(row) is not None for row in rows)
