"""Every gate holds for a site that has everything, and fails for one thing that it lacks, naming it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from judging import (
    EDITION,
    REGISTER,
    REPOSITORY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    action,
    answer,
    assessment,
    cite,
    document,
    reviewed,
    signed,
)

from iso16363.catalog import Catalogue
from iso16363.diagnostics import Diagnostic, Place
from iso16363.fingerprint import answer_digest
from iso16363.gates import Judged, judge
from iso16363.model.actions import ActionState
from iso16363.model.answers import Answer, CitationState, Review
from iso16363.model.assessment import SelfAssessment
from iso16363.model.audit import AuditItem, AuditKind, AuditState
from iso16363.model.documents import Access, Document, DocumentKind, DocumentState
from iso16363.model.signoff import Declaration, Handoff, Revocation
from iso16363.model.site import Role
from iso16363.model.variant import Variant
from iso16363.readiness import GateName, GateStatus, MilestoneState, Readiness
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.scoring import score

OUT = Answer(applicable=False, reason="no", approved_by="head")


def made(catalogue: Catalogue, **changes: Any) -> SelfAssessment:
    """A site that has everything, but for the changes."""
    edition = catalogue.editions["iso16363-2025"]
    answers = {criterion: answer() for criterion in edition.criteria}
    answers |= changes.pop("answers", {})
    register = {
        "policy": document(roles=tuple(catalogue.document_roles)),
        "log": document(DocumentKind.LOG),
        **changes.pop("documents", {}),
    }
    if changes.pop("reviewed", True):
        answers = {c: reviewed(a, documents=register, criterion=c) if a.begun else a for c, a in answers.items()}
    site = assessment(answers, documents=register, **changes)
    return site if "declarations" in changes else signed(site)


def judged(catalogue: Catalogue, diagnostics: tuple[Diagnostic, ...] = (), **changes: Any) -> Readiness:
    return as_judged(made(catalogue, **changes), catalogue, diagnostics)


def as_judged(site: SelfAssessment, catalogue: Catalogue, diagnostics: tuple[Diagnostic, ...] = ()) -> Readiness:
    edition = catalogue.editions["iso16363-2025"]
    return judge(Judged(site, edition, catalogue, score(site, edition, TODAY), diagnostics, TODAY))


def texts(readiness: Readiness, gate: GateName) -> list[tuple[str, str, str]]:
    """What keeps a gate shut: subject, words, file."""
    return [(f.subject, f.text, f.place.file) for f in readiness.gate(gate).failures]


def test_all_gates_hold_for_a_site_that_has_everything(catalogue: Catalogue) -> None:
    readiness = judged(catalogue)
    assert [g.name for g in readiness.gates] == list(GateName)
    assert {g.name: g.failures for g in readiness.gates if g.failures} == {}
    assert all(readiness.gate(name).status is GateStatus.HOLDS for name in GateName)
    assert readiness.failing == ()
    assert readiness.state is MilestoneState.READY


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
    "no reason": Lack(
        GateName.COMPLETE, "3.1.1", EVIDENCE_31, lacking(answers={"3.1.1": Answer(applicable=False, owner="head")})
    ),
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
    assert {g.name for g in readiness.failing} == set(GateName) - {GateName.STRUCTURE, GateName.FINDINGS}


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


def major(**fields: Any) -> AuditItem:
    settled = {"kind": AuditKind.MAJOR, "statement": "A fault.", "raised_on": YESTERDAY}
    return AuditItem(**{**settled, **fields})


ANSWERED = {
    "correction": "Mended.",
    "cause": "Nobody looked.",
    "corrective_action": "Somebody looks.",
    "evidence": ("log",),
    "state": AuditState.ANSWERED,
}
SETTLED = (AuditState.CLOSED, AuditState.WITHDRAWN)
UNANSWERED: dict[str, tuple[dict[str, Any], str]] = {
    "open": ({}, "major nonconformity without correction, cause, corrective action, evidence"),
    "open, with an answer only": (
        {"answer": "We know."},
        "major nonconformity without correction, cause, corrective action, evidence",
    ),
    "all is there, but it is open": (
        {**ANSWERED, "state": AuditState.OPEN},
        "major nonconformity, not answered yet",
    ),
    "no cause": ({**ANSWERED, "cause": None}, "major nonconformity without cause"),
    "no evidence": ({**ANSWERED, "evidence": ()}, "major nonconformity without evidence"),
}


@pytest.mark.parametrize("name", UNANSWERED)
def test_a_major_nonconformity_keeps_the_gate_shut_until_it_is_answered(name: str, catalogue: Catalogue) -> None:
    fields, text = UNANSWERED[name]
    readiness = judged(catalogue, audit={"finding-1": major(**fields)})
    assert [g.name for g in readiness.failing] == [GateName.FINDINGS]
    assert texts(readiness, GateName.FINDINGS) == [("finding-1", text, "audit.yaml")]
    assert readiness.state is MilestoneState.UNDER_WAY


HARMLESS = {
    "answered in full": major(**ANSWERED),
    **{f"{state.value}, whatever it lacks": major(state=state) for state in SETTLED},
    **{f"open {kind.value}": major(kind=kind) for kind in AuditKind if kind is not AuditKind.MAJOR},
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_answered_settled_or_less_than_major_does_not_block(name: str, catalogue: Catalogue) -> None:
    assert judged(catalogue, audit={"finding-1": HARMLESS[name]}).failing == ()


def again(answers: Mapping[str, Answer], register: Mapping[str, Document], **changed: Answer) -> dict[str, Answer]:
    """Answers with reviews of what they say, then some of them changed and their reviews kept."""
    bare = {c: a.model_copy(update={"review": None}) for c, a in answers.items()}
    reviews = {
        c: Review(by="lead", on=YESTERDAY, digest=answer_digest(a, register, bare, (EDITION, c)))
        for c, a in bare.items()
        if a.begun
    }
    after = {**bare, **changed}
    return {c: a.model_copy(update={"review": reviews.get(c)}) for c, a in after.items()}


LAPSED = "the review has lapsed: the answer, or what it rests on, was changed"
LENT_ONLY = answer(see=("3.1.3",), evidence=())


def unreviewed(site: SelfAssessment, **update: Any) -> SelfAssessment:
    found = site.answers["3.1.1"]
    changed = found.model_copy(update=update)
    return signed(replace(site, answers={**site.answers, "3.1.1": changed}))


def with_review(site: SelfAssessment, **update: Any) -> SelfAssessment:
    review = site.answers["3.1.1"].review
    assert review is not None
    return unreviewed(site, review=review.model_copy(update=update))


def document_changed(site: SelfAssessment) -> SelfAssessment:
    first = site.answers["3.1.1"]
    documents = {**site.documents, "new": site.documents["policy"]}
    cites_new = first.model_copy(update={"evidence": cite("new", "log"), "review": None})
    answers = {**site.answers, "3.1.1": reviewed(cites_new, documents=documents)}
    documents["new"] = documents["new"].model_copy(update={"version": "2"})
    return signed(replace(site, answers=answers, documents=documents))


def lending_changed(site: SelfAssessment) -> SelfAssessment:
    lent = {**site.answers, "3.1.1": LENT_ONLY}
    assert review_lacks(signed(replace(site, answers=again(lent, site.documents)))) == []
    other = lent["3.1.3"].model_copy(update={"response": "We do it in another way."})
    changed = again(lent, site.documents, **{"3.1.3": other})
    changed["3.1.3"] = reviewed(other, documents=site.documents, criterion="3.1.3")
    return signed(replace(site, answers=changed))


def review_lacks(site: SelfAssessment) -> list[str]:
    """Criteria whose review does not hold, by the rule of the gate itself."""
    return [c for c in site.answers if review_standing(c, site, TODAY) is not ReviewStanding.HOLDS]


UNREVIEWED: dict[str, tuple[Callable[[SelfAssessment], SelfAssessment], str]] = {
    "not reviewed": (lambda site: unreviewed(site, review=None), "not reviewed yet"),
    "by its owner": (lambda site: with_review(site, by="head"), "reviewed by its own owner, which does not count"),
    "nobody's": (lambda site: unreviewed(site, owner=None), "nobody answers for it, so nobody can be the second"),
    "edition changed": (
        lambda site: with_review(
            site, digest=answer_digest(site.answers["3.1.1"], site.documents, {}, ("iso16363-2012", "3.1.1"))
        ),
        LAPSED,
    ),
    "copied from another criterion": (
        lambda site: unreviewed(site, **dict(site.answers["3.1.3"])),
        LAPSED,
    ),
    "response changed": (lambda site: unreviewed(site, response="Otherwise."), LAPSED),
    "rating changed": (lambda site: unreviewed(site, documented=4), LAPSED),
    "cited document changed": (document_changed, LAPSED),
    "answer it sees changed": (lending_changed, LAPSED),
    "older rule": (
        lambda site: with_review(site, digest=f"v1:{'0' * 64}"),
        "the review has lapsed: it was made by another version of the rule",
    ),
    "of tomorrow": (lambda site: with_review(site, on=TOMORROW), "the review is dated in the future"),
}


@pytest.mark.parametrize("name", UNREVIEWED)
def test_a_review_counts_by_a_second_role_of_what_is_said_now(name: str, catalogue: Catalogue) -> None:
    make, text = UNREVIEWED[name]
    readiness = as_judged(make(made(catalogue)), catalogue)
    assert [g.name for g in readiness.failing] == [GateName.REVIEW]
    assert texts(readiness, GateName.REVIEW) == [("3.1.1", text, EVIDENCE_31)]


def test_who_owns_an_answer_is_asked_of_the_roles_too(catalogue: Catalogue) -> None:
    """The answer names nobody; the role that expects the criterion cannot review it."""
    role = {"lead": Role(title="Lead", criteria=("3.1.1",)), "head": Role(title="Head", accountable=True)}
    site = made(catalogue, answers={"3.1.1": answer(owner=None)}, site={"roles": role})
    assert texts(as_judged(site, catalogue), GateName.REVIEW) == [
        ("3.1.1", "reviewed by its own owner, which does not count", EVIDENCE_31)
    ]


SEEN_BY = Answer(owner="head", documented=3, implemented=3, see=("3.1.3", "3.1.4"))


@pytest.mark.parametrize(
    ("seeing", "seen", "standing"),
    [
        (SEEN_BY, answer(owner="lead"), ReviewStanding.OWN),
        (SEEN_BY, answer(owner="storage"), ReviewStanding.HOLDS),
        (SEEN_BY, answer(owner=None), ReviewStanding.HOLDS),
        (SEEN_BY.model_copy(update={"response": "Our own."}), answer(owner="lead"), ReviewStanding.HOLDS),
        (SEEN_BY, answer(owner="lead", applicable=False), ReviewStanding.HOLDS),
        (SEEN_BY.model_copy(update={"owner": None}), answer(owner="storage"), ReviewStanding.UNOWNED),
    ],
)
def test_nobody_reviews_the_own_text_by_way_of_see(seeing: Answer, seen: Answer, standing: ReviewStanding) -> None:
    bare = {"3.1.1": seeing, "3.1.3": seen}
    site = assessment(again(bare, REGISTER))
    assert review_standing("3.1.1", site, TODAY) is standing


def test_nothing_reviewed_is_one_failure_not_a_hundred(catalogue: Catalogue) -> None:
    readiness = judged(catalogue, reviewed=False)
    assert texts(readiness, GateName.REVIEW) == [("review", "nothing has been reviewed yet", "evidence")]


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"3.1.1": OUT}},
        {"answers": {"3.1.2": Answer()}},
        {"answers": {"3.1.2": Answer(evidence=cite("policy", state=CitationState.CANDIDATE), note="look")}},
    ],
    ids=["not applicable", "umbrella", "umbrella with candidates"],
)
def test_what_the_site_does_not_answer_needs_no_review(changes: dict[str, Any], catalogue: Catalogue) -> None:
    assert texts(judged(catalogue, **changes), GateName.REVIEW) == []


def test_notes_persons_and_dates_of_checking_lapse_nothing(catalogue: Catalogue) -> None:
    site = made(catalogue)
    site = replace(
        site,
        site=site.site.model_copy(
            update={
                "notes": ("For us.",),
                "roles": {n: r.model_copy(update={"person": "A", "email": "a@b"}) for n, r in site.site.roles.items()},
                "repository": REPOSITORY.model_copy(update={"note": "n"}),
            }
        ),
        documents={n: d.model_copy(update={"note": "n", "checked": TODAY}) for n, d in site.documents.items()},
        answers={c: a.model_copy(update={"note": "n"}) for c, a in site.answers.items()},
        audit={"request-1": major(kind=AuditKind.REQUEST)},
    )
    assert as_judged(site, catalogue).failing == ()


def declared(site: SelfAssessment, **update: Any) -> SelfAssessment:
    """The site with the declaration in force changed."""
    found = site.declarations["declared"].model_copy(update=update)
    return replace(site, declarations={"declared": found})


REVOKED = Revocation(by="head", on=TODAY, why="The register was not complete.")
EARLIER = Declaration(by="lead", on=TOMORROW, digest=f"v1:{'0' * 64}", revoked=REVOKED)
NOT_ACCOUNTABLE = {"head": Role(title="Head"), "lead": Role(title="Lead")}
UNSIGNED: dict[str, tuple[Callable[[SelfAssessment], SelfAssessment], tuple[str, str, str]]] = {
    "nobody is accountable": (
        lambda site: signed(replace(site, site=site.site.model_copy(update={"roles": NOT_ACCOUNTABLE}))),
        ("roles", "no role is accountable, so nobody can sign", "site.yaml"),
    ),
    "not signed": (lambda site: replace(site, declarations={}), ("head", "not signed yet", "signoff.yaml")),
    "taken back": (
        lambda site: declared(site, revoked=REVOKED),
        ("head", "the declaration was taken back", "signoff.yaml"),
    ),
    "the last one taken back": (
        lambda site: replace(site, declarations={**site.declarations, "again": EARLIER}),
        ("head", "the declaration was taken back", "signoff.yaml"),
    ),
    "by another role": (
        lambda site: signed(site, by="lead"),
        ("lead", "signed by a role that is not accountable", "signoff.yaml"),
    ),
    "by a role that is gone": (
        lambda site: declared(site, by="gone"),
        ("gone", "signed by a role that is not accountable", "signoff.yaml"),
    ),
    "of tomorrow": (
        lambda site: signed(site, on=TOMORROW),
        ("head", "the declaration is dated in the future", "signoff.yaml"),
    ),
    "lapsed": (
        lambda site: replace(site, actions={"more": action("3.1.1")}),
        ("head", "the declaration has lapsed: the self-assessment was changed since", "signoff.yaml"),
    ),
    "by an older rule": (
        lambda site: declared(site, digest=site.declarations["declared"].digest.replace("v1:", "v0:")),
        ("head", "the declaration has lapsed: the self-assessment was changed since", "signoff.yaml"),
    ),
}


@pytest.mark.parametrize("name", UNSIGNED)
def test_a_declaration_counts_by_the_accountable_role_over_what_is_said_now(name: str, catalogue: Catalogue) -> None:
    make, failure = UNSIGNED[name]
    readiness = as_judged(make(made(catalogue)), catalogue)
    assert [g.name for g in readiness.failing] == [GateName.DECLARATION]
    assert texts(readiness, GateName.DECLARATION) == [failure]
    assert readiness.state is MilestoneState.FINISHED


def test_what_was_taken_back_before_does_not_matter(catalogue: Catalogue) -> None:
    site = made(catalogue)
    assert as_judged(replace(site, declarations={"before": EARLIER, **site.declarations}), catalogue).failing == ()


def test_a_declaration_of_today_counts(catalogue: Catalogue) -> None:
    assert as_judged(signed(made(catalogue), on=TODAY), catalogue).failing == ()


@pytest.mark.parametrize("later", [{}, {"3.1.1": Answer()}], ids=["ready", "changed since"])
def test_a_site_that_was_handed_over_stays_submitted(later: dict[str, Answer], catalogue: Catalogue) -> None:
    digest = f"v1:{'0' * 64}"
    record = Handoff(
        on=YESTERDAY,
        variant=Variant.AUDITOR,
        digest=digest,
        declaration="declared",
        package="made-auditor-2026-11-22",
        manifest="0" * 64,
        frozen="0" * 64,
    )
    readiness = judged(catalogue, handoffs={"2026-11-22-1": record}, answers=later)
    assert readiness.state is MilestoneState.SUBMITTED
    assert bool(readiness.failing) is bool(later)
    public = {"2026-11-22-1": record.model_copy(update={"variant": Variant.PUBLIC})}
    assert judged(catalogue, handoffs=public, answers=later).state is (
        MilestoneState.UNDER_WAY if later else MilestoneState.READY
    )
    both = {**public, "2026-11-22-2": record}
    assert judged(catalogue, handoffs=both, answers=later).state is MilestoneState.SUBMITTED
