"""The judged self-assessment as JSON, for other programs: everything an output shows, nothing else.

`schema` and versions come first. Keys are written in a fixed order and dates as ISO 8601, so the
same inputs give the same bytes.
"""

import json
from typing import Any

from iso16363 import __version__
from iso16363.catalog import Edition
from iso16363.diagnostics import Diagnostic, Place
from iso16363.fingerprint import assessment_digest, digest_of_meaning
from iso16363.judgement import Judgement, Provenance
from iso16363.model.base import Record
from iso16363.model.variant import Withheld
from iso16363.readiness import Failure, Gate, GateName, GateStatus
from iso16363.scoring import CriterionResult, Support, Tally, tally
from iso16363.withholding import withheld_by

SCHEMA = "iso16363/assessment/1"

Json = dict[str, Any]


def assessment(judgement: Judgement) -> Json:
    """The whole judgement as plain data."""
    site = judgement.site
    return {
        "schema": SCHEMA,
        **provenance(judgement.provenance, judgement.edition),
        "variant": judgement.variant.value,
        "draft": judgement.draft,
        "declaration": _declaration(judgement),
        "since": _since(judgement),
        "withheld": [_withheld(w) for w in withheld_by(judgement)],
        "site": _plain(site.site),
        "summary": summary(judgement),
        "criteria": [_criterion(judgement, result) for result in judgement.results.values()],
        "unknown_criteria": _unknown_criteria(judgement),
        "documents": {key: _plain(value) for key, value in site.documents.items()},
        "providers": {name: _provider(judgement, name) for name in site.providers},
        "actions": {key: _plain(value) for key, value in site.actions.items()},
        "imports": {key: _plain(value) for key, value in site.imports.items()},
        "audit": {key: _plain(value) for key, value in site.audit.items()},
        "declarations": {key: _plain(value) for key, value in site.declarations.items()},
        "handoffs": {key: _plain(value) for key, value in site.handoffs.items()},
        "diagnostics": [diagnostic(d) for d in judgement.diagnostics],
    }


def digest_of_shown(data: Json) -> str:
    """Recompute `digest_of_this_variant` from what assessment.json says: digest of what its variant shows.

    `data` has to hold to the schema of the assessment. This is what another program would do.
    """
    site = dict(data["site"])
    roles = {name: _but(role, "person", "email") for name, role in site.get("roles", {}).items()}
    named = {"roles": roles, "repository": _but(site.get("repository", {}), "note")}
    answers = {criterion["id"]: criterion["answer"] for criterion in data["criteria"]} | data["unknown_criteria"]
    meaning = {
        "site": {**_but(site, "notes"), **named},
        "documents": {key: _but(document, "note", "checked") for key, document in data["documents"].items()},
        "answers": {key: _but(answer, "note") for key, answer in answers.items()},
        "actions": {key: _but(action, "note") for key, action in data["actions"].items()},
    }
    return digest_of_meaning(meaning)


def to_text(data: Json) -> str:
    """JSON as it is written to files: indented, UTF-8, one newline at the end."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def provenance(made_from: Provenance, edition: Edition) -> Json:
    """What the data were computed from, and by which version of what."""
    return {
        "tool": {"name": "iso16363", "version": __version__},
        "edition": {"id": edition.id, "title": edition.head.title},
        "catalogue_digest": made_from.catalogue_digest,
        "inputs_digest": made_from.inputs_digest,
        "as_of": made_from.as_of.isoformat(),
        "commit": made_from.commit,
        "uncommitted_changes": made_from.dirty,
    }


def summary(judgement: Judgement) -> Json:
    """State, gates and counts: what a dashboard needs."""
    results, edition = judgement.results, judgement.edition
    return {
        "state": judgement.readiness.state.value,
        "gates": [_gate(gate) for gate in judgement.readiness.gates],
        "all": _tally(tally(results)),
        "sections": {s: _tally(tally(results, edition.of_section(s))) for s in edition.sections},
        "subsections": {s: _tally(tally(results, edition.of_subsection(s))) for s in edition.subsections},
    }


def diagnostic(found: Diagnostic) -> Json:
    """One diagnostic; the line is 0 where the file as a whole is meant."""
    return {
        "code": found.code,
        "severity": found.severity.value,
        **_place(found.place),
        "message": found.message,
        "hint": found.hint,
    }


def _provider(judgement: Judgement, name: str) -> Json:
    """Who a provider is; answers say what they take from it, and its documents have its name in front."""
    head = judgement.site.providers[name].site
    return {"name": head.name, "short_name": head.short_name, "url": head.url, "kind": head.kind.value}


def _withheld(withheld: Withheld) -> Json:
    """What a variant does not show; in the internal one, what the others (`variants`) would not."""
    return {
        "kind": withheld.kind.value,
        "id": withheld.name or None,
        "title": withheld.title,
        "what": withheld.what,
        "why": withheld.why,
        "inspect": withheld.inspect,
        "criteria": list(withheld.criteria),
        "variants": [variant.value for variant in withheld.variants],
    }


def _declaration(judgement: Judgement) -> Json | None:
    """The declaration in force. `digest` is that of the whole, which only the site can compute."""
    if judgement.site.declaration is None:
        return None
    name, declaration = judgement.site.declaration
    return {
        "id": name,
        "by": declaration.by,
        "on": declaration.on.isoformat(),
        "digest": declaration.digest,
        "holds": judgement.readiness.gate(GateName.DECLARATION).status is GateStatus.HOLDS,
        "digest_of_this_variant": assessment_digest(judgement.site),
    }


def _since(judgement: Judgement) -> Json | None:
    since = judgement.since
    return None if since is None else {"id": since.id, "on": since.record.on.isoformat()}


def _unknown_criteria(judgement: Judgement) -> Json:
    """Answers to criteria that the edition does not have: no result shows them, and the digest is over them too."""
    answers = judgement.site.answers.items()
    return {criterion: _plain(answer) for criterion, answer in answers if criterion not in judgement.results}


def _but(record: Json, *fields: str) -> Json:
    return {name: value for name, value in record.items() if name not in fields}


def _place(place: Place) -> Json:
    return {"file": place.file, "line": place.line, "column": place.column, "path": list(place.path)}


def _plain(record: Record) -> Json:
    """A record as in its file: aliases, no unset values."""
    data: Json = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data


def _gate(gate: Gate) -> Json:
    return {
        "gate": gate.name.value,
        "status": gate.status.value,
        "rule": gate.name.definition,
        "failures": [_failure(f) for f in gate.failures],
    }


def _failure(failure: Failure) -> Json:
    return {"subject": failure.subject, "text": failure.text, "file": failure.place.file}


def _tally(counts: Tally) -> Json:
    return {
        "criteria": counts.total,
        "applicable": counts.applicable,
        "states": {state.value: n for state, n in counts.states.items()},
        "ratings": {"none" if r is None else str(r): n for r, n in counts.ratings.items()},
        "minimum": counts.minimum,
    }


def _support(support: Support) -> Json:
    return {"level": support.level, "rule": support.rule.value, "document": support.document}


def _criterion(judgement: Judgement, result: CriterionResult) -> Json:
    return {
        "id": result.criterion,
        "title": judgement.edition.criteria[result.criterion].title,
        "state": result.state.value,
        "why": result.why,
        "derived": result.derived,
        "documented": result.documented,
        "implemented": result.implemented,
        "rating": result.rating,
        "target": result.target,
        "gap": result.gap,
        "support": {
            "documented": _support(result.documented_support),
            "implemented": _support(result.implemented_support),
        },
        "owner": result.owner,
        "file": result.place.file,
        "answer": _plain(judgement.site.answer(result.criterion)),
    }
