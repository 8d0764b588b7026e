"""What a site may not show stands in no output of a milestone, and what the milestone counts is that of the whole."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples
from commandline import Run
from deep_search import found_in
from hypothesis import HealthCheck, given, settings
from planting import Planted, planted
from strategies import Drawn, drawn_sites
from test_milestone import TODAY, found, invented
from test_variants import rich

from iso16363.cli.milestonetext import as_text
from iso16363.cli.terminal import Screen
from iso16363.diagnostics import Diagnostic, Place
from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.milestones.data import milestone_data
from iso16363.milestones.measuring import standing, unjudged
from iso16363.milestones.papers import offered_papers
from iso16363.milestones.risks import RiskRule
from iso16363.milestones.rollup import MilestoneStanding, roll_up
from iso16363.milestones.sharing import shareable_documents
from iso16363.model.documents import Access
from iso16363.model.milestone import PlannedMilestone
from iso16363.model.variant import OUTSIDE, Variant
from iso16363.parsing import parse_record
from iso16363.report.milestonepage import render_milestone
from iso16363.report.milestoneview import build_milestone_view
from iso16363.variants import for_variant
from iso16363.workbook.milestone_book import milestone_workbook

__all__ = ["found", "invented"]
FEW = settings(max_examples=12, suppress_health_check=list(HealthCheck))
_PLAN = "format: 1\nid: T\ntitle: t\nproject: p\ndue: 2026-06-30\nverification: v\nrule:\n  core: [one, two, broken]\n"
FAULT = Diagnostic("M201", Place("site.yaml"), 'value "our secret" is not a date', "Give a date.")


def plan() -> PlannedMilestone:
    made = parse_record(_PLAN, "milestones/T.yaml", PlannedMilestone).value
    assert made is not None
    return made


def together(site: Planted, variant: Variant) -> MilestoneStanding:
    """One site under two names, so that all it has is shared, beside one that cannot be judged."""
    sites = [standing(name, plan(), site.judgement, variant=variant) for name in ("one", "two")]
    broken = unjudged("broken", plan(), [FAULT], "", variant)
    return roll_up(plan(), "milestones/T.yaml", [*sites, broken], TODAY, variant)


def outputs(found: MilestoneStanding) -> list[bytes]:
    data = json.dumps(milestone_data(found, ())).encode()
    page = render_milestone(build_milestone_view(found, (), data)).encode()
    screen = "\n".join(as_text(found, Screen(80))).encode()
    return [data, page, screen, milestone_workbook(found, ())]


def tokens_in(found: MilestoneStanding, tokens: Iterable[str]) -> set[str]:
    wanted = [*tokens, "oursecret"]
    return {token for output in outputs(found) for token in found_in(output, wanted)}


def holds_nothing_hidden(site: Planted) -> None:
    for variant in Variant:
        seen = tokens_in(together(site, variant), site.garden.tokens)
        assert seen & site.garden.hidden_in(variant) == set()
        assert ("oursecret" in seen) == (variant is Variant.INTERNAL)


@FEW
@given(drawn_sites)
def test_nothing_that_a_site_withholds_is_in_its_milestone(drawn: Drawn) -> None:
    holds_nothing_hidden(planted(drawn))


def test_a_site_with_all_there_is_tells_actions_and_ids_to_itself_only() -> None:
    site = rich()
    holds_nothing_hidden(site)
    inside, public = (together(site, v) for v in (Variant.INTERNAL, Variant.PUBLIC))
    assert tokens_in(inside, site.garden.hidden_in(Variant.PUBLIC)) > {"oursecret"}, (
        "the milestone shows nothing that could be withheld: this test would say nothing"
    )
    assert inside.actions[0].action != public.actions[0].action == "[withheld]"


@pytest.mark.parametrize("variant", OUTSIDE)
def test_what_is_counted_is_that_of_the_whole(variant: Variant) -> None:
    inside, shown = together(rich(), Variant.INTERNAL), together(rich(), variant)

    def counted(found: MilestoneStanding) -> object:
        gates = [[(g.name, len(g.lacks), [one.there for one in g.lacks]) for g in j.gates] for _, j in found.judged]
        risks = [(risk.rule, risk.site, risk.number) for risk in found.risks]
        return gates, risks, found.unnamed, found.done, len(found.actions), [j.criteria for _, j in found.judged]

    assert counted(shown) == counted(inside)
    assert [one.paper.id for one in shown.shared] == [one.paper.id for one in inside.shared]


def test_documents_of_risks_have_neutral_names_in_public() -> None:
    inside, public = (
        {risk.rule: risk.subjects for risk in together(rich(), variant).risks if risk.site == "one"}
        for variant in (Variant.INTERNAL, Variant.PUBLIC)
    )
    about_documents = [rule for rule in (RiskRule.EXPIRED, RiskRule.LATER_DOCUMENTS) if rule in inside]
    for rule in about_documents:
        assert len(inside[rule]) == len(public[rule])


def test_marks_are_in_the_language() -> None:
    with speaking("de"):
        assert together(rich(), Variant.PUBLIC).actions[0].action == "[zurückgehalten]"


def test_the_command_names_its_variant(
    invented: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {}
    for variant in ("internal", "public"):
        told = run("milestone", "T1", "--json", "--variant", variant, workspace=invented)
        data[variant] = json.loads(told.out)
        assert (told.code, data[variant]["variant"]) == (0, variant)
    assert data["public"]["met"] == data["internal"]["met"]
    broken = next(site for site in data["public"]["sites"] if not site["judged"] and site["errors"])
    assert {error["text"] for error in broken["errors"]} == {"[withheld]"}
    reasons = {point["reason"] for site in data["public"]["trend"]["sites"] for point in site["points"]}
    assert reasons <= {None, "it could not be judged"}
    assert "Variant public." in run("milestone", "T1", "--variant", "public", workspace=invented).out
    monkeypatch.chdir(tmp_path)
    told = run("milestone", "T1", "--format", "xlsx", "--variant", "public", workspace=invented)
    assert (tmp_path / "T1-progress-public.xlsx").is_file(), told.err


def with_alias(whole: Judgement, access: Access) -> Judgement:
    """A public document that is registered with the file of one that is not."""
    documents = dict(whole.site.documents)
    closed = next(name for name, d in documents.items() if d.path)
    documents[closed] = documents[closed].model_copy(update={"access": access})
    open_one = documents[closed].model_copy(update={"access": Access.PUBLIC, "title": "Minutes of the alias"})
    return replace(whole, site=replace(whole.site, documents={**documents, "the-alias": open_one}))


@pytest.mark.parametrize("access", [Access.INTERNAL, Access.RESTRICTED])
def test_a_public_name_for_a_file_that_is_not_public_is_named_nowhere(access: Access) -> None:
    whole = with_alias(report_samples.half(), access)
    shown = for_variant(whole, Variant.PUBLIC)
    assert "the-alias" not in shown.site.documents
    assert "Minutes of the alias" not in {document.title for document in shown.site.documents.values()}
    for variant in Variant:
        papers = {paper.id: paper for paper in offered_papers("x", whole, for_variant(whole, variant))}
        assert papers["the-alias"].access is not Access.PUBLIC, "what is shared and lent names public ones only"


def test_a_neutral_name_does_not_say_whose_document_it_is() -> None:
    whole = rich().judgement
    papers = list(offered_papers("x", whole, for_variant(whole, Variant.PUBLIC)))
    assert {paper.file for paper in papers if paper.neutral} == {"sites/x/documents.yaml"}
    assert {paper.file for paper in papers} > {"sites/x/documents.yaml"}


def test_a_public_document_that_is_registered_twice_is_told_in_every_variant() -> None:
    """The provider's entry, which nobody cites, is not in the variant of the site: its title is not shown."""
    whole = rich().judgement
    host = whole.site.providers["host"]
    uncited = next(d for d in whole.site.documents.values() if d.access is Access.PUBLIC)
    lent = uncited.model_copy(update={"url": "https://archive.example.org/one", "doi": None, "path": None})
    own = lent.model_copy(update={"title": "As the site calls it"})
    provider = replace(host, documents={**host.documents, "host/uncited": lent})
    site = replace(
        whole.site, documents={**whole.site.documents, "own": own}, providers={**whole.site.providers, "host": provider}
    )
    whole = replace(whole, site=site)
    for variant in Variant:
        one = standing("x", plan(), whole, variant=variant)
        found = [same for same in shareable_documents([one]) if same.address == "archive.example.org/one"]
        assert [(same.title, len(same.copies)) for same in found] == [("As the site calls it", 2)], variant
