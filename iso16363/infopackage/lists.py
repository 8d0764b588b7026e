"""documents.csv and checks.json: what a package shows of the register, and what was checked by which rules."""

from collections.abc import Mapping
from typing import Final

from iso16363.csvtext import csv_text
from iso16363.infopackage.contents import DOCUMENTS
from iso16363.interchange import Json, diagnostic, provenance, summary, to_text
from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.model.documents import Document
from iso16363.model.layout import attached_name
from iso16363.rules import RULES, Severity

CHECKS_SCHEMA: Final = "iso16363/checks/1"


def documents_csv(shown: Judgement, files: Mapping[str, str]) -> str:
    """Every document that the variant shows; `files` are paths below data/ by id, of those that are attached.

    "Registered as" is the path in the register where the package has another one.
    """
    documents = shown.site.documents.items()
    return csv_text([_headings(), *(_row(name, document, files.get(name)) for name, document in documents)])


def _headings() -> tuple[str, ...]:
    return (
        say("Id"),
        say("Title"),
        say("Kind"),
        say("File"),
        say("Registered as"),
        say("Web address"),
        say("Who may see it"),
        "SHA-256",
        say("Last checked"),
    )


def _row(name: str, document: Document, file: str | None) -> tuple[str, ...]:
    registered = attached_name(document.path) if document.path else ""
    renamed = file is not None and file != f"{DOCUMENTS}/{registered}"
    return (
        name,
        document.title,
        label(document.kind),
        file or "",
        registered if renamed else "",
        document.link or "",
        label(document.access) if document.access else "",
        (document.sha256 or "") if file else "",
        document.checked.isoformat() if document.checked else "",
    )


def checks_json(shown: Judgement) -> str:
    """What was checked, by which rules, and what came out, as the variant shows it."""
    used = summary(shown)
    data: Json = {
        "schema": CHECKS_SCHEMA,
        **provenance(shown.provenance, shown.edition),
        "site": shown.site.site.id,
        "variant": shown.variant.value,
        "draft": shown.draft,
        "state": used["state"],
        "gates": used["gates"],
        "counts": {severity.value: shown.count(severity) for severity in Severity},
        "diagnostics": [diagnostic(found) for found in shown.diagnostics],
        "rules": {code: {"severity": rule.severity.value, "title": rule.title} for code, rule in RULES.items()},
    }
    return to_text(data)
