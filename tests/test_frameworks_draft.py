"""Drafts in other frameworks: counts that add up, the way between editions, and what counts as evidence."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judging import TODAY, answer, assessment, cite
from strategies import Drawn, drawn_sites

from iso16363.catalog import Catalogue
from iso16363.errors import WrongUsage
from iso16363.judgement import Judgement, Provenance, judge_site
from iso16363.model.answers import Answer, CitationState
from iso16363.model.assessment import SelfAssessment
from iso16363.model.frameworks import Framework
from iso16363.otherframeworks import wording
from iso16363.otherframeworks.drafting import Draft, RequirementDraft, draft_of
from iso16363.otherframeworks.evidence import Standing
from iso16363.scoring import CriterionState
from iso16363.workspace.framework_files import framework_names, read_framework
from iso16363.workspace.workspace import SiteReport

ANY = settings(suppress_health_check=list(HealthCheck), max_examples=15)
DIGEST = "5e" * 32


def judged(catalogue: Catalogue, site: SelfAssessment, edition: str = "iso16363-2025") -> Judgement:
    site = replace(site, site=site.site.model_copy(update={"edition": edition}))
    made = Provenance("1.0", "ca" * 32, "1f" * 32, TODAY)
    return judge_site(site, catalogue.editions[edition], catalogue, (), made)


def drafted(catalogue: Catalogue, answers: dict[str, Answer], name: str = "coretrustseal", **fields: Any) -> Draft:
    edition = fields.pop("edition", "iso16363-2025")
    return draft_of(judged(catalogue, assessment(answers, **fields), edition), read_framework(name), DIGEST)


def of(draft: Draft, requirement: str) -> RequirementDraft:
    return next(one for one in draft.requirements if one.id == requirement)


def made(framework: Framework, **requirements: dict[str, Any]) -> Framework:
    """A framework with other requirements: criteria with whatever their rows say."""
    row = {"basis": "own", "confidence": "low"}
    data = framework.model_dump(mode="json", by_alias=True, exclude_none=True)
    data["requirements"] = {
        name: {"title": name, "checked": True, "criteria": {c: {**row, **r} for c, r in criteria.items()}}
        for name, criteria in requirements.items()
    }
    return Framework.model_validate(data)


@pytest.mark.parametrize("edition", ["iso16363-2012", "iso16363-2025"])
@pytest.mark.parametrize("name", framework_names())
def test_a_site_with_no_answers_has_nothing_and_is_told_so(name: str, edition: str, catalogue: Catalogue) -> None:
    draft = drafted(catalogue, {}, name, edition=edition, documents={})
    assert draft.tally.at_least(CriterionState.DRAFT) == 0
    assert not any(requirement.responses or requirement.evidence for requirement in draft.requirements)
    assert all(row.missing for requirement in draft.requirements for row in requirement.rows)
    assert all(r.weakest and r.weakest.state is CriterionState.OPEN for r in draft.requirements if r.results)


@ANY
@given(drawn_sites, st.sampled_from(framework_names()), st.sampled_from(["iso16363-2012", "iso16363-2025"]))
def test_counts_add_up(catalogue: Catalogue, drawn: Drawn, name: str, edition: str) -> None:
    site = SelfAssessment(drawn.site, drawn.documents, drawn.answers, drawn.actions)
    judgement = judged(catalogue, site, edition)
    draft = draft_of(judgement, read_framework(name), DIGEST)
    covered = {c for requirement in draft.requirements for c in requirement.results}
    assert draft.tally.total == len(covered)
    apart = [*covered, *draft.nearby, *draft.beyond]
    assert sorted(apart) == sorted(judgement.edition.criteria)
    for requirement in draft.requirements:
        tally, gone = requirement.tally, sum(row.result is None for row in requirement.rows)
        assert tally.total + gone == len(requirement.rows) == len(requirement.requirement.criteria)
        assert sum(tally.states.values()) == tally.total
        assert tally.at_least(CriterionState.SUPPORTED) <= tally.at_least(CriterionState.ANSWERED) <= tally.applicable
        assert (requirement.weakest is None) == (tally.applicable == 0)
        counting, other = requirement.pieces(counting=True), requirement.pieces(counting=False)
        assert len(counting) + len(other) == len(requirement.evidence) == len(set(requirement.evidence))
        assert len({said.criterion for said in requirement.responses}) == len(requirement.responses)


def test_rows_go_along_the_crosswalk_and_never_by_number(catalogue: Catalogue) -> None:
    """TRAC B2.2 is about what is in a definition: 4.2.1.2 in 2012, 4.2.1.1 since."""
    answers = {"4.2.1.1": answer(response="Here it is.")}
    (row,) = of(drafted(catalogue, answers, "trac-2007"), "B2.2").rows
    assert (row.number, row.criterion, row.crossed.change, row.moved) == ("4.2.1.2", "4.2.1.1", "renumbered", True)
    assert row.result
    assert row.result.state is CriterionState.SUPPORTED
    (same,) = of(drafted(catalogue, answers, "trac-2007", edition="iso16363-2012"), "B2.2").rows
    assert (same.criterion, same.moved) == ("4.2.1.2", False)
    assert same.result
    assert same.result.state is CriterionState.OPEN


def test_a_criterion_that_an_older_edition_lacks_is_said_and_not_counted(catalogue: Catalogue) -> None:
    draft = drafted(catalogue, {}, edition="iso16363-2012")
    requirement = of(draft, "R03")
    (gone,) = [row for row in requirement.rows if row.result is None]
    assert (gone.number, gone.missing) == ("4.3.5", ("iso16363-2012 has no such criterion",))
    assert requirement.tally.total == len(requirement.rows) - 1
    assert "rows have no criterion there" in wording.editions(draft)
    assert list(wording.remarks(draft, gone)) == ["Mapped as 4.3.5 in iso16363-2025: new there."]


def test_without_a_way_between_editions_nothing_is_drafted(catalogue: Catalogue) -> None:
    judgement = judged(replace(catalogue, crosswalks=()), assessment({}), "iso16363-2012")
    with pytest.raises(WrongUsage, match="there is no way from there to iso16363-2012"):
        draft_of(judgement, read_framework("coretrustseal"), DIGEST)


def test_a_requirement_without_counterpart_says_so(catalogue: Catalogue) -> None:
    framework = made(read_framework("coretrustseal"), Ethics={}, Mission={"3.1.1": {}})
    draft = draft_of(judged(catalogue, assessment({})), framework, DIGEST)
    assert draft.without_counterpart == ("Ethics",)
    assert wording.counted(of(draft, "Ethics").tally) == "no mapped criteria"
    assert len(draft.beyond) == len(draft.judgement.edition.criteria) - 1


def test_a_candidate_is_shown_and_does_not_count(catalogue: Catalogue) -> None:
    cited = (*cite("policy"), *cite("policy", locator="page 2", state=CitationState.CANDIDATE), *cite("candidate"))
    requirement = of(drafted(catalogue, {"3.1.1": answer(evidence=cited)}), "R01")
    assert [piece.standing for piece in requirement.evidence] == [
        Standing.CURRENT,
        Standing.CANDIDATE,
        Standing.CANDIDATE,
    ]
    assert len(requirement.pieces(counting=True)) == 1
    assert "2 proposed citations to confirm or reject" in requirement.rows[0].missing


@pytest.mark.parametrize(
    ("document", "standing"),
    [
        ("policy", Standing.CURRENT),
        ("attached", Standing.CURRENT),
        ("due-today", Standing.CURRENT),
        ("draft", Standing.DRAFT),
        ("expired", Standing.EXPIRED),
        ("superseded", Standing.SUPERSEDED),
        ("candidate", Standing.CANDIDATE),
        ("changed", Standing.FILE_IN_DOUBT),
        ("missing", Standing.FILE_IN_DOUBT),
        ("nowhere", Standing.NOT_REGISTERED),
    ],
)
def test_the_standing_of_a_citation(document: str, standing: Standing, catalogue: Catalogue) -> None:
    requirement = of(drafted(catalogue, {"3.1.1": answer(evidence=cite(document))}), "R01")
    assert [piece.standing for piece in requirement.evidence] == [standing]
    # a citation counts here exactly where it carries something in the judgement
    result = requirement.results["3.1.1"]
    assert (result.documented_support.level > 0) == standing.counts


def test_the_answers_behind_a_result_speak(catalogue: Catalogue) -> None:
    """An umbrella without an answer has those of its sub-criteria, a reference the answer that it names."""
    answers = {
        "4.6.1.1": answer(response="Failures are logged."),
        "3.5.1": Answer(see=("3.5.2",), documented=1, implemented=1),
        "3.5.2": answer(response="Rights are tracked."),
        "3.5.1.2": Answer(applicable=False, reason="No deposits.", approved_by="head"),
    }
    requirement = of(drafted(catalogue, answers), "R02")
    assert [(said.criterion, said.text) for said in requirement.responses] == [
        ("3.5.2", "Rights are tracked."),
        ("3.5.1.2", "No deposits."),
        ("4.6.1.1", "Failures are logged."),
    ]
    assert {piece.criterion for piece in requirement.evidence} == {"3.5.2", "4.6.1.1"}
    assert requirement.tally.states[CriterionState.NOT_APPLICABLE] == 1


def test_what_is_missing_is_said_in_words(catalogue: Catalogue) -> None:
    weak = answer(documented=1, implemented=1, evidence=cite("policy", locator=None))
    requirement = of(drafted(catalogue, {"3.1.1": weak}), "R01")
    assert requirement.rows[0].missing[1:] == ("rated 1, aimed at 3", "the evidence supports 1 of 3")
    assert requirement.rows[1].missing == ("not answered yet",)


def test_the_example_is_far_and_the_shipped_sites_have_only_candidates(
    example_report: SiteReport, catalogue: Catalogue
) -> None:
    assert example_report.judgement
    draft = draft_of(example_report.judgement, read_framework("coretrustseal"), DIGEST)
    assert draft.tally.applicable == draft.tally.at_least(CriterionState.ANSWERED) == 69
    assert draft.judgement.catalogue.digest == catalogue.digest
    assert "fictional" in wording.headline(draft)
