"""The columns of Evidence and Background: what is cited for a criterion, and what else is known."""

from typing import Final

from iso16363.model.answers import Background, Citation
from iso16363.workbook.columns import FIRST_ROW, Column, Kind, Table, described, jump
from iso16363.workbook.rows import BackgroundRow, CitationRow

_OF_DOCUMENT = "IF({{document_row}}=0,{otherwise},INDEX({name},{{document_row}}))"


def _from_document(name: str, otherwise: str) -> str:
    return _OF_DOCUMENT.format(name=name, otherwise=otherwise)


def criterion_link(cell: str) -> str:
    """Formula text: the title of the criterion named in a cell, as a jump to its row."""
    row = jump("Criteria", f"MATCH({cell},Criteria_id,0)+{FIRST_ROW}")
    title = f"INDEX(Criteria_title,MATCH({cell},Criteria_id,0))"
    return f'IF({cell}="","",IFERROR(HYPERLINK({row},{title}),"unknown criterion"))'


def document_link(cell: str) -> str:
    """Formula text: the title of the document named in a cell, as a jump to its row."""
    row = jump("Documents", f"MATCH({cell},Documents_id,0)+{FIRST_ROW}")
    title = f"INDEX(Documents_title,MATCH({cell},Documents_id,0))"
    return f'IF({cell}="","",IFERROR(HYPERLINK({row},{title}&""),"unknown document"))'


def _document_title(row: CitationRow | BackgroundRow) -> str:
    if row.document is not None:
        return row.document.title
    named = row.citation.document if isinstance(row, CitationRow) else row.background.document
    return "unknown document" if named else ""


EVIDENCE: Final = Table[CitationRow](
    sheet="Evidence",
    title="Evidence",
    about=(
        "One row per citation. A candidate is a proposal: check it, say where in the document, set it to confirmed; "
        "or empty the row. New citations go into the empty rows below."
    ),
    printed="supports_implemented",
    room=400,
    spare=120,
    columns=(
        Column(
            "criterion",
            "Criterion",
            11,
            Kind.ID,
            "Criterion the citation is evidence for.",
            lambda r: r.criterion,
            field="criterion",
            choices="criteria",
        ),
        Column(
            "criterion_title",
            "Criterion title",
            26,
            Kind.LINK,
            "Jumps to the criterion.",
            lambda r: r.criterion_title,
            formula=criterion_link("{criterion}"),
        ),
        Column(
            "document",
            "Document",
            24,
            Kind.ID,
            described(Citation, "document") + " Register a new one on the sheet Documents first.",
            lambda r: r.citation.document,
            field="document",
            choices="documents",
        ),
        Column(
            "document_title",
            "Document title",
            34,
            Kind.LINK,
            "Jumps to the document.",
            _document_title,
            formula=document_link("{document}"),
        ),
        Column(
            "state",
            "State",
            12,
            Kind.CHOICE,
            described(Citation, "state"),
            lambda r: r.citation.state.value,
            field="state",
            choices="citation_state",
        ),
        Column(
            "locator",
            "Where in the document",
            24,
            Kind.LONG,
            described(Citation, "locator"),
            lambda r: r.citation.locator,
            field="locator",
        ),
        Column(
            "quote", "Quote", 40, Kind.LONG, described(Citation, "quote"), lambda r: r.citation.quote, field="quote"
        ),
        Column(
            "shows",
            "What it shows",
            50,
            Kind.LONG,
            described(Citation, "shows"),
            lambda r: r.citation.shows,
            field="shows",
        ),
        Column(
            "method",
            "Method",
            11,
            Kind.CHOICE,
            described(Citation, "method"),
            lambda r: r.citation.method.value,
            field="method",
            choices="method",
        ),
        Column(
            "standing",
            "Document is",
            13,
            Kind.WORD,
            "Whether the document can carry evidence today; computed from the register.",
            lambda r: r.standing.value if r.standing else ("unknown" if r.citation.document else ""),
            formula='IF({document}="","",' + _from_document("Documents_standing", '"unknown"') + ")",
        ),
        Column(
            "supports_documented",
            "Carries documented",
            6.5,
            Kind.COUNT,
            "Highest rating of `documented` that this citation can carry.",
            lambda r: r.documented,
            formula=(
                'IF(OR({state}<>"confirmed",{document_row}=0),0,'
                'IF(OR({standing}="candidate",LEFT({standing},4)="file"),0,'
                'IF({locator}="",1,IF({standing}<>"current",2,4))))'
            ),
            upright=True,
        ),
        Column(
            "supports_implemented",
            "Carries implemented",
            6.5,
            Kind.COUNT,
            "Highest rating of `implemented` that this citation can carry: paper alone carries 2.",
            lambda r: r.implemented,
            formula=(
                "IF({supports_documented}<4,{supports_documented},"
                'IF(OR({method}="test",INDEX(Documents_practice,{document_row})=1),4,2))'
            ),
            upright=True,
        ),
        Column(
            "document_row",
            "Document row",
            9,
            Kind.COUNT,
            "Row in the register; computed.",
            lambda r: r.document_row,
            formula='IF({document}="",0,IFERROR(MATCH({document},Documents_id,0),0))',
            hidden=True,
        ),
        Column(
            "year",
            "Year",
            9,
            Kind.COUNT,
            "Year of the document where the citation is confirmed; computed.",
            lambda r: r.year,
            formula='IF({state}="confirmed",' + _from_document("Documents_year", "0") + ",0)",
            hidden=True,
        ),
        Column(
            "lends",
            "Lends",
            9,
            Kind.COUNT,
            "1 where answers that refer to this criterion may rest on it too: where it applies; computed.",
            lambda r: r.lends,
            formula=(
                'IF({criterion}="",0,'
                'IFERROR(IF(INDEX(Criteria_applicable,MATCH({criterion},Criteria_id,0))="no",0,1),0))'
            ),
            hidden=True,
        ),
        Column("key", "Key", 12, Kind.KEY, "Do not change: identifies the row.", lambda r: r.key, hidden=True),
    ),
)

BACKGROUND: Final = Table[BackgroundRow](
    sheet="Background",
    title="Background",
    about=(
        "What the public record says about a criterion and is not evidence for it: gaps it reports, context, and what "
        "was looked for and not found. It helps to write the response."
    ),
    printed="document_title",
    room=60,
    spare=20,
    columns=(
        Column(
            "criterion",
            "Criterion",
            11,
            Kind.ID,
            "Criterion the statement is about.",
            lambda r: r.criterion,
            field="criterion",
            choices="criteria",
        ),
        Column(
            "criterion_title",
            "Criterion title",
            30,
            Kind.LINK,
            "Jumps to the criterion.",
            lambda r: r.criterion_title,
            formula=criterion_link("{criterion}"),
        ),
        Column(
            "polarity",
            "What it means",
            13,
            Kind.CHOICE,
            "gap, context or not-found; the sheet Lists explains them.",
            lambda r: r.background.polarity.value,
            field="polarity",
            choices="polarity",
        ),
        Column(
            "statement",
            "Statement",
            80,
            Kind.LONG,
            "What the public record says.",
            lambda r: r.background.statement,
            field="statement",
        ),
        Column(
            "document",
            "Document",
            24,
            Kind.ID,
            described(Background, "document"),
            lambda r: r.background.document,
            field="document",
            choices="documents",
        ),
        Column(
            "document_title",
            "Document title",
            40,
            Kind.LINK,
            "Jumps to the document.",
            _document_title,
            formula=document_link("{document}"),
        ),
        Column("key", "Key", 12, Kind.KEY, "Do not change: identifies the row.", lambda r: r.key, hidden=True),
    ),
)
