"""What a variant may not show does not come back as what was there before."""

import dataclasses
import json
from typing import Any

import pytest
import report_samples
from deep_search import found_in
from handedover import held_against
from hypothesis import HealthCheck, given, settings
from oracle_cells import workbook_bytes
from planting import Planted, planted
from strategies import Drawn, drawn_sites

from iso16363.changes import changes_csv, changes_of, reviews_since
from iso16363.checks import check_assessment
from iso16363.fingerprint import answer_digest
from iso16363.frozen import as_frozen, frozen_text, thawed
from iso16363.judgement import Judgement, judge_site
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
from iso16363.model.documents import Access
from iso16363.model.variant import OUTSIDE, Variant
from iso16363.report.page import render_html
from iso16363.report.view import build_view
from iso16363.variants import for_variant

ANY = settings(suppress_health_check=list(HealthCheck))
FEW = settings(ANY, max_examples=6)
WHOLE = report_samples.complete()


def for_auditor(site: Planted, now: SelfAssessment, earlier: SelfAssessment) -> Judgement:
    """What the auditor gets of a site of today that is held against an earlier one."""
    old = site.judgement
    diagnostics = tuple(check_assessment(now, old.edition, old.catalogue, old.today))
    judgement = judge_site(now, old.edition, old.catalogue, diagnostics, old.provenance)
    return for_variant(held_against(judgement, earlier), Variant.AUDITOR)


def no_secret(site: Planted, data: bytes) -> None:
    found = found_in(data, site.garden.tokens)
    assert {t: found[t] for t in found.keys() & site.garden.hidden_in(Variant.AUDITOR)} == {}


def what_it_says(shown: Judgement) -> bytes:
    """Everything that outputs take from an earlier site."""
    assert shown.since is not None
    record = shown.since.record.model_dump_json()
    return json.dumps([frozen_text(shown.since.site), changes_csv(shown), record]).encode()


def emptied(site: SelfAssessment) -> SelfAssessment:
    """The site when all documents, actions and requests are gone, and what stands in texts is new."""
    answers = dict.fromkeys(site.answers, Answer(response="Said anew."))
    assert site.site.repository is not None
    repository = site.site.repository.model_copy(update={"mandate": "Said anew, too."})
    about = site.site.model_copy(update={"repository": repository})
    return dataclasses.replace(site, site=about, documents={}, actions={}, audit={}, answers=answers)


def opened(site: SelfAssessment) -> SelfAssessment:
    """The site when nothing was kept from anybody."""
    documents = {name: d.model_copy(update={"access": Access.PUBLIC}) for name, d in site.documents.items()}
    answers = {c: a.model_copy(update={"access": None}) for c, a in site.answers.items()}
    return dataclasses.replace(site, documents=documents, answers=answers)


@ANY
@given(drawn_sites)
def test_the_same_site_has_no_changes_in_any_variant(drawn: Drawn) -> None:
    site = planted(drawn)
    whole = site.judgement.site
    shown = for_auditor(site, whole, as_frozen(whole))
    assert changes_of(shown) == ()
    no_secret(site, what_it_says(shown))
    public = for_variant(held_against(site.judgement, as_frozen(whole)), Variant.PUBLIC)
    assert public.since is None
    assert for_variant(shown, Variant.PUBLIC) == public


@ANY
@given(drawn_sites)
def test_what_is_gone_today_was_withheld_then(drawn: Drawn) -> None:
    site = planted(drawn)
    whole = site.judgement.site
    no_secret(site, what_it_says(for_auditor(site, emptied(whole), whole)))


@ANY
@given(drawn_sites)
def test_what_is_withheld_today_is_not_shown_as_it_was_in_the_open(drawn: Drawn) -> None:
    site = planted(drawn)
    whole = site.judgement.site
    shown = for_auditor(site, whole, opened(whole))
    no_secret(site, what_it_says(shown))
    closed = {c.subject for c in changes_of(shown) if c.field == "access"}
    assert closed >= {name for name, d in whole.documents.items() if d.access is not Access.PUBLIC}


@ANY
@given(drawn_sites)
def test_what_was_withheld_then_and_is_open_today_may_be_said(drawn: Drawn) -> None:
    site = planted(drawn)
    whole = site.judgement.site
    shown = for_auditor(site, opened(whole), whole)
    assert shown.since is not None
    said = frozen_text(shown.since.site)
    persons = [t for r in whole.site.roles.values() for t in (r.person, r.email) if t]
    assert [person for person in persons if person in said] == []


@pytest.mark.parametrize("earlier", [emptied, opened, lambda site: site])
@FEW
@given(drawn_sites)
def test_no_output_gives_it_away(earlier: Any, drawn: Drawn) -> None:
    site = planted(drawn)
    whole = site.judgement.site
    for now, before in ((whole, earlier(whole)), (earlier(whole), whole)):
        if earlier is opened and before is whole:
            continue  # then the secrets are none today
        shown = for_auditor(site, now, before)
        no_secret(site, workbook_bytes(shown))
        no_secret(site, render_html(build_view(shown)).encode())


def with_answer(**fields: object) -> SelfAssessment:
    answer = WHOLE.site.answers["3.1.1"].model_copy(update=fields)
    return dataclasses.replace(WHOLE.site, answers={**WHOLE.site.answers, "3.1.1": answer})


def told(now: SelfAssessment, earlier: SelfAssessment) -> list[tuple[str, str, str | None, str | None]]:
    shown = for_variant(held_against(dataclasses.replace(WHOLE, site=now), earlier), Variant.AUDITOR)
    return [(c.subject, c.field, c.before, c.after) for c in changes_of(shown)]


def test_another_text_that_is_withheld_is_seen_to_be_another() -> None:
    earlier = with_answer(response="What was said at first, in confidence.", access=Access.RESTRICTED)
    now = with_answer(response="What is said by now, in confidence.", access=Access.RESTRICTED)
    ((subject, field, before, after),) = [found for found in told(now, earlier) if found[1] == "response"]
    assert (subject, field, before) == ("3.1.1", "response", "[withheld; not what it is today]")
    assert after is not None
    assert after.startswith("[Withheld in the variant “auditor”.")


def test_another_quotation_or_file_that_is_withheld_is_seen_to_be_another() -> None:
    minutes = WHOLE.site.documents["minutes"].model_copy(update={"path": "minutes/first.md", "url": None})
    citation = WHOLE.site.answers["3.1.1"].evidence[1].model_copy(update={"quote": "So it was decided by the board."})
    assert citation.document == "minutes"
    earlier = dataclasses.replace(with_answer(evidence=(citation,)), documents={"minutes": minutes})
    again = citation.model_copy(update={"quote": "So it was decided, and minuted."})
    now = dataclasses.replace(
        with_answer(evidence=(again,)),
        documents={"minutes": minutes.model_copy(update={"path": "minutes/second.md"})},
    )
    assert [found for found in told(now, earlier) if found[1] != "review"] == [
        ("3.1.1", "evidence.minutes.quote", "[withheld; not what it is today]", "[withheld]"),
        ("minutes", "path", "[withheld; not what it is today]", "[withheld] minutes"),
    ]


def test_what_was_closed_since_is_told_without_what_it_was() -> None:
    earlier = with_answer(response="What anybody could read at first.")
    now = with_answer(response="What anybody could read at first.", access=Access.RESTRICTED)
    assert told(now, earlier) == [("3.1.1", "access", None, "restricted")]


def test_texts_that_are_not_withheld_are_told_as_they_were() -> None:
    assert told(with_answer(documented=1), WHOLE.site)[0] == ("3.1.1", "documented", "4", "1")


@pytest.mark.parametrize("variant", OUTSIDE)
def test_a_review_that_held_holds_in_the_variant_too(variant: Variant) -> None:
    shown = for_variant(held_against(WHOLE, WHOLE.site), variant)
    assert changes_of(shown) == ()


# --- Persons who left, and reviews -------------------------------------------------------------


def held_by(person: str, response: str) -> SelfAssessment:
    """The site with one person in its roles, and a response to 3.1.1."""
    site = with_answer(response=response)
    roles = {name: role.model_copy(update={"person": person}) for name, role in site.site.roles.items()}
    return dataclasses.replace(site, site=site.site.model_copy(update={"roles": roles}))


def test_a_person_who_left_is_not_named_as_what_was_said_then() -> None:
    earlier = thawed(frozen_text(held_by("Quill Zorn", "Ingest is led by Quill Zorn, as planned.")))
    now = held_by("Tamsin Oake", "Ingest is led by the head, as planned.")
    assert [found for found in told(now, earlier) if found[1] == "response"] == [
        ("3.1.1", "response", "Ingest is led by [withheld], as planned.", "Ingest is led by the head, as planned.")
    ]


def test_what_is_shown_today_word_for_word_is_no_change() -> None:
    said = "Ingest was set up by Quill Zorn, as planned."
    assert told(held_by("Tamsin Oake", said), thawed(frozen_text(held_by("Quill Zorn", said)))) == []


def lapsed_since(variant: Variant) -> Judgement:
    """The charter has another version: the review of 3.1.1 is the same as then, and does not hold any more."""
    charter = WHOLE.site.documents["charter"].model_copy(update={"version": "3.0"})
    now = dataclasses.replace(WHOLE.site, documents={**WHOLE.site.documents, "charter": charter})
    assert now.answers["3.1.1"].review == WHOLE.site.answers["3.1.1"].review is not None
    return for_variant(held_against(dataclasses.replace(WHOLE, site=now), WHOLE.site), variant)


@pytest.mark.parametrize("variant", [Variant.INTERNAL, Variant.AUDITOR])
def test_a_review_that_is_the_same_is_no_change_when_it_has_lapsed(variant: Variant) -> None:
    shown = lapsed_since(variant)
    assert [(c.subject, c.field) for c in changes_of(shown)] == [("charter", "version")]
    assert reviews_since(shown).lapsed == ("3.1.1",)
    assert reviews_since(shown).renewed == ()


def test_a_review_that_holds_again_is_no_change_either() -> None:
    shown = lapsed_since(Variant.INTERNAL)
    assert shown.since is not None
    turned = held_against(dataclasses.replace(WHOLE, site=shown.since.site), shown.site)
    auditor = for_variant(turned, Variant.AUDITOR)
    assert [(c.subject, c.field) for c in changes_of(auditor)] == [("charter", "version")]
    assert reviews_since(auditor).added == ("3.1.1",)


@pytest.mark.parametrize("access", [Access.INTERNAL, Access.RESTRICTED])
def test_a_review_that_holds_is_not_renewed_by_another_access(access: Access) -> None:
    minutes = WHOLE.site.documents["minutes"].model_copy(update={"access": access})
    now = dataclasses.replace(WHOLE.site, documents={**WHOLE.site.documents, "minutes": minutes})
    for one, other in ((now, WHOLE.site), (WHOLE.site, now)):
        shown = for_variant(held_against(dataclasses.replace(WHOLE, site=one), other), Variant.AUDITOR)
        assert [c.field for c in changes_of(shown) if c.subject == "3.1.1"] == []
        assert reviews_since(shown) == reviews_since(held_against(WHOLE, WHOLE.site))


def test_a_review_lapses_with_another_file_that_is_withheld() -> None:
    minutes = WHOLE.site.documents["minutes"]
    first, second = (minutes.model_copy(update={"path": f"minutes/{n}.md", "url": None}) for n in "12")
    then = dataclasses.replace(WHOLE.site, documents={**WHOLE.site.documents, "minutes": first})
    answer = then.answers["3.1.1"]
    assert answer.review is not None
    digest = answer_digest(answer, then.documents, then.answers, (then.site.edition, "3.1.1"))
    review = answer.review.model_copy(update={"digest": digest})
    answers = {**then.answers, "3.1.1": answer.model_copy(update={"review": review})}
    then = dataclasses.replace(then, answers=answers)
    now = dataclasses.replace(then, documents={**then.documents, "minutes": second})
    for variant in (Variant.INTERNAL, Variant.AUDITOR):
        shown = for_variant(held_against(dataclasses.replace(WHOLE, site=now), then), variant)
        assert reviews_since(shown).lapsed == ("3.1.1",)


def test_a_file_that_is_registered_as_restricted_today_is_not_shown_as_it_was() -> None:
    minutes = WHOLE.site.documents["minutes"].model_copy(update={"path": "minutes/qzjdossier.md", "url": None})
    twin = minutes.model_copy(update={"access": Access.INTERNAL, "path": "minutes/./qzjdossier.md"})
    citation = WHOLE.site.answers["3.1.1"].evidence[0].model_copy(update={"document": "twin", "quote": "qzj quoted"})
    linked = twin.model_copy(update={"url": "https://example.org/qzj"})
    earlier = dataclasses.replace(with_answer(evidence=(citation,)), documents={"twin": linked})
    now = dataclasses.replace(WHOLE.site, documents={"twin": twin, "minutes": minutes})
    shown = for_variant(held_against(dataclasses.replace(WHOLE, site=now), earlier), Variant.AUDITOR)
    assert shown.since is not None
    assert shown.since.site.documents["twin"].access is Access.INTERNAL
    assert b"qzj" not in what_it_says(shown)
