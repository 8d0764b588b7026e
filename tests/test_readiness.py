"""Every gate holds for a site that has everything, and fails for one thing that it lacks, naming it."""

from typing import Any, NamedTuple

import pytest
from judging import REGISTER, REPOSITORY, TODAY, YESTERDAY, action, answer, assessment, cite, document, reviewed

from iso16363.catalog import Catalogue
from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.actions import ActionState
from iso16363.model.answers import Answer, CitationState
from iso16363.model.documents import Access, DocumentKind, DocumentState
from iso16363.readiness import GateName, GateStatus, Judged, MilestoneState, Readiness, judge
from iso16363.scoring import score

GATES = [g for g in GateName if g not in (GateName.REVIEW, GateName.DECLARATION)]
OUT = Answer(applicable=False, reason="no", approved_by="head")


def judged(catalogue: Catalogue, diagnostics: tuple[Diagnostic, ...] = (), **changes: Any) -> Readiness:
    """A site that has everything, but for the changes."""
    edition = catalogue.editions["iso16363-2025"]
    answers = {criterion: reviewed(answer()) for criterion in edition.criteria}
    answers |= changes.pop("answers", {})
    register = {
        "policy": document(roles=tuple(catalogue.document_roles)),
        "log": document(DocumentKind.LOG),
        **changes.pop("documents", {}),
    }
    site = assessment(answers, documents=register, **changes)
    return judge(Judged(site, edition, catalogue, score(site, edition, TODAY), diagnostics, TODAY))


def test_all_gates_hold_for_a_site_that_has_everything(catalogue: Catalogue) -> None:
    readiness = judged(catalogue)
    assert [g.name for g in readiness.gates] == list(GateName)
    assert {g.name: g.failures for g in readiness.gates if g.failures} == {}
    assert all(readiness.gate(name).status is GateStatus.HOLDS for name in GATES)
    assert readiness.failing == ()


def test_review_and_declaration_say_that_they_are_not_judged_yet(catalogue: Catalogue) -> None:
    readiness = judged(catalogue)
    for name in (GateName.REVIEW, GateName.DECLARATION):
        assert readiness.gate(name).status is GateStatus.NOT_PROVIDED
    assert readiness.state is MilestoneState.UNDER_WAY


class Lack(NamedTuple):
    """One thing a site lacks: the gate that has to fail, what it is about, and where."""

    gate: GateName
    subject: str
    file: str
    changes: dict[str, Any]


def lacking(**changes: Any) -> dict[str, Any]:
    return changes


REPOSITORY_WITHOUT = {
    name: {"repository": REPOSITORY.model_copy(update={name: value})}
    for name, value in (("designated_community", None), ("holdings", ()), ("proposed", True))
}
EVIDENCE_31 = "evidence/3.1.yaml"

LACKS = {
    "no repository": Lack(GateName.SCOPE, "repository", "site.yaml", lacking(site={"repository": None})),
    "scope proposed": Lack(GateName.SCOPE, "repository", "site.yaml", lacking(site=REPOSITORY_WITHOUT["proposed"])),
    "no community": Lack(
        GateName.SCOPE, "designated_community", "site.yaml", lacking(site=REPOSITORY_WITHOUT["designated_community"])
    ),
    "no holdings": Lack(GateName.SCOPE, "holdings", "site.yaml", lacking(site=REPOSITORY_WITHOUT["holdings"])),
    "open": Lack(GateName.COMPLETE, "3.1.1", EVIDENCE_31, lacking(answers={"3.1.1": Answer()})),
    "draft": Lack(GateName.COMPLETE, "3.1.1", EVIDENCE_31, lacking(answers={"3.1.1": answer(implemented=None)})),
    "no reason": Lack(GateName.COMPLETE, "3.1.1", EVIDENCE_31, lacking(answers={"3.1.1": Answer(applicable=False)})),
    "overclaimed paper": Lack(
        GateName.EVIDENCE, "3.1.1", EVIDENCE_31, lacking(answers={"3.1.1": answer(evidence=cite("policy"))})
    ),
    "no place": Lack(
        GateName.EVIDENCE,
        "3.1.1",
        EVIDENCE_31,
        lacking(answers={"3.1.1": answer(evidence=cite("policy", "log") + cite("log", locator=None))}),
    ),
    "candidate left": Lack(
        GateName.EVIDENCE,
        "3.1.1",
        EVIDENCE_31,
        lacking(answers={"3.1.1": answer(evidence=cite("policy", "log") + cite("log", state=CitationState.CANDIDATE))}),
    ),
    "file missing": Lack(
        GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(path="c.md", sha256="c" * 64)})
    ),
    "file changed": Lack(
        GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(path="b.md", sha256="b" * 64)})
    ),
    "no checksum": Lack(GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(path="a.md")})),
    "link not checked": Lack(GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(checked=None)})),
    "nowhere": Lack(GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(url=None)})),
    "no access": Lack(GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(access=None)})),
    "withheld": Lack(
        GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(access=Access.RESTRICTED)})
    ),
    "on site": Lack(
        GateName.ACCESS,
        "x",
        "documents.yaml",
        lacking(documents={"x": document(access=Access.ON_SITE, url=None, withheld="why")}),
    ),
    "no summary": Lack(GateName.ACCESS, "x", "documents.yaml", lacking(documents={"x": document(language="fr")})),
    "gap without action": Lack(GateName.GAPS, "3.1.1", EVIDENCE_31, lacking(answers={"3.1.1": answer(documented=2)})),
    "gap, action without date": Lack(
        GateName.GAPS,
        "3.1.1",
        EVIDENCE_31,
        lacking(answers={"3.1.1": answer(documented=2)}, actions={"a": action("3.1.1", due=None)}),
    ),
    "gap, action without owner": Lack(
        GateName.GAPS,
        "3.1.1",
        EVIDENCE_31,
        lacking(answers={"3.1.1": answer(documented=2)}, actions={"a": action("3.1.1", owner=None)}),
    ),
    "gap, action done": Lack(
        GateName.GAPS,
        "3.1.1",
        EVIDENCE_31,
        lacking(answers={"3.1.1": answer(documented=2)}, actions={"a": action("3.1.1", state=ActionState.DONE)}),
    ),
    "gap, action for another": Lack(
        GateName.GAPS,
        "3.1.1",
        EVIDENCE_31,
        lacking(answers={"3.1.1": answer(documented=2)}, actions={"a": action("3.1.3")}),
    ),
    "below 2": Lack(
        GateName.GAPS,
        "3.1.1",
        EVIDENCE_31,
        lacking(answers={"3.1.1": answer(documented=1)}, actions={"a": action("3.1.1")}),
    ),
}


@pytest.mark.parametrize("lack", LACKS.values(), ids=LACKS)
def test_one_lack_fails_one_gate_and_is_named(lack: Lack, catalogue: Catalogue) -> None:
    readiness = judged(catalogue, **lack.changes)
    assert [g.name for g in readiness.failing] == [lack.gate]
    (failure,) = readiness.gate(lack.gate).failures
    assert failure.subject == lack.subject
    assert failure.place.file == lack.file
    assert failure.text


def test_an_error_fails_the_structure_and_a_warning_does_not(catalogue: Catalogue) -> None:
    error = Diagnostic("R301", Place("evidence/3.1.yaml", 4, 1), "unknown criterion", "Correct it.")
    warning = Diagnostic("A601", Place("actions.yaml", 4, 1), "overdue", "Close it.")
    gate = judged(catalogue, (warning, error)).gate(GateName.STRUCTURE)
    assert [(f.subject, f.text, f.place) for f in gate.failures] == [("R301", error.message, error.place)]
    assert judged(catalogue, (warning,)).gate(GateName.STRUCTURE).status is GateStatus.HOLDS


GOOD: dict[str, dict[str, Any]] = {
    "not applicable": {"answers": {"3.1.1": OUT}},
    "umbrella without an answer of its own": {"answers": {"3.1.2": Answer()}},
    "gap with an action": {"answers": {"3.1.1": answer(documented=2)}, "actions": {"a": action("3.1.1", "3.1.3")}},
    "low target": {"answers": {"3.1.1": answer(documented=2, target=2)}},
    "half supported": {"answers": {"3.1.1": answer(documented=2, implemented=2, evidence=cite("policy"), target=2)}},
    "document left out with a reason": {
        "documents": {"policy": document()},
        "site": {"absent_documents": {}},
        "absent": True,
    },
    "attached": {"documents": {"x": document(path="a.md", sha256="a" * 64, url=None, checked=None)}},
    "superseded is not looked at": {
        "documents": {"x": document(state=DocumentState.SUPERSEDED, access=None, url=None)}
    },
    "candidates of the register are not looked at": {
        "documents": {"x": document(state=DocumentState.CANDIDATE, access=None, url=None)}
    },
    "on site, with reason and way": {
        "documents": {"x": document(access=Access.ON_SITE, url=None, withheld="why", inspect="how")}
    },
    "French with a summary": {"documents": {"x": document(language="fr", summary="What it says.")}},
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_allowed_fails_no_gate(name: str, catalogue: Catalogue) -> None:
    changes = dict(GOOD[name])
    if changes.pop("absent", False):
        changes["site"] = {"absent_documents": dict.fromkeys(catalogue.document_roles, "A reason.")}
    assert judged(catalogue, **changes).failing == ()


def test_a_role_is_not_called_for_where_its_criteria_do_not_apply(catalogue: Catalogue) -> None:
    roles = tuple(r for r in catalogue.document_roles if r != "mission-statement")
    readiness = judged(catalogue, answers={"3.1.1": OUT}, documents={"policy": document(roles=roles)})
    assert readiness.failing == ()


@pytest.mark.parametrize(
    "wrong",
    [document(state=DocumentState.DRAFT), document(review_by=YESTERDAY), document(state=DocumentState.CANDIDATE)],
)
def test_a_role_needs_an_approved_current_document(wrong: Any, catalogue: Catalogue) -> None:
    roles = tuple(r for r in catalogue.document_roles if r != "mission-statement")
    register = {"policy": document(roles=roles), "x": wrong.model_copy(update={"roles": ("mission-statement",)})}
    (failure,) = judged(catalogue, documents=register).gate(GateName.DOCUMENTS).failures
    assert failure.subject == "mission-statement"
    assert "approved, current" in failure.text


def test_a_role_that_nothing_fills_is_named(catalogue: Catalogue) -> None:
    roles = tuple(r for r in catalogue.document_roles if r != "mission-statement")
    (failure,) = judged(catalogue, documents={"policy": document(roles=roles)}).gate(GateName.DOCUMENTS).failures
    assert (failure.subject, failure.place.file) == ("mission-statement", "documents.yaml")
    assert failure.text == "Mission statement or mandate: no document has this role"


def test_nothing_is_ready_because_nothing_is_there(catalogue: Catalogue) -> None:
    edition = catalogue.editions["iso16363-2025"]
    site = assessment({}, documents={}, site={"repository": None})
    readiness = judge(Judged(site, edition, catalogue, score(site, edition, TODAY), (), TODAY))
    assert readiness.state is MilestoneState.NOT_STARTED
    assert {g.name for g in readiness.failing} == set(GATES) - {GateName.STRUCTURE}


def test_candidates_alone_are_no_start(catalogue: Catalogue) -> None:
    edition = catalogue.editions["iso16363-2025"]
    candidates = Answer(evidence=cite("policy", state=CitationState.CANDIDATE), note="look")
    site = assessment({"3.1.1": candidates}, documents=REGISTER)
    readiness = judge(Judged(site, edition, catalogue, score(site, edition, TODAY), (), TODAY))
    assert readiness.state is MilestoneState.NOT_STARTED
    begun = assessment({"3.1.1": Answer(response="We began.")})
    assert (
        judge(Judged(begun, edition, catalogue, score(begun, edition, TODAY), (), TODAY)).state
        is MilestoneState.UNDER_WAY
    )
