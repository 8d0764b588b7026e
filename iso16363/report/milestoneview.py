"""The progress report of a milestone as data: what the template places, in the language spoken."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iso16363 import __version__
from iso16363.language import definition, first_few, label, listed, long_date, one_or_many, say, spoken
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import Judged, SiteStanding
from iso16363.readiness import GateName, GateStatus, MilestoneState
from iso16363.report.lookup import STATE_LETTER
from iso16363.report.milestonelacks import SitePage, site_page
from iso16363.resources import ENGLISH
from iso16363.scoring import CriterionState
from iso16363.trend import SiteTrend

_ROWS = 40
_COLUMNS = 8
"""Sites beside each other on a sheet."""


@dataclass(frozen=True, slots=True)
class MilestoneCover:
    """What the cover, the heads and feet of pages and the properties of the file say."""

    title: str
    short_name: str
    edition: str
    date: str
    iso_date: str
    tool_version: str
    document_id: str
    running_head: str
    running_milestone: str
    running_class: str
    due: str
    past: bool
    fictional: bool
    no_handover: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the table of the summary; figures are those of its criteria."""

    id: str
    name: str
    core: bool
    state: str
    reached: bool
    figures: tuple[int, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate, and for each judged site how many things fail it."""

    name: str
    meaning: str
    failures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion, and for each site the letter and name of its state and its rating."""

    id: str
    title: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The criteria of one edition by subsection, for as many sites as fit beside each other."""

    edition: str
    sites: tuple[str, ...]
    groups: tuple[tuple[str, str, tuple[MatrixRow, ...]], ...]


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A rule that holds, of whom, and where to look."""

    name: str
    meaning: str
    whom: str
    files: str


@dataclass(frozen=True, slots=True)
class MilestoneView:
    """The whole report."""

    cover: MilestoneCover
    found: MilestoneStanding
    verdict: str
    when: str
    rule: str
    sites: tuple[SiteRow, ...]
    gates: tuple[GateRow, ...]
    gate_sites: tuple[str, ...]
    pages: tuple[SitePage, ...]
    matrices: tuple[Matrix, ...]
    states: tuple[tuple[str, str, str], ...]
    risks: tuple[RiskRow, ...]
    trends: tuple[SiteTrend, ...]
    holds: str
    rows: int = _ROWS


def build_milestone_view(found: MilestoneStanding, trends: Sequence[SiteTrend] = ()) -> MilestoneView:
    """Compute everything that the progress report shows."""
    return MilestoneView(
        cover=_cover(found),
        found=found,
        verdict=_verdict(found),
        when=_when(found),
        rule=_rule(found),
        sites=tuple(_site_row(site) for site in found.sites),
        gates=tuple(_gate_row(found, name) for name in GateName),
        gate_sites=tuple(judged.head.short_name for _, judged in found.judged),
        pages=tuple(site_page(site) for site in found.sites),
        matrices=tuple(_matrices(found)),
        states=tuple((state.value, label(state), STATE_LETTER[state]) for state in CriterionState),
        risks=tuple(_risks(found)),
        trends=tuple(trends),
        holds=label(GateStatus.HOLDS),
    )


def _state_of(found: MilestoneStanding) -> str:
    required = found.plan.rule.state.value
    return label(next(state for state in MilestoneState if state.value == required))


def _cover(found: MilestoneStanding) -> MilestoneCover:
    plan = found.plan
    digests = "".join(judged.inputs_digest for _, judged in found.judged)
    digest = hashlib.sha256(f"{plan.model_dump_json()}{digests}".encode()).hexdigest()[:8]
    language = "" if spoken() == ENGLISH else f"-{spoken()}"
    return MilestoneCover(
        title=say("Progress report on milestone {id}", id=plan.id),
        short_name=listed([site.shown_name for site in found.sites]),
        edition=listed([edition.head.title for edition in found.editions.values()]) or "ISO 16363",
        date=long_date(found.today),
        iso_date=found.today.isoformat(),
        tool_version=__version__,
        document_id=f"{plan.id}-{found.today:%Y%m%d}-{digest}{language}",
        running_head=say("Progress report on milestone {id}", id=plan.id),
        running_milestone=plan.id,
        running_class=say("met") if found.met else say("not met"),
        due=long_date(plan.due),
        past=plan.due < found.today,
        fictional=any(judged.head.fictional for _, judged in found.judged),
    )


def _verdict(found: MilestoneStanding) -> str:
    state, core = _state_of(found), len(found.core)
    reached = core - len(found.behind)
    if found.met:
        return say("The milestone is met: every core site has reached “{state}” or a later state.", state=state)
    return one_or_many(
        "The milestone is not met: {reached} of {n} core site has reached “{state}” or a later state.",
        "The milestone is not met: {reached} of {n} core sites have reached “{state}” or a later state.",
        core,
        reached=reached,
        state=state,
    )


def _when(found: MilestoneStanding) -> str:
    days, day = (found.plan.due - found.today).days, long_date(found.plan.due)
    if days < 0:
        return one_or_many("It was due on {day}, {n} day ago.", "It was due on {day}, {n} days ago.", -days, day=day)
    if days == 0:
        return say("It is due today.")
    return one_or_many("It is due on {day}, in {n} day.", "It is due on {day}, in {n} days.", days, day=day)


def _rule(found: MilestoneStanding) -> str:
    names = {site.id: site.shown_name for site in found.sites}
    sites = listed([names.get(site, site) for site in found.plan.rule.core])
    state = _state_of(found)
    return say("Met when every core site ({sites}) has reached “{state}” or a later state.", sites=sites, state=state)


def _site_row(site: SiteStanding) -> SiteRow:
    if site.judged is None:
        return SiteRow(site.id, site.id, site.core, say("not judged"), False, (), site.folder)
    counts = site.judged.whole
    levels = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)
    figures = (counts.applicable, *(counts.at_least(level) for level in levels), site.judged.candidates)
    state = label(site.judged.state)
    return SiteRow(site.id, site.shown_name, site.core, state, site.reached, figures, site.folder)


def _gate_row(found: MilestoneStanding, name: GateName) -> GateRow:
    failures = (len(gate.lacks) for _, judged in found.judged for gate in judged.gates if gate.name is name)
    return GateRow(label(name), definition(name), tuple(failures))


def _matrices(found: MilestoneStanding) -> Iterator[Matrix]:
    for edition, model in found.editions.items():
        members = found.answering(edition)
        for begin in range(0, len(members), _COLUMNS):
            shown = members[begin : begin + _COLUMNS]
            names = tuple(judged.head.short_name for _, judged in shown)
            groups = tuple(
                (number, about.title, tuple(_matrix_rows([j for _, j in shown], model.of_subsection(number))))
                for number, about in model.subsections.items()
            )
            yield Matrix(model.head.title, names, groups)


def _matrix_rows(sites: Sequence[Judged], criteria: Sequence[str]) -> Iterator[MatrixRow]:
    for criterion in criteria:
        standings = [judged.criteria[criterion] for judged in sites]
        cells = tuple(
            (s.state.value, STATE_LETTER[s.state], "" if s.rating is None else str(s.rating)) for s in standings
        )
        yield MatrixRow(criterion, sites[0].edition.criteria[criterion].title, cells)


def _risks(found: MilestoneStanding) -> Iterator[RiskRow]:
    names = {site.id: site.shown_name for site in found.sites}
    by_rule: dict[str, list[tuple[str, str]]] = {}
    meanings = {}
    for risk in found.risks:
        meanings[label(risk.rule)] = definition(risk.rule)
        whom = names[risk.site] if risk.site else listed([names[site] for site in risk.subjects])
        number = f" ({len(risk.subjects)})" if risk.site and risk.subjects else ""
        by_rule.setdefault(label(risk.rule), []).append((f"{whom}{number}", risk.file))
    for name, rows in by_rule.items():
        files = first_few([file for _, file in rows], 3)
        yield RiskRow(name, meanings[name], listed([whom for whom, _ in rows]), files)
