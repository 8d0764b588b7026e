"""A milestone as a workbook to read, sort and filter; nothing of it comes home, so it has no sync sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from iso16363.language import definition, label, say
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import GateStanding
from iso16363.model.layout import evidence_file
from iso16363.readiness import GateName, GateStatus
from iso16363.scoring import CriterionState
from iso16363.workbook.book import Book, put
from iso16363.workbook.columns import CellValue
from iso16363.workbook.formats import Formats
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.page import Page, print_setup, protect
from iso16363.workbook.palette import BAD, GOOD, STATES

_HEAD_ROW = 3
_LEVELS = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)
Colours = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that is shown in colours; it says the same without them."""

    value: CellValue
    colours: Colours


Row = Sequence[CellValue | Cell]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every sheet of one milestone is written with."""

    book: Book
    formats: Formats
    found: MilestoneStanding
    page: Page

    def sheet(self, name: str, about: str, columns: Sequence[tuple[str, int]], rows: Sequence[Row]) -> None:
        """A title, a line about it, a head that stays, and rows that can be sorted and filtered."""
        sheet = self.book.sheet(name)
        put(sheet, 0, 0, f"{self.found.plan.id}: {name}", self.formats.title)
        put(sheet, 1, 0, about, self.formats.about)
        for column, (head, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            put(sheet, _HEAD_ROW, column, head, self.formats.head)
        sheet.grows_from = _HEAD_ROW + 1
        for row, values in enumerate(rows, _HEAD_ROW + 1):
            sheet.set_row(row, height(max(map(_lines, values, (width for _, width in columns)))))
            for column, value in enumerate(values):
                self._cell(sheet, row, column, value)
        sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + max(1, len(rows)), len(columns) - 1)
        sheet.freeze_panes(_HEAD_ROW + 1, 1)
        sheet.repeat_rows(_HEAD_ROW)
        print_setup(sheet, self.page)
        protect(sheet)

    def _cell(self, sheet: Worksheet, row: int, column: int, value: CellValue | Cell) -> None:
        if isinstance(value, Cell):
            put(sheet, row, column, value.value, self._coloured(value.colours))
        else:
            put(sheet, row, column, value, self.formats.number if isinstance(value, int) else self.formats.text)

    def _coloured(self, colours: Colours) -> Format:
        fill, ink = colours
        return self.book.format(text_wrap=True, border=1, bg_color=fill, font_color=ink, locked=True)


def _lines(value: CellValue | Cell, width: int) -> int:
    shown = value.value if isinstance(value, Cell) else value
    return lines_of(str(shown), width) if shown is not None else 1


def milestone_workbook(found: MilestoneStanding) -> bytes:
    """The milestone as .xlsx, in the language spoken; the same milestone gives the same bytes."""
    stream, plan = BytesIO(), found.plan
    kind = say("Progress report")
    book = Book(stream, found.today, f"{plan.id}: {kind}")
    page = Page(f"&L&10 {_safe(plan.id)}&R&10 {_safe(kind)}", f"&L&10 {found.today.isoformat()}&C&10&A&R&10&P")
    desk = _Desk(book, Formats(book), found, page)
    _sites(desk)
    _gates(desk)
    _lacks(desk)
    _matrices(desk)
    _documents(desk)
    _actions(desk)
    _risks(desk)
    book.close()
    return stream.getvalue()


def _safe(text: str) -> str:
    return text.replace("&", "&&")


def _sites(desk: _Desk) -> None:
    found, plan = desk.found, desk.found.plan
    verdict = say("met") if found.met else say("not met")
    when, shown = say("Due day"), say("Means of verification")
    about = f"{plan.title}: {verdict}. {when}: {plan.due}. {shown}: {plan.verification}"
    heads = [say("Criteria"), say("Answered"), say("Supported"), say("Reviewed"), say("Candidates")]
    columns = [(say("Site"), 26), (say("Core site"), 11), (say("State"), 22), *((head, 12) for head in heads)]
    rows: list[Row] = []
    for site in found.sites:
        core = say("yes") if site.core else say("no")
        judged = site.judged
        if judged is None:
            rows.append((site.id, core, Cell(say("not judged"), BAD), *(None for _ in heads), site.folder))
            continue
        state = Cell(label(judged.state), GOOD if site.reached else BAD)
        figures = [judged.whole.applicable, *(judged.whole.at_least(level) for level in _LEVELS), judged.candidates]
        rows.append((site.shown_name, core, state, *figures, site.folder))
    desk.sheet(say("Sites"), about, [*columns, (say("Files"), 24)], rows)


def _gates(desk: _Desk) -> None:
    judged = desk.found.judged
    columns = [(say("Gate"), 18), (say("Holds when"), 60), *((one.head.short_name, 16) for _, one in judged)]
    rows: list[Row] = [
        (label(name), definition(name), *(_gate(g) for _, one in judged for g in one.gates if g.name is name))
        for name in GateName
    ]
    about = say("The number says how many things keep the gate shut; all are in the assessment of the site.")
    desk.sheet(say("Gates"), about, columns, rows)


def _gate(gate: GateStanding) -> Cell:
    if gate.holds:
        return Cell(label(GateStatus.HOLDS), GOOD)
    return Cell(len(gate.lacks), BAD)


def _lacks(desk: _Desk) -> None:
    names = [say("Site"), say("Gate"), say("About"), say("What is missing"), say("Where")]
    rows: list[Row] = []
    for site in desk.found.sites:
        if site.judged is None:
            structure = label(GateName.STRUCTURE)
            rows.extend((site.id, structure, lack.subject, lack.text, lack.file) for lack in site.errors)
            continue
        rows.extend(
            (site.shown_name, label(gate.name), lack.subject, lack.text, lack.file)
            for gate in site.judged.gates
            for lack in gate.lacks
        )
    desk.sheet(say("What each site lacks"), "", list(zip(names, (18, 16, 28, 70, 36), strict=True)), rows)


def _matrices(desk: _Desk) -> None:
    """One sheet for all editions: a site has no state in an edition that it does not answer."""
    found = desk.found
    heads = [(say("Edition"), 18), (say("Criterion"), 12), (say("Title"), 46)]
    columns = [*heads, *((judged.head.short_name, 17) for _, judged in found.judged)]
    rows = [
        (model.head.title, criterion, about.title, *_states(found, edition, criterion), _file(criterion))
        for edition, model in found.editions.items()
        for criterion, about in model.criteria.items()
    ]
    desk.sheet(say("Sites and criteria"), "", [*columns, (say("Where"), 30)], rows)


def _file(criterion: str) -> str:
    """Where the answers to a criterion are, whatever the site."""
    return f"sites/*/{evidence_file(criterion)}"


def _states(found: MilestoneStanding, edition: str, criterion: str) -> Iterator[CellValue | Cell]:
    for _, judged in found.judged:
        if judged.edition.id != edition:
            yield None
            continue
        standing = judged.criteria[criterion]
        rating = "" if standing.rating is None else f" {standing.rating}"
        yield Cell(f"{label(standing.state)}{rating}", STATES[standing.state])


def _documents(desk: _Desk) -> None:
    found = desk.found
    names = [say("What"), say("Document"), say("Title"), say("Sites"), say("Criteria"), say("Where")]
    rows: list[Row] = []
    for one in found.shared:
        cited = "; ".join(f"{site}: {', '.join(criteria)}" for site, criteria in one.cited_by.items())
        what, who = say("Document of a provider"), ", ".join(one.cited_by)
        rows.append((what, one.paper.id, one.paper.title, who, cited, one.paper.file))
    for two in found.shareable:
        what, first = say("Registered more than once"), two.copies[0]
        holders, files = ", ".join(c.holder for c in two.copies), ", ".join(c.file for c in two.copies)
        rows.append((what, two.address, first.title, holders, None, files))
    for three in found.helps:
        what, paper = say("Whose document could help whom"), three.document
        title = paper.title if paper else say("ask the site")
        helped = f"{three.helper} → {', '.join(three.helped)}"
        where = paper.file if paper else f"sites/{three.helper}/documents.yaml"
        rows.append((what, paper.id if paper else None, title, helped, ", ".join(three.criteria), where))
    desk.sheet("Documents", "", list(zip(names, (26, 30, 46, 30, 46, 40), strict=True)), rows)


def _actions(desk: _Desk) -> None:
    names = [say("By when"), say("Site"), say("What"), say("Who"), say("Criteria"), say("Where")]
    rows = []
    for one in desk.found.actions:
        due = one.due.isoformat() if one.due else None
        late = say("overdue")
        shown = Cell(f"{due} {late}", BAD) if one.overdue else due
        rows.append((shown, one.site, one.action, one.owner, ", ".join(one.criteria), one.file))
    desk.sheet("Actions", "", list(zip(names, (20, 18, 70, 24, 26, 34), strict=True)), rows)


def _risks(desk: _Desk) -> None:
    names = [say("Rule"), say("What it says"), say("Site"), say("About"), say("Where")]
    rows = [
        (label(risk.rule), definition(risk.rule), risk.site, ", ".join(risk.subjects), risk.file)
        for risk in desk.found.risks
    ]
    desk.sheet(say("Risks"), "", list(zip(names, (22, 60, 18, 60, 34), strict=True)), rows)
