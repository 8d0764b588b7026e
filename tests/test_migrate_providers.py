"""Site and provider move to another edition one after the other: reviews go along with both, and with nothing else."""

from pathlib import Path

import pytest
from providers import beside_a_network
from test_migrate import EARLIER, LATER, TODAY, looked, moved, site_of

from iso16363.catalog import Catalogue
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.workspace import opened as opening
from iso16363.workspace.approving import approve
from iso16363.workspace.approving import carry_out as write_approval
from iso16363.workspace.migrating import ReviewFate

LENT = ("3.3.1", "3.3.2")


@pytest.fixture(autouse=True)
def _catalogue_at_hand(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "load_catalogue", lambda **_: catalogue)


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """The small site, whose reviewed answers are the network's as they are, and joined with its own."""
    workspace = tmp_path / "w"
    beside_a_network(workspace)
    register = workspace / "sites" / "network" / "documents.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("state: draft", "state: approved"), encoding="utf-8")
    theirs = workspace / "sites" / "network" / "evidence" / "3.3.yaml"
    kept = theirs.read_text(encoding="utf-8").replace("    - {document: minutes, state: candidate}\n", "")
    theirs.write_text(kept.replace("{document: charter,", "{document: minutes,"), encoding="utf-8")
    ours = workspace / "sites" / "small" / "evidence" / "3.3.yaml"
    ours.write_text(ours.read_text(encoding="utf-8").replace("network/charter", "network/minutes"), encoding="utf-8")
    done = approve(site_of(workspace, "small"), LENT, "quality-lead")
    assert not done.stopped
    write_approval(done)
    assert standings(workspace) == [ReviewStanding.HOLDS] * 2
    return workspace


def standings(workspace: Path) -> list[ReviewStanding]:
    site = site_of(workspace, "small").judgement.site
    return [review_standing(criterion, site, TODAY) for criterion in LENT]


def evidence(workspace: Path) -> dict[str, str]:
    folders = (workspace / "sites" / name / "evidence" for name in ("small", "network"))
    return {str(p.relative_to(workspace)): p.read_text(encoding="utf-8") for f in folders for p in f.iterdir()}


@pytest.mark.parametrize("order", [("small", "network"), ("network", "small")])
def test_reviews_go_along_whoever_moves_first(reviewed: Path, order: tuple[str, str]) -> None:
    before = evidence(reviewed)
    for edition in (EARLIER, LATER):
        for name in order:
            found = moved(reviewed, name, edition)
            if name == "small":
                assert found.reviews(ReviewFate.GOES_ALONG) == ("3.1.1", *LENT)
        assert standings(reviewed) == [ReviewStanding.HOLDS] * 2
    assert evidence(reviewed) == before


def test_while_the_editions_differ_no_such_review_counts(reviewed: Path) -> None:
    moved(reviewed, "small", EARLIER)
    assert ReviewStanding.HOLDS not in standings(reviewed)


def test_what_the_provider_changed_in_between_is_not_approved_by_moving(reviewed: Path) -> None:
    moved(reviewed, "small", EARLIER)
    theirs = reviewed / "sites" / "network" / "evidence" / "3.3.yaml"
    text = theirs.read_text(encoding="utf-8")
    theirs.write_text(text.replace("keeps a list", "keeps NO list"), encoding="utf-8")
    back = looked(reviewed, "small", LATER)
    assert back.reviews(ReviewFate.GOES_ALONG) == ("3.1.1", "3.3.2")
    moved(reviewed, "small", LATER)
    assert standings(reviewed)[0] is not ReviewStanding.HOLDS
    assert standings(reviewed)[1] is ReviewStanding.HOLDS


def test_the_counts_are_those_of_the_site_with_its_provider(reviewed: Path) -> None:
    first = looked(reviewed, "small", EARLIER)
    assert first.here is not None
    assert first.there is not None
    assert first.there.answer("3.3.2").response == first.here.answer("3.3.2").response
    assert "reviews its rules" in str(first.there.answer("3.3.2").response)


def test_a_provider_names_who_inherits_from_it(reviewed: Path) -> None:
    assert looked(reviewed, "network", EARLIER).borrowers == ("small",)
    assert looked(reviewed, "small", EARLIER).borrowers == ()


def test_what_the_provider_has_to_confirm_nobody_can_review(reviewed: Path) -> None:
    ours = reviewed / "sites" / "small" / "evidence" / "3.3.yaml"
    theirs = reviewed / "sites" / "network" / "evidence" / "3.3.yaml"
    text = theirs.read_text(encoding="utf-8").replace("keeps a list", "keeps the list")
    theirs.write_text(text.replace('"3.3.1":\n', '"3.3.1":\n  confirm: Asked otherwise.\n'), encoding="utf-8")
    site = site_of(reviewed, "small")
    (found,) = (d for d in site.report.diagnostics if d.code == "E517")
    assert (found.place.path[:1], "network has not confirmed" in found.message) == (("3.3.1",), True)
    refused = approve(site, ["3.3.1"], "quality-lead")
    assert any("Whoever answers for network" in str(r.remedy) for d in refused.decisions for r in d.reasons)
    assert "confirm:" not in ours.read_text(encoding="utf-8")
