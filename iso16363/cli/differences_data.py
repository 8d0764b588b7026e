"""The differences of a returned workbook as JSON, for other programs."""

from collections import Counter
from collections.abc import Mapping

from iso16363.cli.machine import document
from iso16363.interchange import Json
from iso16363.interchange import diagnostic as plain_diagnostic
from iso16363.model.imports import Import
from iso16363.workbook.threeway import Difference, Outcome
from iso16363.workspace.importing import Examined

SCHEMA = "iso16363/differences/1"


def as_json(examined: Examined, record: Import | None = None) -> str:
    """Everything that was found: which export, counts, every difference with its values, what is in the way."""
    exported, tried = examined.comparison.exported, examined.tried
    counts = Counter(d.outcome for d in tried.differences if not d.follows)  # one fault counts once
    body: Json = {
        "site": examined.before.id,
        "file": examined.request.file.name,
        "sha256": examined.sha256,
        "export": None if exported is None else dict(exported.identity),
        "stopped": examined.stopped,
        "written": record is not None,
        "import": None if record is None else record.model_dump(mode="json", by_alias=True, exclude_none=True),
        "counts": {
            **{o.value: counts[o] for o in Outcome if o is not Outcome.UNCHANGED},
            Outcome.UNCHANGED.value: examined.comparison.unchanged,
        },
        "changed_files": sorted(tried.texts),
        "deletions_kept": [d.id for d in tried.settled.kept],
        "differences": [_difference(d) for d in tried.differences],
        "obstacles": [plain_diagnostic(d) for d in tried.obstacles],
        "remarks": [{"where": r.where, "what": r.what} for r in examined.comparison.remarks],
    }
    return document(SCHEMA, body)


def _difference(d: Difference) -> Json:
    values = {name: getattr(d, name) for name in ("base", "workbook", "files")}
    return {
        "id": d.id,
        "sheet": d.sheet,
        "row": d.key,
        "column": d.field or None,
        "cell": d.cell or None,
        "extent": d.extent.value,
        "outcome": d.outcome.value,
        **{name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()},
        "reason": d.reason or None,
        "remedy": d.remedy or None,
    }
