"""Criterion sheets: all that is said, claimed, cited and computed about one criterion."""

from collections.abc import Mapping
from dataclasses import dataclass

from iso16363.language import label, long_date, marked, say
from iso16363.model.answers import Answer, Citation, Method
from iso16363.model.base import parent_of
from iso16363.model.documents import Access
from iso16363.report.changepages import changed_on
from iso16363.report.inherited import whose_answer
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.scoring import CriterionResult, CriterionState, Support
from iso16363.withholding import mark

REASONS = (
    marked("not applicable, but reason or approver is missing"),
    marked("not answered yet"),
    marked("the response is missing"),
    marked("a rating is missing"),
    marked("only candidates are cited"),
    marked("claimed higher than the evidence supports"),
    marked("not reviewed yet"),
    marked("nobody answers for it, so nobody can be the second"),
    marked("reviewed by its own owner, which does not count"),
    marked("the review has lapsed: the answer, or what it rests on, was changed"),
    marked("the review has lapsed: it was made by another version of the rule"),
    marked("the review is dated in the future"),
)
"""Why a criterion with an answer of its own is in its state, as scoring says it."""
_CHANGES = {
    "new": marked("New against {edition}"),
    "reworded": marked("Reworded against {edition}"),
    "renumbered": marked("Renumbered against {edition}"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A rating beside what the evidence supports; `through` is the document that carries it."""

    rating: int | None
    supported: int
    rule: str
    through: str | None
    over: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A citation: the document as registered, the place in it, and what it shows.

    `particulars` follow the document's id. `withheld` says that the quotation may not be shown.
    """

    reference: str
    document: str
    title: str
    particulars: str
    candidate_particulars: str
    locator: str | None
    shows: str | None
    quote: str | None
    withheld: bool
    method: str
    state: str
    access: str | None
    standing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BackgroundRow:
    """A statement of the public record, to be confirmed."""

    polarity: str
    statement: str
    document: str | None


@dataclass(frozen=True, slots=True)
class CalledFor:
    """A document role the criterion calls for, and the registered documents that fill it."""

    role: str
    title: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One criterion. `full` is false where the site has not answered: then it says what to bring.

    `findings` are the open requests and findings of the auditor about it with their kind; `changed` is the
    day of the hand-over since which it has changed.
    """

    id: str
    title: str
    requirement: str
    parent: str | None
    children: tuple[str, ...]
    full: bool
    state: str
    state_label: str
    letter: str
    standing: str
    owner_title: str | None
    owner_expected: bool
    rating: int | None
    target: int
    gap: int | None
    derived: bool
    documented: Claim
    implemented: Claim
    applicable: bool
    reason: str | None
    approved_by: str | None
    response: str | None
    inherited: str | None
    see: tuple[str, ...]
    seen_by: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    background: tuple[BackgroundRow, ...]
    actions: tuple[str, ...]
    look_at: tuple[str, ...]
    examples: tuple[str, ...]
    oais_terms: tuple[str, ...]
    called_for: tuple[CalledFor, ...]
    history: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    changed: str | None

    @property
    def candidates(self) -> tuple[EvidenceRow, ...]:
        """Citations that say something about the place or what they show."""
        return tuple(e for e in self.evidence if e.shows or e.quote or e.locator)

    @property
    def pointers(self) -> tuple[EvidenceRow, ...]:
        """Citations that name a document and nothing else."""
        return tuple(e for e in self.evidence if not (e.shows or e.quote or e.locator))


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """The sheets of one subsection."""

    id: str
    title: str
    about: str
    sheets: tuple[Sheet, ...]


def build_sheets(lookup: Lookup) -> Mapping[str, tuple[SheetGroup, ...]]:
    """Make a sheet for every criterion, by section and subsection."""
    seen_by: dict[str, list[str]] = {}
    for criterion in lookup.results:
        for other in lookup.judgement.site.answer(criterion).see:
            seen_by.setdefault(other, []).append(criterion)
    edition = lookup.judgement.edition
    return {
        section: tuple(_group(lookup, subsection, seen_by) for subsection in record.subsections)
        for section, record in edition.sections.items()
    }


def _group(lookup: Lookup, subsection: str, seen_by: Mapping[str, list[str]]) -> SheetGroup:
    record = lookup.judgement.edition.subsections[subsection]
    sheets = tuple(_sheet(lookup, criterion, tuple(seen_by.get(criterion, ()))) for criterion in record.criteria)
    return SheetGroup(subsection, record.title, record.about, sheets)


def _claim(rating: int | None, support: Support) -> Claim:
    over = rating is not None and rating > support.level
    return Claim(rating, support.level, label(support.rule), support.document, over)


def _sheet(lookup: Lookup, criterion: str, seen_by: tuple[str, ...]) -> Sheet:
    edition, answer = lookup.judgement.edition, lookup.judgement.site.answer(criterion)
    record, result = edition.criteria[criterion], lookup.results[criterion]
    parent = parent_of(criterion)
    return Sheet(
        id=criterion,
        title=record.title,
        requirement=record.requirement,
        parent=parent if parent in edition.criteria else None,
        children=edition.children.get(criterion, ()),
        full=answer.begun,
        state=result.state.value,
        state_label=label(result.state),
        letter=STATE_LETTER[result.state],
        standing=_standing(lookup, answer, result),
        owner_title=lookup.role_title(result.owner),
        owner_expected=result.owner is not None and answer.owner is None,
        rating=result.rating,
        target=result.target,
        gap=result.gap,
        derived=result.derived,
        documented=_claim(result.documented, result.documented_support),
        implemented=_claim(result.implemented, result.implemented_support),
        applicable=answer.applicable,
        reason=answer.reason,
        approved_by=lookup.role_title(answer.approved_by),
        response=answer.response,
        inherited=whose_answer(lookup, answer),
        see=answer.see,
        seen_by=seen_by,
        evidence=tuple(evidence_row(lookup, criterion, n, c) for n, c in enumerate(answer.evidence, start=1)),
        background=tuple(BackgroundRow(label(b.polarity), b.statement, b.document) for b in answer.background),
        actions=lookup.actions_for.get(criterion, ()),
        look_at=record.look_at,
        examples=record.examples,
        oais_terms=record.oais_terms,
        called_for=_called_for(lookup, criterion),
        history=_history(lookup, criterion),
        findings=tuple((n, label(i.kind)) for n, i in lookup.open_items.items() if criterion in i.criteria),
        changed=changed_on(lookup, criterion),
    )


def evidence_row(lookup: Lookup, criterion: str, number: int, citation: Citation) -> EvidenceRow:
    """Put a citation and the registered document behind it side by side."""
    document = lookup.judgement.site.documents.get(citation.document)
    version = say("version {version}", version=document.version) if document and document.version else None
    access = label(document.access) if document and document.access else None
    date = document.date_shown if document else None
    restriction = None if document is None or document.access is Access.PUBLIC else access
    standing = (
        label(document.state) if document else None,
        access or say("access not stated"),
        None if citation.method is Method.EXAMINE else label(citation.method),
    )
    return EvidenceRow(
        reference=f"{criterion}-E{number}",
        document=citation.document,
        title=document.title if document else say("not in the register"),
        particulars=_beside(version, date),
        candidate_particulars=_beside(date) + _beside(citation.locator, restriction, sign="; "),
        locator=citation.locator,
        shows=citation.shows,
        quote=citation.quote,
        withheld=citation.quote == mark(),
        method=label(citation.method),
        state=label(citation.state),
        access=access,
        standing=tuple(filter(None, standing)),
    )


def _beside(*particulars: str | None, sign: str = ", ") -> str:
    """What is known, each after a sign, to follow an id."""
    return "".join(f"{sign}{text}" for text in particulars if text)


def _standing(lookup: Lookup, answer: Answer, result: CriterionResult) -> str:
    """The state of a criterion and why it has not come further, as a sentence or two."""
    state = label(result.state)
    review = answer.review
    why = result.why if result.why == answer.reason else say(result.why)
    if review is not None:
        by, day = lookup.role_title(review.by), long_date(review.on)
        if result.state is CriterionState.REVIEWED:
            return say("reviewed by {role} on {day}.", role=by, day=day)
        return say(
            "{state}. Reviewed by {role} on {day}; does not count: {why}.", state=state, role=by, day=day, why=why
        )
    if not answer.applicable:
        return say("{state}.", state=state)
    return say("{state}, {why}.", state=state, why=why)


def _called_for(lookup: Lookup, criterion: str) -> tuple[CalledFor, ...]:
    catalogue, documents = lookup.judgement.catalogue, lookup.judgement.site.documents
    return tuple(
        CalledFor(role, catalogue.document_roles[role].title, tuple(d for d, x in documents.items() if role in x.roles))
        for role in catalogue.roles_for(criterion)
    )


def _history(lookup: Lookup, criterion: str) -> tuple[str, ...]:
    found = []
    for neighbour in lookup.judgement.catalogue.neighbours(lookup.judgement.edition.id, criterion):
        where = neighbour.edition.rpartition("-")[2]
        if neighbour.criterion is None:
            found.append(say("Not in {edition}", edition=where))
        elif neighbour.criterion != criterion:
            found.append(say("In {edition}: {criterion}", edition=where, criterion=neighbour.criterion))
        elif neighbour.change in _CHANGES:
            found.append(say(_CHANGES[neighbour.change], edition=where))
    return tuple(found)
