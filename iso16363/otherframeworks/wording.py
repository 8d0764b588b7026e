"""The sentences that every form of a draft says alike: that it is one, by whose judgement, and what was counted."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from iso16363.model.documents import Access
from iso16363.model.frameworks import Framework, Sureness
from iso16363.model.variant import Variant
from iso16363.otherframeworks.drafting import Draft, Mapped, RequirementDraft
from iso16363.otherframeworks.evidence import Piece
from iso16363.scoring import CriterionState, Tally

DRAFT: Final = "DRAFT"
NO_COUNTERPART: Final = "No criterion of ISO 16363 speaks of this, as far as the mapping goes."
COUNTS_ONLY: Final = "Figures count mapped criteria. They are no score or level."
NOT_IN_EDITION: Final = "not in this edition"


def headline(draft: Draft) -> str:
    """What it is, of whom and in which framework."""
    site = draft.judgement.site.site
    fictional = " (a fictional example)" if site.fictional else ""
    return f"{DRAFT} for {named(draft.framework)}: {site.name}{fictional}"


def named(framework: Framework) -> str:
    """The framework with its version."""
    return f"{framework.title}, {framework.version}"


def whose(draft: Draft, *requirements: RequirementDraft) -> str:
    """By whose judgement the mapping is, in one sentence: of some requirements, or of all."""
    framework = draft.framework
    bases = Counter(row.row.basis for requirement in requirements or draft.requirements for row in requirement.rows)
    told = ", ".join(f"{_rows(number)} by {framework.judges[judge].by}" for judge, number in bases.items())
    return f"The mapping is a draft, not approved by {framework.publisher}: {told or 'no rows'}."


def sureness(draft: Draft) -> str:
    """How many rows are how sure."""
    found = Counter(row.row.confidence for requirement in draft.requirements for row in requirement.rows)
    return "Confidence of the rows: " + ", ".join(f"{found[level]} {level}" for level in Sureness if found[level]) + "."


def editions(draft: Draft) -> str:
    """Which edition the site uses, which the mapping, and what was done about it."""
    site, mapped = draft.judgement.edition.id, draft.framework.edition
    if not draft.crosses:
        return f"Site and mapping both use {site}."
    lost = sum(row.result is None for requirement in draft.requirements for row in requirement.rows)
    gone = f" {_rows(lost)} {'has' if lost == 1 else 'have'} no criterion there." if lost else ""
    return f"The mapping is of {mapped}, the site uses {site}: rows were taken along the crosswalk of editions.{gone}"


def counted(tally: Tally) -> str:
    """How far mapped criteria have come, as counts of those that apply."""
    if not tally.total:
        return "no mapped criteria"
    of = tally.applicable
    answered, supported = tally.at_least(CriterionState.ANSWERED), tally.at_least(CriterionState.SUPPORTED)
    aside = tally.states[CriterionState.NOT_APPLICABLE]
    apart = f"; {aside} not applicable" if aside else ""
    return f"{answered} of {of} mapped {_criteria(of)} answered, {supported} of {of} supported by evidence{apart}"


def weakest(requirement: RequirementDraft) -> str:
    """The mapped criterion that has come least far, with its state."""
    found = requirement.weakest
    return f"{found.criterion} ({found.state.label})" if found else ""


def judged_by(draft: Draft, row: Mapped) -> str:
    """Basis and confidence of a row, and who else names the pair."""
    judges = draft.framework.judges
    support = "".join(f"; supported by {judges[j].by} ({place})" for j, place in row.row.support.items())
    return f"{row.row.confidence} confidence, by {judges[row.row.basis].by}{support}"


def remarks(draft: Draft, row: Mapped) -> Iterator[str]:
    """What to know of a row: its note, and what the crosswalk of editions did."""
    if row.row.note:
        yield row.row.note
    if row.moved:
        change = "new there" if row.result is None else row.crossed.change
        yield f"Mapped as {row.number} in {draft.framework.edition}: {change}."


def reserved(draft: Draft) -> str | None:
    """A warning where the draft holds what not everybody may read."""
    variant = draft.judgement.variant
    if variant is Variant.PUBLIC:
        return None
    closed = {p.document for r in draft.requirements for p in r.evidence if not is_open(p)}
    are = "is" if len(closed) == 1 else "are"
    number = f" Of the cited documents, {len(closed)} {are} not public." if closed else ""
    return f"Variant {variant}: not for publication as it stands.{number} For what anybody may read: --variant public."


def is_open(piece: Piece) -> bool:
    """Whether anybody may see the document."""
    return piece.access is Access.PUBLIC


def _rows(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"


def _criteria(number: int) -> str:
    return "criterion" if number == 1 else "criteria"
