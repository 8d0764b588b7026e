"""The first page of a progress report: a paragraph that is computed, the sites, and the gates of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from iso16363.language import definition, label, listed, one_or_many, say, shown_number
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import SiteStanding
from iso16363.milestones.wording import Names, named, state_of_site
from iso16363.readiness import GateName
from iso16363.scoring import CriterionState

LEVELS = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the table of the summary; figures are those of its criteria."""

    id: str
    name: str
    core: bool
    state: str
    reached: bool
    figures: tuple[str, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate, and for each site how many things fail it; None where the site is not judged."""

    name: str
    meaning: str
    failures: tuple[int | None, ...]


def site_row(site: SiteStanding, names: Names) -> SiteRow:
    """A site with its figures; none where it is not judged."""
    figures: tuple[str, ...] = ()
    if site.judged:
        counts = site.judged.whole
        numbers = (counts.applicable, *(counts.at_least(level) for level in LEVELS), site.judged.candidates)
        figures = tuple(map(shown_number, numbers))
    return SiteRow(site.id, names[site.id], site.core, state_of_site(site), site.reached, figures, site.folder)


def gate_rows(found: MilestoneStanding) -> Iterator[GateRow]:
    """Every gate, with all sites beside each other."""
    for name in GateName:
        numbers = (
            next(len(gate.lacks) for gate in site.judged.gates if gate.name is name) if site.judged else None
            for site in found.sites
        )
        yield GateRow(label(name), definition(name), tuple(numbers))


def summary(found: MilestoneStanding, names: Names) -> str:
    """Where the milestone stands in a few sentences, each counted."""
    parts = (_reached(found, names), _answers(found), _candidates(found, names), _gates(found), _plans(found))
    return " ".join(sentence for part in parts for sentence in part)


def _reached(found: MilestoneStanding, names: Names) -> Iterator[str]:
    reached = [names[site.id] for site in found.core if site.reached]
    if reached:
        yield say("Reached by: {sites}.", sites=named(reached))
    behind: dict[str, list[str]] = {}
    for site in found.behind:
        behind.setdefault(state_of_site(site), []).append(names[site.id])
    if behind:
        grouped = (f"{named(sites)} ({state})" for state, sites in behind.items())
        yield say("Not yet by: {sites}.", sites="; ".join(grouped))


def _answers(found: MilestoneStanding) -> Iterator[str]:
    tallies = [judged.whole for _, judged in found.judged]
    if not tallies:
        yield say("No site can be judged.")
        return
    numbers = [sum(tally.at_least(level) for tally in tallies) for level in LEVELS]
    applicable = sum(tally.applicable for tally in tallies)
    if not numbers[0]:
        yield say("No criterion has been answered by any of them.")
        return
    answered, supported, reviewed = map(shown_number, numbers)
    yield one_or_many(
        "Of {applicable} criteria that apply at {n} judged site, {answered} are answered, {supported} supported and "
        "{reviewed} reviewed.",
        "Of {applicable} criteria that apply at {n} judged sites, counted together, {answered} are answered, "
        "{supported} supported and {reviewed} reviewed.",
        len(tallies),
        applicable=shown_number(applicable),
        answered=answered,
        supported=supported,
        reviewed=reviewed,
    )


def _candidates(found: MilestoneStanding, names: Names) -> Iterator[str]:
    waiting = {site: judged.candidates for site, judged in found.judged if judged.candidates}
    if waiting:
        sites = named([f"{names[site]} {shown_number(n)}" for site, n in waiting.items()])
        yield one_or_many(
            "{n} citation is a candidate that the site has not confirmed ({sites}).",
            "{n} citations are candidates that the sites have not confirmed ({sites}).",
            sum(waiting.values()),
            sites=sites,
        )
    empty = nothing_on_the_table(found)
    if empty:
        yield one_or_many(
            "For {n} criterion no site has an answer or a candidate.",
            "For {n} criteria no site has an answer or a candidate.",
            len(empty),
        )


def nothing_on_the_table(found: MilestoneStanding) -> tuple[str, ...]:
    """Criteria that every judged site has left open, with nothing proposed; only where all answer one edition."""
    if len(found.editions) != 1:
        return ()
    standings = [judged.criteria for _, judged in found.judged]
    return tuple(
        criterion
        for criterion in standings[0]
        if all(one[criterion].state is CriterionState.OPEN and not one[criterion].candidates for one in standings)
    )


def _gates(found: MilestoneStanding) -> Iterator[str]:
    shut = dict.fromkeys(GateName, 0)
    for _, judged in found.judged:
        for gate in judged.gates:
            shut[gate.name] += not gate.holds
    most = max(shut.values())
    if most:
        names = listed([label(name) for name, number in shut.items() if number == most])
        many = len(found.judged)
        yield say("Gates shut at most sites ({most} of {n}): {gates}.", most=most, n=many, gates=names)


def _plans(found: MilestoneStanding) -> Iterator[str]:
    actions = found.actions
    if actions:
        late = sum(action.overdue for action in actions)
        yield one_or_many(
            "{n} action is open, {late} of them overdue.",
            "{n} actions are open, {late} of them overdue.",
            len(actions),
            late=late,
        )
    elif found.judged:
        yield say("No action is open.")
    rules = len({risk.rule for risk in found.risks})
    if rules:
        yield one_or_many("{n} of the rules of risk holds (part E).", "{n} of the rules of risk hold (part E).", rules)
