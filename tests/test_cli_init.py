"""`init`: a site that is ready to be filled, whole or not at all; the example."""

import re
import subprocess
from pathlib import Path

import pytest
from commandline import CHECKOUT, Run, run_process

from iso16363.catalog import Catalogue
from iso16363.model.site import Site
from iso16363.parsing import parse_record
from iso16363.workspace import new_site
from iso16363.workspace.site_files import load_site

WAITING = re.compile(r"^(\s*)# (?!yaml-language-server)", re.MULTILINE)
BLANKS = {
    "documented": "2",
    "implemented": "1",
    "locator": "section 2, page 4",
    "owner": "head-of-archive",
    "document": "preservation-policy",
    "url": "https://archive.example.org",
} | dict.fromkeys(("due", "effective", "review_by", "as_of"), "2030-12-31")


def filled(text: str) -> str:
    """What a text becomes when every waiting line is taken up as it stands."""
    return WAITING.sub(r"\1", text).replace("\n{}\n", "\n")


def given(blank: re.Match[str]) -> str:
    """A blank with a value."""
    return f"{blank[1]}{blank[2]}: {BLANKS.get(blank[2], 'Words')}"


@pytest.mark.parametrize("edition", ["2012", "2025"])
def test_a_new_site_checks_without_errors(edition: str, tmp_path: Path, catalogue: Catalogue, run: Run) -> None:
    outcome = run("init", "my-archive", "--edition", edition, "--name", "My Archive", workspace=tmp_path)
    assert (outcome.code, outcome.err) == (0, "")
    folder = tmp_path / "sites" / "my-archive"
    assert f"Made {folder} with 17 files." in outcome.out
    assert f"iso16363 --workspace {tmp_path} check my-archive" in outcome.out
    check = run("check", "my-archive", workspace=tmp_path)
    assert (check.code, check.out) == (0, "my-archive: clean\n")
    loaded = load_site(folder).assessment
    assert loaded is not None
    assert loaded.site.name == "My Archive"
    assert list(loaded.answers) == list(catalogue.editions[f"iso16363-{edition}"].criteria)
    assert not any(answer.begun for answer in loaded.answers.values())


def test_a_waiting_line_that_was_taken_up_and_not_filled_is_an_error(tmp_path: Path, run: Run) -> None:
    run("init", "my-archive", workspace=tmp_path)
    folder = tmp_path / "sites" / "my-archive"
    for path in folder.rglob("*.yaml"):
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    outcome = run("check", workspace=tmp_path)
    assert set(re.findall(r"error ([A-Z]\d{3})", outcome.out)) == {"M203"}
    for name in ("name", "scope", "designated_community", "what", "response", "document", "gap"):
        assert f'"{name}" is empty' in outcome.out


def test_the_waiting_lines_are_right_when_filled(tmp_path: Path, run: Run) -> None:
    run("init", "my-archive", workspace=tmp_path)
    folder = tmp_path / "sites" / "my-archive"
    for path in folder.rglob("*.yaml"):
        text = filled(path.read_text(encoding="utf-8"))
        text = re.sub(r"^( *)([a-z_]+: [>|]-?)$", r"\1\2\n\1  Words.", text, flags=re.MULTILINE)
        text = re.sub(r"^( *)-$", r"\1- Words", text, flags=re.MULTILINE)
        text = re.sub(r"^( *(?:- )?)([a-z_]+):$(?!\n( *)(- |\1 ))", given, text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")
    outcome = run("check", workspace=tmp_path)
    codes = set(re.findall(r" ([A-Z]\d{3})[: ]", outcome.out))
    assert codes == {"D402"}, outcome.out
    loaded = load_site(folder).assessment
    assert loaded is not None
    assert loaded.site.repository is not None
    assert loaded.site.repository.designated_community
    assert loaded.answer("3.1.1").evidence[0].locator == "section 2, page 4"


def test_every_criterion_stands_there_with_its_title_and_requirement(
    tmp_path: Path, catalogue: Catalogue, run: Run
) -> None:
    run("init", "a", workspace=tmp_path)
    edition = catalogue.editions["iso16363-2025"]
    for subsection in edition.subsections:
        text = (tmp_path / "sites" / "a" / "evidence" / f"{subsection}.yaml").read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=../../../criteria/schema/evidence.schema.json\n")
        assert max(map(len, text.splitlines())) <= 105
        for criterion in edition.of_subsection(subsection):
            assert f"\n## {criterion} {edition.criteria[criterion].title}\n" in text


@pytest.mark.parametrize("name", ['say "hi": [x] #1', "émigré – 日本", "- no", "yes", "a\\b", "{{ id }}"])
def test_any_name_is_kept_as_it_is(name: str, tmp_path: Path, run: Run) -> None:
    assert run("init", "a", "--name", name, workspace=tmp_path).code == 0
    text = (tmp_path / "sites" / "a" / "site.yaml").read_text(encoding="utf-8")
    site = parse_record(text, "site.yaml", Site).value
    assert site is not None
    assert site.name == name


@pytest.mark.parametrize(
    ("site", "words"),
    [("My Archive", "my-archive"), ("../x", ": x"), ("", "single hyphens"), ("é", "single hyphens"), ("a" * 81, "aaa")],
)
def test_an_id_that_cannot_be_one_is_refused(site: str, words: str, tmp_path: Path, run: Run) -> None:
    outcome = run("init", site, workspace=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["  ", "a\x1b[2J", "\u202eabc"])
def test_a_name_that_cannot_be_shown_is_refused(name: str, tmp_path: Path, run: Run) -> None:
    assert run("init", "a", "--name", name, workspace=tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_never_touched(small_workspace: Path, run: Run) -> None:
    before = sorted(small_workspace.rglob("*"))
    outcome = run("init", "small", workspace=small_workspace)
    assert outcome.code == 2
    assert "there is something already" in outcome.err
    assert sorted(small_workspace.rglob("*")) == before


def test_an_unknown_edition_makes_nothing(tmp_path: Path, run: Run) -> None:
    assert run("init", "a", "--edition", "2035", workspace=tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_that_is_no_folder_is_refused(tmp_path: Path, run: Run) -> None:
    outcome = run("init", "a", workspace=tmp_path / "typo")
    assert outcome.code == 2
    assert "is no folder" in outcome.err


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_when_it_cannot_be_finished(
    failure: BaseException, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0

    def stop(path: Path, text: str) -> None:
        nonlocal written
        written += 1
        if written > 5:
            raise failure
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(new_site, "_write", stop)
    outcome = run("init", "a", workspace=tmp_path)
    assert outcome.code == (2 if isinstance(failure, OSError) else 130)
    assert list(tmp_path.iterdir()) == []


def test_without_a_workspace_the_folder_becomes_one_and_inside_one_it_is_used(tmp_path: Path) -> None:
    first = run_process("init", "one", cwd=tmp_path)
    assert first.code == 0
    assert "Made sites/one with" in first.out
    assert "  iso16363 check one\n" in first.out
    second = run_process("init", "two", cwd=tmp_path / "sites" / "one" / "evidence")
    assert second.out.startswith("The workspace is ../../.., which holds sites/.\nMade ../../../sites/two with")
    assert (tmp_path / "sites" / "two" / "site.yaml").is_file()


def test_a_repository_below_a_workspace_becomes_one_of_its_own_unless_it_is_a_site(tmp_path: Path) -> None:
    assert run_process("init", "one", cwd=tmp_path).code == 0
    mine = tmp_path / "projects" / "mine"
    (mine / ".git").mkdir(parents=True)
    (mine / "audit").mkdir()
    made = run_process("init", "my-archive", cwd=mine / "audit")
    assert made.out.startswith("Made sites/my-archive with")
    assert (mine / "audit" / "sites" / "my-archive" / "site.yaml").is_file()
    (tmp_path / "sites" / "one" / ".git").mkdir()
    beside = run_process("init", "two", cwd=tmp_path / "sites" / "one")
    assert "Made ../two with" in beside.out or "Made ../../sites/two with" in beside.out
    (tmp_path / ".git").mkdir()
    third = run_process("init", "three", cwd=tmp_path / "projects")
    assert third.out.startswith("The workspace is .., which holds sites/.\n")
    assert sorted(p.name for p in (tmp_path / "sites").iterdir()) == ["one", "three", "two"]


def test_a_new_workspace_keeps_results_out_of_git(tmp_path: Path, run: Run) -> None:
    outcome = run("init", "a", workspace=tmp_path)
    ignored = tmp_path / ".gitignore"
    assert f"Made {ignored}, which keeps results out of git.\n" in outcome.out
    for name in ("dist/a/report.pdf", "results.sqlite", ".results.sqlite.1.part/rows.sqlite", "sites/.b.12.part/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "sites" / "a" / "documents" / "data.sqlite").touch()
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    command = ["git", "-C", str(tmp_path), "ls-files", "--others", "--exclude-standard"]
    kept = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert {name.split("/")[0] for name in kept} <= {".gitignore", "criteria", "sites"}
    assert [name for name in kept if "part" in name] == []
    assert "sites/a/documents/data.sqlite" in kept
    ignored.write_text("mine", encoding="utf-8")
    assert ".gitignore" not in run("init", "b", workspace=tmp_path).out
    other = tmp_path / "other"
    other.mkdir()
    (other / ".gitignore").write_text("mine", encoding="utf-8")
    assert ".gitignore" not in run("init", "--example", other).out
    assert {ignored.read_text(encoding="utf-8"), (other / ".gitignore").read_text(encoding="utf-8")} == {"mine"}


def test_schemas_come_along_unless_they_are_there(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = tmp_path / "shipped"
    (shipped / "schema").mkdir(parents=True)
    for name in ("site.schema.json", "evidence.schema.json"):
        (shipped / "schema" / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(new_site, "criteria_folder", lambda: shipped)
    workspace = tmp_path / "w"
    mine = workspace / "criteria" / "schema" / "site.schema.json"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    outcome = run("init", "a", workspace=workspace)
    assert f"Made {mine.parent}, by which an editor" in outcome.out
    assert mine.read_text(encoding="utf-8") == "mine"
    assert (mine.parent / "evidence.schema.json").read_text(encoding="utf-8") == "{}"


def test_the_example_becomes_a_workspace(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "new" / "audit-example"
    outcome = run("init", "--example", folder)
    assert (outcome.code, outcome.err) == (0, "")
    source = CHECKOUT / "templates" / "example"
    copied = {p.relative_to(folder / "sites" / "example"): p for p in (folder / "sites" / "example").rglob("*")}
    assert set(copied) == {p.relative_to(source) for p in source.rglob("*")}
    assert all(p.read_bytes() == (source / name).read_bytes() for name, p in copied.items() if p.is_file())
    assert run("status", workspace=folder).code == 0
    again = run("init", "--example", folder)
    assert again.code == 2


@pytest.mark.parametrize("arguments", [(), ("a", "--example", "x"), ("--example", "x", "--name", "n")])
def test_what_to_make_has_to_be_clear(arguments: tuple[str, ...], tmp_path: Path, run: Run) -> None:
    outcome = run("init", *arguments, workspace=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_a_site_or_the_folder_of_sites_does_not_become_a_workspace(small_workspace: Path, run: Run) -> None:
    for folder in (small_workspace / "sites", small_workspace / "sites" / "small"):
        for arguments in (("init", "other"), ("init", "--example", folder)):
            outcome = run(*arguments, workspace=folder)
            assert (outcome.code, outcome.out) == (2, "")
            assert "Name the folder that holds sites/" in outcome.err
    assert not list(small_workspace.rglob("criteria"))
    assert [p.name for p in (small_workspace / "sites").iterdir()] == ["small"]


def test_a_site_of_an_older_edition_is_sent_to_the_criteria_of_that_edition(tmp_path: Path, run: Run) -> None:
    run("init", "old", "--edition", "2012", workspace=tmp_path)
    run("init", "new", workspace=tmp_path)
    for site, command in (("old", "criteria show ID --edition iso16363-2012\n"), ("new", "criteria show ID\n")):
        assert command in (tmp_path / "sites" / site / "evidence" / "4.2.yaml").read_text(encoding="utf-8")
