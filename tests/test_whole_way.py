"""The whole way through the command line: checked, reviewed, signed, handed over, verified by foreign tools, two
rounds with the auditor, and handed over again with a list of changes."""

import csv
import json
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import bagit
import pytest
from commandline import Run
from demands import demanded
from homecoming import added, edited, typed

from iso16363.yamledit import rewritten
from iso16363.yamltext import read

SITE = "example"
REVIEWER = "head-of-archive"


class Audit:
    """A site and its auditor, who only know the command line, the files, and what is handed over."""

    def __init__(self, run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.call, self.workspace, self.monkeypatch = run, workspace, monkeypatch
        self.folder = workspace / "sites" / SITE
        self.out = workspace / "out"

    def on(self, day: str) -> None:
        """Let it be that day."""
        moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
        self.monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """Run a command that has to end with a code; gives all it said."""
        outcome = self.call(*arguments, workspace=self.workspace)
        assert outcome.code == code, (arguments, outcome.out, outcome.err)
        return outcome.out + outcome.err

    def status(self) -> dict[str, Any]:
        (site,) = json.loads(self.call("status", SITE, "--json", workspace=self.workspace).out)["sites"]
        return dict(site)

    def failing(self) -> list[str]:
        return [gate["gate"] for gate in self.status()["gates"] if gate["status"] == "fails"]

    def write(self, file: str, key: str, **fields: object) -> None:
        """Edit fields of an entry of a file, as a person does in an editor."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        values = dict(read(text).value)
        values[key] = {**values[key], **fields}
        path.write_text(rewritten(text, values), encoding="utf-8")

    def value(self, file: str, key: str) -> dict[str, Any]:
        return dict(read((self.folder / file).read_text(encoding="utf-8")).value[key])

    def items(self, kind: str) -> list[str]:
        """Ids of what the auditor raised of one kind."""
        register = read((self.folder / "audit.yaml").read_text(encoding="utf-8")).value
        return [key for key, item in register.items() if item["kind"] == kind]

    def handed_over(self, name: str) -> Path:
        """The package that was made, looked at by foreign tools and by ours."""
        package = self.out / name
        assert package.is_dir()
        assert sorted(p.name for p in self.out.iterdir() if p.name.startswith(".")) == []
        bagit.Bag(str(package)).validate()
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            self._sums("sha256sum", package, manifest)
        for manifest in ("manifest-sha512.txt", "tagmanifest-sha512.txt"):
            self._sums("sha512sum", package, manifest)
        assert "DRAFT" not in (package / "data" / "VERIFY.txt").read_text(encoding="utf-8")
        self.run("verify", package)
        return package

    @staticmethod
    def _sums(program: str, package: Path, manifest: str) -> None:
        subprocess.run([program, "--check", "--quiet", manifest], cwd=package, check=True, capture_output=True)

    def auditor_returns(self, package: Path, *edits: Any) -> None:
        """The auditor fills the workbook of a package and mails it back; the site takes it in."""
        returned = self.workspace / "from-the-auditor.xlsx"
        returned.write_bytes(edited((package / "data" / "workbook.xlsx").read_bytes(), *edits))
        self.run("workbook", "import", SITE, returned, "--apply")


@pytest.fixture
def audit(run: Run, example_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    return Audit(run, example_workspace, monkeypatch)


def test_the_example_goes_all_the_way(audit: Audit) -> None:
    demanded("packages were NOT checked by sha256sum: it is missing", there=bool(shutil.which("sha256sum")))
    first = _self_assessed(audit)
    second = _asked_and_answered(audit, first)
    third = _found_and_corrected(audit, second)
    said = audit.run("changes", SITE, "--since", "2026-11-23")
    assert "3.1.1" in said
    assert "4.4.1" in said
    audit.on("2027-01-14")
    (major,) = audit.items("major-nonconformity")
    audit.auditor_returns(
        third,
        typed("Audit", major, "state", "closed"),
        typed("Audit", major, "closed_on", date(2027, 1, 13)),
        typed("Audit", major, "effectiveness", "The record of the second test was seen."),
    )
    assert audit.failing() == []
    assert len(read((audit.folder / "handoffs.yaml").read_text(encoding="utf-8")).value) == 3


def _self_assessed(audit: Audit) -> Path:
    """Checked, reviewed by a second role, signed by the accountable one, handed over."""
    audit.on("2026-11-23")
    audit.run("check", code=1)  # two documents past their review date, on purpose
    refused = audit.run("handoff", SITE, "--output", audit.out, code=1)
    assert "review" in refused
    assert "not signed yet" in refused
    assert not audit.out.exists()
    owner = audit.value("evidence/4.2.yaml", "4.2.9")["owner"]
    assert owner in audit.run("review", SITE, "4.2.9", "--by", owner, code=2)
    audit.run("review", SITE, "4.2", "4.3", "--by", REVIEWER)
    assert audit.failing() == ["declaration"]
    assert audit.status()["state"] == "self-audit-finished"
    audit.run("sign", SITE, "--by", "quality-lead", code=2)
    audit.run("sign", SITE, "--by", "director")
    assert audit.failing() == []
    assert audit.status()["state"] == "ready-to-submit"

    # The package, in a folder and as one file.
    audit.run("handoff", SITE, "--output", audit.out, "--zip", "--to", "Example Certification Body")
    first = audit.handed_over("example-auditor-2026-11-23")
    audit.run("verify", audit.out / "example-auditor-2026-11-23.zip")
    assert not (first / "data" / "changes.csv").exists()
    assert audit.status()["state"] == "submitted"
    return first


def _asked_and_answered(audit: Audit, first: Path) -> Path:
    """Stage 1: the auditor asks; an answer is improved, which voids its review and the declaration."""
    audit.on("2026-12-07")
    question = {"statement": "Show who decides on exceptions.", "raised_on": date(2026, 12, 4), "criteria": "3.1.1"}
    concern = {**question, "statement": "The succession plan was never exercised.", "criteria": "3.1.2.1"}
    audit.auditor_returns(
        first,
        added("Audit", kind="request", due=date(2026, 12, 18), **question),
        added("Audit", kind="area-of-concern", **concern),
    )
    (request,), (worry,) = audit.items("request"), audit.items("area-of-concern")
    audit.write(
        "audit.yaml",
        request,
        owner=REVIEWER,
        answer="The director does; section 3 of the charter.",
        evidence=("archive-charter",),
        answered_on="2026-12-08",
        state="answered",
    )
    audit.write(
        "audit.yaml",
        worry,
        owner=REVIEWER,
        answer="It will be exercised in March.",
        answered_on="2026-12-08",
        state="answered",
    )
    before = audit.value("evidence/3.1.yaml", "3.1.1")
    audit.write("evidence/3.1.yaml", "3.1.1", response=before["response"] + "\nThe director decides on exceptions.\n")
    assert audit.failing() == ["review", "declaration"]
    audit.run("handoff", SITE, "--output", audit.out, code=1)
    assert "3.1.1" in audit.run("changes", SITE)
    by = next(role for role in (REVIEWER, "quality-lead") if role != before["owner"])
    audit.run("review", SITE, "3.1.1", "--by", by)
    audit.run("sign", SITE, "--by", "director")
    audit.run("handoff", SITE, "--output", audit.out)
    second = audit.handed_over("example-auditor-2026-12-07")
    changed = csv.DictReader((second / "data" / "changes.csv").read_text(encoding="utf-8-sig").splitlines())
    assert any(row["Id and title"].startswith("3.1.1 ") for row in changed)
    return second


def _found_and_corrected(audit: Audit, second: Path) -> Path:
    """Stage 2: a major nonconformity stops the next hand-over until cause, correction, action and proof are there."""
    audit.on("2027-01-11")
    (request,) = audit.items("request")
    finding = {"statement": "No restore of the fourth copy was ever tried.", "raised_on": date(2027, 1, 8)}
    audit.auditor_returns(
        second,
        typed("Audit", request, "state", "closed"),
        typed("Audit", request, "closed_on", date(2027, 1, 8)),
        added("Audit", kind="major-nonconformity", seen="Interview; no record.", criteria="4.4.1", **finding),
        added(
            "Audit",
            kind="opportunity-for-improvement",
            criteria="4.5.1",
            **{**finding, "statement": "Guidance for producers could be shorter."},
        ),
    )
    assert audit.value("audit.yaml", request)["state"] == "closed"
    assert audit.value("audit.yaml", request)["answer"] == "The director does; section 3 of the charter."
    assert audit.failing() == ["findings"]
    (major,) = audit.items("major-nonconformity")
    assert major in audit.run("handoff", SITE, "--output", audit.out, code=1)
    answer = audit.value("evidence/4.4.yaml", "4.4.1")
    audit.write("evidence/4.4.yaml", "4.4.1", response=answer["response"] + "\nA restore of K4 is tried every year.\n")
    audit.write(
        "audit.yaml",
        major,
        owner="storage-engineer",
        correction="One AIP was restored from K4.",
        cause="The restore test covered K1 to K3 only.",
        corrective_action="The yearly test covers all copies.",
        evidence=("archive-charter",),
        answered_on="2027-01-11",
        state="answered",
    )
    assert audit.failing() == ["review", "declaration"]
    by = next(role for role in (REVIEWER, "quality-lead") if role != answer["owner"])
    audit.run("review", SITE, "4.4.1", "--by", by)
    audit.run("sign", SITE, "--by", "director")
    audit.run("handoff", SITE, "--output", audit.out)
    return audit.handed_over("example-auditor-2027-01-11")


def test_the_real_sites_refuse_with_everything_that_is_missing(run: Run, shipped_workspace: Path) -> None:
    for site in ("cern", "desy", "pic"):
        refused = run("handoff", site, "--output", shipped_workspace / "out", workspace=shipped_workspace)
        (found,) = json.loads(run("status", site, "--json", workspace=shipped_workspace).out)["sites"]
        assert refused.code == 1
        said = " ".join((refused.out + refused.err).split())
        for gate in found["gates"]:
            for failure in gate["failures"]:
                assert failure["subject"] in said, (site, gate["gate"], failure)
    assert not (shipped_workspace / "out").exists()


def test_a_draft_of_cern_says_so_everywhere(run: Run, shipped_workspace: Path) -> None:
    out = shipped_workspace / "out"
    before = sorted(p.relative_to(shipped_workspace) for p in (shipped_workspace / "sites").rglob("*"))
    made = run("handoff", "cern", "--draft", "--output", out, workspace=shipped_workspace)
    assert made.code == 0, made.err
    (package,) = out.iterdir()
    assert package.name.startswith("cern-auditor-")
    assert package.name.endswith("-draft")
    bagit.Bag(str(package)).validate()
    for name in ("data/index.html", "data/VERIFY.txt", "bag-info.txt"):
        assert "DRAFT" in (package / name).read_text(encoding="utf-8").upper()
    assert json.loads((package / "data" / "assessment.json").read_text(encoding="utf-8"))["draft"] is True
    verified = run("verify", package, workspace=shipped_workspace)
    assert verified.code == 0
    assert "DRAFT" in verified.out
    assert before == sorted(p.relative_to(shipped_workspace) for p in (shipped_workspace / "sites").rglob("*"))
