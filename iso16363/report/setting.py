"""Scope and context: what is audited, for whom, with what, and by which roles."""

from dataclasses import dataclass
from typing import Final

from iso16363.inheritance import answers_lent, documents_lent
from iso16363.language import long_date, marked, say
from iso16363.model.answers import Share
from iso16363.report.lookup import Lookup
from iso16363.scoring import CriterionState


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """A figure about the holdings, with the date and source that make it citable."""

    what: str
    volume: str
    as_of: str
    document: str | None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role, the criteria it is expected to answer, and where it is known from."""

    id: str
    title: str
    accountable: bool
    proposed: bool
    criteria: tuple[str, ...]
    answers: int
    document: str | None


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """A function of an archive in OAIS, the subsections of the standard about it, and how far they are."""

    name: str
    subsections: tuple[tuple[str, str], ...]
    complete: int
    applicable: int


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """Somebody whose documents and answers are used, with their number."""

    short_name: str
    name: str | None
    documents: int
    provided: int
    shared: int


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything said about the audited repository; None and empty where the site says nothing."""

    named: bool
    repository: str | None
    proposed: bool
    scope: str | None
    mandate: str | None
    designated_community: str | None
    note: str | None
    legal_entity: str | None
    country: str | None
    url: str | None
    ror: str | None
    systems: tuple[str, ...]
    holdings: tuple[HoldingRow, ...]
    affiliations: tuple[tuple[str, str], ...]
    inherits: tuple[ProviderRow, ...]
    target: int
    milestone_due: str | None
    milestone_past: bool
    notes: tuple[str, ...]
    roles: tuple[RoleRow, ...]
    raters: tuple[str, ...]
    functions: tuple[FunctionRow, ...]


def build_setting(lookup: Lookup) -> Setting:
    """Gather scope and context from the site's description."""
    site = lookup.judgement.site.site
    repository = site.repository
    due = site.milestone.due if site.milestone else None
    return Setting(
        named=repository is not None,
        repository=repository.name if repository else None,
        proposed=bool(repository and repository.proposed),
        scope=repository.scope if repository else None,
        mandate=repository.mandate if repository else None,
        designated_community=repository.designated_community if repository else None,
        note=repository.note if repository else None,
        legal_entity=site.legal_entity,
        country=site.country,
        url=site.url,
        ror=site.ror,
        systems=repository.systems if repository else (),
        holdings=tuple(
            HoldingRow(h.what, h.volume, h.as_of, h.document) for h in (repository.holdings if repository else ())
        ),
        affiliations=tuple((a.body, a.part) for a in site.affiliations),
        inherits=tuple(_provider(lookup, name) for name in _lenders(lookup)),
        target=site.target,
        milestone_due=long_date(due) if due else None,
        milestone_past=bool(due and due < lookup.judgement.today),
        notes=site.notes,
        roles=_roles(lookup),
        raters=_raters(lookup),
        functions=_functions(lookup),
    )


def _lenders(lookup: Lookup) -> tuple[str, ...]:
    """Whom the site names, then those behind them whose documents reach it."""
    site = lookup.judgement.site
    return tuple(dict.fromkeys([*site.site.inherits, *documents_lent(site)]))


def _provider(lookup: Lookup, name: str) -> ProviderRow:
    site = lookup.judgement.site
    known = site.providers.get(name)
    taken = answers_lent(site, name)
    return ProviderRow(
        lookup.provider_name(name) or name,
        known.site.name if known else None,
        documents_lent(site).get(name, 0),
        taken.get(Share.PROVIDED, 0),
        taken.get(Share.SHARED, 0),
    )


_FUNCTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (marked("Administration, and the management above it"), ("3.1", "3.2", "3.3", "3.4", "3.5")),
    (marked("Ingest"), ("4.1", "4.2")),
    (marked("Preservation Planning"), ("4.3",)),
    (marked("Archival Storage"), ("4.4",)),
    (marked("Data Management"), ("4.5",)),
    (marked("Access"), ("4.6",)),
    (marked("Common services: infrastructure and security"), ("5.1", "5.2")),
)
"""Functional entities of OAIS and the subsections about them: our reading, both editions number them alike."""


def _functions(lookup: Lookup) -> tuple[FunctionRow, ...]:
    subsections = lookup.judgement.edition.subsections
    rows = []
    for name, numbers in _FUNCTIONS:
        here = [number for number in numbers if number in subsections]
        tallies = [lookup.of_subsection(number) for number in here]
        if here:
            rows.append(
                FunctionRow(
                    say(name),
                    tuple((number, subsections[number].title) for number in here),
                    sum(t.at_least(CriterionState.ANSWERED) for t in tallies),
                    sum(t.applicable for t in tallies),
                )
            )
    return tuple(rows)


def _raters(lookup: Lookup) -> tuple[str, ...]:
    """Titles of the roles whose criteria have an answer."""
    begun = (r.owner for r in lookup.results.values() if lookup.judgement.site.answer(r.criterion).begun)
    return tuple(dict.fromkeys(lookup.role_title(owner) or owner for owner in begun if owner))


def unsettled(lookup: Lookup) -> tuple[str, ...]:
    """What is not said or not confirmed about what is audited, in words for a director."""
    repository = lookup.judgement.site.site.repository
    if repository is None:
        return (say("Nothing says what is audited: no repository is named"),)
    found = []
    if repository.proposed:
        found.append(say("What is audited is a proposal: name and scope of the repository are not confirmed"))
    if repository.designated_community is None:
        found.append(say("The Designated Community is not described"))
    if not repository.holdings:
        found.append(say("No holdings with their date are given"))
    return tuple(found)


def _roles(lookup: Lookup) -> tuple[RoleRow, ...]:
    owned: dict[str, int] = {}
    for result in lookup.results.values():
        if result.owner:
            owned[result.owner] = owned.get(result.owner, 0) + 1
    return tuple(
        RoleRow(
            role_id,
            role.title,
            role.accountable,
            role.proposed,
            role.criteria,
            owned.get(role_id, 0),
            role.document,
        )
        for role_id, role in lookup.judgement.site.site.roles.items()
    )
