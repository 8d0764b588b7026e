"""Other frameworks as data: their requirements, and which criteria of ISO 16363 speak of the same thing."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from iso16363.model.base import CriterionId, Record, Slug, Text, WebAddress

REQUIREMENT_ID = r"^[A-Z][A-Za-z]*[0-9]*(\.[0-9]{1,2})?$"

RequirementId = Annotated[str, StringConstraints(pattern=REQUIREMENT_ID, max_length=20)]


class Sureness(StrEnum):
    """How sure it is that a criterion speaks of what a requirement asks.

    high: our own comparison and a published mapping agree on the pair. medium: one judgement only, or the
    published mapping names the pair with reserve. low: the topic is shared, but the pair was not singled out, or
    neither text nor title of the requirement was seen.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Judge(Record):
    """Whose judgement a mapping is, and where it can be read."""

    by: Text
    """Who judged."""
    what: Text
    """What was compared, how, and what is known of its quality."""
    url: WebAddress | None = None
    """Where it is published; left out for what is our own."""


class Counterpart(Record):
    """One row of the mapping: a criterion that speaks of what a requirement asks."""

    basis: Slug
    """Whose judgement the row is, as one of `judges`."""
    confidence: Annotated[Sureness, Field(strict=False)]
    """How sure the row is."""
    support: dict[Slug, Text] = Field(default_factory=dict)
    """Published mappings that name the same pair: the place in each, by one of `judges`."""
    note: Text | None = None
    """What the row does not cover, where the mapping is partial or in doubt."""


class Requirement(Record):
    """One requirement of another framework, by the name that framework gives it."""

    title: Text
    """What it is about, as a short title."""
    checked: bool
    """Whether number and title were seen in a source; false where they were written from memory."""
    note: Text | None = None
    """What to know before the draft is used."""
    criteria: dict[CriterionId, Counterpart] = Field(default_factory=dict)
    """The criteria that speak of it, in the edition of the mapping; empty where there is none."""


class Framework(Record):
    """Another framework, its requirements, and the mapping of ISO 16363 to them."""

    id: Slug
    """Id, the same as the file's name."""
    title: Text
    """Name of the framework."""
    short: Text
    """Name for tables and headings."""
    version: Text
    """Which version the numbers are of."""
    publisher: Text
    """Who publishes it."""
    url: WebAddress | None = None
    """Where it can be read, where that is known."""
    status: Literal["draft"]
    """draft: no mapping here was approved by the framework's publisher."""
    edition: Slug
    """Edition of ISO 16363 that the mapping was made against."""
    unit: Text
    """What the framework calls one of its requirements."""
    units: Text
    """The same for several."""
    requirements_from: Text
    """Where numbers and titles of the requirements come from."""
    caveat: Text
    """What the mapping leaves out, or what has to be minded."""
    judges: dict[Slug, Judge]
    """Whose judgements the rows are, by an id."""
    requirements: dict[RequirementId, Requirement]
    """The requirements by number, in the framework's order."""
