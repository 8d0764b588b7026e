"""The rules behind the gates: for each, everything in a site that keeps it shut. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.approval import awaiting_review
from iso16363.catalog import Catalogue, Edition
from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.fingerprint import assessment_digest
from iso16363.inheritance import citation_places
from iso16363.language import marked
from iso16363.model.answers import Citation, CitationState
from iso16363.model.assessment import SelfAssessment
from iso16363.model.audit import AuditItem, AuditKind, AuditState
from iso16363.model.base import provider_of
from iso16363.model.documents import Access, Document, DocumentState
from iso16363.model.layout import (
    DOCUMENTS_FILE,
    EVIDENCE_FOLDER,
    SIGNOFF_FILE,
    audit_place,
    document_place,
    evidence_file,
    signoff_place,
    site_place,
)
from iso16363.model.variant import Variant
from iso16363.readiness import Failure, Gate, GateName, GateStatus, MilestoneState, Readiness
from iso16363.scoring import CriterionResult, CriterionState, is_current


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
        found.append(Failure("evidence", marked("nothing is cited yet"), Place(EVIDENCE_FOLDER)))
    for result in j.results.values():
        answer = j.site.answer(result.criterion)
        if result.applicable and not result.derived:
            found.extend(_unsupported(result))
        if answer.evidence:
            found.extend(_unfinished(result, j.site))
    return found


def _unfinished(result: CriterionResult, site: SelfAssessment) -> Iterator[Failure]:
    """Citations that do not count in full yet, by the file they stand in: the site's, or a provider's."""
    by_file: dict[str, list[Citation]] = {}
    for place, citation in citation_places(result.criterion, site):
        by_file.setdefault(place.file, []).append(citation)
    for file, cited in by_file.items():
        place = result.place if file == evidence_file(result.criterion) else Place(file, path=(result.criterion,))
        without = sum(c.state is CitationState.CONFIRMED and c.locator is None for c in cited)
        if without:
            yield Failure(result.criterion, f"{without} citation(s) without a place", place)
        candidates = sum(c.state is CitationState.CANDIDATE for c in cited)
        if candidates:
            yield Failure(result.criterion, f"{candidates} candidate(s) to confirm or remove", place)


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
    proposed = _proposed(j.site)
    if all(d.state in idle or name in proposed for name, d in j.site.documents.items()):
        found.append(Failure("documents", marked("no document has been confirmed yet"), Place(DOCUMENTS_FILE)))
    for document_id, document in j.site.documents.items():
        if document.state in idle:
            continue
        found.extend(
            Failure(document_id, text, document_place(document_id))
            for text in (*_access_faults(j.site, document), *_link_faults(document, j.today))
        )
    return found


def _proposed(site: SelfAssessment) -> set[str]:
    """Documents of providers that the site has not taken up: only candidates cite them."""
    candidates = {c.document for answer in site.answers.values() for c in answer.candidates}
    confirmed = {c.document for answer in site.answers.values() for c in answer.confirmed}
    return {name for name in candidates - confirmed if provider_of(name)}


def _access_faults(site: SelfAssessment, document: Document) -> list[str]:
    faults = []
    if site.unverified(document):
        faults.append(marked("the attached file is missing or does not match its checksum"))
    elif document.path and document.sha256 is None:
        faults.append(marked("the attached file has no checksum"))
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


def _link_faults(document: Document, today: date) -> list[str]:
    """Whether a link that stands alone was checked since the document changed: since the version that is in force."""
    checked, since = document.checked, document.effective
    if document.link is None or document.path:
        return []
    if checked is None:
        return [marked("the link was never checked")]
    if checked > today:
        return [marked("the link is said to have been checked on a day to come")]
    in_force = since is not None and since <= today.isoformat()
    if since and in_force and checked.isoformat()[: len(since)] < since:
        return [marked("the link was last checked before this version came into force")]
    return []


def _gaps(j: Judged) -> list[Failure]:
    cared_for = {
        criterion
        for action in j.site.actions.values()
        if action.state.is_open and action.owner and action.due
        for criterion in action.criteria
    }
    found = []
    if all(r.rating is None for r in j.results.values()):
        found.append(Failure("ratings", marked("nothing has been rated yet"), Place(EVIDENCE_FOLDER)))
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


def _findings(j: Judged) -> list[Failure]:
    return [
        Failure(item_id, text, audit_place(item_id))
        for item_id, item in j.site.audit.items()
        if item.kind is AuditKind.MAJOR and not item.state.is_settled and (text := _unanswered(item))
    ]


def _unanswered(item: AuditItem) -> str:
    if item.unmet:
        missing = ", ".join(name.replace("_", " ") for name in item.unmet)
        return f"major nonconformity without {missing}"
    return marked("major nonconformity, not answered yet") if item.state is AuditState.OPEN else ""


def _review(j: Judged) -> list[Failure]:
    if all(answer.review is None for answer in j.site.answers.values()):
        return [Failure("review", marked("nothing has been reviewed yet"), Place(EVIDENCE_FOLDER))]
    waiting = awaiting_review(j.site, j.results, j.today)
    return [Failure(result.criterion, standing.definition, result.place) for result, standing in waiting]


def _declaration(j: Judged) -> list[Failure]:
    roles = j.site.site.roles
    accountable = [role_id for role_id, role in roles.items() if role.accountable]
    if not accountable:
        return [Failure("roles", marked("no role is accountable, so nobody can sign"), site_place("roles"))]
    if j.site.declaration is None:
        revoked = bool(j.site.declarations)
        text = marked("the declaration was taken back") if revoked else marked("not signed yet")
        return [Failure(accountable[0], text, Place(SIGNOFF_FILE))]
    name, declaration = j.site.declaration
    if declaration.by not in accountable:
        text = marked("signed by a role that is not accountable")
    elif declaration.on > j.today:
        text = marked("the declaration is dated in the future")
    elif declaration.digest != assessment_digest(j.site):
        text = marked("the declaration has lapsed: the self-assessment was changed since")
    else:
        return []
    return [Failure(declaration.by, text, signoff_place(name))]


_RULES: Mapping[GateName, Callable[[Judged], list[Failure]]] = {
    GateName.STRUCTURE: _structure,
    GateName.SCOPE: _scope,
    GateName.COMPLETE: _complete,
    GateName.DOCUMENTS: _documents,
    GateName.EVIDENCE: _evidence,
    GateName.ACCESS: _access,
    GateName.GAPS: _gaps,
    GateName.FINDINGS: _findings,
    GateName.REVIEW: _review,
    GateName.DECLARATION: _declaration,
}


def judge(judged: Judged) -> Readiness:
    """Apply every gate, in order."""
    gates = []
    for name in GateName:
        failures = tuple(_RULES[name](judged))
        gates.append(Gate(name, GateStatus.FAILS if failures else GateStatus.HOLDS, failures))
    return Readiness(tuple(gates), _milestone(judged, gates))


def _milestone(judged: Judged, gates: list[Gate]) -> MilestoneState:
    if any(handoff.variant is not Variant.PUBLIC for handoff in judged.site.handoffs.values()):
        return MilestoneState.SUBMITTED
    open_gates = {g.name for g in gates if g.status is not GateStatus.HOLDS}
    if not open_gates:
        return MilestoneState.READY
    if open_gates == {GateName.DECLARATION}:
        return MilestoneState.FINISHED
    begun = any(answer.begun for answer in judged.site.answers.values())
    return MilestoneState.UNDER_WAY if begun else MilestoneState.NOT_STARTED
