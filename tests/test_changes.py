"""Changes since a hand-over: every difference in meaning, each once and in its place, and nothing else."""

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import report_samples
import strategies
from handedover import held_against
from hypothesis import assume, given
from hypothesis import strategies as st
from pseudolanguage import WORD, Pseudo
from strategies import Drawn, drawn_sites

from iso16363.changes import (
    Change,
    ChangedThing,
    ChangeKind,
    affected,
    changes_csv,
    changes_of,
    reviews_since,
    title_of,
)
from iso16363.fingerprint import answer_digest, assessment_meaning, normal
from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation
from iso16363.model.assessment import SelfAssessment
from iso16363.model.audit import AuditItem
from iso16363.model.base import Record, parts
from iso16363.model.documents import Document
from iso16363.model.layout import evidence_file
from iso16363.model.site import Site
from iso16363.model.variant import Variant
from iso16363.pairing import Telling, paired
from iso16363.sweeping import changed
from iso16363.variants import for_variant

BASE = report_samples.complete()


def whole(drawn: Drawn) -> SelfAssessment:
    return SelfAssessment(drawn.site, drawn.documents, drawn.answers, drawn.actions, audit=drawn.audit)


def between(old: SelfAssessment, new: SelfAssessment) -> tuple[Change, ...]:
    return changes_of(held_against(dataclasses.replace(BASE, site=new), old))


def meaning(site: SelfAssessment) -> object:
    """What is compared: what a declaration covers, and requests and findings in full."""
    audit = {key: item.model_dump(mode="json", exclude_defaults=True) for key, item in site.audit.items()}
    compared = {key: {name: normal(value) for name, value in item.items()} for key, item in audit.items()}
    return assessment_meaning(site), compared


# --- For any site ------------------------------------------------------------------------------


@given(drawn_sites)
def test_nothing_differs_from_itself(drawn: Drawn) -> None:
    assert between(whole(drawn), whole(drawn)) == ()


@given(drawn_sites)
def test_other_ways_to_write_the_same_are_no_changes(drawn: Drawn) -> None:
    site = whole(drawn)

    def turned(records: Mapping[str, Any]) -> dict[str, Any]:
        return {key: records[key] for key in reversed(list(records))}

    def rewritten(text: str) -> str:
        return unicodedata.normalize("NFD", text.replace("\r\n", "\n")).replace("\n", " \r\n") + "  \n"

    other = dataclasses.replace(
        site,
        site=changed(site.site, rewritten),
        documents=changed(turned(site.documents), rewritten),
        answers=changed(turned(site.answers), rewritten),
        actions=changed(turned(site.actions), rewritten),
        audit=changed(turned(site.audit), rewritten),
    )
    assert between(site, other) == ()


@given(drawn_sites, drawn_sites)
def test_what_differs_in_meaning_is_a_change_and_nothing_else(one: Drawn, other: Drawn) -> None:
    old, new = whole(one), whole(other)
    found = between(old, new)
    assert bool(found) is (meaning(old) != meaning(new))
    assert len(set(found)) == len(found)
    assert [(c.before is None, c.after is None) for c in found] == [
        (c.kind is ChangeKind.ADDED, c.kind is ChangeKind.REMOVED) for c in found
    ]
    order = [list(ChangedThing).index(c.thing) for c in found]
    assert order == sorted(order)
    criteria = [parts(c.subject) for c in found if c.thing is ChangedThing.ANSWER]
    assert criteria == sorted(criteria)


@given(drawn_sites, drawn_sites)
def test_looked_at_from_the_other_side_it_is_as_much(one: Drawn, other: Drawn) -> None:
    old, new = whole(one), whole(other)
    there, back = between(old, new), between(new, old)
    turned = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
    places = {(c.file, c.subject, c.field.partition(".")[0]) for c in there}
    assert places == {(c.file, c.subject, c.field.partition(".")[0]) for c in back}
    records = [(turned.get(c.kind), c.file, c.subject, c.after, c.before) for c in there if not c.field]
    assert sorted(map(repr, records)) == sorted(
        repr((c.kind, c.file, c.subject, c.before, c.after)) for c in back if not c.field
    )


# --- One edit is one change, in its place --------------------------------------------------------

_NOT_COMPARED = {"note", "notes", "checked"}
_DEEPER = {"evidence", "background", "period", "repository", "milestone", "affiliations", "roles", "absent_documents"}
_RECORDS: Mapping[type[Record], tuple[str, st.SearchStrategy[Any]]] = {
    Answer: ("answers", strategies.answers),
    Document: ("documents", strategies.documents),
    Action: ("actions", strategies.actions),
    AuditItem: ("audit", strategies.audit_items),
    Site: ("site", strategies.sites),
}


def with_record(site: SelfAssessment, group: str, key: str, record: Record) -> SelfAssessment:
    held: Any = record if group == "site" else {**getattr(site, group), key: record}
    return dataclasses.replace(site, **{group: held})


@st.composite
def edits(draw: Callable[[Any], Any]) -> tuple[SelfAssessment, SelfAssessment, str, str, str]:
    """A site, the same with one field of one record changed; group, key and field."""
    site = whole(draw(drawn_sites))
    group, records = _RECORDS[draw(st.sampled_from(list(_RECORDS)))]
    key = draw(strategies.criteria if group == "answers" else strategies.slugs)
    was, now = draw(records), draw(records)
    fields = sorted(set(type(was).model_fields) - _DEEPER - (_NOT_COMPARED if group != "audit" else set()))
    field = draw(st.sampled_from(fields))
    edited = was.model_copy(update={field: getattr(now, field)})
    assume(normal(getattr(was, field)) != normal(getattr(now, field)))
    return with_record(site, group, key, was), with_record(site, group, key, edited), group, key, field


@given(edits())
def test_one_edit_is_one_change(edit: tuple[SelfAssessment, SelfAssessment, str, str, str]) -> None:
    old, new, group, key, field = edit
    (found,) = between(old, new)
    file = evidence_file(key) if group == "answers" else f"{group}.yaml"
    assert (found.file, found.subject, found.field) == (file, "" if group == "site" else key, field)
    records = [site.site if group == "site" else getattr(site, group)[key] for site in (old, new)]
    for shown, record in zip((found.before, found.after), records, strict=True):
        value = getattr(record, field)
        if isinstance(value, str):
            assert shown == normal(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            assert shown == str(value)
        elif value in (None, ()):
            assert shown is None


@st.composite
def list_edits(draw: Callable[[Any], Any]) -> tuple[Answer, Answer, str, int, str]:
    """An answer, the same with one field of one citation or statement changed; list, position and field."""
    name, items, model = draw(
        st.sampled_from(
            [("evidence", strategies.citations, Citation), ("background", strategies.backgrounds, Background)]
        )
    )
    held = draw(st.lists(items, min_size=1, max_size=5))
    position, other = draw(st.integers(0, len(held) - 1)), draw(items)
    field = draw(st.sampled_from(sorted(model.model_fields)))
    assume(normal(getattr(held[position], field)) != normal(getattr(other, field)))
    edited = held.copy()
    edited[position] = held[position].model_copy(update={field: getattr(other, field)})
    was, now = (Answer.model_validate({name: tuple(items)}) for items in (held, edited))
    return was, now, name, position, field


@given(list_edits())
def test_an_edited_citation_is_one_change(edit: tuple[Answer, Answer, str, int, str]) -> None:
    was, now, name, position, field = edit
    site = BASE.site
    old, new = (with_record(site, "answers", "3.1.1", answer) for answer in (was, now))
    (found,) = between(old, new)
    begin, item, end = found.field.split(".")
    assert (found.subject, begin, end) == ("3.1.1", name, field)
    if name == "background":
        assert item == str(position + 1)
    else:
        cited = [c.document for c in now.evidence]
        document = cited[position]
        number = cited[: position + 1].count(document)
        assert item == (document if cited.count(document) == 1 else f"{document}/{number}")


@given(st.lists(strategies.citations, max_size=5), strategies.citations, st.integers(0, 5))
def test_a_citation_that_came_is_one_addition(held: list[Citation], new: Citation, place: int) -> None:
    now = [*held[:place], new, *held[place:]]
    old, new_site = (
        with_record(BASE.site, "answers", "3.1.1", Answer(evidence=tuple(citations))) for citations in (held, now)
    )
    (found,) = between(old, new_site)
    assert (found.kind, found.before) == (ChangeKind.ADDED, None)
    assert found.field.startswith(f"evidence.{new.document}")
    (gone,) = between(new_site, old)
    assert (gone.kind, gone.before) == (ChangeKind.REMOVED, found.after)


@given(st.lists(strategies.citations, min_size=2, max_size=5, unique_by=repr), st.randoms())
def test_another_order_is_one_change(held: list[Citation], chance: Any) -> None:
    turned = held.copy()
    chance.shuffle(turned)
    assume([normal_of(c) for c in turned] != [normal_of(c) for c in held])
    old, new = (with_record(BASE.site, "answers", "3.1.1", Answer(evidence=tuple(c))) for c in (held, turned))
    (found,) = between(old, new)
    assert (found.kind, found.field) == (ChangeKind.CHANGED, "evidence")
    assert sorted((found.before or "").split(", ")) == sorted((found.after or "").split(", "))


def normal_of(record: Record) -> dict[str, Any]:
    return {key: normal(value) for key, value in record.model_dump(mode="json").items()}


# --- In words ------------------------------------------------------------------------------------


def edited(**answer: object) -> SelfAssessment:
    """The complete sample with fields of the answer to 3.1.1 changed."""
    return with_record(BASE.site, "answers", "3.1.1", BASE.site.answers["3.1.1"].model_copy(update=answer))


def told(found: tuple[Change, ...]) -> list[tuple[str, str, str, str | None, str | None]]:
    return [(c.kind.value, c.subject, c.field, c.before, c.after) for c in found]


def test_values_are_told_as_the_files_have_them() -> None:
    assert told(between(BASE.site, edited(documented=2, see=("3.1.2.1", "5.2.1"), applicable=False))) == [
        ("changed", "3.1.1", "applicable", "true", "false"),
        ("changed", "3.1.1", "documented", str(BASE.site.answers["3.1.1"].documented), "2"),
        ("added", "3.1.1", "see", None, "3.1.2.1, 5.2.1"),
    ]


def test_a_record_that_came_or_went_is_told_whole() -> None:
    charter = BASE.site.documents["charter"]
    without = dataclasses.replace(
        BASE.site, documents={name: d for name, d in BASE.site.documents.items() if name != "charter"}
    )
    ((kind, subject, field, before, after),) = told(between(BASE.site, without))
    assert (kind, subject, field, after) == ("removed", "charter", "", None)
    assert before is not None
    assert before.startswith(f"title: {charter.title}; kind: {charter.kind}; ")
    ((kind, *_, after),) = told(between(without, BASE.site))
    assert (kind, after) == ("added", before)


def test_a_review_made_again_is_one_change() -> None:
    answer = BASE.site.answers["3.1.1"]
    assert answer.review is not None
    again = edited(review=answer.review.model_copy(update={"digest": f"v2:{'a' * 64}", "by": "other"}))
    ((kind, subject, field, before, after),) = told(between(BASE.site, again))
    assert (kind, subject, field) == ("changed", "3.1.1", "review")
    assert before == f"reviewed on {answer.review.on} by {answer.review.by}"
    assert after == f"reviewed on {answer.review.on} by other"
    same_day = edited(review=answer.review.model_copy(update={"digest": f"v2:{'a' * 64}"}))
    ((_, _, _, was, now),) = told(between(BASE.site, same_day))
    assert (was, now) == (before, f"{before}, of another text")
    assert affected(held_against(dataclasses.replace(BASE, site=again), BASE.site)) == ()


def test_notes_and_looks_are_no_changes_but_those_on_requests_are() -> None:
    documents = {
        name: d.model_copy(update={"note": "x", "checked": report_samples.TODAY})
        for name, d in BASE.site.documents.items()
    }
    assert between(BASE.site, dataclasses.replace(edited(note="x"), documents=documents)) == ()
    item = AuditItem.model_validate(
        {"kind": "request", "statement": "Show it.", "raised_on": "2026-11-21"}, strict=False
    )
    old = dataclasses.replace(BASE.site, audit={"request-1": item})
    new = dataclasses.replace(BASE.site, audit={"request-1": item.model_copy(update={"note": "x"})})
    assert told(between(old, new)) == [("added", "request-1", "note", None, "x")]


def test_criteria_are_affected_by_what_they_cite_and_what_carries_them() -> None:
    charter = BASE.site.documents["charter"].model_copy(update={"version": "9.9"})
    citing = [c for c, a in BASE.site.answers.items() if any(e.document == "charter" for e in a.evidence)]
    carried = with_record(BASE.site, "answers", "5.2.2", Answer(see=(citing[0],)))
    now = dataclasses.replace(carried, documents={**BASE.site.documents, "charter": charter})
    judgement = held_against(dataclasses.replace(BASE, site=now), carried)
    (found,) = changes_of(judgement)
    assert (found.subject, found.field, found.after) == ("charter", "version", "9.9")
    assert affected(judgement) == tuple(sorted({*citing, "5.2.2"}, key=parts))


def test_without_a_hand_over_nothing_is_compared() -> None:
    assert (changes_of(BASE), affected(BASE), reviews_since(BASE).lapsed) == ((), (), ())


def test_reviews_that_lapsed_were_made_again_or_came() -> None:
    review = BASE.site.answers["3.1.1"].review
    assert review is not None
    reviewed = BASE.site.answers["5.2.1"].model_copy(update={"owner": "head"})
    digest = answer_digest(reviewed, BASE.site.documents, BASE.site.answers, (BASE.edition.head.id, "5.2.1"))
    reviewed = reviewed.model_copy(update={"review": review.model_copy(update={"digest": digest})})
    old = with_record(BASE.site, "answers", "5.2.1", reviewed)
    first, second = "3.1.1", "5.2.1"
    lapsed = old.answers[first].model_copy(update={"response": "Another one."})
    changed_answer = old.answers[second].model_copy(update={"response": "Another one, too."})
    answers = {**old.answers, first: lapsed, second: changed_answer}
    digest = answer_digest(changed_answer, old.documents, answers, (BASE.edition.head.id, second))
    again = review.model_copy(update={"digest": digest})
    answers[second] = changed_answer.model_copy(update={"review": again})
    judgement = held_against(dataclasses.replace(BASE, site=dataclasses.replace(old, answers=answers)), old)
    found = reviews_since(judgement)
    assert (found.lapsed, found.renewed, found.added) == ((first,), (second,), ())
    back = reviews_since(held_against(dataclasses.replace(BASE, site=old), judgement.site))
    assert (back.lapsed, back.renewed, back.added) == ((), (second,), (first,))


def test_titles_are_those_of_what_changed() -> None:
    judgement = held_against(dataclasses.replace(BASE, site=edited(documented=0)), BASE.site)
    (found,) = changes_of(judgement)
    assert title_of(judgement, found) == BASE.edition.criteria["3.1.1"].title
    gone = dataclasses.replace(BASE.site, documents={})
    judgement = held_against(dataclasses.replace(BASE, site=gone), BASE.site)
    titles = {title_of(judgement, c) for c in changes_of(judgement)}
    assert titles == {d.title for d in BASE.site.documents.values()}


def test_the_table_has_a_row_a_change_and_no_formulas() -> None:
    judgement = held_against(dataclasses.replace(BASE, site=edited(response="=1+1")), BASE.site)
    text = changes_csv(judgement)
    assert text.startswith("\ufeffKind,Change,Id and title,Field,Before,After\r\n")
    assert text.endswith(",'=1+1\r\n")
    assert changes_csv(BASE).count("\r\n") == 1
    with speaking("de"):
        assert "3.1.1" in changes_csv(judgement)


# --- Which is which --------------------------------------------------------------------------------

TELLING = Telling("document", ("locator", "shows"))


def cited(document: str, locator: str | None = None, shows: str | None = None) -> dict[str, str | None]:
    return {"document": document, "locator": locator, "shows": shows, "state": "confirmed"}


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([cited("a", "1")], [cited("a", "2")], {0: 0}),
        ([cited("a", "1", "x"), cited("a", "2", "y")], [cited("a", "3", "y"), cited("a", "4", "x")], {0: 1, 1: 0}),
        ([cited("a", "1", "x")], [cited("b", "1", "x")], {0: 0}),
        ([cited("a")], [cited("b")], {0: 0}),
        ([cited("a", "1")], [cited("b", "2")], {}),
        ([cited("a", "1"), cited("a", "2")], [cited("a", "3"), cited("a", "4")], {}),
        ([cited("a", "1"), cited("a", "1")], [cited("a", "1")], {0: 0}),
        ([cited("a", "1", "x"), cited("a", "2", "x")], [cited("a", "3", "x")], {}),
        ([], [cited("a")], {}),
    ],
)
def test_records_are_found_again_by_what_they_say(old: list[Any], new: list[Any], pairs: dict[int, int]) -> None:
    assert paired(old, new, TELLING) == pairs


def test_very_many_are_not_held_against_each_other() -> None:
    old, new = ([cited("a", f"{side}{n}", "x") for n in range(2000)] for side in "ab")
    assert paired(old, new, TELLING) == {}


def test_the_public_sees_none() -> None:
    judgement: Judgement = held_against(dataclasses.replace(BASE, site=edited(documented=0)), BASE.site)
    assert for_variant(judgement, Variant.PUBLIC).since is None


def test_no_english_is_left_in_the_table_of_another_language() -> None:
    with speaking("xx", Pseudo()):
        head, row = changes_csv(held_against(dataclasses.replace(BASE, site=edited(documented=0)), BASE.site)).split(
            "\r\n"
        )[:2]
    assert WORD.findall(head) == []
    assert WORD.findall(row.partition(" ")[0]) == []
