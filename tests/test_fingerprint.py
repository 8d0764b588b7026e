"""What a review approved: the digest follows the meaning, not the way it is written."""

import hashlib
import random
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from strategies import answers, documents, plain, slugs, to_yaml

from iso16363.fingerprint import answer_digest
from iso16363.model.answers import Answer, Citation, CitationState, Method, Review
from iso16363.model.base import CriterionId, Slug
from iso16363.model.documents import Document, DocumentKind, DocumentState
from iso16363.parsing import parse_entries

ANSWERS = TypeAdapter(dict[CriterionId, Answer])
REGISTER = TypeAdapter(dict[Slug, Document])

POLICY = Document(title="Policy", kind=DocumentKind.POLICY, state=DocumentState.APPROVED, version="1.0")
CITED = Citation(document="policy", locator="2", quote="q", shows="s", state=CitationState.CONFIRMED)
ANSWER = Answer(
    owner="head",
    approved_by="head",
    reason="why",
    documented=3,
    implemented=2,
    response="We do.\nAlways.",
    see=("3.1.2",),
    evidence=(CITED, Citation(document="other", state=CitationState.CANDIDATE)),
)
BEFORE = answer_digest(ANSWER, {"policy": POLICY})


def test_digest_is_pinned_so_that_old_reviews_stay_valid() -> None:
    assert BEFORE == "v1:a807bdcc09ce9c3ddf4fe5198e9792ac8e8cba61aa609dae60f29f65181539ad"


def test_another_program_can_compute_it() -> None:
    meaning = (
        '{"answer":{"applicable":true,"approved_by":"head","documented":3,"implemented":2,"reason":"why",'
        '"response":"We do.\\nAlways.","see":["3.1.2"]},'
        '"citations":[{"document":"policy","locator":"2","method":"examine","quote":"q","shows":"s",'
        '"state":"confirmed"},{"document":"other","method":"examine","state":"candidate"}],'
        '"documents":{"policy":{"kind":"policy","state":"approved","title":"Policy","version":"1.0"}}}'
    )
    assert f"v1:{hashlib.sha256(meaning.encode()).hexdigest()}" == BEFORE


@given(answers, st.dictionaries(slugs, documents, max_size=3), st.randoms(use_true_random=False))
def test_writing_it_differently_changes_nothing(
    answer: Answer, register: dict[str, Document], style: random.Random
) -> None:
    def reread(line_end: str) -> str:
        answer_text = to_yaml({"3.1.1": plain(answer)}, style).replace("\n", line_end)
        register_text = to_yaml(plain(register), style).replace("\n", line_end)
        read_answers = parse_entries(answer_text, "", Answer, ANSWERS).entries
        return answer_digest(read_answers["3.1.1"], parse_entries(register_text, "", Document, REGISTER).entries)

    expected = answer_digest(answer, register)
    assert reread("\n") == expected
    assert reread("\r\n") == expected


@pytest.mark.parametrize(
    "text",
    ["We do.\r\nAlways.", "We do.  \nAlways.", "We do.\nAlways.\n", "\nWe do.\nAlways.\n\n"],
)
def test_blanks_and_line_ends_mean_nothing(text: str) -> None:
    assert answer_digest(ANSWER.model_copy(update={"response": text}), {"policy": POLICY}) == BEFORE


def test_one_character_in_two_encodings_is_one_text() -> None:
    digests = {answer_digest(Answer(response=unicodedata.normalize(form, "é Å 漢")), {}) for form in ("NFC", "NFD")}
    assert len(digests) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"applicable": False},
        {"reason": "other"},
        {"approved_by": "other"},
        {"documented": 2},
        {"documented": 0},
        {"documented": None},
        {"implemented": 3},
        {"response": "We do. Always."},
        {"response": "We do.\n\nAlways."},
        {"response": None},
        {"see": ()},
        {"see": ("3.1.2", "3.1.3")},
        {"evidence": ()},
        {"evidence": ANSWER.evidence[::-1]},
    ],
    ids=str,
)
def test_every_meaningful_field_changes_it(change: dict[str, Any]) -> None:
    assert answer_digest(ANSWER.model_copy(update=change), {"policy": POLICY}) != BEFORE


@pytest.mark.parametrize(
    "change",
    [
        {"document": "third"},
        {"locator": "3"},
        {"locator": None},
        {"quote": "Q"},
        {"shows": "S"},
        {"method": Method.TEST},
        {"state": CitationState.CANDIDATE},
    ],
    ids=str,
)
def test_every_field_of_a_citation_changes_it(change: dict[str, Any]) -> None:
    changed = ANSWER.model_copy(update={"evidence": (CITED.model_copy(update=change), *ANSWER.evidence[1:])})
    assert answer_digest(changed, {"policy": POLICY}) != BEFORE


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"version": "1.1"},
        {"state": DocumentState.DRAFT},
        {"effective": "2026"},
        {"path": "policy.md"},
        {"url": "https://example.org"},
        {"doi": "10.1234/a"},
        {"sha256": "0" * 64},
    ],
    ids=str,
)
def test_a_change_of_a_cited_document_changes_it(change: dict[str, Any]) -> None:
    assert answer_digest(ANSWER, {"policy": POLICY.model_copy(update=change)}) != BEFORE


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "other"},
        {"target": 4},
        {"note": "internal"},
        {"review": Review(by="lead", on=date(2026, 1, 1), digest=BEFORE)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_not_approved_does_not_change_it(change: dict[str, Any]) -> None:
    assert answer_digest(ANSWER.model_copy(update=change), {"policy": POLICY}) == BEFORE


def test_documents_that_are_not_cited_do_not_change_it() -> None:
    assert answer_digest(ANSWER, {"policy": POLICY, "unrelated": POLICY}) == BEFORE
    assert answer_digest(ANSWER, {"policy": POLICY.model_copy(update={"note": "for us"})}) == BEFORE
