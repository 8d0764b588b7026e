"""What a site takes from its providers: what is in force, whose words it says, and what a change at their end does."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
from commandline import Run
from faults import DATA
from hypothesis import given
from hypothesis import strategies as st
from strategies import answers, criteria, documents, slugs

from iso16363.catalog import Catalogue
from iso16363.fingerprint import assessment_digest
from iso16363.inheritance import as_provider, inherit
from iso16363.interchange import assessment, to_text
from iso16363.judgement import Judgement
from iso16363.model.answers import Answer, Citation, CitationState, Inheritance, Share
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import provider_of
from iso16363.model.documents import Access
from iso16363.model.layout import answer_place, document_at, document_place
from iso16363.model.site import Site, SiteKind
from iso16363.model.variant import Variant
from iso16363.reviewing import ReviewStanding, changed_at_providers, review_by, review_standing
from iso16363.variants import for_variant
from iso16363.workspace.freshness import build_key
from iso16363.workspace.location import Workspace, inherited_folders
from iso16363.workspace.site_files import load_site
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)
HOST = Site(format=1, id="host", kind=SiteKind.PROVIDER, name="The Host", short_name="Host", edition="iso16363-2025")
SITE = Site(format=1, id="site", name="The Site", short_name="Site", edition="iso16363-2025", inherits=("host",))


def taking(how: Share) -> Inheritance:
    return Inheritance(from_="host", as_=how)


@st.composite
def lenders(draw: st.DrawFn) -> SelfAssessment:
    """A provider whose answers cite its documents."""
    register = draw(st.dictionaries(slugs, documents, min_size=1, max_size=4))
    cited = st.builds(Citation, document=st.sampled_from(sorted(register)), state=st.just(CitationState.CONFIRMED))
    evidence = st.lists(cited, max_size=3).map(tuple)
    lent = {c: a.model_copy(update={"evidence": draw(evidence), "see": ()}) for c, a in draw(some_answers).items()}
    return SelfAssessment(HOST, register, lent)


some_answers = st.dictionaries(criteria, answers, min_size=1, max_size=3)


@given(lenders(), some_answers)
def test_who_takes_nothing_stays_as_it_is(lender: SelfAssessment, own: dict[str, Answer]) -> None:
    said = {c: a.model_copy(update={"inherits": None, "evidence": (), "background": ()}) for c, a in own.items()}
    site = SelfAssessment(SITE, answers=said)
    joined = inherit(site, {"host": as_provider("host", lender)})
    assert (joined.answers, joined.documents, joined.written) == (said, {}, {})
    assert assessment_digest(joined) == assessment_digest(site)


@given(lenders(), st.sampled_from(Share), answers)
def test_what_is_taken_is_the_providers_and_what_was_written_stays(
    lender: SelfAssessment, how: Share, answer: Answer
) -> None:
    criterion, lent = next(iter(lender.answers.items()))
    own = answer.model_copy(update={"inherits": taking(how), "evidence": (), "background": (), "applicable": True})
    provider = as_provider("host", lender)
    site = inherit(SelfAssessment(SITE, answers={criterion: own}), {"host": provider})
    assert dict(site.written_answers()) == {criterion: own}
    assert site.own_documents == {}
    found = site.answer(criterion)
    if how is Share.OWN or not lent.applicable:
        assert found == own
        return
    assert found.evidence == provider.answers[criterion].evidence
    assert {provider_of(c.document) for c in found.evidence} <= {"host"}
    assert {c.document for c in found.evidence} <= site.documents.keys() <= provider.documents.keys()
    rated = lent if how is Share.PROVIDED else own
    assert (found.documented, found.implemented) == (rated.documented, rated.implemented)
    for said in (lent.response, own.response):
        assert said is None or said.strip() in (found.response or "")
    assert (found.owner, found.review, found.note, found.target) == (own.owner, own.review, own.note, own.target)


@given(lenders(), st.sampled_from([None, *Access]), st.sampled_from([None, *Access]))
def test_the_stricter_access_counts(lender: SelfAssessment, theirs: Access | None, ours: Access | None) -> None:
    criterion, lent = next(iter(lender.answers.items()))
    kept = lent.model_copy(update={"access": theirs, "applicable": True})
    provider = as_provider("host", SelfAssessment(HOST, lender.documents, {criterion: kept}))
    own = Answer(inherits=taking(Share.PROVIDED), access=ours)
    found = inherit(SelfAssessment(SITE, answers={criterion: own}), {"host": provider}).answer(criterion).access
    order = [None, Access.PUBLIC, Access.INTERNAL, Access.RESTRICTED, Access.ON_SITE]
    assert found == order[max(order.index(theirs), order.index(ours))]


CHARTER = """\
charter:
  title: Charter of the invented network
  kind: agreement
  state: approved
  effective: 2025-05-02
  access: public
  owner: secretary
  path: charter.txt
other:
  title: Another paper of the network
  kind: agreement
  state: approved
  access: public
  url: https://network.example.org/other
"""
THEIRS = """\
"3.3.1":
  documented: 3
  implemented: 3
  response: The network keeps a list of its communities.
  evidence:
    - document: charter
      locator: Article 4
      method: test
      state: confirmed
  note: Only for the network.
"""
NETWORK = """\
format: 1
kind: provider
id: network
name: Invented Network of Archives
short_name: Network
fictional: true
edition: iso16363-2025
roles:
  secretary: {title: Secretary}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The small site beside a network whose answer to 3.3.1 it takes as it is."""
    shutil.copytree(DATA / "workspace", tmp_path / "w")
    small, network = tmp_path / "w" / "sites" / "small", tmp_path / "w" / "sites" / "network"
    site = (small / "site.yaml").read_text(encoding="utf-8")
    (small / "site.yaml").write_text(site + "inherits: [network]\n", encoding="utf-8")
    (small / "evidence" / "3.3.yaml").write_text('"3.3.1":\n  owner: head\n  inherits: {from: network, as: provided}\n')
    (network / "evidence").mkdir(parents=True)
    (network / "documents").mkdir()
    (network / "documents" / "charter.txt").write_text("Article 4: a list is kept.\n")
    (network / "site.yaml").write_text(NETWORK)
    (network / "documents.yaml").write_text(CHARTER)
    (network / "evidence" / "3.3.yaml").write_text(THEIRS)
    return Workspace(tmp_path / "w", Path())


def judged(workspace: Workspace, catalogue: Catalogue, site: str = "small") -> Judgement:
    report = report_on(workspace, site, catalogue, TODAY)
    assert report.judgement is not None, report.diagnostics
    return report.judgement


def edit(workspace: Workspace, file: str, old: str, new: str) -> None:
    path = workspace.sites_folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_provided_answer_counts_with_its_evidence(workspace: Workspace, catalogue: Catalogue) -> None:
    judgement = judged(workspace, catalogue)
    result = judgement.results["3.3.1"]
    assert (result.rating, result.support, result.state.value) == (3, 4, "supported")
    answer = judgement.site.answer("3.3.1")
    assert answer.response == "**Network**\n\nThe network keeps a list of its communities."
    assert answer.note is None
    document = judgement.site.documents["network/charter"]
    assert document.owner is None
    assert judgement.site.attachments.found[document.path or ""].size == 27
    assert "network/other" not in judgement.site.documents, "it is offered, not used"
    assert [d for d in judgement.diagnostics if "network" in str(d)] == []


def test_a_shared_answer_joins_both_and_has_the_sites_ratings(workspace: Workspace, catalogue: Catalogue) -> None:
    edit(workspace, "small/evidence/3.3.yaml", "as: provided}", "as: shared}\n  response: We add the observatory.")
    edit(workspace, "small/evidence/3.3.yaml", "  owner: head", "  owner: head\n  documented: 2\n  implemented: 2")
    judgement = judged(workspace, catalogue)
    result, answer = judgement.results["3.3.1"], judgement.site.answer("3.3.1")
    assert (result.rating, result.support) == (2, 4)
    assert answer.response == (
        "**Network**\n\nThe network keeps a list of its communities.\n\n**Small**\n\nWe add the observatory."
    )


def reviewed(workspace: Workspace, catalogue: Catalogue) -> dict[str, str]:
    """Have 3.3.1 reviewed in the file; what providers lent to it."""
    site = judged(workspace, catalogue).site
    review = review_by("quality-lead", "3.3.1", site, TODAY)
    lent = ", ".join(f"{name}: '{digest}'" for name, digest in review.provided.items())
    text = f"  review: {{by: quality-lead, on: {TODAY}, digest: '{review.digest}', provided: {{{lent}}}}}\n"
    path = workspace.sites_folder / "small" / "evidence" / "3.3.yaml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    after = judged(workspace, catalogue).site
    assert review_standing("3.3.1", after, TODAY) is ReviewStanding.HOLDS
    return dict(review.provided)


@pytest.mark.parametrize(
    ("file", "old", "new", "lent"),
    [
        ("network/evidence/3.3.yaml", "keeps a list", "kept a list", "network/3.3.1"),
        ("network/evidence/3.3.yaml", "implemented: 3", "implemented: 2", "network/3.3.1/ratings"),
        ("network/evidence/3.3.yaml", "Article 4", "Article 5", "network/3.3.1"),
        ("network/documents.yaml", "state: approved\n  effective", "state: superseded\n  effective", "network/charter"),
        ("network/documents.yaml", "2025-05-02", "2025-05-03", "network/charter"),
    ],
)
def test_a_change_at_the_provider_lapses_the_review_and_says_what_was_changed_at_whose_end(
    file: str, old: str, new: str, lent: str, workspace: Workspace, catalogue: Catalogue
) -> None:
    assert [*reviewed(workspace, catalogue)] == ["network/3.3.1", "network/3.3.1/ratings", "network/charter"]
    edit(workspace, file, old, new)
    judgement = judged(workspace, catalogue)
    assert review_standing("3.3.1", judgement.site, TODAY) is ReviewStanding.PROVIDER
    assert changed_at_providers("3.3.1", judgement.site) == (lent,)
    (lapsed,) = (d for d in judgement.diagnostics if d.code == "E510")
    names = {"network/3.3.1": "the answer to 3.3.1", "network/3.3.1/ratings": "the ratings of 3.3.1"}
    what = names.get(lent, 'the document "charter"')
    assert f'"network" changed {what} (sites/{file})' in lapsed.message


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("network/evidence/3.3.yaml", "Only for", "Not for others than"),
        ("network/documents.yaml", "Another paper", "Some other paper"),
        ("network/documents.yaml", "owner: secretary", "checked: 2026-10-01"),
    ],
)
def test_what_is_the_providers_own_affair_lapses_nothing(
    file: str, old: str, new: str, workspace: Workspace, catalogue: Catalogue
) -> None:
    reviewed(workspace, catalogue)
    edit(workspace, file, old, new)
    assert review_standing("3.3.1", judged(workspace, catalogue).site, TODAY) is ReviewStanding.HOLDS


def test_a_change_of_the_site_itself_is_not_laid_at_the_providers_door(
    workspace: Workspace, catalogue: Catalogue
) -> None:
    reviewed(workspace, catalogue)
    path = workspace.sites_folder / "small" / "evidence" / "3.3.yaml"
    text = path.read_text(encoding="utf-8").replace("as: provided}", "as: shared}\n  response: And we.")
    path.write_text(text.replace("owner: head", "owner: head\n  documented: 1\n  implemented: 1"), encoding="utf-8")
    assert review_standing("3.3.1", judged(workspace, catalogue).site, TODAY) is ReviewStanding.LAPSED


def test_a_file_of_the_provider_that_is_gone_supports_nothing(workspace: Workspace, catalogue: Catalogue) -> None:
    (workspace.sites_folder / "network" / "documents" / "charter.txt").unlink()
    assert judged(workspace, catalogue).results["3.3.1"].support == 0


def test_a_provider_behind_a_provider(workspace: Workspace, catalogue: Catalogue) -> None:
    """What the network takes from its own provider reaches the site with the name of that one."""
    far = workspace.sites_folder / "far"
    (far / "evidence").mkdir(parents=True)
    (far / "site.yaml").write_text(NETWORK.replace("network", "far").replace("short_name: Network", "short_name: Far"))
    (far / "documents.yaml").write_text(CHARTER.replace("path: charter.txt", "url: https://far.example.org/charter"))
    (far / "evidence" / "3.3.yaml").write_text(THEIRS.replace("The network keeps", "Far keeps"))
    edit(workspace, "network/site.yaml", "roles:", "inherits: [far]\nroles:")
    (workspace.sites_folder / "network" / "evidence" / "3.3.yaml").write_text(
        '"3.3.1":\n  inherits: {from: far, as: shared}\n  documented: 2\n  implemented: 2\n  response: We too.\n'
    )
    judgement = judged(workspace, catalogue)
    answer = judgement.site.answer("3.3.1")
    assert [c.document for c in answer.evidence] == ["far/charter"]
    assert "Far keeps" in (answer.response or "")
    assert "We too." in (answer.response or "")
    assert (answer.documented, judgement.results["3.3.1"].support) == (2, 4)


def test_inputs_are_those_of_the_provider_too(workspace: Workspace, catalogue: Catalogue) -> None:
    before = judged(workspace, catalogue).provenance.inputs_digest
    edit(workspace, "network/documents.yaml", "2025-05-02", "2025-05-03")
    assert judged(workspace, catalogue).provenance.inputs_digest != before


@pytest.mark.parametrize("variant", [Variant.AUDITOR, Variant.PUBLIC])
def test_others_learn_of_a_provider_only_what_is_used(
    variant: Variant, workspace: Workspace, catalogue: Catalogue
) -> None:
    edit(workspace, "network/site.yaml", "roles:", "notes: [Ask the secretary.]\nroles:")
    edit(workspace, "network/documents.yaml", "access: public\n  owner", "access: internal\n  owner")
    reviewed(workspace, catalogue)
    shown = for_variant(judged(workspace, catalogue), variant)
    text = to_text(assessment(shown))
    for secret in ("Another paper", "network/other", "Ask the secretary", "Only for the network", "ecretary"):
        assert secret not in text
    assert '"short_name": "Network"' in text
    assert shown.site.providers["network"].documents == {}
    review = shown.site.answer("3.3.1").review
    assert review is not None
    assert review.provided == {}, "digests over what may be withheld"
    assert review_standing("3.3.1", shown.site, TODAY) is ReviewStanding.HOLDS
    hidden = variant is Variant.PUBLIC
    assert ("Charter of the invented network" in text) is not hidden
    assert ("network/charter" in text) is not hidden
    assert ("charter.txt" in text) is not hidden


def test_a_place_in_a_providers_register_is_known_again() -> None:
    for document in ("charter", "network/charter"):
        assert document_at(document_place(document, "url")) == document
    assert document_at(answer_place("3.1.1", "evidence")) is None


def test_a_provider_is_not_audited_and_its_sites_are_built_anew_when_it_changes(workspace: Workspace, run: Run) -> None:
    assert workspace.audited() == ("small",)
    network = workspace.sites_folder / "network"
    for command in ("status", "build", "report", "handoff", "next"):
        refused = run(command, "network", workspace=workspace.root)
        assert refused.code == 2, command
        assert "is a provider: it is not audited itself" in refused.err
    assert run("check", workspace=workspace.root).out.count("network: 1 warning") == 1
    before = build_key(workspace.sites_folder / "small", "", TODAY)
    (network / "evidence" / "3.3.yaml").write_text(THEIRS.replace("keeps", "kept"))
    assert build_key(workspace.sites_folder / "small", "", TODAY) != before


def test_a_circle_of_folders_is_walked_once(workspace: Workspace) -> None:
    edit(workspace, "network/site.yaml", "roles:", "inherits: [small, nowhere]\nroles:")
    small = workspace.sites_folder / "small"
    assert inherited_folders(small) == (workspace.sites_folder / "network",)


def test_the_providers_documents_travel_along(workspace: Workspace, run: Run, tmp_path: Path) -> None:
    """One of the site that would have the same name in the package gives way, or stays, but is never lost."""
    own = workspace.sites_folder / "small" / "documents" / "network"
    own.mkdir()
    (own / "charter.txt").write_text("The site's own copy of something else.\n")
    register = workspace.sites_folder / "small" / "documents.yaml"
    copy = CHARTER.partition("other:")[0].replace("charter:", "own-copy:").replace("path: ", "path: network/")
    register.write_text(register.read_text(encoding="utf-8") + copy.replace("owner: secretary", "owner: head"))
    made = run("handoff", "small", "--draft", "--output", tmp_path / "out", workspace=workspace.root)
    assert made.code == 0, made.err
    (package,) = (tmp_path / "out").iterdir()
    listed = list(csv.reader((package / "data" / "documents.csv").read_text(encoding="utf-8-sig").splitlines()))
    files = {row[0]: row[3] for row in listed}
    assert files["network/charter"] != files["own-copy"]
    assert (package / "data" / files["network/charter"]).read_text() == "Article 4: a list is kept.\n"
    assert (package / "data" / files["own-copy"]).read_text() == "The site's own copy of something else.\n"
    verified = run("verify", package, workspace=workspace.root)
    assert verified.code == 0, verified.out


def test_a_link_out_of_the_providers_documents_is_not_followed(
    workspace: Workspace, catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    charter = workspace.sites_folder / "network" / "documents" / "charter.txt"
    charter.unlink()
    charter.symlink_to(tmp_path / "secret.txt")
    judgement = judged(workspace, catalogue)
    assert judgement.results["3.3.1"].support == 0
    assert "../../network/documents/charter.txt" in judgement.site.attachments.escaping


def test_status_and_list_say_what_is_used(workspace: Workspace, run: Run) -> None:
    said = " ".join(run("status", "small", workspace=workspace.root).out.split())
    assert "Inherits from network (1 document cited, 1 answer provided)." in said
    listed = run("documents", "list", "small", workspace=workspace.root).out
    (row,) = (line.split() for line in listed.splitlines() if line.startswith("network/charter"))
    assert row[1:] == ["agreement", "approved", "public", "no", "checksum", "1"]
    assert "1 document: iso16363 documents list network" in listed
    theirs = run("documents", "list", "network", workspace=workspace.root).out
    used = {line.split()[0]: line.split()[-2:] for line in theirs.splitlines() if line.startswith(("charter", "other"))}
    assert used["charter"] == ["1", "secretary"]
    assert used["other"][-1] == "0"
    assert "sites: sites that rest on it" in " ".join(theirs.split())


def test_nothing_is_written_into_the_register_of_a_provider(workspace: Workspace, run: Run) -> None:
    """Pinning and checking a site's documents leaves those alone that it only cites."""
    before = {p: p.read_bytes() for p in (workspace.sites_folder / "network").rglob("*") if p.is_file()}
    assert run("documents", "pin", "small", workspace=workspace.root).code == 0
    assert run("documents", "check", "small", "--record", workspace=workspace.root).code == 0
    assert {p: p.read_bytes() for p in (workspace.sites_folder / "network").rglob("*") if p.is_file()} == before
    pinned = run("documents", "pin", "network", workspace=workspace.root)
    assert pinned.code == 0, pinned.err
    assert "sha256" in (workspace.sites_folder / "network" / "documents.yaml").read_text()


def test_a_review_by_command_keeps_what_was_lent(workspace: Workspace, run: Run, catalogue: Catalogue) -> None:
    refused = run("review", "small", "3.3.1", "--by", "quality-lead", workspace=workspace.root)
    assert "iso16363 documents pin network charter" in " ".join((refused.out + refused.err).split())
    run("documents", "pin", "network", "charter", workspace=workspace.root)
    approved = run("review", "small", "3.3.1", "--by", "quality-lead", workspace=workspace.root)
    assert approved.code == 0, approved.err + approved.out
    text = (workspace.sites_folder / "small" / "evidence" / "3.3.yaml").read_text(encoding="utf-8")
    assert "provided:" in text
    site = load_site(workspace.sites_folder / "small").assessment
    assert site is not None
    review = site.answer("3.3.1").review
    assert review is not None
    assert [*review.provided] == ["network/3.3.1", "network/3.3.1/ratings", "network/charter"]
    edit(workspace, "network/evidence/3.3.yaml", "keeps a list", "kept a list")
    waiting = run("review", "small", workspace=workspace.root).out
    assert "lapsed: network changed" in waiting
    assert judged(workspace, catalogue).results["3.3.1"].state.value == "supported"


def test_one_criterion_is_explained_down_to_the_providers_register(workspace: Workspace, run: Run) -> None:
    said = " ".join(run("status", "small", "--criterion", "3.3.1", workspace=workspace.root).out.split())
    assert "inherits provided, from network. The provider's answer stands as it is" in said
    assert "network/charter in " in said
    assert "/sites/network/documents.yaml:1:1" in said
    shown = run("criteria", "show", "3.3.1", workspace=workspace.root).out
    assert "network: answered" in shown
    assert "network" not in run("criteria", "show", "3.3.2", workspace=workspace.root).out
