"""One role's action sheet: what it has to do, why, by when and where, the most urgent first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from iso16363.agenda import agenda
from iso16363.errors import UnknownName
from iso16363.judgement import Judgement
from iso16363.language import label, long_date, say
from iso16363.readiness import GateStatus
from iso16363.report.actionlists import LISTS, RULES_SAID, list_of
from iso16363.report.charts import state_bars
from iso16363.report.front import Cover, build_cover, document_id
from iso16363.report.look import PLAIN, Look
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.page import render
from iso16363.report.wording import shortened
from iso16363.rules import RULES
from iso16363.scoring import CriterionState, tally
from iso16363.spelling import nearest
from iso16363.tasks import Task, TaskKind


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One thing to do. `title` is what the subject is called, `english` where the catalogue calls it so.

    `what` is English wherever `message` is set: messages of the checks are not translated.
    """

    subject: str
    title: str
    english: bool
    what: str
    message: bool
    beside: tuple[str, ...]
    why: tuple[str, ...]
    due: str
    late: bool
    where: str


@dataclass(frozen=True, slots=True)
class ActionList:
    """Things of one sort, with what is to be done with each."""

    key: str
    title: str
    how: str
    beside: str
    lines: tuple[ActionLine, ...]
    first_due: str


@dataclass(frozen=True, slots=True)
class ActionSheet:
    """Everything one role has to do, as data."""

    cover: Cover
    title: str
    document_id: str
    running_head: str
    site_id: str
    role: str
    role_title: str
    accountable: bool
    proposed: bool
    owned: int
    states: tuple[tuple[str, str, str], ...]
    counts: tuple[int, ...]
    lists: tuple[ActionList, ...]
    total: int
    late: int
    undated: int
    otherwise: str
    next_due: str
    gates: tuple[str, ...]
    ownerless: int


def build_action_sheet(judgement: Judgement, role: str) -> ActionSheet:
    """Gather what a role has to do. Raises UnknownName where the site has no such role."""
    site = judgement.site.site
    if role not in site.roles:
        known = f"Roles of {site.id}: {', '.join(site.roles) or 'none yet'}."
        raise UnknownName("role", role, nearest=nearest(role, site.roles), known=known)
    lookup, record = Lookup(judgement), site.roles[role]
    cover = build_cover(lookup)
    everything = agenda(judgement)
    tasks = [task for task in everything if task.owner == role]
    days = [task.due for task in tasks if task.due]
    own = tuple(c for c, r in lookup.results.items() if r.owner == role)
    states = tally(lookup.results, own).states
    failing = {gate.name for gate in judgement.readiness.gates if gate.status is GateStatus.FAILS}
    waiting = Counter(task.gate for task in tasks if task.gate in failing)
    return ActionSheet(
        cover=cover,
        title=say("Action sheet: {role}, {name}", role=record.title, name=site.short_name),
        document_id=document_id(lookup, "actions", role),
        running_head=shortened(say("{name} · action sheet · {role}", name=site.short_name, role=record.title), 90),
        site_id=site.id,
        role=role,
        role_title=record.title,
        accountable=record.accountable,
        proposed=record.proposed,
        owned=len(own),
        states=tuple((s.value, label(s), STATE_LETTER[s]) for s in CriterionState),
        counts=tuple(states[s] for s in CriterionState),
        lists=_lists(lookup, tasks),
        total=len(tasks),
        late=sum(day < judgement.today for day in days),
        undated=len(tasks) - len(days),
        otherwise=_otherwise(cover),
        next_due=long_date(min(coming)) if (coming := [d for d in days if d >= judgement.today]) else "",
        gates=tuple(
            f"{label(gate.name)} ({waiting[gate.name]})" for gate in judgement.readiness.gates if waiting[gate.name]
        ),
        ownerless=sum(task.owner is None for task in everything) if record.accountable else 0,
    )


def _otherwise(cover: Cover) -> str:
    """By when what has no date of its own."""
    if cover.milestone_due and not cover.milestone_past:
        return say("{day} (milestone)", day=cover.milestone_due)
    return say("date to be agreed")


def _lists(lookup: Lookup, tasks: Sequence[Task]) -> tuple[ActionList, ...]:
    found = []
    for key, heading in LISTS.items():
        here = [task for task in tasks if list_of(task, lookup.judgement.site) == key]
        if not here:
            continue
        here.sort(key=lambda task: task.due or date.max)
        found.append(
            ActionList(
                key,
                say(heading.title),
                say(heading.how),
                say(heading.beside) if heading.beside else "",
                tuple(_line(lookup, key, task) for task in here),
                long_date(here[0].due) if here[0].due else "",
            )
        )
    return tuple(found)


def _line(lookup: Lookup, key: str, task: Task) -> ActionLine:
    title, english = _title(lookup, task)
    late = bool(task.due and task.due < lookup.judgement.today)
    due = long_date(task.due) if task.due else ""
    return ActionLine(
        subject=task.subject,
        title=title,
        english=english,
        what=_what(lookup, task),
        message=bool(task.code)
        and task.kind is not TaskKind.REVIEW
        and task.subject not in lookup.judgement.site.actions,
        beside=_beside(lookup, key, task.subject),
        why=_why(lookup, task),
        due=say("{day}, late", day=due) if late else due,
        late=late,
        where=_where(task),
    )


def _what(lookup: Lookup, task: Task) -> str:
    action = lookup.judgement.site.actions.get(task.subject)
    if action is None or task.kind is TaskKind.UPKEEP:
        return task.problem or task.what
    return say("{action} ({state})", action=action.action.rstrip("."), state=label(action.state))


def _title(lookup: Lookup, task: Task) -> tuple[str, bool]:
    judgement, subject = lookup.judgement, task.subject
    if subject in judgement.edition.criteria:
        return judgement.edition.criteria[subject].title, True
    if subject in judgement.site.documents:
        return judgement.site.documents[subject].title, False
    role = judgement.catalogue.document_roles.get(subject)
    return (role.title, True) if role else ("", False)


def _beside(lookup: Lookup, key: str, criterion: str) -> tuple[str, ...]:
    if key == "answers":
        return lookup.judgement.edition.criteria[criterion].examples
    if key == "candidates":
        return tuple(dict.fromkeys(c.document for c in lookup.judgement.site.answer(criterion).candidates))
    return ()


def _why(lookup: Lookup, task: Task) -> tuple[str, ...]:
    found = []
    action = lookup.judgement.site.actions.get(task.subject)
    if action:
        criteria = ", ".join(dict.fromkeys(action.criteria))
        found.append(say("closes a gap of {criteria}: {gap}", criteria=criteria, gap=action.gap.rstrip(".")))
    if task.gate:
        found.append(say("gate “{name}”", name=label(task.gate)))
    if task.code:
        rule = say(RULES_SAID[task.code]) if task.code in RULES_SAID else RULES[task.code].title
        found.append(say("{rule} (rule {code})", rule=rule, code=task.code))
    return tuple(found)


def _where(task: Task) -> str:
    place, file = task.place, task.place.file
    match place.path:
        case (criterion, "evidence", int(index), *_):
            return say("{file}, citation {id}", file=file, id=f"{criterion}-E{index + 1}")
        case _ if place.line:
            return say("{file}, line {line}", file=file, line=place.line)
    return file


def render_action_sheet(sheet: ActionSheet, *, look: Look = PLAIN) -> str:
    """The sheet as HTML."""
    words = say("One bar for the criteria of this role, shaded by state.")
    bar = state_bars([(say("Own"), sheet.counts)], sheet.states, words, words) if sheet.owned else ""
    values = {"sheet": sheet, "bar": Markup(bar)}  # noqa: S704 - charts escape texts
    return render("actionsheet.html", values, look=look)
