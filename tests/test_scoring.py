"""Support, states, ratings and roll-ups, rule by rule."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import REGISTER, TODAY, action, answer, assessment, cite, document, reviewed

from iso16363.catalog import Catalogue, Edition
from iso16363.checks.answers import check_answers
from iso16363.model.answers import Answer, Citation, CitationState, Method, Review
from iso16363.model.documents import DocumentKind, DocumentState
from iso16363.scoring import CriterionResult, CriterionState, SupportRule, score, support, tally

CONFIRMED, CANDIDATE = CitationState.CONFIRMED, CitationState.CANDIDATE


@pytest.fixture(scope="module")
def edition(catalogue: Catalogue) -> Edition:
    return catalogue.editions["iso16363-2025"]


def scored(edition: Edition, answers: dict[str, Answer], **fields: Any) -> dict[str, CriterionResult]:
    return dict(score(assessment(answers, **fields), edition, TODAY))


# --- support

NOTHING, PLACELESS, WEAK, PAPER, CARRIED = tuple(SupportRule)


@pytest.mark.parametrize(
    ("citations", "documented", "implemented"),
    [
        ((), NOTHING, NOTHING),
        (cite("unknown"), NOTHING, NOTHING),
        (cite("candidate"), NOTHING, NOTHING),
        (cite("missing"), NOTHING, NOTHING),
        (cite("changed"), NOTHING, NOTHING),
        (cite("policy", locator=None), PLACELESS, PLACELESS),
        (cite("draft", locator=None), PLACELESS, PLACELESS),
        (cite("draft"), WEAK, WEAK),
        (cite("draft-log"), WEAK, WEAK),
        (cite("expired"), WEAK, WEAK),
        (cite("superseded"), WEAK, WEAK),
        (cite("due-today"), CARRIED, PAPER),
        (cite("policy"), CARRIED, PAPER),
        (cite("attached"), CARRIED, PAPER),
        (cite("policy", method=Method.INTERVIEW), CARRIED, PAPER),
        (cite("policy", method=Method.TEST), CARRIED, CARRIED),
        (cite("log"), CARRIED, CARRIED),
        (cite("draft", method=Method.TEST), WEAK, WEAK),
        (cite("draft", "policy"), CARRIED, PAPER),
        (cite("policy", "draft"), CARRIED, PAPER),
        (cite("policy", "draft-log"), CARRIED, PAPER),
        (cite("candidate", "draft", "log"), CARRIED, CARRIED),
    ],
)
def test_support_rule(citations: tuple[Citation, ...], documented: SupportRule, implemented: SupportRule) -> None:
    site = assessment({})
    assert support(citations, site, TODAY, practice=False).rule is documented
    assert support(citations, site, TODAY, practice=True).rule is implemented


@pytest.mark.parametrize(("rule", "level"), [(NOTHING, 0), (PLACELESS, 1), (WEAK, 2), (PAPER, 2), (CARRIED, 4)])
def test_support_level(rule: SupportRule, level: int) -> None:
    site = assessment({})
    examples = {
        NOTHING: (),
        PLACELESS: cite("policy", locator=None),
        WEAK: cite("draft"),
        PAPER: cite("policy"),
        CARRIED: cite("log"),
    }
    found = support(examples[rule], site, TODAY, practice=True)
    assert (found.rule, found.level) == (rule, level)
    assert str(level) in rule.definition


@pytest.mark.parametrize("kind", DocumentKind)
def test_what_shows_practice(kind: DocumentKind) -> None:
    site = assessment({}, documents={"it": document(kind)})
    expected = kind in {DocumentKind.RECORD, DocumentKind.LOG, DocumentKind.REPORT, DocumentKind.MINUTES}
    assert (support(cite("it"), site, TODAY, practice=True).rule is CARRIED) == expected


def test_support_names_the_document_it_rests_on() -> None:
    assert support(cite("draft", "log", "policy"), assessment({}), TODAY, practice=True).document == "log"


@st.composite
def any_citations(draw: st.DrawFn) -> tuple[Citation, ...]:
    one = st.builds(
        Citation,
        document=st.sampled_from([*REGISTER, "unknown"]),
        locator=st.none() | st.just("page 1"),
        method=st.sampled_from(Method),
        state=st.just(CONFIRMED),
    )
    return tuple(draw(st.lists(one, max_size=4)))


@given(any_citations(), any_citations(), st.booleans())
def test_more_confirmed_evidence_never_lowers_support(
    some: tuple[Citation, ...], more: tuple[Citation, ...], practice: Any
) -> None:
    site = assessment({})
    before = support(some, site, TODAY, practice=practice).level
    assert support(some + more, site, TODAY, practice=practice).level >= before
    assert support(more + some, site, TODAY, practice=practice).level >= before


@given(any_citations(), st.permutations(range(4)))
def test_order_of_citations_does_not_matter(some: tuple[Citation, ...], order: list[int]) -> None:
    site = assessment({})
    other = tuple(some[i] for i in order if i < len(some))
    for practice in (False, True):
        assert support(some, site, TODAY, practice=practice).rule is support(other, site, TODAY, practice=practice).rule


@given(any_citations())
def test_practice_is_never_better_supported_than_paper(some: tuple[Citation, ...]) -> None:
    site = assessment({})
    documented = support(some, site, TODAY, practice=False).level
    assert support(some, site, TODAY, practice=True).level <= documented


@given(any_citations(), st.dates(TODAY, date(2099, 1, 1)))
def test_time_alone_never_raises_support(some: tuple[Citation, ...], later: date) -> None:
    site = assessment({})
    assert support(some, site, later, practice=False).level <= support(some, site, TODAY, practice=False).level


# --- states

OWNED_BY_ROLE = "4.4.1.1"

STATES: list[tuple[str, Answer, CriterionState]] = [
    ("nothing said", Answer(), CriterionState.OPEN),
    ("only an owner and a note", Answer(owner="head", note="ask"), CriterionState.OPEN),
    ("only a candidate", Answer(evidence=cite("policy", state=CANDIDATE)), CriterionState.OPEN),
    ("only evidence", Answer(evidence=cite("policy")), CriterionState.DRAFT),
    ("only ratings", Answer(documented=0, implemented=0), CriterionState.DRAFT),
    ("only a response", Answer(response="Done."), CriterionState.DRAFT),
    ("one rating", answer(implemented=None), CriterionState.DRAFT),
    ("candidates only", answer(evidence=cite("policy", state=CANDIDATE)), CriterionState.DRAFT),
    ("nothing cited", answer(evidence=()), CriterionState.ANSWERED),
    ("paper only", answer(evidence=cite("policy")), CriterionState.ANSWERED),
    ("paper is enough for 2", answer(implemented=2, evidence=cite("policy")), CriterionState.SUPPORTED),
    ("nothing claimed", answer(documented=0, implemented=0, evidence=()), CriterionState.SUPPORTED),
    ("not reviewed", answer(), CriterionState.SUPPORTED),
    (
        "a candidate beside",
        answer(evidence=cite("policy", "log") + cite("policy", state=CANDIDATE)),
        CriterionState.SUPPORTED,
    ),
    ("reviewed", reviewed(answer()), CriterionState.REVIEWED),
    ("reviewed by its owner", reviewed(answer(), by="head"), CriterionState.SUPPORTED),
    ("reviewed, not carried", reviewed(answer(evidence=())), CriterionState.ANSWERED),
    ("lapsed", reviewed(answer()).model_copy(update={"response": "Other."}), CriterionState.SUPPORTED),
    ("of another criterion", reviewed(answer(), criterion="3.1.3"), CriterionState.SUPPORTED),
    ("nobody's", reviewed(answer(owner=None)), CriterionState.SUPPORTED),
    ("not applicable", Answer(applicable=False, reason="no", approved_by="head"), CriterionState.NOT_APPLICABLE),
    ("no approver", Answer(applicable=False, reason="no"), CriterionState.DRAFT),
    ("no reason", Answer(applicable=False, approved_by="head"), CriterionState.DRAFT),
]


@pytest.mark.parametrize(("said", "state"), [s[1:] for s in STATES], ids=[s[0] for s in STATES])
def test_state(said: Answer, state: CriterionState, edition: Edition) -> None:
    result = scored(edition, {"3.1.1": said})["3.1.1"]
    assert result.state is state
    assert result.why
    assert (result.place.file, result.place.path) == ("evidence/3.1.yaml", ("3.1.1",))


def test_who_answers_by_role_cannot_review_either(edition: Edition) -> None:
    said = answer(owner=None)
    for role, state in (("storage", CriterionState.SUPPORTED), ("lead", CriterionState.REVIEWED)):
        found = reviewed(said, by=role, criterion=OWNED_BY_ROLE)
        assert scored(edition, {OWNED_BY_ROLE: found})[OWNED_BY_ROLE].state is state


def test_owner_is_the_answers_then_the_nearest_role(edition: Edition) -> None:
    results = scored(edition, {OWNED_BY_ROLE: Answer(owner="lead")})
    assert results[OWNED_BY_ROLE].owner == "lead"
    assert results["4.4.1.2"].owner == "storage"
    assert results["4.4.1"].owner == "storage"
    assert results["4.4.2"].owner is None


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"version": "2"},
        {"state": DocumentState.DRAFT},
        {"url": "https://archive.example.org/other"},
        {"dated": "spring 2026"},
        {"superseded_by": "log"},
    ],
    ids=str,
)
def test_a_changed_document_lapses_the_review(change: dict[str, Any], edition: Edition) -> None:
    said = reviewed(answer(documented=2, implemented=2))
    changed = {**REGISTER, "policy": REGISTER["policy"].model_copy(update=change)}
    result = scored(edition, {"3.1.1": said}, documents=changed)["3.1.1"]
    assert result.state is CriterionState.SUPPORTED
    assert "lapsed" in result.why


def test_a_review_is_dated_and_says_so(edition: Edition) -> None:
    assert scored(edition, {"3.1.1": reviewed(answer())})["3.1.1"].why == "reviewed on 2026-11-22"


def test_a_digest_of_nothing_is_no_review(edition: Edition) -> None:
    said = answer(review=Review(by="lead", on=TODAY, digest="v1:" + "0" * 64))
    assert scored(edition, {"3.1.1": said})["3.1.1"].state is CriterionState.SUPPORTED


# --- answers that cover others


def test_see_lends_response_and_evidence(edition: Edition) -> None:
    results = scored(edition, {"3.1.1": answer(), "3.1.3": Answer(documented=3, implemented=3, see=("3.1.1",))})
    assert results["3.1.3"].state is CriterionState.SUPPORTED


def test_see_lends_evidence_to_an_answer_of_its_own(edition: Edition) -> None:
    results = scored(edition, {"3.1.1": answer(), "3.1.3": answer(evidence=(), see=("3.1.1",))})
    assert results["3.1.3"].documented_support.document == "policy"


def test_see_does_not_reach_further(edition: Edition) -> None:
    through = Answer(documented=0, implemented=0, see=("3.1.1",))
    results = scored(
        edition, {"3.1.1": answer(), "3.1.3": through, "3.2.1": through.model_copy(update={"see": ("3.1.3",)})}
    )
    assert results["3.2.1"].state is CriterionState.DRAFT
    assert results["3.2.1"].support == 0


@pytest.mark.parametrize("fields", [{"reason": "None here.", "approved_by": "head"}, {}], ids=["settled", "claimed"])
def test_see_lends_nothing_of_what_does_not_apply(edition: Edition, fields: dict[str, str]) -> None:
    gone = answer(applicable=False, documented=None, implemented=None, **fields)
    pointing = Answer(documented=3, implemented=3, see=("3.1.1",))
    answers = {"3.1.1": gone, "3.1.3": pointing, "3.2.1": pointing.model_copy(update={"response": "Done."})}
    results = scored(edition, answers)
    assert (results["3.1.3"].state, results["3.1.3"].why) == (CriterionState.DRAFT, "the response is missing")
    assert results["3.2.1"].state is CriterionState.ANSWERED
    assert (results["3.1.3"].support, results["3.2.1"].support) == (0, 0)
    found = [(d.code, d.place.path[0]) for d in check_answers(assessment(answers), edition, TODAY)]
    assert ("E501", "3.1.3") in found
    assert {("E504", "3.1.3"), ("E504", "3.2.1")} <= set(found)


def test_two_that_point_at_each_other_answer_nothing(edition: Edition) -> None:
    one, other = (Answer(documented=3, implemented=3, see=(c,)) for c in ("3.1.3", "3.1.1"))
    results = scored(edition, {"3.1.1": one, "3.1.3": other})
    assert {results[c].state for c in ("3.1.1", "3.1.3")} == {CriterionState.DRAFT}


def test_see_does_not_lend_ratings(edition: Edition) -> None:
    results = scored(edition, {"3.1.1": answer(), "3.1.3": Answer(see=("3.1.1",))})
    assert results["3.1.3"].state is CriterionState.DRAFT
    assert results["3.1.3"].rating is None


# --- umbrellas

BELOW = ("3.1.2.1", "3.1.2.2")


def test_umbrella_without_answer_is_as_its_weakest(edition: Edition) -> None:
    first = reviewed(answer(documented=4), criterion=BELOW[0])
    results = scored(edition, {BELOW[0]: first, BELOW[1]: answer(documented=1, implemented=2)})
    umbrella = results["3.1.2"]
    assert umbrella.derived
    assert (umbrella.documented, umbrella.implemented, umbrella.rating) == (1, 2, 1)
    assert umbrella.state is CriterionState.SUPPORTED
    assert BELOW[1] in umbrella.why


def test_umbrella_is_not_rated_before_all_below_are(edition: Edition) -> None:
    umbrella = scored(edition, {BELOW[0]: answer()})["3.1.2"]
    assert umbrella.derived
    assert umbrella.rating is None
    assert umbrella.state is CriterionState.OPEN


def test_umbrella_leaves_out_what_does_not_apply(edition: Edition) -> None:
    out = Answer(applicable=False, reason="no", approved_by="head")
    assert scored(edition, {BELOW[0]: answer(), BELOW[1]: out})["3.1.2"].rating == 3
    none = scored(edition, {BELOW[0]: out, BELOW[1]: out})["3.1.2"]
    assert none.state is CriterionState.NOT_APPLICABLE
    assert none.rating is None


def test_umbrella_takes_the_weakest_support(edition: Edition) -> None:
    answers = {BELOW[0]: answer(), BELOW[1]: answer(documented=2, implemented=2, evidence=cite("draft"))}
    umbrella = scored(edition, answers)["3.1.2"]
    assert umbrella.support == 2
    assert umbrella.documented_support.document == "draft"


def test_umbrella_with_its_own_answer_stands_for_itself(edition: Edition) -> None:
    own = scored(edition, {"3.1.2": answer(), BELOW[0]: answer(documented=0)})["3.1.2"]
    assert not own.derived
    assert own.rating == 3


def test_umbrella_of_umbrellas(edition: Edition) -> None:
    below = {
        c: answer(documented=4, implemented=3)
        for c in edition.criteria
        if c.startswith("4.2.4.") and c not in edition.children
    }
    results = scored(edition, below)
    assert results["4.2.4.1"].derived
    assert results["4.2.4"].derived
    assert results["4.2.4"].rating == 3


# --- figures


def test_rating_gap_and_overclaim(edition: Edition) -> None:
    results = scored(
        edition,
        {
            "3.1.1": answer(documented=4, implemented=1),
            "3.1.3": answer(documented=4, implemented=4, target=4, evidence=cite("policy")),
            "3.2.1": answer(documented=None),
        },
    )
    assert (results["3.1.1"].rating, results["3.1.1"].gap, results["3.1.1"].overclaimed) == (1, 2, False)
    assert (results["3.1.3"].rating, results["3.1.3"].gap, results["3.1.3"].overclaimed) == (4, 0, True)
    assert (results["3.2.1"].rating, results["3.2.1"].gap) == (None, None)
    assert (results["3.1.1"].target, results["3.1.3"].target) == (3, 4)


def test_results_are_complete_and_in_order(edition: Edition) -> None:
    assert list(scored(edition, {})) == list(edition.criteria)
    assert len(edition.criteria) == 115


def test_tally_counts_what_applies(edition: Edition) -> None:
    out = Answer(applicable=False, reason="no", approved_by="head")
    results = scored(edition, {"3.1.1": reviewed(answer(documented=4)), "3.1.3": answer(documented=1), "3.2.1": out})
    found = tally(results, ("3.1.1", "3.1.3", "3.2.1", "3.3.1"))
    assert (found.total, found.applicable, found.rated, found.minimum, found.mean) == (4, 3, 2, 1, 2.0)
    assert found.ratings == {None: 1, 0: 0, 1: 1, 2: 0, 3: 1, 4: 0}
    assert found.at_least(CriterionState.SUPPORTED) == 2
    assert found.at_least(CriterionState.OPEN) == 3
    assert tally(results).total == 115


def test_tally_of_nothing() -> None:
    found = tally({})
    assert (found.total, found.rated, found.minimum, found.mean) == (0, 0, None, None)


def test_actions_do_not_change_a_score(edition: Edition) -> None:
    assert scored(edition, {"3.1.1": answer()}, actions={"a": action("3.1.1")}) == scored(edition, {"3.1.1": answer()})
