"""Rows of a returned workbook that are a provider's: shown to be read, so that whatever was changed in them is refused.

What changed at the provider since the export is no difference: the site has nothing to decide there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from iso16363.model.base import provider_of
from iso16363.model.layout import DOCUMENTS_FILE, evidence_file
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.lending import PROVIDER
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.returned_cells import placed, rejections
from iso16363.workbook.returned_rows import ReturnedRow, ReturnedSheet
from iso16363.workbook.rowkeys import GROUPED, tracked
from iso16363.workbook.threeway import Difference, Extent, Outcome, Record, Records, Same, merge_sheet

_MADE_HERE: Final = (Outcome.WORKBOOK, Outcome.CONFLICT)


@dataclass(frozen=True, slots=True)
class LentRows:
    """The rows of a sheet that were a provider's at the export: still so today (`base`), or not any more (`gone`).

    `keys` says which row of `today` each of `base` is, `providers` whose.
    """

    base: Records
    gone: Records
    today: Records
    keys: Mapping[str, str]
    providers: Mapping[str, str]


def lent_rows(sheet: str, exported: Records, today: Records) -> LentRows:
    """Hold what a provider lent at the export against what it lends today."""
    keys = {then: now for now, then in tracked(sheet, exported, today, {}).items()} if sheet in GROUPED else {}
    # A citation that the provider reworded stands where it stood.
    keys |= {key: key for key in exported if key in today and key not in keys and key not in keys.values()}
    providers = {key: str(record.get(PROVIDER)) for key, record in exported.items()}
    plain = {key: _plain(record) for key, record in exported.items()}
    base = {key: record for key, record in plain.items() if key in keys}
    gone = {key: record for key, record in plain.items() if key not in keys}
    return LentRows(base, gone, {key: _plain(record) for key, record in today.items()}, keys, providers)


def _plain(record: Record) -> Record:
    """What the cells of a row hold."""
    return {name: value for name, value in record.items() if name != PROVIDER}


def taken_out(lent: LentRows, returned: ReturnedSheet) -> ReturnedSheet:
    """Take the rows that are a provider's from those that may be edited."""
    theirs = {key: returned.rows.pop(key) for key in lent.base if key in returned.rows}
    return ReturnedSheet(returned.fields, theirs)


def refusals(
    sheet: str, fields: Sequence[str], lent: LentRows, theirs: ReturnedSheet, same: Same, *, keep: bool
) -> Iterator[Difference]:
    """Every edit in rows of a provider, and every such row that was deleted unless rows are to be kept, as refused."""
    base = lent.base
    workbook = {key: _as_returned(base[key], row, fields) for key, row in theirs.rows.items()}
    files = {key: lent.today[now] for key, now in lent.keys.items()}
    merged = merge_sheet(sheet, fields, base, {**base, **workbook} if keep else workbook, files, same)
    for difference in merged.differences:
        broken = theirs.rows[difference.key].rejected if difference.key in theirs.rows else {}
        if difference.outcome in _MADE_HERE and difference.field not in broken:
            yield placed(_refused(difference, lent), theirs)
    yield from (_refused(difference, lent) for difference in rejections(sheet, theirs, base, files))


def of_a_provider(document: str) -> Rejection | None:
    """Why a document cannot be registered here: it is in the register of a provider, or should be."""
    provider = provider_of(document)
    if provider is None:
        return None
    return Rejection(
        f'"{document}" is a document of {provider}, which has a register of its own',
        f"Cite it as it is, and have it registered in sites/{provider}/{DOCUMENTS_FILE}.",
    )


def _as_returned(base: Record, row: ReturnedRow, fields: Sequence[str]) -> Record:
    return {name: row.values.get(name, base.get(name)) for name in fields}


def _refused(difference: Difference, lent: LentRows) -> Difference:
    provider = lent.providers[difference.key]
    criterion = str(lent.base[difference.key].get("criterion"))
    own = "register a copy of the site's own under another id, if that is what it is"
    file = f"sites/{provider}/{DOCUMENTS_FILE}"
    if difference.sheet != DOCUMENTS.sheet:
        own = f"cite it in a row of your own, with `own` or `shared` under inherits in {evidence_file(criterion)}"
        file = f"sites/{provider}/{evidence_file(criterion)}"
    done = "the row was deleted" if difference.extent is Extent.DELETED else "the cell was changed"
    reason = f"{done}, but it is {provider}'s, and only shown here"
    remedy = f"Put it back as it was. Have it changed in {file}; or {own}."
    return replace(difference, outcome=Outcome.REJECTED, reason=reason, remedy=remedy)
