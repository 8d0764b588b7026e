"""The answers (`evidence/*.yaml`): what a site says of each criterion, and what it cites."""

from typing import Annotated

from pydantic import Field

from iso16363.model.base import CriterionId, Day, DocumentRef, LentRef, Rating, Record, Slug, Term, Text, provider_of
from iso16363.model.documents import Access
from iso16363.model.signoff import Digest


class Method(Term):
    """How evidence is looked at."""

    EXAMINE = "examine", "Read the document."
    INTERVIEW = "interview", "Ask the people who do it."
    TEST = "test", "See it done, or do it: a demonstration, a sample, a trial."


class CitationState(Term):
    """Whether the site stands by a citation."""

    CANDIDATE = "candidate", "Proposed; does not count as evidence."
    CONFIRMED = "confirmed", "The site says: this shows it."


class Polarity(Term):
    """What a statement of the public record means for a criterion."""

    GAP = "gap", "The public record says that something is missing."
    CONTEXT = "context", "Background that neither supports nor denies."
    NOT_FOUND = "not-found", "No public source was found."


class Share(Term):
    """How much of an answer is somebody else's."""

    PROVIDED = "provided", "The provider's answer stands as it is, with its ratings and evidence."
    SHARED = "shared", "The provider's answer, and what is different or added here; the ratings are the site's."
    OWN = "own", "The provider answers it too, but not for this site."


class Inheritance(Record):
    """Whose answer is used, and how far."""

    from_: Slug = Field(alias="from")
    """Folder of the provider, as in `inherits` of site.yaml."""
    as_: Annotated[Share, Field(strict=False, alias="as")]
    """provided, shared or own."""


class Citation(Record):
    """A place in a document, and what it shows."""

    document: DocumentRef
    """Id of the document in documents.yaml, or provider/id of one that is inherited."""
    locator: Text | None = None
    """Where in the document: section, page, table, line."""
    quote: Text | None = None
    """The words that matter, verbatim and short."""
    shows: Text | None = None
    """What this proves for the criterion."""
    method: Annotated[Method, Field(strict=False)] = Method.EXAMINE
    """examine, interview or test."""
    state: Annotated[CitationState, Field(strict=False)]
    """candidate or confirmed; candidates never count as evidence."""


class Background(Record):
    """A statement of the public record that is not evidence for the criterion."""

    polarity: Annotated[Polarity, Field(strict=False)]
    """What the statement means for the criterion."""
    statement: Text
    """What the public record says."""
    document: DocumentRef | None = None
    """Where the statement is from."""


class Review(Record):
    """Who approved an answer, when, and the digest of what was approved."""

    by: Slug
    """Role that approved the answer; not the one that owns it."""
    on: Day
    """When."""
    digest: Digest
    """What was approved; computed, never typed."""
    provided: dict[LentRef, Digest] = Field(default_factory=dict)
    """What providers lent to it, one by one, so that a change at one of them can be named; computed, never typed."""


class Answer(Record):
    """What the site says of one criterion."""

    owner: Slug | None = None
    """Role that answers for the criterion."""
    applicable: bool = True
    """false only with reason and approver."""
    reason: Text | None = None
    """Why the criterion does not apply."""
    approved_by: Slug | None = None
    """Role that approved that it does not apply."""
    documented: Rating | None = None
    """Is it written down, approved and current? 0 to 4."""
    implemented: Rating | None = None
    """Is it done, and can it be shown? 0 to 4."""
    target: Rating | None = None
    """Rating aimed at, where it differs from the site's."""
    inherits: Inheritance | None = None
    """Whose answer is used for this criterion, and how far."""
    response: Text | None = None
    """The answer in the site's words (Markdown)."""
    see: tuple[CriterionId, ...] = ()
    """Other criteria whose answer and evidence cover this one too."""
    evidence: tuple[Citation, ...] = ()
    """Citations of documents in the register."""
    background: tuple[Background, ...] = ()
    """Statements of the public record that are not evidence."""
    confirm: Text | None = None
    """What the requirement asks otherwise than when this was answered; whoever answers deletes it once that holds."""
    access: Annotated[Access, Field(strict=False)] | None = None
    """Who may read response and reason: not in the public variant if internal, in none for others if restricted."""
    note: Text | None = None
    """Internal; never in a variant for others."""
    review: Review | None = None
    """Set by a review; lapses when the answer changes."""

    @property
    def confirmed(self) -> tuple[Citation, ...]:
        """The citations that the site stands by."""
        return tuple(c for c in self.evidence if c.state is CitationState.CONFIRMED)

    @property
    def candidates(self) -> tuple[Citation, ...]:
        """The citations that somebody proposed and the site has not confirmed."""
        return tuple(c for c in self.evidence if c.state is CitationState.CANDIDATE)

    @property
    def providers(self) -> frozenset[str]:
        """Providers that it rests on: whose answer it uses, and whose documents it cites."""
        used = {provider for citation in self.evidence if (provider := provider_of(citation.document))}
        lent = self.inherits is not None and self.inherits.as_ is not Share.OWN
        return frozenset(used | {self.inherits.from_} if lent and self.inherits else used)

    @property
    def begun(self) -> bool:
        """Whether the site itself has said anything: candidates and background are not its words."""
        return bool(
            self.response
            or self.see
            or self.confirmed
            or self.documented is not None
            or self.implemented is not None
            or not self.applicable
        )


NO_ANSWER = Answer()
