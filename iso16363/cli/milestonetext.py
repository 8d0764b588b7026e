"""A milestone as a screen: met or not, the sites, what each lacks, what they share, who could help, what is risky."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import click

from iso16363.cli.marks import gate_legend, state_sign
from iso16363.cli.terminal import Screen, clean, count, display_width, faint, flowed, heading, shortened, table, wrapped
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.sharing import Help, Lead
from iso16363.milestones.standing import GateStanding, Judged, SiteAction
from iso16363.readiness import GateName
from iso16363.scoring import CriterionState

_NAMED: Final = 8
_ROWS: Final = 12
_SITE: Final = 16
_BESIDE: Final = 70
"""Columns of the table of sites that the name leaves."""
_FIGURES: Final = (
    "of: criteria that apply; ans: answered; sup: of these, carried by evidence; rev: of these, reviewed; "
    "cand: citations that the site has not confirmed; faults: things that keep gates shut."
)


def as_text(found: MilestoneStanding, at: Screen) -> list[str]:
    """All of it, the answer first."""
    parts = [
        _head(found, at),
        _sites(found, at),
        _lacks(found, at),
        _matrix(found, at),
        _shared(found, at),
        _ahead(found, at),
        _help(found, at),
        _actions(found, at),
        _risks(found, at),
    ]
    lines = [line for part in parts for line in [*part, ""]]
    return [
        *lines,
        *wrapped(
            "All of it, with the file of every figure: --json. What keeps a gate shut: "
            "iso16363 status SITE --gate NAME",
            at,
        ),
    ]


def _head(found: MilestoneStanding, at: Screen) -> list[str]:
    plan = found.plan
    days = (plan.due - found.today).days
    when = "today" if days == 0 else f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"
    lines = [heading(line) for line in wrapped(f"{plan.id}: {plan.title}", at)]
    lines.extend(wrapped(plan.project, at))
    lines.extend(wrapped(f"Due {plan.due} ({when}); judged on {found.today}; from {found.file}.", at))
    lines.extend(wrapped(f"To be shown: {plan.verification}", at))
    lines.extend(["", *wrapped(verdict_line(found), at)])
    return [*lines, *wrapped("This is counted from self-assessments. It is not a certificate.", at)]


def verdict_line(found: MilestoneStanding) -> str:
    """Whether the milestone is met, by which rule, and who is behind."""
    state = found.plan.rule.state.label
    reached = len(found.core) - len(found.behind)
    said = f"{reached} of {count(len(found.core), 'core site')} reached {state!r} or a later state"
    if found.met:
        return f"Met: {said}."
    return f"Not met: {said}. Not yet: {', '.join(clean(site.id) for site in found.behind)}."


def _sites(found: MilestoneStanding, at: Screen) -> list[str]:
    rows: list[tuple[str, ...]] = [("site", "state", "gates", "of", "ans", "sup", "rev", "cand", "faults")]
    for site in found.sites:
        plain = shortened(clean(site.id), at.width - _BESIDE, at)
        name = plain if site.core else f"({plain})"
        if site.judged is None:
            rows.append((name, "not judged", *("" for _ in range(6)), str(len(site.errors) or "")))
            continue
        counts = site.judged.whole
        figures = [counts.applicable, *(counts.at_least(state) for state in _LEVELS)]
        faults = sum(len(gate.lacks) for gate in site.judged.gates)
        strip = _strip(site.judged.gates, at)
        rows.append((name, site.judged.state.label, strip, *map(str, (*figures, site.judged.candidates, faults))))
    lines = table(rows, right=frozenset(range(3, 9)))
    lines[0] = heading(lines[0])
    names = ", ".join(name.label for name in GateName)
    lines.extend(["", *wrapped(f"gates, in this order: {names}", at), *flowed(gate_legend(at), at)])
    aside = " In parentheses: sites that the rule is not about." if found.others else ""
    said = f"{_FIGURES}{aside} Files: sites/SITE."
    return [*lines, *wrapped(said, at)]


_LEVELS: Final = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)


def _strip(gates: Iterable[GateStanding], at: Screen) -> str:
    signs = (click.style(at.sign("✓", "+"), fg="green"), click.style(at.sign("✗", "x"), fg="red"))
    return "".join(signs[not gate.holds] for gate in gates)


def _lacks(found: MilestoneStanding, at: Screen) -> list[str]:
    lines = [heading("What each site lacks")]
    for site in found.sites:
        name = clean(site.id)
        if site.judged is None:
            lines.extend(wrapped(f"{name} cannot be judged. {site.reason}", at, indent="    ", first="  "))
            continue
        lines.extend(_of_site(name, site.judged, at))
    return lines


def _of_site(name: str, judged: Judged, at: Screen) -> list[str]:
    failing = [gate for gate in judged.gates if not gate.holds]
    changed = ", with changes that are not committed" if judged.uncommitted else ""
    where = f"{judged.edition.head.title}{changed}"
    if not failing:
        return wrapped(f"{name}: every gate holds. {where}", at, indent="    ", first="  ")
    lines = wrapped(
        f"{name}: {count(len(failing), 'gate fails', 'gates fail')}. {where}", at, indent="    ", first="  "
    )
    for gate in failing:
        first = gate.lacks[0]
        more = f"{len(gate.lacks)} faults, the first: " if len(gate.lacks) > 1 else ""
        said = f"{gate.name.label}: {more}{first.subject}: {first.text} ({first.file})"
        lines.extend(wrapped(said, at, indent="      ", first="    "))
    return lines


def _matrix(found: MilestoneStanding, at: Screen) -> list[str]:
    """One row a subsection, one sign a criterion, the sites below each other."""
    lines = [heading("Criteria")]
    if not found.judged:
        return [*lines, "  No site can be judged."]
    if len(found.editions) > 1:
        said = "The sites answer different editions; criteria are compared within one edition only."
        lines.extend(wrapped(said, at, indent="  "))
    for edition, model in found.editions.items():
        members = found.answering(edition)
        lines.append(f"  {clean(model.head.title)}")
        width = max(display_width(_name(site, at)) for site, _ in members)
        for site, judged in members:
            groups = ["".join(_signs(judged, model.of_subsection(s), at)) for s in model.subsections]
            named = [f"{s} {group}" for s, group in zip(model.subsections, groups, strict=True)]
            for index, line in enumerate(flowed(named, Screen(at.width - width - 6, at.unicode), gap="  ")):
                label = _name(site, at) if index == 0 else ""
                lines.append(f"    {label:<{width}}  {line}")
    signs = [f"{state_sign(state, at)} {state.label}" for state in CriterionState]
    return [*lines, *(f"  {line}" for line in flowed(signs, Screen(at.width - 2, at.unicode)))]


def _name(site: str, at: Screen) -> str:
    return shortened(clean(site), _SITE, at)


def _signs(judged: Judged, criteria: Iterable[str], at: Screen) -> Iterable[str]:
    return (state_sign(judged.criteria[criterion].state, at) for criterion in criteria)


def _shared(found: MilestoneStanding, at: Screen) -> list[str]:
    lines = [heading("Shared documents")]
    if not found.shared:
        lines.append("  None: no document of a provider is cited by two sites.")
    for one in found.shared:
        by = ", ".join(f"{clean(site)} ({_some(criteria)})" for site, criteria in one.cited_by.items())
        state = one.paper.state.label
        lines.extend(
            wrapped(f"{one.paper.id}: {one.paper.title} ({state}). Cited by {by}.", at, indent="    ", first="  ")
        )
    if found.shareable:
        lines.append("  Registered more than once, and could be shared through a provider:")
    for two in found.shareable:
        where = ", ".join(f"{copy.id} ({copy.file})" for copy in two.copies)
        lines.extend(wrapped(f"{two.address}: {where}", at, indent="      ", first="    "))
    return lines


def _ahead(found: MilestoneStanding, at: Screen) -> list[str]:
    lines = [heading("Who is ahead")]
    if not found.leads:
        why = "no two sites answer one edition" if len(found.judged) < 2 else "none has come further than another"
        return [*lines, *wrapped(f"Nobody: {why}.", at, indent="  ")]
    for lead in found.leads:
        lines.extend(wrapped(_lead(lead), at, indent="    ", first="  "))
    return lines


def _lead(lead: Lead) -> str:
    figures = ", ".join(f"{clean(s)} {lead.answered[s]}/{lead.supported[s]}" for s in lead.answered)
    behind = [site for site in lead.answered if site not in lead.leaders]
    few = len(behind) < len(lead.leaders)
    who = f"all but {', '.join(map(clean, behind))}" if few else ", ".join(map(clean, lead.leaders))
    return f"{lead.subsection} {lead.title}: {who} (answered/supported: {figures})"


def _help(found: MilestoneStanding, at: Screen) -> list[str]:
    lines = [heading("Whose document could help whom")]
    if not found.helps:
        said = "Nobody's: no site has a confirmed, current document for what another has not answered."
        return [*lines, *wrapped(said, at, indent="  ")]
    for one in found.helps[:_ROWS]:
        lines.extend(wrapped(_one_help(one), at, indent="    ", first="  "))
    return [*lines, *_more(len(found.helps))]


def _one_help(one: Help) -> str:
    criteria, helped = _some(tuple(one.criteria)), ", ".join(map(clean, one.helped))
    if one.document is None:
        return f"Ask {clean(one.helper)}, whose documents are internal: for {helped}, on {criteria}."
    link = f", {one.document.link}" if one.document.link else ""
    return f"{clean(one.helper)}, {one.document.id}: {one.document.title}{link}. For {helped}, on {criteria}."


def _actions(found: MilestoneStanding, at: Screen) -> list[str]:
    actions = found.actions
    late = sum(action.overdue for action in actions)
    done = f" {found.done} done." if found.done else ""
    lines = [heading("Actions"), f"  {len(actions)} open, {late} of them overdue.{done}"]
    for action in actions[:_ROWS]:
        lines.extend(wrapped(_action(action), at, indent="    ", first="  "))
    return [*lines, *_more(len(actions))]


def _action(action: SiteAction) -> str:
    late = " OVERDUE" if action.overdue else ""
    due = f"{action.due}{late}" if action.due else "no due date"
    return f"{due}  {clean(action.site)} {action.id} ({action.owner or 'nobody'}): {action.action}"


def _risks(found: MilestoneStanding, at: Screen) -> list[str]:
    lines = [heading("Risks")]
    if not found.risks:
        return [*lines, "  None of the rules holds."]
    for rule, risks in groupby(found.risks, key=lambda risk: risk.rule):
        listed = list(risks)
        whom = [f"{clean(r.site)}{_number(r.subjects)}" if r.site else _some(r.subjects) for r in listed]
        lines.extend(wrapped(f"{rule.label}: {', '.join(whom)}. {rule.definition}", at, indent="    ", first="  "))
    return lines


def _number(subjects: Sequence[str]) -> str:
    return f" ({len(subjects)})" if subjects else ""


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(map(clean, names[:_NAMED]))}{more}"


def _more(number: int) -> list[str]:
    return [faint(f"  and {number - _ROWS} more: --json")] if number > _ROWS else []
