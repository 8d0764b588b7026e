"""Findings by section, and where a site begins that has answered nothing."""

import pytest
import report_samples as samples
from report_samples import judged

from iso16363.judgement import Judgement
from iso16363.model.answers import Answer
from iso16363.report.areas import Area, build_areas
from iso16363.report.gaps import Weight, build_gaps, short_of_target, weight_of
from iso16363.report.lookup import Lookup


def areas_of(judgement: Judgement) -> tuple[Area, ...]:
    return build_areas(Lookup(judgement))


def test_a_section_is_told_in_whole_sentences() -> None:
    organisation, security = areas_of(samples.half())
    assert organisation.narrative == (
        "3 of 3 applicable criteria are complete, 3 supported and 0 reviewed.",
        "Of 3 rated criteria, 1 is rated 4 and 2 are rated 2 (minimum 2, mean 2.7).",
        "1 criterion lies below target.",
    )
    assert security.narrative == (
        "1 of 2 applicable criteria are complete, 0 supported and 0 reviewed.",
        "One criterion is rated: 0.",
        "1 criterion lies below target.",
        "1 criterion is still open or in draft.",
    )
    assert [gap.text for gap in security.gaps] == [
        "rated 0, likely a major nonconformity; documented claimed 1, supported 0 (nothing cited)"
    ]


def test_an_untouched_section_names_what_the_record_says() -> None:
    organisation, security = areas_of(samples.nothing())
    assert organisation.narrative == (
        "None of the 3 criteria is answered.",
        "2 candidate citations bear on 1 of them.",
        "The public record names 1 gap.",
    )
    assert (organisation.begun, organisation.noted) == (False, True)
    assert [(row.covered, row.named_gaps, row.not_found) for row in organisation.subsections] == [(1, ("3.1.1",), ())]
    assert security.narrative[-1] == "In 1 case a search found no public source."
    assert [row.not_found for row in security.subsections] == [("5.2.1",)]


def test_a_section_with_nothing_on_the_table_has_no_table() -> None:
    assert [(area.begun, area.noted) for area in areas_of(samples.bare())] == [(False, False)] * 2


def test_a_section_that_does_not_apply_says_only_that() -> None:
    without = Answer.model_validate({"applicable": False, "reason": "No such thing.", "approved_by": "head"})
    judgement = judged(samples.half().site.site, {"5.2.1": without, "5.2.2": without}, {}, {})
    assert areas_of(judgement)[1].narrative == ("None of the criteria applies.",)


def test_strengths_are_rated_highest_and_carried() -> None:
    organisation, _ = areas_of(samples.complete())
    assert organisation.strengths == 1
    (strength,) = organisation.subsections[0].strengths
    assert (strength.criterion, strength.text) == ("3.1.1", "rated 4, target 3, supported 4, reviewed")


def test_the_heaviest_gap_comes_first() -> None:
    short = short_of_target(Lookup(samples.half()))
    assert [(result.criterion, weight_of(result)) for result in short] == [
        ("5.2.1", Weight.LIKELY_MAJOR),
        ("3.1.2.1", Weight.BELOW_TARGET),
    ]


def test_a_statement_of_the_record_stands_once_with_all_its_criteria() -> None:
    def noted(*statements: str) -> Answer:
        return Answer.model_validate(
            {"background": [{"polarity": "gap", "statement": s} for s in statements]}, strict=False
        )

    answers = {"3.1.1": noted("No plan."), "5.2.1": noted("No copy.", "No plan."), "5.2.2": noted("No plan.")}
    beginning = build_gaps(Lookup(judged(samples.half().site.site, answers, {}, {}))).beginning
    assert beginning is not None
    assert [(gap.statement, [criterion for criterion, _ in gap.criteria]) for gap in beginning.known_gaps] == [
        ("No plan.", ["3.1.1", "5.2.1", "5.2.2"]),
        ("No copy.", ["5.2.1"]),
    ]


@pytest.mark.parametrize("sample", ["nothing", "bare", "half", "complete", "hostile"])
def test_what_is_shown_of_a_list_is_counted(sample: str) -> None:
    beginning = build_gaps(Lookup(getattr(samples, sample)())).beginning
    assert beginning is None or len(beginning.easiest) <= beginning.easiest_of
