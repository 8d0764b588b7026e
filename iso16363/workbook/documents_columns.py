"""The columns of the sheet Documents: the register, every document once."""

from typing import Final

from iso16363.model.documents import Document
from iso16363.workbook.columns import FIRST_ROW, CellValue, Column, Kind, Table, described, joined, jump
from iso16363.workbook.rows import DocumentRow

_ADDRESS: Final = 230  # spreadsheets open addresses of 255 characters at most, "https://doi.org/" included
_PRACTICE = "INDEX(List_shows_practice,MATCH({kind},List_document_kind,0))"


def _text(
    field: str, title: str, width: float, kind: Kind = Kind.LONG, choices: str | None = None, help_: str = ""
) -> Column[DocumentRow]:
    """A column that is one optional field of the document as it stands."""

    def read(row: DocumentRow) -> CellValue:
        value: CellValue = getattr(row.document, field)
        return value

    text = help_ or described(Document, field)
    return Column(field, title, width, kind, text, read, field=field, choices=choices)


DOCUMENTS: Final = Table[DocumentRow](
    sheet="Documents",
    title="Documents",
    about=(
        "The register: every document once. New documents go into the empty rows below; give each a short id in lower "
        "case, such as preservation-policy, so that Evidence can cite it."
    ),
    printed="summary",
    room=140,
    spare=40,
    columns=(
        Column(
            "id",
            "Id",
            24,
            Kind.ID,
            "Short name in lower case, digits and hyphens. It stays the same for good.",
            lambda r: r.id,
            field="id",
            guarded=True,
        ),
        _text("title", "Title", 40, help_="Title as on the document."),
        Column(
            "kind",
            "Kind",
            11,
            Kind.CHOICE,
            described(Document, "kind"),
            lambda r: r.document.kind.value,
            field="kind",
            choices="document_kind",
        ),
        Column(
            "state",
            "State",
            12,
            Kind.CHOICE,
            described(Document, "state"),
            lambda r: r.document.state.value,
            field="state",
            choices="document_state",
        ),
        Column(
            "standing",
            "Standing",
            13,
            Kind.WORD,
            "Whether it can carry evidence on the day of the export; computed.",
            lambda r: r.standing.value,
            formula=(
                'IF({id}="","",IF({state}="candidate","candidate",IF({file}="missing","file missing",'
                'IF({file}="differs","file differs",IF({state}="superseded","superseded",'
                'IF({state}<>"approved","draft",IF(AND({review_by}<>"",{review_by}<Site_as_of),"expired","current")))))))'
            ),
        ),
        Column(
            "cited",
            "Times cited",
            6.5,
            Kind.COUNT,
            "Citations on the sheet Evidence.",
            lambda r: r.cited,
            formula='IF({id}="",0,SUMPRODUCT(--(Evidence_document={id})))',
            upright=True,
        ),
        _text("owner", "Owner", 16, Kind.CHOICE, "roles"),
        _text("version", "Version", 10, Kind.CODE, help_="Version as on the document."),
        _text("effective", "In force since", 13, Kind.PARTIAL, help_=described(Document, "effective") + " 2026-03-31."),
        _text("review_by", "Review by", 13, Kind.DATE),
        Column(
            "access",
            "Access",
            11,
            Kind.CHOICE,
            described(Document, "access"),
            lambda r: r.document.access.value if r.document.access else None,
            field="access",
            choices="access",
        ),
        _text("summary", "Summary", 46),
        Column(
            "to_evidence",
            "Go to evidence",
            12,
            Kind.LINK,
            "Jumps to the first citation.",
            lambda r: "to evidence" if r.cited else "",
            formula=(
                'IF({cited}=0,"",HYPERLINK('
                + jump("Evidence", f"MATCH({{id}},Evidence_document,0)+{FIRST_ROW}")
                + ',"to evidence"))'
            ),
        ),
        Column(
            "roles",
            "Roles",
            24,
            Kind.IDS,
            described(Document, "roles") + " The sheet Lists has them. Separate several by commas.",
            lambda r: joined(r.document.roles),
            field="roles",
        ),
        _text("url", "Web address", 34, Kind.TEXT),
        _text("doi", "DOI", 24, Kind.CODE),
        Column(
            "open",
            "Open",
            8,
            Kind.LINK,
            "Opens the web address in the browser.",
            lambda r: "open" if any(0 < len(a or "") <= _ADDRESS for a in (r.document.doi, r.document.url)) else "",
            formula=(
                f'IF(AND(LEN({{doi}})>0,LEN({{doi}})<={_ADDRESS}),HYPERLINK("https://doi.org/"&{{doi}},"open"),'
                f'IF(AND(LEN({{url}})>0,LEN({{url}})<={_ADDRESS}),HYPERLINK({{url}},"open"),""))'
            ),
        ),
        _text("path", "File", 30, Kind.TEXT),
        Column(
            "file",
            "File was",
            10,
            Kind.WORD,
            "Whether the attached file was found and is the one registered, on the day of the export.",
            lambda r: r.file,
        ),
        _text("sha256", "Checksum (SHA-256)", 24, Kind.CODE),
        _text("checked", "Checked on", 13, Kind.DATE),
        _text("publisher", "Publisher", 22),
        _text("language", "Language", 10, Kind.CODE),
        _text("withheld", "Why withheld", 30),
        _text("inspect", "How to inspect it", 30),
        _text("dated", "Date in words", 16, Kind.TEXT),
        Column(
            "period_from",
            "Covers from",
            12,
            Kind.PARTIAL,
            described(Document, "period") + " First day, month or year.",
            lambda r: r.document.period.from_ if r.document.period else None,
            field="period.from_",
        ),
        Column(
            "period_to",
            "Covers to",
            12,
            Kind.PARTIAL,
            described(Document, "period") + " Last day, month or year.",
            lambda r: r.document.period.to if r.document.period else None,
            field="period.to",
        ),
        Column(
            "scope",
            "Whose",
            12,
            Kind.CHOICE,
            described(Document, "scope"),
            lambda r: r.document.scope.value,
            field="scope",
            choices="origin",
        ),
        _text("superseded_by", "Superseded by", 24, Kind.ID, "documents"),
        _text("note", "Note", 40),
        Column(
            "year",
            "Year",
            9,
            Kind.COUNT,
            "Year the document speaks of; computed.",
            lambda r: r.year,
            formula='IFERROR(VALUE(LEFT(IF({period_to}<>"",{period_to},{effective}),4)),0)',
            hidden=True,
        ),
        Column(
            "stale",
            "Stale",
            9,
            Kind.COUNT,
            "More than 0 where it is cited but cannot carry evidence fully any more; computed.",
            lambda r: 99999 - FIRST_ROW - r.number if r.stale else 0,
            formula=(
                'IF(AND({cited}>0,OR({standing}="expired",{standing}="superseded",LEFT({standing},4)="file")),'
                "99999-ROW({id}),0)"
            ),
            hidden=True,
        ),
        Column(
            "practice",
            "Shows practice",
            9,
            Kind.COUNT,
            "1 where the kind shows that something is done; computed.",
            lambda r: int(r.document.kind.shows_practice),
            formula=f'IFERROR(IF({_PRACTICE}="yes",1,0),0)',
            hidden=True,
        ),
        Column("key", "Key", 12, Kind.KEY, "Do not change: identifies the row.", lambda r: r.id, hidden=True),
    ),
)
