from dataclasses import fields, is_dataclass, replace
from datetime import date
from gettext import NullTranslations
from typing import Any

import pytest
import report_samples

from iso16363.language import speaking
from iso16363.model.imports import Import
from iso16363.model.variant import Variant
from iso16363.readiness import MilestoneState
from iso16363.report.page import render_html
from iso16363.report.view import ReportView, build_view
from iso16363.variants import for_variant

SAMPLES = ["nothing", "bare", "half", "complete", "ready", "audited", "hostile"]


def view_of(name: str) -> ReportView:
    return build_view(getattr(report_samples, name)())


def _leaves(value: Any) -> list[object]:
    if is_dataclass(value):
        return [leaf for field in fields(value) for leaf in _leaves(getattr(value, field.name))]
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    if isinstance(value, tuple | frozenset):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_view_is_plain_values(name: str) -> None:
    assert {type(leaf) for leaf in _leaves(view_of(name))} <= {str, int, float, bool, type(None)}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_site_gives_the_same_view(name: str) -> None:
    assert view_of(name) == view_of(name)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_criterion_has_a_sheet(name: str) -> None:
    view = view_of(name)
    sheets = [s.id for groups in view.sheets.values() for group in groups for s in group.sheets]
    assert sheets == list(view.criteria)


def test_nothing_answered_says_what_exists_and_where_to_begin() -> None:
    view = view_of("nothing")
    assert view.summary.sentences == (
        "The self-audit of Small collection has not started: none of the 5 criteria is answered.",
        (
            "On the table are 2 candidate citations from 2 documents, which bear on 1 criterion and wait to be"
            " confirmed or struck; for 4 criteria there is none."
        ),
    )
    assert [n.value for n in view.summary.numbers] == [0, 0, None, 0]
    assert view.figures.candidates is not None
    assert view.figures.dots is None
    beginning = view.gaps.beginning
    assert beginning is not None
    assert [gap.criteria for gap in beginning.known_gaps] == [(("3.1.1", "Mission"),)]
    assert "What is audited is a proposal" in beginning.scope[0]
    sheet = view.sheets["3"][0].sheets[0]
    assert not sheet.full
    assert [e.document for e in sheet.candidates] == ["slides"]
    assert [e.document for e in sheet.pointers] == ["charter"]


def test_a_bare_site_is_told_that_nothing_is_there() -> None:
    view = view_of("bare")
    assert view.summary.stops[0].text == "Nothing says what is audited: no repository is named"
    assert view.figures.relied is None
    assert view.summary.sentences[1].startswith("Nothing is on the table")


def test_half_a_site_is_ranked_by_weight() -> None:
    view = view_of("half")
    assert [(row.criterion, row.weight) for row in view.gaps.ranked] == [
        ("5.2.1", "likely major"),
        ("3.1.2.1", "below target"),
    ]
    assert view.gaps.without_action == ("3.1.2.1",)
    assert view.gaps.overdue == 1
    assert [n.value for n in view.summary.numbers] == [4, 3, 2, 0]
    assert [n.of for n in view.summary.numbers] == [5, 5, 3, 5]
    assert view.summary.decisions == (
        "Approve the improvement plan (1 open action, due on 1 October 2026).",
        "Decide what is done about 1 gap without an action.",
        "Set the date by which the 1 criterion left is complete.",
    )
    texts = [stop.text for stop in view.summary.stops]
    assert "1 of 5 applicable criteria is not complete" in texts
    assert "1 rating below 2, likely a major nonconformity" in texts


def test_a_derived_umbrella_is_marked_and_not_a_gap_of_its_own() -> None:
    view = view_of("half")
    umbrella = view.sheets["3"][0].sheets[1]
    assert (umbrella.id, umbrella.derived, umbrella.rating) == ("3.1.2", True, 2)
    assert "3.1.2" not in [row.criterion for row in view.gaps.ranked]


def test_a_complete_site_is_not_called_ready_before_it_is_reviewed_and_signed() -> None:
    view = view_of("complete")
    assert view.summary.sentences[1].endswith("the gates “review” and “declaration” fail.")
    assert view.cover.draft
    assert [(stop.text, stop.section) for stop in view.summary.stops] == [
        ("2 answers without a review that counts", "g-review"),
        ("The declaration is not signed", "g-declaration"),
    ]
    assert view.gaps.ranked == ()
    sheet = view.sheets["3"][0].sheets[0]
    assert sheet.standing == "reviewed by Quality lead on 1 November 2026."
    assert [s.state for s in view.sheets["5"][0].sheets] == ["supported", "not-applicable"]


def test_what_is_withheld_and_what_can_be_shown_is_listed() -> None:
    register = view_of("complete").register
    assert [(w.documents, w.inspect, w.variants) for w in register.withheld if w.documents] == [
        (("minutes",), "On site, by appointment.", "auditor and public")
    ]
    assert {criterion for criterion, _ in register.demonstrations} == {"3.1.1", "3.1.2.1", "5.2.1"}
    charter = register.documents[0]
    assert (charter.verified, charter.cited_in) == ("checksum matches", ("3.1.1", "3.1.2.1", "5.2.1"))


def test_a_mean_never_comes_without_minimum_and_count() -> None:
    for name in SAMPLES:
        view = view_of(name)
        for area in view.areas:
            for row in area.subsections:
                assert (row.mean is None) == (row.minimum is None) == (row.rated == 0)
        texts = [leaf for leaf in _leaves(view) if isinstance(leaf, str)]
        assert all("minimum" in text for text in texts if "mean " in text and "rated" in text)


@pytest.mark.parametrize(
    ("variant", "suffix", "confidentiality", "title"),
    [
        (Variant.INTERNAL, "", "internal", "Readiness report: Small, ISO 16363:2025"),
        (Variant.AUDITOR, "-auditor", "confidential: for the auditor", "Readiness report for the auditor: Small, "),
        (Variant.PUBLIC, "-public", "public", "Readiness report, public version: Small, ISO 16363:2025"),
    ],
)
def test_the_cover_says_for_whom_it_is(variant: Variant, suffix: str, confidentiality: str, title: str) -> None:
    cover = build_view(replace(report_samples.half(), variant=variant)).cover
    assert cover.document_id == f"small-iso16363-2025-20261123-dddddddd{suffix}"
    assert cover.confidentiality == confidentiality
    assert cover.title.startswith(title)
    assert cover.running_class == f"draft · {confidentiality.removeprefix('confidential: ')}"


def test_the_id_of_a_document_names_its_language() -> None:
    with speaking("de", NullTranslations()):
        assert view_of("half").cover.document_id == "small-iso16363-2025-20261123-dddddddd-de"


def test_document_control_names_roles_and_days() -> None:
    control = view_of("complete").control
    assert [(row.step, row.role, row.when) for row in control.rows] == [
        ("Prepared", "1 role answers 3 criteria; named on each criterion sheet", "judged on 23 November 2026"),
        ("Reviewed", "Quality lead (1 review, of which 1 still holds)", "last on 1 November 2026"),
        ("Approved", "Head", "not signed"),
    ]
    assert view_of("complete").signature.signatory == "Head"
    assert control.changes == ""
    assert [row.role for row in view_of("bare").control.rows][:2] == ["nobody has answered yet", "not reviewed"]


def test_a_workbook_that_was_taken_in_does_not_change_who_signs() -> None:
    judgement = report_samples.complete()
    taken = Import(file="x.xlsx", on=date(2026, 11, 2), sha256="e" * 64, edited=2, by="quality")
    site = replace(judgement.site, imports={"first": taken})
    view = build_view(replace(judgement, site=site))
    assert view.control.rows[1].role == "1 returned workbook, 2 changes (Quality lead)"
    assert view.signature.signatory == "Head"


def test_scope_reads_the_repository_with_oais_and_invents_nothing() -> None:
    setting = view_of("half").setting
    assert [(f.name, f.subsections, f.complete, f.applicable) for f in setting.functions] == [
        ("Administration, and the management above it", (("3.1", "Governance"),), 3, 3),
        ("Common services: infrastructure and security", (("5.2", "Security risk"),), 1, 2),
    ]
    assert setting.raters == ("Head", "Quality lead")
    assert view_of("nothing").setting.raters == ()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (MilestoneState.UNDER_WAY, "is under way: 4 of 4 applicable criteria are complete"),
        (MilestoneState.FINISHED, "is finished: 4 of 4 applicable criteria are complete"),
        (MilestoneState.READY, "is ready to be submitted: 4 of 4 applicable criteria are complete"),
        (MilestoneState.SUBMITTED, "was handed over. As it stands now, 4 of 4 applicable criteria are complete"),
    ],
)
def test_each_state_has_its_own_sentence(state: MilestoneState, said: str) -> None:
    judgement = report_samples.complete()
    view = build_view(replace(judgement, readiness=replace(judgement.readiness, state=state)))
    first, second = view.summary.sentences
    assert said in first
    assert first.endswith("the evidence carries the ratings of all of them.")
    assert second
    assert view.cover.draft == (state in (MilestoneState.UNDER_WAY, MilestoneState.FINISHED))


def test_where_no_gate_fails_reviews_and_the_signature_are_left() -> None:
    assert view_of("complete").summary.decisions == (
        "Have the 2 answers that wait for it reviewed by a second role, then sign the declaration.",
    )


@pytest.mark.parametrize("variant", [Variant.PUBLIC, Variant.AUDITOR])
def test_readers_outside_the_site_are_asked_for_no_decision(variant: Variant) -> None:
    view = build_view(for_variant(report_samples.half(), variant))
    assert view.summary.decisions == ()
    assert "Decision asked for" not in render_html(view)


def test_figures_are_numbered_in_order() -> None:
    for name in SAMPLES:
        f = view_of(name).figures
        shown = [x.number for x in (f.bars, f.heat, f.candidates, f.dots, f.matrix, f.relied, f.age, f.efforts) if x]
        assert shown == list(range(1, len(shown) + 1))
