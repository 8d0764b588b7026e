"""What sites share, what they could share, and who is ahead on what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from iso16363.milestones.papers import Paper
from iso16363.milestones.standing import Judged, SiteStanding
from iso16363.model.documents import Access
from iso16363.scoring import CriterionState


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A document of a provider that two or more sites cite, with the criteria each cites it for.

    `confirmed_by` has only the criteria for which the site has confirmed the citation.
    """

    paper: Paper
    provider: str
    cited_by: Mapping[str, tuple[str, ...]]
    confirmed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copy:
    """An entry of a register."""

    holder: str
    id: str
    title: str
    file: str


@dataclass(frozen=True, slots=True)
class Shareable:
    """One document that is registered several times: with several sites, or with a site and a provider."""

    address: str
    copies: tuple[Copy, ...]

    @property
    def title(self) -> str:
        """Its title where it has one: a variant does not have that of a document which no site cites."""
        return next((copy.title for copy in self.copies if copy.title), "")


@dataclass(frozen=True, slots=True)
class Lead:
    """A subsection in which sites of one edition differ: applicable criteria by how far they came, and who leads."""

    edition: str
    subsection: str
    title: str
    answered: Mapping[str, int]
    supported: Mapping[str, int]
    leaders: tuple[str, ...]
    applicable: Mapping[str, int]


def shared_documents(sites: Sequence[SiteStanding]) -> tuple[tuple[SharedDocument, ...], int]:
    """Public documents of providers that at least two sites cite, those that most sites cite first.

    Behind them stands how many others are shared so, which are not public and therefore not named.
    """
    cited: dict[str, dict[str, Paper]] = {}
    for site, judged in _judged(sites):
        for paper in judged.papers:
            if paper.provider and paper.criteria:
                cited.setdefault(paper.id, {})[site] = paper
    found, unnamed = [], 0
    for by in cited.values():
        first = next(iter(by.values()))
        if len(by) < 2:
            continue
        if not all(paper.access is Access.PUBLIC for paper in by.values()):
            unnamed += 1
            continue
        criteria = {site: paper.criteria for site, paper in by.items()}
        confirmed = {site: paper.confirmed for site, paper in by.items() if paper.confirmed}
        found.append(SharedDocument(first, first.provider or "", criteria, confirmed))
    return tuple(sorted(found, key=lambda one: (-len(one.cited_by), one.paper.id))), unnamed


def shareable_documents(sites: Sequence[SiteStanding]) -> tuple[Shareable, ...]:
    """Documents at one address that are registered separately, at least once by a site.

    One that is not public in every register is left out: neither its title nor where it lies is for all to see.
    """
    found: dict[str, dict[tuple[str, str], Copy]] = {}
    kept_back = set()
    for site, judged in _judged(sites):
        for paper in judged.papers:
            if paper.same_as is None:
                continue
            if paper.access is not Access.PUBLIC:
                kept_back.add(paper.same_as)
            holder = paper.provider or site
            name = paper.id.removeprefix(f"{paper.provider}/")
            found.setdefault(paper.same_as, {})[holder, name] = Copy(holder, name, paper.title, paper.file)
    own = {site.id for site in sites}
    several = {address: tuple(copies.values()) for address, copies in found.items() if address not in kept_back}
    return tuple(
        Shareable(address, copies)
        for address, copies in sorted(several.items())
        if len({c.holder for c in copies}) > 1 and own & {c.holder for c in copies}
    )


def leads(sites: Sequence[SiteStanding]) -> tuple[Lead, ...]:
    """The subsections in which a site has come further than another of the same edition.

    What counts is the part of the criteria that apply: what does not apply to a site puts it neither ahead nor
    behind, and a site to which nothing applies is not compared.
    """
    found = []
    for edition, members in by_edition(sites).items():
        model = members[0][1].edition
        for subsection, about in model.subsections.items():
            tallies = {site: judged.of(model.of_subsection(subsection)) for site, judged in members}
            apply = {site: counts.applicable for site, counts in tallies.items()}
            answered = {site: counts.at_least(CriterionState.ANSWERED) for site, counts in tallies.items()}
            supported = {site: counts.at_least(CriterionState.SUPPORTED) for site, counts in tallies.items()}
            heights = {s: (Fraction(supported[s], n), Fraction(answered[s], n)) for s, n in apply.items() if n}
            top = max(heights.values(), default=None)
            leaders = tuple(site for site, height in heights.items() if height == top)
            if len(leaders) < len(heights):
                found.append(Lead(edition, subsection, about.title, answered, supported, leaders, apply))
    return tuple(found)


def by_edition(sites: Iterable[SiteStanding]) -> dict[str, list[tuple[str, Judged]]]:
    """The judged sites by the edition they answer, for only criteria of one edition can be compared."""
    found: dict[str, list[tuple[str, Judged]]] = {}
    for site, judged in _judged(sites):
        found.setdefault(judged.edition.id, []).append((site, judged))
    return found


def _judged(sites: Iterable[SiteStanding]) -> Iterator[tuple[str, Judged]]:
    return ((site.id, site.judged) for site in sites if site.judged)
