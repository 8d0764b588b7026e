"""The agenda: everything that is to be done, in the order that opens gates, with owner and place."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from iso16363.agenda import KIND_ORDER, Task, TaskKind, agenda
from iso16363.catalog import Catalogue
from iso16363.judgement import Judgement, judge_site
from iso16363.readiness import GateName
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import SiteReport, report_on


def judgement_of(root: Path, site: str, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(root), site, catalogue, today).judgement
    assert judgement is not None
    return judgement


def of_kind(tasks: tuple[Task, ...], kind: TaskKind) -> list[Task]:
    return [task for task in tasks if task.kind is kind]


def edited(root: Path, file: str, old: str, new: str) -> None:
    path = root / "sites" / "small" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_kinds_come_in_their_order_and_candidates_the_most_first(
    shipped_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    tasks = agenda(judgement_of(shipped_workspace, "cern", catalogue, today))
    orders = [KIND_ORDER.index(task.kind) for task in tasks]
    assert orders == sorted(orders)
    confirm = of_kind(tasks, TaskKind.CONFIRM)
    assert [task.quick for task in confirm] == sorted((task.quick for task in confirm), reverse=True)
    assert confirm[0].subject == "3.1.1"
    assert confirm[0].owner == "head-of-it"


def test_every_failing_gate_that_can_be_opened_has_work_or_hangs_on_other_work(
    shipped_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    judgement = judgement_of(shipped_workspace, "cern", catalogue, today)
    waiting = {task.gate for task in agenda(judgement)}
    failing = {gate.name for gate in judgement.readiness.failing}
    assert failing - waiting <= {GateName.GAPS, GateName.REVIEW, GateName.DECLARATION}


def test_errors_come_first(small_workspace: Path, catalogue: Catalogue, today: date) -> None:
    edited(small_workspace, "evidence/3.1.yaml", "documented: 3", "documented: 5")
    tasks = agenda(judgement_of(small_workspace, "small", catalogue, today))
    assert (tasks[0].kind, tasks[0].gate) == (TaskKind.ERROR, GateName.STRUCTURE)
    assert "M205" in tasks[0].what
    assert tasks[0].place.line == 51


def test_overdue_actions_are_asked_of_their_owner(small_workspace: Path, catalogue: Catalogue) -> None:
    tasks = agenda(judgement_of(small_workspace, "small", catalogue, date(2031, 1, 1)))
    overdue = of_kind(tasks, TaskKind.OVERDUE)
    assert overdue
    assert all(task.owner for task in overdue)


def test_documents_to_be_reviewed_soon_are_told_ninety_days_ahead(
    example_report: SiteReport, catalogue: Catalogue, today: date
) -> None:
    judgement = example_report.judgement
    assert judgement is not None
    soon = {t.subject for t in of_kind(agenda(judgement), TaskKind.UPKEEP) if "D407" not in t.what}
    days = {d: judgement.site.documents[d].review_by for d in soon}
    assert days
    assert all(day is not None and 0 <= (day - today).days <= 90 for day in days.values())
    later = judge_site(
        judgement.site,
        judgement.edition,
        catalogue,
        judgement.diagnostics,
        replace(judgement.provenance, as_of=date(2025, 1, 1)),
    )
    assert soon.isdisjoint(t.subject for t in of_kind(agenda(later), TaskKind.UPKEEP) if "D407" not in t.what)


def test_a_task_is_not_told_twice(
    small_workspace: Path, shipped_workspace: Path, example_report: SiteReport, catalogue: Catalogue, today: date
) -> None:
    judgements = [
        judgement_of(small_workspace, "small", catalogue, today),
        judgement_of(shipped_workspace, "pic", catalogue, today),
        example_report.judgement,
    ]
    for judgement in judgements:
        assert judgement is not None
        told = [(task.subject, task.what, task.place) for task in agenda(judgement)]
        assert len(told) == len(set(told))


@pytest.mark.parametrize("site", ["cern", "desy", "pic"])
def test_every_task_says_what_how_and_where(
    site: str, shipped_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    judgement = judgement_of(shipped_workspace, site, catalogue, today)
    for task in agenda(judgement):
        assert task.what
        assert task.how.endswith(("ROLE", ".", ".1", task.subject)), task.how
        assert task.place.file
        assert task.owner is None or task.owner in judgement.site.site.roles


def test_a_site_without_roles_is_told_to_name_them(shipped_workspace: Path, catalogue: Catalogue, today: date) -> None:
    judgement = judgement_of(shipped_workspace, "pic", catalogue, today)
    nobody = replace(judgement.site, site=judgement.site.site.model_copy(update={"roles": {}}))
    again = judge_site(nobody, judgement.edition, catalogue, (), judgement.provenance)
    scope = of_kind(agenda(again), TaskKind.SCOPE)
    assert any("no roles are named" in task.what for task in scope)
    assert all(task.owner is None for task in agenda(again))


def test_the_criterion_is_shown_as_the_site_s_edition_has_it(
    small_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    def shown() -> set[str]:
        tasks = of_kind(agenda(judgement_of(small_workspace, "small", catalogue, today)), TaskKind.ANSWER)
        return {task.how.partition("see ")[2] for task in tasks if task.subject == "4.2.1.1"}

    assert shown() == {"iso16363 criteria show 4.2.1.1"}
    edited(small_workspace, "site.yaml", "edition: iso16363-2025", "edition: iso16363-2012")
    assert shown() == {"iso16363 criteria show 4.2.1.1 --edition iso16363-2012"}
