"""`iso16363 crosswalk`: the list, the table, one requirement, files, and what is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commandline import CHECKOUT, Run
from test_cli_readonly import fingerprint

from iso16363.workspace.framework_files import framework_names

GOLDEN = CHECKOUT / "tests" / "data" / "golden"


def test_frameworks_are_listed_without_a_workspace(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run("crosswalk")
    assert (outcome.code, outcome.err) == (0, "")
    assert [line for line in outcome.out.splitlines() if line in framework_names()] == list(framework_names())
    assert "84 criteria, 111 rows, mapped to iso16363-2012" in outcome.out
    assert "not approved by the framework's publisher" in outcome.out


@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        ("framework-cts.txt", ()),
        ("framework-cts-r14.txt", ("--requirement", "r14")),
    ],
)
def test_the_example_in_the_terminal(
    file: str, arguments: tuple[str, ...], example_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    outcome = run("crosswalk", "example", "--to", "coretrustseal", *arguments, workspace=example_workspace)
    assert (outcome.code, outcome.err) == (0, "")
    assert max(map(len, outcome.out.splitlines())) <= 80
    assert outcome.out.startswith("DRAFT for CoreTrustSeal")
    path = GOLDEN / file
    if os.environ.get("ISO16363_REWRITE"):
        path.write_text(outcome.out, encoding="utf-8")
    assert outcome.out == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", framework_names())
@pytest.mark.parametrize("site", ["cern", "desy", "pic"])
def test_the_shipped_sites_show_candidates_that_do_not_count(
    site: str, name: str, shipped_workspace: Path, run: Run
) -> None:
    outcome = run("crosswalk", site, "--to", name, "--format", "json", workspace=shipped_workspace)
    assert outcome.code == 0
    data = json.loads(outcome.out)
    assert (data["schema"], data["status"]) == ("iso16363/framework-draft/1", "draft")
    assert data["counts"]["answered"] == data["counts"]["supported"] == 0
    pieces = [piece for requirement in data["requirements"] for piece in requirement["evidence"]]
    assert {piece["standing"] for piece in pieces} == {"candidate"}
    assert not any(piece["counts"] for piece in pieces)
    assert len(data["requirements"]) == len({requirement["id"] for requirement in data["requirements"]})


@pytest.mark.parametrize(
    ("file", "begins"), [("d.md", "# DRAFT for "), ("d.csv", "\ufeffStatus,Framework,"), ("d.json", '{\n  "schema": ')]
)
def test_a_file_is_written_in_the_form_of_its_name(
    file: str, begins: str, small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    target = tmp_path / file
    arguments = ("crosswalk", "small", "--to", "oais-responsibilities", "--output", target)
    outcome = run(*arguments, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (0, f"{target}\n")
    data = target.read_bytes()
    assert data.decode("utf-8").startswith(begins)
    refused = run(*arguments, workspace=small_workspace)
    assert refused.code == 2
    assert "exists already" in refused.err
    assert run(*arguments, "--overwrite", workspace=small_workspace).code == 0
    assert target.read_bytes() == data


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "coretrustseal"), "which site?"),
        (("small", "--requirement", "R14"), "which framework?"),
        (("small", "--output", "x.md"), "which framework?"),
        (("small", "--to", "coretrustseel"), 'Did you mean "coretrustseal"?'),
        (("small", "--to", "coretrustseal", "--requirement", "R99"), 'there is no requirement "R99"'),
        (("small", "--to", "coretrustseal", "--requirement", "R14", "--format", "csv"), "is for the terminal"),
        (("small", "--to", "coretrustseal", "--output", "x.txt"), "no name that says what to write"),
        (("small", "--to", "coretrustseal", "--format", "csv", "--output", "x.md"), "under the name of another kind"),
        (("smal", "--to", "coretrustseal"), 'Did you mean "small"?'),
    ],
)
def test_wrong_usage_is_refused_with_a_remedy(
    arguments: tuple[str, ...],
    said: str,
    small_workspace: Path,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run("crosswalk", *arguments, workspace=small_workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize("typed", ["R1", "r01", "R01"])
def test_a_requirement_is_found_without_its_zero(typed: str, small_workspace: Path, run: Run) -> None:
    outcome = run("crosswalk", "small", "--to", "coretrustseal", "--requirement", typed, workspace=small_workspace)
    assert outcome.code == 0
    assert "\nR01 " in outcome.out


def test_what_is_missing_below_an_umbrella_is_named(small_workspace: Path, run: Run) -> None:
    outcome = run("crosswalk", "small", "--to", "ndsa-levels", "--format", "json", workspace=small_workspace)
    missing = [m for r in json.loads(outcome.out)["requirements"] for row in r["criteria"] for m in row["missing"]]
    assert "5.1.2.1, the weakest of its sub-criteria: not answered yet" in missing
    assert not [text for text in missing if text.startswith("as its")]


def test_a_site_with_errors_is_refused(small_workspace: Path, run: Run) -> None:
    path = small_workspace / "sites" / "small" / "evidence" / "3.1.yaml"
    path.write_text(path.read_text("utf-8").replace("documented: 4", "documented: 9", 1), "utf-8")
    outcome = run("crosswalk", "small", "--to", "coretrustseal", workspace=small_workspace)
    assert (outcome.code, outcome.out) == (1, "")
    assert "Mend 1 error first" in outcome.err


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_looking_never_writes(form: str, small_workspace: Path, run: Run) -> None:
    before = fingerprint(small_workspace)
    for variant in ("internal", "auditor", "public"):
        arguments = ("crosswalk", "small", "--to", "trac-2007", "--format", form, "--variant", variant)
        assert run(*arguments, workspace=small_workspace).code == 0
    assert fingerprint(small_workspace) == before


def test_other_commands_load_none_of_it(small_workspace: Path) -> None:
    script = (
        "import sys; from iso16363.cli.main import main; main(['status']);"
        " print([name for name in sys.modules if name.startswith('iso16363') and 'framework' in name])"
    )
    variables = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=small_workspace, env=variables, capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
