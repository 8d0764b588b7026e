"""How one site stands towards a milestone: what is needed of its judgement, so that the rest can be let go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from iso16363.catalog import Edition
from iso16363.milestones.papers import Paper
from iso16363.model.actions import ActionState, Priority
from iso16363.model.base import MAX_RATING
from iso16363.readiness import GateName, MilestoneState
from iso16363.scoring import CriterionState, Tally
from iso16363.trend import Now, Numbers


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
    def now(self) -> Now:
        """Its point of today in the course that it took."""
        judged = self.judged
        if judged is None:
            return Now(None, self.reason.removeprefix(f"{self.folder}/"), uncommitted=False)
        numbers = Numbers(
            edition=judged.edition.id,
            state=judged.state,
            criteria={criterion: one.state for criterion, one in judged.criteria.items()},
            gates={gate.name: gate.holds for gate in judged.gates},
            errors=len(self.errors),
            milestone=judged.head.milestone,
            due=judged.head.due,
        )
        return Now(numbers, "", judged.uncommitted)

    @property
    def shown_name(self) -> str:
        """Its short name, or what it is called where that cannot be read."""
        return self.judged.head.short_name if self.judged else self.id
