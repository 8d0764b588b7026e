"""Gates: whether a site is ready for an external audit, and for each gate what fails and where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.catalog import Catalogue, Edition
from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.language import marked
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import Term
from iso16363.model.documents import Access, Document, DocumentState
from iso16363.model.layout import DOCUMENTS_FILE, document_place, site_place
from iso16363.scoring import CriterionResult, CriterionState, is_current


class GateStatus(Term):
    """Whether a gate holds."""

    HOLDS = "holds", "Nothing fails it."
    FAILS = "fails", "At least one thing fails it; all are listed."
    NOT_PROVIDED = "not-provided", "This version of the tool cannot judge it yet."


class MilestoneState(Term):
    """How far the self-audit is towards being handed to an external auditor."""

    NOT_STARTED = "not-started", "No criterion has been answered."
    UNDER_WAY = "under-way", "Not every gate holds yet."
    FINISHED = "self-audit-finished", "All gates hold but the declaration."
    READY = "ready-to-submit", "All gates hold."
    SUBMITTED = "submitted", "Handed to an external auditor."


class GateName(Term):
    """The gates in the order in which they are shown."""

    STRUCTURE = "structure", "No error in the files."
    SCOPE = "scope", "One named repository, its Designated Community, its holdings with date."
    COMPLETE = "complete", "Every criterion is answered, or not applicable with reason and approver."
    DOCUMENTS = "documents", "Every document the standard calls for is there, approved and current."
    EVIDENCE = "evidence", "Ratings of 3 or more are supported; every citation has its place; no candidate is left."
    ACCESS = "access", "Files and links were checked; what is withheld can be inspected; summaries are there."
    GAPS = "gaps", "Every rating below target has an action with owner and date; none is below 2."
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


@dataclass(frozen=True, slots=True)
class Judged:
    """What the gates look at, gathered once."""

    site: SelfAssessment
    edition: Edition
    catalogue: Catalogue
    results: Mapping[str, CriterionResult]
    diagnostics: tuple[Diagnostic, ...]
    today: date


def _structure(j: Judged) -> list[Failure]:
    errors = [d for d in j.diagnostics if d.severity is Severity.ERROR]
    return [Failure(d.code, d.message, d.place) for d in errors]


def _scope(j: Judged) -> list[Failure]:
    place = site_place("repository")
    repository = j.site.site.repository
    if repository is None:
        return [Failure("repository", marked("no repository is named: nothing says what is audited"), place)]
    found = []
    if repository.proposed:
        text = marked("name and scope are a proposal; confirm them and remove `proposed`")
        found.append(Failure("repository", text, place))
    if repository.designated_community is None:
        found.append(Failure("designated_community", marked("the Designated Community is not described"), place))
    if not repository.holdings:
        found.append(Failure("holdings", marked("no holdings with their date are given"), place))
    return found


def _complete(j: Judged) -> list[Failure]:
    unfinished = (CriterionState.OPEN, CriterionState.DRAFT)
    return [Failure(r.criterion, r.why, r.place) for r in j.results.values() if r.state in unfinished and not r.derived]


def _roles_called_for(j: Judged) -> list[str]:
    applicable = {c for c, r in j.results.items() if r.applicable}
    return [
        role_id
        for role_id, role in j.catalogue.document_roles.items()
        if role.required and applicable.intersection(role.criteria)
    ]


def _documents(j: Judged) -> list[Failure]:
    filled: dict[str, list[Document]] = {}
    for document in j.site.documents.values():
        for role in document.roles:
            filled.setdefault(role, []).append(document)
    found = []
    for role in _roles_called_for(j):
        if role in j.site.site.absent_documents:
            continue
        candidates = filled.get(role, [])
        if any(is_current(d, j.today) for d in candidates):
            continue
        title = j.catalogue.document_roles[role].title
        reason = "no approved, current document has this role" if candidates else "no document has this role"
        found.append(Failure(role, f"{title}: {reason}", Place(DOCUMENTS_FILE)))
    return found


def _evidence(j: Judged) -> list[Failure]:
    found = []
    if not any(a.evidence for a in j.site.answers.values()):
        found.append(Failure("evidence", marked("nothing is cited yet"), site_place()))
    for result in j.results.values():
        answer = j.site.answer(result.criterion)
        if result.applicable and not result.derived:
            found.extend(_unsupported(result))
        without = sum(c.locator is None for c in answer.confirmed)
        if without:
            found.append(Failure(result.criterion, f"{without} citation(s) without a place", result.place))
        if answer.candidates:
            text = f"{len(answer.candidates)} candidate(s) to confirm or remove"
            found.append(Failure(result.criterion, text, result.place))
    return found


def _unsupported(result: CriterionResult) -> list[Failure]:
    pairs = (
        ("documented", result.documented, result.documented_support),
        ("implemented", result.implemented, result.implemented_support),
    )
    return [
        Failure(
            result.criterion,
            f"{name} claimed {claim}, supported {support.level} ({support.rule.label})",
            result.place,
        )
        for name, claim, support in pairs
        if claim is not None and claim >= 3 and claim > support.level
    ]


def _access(j: Judged) -> list[Failure]:
    found = []
    idle = (DocumentState.CANDIDATE, DocumentState.SUPERSEDED)
    if all(d.state in idle for d in j.site.documents.values()):
        found.append(Failure("documents", marked("no document has been confirmed yet"), Place(DOCUMENTS_FILE)))
    for document_id, document in j.site.documents.items():
        if document.state in idle:
            continue
        found.extend(
            Failure(document_id, text, document_place(document_id)) for text in _access_faults(j.site, document)
        )
    return found


def _access_faults(site: SelfAssessment, document: Document) -> list[str]:
    faults = []
    if site.unverified(document):
        faults.append(marked("the attached file is missing or does not match its checksum"))
    elif document.path and document.sha256 is None:
        faults.append(marked("the attached file has no checksum"))
    if document.link and not document.path and document.checked is None:
        faults.append(marked("the link was never checked"))
    if document.link is None and document.path is None and document.access is not Access.ON_SITE:
        faults.append(marked("there is neither a file nor a link"))
    withheld = document.access in (Access.RESTRICTED, Access.ON_SITE)
    if document.access is None:
        faults.append(marked("it does not say who may see it"))
    if withheld and not (document.withheld and document.inspect):
        faults.append(marked("it is withheld without reason or without a way to inspect it"))
    if not document.language.startswith("en") and document.summary is None:
        faults.append(marked("it is not in English and has no English summary"))
    return faults


def _gaps(j: Judged) -> list[Failure]:
    cared_for = {
        criterion
        for action in j.site.actions.values()
        if action.state.is_open and action.owner and action.due
        for criterion in action.criteria
    }
    found = []
    if all(r.rating is None for r in j.results.values()):
        found.append(Failure("ratings", marked("nothing has been rated yet"), site_place()))
    for result in j.results.values():
        if not result.applicable or result.derived or result.rating is None:
            continue
        if result.rating < 2:
            text = f"rated {result.rating}: likely a major nonconformity"
            found.append(Failure(result.criterion, text, result.place))
        if result.gap and result.criterion not in cared_for:
            text = f"rated {result.rating}, target {result.target}, and no open action with owner and date"
            found.append(Failure(result.criterion, text, result.place))
    return found


_RULES: Mapping[GateName, Callable[[Judged], list[Failure]]] = {
    GateName.STRUCTURE: _structure,
    GateName.SCOPE: _scope,
    GateName.COMPLETE: _complete,
    GateName.DOCUMENTS: _documents,
    GateName.EVIDENCE: _evidence,
    GateName.ACCESS: _access,
    GateName.GAPS: _gaps,
}


def judge(judged: Judged) -> Readiness:
    """Apply every gate. Review and declaration have no command yet, so they say so."""
    gates = []
    for name in GateName:
        rule = _RULES.get(name)
        if rule is None:
            gates.append(Gate(name, GateStatus.NOT_PROVIDED))
            continue
        failures = tuple(rule(judged))
        gates.append(Gate(name, GateStatus.FAILS if failures else GateStatus.HOLDS, failures))
    return Readiness(tuple(gates), _milestone(judged, gates))


def _milestone(judged: Judged, gates: list[Gate]) -> MilestoneState:
    open_gates = {g.name for g in gates if g.status is not GateStatus.HOLDS}
    if not open_gates:
        return MilestoneState.READY
    if open_gates == {GateName.DECLARATION}:
        return MilestoneState.FINISHED
    begun = any(answer.begun for answer in judged.site.answers.values())
    return MilestoneState.UNDER_WAY if begun else MilestoneState.NOT_STARTED
