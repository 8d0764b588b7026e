"""Reviews and declarations in the files: nothing else differs, all or nothing, also when stopped or raced."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commandline import CHECKOUT
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from readysite import edited, loaded, made_ready
from yamlstyles import Ugly

from iso16363.approval import objections
from iso16363.cli.reviews import reviewers
from iso16363.errors import WrongUsage
from iso16363.fingerprint import answer_digest
from iso16363.model.layout import SIGNOFF_FILE
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.workspace.approving import Approval, Outcome, approve, carry_out, withdraw
from iso16363.workspace.journal import alone_in
from iso16363.workspace.location import find_workspace
from iso16363.workspace.opened import OpenSite, open_site
from iso16363.workspace.signing import examine, revoke, sign
from iso16363.yamlcomparison import frozen, same
from iso16363.yamltext import read

TODAY = date(2026, 11, 23)
SMALL = CHECKOUT / "tests" / "data" / "workspace" / "sites" / "small"
FILE = "evidence/3.1.yaml"
ROLES = ("head", "storage-lead", "quality-lead")


def opened(root: Path, site: str = "small", today: date = TODAY) -> OpenSite:
    found = open_site(find_workspace(root), site, today)
    assert isinstance(found, OpenSite)
    return found


def contents(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def without_reviews(values: dict[str, Any]) -> dict[str, Any]:
    return {key: {k: v for k, v in answer.items() if k != "review"} for key, answer in values.items()}


def value_of(text: str) -> dict[str, Any]:
    reading = read(text)
    assert not reading.faults
    return dict(reading.value)


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(SMALL, Path(folder) / "sites" / "small")
        yield Path(folder)


@settings(max_examples=max(12, settings().max_examples // 10), deadline=None)
@given(
    names=st.lists(st.sampled_from(["3.1", "3.1.1", "3.1.2.1", "3.1.2.2", "3.1.3", "3.3.1"]), min_size=1),
    role=st.sampled_from(ROLES),
    seed=st.integers(0, 2**32 - 1),
    rate=st.sampled_from([0.0, 0.05, 0.2]),
)
def test_a_review_changes_nothing_but_itself(
    scratch: Path, names: list[str], role: str, seed: int, rate: float
) -> None:
    original = (SMALL / FILE).read_text(encoding="utf-8")
    if rate:
        original = Ugly(random.Random(seed), rate).document(value_of(original))  # noqa: S311 - chance, not a secret
        reading = read(original)
        assume(not reading.faults and same(reading.value, frozen(value_of((SMALL / FILE).read_text(encoding="utf-8")))))
    file = scratch / "sites" / "small" / FILE
    file.write_bytes(original.encode())
    before = contents(scratch)
    approval = approve(opened(scratch), names, role)
    carry_out(approval)
    after = contents(scratch)
    assert {name for name in after if before.get(name) != after[name]} <= {f"sites/small/{FILE}"}
    text = after[f"sites/small/{FILE}"].decode()
    assert same(frozen(without_reviews(value_of(text))), frozen(without_reviews(value_of(original))))
    assert re.findall(r"# c\d+\.", text) == re.findall(r"# c\d+\.", original)
    if approval.stopped:
        assert after == before
        return
    site = opened(scratch).judgement.site
    for decision in approval.of(Outcome.APPROVED):
        assert review_standing(decision.criterion, site, TODAY) is ReviewStanding.HOLDS
        assert site.responsible(decision.criterion) != role
    carry_out(withdraw(opened(scratch), [d.criterion for d in approval.of(Outcome.APPROVED)], "head"))
    again = value_of(file.read_bytes().decode())
    approved = {d.criterion for d in approval.of(Outcome.APPROVED)}
    assert all(
        ("review" in answer) == ("review" in value_of(original)[key])
        for key, answer in again.items()
        if key not in approved
    )
    assert all("review" not in again[key] for key in approved)


def test_a_review_keeps_mark_line_ends_and_permissions(small_workspace: Path) -> None:
    file = small_workspace / "sites" / "small" / FILE
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    file.chmod(0o600)
    carry_out(approve(opened(small_workspace), ["3.1.2.1"], "quality-lead"))
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert file.stat().st_mode & 0o777 == 0o600


def test_several_files_are_written_together(example_workspace: Path) -> None:
    approval = approve(opened(example_workspace, "example"), ["4.2.9", "4.3.1"], "head-of-archive")
    after = carry_out(approval)
    assert sorted(approval.texts) == ["evidence/4.2.yaml", "evidence/4.3.yaml"]
    assert after.judgement is not None
    site = loaded(example_workspace / "sites" / "example")
    for criterion in ("4.2.9", "4.3.1"):
        answer = site.answers[criterion]
        assert answer.review is not None
        assert answer.review.digest == answer_digest(
            answer, site.documents, site.answers, (site.site.edition, criterion)
        )
        assert after.judgement.site.answers[criterion] == answer


def test_what_was_changed_meanwhile_is_not_written_over(small_workspace: Path) -> None:
    approval = approve(opened(small_workspace), ["3.1.2.1"], "quality-lead")
    edited(small_workspace / "sites" / "small", "documents.yaml", "plan", title="Another plan")
    before = contents(small_workspace)
    with pytest.raises(WrongUsage, match="was changed meanwhile"):
        carry_out(approval)
    assert contents(small_workspace) == before


def test_two_at_once_do_not_undo_each_other(small_workspace: Path) -> None:
    one: Approval = approve(opened(small_workspace), ["3.1.2.1"], "quality-lead")
    other = approve(opened(small_workspace), ["3.1.2.2"], "quality-lead")
    carry_out(one)
    with pytest.raises(WrongUsage, match="was changed meanwhile"):
        carry_out(other)
    with alone_in(small_workspace / "sites" / "small"):
        third = approve(opened(small_workspace), ["3.1.2.2"], "quality-lead")
        with pytest.raises(WrongUsage, match="another command is writing here"):
            carry_out(third)
    carry_out(third)
    site = opened(small_workspace).judgement.site
    assert all(site.answers[c].review for c in ("3.1.2.1", "3.1.2.2"))


KILLED = """
import os, signal, sys
from iso16363.workspace import journal
real, calls = journal._move, []
def dying(*arguments):
    calls.append(arguments)
    if len(calls) == {step}:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments)
journal._move = dying
from iso16363.cli.main import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("step", [1, 2])
def test_a_killed_review_is_put_back_by_the_next_command(example_workspace: Path, step: int, run: Any) -> None:
    before = contents(example_workspace)
    command = ("review", "example", "4.2.9", "4.3.1", "--by", "head-of-archive")
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    line = [sys.executable, "-c", KILLED.format(step=step), "--workspace", str(example_workspace), *command]
    done = subprocess.run(line, env=environment, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert "T114" in run("check", "example", workspace=example_workspace).out
    looked = run("sign", "example", workspace=example_workspace)
    assert "structure" in looked.out
    assert (example_workspace / "sites" / "example" / ".import").is_dir()
    outcome = run(*command, workspace=example_workspace)
    assert outcome.code == 0
    assert "an earlier command was stopped while it wrote; its changes were taken back." in outcome.err
    after = contents(example_workspace)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {"sites/example/evidence/4.2.yaml", "sites/example/evidence/4.3.yaml"}
    assert set(after) == set(before)


def test_signing_writes_one_entry_and_revoking_keeps_it(example_workspace: Path) -> None:
    folder = made_ready(example_workspace, TODAY)
    file = folder / SIGNOFF_FILE
    file.write_text(file.read_text(encoding="utf-8") + "# a remark at the end\n", encoding="utf-8")
    before = contents(example_workspace)
    found = examine(opened(example_workspace, "example"))
    assert found.holds
    assert sign(found, "director") is None
    assert contents(example_workspace) == before
    assert revoke(found, "director", "The figures were wrong.\nThey are mended.") == "2026-11-23-1"
    assert sign(examine(opened(example_workspace, "example")), "director") == "2026-11-23-2"
    changed = {name for name, data in contents(example_workspace).items() if before.get(name) != data}
    assert changed == {f"sites/example/{SIGNOFF_FILE}"}
    text = file.read_text(encoding="utf-8")
    assert "# a remark at the end" in text
    site = loaded(folder)
    assert [bool(d.revoked) for d in site.declarations.values()] == [True, False]
    assert site.declarations["2026-11-23-1"].revoked is not None
    assert site.declarations["2026-11-23-1"].revoked.why == "The figures were wrong.\nThey are mended."
    assert site.declaration is not None
    assert site.declaration[0] == "2026-11-23-2"


def declared(root: Path) -> Path:
    """The small site with a declaration that has lapsed; gives its folder."""
    folder = root / "sites" / "small"
    entry = f'"2026-11-20-1":\n  by: head\n  on: 2026-11-20\n  digest: "v1:{"0" * 64}"\n'
    (folder / SIGNOFF_FILE).write_text(entry, encoding="utf-8")
    return folder


def test_signing_needs_the_other_gates(example_workspace: Path) -> None:
    with pytest.raises(WrongUsage, match="cannot be signed while gates do not hold: review"):
        sign(examine(opened(example_workspace, "example")), "director")
    assert not (example_workspace / "sites" / "example" / SIGNOFF_FILE).exists()


def test_a_declaration_by_the_wrong_role_is_replaced_by_the_right_one(example_workspace: Path) -> None:
    folder = made_ready(example_workspace, TODAY)
    edited(folder, SIGNOFF_FILE, "2026-11-23-1", by="quality-lead")
    found = examine(opened(example_workspace, "example"))
    assert not found.holds
    assert found.in_the_way == ()
    assert sign(found, "director") == "2026-11-23-2"
    assert examine(opened(example_workspace, "example")).holds


def renamed(folder: Path, old: str, new: str, *without: str) -> None:
    """Give a role another id in all files of a site, but for some of them."""
    for path in sorted(folder.rglob("*.yaml")):
        if path.relative_to(folder).as_posix() not in without:
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(rf"(?<![\w-]){old}(?![\w-])", new, text), encoding="utf-8")


def test_a_site_can_be_signed_after_the_accountable_role_was_renamed(example_workspace: Path) -> None:
    folder = made_ready(example_workspace, TODAY)
    renamed(folder, "director", "managing-director", SIGNOFF_FILE)
    found = examine(opened(example_workspace, "example"))
    assert "R303" in {d.code for d in found.site.report.diagnostics}
    assert found.in_the_way == ()
    assert sign(found, "managing-director") == "2026-11-23-2"
    assert examine(opened(example_workspace, "example")).holds


def test_a_declaration_of_a_renamed_role_that_was_taken_back_is_no_fault(example_workspace: Path) -> None:
    folder = made_ready(example_workspace, TODAY)
    renamed(folder, "director", "managing-director", SIGNOFF_FILE)
    revoke(examine(opened(example_workspace, "example")), "managing-director", "The role was renamed.")
    found = examine(opened(example_workspace, "example"))
    assert "R303" not in {d.code for d in found.site.report.diagnostics}
    assert sign(found, "managing-director") == "2026-11-23-2"


def test_an_unknown_role_elsewhere_still_keeps_a_site_from_being_signed(example_workspace: Path) -> None:
    folder = made_ready(example_workspace, TODAY)
    edited(folder, "documents.yaml", next(iter(loaded(folder).documents)), owner="nobody-known")
    assert [gate.name.value for gate in examine(opened(example_workspace, "example")).in_the_way] == ["structure"]


def test_reviews_of_a_renamed_role_do_not_keep_others_from_reviewing(example_workspace: Path) -> None:
    folder = example_workspace / "sites" / "example"
    held = [c for c, a in loaded(folder).answers.items() if a.review]
    renamed(folder, "quality-lead", "quality-manager")
    for path in (folder / "evidence").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("by: quality-manager", "by: quality-lead"), encoding="utf-8")
    codes = {d.code for d in opened(example_workspace, "example").report.diagnostics}
    assert "R303" in codes
    approval = approve(opened(example_workspace, "example"), ["4.2.1"], "quality-manager")
    assert (approval.in_the_way, approval.stopped) == ((), False)
    carry_out(approval)
    carry_out(withdraw(opened(example_workspace, "example"), held, "director"))
    assert "R303" not in {d.code for d in opened(example_workspace, "example").report.diagnostics}


def test_an_unknown_role_outside_of_a_review_is_in_the_way(example_workspace: Path) -> None:
    edited(example_workspace / "sites" / "example", "evidence/4.2.yaml", "4.2.9", owner="nobody-known")
    approval = approve(opened(example_workspace, "example"), ["4.3.1"], "head-of-archive")
    assert [d.code for d in approval.in_the_way] == ["R303"]


def test_nobody_reviews_what_nobody_answers_for(small_workspace: Path) -> None:
    folder = small_workspace / "sites" / "small"
    (decision,) = approve(opened(small_workspace), ["3.1.3"], "quality-lead").decisions
    assert decision.outcome is Outcome.REFUSED
    assert [o.what for o in decision.reasons] == ["no role answers for it"]
    below = {d.criterion: d.outcome for d in approve(opened(small_workspace), ["3.1"], "quality-lead").decisions}
    assert (below["3.1.3"], below["3.1.2.1"]) == (Outcome.LEFT_OUT, Outcome.APPROVED)
    edited(folder, FILE, "3.1.3", owner="storage-lead")
    (decision,) = approve(opened(small_workspace), ["3.1.3"], "quality-lead").decisions
    assert decision.outcome is Outcome.APPROVED


def test_nobody_reviews_the_own_text_by_way_of_see(small_workspace: Path) -> None:
    """3.1.3 is only rated and sees 3.1.1, which the head answers for."""
    folder = small_workspace / "sites" / "small"
    edited(folder, FILE, "3.1.3", owner="storage-lead")
    (decision,) = approve(opened(small_workspace), ["3.1.3"], "head").decisions
    assert decision.outcome is Outcome.REFUSED
    said = [o.what for o in decision.reasons]
    assert said == ['"head" answers for 3.1.1, whose answer stands for this one, and cannot review it']
    assert reviewers(opened(small_workspace).judgement, "3.1.3") == ["quality-lead"]
    carry_out(approve(opened(small_workspace), ["3.1.3"], "quality-lead"))
    review = loaded(folder).answers["3.1.3"].review
    assert review is not None
    edited(folder, FILE, "3.1.3", review={**review.model_dump(mode="json"), "by": "head"})
    found = opened(small_workspace)
    assert review_standing("3.1.3", found.judgement.site, TODAY) is ReviewStanding.OWN
    told = [d.message for d in found.report.diagnostics if d.code == "E509"]
    assert told == ['"head" answers for 3.1.1, whose answer stands for this one, and cannot review it']


def test_a_review_that_is_copied_to_another_criterion_has_lapsed(small_workspace: Path) -> None:
    folder = small_workspace / "sites" / "small"
    copied = read((folder / FILE).read_text(encoding="utf-8")).value["3.1.1"]
    edited(folder, FILE, "3.1.2.2", **copied)
    site = opened(small_workspace).judgement.site
    assert review_standing("3.1.1", site, TODAY) is ReviewStanding.HOLDS
    assert review_standing("3.1.2.2", site, TODAY) is ReviewStanding.LAPSED


def test_another_edition_asks_something_else_so_reviews_lapse(small_workspace: Path) -> None:
    file = small_workspace / "sites" / "small" / "site.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("edition: iso16363-2025", "edition: iso16363-2012"), encoding="utf-8")
    site = opened(small_workspace).judgement.site
    assert review_standing("3.1.1", site, TODAY) is ReviewStanding.LAPSED


@pytest.mark.parametrize("why", ["", "  \n ", "a\x00b", "a\u202eb", "long " * 1000])
def test_a_reason_that_cannot_be_kept_is_refused(small_workspace: Path, why: str) -> None:
    declared(small_workspace)
    before = contents(small_workspace)
    with pytest.raises(WrongUsage, match="--why"):
        revoke(examine(opened(small_workspace)), "head", why)
    assert contents(small_workspace) == before


@pytest.mark.parametrize("why", ["=1+1", "no", "3.10", '"quoted": {x}', "# not a comment", "two\n\nparagraphs", "é"])
def test_a_reason_of_any_kind_is_kept_as_it_is(small_workspace: Path, why: str) -> None:
    folder = declared(small_workspace)
    revoke(examine(opened(small_workspace)), "head", why)
    revoked = loaded(folder).declarations["2026-11-20-1"].revoked
    assert revoked is not None
    assert revoked.why == why


def test_a_role_has_one_objection_where_the_answer_is_not_whole(small_workspace: Path) -> None:
    judgement = opened(small_workspace).judgement
    told = {c: [o.what for o in objections(judgement.results[c], judgement.site, "head")] for c in judgement.results}
    assert told["3.1.1"] == ['"head" answers for it and cannot review it']
    assert told["3.1.2"] == ["it has no answer of its own"]
    assert told["4.2.1.1"] == ["not answered yet"]
