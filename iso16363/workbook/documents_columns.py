"""The columns of the sheet Documents: the register, every document once."""

from typing import Final

from iso16363.language import marked, say
from iso16363.model.documents import Document
from iso16363.workbook.columns import FIRST_ROW, CellValue, Column, Kind, Table, described, joined, jump, key_column
from iso16363.workbook.computed_words import FILE_DIFFERS, FILE_MISSING, Standing, word
from iso16363.workbook.formula_text import literal
from iso16363.workbook.rows import STALE, DocumentRow

_ADDRESS: Final = 230  # spreadsheets open addresses of 255 characters at most, "https://doi.org/" included
_TO_EVIDENCE: Final = marked("to evidence")
# Translators: what a click does.
_OPEN: Final = marked("open link")
_PRACTICE = "INDEX(List_shows_practice,MATCH({kind},List_document_kind,0))"


def _text(
    field: str,
    title: str,
    width: float,
    kind: Kind = Kind.LONG,
    choices: str | None = None,
    help_: str | tuple[str, ...] = "",
) -> Column[DocumentRow]:
    """A column that is one optional field of the document as it stands."""

    def read(row: DocumentRow) -> CellValue:
        value: CellValue = getattr(row.document, field)
        return value

    text = help_ or described(Document, field)
    return Column(
        field,
        title,
        width,
        kind,
        text,
        read,
        field=field,
        choices=choices,
        internal=field == "note",
        qualified=choices == "documents",
    )


def _standing() -> str:
    said = {one: literal(word(one)) for one in Standing}
    return (
        f'IF({{id}}="","",IF({{state}}="candidate",{said[Standing.CANDIDATE]},'
        f"IF({{file}}={literal(say(FILE_MISSING))},{said[Standing.FILE_MISSING]},"
        f"IF({{file}}={literal(say(FILE_DIFFERS))},{said[Standing.FILE_DIFFERS]},"
        f'IF({{state}}="superseded",{said[Standing.SUPERSEDED]},IF({{state}}<>"approved",{said[Standing.DRAFT]},'
        f'IF(AND({{review_by}}<>"",{{review_by}}<Site_as_of),{said[Standing.EXPIRED]},{said[Standing.CURRENT]})))))))'
    )


def _stale() -> str:
    which = ",".join(f"{{standing}}={literal(word(one))}" for one in STALE)
    return f"IF(AND({{cited}}>0,OR({which})),99999-ROW({{id}}),0)"


def _to_evidence() -> str:
    goal = jump("Evidence", f"MATCH({{id}},Evidence_document,0)+{FIRST_ROW}")
    return f'IF({{cited}}=0,"",HYPERLINK({goal},{literal(say(_TO_EVIDENCE))}))'


def _open() -> str:
    shown = literal(say(_OPEN))
    return (
        f'IF(AND(LEN({{doi}})>0,LEN({{doi}})<={_ADDRESS}),HYPERLINK("https://doi.org/"&{{doi}},{shown}),'
        f'IF(AND(LEN({{url}})>0,LEN({{url}})<={_ADDRESS}),HYPERLINK({{url}},{shown}),""))'
    )


DOCUMENTS: Final = Table[DocumentRow](
    sheet="Documents",
    about=marked(
        "The register: every document once. New documents go into the empty rows below; give each a short id in "
        "lower case, such as preservation-policy, so that {evidence} can cite it."
    ),
    printed="summary",
    room=140,
    spare=40,
    columns=(
        Column(
            "id",
            marked("Id"),
            24,
            Kind.ID,
            marked("Short name in lower case, digits and hyphens. It stays the same for good."),
            lambda r: r.id,
            field="id",
            guarded=True,
            qualified=True,
        ),
        _text("title", marked("Title"), 40, help_=marked("Title as on the document.")),
        Column(
            "kind",
            marked("Kind"),
            11,
            Kind.CHOICE,
            described(Document, "kind"),
            lambda r: r.document.kind.value,
            field="kind",
            choices="document_kind",
        ),
        Column(
            "state",
            marked("State"),
            12,
            Kind.CHOICE,
            described(Document, "state"),
            lambda r: r.document.state.value,
            field="state",
            choices="document_state",
        ),
        Column(
            "standing",
            marked("Standing"),
            13,
            Kind.WORD,
            marked("Whether it can carry evidence on the day of the export; computed."),
            lambda r: word(r.standing),
            formula=_standing,
        ),
        Column(
            "cited",
            marked("Times cited"),
            6.5,
            Kind.COUNT,
            marked("Citations on the sheet {evidence}."),
            lambda r: r.cited,
            formula='IF({id}="",0,SUMPRODUCT(--(Evidence_document={id})))',
            upright=True,
        ),
        _text("owner", marked("Owner"), 16, Kind.CHOICE, "roles"),
        _text("version", marked("Version"), 10, Kind.CODE, help_=marked("Version as on the document.")),
        _text(
            "effective",
            marked("In force since"),
            13,
            Kind.PARTIAL,
            help_=(described(Document, "effective"), marked("2026-03-31.")),
        ),
        _text("review_by", marked("Review by"), 13, Kind.DATE),
        Column(
            "access",
            marked("Access"),
            11,
            Kind.CHOICE,
            described(Document, "access"),
            lambda r: r.document.access.value if r.document.access else None,
            field="access",
            choices="access",
        ),
        _text("summary", marked("Summary"), 46),
        Column(
            "to_evidence",
            marked("Go to evidence"),
            12,
            Kind.LINK,
            marked("Jumps to the first citation."),
            lambda r: say(_TO_EVIDENCE) if r.cited else "",
            formula=_to_evidence,
        ),
        Column(
            "roles",
            marked("Roles"),
            24,
            Kind.IDS,
            (described(Document, "roles"), marked("The sheet {lists} has them. Separate several by commas.")),
            lambda r: joined(r.document.roles),
            field="roles",
        ),
        _text("url", marked("Web address"), 34, Kind.TEXT),
        _text("doi", marked("DOI"), 24, Kind.CODE),
        Column(
            "open",
            marked("Open link"),
            8,
            Kind.LINK,
            marked("Opens the web address in the browser."),
            lambda r: say(_OPEN) if any(0 < len(a or "") <= _ADDRESS for a in (r.document.doi, r.document.url)) else "",
            formula=_open,
        ),
        _text("path", marked("File"), 30, Kind.TEXT),
        Column(
            "file",
            marked("File was"),
            10,
            Kind.WORD,
            marked("Whether the attached file was found and is the one registered, on the day of the export."),
            lambda r: r.file,
        ),
        _text("sha256", marked("Checksum (SHA-256)"), 24, Kind.CODE),
        _text("checked", marked("Checked on"), 13, Kind.DATE),
        _text("publisher", marked("Publisher"), 22),
        _text("language", marked("Language"), 10, Kind.CODE),
        _text("withheld", marked("Why withheld"), 30),
        _text("inspect", marked("How to inspect it"), 30),
        _text("dated", marked("Date in words"), 16, Kind.TEXT),
        Column(
            "period_from",
            marked("Covers from"),
            12,
            Kind.PARTIAL,
            (described(Document, "period"), marked("First day, month or year.")),
            lambda r: r.document.period.from_ if r.document.period else None,
            field="period.from_",
        ),
        Column(
            "period_to",
            marked("Covers to"),
            12,
            Kind.PARTIAL,
            (described(Document, "period"), marked("Last day, month or year.")),
            lambda r: r.document.period.to if r.document.period else None,
            field="period.to",
        ),
        Column(
            "scope",
            marked("Whose"),
            12,
            Kind.CHOICE,
            described(Document, "scope"),
            lambda r: r.document.scope.value,
            field="scope",
            choices="origin",
        ),
        _text("superseded_by", marked("Superseded by"), 24, Kind.ID, "documents"),
        _text("note", marked("Note"), 40),
        Column(
            "year",
            marked("Year"),
            9,
            Kind.COUNT,
            marked("Year the document speaks of; computed."),
            lambda r: r.year,
            formula='IFERROR(VALUE(LEFT(IF({period_to}<>"",{period_to},{effective}),4)),0)',
            hidden=True,
        ),
        Column(
            "stale",
            marked("Stale"),
            9,
            Kind.COUNT,
            marked("More than 0 where it is cited but cannot carry evidence fully any more; computed."),
            lambda r: 99999 - FIRST_ROW - r.number if r.stale else 0,
            formula=_stale,
            hidden=True,
        ),
        Column(
            "practice",
            marked("Shows practice"),
            9,
            Kind.COUNT,
            marked("1 where the kind shows that something is done; computed."),
            lambda r: int(r.document.kind.shows_practice),
            formula=f'IFERROR(IF({_PRACTICE}="yes",1,0),0)',
            hidden=True,
        ),
        key_column(lambda r: r.id),
    ),
)
