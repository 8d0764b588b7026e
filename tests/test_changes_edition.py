"""What differs since a hand-over of another edition: numbers are compared that ask the same."""

import dataclasses
import json
import shutil
from datetime import date
from pathlib import Path

import handedover
import pytest
from commandline import Run
from readysite import edited, made_ready

from iso16363.catalog import Catalogue
from iso16363.changes import affected, changes_of, reviews_since
from iso16363.editions import way_between
from iso16363.errors import WrongUsage
from iso16363.judgement import HandedOver, Judgement
from iso16363.model.variant import Variant
from iso16363.renumbering import held_against, renumbered
from iso16363.report.page import render_html
from iso16363.report.view import build_view
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.variants import for_variant
from iso16363.workspace.frozen_copies import handed_over
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

EXAMPLE = Path(__file__).parents[1] / "templates" / "example"
TODAY = date(2026, 11, 23)
GONE = ("4.1.1.3", "4.1.1.4", "4.2.3.2", "4.2.3.3", "4.3.5", "5.1.1.7")


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, ready and handed over against the edition of 2025."""
    workspace = tmp_path_factory.mktemp("handed")
    shutil.copytree(EXAMPLE, workspace / "sites" / "example")
    made_ready(workspace, TODAY)
    handedover.remembered(workspace / "sites" / "example", "2026-11-23-1", TODAY)
    return workspace


@pytest.fixture
def workspace(handed: Path, tmp_path: Path, run: Run) -> Path:
    """The same, moved to the edition of 2012 since."""
    shutil.copytree(handed, tmp_path / "w")
    assert run("migrate", "example", "--to", "iso16363-2012", "--apply", workspace=tmp_path / "w").code == 0
    return tmp_path / "w"


def compared(workspace: Path, catalogue: Catalogue) -> Judgement:
    judgement = report_on(find_workspace(workspace), "example", catalogue, TODAY).judgement
    assert judgement is not None
    return held_against(judgement, handed_over(workspace / "sites" / "example", judgement.site, "last"))


def test_a_moved_site_is_compared_along_the_crosswalk(workspace: Path, run: Run) -> None:
    told = json.loads(run("changes", "example", "--json", workspace=workspace).out)
    found = [c for c in told["changes"] if c["of"] == "answer" and c["id"] not in GONE]
    of_site = [(c["field"], c["after"]) for c in told["changes"] if c["of"] == "site"]
    assert ("edition", "iso16363-2012") in of_site
    assert {c["field"] for c in found} == {"confirm", "see"}
    assert {c["id"] for c in found} >= {"4.2.1.1", "4.2.1.2"}
    assert "of another text" not in json.dumps(told)
    assert {c["id"] for c in told["changes"] if c["kind"] == "removed"} >= set(GONE)
    titles = {c["id"]: c["title"] for c in told["changes"]}
    assert titles["4.3.5"] == "AIP export to a successor"
    text = " ".join(run("changes", "example", workspace=workspace).out.split())
    assert "It was handed over against ISO 16363:2025; numbers are those of ISO 16363:2012." in text


def test_reviews_that_went_along_are_the_same_and_others_have_lapsed(workspace: Path, catalogue: Catalogue) -> None:
    judgement = compared(workspace, catalogue)
    assert judgement.since is not None
    reviews = reviews_since(judgement)
    assert {"3.3.6", *GONE} <= set(reviews.lapsed)
    assert (reviews.renewed, reviews.added) == ((), ())
    assert "3.1.1" in judgement.since.same_reviews
    assert not [change for change in changes_of(judgement) if change.field == "review" and change.subject not in GONE]
    assert "3.1.1" not in affected(judgement)
    page = render_html(build_view(judgement))
    assert "of another text" not in page


def test_reviews_hold_in_the_renumbered_copy_where_they_held(handed: Path, catalogue: Catalogue) -> None:
    judgement = report_on(find_workspace(handed), "example", catalogue, TODAY).judgement
    assert judgement is not None
    way = way_between(catalogue, "iso16363-2025", "iso16363-2012")
    moved = renumbered(judgement.site, way, TODAY)
    for criterion in judgement.site.answers:
        there = way.number(criterion) or criterion
        holds = review_standing(criterion, judgement.site, TODAY) is ReviewStanding.HOLDS
        assert (review_standing(there, moved, TODAY) is ReviewStanding.HOLDS) is holds, criterion
    assert moved.site.edition == judgement.site.site.edition


@pytest.mark.parametrize("access", ["restricted", "on-site"])
def test_what_is_withheld_today_is_withheld_by_the_number_of_today(
    workspace: Path, catalogue: Catalogue, access: str
) -> None:
    """4.2.1.2 of today was 4.2.1.1: its answer of then may not be shown any more, whatever was said since."""
    edited(workspace / "sites" / "example", "evidence/4.2.yaml", "4.2.1.2", access=access, response="Ask us.")
    judgement = compared(workspace, catalogue)
    assert judgement.since is not None
    secret = judgement.since.site.answer("4.2.1.2").response
    assert secret is not None
    assert secret.startswith("An AIP is a BagIt bag")
    shown = for_variant(judgement, Variant.AUDITOR)
    assert "BagIt bag" not in repr([(c.before, c.after) for c in changes_of(shown)])


def test_without_a_crosswalk_nothing_is_compared(workspace: Path, catalogue: Catalogue) -> None:
    judgement = compared(workspace, catalogue)
    assert judgement.since is not None
    bare = dataclasses.replace(judgement, catalogue=dataclasses.replace(catalogue, crosswalks=()))
    copy = handed_over(workspace / "sites" / "example", judgement.site, "last")
    with pytest.raises(WrongUsage, match="no crosswalk leads from iso16363-2025 to iso16363-2012"):
        held_against(bare, copy)
    same = HandedOver(copy.id, copy.record, judgement.site)
    assert held_against(bare, same).since is same
