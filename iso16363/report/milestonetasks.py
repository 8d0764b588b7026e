"""Actions and risks of a milestone, set out for a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from iso16363.language import definition, first_few, label, long_date, one_or_many, shown_number
from iso16363.milestones.risks import Risk
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.standing import SiteAction
from iso16363.milestones.wording import Names, named
from iso16363.report.milestonepaths import together
from iso16363.report.milestonesharing import more

_ROWS, _CRITERIA, _SITES = 40, 6, 6


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something that a site is going to do."""

    due: str
    overdue: bool
    site: str
    what: str
    owner: str
    criteria: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A rule that holds, of whom, and where to look."""

    name: str
    meaning: str
    whom: str
    files: str


@dataclass(frozen=True, slots=True)
class TasksPart:
    """All of it; `head` counts the actions, `left` says what the list leaves out."""

    head: tuple[str, ...]
    actions: tuple[ActionRow, ...]
    file: str
    left: tuple[str, ...]
    risks: tuple[RiskRow, ...]


def tasks_part(found: MilestoneStanding, names: Names) -> TasksPart:
    """Set out what is being done, and what may go wrong."""
    roles = {site: judged.head.role_titles for site, judged in found.judged}
    return TasksPart(
        head=tuple(_counts(found)),
        actions=tuple(_action_row(one, names, roles[one.site].get(one.owner or "")) for one in found.actions[:_ROWS]),
        file=together([one.file for one in found.actions]),
        left=tuple(more(found.actions)),
        risks=tuple(_risks(found, names)),
    )


def _counts(found: MilestoneStanding) -> Iterator[str]:
    if found.actions:
        late = sum(one.overdue for one in found.actions)
        yield one_or_many(
            "{n} action is open, {late} of them overdue.",
            "{n} actions are open, {late} of them overdue.",
            len(found.actions),
            late=late,
        )
    if found.done:
        yield one_or_many("{n} action is done.", "{n} actions are done.", found.done)


def _action_row(one: SiteAction, names: Names, role: str | None) -> ActionRow:
    return ActionRow(
        due=long_date(one.due) if one.due else "–",
        overdue=one.overdue,
        site=names[one.site],
        what=one.action,
        owner=role or one.owner or "–",
        criteria=first_few(one.criteria, _CRITERIA) or "–",
    )


def _risks(found: MilestoneStanding, names: Names) -> Iterator[RiskRow]:
    by_rule: dict[object, list[Risk]] = {}
    for risk in found.risks:
        by_rule.setdefault(risk.rule, []).append(risk)
    for risks in by_rule.values():
        whom = [_whom(risk, names) for risk in risks]
        files = together([file for risk in risks for file in risk.files])
        rule = risks[0].rule
        yield RiskRow(label(rule), definition(rule), named(whom, _SITES, 120), files)


def _whom(risk: Risk, names: Names) -> str:
    if risk.site is None:
        return named([names[site] for site in risk.subjects], _SITES, 120)
    return f"{names[risk.site]} ({shown_number(risk.number)})" if risk.number else names[risk.site]
