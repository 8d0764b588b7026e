"""A milestone as a screen: met or not, the sites, what each lacks, what they share, who could help, what is risky."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

import click

from iso16363.cli.marks import gate_legend, state_sign
from iso16363.cli.milestonesharing import ROWS, ahead, helping, more, shared, some
from iso16363.cli.terminal import Screen, clean, count, display_width, flowed, heading, table, wrapped
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import GateStanding, Judged, SiteAction
from iso16363.readiness import GateName
from iso16363.scoring import CriterionState

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
        shared(found, at),
        ahead(found, at),
        helping(found, at),
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
    if found.variant.leaves_out:
        lines.extend(wrapped(f"Variant {found.variant}. {found.variant.definition}", at))
    lines.extend(["", *wrapped(verdict_line(found), at)])
    return [*lines, *(line for said in _kind(found) for line in wrapped(said, at))]


def _kind(found: MilestoneStanding) -> Iterable[str]:
    """What is counted here, and what it is not."""
    proposed = [site for site, judged in found.judged if judged.only_proposed]
    if found.judged and len(proposed) == len(found.judged):
        yield "This is counted from proposals: no site has confirmed anything that it cites. It is not a certificate."
    else:
        yield "This is counted from self-assessments. It is not a certificate."
        if proposed:
            yield f"Nothing that is cited has been confirmed by the site: {some(proposed)}."
    fictional = [site for site, judged in found.judged if judged.head.fictional]
    if fictional:
        every = len(fictional) == len(found.judged)
        who = "the sites that are judged" if every else some(fictional)
        yield f"Fictional, with invented documents and answers: {who}."


def verdict_line(found: MilestoneStanding) -> str:
    """Whether the milestone is met, by which rule, and who is behind."""
    state = found.plan.rule.state.label
    reached = len(found.core) - len(found.behind)
    said = f"{reached} of {count(len(found.core), 'core site')} reached {state!r} or a later state"
    if found.met:
        return f"Met: {said}."
    return f"Not met: {said}. Not yet: {some([site.id for site in found.behind])}."


def _sites(found: MilestoneStanding, at: Screen) -> list[str]:
    rows: list[tuple[str, ...]] = [("site", "state", "gates", "of", "ans", "sup", "rev", "cand", "faults")]
    names = _names([site.id for site in found.sites], at.width - _BESIDE, at)
    for site in found.sites:
        name = names[site.id] if site.core else f"({names[site.id]})"
        if site.judged is None:
            state = "not judged" if site.exists else "no such site"
            rows.append((name, state, *("" for _ in range(6)), str(len(site.errors) or "")))
            continue
        counts = site.judged.whole
        figures = [counts.applicable, *(counts.at_least(state) for state in _LEVELS)]
        faults = sum(len(gate.lacks) for gate in site.judged.gates)
        strip = _strip(site.judged.gates, at)
        rows.append((name, site.judged.state.label, strip, *map(str, (*figures, site.judged.candidates, faults))))
    lines = table(rows, right=frozenset(range(3, 9)))
    lines[0] = heading(lines[0])
    gates = ", ".join(name.label for name in GateName)
    lines.extend(["", *wrapped(f"gates, in this order: {gates}", at), *flowed(gate_legend(at), at)])
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
            why = "cannot be judged." if site.exists else "is no site:"
            lines.extend(wrapped(f"{name} {why} {site.reason}", at, indent="    ", first="  "))
            continue
        lines.extend(_of_site(name, site.judged, at))
    return lines


def _of_site(name: str, judged: Judged, at: Screen) -> list[str]:
    failing = [gate for gate in judged.gates if not gate.holds]
    changed = ", with changes that are not committed" if judged.uncommitted else ""
    where = f"{judged.edition.head.title}{changed}{', fictional' if judged.head.fictional else ''}"
    if not failing:
        return wrapped(f"{name}: every gate holds. {where}", at, indent="    ", first="  ")
    lines = wrapped(
        f"{name}: {count(len(failing), 'gate fails', 'gates fail')}. {where}", at, indent="    ", first="  "
    )
    for gate in failing:
        first = gate.lacks[0]
        several = f"{len(gate.lacks)} faults, the first: " if len(gate.lacks) > 1 else ""
        file = first.file if first.there else f"{first.file}, to be written"
        said = f"{gate.name.label}: {several}{first.subject}: {first.text} ({file})"
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
        names = _names([site for site, _ in members], _SITE, at)
        width = max(map(display_width, names.values()))
        for site, judged in members:
            groups = ["".join(_signs(judged, model.of_subsection(s), at)) for s in model.subsections]
            named = [f"{s} {group}" for s, group in zip(model.subsections, groups, strict=True)]
            for index, line in enumerate(flowed(named, Screen(at.width - width - 6, at.unicode), gap="  ")):
                label = names[site] if index == 0 else ""
                lines.append(f"    {label:<{width}}  {line}")
    signs = [f"{state_sign(state, at)} {state.label}" for state in CriterionState]
    return [*lines, *(f"  {line}" for line in flowed(signs, Screen(at.width - 2, at.unicode)))]


def _names(sites: Sequence[str], width: int, at: Screen) -> dict[str, str]:
    """Names cut to a width so that no two look alike: at the end, or in the middle, or numbered."""
    plain, gap = {site: clean(site) for site in sites}, at.sign("…", "...")
    shown: dict[str, str] = {}
    for tail in range(width - len(gap)):
        head = width - len(gap) - tail
        shown = {s: n if len(n) <= width else f"{n[:head]}{gap}{n[len(n) - tail :]}" for s, n in plain.items()}
        if len(set(shown.values())) == len(sites):
            return shown
    numbers = ((site, name, f"~{place}") for place, (site, name) in enumerate(plain.items(), 1))
    return {s: n if len(n) <= width else f"{n[: width - len(number)]}{number}" for s, n, number in numbers}


def _signs(judged: Judged, criteria: Iterable[str], at: Screen) -> Iterable[str]:
    return (state_sign(judged.criteria[criterion].state, at) for criterion in criteria)


def _actions(found: MilestoneStanding, at: Screen) -> list[str]:
    actions = found.actions
    late = sum(action.overdue for action in actions)
    done = f" {found.done} done." if found.done else ""
    lines = [heading("Actions"), f"  {len(actions)} open, {late} of them overdue.{done}"]
    for action in actions[:ROWS]:
        lines.extend(wrapped(_action(action), at, indent="    ", first="  "))
    return [*lines, *more(len(actions))]


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
        whom = [f"{clean(r.site)}{_number(r.number)}" if r.site else some(r.subjects) for r in listed]
        lines.extend(wrapped(f"{rule.label}: {', '.join(whom)}. {rule.definition}", at, indent="    ", first="  "))
    return lines


def _number(things: int) -> str:
    return f" ({things})" if things else ""
