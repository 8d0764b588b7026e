"""What moving a site to another edition comes to, as JSON for other programs."""

from iso16363.cli.machine import document
from iso16363.interchange import Json, diagnostic
from iso16363.workspace.migrating import Fate, Migration
from iso16363.workspace.setaside import Reference

SCHEMA = "iso16363/migrate/1"


def as_json(migration: Migration, *, written: bool) -> str:
    """Every criterion with its way, what is set aside or comes back, and whether the files were written."""
    return document(SCHEMA, _body(migration, written=written))


def _body(migration: Migration, *, written: bool) -> Json:
    after = migration.after
    return {
        "site": migration.site.report.id,
        "from": migration.way.source.id,
        "to": migration.way.target.id,
        "as_of": migration.site.today.isoformat(),
        "written": written,
        "files": sorted(migration.texts),
        "criteria": [_fate(fate) for fate in migration.fates],
        "set_aside": list(migration.aside),
        "brought_back": list(migration.back),
        "taken_out_of_lists": [_reference(found) for found in migration.references],
        "not_brought_back": [_reference(found) for found in migration.left],
        "texts_naming_numbers": [
            {"file": m.file, "path": list(m.path), "number": m.number, "there": m.there} for m in migration.mentions
        ],
        "providers_of_another_edition": list(migration.differing_providers),
        "in_the_way": [diagnostic(found) for found in migration.in_the_way],
        "diagnostics_after": [diagnostic(found) for found in after.diagnostics] if after else [],
    }


def _fate(fate: Fate) -> Json:
    step = fate.step
    return {
        "from": step.source,
        "to": step.target,
        "change": step.passage.value,
        "impact": step.impact,
        "note": step.note,
        "answered": fate.answered,
        "to_confirm": fate.to_confirm,
        "confirm_taken_out": fate.settled,
        "review": fate.review.value,
    }


def _reference(reference: Reference) -> Json:
    return {"file": reference.file, "list": list(reference.list_), "at": reference.at, "name": reference.name}
