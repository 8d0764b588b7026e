"""`next`: the plan, the first tasks, one owner's list."""

import json
from pathlib import Path

from commandline import Run


def test_a_site_with_candidates_only_gets_a_plan_to_start_with(shipped_workspace: Path, run: Run) -> None:
    outcome = run("next", "cern", workspace=shipped_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0].endswith("things to do")
    assert lines[2].split()[:3] == ["1.", "Say", "what"]
    assert "2.  Confirm or remove candidate evidence, then answer  71" in outcome.out
    assert "- repository: name and scope are a proposal" in outcome.out
    assert f"{shipped_workspace}/sites/cern/site.yaml:21" in outcome.out
    assert "- 3.1.1: Mission includes long-term digital preservation: 8 candidates to decide on" in outcome.out
    assert f"{shipped_workspace}/sites/cern/evidence/3.1.yaml:5" in outcome.out
    assert outcome.out.count("→ Read each:") == 1
    assert "By owner" in outcome.out


def test_the_limit_is_kept_and_says_what_is_left(shipped_workspace: Path, run: Run) -> None:
    outcome = run("next", "cern", "--limit", "1", workspace=shipped_workspace)
    assert outcome.out.count("    - ") == 1
    assert "more: --limit " in outcome.out
    assert run("next", "cern", "--limit", "0", workspace=shipped_workspace).code == 2


def test_one_owner_sees_only_their_own(shipped_workspace: Path, run: Run) -> None:
    outcome = run("next", "cern", "--owner", "records-officer", workspace=shipped_workspace)
    assert outcome.out.startswith("CERN, records-officer: 5 things to do")
    assert "head-of-it" not in outcome.out
    assert run("next", "cern", "--owner", "self-audit-lead", workspace=shipped_workspace).out == (
        "CERN, self-audit-lead: nothing to do.\n"
    )


def test_what_nobody_owns_can_be_listed(shipped_workspace: Path, run: Run) -> None:
    outcome = run("next", "cern", "--owner", "nobody", "--json", workspace=shipped_workspace)
    tasks = json.loads(outcome.out)["tasks"]
    assert tasks
    assert {task["owner"] for task in tasks} == {None}


def test_a_mistyped_owner_is_answered_with_the_nearest(shipped_workspace: Path, run: Run) -> None:
    outcome = run("next", "cern", "--owner", "head-of-ti", workspace=shipped_workspace)
    assert outcome.code == 2
    assert 'Did you mean "head-of-it"?' in outcome.err


def test_json_has_every_task_in_order_with_its_place(shipped_workspace: Path, run: Run) -> None:
    data = json.loads(run("next", "pic", "--json", workspace=shipped_workspace).out)
    assert list(data)[:2] == ["schema", "tool"]
    kinds = list(dict.fromkeys(task["kind"] for task in data["tasks"]))
    assert kinds == ["scope", "confirm", "document", "answer", "access"]
    assert all(task["file"].startswith(str(shipped_workspace)) for task in data["tasks"])
    assert data["tasks"][0]["line"] > 0


def test_a_site_that_cannot_be_read_has_its_errors_to_mend(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "small" / "site.yaml").write_text("format: 1\n", encoding="utf-8")
    outcome = run("next", "small", workspace=small_workspace)
    assert outcome.code == 1
    assert "error M202" in outcome.out
    assert "small cannot be judged" in outcome.err
    outcome = run("next", "small", "--json", workspace=small_workspace)
    data = json.loads(outcome.out)
    assert outcome.code == 1
    assert (data["schema"], data["site"], data["judged"]) == ("iso16363/next/1", "small", False)
    assert {d["code"] for d in data["diagnostics"]} == {"M202"}


def test_next_needs_a_site(shipped_workspace: Path, run: Run) -> None:
    outcome = run("next", workspace=shipped_workspace)
    assert outcome.code == 2
    assert "SITE" in outcome.err
