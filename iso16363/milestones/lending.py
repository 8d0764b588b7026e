"""Whose confirmed, current document could help whom: for each criterion who needs help, and a few who could give it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from iso16363.milestones.papers import Paper
from iso16363.milestones.sharing import by_edition
from iso16363.milestones.standing import Judged, SiteStanding
from iso16363.model.base import parts
from iso16363.model.documents import Access
from iso16363.scoring import STATE_ORDER, CriterionState

OFFERS: Final = 12
"""Helps that are listed for one criterion: who needs more can ask, and a thousand sites would fill books."""
_NEEDY = (CriterionState.OPEN, CriterionState.DRAFT)
_ANSWERED = STATE_ORDER[STATE_ORDER.index(CriterionState.ANSWERED) : STATE_ORDER.index(CriterionState.NOT_APPLICABLE)]

Sites = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What one site has where others have no answer yet. Without a document, one can only ask that site.

    `criteria` says for each criterion which sites it could help.
    """

    helper: str
    edition: str
    document: Paper | None
    criteria: Mapping[str, Sites] = field(default_factory=dict)

    @property
    def helped(self) -> Sites:
        """Sites it could help, each once."""
        # most criteria are needed by the same sites, whose tuple is then the same
        distinct = {id(sites): sites for sites in self.criteria.values()}
        return tuple(dict.fromkeys(site for sites in distinct.values() for site in sites))


@dataclass(frozen=True, slots=True)
class Need:
    """A criterion that sites have not answered and another has; `more` is how many helps are not listed."""

    edition: str
    criterion: str
    sites: Sites
    more: int = 0


def lent(sites: Sequence[SiteStanding]) -> tuple[tuple[Help, ...], tuple[Need, ...]]:
    """Whose confirmed, current document could help whom, as far as its access class lets it be named; and who needs it.

    Public documents are named. For internal ones, and those that do not say, one can ask the site; restricted
    ones are not spoken of. A site that cites the document already needs it no more.
    """
    helps: list[Help] = []
    needs: list[Need] = []
    for edition, members in by_edition(sites).items():
        needed = _needed(members)
        found = sorted(_offered(edition, members, needed), key=_most_first)
        chosen, left = _chosen(found)
        for index, one in enumerate(found):
            kept = {c: one.criteria[c] for c in sorted(one.criteria, key=parts) if index in chosen[c]}
            if kept:
                helps.append(Help(one.helper, edition, one.document, kept))
        needs.extend(Need(edition, c, needed[c], left[c]) for c in sorted(chosen, key=parts))
    return tuple(sorted(helps, key=_most_first)), tuple(needs)


def _needed(members: Sequence[tuple[str, Judged]]) -> dict[str, Sites]:
    """By criterion the sites that have not answered it. Equal ones are one object, for there are many."""
    same: dict[Sites, Sites] = {}
    found: dict[str, Sites] = {}
    for criterion in members[0][1].criteria:
        needy = tuple(site for site, judged in members if judged.criteria[criterion].state in _NEEDY)
        if needy:
            found[criterion] = same.setdefault(needy, needy)
    return found


def _offered(edition: str, members: Sequence[tuple[str, Judged]], needed: Mapping[str, Sites]) -> Iterator[Help]:
    without = _Without(members, needed)
    for helper, judged in members:
        answered = {name for name, c in judged.criteria.items() if c.own and c.state in _ANSWERED and name in needed}
        asked: dict[str, Sites] = {}
        for paper in judged.papers if answered else ():
            wanted = [c for c in paper.confirmed if c in answered] if paper.current else []
            if paper.access is Access.PUBLIC:
                named = {c: who for c in wanted if (who := without.those_who_cite(c, paper))}
                if named:
                    yield Help(helper, edition, paper, named)
            elif paper.access in (Access.INTERNAL, None):
                asked.update((c, needed[c]) for c in wanted)
        if asked:
            yield Help(helper, edition, None, asked)


class _Without:
    """The sites that need help with a criterion, but for those that cite a document for it already."""

    def __init__(self, members: Sequence[tuple[str, Judged]], needed: Mapping[str, Sites]) -> None:
        self._needed = needed
        self._citing: dict[tuple[str, str], set[str]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], Sites] = {}
        for site, judged in members:
            for paper in judged.papers:
                for criterion in paper.criteria:
                    if criterion in needed and judged.criteria[criterion].state in _NEEDY:
                        for name in _names(paper):
                            self._citing.setdefault((criterion, name), set()).add(site)

    def those_who_cite(self, criterion: str, paper: Paper) -> Sites:
        """Sites that need the document."""
        names = _names(paper)
        if (criterion, names) not in self._found:
            citing = {site for name in names for site in self._citing.get((criterion, name), ())}
            needy = self._needed[criterion]
            kept = tuple(site for site in needy if site not in citing) if citing else needy
            self._found[criterion, names] = kept
        return self._found[criterion, names]


def _names(paper: Paper) -> tuple[str, ...]:
    """What tells that two entries are one document, whoever registers it."""
    own = (f"id:{paper.id}",) if paper.provider else ()
    return (*own, paper.same_as) if paper.same_as else own


def _chosen(found: Sequence[Help]) -> tuple[dict[str, set[int]], dict[str, int]]:
    """By criterion which helps are listed, different documents first, and how many are left."""
    offers: dict[str, list[int]] = {}
    for index, one in enumerate(found):
        for criterion in one.criteria:
            offers.setdefault(criterion, []).append(index)
    chosen, left = {}, {}
    for criterion, indexes in offers.items():
        first: list[int] = []
        again: list[int] = []
        seen: set[str] = set()
        for index in indexes:
            document = found[index].document
            names = _names(document) if document else ()
            (again if names and seen.issuperset(names) else first).append(index)
            seen.update(names)
        chosen[criterion] = set([*first, *again][:OFFERS])
        left[criterion] = len(indexes) - len(chosen[criterion])
    return chosen, left


def _most_first(one: Help) -> tuple[object, ...]:
    named = one.document.id if one.document else ""
    return (one.document is None, -len(one.criteria), one.helper, named, sorted(map(parts, one.criteria)))
