"""Digests over meaning: what a review approved, independent of how the YAML is written.

Version 1: canonical JSON (sorted keys, no spaces, UTF-8) of the fields below, texts in Unicode
NFC without blanks around them or at line ends, hashed with SHA-256. Another program can recompute it.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from iso16363.model.answers import Answer
from iso16363.model.documents import Document

_VERSION = "v1"
_DOCUMENT_FIELDS = ("title", "kind", "version", "state", "effective", "path", "url", "doi", "sha256")
_ANSWER_FIELDS = ("applicable", "reason", "approved_by", "documented", "implemented", "response", "see")
_CITATION_FIELDS = ("document", "locator", "quote", "shows", "method", "state")


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n")
        return "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if isinstance(value, tuple | list):
        return [_normal(item) for item in value]
    return value


def _chosen(record: object, fields: tuple[str, ...]) -> dict[str, Any]:
    chosen = {name: _normal(getattr(record, name)) for name in fields}
    return {name: value for name, value in chosen.items() if value not in (None, [], "")}


def answer_digest(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Digest of an answer: ratings, response, citations, and the cited documents as registered.

    Owner, target, note, background and the review itself are not part of what is approved.
    """
    cited = sorted({c.document for c in answer.evidence} & documents.keys())
    meaning = {
        "answer": _chosen(answer, _ANSWER_FIELDS),
        "citations": [_chosen(c, _CITATION_FIELDS) for c in answer.evidence],
        "documents": {d: _chosen(documents[d], _DOCUMENT_FIELDS) for d in cited},
    }
    text = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{_VERSION}:{hashlib.sha256(text.encode()).hexdigest()}"
