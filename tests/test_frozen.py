"""The frozen copy: everything comes back, persons included, one text for one site, and nothing else passes for one."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import report_samples
from handedover import record, remembered
from hypothesis import given
from strategies import Drawn, drawn_sites

from iso16363 import frozen
from iso16363.catalog import Catalogue
from iso16363.errors import UnknownName, UnreadableInput, WrongUsage
from iso16363.fingerprint import assessment_digest
from iso16363.frozen import as_frozen, frozen_text, thawed
from iso16363.model.assessment import SelfAssessment
from iso16363.model.variant import Variant
from iso16363.workspace.frozen_copies import check_frozen_copies, handed_over, last_handed_over
from iso16363.workspace.location import find_workspace
from iso16363.workspace.site_files import load_site
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)


def whole(drawn: Drawn) -> SelfAssessment:
    return SelfAssessment(
        drawn.site,
        drawn.documents,
        drawn.answers,
        drawn.actions,
        imports=drawn.imports,
        audit=drawn.audit,
        declarations=drawn.declarations,
        handoffs=drawn.handoffs,
    )


@given(drawn_sites)
def test_what_was_frozen_comes_back(drawn: Drawn) -> None:
    site = whole(drawn)
    text = frozen_text(site)
    back = thawed(text)
    assert back == as_frozen(site)
    assert list(back.declarations) == list(site.declarations)
    assert list(back.site.roles) == list(site.site.roles)
    assert assessment_digest(back) == assessment_digest(site)
    assert frozen_text(back) == text
    assert text.endswith("}\n")


@given(drawn_sites)
def test_the_order_of_entries_makes_no_other_copy(drawn: Drawn) -> None:
    site = whole(drawn)
    turned = dataclasses.replace(
        site,
        documents=dict(reversed(list(site.documents.items()))),
        answers=dict(reversed(list(site.answers.items()))),
        actions=dict(reversed(list(site.actions.items()))),
        audit=dict(reversed(list(site.audit.items()))),
    )
    assert frozen_text(turned) == frozen_text(site)


def test_persons_are_in_it_and_a_copy_that_was_made_without_them_is_read() -> None:
    site = report_samples.complete().site
    roles = {
        name: role.model_copy(update={"person": "Quill Zorn", "email": "quill@example.org"})
        for name, role in site.site.roles.items()
    }
    named = dataclasses.replace(site, site=site.site.model_copy(update={"roles": roles}))
    data = json.loads(frozen_text(named))
    assert thawed(json.dumps(data)).site.roles == roles
    for role in data["site"]["roles"].values():
        del role["person"], role["email"]
    older = thawed(json.dumps(data))
    assert {(role.person, role.email) for role in older.site.roles.values()} == {(None, None)}
    assert assessment_digest(older) == assessment_digest(named)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Invalid JSON"),
        ("{}", "Field required"),
        ("[]", "should be an object"),
        ("[" * 100_000, "recursion"),
        ('{"schema": "iso16363/frozen/2"}', "iso16363/frozen/1"),
        ("\ud800", "unicode"),
    ],
)
def test_another_text_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(UnreadableInput, match=why):
        thawed(text)


@pytest.mark.parametrize("change", [lambda d: d["site"].update(x=1), lambda d: d["site"].update(target="3")])
def test_the_models_are_as_strict_as_for_files(change: Callable[[dict[str, dict[str, object]]], None]) -> None:
    data = json.loads(frozen_text(report_samples.complete().site))
    change(data)
    with pytest.raises(UnreadableInput, match=r"site\."):
        thawed(json.dumps(data))


def test_a_text_beyond_all_bounds_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frozen, "MAX_FROZEN_BYTES", 10)
    with pytest.raises(UnreadableInput, match="more than"):
        thawed(frozen_text(report_samples.complete().site))


# --- In a site's folder ------------------------------------------------------------------------


@pytest.fixture
def folder(small_workspace: Path) -> Path:
    """The small site, handed over on two days, the second time after a change, and once more as it was."""
    site = small_workspace / "sites" / "small"
    remembered(site)
    _retitle(site, "Changed")
    remembered(site, "2026-11-22-1", date(2026, 11, 22))
    remembered(site, "2026-11-22-2", date(2026, 11, 22))
    return site


def _retitle(site: Path, name: str) -> None:
    path = site / "site.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("short_name: Small", f"short_name: {name}"), "utf-8")


def loaded(folder: Path) -> SelfAssessment:
    site = load_site(folder).assessment
    assert site is not None
    return site


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2026-11-20-1", "2026-11-20-1"),
        ("2026-11-20", "2026-11-20-1"),
        ("2026-11-22", "2026-11-22-2"),
        ("last", "2026-11-22-2"),
    ],
)
def test_a_hand_over_is_found_by_id_by_day_and_as_the_last(folder: Path, name: str, found: str) -> None:
    earlier = handed_over(folder, loaded(folder), name)
    assert earlier.id == found
    assert earlier.site.site.short_name == ("Small" if found == "2026-11-20-1" else "Changed")


@pytest.mark.parametrize("name", ["2026-11-21", "2026-11-20-2", "", "../small", "x" * 5000])
def test_an_unknown_one_is_refused_with_those_there_are(folder: Path, name: str) -> None:
    with pytest.raises(UnknownName, match="Hand-overs of small: 2026-11-20-1, 2026-11-22-1, 2026-11-22-2; or a day"):
        handed_over(folder, loaded(folder), name)


def test_the_last_one_of_another_content_is_found(folder: Path) -> None:
    site = loaded(folder)
    last = last_handed_over(folder, site, variant=Variant.AUDITOR)
    assert last is not None
    assert last.id == "2026-11-22-2"
    before = last_handed_over(folder, site, variant=Variant.AUDITOR, other_than=assessment_digest(site))
    assert before is not None
    assert before.id == "2026-11-20-1"


def test_what_was_published_is_no_hand_over_to_an_auditor(folder: Path) -> None:
    site = loaded(folder)
    names = list(site.handoffs)

    def handed_out(public: list[str]) -> SelfAssessment:
        records = {
            name: found.model_copy(update={"variant": Variant.PUBLIC}) if name in public else found
            for name, found in site.handoffs.items()
        }
        return dataclasses.replace(site, handoffs=records)

    published = handed_out(names[1:])
    mine = last_handed_over(folder, published, variant=Variant.AUDITOR)
    theirs = last_handed_over(folder, published, variant=Variant.PUBLIC)
    assert mine is not None
    assert theirs is not None
    assert (mine.id, theirs.id) == (names[0], names[-1])
    assert last_handed_over(folder, published, variant=Variant.INTERNAL) is None
    assert handed_over(folder, published, "last").id == names[0]
    assert handed_over(folder, published, "2026-11-22").id == names[-1]
    assert handed_over(folder, handed_out(names), "last").id == names[-1]


def test_nothing_was_handed_over_yet(small_workspace: Path) -> None:
    folder = small_workspace / "sites" / "small"
    assert last_handed_over(folder, loaded(folder), variant=Variant.AUDITOR) is None
    with pytest.raises(WrongUsage, match="nothing was handed over yet"):
        handed_over(folder, loaded(folder), "last")


def _gone(path: Path) -> None:
    path.unlink()


def _folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _one_letter(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Small", b"Smell", 1))


def _huge(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(65 * 1024 * 1024)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_gone, "is missing"),
        (_folder_instead, "is not a file"),
        (_one_letter, "was changed"),
        (_huge, "is larger than 64 MB"),
    ],
)
def test_a_copy_that_is_not_what_was_handed_over_is_refused_and_reported(
    folder: Path, spoil: Callable[[Path], None], what: str
) -> None:
    spoil(folder / "handoffs" / "2026-11-20-1.json")
    site = loaded(folder)
    with pytest.raises(UnreadableInput, match=what):
        handed_over(folder, site, "2026-11-20-1")
    (found,) = check_frozen_copies(folder, site)
    assert found.code == "H951"
    assert f"handoffs/2026-11-20-1.json, {what}" in found.message
    assert handed_over(folder, site, "last").id == "2026-11-22-2"


@pytest.mark.parametrize(("data", "what"), [(b"\xff\xfe", "is not UTF-8 text"), (b"{}", "no frozen copy")])
def test_a_record_that_was_made_for_another_file_does_not_help(folder: Path, data: bytes, what: str) -> None:
    site = loaded(folder)
    (folder / "handoffs" / "2026-11-20-1.json").write_bytes(data)
    wrong = site.handoffs["2026-11-20-1"].model_copy(update={"frozen": hashlib.sha256(data).hexdigest()})
    spoiled = dataclasses.replace(site, handoffs={"2026-11-20-1": wrong})
    with pytest.raises(UnreadableInput, match=what):
        handed_over(folder, spoiled, "last")


def test_what_an_older_rule_computed_is_left_alone(folder: Path) -> None:
    site = loaded(folder)
    older = record(site).model_copy(update={"digest": f"v0:{'0' * 64}", "frozen": site.handoffs["2026-11-22-2"].frozen})
    assert list(check_frozen_copies(folder, dataclasses.replace(site, handoffs={"2026-11-22-2": older}))) == []


def test_line_ends_that_git_changes_do_not_matter(folder: Path) -> None:
    path = next((folder / "handoffs").iterdir())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    site = load_site(folder).assessment
    assert site is not None
    assert list(check_frozen_copies(folder, site)) == []


def test_a_sound_copy_is_no_finding(folder: Path, catalogue: Catalogue) -> None:
    report = report_on(find_workspace(folder.parent.parent), "small", catalogue, TODAY)
    assert report.diagnostics == ()
