"""Digests over meaning: what a review approved, independent of how the YAML is written.

Canonical JSON (sorted keys, no spaces, UTF-8) of the fields below, texts in Unicode NFC without blanks
around them or at line ends, hashed with SHA-256, and the version of this rule in front. docs/reviews.md
says how another program recomputes it.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment, Voice
from iso16363.model.base import Record
from iso16363.model.documents import Document

ANSWER_VERSION = "v2"
ASSESSMENT_VERSION = "v1"
PROVIDED_VERSION = "v1"
_DOCUMENT_FIELDS = (
    *("title", "kind", "version", "state", "superseded_by", "effective", "dated", "period"),
    *("path", "url", "doi", "sha256"),
)
_ANSWER_FIELDS = ("applicable", "reason", "approved_by", "documented", "implemented", "response", "see")
_CITATION_FIELDS = ("document", "locator", "quote", "shows", "method", "state")
NO_VOICES: Final[Mapping[str, tuple[Voice, ...]]] = MappingProxyType({})
R = TypeVar("R", bound=Record)


def normal(value: Any) -> Any:
    """A value as it is compared: texts in one Unicode form, without blanks around them or at line ends."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n")
        return "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if isinstance(value, tuple | list):
        return [normal(item) for item in value]
    if isinstance(value, Record):
        return value.model_dump(mode="json", by_alias=True)
    return value


def _chosen(record: object, fields: tuple[str, ...]) -> dict[str, Any]:
    chosen = {name: normal(getattr(record, name)) for name in fields}
    return {name: value for name, value in chosen.items() if value not in (None, [], "")}


def _answer(answer: Answer, voices: Iterable[Voice] = ()) -> dict[str, Any]:
    return {
        "answer": _chosen(answer, _ANSWER_FIELDS) | _spoken(voices),
        "citations": [_chosen(c, _CITATION_FIELDS) for c in answer.evidence],
    }


def _spoken(voices: Iterable[Voice]) -> dict[str, Any]:
    """A joined response by parts, each with the folder whose words it has, for folders keep their names."""
    parts = [{**({"by": v.provider} if v.provider else {}), "text": normal(v.text)} for v in voices]
    return {"response": parts} if parts else {}


def answer_digest(
    answer: Answer,
    documents: Mapping[str, Document],
    answers: Mapping[str, Answer],
    asked: tuple[str, str],
    voices: Mapping[str, tuple[Voice, ...]] = NO_VOICES,
) -> str:
    """Digest of what a review approves: ratings, response, citations, and the cited documents as registered.

    `asked` are the ids of edition and criterion: an answer approves nothing where something else is asked.
    Where `see` names other criteria, their answers carry this one and are part of it, with what they cite;
    their own `see` is not followed. Owner, target, note, background and the review itself are not approved.
    `voices` are the parts of responses that were joined. docs/reviews.md says how another program computes it.
    """
    lent = {other: answers[other] for other in answer.see if other in answers}
    cited = {c.document for one in (answer, *lent.values()) for c in one.evidence}
    edition, criterion = asked
    meaning = {
        "edition": edition,
        "criterion": criterion,
        **_answer(answer, voices.get(criterion, ())),
        "documents": {d: _chosen(documents[d], _DOCUMENT_FIELDS) for d in sorted(cited & documents.keys())},
        **({"see": {key: _answer(other, voices.get(key, ())) for key, other in lent.items()}} if lent else {}),
    }
    return f"{ANSWER_VERSION}:{_hashed(meaning)}"


def reviewed_digest(criterion: str, site: SelfAssessment) -> str:
    """Digest of what a review of an answer approves, with all that the site has in force."""
    asked = (site.site.edition, criterion)
    return answer_digest(site.answer(criterion), site.documents, site.answers, asked, site.voices)


def part_digest(answer: Answer) -> str:
    """Digest of what a provider's own files add to an answer in words and citations."""
    apart = {"documented": None, "implemented": None, "see": ()}  # nobody takes over where it points to
    return f"{PROVIDED_VERSION}:{_hashed(_answer(answer.model_copy(update=apart)))}"


def ratings_digest(answer: Answer) -> str:
    """Digest of a provider's ratings."""
    return f"{PROVIDED_VERSION}:{_hashed(_chosen(answer, ('documented', 'implemented')))}"


def document_digest(document: Document) -> str:
    """Digest of a document as it is registered, without what is upkeep of the register."""
    return f"{PROVIDED_VERSION}:{_hashed(_chosen(document, _DOCUMENT_FIELDS))}"


def assessment_digest(site: SelfAssessment) -> str:
    """Digest of the whole self-assessment, which a declaration signs and a hand-over freezes.

    Site, register, answers with their reviews, and actions, as in the files but for notes, persons, and when
    a document was last looked at. The auditor's side, imports and declarations are not part of it.
    """
    return digest_of_meaning(assessment_meaning(site))


def digest_of_meaning(meaning: dict[str, Any]) -> str:
    """Digest of a self-assessment given as plain data; what is empty in it means nothing."""
    return f"{ASSESSMENT_VERSION}:{_hashed(_pruned(meaning))}"


def assessment_meaning(site: SelfAssessment) -> dict[str, Any]:
    """What `assessment_digest` is over, as plain data: an answer that only holds a note is none."""
    meant = meaningful(site)
    meaning: dict[str, Any] = {
        "site": _meant(meant.site),
        "documents": {key: _meant(document) for key, document in meant.documents.items()},
        "answers": {key: _meant(answer) for key, answer in meant.answers.items()},
        "actions": {key: _meant(action) for key, action in meant.actions.items()},
    }
    pruned: dict[str, Any] = _pruned(meaning)
    return pruned


def meaningful(site: SelfAssessment) -> SelfAssessment:
    """The site without what means nothing for its digest: notes, persons, and when documents were looked at."""
    repository = site.site.repository
    nobody: dict[str, None] = {"person": None, "email": None}
    roles = {name: role.model_copy(update=nobody) for name, role in site.site.roles.items()}
    named = {"notes": (), "roles": roles, "repository": repository and _without(repository, "note")}
    return replace(
        site,
        site=site.site.model_copy(update=named),
        documents={key: _without(document, "note", "checked") for key, document in site.documents.items()},
        answers={key: _without(answer, "note") for key, answer in site.answers.items()},
        actions={key: _without(action, "note") for key, action in site.actions.items()},
    )


def _without(record: R, *fields: str) -> R:
    return record.model_copy(update=dict.fromkeys(fields))


def _meant(record: Record) -> Any:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _pruned(value: Any) -> Any:
    """Without what is empty, and with texts as they are compared."""
    if isinstance(value, dict):
        kept = {key: _pruned(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, [], {}, "")}
    if isinstance(value, list):
        return [_pruned(item) for item in value]
    return normal(value)


def _hashed(meaning: dict[str, Any]) -> str:
    text = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
