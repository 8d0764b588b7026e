"""The columns of the sheet Actions: what is being done about gaps."""

from typing import Final

from iso16363.language import marked, say
from iso16363.model.actions import Action
from iso16363.workbook.action_rows import ActionRow
from iso16363.workbook.columns import FIRST_ROW, CellValue, Column, Kind, Table, described, joined, key_column, listed
from iso16363.workbook.computed_words import NO_PROOF, NOBODY_OR_NO_DATE, OVERDUE
from iso16363.workbook.formula_text import literal
from iso16363.workbook.row_links import criterion_link, document_link, first_of

_OPEN = 'OR({state}="open",{state}="in-progress")'


def _plain(
    field: str, title: str, width: float, kind: Kind, choices: str | None = None, help_: str = ""
) -> Column[ActionRow]:
    """A column that is one field of the action as it stands."""

    def read(row: ActionRow) -> CellValue:
        value: CellValue = getattr(row.action, field)
        return value

    text = help_ or described(Action, field)
    return Column(field, title, width, kind, text, read, field=field, choices=choices, internal=field == "note")


def _trouble() -> str:
    overdue, missing, unproven = (literal(say(text)) for text in (OVERDUE, NOBODY_OR_NO_DATE, NO_PROOF))
    return (
        f'IF({{state}}="","",IF({_OPEN},IF(AND({{due}}<>"",{{due}}<Site_as_of),{overdue},'
        f'IF(OR({{owner}}="",{{due}}=""),{missing},"")),'
        f'IF(AND({{state}}="done",OR({{closed_on}}="",{{closing_evidence}}="")),{unproven},"")))'
    )


ACTIONS: Final = Table[ActionRow](
    sheet="Actions",
    about=marked(
        "What is being done about gaps, by whom, by when. New actions go into the empty rows below; they get "
        "their id when the workbook is read back."
    ),
    printed="trouble",
    room=80,
    spare=30,
    columns=(
        Column(
            "id",
            marked("Id"),
            24,
            Kind.ID,
            marked("Short name in lower case, digits and hyphens; may be left empty on new rows."),
            lambda r: r.id,
            field="id",
            guarded=True,
        ),
        Column(
            "criteria",
            marked("Criteria"),
            16,
            Kind.IDS,
            (described(Action, "criteria"), marked("Separate several by commas.")),
            lambda r: joined(r.action.criteria),
            field="criteria",
        ),
        _plain("gap", marked("Gap"), 40, Kind.LONG),
        _plain("action", marked("Action"), 44, Kind.LONG),
        _plain("owner", marked("Owner"), 20, Kind.CHOICE, "roles"),
        _plain("start", marked("Start"), 13, Kind.DATE, help_=marked("Day on which work begins.")),
        _plain("due", marked("Due"), 13, Kind.DATE),
        Column(
            "state",
            marked("State"),
            13,
            Kind.CHOICE,
            marked("open, in-progress, done or dropped."),
            lambda r: r.action.state.value,
            field="state",
            choices="action_state",
        ),
        Column(
            "priority",
            marked("Priority"),
            11,
            Kind.CHOICE,
            marked("How urgent it is."),
            lambda r: r.action.priority.value,
            field="priority",
            choices="priority",
        ),
        Column(
            "effort",
            marked("Effort"),
            11,
            Kind.CHOICE,
            marked("How much work it is."),
            lambda r: r.action.effort.value if r.action.effort else None,
            field="effort",
            choices="effort",
        ),
        Column(
            "trouble",
            marked("Attention"),
            14,
            Kind.WORD,
            marked("overdue, owner or date missing, proof missing; computed."),
            lambda r: r.trouble or "",
            formula=_trouble,
        ),
        _plain("closed_on", marked("Closed on"), 13, Kind.DATE, help_=marked("Day on which it was finished.")),
        Column(
            "closing_evidence",
            marked("Proof"),
            24,
            Kind.IDS,
            (described(Action, "closing_evidence"), marked("Ids of the sheet {documents}, separated by commas.")),
            lambda r: joined(r.action.closing_evidence),
            field="closing_evidence",
            qualified=True,
        ),
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
        Column(
            "to_document",
            marked("Go to proof"),
            28,
            Kind.LINK,
            marked("Jumps to the first document that proves it."),
            lambda r: r.document_title,
            formula=lambda: document_link(first_of("{closing_evidence}")),
        ),
        Column(
            "listed",
            marked("Criteria, listed"),
            12,
            Kind.WORD,
            marked("The criteria between commas, for searching; computed."),
            lambda r: f",{','.join(r.action.criteria)}," if r.action.state.is_open else "",
            formula=f'IF({_OPEN},{listed("{criteria}")},"")',
            hidden=True,
        ),
        Column(
            "open",
            marked("Open"),
            8,
            Kind.COUNT,
            marked("1 while work is expected; computed."),
            lambda r: int(r.action.state.is_open),
            formula=f"IF({_OPEN},1,0)",
            hidden=True,
        ),
        Column(
            "overdue",
            marked("Overdue"),
            8,
            Kind.COUNT,
            marked("More than 0 where it is late; computed."),
            lambda r: 99999 - FIRST_ROW - r.number if r.overdue else 0,
            formula=lambda: f"IF({{trouble}}={literal(say(OVERDUE))},99999-ROW({{id}}),0)",
            hidden=True,
        ),
        key_column(lambda r: r.id),
    ),
)
