"""What a review approved: the digest follows the meaning, not the way it is written."""

import hashlib
import json
import random
import re
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import answer as judged_answer
from judging import assessment
from pydantic import TypeAdapter
from strategies import (
    Drawn,
    actions,
    answers,
    citations,
    documents,
    drawn_sites,
    plain,
    repositories,
    roles,
    sites,
    slugs,
    to_yaml,
)
from test_model_roundtrip import files_of, loaded

from iso16363.fingerprint import answer_digest as digest_of
from iso16363.fingerprint import assessment_digest
from iso16363.model.actions import Action, ActionState
from iso16363.model.answers import Answer, Citation, CitationState, Method, Review
from iso16363.model.assessment import AttachedFile, Attachments, SelfAssessment
from iso16363.model.base import CriterionId, Record, Slug
from iso16363.model.documents import Document, DocumentKind, DocumentState, Period
from iso16363.model.site import Repository, Role, Site
from iso16363.parsing import parse_entries
from iso16363.sweeping import changed
from iso16363.workspace.site_files import load_site

ANSWERS = TypeAdapter(dict[CriterionId, Answer])
REGISTER = TypeAdapter(dict[Slug, Document])

POLICY = Document(
    title="Policy",
    kind=DocumentKind.POLICY,
    state=DocumentState.APPROVED,
    version="1.0",
    superseded_by="newer",
    dated="spring 2024",
    period=Period.model_validate({"from": "2023", "to": "2024-03"}),
)
CITED = Citation(document="policy", locator="2", quote="q", shows="s", state=CitationState.CONFIRMED)
ANSWER = Answer(
    owner="head",
    approved_by="head",
    reason="why",
    documented=3,
    implemented=2,
    response="We do.\nAlways.",
    see=("3.1.2",),
    evidence=(CITED, Citation(document="other", state=CitationState.CANDIDATE)),
)

ASKED = ("iso16363-2025", "3.1.1")


def answer_digest(answer: Answer, register: Mapping[str, Document]) -> str:
    return digest_of(answer, register, {}, ASKED)


BEFORE = answer_digest(ANSWER, {"policy": POLICY})


def test_digest_is_pinned_so_that_old_reviews_stay_valid() -> None:
    assert BEFORE == "v2:42de15a1522b798dfd067006e2a5b9b926bd4ac82c2228198636c8ff568970fa"


def test_another_program_can_compute_it() -> None:
    meaning = (
        '{"answer":{"applicable":true,"approved_by":"head","documented":3,"implemented":2,"reason":"why",'
        '"response":"We do.\\nAlways.","see":["3.1.2"]},'
        '"citations":[{"document":"policy","locator":"2","method":"examine","quote":"q","shows":"s",'
        '"state":"confirmed"},{"document":"other","method":"examine","state":"candidate"}],"criterion":"3.1.1",'
        '"documents":{"policy":{"dated":"spring 2024","kind":"policy","period":{"from":"2023","to":"2024-03"},'
        '"state":"approved","superseded_by":"newer","title":"Policy","version":"1.0"}},"edition":"iso16363-2025"}'
    )
    assert f"v2:{hashlib.sha256(meaning.encode()).hexdigest()}" == BEFORE


@given(answers, st.dictionaries(slugs, documents, max_size=3), st.randoms(use_true_random=False))
def test_writing_it_differently_changes_nothing(
    answer: Answer, register: dict[str, Document], style: random.Random
) -> None:
    def reread(line_end: str) -> str:
        answer_text = to_yaml({"3.1.1": plain(answer)}, style).replace("\n", line_end)
        register_text = to_yaml(plain(register), style).replace("\n", line_end)
        read_answers = parse_entries(answer_text, "", Answer, ANSWERS).entries
        return answer_digest(read_answers["3.1.1"], parse_entries(register_text, "", Document, REGISTER).entries)

    expected = answer_digest(answer, register)
    assert reread("\n") == expected
    assert reread("\r\n") == expected


@pytest.mark.parametrize(
    "text",
    ["We do.\r\nAlways.", "We do.  \nAlways.", "We do.\nAlways.\n", "\nWe do.\nAlways.\n\n"],
)
def test_blanks_and_line_ends_mean_nothing(text: str) -> None:
    assert answer_digest(ANSWER.model_copy(update={"response": text}), {"policy": POLICY}) == BEFORE


def test_one_character_in_two_encodings_is_one_text() -> None:
    digests = {answer_digest(Answer(response=unicodedata.normalize(form, "é Å 漢")), {}) for form in ("NFC", "NFD")}
    assert len(digests) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"applicable": False},
        {"reason": "other"},
        {"approved_by": "other"},
        {"documented": 2},
        {"documented": 0},
        {"documented": None},
        {"implemented": 3},
        {"response": "We do. Always."},
        {"response": "We do.\n\nAlways."},
        {"response": None},
        {"see": ()},
        {"see": ("3.1.2", "3.1.3")},
        {"evidence": ()},
        {"evidence": ANSWER.evidence[::-1]},
    ],
    ids=str,
)
def test_every_meaningful_field_changes_it(change: dict[str, Any]) -> None:
    assert answer_digest(ANSWER.model_copy(update=change), {"policy": POLICY}) != BEFORE


@pytest.mark.parametrize(
    "change",
    [
        {"document": "third"},
        {"locator": "3"},
        {"locator": None},
        {"quote": "Q"},
        {"shows": "S"},
        {"method": Method.TEST},
        {"state": CitationState.CANDIDATE},
    ],
    ids=str,
)
def test_every_field_of_a_citation_changes_it(change: dict[str, Any]) -> None:
    changed = ANSWER.model_copy(update={"evidence": (CITED.model_copy(update=change), *ANSWER.evidence[1:])})
    assert answer_digest(changed, {"policy": POLICY}) != BEFORE


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"version": "1.1"},
        {"state": DocumentState.DRAFT},
        {"effective": "2026"},
        {"path": "policy.md"},
        {"url": "https://example.org"},
        {"doi": "10.1234/a"},
        {"sha256": "0" * 64},
        {"dated": None},
        {"dated": "spring 2025"},
        {"period": None},
        {"period": Period.model_validate({"from": "2023", "to": "2024-04"})},
        {"superseded_by": None},
        {"superseded_by": "other"},
    ],
    ids=str,
)
def test_a_change_of_a_cited_document_changes_it(change: dict[str, Any]) -> None:
    assert answer_digest(ANSWER, {"policy": POLICY.model_copy(update=change)}) != BEFORE


@pytest.mark.parametrize(
    "change",
    [
        {"owner": "other"},
        {"target": 4},
        {"note": "internal"},
        {"review": Review(by="lead", on=date(2026, 1, 1), digest=BEFORE)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_not_approved_does_not_change_it(change: dict[str, Any]) -> None:
    assert answer_digest(ANSWER.model_copy(update=change), {"policy": POLICY}) == BEFORE


def test_documents_that_are_not_cited_do_not_change_it() -> None:
    assert answer_digest(ANSWER, {"policy": POLICY, "unrelated": POLICY}) == BEFORE
    assert answer_digest(ANSWER, {"policy": POLICY.model_copy(update={"note": "for us"})}) == BEFORE


@pytest.mark.parametrize(
    "change", [{"review_by": date(2030, 1, 1)}, {"publisher": "Us"}, {"checked": date(2026, 1, 1)}]
)
def test_the_upkeep_of_a_cited_document_does_not_change_it(change: dict[str, Any]) -> None:
    assert answer_digest(ANSWER, {"policy": POLICY.model_copy(update=change)}) == BEFORE


@pytest.mark.parametrize("asked", [("iso16363-2012", "3.1.1"), ("iso16363-2025", "3.1.2")])
def test_the_same_answer_to_something_else_is_another(asked: tuple[str, str]) -> None:
    assert digest_of(ANSWER, {"policy": POLICY}, {}, asked) != BEFORE


# --- the digest of the whole, which a declaration signs ---

ROOT = Path(__file__).parents[1]
SITES = [ROOT / "tests" / "data" / "workspace" / "sites" / "small", ROOT / "templates" / "example"]
NOT_MEANT = {"note", "notes", "person", "email", "checked"}
DEFAULTS: dict[str, dict[str, Any]] = {
    "site.yaml": {"target": 3, "fictional": False},
    "repository": {"proposed": False},
    "roles": {"accountable": False, "proposed": False},
    "documents.yaml": {"language": "en", "scope": "site"},
    "evidence": {"applicable": True},
    "cited": {"method": "examine"},
    "actions.yaml": {"priority": "medium"},
}


class Yaml12(yaml.SafeLoader):
    """YAML as the files mean it: `on` is a key and no truth value, and days are texts."""

    yaml_implicit_resolvers = {
        letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def meant(value: Any) -> Any:
    """As docs/reviews.md says it, for plain YAML: texts normalised, nothing empty."""
    if isinstance(value, dict):
        found = {key: meant(item) for key, item in value.items() if key not in NOT_MEANT}
        return {key: item for key, item in found.items() if item not in ("", [], {}, None)}
    if isinstance(value, list):
        return [meant(item) for item in value]
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()
        return "\n".join(line.rstrip() for line in text.split("\n"))
    return value


def written(record: dict[str, Any], kind: str) -> dict[str, Any]:
    """A record without what stands in it though it is the default."""
    return {key: item for key, item in record.items() if (key, item) not in DEFAULTS[kind].items()}


def recomputed(folder: Path) -> str:
    """The digest from the files alone, with nothing of the tool."""

    def load(name: str) -> Any:
        return yaml.load((folder / name).read_text(encoding="utf-8-sig"), Yaml12)  # noqa: S506 - it is a safe one

    site = written(load("site.yaml"), "site.yaml")
    site["repository"] = written(site.get("repository", {}), "repository")
    site["roles"] = {name: written(role, "roles") for name, role in site.get("roles", {}).items()}
    documents = {name: written(document, "documents.yaml") for name, document in load("documents.yaml").items()}
    for document in documents.values():
        if "effective" in document:  # a year may be written without quotes
            document["effective"] = str(document["effective"])
    answers = {}
    for path in sorted((folder / "evidence").glob("*.yaml")):
        for criterion, answer in load(f"evidence/{path.name}").items():
            answers[criterion] = written(answer or {}, "evidence")
            answers[criterion]["evidence"] = [written(c, "cited") for c in answers[criterion].get("evidence", [])]
    actions = {name: written(action, "actions.yaml") for name, action in load("actions.yaml").items()}
    whole = meant({"site": site, "documents": documents, "answers": answers, "actions": actions})
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"v1:{hashlib.sha256(text.encode()).hexdigest()}"


def whole_of(folder: Path) -> SelfAssessment:
    found = load_site(folder)
    assert found.assessment is not None
    return found.assessment


@pytest.mark.parametrize("folder", SITES, ids=lambda folder: folder.name)
def test_another_program_can_compute_the_digest_of_the_whole_from_the_files(folder: Path) -> None:
    assert assessment_digest(whole_of(folder)) == recomputed(folder)


def test_the_digest_of_the_whole_is_pinned_so_that_old_declarations_stay_valid() -> None:
    plain_policy = POLICY.model_copy(update={"superseded_by": None, "dated": None, "period": None})
    site = assessment({"3.1.1": judged_answer()}, documents={"policy": plain_policy})
    assert assessment_digest(site) == "v1:74b8fd94554b5c7be017b6ee4df74ce49e31964546eed9af41967fa8dc18540d"


def test_writing_the_files_differently_changes_no_declaration(tmp_path: Path) -> None:
    """Every file written anew: keys in another order, other quotes, comments, Windows line ends."""
    before = whole_of(SITES[0])
    shutil.copytree(SITES[0], tmp_path / "small")
    style = random.Random(1)  # noqa: S311 - the same in every run
    for path in sorted((tmp_path / "small").rglob("*.yaml")):
        values = yaml.load(path.read_text(encoding="utf-8"), Yaml12)  # noqa: S506 - it is a safe one
        text = to_yaml(values, style).replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    after = whole_of(tmp_path / "small")
    assert list(after.documents) != list(before.documents)
    assert assessment_digest(after) == assessment_digest(before)


@given(drawn_sites, st.randoms(use_true_random=False))
def test_no_way_of_writing_a_site_changes_its_digest(drawn: Drawn, style: random.Random) -> None:
    expected = assessment_digest(site_of(drawn))
    for line_end in ("\n", "\r\n"):
        found = loaded(files_of(drawn, style), line_end).assessment
        assert found is not None
        assert assessment_digest(found) == expected


def site_of(drawn: Drawn) -> SelfAssessment:
    return SelfAssessment(
        drawn.site,
        drawn.documents,
        drawn.answers,
        drawn.actions,
        imports=drawn.imports,
        audit=drawn.audit,
        declarations=drawn.declarations,
        handoffs=drawn.handoffs,
    )


@given(drawn_sites)
def test_composed_letters_are_the_same_as_letters_with_marks(drawn: Drawn) -> None:
    site = site_of(drawn)
    decomposed = replace(
        site,
        site=changed(site.site, nfd),
        documents=changed(site.documents, nfd),
        answers=changed(site.answers, nfd),
        actions=changed(site.actions, nfd),
    )
    assert assessment_digest(decomposed) == assessment_digest(site)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


FULL = Drawn(
    Site(format=1, id="full", name="Full", short_name="F", edition="iso16363-2025"),
    {"policy": POLICY},
    {"3.1.1": ANSWER},
    {"act": Action(criteria=("3.1.1",), gap="g", action="a", state=ActionState.OPEN)},
)
UNSAID: dict[type[Record], set[str]] = {
    Site: {"notes"},
    Repository: {"note"},
    Role: {"person", "email"},
    Document: {"note", "checked"},
    Answer: {"note"},
    Action: {"note"},
}
STRATEGIES: dict[type[Record], st.SearchStrategy[Any]] = {
    Site: sites,
    Repository: repositories,
    Role: roles,
    Document: documents,
    Answer: answers,
    Action: actions,
    Citation: citations,
}


def placed(record: Record) -> SelfAssessment:
    """A site that holds the record."""
    site = site_of(FULL)
    if isinstance(record, Site):
        return replace(site, site=record)
    if isinstance(record, Repository):
        return replace(site, site=site.site.model_copy(update={"repository": record}))
    if isinstance(record, Role):
        return replace(site, site=site.site.model_copy(update={"roles": {"head": record}}))
    if isinstance(record, Citation):
        return replace(site, answers={"3.1.1": ANSWER.model_copy(update={"evidence": (record,)})})
    kinds: dict[type[Record], str] = {Document: "documents", Answer: "answers", Action: "actions"}
    names: dict[type[Record], str] = {Document: "policy", Answer: "3.1.1", Action: "act"}
    changes: dict[str, Any] = {kinds[type(record)]: {names[type(record)]: record}}
    return replace(site, **changes)


FIELDS = [(model, name) for model in STRATEGIES for name in model.model_fields]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{m.__name__}.{n}" for m, n in FIELDS])
@settings(max_examples=5)
@given(data=st.data())
def test_every_field_counts_but_for_notes_persons_and_when_it_was_looked_at(
    model: type[Record], name: str, data: st.DataObject
) -> None:
    """A new field counts by itself; that one does not has to be said here."""
    one, other = data.draw(STRATEGIES[model]), data.draw(STRATEGIES[model])
    new = one.model_copy(update={name: getattr(other, name)})
    same = meant(plain_value(one, name)) == meant(plain_value(new, name))
    digests = {assessment_digest(placed(one)), assessment_digest(placed(new))}
    assert (len(digests) == 1) is (same or name in UNSAID.get(model, ()))


def plain_value(record: Record, name: str) -> Any:
    """The value of a field without what counts nowhere."""
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True, include={name})


@given(drawn_sites, drawn_sites)
def test_what_is_not_the_self_assessment_does_not_count(one: Drawn, other: Drawn) -> None:
    """Imports, the auditor's side, declarations, hand-overs, and what lies on the disk."""
    site, later = site_of(one), site_of(other)
    attached = Attachments({"a.md": AttachedFile(1, "a" * 64)}, unregistered=("b.md",))
    rest = {name: getattr(later, name) for name in ("imports", "audit", "declarations", "handoffs")}
    assert assessment_digest(replace(site, attachments=attached, **rest)) == assessment_digest(site)


def test_an_answer_of_which_only_a_note_is_left_is_none() -> None:
    with_note = assessment({"3.1.1": Answer(note="To be asked.")})
    assert assessment_digest(with_note) == assessment_digest(assessment({}))


# --- `see`: what lends its evidence is approved with it ---

SEEING = Answer(documented=3, implemented=3, response="See there.", see=("3.1.2",))
LENDING = Answer(documented=3, response="We do.", evidence=(CITED,), see=("3.1.3",), owner="head", note="n")


def seeing(lending: Answer, register: Mapping[str, Document] | None = None) -> str:
    return digest_of(
        SEEING, register or {"policy": POLICY}, {"3.1.2": lending, "3.1.3": ANSWER, "3.1.1": SEEING}, ASKED
    )


def test_digest_with_a_lending_answer_is_pinned_and_can_be_recomputed() -> None:
    meaning = {
        "answer": {
            "applicable": True,
            "documented": 3,
            "implemented": 3,
            "response": "See there.",
            "see": ["3.1.2"],
        },
        "citations": [],
        "criterion": "3.1.1",
        "documents": {
            "policy": {
                "dated": "spring 2024",
                "kind": "policy",
                "period": {"from": "2023", "to": "2024-03"},
                "state": "approved",
                "superseded_by": "newer",
                "title": "Policy",
                "version": "1.0",
            }
        },
        "edition": "iso16363-2025",
        "see": {
            "3.1.2": {
                "answer": {"applicable": True, "documented": 3, "response": "We do.", "see": ["3.1.3"]},
                "citations": [
                    {
                        "document": "policy",
                        "locator": "2",
                        "method": "examine",
                        "quote": "q",
                        "shows": "s",
                        "state": "confirmed",
                    }
                ],
            }
        },
    }
    text = json.dumps(meaning, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    assert seeing(LENDING) == f"v2:{hashlib.sha256(text.encode()).hexdigest()}"


@pytest.mark.parametrize(
    "change",
    [
        {"response": "We no longer do."},
        {"documented": 2},
        {"applicable": False},
        {"evidence": ()},
        {"evidence": (CITED.model_copy(update={"locator": "3"}),)},
        {"see": ()},
    ],
    ids=str,
)
def test_a_change_of_what_is_seen_changes_it(change: dict[str, Any]) -> None:
    assert seeing(LENDING.model_copy(update=change)) != seeing(LENDING)


@pytest.mark.parametrize("change", [{"owner": "lead"}, {"note": None}, {"target": 4}], ids=str)
def test_what_is_not_approved_in_what_is_seen_does_not_change_it(change: dict[str, Any]) -> None:
    assert seeing(LENDING.model_copy(update=change)) == seeing(LENDING)


def test_a_document_that_only_the_seen_answer_cites_is_part_of_it() -> None:
    assert seeing(LENDING, {"policy": POLICY.model_copy(update={"version": "2"})}) != seeing(LENDING)


def test_what_is_seen_in_turn_is_not_followed() -> None:
    others = {"3.1.2": LENDING, "3.1.3": Answer(response="Other.")}
    assert digest_of(SEEING, {"policy": POLICY}, others, ASKED) == seeing(LENDING)


def test_a_seen_criterion_without_an_answer_is_only_named() -> None:
    assert digest_of(SEEING, {"policy": POLICY}, {}, ASKED) == answer_digest(SEEING, {"policy": POLICY})
