"""Criterion sheets: all that is said, claimed, cited and computed about one criterion."""

from collections.abc import Mapping
from dataclasses import dataclass

from iso16363.model.answers import Answer, Citation
from iso16363.model.base import parent_of, subsection_of
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.wording import long_date
from iso16363.scoring import CriterionResult, Support


@dataclass(frozen=True, slots=True)
class Claim:
    """A rating beside what the evidence supports; `through` is the document that carries it."""

    rating: int | None
    supported: int
    rule: str
    meaning: str
    through: str | None
    over: bool


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A citation: the document as registered, the place in it, and what it shows."""

    reference: str
    document: str
    title: str
    version: str | None
    date: str | None
    locator: str | None
    shows: str | None
    quote: str | None
    method: str
    state: str
    access: str | None
    document_state: str | None


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
    """One criterion. `full` is false where the site has not answered: then it says what to bring."""

    id: str
    title: str
    requirement: str
    subsection: str
    parent: str | None
    children: tuple[str, ...]
    full: bool
    state: str
    state_label: str
    letter: str
    why: str
    owner: str | None
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
    see: tuple[str, ...]
    seen_by: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    background: tuple[BackgroundRow, ...]
    actions: tuple[str, ...]
    review: str | None
    look_at: tuple[str, ...]
    examples: tuple[str, ...]
    oais_terms: tuple[str, ...]
    called_for: tuple[CalledFor, ...]
    history: tuple[str, ...]

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
    return Claim(rating, support.level, support.rule.label, support.rule.definition, support.document, over)


def _sheet(lookup: Lookup, criterion: str, seen_by: tuple[str, ...]) -> Sheet:
    edition, answer = lookup.judgement.edition, lookup.judgement.site.answer(criterion)
    record, result = edition.criteria[criterion], lookup.results[criterion]
    parent = parent_of(criterion)
    return Sheet(
        id=criterion,
        title=record.title,
        requirement=record.requirement,
        subsection=subsection_of(criterion),
        parent=parent if parent in edition.criteria else None,
        children=edition.children.get(criterion, ()),
        full=answer.begun,
        state=result.state.value,
        state_label=result.state.label,
        letter=STATE_LETTER[result.state],
        why=result.why,
        owner=result.owner,
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
        see=answer.see,
        seen_by=seen_by,
        evidence=tuple(evidence_row(lookup, criterion, n, c) for n, c in enumerate(answer.evidence, start=1)),
        background=tuple(BackgroundRow(b.polarity.label, b.statement, b.document) for b in answer.background),
        actions=lookup.actions_for.get(criterion, ()),
        review=_review(lookup, answer, result),
        look_at=record.look_at,
        examples=record.examples,
        oais_terms=record.oais_terms,
        called_for=_called_for(lookup, criterion),
        history=_history(lookup, criterion),
    )


def evidence_row(lookup: Lookup, criterion: str, number: int, citation: Citation) -> EvidenceRow:
    """Put a citation and the registered document behind it side by side."""
    document = lookup.judgement.site.documents.get(citation.document)
    return EvidenceRow(
        reference=f"{criterion}-E{number}",
        document=citation.document,
        title=document.title if document else "not in the register",
        version=document.version if document else None,
        date=document.date_shown if document else None,
        locator=citation.locator,
        shows=citation.shows,
        quote=citation.quote,
        method=citation.method.label,
        state=citation.state.label,
        access=document.access.label if document and document.access else None,
        document_state=document.state.label if document else None,
    )


def _review(lookup: Lookup, answer: Answer, result: CriterionResult) -> str | None:
    if answer.review is None:
        return None
    by = lookup.role_title(answer.review.by)
    text = f"by {by} on {long_date(answer.review.on)}"
    return text if result.why.startswith("reviewed on") else f"{text}; does not count: {result.why}"


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
            found.append(f"Not in {where}")
        elif neighbour.criterion != criterion:
            found.append(f"In {where}: {neighbour.criterion}")
        elif neighbour.change != "unchanged":
            found.append(f"{neighbour.change.capitalize()} against {where}")
    return tuple(found)
