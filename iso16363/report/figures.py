"""The figures as numbers with the finding each one shows; drawing them is for whoever renders the view."""

from collections import Counter
from dataclasses import dataclass
from typing import Generic, TypeVar

from iso16363.model.base import MAX_RATING
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.wording import capital, counted, listed, shortened
from iso16363.scoring import CriterionState

_DOCUMENTS_SHOWN = 12
_COUNTS = (("open", "no candidate", "0"), ("draft", "one", "1"), ("answered", "two", "2"), ("supported", "more", "3"))
"""Shades of the map of candidates, borrowed from the states; the number stands in the cell."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class StateRow:
    """A section (or all of them) with its criteria counted by state."""

    id: str
    title: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One criterion of the heat map."""

    criterion: str
    state: str
    letter: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One subsection of the heat map."""

    id: str
    title: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class DotRow:
    """Ratings of a subsection: the lowest, the mean, the targets, and how many they rest on."""

    id: str
    title: str
    minimum: int | None
    mean: float | None
    targets: tuple[int, ...]
    below: int
    rated: int
    applicable: int


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """What is on the table for a subsection, before the site has answered."""

    id: str
    title: str
    criteria: int
    covered: int
    citations: int
    gaps: int
    not_found: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class ReliedRow:
    """A document and how many criteria rest on it."""

    document: str
    title: str
    criteria: int


@dataclass(frozen=True, slots=True)
class Figure(Generic[Row]):
    """Rows to draw, the finding as title, and the words for those who do not see the drawing."""

    key: str
    number: int
    finding: str
    alternative: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of the results; None where there is nothing to draw."""

    states: tuple[tuple[str, str, str], ...]
    counts: tuple[tuple[str, str, str], ...]
    mosaic: tuple[HeatRow, ...]
    mosaic_words: str
    bars: Figure[StateRow] | None
    heat: Figure[HeatRow] | None
    dots: Figure[DotRow] | None
    matrix: Figure[tuple[int, ...]] | None
    candidates: Figure[CandidateRow] | None
    relied: Figure[ReliedRow] | None


def build_figures(lookup: Lookup) -> Figures:
    """Compute every figure the data allow, numbered in the order of the report."""
    rated = bool(lookup.whole.rated)
    bars = _bars(lookup, 1) if lookup.begun else None  # all of one colour otherwise
    heat = _heat(lookup, 2) if lookup.begun else None
    dots = _dots(lookup, 3) if rated else None
    matrix = _matrix(lookup, 4) if rated else None
    candidates = None if lookup.begun else _candidates(lookup, 1)
    number = 1 + sum(figure is not None for figure in (bars, heat, dots, matrix, candidates))
    return Figures(
        states=tuple((s.value, s.label, STATE_LETTER[s]) for s in CriterionState),
        counts=_COUNTS,
        mosaic=_cells(lookup),
        mosaic_words=_words(tuple(lookup.whole.states.values())),
        bars=bars,
        heat=heat,
        dots=dots,
        matrix=matrix,
        candidates=candidates,
        relied=_relied(lookup, number),
    )


def _words(counts: tuple[int, ...]) -> str:
    named = [f"{n} {state.label}" for n, state in zip(counts, CriterionState, strict=True) if n]
    return listed(named) or "no criterion"


def _bars(lookup: Lookup, number: int) -> Figure[StateRow]:
    rows = []
    for section, record in lookup.judgement.edition.sections.items():
        counts = tuple(lookup.of_section(section).states.values())
        rows.append(StateRow(section, record.title, counts, sum(counts)))
    whole = tuple(lookup.whole.states.values())
    rows.append(StateRow("", "All criteria", whole, sum(whole)))
    words = "; ".join(f"section {row.id}: {_words(row.counts)}" for row in rows[:-1])
    return Figure("bars", number, _bars_finding(lookup), f"Stacked bars. {words}.", tuple(rows))


def _bars_finding(lookup: Lookup) -> str:
    shares = {}
    for section in lookup.judgement.edition.sections:
        tally = lookup.of_section(section)
        if tally.applicable:
            done = tally.at_least(CriterionState.SUPPORTED)
            shares[section] = (done / tally.applicable, done, tally.applicable)
    if not shares:
        return "No criterion applies"
    last = min(shares, key=lambda s: shares[s][0])
    _, done, applicable = shares[last]
    if all(share[1] == share[2] for share in shares.values()):
        return "In every section the evidence carries every rating"
    return (
        f"Section {last} has the furthest to go: {done} of {applicable} applicable criteria are supported or reviewed"
    )


def _cells(lookup: Lookup) -> tuple[HeatRow, ...]:
    rows = []
    for subsection, record in lookup.judgement.edition.subsections.items():
        cells = []
        for criterion in record.criteria:
            state = lookup.results[criterion].state
            cells.append(HeatCell(criterion, state.value, STATE_LETTER[state]))
        rows.append(HeatRow(subsection, record.title, tuple(cells)))
    return tuple(rows)


def _heat(lookup: Lookup, number: int) -> Figure[HeatRow]:
    rows = _cells(lookup)
    left = {row.id: sum(cell.letter in "OD" for cell in row.cells) for row in rows}
    unfinished = {subsection: number for subsection, number in left.items() if number}
    if unfinished:
        worst = max(unfinished, key=lambda s: unfinished[s])
        finding = (
            f"Open or draft criteria remain in {len(unfinished)} of {len(rows)} subsections, most in {worst}"
            f" ({unfinished[worst]})"
        )
    else:
        finding = "No criterion is open or in draft"
    alternative = (
        f"Heat map, one cell with a letter for each criterion. In all: {_words(tuple(lookup.whole.states.values()))}."
    )
    return Figure("heat", number, finding, alternative, rows)


def _dots(lookup: Lookup, number: int) -> Figure[DotRow]:
    rows = []
    for subsection, record in lookup.judgement.edition.subsections.items():
        tally = lookup.of_subsection(subsection)
        counting = [lookup.results[c] for c in record.criteria if lookup.results[c].applicable]
        targets = tuple(sorted({result.target for result in counting}))
        below = sum(bool(result.gap) for result in counting)
        rows.append(
            DotRow(subsection, record.title, tally.minimum, tally.mean, targets, below, tally.rated, tally.applicable)
        )
    short = [row for row in rows if row.below]
    rated = sum(row.rated > 0 for row in rows)
    if short:
        low = min(short, key=lambda row: (row.minimum or 0, row.mean or 0.0))
        finding = (
            f"In {len(short)} of {rated} rated subsections criteria are below their target;"
            f" the lowest rating is {low.minimum}, in {low.id}"
        )
    else:
        finding = "Every rated criterion reaches its target"
    known = [f"{row.id}: minimum {row.minimum}, mean {row.mean:.1f}" for row in rows if row.mean is not None]
    alternative = f"Dot plot of lowest rating, mean and target. {'; '.join(known)}."
    return Figure("dots", number, finding, alternative, tuple(rows))


def _matrix(lookup: Lookup, number: int) -> Figure[tuple[int, ...]]:
    pairs = Counter(
        (result.documented, result.implemented)
        for result in lookup.results.values()
        if result.applicable and result.rating is not None
    )
    levels = range(MAX_RATING + 1)
    rows = tuple(tuple(pairs[d, i] for i in levels) for d in levels)
    rated = sum(pairs.values())
    paper = sum(n for (d, i), n in pairs.items() if (d or 0) > (i or 0))
    practice = sum(n for (d, i), n in pairs.items() if (d or 0) < (i or 0))
    if paper == practice == 0:
        finding = f"Paper and practice are rated alike in all {rated} rated criteria"
    elif paper >= practice:
        finding = f"Practice lags behind paper in {paper} of {rated} rated criteria; the reverse holds in {practice}"
    else:
        finding = f"Paper lags behind practice in {practice} of {rated} rated criteria; the reverse holds in {paper}"
    words = "; ".join(
        f"documented {d}, implemented {i}: {pairs[d, i]}" for d in reversed(levels) for i in levels if pairs[d, i]
    )
    return Figure("matrix", number, finding, f"Grid of documented against implemented ratings. {words}.", rows)


def _candidates(lookup: Lookup, number: int) -> Figure[CandidateRow] | None:
    citations = lookup.citations(candidates=True)
    if not citations:
        return None
    rows = []
    for subsection, record in lookup.judgement.edition.subsections.items():
        here = [c for c, _, _ in citations if c in record.criteria]
        background = [b.polarity.value for c in record.criteria for b in lookup.judgement.site.answer(c).background]
        rows.append(
            CandidateRow(
                subsection,
                record.title,
                len(record.criteria),
                len(set(here)),
                len(here),
                background.count("gap"),
                background.count("not-found"),
                tuple(_count_cell(c, here.count(c)) for c in record.criteria),
            )
        )
    covered, total = sum(r.covered for r in rows), sum(r.criteria for r in rows)
    thin = min(rows, key=lambda r: r.covered / r.criteria if r.criteria else 1.0)
    finding = (
        f"Candidates bear on {covered} of {total} criteria; fewest in {thin.id}, {thin.covered} of {thin.criteria}"
    )
    words = "; ".join(f"{r.id}: {r.covered} of {r.criteria}" for r in rows)
    return Figure(
        "candidates", number, finding, f"Number of candidates in a cell for each criterion. {words}.", tuple(rows)
    )


def _count_cell(criterion: str, candidates: int) -> HeatCell:
    return HeatCell(criterion, _COUNTS[min(candidates, len(_COUNTS) - 1)][0], str(candidates))


def _relied(lookup: Lookup, number: int) -> Figure[ReliedRow] | None:
    confirmed = lookup.citations(candidates=False)
    counted_ones = confirmed or lookup.citations(candidates=True)
    resting: dict[str, set[str]] = {}
    for criterion, _, citation in counted_ones:
        resting.setdefault(citation.document, set()).add(criterion)
    if not resting:
        return None
    order = sorted(resting, key=lambda d: (-len(resting[d]), d))
    known = lookup.judgement.site.documents
    rows = tuple(ReliedRow(d, known[d].title if d in known else d, len(resting[d])) for d in order[:_DOCUMENTS_SHOWN])
    top = rows[0]
    verb = "rest" if confirmed else "would rest"
    many = counted(top.criteria, "criterion", "criteria") + f" {verb}{'s' if confirmed and top.criteria == 1 else ''}"
    finding = f"{capital(many)} on one document, {shortened(top.title, 70)}"
    words = "; ".join(f"{shortened(r.title, 60)}: {r.criteria}" for r in rows)
    return Figure("relied", number, finding, f"Bars: criteria by document, the most cited first. {words}.", rows)
