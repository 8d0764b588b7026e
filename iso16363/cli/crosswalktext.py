"""A draft in another framework in the terminal: the frameworks, the draft at a glance, one requirement in full."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from iso16363.cli.machine import document
from iso16363.cli.terminal import Screen, clean, count, display_width, faint, heading, shortened, table, wrapped
from iso16363.errors import UnknownName
from iso16363.model.frameworks import Framework
from iso16363.otherframeworks import wording
from iso16363.otherframeworks.drafting import Draft, Mapped, RequirementDraft
from iso16363.otherframeworks.evidence import Piece, Standing
from iso16363.otherframeworks.markdown import markdown
from iso16363.otherframeworks.tables import as_csv, as_data
from iso16363.scoring import CriterionState
from iso16363.spelling import nearest

_HEADS: Final = ("answered", "supported", "proposed", "weakest")
_EXPLAINED: Final = (
    "answered, supported: of the mapped criteria that apply, those that have come at least so far; proposed: citations "
    "that nobody has confirmed, which do not count; weakest: the mapped criterion that has come least far."
)
_ROWS: Final = ("ISO 16363", "state", "rating", "support", "target", "confidence")


def rendered(draft: Draft, form: str, requirement: str | None, at: Screen) -> str:
    """The draft in a form; in the terminal at a glance, or one requirement in full. Raises UnknownName."""
    if form == "markdown":
        return markdown(draft)
    if form == "csv":
        return as_csv(draft)
    if form == "json":
        return document("iso16363/framework-draft/1", as_data(draft)) + "\n"
    lines = as_text(draft, at) if requirement is None else in_full(draft, _chosen(draft, requirement), at)
    return "\n".join(lines) + "\n"


def _chosen(draft: Draft, requirement: str) -> RequirementDraft:
    for spelt in (str.lower, _without_zeros):
        alike = [one for one in draft.requirements if spelt(one.id) == spelt(requirement)]
        if len(alike) == 1:
            return alike[0]
    known = [one.id for one in draft.requirements]
    listed = f"{draft.framework.short} has {known[0]} to {known[-1]}."
    raise UnknownName(draft.framework.unit, requirement, nearest=nearest(requirement, known), known=listed)


def _without_zeros(requirement: str) -> str:
    """R01 as people type it: r1."""
    return re.sub(r"0+(?=[0-9])", "", requirement.lower())


def list_text(frameworks: Sequence[Framework], at: Screen) -> list[str]:
    """The frameworks that a draft can be made for."""
    lines = []
    for framework in frameworks:
        rows = sum(len(requirement.criteria) for requirement in framework.requirements.values())
        lines.append(heading(framework.id))
        lines += wrapped(f"{wording.named(framework)} ({framework.publisher})", at, indent="    ")
        units = count(len(framework.requirements), framework.unit, framework.units)
        lines += wrapped(f"{units}, {count(rows, 'row')}, mapped to {framework.edition}", at, indent="    ")
    said = "Every mapping is a draft, not approved by the framework's publisher."
    return [*lines, "", *wrapped(said, at), "A draft for a site: iso16363 crosswalk SITE --to FRAMEWORK"]


def as_text(draft: Draft, at: Screen) -> list[str]:
    """One line for each requirement, then what has no counterpart."""
    rows = [("", *_HEADS), *(_row(requirement) for requirement in draft.requirements)]
    room = at.width - max(map(display_width, table([row[1:] for row in rows]))) - len("  ")
    names = [draft.framework.unit, *(clean(r.name) for r in draft.requirements)]
    cells = [(shortened(name, room, at), *row[1:]) for name, row in zip(names, rows, strict=True)]
    head, *body = table(cells, right=frozenset({1, 2, 3}))
    lines = [*_opening(draft, at), "", heading(head), *body, ""]
    lines += [*(faint(line) for line in wrapped(_EXPLAINED, at)), ""]
    if draft.without_counterpart:
        without = ", ".join(draft.without_counterpart)
        lines += wrapped(f"Without counterpart in ISO 16363: {without}", at, first="", indent="    ")
    lines += _beyond(draft, at)
    lines += ["", *wrapped(f"Together, each criterion once: {wording.counted(draft.tally)}.", at)]
    site, framework = clean(draft.judgement.site.site.id), draft.framework.id
    first = next(iter(draft.framework.requirements))
    return [*lines, f"One in full: iso16363 crosswalk {site} --to {framework} --requirement {first}"]


def _opening(draft: Draft, at: Screen) -> Iterator[str]:
    yield from map(heading, wrapped(wording.headline(draft), at))
    yield from wrapped(f"{wording.whose(draft)} {wording.sureness(draft)} {wording.editions(draft)}", at)
    yield from wrapped(wording.COUNTS_ONLY, at)
    reserved = wording.reserved(draft)
    if reserved:
        yield from wrapped(reserved, at)


def _row(requirement: RequirementDraft) -> tuple[str, ...]:
    tally, weakest = requirement.tally, requirement.weakest
    if not tally.total:
        return ("", "-", "-", "-", "no counterpart" if not requirement.rows else wording.NOT_IN_EDITION)
    of = tally.applicable
    reached = (tally.at_least(state) for state in (CriterionState.ANSWERED, CriterionState.SUPPORTED))
    proposed = sum(piece.standing is Standing.CANDIDATE for piece in requirement.evidence)
    shown = f"{weakest.criterion} {weakest.state.label}" if weakest else "none applies"
    return ("", *(f"{number}/{of}" for number in reached), str(proposed), shown)


def _beyond(draft: Draft, at: Screen) -> Iterator[str]:
    total = len(draft.judgement.edition.criteria)
    title = f"Criteria of ISO 16363 without counterpart ({len(draft.beyond)} of {total}): "
    yield from wrapped(f"{title}{', '.join(draft.beyond) or 'none'}", at, first="", indent="    ")
    if draft.nearby:
        near = "have no row, but stand above or below one that has; --format markdown lists them."
        yield from wrapped(f"{count(len(draft.nearby), 'other', 'others')} {near}", at)


def in_full(draft: Draft, requirement: RequirementDraft, at: Screen) -> list[str]:
    """One requirement: rows of the mapping, whose they are, evidence, and what is missing."""
    record = requirement.requirement
    lines = [*_opening(draft, at), "", *map(heading, wrapped(requirement.name, at))]
    lines += wrapped(wording.whose(draft, requirement), at)
    if not record.checked:
        lines += wrapped("Number and title are not checked against a source.", at)
    if record.note:
        lines += wrapped(record.note, at)
    if not requirement.rows:
        return [*lines, *wrapped(wording.NO_COUNTERPART, at)]
    rows = [_ROWS, *(_mapped(row) for row in requirement.rows)]
    lines += ["", *table(rows, right=frozenset({2, 3, 4})), ""]
    for row in requirement.rows:
        lines += _explained(draft, row, at)
    lines += ["", heading("Evidence"), *_evidence(requirement.evidence, at)]
    answered = ", ".join(said.criterion for said in requirement.responses)
    lines += ["", *wrapped(f"Responses: {answered or 'none yet'}. The Markdown draft has their texts.", at)]
    return [*lines, *wrapped(f"Counted: {wording.counted(requirement.tally)}.", at)]


def _mapped(row: Mapped) -> tuple[str, ...]:
    result, level = row.result, row.row.confidence.value
    if result is None:
        return (row.criterion, wording.NOT_IN_EDITION, "", "", "", level)
    rating = "-" if result.rating is None else str(result.rating)
    return (row.criterion, result.state.label, rating, str(result.support), str(result.target), level)


def _explained(draft: Draft, row: Mapped, at: Screen) -> Iterator[str]:
    yield from wrapped(f"{row.criterion} {row.title}", at, first="  ", indent="    ")
    texts = [f"mapping: {wording.judged_by(draft, row)}", *wording.remarks(draft, row)]
    texts += [f"missing: {'; '.join(row.missing)}"] if row.missing else []
    for text in texts:
        yield from wrapped(text, at, first="    ", indent="      ")


def _evidence(found: Sequence[Piece], at: Screen) -> Iterator[str]:
    if not found:
        yield "  none yet"
    for name, pieces in groupby(sorted(found, key=lambda piece: piece.document), key=lambda piece: piece.document):
        places = list(pieces)
        access = places[0].access.label if places[0].access else "not stated"
        where = places[0].link or places[0].path
        yield from wrapped(f"{name}: {places[0].title} (access: {access})", at, first="  ", indent="    ")
        if where:
            yield from wrapped(where, at, first="    ", indent="      ")
        for piece in places:
            told = f"for {piece.criterion}: {piece.locator or 'no place given'} ({piece.standing.label})"
            yield from wrapped(told, at, first="    ", indent="      ")
