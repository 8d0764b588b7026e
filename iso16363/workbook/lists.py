"""The closed lists behind the dropdowns, each value with its meaning, and the sheet that shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from iso16363.judgement import Judgement
from iso16363.language import definition, label, say
from iso16363.model.actions import ActionState, Effort, Priority
from iso16363.model.answers import CitationState, Method, Polarity
from iso16363.model.audit import AuditKind, AuditState
from iso16363.model.base import Term
from iso16363.model.catalogue import DocumentRole, RatingLevel
from iso16363.model.documents import Access, DocumentKind, DocumentState, Origin
from iso16363.scoring import CriterionState, SupportRule
from iso16363.workbook.book import Book, put
from iso16363.workbook.columns import NO, YES
from iso16363.workbook.computed_words import Standing, word
from iso16363.workbook.formats import Formats
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.page import Page, print_setup, protect
from iso16363.workbook.sheet_names import tab

SHEET = "Lists"
_WIDTHS = (28, 62, 62)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a list: what is chosen, what it is called, what it means; `word` says it in the language spoken."""

    value: str | int
    title: str
    meaning: str = ""
    word: str = ""


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
    """A list to choose from: its values are those of the files, in every language."""
    entries = tuple(_chosen(term.value, _said(term), definition(term)) for term in terms)
    return NamedList(key, title, (say("Value"), say("Meaning"), ""), entries)


def _computed(key: str, title: str, terms: Iterable[Term]) -> NamedList:
    """A list that formulas choose from, in words."""
    entries = tuple(Entry(word(term), definition(term)) for term in terms)
    return NamedList(key, title, (say("Value"), say("Meaning"), ""), entries)


def _said(term: Term) -> str:
    """The word for a value that is spelled in English; "" where that says it."""
    return "" if label(term) == term.label else label(term)


def _chosen(value: str, word_: str, meaning: str, third: str = "") -> Entry:
    """A value of the files, with the word for it in front of what it means."""
    title = say("{word}. {meaning}", word=word_, meaning=meaning) if word_ else meaning
    return Entry(value, title, third, word_)


def _anchors(levels: tuple[RatingLevel, ...]) -> NamedList:
    entries = tuple(Entry(x.level, say(x.documented.strip()), say(x.implemented.strip())) for x in levels)
    return NamedList(
        "rating", say("Ratings"), (say("Level"), say("Documented: what is written down"), say("Implemented")), entries
    )


def _unless(value: str, word_: str) -> str:
    return "" if word_ == value else word_


def _called_for(role: DocumentRole) -> str:
    """Title of a document role, and whether every site has to fill it."""
    if role.required:
        return say("{document} (required)", document=role.title)
    return say("{document} (where it applies)", document=role.title)


def build_lists(judgement: Judgement) -> dict[str, NamedList]:
    """Every list by its key, in the order in which the sheet shows them."""
    levels = judgement.catalogue.rating_scale.levels
    kinds = tuple(_chosen(k.value, _said(k), definition(k), YES if k.shows_practice else NO) for k in DocumentKind)
    roles = tuple(Entry(i, role.title) for i, role in judgement.site.site.roles.items())
    lists = (
        _anchors(levels),
        NamedList(
            "rating_label",
            say("Ratings in words"),
            (say("Level"), say("Label"), ""),
            tuple(Entry(level.level, say(level.label)) for level in levels),
        ),
        _computed("criterion_state", say("States of a criterion, worst first"), CriterionState),
        _computed("support_rule", say("What evidence can support"), SupportRule),
        _computed("standing", say("Standing of a document"), Standing),
        NamedList(
            "yes_no",
            say("Applicable"),
            (say("Value"), say("Meaning"), ""),
            (
                _chosen(YES, _unless(YES, say("yes")), say("The criterion applies.")),
                _chosen(NO, _unless(NO, say("no")), say("It does not; reason and approver are given.")),
            ),
        ),
        _terms("citation_state", say("States of a citation"), CitationState),
        _terms("method", say("How evidence is looked at"), Method),
        _terms("polarity", say("Statements of the public record"), Polarity),
        NamedList(
            "document_kind", say("Kinds of document"), (say("Value"), say("Meaning"), say("Shows practice")), kinds
        ),
        _terms("document_state", say("States of a document"), DocumentState),
        _terms("access", say("Who may see a document"), Access),
        _terms("origin", say("Whose document it is"), Origin),
        _terms("action_state", say("States of an action"), ActionState),
        _terms("priority", say("Priority of an action"), Priority),
        _terms("effort", say("Effort of an action"), Effort),
        _terms("audit_kind", say("What the auditor raises"), AuditKind),
        _terms("audit_state", say("States of a request or finding"), AuditState),
        NamedList("roles", say("Roles of this site"), (say("Role"), say("Title"), ""), roles, strict=False),
        NamedList(
            "document_roles",
            say("What documents are for"),
            (say("Role"), say("Document"), say("Purpose")),
            tuple(Entry(i, _called_for(r), r.about) for i, r in judgement.catalogue.document_roles.items()),
        ),
    )
    return {x.key: x for x in lists}


def write_lists(book: Book, formats: Formats, page: Page, lists: dict[str, NamedList]) -> None:
    """Write the sheet Lists and define a name for the values of every list."""
    sheet = book.sheet(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    put(sheet, 0, 0, tab(SHEET), formats.title)
    put(
        sheet,
        1,
        0,
        say("The values that dropdowns offer, and what each means. Nothing is to be filled in here."),
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
        for entry in one.entries or (Entry("", say("none yet")),):
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
