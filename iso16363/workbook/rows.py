"""The rows of every sheet, gathered from a judgement: the data plus the values that formulas show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from iso16363.fingerprint import reviewed_digest
from iso16363.inheritance import source_of
from iso16363.judgement import Judgement
from iso16363.language import say
from iso16363.model.answers import Answer, Background, Citation, CitationState
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import provider_of, subsection_of
from iso16363.model.catalogue import Correspondence, Criterion
from iso16363.model.documents import Document, DocumentState
from iso16363.model.layout import attached_name
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.scoring import CriterionResult, is_current, support
from iso16363.workbook.action_rows import ActionRow, action_rows
from iso16363.workbook.audit_rows import AuditRow, audit_rows
from iso16363.workbook.computed_words import FILE_DIFFERS, FILE_FOUND, FILE_MISSING, Standing
from iso16363.workbook.lending import LENT, LentAnswer, called, lender, lent_answer, written_answer

STALE = (Standing.EXPIRED, Standing.SUPERSEDED, Standing.FILE_MISSING, Standing.FILE_DIFFERS)


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion with its answer, its result, and the counts shown beside it.

    `answer` is in force; `written` is what the site says itself, and its cells hold that; `lent` is what a provider
    adds to it. `digest` is that of the answer, "" where there is none: whoever approves it in the workbook saw that.
    """

    id: str
    order: int
    criterion: Criterion
    answer: Answer
    written: Answer
    lent: LentAnswer | None
    result: CriterionResult
    background: int
    actions: int
    oldest: int
    review: str | None
    reviewed: bool
    digest: str

    @property
    def subsection(self) -> str:
        """Subsection it stands in."""
        return subsection_of(self.id)


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation of a document for a criterion. The key counts citations of the same document.

    `lent` is the provider whose citation it is; its key begins with a mark, so that it is never one of the site's.
    """

    key: str
    criterion: str
    criterion_title: str
    citation: Citation
    document: Document | None
    document_row: int
    standing: Standing | None
    documented: int
    implemented: int
    year: int
    lends: int
    lent: str | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class BackgroundRow:
    """A statement of the public record about a criterion."""

    key: str
    criterion: str
    criterion_title: str
    background: Background
    document: Document | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of the register, or of that of a provider (`lent`), with its standing today."""

    id: str
    document: Document
    standing: Standing
    file: str | None
    cited: int
    year: int
    number: int
    lent: str | None = None
    provider: str | None = None

    @property
    def stale(self) -> bool:
        """Whether citations rest on it although it cannot carry them fully any more."""
        return self.cited > 0 and self.standing in STALE


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """How a criterion came out of the edition before."""

    entry: Correspondence
    title: str


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one workbook, in the order in which they are written."""

    judgement: Judgement
    criteria: tuple[CriterionRow, ...]
    citations: tuple[CitationRow, ...]
    background: tuple[BackgroundRow, ...]
    documents: tuple[DocumentRow, ...]
    actions: tuple[ActionRow, ...]
    audit: tuple[AuditRow, ...]
    crosswalk: tuple[CrosswalkRow, ...]


def gather(judgement: Judgement) -> Rows:
    """Make the rows of every sheet; answers to criteria the edition does not have stay in their files."""
    documents = tuple(_documents(judgement))
    citations = tuple(_citations(judgement, documents))
    return Rows(
        judgement=judgement,
        criteria=tuple(_criteria(judgement, citations)),
        citations=citations,
        background=tuple(_background(judgement)),
        documents=documents,
        actions=tuple(action_rows(judgement)),
        audit=tuple(audit_rows(judgement)),
        crosswalk=tuple(_crosswalk(judgement)),
    )


def standing(document: Document, site: SelfAssessment, today: date) -> Standing:
    """Say in one word whether a document can carry evidence, by the rules of scoring."""
    if document.state is DocumentState.CANDIDATE:
        return Standing.CANDIDATE
    if site.unverified(document):
        found = site.attachments.found.get(document.path or "")
        return Standing.FILE_MISSING if found is None else Standing.FILE_DIFFERS
    if is_current(document, today):
        return Standing.CURRENT
    if document.state is DocumentState.APPROVED:
        return Standing.EXPIRED
    return Standing.SUPERSEDED if document.state is DocumentState.SUPERSEDED else Standing.DRAFT


def _year(document: Document | None) -> int:
    if document is None:
        return 0
    text = document.period.to if document.period else document.effective
    return int(text[:4]) if text else 0


def _file(document: Document, site: SelfAssessment) -> str | None:
    if document.path is None:
        return None
    if not site.unverified(document):
        return say(FILE_FOUND)
    return say(FILE_DIFFERS if document.path in site.attachments.found else FILE_MISSING)


def _documents(judgement: Judgement) -> Iterator[DocumentRow]:
    site = judgement.site
    known = judgement.edition.criteria
    cited = Counter(c.document for k in known for c in site.answer(k).evidence)
    for number, (identifier, document) in enumerate(site.offered_documents.items(), 1):
        # Nobody looked for the file of a document that is offered and not used.
        found = document if identifier in site.documents else document.model_copy(update={"path": None})
        provider = provider_of(identifier)
        yield DocumentRow(
            number=number,
            id=identifier,
            document=_as_shown(document),
            standing=standing(found, site, judgement.today),
            file=_file(found, site),
            cited=cited[identifier],
            year=_year(document),
            lent=None if judgement.variant.leaves_out else provider,
            provider=called(provider, site),
        )


def _as_shown(document: Document) -> Document:
    """A document with its file called as in the report: a provider's below the provider's name."""
    return document.model_copy(update={"path": attached_name(document.path)}) if document.path else document


def _citations(judgement: Judgement, documents: tuple[DocumentRow, ...]) -> Iterator[CitationRow]:
    site = judgement.site
    positions = {row.id: number for number, row in enumerate(documents, 1)}
    outside = judgement.variant.leaves_out
    for identifier, criterion in judgement.edition.criteria.items():
        seen: Counter[tuple[str, bool]] = Counter()
        own = len(written_answer(identifier, judgement).evidence)
        for number, citation in enumerate(site.answer(identifier).evidence):
            lent = source_of(identifier, number, site)[0] if number >= own and lender(identifier, site) else None
            seen[citation.document, lent is None] += 1
            document = site.documents.get(citation.document)
            counted = (citation,) if citation.state is CitationState.CONFIRMED else ()
            yield CitationRow(
                key=f"{LENT if lent else ''}{identifier}/{citation.document}/{seen[citation.document, lent is None]}",
                criterion=identifier,
                criterion_title=criterion.title,
                citation=citation,
                document=document,
                document_row=positions.get(citation.document, 0),
                standing=standing(document, site, judgement.today) if document else None,
                documented=support(counted, site, judgement.today, practice=False).level,
                implemented=support(counted, site, judgement.today, practice=True).level,
                year=_year(document) if counted else 0,
                lends=int(site.answer(identifier).applicable),
                lent=lent,
                provider=called(lent or (provider_of(citation.document) if outside else None), site),
            )


def _background(judgement: Judgement) -> Iterator[BackgroundRow]:
    for identifier, criterion in judgement.edition.criteria.items():
        for number, statement in enumerate(judgement.site.answer(identifier).background, 1):
            document = judgement.site.documents.get(statement.document or "")
            yield BackgroundRow(f"{identifier}/{number}", identifier, criterion.title, statement, document)


def _crosswalk(judgement: Judgement) -> Iterator[CrosswalkRow]:
    head = judgement.edition.head
    for walk in judgement.catalogue.crosswalks:
        if (walk.from_, walk.to) == (head.predecessor, head.id):
            for entry in walk.entries:
                criterion = judgement.edition.criteria.get(entry.to)
                if criterion is not None:
                    yield CrosswalkRow(entry, criterion.title)


def _review(criterion: str, site: SelfAssessment, today: date) -> tuple[str | None, bool]:
    """What is said of the review of an answer, and whether it counts."""
    answer = site.answer(criterion)
    review = answer.review
    if review is None:
        return None, False
    day, role = review.on.isoformat(), review.by
    standing = review_standing(criterion, site, today)
    if standing is ReviewStanding.UNOWNED:
        return say("nobody answers for it, {day} by {role}", day=day, role=role), False
    if standing is ReviewStanding.OWN:
        return say("by its own owner, {day} by {role}", day=day, role=role), False
    if standing is ReviewStanding.UNCONFIRMED:
        return say("to be confirmed first, {day} by {role}", day=day, role=role), False
    if standing is not ReviewStanding.HOLDS:
        return say("lapsed, {day} by {role}", day=day, role=role), False
    return say("reviewed {day} by {role}", day=day, role=role), True


def _digest(criterion: str, site: SelfAssessment) -> str:
    """What a review of the answer would approve; nothing where there is none."""
    return reviewed_digest(criterion, site) if criterion in site.answers else ""


def _criteria(judgement: Judgement, citations: tuple[CitationRow, ...]) -> Iterator[CriterionRow]:
    site = judgement.site
    actions = Counter(c for a in site.actions.values() if a.state.is_open for c in set(a.criteria))
    oldest: dict[str, int] = {}
    for row in citations:
        if row.year:
            oldest[row.criterion] = min(row.year, oldest.get(row.criterion, row.year))
    for order, (identifier, criterion) in enumerate(judgement.edition.criteria.items(), 1):
        answer = site.answer(identifier)
        review, reviewed = _review(identifier, site, judgement.today)
        yield CriterionRow(
            id=identifier,
            order=order,
            criterion=criterion,
            answer=answer,
            written=written_answer(identifier, judgement),
            lent=lent_answer(identifier, judgement),
            result=judgement.results[identifier],
            background=len(answer.background),
            actions=actions[identifier],
            oldest=oldest.get(identifier, 0),
            review=review,
            reviewed=reviewed,
            digest=_digest(identifier, site),
        )
