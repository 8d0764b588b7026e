"""Reviews written into the answers they approve, or taken out of them; what a role may not is refused, by criterion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from iso16363.approval import UNFINISHED, Objection, objections
from iso16363.diagnostics import Diagnostic, Severity
from iso16363.judgement import Judgement
from iso16363.model.answers import Review
from iso16363.model.base import Term
from iso16363.model.layout import answer_place, evidence_file
from iso16363.reviewing import ReviewStanding, owners_of, review_by, review_standing
from iso16363.scoring import CriterionResult
from iso16363.workspace.editing import edited, values_of, write_texts
from iso16363.workspace.opened import OpenSite
from iso16363.workspace.workspace import SiteReport

_BY_WHOM: Final = frozenset({"R303", "E509"})
"""Faults of who reviewed; what other reviews suffer from does not keep anybody from making one."""


class Outcome(Term):
    """What a review comes to for one criterion."""

    APPROVED = "approved", "The role approves the answer as it stands."
    WITHDRAWN = "withdrawn", "The review is taken out."
    HOLDS = "holds", "The review that is there holds, so it stays."
    LEFT_OUT = "left-out", "Not asked for by its own number, and nothing for this role to do."
    REFUSED = "refused", "It cannot be done, so nothing is written at all."


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one criterion, and why; `before` is the review that was there."""

    result: CriterionResult
    outcome: Outcome
    standing: ReviewStanding
    before: Review | None
    reasons: tuple[Objection, ...] = ()

    @property
    def criterion(self) -> str:
        """Number of the criterion."""
        return self.result.criterion


@dataclass(frozen=True, slots=True)
class Approval:
    """What is to be written; nothing is written yet."""

    site: OpenSite
    role: str
    decisions: tuple[Decision, ...]
    texts: Mapping[str, str]
    in_the_way: tuple[Diagnostic, ...]

    def of(self, *outcomes: Outcome) -> tuple[Decision, ...]:
        """Decisions with one of some outcomes."""
        return tuple(d for d in self.decisions if d.outcome in outcomes)

    @property
    def stopped(self) -> bool:
        """Whether something keeps all of it from being written."""
        return bool(self.in_the_way or self.of(Outcome.REFUSED))


def chosen(judgement: Judgement, names: Sequence[str]) -> dict[str, bool]:
    """Criteria in the standard's order, each with whether it was named itself or is only below what was named.

    Names are those of the edition: of criteria, subsections and sections.
    """
    edition = judgement.edition
    own = {name for name in names if name in edition.criteria}
    groups = [edition.of_subsection(n) if n in edition.subsections else edition.of_section(n) for n in names]
    below = {c for name, group in zip(names, groups, strict=True) if name not in own for c in group}
    return {c: c in own for c in edition.criteria if c in own or c in below}


def approve(site: OpenSite, names: Sequence[str], role: str) -> Approval:
    """Approve answers on behalf of a role. Raises WrongUsage where the clock is before what was recorded."""
    site.refuse_early_clock()
    found = chosen(site.judgement, names)
    decisions = tuple(_approved(site.judgement, criterion, role, named=named) for criterion, named in found.items())
    return _planned(site, role, decisions)


def withdraw(site: OpenSite, names: Sequence[str], role: str) -> Approval:
    """Take reviews back that a role made; the accountable role may take back any."""
    found = chosen(site.judgement, names)
    decisions = tuple(_withdrawn(site.judgement, criterion, role, named=named) for criterion, named in found.items())
    return _planned(site, role, decisions)


def carry_out(approval: Approval) -> SiteReport:
    """Write it, all or nothing, and say how the site stands then.

    Raises WrongUsage where files were changed meanwhile, and UnwritableOutput; nothing is changed then.
    """
    if not approval.texts:
        return approval.site.report
    after = approval.site.with_texts(approval.texts)
    write_texts(approval.site.loaded, approval.texts)
    return after


def _approved(judgement: Judgement, criterion: str, role: str, *, named: bool) -> Decision:
    site, result = judgement.site, judgement.results[criterion]
    standing = review_standing(criterion, site, judgement.today)
    found = objections(result, site, role)
    before = site.answer(criterion).review
    if standing is ReviewStanding.HOLDS:
        return Decision(result, Outcome.HOLDS, standing, before)
    if not found:
        return Decision(result, Outcome.APPROVED, standing, before)
    nothing_to_do = result.derived or not result.applicable or result.state in UNFINISHED
    not_for_it = site.responsible(criterion) is None or role in owners_of(criterion, site)
    outcome = Outcome.LEFT_OUT if not named and (nothing_to_do or not_for_it) else Outcome.REFUSED
    return Decision(result, outcome, standing, before, found)


def _withdrawn(judgement: Judgement, criterion: str, role: str, *, named: bool) -> Decision:
    site, result = judgement.site, judgement.results[criterion]
    before = site.answer(criterion).review
    standing = review_standing(criterion, site, judgement.today)
    if before is None:
        reason = Objection("there is no review to take back")
        return Decision(result, Outcome.REFUSED if named else Outcome.LEFT_OUT, standing, before, (reason,))
    if before.by == role or site.site.roles[role].accountable:
        return Decision(result, Outcome.WITHDRAWN, standing, before)
    reason = Objection(f'"{before.by}" reviewed it', "Who reviewed it takes it back, or the accountable role.")
    return Decision(result, Outcome.REFUSED if named else Outcome.LEFT_OUT, standing, before, (reason,))


def _planned(site: OpenSite, role: str, decisions: tuple[Decision, ...]) -> Approval:
    written = {d.criterion for d in decisions if d.outcome in (Outcome.APPROVED, Outcome.WITHDRAWN)}
    in_the_way = tuple(_in_the_way(site, written))
    if in_the_way or any(d.outcome is Outcome.REFUSED for d in decisions):
        return Approval(site, role, decisions, {}, in_the_way)
    values: dict[str, dict[str, Any]] = {}
    for decision in decisions:
        if decision.criterion not in written:
            continue
        file = evidence_file(decision.criterion)
        answers = values.setdefault(file, dict(values_of(site.loaded.texts, file)))
        answer = {key: value for key, value in answers[decision.criterion].items() if key != "review"}
        old = answers[decision.criterion].get("review")
        if decision.outcome is Outcome.APPROVED:
            # Where there was a review, the key keeps its place among the others.
            answer = dict(answers[decision.criterion]) if old is not None else answer
            answer["review"] = _review(site, decision.criterion, role)
        answers[decision.criterion] = answer
    texts = edited(site.loaded, values, site.report.shown)
    return Approval(site, role, decisions, texts, ())


def _review(site: OpenSite, criterion: str, role: str) -> dict[str, object]:
    review = review_by(role, criterion, site.judgement.site, site.today)
    written: dict[str, object] = review.model_dump(mode="json", exclude_defaults=True)
    return written


def _in_the_way(site: OpenSite, written: set[str]) -> Iterator[Diagnostic]:
    """Errors of the files, but for those that a review mends: in one about to be replaced or taken out, or by whom."""
    mended = {answer_place(criterion, "review").path for criterion in written}
    for found in site.report.diagnostics:
        if found.severity is not Severity.ERROR or found.place.path[:2] in mended:
            continue
        if found.code in _BY_WHOM and found.place.path[1:2] == ("review",):
            continue
        yield found
