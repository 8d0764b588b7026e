"""The figures of the dashboard, computed once here and once by the workbook's own formulas."""

from dataclasses import dataclass

from iso16363.language import marked, say
from iso16363.scoring import CriterionState, Tally, tally
from iso16363.workbook.action_rows import ActionRow
from iso16363.workbook.rows import CriterionRow, DocumentRow, Rows

HEADLINE = marked(
    "{state}. {answered} of {applicable} applicable criteria are answered, {supported} of them carried by evidence, "
    "{reviewed} reviewed. {candidates} candidate citations wait to be confirmed."
)
MOST_LEFT = marked("Section {section} has most left to answer: {left} of {total} criteria")
ALL_ANSWERED = marked("Every criterion is answered")
LOWEST = marked("The lowest rating is {rating}, found in {places} of {total} subsections")
NOTHING_RATED = marked("Nothing is rated yet")
MOST_CANDIDATES = marked("{n} candidate citations are on the table, most for {place}")
TOP = 4
"""Rows of each list of what to look at first."""


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of a section or subsection."""

    id: str
    title: str
    tally: Tally
    target: float | None
    candidates: int
    background: int

    @property
    def left(self) -> int:
        """Criteria that are open or in draft."""
        return self.tally.states[CriterionState.OPEN] + self.tally.states[CriterionState.DRAFT]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of the dashboard."""

    sections: tuple[Part, ...]
    subsections: tuple[Part, ...]
    whole: Part
    gaps: tuple[CriterionRow, ...]
    excess: tuple[CriterionRow, ...]
    overdue: tuple[ActionRow, ...]
    stale: tuple[DocumentRow, ...]

    @property
    def begun(self) -> bool:
        """Whether the site itself has said anything of any criterion."""
        states = self.whole.tally.states
        return states[CriterionState.OPEN] < self.whole.tally.total

    @property
    def rated(self) -> bool:
        """Whether there is any rating."""
        return self.whole.tally.rated > 0


def figures(rows: Rows) -> Figures:
    """Compute them from the judgement."""
    judgement = rows.judgement
    edition = judgement.edition
    ranked = [r for r in rows.criteria if r.answer.begun and r.result.applicable]
    return Figures(
        sections=tuple(_part(rows, i, s.title, edition.of_section(i)) for i, s in edition.sections.items()),
        subsections=tuple(_part(rows, i, s.title, edition.of_subsection(i)) for i, s in edition.subsections.items()),
        whole=_part(rows, "", "", tuple(edition.criteria)),
        gaps=tuple(sorted((r for r in ranked if r.result.gap), key=lambda r: (-(r.result.gap or 0), r.order))[:TOP]),
        excess=tuple(
            sorted((r for r in rows.criteria if r.answer.begun and r.result.overclaimed), key=_most_excess)[:TOP]
        ),
        overdue=tuple(r for r in rows.actions if r.overdue)[:TOP],
        stale=tuple(r for r in rows.documents if r.stale)[:TOP],
    )


def _most_excess(row: CriterionRow) -> tuple[int, int]:
    return row.result.support - (row.result.rating or 0), row.order


def _part(rows: Rows, identifier: str, title: str, criteria: tuple[str, ...]) -> Part:
    judgement = rows.judgement
    chosen = set(criteria)
    targets = [judgement.results[c].target for c in criteria if judgement.results[c].applicable]
    return Part(
        id=identifier,
        title=title,
        tally=tally(judgement.results, criteria),
        target=sum(targets) / len(targets) if targets else None,
        candidates=sum(r.result.candidates for r in rows.criteria if r.id in chosen),
        background=sum(r.background for r in rows.criteria if r.id in chosen),
    )


def headline(state: str, whole: Part) -> str:
    """How far the answers have come."""
    return say(
        HEADLINE,
        state=state,
        answered=whole.tally.at_least(CriterionState.ANSWERED),
        applicable=whole.tally.applicable,
        supported=whole.tally.at_least(CriterionState.SUPPORTED),
        reviewed=whole.tally.at_least(CriterionState.REVIEWED),
        candidates=whole.candidates,
    )


def most_left(sections: tuple[Part, ...]) -> str:
    """Title of the chart of states: where most is left to do."""
    worst = max(sections, key=lambda part: part.left)
    if not worst.left:
        return say(ALL_ANSWERED)
    return say(MOST_LEFT, section=worst.id, left=worst.left, total=worst.tally.total)


def lowest_rated(subsections: tuple[Part, ...]) -> str:
    """Title of the chart of ratings: the lowest one, and how widely it is found."""
    lowest = [part.tally.minimum for part in subsections if part.tally.minimum is not None]
    if not lowest:
        return say(NOTHING_RATED)
    return say(LOWEST, rating=min(lowest), places=lowest.count(min(lowest)), total=len(subsections))


def most_candidates(subsections: tuple[Part, ...], whole: Part) -> str:
    """Title of the chart of candidates: how many there are, and where most of them."""
    most = max(subsections, key=lambda part: part.candidates)
    return say(MOST_CANDIDATES, n=whole.candidates, place=most.id)
