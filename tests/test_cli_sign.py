"""`sign`: what is in the way, signing, taking it back; and what `status` and `next` say of it and of the auditor."""

import json
from datetime import date
from pathlib import Path

import pytest
from commandline import Run
from readysite import edited, loaded, made_ready, reviewed

from iso16363.cli.declaring import as_text
from iso16363.cli.submission import submission
from iso16363.cli.terminal import Screen, display_width
from iso16363.fingerprint import assessment_digest
from iso16363.workspace.location import find_workspace
from iso16363.workspace.opened import OpenSite, open_site
from iso16363.workspace.signing import examine

TODAY = date(2026, 11, 23)
AUDIT = """\
request-1:
  kind: request
  criteria: ["3.1.1"]
  statement: Show who decides on exceptions.
  raised_on: 2026-11-02
  due: 2026-11-16
  owner: head-of-archive
request-2:
  kind: request
  statement: Show the last restore test.
  raised_on: 2026-11-02
  due: 2026-12-18
request-3:
  kind: request
  statement: Show the charter.
  raised_on: 2026-11-02
  state: answered
  answer: It is in the package.
  answered_on: 2026-11-05
finding-1:
  kind: major-nonconformity
  criteria: ["4.4.1"]
  statement: No restore of the fourth copy was ever tried.
  raised_on: 2026-11-02
"""


def texts(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_looking_says_who_signs_and_what_is_in_the_way(example_workspace: Path, run: Run) -> None:
    outcome = run("sign", "example", workspace=example_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    for words in (
        "who signs  director (Director of the Foundation)",
        f"over       {assessment_digest(loaded(example_workspace / 'sites' / 'example'))}",
        "in force   none",
        "In the way: 1 gate does not hold, 38 things to mend",
        "FAILS  review       38 to mend",
        "4.2.1, 4.2.1.1, 4.2.1.2, 4.2.2, 4.2.3, 4.2.3.1 and 32 others: not reviewed yet",
        "Everything, with its place: iso16363 status example --gate all",
    ):
        assert words in outcome.out, words


def test_signing_is_refused_while_a_gate_fails(example_workspace: Path, run: Run) -> None:
    before = texts(example_workspace)
    outcome = run("sign", "example", "--by", "director", workspace=example_workspace)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("Not signed.\nIn the way: 1 gate does not hold")
    assert texts(example_workspace) == before


def test_signing_revoking_and_signing_again(example_workspace: Path, run: Run) -> None:
    folder = example_workspace / "sites" / "example"
    reviewed(folder, TODAY)
    ready = run("sign", "example", workspace=example_workspace).out
    assert "All other gates hold." in ready
    assert ready.endswith("  iso16363 sign example --by director\n")
    signed = run("sign", "example", "--by", "director", workspace=example_workspace)
    assert (signed.code, signed.err) == (0, "")
    assert "example: signed by director. Written: 2026-11-23-1 in signoff.yaml" in signed.out
    assert (
        (folder / "signoff.yaml")
        .read_text(encoding="utf-8")
        .startswith(
            "# yaml-language-server: $schema=../../criteria/schema/signoff.schema.json\n"
            "# Declarations of the accountable role. Written by `iso16363 sign`; do not edit.\n"
        )
    )
    again = run("sign", "example", "--by", "director", workspace=example_workspace)
    assert (again.code, again.out) == (0, "example: the declaration 2026-11-23-1 holds, so nothing was written.\n")
    status = run("status", "example", workspace=example_workspace).out
    assert "State: ready to submit." in status
    assert "Declaration 2026-11-23-1: signed by director on 2026-11-23. It holds" in status
    assert (
        "Every gate holds. The package for the auditor: iso16363 handoff example"
        in run("next", "example", workspace=example_workspace).out
    )
    why = ("--revoke", "--by", "director", "--why", "A figure was wrong.")
    assert "2026-11-23-1 is taken back" in run("sign", "example", *why, workspace=example_workspace).out
    assert "taken back by director on 2026-11-23: A figure was wrong." in " ".join(
        run("status", "example", workspace=example_workspace).out.split()
    )
    nothing = run("sign", "example", *why, workspace=example_workspace)
    assert nothing.code == 2
    assert "there is no declaration to take back" in nothing.err
    assert run("sign", "example", "--by", "director", workspace=example_workspace).code == 0
    assert list(loaded(folder).declarations) == ["2026-11-23-1", "2026-11-23-2"]


def test_a_lapsed_declaration_is_said_everywhere(example_workspace: Path, run: Run) -> None:
    folder = made_ready(example_workspace, TODAY)
    edited(folder, "site.yaml", "milestone", title="Another title")
    looked = run("sign", "example", workspace=example_workspace).out
    assert "The declaration has lapsed: the self-assessment was changed since." in " ".join(looked.split())
    assert "State: self audit finished." in run("status", "example", workspace=example_workspace).out
    tasks = json.loads(run("next", "example", "--json", workspace=example_workspace).out)["tasks"]
    (task,) = (t for t in tasks if t["kind"] == "sign")
    assert (task["owner"], task["gate"]) == ("director", "declaration")
    assert task["how"] == "iso16363 sign example --by director"
    assert run("sign", "example", "--by", "director", workspace=example_workspace).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--by", "diretcor"), 'Did you mean "director"?'),
        (("--by", "quality-lead"), '"quality-lead" is not accountable and cannot sign'),
        (
            ("--revoke", "--by", "quality-lead", "--why", "x"),
            '"quality-lead" is not accountable and cannot take it back',
        ),
        (("--revoke", "--by", "quality-lead", "--why", "x"), "sign example --revoke --by director --why TEXT"),
        (("--revoke", "--by", "director", "--why", "x"), "there is no declaration to take back"),
        (("--revoke",), "--revoke needs a role and a reason"),
        (("--revoke", "--by", "director"), "--revoke needs a role and a reason"),
        (("--by", "director", "--why", "x"), "--why is the reason of a revocation"),
    ],
)
def test_wrong_usage_is_refused_with_the_way_on(
    arguments: tuple[str, ...], words: str, example_workspace: Path, run: Run
) -> None:
    before = texts(example_workspace)
    outcome = run("sign", "example", *arguments, workspace=example_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert texts(example_workspace) == before


def test_nobody_can_sign_without_an_accountable_role(small_workspace: Path, run: Run) -> None:
    file = small_workspace / "sites" / "small" / "site.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("    accountable: true\n", ""), encoding="utf-8")
    assert "nobody: mark the role that declares" in run("sign", "small", workspace=small_workspace).out
    outcome = run("sign", "small", "--by", "head", workspace=small_workspace)
    assert outcome.code == 2
    assert "no role is accountable, so nobody can sign" in outcome.err


def test_errors_are_in_the_way_of_signing_and_shown(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "small" / "documents" / "records" / "fixity-2026.csv").unlink()
    outcome = run("sign", "small", "--by", "head", workspace=small_workspace)
    assert outcome.code == 1
    assert "FAILS  structure    1 to mend" in outcome.err
    assert "error D402" in outcome.err


def test_a_clock_before_the_last_declaration_is_refused(
    example_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_ready(example_workspace, TODAY)
    edited(folder, "signoff.yaml", "2026-11-23-1", on="2026-11-30")
    outcome = run("sign", "example", "--by", "director", workspace=example_workspace)
    assert outcome.code == 2
    assert "is dated 2026-11-30, after today (2026-11-23)" in outcome.err
    assert "iso16363 sign example --revoke" in outcome.err
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1751328000")  # 2025-07-01: also before the reviews
    assert run("sign", "example", "--by", "director", workspace=example_workspace).code != 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23
    revoked = run("sign", "example", "--revoke", "--by", "director", "--why", "Clock.", workspace=example_workspace)
    assert revoked.code == 0, revoked.err
    assert run("sign", "example", "--by", "director", workspace=example_workspace).code == 0


def test_json_has_who_may_sign_and_what_is_in_the_way(example_workspace: Path, run: Run) -> None:
    data = json.loads(run("sign", "example", "--json", workspace=example_workspace).out)
    assert (data["schema"], data["site"], data["may_sign"]) == ("iso16363/sign/1", "example", ["director"])
    assert (data["declaration"], data["holds"], data["written"]) == (None, False, None)
    assert [(gate["gate"], len(gate["failures"])) for gate in data["in_the_way"]] == [("review", 38)]
    refused = run("sign", "example", "--by", "director", "--json", workspace=example_workspace)
    assert refused.code == 1
    assert json.loads(refused.out)["written"] is None
    folder = example_workspace / "sites" / "example"
    reviewed(folder, TODAY)
    signed = json.loads(run("sign", "example", "--by", "director", "--json", workspace=example_workspace).out)
    assert signed["written"] == "2026-11-23-1"
    assert loaded(folder).declarations["2026-11-23-1"].digest == signed["digest"]
    held = json.loads(run("sign", "example", "--json", workspace=example_workspace).out)
    assert (held["holds"], held["declaration"]["id"]) == (True, "2026-11-23-1")


def test_a_site_that_cannot_be_judged_is_said_so(small_workspace: Path, run: Run) -> None:
    (small_workspace / "sites" / "small" / "site.yaml").write_text("format: 1\n", encoding="utf-8")
    outcome = run("sign", "small", "--by", "head", workspace=small_workspace)
    assert outcome.code == 1
    assert "small cannot be judged" in outcome.err


def test_what_the_auditor_waits_for_is_asked_of_its_owner_overdue_first(example_workspace: Path, run: Run) -> None:
    folder = made_ready(example_workspace, TODAY)
    (folder / "audit.yaml").write_text(AUDIT, encoding="utf-8")
    status = " ".join(run("status", "example", workspace=example_workspace).out.split())
    assert (
        "From the auditor: 2 requests, 1 major nonconformity open, 1 overdue (request-1 since 2026-11-16), "
        "next due 2026-12-18 (request-2). 1 answer to be judged by the auditor."
    ) in status
    assert "FAILS findings 1 to mend finding-1: major nonconformity without" in status
    tasks = json.loads(run("next", "example", "--json", workspace=example_workspace).out)["tasks"]
    asked = [(t["subject"], t["owner"], t["due"], t["gate"]) for t in tasks if t["kind"] == "auditor"]
    assert asked == [
        ("request-1", "head-of-archive", "2026-11-16", None),
        ("request-2", "director", "2026-12-18", None),
        ("finding-1", "director", None, "findings"),
    ]
    assert {t["subject"] for t in tasks if t["file"].endswith("audit.yaml")} == {"request-1", "request-2", "finding-1"}
    plan = run("next", "example", workspace=example_workspace).out
    assert "request-1: due on 2026-11-16: request: Show who decides on exceptions." in plan
    assert "Write `correction`, `cause`," in plan
    explained = run("status", "example", "--criterion", "3.1.1", workspace=example_workspace).out
    assert "auditor       request-1 (request, open, due 2026-11-16): Show who decides on exceptions." in explained


def test_hand_overs_are_told_with_the_last_one(example_workspace: Path, run: Run) -> None:
    folder = made_ready(example_workspace, TODAY)
    digest = assessment_digest(loaded(folder))
    record = (
        '"2026-11-23-1":\n  on: 2026-11-23\n  variant: auditor\n  to: Example Certification Body\n'
        f'  digest: "{digest}"\n  declaration: 2026-11-23-1\n  package: example-auditor-2026-11-23\n'
        f"  manifest: {'a' * 64}\n  frozen: {'b' * 64}\n"
    )
    (folder / "handoffs.yaml").write_text(record, encoding="utf-8")
    status = " ".join(run("status", "example", workspace=example_workspace).out.split())
    told = f"(example-auditor-2026-11-23, digest {digest[:15]})"
    assert f"Handed over once on 2026-11-23 to Example Certification Body {told}; nothing changed since." in status
    edited(folder, "site.yaml", "milestone", title="Another title")
    status = " ".join(run("status", "example", workspace=example_workspace).out.split())
    assert "changed since: iso16363 changes example." in status


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_the_screen(
    width: int,
    unicode: bool,  # noqa: FBT001 - a parameter of the test
    shipped_workspace: Path,
    example_workspace: Path,
) -> None:
    at = Screen(width, unicode=unicode)
    (example_workspace / "sites" / "example" / "audit.yaml").write_text(AUDIT, encoding="utf-8")
    for root, name in ((shipped_workspace, "cern"), (example_workspace, "example")):
        site = open_site(find_workspace(root), name, TODAY)
        assert isinstance(site, OpenSite)
        lines = [*as_text(examine(site), at), *submission(site.judgement, at)]
        assert [line for line in lines if display_width(line) > width and str(root) not in line] == []
        if not unicode:
            assert "".join(lines).isascii()
