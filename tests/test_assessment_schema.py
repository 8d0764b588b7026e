"""assessment.json holds to its schema in every variant and language, and its digest can be recomputed from it alone."""

import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import report_samples
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from planting import planted
from strategies import Drawn, drawn_sites
from test_fingerprint import site_of
from test_variants import rich

from iso16363.assessmentschema import assessment_schema
from iso16363.catalog import Catalogue
from iso16363.checks import check_assessment
from iso16363.fingerprint import assessment_digest
from iso16363.interchange import SCHEMA, assessment, digest_of_shown, to_text
from iso16363.judgement import HandedOver, Judgement, Provenance, judge_site
from iso16363.language import speaking
from iso16363.model.answers import Answer
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.variant import OUTSIDE, Variant
from iso16363.resources import languages
from iso16363.variants import for_variant
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import SiteReport, report_on

ANY = settings(suppress_health_check=list(HealthCheck))
SAMPLES: list[Callable[[], Judgement]] = [
    *(report_samples.nothing, report_samples.bare, report_samples.half),
    *(report_samples.complete, report_samples.ready, report_samples.audited, report_samples.hostile),
]


@pytest.fixture(scope="module", name="validator")
def _validator() -> Validator:
    return Draft202012Validator(assessment_schema(), format_checker=FormatChecker(["date"]))


def shown(judgement: Judgement, variant: Variant = Variant.INTERNAL) -> Any:
    """What another program reads."""
    return json.loads(to_text(assessment(for_variant(judgement, variant))))


def faults(validator: Validator, data: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.__name__)
@pytest.mark.parametrize("variant", Variant)
def test_every_sample_holds_to_it(sample: Callable[[], Judgement], variant: Variant, validator: Validator) -> None:
    assert faults(validator, shown(sample(), variant)) == []


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("language", languages())
def test_every_language_holds_to_it(language: str, variant: Variant, validator: Validator) -> None:
    """The mark is translated: "[zurückgehalten]" is one too."""
    with speaking(language):
        data = shown(rich().judgement, variant)
    assert faults(validator, data) == []
    marks = {d["sha256"] for d in data["documents"].values() if d.get("sha256", "").startswith("[")}
    assert bool(marks) is (variant is Variant.PUBLIC)


@pytest.mark.parametrize("variant", Variant)
def test_the_example_holds_to_it(variant: Variant, example_report: SiteReport, validator: Validator) -> None:
    assert example_report.judgement is not None
    assert faults(validator, shown(example_report.judgement, variant)) == []


@pytest.mark.parametrize("site", ["cern", "desy", "pic"])
def test_the_real_sites_hold_to_it(
    site: str, shipped_workspace: Path, catalogue: Catalogue, validator: Validator
) -> None:
    judgement = report_on(find_workspace(shipped_workspace), site, catalogue, report_samples.TODAY).judgement
    assert judgement is not None
    for variant in Variant:
        assert faults(validator, shown(judgement, variant)) == []


def judged(drawn: Drawn) -> Judgement:
    """A site as it was drawn: most of it refers to nothing."""
    site = site_of(drawn)
    edition = report_samples.small_edition()
    catalogue = report_samples.small_catalogue(edition)
    diagnostics = tuple(check_assessment(site, edition, catalogue, report_samples.TODAY))
    made = Provenance("1.2.3", "c" * 64, "d" * 64, report_samples.TODAY)
    return judge_site(site, edition, catalogue, diagnostics, made)


@ANY
@given(drawn_sites)
def test_any_site_holds_to_it_and_its_digest_is_in_it(drawn: Drawn) -> None:
    checker = Draft202012Validator(assessment_schema(), format_checker=FormatChecker(["date"]))
    for whole in (judged(drawn), planted(drawn).judgement):
        for variant in Variant:
            judgement = for_variant(whole, variant)
            data = shown(judgement, variant)
            assert faults(checker, data) == []
            digest = assessment_digest(judgement.site)
            assert digest_of_shown(data) == digest
            assert recomputed(data) == digest
            if data["declaration"]:
                assert data["declaration"]["digest_of_this_variant"] == digest


def recomputed(data: Any) -> str:
    """The digest from the file alone, with nothing of the tool."""
    left_out = {"note", "notes", "person", "email", "checked"}

    def meant(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {key: meant(item) for key, item in value.items() if key not in left_out}
            return {key: item for key, item in kept.items() if item not in ("", [], {}, None)}
        if isinstance(value, list):
            return [meant(item) for item in value]
        if isinstance(value, str):
            text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
            return "\n".join(line.rstrip() for line in text.split("\n"))
        return value

    answers = {criterion["id"]: criterion["answer"] for criterion in data["criteria"]} | data["unknown_criteria"]
    whole = {"answers": answers, **{name: data[name] for name in ("site", "documents", "actions")}}
    text = json.dumps(meant(whole), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"v1:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize("variant", Variant)
def test_any_edit_of_what_is_shown_changes_the_digest(variant: Variant) -> None:
    data = shown(rich().judgement, variant)
    before = digest_of_shown(data)
    edited = 0
    for part in ("site", "documents", "actions", "criteria"):
        for text, edit in _texts_of(data[part]):
            if part == "criteria" and "answer" not in text:
                continue
            undo = edit()
            assert digest_of_shown(data) != before, text
            undo()
            edited += 1
    assert digest_of_shown(data) == before
    assert edited > 60


def _texts_of(value: Any, path: str = "") -> Any:
    """Every text that counts, with what changes it and gives back what undoes that."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, item in pairs:
        if key in ("note", "notes", "person", "email", "checked"):
            continue
        if isinstance(item, dict | list):
            yield from _texts_of(item, f"{path}/{key}")
        elif isinstance(item, str):

            def edit(key: Any = key, item: str = item) -> Callable[[], None]:
                value[key] = f"{item}x"
                return lambda: value.__setitem__(key, item)

            yield f"{path}/{key}", edit


def test_answers_to_criteria_that_nobody_knows_are_told_apart() -> None:
    whole = report_samples.half()
    strange = {**whole.site.answers, "9.9.9": Answer(response="To what?", note="n")}
    judgement = replace(whole, site=replace(whole.site, answers=strange))
    assert shown(judgement)["unknown_criteria"] == {"9.9.9": {"response": "To what?", "note": "n"}}
    assert shown(judgement, Variant.AUDITOR)["unknown_criteria"] == {"9.9.9": {"response": "To what?"}}
    assert shown(whole)["unknown_criteria"] == {}


def test_head_says_what_it_is_and_what_was_signed() -> None:
    whole = replace(report_samples.complete(), draft=True)
    assert list(shown(whole))[:9] == [
        *("schema", "tool", "edition", "catalogue_digest", "inputs_digest", "as_of", "commit"),
        *("uncommitted_changes", "variant"),
    ]
    data = shown(whole)
    assert (data["schema"], data["draft"], data["declaration"], data["since"]) == (SCHEMA, True, None, None)


def signed(whole: Judgement, digest: str) -> Judgement:
    day = date(2026, 11, 20)
    site = replace(whole.site, declarations={"2026-11-20-1": Declaration(by="head", on=day, digest=digest)})
    return judge_site(site, whole.edition, whole.catalogue, whole.diagnostics, whole.provenance)


@pytest.mark.parametrize("variant", Variant)
def test_the_declaration_tells_both_digests(variant: Variant) -> None:
    whole = report_samples.complete()
    digest = assessment_digest(whole.site)
    data = shown(signed(whole, digest), variant)
    found = data["declaration"]
    assert (found["id"], found["by"], found["on"], found["digest"]) == ("2026-11-20-1", "head", "2026-11-20", digest)
    assert found["holds"] is True
    assert found["digest_of_this_variant"] == digest_of_shown(data)
    assert (found["digest_of_this_variant"] == digest) is (variant is Variant.INTERNAL)


def test_a_declaration_that_lapsed_does_not_hold() -> None:
    assert shown(signed(report_samples.complete(), f"v1:{'0' * 64}"))["declaration"]["holds"] is False


def with_since(whole: Judgement) -> Judgement:
    digest = f"v1:{'0' * 64}"
    record = Handoff(
        on=date(2026, 11, 2),
        variant=Variant.AUDITOR,
        digest=digest,
        declaration="first",
        package="small-auditor-2026-11-02",
        manifest="0" * 64,
        frozen="0" * 64,
    )
    return replace(whole, since=HandedOver("2026-11-02-1", record, whole.site))


def test_since_names_the_earlier_hand_over(validator: Validator) -> None:
    data = shown(with_since(report_samples.complete()), Variant.AUDITOR)
    assert data["since"] == {"id": "2026-11-02-1", "on": "2026-11-02"}
    assert faults(validator, data) == []


Edit = Callable[[dict[str, Any]], object]
WRONG: dict[str, Edit] = {
    "a key more": lambda d: d.update(extra=1),
    "a key less": lambda d: d.pop("draft"),
    "unknown variant": lambda d: d.update(variant="everybody"),
    "another schema": lambda d: d.update(schema="iso16363/status/1"),
    "draft is a text": lambda d: d.update(draft="no"),
    "unknown state": lambda d: d["summary"].update(state="certified"),
    "a gate that is unknown": lambda d: d["summary"]["gates"][0].update(gate="luck"),
    "a percentage": lambda d: d["summary"].update(percent=80),
    "a count below nothing": lambda d: d["summary"]["all"].update(criteria=-1),
    "a count in quotes": lambda d: d["summary"]["all"].update(criteria="5"),
    "a state more": lambda d: d["summary"]["all"]["states"].update(excellent=1),
    "rated 5": lambda d: d["criteria"][0].update(documented=5),
    "rated in quotes": lambda d: d["criteria"][0]["answer"].update(documented="3"),
    "an answer is nothing": lambda d: d["criteria"][0].update(answer=None),
    "an empty key in an answer": lambda d: d["criteria"][0]["answer"].update(reason=None),
    "an unknown key in an answer": lambda d: d["criteria"][0]["answer"].update(respnse="x"),
    "an unknown key in a citation": lambda d: d["criteria"][0]["answer"]["evidence"][0].update(page=1),
    "no criterion": lambda d: d["criteria"][0].update(id="three"),
    "an id with blanks": lambda d: d["documents"].update({"a b": d["documents"]["charter"]}),
    "a checksum of words": lambda d: d["documents"]["charter"].update(sha256="unknown"),
    "a checksum without a file": lambda d: d["documents"]["charter"].pop("path"),
    "a year as a number": lambda d: d["documents"]["charter"].update(effective=2024),
    "a day that is none": lambda d: d["actions"]["plan"].update(due="2026-02-30"),
    "a script for an address": lambda d: d["documents"]["charter"].update(url="javascript:alert(1)"),
    "an unknown kind of finding": lambda d: d["audit"]["finding-1"].update(kind="fatal"),
    "a finding without a statement": lambda d: d["audit"]["finding-1"].pop("statement"),
    "a declaration by nobody": lambda d: d["declaration"].pop("by"),
    "a digest without version": lambda d: d["declaration"].update(digest="0" * 64),
    "holds as a text": lambda d: d["declaration"].update(holds="yes"),
    "a severity of its own": lambda d: d["diagnostics"][0].update(severity="fatal"),
    "a list for a set of keys": lambda d: d.update(handoffs=[]),
}
FINDING = {"kind": "major-nonconformity", "statement": "A fault.", "raised_on": "2026-11-01"}
IN_PUBLIC: dict[str, Edit] = {
    "findings": lambda d: d.update(audit={"finding-1": FINDING}),
    "hand-overs": lambda d: d.update(handoffs=shown(rich().judgement)["handoffs"]),
    "an earlier hand-over": lambda d: d.update(since={"id": "a", "on": "2026-11-02"}),
}
FOR_OTHERS: dict[str, Edit] = {
    "notes of the site": lambda d: d["site"].update(notes=["n"]),
    "a note of the repository": lambda d: d["site"]["repository"].update(note="n"),
    "a person": lambda d: d["site"]["roles"]["head"].update(person="A"),
    "an address": lambda d: d["site"]["roles"]["head"].update(email="a@example.org"),
    "a note of an answer": lambda d: d["criteria"][0]["answer"].update(note="n"),
    "a note of a document": lambda d: d["documents"]["charter"].update(note="n"),
    "a note of an action": lambda d: next(iter(d["actions"].values())).update(note="n"),
}


def sample(variant: Variant = Variant.INTERNAL) -> Any:
    """Data with something of everything that is edited above."""
    whole = report_samples.half()
    actions = {"plan": next(iter(whole.site.actions.values()))}
    whole = replace(whole, site=replace(whole.site, actions=actions))
    data = shown(signed(whole, assessment_digest(whole.site)), variant)
    if variant is not Variant.PUBLIC:
        data["audit"] = {"finding-1": dict(FINDING)}
    return data


@pytest.mark.parametrize("variant", Variant)
def test_the_sample_itself_holds(variant: Variant, validator: Validator) -> None:
    assert faults(validator, sample(variant)) == []


@pytest.mark.parametrize("name", WRONG)
def test_it_refuses(name: str, validator: Validator) -> None:
    data = sample()
    WRONG[name](data)
    assert faults(validator, data) != []


@pytest.mark.parametrize("name", IN_PUBLIC)
def test_it_refuses_in_the_public_variant(name: str, validator: Validator) -> None:
    for variant in Variant:
        data = sample(variant)
        IN_PUBLIC[name](data)
        assert bool(faults(validator, data)) is (variant is Variant.PUBLIC)


@pytest.mark.parametrize("name", FOR_OTHERS)
def test_it_refuses_in_variants_for_others(name: str, validator: Validator) -> None:
    for variant in Variant:
        data = sample(variant)
        FOR_OTHERS[name](data)
        assert bool(faults(validator, data)) is (variant in OUTSIDE)
