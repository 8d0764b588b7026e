"""The agenda of a site as a plan for people and as data."""

from collections import Counter
from collections.abc import Sequence

from iso16363.cli.terminal import Screen, clean, count, faint, heading, table, wrapped
from iso16363.fingerprint import assessment_digest
from iso16363.interchange import Json, provenance
from iso16363.judgement import Judgement
from iso16363.tasks import KIND_ORDER, Task
from iso16363.workspace.places import Locator

_NOBODY = "nobody yet"


def plan(where: Locator, judgement: Judgement, tasks: Sequence[Task], limit: int, at: Screen) -> list[str]:
    """What there is in all, what to begin with, and who has how much."""
    name = clean(judgement.site.site.short_name)
    ready = _ready(where, judgement)
    if not tasks:
        return [f"{name}: nothing to do.", *ready]
    lines = [heading(f"{name}: {count(len(tasks), 'thing')} to do"), *ready, ""]
    lines.extend(_kinds(tasks))
    lines.extend(["", heading("Begin here")])
    lines.extend(first_tasks(where, judgement, tasks, limit, at))
    if len(tasks) > limit:
        lines.extend(["", heading("By owner"), *_owners(where, tasks, at)])
    return lines


def _ready(where: Locator, judgement: Judgement) -> list[str]:
    """That the site can be handed over as it stands, unless it was."""
    if judgement.readiness.failing:
        return []
    digest = assessment_digest(judgement.site)
    if any(handoff.digest == digest for handoff in judgement.site.handoffs.values()):
        return ["Every gate holds, and it was handed over as it stands."]
    return [f"Every gate holds. The package for the auditor: iso16363 handoff {clean(where.report.id)}"]


def owned(where: Locator, judgement: Judgement, tasks: Sequence[Task], role: str, limit: int, at: Screen) -> list[str]:
    """What one owner has to do."""
    name = clean(judgement.site.site.short_name)
    lines = [heading(f"{name}, {role}: {count(len(tasks), 'thing')} to do"), ""]
    if not tasks:
        return [f"{name}, {role}: nothing to do."]
    lines.extend([*_kinds(tasks), ""])
    return [*lines, *first_tasks(where, judgement, tasks, limit, at)]


def _kinds(tasks: Sequence[Task]) -> list[str]:
    numbers = Counter(task.kind for task in tasks)
    gates = {kind: {t.gate.label: None for t in tasks if t.kind is kind and t.gate} for kind in numbers}
    rows = [
        (f"{order}.", kind.definition, str(numbers[kind]), f"gate {', '.join(gates[kind])}" if gates[kind] else "")
        for order, kind in enumerate((k for k in KIND_ORDER if k in numbers), start=1)
    ]
    return table(rows, right=frozenset({0, 2}), indent="  ")


def first_tasks(where: Locator, judgement: Judgement, tasks: Sequence[Task], limit: int, at: Screen) -> list[str]:
    """The first tasks, each owner's together; a remedy is said where it is first needed."""
    chosen = tasks[:limit]
    lines: list[str] = []
    said: set[str] = set()
    for owner in dict.fromkeys(task.owner for task in chosen):
        lines.extend(wrapped(_role(judgement, owner), at, first="  ", indent="    "))
        for task in (t for t in chosen if t.owner == owner):
            lines.extend(_task(where, task, at, remedy=task.how not in said))
            said.add(task.how)
    left = len(tasks) - len(chosen)
    if left > 0:
        lines.append(f"  and {left:,} more: --limit {len(tasks)} shows all.")
    return lines


def _task(where: Locator, task: Task, at: Screen, *, remedy: bool) -> list[str]:
    lines = wrapped(f"{task.subject}: {task.what}", at, first="    - ", indent=" " * 6)
    if remedy:
        lines.extend(wrapped(task.how, at, first=f"      {at.sign('→', '->')} ", indent=" " * 8))
    return [*lines, faint(f"      {clean(where.shown(task.place))}")]


def _role(judgement: Judgement, owner: str | None) -> str:
    if owner is None:
        return f"{_NOBODY} (name an owner in the answer, or list the criterion at a role in site.yaml)"
    role = judgement.site.site.roles.get(owner)
    return f"{owner}: {role.title}" if role else owner


def _owners(where: Locator, tasks: Sequence[Task], at: Screen) -> list[str]:
    numbers = Counter(task.owner for task in tasks)
    rows = []
    for owner in sorted(numbers, key=lambda o: (o is None, -numbers[o], o or "")):
        first = next(kind for kind in KIND_ORDER if any(t.kind is kind and t.owner == owner for t in tasks))
        name = _NOBODY if owner is None else clean(owner)
        rows.append((name, str(numbers[owner]), f"first: {first.definition[0].lower()}{first.definition[1:]}"))
    site = clean(where.report.id)
    lines = table(rows, right=frozenset({1}), indent="  ")
    return [*lines, *wrapped(f"One owner's list: iso16363 next {site} --owner ROLE", at)]


def as_json(where: Locator, judgement: Judgement, tasks: Sequence[Task]) -> Json:
    """The tasks as data, in order."""
    made_from = {k: v for k, v in provenance(judgement.provenance, judgement.edition).items() if k != "tool"}
    return {"site": where.report.id, **made_from, "tasks": [_plain(where, task) for task in tasks]}


def _plain(where: Locator, task: Task) -> Json:
    place = where.shown(task.place)
    return {
        "kind": task.kind.value,
        "subject": task.subject,
        "what": task.what,
        "how": task.how,
        "owner": task.owner,
        "gate": task.gate.value if task.gate else None,
        "due": task.due.isoformat() if task.due else None,
        "file": place.file,
        "line": place.line,
    }
