"""The other frameworks as data: counts, ids, sources, and every criterion in its edition."""

import re
from pathlib import Path

import pytest

from iso16363.catalog import Catalogue
from iso16363.errors import UnknownName, UnreadableInput
from iso16363.model.frameworks import Framework, Sureness
from iso16363.otherframeworks.crossing import contradiction
from iso16363.resources import criteria_folder
from iso16363.workspace.catalogue_files import catalogue_digest
from iso16363.workspace.framework_files import framework_names, load_framework, read_framework

COUNTS = {
    "coretrustseal": (17, 85, "iso16363-2025"),
    "ndsa-levels": (5, 24, "iso16363-2025"),
    "nestor-din31644": (34, 58, "iso16363-2025"),
    "oais-responsibilities": (6, 59, "iso16363-2025"),
    "trac-2007": (84, 111, "iso16363-2012"),
}


@pytest.fixture(scope="module", params=COUNTS)
def framework(request: pytest.FixtureRequest) -> Framework:
    return read_framework(str(request.param))


def test_all_frameworks_ship() -> None:
    assert framework_names() == tuple(COUNTS)


def test_counts_are_those_agreed(framework: Framework) -> None:
    rows = sum(len(requirement.criteria) for requirement in framework.requirements.values())
    assert (len(framework.requirements), rows, framework.edition) == COUNTS[framework.id]


def test_numbers_are_those_of_the_frameworks() -> None:
    def numbers(name: str) -> list[str]:
        return list(read_framework(name).requirements)

    assert numbers("coretrustseal") == ["R0", *(f"R{n:02}" for n in range(1, 17))]
    assert numbers("nestor-din31644") == [f"C{n}" for n in range(1, 35)]
    assert numbers("ndsa-levels") == ["Storage", "Integrity", "Control", "Metadata", "Content"]
    assert numbers("oais-responsibilities") == [f"MR{n}" for n in range(1, 7)]
    parts = {"A": (2, 3, 9, 5, 5), "B": (8, 13, 4, 5, 4, 10), "C": (10, 2, 4)}
    trac = [f"{p}{s}.{n}" for p, sizes in parts.items() for s, size in enumerate(sizes, 1) for n in range(1, size + 1)]
    assert numbers("trac-2007") == trac


def test_every_criterion_and_every_judge_is_there(framework: Framework, catalogue: Catalogue) -> None:
    assert contradiction(framework, catalogue) is None
    loaded, digest = load_framework(framework.id, catalogue)
    assert loaded == framework
    assert re.fullmatch("[0-9a-f]{64}", digest)


def test_criteria_stand_in_the_order_of_the_standard(framework: Framework, catalogue: Catalogue) -> None:
    order = list(catalogue.editions[framework.edition].criteria)
    for name, requirement in framework.requirements.items():
        assert list(requirement.criteria) == sorted(requirement.criteria, key=order.index), name


def test_confidence_follows_from_the_sources(framework: Framework) -> None:
    """High needs a published mapping beside our own; what was not seen, and whole subsections, are low or medium."""
    for name, requirement in framework.requirements.items():
        for criterion, row in requirement.criteria.items():
            if row.confidence is Sureness.HIGH:
                assert row.basis == "own", (name, criterion)
                assert "eosc-eden" in row.support, (name, criterion)
            if row.basis != "own" or "subsection" in (row.note or ""):
                assert row.note, (name, criterion)
            if not requirement.checked:
                assert row.confidence is Sureness.LOW, (name, criterion)


def test_what_rests_on_a_published_mapping_is_marked() -> None:
    found = {
        (name, criterion): (row.basis, tuple(row.support))
        for name, requirement in read_framework("coretrustseal").requirements.items()
        for criterion, row in requirement.criteria.items()
    }
    assert sorted(pair for pair, (basis, _) in found.items() if basis == "eosc-eden") == [
        ("R07", "4.1.1"),
        ("R09", "3.1.2.1"),
        ("R09", "5.1.1"),
    ]
    eden = {pair for pair, (_, support) in found.items() if "eosc-eden" in support}
    assert {("R01", "3.1.1"), ("R02", "3.5.1.1"), ("R03", "4.3.5"), ("R14", "5.1.2")} <= eden
    assert len(eden) == 14


def test_a_title_is_short_and_its_own(framework: Framework) -> None:
    titles = [requirement.title for requirement in framework.requirements.values()]
    assert [title for title in titles if len(title) > 52 or title.endswith(".")] == []
    assert len(set(titles)) == len(titles)


def test_an_unknown_framework_is_answered_with_the_nearest_one() -> None:
    for given, meant in (("nestor", "nestor-din31644"), ("coretrustseel", "coretrustseal"), ("OAIS", "oais-resp")):
        with pytest.raises(UnknownName) as caught:
            read_framework(given)
        assert (caught.value.nearest or "").startswith(meant)
    for given in ("", "../document-roles", "zzz"):
        with pytest.raises(UnknownName):
            read_framework(given)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"3.3.5"', '"3.3.9"', 'R14: iso16363-2025 has no criterion "3.3.9"'),
        ("edition: iso16363-2025", "edition: iso16363-1999", "there is no edition iso16363-1999"),
        ("id: coretrustseal", "id: other", 'the id is "other"'),
        ("{ basis: own, confidence: medium }", "{ basis: us, confidence: medium }", '"us" is not among the judges'),
        ("status: draft", "status: approved", "M2"),
    ],
)
def test_a_contradiction_in_a_file_is_refused(
    old: str, new: str, said: str, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (criteria_folder() / "frameworks" / "coretrustseal.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "coretrustseal.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr("iso16363.workspace.framework_files.criteria_folder", lambda: tmp_path)
    with pytest.raises(UnreadableInput, match=re.escape(said)):
        load_framework("coretrustseal", catalogue)


def test_the_digest_of_the_catalogue_is_not_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs print it as what they were judged by: a corrected row must not make them look outdated."""
    for name in ("edition.yaml", "frameworks/a.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a: 1\n", encoding="utf-8")
    monkeypatch.setattr("iso16363.workspace.catalogue_files.criteria_folder", lambda: tmp_path)
    before = catalogue_digest()
    (tmp_path / "frameworks" / "a.yaml").write_text("a: 2\n", encoding="utf-8")
    assert catalogue_digest() == before
    (tmp_path / "edition.yaml").write_text("a: 2\n", encoding="utf-8")
    assert catalogue_digest() != before


def test_the_page_about_them_has_their_figures() -> None:
    page = (Path(__file__).parents[1] / "docs" / "crosswalks.md").read_text(encoding="utf-8")
    for name, (requirements, rows, edition) in COUNTS.items():
        levels = [r.confidence for q in read_framework(name).requirements.values() for r in q.criteria.values()]
        high, medium, low = (levels.count(level) for level in Sureness)
        assert f"| `{name}` | {requirements} | {rows} | {edition} | {high} | {medium} | {low} |" in page
