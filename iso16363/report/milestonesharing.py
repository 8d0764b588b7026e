"""What sites of a milestone share, could share and could lend to each other, set out for a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iso16363.language import first_few, label, one_or_many, say
from iso16363.milestones.lending import Help
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.sharing import Lead, SharedDocument
from iso16363.milestones.wording import Names, named, no_help, nobody, unlisted, unnamed
from iso16363.report.milestonepaths import together

_HELPED, _CRITERIA, _COPIES, _ROWS = 4, 6, 6, 40


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A document of a provider, and who cites it for what: confirmed or not."""

    title: str
    about: str
    cited: str
    file: str


@dataclass(frozen=True, slots=True)
class CopiesRow:
    """A document that stands in several registers."""

    title: str
    address: str
    holders: str
    files: str


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A subsection in which sites differ."""

    number: str
    title: str
    leaders: str
    figures: str
    file: str


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A document of one site that others could use; without a title, one can only ask."""

    helper: str
    title: str
    link: str
    id: str
    helped: str
    criteria: str
    file: str


@dataclass(frozen=True, slots=True)
class SharingPart:
    """All of it. `nobody` and `no_help` say why a list is empty, `left` what a list leaves out."""

    shared: tuple[SharedRow, ...]
    unnamed: str
    copies: tuple[CopiesRow, ...]
    leads: tuple[LeadRow, ...]
    nobody: str
    editions: str
    helps: tuple[HelpRow, ...]
    no_help: str
    left: tuple[str, ...]


def sharing_part(found: MilestoneStanding, names: Names) -> SharingPart:
    """Set out what sites share."""
    return SharingPart(
        shared=tuple(_shared_row(one, names) for one in found.shared),
        unnamed=unnamed(found),
        copies=tuple(_copies(found, names)),
        leads=tuple(_lead_row(one, names) for one in found.leads),
        nobody=nobody(found),
        editions=say("Sites of different editions are not compared.") if len(found.editions) > 1 else "",
        helps=tuple(_help_row(one, names) for one in found.helps[:_ROWS]),
        no_help=no_help(found),
        left=tuple(_left(found)),
    )


def _shared_row(one: SharedDocument, names: Names) -> SharedRow:
    said = []
    for site, criteria in one.cited_by.items():
        confirmed = one.confirmed_by.get(site, ())
        rest = [criterion for criterion in criteria if criterion not in confirmed]
        if confirmed:
            said.append(say("{site}: {criteria} (confirmed)", site=names[site], criteria=", ".join(confirmed)))
        if rest:
            said.append(say("{site}: {criteria} (candidates)", site=names[site], criteria=", ".join(rest)))
    return SharedRow(one.paper.title, f"{one.paper.id}, {label(one.paper.state)}", "; ".join(said), one.paper.file)


def _copies(found: MilestoneStanding, names: Names) -> Iterator[CopiesRow]:
    for one in found.shareable:
        called: dict[str, list[str]] = {}
        for copy in one.copies:
            called.setdefault(copy.id, []).append(names.get(copy.holder, copy.holder))
        said = "; ".join(f"{named(holders, _COPIES, 120)}: {name}" for name, holders in called.items())
        yield CopiesRow(one.title, one.address, said, together([copy.file for copy in one.copies]))


def _lead_row(one: Lead, names: Names) -> LeadRow:
    behind = [names[site] for site in one.answered if site not in one.leaders]
    leaders = named([names[site] for site in one.leaders])
    if len(behind) < len(one.leaders):
        leaders = say("all but {sites}", sites=named(behind))
    alike: dict[str, list[str]] = {}
    for site, answered in one.answered.items():
        figures = f"{answered}/{one.supported[site]}/{one.applicable[site]}"
        alike.setdefault(figures, []).append(names[site])
    shown = "; ".join(f"{named(sites)} {figures}" for figures, sites in alike.items())
    return LeadRow(one.subsection, one.title, leaders, shown, f"sites/*/evidence/{one.subsection}.yaml")


def _help_row(one: Help, names: Names) -> HelpRow:
    paper = one.document
    return HelpRow(
        helper=names[one.helper],
        title=paper.title if paper else "",
        link=(paper.link or "") if paper else "",
        id=paper.id if paper else "",
        helped=named([names[site] for site in one.helped], _HELPED, 60),
        criteria=first_few(list(one.criteria), _CRITERIA),
        file=paper.file if paper else f"sites/{one.helper}/documents.yaml",
    )


def _left(found: MilestoneStanding) -> Iterator[str]:
    yield from more(found.helps)
    beyond = unlisted(found)
    if beyond:
        yield beyond


def more(rows: Sequence[object]) -> Iterator[str]:
    """How many rows a page leaves to the data."""
    beyond = len(rows) - _ROWS
    if beyond > 0:
        yield one_or_many("{n} more, in the data of the milestone", "{n} more, in the data of the milestone", beyond)
