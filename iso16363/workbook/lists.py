"""The closed lists behind the dropdowns, each value with its meaning, and the sheet that shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from iso16363.judgement import Judgement
from iso16363.model.actions import ActionState, Effort, Priority
from iso16363.model.answers import CitationState, Method, Polarity
from iso16363.model.base import Term
from iso16363.model.catalogue import RatingLevel
from iso16363.model.documents import Access, DocumentKind, DocumentState, Origin
from iso16363.scoring import CriterionState, SupportRule
from iso16363.workbook.book import Book, put
from iso16363.workbook.columns import NO, YES
from iso16363.workbook.formats import Formats
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.page import Page, print_setup, protect
from iso16363.workbook.rows import Standing

SHEET = "Lists"
_WIDTHS = (28, 62, 62)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a list: what is chosen, what it is called, what it means."""

    value: str | int
    title: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list with its defined name and the headings of its columns."""

    key: str
    title: str
    headings: tuple[str, str, str]
    entries: tuple[Entry, ...]
    strict: bool = True

    @property
    def name(self) -> str:
        """Defined name of the values."""
        return f"List_{self.key}"


def _terms(key: str, title: str, terms: Iterable[Term]) -> NamedList:
    entries = tuple(Entry(term.value, term.definition) for term in terms)
    return NamedList(key, title, ("Value", "Meaning", ""), entries)


def _anchors(levels: tuple[RatingLevel, ...]) -> NamedList:
    entries = tuple(Entry(x.level, x.documented, x.implemented) for x in levels)
    return NamedList("rating", "Ratings", ("Level", "Documented: what is written down", "Implemented"), entries)


def build_lists(judgement: Judgement) -> dict[str, NamedList]:
    """Every list by its key, in the order in which the sheet shows them."""
    levels = judgement.catalogue.rating_scale.levels
    kinds = tuple(Entry(k.value, k.definition, YES if k.shows_practice else NO) for k in DocumentKind)
    roles = tuple(Entry(i, role.title) for i, role in judgement.site.site.roles.items())
    wanted = {
        i: (r, "required" if r.required else "where it applies") for i, r in judgement.catalogue.document_roles.items()
    }
    lists = (
        _anchors(levels),
        NamedList(
            "rating_label",
            "Ratings in words",
            ("Level", "Label", ""),
            tuple(Entry(level.level, level.label) for level in levels),
        ),
        _terms("criterion_state", "States of a criterion, worst first", CriterionState),
        _terms("support_rule", "What evidence can support", SupportRule),
        _terms("standing", "Standing of a document", Standing),
        NamedList(
            "yes_no",
            "Applicable",
            ("Value", "Meaning", ""),
            (Entry(YES, "The criterion applies."), Entry(NO, "It does not; reason and approver are given.")),
        ),
        _terms("citation_state", "States of a citation", CitationState),
        _terms("method", "How evidence is looked at", Method),
        _terms("polarity", "Statements of the public record", Polarity),
        NamedList("document_kind", "Kinds of document", ("Value", "Meaning", "Shows practice"), kinds),
        _terms("document_state", "States of a document", DocumentState),
        _terms("access", "Who may see a document", Access),
        _terms("origin", "Whose document it is", Origin),
        _terms("action_state", "States of an action", ActionState),
        _terms("priority", "Priority of an action", Priority),
        _terms("effort", "Effort of an action", Effort),
        NamedList("roles", "Roles of this site", ("Role", "Title", ""), roles, strict=False),
        NamedList(
            "document_roles",
            "What documents are for",
            ("Role", "Document", "Purpose"),
            tuple(Entry(i, f"{role.title} ({how})", role.about) for i, (role, how) in wanted.items()),
        ),
    )
    return {x.key: x for x in lists}


def write_lists(book: Book, formats: Formats, page: Page, lists: dict[str, NamedList]) -> None:
    """Write the sheet Lists and define a name for the values of every list."""
    sheet = book.sheet(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    put(sheet, 0, 0, "Lists", formats.title)
    put(
        sheet,
        1,
        0,
        "The values that dropdowns offer, and what each means. Nothing is to be filled in here.",
        formats.about,
    )
    row = 3
    for one in lists.values():
        put(sheet, row, 0, one.title, formats.heading)
        shown = sum(1 for heading in one.headings if heading)
        for column, heading in enumerate(one.headings[:shown]):
            put(sheet, row + 1, column, heading, formats.head)
        first = row + 2
        row = first
        for entry in one.entries or (Entry("", "none yet"),):
            for column, value in enumerate((entry.value, entry.title, entry.meaning)[:shown]):
                put(sheet, row, column, value, formats.number if isinstance(value, int) else formats.text)
            lines = max(lines_of(entry.title, _WIDTHS[1]), lines_of(entry.meaning, _WIDTHS[2]))
            sheet.set_row(row, height(lines))
            row += 1
        book.name(one.name, SHEET, (first, 0, row - 1, 0))
        if one.key == "document_kind":
            book.name("List_shows_practice", SHEET, (first, 2, row - 1, 2))
        row += 1
    sheet.freeze_panes(2, 0)
    print_setup(sheet, page, landscape=True)
    protect(sheet)
