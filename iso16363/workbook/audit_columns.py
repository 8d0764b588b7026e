"""The columns of the sheet Audit: what the auditor raised, and what the site answers."""

from typing import Final

from iso16363.language import marked, say
from iso16363.model.audit import AUDITORS_FIELDS, AuditItem
from iso16363.model.base import Term
from iso16363.workbook.audit_rows import AuditRow
from iso16363.workbook.columns import CellValue, Column, Kind, Table, described, joined, key_column
from iso16363.workbook.computed_words import (
    ANSWER_MISSING,
    NO_PROOF,
    OVERDUE,
    SET_TO_ANSWERED,
    WAITS_FOR_AUDITOR,
)
from iso16363.workbook.formula_text import literal
from iso16363.workbook.row_links import criterion_link, first_of

STATE: Final = "state"
"""The one field that auditor and site both set."""
_NONCONFORMITY: Final = 'OR({kind}="major-nonconformity",{kind}="minor-nonconformity")'
_UNMET: Final = (
    f'IF({_NONCONFORMITY},OR({{correction}}="",{{cause}}="",{{corrective_action}}="",{{evidence}}=""),{{answer}}="")'
)


def _plain(
    field: str, title: str, width: float, kind: Kind, choices: str | None = None, help_: str | tuple[str, ...] = ""
) -> Column[AuditRow]:
    """A column that is one field of the record; ids are joined, terms shown as the file has them."""

    def read(row: AuditRow) -> CellValue:
        value = getattr(row.item, field)
        if isinstance(value, Term):
            return value.value
        cell: CellValue = joined(value) if isinstance(value, tuple) else value
        return cell

    return Column(
        field,
        title,
        width,
        kind,
        help_ or described(AuditItem, field),
        read,
        field=field,
        choices=choices,
        auditors=field in AUDITORS_FIELDS,
        internal=field == "note",
        qualified=field == "evidence",
    )


def _attention() -> str:
    overdue, missing, ready, waits, unproven = (
        literal(say(text)) for text in (OVERDUE, ANSWER_MISSING, SET_TO_ANSWERED, WAITS_FOR_AUDITOR, NO_PROOF)
    )
    return (
        f'IF({{kind}}="","",IF(OR({{state}}="open",{{state}}=""),IF(AND({{due}}<>"",{{due}}<Site_as_of),{overdue},'
        f"IF({_UNMET},{missing},{ready})),"
        f'IF({{state}}="answered",IF({_UNMET},{missing},{waits}),'
        f'IF(AND({{state}}="closed",{_NONCONFORMITY},{{effectiveness}}=""),{unproven},""))))'
    )


AUDIT: Final = Table[AuditRow](
    sheet="Audit",
    about=marked(
        "What the auditor asked for and found. The site answers in the white cells beside it and sets the state to "
        "answered; what belongs to the auditor is grey. A request that came by mail goes into an empty row below."
    ),
    printed="answered_on",
    across=3,
    spare=30,
    sortable=False,
    since=3,
    columns=(
        Column(
            "id",
            marked("Id"),
            14,
            Kind.ID,
            marked("Left empty on new rows: it becomes request-1, concern-1 or finding-1, numbered on."),
            lambda r: r.id,
            field="id",
            guarded=True,
            auditors=True,
        ),
        _plain("kind", marked("Kind"), 25, Kind.CHOICE, "audit_kind"),
        _plain(
            "criteria",
            marked("Criteria"),
            12,
            Kind.IDS,
            help_=(described(AuditItem, "criteria"), marked("Separate several by commas.")),
        ),
        _plain("statement", marked("Request or finding"), 46, Kind.LONG),
        _plain("seen", marked("Evidence seen"), 34, Kind.LONG),
        _plain("raised_on", marked("Raised on"), 12.5, Kind.DATE),
        _plain("due", marked("Due"), 12.5, Kind.DATE),
        _plain(STATE, marked("State"), 13, Kind.CHOICE, "audit_state"),
        Column(
            "attention",
            marked("Attention"),
            15,
            Kind.WORD,
            marked("overdue, answer missing, set to answered, waits for the auditor, proof missing; computed."),
            lambda r: r.attention or "",
            formula=_attention,
        ),
        _plain("verdict", marked("Verdict"), 34, Kind.LONG),
        _plain("effectiveness", marked("Effectiveness"), 34, Kind.LONG),
        _plain("closed_on", marked("Closed on"), 12.5, Kind.DATE),
        _plain("owner", marked("Owner"), 20, Kind.CHOICE, "roles"),
        _plain("answer", marked("Answer"), 46, Kind.LONG),
        _plain("correction", marked("Correction"), 34, Kind.LONG),
        _plain("cause", marked("Cause"), 34, Kind.LONG),
        _plain("corrective_action", marked("Corrective action"), 34, Kind.LONG),
        _plain(
            "actions",
            marked("Actions"),
            22,
            Kind.IDS,
            help_=(
                marked("Actions that carry it out."),
                marked("Ids of the sheet {actions}, separated by commas."),
            ),
        ),
        _plain(
            "evidence",
            marked("Evidence"),
            22,
            Kind.IDS,
            help_=(described(AuditItem, "evidence"), marked("Ids of the sheet {documents}, separated by commas.")),
        ),
        _plain("answered_on", marked("Answered on"), 13, Kind.DATE),
        _plain("note", marked("Note"), 34, Kind.LONG),
        Column(
            "to_criterion",
            marked("Go to criterion"),
            28,
            Kind.LINK,
            marked("Jumps to the first criterion."),
            lambda r: r.criterion_title,
            formula=lambda: criterion_link(first_of("{criteria}")),
        ),
        key_column(lambda r: r.id),
    ),
)
