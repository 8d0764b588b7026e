"""The description of a package for other programs: what is in it, and what an independent validator says."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import report_samples
from demands import demanded
from oracle_rocrate import issues_of

from iso16363.infopackage.contents import CRATE, Entry, media_type
from iso16363.infopackage.rocrate import ro_crate
from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model.documents import Document
from iso16363.model.variant import Variant
from iso16363.variants import for_variant

PATHS = {
    "index.html": None,
    "report.pdf": None,
    "documents/charter \u00e4 100% #1.md": "charter",
    "criteria/iso16363-2025/3.1.yaml": None,
    "criteria/rating-scale.yaml": None,
    CRATE: None,
}


def entries() -> list[Entry]:
    return [Entry(p, 1, "a" * 64, "b" * 128, media_type(p), "What it is", doc) for p, doc in PATHS.items()]


def graph_of(judgement: Judgement) -> dict[str, Any]:
    return {entity["@id"]: entity for entity in json.loads(ro_crate(judgement, entries()))["@graph"]}


def with_ror(judgement: Judgement) -> Judgement:
    known = judgement.site.site.model_copy(update={"ror": "https://ror.org/01abcde23", "url": "https://example.org"})
    return replace(judgement, site=replace(judgement.site, site=known))


def laid_out(text: str, folder: Path) -> Path:
    """A crate on the disk, with a file for each entry."""
    for path in PATHS:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("x", encoding="utf-8")
    (folder / CRATE).write_text(text, encoding="utf-8")
    return folder


WISHES = {
    "A License entity SHOULD have an absolute HTTP(S) URL": "no licence is granted that has an address",
    "An Organization's contactPoint SHOULD reference": "no person is named",
    "At least one author or publisher Person/Organization SHOULD have a contactPoint": "as above",
}


def test_an_independent_validator_accepts_it(tmp_path: Path) -> None:
    """Nothing that is required is missing; what it would like beyond that has its reason."""
    demanded_validator()
    text = ro_crate(for_variant(with_ror(report_samples.audited()), Variant.AUDITOR), entries())
    issues = issues_of(laid_out(text, tmp_path), "RECOMMENDED")
    assert [i for i in issues if not i.startswith(tuple(f"RECOMMENDED: {wish}" for wish in WISHES))] == []
    assert len(issues) == len(WISHES)


def test_an_independent_validator_accepts_the_public_one(tmp_path: Path) -> None:
    demanded_validator()
    text = ro_crate(for_variant(report_samples.audited(), Variant.PUBLIC), entries())
    assert issues_of(laid_out(text, tmp_path)) == []


def test_the_validator_notices_what_is_missing(tmp_path: Path) -> None:
    demanded_validator()
    data = json.loads(ro_crate(report_samples.complete(), entries()))
    root = next(entity for entity in data["@graph"] if entity["@id"] == "./")
    missing = ("name", "datePublished", "license")
    for name in missing:
        del root[name]
    issues = issues_of(laid_out(json.dumps(data), tmp_path))
    assert all(any(f"`{name}`" in issue for issue in issues) for name in missing)


def demanded_validator() -> None:
    there = all(importlib.util.find_spec(name) for name in ("rocrate_validator", "rocrate"))
    demanded("RO-Crates were NOT validated: roc-validator or rocrate is missing", there=there)


def test_every_file_is_described_with_size_and_checksum() -> None:
    graph = graph_of(report_samples.complete())
    files = {name: entity for name, entity in graph.items() if entity["@type"] == "File"}
    assert set(files) == {
        "index.html",
        "report.pdf",
        "documents/charter%20\u00e4%20100%25%20%231.md",
        "criteria/iso16363-2025/3.1.yaml",
        "criteria/rating-scale.yaml",
    }
    for entity in files.values():
        assert (entity["contentSize"], entity["sha256"]) == ("1", "a" * 64)


def test_a_document_says_what_it_is() -> None:
    graph = graph_of(report_samples.complete())
    charter = graph["documents/charter%20\u00e4%20100%25%20%231.md"]
    assert charter["name"] == "Charter"
    assert (charter["genre"], charter["version"], charter["datePublished"]) == ("policy", "2.0", "2024-05-01")
    assert charter["conditionsOfAccess"] == "public"
    minutes = graph["#document-minutes"]
    assert (minutes["@type"], minutes["url"]) == ("CreativeWork", "https://example.org/minutes")
    assert {"@id": "#document-minutes"} in graph["./"]["mentions"]


def test_a_variant_does_not_tell_what_it_withholds() -> None:
    text = ro_crate(for_variant(report_samples.complete(), Variant.PUBLIC), entries()[:2])
    assert "Minutes of the board" not in text
    assert "https://example.org/minutes" not in text


def test_a_file_registered_twice_is_described_once() -> None:
    judgement = report_samples.complete()
    twin = Document.model_validate({"title": "Twin", "kind": "plan", "state": "approved", "path": "charter.md"})
    site = replace(judgement.site, documents={**judgement.site.documents, "twin": twin})
    graph = graph_of(replace(judgement, site=site))
    assert graph["#document-twin"]["encoding"] == {"@id": "documents/charter%20\u00e4%20100%25%20%231.md"}


def test_the_same_package_gives_the_same_text() -> None:
    assert ro_crate(report_samples.half(), entries()) == ro_crate(report_samples.half(), entries())


def test_a_draft_says_so() -> None:
    root = graph_of(replace(report_samples.half(), draft=True))["./"]
    assert root["description"].startswith("DRAFT")
    assert graph_of(replace(report_samples.half(), draft=True))["#identifier"]["value"].endswith("-draft")


def test_hostile_texts_stay_texts() -> None:
    assert json.loads(ro_crate(report_samples.hostile(), entries()))


def test_it_is_written_in_another_language() -> None:
    with speaking("de"):
        assert json.loads(ro_crate(report_samples.half(), entries()))
