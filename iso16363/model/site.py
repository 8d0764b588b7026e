"""Who audits itself and what is audited (`site.yaml`)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from iso16363.model.base import (
    CriterionId,
    Day,
    PartialDate,
    Rating,
    Record,
    Slug,
    Text,
    WebAddress,
)


class Holding(Record):
    """What the repository keeps, with the date and source that make the figure citable."""

    what: Text
    volume: Text
    as_of: PartialDate
    document: Slug | None = None
    """Document the figure is from."""


class Repository(Record):
    """What is audited."""

    name: Text
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


class Milestone(Record):
    """What the self-assessment is for."""

    id: Text
    title: Text
    due: Day | None = None


class Affiliation(Record):
    """A part the site plays in a wider body."""

    body: Text
    part: Text


class Role(Record):
    """A role, not a person: who holds it is optional and never shipped."""

    title: Text
    accountable: bool = False
    """true for the one role that signs the declaration."""
    proposed: bool = False
    """true while the role is taken from the public record only."""
    criteria: tuple[CriterionId, ...] = ()
    """Criteria the role is expected to answer, with their sub-criteria."""
    document: Slug | None = None
    """Where the role is known from."""
    person: Text | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")] | None = None


class Site(Record):
    """One self-assessment of one repository."""

    format: Literal[1]
    """Version of the folder's format."""
    id: Slug
    """Same as the folder's name."""
    name: Text
    short_name: Text
    fictional: bool = False
    """true for examples: every output says so."""
    legal_entity: Text | None = None
    country: Text | None = None
    url: WebAddress | None = None
    ror: Annotated[str, StringConstraints(pattern=r"^https://ror\.org/0[a-z0-9]{8}$")] | None = None
    edition: Slug
    """Edition of the standard, such as iso16363-2025."""
    milestone: Milestone | None = None
    target: Rating = 3
    """Rating aimed at for every criterion that does not name its own."""
    repository: Repository | None = None
    """What is audited; no figure is final without it."""
    affiliations: tuple[Affiliation, ...] = ()
    roles: dict[Slug, Role] = Field(default_factory=dict)
    """Who does what, by role id."""
    inherits: tuple[Slug, ...] = ()
    """Sites or providers whose documents and answers are used here."""
    absent_documents: dict[Slug, Text] = Field(default_factory=dict)
    """Document roles the site deliberately does without, each with the reason."""
    notes: tuple[Text, ...] = ()
    """For the site team."""
