"""Who audits itself and what is audited (`site.yaml`)."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from iso16363.model.base import (
    CriterionId,
    Day,
    DocumentRef,
    PartialDate,
    Rating,
    Record,
    Slug,
    Term,
    Text,
    WebAddress,
)

ROR = r"^https://ror\.org/0[a-z0-9]{8}$"
EMAIL = r"^[^@\s]+@[^@\s]+$"


def _no_lookalike(value: object) -> object:
    """Keep `true` and 1.0 from passing for 1, which they equal in Python."""
    return value if type(value) is int else str(value)


class SiteKind(Term):
    """What a folder of sites/ is for."""

    SITE = "site", "Audits itself: one self-assessment of one repository."
    PROVIDER = "provider", "Is not audited: holds documents and answers that sites inherit."


class Holding(Record):
    """What the repository keeps, with the date and source that make the figure citable."""

    what: Text
    """The collection or kind of data."""
    volume: Text
    """How much it is, with its unit."""
    as_of: PartialDate
    """When the figure was true."""
    document: DocumentRef | None = None
    """Document the figure is from."""


class Repository(Record):
    """What is audited."""

    name: Text
    """Name by which it is known."""
    proposed: bool = False
    """true while name and scope are a proposal that the site has not confirmed."""
    scope: Text
    """What is in the audit and what is not."""
    mandate: Text | None = None
    """Who asked for it, and by what right."""
    designated_community: Text | None = None
    """For whom the information must stay understandable (OAIS)."""
    systems: tuple[Text, ...] = ()
    """Systems that do the work."""
    holdings: tuple[Holding, ...] = ()
    """What it keeps, dated."""
    note: Text | None = None
    """For the site team."""


class Milestone(Record):
    """What the self-assessment is for."""

    id: Text
    """Its number in the plan it belongs to."""
    title: Text
    """What has to be reached."""
    due: Day | None = None
    """When."""


class Affiliation(Record):
    """A part the site plays in a wider body."""

    body: Text
    """Name of the wider body."""
    part: Text
    """What the site does in it."""


class Role(Record):
    """A role, not a person: who holds it is optional and never shipped."""

    title: Text
    """Name of the role, as the organisation uses it."""
    accountable: bool = False
    """true for the one role that signs the declaration."""
    proposed: bool = False
    """true while the role is taken from the public record only."""
    criteria: tuple[CriterionId, ...] = ()
    """Criteria the role is expected to answer, with their sub-criteria."""
    document: DocumentRef | None = None
    """Where the role is known from."""
    person: Text | None = None
    """Who holds it; leave it out of what is published."""
    email: Annotated[str, StringConstraints(pattern=EMAIL, max_length=320)] | None = None
    """How to reach them; leave it out of what is published."""


class Site(Record):
    """One self-assessment of one repository."""

    format: Annotated[Literal[1], BeforeValidator(_no_lookalike)]
    """Version of the folder's format."""
    kind: Annotated[SiteKind, Field(strict=False)] = SiteKind.SITE
    """site, or provider: a federation, host or product whose documents and answers sites inherit."""
    id: Slug
    """Same as the folder's name."""
    name: Text
    """Full name of the site."""
    short_name: Text
    """Name for tables and headings."""
    fictional: bool = False
    """true for examples: every output says so."""
    legal_entity: Text | None = None
    """Who is responsible before the law."""
    country: Text | None = None
    """Where it is."""
    url: WebAddress | None = None
    """Its home page."""
    ror: Annotated[str, StringConstraints(pattern=ROR)] | None = None
    """Its address in the Research Organization Registry."""
    edition: Slug
    """Edition of the standard, such as iso16363-2025."""
    milestone: Milestone | None = None
    """What the self-assessment is for."""
    target: Rating = 3
    """Rating aimed at for every criterion that does not name its own."""
    repository: Repository | None = None
    """What is audited; no figure is final without it."""
    affiliations: tuple[Affiliation, ...] = ()
    """Wider bodies the site takes part in."""
    roles: dict[Slug, Role] = Field(default_factory=dict)
    """Who does what, by role id."""
    inherits: tuple[Slug, ...] = ()
    """Folders of sites/ whose documents are cited here, as provider/document, and whose answers are used here."""
    absent_documents: dict[Slug, Text] = Field(default_factory=dict)
    """Document roles the site deliberately does without, each with the reason."""
    notes: tuple[Text, ...] = ()
    """For the site team."""
