"""What the figures find, and when one is left out because it would say nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
import report_samples as samples
from report_samples import TODAY, judged

from iso16363.judgement import Judgement
from iso16363.model.actions import Action, Effort
from iso16363.model.answers import Answer
from iso16363.model.documents import Document
from iso16363.model.site import Site
from iso16363.report.figures import Figures, build_figures
from iso16363.report.figures_age import last_day, whole_years
from iso16363.report.lookup import Lookup
from iso16363.workspace.workspace import SiteReport


def figures_of(judgement: Judgement) -> Figures:
    return build_figures(Lookup(judgement))


def _site() -> Site:
    return samples.half().site.site


def _document(**values: object) -> Document:
    base = {"title": "A report", "kind": "report", "state": "approved", "access": "public"}
    return Document.model_validate({**base, **values}, strict=False)


def _answer(*documents: str, rating: int = 3) -> Answer:
    evidence = [{"document": d, "locator": "p. 1", "shows": "It.", "state": "confirmed"} for d in documents]
    values = {"owner": "head", "documented": rating, "implemented": rating, "response": "So.", "evidence": evidence}
    return Answer.model_validate(values, strict=False)


def _aged(answers: Mapping[str, Answer], **documents: Document) -> Figures:
    return figures_of(judged(_site(), answers, {}, documents))


def _action(*criteria: str, effort: Effort | None = None, state: str = "open") -> Action:
    values = {"criteria": criteria, "gap": "A gap.", "action": "Close it.", "state": state, "effort": effort}
    return Action.model_validate(values, strict=False)


@pytest.mark.parametrize(
    ("told", "expected"),
    [("2018", date(2018, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2024-02-03", date(2024, 2, 3)), (None, None)],
)
def test_a_partial_date_counts_from_its_last_day(told: str | None, expected: date | None) -> None:
    assert last_day(_document(effective=told)) == expected


def test_the_end_of_its_period_is_the_age_of_a_record() -> None:
    period = {"from": "2019-01", "to": "2020-06"}
    assert last_day(_document(effective="2021-03-01", period=period)) == date(2020, 6, 30)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2025, 11, 24), 0),
        (date(2025, 11, 23), 1),
        (date(2023, 11, 24), 2),
        (date(2023, 11, 23), 3),
        (date(2027, 1, 1), 0),
        (date(1971, 1, 17), 55),
    ],
)
def test_years_are_whole(since: date, expected: int) -> None:
    assert whole_years(since, TODAY) == expected


def test_age_of_evidence_counts_old_expired_and_undated_documents() -> None:
    figures = _aged(
        {"3.1.1": _answer("new", "old"), "5.2.1": _answer("old", "late", "plain")},
        new=_document(effective="2026-05-01"),
        old=_document(effective="2015"),
        late=_document(title="Plan", effective="2024-12-01", review_by="2026-01-01"),
        plain=_document(),
        unused=_document(effective="1990"),
    )
    assert figures.age is not None
    assert figures.age.finding == (
        "1 of 3 dated documents that are cited is three years old or older; 1 is past its review date"
    )
    assert [(row.documents, row.expired, row.criteria) for row in figures.age.rows] == [
        (1, 0, 1),
        (1, 1, 1),
        (0, 0, 0),
        (0, 0, 0),
        (1, 0, 2),
    ]
    assert figures.age.notes == (
        "1 more cited document carries no date and is not drawn.",
        "The oldest is A report (2015).",
        "Past the review date: Plan (1 January 2026).",
    )


def test_documents_of_one_age_are_said_not_drawn() -> None:
    figures = _aged({"3.1.1": _answer("a", "b")}, a=_document(effective="2026"), b=_document(effective="2026-03"))
    assert figures.age is None
    assert "Age of all 2 cited documents with a date: under 1 year." in figures.undrawn
    figures = _aged({"3.1.1": _answer("a", "b")}, a=_document(), b=_document())
    assert "None of the 2 cited documents carries a date." in figures.undrawn


def test_what_is_past_its_review_date_is_drawn_even_alone() -> None:
    figures = _aged({"3.1.1": _answer("a")}, a=_document(review_by="2026-01-01"))
    assert figures.age is not None
    assert figures.age.finding == "No cited document carries a date; 1 is past its review date"


def test_documents_most_relied_on_name_ties_and_sole_proof() -> None:
    figures = _aged(
        {"3.1.1": _answer("a"), "3.1.2.1": _answer("a", "b"), "5.2.1": _answer("b")},
        a=_document(title="First"),
        b=_document(title="Second"),
    )
    assert figures.relied is not None
    assert figures.relied.finding == (
        "2 criteria rest on each of 2 documents, among them First;"
        " 2 of 3 criteria with citations cite one document only"
    )
    assert [(row.title, row.criteria, row.alone) for row in figures.relied.rows] == [("First", 2, 1), ("Second", 2, 1)]
    assert figures.relied.notes == ()


def test_many_documents_are_counted_where_only_the_first_are_shown() -> None:
    names = [f"d{number}" for number in range(12)]
    figures = _aged(
        {"3.1.1": _answer(*names), "5.2.1": _answer("d0")}, **{name: _document(title=name) for name in names}
    )
    assert figures.relied is not None
    assert len(figures.relied.rows) == 8
    assert figures.relied.notes == ("Shown are the 8 most cited of 12 documents.",)


def test_documents_cited_once_each_are_said_not_drawn() -> None:
    figures = _aged({"3.1.1": _answer("a", "b")}, a=_document(), b=_document())
    assert figures.relied is None
    assert "2 documents are cited, each for one criterion." in figures.undrawn


def test_gaps_stand_by_weight_and_the_largest_effort_of_their_open_actions() -> None:
    answers = {"3.1.1": _answer(rating=1), "3.1.2.1": _answer(rating=0), "5.2.1": _answer(rating=2)}
    actions = {
        "a": _action("3.1.1", effort=Effort.SMALL),
        "b": _action("3.1.1", effort=Effort.LARGE),
        "c": _action("3.1.2.1", effort=Effort.SMALL, state="done"),
        "d": _action("5.2.1"),
    }
    efforts = figures_of(judged(_site(), answers, actions, {})).efforts
    assert efforts is not None
    assert [(row.weight, row.criteria) for row in efforts.rows] == [
        ("likely major", ((), (), ("3.1.1",), (), ("3.1.2.1",))),
        ("claim not carried", ((), (), (), ("5.2.1",), ())),
        ("below target", ((), (), (), (), ())),
    ]
    assert efforts.finding == "2 of 3 gaps are likely major nonconformities; 1 gap has no open action"
    assert efforts.alternative.endswith(
        "likely major, large effort: 1; likely major, no open action: 1; claim not carried, effort not stated: 1."
    )


def test_one_gap_is_said_not_drawn() -> None:
    judgement = judged(_site(), {"3.1.1": _answer(rating=1)}, {}, {})
    figures = figures_of(judgement)
    assert figures.efforts is None
    assert "There is one gap, 3.1.1: likely major, no open action." in figures.undrawn


def test_a_site_of_one_state_and_one_rating_has_no_map_of_one_shade() -> None:
    answers = {c: _answer(rating=0) for c in ("3.1.1", "3.1.2.1", "5.2.1", "5.2.2")}
    figures = figures_of(judged(_site(), answers, {}, {}))
    assert figures.heat is None
    assert figures.matrix is None
    assert "All 5 criteria are in the state “supported”; a map of them would have one shade." in figures.undrawn
    assert "All 5 rated criteria are documented 0 and implemented 0." in figures.undrawn


def test_a_complete_site_without_gaps_says_so() -> None:
    figures = figures_of(samples.complete())
    assert figures.efforts is None
    assert figures.undrawn == (
        "No rated criterion falls short of its target or of its evidence, so there are no gaps to draw.",
    )


def test_a_site_without_anything_has_no_figure() -> None:
    figures = figures_of(samples.bare())
    assert [f for f in (figures.bars, figures.candidates, figures.relied, figures.age, figures.efforts) if f] == []
    assert figures.undrawn == ()


def test_ratings_that_are_all_alike_are_said_not_drawn() -> None:
    evidence = [{"document": "m", "locator": "1", "shows": "It.", "state": "confirmed", "method": "test"}]
    answer = _answer(rating=3).model_copy(
        update={"evidence": Answer.model_validate({"evidence": evidence}, strict=False).evidence}
    )
    figures = figures_of(judged(_site(), {"3.1.1": answer, "5.2.1": answer}, {}, {"m": _document(effective="2026")}))
    assert figures.dots is None
    assert "All 2 rated criteria are rated 3 and reach their target." in figures.undrawn


def test_each_cell_of_the_matrix_is_in_its_alternative_text_and_adds_up() -> None:
    figures = figures_of(samples.half())
    assert figures.matrix is not None
    for row in figures.matrix.rows:
        for implemented, n in enumerate(row.counts):
            words = f"documented {row.documented}, implemented {implemented}: {n}"
            assert (words in figures.matrix.alternative) == bool(n)
    whole = figures.balance[-1]
    assert whole.paper + whole.alike + whole.practice == sum(sum(row.counts) for row in figures.matrix.rows)
    assert sum(row.paper for row in figures.balance[:-1]) == whole.paper


def test_alternative_texts_name_every_number(example_report: SiteReport) -> None:
    assert example_report.judgement is not None
    figures = figures_of(example_report.judgement)
    assert figures.bars is not None
    assert figures.age is not None
    assert figures.relied is not None
    for row in figures.bars.rows:
        assert all(str(n) in figures.bars.alternative for n in row.counts if n)
    for aged in figures.age.rows:
        assert f"{aged.age}: {aged.documents}, of these {aged.expired} past the review date" in figures.age.alternative
    for relied in figures.relied.rows:
        assert f"{relied.title[:40]}" in figures.relied.alternative
    assert all(f.finding and not f.finding.endswith(".") for f in (figures.bars, figures.age, figures.relied))


def test_means_at_a_hand_over_stand_beside_those_of_today() -> None:
    figure = figures_of(samples.audited()).dots
    assert figure is not None
    (changed,) = (row for row in figure.rows if row.before != row.mean)
    assert changed.id == "3.1"
    assert "means of subsections since the hand-over of 3 November 2026: 0 higher, 1 lower" in figure.finding
    assert "mean 2.7, target 3, mean at the hand-over 3.3;" in figure.alternative
    alone = figures_of(replace(samples.audited(), since=None)).dots
    assert alone is not None
    assert all(row.before is None for row in alone.rows)
    assert "hand-over" not in alone.alternative + alone.finding
