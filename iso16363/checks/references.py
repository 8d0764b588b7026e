"""Whether every id that is referred to exists: criteria, documents, roles, document roles."""

from collections.abc import Collection, Iterator

from iso16363.catalog import Catalogue, Edition
from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import parent_of, parts, provider_of, subsection_of
from iso16363.model.layout import (
    action_place,
    answer_place,
    audit_place,
    document_place,
    handoff_place,
    signoff_place,
    site_place,
)
from iso16363.spelling import nearest


def check_references(site: SelfAssessment, edition: Edition, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Report each reference that leads nowhere, with the nearest id that exists."""
    known = _Known(site, edition, catalogue)
    for criterion in site.answers:
        if criterion not in edition.criteria:
            yield known.criterion(criterion, answer_place(criterion))
        yield from _in_answer(criterion, site.written_answer(criterion), known)
    yield from _in_register(site, known)
    yield from _in_actions(site, known)
    yield from _in_site(site, known)
    yield from _in_audit(site, known)
    yield from _in_signoff(site, known)


class _Known:
    """What exists, and how to say that something does not."""

    def __init__(self, site: SelfAssessment, edition: Edition, catalogue: Catalogue) -> None:
        self.edition = edition
        self.broken = site.broken
        self.documents = site.offered_documents
        self.inherits = site.site.inherits
        self.providers = site.providers
        self.roles = site.site.roles
        self.document_roles = catalogue.document_roles

    def criterion(self, given: str, place: Place) -> Diagnostic:
        siblings = [c for c in self.edition.criteria if parent_of(c) == parent_of(given)]
        if not siblings:
            siblings = (
                list(self.edition.of_subsection(subsection_of(given)))
                if (subsection_of(given) in self.edition.subsections)
                else list(self.edition.subsections)
            )
        siblings.sort(key=parts)
        several = f" to {siblings[-1]}" if len(siblings) > 1 else ""
        hint = f"In that place {self.edition.head.title} has {siblings[0]}{several}."
        return Diagnostic("R301", place, f'unknown criterion "{given}"', hint)

    def missing_criteria(self, given: Collection[str], *where: Place) -> Iterator[Diagnostic]:
        for criterion, place in zip(given, where, strict=True):
            if criterion not in self.edition.criteria:
                yield self.criterion(criterion, place)

    def document(self, given: str | None, place: Place) -> Iterator[Diagnostic]:
        if given is None or given in self.broken:
            return
        provider = provider_of(given)
        if provider is not None and provider not in self.inherits:
            hint = f"Add {provider} to `inherits` in site.yaml, or cite a document of this site."
            yield Diagnostic("R314", place, f'"{given}" is of a provider that this site does not inherit from', hint)
            return
        if given in self.documents or (provider is not None and self._is_told(provider, given)):
            return
        if provider is not None:
            remedy = f"have it added to the register of {provider}."
            yield _unknown("R302", "document", given, self.documents, remedy, place)
            return
        yield _unknown("R302", "document", given, self.documents, "add it to documents.yaml.", place)

    def _is_told(self, provider: str, given: str) -> bool:
        """Whether it is reported already that a provider, or the entry of its register, cannot be read."""
        known = self.providers.get(provider)
        lender = known.lender if known else None
        return known is None or (lender is not None and given.removeprefix(f"{provider}/") in lender.broken)

    def role(self, given: str | None, place: Place) -> Iterator[Diagnostic]:
        if given is None or given in self.roles:
            return
        yield _unknown("R303", "role", given, self.roles, "add it to `roles` in site.yaml.", place)

    def document_role(self, given: str, place: Place) -> Iterator[Diagnostic]:
        if given not in self.document_roles:
            remedy = "take one from `iso16363 criteria list --documents`."
            yield _unknown("R308", "document role", given, self.document_roles, remedy, place)


def _unknown(code: str, what: str, given: str, known: Collection[str], remedy: str, place: Place) -> Diagnostic:
    close = nearest(given, known)
    hint = f'Did you mean "{close}"? Otherwise {remedy}' if close else f"{remedy[0].upper()}{remedy[1:]}"
    return Diagnostic(code, place, f'unknown {what} "{given}"', hint)


def _in_answer(criterion: str, answer: Answer, known: _Known) -> Iterator[Diagnostic]:
    yield from known.role(answer.owner, answer_place(criterion, "owner"))
    yield from known.role(answer.approved_by, answer_place(criterion, "approved_by"))
    if answer.review:
        yield from known.role(answer.review.by, answer_place(criterion, "review", "by"))
    for index, other in enumerate(answer.see):
        place = answer_place(criterion, "see", index)
        if other == criterion:
            message = "the answer refers to itself"
            yield Diagnostic("R309", place, message, "Name the criterion whose answer covers this one.")
        elif other not in known.edition.criteria:
            yield known.criterion(other, place)
    for index, citation in enumerate(answer.evidence):
        yield from known.document(citation.document, answer_place(criterion, "evidence", index, "document"))
    for index, statement in enumerate(answer.background):
        place = answer_place(criterion, "background", index, "document")
        yield from known.document(statement.document, place)


def _in_register(site: SelfAssessment, known: _Known) -> Iterator[Diagnostic]:
    for document_id, document in site.own_documents.items():
        yield from known.role(document.owner, document_place(document_id, "owner"))
        yield from known.document(document.superseded_by, document_place(document_id, "superseded_by"))
        for index, document_role in enumerate(document.roles):
            yield from known.document_role(document_role, document_place(document_id, "roles", index))


def _in_actions(site: SelfAssessment, known: _Known) -> Iterator[Diagnostic]:
    for action_id, action in site.actions.items():
        places = [action_place(action_id, "criteria", i) for i in range(len(action.criteria))]
        yield from known.missing_criteria(action.criteria, *places)
        yield from known.role(action.owner, action_place(action_id, "owner"))
        for index, document in enumerate(action.closing_evidence):
            yield from known.document(document, action_place(action_id, "closing_evidence", index))


def _in_audit(site: SelfAssessment, known: _Known) -> Iterator[Diagnostic]:
    for item_id, item in site.audit.items():
        places = [audit_place(item_id, "criteria", i) for i in range(len(item.criteria))]
        yield from known.missing_criteria(item.criteria, *places)
        yield from known.role(item.owner, audit_place(item_id, "owner"))
        for index, document in enumerate(item.evidence):
            yield from known.document(document, audit_place(item_id, "evidence", index))
        for index, action in enumerate(item.actions):
            if action not in site.actions and action not in site.broken:
                place = audit_place(item_id, "actions", index)
                yield _unknown("R310", "action", action, site.actions, "add it to actions.yaml.", place)


def _in_signoff(site: SelfAssessment, known: _Known) -> Iterator[Diagnostic]:
    # Only the last one: those before are history, and roles may have been renamed since.
    for name, declaration in tuple(site.declarations.items())[-1:]:
        if declaration.revoked:
            yield from known.role(declaration.revoked.by, signoff_place(name, "revoked", "by"))
        else:
            yield from known.role(declaration.by, signoff_place(name, "by"))
    for name, handoff in site.handoffs.items():
        if handoff.declaration not in site.declarations and handoff.declaration not in site.broken:
            place = handoff_place(name, "declaration")
            remedy = "name the declaration of signoff.yaml that it went out under."
            yield _unknown("R311", "declaration", handoff.declaration, site.declarations, remedy, place)


def _in_site(site: SelfAssessment, known: _Known) -> Iterator[Diagnostic]:
    for role_id, role in site.site.roles.items():
        places = [site_place("roles", role_id, "criteria", i) for i in range(len(role.criteria))]
        yield from known.missing_criteria(role.criteria, *places)
        yield from known.document(role.document, site_place("roles", role_id, "document"))
    for document_role in site.site.absent_documents:
        yield from known.document_role(document_role, site_place("absent_documents", document_role))
    if site.site.repository:
        for index, holding in enumerate(site.site.repository.holdings):
            place = site_place("repository", "holdings", index, "document")
            yield from known.document(holding.document, place)
