"""A milestone as a workbook to read, sort and filter; nothing of it comes home, so it has no sync sheet."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

from iso16363 import __version__
from iso16363.gatewords import retold
from iso16363.language import definition, label, listed, long_date, say, spoken
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import CriterionStanding, GateStanding, Judged, SiteStanding
from iso16363.milestones.wording import (
    about,
    fictional,
    promise,
    proposals,
    rule,
    state_of_site,
    verdict,
    warning,
    when,
)
from iso16363.model.layout import evidence_file
from iso16363.readiness import GateName, GateStatus
from iso16363.resources import ENGLISH
from iso16363.scoring import CriterionState
from iso16363.trend import SiteTrend
from iso16363.workbook.book import Book
from iso16363.workbook.columns import CellValue
from iso16363.workbook.formats import Formats
from iso16363.workbook.formula_text import number_format
from iso16363.workbook.milestone_course import write_courses
from iso16363.workbook.milestone_desk import Cell, Desk, Row, joined
from iso16363.workbook.milestone_sharing import actions, ahead, documents, risks
from iso16363.workbook.page import Page
from iso16363.workbook.palette import BAD, GOOD, STATES, STILL

_LEVELS = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)


def milestone_workbook(found: MilestoneStanding, courses: Sequence[SiteTrend]) -> bytes:
    """The milestone as .xlsx, in the language spoken; the same milestone gives the same bytes.

    `courses` is how each of its sites came along.
    """
    stream, plan = BytesIO(), found.plan
    kind = say("Progress report")
    book = Book(stream, found.today, f"{plan.id}: {kind}")
    page = Page(f"&L&10 {_safe(plan.id)}&R&10 {_safe(kind)}", f"&L&10 {found.today.isoformat()}&C&10&A&R&10&P")
    desk = Desk(book, Formats(book), found, page)
    for write in (_read_me, _sites, _gates, _lacks, _states, _ratings, documents, ahead, actions, risks):
        write(desk)
    write_courses(desk, courses)
    book.close()
    return stream.getvalue()


def _safe(text: str) -> str:
    return text.replace("&", "&&")


def _read_me(desk: Desk) -> None:
    """What the tables are, and what they are not."""
    found, plan, names = desk.found, desk.found.plan, desk.found.names
    rows = [
        (say("Milestone"), f"{plan.id}: {plan.title}"),
        (say("Project"), plan.project),
        (say("Where the milestone stands"), f"{verdict(found)} {when(found)}"),
        (say("Counted from"), joined((promise(found), fictional(found, names), *proposals(found, names)))),
        (say("Means of verification"), plan.verification),
        (say("Rule"), rule(found, names)),
        (say("Due day"), long_date(plan.due)),
        (say("Judged on"), long_date(found.today)),
        (say("Edition"), listed([edition.head.title for edition in found.editions.values()])),
        (say("From"), found.file),
        (say("Computed by"), f"iso16363 {__version__}"),
        *((say("Note"), note) for note in plan.notes),
        *((say("Source"), f"{source.url}: {source.shows}") for source in plan.sources),
    ]
    desk.notes("Read me", warning(found), [row for row in rows if row[1]])


def _sites(desk: Desk) -> None:
    found = desk.found
    heads = [say("Criteria"), say("Answered"), say("Supported"), say("Reviewed"), say("Candidates")]
    columns = [(say("Site"), 26), (say("Core site"), 11), (say("State"), 22), *((head, 12) for head in heads)]
    further = [(say("Edition"), 18), (say("Fictional"), 11), (say("Commit"), 16), (say("Digest of the data"), 34)]
    rows: list[Row] = []
    for site in found.sites:
        state = Cell(state_of_site(site), GOOD if site.reached else BAD)
        figures = _figures(site.judged) if site.judged else (None,) * (len(heads) + len(further))
        rows.append((found.names[site.id], _yes(site.core), state, *figures, site.folder))
    said = f"{verdict(found)} {when(found)} {promise(found)}"
    desk.sheet(say("Sites"), said, [*columns, *further, (say("From"), 24)], rows)


def _figures(judged: Judged) -> Row:
    counts = judged.whole
    numbers = (counts.applicable, *(counts.at_least(level) for level in _LEVELS), judged.candidates)
    changed = say("with changes that are not committed") if judged.uncommitted else ""
    commit = joined(((judged.commit or "")[:12], changed))
    return (*numbers, judged.edition.head.title, _yes(judged.head.fictional), commit, judged.inputs_digest)


def _yes(does: bool) -> str:  # noqa: FBT001 - a word for a truth value
    return say("yes") if does else say("no")


def _gates(desk: Desk) -> None:
    sites, names = desk.found.sites, desk.found.names
    columns = [(say("Gate"), 18), (say("Holds when"), 60), *((names[site.id], 18) for site in sites)]
    rows: list[Row] = [(label(g), definition(g), *(_gate(site, g) for site in sites)) for g in GateName]
    rows.append((say("From"), None, *(site.folder for site in sites)))
    said = say("The number says how many things keep the gate shut; the next sheet has them, with their files.")
    desk.sheet(say("Gates"), said, columns, rows)


def _gate(site: SiteStanding, name: GateName) -> Cell:
    if site.judged is None:
        return Cell(state_of_site(site), STILL)
    gate = next(gate for gate in site.judged.gates if gate.name is name)
    if gate.holds:
        return Cell(label(GateStatus.HOLDS), GOOD)
    return Cell(len(gate.lacks), BAD, number_format(say("fails: {value}"), "0"))


def _lacks(desk: Desk) -> None:
    columns = [
        (say("Site"), 22),
        (say("Gate"), 16),
        (say("About"), 34),
        (say("What is missing"), 70),
        (say("From"), 40),
    ]
    rows: list[Row] = []
    for site in desk.found.sites:
        name = desk.found.names[site.id]
        if site.judged is None:
            shut = label(GateName.STRUCTURE)
            rows.extend((name, shut, lack.key or lack.subject, lack.text, lack.file) for lack in site.errors)
            if not site.errors:
                rows.append((name, None, None, site.reason, site.folder))
            continue
        rows.extend(row for gate in site.judged.gates for row in _missing(name, gate, site.judged))
    desk.sheet(
        say("What each site lacks"),
        "" if spoken() == ENGLISH else say("Messages of checks are in English."),
        columns,
        rows,
    )


def _missing(site: str, gate: GateStanding, judged: Judged) -> Iterator[Row]:
    for lack in gate.lacks:
        text = retold(gate.name, lack.text, lack.key).replace("`", "")
        where = lack.file if lack.there else say("{file} (to be written)", file=lack.file)
        yield site, label(gate.name), about(gate.name, lack, judged), text, where


def _states(desk: Desk) -> None:
    said = say("The state, and in parentheses candidates while a criterion is not answered.")
    _matrix(desk, say("Sites and criteria"), said, _state)


def _state(one: CriterionStanding) -> Cell:
    waiting = one.candidates and one.state in (CriterionState.OPEN, CriterionState.DRAFT)
    return Cell(f"{label(one.state)}{f' ({one.candidates})' if waiting else ''}", STATES[one.state])


def _ratings(desk: Desk) -> None:
    """Numbers apart from the states, so that they can be sorted; left out where there are none."""
    rated = any(one.rating is not None for _, judged in desk.found.judged for one in judged.criteria.values())
    if rated:
        said = say("The rating of each criterion, from 0 to 4; in colour where it is below the target of the site.")
        _matrix(desk, say("Ratings"), said, _rating)


def _rating(one: CriterionStanding) -> CellValue | Cell:
    if one.rating is None or one.rating >= one.target:
        return one.rating
    return Cell(one.rating, BAD, "0")


def _matrix(desk: Desk, name: str, said: str, shown: Callable[[CriterionStanding], CellValue | Cell]) -> None:
    """One sheet for all editions: a site has nothing in an edition that it does not answer."""
    found, names = desk.found, desk.found.names
    heads = [(say("Edition"), 18), (say("Criterion"), 12), (say("Title"), 46)]
    columns = [*heads, *((names[site], 20) for site, _ in found.judged), (say("From"), 30)]
    rows = [
        (model.head.title, criterion, one.title, *_of_each(found, edition, criterion, shown), _file(criterion))
        for edition, model in found.editions.items()
        for criterion, one in model.criteria.items()
    ]
    missing = [f"{names[site.id]} ({state_of_site(site)})" for site in found.sites if site.judged is None]
    left_out = joined((say("Not in these tables:"), listed(missing))) if missing else ""
    desk.sheet(name, joined((said, left_out)), columns, rows)


def _file(criterion: str) -> str:
    """Where the answers to a criterion are, whatever the site."""
    return f"sites/*/{evidence_file(criterion)}"


def _of_each(
    found: MilestoneStanding, edition: str, criterion: str, shown: Callable[[CriterionStanding], CellValue | Cell]
) -> Iterator[CellValue | Cell]:
    for _, judged in found.judged:
        yield shown(judged.criteria[criterion]) if judged.edition.id == edition else None
