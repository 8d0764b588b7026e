"""The draft as Markdown: a section for each requirement, to be worked on and pasted into an application."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from iso16363.otherframeworks import wording
from iso16363.otherframeworks.drafting import Draft, Mapped, RequirementDraft
from iso16363.otherframeworks.evidence import Piece
from iso16363.otherframeworks.quoting import code, inline, link, quoted
from iso16363.scoring import CriterionState


def markdown(draft: Draft) -> str:
    """The whole text, with a newline at its end."""
    parts = [*_opening(draft), *_overview(draft)]
    for requirement in draft.requirements:
        parts += _section(draft, requirement)
    return "\n\n".join([*parts, *_beyond(draft)]) + "\n"


def _opening(draft: Draft) -> Iterator[str]:
    framework, made = draft.framework, draft.judgement.provenance
    yield f"# {inline(wording.headline(draft))}"
    yield f"**{wording.DRAFT}.** {inline(wording.whose(draft))} {wording.COUNTS_ONLY}"
    reserved = wording.reserved(draft)
    if reserved:
        yield f"**{inline(reserved)}**"
    about = [
        wording.editions(draft),
        wording.sureness(draft),
        f"Requirements: {framework.requirements_from}",
        f"Caveat: {framework.caveat}",
        f"As of {made.as_of}, variant {draft.judgement.variant}, made with iso16363 {made.tool_version}.",
    ]
    lines = [f"- {inline(text)}" for text in about]
    lines += [
        f"- {link(judge.by, judge.url) if judge.url else inline(judge.by)}: {inline(judge.what)}"
        for judge in framework.judges.values()
    ]
    if framework.url:
        lines.append(f"- The framework itself: {link(framework.title, framework.url)}")
    sums = (("site", made.inputs_digest), ("catalogue", made.catalogue_digest), ("mapping", draft.digest))
    lines.append(f"- SHA-256: {', '.join(f'{what} {code(digest)}' for what, digest in sums)}.")
    yield "\n".join(lines)


def _overview(draft: Draft) -> Iterator[str]:
    yield "## How far the mapped criteria are"
    yield f"All requirements together, each criterion once: {wording.counted(draft.tally)}."
    unit = draft.framework.unit
    rows = [[unit.capitalize(), "mapped", "apply", "answered", "supported", "weakest"]]
    for requirement in draft.requirements:
        tally = requirement.tally
        figures = (
            tally.total,
            tally.applicable,
            tally.at_least(CriterionState.ANSWERED),
            tally.at_least(CriterionState.SUPPORTED),
        )
        title = inline(requirement.name)
        rows.append([title, *map(str, figures), inline(wording.weakest(requirement))])
    yield _table(rows)
    if draft.without_counterpart:
        yield f"Without counterpart in ISO 16363: {', '.join(map(inline, draft.without_counterpart))}."


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def _section(draft: Draft, requirement: RequirementDraft) -> Iterator[str]:
    """One requirement; it says that it is a draft, for it may be read alone."""
    record = requirement.requirement
    yield f"## {inline(requirement.name)}"
    unchecked = "" if record.checked else " Number and title are not checked against a source."
    yield f"*{wording.DRAFT}. {inline(wording.whose(draft, requirement) + unchecked)}*"
    if record.note:
        yield inline(record.note)
    if not requirement.rows:
        yield wording.NO_COUNTERPART
        return
    yield _rows(draft, requirement)
    weakest = wording.weakest(requirement)
    yield inline(f"Counted: {wording.counted(requirement.tally)}{f'; weakest: {weakest}' if weakest else ''}.")
    yield "### What the site says"
    if not requirement.responses:
        yield "Nothing yet."
    for said in requirement.responses:
        yield f"**{inline(f'{said.criterion} {said.title}')}** ({said.state.label}):"
        yield quoted(said.text)
    yield "### Evidence"
    counting = requirement.pieces(counting=True)
    yield _listed(counting) if counting else "None that counts."
    proposed = requirement.pieces(counting=False)
    if proposed:
        yield "Does not count, for it is proposed only, not registered, or its file is in doubt:"
        yield _listed(proposed)
    yield from _missing(requirement)


def _rows(draft: Draft, requirement: RequirementDraft) -> str:
    head = ["ISO 16363", "state", "rating", "support", "target", "mapping"]
    return _table([head, *(_row(draft, row) for row in requirement.rows)])


def _row(draft: Draft, row: Mapped) -> list[str]:
    result = row.result
    told = " ".join((f"{wording.judged_by(draft, row)}.", *wording.remarks(draft, row)))
    name = inline(f"{row.criterion} {row.title}")
    if result is None:
        return [name, wording.NOT_IN_EDITION, "", "", "", inline(told)]
    rating = "none" if result.rating is None else str(result.rating)
    return [name, result.state.label, rating, str(result.support), str(result.target), inline(told)]


def _listed(pieces: Sequence[Piece]) -> str:
    """Each document once, with its places below it."""
    lines = []
    for document, found in groupby(sorted(pieces, key=lambda p: p.document), key=lambda p: p.document):
        places = list(found)
        lines.append(f"- {_document(document, places[0])}")
        lines += [f"  - {_place(piece)}" for piece in places]
    return "\n".join(lines)


def _document(name: str, piece: Piece) -> str:
    title = link(piece.title, piece.link) if piece.link else inline(piece.title)
    file = f", file {code(piece.path)}" if piece.path else ""
    access = piece.access.label if piece.access else "not stated"
    return f"{title} ({code(name)}, access: {access}){file}"


def _place(piece: Piece) -> str:
    where = inline(piece.locator) if piece.locator else "no place given"
    shows = f": {inline(piece.shows)}" if piece.shows else ""
    return f"for {piece.criterion}, {where} ({piece.standing.label}){shows}"


def _missing(requirement: RequirementDraft) -> Iterator[str]:
    lines = [f"- {inline(row.criterion)}: {inline('; '.join(row.missing))}." for row in requirement.rows if row.missing]
    yield "### What is missing"
    yield "\n".join(lines) or "Nothing for the mapped criteria. Whether that is enough here, the mapping cannot say."


def _beyond(draft: Draft) -> Iterator[str]:
    titles = draft.judgement.edition.criteria
    yield f"## Criteria of ISO 16363 without counterpart in {inline(draft.framework.short)}"
    lines = [f"- {c} {inline(titles[c].title)}" for c in draft.beyond]
    yield "\n".join(lines) or "None."
    if draft.nearby:
        yield f"Without a row of their own, but above or below a criterion that has one: {', '.join(draft.nearby)}."
