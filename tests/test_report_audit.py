"""What the report says of gates, declaration, reviews, the auditor's items and changes."""

import re
from dataclasses import replace
from datetime import date

import pytest
import report_pdfs
import report_samples
from english_left import english_left
from pseudolanguage import Pseudo
from report_samples import rejudged

from iso16363.fingerprint import assessment_digest
from iso16363.judgement import HandedOver, Judgement
from iso16363.language import speaking
from iso16363.model.answers import CitationState
from iso16363.model.signoff import Declaration, Revocation
from iso16363.model.variant import Variant
from iso16363.report.gatepages import build_gate_pages
from iso16363.report.lettering import letters
from iso16363.report.lookup import Lookup
from iso16363.report.onepage import build_onepage, render_onepage
from iso16363.report.page import render_html
from iso16363.report.view import ReportView, build_view
from iso16363.variants import for_variant

NOT_A_HANDOVER = "Draft: not all gates hold. Not a hand-over."


def view_of(name: str) -> ReportView:
    return build_view(getattr(report_samples, name)())


def words(html: str) -> str:
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(text.split()))


def part(html: str, anchor: str) -> str:
    begin = html.index(f'<h1 id="{anchor}"')
    return words(html[begin : html.find("<h1 id=", begin + 1)])


def test_letters_that_texts_name_never_change() -> None:
    plain, full = letters(findings=False, changes=False), letters(findings=True, changes=True)
    assert [plain[p] for p in ("control", "sheets", "register", "audit")] == list("AHKL")
    assert {p: x for p, x in full.items() if x <= "L"} == {p: x for p, x in plain.items() if x <= "L"}
    assert (plain["annexes"], full["findings"], full["changes"], full["annexes"]) == ("N", "M", "N", "P")
    assert letters(findings=False, changes=True)["changes"] == "M"


def test_texts_name_no_letter_that_may_change() -> None:
    html = render_html(view_of("audited"))
    assert set(re.findall(r"\b[Pp]art ([A-Z])\b", words(html))) <= set("ABCDEFGHIJKL")


def test_parts_without_anything_to_say_are_not_there() -> None:
    html = render_html(view_of("ready"))
    assert 'id="findings"' not in html
    assert 'id="changes"' not in html
    assert "No request and no finding of an auditor is recorded." in part(html, "audit")


@pytest.mark.parametrize("name", ["nothing", "bare", "half", "complete", "audited", "hostile"])
def test_each_gate_that_fails_is_set_out_in_full(name: str) -> None:
    judgement: Judgement = getattr(report_samples, name)()
    view = build_view(judgement)
    assert [page.key for page in view.gates] == [gate.name.value for gate in judgement.readiness.failing]
    for page, gate in zip(view.gates, judgement.readiness.failing, strict=True):
        assert page.failures == len(gate.failures)
        named = {subject for row in page.rows for subject in row.subjects}
        known = {f.subject for f in gate.failures} & (view.criteria.keys() | view.documents.keys() | view.items)
        assert named >= known
        assert {row.place for row in page.rows} == {str(f.place) for f in gate.failures}
    html = render_html(view)
    for page in view.gates:
        assert f'<a href="#g-{page.key}">' in html[html.index('id="gates"') : html.index('id="stops"')]


def test_every_sentence_of_a_gate_can_be_said_in_another_language() -> None:
    judgement = report_samples.complete()
    answer = judgement.site.answers["5.2.1"]
    placeless, other = answer.evidence[0].model_copy(update={"locator": None}), answer.evidence[1]
    candidate = other.model_copy(update={"state": CitationState.CANDIDATE})
    changed = answer.model_copy(update={"evidence": (placeless, candidate), "implemented": 1, "documented": 4})
    judged = rejudged(replace(judgement.site, answers={**judgement.site.answers, "5.2.1": changed}))
    samples = [judged, *(getattr(report_samples, n)() for n in ("nothing", "bare", "half", "audited"))]
    said = set()
    with speaking("de", Pseudo()):
        for sample in samples:
            for page in build_gate_pages(Lookup(sample)):
                for row in page.rows:
                    said.add(page.key)
                    assert not row.english, row.text
                    assert english_left(f"<p>{row.text}</p>", sample) == {}
    assert said == {"scope", "complete", "documents", "evidence", "access", "gaps", "findings", "review", "declaration"}


def test_a_message_of_a_check_stays_english_and_says_so() -> None:
    with speaking("de", Pseudo()):
        structure = build_gate_pages(Lookup(report_samples.hostile()))[0]
    assert structure.key == "structure"
    assert all(row.english for row in structure.rows)


@pytest.mark.parametrize("name", ["nothing", "half", "complete", "audited"])
def test_whatever_fails_is_named_among_what_stops(name: str) -> None:
    view = view_of(name)
    assert view.summary.stops
    assert view_of("ready").summary.stops == ()


def declared(judgement: Judgement, *declarations: Declaration) -> ReportView:
    named = {f"d-{number}": d for number, d in enumerate(declarations, 1)}
    return build_view(rejudged(replace(judgement.site, declarations=named)))


def test_a_declaration_that_holds_needs_no_form() -> None:
    view = view_of("ready")
    shown = part(render_html(view), "declaration")
    assert "✓ Signed. Head signed on 2 November 2026, and the declaration holds" in shown
    assert "Place and date" not in shown
    assert view.control.rows[2].when == "signed on 2 November 2026"
    assert view.summary.sentences[1] == "All gates hold: it is ready for stage 1."


def test_a_declaration_that_was_not_made_leaves_the_form() -> None:
    shown = part(render_html(view_of("complete")), "declaration")
    assert "✗ Not signed. No declaration has been recorded." in shown
    assert "Place and date" in shown


def test_a_declaration_that_was_taken_back_says_by_whom_and_why() -> None:
    judgement = report_samples.ready()
    digest = assessment_digest(judgement.site)
    back = Revocation(by="head", on=date(2026, 11, 9), why="A figure was wrong.")
    view = declared(judgement, Declaration(by="head", on=date(2026, 11, 2), digest=digest, revoked=back))
    shown = part(render_html(view), "declaration")
    assert "✗ Taken back. Head took the last declaration back on 9 November 2026: A figure was wrong." in shown
    assert "Place and date" in shown
    assert view.control.rows[2].when == "taken back"


def test_of_several_declarations_the_last_counts() -> None:
    judgement = report_samples.ready()
    old, new = "v1:" + "0" * 64, assessment_digest(judgement.site)
    view = declared(
        judgement,
        Declaration(by="head", on=date(2026, 11, 2), digest=old),
        Declaration(by="head", on=date(2026, 11, 9), digest=new),
    )
    assert [row.standing for row in view.signature.rows] == ["followed by a later one", "holds"]
    lapsed = declared(judgement, Declaration(by="head", on=date(2026, 11, 9), digest=old))
    assert lapsed.signature.verdict == "Does not hold."
    assert lapsed.signature.words.endswith("The declaration has lapsed: the self-assessment was changed since.")


def test_a_signature_of_the_wrong_role_or_of_tomorrow_does_not_hold() -> None:
    judgement = report_samples.ready()
    digest = assessment_digest(judgement.site)
    wrong = declared(judgement, Declaration(by="quality", on=date(2026, 11, 2), digest=digest))
    assert wrong.signature.words == (
        "Quality lead signed on 2 November 2026. Signed by a role that is not accountable."
    )
    ahead = declared(judgement, Declaration(by="head", on=date(2026, 12, 2), digest=digest))
    assert ahead.signature.words.endswith("The declaration is dated in the future.")


@pytest.mark.parametrize("variant", [Variant.INTERNAL, Variant.AUDITOR])
def test_reviews_are_counted_by_role_and_those_that_lapsed_are_named(variant: Variant) -> None:
    signature = build_view(for_variant(report_samples.audited(), variant)).signature
    (row,) = signature.reviewers
    assert (row.role, row.answers, row.holding, row.oldest) == ("Quality lead", 3, 2, "1 November 2026")
    assert row.void == (("3.1.2.1", "lapsed"),)
    assert view_of("complete").signature.unreviewed == 2


def test_what_was_handed_over_last_is_not_to_be_handed_over_again() -> None:
    """Held against an earlier hand-over there are changes; the last one has them already."""
    ready, audited = report_samples.ready(), report_samples.audited()
    assert audited.since is not None
    for digest, asked in ((assessment_digest(ready.site), ()), ("v1:" + "0" * 64, ("Hand the changed",))):
        record = audited.since.record.model_copy(update={"digest": digest, "on": date(2026, 11, 5)})
        handoffs = {**audited.site.handoffs, "2026-11-05-1": record}
        judged = replace(rejudged(replace(ready.site, handoffs=handoffs)), since=audited.since)
        decisions = build_view(judged).summary.decisions
        assert tuple(text[:16] for text in decisions) == asked


def test_the_auditors_items_are_told_by_kind_the_gravest_first() -> None:
    found = view_of("audited").round
    assert [kind.heading for kind in found.kinds] == [
        "Major nonconformities",
        "Minor nonconformities",
        "Areas of concern",
        "Opportunities for improvement",
        "Requests",
    ]
    requests = found.kinds[-1]
    assert (requests.counts, requests.late, requests.next_due) == ((1, 0, 1, 0), 1, None)
    assert [item.id for item in found.open] == ["major-1", "request-2", "concern-1"]
    assert found.open[0].missing == "cause, corrective action and evidence"
    assert (found.stopping, found.total) == (1, 6)


def test_each_item_is_told_in_full_and_leads_to_its_evidence() -> None:
    html = render_html(view_of("audited"))
    shown = part(html, "findings")
    for item in report_samples.AUDIT.values():
        for field in ("seen", "verdict", "effectiveness", "answer", "correction", "cause", "corrective_action"):
            assert str(item.get(field, "")) in shown
    assert "Ask Head first." not in html, "a note is for the site team"
    minor = html[html.index('id="f-minor-1"') : html.index('id="k-area-of-concern"')]
    assert 'href="#d-charter"' in minor
    major = html[html.index('id="f-major-1"') : html.index('id="f-minor-1"')]
    assert 'href="#a-write-plan"' in major
    assert "Still missing: cause, corrective action and evidence." in words(major)


def test_an_open_major_stands_out_by_words_and_lines() -> None:
    html = render_html(view_of("audited"))
    assert html.count('<div class="sheet stopping">') == 1
    assert "✗ Not answered in full: it keeps the gate “findings” shut." in part(html, "findings")
    assert "1 major nonconformity of the auditor is not answered in full" in part(html, "summary")


def test_a_criterion_says_what_is_open_with_the_auditor() -> None:
    html = render_html(view_of("audited"))
    sheet = html[html.index('id="c-3.1.1"') : html.index('id="c-3.1.2"')]
    assert "Open with the auditor: major-1 (major nonconformity)." in words(sheet)
    assert "request-1" not in sheet, "it is closed"


def test_the_public_variant_has_no_items_and_says_where_they_went() -> None:
    judgement = for_variant(report_samples.audited(), Variant.PUBLIC)
    html = render_html(build_view(judgement))
    for text in ("major-1", "succession plan", "The auditors", 'id="findings"', 'id="changes"', " 3 November 2026"):
        assert text not in html
    assert "Requests and findings of the auditor are not shown here" in part(html, "audit")
    assert "6 requests and findings" in part(html, "register")


def test_changes_are_told_with_what_was_before() -> None:
    view = view_of("audited")
    assert view.changes.day == "3 November 2026"
    assert view.changes.criteria == ("3.1.2.1",)
    groups = {group.key: group for group in view.changes.groups}
    assert groups["document"].new == (("plan", "Plan"),)
    assert [id_ for id_, _ in groups["request-or-finding"].new] == list(report_samples.AUDIT)
    rows = {row.field: row for row in groups["answer"].rows}
    assert [(p.text, p.changed) for p in rows["implemented"].before] == [("3", True)]
    assert "third" in "".join(p.text for p in rows["response"].after if p.changed)
    html = render_html(view)
    assert "<del>second</del>" in html
    assert re.search(r"<ins>third\s*</ins>", html)


def test_ratings_and_states_that_are_others_now_are_listed() -> None:
    for variant in (Variant.INTERNAL, Variant.AUDITOR):
        view = build_view(for_variant(report_samples.audited(), variant))
        found = {
            row.criterion: (row.rating_then, row.rating_now, row.state_then[0], row.state_now[0])
            for row in view.changes.results
        }
        assert found["3.1.2.1"] == (3, 2, "reviewed", "supported")
        assert "3.1.1" not in found


def test_a_changed_criterion_says_so_at_its_head() -> None:
    html = render_html(view_of("audited"))
    sheet = html[html.index('id="c-3.1.2.1"') : html.index('id="s-5.2"')]
    assert "Changed since 3 November 2026" in words(sheet)
    assert html.count('<p class="changed">') == 1


def test_nothing_changed_is_said_as_such() -> None:
    judgement = report_samples.audited()
    since = judgement.since
    assert since is not None
    same = replace(judgement, since=HandedOver(since.id, since.record, judgement.site))
    view = build_view(same)
    assert "Nothing has changed." in part(render_html(view), "changes")
    assert "Nothing has changed since the hand-over of 3 November 2026." in view.summary.sentences[1]


def test_after_a_hand_over_the_summary_says_when_to_whom_and_what_changed() -> None:
    first, second = view_of("audited").summary.sentences
    assert first.startswith("The self-audit of Small collection was handed over. As it stands now, 4 of 4")
    assert second == (
        "Handed over on 3 November 2026 to The auditors."
        " 1 answer, or what it rests on, has changed since the hand-over of 3 November 2026."
        " Today the gates “access”, “findings”, “review” and “declaration” fail."
    )
    alone = build_view(replace(report_samples.audited(), since=None)).summary.sentences[1]
    assert "The self-assessment has changed since." in alone
    assert view_of("audited").control.rows[-1].role == "The auditors"


def test_after_a_hand_over_the_decision_follows_from_what_is_open() -> None:
    assert view_of("audited").summary.decisions == (
        "Have the 2 open requests and findings of the auditor answered.",
        "Have the failing gates closed, each by the owner of what fails it.",
    )
    ready = report_samples.ready()
    handed = replace(ready.site, handoffs=report_samples.audited().site.handoffs)
    assert build_view(rejudged(handed)).summary.decisions == (), "nothing is asked while the auditor is at work"


@pytest.mark.parametrize("name", ["half", "audited"])
def test_a_draft_says_so_on_every_piece(name: str) -> None:
    judgement = replace(getattr(report_samples, name)(), draft=True)
    view = build_view(judgement)
    html = render_html(view)
    assert view.cover.document_id.endswith("-draft")
    assert NOT_A_HANDOVER in words(html[html.index('<div class="cover"') : html.index("<main")])
    assert f'data-milestone="{NOT_A_HANDOVER}' in html
    page = render_onepage(build_onepage(judgement))
    assert NOT_A_HANDOVER in words(page)
    assert build_onepage(judgement).document_id.endswith("-draft")
    assert NOT_A_HANDOVER not in render_html(build_view(replace(judgement, draft=False)))


def test_every_page_of_a_draft_carries_it() -> None:
    reader = report_pdfs.made("draft").reader
    assert all(NOT_A_HANDOVER in " ".join(page.extract_text().split()) for page in reader.pages)
    one = report_pdfs.made("draft", "onepage").reader
    assert len(one.pages) == 1
    assert NOT_A_HANDOVER in one.pages[0].extract_text()


def test_words_that_came_and_went_are_told_apart_in_the_tags() -> None:
    tags = report_pdfs.made("audited").tags
    lines: dict[str, str] = {}
    for tag in tags.walk():
        attributes = tag.entries.get("/A", {})
        if "/TextDecorationType" in attributes:
            lines[tag.text.strip()] = attributes["/TextDecorationType"]
    assert lines["second"] == "/LineThrough"
    assert lines["third"] == "/Underline"
