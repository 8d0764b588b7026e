"""What the sites of a milestone share, who is ahead and who could help whom, as parts of a screen."""

from collections.abc import Sequence
from typing import Final

from iso16363.cli.terminal import Screen, clean, count, faint, heading, wrapped
from iso16363.milestones.lending import Help, Need
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.sharing import Lead

ROWS: Final = 12
"""Entries of a list; the data have all."""
_NAMED: Final = 8
_EDITIONS: Final = "The sites answer different editions and cannot be compared here."


def shared(found: MilestoneStanding, at: Screen) -> list[str]:
    """Documents of providers that several sites cite, and those that could become such."""
    lines = [heading("Shared documents")]
    if not found.shared and not found.unnamed:
        lines.append("  None: no document of a provider is cited by two sites.")
    for one in found.shared:
        by = ", ".join(f"{clean(site)} ({some(criteria)})" for site, criteria in one.cited_by.items())
        state = one.paper.state.label
        lines.extend(
            wrapped(f"{one.paper.id}: {one.paper.title} ({state}). Cited by {by}.", at, indent="    ", first="  ")
        )
    if found.unnamed:
        documents = count(found.unnamed, "shared document is", "shared documents are")
        lines.extend(wrapped(f"{documents} not public and therefore not named.", at, indent="    ", first="  "))
    if found.shareable:
        lines.append("  Registered more than once, and could be shared through a provider:")
    for two in found.shareable:
        where = ", ".join(f"{copy.id} ({copy.file})" for copy in two.copies)
        lines.extend(wrapped(f"{two.address}: {where}", at, indent="      ", first="    "))
    return lines


def ahead(found: MilestoneStanding, at: Screen) -> list[str]:
    """Where sites of one edition differ."""
    lines = [heading("Who is ahead")]
    if not found.leads:
        return [*lines, *wrapped(_nobody(found), at, indent="  ")]
    for lead in found.leads:
        lines.extend(wrapped(_lead(lead), at, indent="    ", first="  "))
    if len(found.editions) > 1:
        lines.extend(wrapped("Sites of different editions are not compared.", at, indent="  "))
    return lines


def _nobody(found: MilestoneStanding) -> str:
    if len(found.judged) < 2:
        return "Nobody: there are no two sites that can be judged."
    if not found.comparable:
        return _EDITIONS
    of = "of the sites that answer one edition, " if len(found.editions) > 1 else ""
    return f"Nobody: {of}none has come further than another."


def _lead(lead: Lead) -> str:
    of = lead.applicable
    figures = some([f"{s} {lead.answered[s]}/{lead.supported[s]}/{of[s]}" for s in lead.answered])
    behind = [site for site in lead.answered if site not in lead.leaders]
    few = len(behind) < len(lead.leaders)
    who = f"all but {some(behind)}" if few else some(lead.leaders)
    return f"{lead.subsection} {lead.title}: {who} (answered/supported/apply: {figures})"


def helping(found: MilestoneStanding, at: Screen) -> list[str]:
    """Whose document could help whom."""
    lines = [heading("Whose document could help whom")]
    if not found.helps:
        said = _EDITIONS
        if found.comparable or len(found.judged) < 2:
            said = "Nobody's: no site has a confirmed, current document for what another has not answered."
        return [*lines, *wrapped(said, at, indent="  ")]
    for one in found.helps[:ROWS]:
        lines.extend(wrapped(_one_help(one), at, indent="    ", first="  "))
    return [*lines, *more(len(found.helps)), *_not_listed(found.needs, at)]


def _one_help(one: Help) -> str:
    criteria, helped = some(tuple(one.criteria)), some(one.helped)
    if one.document is None:
        return f"Ask {clean(one.helper)}, whose documents are internal: for {helped}, on {criteria}."
    link = f", {one.document.link}" if one.document.link else ""
    return f"{clean(one.helper)}, {one.document.id}: {one.document.title}{link}. For {helped}, on {criteria}."


def _not_listed(needs: Sequence[Need], at: Screen) -> list[str]:
    left = sum(need.more for need in needs)
    return wrapped(f"Not listed: {left} more, of those criteria that many could help with.", at) if left else []


def some(names: Sequence[str]) -> str:
    """The first of many names, and how many there are beyond."""
    beyond = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(map(clean, names[:_NAMED]))}{beyond}"


def more(number: int) -> list[str]:
    """How many entries of a list are not shown."""
    return [faint(f"  and {number - ROWS} more: --json")] if number > ROWS else []
