"""Figures of the ratings: lowest, mean and target by subsection, paper against practice, gaps by effort."""

from collections import Counter
from dataclasses import dataclass

from iso16363.language import label, long_date, marked, one_or_many, say, shown_mean
from iso16363.model.actions import Action, Effort
from iso16363.model.base import MAX_RATING
from iso16363.report.figure import Figure, clauses, described
from iso16363.report.gaps import Weight, short_of_target, weight_of
from iso16363.report.lookup import Lookup
from iso16363.scoring import CriterionResult, tally


@dataclass(frozen=True, slots=True)
class DotRow:
    """Ratings of a subsection: the lowest, the mean, the targets, and how many they rest on.

    `before` is the mean at the hand-over whose changes are shown.
    """

    id: str
    title: str
    minimum: int | None
    mean: float | None
    targets: tuple[int, ...]
    below: int
    rated: int
    applicable: int
    before: float | None = None


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One documented rating: how many criteria have it with each implemented rating."""

    documented: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """Paper and practice of a section (or all of them) compared, criterion by criterion."""

    id: str
    title: str
    paper: int
    alike: int
    practice: int


@dataclass(frozen=True, slots=True)
class GapLine:
    """Criteria of one weight, by the effort that closes their gap."""

    weight: str
    criteria: tuple[tuple[str, ...], ...]
    total: int


EFFORTS: tuple[Effort, ...] = tuple(Effort)
_NOT_STATED, _NO_ACTION = marked("effort not stated"), marked("no open action")


def dots(lookup: Lookup) -> Figure[DotRow] | str | None:
    """Lowest rating, mean and target by subsection; a sentence where all ratings are one."""
    rows = tuple(_dot_row(lookup, subsection) for subsection in lookup.judgement.edition.subsections)
    known = [row for row in rows if row.minimum is not None and row.mean is not None]
    if not known:
        return None
    lowest, highest = min(row.minimum or 0 for row in known), max(row.mean or 0.0 for row in known)
    short = [row for row in known if row.below]
    if not short and lowest == highest:
        return one_or_many(
            "The only rated criterion is rated {rating} and reaches its target.",
            "All {n} rated criteria are rated {rating} and reach their target.",
            sum(row.rated for row in known),
            rating=lowest,
        )
    if short:
        low = min(short, key=lambda row: (row.minimum or 0, row.mean or 0.0))
        finding = clauses(
            one_or_many(
                "In {n} of {all} rated subsections criteria are below their target",
                "In {n} of {all} rated subsections criteria are below their target",
                len(short),
                all=len(known),
            ),
            say("lowest is {id}, with minimum {minimum} and mean {mean}", **_level(low)),
        )
    else:
        finding = say("Every rated criterion reaches its target")
    what = say("Dot plot of lowest rating, mean and target by subsection.")
    finding = clauses(finding, _moved(lookup, known))
    return Figure("dots", finding, described(what, map(_in_words, known)), rows)


def _moved(lookup: Lookup, known: list[DotRow]) -> str:
    """In how many subsections the mean is another than at the hand-over; nothing where that is not shown."""
    since = lookup.judgement.since
    if since is None or lookup.then is None:
        return ""
    steps = [row.mean - row.before for row in known if row.mean is not None and row.before is not None]
    up, down, day = sum(s > 0 for s in steps), sum(s < 0 for s in steps), long_date(since.record.on)
    if not up and not down:
        return say("no mean of a subsection has changed since the hand-over of {day}", day=day)
    return say(
        "means of subsections since the hand-over of {day}: {up} higher, {down} lower", day=day, up=up, down=down
    )


def _in_words(row: DotRow) -> str:
    numbers = say("{id}: minimum {minimum}, mean {mean}, target {target}", **_level(row))
    return (
        numbers
        if row.before is None
        else say("{numbers}, mean at the hand-over {mean}", numbers=numbers, mean=shown_mean(row.before))
    )


def _level(row: DotRow) -> dict[str, object]:
    return {
        "id": row.id,
        "minimum": row.minimum,
        "mean": "–" if row.mean is None else shown_mean(row.mean),
        "target": ", ".join(map(str, row.targets)),
    }


def _dot_row(lookup: Lookup, subsection: str) -> DotRow:
    record, of = lookup.judgement.edition.subsections[subsection], lookup.of_subsection(subsection)
    counting = [lookup.results[c] for c in record.criteria if lookup.results[c].applicable]
    targets = tuple(sorted({result.target for result in counting}))
    below = sum(bool(result.gap) for result in counting)
    before = tally(lookup.then, tuple(record.criteria)).mean if lookup.then else None
    return DotRow(subsection, record.title, of.minimum, of.mean, targets, below, of.rated, of.applicable, before)


def matrix(lookup: Lookup) -> Figure[MatrixRow] | str | None:
    """Documented against implemented; a sentence where all criteria are in one cell."""
    pairs = Counter((r.documented or 0, r.implemented or 0) for r in _rated(lookup, tuple(lookup.results)))
    if not pairs:
        return None
    rated, levels = sum(pairs.values()), range(MAX_RATING + 1)
    if len(pairs) == 1:
        ((documented, implemented),) = pairs
        return one_or_many(
            "The only rated criterion is documented {documented} and implemented {implemented}.",
            "All {n} rated criteria are documented {documented} and implemented {implemented}.",
            rated,
            documented=documented,
            implemented=implemented,
        )
    paper = sum(n for (d, i), n in pairs.items() if d > i)
    practice = sum(n for (d, i), n in pairs.items() if d < i)
    numbers = [
        say("documented {documented}, implemented {implemented}: {n}", documented=d, implemented=i, n=pairs[d, i])
        for d in reversed(levels)
        for i in levels
        if pairs[d, i]
    ]
    what = say("Grid of documented against implemented ratings, with the number of criteria in each cell.")
    rows = tuple(MatrixRow(d, tuple(pairs[d, i] for i in levels)) for d in levels)
    return Figure("matrix", _matrix_finding(rated, paper, practice), described(what, numbers), rows)


def _matrix_finding(rated: int, paper: int, practice: int) -> str:
    if paper == practice == 0:
        return one_or_many(
            "Paper and practice are rated alike in the one rated criterion",
            "Paper and practice are rated alike in all {n} rated criteria",
            rated,
        )
    if paper >= practice:
        first = say("Practice lags behind paper in {n} of {rated} rated criteria", n=paper, rated=rated)
    else:
        first = say("Paper lags behind practice in {n} of {rated} rated criteria", n=practice, rated=rated)
    fewer = min(paper, practice)
    return clauses(first, say("the reverse holds in {n}", n=fewer) if fewer else say("the reverse holds in none"))


def balance(lookup: Lookup) -> tuple[BalanceRow, ...]:
    """The numbers beside the grid: paper against practice by section, and of all."""
    edition = lookup.judgement.edition
    parts = [(s, record.title, edition.of_section(s)) for s, record in edition.sections.items()]
    parts.append(("", say("All criteria"), tuple(lookup.results)))
    rows = []
    for section, title, criteria in parts:
        signs = [(r.documented or 0) - (r.implemented or 0) for r in _rated(lookup, criteria)]
        rows.append(BalanceRow(section, title, sum(s > 0 for s in signs), signs.count(0), sum(s < 0 for s in signs)))
    return tuple(rows)


def _rated(lookup: Lookup, criteria: tuple[str, ...]) -> list[CriterionResult]:
    results = (lookup.results[c] for c in criteria)
    return [r for r in results if r.applicable and r.rating is not None]


def gap_heads() -> tuple[str, ...]:
    """Columns of the grid of gaps."""
    sized = (say("{effort} effort", effort=label(effort)) for effort in EFFORTS)
    return (*sized, say(_NOT_STATED), say(_NO_ACTION))


def _column(actions: list[Action]) -> int:
    """The largest effort that is stated; the two last columns are for none stated, and no open action."""
    stated = [EFFORTS.index(action.effort) for action in actions if action.effort]
    if not actions:
        return len(EFFORTS) + 1
    return max(stated, default=len(EFFORTS))


def gap_effort(lookup: Lookup) -> Figure[GapLine] | str | None:
    """Gaps by weight and effort; a sentence where there are too few to draw."""
    if not lookup.whole.rated:
        return None
    short = short_of_target(lookup)
    if not short:
        return say("No rated criterion falls short of its target or of its evidence, so there are no gaps to draw.")
    columns = {r.criterion: _column([action for _, action in lookup.open_actions(r.criterion)]) for r in short}
    heads = gap_heads()
    if len(short) == 1:
        (only,) = short
        return say(
            "There is one gap, {criterion}: {weight}, {effort}.",
            criterion=only.criterion,
            weight=label(weight_of(only)),
            effort=heads[columns[only.criterion]],
        )
    rows = []
    for weight in Weight:
        own = [r.criterion for r in short if weight_of(r) is weight]
        spread = tuple(tuple(c for c in own if columns[c] == index) for index in range(len(heads)))
        rows.append(GapLine(label(weight), spread, len(own)))
    numbers = [
        say("{weight}, {effort}: {n}", weight=row.weight, effort=head, n=len(criteria))
        for row in rows
        for head, criteria in zip(heads, row.criteria, strict=True)
        if criteria
    ]
    what = say("Grid of the gaps by weight and by the effort of the actions that close them.")
    finding = _gap_finding(len(short), rows)
    note = say("Small effort is days, medium weeks, large months; of several open actions the largest counts.")
    return Figure("efforts", finding, described(what, numbers), tuple(rows), notes=(note,))


def _gap_finding(gaps: int, rows: list[GapLine]) -> str:
    major, left = rows[0].total, sum(len(row.criteria[-1]) for row in rows)
    large = sum(len(row.criteria[len(EFFORTS) - 1]) for row in rows)
    if major:
        first = one_or_many(
            "{n} of {all} gaps is likely a major nonconformity",
            "{n} of {all} gaps are likely major nonconformities",
            major,
            all=gaps,
        )
    else:
        first = say("None of the {all} gaps is likely a major nonconformity", all=gaps)
    if left:
        return clauses(first, one_or_many("{n} gap has no open action", "{n} gaps have no open action", left))
    if large:
        return clauses(
            first,
            say("each has an open action"),
            one_or_many("{n} takes large effort", "{n} take large effort", large),
        )
    return clauses(first, say("each has an open action"))
