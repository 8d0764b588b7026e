"""The catalogue as objects: editions with their tree, crosswalks, document roles, rating scale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from iso16363.model.base import parent_of, parts, subsection_of
from iso16363.model.catalogue import (
    Criterion,
    Crosswalk,
    DocumentRole,
    EditionHead,
    EditionStatus,
    RatingScale,
    Section,
    Subsection,
)

R = TypeVar("R", Criterion, Section, Subsection)


@dataclass(frozen=True)
class Edition:
    """One edition of the standard: its criteria in order, and how they hang together."""

    head: EditionHead
    subsections: Mapping[str, Subsection]

    @property
    def id(self) -> str:
        """Id of the edition, such as iso16363-2025."""
        return self.head.id

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Every criterion by id, in the standard's order."""
        pairs = [pair for sub in self.subsections.values() for pair in sub.criteria.items()]
        return dict(sorted(pairs, key=lambda pair: parts(pair[0])))

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Direct sub-criteria by umbrella id, in order."""
        found: dict[str, list[str]] = {}
        for criterion in self.criteria:
            parent = parent_of(criterion)
            if parent is not None and parent in self.criteria:
                found.setdefault(parent, []).append(criterion)
        return {parent: tuple(ids) for parent, ids in found.items()}

    @cached_property
    def bottom_up(self) -> tuple[str, ...]:
        """Every criterion id, sub-criteria before their umbrella."""
        return tuple(sorted(self.criteria, key=lambda c: (-c.count("."), parts(c))))

    @property
    def sections(self) -> Mapping[str, Section]:
        """The numbered sections that hold criteria."""
        return self.head.sections

    def of_subsection(self, subsection: str) -> tuple[str, ...]:
        """Ids of the criteria of a subsection, in order."""
        return tuple(self.subsections[subsection].criteria)

    def of_section(self, section: str) -> tuple[str, ...]:
        """Ids of the criteria of a section, in order."""
        return tuple(c for c in self.criteria if c.startswith(f"{section}."))


@dataclass(frozen=True)
class Catalogue:
    """All that ships about the standard. `digest` tells two versions of it apart."""

    editions: Mapping[str, Edition]
    crosswalks: tuple[Crosswalk, ...]
    document_roles: Mapping[str, DocumentRole]
    rating_scale: RatingScale
    digest: str

    def roles_for(self, criterion: str) -> tuple[str, ...]:
        """Ids of the document roles that a criterion of the current edition calls for."""
        return tuple(r for r, role in self.document_roles.items() if criterion in role.criteria)

    def neighbours(self, edition: str, criterion: str) -> tuple["Neighbour", ...]:
        """Where a criterion came from, and what became of it, in the other editions."""
        found = []
        for walk in self.crosswalks:
            for entry in walk.entries:
                if walk.to == edition and entry.to == criterion:
                    found.append(Neighbour(walk.from_, entry.from_, entry.change, entry.impact, entry.note))
                if walk.from_ == edition and entry.from_ == criterion:
                    found.append(Neighbour(walk.to, entry.to, entry.change, entry.impact, entry.note))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The same criterion in another edition; `criterion` is None where it is new."""

    edition: str
    criterion: str | None
    change: str
    impact: str
    note: str


def titled(edition: Edition, titles: Mapping[str, str]) -> Edition:
    """The edition with its titles in another language; what has none keeps its own.

    Raises ValueError for a number that the edition does not have.
    """
    unknown = set(titles) - set(edition.criteria) - set(edition.subsections) - set(edition.sections)
    if unknown:
        raise ValueError(f"{edition.id} has nothing of number {min(unknown)}")

    def renamed(number: str, record: R) -> R:
        return record.model_copy(update={"title": titles[number]}) if number in titles else record

    sections = {number: renamed(number, section) for number, section in edition.sections.items()}
    subsections = {}
    for number, subsection in edition.subsections.items():
        criteria = {c: renamed(c, criterion) for c, criterion in subsection.criteria.items()}
        subsections[number] = renamed(number, subsection).model_copy(update={"criteria": criteria})
    return Edition(edition.head.model_copy(update={"sections": sections}), subsections)


def show_command(criterion: str, edition: Edition) -> str:
    """What to type to see a criterion as an edition has it: one number can mean two things in two editions."""
    current = edition.head.status is EditionStatus.CURRENT
    return f"iso16363 criteria show {criterion}" + ("" if current else f" --edition {edition.id}")


def build_edition(head: EditionHead, subsections: Iterable[Subsection]) -> Edition:
    """Put an edition together and refuse one that contradicts itself.

    Raises ValueError with the first contradiction: the catalogue ships with the package, so this
    is for whoever edits it.
    """
    by_id = {sub.id: sub for sub in subsections}
    listed = [s for section in head.sections.values() for s in section.subsections]
    if listed != list(by_id):
        raise ValueError(f"{head.id}: edition.yaml lists subsections {listed}, the files are {list(by_id)}")
    edition = Edition(head, by_id)
    for sub in by_id.values():
        for criterion in sub.criteria:
            if subsection_of(criterion) != sub.id:
                raise ValueError(f'{head.id}: criterion "{criterion}" is in the file of {sub.id}')
    for criterion, record in edition.criteria.items():
        if record.umbrella != (criterion in edition.children):
            raise ValueError(f'{head.id}: criterion "{criterion}" has a wrong `umbrella`')
        parent = parent_of(criterion)
        if parent not in edition.criteria and parent not in by_id:
            raise ValueError(f'{head.id}: criterion "{criterion}" has no parent')
    return edition
