"""The standard as data: editions, subsections, criteria, crosswalks, document roles, rating scale."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from iso16363.model.base import (
    CriterionId,
    PartialDate,
    Rating,
    Record,
    SectionId,
    Slug,
    SubsectionId,
    Text,
)


class Confidence(StrEnum):
    """How sure the catalogue is of a wording."""

    HIGH = "high"
    MEDIUM = "medium"


class EditionStatus(StrEnum):
    """Whether an external audit can today be made against the edition."""

    CURRENT = "current"
    WITHDRAWN = "withdrawn"


class Criterion(Record):
    """A numbered requirement (the standard says metric), in our own words."""

    title: Text
    requirement: Text
    """What has to hold."""
    look_at: tuple[Text, ...]
    """What auditors look at."""
    examples: tuple[Text, ...]
    """Examples of evidence."""
    oais_terms: tuple[Text, ...] = ()
    """Terms of the OAIS reference model that the criterion uses."""
    umbrella: bool = False
    """True where sub-criteria clarify this one."""
    shared_text: bool = False
    """True where the standard explains the criterion only together with its siblings."""
    confidence: Annotated[Confidence, Field(strict=False)]
    """How sure the wording is."""
    confidence_note: Text | None = None


class Subsection(Record):
    """One file of the catalogue: a subsection such as 3.1 with its criteria in order."""

    id: SubsectionId
    title: Text
    heading: Text
    """The standard's own short heading."""
    about: Text
    criteria: dict[CriterionId, Criterion]


class Section(Record):
    """One of the three numbered sections that hold criteria."""

    title: Text
    heading: Text
    """The standard's own short heading."""
    about: Text
    subsections: tuple[SubsectionId, ...]


class EditionHead(Record):
    """What an edition says of itself (`edition.yaml`)."""

    id: Slug
    title: Text
    standard: Text
    """The freely readable text with the same content."""
    published: PartialDate
    status: Annotated[EditionStatus, Field(strict=False)]
    predecessor: Slug | None = None
    wording: Text
    """Who worded the texts and what was checked."""
    provenance: Text
    """How ids, order and counts were verified."""
    sections: dict[SectionId, Section]


class Correspondence(Record):
    """How one criterion became another between two editions."""

    from_: CriterionId | None = Field(default=None, alias="from")
    to: CriterionId
    change: Literal["unchanged", "reworded", "renumbered", "new"]
    impact: Literal["none", "low", "medium", "high"]
    note: Text
    marked: tuple[Text, ...] = ()
    """Explanatory texts that carry change marks."""
    basis: Text
    confidence: Annotated[Confidence, Field(strict=False)]


class Crosswalk(Record):
    """The way from one edition to another, criterion by criterion."""

    from_: Slug = Field(alias="from")
    to: Slug
    basis: Text
    entries: tuple[Correspondence, ...]


class DocumentRole(Record):
    """What a document is for, in the standard's chain from mission to practice."""

    title: Text
    about: Text
    criteria: tuple[CriterionId, ...]
    """Criteria of the current edition that call for it."""
    required: bool
    """Whether the standard asks for such a document."""


class RatingLevel(Record):
    """One level of the scale, with what is true at it."""

    level: Rating
    label: Text
    documented: Text
    """What is true at this level about what is written down."""
    implemented: Text
    """What is true at this level about what is done and can be shown."""


class RatingScale(Record):
    """The five levels, the one place of their words."""

    levels: tuple[RatingLevel, ...]
