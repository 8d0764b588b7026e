"""How one site stands towards a milestone: what is needed of its judgement, so that the rest can be let go."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from iso16363.catalog import Edition
from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.judgement import Judgement
from iso16363.milestones.papers import Paper, offered_papers
from iso16363.model.actions import ActionState, Priority
from iso16363.model.base import MAX_RATING
from iso16363.model.milestone import PlannedMilestone
from iso16363.readiness import Gate, GateName, MilestoneState
from iso16363.scoring import CriterionState, Tally


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: what it is about, what, and the file to mend, below the workspace.

    Where the file is not `there` yet, it has to be written. `key` is what the subject is called in that file, or what
    a document that is called for is called: for readers who do not know codes and ids.
    """

    subject: str
    text: str
    file: str
    there: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class GateStanding:
    """A gate of a site, and all that keeps it shut."""

    name: GateName
    lacks: tuple[Lack, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing fails it."""
        return not self.lacks


@dataclass(frozen=True, slots=True)
class CriterionStanding:
    """A criterion of a site; `own` says that it is not just as its weakest sub-criterion.

    `candidates` is how many of its citations the site has not confirmed.
    """

    state: CriterionState
    rating: int | None
    target: int
    own: bool
    owner: str | None
    file: str
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class SiteAction:
    """Something that a site does about a gap."""

    site: str
    id: str
    action: str
    owner: str | None
    due: date | None
    state: ActionState
    priority: Priority
    criteria: tuple[str, ...]
    overdue: bool
    file: str


@dataclass(frozen=True, slots=True)
class Head:
    """What site.yaml says that the milestone asks about."""

    name: str
    short_name: str
    fictional: bool
    milestone: str | None
    due: date | None
    repository: str | None
    proposed: bool
    has_community: bool
    accountable: bool
    proposed_roles: tuple[str, ...]
    role_titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """A site that could be judged."""

    head: Head
    edition: Edition
    state: MilestoneState
    gates: tuple[GateStanding, ...]
    criteria: Mapping[str, CriterionStanding]
    papers: tuple[Paper, ...]
    actions: tuple[SiteAction, ...]
    lapsed: tuple[str, ...]
    commit: str | None
    uncommitted: bool
    inputs_digest: str

    @property
    def candidates(self) -> int:
        """Citations that the site has not confirmed."""
        return sum(paper.candidates for paper in self.papers)

    @property
    def only_proposed(self) -> bool:
        """Whether others' proposals are all there is: something is cited, nothing confirmed, nothing answered."""
        cited = [paper for paper in self.papers if paper.criteria]
        unconfirmed = bool(cited) and not any(paper.confirmed for paper in cited)
        return unconfirmed and all(one.state is CriterionState.OPEN for one in self.criteria.values())

    @property
    def whole(self) -> Tally:
        """Criteria by state and rating."""
        return self.of(self.criteria)

    def of(self, criteria: Iterable[str]) -> Tally:
        """Some criteria by state and rating."""
        states = dict.fromkeys(CriterionState, 0)
        ratings: dict[int | None, int] = dict.fromkeys((None, *range(MAX_RATING + 1)), 0)
        for criterion in criteria:
            found = self.criteria[criterion]
            states[found.state] += 1
            if found.state is not CriterionState.NOT_APPLICABLE:
                ratings[found.rating] += 1
        return Tally(states, ratings)


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """A site of a milestone: judged, or not and why; `errors` are those of its files.

    `exists` says whether there is such a site at all: a folder, and not that of a provider.
    """

    id: str
    core: bool
    reached: bool
    judged: Judged | None
    errors: tuple[Lack, ...] = ()
    reason: str = field(default="")
    exists: bool = True

    @property
    def folder(self) -> str:
        """Where its files are, below the workspace."""
        return f"sites/{self.id}"

    @property
    def shown_name(self) -> str:
        """Its short name, or what it is called where that cannot be read."""
        return self.judged.head.short_name if self.judged else self.id


def below(site: str, place: Place) -> str:
    """Path below the workspace of a place that is given from the folder of a site."""
    return posixpath.normpath(f"sites/{site}/{place.file}")


def unjudged(site: str, plan: PlannedMilestone, diagnostics: Iterable[Diagnostic], reason: str = "") -> SiteStanding:
    """A site that cannot be read or cannot be judged."""
    errors = tuple(_errors(site, diagnostics))
    first = f"{errors[0].file}: {errors[0].text}" if errors else "it could not be read"
    return SiteStanding(site, site in plan.rule.core, reached=False, judged=None, errors=errors, reason=reason or first)


def no_site(site: str, plan: PlannedMilestone, reason: str) -> SiteStanding:
    """A name that is not that of a site."""
    return SiteStanding(site, site in plan.rule.core, reached=False, judged=None, reason=reason, exists=False)


def standing(
    site: str, plan: PlannedMilestone, judgement: Judgement, there: Callable[[str], bool] = lambda _: True
) -> SiteStanding:
    """What the milestone needs to know of a judged site, without the site.

    `there` says of a path below the workspace whether something lies there.
    """
    readiness = judgement.readiness
    states = tuple(MilestoneState)
    required = next(place for place, state in enumerate(states) if state.value == plan.rule.state.value)
    titles = {name: role.title for name, role in judgement.catalogue.document_roles.items()}
    gates = tuple(GateStanding(gate.name, tuple(_lacks(site, gate, titles, there))) for gate in readiness.gates)
    judged = Judged(
        head=_head(judgement),
        edition=judgement.edition,
        state=readiness.state,
        gates=gates,
        criteria=dict(_criteria(site, judgement)),
        papers=tuple(offered_papers(site, judgement)),
        actions=tuple(_actions(site, judgement)),
        lapsed=tuple(str(d.place.path[0]) for d in judgement.diagnostics if d.code == "E510" and d.place.path),
        commit=judgement.provenance.commit,
        uncommitted=judgement.provenance.dirty,
        inputs_digest=judgement.provenance.inputs_digest,
    )
    return SiteStanding(
        site,
        site in plan.rule.core,
        reached=states.index(readiness.state) >= required,
        judged=judged,
        errors=tuple(_errors(site, judgement.diagnostics)),
    )


def _lacks(site: str, gate: Gate, titles: Mapping[str, str], there: Callable[[str], bool]) -> Iterator[Lack]:
    files: dict[str, tuple[str, bool]] = {}  # many things lack in few files: each path is made, and looked for, once
    for failure in gate.failures:
        place = failure.place.file
        if place not in files:
            file = below(site, failure.place)
            files[place] = file, there(file)
        key = titles.get(failure.subject, "") if gate.name is GateName.DOCUMENTS else _key(failure.place)
        yield Lack(failure.subject, failure.text, *files[place], key)


def _key(place: Place) -> str:
    """The first key on the way to a place: a criterion, a document, or what site.yaml calls it."""
    return str(place.path[0]) if place.path else ""


def _errors(site: str, diagnostics: Iterable[Diagnostic]) -> Iterator[Lack]:
    for found in diagnostics:
        if found.severity is Severity.ERROR:
            yield Lack(found.code, found.message, below(site, found.place), key=_key(found.place))


def _head(judgement: Judgement) -> Head:
    site = judgement.site.site
    return Head(
        name=site.name,
        short_name=site.short_name,
        fictional=site.fictional,
        milestone=site.milestone.id if site.milestone else None,
        due=site.milestone.due if site.milestone else None,
        repository=site.repository.name if site.repository else None,
        proposed=bool(site.repository and site.repository.proposed),
        has_community=bool(site.repository and site.repository.designated_community),
        accountable=any(role.accountable for role in site.roles.values()),
        proposed_roles=tuple(name for name, role in site.roles.items() if role.proposed),
        role_titles={name: role.title for name, role in site.roles.items()},
    )


def _criteria(site: str, judgement: Judgement) -> Iterator[tuple[str, CriterionStanding]]:
    files: dict[str, str] = {}
    for criterion, result in judgement.results.items():
        file = files.setdefault(result.place.file, below(site, result.place))
        own = not result.derived
        yield (
            criterion,
            CriterionStanding(result.state, result.rating, result.target, own, result.owner, file, result.candidates),
        )


def _actions(site: str, judgement: Judgement) -> Iterator[SiteAction]:
    for name, action in judgement.site.actions.items():
        overdue = action.state.is_open and action.due is not None and action.due < judgement.today
        yield SiteAction(
            site=site,
            id=name,
            action=action.action,
            owner=action.owner,
            due=action.due,
            state=action.state,
            priority=action.priority,
            criteria=action.criteria,
            overdue=overdue,
            file=f"sites/{site}/actions.yaml",
        )
