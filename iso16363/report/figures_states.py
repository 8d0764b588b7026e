"""Figures of the states: bars by section, a map with a cell for each criterion."""

from dataclasses import dataclass

from iso16363.language import label, one_or_many, say
from iso16363.report.figure import Figure, clauses, described, states_in_words
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.scoring import CriterionState


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
    """One subsection of the heat map, and how much of it is complete."""

    id: str
    title: str
    cells: tuple[HeatCell, ...]
    complete: int
    applicable: int


def bars(lookup: Lookup) -> Figure[StateRow]:
    """States of the criteria by section, and of all."""
    rows = []
    for section, record in lookup.judgement.edition.sections.items():
        counts = tuple(lookup.of_section(section).states.values())
        rows.append(StateRow(section, record.title, counts, sum(counts)))
    whole = tuple(lookup.whole.states.values())
    rows.append(StateRow("", say("All criteria"), whole, sum(whole)))
    numbers = [say("section {id}: {states}", id=row.id, states=states_in_words(row.counts)) for row in rows[:-1]]
    numbers.append(say("all criteria: {states}", states=states_in_words(whole)))
    alternative = described(say("Stacked bars of the states of the criteria."), numbers)
    return Figure("bars", _bars_finding(lookup), alternative, tuple(rows))


def _bars_finding(lookup: Lookup) -> str:
    shares = {}
    for section in lookup.judgement.edition.sections:
        tally = lookup.of_section(section)
        if tally.applicable:
            done = tally.at_least(CriterionState.SUPPORTED)
            shares[section] = (done / tally.applicable, done, tally.applicable)
    if not shares:
        return say("No criterion applies")
    last = min(shares, key=lambda s: shares[s][0])
    _, done, applicable = shares[last]
    if all(share[1] == share[2] for share in shares.values()):
        return say("In every section the evidence carries every rating")
    return say(
        "Section {id} has the furthest to go: {done} of {applicable} applicable criteria are supported or reviewed",
        id=last,
        done=done,
        applicable=applicable,
    )


def cells(lookup: Lookup) -> tuple[HeatRow, ...]:
    """Every criterion with the letter of its state, by subsection."""
    rows = []
    for subsection, record in lookup.judgement.edition.subsections.items():
        row = []
        for criterion in record.criteria:
            state = lookup.results[criterion].state
            row.append(HeatCell(criterion, state.value, STATE_LETTER[state]))
        tally = lookup.of_subsection(subsection)
        complete = tally.at_least(CriterionState.ANSWERED)
        rows.append(HeatRow(subsection, record.title, tuple(row), complete, tally.applicable))
    return tuple(rows)


def heat(lookup: Lookup) -> Figure[HeatRow] | str:
    """Map of the states; a sentence where it would have one shade."""
    rows = cells(lookup)
    states = [state for state, count in lookup.whole.states.items() if count]
    if len(states) == 1:
        return one_or_many(
            "The only criterion is in the state “{state}”.",
            "All {n} criteria are in the state “{state}”; a map of them would have one shade.",
            lookup.whole.total,
            state=label(states[0]),
        )
    left = {row.id: sum(cell.letter in "OD" for cell in row.cells) for row in rows}
    unfinished = {subsection: number for subsection, number in left.items() if number}
    if unfinished:
        worst = max(unfinished, key=lambda s: unfinished[s])
        finding = one_or_many(
            "Open or draft criteria remain in {n} of {all} subsections, most in {worst} ({most})",
            "Open or draft criteria remain in {n} of {all} subsections, most in {worst} ({most})",
            len(unfinished),
            all=len(rows),
            worst=worst,
            most=unfinished[worst],
        )
    else:
        reviewed = one_or_many(
            "{n} of {all} applicable criteria is reviewed",
            "{n} of {all} applicable criteria are reviewed",
            lookup.whole.states[CriterionState.REVIEWED],
            all=lookup.whole.applicable,
        )
        finding = clauses(say("No criterion is open or in draft"), reviewed)
    numbers = [
        say("{id}: {states}", id=row.id, states=states_in_words(tuple(lookup.of_subsection(row.id).states.values())))
        for row in rows
    ]
    what = say("Map with a cell and a letter for each criterion, a row for each subsection.")
    return Figure("heat", finding, described(what, numbers), rows)
