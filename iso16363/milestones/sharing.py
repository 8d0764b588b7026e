"""What sites share, what they could share, who is ahead on what, and whose document could help whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from iso16363.milestones.papers import Paper
from iso16363.milestones.standing import Judged, SiteStanding
from iso16363.model.base import parts
from iso16363.model.documents import Access
from iso16363.scoring import STATE_ORDER, CriterionState

_NEEDY = (CriterionState.OPEN, CriterionState.DRAFT)
_ANSWERED = STATE_ORDER[STATE_ORDER.index(CriterionState.ANSWERED) : STATE_ORDER.index(CriterionState.NOT_APPLICABLE)]


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A document of a provider that two or more sites cite, with the criteria each cites it for."""

    paper: Paper
    provider: str
    cited_by: Mapping[str, tuple[str, ...]]


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


@dataclass(frozen=True, slots=True)
class Lead:
    """A subsection in which sites of one edition differ: applicable criteria by how far they came, and who leads."""

    edition: str
    subsection: str
    title: str
    answered: Mapping[str, int]
    supported: Mapping[str, int]
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What one site has where others have no answer yet. Without a document, one can only ask that site.

    `criteria` says for each criterion which sites it could help.
    """

    helper: str
    edition: str
    document: Paper | None
    criteria: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def helped(self) -> tuple[str, ...]:
        """Sites it could help, each once."""
        return tuple(dict.fromkeys(site for sites in self.criteria.values() for site in sites))


def shared_documents(sites: Sequence[SiteStanding]) -> tuple[SharedDocument, ...]:
    """Documents of providers that at least two sites cite, those that most sites cite first."""
    papers: dict[str, Paper] = {}
    cited: dict[str, dict[str, tuple[str, ...]]] = {}
    for site, judged in _judged(sites):
        for paper in judged.papers:
            if paper.provider and paper.criteria:
                papers.setdefault(paper.id, paper)
                cited.setdefault(paper.id, {})[site] = paper.criteria
    found = [SharedDocument(papers[name], papers[name].provider or "", by) for name, by in cited.items() if len(by) > 1]
    return tuple(sorted(found, key=lambda one: (-len(one.cited_by), one.paper.id)))


def shareable_documents(sites: Sequence[SiteStanding]) -> tuple[Shareable, ...]:
    """Documents at one address that are registered separately, at least once by a site."""
    found: dict[str, dict[tuple[str, str], Copy]] = {}
    for site, judged in _judged(sites):
        for paper in judged.papers:
            if paper.same_as:
                holder = paper.provider or site
                name = paper.id.removeprefix(f"{paper.provider}/")
                copy = Copy(holder, name, paper.title, paper.file)
                found.setdefault(paper.same_as, {})[holder, name] = copy
    own = {site.id for site in sites}
    several = {address: tuple(copies.values()) for address, copies in found.items()}
    return tuple(
        Shareable(address, copies)
        for address, copies in sorted(several.items())
        if len({c.holder for c in copies}) > 1 and own & {c.holder for c in copies}
    )


def leads(sites: Sequence[SiteStanding]) -> tuple[Lead, ...]:
    """The subsections in which a site has come further than another of the same edition."""
    found = []
    for edition, members in by_edition(sites).items():
        model = members[0][1].edition
        for subsection, about in model.subsections.items():
            tallies = {site: judged.of(model.of_subsection(subsection)) for site, judged in members}
            answered = {site: counts.at_least(CriterionState.ANSWERED) for site, counts in tallies.items()}
            supported = {site: counts.at_least(CriterionState.SUPPORTED) for site, counts in tallies.items()}
            heights = {site: (supported[site], answered[site]) for site in tallies}
            top = max(heights.values())
            leaders = tuple(site for site, height in heights.items() if height == top)
            if len(leaders) < len(heights):
                found.append(Lead(edition, subsection, about.title, answered, supported, leaders))
    return tuple(found)


def helps(sites: Sequence[SiteStanding]) -> tuple[Help, ...]:
    """Whose confirmed, current document could help whom, as far as its access class lets it be named.

    Public documents are named. For internal ones, and those that do not say, one can ask the site; restricted
    ones are not spoken of.
    """
    found: dict[tuple[str, str, str], Help] = {}
    for edition, members in by_edition(sites).items():
        for helper, judged in members:
            for criterion in _carried(judged):
                needy = tuple(site for site, other in members if other.criteria[criterion].state in _NEEDY)
                for paper in _lent(judged, criterion, {s: j for s, j in members if s in needy}) if needy else ():
                    key = (edition, helper, paper.id if paper else "")
                    one = found.setdefault(key, Help(helper, edition, paper, {}))
                    found[key] = Help(helper, edition, paper, {**one.criteria, criterion: needy})
    return tuple(sorted(found.values(), key=_most_first))


def by_edition(sites: Iterable[SiteStanding]) -> dict[str, list[tuple[str, Judged]]]:
    """The judged sites by the edition they answer, for only criteria of one edition can be compared."""
    found: dict[str, list[tuple[str, Judged]]] = {}
    for site, judged in _judged(sites):
        found.setdefault(judged.edition.id, []).append((site, judged))
    return found


def _judged(sites: Iterable[SiteStanding]) -> Iterator[tuple[str, Judged]]:
    return ((site.id, site.judged) for site in sites if site.judged)


def _carried(judged: Judged) -> Iterator[str]:
    return (name for name, criterion in judged.criteria.items() if criterion.own and criterion.state in _ANSWERED)


def _lent(judged: Judged, criterion: str, needy: Mapping[str, Judged]) -> Iterator[Paper | None]:
    """Public documents that not all who need them cite already; None once where one can only ask."""
    may_ask = False
    for paper in judged.papers:
        if criterion not in paper.confirmed or not paper.current:
            continue
        if paper.access is Access.PUBLIC:
            if not (paper.provider and all(_cites(other, paper.id, criterion) for other in needy.values())):
                yield paper
        elif paper.access in (Access.INTERNAL, None):
            may_ask = True
    if may_ask:
        yield None


def _cites(judged: Judged, document: str, criterion: str) -> bool:
    return any(paper.id == document and criterion in paper.criteria for paper in judged.papers)


def _most_first(one: Help) -> tuple[object, ...]:
    named = one.document.id if one.document else ""
    return (one.document is None, -len(one.criteria), one.helper, named, [parts(c) for c in one.criteria])
