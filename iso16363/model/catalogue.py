"""The standard as data: editions, subsections, criteria, crosswalks, document roles, rating scale."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

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

TITLED = r"^[1-9](\.[1-9][0-9]?){0,4}$"


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
    """Short title in our own words."""
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
    """What is not sure."""


class Subsection(Record):
    """One file of the catalogue: a subsection such as 3.1 with its criteria in order."""

    id: SubsectionId
    """Number of the subsection."""
    title: Text
    """Short title in our own words."""
    heading: Text
    """The standard's own short heading."""
    about: Text
    """What it covers."""
    criteria: dict[CriterionId, Criterion]
    """The criteria by number, in the standard's order."""


class Section(Record):
    """One of the three numbered sections that hold criteria."""

    title: Text
    """Short title in our own words."""
    heading: Text
    """The standard's own short heading."""
    about: Text
    """What it covers."""
    subsections: tuple[SubsectionId, ...]
    """Numbers of its subsections, in order."""


class EditionHead(Record):
    """What an edition says of itself (`edition.yaml`)."""

    id: Slug
    """Id, the same as the folder's name."""
    title: Text
    """Name and year of the edition."""
    standard: Text
    """The freely readable text with the same content."""
    published: PartialDate
    """When it was published."""
    status: Annotated[EditionStatus, Field(strict=False)]
    """Whether it can be audited against today."""
    predecessor: Slug | None = None
    """The edition it replaced."""
    wording: Text
    """Who worded the texts and what was checked."""
    provenance: Text
    """How ids, order and counts were verified."""
    sections: dict[SectionId, Section]
    """The sections that hold criteria, by number."""


class Titles(Record):
    """Titles of an edition in another language (`translations/<language>/<edition>.yaml`)."""

    titles: dict[Annotated[str, StringConstraints(pattern=TITLED)], Text]
    """The title of a section, a subsection or a criterion, by its number; what is left out stays English."""
    by: Text
    """Who translated it and who checked it, as a role."""


class Correspondence(Record):
    """How one criterion became another between two editions."""

    from_: CriterionId | None = Field(default=None, alias="from")
    """The criterion in the earlier edition; left out where it is new."""
    to: CriterionId
    """The criterion in the later edition."""
    change: Literal["unchanged", "reworded", "renumbered", "new"]
    """What happened to it."""
    impact: Literal["none", "low", "medium", "high"]
    """How much a site has to do about it."""
    note: Text
    """What changed, in our own words."""
    marked: tuple[Text, ...] = ()
    """Explanatory texts that carry change marks."""
    basis: Text
    """What this was read from."""
    confidence: Annotated[Confidence, Field(strict=False)]
    """How sure this is."""


class Crosswalk(Record):
    """The way from one edition to another, criterion by criterion."""

    from_: Slug = Field(alias="from")
    """The earlier edition."""
    to: Slug
    """The later edition."""
    basis: Text
    """How the two were compared."""
    entries: tuple[Correspondence, ...]
    """Criterion by criterion."""


class DocumentRole(Record):
    """What a document is for, in the standard's chain from mission to practice."""

    title: Text
    """Name of such a document."""
    about: Text
    """What it is for."""
    criteria: tuple[CriterionId, ...]
    """Criteria of the current edition that call for it."""
    required: bool
    """Whether the standard asks for such a document."""


class RatingLevel(Record):
    """One level of the scale, with what is true at it."""

    level: Rating
    """The rating."""
    label: Text
    """Its name."""
    documented: Text
    """What is true at this level about what is written down."""
    implemented: Text
    """What is true at this level about what is done and can be shown."""


class RatingScale(Record):
    """The five levels, the one place of their words."""

    levels: tuple[RatingLevel, ...]
    """From 0 to 4."""
