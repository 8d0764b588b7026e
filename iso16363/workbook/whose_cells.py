"""Whose cells are whose: what an auditor's workbook may change, and what the site may of what an auditor wrote."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from iso16363.model.audit import AuditState
from iso16363.model.variant import Variant
from iso16363.workbook.audit_columns import AUDIT, STATE
from iso16363.workbook.columns import CellValue
from iso16363.workbook.open_cells import is_open
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.rewrapping import tidy
from iso16363.workbook.threeway import Difference, Extent, Record, Records

_NOT_THE_AUDITORS: Final = Rejection(
    "an auditor's workbook brings requests and findings only",
    "Put the old value back, and write what you ask for or found into a row of the sheet Audit.",
)
_THE_SITES: Final = Rejection(
    "an auditor's workbook brings requests and findings only; this is for the site to say",
    "Put the old value back. What you think of the answer goes under Verdict.",
)
_THE_AUDITORS: Final = Rejection(
    "it belongs to the auditor, and was written by them",
    "Put the old value back, and ask the auditor to change it in their workbook.",
)
_ONLY_ANSWERED: Final = Rejection(
    "only the auditor closes a request or finding, withdraws it, or opens it again",
    f"The site may set what is open to {AuditState.ANSWERED.value}. Put the old value back.",
)
_NEVER_GOES: Final = Rejection(
    "a request or finding is never deleted",
    "Put the row back. The auditor takes it back by setting its state to withdrawn.",
)
_WITHHELD: Final = Rejection(
    "a part of this text is withheld in the auditor's workbook, and the edit would overwrite it",
    "Put the old text back and raise what is to be said as a new request; the site can change it in audit.yaml.",
)
_ID_TAKEN: Final = Rejection(
    "another request or finding has got this id since this workbook was exported",
    "Leave the id of the new row empty: it gets one of its own. A text that is only reworded is changed in audit.yaml.",
)
_NOT_SEEN: Final = Rejection(
    "the site changed its answer since this workbook was exported",
    "Send the auditor a new package to judge the answer of today, or enter what the auditor says of it in audit.yaml.",
)
_OPEN: Final = AuditState.OPEN.value
_JUDGES: Final = frozenset({STATE, "verdict", "effectiveness", "closed_on"})
"""What an auditor says of an answer."""
_ANSWERS: Final = tuple(c.key for c in AUDIT.editable if not c.auditors and c.key != "owner")
"""What the site answers: of what an auditor can see, all but who does it."""


def of_another(difference: Difference, variant: Variant, whole: Records) -> Rejection | None:
    """Why somebody may not make a change that another has to make; None where they may.

    `variant` is that of the workbook, `whole` the records of the sheet Audit as the files have them, without
    anything withheld.
    """
    if difference.sheet != AUDIT.sheet:
        return _NOT_THE_AUDITORS if variant is Variant.AUDITOR else None
    if difference.extent is Extent.DELETED:
        return _NEVER_GOES if difference.workbook is None else _of_row_brought_back(difference, variant)
    if difference.extent is Extent.ADDED:
        return _of_new_row(difference, whole) if variant is Variant.AUDITOR else _of_sites_new_row(difference)
    column = AUDIT.column(difference.field)
    if variant is Variant.AUDITOR:
        if not is_open(column, variant):
            return _THE_SITES
        now = whole.get(difference.key, {}).get(difference.field)
        return None if now == difference.files else _WITHHELD
    if not is_open(column, variant):
        return _THE_AUDITORS
    if column.key == STATE and not _may_answer(difference.workbook, difference.files):
        return _ONLY_ANSWERED
    return None


def of_unseen_answer(difference: Difference, variant: Variant, base: Records, files: Records) -> Rejection | None:
    """Why an auditor may not judge an answer: it is not the one that their workbook shows; None where it is."""
    if difference.sheet != AUDIT.sheet or variant is not Variant.AUDITOR or difference.extent is Extent.DELETED:
        return None
    seen, now = base.get(difference.key, {}), files.get(difference.key, {})
    judges = {difference.field} if difference.extent is Extent.VALUE else _edited(difference.row, now)
    return _NOT_SEEN if now and judges & _JUDGES and _edited(seen, now, _ANSWERS) else None


def _may_answer(workbook: object, files: object) -> bool:
    return (workbook, files or _OPEN) == (AuditState.ANSWERED.value, _OPEN)


def _edited(row: Record, before: Record, fields: Iterable[str] | None = None) -> set[str]:
    """Fields, of all those of a row or of some, in which a reader sees a difference."""
    return {name for name in (row if fields is None else fields) if _plain(row.get(name)) != _plain(before.get(name))}


def _plain(value: CellValue) -> CellValue:
    return tidy(value) if isinstance(value, str) else value


def _of_sites_new_row(difference: Difference) -> Rejection | None:
    """A new row of the site that the auditor has raised since."""
    if not isinstance(difference.files, Mapping):
        return None
    wrong = _of_the_auditors(difference.row, difference.files)
    if not wrong:
        return None
    titles = " and ".join(AUDIT.column(name).title for name in wrong)
    return Rejection(_THE_AUDITORS.reason, f"Empty the new row under {titles}, or give it another id.")


def _of_row_brought_back(difference: Difference, variant: Variant) -> Rejection | None:
    """A row that the files have no more, edited here: it comes back, but not saying what the auditor never said."""
    if variant is Variant.AUDITOR or not isinstance(difference.base, Mapping):
        return None
    wrong = _of_the_auditors(difference.row, difference.base)
    return (_ONLY_ANSWERED if wrong == [STATE] else _THE_AUDITORS) if wrong else None


def _of_the_auditors(row: Record, before: Record) -> list[str]:
    """What the site changed of what the auditor wrote; it may set what is open to answered."""
    wrong = [name for name in _edited(row, before) if AUDIT.column(name).auditors and name != "id"]
    if _may_answer(row.get(STATE), before.get(STATE)):
        wrong = [name for name in wrong if name != STATE]
    return sorted(wrong, key=AUDIT.positions.__getitem__)


def _of_new_row(difference: Difference, whole: Records) -> Rejection | None:
    """A new row of the auditor; where the files have it already, by what it says now."""
    files = difference.files if isinstance(difference.files, Mapping) else {}
    edited = [name for name, value in difference.row.items() if value != files.get(name)]
    others = [AUDIT.column(name).title for name in edited if not is_open(AUDIT.column(name), Variant.AUDITOR, new=True)]
    if others:
        return Rejection(_THE_SITES.reason, f"Empty the new row under {' and '.join(others)}.")
    now = whole.get(difference.key)
    if not now:
        return None
    another = _edited(difference.row, files, ("statement",))
    return _over_what_is_withheld({name: files.get(name) for name in edited}, now) or (_ID_TAKEN if another else None)


def _over_what_is_withheld(seen: Record, whole: Record) -> Rejection | None:
    return _WITHHELD if any(whole.get(name) != value for name, value in seen.items()) else None


def without_the_sites(difference: Difference, variant: Variant) -> Difference:
    """A row of an auditor's workbook without what only stands in it because the files say or said so."""
    row, files = difference.workbook, difference.files
    if variant is not Variant.AUDITOR or not isinstance(row, Mapping):
        return difference
    if difference.extent is Extent.ADDED and isinstance(files, Mapping):
        own = {name: value for name, value in row.items() if value != files.get(name)}
        return replace(difference, workbook=own)
    return replace(difference, workbook={name: value for name, value in row.items() if AUDIT.column(name).auditors})


def with_todays(workbook: Record, files: Record) -> dict[str, CellValue]:
    """A row that was new in a workbook, taken in before, and came back: what it does not say is as in the files.

    Its state is the one it was raised with: by now the site may have answered.
    """
    said = {name: value for name, value in workbook.items() if value is not None}
    if said.get(STATE, _OPEN) == _OPEN:
        said.pop(STATE, None)
    return {**files, **said}
