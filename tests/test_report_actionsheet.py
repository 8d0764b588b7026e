"""One role's action sheet: complete, urgent things first, from the same agenda as `next`."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from gettext import NullTranslations
from pathlib import Path

import pypdf
import pytest
import report_samples
from english_left import english_left
from pseudolanguage import Pseudo

from iso16363.agenda import KIND_ORDER, Task, TaskKind, agenda
from iso16363.catalog import Catalogue
from iso16363.diagnostics import Place
from iso16363.errors import UnknownName
from iso16363.judgement import Judgement, judge_site
from iso16363.language import speaking
from iso16363.model.audit import AuditItem, AuditKind, AuditState
from iso16363.readiness import GateName
from iso16363.report.actionlists import LISTS, RULES_SAID, list_of
from iso16363.report.actionsheet import ActionSheet, build_action_sheet, render_action_sheet
from iso16363.report.pdf import pdf_bytes
from iso16363.rules import RULES, Severity
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import SiteReport, report_on


def lines(sheet: ActionSheet) -> Iterator[tuple[str, str, str]]:
    return ((found.key, line.subject, line.what) for found in sheet.lists for line in found.lines)


def of_site(root: Path, site: str, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(root), site, catalogue, today).judgement
    assert judgement is not None
    return judgement


def test_the_urgent_comes_first_with_reason_day_and_place() -> None:
    sheet = build_action_sheet(report_samples.half(), "quality")
    assert list(lines(sheet)) == [
        ("overdue", "write-analysis", "Write one (open)"),
        ("claims", "5.2.1", "documented: claimed 1, the evidence supports 0"),
        ("gaps", "5.2.1", "rated 0: likely a major nonconformity"),
    ]
    overdue = sheet.lists[0].lines[0]
    assert (overdue.due, overdue.late, overdue.where) == ("1 October 2026, late", True, "actions.yaml")
    assert overdue.why == ("closes a gap of 5.2.1: No analysis", "an action is overdue (rule A601)")
    assert sheet.lists[1].lines[0].why == (
        "gate “evidence”",
        "a claim is higher than the evidence supports (rule E504)",
    )
    assert (sheet.total, sheet.late, sheet.undated) == (3, 1, 2)
    assert sheet.otherwise == "31 January 2027 (milestone)"


def test_it_holds_what_next_has_for_the_role_and_the_reviews(
    example_report: SiteReport, shipped_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    assert example_report.judgement is not None
    for judgement in (example_report.judgement, of_site(shipped_workspace, "cern", catalogue, today)):
        for role in judgement.site.site.roles:
            sheet = build_action_sheet(judgement, role)
            tasks = [t for t in agenda(judgement) if t.owner == role]
            assert sheet.total == len(tasks) == len(list(lines(sheet)))
            assert {subject for _, subject, _ in lines(sheet)} == {task.subject for task in tasks}
            assert [found.key for found in sheet.lists] == [key for key in LISTS if key in {f.key for f in sheet.lists}]


def test_who_answers_is_told_what_to_bring_and_what_to_read(
    shipped_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    judgement = of_site(shipped_workspace, "cern", catalogue, today)
    sheet = build_action_sheet(judgement, "preservation-lead")
    found = {entry.key: entry for entry in sheet.lists}
    assert found["answers"].lines[0].beside == judgement.edition.criteria["3.1.2.2"].examples
    assert found["candidates"].beside == "Cited documents:"
    assert set(found["candidates"].lines[0].beside) <= set(judgement.site.documents)
    assert sheet.otherwise == "date to be agreed"
    assert "which was due 30 September 2021: agree on a new date" in render_action_sheet(sheet)


def test_the_accountable_role_hears_what_nobody_owns(
    shipped_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    judgement = of_site(shipped_workspace, "cern", catalogue, today)
    nobody = sum(task.owner is None for task in agenda(judgement))
    assert build_action_sheet(judgement, "head-of-it").ownerless == nobody > 0
    assert build_action_sheet(judgement, "preservation-lead").ownerless == 0
    assert "iso16363 next cern --owner nobody" in render_action_sheet(build_action_sheet(judgement, "head-of-it"))


def test_a_role_with_nothing_to_do_is_told_so() -> None:
    judgement = report_samples.complete()
    quality = build_action_sheet(judgement, "quality")
    html = render_action_sheet(quality)
    assert quality.lists == () or quality.total
    roles = {
        **judgement.site.site.roles,
        "guest": judgement.site.site.roles["quality"].model_copy(update={"criteria": ()}),
    }
    site = judgement.site.site.model_copy(update={"roles": roles})
    guest = build_action_sheet(replace(judgement, site=replace(judgement.site, site=site)), "guest")
    assert (guest.total, guest.owned, guest.lists) == (0, 0, ())
    html = render_action_sheet(guest)
    assert "Nothing to do." in html
    assert "This role answers for no criterion." in html
    assert "<table" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_an_unknown_role_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r'Did you mean "quality"\? Roles of small: head, quality\.'):
        build_action_sheet(report_samples.half(), "qualty")
    with pytest.raises(UnknownName, match="Roles of small: head, quality"):
        build_action_sheet(report_samples.half(), "zzz")


def test_a_lapsed_review_is_asked_of_owner_and_reviewer() -> None:
    judgement = report_samples.complete()
    answer = judgement.site.answers["3.1.1"].model_copy(update={"response": "Something else."})
    site = replace(judgement.site, answers={**judgement.site.answers, "3.1.1": answer})
    changed = report_samples.judged(site.site, site.answers, site.actions, site.documents)
    reviewer = build_action_sheet(changed, "quality")
    assert ("to-review", "3.1.1", "you approved it on 1 November 2026; it was changed since") in list(lines(reviewer))
    assert "lapsed" in {key for key, subject, _ in lines(build_action_sheet(changed, "head")) if subject == "3.1.1"}
    asked = [(task.subject, task.owner) for task in agenda(changed) if task.kind is TaskKind.REVIEW and task.code]
    assert asked == [("3.1.1", "quality")]


def test_the_auditor_s_questions_and_the_declaration_are_asked_of_their_roles() -> None:
    judgement = report_samples.complete()
    day, statement = date(2026, 11, 2), "Show who decides on exceptions."
    asked = AuditItem(
        kind=AuditKind.REQUEST, statement=statement, raised_on=day, due=date(2026, 11, 16), owner="quality"
    )
    major = AuditItem(kind=AuditKind.MAJOR, statement="No restore was tried.", raised_on=day)
    later = asked.model_copy(update={"due": date(2027, 1, 8)})
    closed = asked.model_copy(update={"state": AuditState.CLOSED})
    audit = {"later": later, "asked": asked, "closed": closed, "major": major}
    site = replace(judgement.site, audit=audit)
    again = judge_site(site, judgement.edition, judgement.catalogue, (), judgement.provenance)
    (found,) = (one for one in build_action_sheet(again, "quality").lists if one.key == "auditor")
    assert [(line.subject, line.what, line.late) for line in found.lines] == [
        ("asked", f"request: {statement}", True),
        ("later", f"request: {statement}", False),
    ]
    head = list(lines(build_action_sheet(again, "head")))
    assert ("auditor", "major", "major nonconformity: No restore was tried.") in head
    assert "sign" not in {key for key, _, _ in head}
    signing = [gate.name for gate in judgement.readiness.failing] == [GateName.DECLARATION]
    assert signing == ("sign" in {key for key, _, _ in lines(build_action_sheet(judgement, "head"))})


def test_planned_actions_are_on_the_agenda_in_order_of_their_day(example_report: SiteReport) -> None:
    judgement = example_report.judgement
    assert judgement is not None
    planned = [task for task in agenda(judgement) if task.kind is TaskKind.ACTION]
    assert planned
    days = [task.due for task in planned if task.due]
    assert len(days) == len(planned)
    assert days == sorted(days)
    assert days[0] >= judgement.today


def test_every_kind_of_task_has_a_list() -> None:
    site = report_samples.half().site
    for kind in KIND_ORDER:
        assert list_of(Task(kind, "x", "x", "x", Place("site.yaml"), None), site) in LISTS


def test_rules_are_called_as_in_their_table() -> None:
    assert {code: RULES[code].title for code in RULES_SAID} == dict(RULES_SAID)
    told = {"D404", "D405", "D406", "D408", "D411", "E501", "E502", "E506"}  # told as gates, or as answers to finish
    assert set(RULES_SAID) >= {
        code for code, rule in RULES.items() if rule.severity is Severity.WARNING and code[0] in "DEA"
    } - told - {"B806"}


@pytest.mark.parametrize("name", ["nothing", "half", "complete", "hostile"])
def test_every_line_is_on_paper_and_heads_repeat(name: str) -> None:
    judgement = getattr(report_samples, name)()
    sheet = build_action_sheet(judgement, "head")
    html = render_action_sheet(sheet)
    assert html.count('<th scope="row"><') + html.count('<th scope="row">') >= sheet.total
    assert "<script>" not in html
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf_bytes(html))).pages)
    assert "A self-assessment, not a certificate" in text
    assert f"{sheet.total} thing" in text or "Nothing to do." in text


def test_messages_of_the_checks_are_marked_as_english_elsewhere() -> None:
    with speaking("de", NullTranslations()):
        html = render_action_sheet(build_action_sheet(report_samples.half(), "quality"))
    assert '<div lang="en">documented: claimed 1' in html
    assert '<span class="quiet" lang="en">Risk analysis' in html


def test_a_sheet_is_for_one_edition_and_day() -> None:
    judgement = report_samples.half()
    later = judge_site(
        judgement.site,
        judgement.edition,
        judgement.catalogue,
        (),
        replace(judgement.provenance, as_of=date(2027, 3, 1)),
    )
    sheet = build_action_sheet(later, "quality")
    assert sheet.document_id == "small-iso16363-2025-20270301-dddddddd-actions-quality"
    assert sheet.otherwise == "date to be agreed"


# Keys of the files and names of files are the same in every language.
KEYS = "response documented implemented state confirmed done locator roles absent_documents closed_on closing_evidence"
KEYS += " evidence/3.1.yaml documents.yaml actions.yaml site.yaml check next nobody owner"
KEYS += " repository proposed designated_community holdings"


@pytest.mark.parametrize("name", ["nothing", "half", "complete"])
@pytest.mark.parametrize("role", ["head", "quality"])
def test_nothing_of_it_stays_english_in_another_language(name: str, role: str) -> None:
    judgement = getattr(report_samples, name)()
    with speaking("de", Pseudo()):
        sheet = build_action_sheet(judgement, role)
        assert english_left(render_action_sheet(sheet), judgement, sheet.document_id, KEYS) == {}
