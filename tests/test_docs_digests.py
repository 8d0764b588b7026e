"""docs/reviews.md says how digests are computed: its example is computed again, its tables held against the models."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path

import pytest
import yaml
from providers import OURS, REGISTER, THEIRS, beside_a_network

from iso16363 import fingerprint
from iso16363.fingerprint import answer_digest, assessment_digest, assessment_meaning
from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation, Review
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import Record
from iso16363.model.documents import Document, Period
from iso16363.model.site import Affiliation, Holding, Milestone, Repository, Role, Site
from iso16363.reviewing import review_by
from iso16363.workspace.site_files import load_site

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "reviews.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"([a-z0-9./]+\.yaml):\n\n```yaml\n(.*?)```", PAGE, re.DOTALL))
TEXTS = re.findall(r"```json\n(.*)\n```", PAGE)
DIGESTS = re.findall(r"```text\n(v\d:[0-9a-f]{64})\n```", PAGE)


@pytest.fixture
def site(tmp_path: Path) -> SelfAssessment:
    """The site of the page, with the review that it names."""
    folder = tmp_path / "tiny"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "evidence" / "3.1.yaml").open("a", encoding="utf-8") as answers:
        answers.write(f'  review: {{by: lead, on: 2026-11-23, digest: "{DIGESTS[0]}"}}\n')
    loaded = load_site(folder)
    assert loaded.diagnostics == []
    assert loaded.assessment is not None
    return loaded.assessment


def test_the_page_has_both_examples_whole() -> None:
    assert sorted(FILES) == ["documents.yaml", "evidence/3.1.yaml", "site.yaml"]
    assert (len(TEXTS), len(DIGESTS)) == (2, 2)


@pytest.mark.parametrize("number", [0, 1])
def test_the_digests_of_the_page_are_those_of_its_texts(number: int) -> None:
    _, _, plain = DIGESTS[number].partition(":")
    assert hashlib.sha256(TEXTS[number].encode()).hexdigest() == plain
    read = json.loads(TEXTS[number])
    assert json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == TEXTS[number]


def test_the_digests_of_the_page_are_those_of_its_files(site: SelfAssessment) -> None:
    answer = site.answers["3.1.1"]
    assert answer_digest(answer, site.documents, site.answers, ("iso16363-2025", "3.1.1")) == DIGESTS[0]
    assert assessment_digest(site) == DIGESTS[1]
    assert assessment_meaning(site) == json.loads(TEXTS[1])


def test_versions_are_those_of_the_program() -> None:
    assert f"digest of an answer ({fingerprint.ANSWER_VERSION})" in PAGE
    assert f"digest of the self-assessment ({fingerprint.ASSESSMENT_VERSION})" in PAGE


def hashed(meaning: object) -> str:
    """The digest of an object as the page says, without its version."""
    text = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def of_document(entry: dict[str, object], above: str) -> dict[str, object]:
    """A cited document as the page says it is hashed, from its text in the provider's register."""
    (listed,) = re.findall(r"(?m)^\| `documents` \| .* registered: (.*) \|$", PAGE)
    members = set(re.findall(r"`([a-z0-9_]+)`", listed))
    found = {key: str(value) for key, value in entry.items() if key in members}
    return {**found, **({"path": above + found["path"]} if "path" in found else {})}


def test_what_is_lent_to_a_review_is_computed_as_the_page_says(tmp_path: Path) -> None:
    """From the texts of the files and the words of the page alone."""
    folder = beside_a_network(tmp_path / "w").folder
    site = load_site(folder).assessment
    assert site is not None
    register = yaml.safe_load(REGISTER)
    theirs, ours = (yaml.safe_load(text)["3.3.2"] for text in (THEIRS, OURS))

    def citations(answer: dict[str, list[dict[str, str]]], provider: str) -> list[dict[str, str]]:
        named = ({**c, "document": provider + c["document"]} for c in answer["evidence"])
        return [{"method": "examine", **citation} for citation in named]

    above = "../../network/documents/"
    documents = {f"network/{name}": of_document(register[name], above) for name in ("charter", "minutes")}
    answer = {
        "applicable": True,
        "documented": 2,
        "implemented": 2,
        "response": [{"by": "network", "text": theirs["response"]}, {"text": ours["response"]}],
    }
    asked = {"edition": "iso16363-2025", "criterion": "3.3.2"}
    cited = [*citations(ours, ""), *citations(theirs, "network/")]
    review = review_by("quality-lead", "3.3.2", site, date(2026, 11, 23))
    assert review.digest == f"v2:{hashed({**asked, 'answer': answer, 'citations': cited, 'documents': documents})}"
    part = {"answer": {"applicable": True, "response": theirs["response"]}, "citations": citations(theirs, "")}
    lent = {"network/3.3.2": part, **documents}
    assert review.provided == {key: f"v1:{hashed(meaning)}" for key, meaning in lent.items()}
    provided = review_by("quality-lead", "3.3.1", site, date(2026, 11, 23)).provided
    assert provided["network/3.3.1/ratings"] == f"v1:{hashed({'documented': 3, 'implemented': 3})}"


MODELS: dict[str, type[Record]] = {
    "site": Site,
    "repository": Repository,
    "holding": Holding,
    "milestone": Milestone,
    "affiliation": Affiliation,
    "role": Role,
    "document": Document,
    "period": Period,
    "answer": Answer,
    "citation": Citation,
    "background": Background,
    "review": Review,
    "action": Action,
}


def defaults() -> Iterator[tuple[str, str]]:
    """Every field with a default that is not nothing, as the table writes it."""
    for name, model in MODELS.items():
        for field, about in model.model_fields.items():
            value = about.get_default(call_default_factory=True)
            if about.is_required() or value in (None, (), {}):
                continue
            yield f"{name}.{field}", json.dumps(value.value if isinstance(value, Enum) else value)


def test_every_default_is_in_the_table() -> None:
    rows = re.findall(r"(?m)^\| (\w+): (`.*`) \| `(.*)` \|$", PAGE)
    told = {f"{model}.{field}": value for model, fields, value in rows for field in re.findall(r"`(\w+)`", fields)}
    assert told == dict(defaults())


def test_the_fields_that_a_review_approves_are_listed() -> None:
    rows = dict(re.findall(r"(?m)^\| `(answer|citations|documents)` \| (.*) \|$", PAGE))
    listed = {
        name: re.findall(r"`([a-z0-9_]+)`", re.sub(r"\([^)]*\)", "", text).split("registered:")[-1])
        for name, text in rows.items()
    }
    assert tuple(listed["answer"]) == fingerprint._ANSWER_FIELDS
    assert tuple(listed["citations"]) == fingerprint._CITATION_FIELDS
    assert tuple(listed["documents"]) == fingerprint._DOCUMENT_FIELDS
