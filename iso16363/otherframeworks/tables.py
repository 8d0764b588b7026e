"""The draft for other programs: rows for a spreadsheet, and plain data for JSON."""

from collections.abc import Iterator
from typing import Any, Final

from iso16363.csvtext import csv_text
from iso16363.otherframeworks import wording
from iso16363.otherframeworks.drafting import Draft, Mapped, RequirementDraft
from iso16363.otherframeworks.evidence import Piece
from iso16363.scoring import CriterionState, Tally

HEAD: Final = (
    "Status",
    "Framework",
    "Requirement",
    "Title",
    "ISO 16363",
    "State",
    "Rating",
    "Support",
    "Target",
    "Evidence",
    "Does not count",
    "Missing",
    "Basis of the mapping",
    "Confidence",
    "Supported by",
    "Note",
)


def as_csv(draft: Draft) -> str:
    """A row for each mapped criterion, then one for each criterion without; each says that it is a draft."""
    return csv_text([HEAD, *_rows(draft)])


def _rows(draft: Draft) -> Iterator[tuple[str, ...]]:
    status = f"{wording.DRAFT}; mapping not approved by {draft.framework.publisher}"
    start = (status, wording.named(draft.framework))
    for requirement in draft.requirements:
        name = (*start, requirement.id, requirement.requirement.title)
        if not requirement.rows:
            yield _filled(*name, note=wording.NO_COUNTERPART)
        for row in requirement.rows:
            yield (*name, *_row(draft, row))
    titles = draft.judgement.edition.criteria
    for criterion in (*draft.beyond, *draft.nearby):
        near = "only a criterion above or below it has a row" if criterion in draft.nearby else "has no counterpart"
        result = draft.judgement.results[criterion]
        # with its title: alone, "3.1.2" is a date to some spreadsheets
        yield _filled(*start, "", "", f"{criterion} {titles[criterion].title}", result.state.label, note=near)


def _filled(*cells: str, note: str) -> tuple[str, ...]:
    return (*cells, *("" for _ in range(len(HEAD) - 1 - len(cells))), note)


def _row(draft: Draft, row: Mapped) -> tuple[str, ...]:
    judges, result = draft.framework.judges, row.result
    return (
        f"{row.criterion} {row.title}",
        result.state.label if result else wording.NOT_IN_EDITION,
        "" if result is None or result.rating is None else str(result.rating),
        str(result.support) if result else "",
        str(result.target) if result else "",
        "\n".join(_told(piece) for piece in row.evidence if piece.standing.counts),
        "\n".join(_told(piece) for piece in row.evidence if not piece.standing.counts),
        "; ".join(row.missing),
        judges[row.row.basis].by,
        row.row.confidence.value,
        "; ".join(f"{judges[judge].by} ({place})" for judge, place in row.row.support.items()),
        " ".join(wording.remarks(draft, row)),
    )


def _told(piece: Piece) -> str:
    """A citation in one cell: document, place, standing, and where to read it."""
    place = f", {piece.locator}" if piece.locator else ", no place given"
    access = f"access: {piece.access.label}" if piece.access else "access not stated"
    where = f", {piece.link or piece.path}" if piece.link or piece.path else ""
    shows = f": {piece.shows}" if piece.shows else ""
    return f"{piece.document}{place} ({piece.standing.label}, {access}{where}){shows}"


def as_data(draft: Draft) -> dict[str, Any]:
    """The draft as JSON has it."""
    site, made, framework = draft.judgement.site.site, draft.judgement.provenance, draft.framework
    judges = {name: judge.model_dump(mode="json", exclude_none=True) for name, judge in framework.judges.items()}
    return {
        "status": framework.status,
        "notice": f"{wording.whose(draft)} {wording.COUNTS_ONLY}",
        "site": {"id": site.id, "name": site.name, "fictional": site.fictional, "edition": draft.judgement.edition.id},
        "variant": draft.judgement.variant.value,
        "as_of": made.as_of.isoformat(),
        "inputs_digest": made.inputs_digest,
        "catalogue_digest": made.catalogue_digest,
        "framework": {
            "id": framework.id,
            "title": framework.title,
            "version": framework.version,
            "publisher": framework.publisher,
            "url": framework.url,
            "edition": framework.edition,
            "requirements_from": framework.requirements_from,
            "caveat": framework.caveat,
            "judges": judges,
            "digest": draft.digest,
        },
        "counts": _counts(draft.tally),
        "requirements": [_requirement(requirement) for requirement in draft.requirements],
        "without_counterpart": {
            "requirements": list(draft.without_counterpart),
            "criteria": list(draft.beyond),
            "criteria_near_a_row": list(draft.nearby),
        },
    }


def _counts(tally: Tally) -> dict[str, Any]:
    return {
        "mapped": tally.total,
        "applicable": tally.applicable,
        "answered": tally.at_least(CriterionState.ANSWERED),
        "supported": tally.at_least(CriterionState.SUPPORTED),
        "states": {state.value: number for state, number in tally.states.items()},
    }


def _requirement(draft: RequirementDraft) -> dict[str, Any]:
    weakest = draft.weakest
    return {
        "id": draft.id,
        "title": draft.requirement.title,
        "title_checked": draft.requirement.checked,
        "note": draft.requirement.note,
        "counts": _counts(draft.tally),
        "weakest": weakest and {"criterion": weakest.criterion, "state": weakest.state.value},
        "criteria": [_mapped(row) for row in draft.rows],
        "responses": [
            {"criterion": said.criterion, "title": said.title, "state": said.state.value, "text": said.text}
            for said in draft.responses
        ],
        "evidence": [_piece(piece) for piece in draft.evidence],
    }


def _mapped(row: Mapped) -> dict[str, Any]:
    result = row.result
    judged = None
    if result:
        judged = {
            "state": result.state.value,
            "rating": result.rating,
            "documented": result.documented,
            "implemented": result.implemented,
            "support": result.support,
            "target": result.target,
        }
    return {
        "criterion": row.crossed.criterion,
        "title": row.title,
        "mapped_as": row.number,
        "change": row.crossed.change if row.moved else None,
        "basis": row.row.basis,
        "confidence": row.row.confidence.value,
        "support": dict(row.row.support),
        "note": row.row.note,
        "judged": judged,
        "missing": list(row.missing),
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "criterion": piece.criterion,
        "document": piece.document,
        "title": piece.title,
        "locator": piece.locator,
        "shows": piece.shows,
        "standing": piece.standing.value,
        "counts": piece.standing.counts,
        "access": piece.access and piece.access.value,
        "link": piece.link,
        "path": piece.path,
    }
