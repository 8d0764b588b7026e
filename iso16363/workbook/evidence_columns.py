"""The columns of Evidence and Background: what is cited for a criterion, and what else is known."""

from typing import Final

from iso16363.language import marked, say
from iso16363.model.answers import Background, Citation
from iso16363.workbook.columns import Column, Kind, Table, described, key_column
from iso16363.workbook.computed_words import UNKNOWN_DOCUMENT, Standing, word
from iso16363.workbook.formula_text import literal
from iso16363.workbook.row_links import criterion_link, document_link
from iso16363.workbook.rows import BackgroundRow, CitationRow

UNKNOWN: Final = marked("unknown")
_OF_DOCUMENT = "IF({{document_row}}=0,{otherwise},INDEX({name},{{document_row}}))"


def _from_document(name: str, otherwise: str) -> str:
    return _OF_DOCUMENT.format(name=name, otherwise=otherwise)


def _standing() -> str:
    return f'IF({{document}}="","",{_from_document("Documents_standing", literal(say(UNKNOWN)))})'


def _carried() -> str:
    """Formula text: what a citation can carry on paper."""
    candidate, missing, differs, current = (
        literal(word(s)) for s in (Standing.CANDIDATE, Standing.FILE_MISSING, Standing.FILE_DIFFERS, Standing.CURRENT)
    )
    return (
        'IF(OR({state}<>"confirmed",{document_row}=0),0,'
        f"IF(OR({{standing}}={candidate},{{standing}}={missing},{{standing}}={differs}),0,"
        f'IF({{locator}}="",1,IF({{standing}}<>{current},2,4))))'
    )


def _document_title(row: CitationRow | BackgroundRow) -> str:
    if row.document is not None:
        return row.document.title
    named = row.citation.document if isinstance(row, CitationRow) else row.background.document
    return say(UNKNOWN_DOCUMENT) if named else ""


EVIDENCE: Final = Table[CitationRow](
    sheet="Evidence",
    about=marked(
        "One row per citation. A candidate is a proposal: check it, say where in the document, set it to "
        "confirmed; or empty the row. New citations go into the empty rows below."
    ),
    printed="supports_implemented",
    room=400,
    spare=120,
    columns=(
        Column(
            "criterion",
            marked("Criterion"),
            11,
            Kind.ID,
            marked("Criterion the citation is evidence for."),
            lambda r: r.criterion,
            field="criterion",
            choices="criteria",
        ),
        Column(
            "criterion_title",
            marked("Criterion title"),
            26,
            Kind.LINK,
            marked("Jumps to the criterion."),
            lambda r: r.criterion_title,
            formula=lambda: criterion_link("{criterion}"),
        ),
        Column(
            "document",
            marked("Document"),
            24,
            Kind.ID,
            (described(Citation, "document"), marked("Register a new one on the sheet {documents} first.")),
            lambda r: r.citation.document,
            field="document",
            choices="documents",
            qualified=True,
        ),
        Column(
            "document_title",
            marked("Document title"),
            34,
            Kind.LINK,
            marked("Jumps to the document."),
            _document_title,
            formula=lambda: document_link("{document}"),
        ),
        Column(
            "state",
            marked("State"),
            12,
            Kind.CHOICE,
            described(Citation, "state"),
            lambda r: r.citation.state.value,
            field="state",
            choices="citation_state",
        ),
        Column(
            "locator",
            marked("Where in the document"),
            24,
            Kind.LONG,
            described(Citation, "locator"),
            lambda r: r.citation.locator,
            field="locator",
        ),
        Column(
            "quote",
            marked("Quote"),
            40,
            Kind.LONG,
            described(Citation, "quote"),
            lambda r: r.citation.quote,
            field="quote",
        ),
        Column(
            "shows",
            marked("What it shows"),
            50,
            Kind.LONG,
            described(Citation, "shows"),
            lambda r: r.citation.shows,
            field="shows",
        ),
        Column(
            "method",
            marked("Method"),
            11,
            Kind.CHOICE,
            described(Citation, "method"),
            lambda r: r.citation.method.value,
            field="method",
            choices="method",
        ),
        Column(
            "standing",
            marked("Document is"),
            13,
            Kind.WORD,
            marked("Whether the document can carry evidence today; computed from the register."),
            lambda r: word(r.standing) if r.standing else (say(UNKNOWN) if r.citation.document else ""),
            formula=_standing,
        ),
        Column(
            "supports_documented",
            marked("Carries documented"),
            6.5,
            Kind.COUNT,
            marked("Highest rating of `documented` that this citation can carry."),
            lambda r: r.documented,
            formula=_carried,
            upright=True,
        ),
        Column(
            "supports_implemented",
            marked("Carries implemented"),
            6.5,
            Kind.COUNT,
            marked("Highest rating of `implemented` that this citation can carry: paper alone carries 2."),
            lambda r: r.implemented,
            formula=(
                "IF({supports_documented}<4,{supports_documented},"
                'IF(OR({method}="test",INDEX(Documents_practice,{document_row})=1),4,2))'
            ),
            upright=True,
        ),
        Column(
            "document_row",
            marked("Document row"),
            9,
            Kind.COUNT,
            marked("Row in the register; computed."),
            lambda r: r.document_row,
            formula='IF({document}="",0,IFERROR(MATCH({document},Documents_id,0),0))',
            hidden=True,
        ),
        Column(
            "year",
            marked("Year"),
            9,
            Kind.COUNT,
            marked("Year of the document where the citation is confirmed; computed."),
            lambda r: r.year,
            formula='IF({state}="confirmed",' + _from_document("Documents_year", "0") + ",0)",
            hidden=True,
        ),
        Column(
            "lends",
            marked("Lends"),
            9,
            Kind.COUNT,
            marked("1 where answers that refer to this criterion may rest on it too: where it applies; computed."),
            lambda r: r.lends,
            formula=(
                'IF({criterion}="",0,'
                'IFERROR(IF(INDEX(Criteria_applicable,MATCH({criterion},Criteria_id,0))="no",0,1),0))'
            ),
            hidden=True,
        ),
        key_column(lambda r: r.key),
    ),
)

BACKGROUND: Final = Table[BackgroundRow](
    sheet="Background",
    about=marked(
        "What the public record says about a criterion and is not evidence for it: gaps it reports, context, and "
        "what was looked for and not found. It helps to write the response."
    ),
    printed="document_title",
    room=60,
    spare=20,
    columns=(
        Column(
            "criterion",
            marked("Criterion"),
            11,
            Kind.ID,
            marked("Criterion the statement is about."),
            lambda r: r.criterion,
            field="criterion",
            choices="criteria",
        ),
        Column(
            "criterion_title",
            marked("Criterion title"),
            30,
            Kind.LINK,
            marked("Jumps to the criterion."),
            lambda r: r.criterion_title,
            formula=lambda: criterion_link("{criterion}"),
        ),
        Column(
            "polarity",
            marked("What it means"),
            13,
            Kind.CHOICE,
            marked("gap, context or not-found; the sheet {lists} explains them."),
            lambda r: r.background.polarity.value,
            field="polarity",
            choices="polarity",
        ),
        Column(
            "statement",
            marked("Statement"),
            80,
            Kind.LONG,
            marked("What the public record says."),
            lambda r: r.background.statement,
            field="statement",
        ),
        Column(
            "document",
            marked("Document"),
            24,
            Kind.ID,
            described(Background, "document"),
            lambda r: r.background.document,
            field="document",
            choices="documents",
            qualified=True,
        ),
        Column(
            "document_title",
            marked("Document title"),
            40,
            Kind.LINK,
            marked("Jumps to the document."),
            _document_title,
            formula=lambda: document_link("{document}"),
        ),
        key_column(lambda r: r.key),
    ),
)
