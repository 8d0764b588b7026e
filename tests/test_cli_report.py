"""`iso16363 report`: variants, languages, paper, the director's page and a role's actions, from the command line."""

import io
from pathlib import Path

import pypdf
import pytest
from commandline import Run

from iso16363.resources import languages

HTML = ("--format", "html")


def page(run: Run, workspace: Path, target: Path, *options: str) -> str:
    outcome = run("report", "small", *HTML, *options, "--output", target, workspace=workspace)
    assert (outcome.code, outcome.err) == (0, "")
    return target.read_text(encoding="utf-8")


def test_each_document_has_a_name_of_its_own(small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_workspace)
    asked = {
        "small-report.html": (),
        "small-report-public.html": ("--variant", "public"),
        "small-report-auditor-de.html": ("--variant", "auditor", "--language", "de"),
        "small-summary-fr.html": ("--summary", "--language", "fr"),
        "small-actions-head.html": ("--owner", "head"),
    }
    for name, options in asked.items():
        outcome = run("report", "small", *HTML, *options)
        assert (outcome.code, outcome.out, outcome.err) == (0, f"{name}\n", "")
    assert {p.name for p in small_workspace.glob("*.html")} == set(asked)


@pytest.mark.parametrize("language", languages())
def test_the_page_is_in_the_language_asked_for(language: str, small_workspace: Path, tmp_path: Path, run: Run) -> None:
    text = page(run, small_workspace, tmp_path / "page.html", "--language", language)
    assert f'<html lang="{language}"' in text
    assert {"en": "self-assessment", "de": "Selbst", "es": "utoevaluaci", "fr": "uto-évaluation"}[language] in text


def test_what_a_variant_may_not_show_is_not_in_its_page(small_workspace: Path, tmp_path: Path, run: Run) -> None:
    inside = page(run, small_workspace, tmp_path / "a.html")
    outside = page(run, small_workspace, tmp_path / "b.html", "--variant", "public")
    register = (small_workspace / "sites" / "small" / "documents.yaml").read_text(encoding="utf-8")
    assert "access: public" in register
    assert "withheld" in outside
    assert inside != outside


def test_the_report_carries_its_data_in_the_same_variant(small_workspace: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "report.pdf"
    outcome = run("report", "small", "--format", "pdf-letter", "--output", target, workspace=small_workspace)
    assert outcome.code == 0, outcome.err
    reader = pypdf.PdfReader(io.BytesIO(target.read_bytes()))
    assert sorted(reader.attachments) == ["assessment.json", "workbook.xlsx"]
    assert b'"variant": "internal"' in reader.attachments["assessment.json"][0]
    assert reader.attachments["workbook.xlsx"][0][:2] == b"PK"
    assert [round(float(x)) for x in reader.pages[0].mediabox[2:]] == [612, 792]


def test_a_director_gets_one_page(small_workspace: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "summary.pdf"
    assert run("report", "small", "--summary", "--output", target, workspace=small_workspace).code == 0
    assert len(pypdf.PdfReader(target).pages) == 1


def test_a_role_that_is_not_there_is_named_with_those_that_are(small_workspace: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "x.pdf"
    outcome = run("report", "small", "--owner", "haed", "--output", target, workspace=small_workspace)
    assert outcome.code == 2
    assert 'there is no role "haed"' in outcome.err
    assert 'Did you mean "head"?' in outcome.err
    assert list(tmp_path.glob("x*")) == []


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--summary", "--owner", "head"), "two documents"),
        (("--owner", "head", "--variant", "public"), "no variant public"),
        (("--language", "tlh"), "tlh"),
        (("--format", "pdf-a3"), "pdf-a3"),
        (("--variant", "secret"), "secret"),
    ],
)
def test_contradictions_are_refused_before_anything_is_read(
    options: tuple[str, ...], what: str, small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_workspace)
    outcome = run("report", "small", *options)
    assert outcome.code == 2
    assert what in outcome.err
    assert list(small_workspace.glob("small-*")) == []


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_role_that_nobody_has_leaves_no_folder(
    form: str, small_workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_workspace)
    before = {p.name for p in small_workspace.iterdir()}
    outcome = run("report", "small", "--owner", "../../nobody/here", "--format", form)
    assert outcome.code == 2
    assert 'no role "../../nobody/here"' in outcome.err
    assert {p.name for p in small_workspace.iterdir()} == before


@pytest.mark.parametrize(("name", "form"), [("report.docx", "pdf"), ("report.html", "pdf"), ("report.pdf", "html")])
def test_a_file_is_not_given_the_name_of_another_kind(
    name: str, form: str, small_workspace: Path, tmp_path: Path, run: Run
) -> None:
    target = tmp_path / name
    outcome = run("report", "small", "--format", form, "--output", target, workspace=small_workspace)
    assert outcome.code == 2
    assert f"Name it .{form}." in outcome.err
    assert not target.exists()
