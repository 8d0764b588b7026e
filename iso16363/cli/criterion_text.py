"""The catalogue as text and as JSON: an edition as a list, a criterion in full."""

from collections.abc import Sequence
from typing import Any

from iso16363.catalog import Catalogue, Edition, Neighbour
from iso16363.cli.terminal import Screen, clean, count, faint, heading, table, wrapped
from iso16363.interchange import Json
from iso16363.model.answers import Citation
from iso16363.model.base import parent_of, subsection_of
from iso16363.model.catalogue import Confidence, EditionStatus
from iso16363.workspace.mentions import Mention


def edition_text(edition: Edition, criteria: Sequence[str]) -> list[str]:
    """The criteria by subsection, sub-criteria indented below their umbrella."""
    lines = [heading(f"{edition.head.title} ({edition.head.status.value})")]
    for subsection in dict.fromkeys(subsection_of(c) for c in criteria):
        lines.extend(["", heading(f"{subsection} {edition.subsections[subsection].title}")])
        own = [c for c in criteria if subsection_of(c) == subsection]
        lines.extend(table([(c, "  " * (c.count(".") - 2) + edition.criteria[c].title) for c in own], indent="  "))
    lines.extend(["", f"{count(len(criteria), 'criterion', 'criteria')}. One in full: iso16363 criteria show ID"])
    return lines


def edition_json(catalogue: Catalogue, edition: Edition, criteria: Sequence[str]) -> Json:
    """The chosen criteria as data."""
    listed = [{"id": c, **edition.criteria[c].model_dump(mode="json", exclude_defaults=True)} for c in criteria]
    return {**_source(catalogue, edition), "criteria": listed}


def documents_text(catalogue: Catalogue, edition: Edition, criteria: Sequence[str], at: Screen) -> list[str]:
    """The documents that the criteria call for: what `roles` of a document may say."""
    called = _called_for(catalogue, edition, criteria)
    lines = [heading(f"Documents that {edition.head.title} calls for, by their role"), ""]
    for role_id, wanted in called.items():
        role = catalogue.document_roles[role_id]
        besides = "" if role.required else "; not asked for, but useful"
        lines.extend(wrapped(f"{role_id}: {role.title} ({', '.join(wanted)}{besides})", at, first="  ", indent="    "))
    asked = sum(catalogue.document_roles[role_id].required for role_id in called)
    said = (
        f"{count(len(called), 'role')}, of which the standard asks for {asked}; write them into `roles` of a document"
    )
    return [*lines, "", *wrapped(f"{said}.", at)]


def documents_json(catalogue: Catalogue, edition: Edition, criteria: Sequence[str]) -> Json:
    """The document roles as data."""
    roles = [
        {"id": role_id, **catalogue.document_roles[role_id].model_dump(mode="json"), "criteria": wanted}
        for role_id, wanted in _called_for(catalogue, edition, criteria).items()
    ]
    return {**_source(catalogue, edition), "document_roles": roles}


def _called_for(catalogue: Catalogue, edition: Edition, criteria: Sequence[str]) -> dict[str, list[str]]:
    """Document roles in the order of the catalogue, with the criteria of this edition that call for each."""
    wanted: dict[str, list[str]] = {role_id: [] for role_id in catalogue.document_roles}
    for criterion in criteria:
        for role_id in _role_ids(catalogue, edition, criterion):
            wanted[role_id].append(criterion)
    return {role_id: named for role_id, named in wanted.items() if named}


def _source(catalogue: Catalogue, edition: Edition) -> Json:
    return {
        "edition": {"id": edition.id, "title": edition.head.title, "status": edition.head.status.value},
        "catalogue_digest": catalogue.digest,
    }


def criterion_text(
    catalogue: Catalogue, edition: Edition, criterion: str, found: Sequence[Mention], at: Screen
) -> list[str]:
    """Everything about one criterion."""
    record = edition.criteria[criterion]
    subsection = edition.subsections[subsection_of(criterion)]
    lines = [heading(line) for line in wrapped(f"{criterion} {record.title}", at)]
    lines.extend(
        wrapped(f"{edition.head.title}, {subsection.id} {subsection.title}{_umbrella(edition, criterion)}", at)
    )
    lines.extend(["", *wrapped(record.requirement, at)])
    for below in edition.children.get(criterion, ()):
        lines.extend(wrapped(edition.criteria[below].title, at, first=f"  {below:<11}", indent=" " * 13))
    lines.extend(_listed("What auditors look at", record.look_at, at))
    lines.extend(_listed("Examples of evidence", record.examples, at))
    lines.extend(_listed("Documents it calls for", _roles(catalogue, edition, criterion), at))
    if record.oais_terms:
        lines.extend(_listed("Terms of OAIS", (", ".join(record.oais_terms),), at))
    if record.confidence is not Confidence.HIGH or record.confidence_note:
        note = f"{record.confidence.value}. {record.confidence_note or ''}"
        lines.extend(_listed("Confidence in this wording", (note,), at))
    neighbours = catalogue.neighbours(edition.id, criterion)
    lines.extend(_listed("In the other edition", [_neighbour(catalogue, n) for n in neighbours], at))
    lines.extend(_anchors(catalogue, at))
    lines.extend(_sites(found, at))
    return lines


def _umbrella(edition: Edition, criterion: str) -> str:
    parent = parent_of(criterion)
    below = f", below {parent} {edition.criteria[parent].title}" if parent and parent in edition.criteria else ""
    children = edition.children.get(criterion, ())
    over = f", clarified by {count(len(children), 'sub-criterion', 'sub-criteria')}" if children else ""
    return below + over


def _listed(title: str, items: Sequence[str], at: Screen) -> list[str]:
    if not items:
        return []
    lines = ["", heading(title)]
    for item in items:
        lines.extend(wrapped(item, at, first="  - ", indent="    "))
    return lines


def _role_ids(catalogue: Catalogue, edition: Edition, criterion: str) -> list[str]:
    """Roles of the documents the criterion calls for; they are kept by the ids of the current edition."""
    known = [criterion]
    if edition.head.status is not EditionStatus.CURRENT:
        known = [n.criterion for n in catalogue.neighbours(edition.id, criterion) if n.criterion]
    return list(dict.fromkeys(role for c in known for role in catalogue.roles_for(c)))


def _roles(catalogue: Catalogue, edition: Edition, criterion: str) -> list[str]:
    roles = [(r, catalogue.document_roles[r]) for r in _role_ids(catalogue, edition, criterion)]
    return [f"{role.title} ({role_id}): {role.about}" for role_id, role in roles]


def _neighbour(catalogue: Catalogue, neighbour: Neighbour) -> str:
    other = catalogue.editions.get(neighbour.edition)
    name = other.head.title if other else neighbour.edition
    where = f"no such criterion in {name}" if neighbour.criterion is None else f"{neighbour.criterion} in {name}"
    return f"{where}: {neighbour.change}, impact {neighbour.impact}. {neighbour.note}"


def _anchors(catalogue: Catalogue, at: Screen) -> list[str]:
    lines = ["", heading("Ratings: what is true at each level")]
    for level in catalogue.rating_scale.levels:
        lines.extend(wrapped(f"{level.label}", at, first=f"  {level.level}  "))
        lines.extend(wrapped(level.documented, at, first="     documented:  ", indent=" " * 18))
        lines.extend(wrapped(level.implemented, at, first="     implemented: ", indent=" " * 18))
    return lines


def _sites(found: Sequence[Mention], at: Screen) -> list[str]:
    if not found:
        return []
    lines = ["", heading("What the sites of this workspace say")]
    for mention in found:
        lines.extend(_site(mention, at))
    return lines


def _site(mention: Mention, at: Screen) -> list[str]:
    first = f"  {clean(mention.site)}: "
    answer = mention.answer
    if mention.assessment is None:
        return [f"{first}cannot be read; see iso16363 check {clean(mention.site)}"]
    if answer is None:
        return [f"{first}audits against {mention.assessment.site.edition}, which has no such criterion"]
    said = "answered" if answer.begun else "not answered yet"
    cited = "nothing cited"
    if answer.evidence:
        cited = f"cites {len(answer.confirmed)} confirmed, {count(len(answer.candidates), 'candidate')}"
    lines = [f"{first}{said}; {cited} ({clean(mention.place)})"]
    for citation in answer.evidence:
        lines.extend(_citation(mention, citation, at))
    return lines


def _citation(mention: Mention, citation: Citation, at: Screen) -> list[str]:
    documents = mention.assessment.documents if mention.assessment else {}
    document = documents.get(citation.document)
    title = f", {document.title}" if document else " (not in the register)"
    shown = f": {citation.shows}" if citation.shows else ""
    place = f", {citation.locator}" if citation.locator else ""
    text = f"{citation.document} ({citation.state.label}){title}{place}{shown}"
    return [faint(line) for line in wrapped(text, at, first="    - ", indent="      ")]


def criterion_json(catalogue: Catalogue, edition: Edition, criterion: str, found: Sequence[Mention]) -> Json:
    """Everything about one criterion as data."""
    record = edition.criteria[criterion]
    return {
        **_source(catalogue, edition),
        "id": criterion,
        **record.model_dump(mode="json"),
        "parent": parent_of(criterion) if parent_of(criterion) in edition.criteria else None,
        "sub_criteria": list(edition.children.get(criterion, ())),
        "document_roles": list(catalogue.roles_for(criterion)),
        "other_editions": [_plain(n) for n in catalogue.neighbours(edition.id, criterion)],
        "rating_scale": catalogue.rating_scale.model_dump(mode="json")["levels"],
        "sites": [_mention_json(m) for m in found],
    }


def _plain(neighbour: Neighbour) -> dict[str, Any]:
    return {
        "edition": neighbour.edition,
        "criterion": neighbour.criterion,
        "change": neighbour.change,
        "impact": neighbour.impact,
        "note": neighbour.note,
    }


def _mention_json(mention: Mention) -> dict[str, Any]:
    answer = mention.answer
    return {
        "site": mention.site,
        "readable": mention.assessment is not None,
        "criterion": mention.criterion,
        "file": mention.place.file,
        "line": mention.place.line,
        "answered": bool(answer and answer.begun),
        "evidence": [c.model_dump(mode="json", exclude_none=True) for c in answer.evidence] if answer else [],
    }
