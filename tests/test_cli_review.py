"""`review`: what waits, approvals with everything that is refused, taking back, and what a screen shows of it."""

import json
from datetime import date
from pathlib import Path

import pytest
from commandline import Run
from readysite import edited, loaded, made_ready

from iso16363.cli.reviews import as_text, plan_text, waiting_in
from iso16363.cli.terminal import Screen, display_width
from iso16363.workspace.approving import approve
from iso16363.workspace.location import find_workspace
from iso16363.workspace.opened import OpenSite, open_site

SCHEMA = "iso16363/review/1"


@pytest.fixture
def small(small_workspace: Path) -> Path:
    return small_workspace / "sites" / "small"


def texts(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_waits_is_shown_with_owner_and_reviewer(example_workspace: Path, run: Run) -> None:
    outcome = run("review", "example", workspace=example_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("EDA: 38 answers wait for a review\n")
    (row,) = (line for line in outcome.out.splitlines() if line.split()[:1] == ["4.2.9"])
    assert row.split() == ["4.2.9", "not", "reviewed", "3/4", "3", "quality-lead", "any", "other", "role"]
    assert "Read an answer, then approve it: iso16363 review example 4.2.1 --by ROLE" in outcome.out


def test_named_criteria_alone_are_looked_at(example_workspace: Path, run: Run) -> None:
    outcome = run("review", "example", "4.3", "3.1.1", workspace=example_workspace)
    assert outcome.out.startswith("EDA: 7 answers here wait for a review")
    assert run("review", "example", "3.1.1", workspace=example_workspace).out == (
        "EDA: no answer here waits for a review.\n"
    )


def test_a_site_without_answers_has_nothing_to_review(shipped_workspace: Path, run: Run) -> None:
    assert run("review", "cern", workspace=shipped_workspace).out.endswith(": nothing has been answered yet.\n")


def test_an_approval_is_shown_written_and_holds(example_workspace: Path, run: Run) -> None:
    outcome = run("review", "example", "4.2.9", "--by", "head-of-archive", workspace=example_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    for words in (
        "EDA: head-of-archive approves 1 answer",
        "  4.2.9      ",
        "3/4      3      not reviewed",
        "Written: evidence/4.2.yaml.",
        "Still waiting for a review: 37. Which ones: iso16363 review example",
    ):
        assert words in outcome.out, words
    review = loaded(example_workspace / "sites" / "example").answers["4.2.9"].review
    assert review is not None
    assert (review.by, review.on.isoformat()) == ("head-of-archive", "2026-11-23")
    explained = run("status", "example", "--criterion", "4.2.9", workspace=example_workspace).out
    assert "state         reviewed: reviewed on 2026-11-23" in explained
    assert "review        holds: reviewed by a second role (head-of-archive, 2026-11-23, v2:" in explained


def test_a_review_that_holds_is_left_alone(example_workspace: Path, run: Run) -> None:
    before = texts(example_workspace)
    outcome = run("review", "example", "3.1.1", "--by", "head-of-archive", workspace=example_workspace)
    assert outcome.code == 0
    assert "Left alone, for the review holds: 3.1.1." in outcome.out
    assert "Nothing was written." in outcome.out
    assert texts(example_workspace) == before


def test_a_lapsed_review_says_so_and_is_renewed(example_workspace: Path, run: Run) -> None:
    folder = example_workspace / "sites" / "example"
    edited(folder, "evidence/3.1.yaml", "3.1.1", response="Something else altogether.")
    looked = run("review", "example", "3.1.1", workspace=example_workspace).out
    assert "lapsed" in looked
    assert "quality-lead again" in looked
    explained = " ".join(run("status", "example", "--criterion", "3.1.1", workspace=example_workspace).out.split())
    lapsed = "the review has lapsed: the answer, or what it rests on, was changed"
    assert f"review {lapsed} (quality-lead, 2026-11-10" in explained
    renewed = run("review", "example", "3.1.1", "--by", "quality-lead", workspace=example_workspace)
    assert "lapsed (quality-lead, 2026-11-10)" in renewed.out
    assert "38" in renewed.out.splitlines()[-1]
    assert run("review", "example", "3.1.1", workspace=example_workspace).out.endswith(
        "no answer here waits for a review.\n"
    )


@pytest.mark.parametrize(
    ("criterion", "role", "words"),
    [
        ("3.1.2.1", "head", '3.1.2.1: "head" answers for it and cannot review it'),
        ("3.1.2.2", "head", '3.1.2.2: "head" answers for it and cannot review it'),  # by the role's criteria
        ("3.1.2", "quality-lead", "3.1.2: it has no answer of its own"),
        ("4.2.1.1", "quality-lead", "4.2.1.1: not answered yet"),
        ("3.2.1.1", "quality-lead", "3.2.1.1: not answered yet"),
        ("3.2.1.3", "quality-lead", "3.2.1.3: it does not apply, so there is nothing to review"),
    ],
)
def test_what_cannot_be_approved_is_refused_and_nothing_is_written(
    criterion: str, role: str, words: str, small: Path, small_workspace: Path, run: Run
) -> None:
    before = texts(small)
    outcome = run("review", "small", "3.1.2.1", "4.4.1.2", criterion, "--by", role, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Refused, so nothing was written" in outcome.err
    assert words in outcome.err
    assert texts(small) == before


def test_an_unfinished_answer_is_not_reviewed(small: Path, small_workspace: Path, run: Run) -> None:
    text = (small / "evidence" / "3.1.yaml").read_text(encoding="utf-8")
    (small / "evidence" / "3.1.yaml").write_text(text.replace("  implemented: 2\n", ""), encoding="utf-8")
    outcome = run("review", "small", "3.1.2.2", "--by", "quality-lead", workspace=small_workspace)
    assert outcome.code == 2
    assert "3.1.2.2: a rating is missing" in outcome.err


def test_a_file_that_the_review_would_not_hold_on_to_is_refused(small: Path, small_workspace: Path, run: Run) -> None:
    text = (small / "documents.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "60d45ec5" not in line]
    (small / "documents.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    outcome = run("review", "small", "4.4.1.2", "--by", "quality-lead", workspace=small_workspace)
    assert outcome.code == 2
    assert 'the file of "fixity-log" has no checksum' in outcome.err
    assert "iso16363 documents pin small fixity-log" in outcome.err
    looked = run("review", "small", workspace=small_workspace).out
    assert "Before a review" in looked
    assert "iso16363 documents pin small fixity-log" in looked


def test_errors_in_the_files_are_in_the_way(small: Path, small_workspace: Path, run: Run) -> None:
    (small / "documents" / "records" / "fixity-2026.csv").write_text("changed", encoding="utf-8")
    before = texts(small)
    outcome = run("review", "small", "3.1.2.1", "--by", "quality-lead", workspace=small_workspace)
    assert (outcome.code, outcome.out) == (1, "")
    assert "D403" in outcome.err
    assert "nothing was written. Mend 1 error first: iso16363 check small" in outcome.err
    assert texts(small) == before


def test_an_error_in_the_review_itself_is_mended_by_another_review(
    small: Path, small_workspace: Path, run: Run
) -> None:
    edited(small, "evidence/3.1.yaml", "3.1.1", owner="quality-lead")
    assert "E509" in run("check", "small", workspace=small_workspace).out
    outcome = run("review", "small", "3.1.1", "--by", "head", workspace=small_workspace)
    assert outcome.code == 0, outcome.err
    assert "by its owner (quality-lead, 2026-10-20)" in outcome.out
    assert "E509" not in run("check", "small", workspace=small_workspace).out


def test_a_section_stands_for_what_others_answered(small: Path, small_workspace: Path, run: Run) -> None:
    outcome = run("review", "small", "3", "--by", "quality-lead", workspace=small_workspace)
    assert outcome.code == 0, outcome.err
    assert "quality-lead approves 2 answers" in outcome.out
    assert "3.1.3: no role answers for it" in outcome.out
    assert '3.2.1: "quality-lead" answers for it and cannot review it' in outcome.out
    reviewed = {c for c, answer in loaded(small).answers.items() if answer.review}
    assert reviewed == {"3.1.1", "3.1.2.1", "3.1.2.2"}


def test_the_declaration_lapses_by_a_review_and_that_is_said(example_workspace: Path, run: Run) -> None:
    made_ready(example_workspace, date(2026, 11, 23))
    back = run("review", "example", "3.1.1", "--withdraw", "--by", "quality-lead", workspace=example_workspace)
    assert "The declaration has lapsed by it, for it signs the reviews too." in back.out
    again = run("review", "example", "3.1.1", "--by", "quality-lead", workspace=example_workspace)
    assert "No answer waits for a review any more. What is next: iso16363 next example" in again.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--by", "qualty-lead", "3.1.2.1"), 'Did you mean "quality-lead"?'),
        (("--by", "quality-lead", "3.1.9"), 'there is no criterion "3.1.9"'),
        (("3.1.9",), 'there is no criterion "3.1.9"'),
        (("9",), 'there is no criterion "9"'),
        (("--by", "quality-lead"), "nothing is named that the role has read"),
        (("--withdraw", "3.1.1"), "--withdraw needs the role that takes its reviews back"),
    ],
)
def test_wrong_usage_is_refused_with_the_way_on(
    arguments: tuple[str, ...], words: str, small: Path, small_workspace: Path, run: Run
) -> None:
    before = texts(small)
    outcome = run("review", "small", *arguments, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert texts(small) == before


def test_reviews_are_taken_back_by_who_made_them_or_who_is_accountable(
    small: Path, small_workspace: Path, run: Run
) -> None:
    refused = run("review", "small", "3.1.1", "--withdraw", "--by", "storage-lead", workspace=small_workspace)
    assert refused.code == 2
    assert '3.1.1: "quality-lead" reviewed it' in refused.err
    none = run("review", "small", "3.1.2.1", "--withdraw", "--by", "quality-lead", workspace=small_workspace)
    assert "there is no review to take back" in none.err
    for role in ("quality-lead", "head"):
        before = texts(small)
        outcome = run("review", "small", "3", "--withdraw", "--by", role, workspace=small_workspace)
        assert outcome.code == 0, outcome.err
        assert f"{role} takes back 1 review" in outcome.out
        assert loaded(small).answers["3.1.1"].review is None
        for name, data in before.items():
            (small / name).write_bytes(data)


def test_a_clock_before_the_last_review_is_refused(
    example_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1751328000")  # 2025-07-01
    outcome = run("review", "example", "4.2.9", "--by", "quality-lead", workspace=example_workspace)
    assert outcome.code == 2
    assert "is dated 2026-11-10, after today (2025-07-01)" in outcome.err
    assert "Set the clock of the machine right, or take that back: iso16363 review example" in outcome.err
    back = run("review", "example", "3.1.1", "--withdraw", "--by", "quality-lead", workspace=example_workspace)
    assert back.code == 0, back.err


def test_json_says_what_waits_and_what_was_decided(small_workspace: Path, run: Run) -> None:
    data = json.loads(run("review", "small", "--json", workspace=small_workspace).out)
    assert (data["schema"], data["site"]) == (SCHEMA, "small")
    first = data["waiting"][0]
    assert (first["criterion"], first["review"], first["owner"]) == ("3.1.2.1", "none", "head")
    assert first["may_review"] == ["storage-lead", "quality-lead"]
    refused = run("review", "small", "3.1.2.1", "3.1.2", "--by", "quality-lead", "--json", workspace=small_workspace)
    assert refused.code == 2
    assert json.loads(refused.out)["written"] == []
    approved = run("review", "small", "3.1.2.1", "--by", "quality-lead", "--json", workspace=small_workspace)
    data = json.loads(approved.out)
    assert (data["by"], data["written"]) == ("quality-lead", ["evidence/3.1.yaml"])
    assert [d["outcome"] for d in data["decisions"]] == ["approved"]
    digest = loaded(small_workspace / "sites" / "small").answers["3.1.2.1"].review
    assert digest is not None
    assert digest.digest == first["digest"]


def test_a_site_that_cannot_be_judged_is_said_so(small: Path, small_workspace: Path, run: Run) -> None:
    (small / "site.yaml").write_text("format: 1\n", encoding="utf-8")
    outcome = run("review", "small", workspace=small_workspace)
    assert outcome.code == 1
    assert "error M202" in outcome.out
    assert "small cannot be judged" in outcome.err
    outcome = run("review", "small", "--json", workspace=small_workspace)
    assert json.loads(outcome.out)["judged"] is False


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_the_screen(
    width: int,
    unicode: bool,  # noqa: FBT001 - a parameter of the test
    example_workspace: Path,
    small_workspace: Path,
) -> None:
    at = Screen(width, unicode=unicode)
    for root, name in ((example_workspace, "example"), (small_workspace, "small")):
        from_disk = open_site(find_workspace(root), name, date(2026, 11, 23))
        assert isinstance(from_disk, OpenSite)
        lines = as_text(from_disk, waiting_in(from_disk.judgement, None), partly=False, at=at)
        lines += plan_text(approve(from_disk, ["3", "4"], "quality-lead"), at)
        assert [line for line in lines if display_width(line) > width] == []
        if not unicode:
            assert "".join(lines).isascii()
