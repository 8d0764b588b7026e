"""The hidden sheet Workings: how each criterion's support, rating and state follow from the other sheets.

Nobody reads it, so it is in English whatever the language of the workbook, but for the titles of charts.

One row per criterion in the standard's order, which never changes: sub-criteria can be referred to
by their cell, and sorting the sheet Criteria does no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.model.base import parent_of
from iso16363.scoring import STATE_ORDER, CriterionResult, CriterionState
from iso16363.workbook.answer_cells import own, with_lent
from iso16363.workbook.book import put, put_formula
from iso16363.workbook.columns import NO, YES, CellValue, column_letter, joined, listed
from iso16363.workbook.computed_words import word
from iso16363.workbook.grid import Desk
from iso16363.workbook.prose import unwrapped
from iso16363.workbook.provided_columns import inherits
from iso16363.workbook.rows import CriterionRow, Rows

SHEET: Final = "Workings"
_FIRST: Final = 4
_ROW: Final = "\x00"  # stands for the row in a prepared formula
_NUMBER: Final = "\x01"  # stands for the number of the criterion
_NONE_APPLIES: Final = 99
_NOT_RATED: Final = -1
_NO_RATING: Final = 9
_RANK: Final = {state: rank for rank, state in enumerate(STATE_ORDER, 1)}


def _cited(level: str) -> str:
    wanted = f"((Evidence_criterion={{id}})+{_named_in_see('Evidence_criterion')}*Evidence_lends>0)"
    return f"SUMPRODUCT(MAX({wanted}*Evidence_{level}))"


def _named_in_see(ids: str) -> str:
    """Formula text: which of several ids the answer refers to. Searching with SUBSTITUTE is what all engines can do."""
    seen = listed(own("see"))
    return f'(SUBSTITUTE({seen},","&{ids}&",","")<>{seen})'


_COVERED = f'SUMPRODUCT({_named_in_see("Criteria_id")}*(Criteria_applicable<>"no")*(Criteria_response<>""))'
_OVERCLAIMED = (
    f'OR(IF({own("documented")}="",0,{own("documented")})>{{own_documented}},'
    f'IF({own("implemented")}="",0,{own("implemented")})>{{own_implemented}})'
)
_OWN_STATE = (
    f'IF({own("applicable")}="no",IF(AND({own("reason")}<>"",{own("approved_by")}<>""),6,2),'
    "IF({begun}=0,1,"
    f'IF(AND({own("response")}="",{_COVERED}=0),2,'
    f'IF(OR({own("documented")}="",{own("implemented")}=""),2,'
    f"IF(AND({own('candidates')}>0,{own('citations')}=0),2,"
    f"IF({_OVERCLAIMED},3,"
    "IF(AND({changed}=0,{reviewed}=1),5,4)))))))"
)
_CHANGED = (
    'IF({review}="",0,IF(AND('
    f'EXACT({own("response")}&"",{{then_response}}&""),{own("documented")}&""={{then_documented}}&"",'
    f'{own("implemented")}&""={{then_implemented}}&"",{own("applicable")}={{then_applicable}},'
    f'{own("see")}&""={{then_see}}&"",EXACT({own("reason")}&"",{{then_reason}}&""),'
    f'{own("approved_by")}&""={{then_approved_by}}&"",'
    f"{own('citations')}={{then_citations}},{own('candidates')}={{then_candidates}}),0,1))"
)
# Key, title, formula (None: a value). Those that look at sub-criteria are made in `_derived`.
_COLUMNS: Final[tuple[tuple[str, str, str | None], ...]] = (
    ("id", "Criterion", None),
    ("section", "Section", None),
    ("part", "Subsection", None),
    ("at", "Row on Criteria", "MATCH({id},Criteria_id,0)"),
    ("review", "Review as exported", None),
    ("then_response", "Reviewed response", None),
    ("then_documented", "Reviewed documented", None),
    ("then_implemented", "Reviewed implemented", None),
    ("then_applicable", "Reviewed applicable", None),
    ("then_see", "Reviewed see also", None),
    ("then_reason", "Reviewed reason", None),
    ("then_approved_by", "Reviewed approval", None),
    ("then_citations", "Reviewed confirmed citations", None),
    ("then_candidates", "Reviewed candidate citations", None),
    ("changed", "Changed since review", _CHANGED),
    (
        "begun",
        "Answer begun",
        (
            f'IF(OR({own("response")}<>"",{own("see")}<>"",{own("citations")}>0,{own("documented")}<>"",'
            f'{own("implemented")}<>"",{own("applicable")}="no"),1,0)'
        ),
    ),
    ("own_documented", "Own evidence: documented", _cited("supports_documented")),
    ("own_implemented", "Own evidence: implemented", _cited("supports_implemented")),
    ("own_state", "Own state, 1 to 6", _OWN_STATE),
    ("rank", "State, 1 to 6", "{own_state}"),
    ("documented", "Documented", f'IF({own("documented")}="","",{own("documented")})'),
    ("implemented", "Implemented", f'IF({own("implemented")}="","",{own("implemented")})'),
    ("support_documented", "Support: documented", "{own_documented}"),
    ("support_implemented", "Support: implemented", "{own_implemented}"),
    ("up_rank", "Rank for the umbrella", "IF({rank}=6,99,{rank})"),
    ("up_documented", "Documented for the umbrella", 'IF({rank}=6,99,IF({documented}="",-1,{documented}))'),
    ("up_implemented", "Implemented for the umbrella", 'IF({rank}=6,99,IF({implemented}="",-1,{implemented}))'),
    ("up_support_documented", "Support for the umbrella", "IF({rank}=6,99,{support_documented})"),
    ("up_support_implemented", "Support for the umbrella", "IF({rank}=6,99,{support_implemented})"),
    ("state", "State", "INDEX(List_criterion_state,{rank})"),
    ("rating", "Rating", 'IF(OR({documented}="",{implemented}=""),"",MIN({documented},{implemented}))'),
    ("supported", "Supported", "MIN({support_documented},{support_implemented})"),
    (
        "overclaimed",
        "Claimed above support",
        (
            'IF(OR(IF({documented}="",0,{documented})>{support_documented},'
            'IF({implemented}="",0,{implemented})>{support_implemented}),1,0)'
        ),
    ),
    ("gap", "Gap", "IF({rank}=6,0,IF(" + own("gap") + '="",0,' + own("gap") + "))"),
    ("low", "Rating, 9 where there is none", 'IF(OR({rank}=6,{rating}=""),9,{rating})'),
    (
        "target",
        "Target, 0 where not applicable",
        "IF({rank}=6,0,IF(" + own("target") + '="",Site_target,' + own("target") + "))",
    ),
    ("gap_order", "Largest gaps first", "IF(OR({gap}=0,{begun}=0),0,{gap}*1000+500-{number})"),
    (
        "excess",
        "Claimed above support, most first",
        "IF(OR({overclaimed}=0,{begun}=0),0,({rating_or_0}-{supported}+5)*1000+500-{number})",
    ),
    (
        "mark",
        "Letter on the map",
        'IF({rank}=6,"N",IF({rating}<>"",{rating}&"",IF({rank}>1,"D",IF(' + own("candidates") + '>0,"C","O"))))',
    ),
    ("reviewed", "Review counts, as exported", None),
)
_PARTS: Final = len(_COLUMNS) + 1
KEYS: Final = {key: position for position, (key, _, _) in enumerate(_COLUMNS)}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of Workings: the criterion, and the rows of its sub-criteria on this sheet."""

    row: CriterionRow
    number: int
    children: tuple[int, ...]


def write_workings(desk: Desk, rows: Rows) -> Worksheet:
    """Write the sheet, hide it, and define a name for every column. Returns it for the titles of charts."""
    sheet = desk.book.sheet(SHEET)
    put(sheet, 0, 0, "Workings", desk.formats.title)
    about = "How support, rating and state of each criterion are worked out. Nothing is to be filled in here."
    put(sheet, 1, 0, about, desk.formats.about)
    sheet.set_column(0, len(_COLUMNS) - 1, 13)
    for position, (_, title, _) in enumerate(_COLUMNS):
        put(sheet, _FIRST - 1, position, title, desk.formats.head)
    numbers = {row.id: number for number, row in enumerate(rows.criteria)}
    children = rows.judgement.edition.children
    inheriting = inherits(rows)
    for number, row in enumerate(rows.criteria):
        line = Line(row, number, tuple(_FIRST + numbers[c] for c in children.get(row.id, ())))
        values = _values(row)
        for position, (key, _, formula) in enumerate(_COLUMNS):
            if formula is None and values[key] is None:
                continue
            if formula is None:
                put(sheet, _FIRST + number, position, values[key])
            else:
                # A change since the review is one of the site's own words: no provider changes in a workbook.
                text = _derived(key, with_lent(formula, row.lent) if inheriting and key != "changed" else formula, line)
                put_formula(sheet, _FIRST + number, position, text, values[key])
    last = _FIRST + len(rows.criteria) - 1
    for key, position in KEYS.items():
        desk.book.name(f"{SHEET}_{key}", SHEET, (_FIRST, position, last, position))
    parts = tuple(rows.judgement.edition.subsections)
    for number, part in enumerate(parts, _FIRST):
        put(sheet, number, _PARTS, part, desk.book.format(num_format="@"))
    desk.book.name("Workings_parts", SHEET, (_FIRST, _PARTS, _FIRST + len(parts) - 1, _PARTS))
    sheet.freeze_panes(_FIRST, 1)
    sheet.protect()
    sheet.hide()
    return sheet


def parts_reference(count: int) -> str:
    """Address of the ids of the subsections, for charts."""
    letter = column_letter(_PARTS)
    return f"={SHEET}!${letter}${_FIRST + 1}:${letter}${_FIRST + count}"


@cache
def _prepared(formula: str) -> str:
    """A formula with the letters of its columns, so that only the row is missing."""
    cells = {k: f"${column_letter(p)}{_ROW}" for k, p in KEYS.items()}
    cells |= {"number": _NUMBER, "rating_or_0": f'IF({cells["rating"]}="",0,{cells["rating"]})'}
    return formula.format_map(cells)


def _derived(key: str, formula: str, line: Line) -> str:
    """The formula of a cell; an umbrella without its own answer takes the worst of its sub-criteria."""
    text = _prepared(formula).replace(_ROW, str(_FIRST + line.number + 1)).replace(_NUMBER, str(line.number + 1))
    if line.children and f"up_{key}" in KEYS:
        column = column_letter(KEYS[f"up_{key}"])
        worst = f"MIN({','.join(f'${column}{child + 1}' for child in line.children)})"
        none = {"rank": str(_RANK[CriterionState.NOT_APPLICABLE]), "documented": '""', "implemented": '""'}.get(
            key, text
        )
        shown = f"IF({worst}={_NONE_APPLIES},{none},{worst})"
        if key in ("documented", "implemented"):
            shown = f'IF(OR({worst}={_NOT_RATED},{worst}={_NONE_APPLIES}),"",{worst})'
        return f"=IF(${column_letter(KEYS['begun'])}{_FIRST + line.number + 1}=0,{shown},{text})"
    return "=" + text


def mark(result: CriterionResult) -> str:
    """Letter or digit of a criterion on the map of the dashboard."""
    if result.state is CriterionState.NOT_APPLICABLE:
        return "N"
    if result.rating is not None:
        return str(result.rating)
    if result.state is not CriterionState.OPEN:
        return "D"
    return "C" if result.candidates else "O"


def _values(row: CriterionRow) -> Mapping[str, CellValue]:
    """What every cell of the row shows, from the judgement."""
    result = row.result
    gone = result.state is CriterionState.NOT_APPLICABLE
    itself = not result.derived
    rank = _RANK[result.state]
    gap = 0 if gone else result.gap or 0
    excess = (result.rating or 0) - result.support + 5 if result.overclaimed and row.answer.begun else 0
    return {
        "id": row.id,
        "section": (parent_of(row.subsection) or ""),
        "part": row.subsection,
        "at": row.order,
        **_reviewed(row),
        "begun": int(row.answer.begun),
        "own_documented": result.documented_support.level if itself else 0,
        "own_implemented": result.implemented_support.level if itself else 0,
        "own_state": rank if itself else _RANK[CriterionState.OPEN],
        "rank": rank,
        "documented": "" if result.documented is None else result.documented,
        "implemented": "" if result.implemented is None else result.implemented,
        "support_documented": result.documented_support.level,
        "support_implemented": result.implemented_support.level,
        **_for_umbrella(result),
        "state": word(result.state),
        "rating": "" if result.rating is None else result.rating,
        "supported": result.support,
        "overclaimed": int(result.overclaimed),
        "gap": gap,
        "low": _NO_RATING if gone or result.rating is None else result.rating,
        "target": 0 if gone else result.target,
        "gap_order": gap * 1000 + 500 - row.order if gap and row.answer.begun else 0,
        "excess": excess * 1000 + 500 - row.order if excess else 0,
        "mark": mark(result),
    }


def _reviewed(row: CriterionRow) -> Mapping[str, CellValue]:
    """What was reviewed, so that a change in the workbook shows at once; nothing where there is no review."""
    keys = tuple(key.removeprefix("then_") for key in KEYS if key.startswith("then_"))
    answer, said = row.answer, row.written
    values: tuple[CellValue, ...] = (None,) * len(keys)
    if row.review is not None:
        values = (
            unwrapped(said.response),
            said.documented,
            said.implemented,
            YES if answer.applicable else NO,
            joined(answer.see),
            answer.reason,
            answer.approved_by,
            len(answer.confirmed),
            len(answer.candidates),
        )
    then = {f"then_{key}": value for key, value in zip(keys, values, strict=True)}
    return {"review": row.review, **then, "changed": 0, "reviewed": int(row.reviewed) or None}


def _for_umbrella(result: CriterionResult) -> Mapping[str, CellValue]:
    """What an umbrella sees of the criterion."""
    if result.state is CriterionState.NOT_APPLICABLE:
        keys = ("rank", "documented", "implemented", "support_documented", "support_implemented")
        return {f"up_{key}": _NONE_APPLIES for key in keys}
    return {
        "up_rank": _RANK[result.state],
        "up_documented": _NOT_RATED if result.documented is None else result.documented,
        "up_implemented": _NOT_RATED if result.implemented is None else result.implemented,
        "up_support_documented": result.documented_support.level,
        "up_support_implemented": result.implemented_support.level,
    }
