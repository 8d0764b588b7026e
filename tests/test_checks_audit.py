"""Requests, findings, declarations, reviews and hand-overs: what is told of them on which day, and what is not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from judging import EDITION, REGISTER, TODAY, TOMORROW, YESTERDAY, answer, assessment, cite, signed

from iso16363.catalog import Catalogue
from iso16363.checks import check_assessment
from iso16363.fingerprint import answer_digest
from iso16363.model.answers import Answer, Review
from iso16363.model.assessment import SelfAssessment
from iso16363.model.audit import AUDITORS_FIELDS, AuditItem, AuditKind, AuditState
from iso16363.model.signoff import Handoff, Revocation
from iso16363.model.variant import Variant

WHOLE: dict[str, Any] = {
    "statement": "A fault.",
    "raised_on": YESTERDAY,
    "owner": "head",
    "answer": "We know.",
    "correction": "Mended.",
    "cause": "Nobody looked.",
    "corrective_action": "Somebody looks.",
    "evidence": ("log",),
    "answered_on": TODAY,
    "effectiveness": "Looked at.",
    "closed_on": TODAY,
}


def codes(site: SelfAssessment, catalogue: Catalogue, letters: str = "FSH") -> list[str]:
    """Codes that are told of a site, of some letters."""
    found = check_assessment(site, catalogue.editions["iso16363-2025"], catalogue, TODAY)
    return sorted(d.code for d in found if d.code[0] in letters)


def told(catalogue: Catalogue, **fields: Any) -> list[str]:
    item = AuditItem(**{**WHOLE, "kind": AuditKind.REQUEST, **fields})
    return codes(assessment({}, audit={"item-1": item}), catalogue, "F")


@pytest.mark.parametrize("kind", AuditKind)
@pytest.mark.parametrize("state", AuditState)
def test_what_is_whole_is_in_order_in_every_state(kind: AuditKind, state: AuditState, catalogue: Catalogue) -> None:
    assert told(catalogue, kind=kind, state=state, due=TODAY) == []


@pytest.mark.parametrize(
    ("due", "state", "expected"),
    [
        (YESTERDAY, AuditState.OPEN, ["F901"]),
        (TODAY, AuditState.OPEN, []),
        (YESTERDAY, AuditState.ANSWERED, []),
        (YESTERDAY, AuditState.CLOSED, []),
        (YESTERDAY, AuditState.WITHDRAWN, []),
        (None, AuditState.OPEN, []),
    ],
)
def test_only_what_waits_for_the_site_is_overdue(
    due: date | None, state: AuditState, expected: list[str], catalogue: Catalogue
) -> None:
    assert told(catalogue, due=due, state=state) == expected


NEEDED = ("correction", "cause", "corrective_action", "evidence")


@pytest.mark.parametrize("name", [*NEEDED, "answer"])
@pytest.mark.parametrize("kind", AuditKind)
def test_a_nonconformity_needs_more_than_an_answer(kind: AuditKind, name: str, catalogue: Catalogue) -> None:
    """It needs no answer besides, and what is no nonconformity needs nothing else."""
    expected = ["F902"] if kind.is_nonconformity is (name in NEEDED) else []
    for state in AuditState:
        empty = () if name == "evidence" else None
        found = told(catalogue, kind=kind, state=state, **{name: empty})
        assert found == (expected if state is AuditState.ANSWERED else [])


@pytest.mark.parametrize("state", AuditState)
@pytest.mark.parametrize("kind", AuditKind)
def test_only_a_closed_nonconformity_needs_proof_that_it_works(
    kind: AuditKind, state: AuditState, catalogue: Catalogue
) -> None:
    expected = ["F903"] if kind.is_nonconformity and state is AuditState.CLOSED else []
    assert told(catalogue, kind=kind, state=state, effectiveness=None) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"answered_on": YESTERDAY, "closed_on": YESTERDAY}, []),
        ({"answered_on": date(2026, 11, 21)}, ["F904"]),
        ({"answered_on": date(2026, 11, 21), "closed_on": date(2026, 11, 21)}, ["F904", "F904"]),
        ({"owner": None}, ["F905"]),
        ({"owner": None, "state": AuditState.ANSWERED}, []),
        ({"closed_on": None}, []),
        ({"closed_on": None, "state": AuditState.CLOSED}, ["F906"]),
    ],
)
def test_days_and_owners(fields: dict[str, Any], expected: list[str], catalogue: Catalogue) -> None:
    assert told(catalogue, **fields) == expected


def test_what_belongs_to_whom_is_said_of_every_field() -> None:
    """A new field has to be given to the auditor or to the site."""
    sites = {
        "owner",
        "answer",
        "correction",
        "cause",
        "corrective_action",
        "actions",
        "evidence",
        "answered_on",
        "note",
    }
    assert AUDITORS_FIELDS | sites == set(AuditItem.model_fields)
    assert AUDITORS_FIELDS.isdisjoint(sites)


REVOKED = Revocation(by="head", on=TODAY, why="It was too early.")


def signed_by(by: str, on: date = TODAY, **update: Any) -> SelfAssessment:
    site = signed(assessment({"3.1.1": answer()}), by=by, on=on)
    found = site.declarations["declared"].model_copy(update=update)
    return replace(site, declarations={"declared": found})


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (signed_by("head"), []),
        (signed_by("lead"), ["S703"]),
        (signed_by("head", TOMORROW), ["S705"]),
        (signed_by("head", digest=f"v1:{'0' * 64}"), ["S704"]),
        (signed_by("lead", TOMORROW, digest=f"v1:{'0' * 64}"), ["S703", "S704", "S705"]),
        (signed_by("lead", TOMORROW, digest=f"v1:{'0' * 64}", revoked=REVOKED), []),
        (replace(signed_by("head", digest=f"v1:{'0' * 64}"), broken=frozenset({"3.1.2"})), []),
    ],
    ids=["good", "another role", "of tomorrow", "lapsed", "all of it", "taken back", "not to be known"],
)
def test_only_the_declaration_in_force_is_judged(
    site: SelfAssessment, expected: list[str], catalogue: Catalogue
) -> None:
    assert codes(site, catalogue, "S") == expected


def test_an_older_declaration_is_not_judged(catalogue: Catalogue) -> None:
    good, bad = signed_by("head"), signed_by("lead", digest=f"v1:{'0' * 64}")
    both = {"before": bad.declarations["declared"], **good.declarations}
    assert codes(replace(good, declarations=both), catalogue, "S") == []
    assert codes(replace(good, declarations=dict(reversed(both.items()))), catalogue, "S") == ["S703", "S704"]


@pytest.mark.parametrize(("on", "expected"), [(TODAY, []), (TOMORROW, ["H952"])])
def test_nothing_was_handed_over_tomorrow(on: date, expected: list[str], catalogue: Catalogue) -> None:
    record = Handoff(
        on=on,
        variant=Variant.AUDITOR,
        digest=f"v1:{'0' * 64}",
        declaration="declared",
        package="made-auditor",
        manifest="0" * 64,
        frozen="0" * 64,
    )
    assert codes(replace(signed_by("head"), handoffs={"first": record}), catalogue) == expected


def seen() -> dict[str, Answer]:
    """An answer that sees another, reviewed with what it sees."""
    lent = answer(evidence=cite("policy", "log"))
    seeing = answer(see=("3.1.3",), evidence=())
    digest = answer_digest(seeing, REGISTER, {"3.1.3": lent}, (EDITION, "3.1.1"))
    review = Review(by="lead", on=TODAY, digest=digest)
    return {"3.1.1": seeing.model_copy(update={"review": review}), "3.1.3": lent}


def test_a_review_lapses_with_what_the_answer_sees(catalogue: Catalogue) -> None:
    answers = seen()
    assert "E510" not in codes(assessment(answers), catalogue, "E")
    changed = answers["3.1.3"].model_copy(update={"response": "Otherwise."})
    assert "E510" in codes(assessment({**answers, "3.1.3": changed}), catalogue, "E")


def test_a_review_is_not_said_to_lapse_where_what_it_sees_cannot_be_read(catalogue: Catalogue) -> None:
    answers = {"3.1.1": seen()["3.1.1"]}
    assert codes(assessment(answers, broken=frozenset({"3.1.3"})), catalogue, "E") == []
    assert "E510" in codes(assessment(answers), catalogue, "E")
