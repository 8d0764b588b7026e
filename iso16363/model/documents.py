"""The register of documents (`documents.yaml`): every document once."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from iso16363.model.base import (
    Day,
    DocumentRef,
    Doi,
    LanguageTag,
    PartialDate,
    Record,
    Sha256,
    Slug,
    Term,
    Text,
    WebAddress,
)


class DocumentKind(Term):
    """What sort of thing a document is."""

    POLICY = "policy", "A rule the organisation has set itself and approved."
    PROCEDURE = "procedure", "How a task is done, step by step."
    PLAN = "plan", "What will be done, by when, with what means."
    AGREEMENT = "agreement", "A contract, memorandum, statute or licence with another party."
    STANDARD = "standard", "A specification the repository follows: format, package, interface."
    REPORT = "report", "What was found or achieved, written for readers."
    MINUTES = "minutes", "What a meeting discussed and decided."
    RECORD = "record", "Proof that something was done: a form, a certificate, a register entry."
    LOG = "log", "Proof written by a system or kept day by day."
    PAPER = "paper", "A published scientific or technical paper."
    SOFTWARE = "software", "Code, configuration or a repository of them."
    WEB = "web", "A web page."
    OTHER = "other", "None of the above; the note says what."

    @property
    def shows_practice(self) -> bool:
        """Whether such a document shows that something is done, not only that it is written down."""
        return self in _SHOW_PRACTICE


_SHOW_PRACTICE = frozenset({DocumentKind.REPORT, DocumentKind.MINUTES, DocumentKind.RECORD, DocumentKind.LOG})


class DocumentState(Term):
    """How far a document has come."""

    CANDIDATE = "candidate", "Found in public; the site has not confirmed that it applies."
    DRAFT = "draft", "Confirmed by the site, not approved."
    APPROVED = "approved", "Approved by whoever may, and in force."
    SUPERSEDED = "superseded", "Replaced by a later document."


class Access(Term):
    """Who may see a document."""

    PUBLIC = "public", "Anybody."
    INTERNAL = "internal", "Staff, and the auditor."
    RESTRICTED = "restricted", "Named people; described to others, with the reason."
    ON_SITE = "on-site", "Only to be inspected at the site."


class Origin(Term):
    """Whose document it is."""

    SITE = "site", "The site's own."
    PARENT = "parent", "Of the organisation the site belongs to."
    FEDERATION = "federation", "Of a federation such as WLCG or DPHEP."
    PROJECT = "project", "Of a project the site takes part in."
    SOFTWARE = "software", "Of a software product the site uses."


class Period(Record):
    """The time a record, log or report covers."""

    from_: PartialDate = Field(alias="from")
    """First day, month or year."""
    to: PartialDate
    """Last day, month or year."""


class Document(Record):
    """A document that answers can cite."""

    title: Text
    """Title as on the document."""
    kind: Annotated[DocumentKind, Field(strict=False)]
    """What sort of thing it is."""
    roles: tuple[Slug, ...] = ()
    """Document roles it fills (ids of criteria/document-roles.yaml)."""
    publisher: Text | None = None
    """Who issued it."""
    version: Text | None = None
    """Its version; in quotes, for it may look like a number."""
    state: Annotated[DocumentState, Field(strict=False)]
    """candidate, draft, approved or superseded. Only draft and approved ones can be evidence."""
    superseded_by: DocumentRef | None = None
    """The document that replaced it."""
    effective: PartialDate | None = None
    """Since when it is in force, or its date."""
    dated: Text | None = None
    """The date in the source's words, where `effective` cannot say it all."""
    period: Period | None = None
    """What time a record, log or report covers."""
    review_by: Day | None = None
    """When it has to be looked at again; after that day it counts as expired."""
    owner: Slug | None = None
    """Role that keeps the document."""
    language: LanguageTag = "en"
    """Language of the document; other than English needs a summary."""
    summary: Text | None = None
    """What it is and shows, in English."""
    access: Annotated[Access, Field(strict=False)] | None = None
    """Who may see it."""
    withheld: Text | None = None
    """Why it is not handed out."""
    inspect: Text | None = None
    """How an auditor can inspect it all the same."""
    path: Text | None = None
    """The attached file, below documents/."""
    url: WebAddress | None = None
    """Where it is on the web."""
    doi: Doi | None = None
    """Its DOI, without "doi:" in front."""
    sha256: Sha256 | None = None
    """Checksum of the attached file."""
    checked: Day | None = None
    """When the file or link was last checked."""
    scope: Annotated[Origin, Field(strict=False)] = Origin.SITE
    """Whose document it is."""
    note: Text | None = None
    """For the site team."""

    @property
    def link(self) -> str | None:
        """Web address of the document, by its DOI where it has one."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def date_shown(self) -> str | None:
        """The date as a reader should see it: the source's words where they say more."""
        return self.dated or self.effective

    @model_validator(mode="after")
    def _checksum_belongs_to_a_file(self) -> Self:
        if self.sha256 and not self.path:
            raise ValueError("a checksum without the file it belongs to; Add the `path` of the file, or remove sha256.")
        return self
