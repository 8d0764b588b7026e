"""The columns of the sheet Criteria: one row per criterion, its answer, and what follows from it."""

from dataclasses import replace
from typing import Final

from iso16363.language import marked, say
from iso16363.model.answers import Answer
from iso16363.workbook.columns import NO, YES, CellValue, Column, Kind, Table, described, joined, key_column
from iso16363.workbook.computed_words import word
from iso16363.workbook.criteria_formulas import (
    ABOVE,
    FOUND_ACTIONS,
    TO_ACTION,
    TO_EVIDENCE,
    claim,
    statements,
    to_actions,
    to_background,
    to_evidence,
)
from iso16363.workbook.prose import unwrapped
from iso16363.workbook.review_columns import REVIEW_COLUMNS
from iso16363.workbook.rows import CriterionRow


def _bullets(texts: tuple[str, ...]) -> str | None:
    return "\n".join(f"• {text}" for text in texts) or None


def _shown(number: int | None) -> int | str:
    return "" if number is None else number


def _worked_out(key: str) -> str:
    return f"INDEX(Workings_{key},{{order}})"


def _answer(
    field: str,
    title: str,
    width: float,
    kind: Kind,
    choices: str | None = None,
    *,
    upright: bool = False,
) -> Column[CriterionRow]:
    """A column that is one field of the answer as it stands."""

    def read(row: CriterionRow) -> CellValue:
        value: CellValue = getattr(row.written, field)
        return value

    text = described(Answer, field)
    return Column(
        field, title, width, kind, text, read, field=field, choices=choices, upright=upright, internal=field == "note"
    )


_CONFIRM: Final = replace(
    _answer("confirm", marked("Requirement changed"), 34, Kind.LONG),
    help=marked("What is asked otherwise since the answer was written. Empty the cell once the answer holds."),
    rare=True,
)

CRITERIA: Final = Table[CriterionRow](
    sheet="Criteria",
    about=marked(
        "One row per criterion. White cells are yours to fill; grey ones come from the catalogue or are computed."
    ),
    printed="gap",
    frozen=2,
    sortable=False,
    columns=(
        Column(
            "id", marked("Criterion"), 10, Kind.ID, marked("Number of the criterion in the standard."), lambda r: r.id
        ),
        Column(
            "title",
            marked("Title"),
            24,
            Kind.TEXT,
            marked("Short title, in our own words."),
            lambda r: r.criterion.title,
        ),
        Column(
            "requirement",
            marked("Requirement"),
            42,
            Kind.LONG,
            marked("What has to hold, in our own words. The note on each cell lists what auditors look at."),
            lambda r: r.criterion.requirement,
        ),
        Column(
            "look_at",
            marked("What auditors look at"),
            46,
            Kind.LONG,
            marked("Points an auditor will ask about."),
            lambda r: _bullets(r.criterion.look_at),
            folded=True,
        ),
        Column(
            "examples",
            marked("Examples of evidence"),
            40,
            Kind.LONG,
            marked("Documents and records that can show it."),
            lambda r: _bullets(r.criterion.examples),
            folded=True,
        ),
        Column(
            "state",
            marked("State"),
            13,
            Kind.WORD,
            marked("How far the criterion has come; computed. The sheet {lists} says what each word means."),
            lambda r: word(r.result.state),
            formula=_worked_out("state"),
        ),
        Column(
            "response",
            marked("Response"),
            74,
            Kind.LONG,
            (described(Answer, "response"), marked("Alt+Enter starts a new line.")),
            lambda r: unwrapped(r.written.response),
            field="response",
        ),
        _answer("documented", marked("Documented"), 6.5, Kind.RATING, "rating", upright=True),
        _answer("implemented", marked("Implemented"), 6.5, Kind.RATING, "rating", upright=True),
        Column(
            "rating",
            marked("Rating"),
            6.5,
            Kind.RATING,
            marked(
                "The smaller of the two; for a criterion with sub-criteria and no answer of its own, their smallest."
            ),
            lambda r: _shown(r.result.rating),
            formula=_worked_out("rating"),
            upright=True,
        ),
        Column(
            "supported",
            marked("Supported"),
            6.5,
            Kind.RATING,
            marked("What the confirmed, current evidence can carry. The sheet {lists} gives the rules."),
            lambda r: r.result.support,
            formula=_worked_out("supported"),
            upright=True,
        ),
        Column(
            "target",
            marked("Target"),
            6.5,
            Kind.RATING,
            (described(Answer, "target"), marked("The site's target is filled in.")),
            lambda r: r.result.target,
            field="target",
            choices="rating",
            upright=True,
        ),
        Column(
            "gap",
            marked("Gap"),
            11,
            Kind.RATING,
            marked("Steps missing to the target."),
            lambda r: _shown(r.result.gap),
            formula='IF({rating}="","",MAX(0,IF({target}="",Site_target,{target})-{rating}))',
        ),
        Column(
            "owner",
            marked("Owner"),
            20,
            Kind.CHOICE,
            (described(Answer, "owner"), marked("Where the answer names none: the role that is expected to answer.")),
            lambda r: r.result.owner,
            field="owner",
            choices="roles",
        ),
        Column(
            "claim",
            marked("Claim"),
            15,
            Kind.WORD,
            marked("Says where a rating is higher than what the evidence supports."),
            lambda r: say(ABOVE) if r.result.overclaimed else "",
            formula=claim,
        ),
        Column(
            "citations",
            marked("Confirmed citations"),
            6.5,
            Kind.COUNT,
            marked("Rows of the sheet {evidence} that the site stands by."),
            lambda r: len(r.answer.confirmed),
            formula='SUMPRODUCT((Evidence_criterion={id})*(Evidence_state="confirmed"))',
            upright=True,
        ),
        Column(
            "candidates",
            marked("Candidate citations"),
            6.5,
            Kind.COUNT,
            marked("Proposals to confirm or strike; they do not count as evidence."),
            lambda r: len(r.answer.candidates),
            formula='SUMPRODUCT((Evidence_criterion={id})*(Evidence_state="candidate"))',
            upright=True,
        ),
        Column(
            "to_evidence",
            marked("Go to evidence"),
            12,
            Kind.LINK,
            marked("Jumps to the first citation."),
            lambda r: say(TO_EVIDENCE) if r.answer.evidence else "",
            formula=to_evidence,
        ),
        Column(
            "to_background",
            marked("Background"),
            13,
            Kind.LINK,
            marked("What the public record says beside the evidence; jumps there."),
            statements,
            formula=to_background,
        ),
        Column(
            "actions",
            marked("Open actions"),
            6.5,
            Kind.COUNT,
            marked("Open actions that close a gap of this criterion."),
            lambda r: r.actions,
            formula=f"SUMPRODUCT(--{FOUND_ACTIONS})",
            upright=True,
        ),
        Column(
            "to_actions",
            marked("Go to action"),
            12,
            Kind.LINK,
            marked("Jumps to the first open action."),
            lambda r: say(TO_ACTION) if r.actions else "",
            formula=to_actions,
        ),
        Column(
            "oldest",
            marked("Oldest evidence"),
            6.5,
            Kind.COUNT,
            marked("Year of the oldest document among the confirmed citations."),
            lambda r: r.oldest,
            formula=(
                "MOD(10000-SUMPRODUCT(MAX((Evidence_criterion={id})*(Evidence_year>0)*(10000-Evidence_year))),10000)"
            ),
            upright=True,
        ),
        Column(
            "applicable",
            marked("Applicable"),
            11,
            Kind.CHOICE,
            marked("no only with reason and approver."),
            lambda r: YES if r.answer.applicable else NO,
            field="applicable",
            choices="yes_no",
        ),
        _answer("reason", marked("Reason where not applicable"), 30, Kind.LONG),
        _answer("approved_by", marked("Approved by"), 18, Kind.CHOICE, "roles"),
        Column(
            "see",
            marked("See also"),
            14,
            Kind.IDS,
            (described(Answer, "see"), marked("Separate several by commas.")),
            lambda r: joined(r.answer.see),
            field="see",
        ),
        _answer("note", marked("Note"), 34, Kind.LONG),
        _CONFIRM,
        *REVIEW_COLUMNS,
        Column("subsection", marked("Subsection"), 11, Kind.ID, marked("For filtering."), lambda r: r.subsection),
        Column(
            "order", marked("Order"), 8, Kind.COUNT, marked("Sorts back into the standard's order."), lambda r: r.order
        ),
        key_column(lambda r: r.id, 10),
    ),
)
