"""Gates: whether a site is ready for an external audit, and for each gate what fails and where."""

from dataclasses import dataclass

from iso16363.diagnostics import Place
from iso16363.model.base import Term


class GateStatus(Term):
    """Whether a gate holds."""

    HOLDS = "holds", "Nothing fails it."
    FAILS = "fails", "At least one thing fails it; all are listed."


class MilestoneState(Term):
    """How far the self-audit is towards being handed to an external auditor."""

    NOT_STARTED = "not-started", "No criterion has been answered."
    UNDER_WAY = "under-way", "Not every gate holds yet."
    FINISHED = "self-audit-finished", "All gates hold but the declaration."
    READY = "ready-to-submit", "All gates hold."
    SUBMITTED = "submitted", "Handed over to an external auditor; the gates say how it stands now."


class GateName(Term):
    """The gates in the order in which they are shown."""

    STRUCTURE = "structure", "No error in the files."
    SCOPE = "scope", "One named repository, its Designated Community, its holdings with date."
    COMPLETE = "complete", "Every criterion is answered, or not applicable with reason and approver."
    DOCUMENTS = "documents", "Every document the standard calls for is there, approved and current."
    EVIDENCE = "evidence", "Ratings of 3 or more are supported; every citation has its place; no candidate is left."
    ACCESS = "access", "Files and links were checked; what is withheld can be inspected; summaries are there."
    GAPS = "gaps", "Every rating below target has an action with owner and date; none is below 2."
    FINDINGS = "findings", "No major nonconformity of the auditor is without correction, cause, action and proof."
    REVIEW = "review", "Every answer was reviewed by a second role, and the review has not lapsed."
    DECLARATION = "declaration", "Signed by the accountable role over the whole self-assessment."


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that keeps a gate shut: what it is about, what is missing, where to mend it."""

    subject: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Gate:
    """A named rule, whether it holds, and what fails it."""

    name: GateName
    status: GateStatus
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """All gates, and the state of the milestone that follows from them."""

    gates: tuple[Gate, ...]
    state: MilestoneState

    def gate(self, name: GateName) -> Gate:
        """One gate by name."""
        return next(g for g in self.gates if g.name is name)

    @property
    def failing(self) -> tuple[Gate, ...]:
        """The gates that fail, in order."""
        return tuple(g for g in self.gates if g.status is GateStatus.FAILS)
