"""What sites of a milestone have in common, who is ahead, who could help whom: only what may be named, however many."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from iso16363.catalog import Catalogue
from iso16363.cli.milestonesharing import ahead, helping, shared
from iso16363.cli.milestonetext import as_text
from iso16363.cli.terminal import Screen, display_width
from iso16363.language import speaking
from iso16363.milestones.data import milestone_data
from iso16363.milestones.lending import OFFERS, lent
from iso16363.milestones.measuring import no_site
from iso16363.milestones.papers import Paper, address_of
from iso16363.milestones.risks import RiskRule
from iso16363.milestones.rollup import MilestoneStanding, roll_up
from iso16363.milestones.sharing import leads, shareable_documents, shared_documents
from iso16363.milestones.standing import CriterionStanding, GateStanding, Head, Judged, Lack, SiteStanding
from iso16363.model.documents import Access, Document, DocumentKind, DocumentState
from iso16363.model.milestone import PlannedMilestone
from iso16363.parsing import parse_record
from iso16363.readiness import GateName, MilestoneState
from iso16363.report.milestonepage import render_milestone
from iso16363.report.milestoneview import build_milestone_view
from iso16363.scoring import CriterionState

TODAY = date(2026, 11, 23)
AT = Screen(80)
HEAD = Head("The Archive", "Archive", True, None, None, "R", False, True, True, ())
EDITIONS = "The sites answer different editions and cannot be compared here."
S = CriterionState
States = Mapping[str, CriterionState]


def paper(name: str, *confirmed: str, **changes: object) -> Paper:
    made = Paper(
        id=name,
        title=f"Title of {name}",
        provider=name.partition("/")[0] if "/" in name else None,
        access=Access.PUBLIC,
        link=None,
        same_as=None,
        state=DocumentState.APPROVED,
        current=True,
        review_by=None,
        effective=None,
        confirmed=confirmed,
        candidate=(),
        candidates=0,
        file="sites/x/documents.yaml",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def site(
    name: str, catalogue: Catalogue, states: States, papers: Sequence[Paper] = (), edition: str = "iso16363-2025"
) -> SiteStanding:
    model = catalogue.editions[edition]
    criteria = {
        c: CriterionStanding(states.get(c, S.OPEN), None, 3, True, "owner", f"sites/{name}/evidence/{c[:3]}.yaml")
        for c in model.criteria
    }
    gates = tuple(GateStanding(name, ()) for name in GateName)
    judged = Judged(
        HEAD,
        model,
        MilestoneState.UNDER_WAY,
        gates,
        criteria,
        tuple(papers),
        (),
        (),
        None,
        uncommitted=False,
        inputs_digest="0" * 64,
    )
    return SiteStanding(name, True, False, judged)


def plan(sites: Sequence[SiteStanding]) -> PlannedMilestone:
    names = json.dumps([one.id for one in sites])
    text = f"format: 1\nid: T\ntitle: t\nproject: p\ndue: 2026-06-30\nverification: v\nrule:\n  core: {names}\n"
    made = parse_record(text, "x.yaml", PlannedMilestone).value
    assert made is not None
    return made


def rolled(*sites: SiteStanding) -> MilestoneStanding:
    return roll_up(plan(sites), "milestones/T.yaml", sites, TODAY)


def rendered(found: MilestoneStanding) -> str:
    return render_milestone(build_milestone_view(found, (), b""))


def text(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


# --- several editions


def test_sites_of_different_editions_are_not_said_to_be_equal(catalogue: Catalogue) -> None:
    full = dict.fromkeys(catalogue.editions["iso16363-2025"].criteria, S.SUPPORTED)
    found = rolled(
        site("one", catalogue, full, [paper("a", "3.1.1")]), site("two", catalogue, {}, edition="iso16363-2012")
    )
    assert not found.comparable
    assert EDITIONS in text(ahead(found, AT))
    assert EDITIONS in text(helping(found, AT))
    assert "none has come further" not in text(as_text(found, AT))
    page = rendered(found)
    assert page.count(EDITIONS) == 2
    assert "No site has come further" not in page
    assert "what another has not answered" not in page
    data = milestone_data(found, ())
    assert (data["comparable"], data["ahead"], data["could_help"]) == (False, [], [])


def test_where_some_can_be_compared_the_others_are_spoken_of(catalogue: Catalogue) -> None:
    sites = [site(name, catalogue, {}) for name in ("one", "two")]
    found = rolled(*sites, site("old", catalogue, {}, edition="iso16363-2012"))
    assert found.comparable
    assert "of the sites that answer one edition, none has come further" in text(ahead(found, AT))
    ahead_now = rolled(site("one", catalogue, {"3.1.1": S.ANSWERED}), *found.sites[1:])
    assert "Sites of different editions are not compared." in text(ahead(ahead_now, AT))


# --- what may be named


@pytest.mark.parametrize("access", [Access.INTERNAL, Access.RESTRICTED, Access.ON_SITE, None])
def test_what_is_not_public_is_named_in_no_list(catalogue: Catalogue, access: Access | None) -> None:
    kept = {"access": access, "title": "Dismissals of 2026", "same_as": "intranet.example.org/x"}
    sites = [
        site("one", catalogue, {}, [paper("a", "3.1.1", **kept), paper("net/secret", "3.1.1", access=access)]),
        site("two", catalogue, {}, [paper("b", "3.1.1", **kept), paper("net/secret", "3.1.1", access=access)]),
    ]
    assert shareable_documents(sites) == ()
    assert shared_documents(sites) == ((), 1)
    found = rolled(*sites)
    told = [
        text(as_text(found, AT)),
        json.dumps(milestone_data(found, ())),
        rendered(found),
    ]
    for output in told:
        assert not {word for word in ("Dismissals", "intranet", "net/secret", "Title of net/secret") if word in output}
    assert "1 shared document is not public and therefore not named." in text(shared(found, AT))


def test_one_register_that_keeps_a_document_back_is_enough(catalogue: Catalogue) -> None:
    same = {"same_as": "example.org/x"}
    public = [site(name, catalogue, {}, [paper("a", **same)]) for name in ("one", "two")]
    assert len(shareable_documents(public)) == 1
    restricted = site("three", catalogue, {}, [paper("a", access=Access.RESTRICTED, **same)])
    assert shareable_documents([*public, restricted]) == ()


def test_of_shared_documents_it_is_known_who_has_confirmed_them(catalogue: Catalogue) -> None:
    proposed = paper("net/charter", candidate=("3.1.1",), candidates=1)
    sites = [
        site("one", catalogue, {}, [proposed]),
        site("two", catalogue, {}, [paper("net/charter", "3.1.1", "3.1.2")]),
    ]
    ((found,), unnamed) = shared_documents(sites)
    assert (found.cited_by, unnamed) == ({"one": ("3.1.1",), "two": ("3.1.1", "3.1.2")}, 0)
    assert found.confirmed_by == {"two": ("3.1.1", "3.1.2")}


# --- who is ahead


def test_what_does_not_apply_puts_nobody_behind(catalogue: Catalogue) -> None:
    criteria = catalogue.editions["iso16363-2025"].of_subsection("3.4")
    full = dict.fromkeys(criteria, S.SUPPORTED)
    all_but_one = {**full, criteria[0]: S.NOT_APPLICABLE}
    none = dict.fromkeys(criteria, S.NOT_APPLICABLE)
    assert leads([site("one", catalogue, full), site("two", catalogue, all_but_one)]) == ()
    assert leads([site("one", catalogue, full), site("none", catalogue, none)]) == ()
    (lead,) = leads([site("one", catalogue, {**full, criteria[0]: S.ANSWERED}), site("two", catalogue, all_but_one)])
    assert (lead.subsection, lead.leaders) == ("3.4", ("two",))
    assert (lead.supported, lead.applicable) == ({"one": 2, "two": 2}, {"one": 3, "two": 2})


# --- who could help


def test_a_document_is_not_offered_to_those_who_cite_it_already(catalogue: Catalogue) -> None:
    doi = {"same_as": "doi:10.1234/a"}
    helper = site("helper", catalogue, {"3.1.1": S.SUPPORTED}, [paper("a", "3.1.1", **doi)])
    cites = site("cites", catalogue, {}, [paper("mine", candidate=("3.1.1",), candidates=1, **doi)])
    lacks = site("lacks", catalogue, {})
    assert lent([helper, cites]) == ((), ())
    (one,), (need,) = lent([helper, cites, lacks])
    assert (one.criteria, need.sites) == ({"3.1.1": ("lacks",)}, ("cites", "lacks"))
    (told,) = milestone_data(rolled(helper, cites, lacks), ())["could_help"]
    assert (told["criteria"], told["cited_already_by"]) == (["3.1.1"], {"3.1.1": ["cites"]})


def fleet(number: int, catalogue: Catalogue) -> MilestoneStanding:
    """Half of the sites have answered everything with twenty documents of their own, half nothing."""
    criteria = list(catalogue.editions["iso16363-2025"].criteria)
    full = dict.fromkeys(criteria, S.SUPPORTED)
    sites = []
    for index in range(number):
        papers = [paper(f"d{n}", *criteria[n::20], same_as=f"example.org/{index}/{n}") for n in range(20)]
        sites.append(site(f"s{index}", catalogue, *((full, papers) if index % 2 else ({}, ()))))
    return rolled(*sites)


def test_what_is_told_grows_with_the_sites_not_with_their_square(catalogue: Catalogue) -> None:
    few, many = fleet(60, catalogue), fleet(240, catalogue)
    sizes = [len(json.dumps(milestone_data(found, ()))) for found in (few, many)]
    assert sizes[1] < 4.4 * sizes[0]
    assert len(many.needs) == 115
    assert {len(need.sites) for need in many.needs} == {120}
    assert {need.more for need in many.needs} == {120 - OFFERS}
    listed = [c for one in many.helps for c in one.criteria]
    assert {listed.count(c) for c in set(listed)} == {OFFERS}
    assert len({id(sites) for one in many.helps for sites in one.criteria.values()}) == 1, "no copies of long lists"
    told = milestone_data(many, ())
    assert sum(len(need["sites"]) for need in told["needed"]) == 115 * 120
    assert "Not listed:" in text(helping(many, AT))


def test_of_one_document_that_many_have_one_is_listed_before_the_others(catalogue: Catalogue) -> None:
    needy, full = site("needy", catalogue, {}), {"3.1.1": S.SUPPORTED}
    same = [site(f"a{n:02}", catalogue, full, [paper("c", "3.1.1", same_as="example.org/c")]) for n in range(20)]
    other = site("z", catalogue, full, [paper("own", "3.1.1")])
    found, (need,) = lent([needy, *same, other])
    assert (len(found), need.more) == (OFFERS, 21 - OFFERS)
    assert "z" in {one.helper for one in found}


# --- one address


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://example.org:8443/a", "https://example.org/a"),
        ("https://example.org/#/policies/1", "https://example.org/#/policies/2"),
        ("https://example.org/#!a", "https://example.org/#!b"),
    ],
)
def test_addresses_of_different_pages_are_not_one(one: str, two: str) -> None:
    assert address(one) != address(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://example.org:443/a", "http://example.org:80/a"),
        ("https://example.org/a#section-2", "https://example.org/a"),
    ],
)
def test_addresses_of_one_page_are_one(one: str, two: str) -> None:
    assert address(one) == address(two)


def address(url: str) -> str | None:
    return address_of(Document(title="A", kind=DocumentKind.WEB, state=DocumentState.DRAFT, url=url))


# --- risks, and how sites are spoken of


def test_a_risk_names_the_files_and_counts_the_things(catalogue: Catalogue) -> None:
    papers = [
        paper("old", "3.1.1", review_by=date(2026, 1, 1), current=False, file="sites/one/documents.yaml"),
        paper("net/old", "3.1.1", review_by=date(2026, 1, 1), effective="2026-07", file="sites/net/documents.yaml"),
        paper("gone", "3.1.1", review_by=date(2020, 1, 1), state=DocumentState.SUPERSEDED),
    ]
    errors = tuple(Lack("R302", f"unknown document {n}", f"sites/one/evidence/3.{n % 2}.yaml") for n in range(21))
    found = rolled(
        replace(site("one", catalogue, {}, papers), errors=(*errors, Lack("M201", "x", "sites/one/site.yaml")))
    )
    risks = {risk.rule: risk for risk in found.risks}
    expired, later = risks[RiskRule.EXPIRED], risks[RiskRule.LATER_DOCUMENTS]
    assert (expired.subjects, expired.number) == (("old", "net/old"), 2)
    assert expired.files == ("sites/one/documents.yaml", "sites/net/documents.yaml")
    assert (later.subjects, later.files) == (("net/old",), ("sites/net/documents.yaml",))
    wrong = risks[RiskRule.ERRORS]
    assert (wrong.subjects, wrong.number, len(wrong.files)) == (("R302 ×21", "M201"), 22, 3)
    assert "errors: one (22)." in text(as_text(found, AT))


def test_a_name_without_a_site_is_not_told_to_mend_its_files(catalogue: Catalogue) -> None:
    one = site("one", catalogue, {})
    found = rolled(one, no_site("two", plan([one]), "there is no folder sites/two"))
    assert {risk.rule for risk in found.risks if risk.site == "two"} == {RiskRule.NO_SITE}
    lines = as_text(found, AT)
    assert any(line.startswith("(two)") and "no such site" in line for line in lines)
    assert "two is no site: there is no folder sites/two" in text(lines)
    page = rendered(found)
    assert "There is no such site:" in page
    assert "before its files are mended" not in page


def test_names_that_begin_alike_are_told_apart(catalogue: Catalogue) -> None:
    names = ["desy-tape-archive-hamburg", "desy-tape-archive-zeuthen", "desy-tape-brchive-zeuthen", "cern"]
    found = rolled(*(site(name, catalogue, {}) for name in names))
    for at in (AT, Screen(80, unicode=False), Screen(120)):
        lines = as_text(found, at)
        begin = next(index for index, line in enumerate(lines) if "gates" in line and "cand" in line)
        shown = [line.split("  ")[0] for line in lines[begin + 1 : begin + 5]]
        assert len(set(shown)) == 4
        assert shown[-1] == "cern"
        assert max(map(display_width, lines)) <= at.width
        matrix = [line for line in lines if "3.1 " in line and line.startswith("    ")]
        assert len({line.split("  3.1")[0] for line in matrix}) == 4


def test_proposals_and_inventions_are_called_so(catalogue: Catalogue) -> None:
    proposed = paper("a", candidate=("3.1.1",), candidates=1)
    one = rolled(site("one", catalogue, {}, [proposed]))
    assert "This is counted from proposals: no site has confirmed anything" in text(as_text(one, AT))
    assert "self-assessments" not in text(as_text(one, AT))
    assert "invented documents and answers: the sites that are judged." in text(as_text(one, AT))
    two = site("two", catalogue, {"3.1.1": S.SUPPORTED}, [paper("a", "3.1.1")])
    assert two.judged is not None
    real = replace(two, judged=replace(two.judged, head=replace(HEAD, fictional=False)))
    told = text(as_text(rolled(*one.sites, real), AT))
    assert "Nothing that is cited has been confirmed by the site: one." in told
    assert "Fictional, with invented documents and answers: one." in told


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_page_in_another_language_says_why_nobody_is_ahead(catalogue: Catalogue, language: str) -> None:
    found = rolled(site("one", catalogue, {}), site("two", catalogue, {}, edition="iso16363-2012"))
    with speaking(language):
        page = rendered(found)
    assert EDITIONS not in page
