"""The columns of the sheet Criteria: one row per criterion, its answer, and what follows from it."""

from typing import Final

from iso16363.model.answers import Answer
from iso16363.workbook.columns import FIRST_ROW, NO, YES, CellValue, Column, Kind, Table, described, joined, jump
from iso16363.workbook.prose import unwrapped
from iso16363.workbook.rows import CriterionRow

_FOUND_ACTIONS = '(SUBSTITUTE(Actions_listed,","&{id}&",","")<>Actions_listed)'


def _bullets(texts: tuple[str, ...]) -> str | None:
    return "\n".join(f"• {text}" for text in texts) or None


def _background_link(row: CriterionRow) -> str:
    return f"{row.background} statement{'' if row.background == 1 else 's'}" if row.background else ""


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
        value: CellValue = getattr(row.answer, field)
        return value

    text = described(Answer, field)
    return Column(field, title, width, kind, text, read, field=field, choices=choices, upright=upright)


CRITERIA: Final = Table[CriterionRow](
    sheet="Criteria",
    title="Criteria",
    about="One row per criterion. White cells are yours to fill; grey ones come from the catalogue or are computed.",
    printed="gap",
    frozen=2,
    sortable=False,
    columns=(
        Column("id", "Criterion", 10, Kind.ID, "Number of the criterion in the standard.", lambda r: r.id),
        Column("title", "Title", 24, Kind.TEXT, "Short title, in our own words.", lambda r: r.criterion.title),
        Column(
            "requirement",
            "Requirement",
            42,
            Kind.LONG,
            "What has to hold, in our own words. The note on each cell lists what auditors look at.",
            lambda r: r.criterion.requirement,
        ),
        Column(
            "look_at",
            "What auditors look at",
            46,
            Kind.LONG,
            "Points an auditor will ask about.",
            lambda r: _bullets(r.criterion.look_at),
            folded=True,
        ),
        Column(
            "examples",
            "Examples of evidence",
            40,
            Kind.LONG,
            "Documents and records that can show it.",
            lambda r: _bullets(r.criterion.examples),
            folded=True,
        ),
        Column(
            "state",
            "State",
            13,
            Kind.WORD,
            "How far the criterion has come; computed. The sheet Lists says what each word means.",
            lambda r: r.result.state.value,
            formula=_worked_out("state"),
        ),
        Column(
            "response",
            "Response",
            74,
            Kind.LONG,
            described(Answer, "response") + " Alt+Enter starts a new line.",
            lambda r: unwrapped(r.answer.response),
            field="response",
        ),
        _answer("documented", "Documented", 6.5, Kind.RATING, "rating", upright=True),
        _answer("implemented", "Implemented", 6.5, Kind.RATING, "rating", upright=True),
        Column(
            "rating",
            "Rating",
            6.5,
            Kind.RATING,
            "The smaller of the two; for a criterion with sub-criteria and no answer of its own, their smallest.",
            lambda r: _shown(r.result.rating),
            formula=_worked_out("rating"),
            upright=True,
        ),
        Column(
            "supported",
            "Supported",
            6.5,
            Kind.RATING,
            "What the confirmed, current evidence can carry. The sheet Lists gives the rules.",
            lambda r: r.result.support,
            formula=_worked_out("supported"),
            upright=True,
        ),
        Column(
            "target",
            "Target",
            6.5,
            Kind.RATING,
            described(Answer, "target") + " The site's target is filled in.",
            lambda r: r.result.target,
            field="target",
            choices="rating",
            upright=True,
        ),
        Column(
            "gap",
            "Gap",
            11,
            Kind.RATING,
            "Steps missing to the target.",
            lambda r: _shown(r.result.gap),
            formula='IF({rating}="","",MAX(0,IF({target}="",Site_target,{target})-{rating}))',
        ),
        Column(
            "owner",
            "Owner",
            20,
            Kind.CHOICE,
            described(Answer, "owner") + " Where the answer names none: the role that is expected to answer.",
            lambda r: r.result.owner,
            field="owner",
            choices="roles",
        ),
        Column(
            "claim",
            "Claim",
            15,
            Kind.WORD,
            "Says where a rating is higher than what the evidence supports.",
            lambda r: "above support" if r.result.overclaimed else "",
            formula='IF(INDEX(Workings_overclaimed,{order})=1,"above support","")',
        ),
        Column(
            "citations",
            "Confirmed citations",
            6.5,
            Kind.COUNT,
            "Rows of the sheet Evidence that the site stands by.",
            lambda r: len(r.answer.confirmed),
            formula='SUMPRODUCT((Evidence_criterion={id})*(Evidence_state="confirmed"))',
            upright=True,
        ),
        Column(
            "candidates",
            "Candidate citations",
            6.5,
            Kind.COUNT,
            "Proposals to confirm or strike; they do not count as evidence.",
            lambda r: len(r.answer.candidates),
            formula='SUMPRODUCT((Evidence_criterion={id})*(Evidence_state="candidate"))',
            upright=True,
        ),
        Column(
            "to_evidence",
            "Go to evidence",
            12,
            Kind.LINK,
            "Jumps to the first citation.",
            lambda r: "to evidence" if r.answer.evidence else "",
            formula=(
                'IF({citations}+{candidates}=0,"",HYPERLINK('
                + jump("Evidence", f"MATCH({{id}},Evidence_criterion,0)+{FIRST_ROW}")
                + ',"to evidence"))'
            ),
        ),
        Column(
            "to_background",
            "Background",
            13,
            Kind.LINK,
            "What the public record says beside the evidence; jumps there.",
            _background_link,
            formula=(
                'IF(SUMPRODUCT(--(Background_criterion={id}))=0,"",HYPERLINK('
                + jump("Background", f"MATCH({{id}},Background_criterion,0)+{FIRST_ROW}")
                + ',SUMPRODUCT(--(Background_criterion={id}))&" statement"'
                + '&IF(SUMPRODUCT(--(Background_criterion={id}))=1,"","s")))'
            ),
        ),
        Column(
            "actions",
            "Open actions",
            6.5,
            Kind.COUNT,
            "Open actions that close a gap of this criterion.",
            lambda r: r.actions,
            formula=f"SUMPRODUCT(--{_FOUND_ACTIONS})",
            upright=True,
        ),
        Column(
            "to_actions",
            "Go to action",
            12,
            Kind.LINK,
            "Jumps to the first open action.",
            lambda r: "to action" if r.actions else "",
            formula=(
                'IF({actions}=0,"",HYPERLINK('
                + jump("Actions", f"99999-SUMPRODUCT(MAX({_FOUND_ACTIONS}*(99999-ROW(Actions_criteria))))")
                + ',"to action"))'
            ),
        ),
        Column(
            "oldest",
            "Oldest evidence",
            6.5,
            Kind.COUNT,
            "Year of the oldest document among the confirmed citations.",
            lambda r: r.oldest,
            formula=(
                "MOD(10000-SUMPRODUCT(MAX((Evidence_criterion={id})*(Evidence_year>0)*(10000-Evidence_year))),10000)"
            ),
            upright=True,
        ),
        Column(
            "applicable",
            "Applicable",
            11,
            Kind.CHOICE,
            "no only with reason and approver.",
            lambda r: YES if r.answer.applicable else NO,
            field="applicable",
            choices="yes_no",
        ),
        _answer("reason", "Reason where not applicable", 30, Kind.LONG),
        _answer("approved_by", "Approved by", 18, Kind.CHOICE, "roles"),
        Column(
            "see",
            "See also",
            14,
            Kind.IDS,
            described(Answer, "see") + " Separate several by commas.",
            lambda r: joined(r.answer.see),
            field="see",
        ),
        _answer("note", "Note", 34, Kind.LONG),
        Column(
            "review",
            "Review",
            22,
            Kind.WORD,
            "Who approved the answer, and whether it was changed since.",
            lambda r: r.review or "",
            formula='IF(INDEX(Workings_changed,{order})=1,"changed since review",INDEX(Workings_review,{order})&"")',
        ),
        Column(
            "subsection",
            "Subsection",
            11,
            Kind.ID,
            "For filtering.",
            lambda r: r.subsection,
        ),
        Column("order", "Order", 8, Kind.COUNT, "Sorts back into the standard's order.", lambda r: r.order),
        Column("key", "Key", 10, Kind.KEY, "Do not change: identifies the row.", lambda r: r.id, hidden=True),
    ),
)
