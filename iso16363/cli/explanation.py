"""Why one criterion of one site is where it is: state, ratings, support, rules, file and line."""

from iso16363.approval import objections
from iso16363.catalog import Catalogue, Edition
from iso16363.cli.findings import findings_about
from iso16363.cli.submission import short_digest
from iso16363.cli.terminal import Screen, clean, count, heading, wrapped
from iso16363.errors import UnknownName
from iso16363.judgement import Judgement
from iso16363.model.base import parent_of
from iso16363.model.layout import document_place
from iso16363.reviewing import ReviewStanding, review_standing
from iso16363.scoring import CriterionResult, Support
from iso16363.spelling import nearest
from iso16363.workspace.places import Locator

_LABEL_WIDTH = 14


def known_criterion(catalogue: Catalogue, edition: Edition, criterion: str) -> None:
    """Refuse an id that the edition does not have, saying where it exists and what is near."""
    if criterion in edition.criteria:
        return
    close = None
    elsewhere = [e for e in catalogue.editions.values() if criterion in e.criteria]
    if elsewhere:
        other = elsewhere[0]
        became = [n.criterion for n in catalogue.neighbours(other.id, criterion) if n.edition == edition.id]
        now = f" In {edition.head.title} it is {became[0]}." if became and became[0] else ""
        known = f"Only {other.head.title} has it: iso16363 criteria show {criterion} --edition {other.id}.{now}"
    elif criterion in edition.subsections:
        below = edition.of_subsection(criterion)
        known = f"It is a subsection with {len(below)} criteria: iso16363 criteria list --section {criterion}."
    else:
        close = _nearest(criterion, edition)
        known = f"{edition.head.title} has {len(edition.criteria)} criteria: iso16363 criteria list."
    raise UnknownName("criterion", criterion, nearest=close, known=known)


def _nearest(criterion: str, edition: Edition) -> str | None:
    """The id it was most likely meant to be: the one it goes too deep below, or the most alike."""
    shorter = criterion
    while shorter.count(".") > 2:
        shorter = shorter.rpartition(".")[0]
        if shorter in edition.criteria:
            return shorter
    siblings = [c for c in edition.criteria if parent_of(c) == parent_of(criterion)]
    return nearest(criterion, siblings) or nearest(criterion, edition.criteria)


def explain(where: Locator, judgement: Judgement, criterion: str, at: Screen) -> list[str]:
    """Everything that made the result what it is."""
    result = judgement.results[criterion]
    title = judgement.edition.criteria[criterion].title
    lines = [heading(line) for line in wrapped(f"{judgement.site.site.short_name}, {criterion} {title}", at)]
    for label, text in _rows(where, judgement, result):
        lines.extend(wrapped(text, at, first=f"  {label:<{_LABEL_WIDTH}}", indent=" " * (_LABEL_WIDTH + 2)))
    place = clean(where.shown(result.place))
    lines.extend(wrapped(place, at, first=f"  {'computed from':<{_LABEL_WIDTH}}"))
    lines.extend(findings_about(where.report, criterion, at))
    return lines


def _rows(where: Locator, judgement: Judgement, result: CriterionResult) -> list[tuple[str, str]]:
    rows = [("state", f"{result.state.label}: {result.why}. ({result.state.definition})")]
    if result.derived:
        below = ", ".join(judgement.edition.children[result.criterion])
        rows.append(("derived", f"no answer of its own; the smallest values of {below}"))
    if result.applicable:
        rows.append(("documented", _claim(where, result.documented, result.documented_support)))
        rows.append(("implemented", _claim(where, result.implemented, result.implemented_support)))
        rating = "none yet" if result.rating is None else str(result.rating)
        rows.append(("rating", f"{rating} (the smaller of the two); target {result.target}"))
    rows.append(("owner", _owner(judgement, result)))
    answer = judgement.site.answer(result.criterion)
    if answer.inherits is not None:
        taken = answer.inherits
        rows.append(("inherits", f"{taken.as_.value}, from {taken.from_}. {taken.as_.definition}"))
    confirmed = count(len(answer.confirmed), "confirmed citation")
    rows.append(("evidence", f"{confirmed}, {count(result.candidates, 'candidate')} to decide on"))
    rows.extend(_review(judgement, result))
    rows.extend(_gates(judgement, result.criterion))
    rows.extend(_actions(judgement, result.criterion))
    rows.extend(_from_the_auditor(judgement, result.criterion))
    return rows


def _claim(where: Locator, claim: int | None, support: Support) -> str:
    said = "not rated" if claim is None else f"claimed {claim}"
    through = f", {support.document} in {where.shown(document_place(support.document))}" if support.document else ""
    rule = support.rule
    return f"{said}, supported {support.level}{through}. Rule {rule.value}: {rule.definition}"


def _owner(judgement: Judgement, result: CriterionResult) -> str:
    role = judgement.site.site.roles.get(result.owner or "")
    if result.owner is None:
        return "nobody: name an owner in the answer, or the criterion at a role in site.yaml"
    return f"{result.owner} ({role.title})" if role else result.owner


def _review(judgement: Judgement, result: CriterionResult) -> list[tuple[str, str]]:
    """What the review of the answer is worth, and how it comes to one."""
    review = judgement.site.answer(result.criterion).review
    if review is None and (result.derived or not result.applicable):
        return []
    standing = review_standing(result.criterion, judgement.site, judgement.today)
    made = f" ({review.by}, {review.on}, {short_digest(review.digest)})" if review else ""
    if standing is ReviewStanding.HOLDS:
        return [("review", f"holds: {standing.definition}{made}")]
    against = objections(result, judgement.site, None)
    first = f"; first, {against[0].what}" if against else ""
    return [("review", f"{standing.definition}{made}{first}")]


def _gates(judgement: Judgement, criterion: str) -> list[tuple[str, str]]:
    rows = []
    for gate in judgement.readiness.failing:
        texts = [f.text for f in gate.failures if f.subject == criterion]
        if texts:
            rows.append((f"gate {gate.name.label}", "; ".join(texts)))
    return rows


def _actions(judgement: Judgement, criterion: str) -> list[tuple[str, str]]:
    rows = []
    for action_id, action in judgement.site.actions.items():
        if criterion in action.criteria:
            due = f", due {action.due}" if action.due else ""
            rows.append(("action", f"{action_id} ({action.state.label}{due}): {action.action}"))
    return rows


def _from_the_auditor(judgement: Judgement, criterion: str) -> list[tuple[str, str]]:
    rows = []
    for name, item in judgement.site.audit.items():
        if criterion in item.criteria:
            due = f", due {item.due}" if item.due else ""
            rows.append(("auditor", f"{name} ({item.kind.label}, {item.state.label}{due}): {item.statement}"))
    return rows
