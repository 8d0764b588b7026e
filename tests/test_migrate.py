"""A site moved to another edition and back: nothing is lost, and what has to be looked at is said."""

import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from movingsite import comments_in, contents, drawn_files, values_in, written_ugly
from readysite import edited, made_ready

from iso16363.catalog import Catalogue
from iso16363.diagnostics import Severity
from iso16363.editions import Passage, Way, projected, way_between
from iso16363.errors import UnwritableOutput, WrongUsage
from iso16363.model.assessment import SelfAssessment
from iso16363.readiness import GateName
from iso16363.scoring import score
from iso16363.workspace import journal
from iso16363.workspace import opened as opening
from iso16363.workspace.approving import approve
from iso16363.workspace.location import find_workspace
from iso16363.workspace.migrating import Migration, ReviewFate, carry_out, examine
from iso16363.workspace.opened import OpenSite, open_site
from iso16363.yamledit import UneditableText, rewritten
from iso16363.yamltext import read

TODAY = date(2026, 11, 23)
EARLIER, LATER = "iso16363-2012", "iso16363-2025"
ONLY_LATER = ("4.1.1.3", "4.1.1.4", "4.2.3.2", "4.2.3.3", "4.3.5", "5.1.1.7")


@pytest.fixture(autouse=True)
def _catalogue_at_hand(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it anew for every example would take most of the time."""
    monkeypatch.setattr(opening, "load_catalogue", lambda **_: catalogue)


def site_of(workspace: Path, name: str) -> OpenSite:
    found = open_site(find_workspace(workspace), name, TODAY)
    assert isinstance(found, OpenSite)
    return found


def looked(workspace: Path, name: str, edition: str) -> Migration:
    site = site_of(workspace, name)
    return examine(site, way_between(site.judgement.catalogue, site.judgement.edition.id, edition))


def moved(workspace: Path, name: str, edition: str) -> Migration:
    migration = looked(workspace, name, edition)
    assert not migration.in_the_way
    carry_out(migration)
    return migration


def structural(migration: Migration) -> list[str]:
    assert migration.after is not None
    return [str(d) for d in migration.after.diagnostics if d.code[0] in "TMR" and d.code != "R319"]


@pytest.mark.parametrize("name", ["cern", "desy", "pic"])
def test_shipped_sites_come_back_as_they_were(shipped_workspace: Path, name: str) -> None:
    folder = shipped_workspace / "sites" / name
    before = contents(folder)
    assert structural(moved(shipped_workspace, name, EARLIER)) == []
    assert contents(folder) != before
    moved(shipped_workspace, name, LATER)
    assert contents(folder) == before


def test_the_example_comes_back_as_it_was(example_workspace: Path) -> None:
    folder = example_workspace / "sites" / "example"
    before = contents(folder)
    there = moved(example_workspace, "example", EARLIER)
    assert structural(there) == []
    assert there.aside == (*ONLY_LATER, "full-scale-export-test")
    assert len(list((folder / "set-aside").iterdir())) == 3
    back = moved(example_workspace, "example", LATER)
    assert set(back.back) == set(there.aside)
    assert not back.left
    assert contents(folder) == before


@settings(suppress_health_check=list(HealthCheck))
@given(drawn_files, st.integers(0, 10**9))
def test_there_and_back_nothing_is_lost_however_it_is_written(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, dict[str, object]], chance: int
) -> None:
    workspace = tmp_path_factory.mktemp("w")
    folder = workspace / "sites" / "drawn"
    try:
        assume(written_ugly(files, folder, random.Random(chance)))  # noqa: S311 - chance, not a secret
        values, comments = values_in(folder), comments_in(folder)
        try:
            there = moved(workspace, "drawn", EARLIER)
            assert structural(there) == []
            assert comments_in(folder) == comments
            moved(workspace, "drawn", LATER)
        except UneditableText as refused:
            assume("its comments" not in refused.what)
            raise
        assert values_in(folder) == values
        assert comments_in(folder) == comments
    finally:
        shutil.rmtree(workspace)


def small_site(tmp_path: Path, evidence: dict[str, str], edition: str = LATER, **others: str) -> Path:
    folder = tmp_path / "sites" / "tiny"
    (folder / "evidence").mkdir(parents=True)
    site = f"""format: 1
id: tiny
name: Tiny
short_name: Tiny
edition: {edition}
roles:
  head:
    title: Head
    criteria:
      - "3.1.1"
      - "4.3.5"  # the export
      - "4.2.1.1"  # what an AIP is
"""
    (folder / "site.yaml").write_text(site, encoding="utf-8")
    for number, text in evidence.items():
        (folder / "evidence" / f"{number}.yaml").write_text(text, encoding="utf-8")
    for name, text in others.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


SWAPPED = """# About AIPs.

"4.2.1":
  response: Both below.
  see: ["4.2.1.1", "4.2.1.2"]

# What an AIP consists of.
"4.2.1.1":
  response: Content of the definition.  # the manual
  # asked of the auditor

# Which definition it follows.
"4.2.1.2":
  response: Which definition.

# Nothing below was looked at yet.
"4.2.2":
  note: Later.
"""


def test_swapped_numbers_take_their_comments_along(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {"4.2": SWAPPED})
    moved(tmp_path, "tiny", EARLIER)
    text = (folder / "evidence" / "4.2.yaml").read_text(encoding="utf-8")
    answers = read(text).value
    assert list(answers) == ["4.2.1", "4.2.1.1", "4.2.1.2", "4.2.2"]
    assert answers["4.2.1"]["see"] == ("4.2.1.2", "4.2.1.1")
    assert answers["4.2.1.1"]["response"] == "Which definition."
    first, second = text.index("# Which definition it follows."), text.index("# What an AIP consists of.")
    assert first < text.index('"4.2.1.1":\n') < second < text.index('"4.2.1.2":\n')
    assert second < text.index("# the manual") < text.index("# asked of the auditor") < text.index("# Nothing below")
    assert read((folder / "site.yaml").read_text(encoding="utf-8")).value["roles"]["head"]["criteria"] == (
        *("3.1.1", "4.2.1.2"),
    )
    assert '"4.2.1.2"  # what an AIP is' in (folder / "site.yaml").read_text(encoding="utf-8")


def test_answers_go_to_another_file_where_their_number_does(tmp_path: Path, catalogue: Catalogue) -> None:
    text = '# Head.\n\n"4.2.10":\n  response: Ten.  # why\n\n# Of eleven.\n"4.2.9":\n  response: Nine.\n'
    folder = small_site(tmp_path, {"4.2": text})
    way = way_between(catalogue, LATER, EARLIER)
    other = {"4.2.10": "4.3.4", "4.3.4": "4.2.10"}
    steps = tuple(
        replace(s, target=other[s.source], passage=Passage.RENUMBERED) if s.source in other else s for s in way.steps
    )
    carry_out(examine(site_of(tmp_path, "tiny"), Way(way.source, way.target, steps, onwards=False)))
    there = (folder / "evidence" / "4.3.yaml").read_text(encoding="utf-8")
    assert there.startswith("# yaml-language-server: $schema=")
    assert '"4.3.4":\n' in there
    assert "Ten.  # why" in there
    left = (folder / "evidence" / "4.2.yaml").read_text(encoding="utf-8")
    assert left == '# Head.\n\n# Of eleven.\n"4.2.9":\n  response: Nine.\n'


def test_only_what_was_answered_is_marked_and_the_way_back_unmarks_it(tmp_path: Path) -> None:
    evidence = {
        "3.3": '"3.3.6":\n  response: We look once a year.\n',
        "5.2": '"5.2.4":\n  note: To be asked.\n',
        "3.5": '"3.5.1.1":\n  response: Yes.\n  confirm: Our own words.\n',
        "3.1": '"3.1.1":\n  response: For good.\n',
    }
    folder = small_site(tmp_path, evidence)
    there = moved(tmp_path, "tiny", EARLIER)
    site = site_of(tmp_path, "tiny").judgement.site
    assert [c for c, a in site.answers.items() if a.confirm] == ["3.3.6", "3.5.1.1"]
    assert (site.answer("3.3.6").confirm or "").startswith("Asked as before ISO 16363:2025, which had changed this: ")
    assert site.answer("3.5.1.1").confirm == "Our own words."
    assert [f.step.target for f in there.fates if f.to_confirm] == ["3.3.6"]
    codes = [d.code for d in there.after.diagnostics if d.place.path[:1] == ("3.3.6",)] if there.after else []
    assert "E517" in codes
    edited(folder, "evidence/3.3.yaml", "3.3.6", response="We look twice a year.")
    back = moved(tmp_path, "tiny", LATER)
    assert [f.step.target for f in back.fates if f.settled] == ["3.3.6"]
    again = site_of(tmp_path, "tiny").judgement.site
    assert again.answer("3.3.6").confirm is None
    assert again.answer("3.5.1.1").confirm == "Our own words."


def test_what_was_confirmed_has_to_be_confirmed_on_the_way_back_too(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {"3.3": '"3.3.6":\n  response: We look once a year.\n'}, edition=EARLIER)
    (folder / "site.yaml").write_text(
        (folder / "site.yaml").read_text(encoding="utf-8").replace('      - "4.3.5"  # the export\n', ""),
        encoding="utf-8",
    )
    moved(tmp_path, "tiny", LATER)
    path = folder / "evidence" / "3.3.yaml"
    assert "Asked otherwise since ISO 16363:2025." in path.read_text(encoding="utf-8")
    path.write_text('"3.3.6":\n  response: Internal audits each year.\n', encoding="utf-8")
    moved(tmp_path, "tiny", EARLIER)
    assert "Asked as before ISO 16363:2025" in path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with all its reviews and its declaration."""
    workspace = tmp_path_factory.mktemp("ready")
    source = Path(__file__).parents[1] / "templates" / "example"
    shutil.copytree(source, workspace / "sites" / "example")
    made_ready(workspace, TODAY)
    return workspace


def test_reviews_hold_where_nothing_changed_and_lapse_where_the_requirement_did(ready: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    shutil.copytree(ready, workspace)
    before = contents(workspace / "sites" / "example")
    there = moved(workspace, "example", EARLIER)
    along, lapsed = there.reviews(ReviewFate.GOES_ALONG), there.reviews(ReviewFate.LAPSES)
    assert "3.1.1" in along
    assert {f.step.target for f in there.of(Passage.REWORDED, Passage.RENUMBERED)} & set(along) == set()
    assert "3.3.6" in lapsed
    site = site_of(workspace, "example")
    old, new = (
        site_of(ready, "example").judgement.site.answer("3.1.1").review,
        site.judgement.site.answer("3.1.1").review,
    )
    assert old is not None
    assert new is not None
    assert (old.by, old.on) == (new.by, new.on)
    assert old.digest != new.digest
    states = {c: r.state.value for c, r in site.judgement.results.items()}
    assert states["3.1.1"] == "reviewed"
    assert states["3.3.6"] == "supported"
    assert site.judgement.readiness.gate(GateName.REVIEW).failures
    assert site.judgement.readiness.gate(GateName.DECLARATION).failures
    back = moved(workspace, "example", LATER)
    assert set(back.reviews(ReviewFate.HOLDS_AGAIN)) >= {"3.3.6", *ONLY_LATER}
    assert contents(workspace / "sites" / "example") == before
    assert site_of(workspace, "example").judgement.readiness.gate(GateName.DECLARATION).failures == ()


def test_a_marked_answer_is_not_reviewed_before_it_is_confirmed(ready: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    shutil.copytree(ready, workspace)
    moved(workspace, "example", EARLIER)
    refused = approve(site_of(workspace, "example"), ["3.3.6"], "head-of-archive")
    assert refused.stopped
    assert any("not confirmed yet" in r.what for d in refused.decisions for r in d.reasons)
    path = workspace / "sites" / "example" / "evidence" / "3.3.yaml"
    values = dict(read(path.read_text(encoding="utf-8")).value)
    values["3.3.6"] = {key: value for key, value in values["3.3.6"].items() if key != "confirm"}
    path.write_text(rewritten(path.read_text(encoding="utf-8"), values), encoding="utf-8")
    assert not approve(site_of(workspace, "example"), ["3.3.6"], "head-of-archive").stopped


@pytest.mark.parametrize("edition", [EARLIER])
def test_the_projection_is_what_a_migration_makes(ready: Path, tmp_path: Path, edition: str) -> None:
    site = site_of(ready, "example").judgement
    way = way_between(site.catalogue, LATER, edition)
    seen = projected(site.site, way, TODAY)
    workspace = tmp_path / "w"
    shutil.copytree(ready, workspace)
    moved(workspace, "example", edition)
    real = site_of(workspace, "example").judgement

    def without_reviews(one: SelfAssessment) -> dict[str, object]:
        return {c: a.model_copy(update={"review": None}) for c, a in one.answers.items()}

    assert without_reviews(seen) == without_reviews(real.site)
    assert seen.site == real.site.site
    assert seen.actions == real.site.actions
    assert dict(score(seen, way.target, TODAY)) == dict(real.results)


PROVIDER = """format: 1
kind: provider
id: lender
name: Lender
short_name: Lender
edition: iso16363-2025
"""


def test_site_and_provider_move_one_after_the_other(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {"3.1": '"3.1.1":\n  inherits: {from: lender, as: provided}\n'})
    with (folder / "site.yaml").open("a", encoding="utf-8") as stream:
        stream.write("inherits: [lender]\n")
    lender = tmp_path / "sites" / "lender"
    (lender / "evidence").mkdir(parents=True)
    (lender / "site.yaml").write_text(PROVIDER, encoding="utf-8")
    (lender / "evidence" / "3.1.yaml").write_text('"3.1.1":\n  response: For good.\n', encoding="utf-8")
    before = contents(tmp_path)
    first = moved(tmp_path, "tiny", EARLIER)
    assert first.differing_providers == ("lender",)
    assert [d.code for d in site_of(tmp_path, "tiny").report.diagnostics if d.severity is Severity.ERROR] == ["R319"]
    moved(tmp_path, "lender", EARLIER)
    assert not [d for d in site_of(tmp_path, "tiny").report.diagnostics if d.severity is Severity.ERROR]
    moved(tmp_path, "tiny", LATER)
    moved(tmp_path, "lender", LATER)
    assert contents(tmp_path) == before


def test_a_reference_whose_place_is_gone_stays_set_aside(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {"3.1": '"3.1.1":\n  response: Yes.\n'})
    moved(tmp_path, "tiny", EARLIER)
    site = folder / "site.yaml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text[: text.index("roles:")] + "roles: {}\n", encoding="utf-8")
    back = moved(tmp_path, "tiny", LATER)
    assert [r.name for r in back.left] == ["4.3.5"]
    kept = (folder / "set-aside" / "iso16363-2025-references.yaml").read_text(encoding="utf-8")
    assert '"4.3.5"' in kept
    assert "# the export" in kept


def test_an_action_of_the_same_name_is_not_written_over(tmp_path: Path) -> None:
    action = '{}:\n  criteria: ["{}"]\n  gap: A gap.\n  action: Close it.\n  state: open\n'
    folder = small_site(tmp_path, {}, actions=action.format("export", "4.3.5"))
    moved(tmp_path, "tiny", EARLIER)
    (folder / "actions.yaml").write_text(action.format("export", "3.1.1"), encoding="utf-8")
    with pytest.raises(WrongUsage, match='has an action "export", and one of that name was set aside'):
        looked(tmp_path, "tiny", LATER)


def test_what_was_set_aside_and_is_broken_now_is_in_the_way(tmp_path: Path) -> None:
    folder = small_site(tmp_path, {"4.3": '"4.3.5":\n  response: Tested.\n'})
    moved(tmp_path, "tiny", EARLIER)
    path = folder / "set-aside" / "iso16363-2025-answers.yaml"
    path.write_text('"4.3.5":\n  respond: Tested.\n', encoding="utf-8")
    before = contents(folder)
    migration = looked(tmp_path, "tiny", LATER)
    assert [(d.code, d.place.file) for d in migration.in_the_way] == [("M201", "set-aside/iso16363-2025-answers.yaml")]
    assert contents(folder) == before


def test_errors_that_lead_nowhere_are_in_the_way_and_others_are_not(tmp_path: Path) -> None:
    small_site(tmp_path, {"3.1": '"3.1.9":\n  response: Nothing has this number.\n'})
    assert [d.code for d in looked(tmp_path, "tiny", EARLIER).in_the_way] == ["R301"]
    other = tmp_path / "other"
    small_site(other, {"3.1": '"3.1.1":\n  applicable: false\n'})
    found = looked(other, "tiny", EARLIER)
    assert [d.code for d in found.site.report.diagnostics if d.severity is Severity.ERROR] == ["E505"]
    assert not found.in_the_way


@pytest.mark.parametrize("failing", [1, 4])
def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    example_workspace: Path, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = example_workspace / "sites" / "example"
    before, real, calls = contents(folder), journal._move, []

    def stopping(*arguments: Path) -> None:
        calls.append(arguments)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        real(*arguments)

    migration = looked(example_workspace, "example", EARLIER)
    monkeypatch.setattr(journal, "_move", stopping)
    with pytest.raises(UnwritableOutput):
        carry_out(migration)
    assert contents(folder) == before


@pytest.mark.parametrize("file", ["evidence/3.1.yaml", "set-aside/iso16363-2025-answers.yaml"])
def test_what_was_edited_meanwhile_is_not_written_over(example_workspace: Path, file: str) -> None:
    folder = example_workspace / "sites" / "example"
    if file.startswith("set-aside"):
        moved(example_workspace, "example", EARLIER)
    migration = looked(example_workspace, "example", LATER if file.startswith("set-aside") else EARLIER)
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write("# edited\n")
    before = contents(folder)
    with pytest.raises(WrongUsage, match="was changed meanwhile"):
        carry_out(migration)
    assert contents(folder) == before


def test_texts_that_name_a_swapped_number_are_told(tmp_path: Path) -> None:
    text = '"4.2.2":\n  response: As 4.2.1.1 says, not 4.2.1.10, 14.2.1.1 or version 4.2.1.1.3; see 4.3.5.\n'
    small_site(tmp_path, {"4.2": text})
    found = looked(tmp_path, "tiny", EARLIER).mentions
    assert [(m.path, m.number, m.there) for m in found] == [
        (("4.2.2", "response"), "4.2.1.1", "4.2.1.2"),
        (("4.2.2", "response"), "4.3.5", None),
    ]


def _without(entry: int) -> Callable[[Catalogue], Catalogue]:
    def changed(catalogue: Catalogue) -> Catalogue:
        (walk,) = catalogue.crosswalks
        entries = walk.entries[:entry] + walk.entries[entry + 1 :]
        return replace(catalogue, crosswalks=(walk.model_copy(update={"entries": entries}),))

    return changed


def _twice(catalogue: Catalogue) -> Catalogue:
    (walk,) = catalogue.crosswalks
    return replace(catalogue, crosswalks=(walk.model_copy(update={"entries": (*walk.entries, walk.entries[3])}),))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: replace(c, crosswalks=()), "no crosswalk leads from iso16363-2012 to iso16363-2025"),
        (_without(0), "says nothing of 3.1.1 of iso16363-2012"),
        (_twice, "says 3.1.2.2 twice of iso16363-2012"),
    ],
)
def test_a_crosswalk_that_is_missing_or_unclear_is_not_followed(
    catalogue: Catalogue, change: Callable[[Catalogue], Catalogue], said: str
) -> None:
    with pytest.raises(WrongUsage, match=said):
        way_between(change(catalogue), EARLIER, LATER)


def test_the_way_back_is_the_way_there_from_behind(catalogue: Catalogue) -> None:
    there, back = way_between(catalogue, EARLIER, LATER), way_between(catalogue, LATER, EARLIER)
    assert {(s.source, s.target) for s in there.steps} == {(s.target, s.source) for s in back.steps}
    assert [s.target for s in there.steps if s.passage is Passage.NEW] == list(ONLY_LATER)
    assert [s.source for s in back.steps if s.passage is Passage.GONE] == list(ONLY_LATER)
    assert (there.number("4.2.1.1"), back.number("4.2.1.1")) == ("4.2.1.2", "4.2.1.2")
    for step in there.steps:
        if step.asks_otherwise and step.target:
            assert there.reminder_of_return(step) == back.reminder(back.by_source[step.target])
