"""Reviews as a screen and as data: what waits for one, what is approved or taken back, what is refused."""

from collections.abc import Iterable, Sequence

from iso16363.approval import Objection, awaiting_review, objections
from iso16363.cli.findings import findings
from iso16363.cli.submission import STANDINGS
from iso16363.cli.terminal import Screen, clean, count, faint, heading, shortened, table, wrapped
from iso16363.diagnostics import Severity
from iso16363.fingerprint import reviewed_digest
from iso16363.interchange import Json, diagnostic, provenance
from iso16363.judgement import Judgement
from iso16363.readiness import GateName
from iso16363.reviewing import ReviewStanding, changed_at_providers, owners_of
from iso16363.scoring import CriterionResult
from iso16363.workspace.approving import Approval, Decision, Outcome
from iso16363.workspace.opened import OpenSite
from iso16363.workspace.workspace import SiteReport

Waiting = tuple[CriterionResult, ReviewStanding]
_OTHER_COLUMNS = 56
_STANDING = 12
_AGAIN = (ReviewStanding.LAPSED, ReviewStanding.PROVIDER, ReviewStanding.OLD_RULE)


def waiting_in(judgement: Judgement, named: Iterable[str] | None) -> list[Waiting]:
    """What waits for a review, of all criteria or of some."""
    chosen = None if named is None else frozenset(named)
    found = awaiting_review(judgement.site, judgement.results, judgement.today)
    return [pair for pair in found if chosen is None or pair[0].criterion in chosen]


def reviewers(judgement: Judgement, criterion: str) -> list[str]:
    """Roles that may approve an answer: all but who answers; none where nobody does."""
    site = judgement.site
    owners = owners_of(criterion, site)
    return [role for role in site.site.roles if site.responsible(criterion) and role not in owners]


def as_text(site: OpenSite, waiting: Sequence[Waiting], *, partly: bool, at: Screen) -> list[str]:
    """What waits for a review, with its owner and who may review it; nothing is written."""
    judgement, name = site.judgement, clean(site.judgement.site.site.short_name)
    where = " here" if partly else ""
    if not waiting:
        begun = any(answer.begun for answer in judgement.site.answers.values())
        said = f"no answer{where} waits for a review." if begun else "nothing has been answered yet."
        return wrapped(f"{name}: {said}", at)
    waits = "waits" if len(waiting) == 1 else "wait"
    lines = [heading(f"{name}: {count(len(waiting), 'answer')}{where} {waits} for a review"), ""]
    rows = [("criterion", "review", "ratings", "cited", "owner", "who may review"), *(_row(site, w) for w in waiting)]
    owner = max(1, min(20, max(len(row[4]) for row in rows)))
    wider = max(0, owner - 14) + max(0, max(len(row[1]) for row in rows) - _STANDING)
    room = max(14, at.width - _OTHER_COLUMNS - wider)
    lines.extend(table([(*r[:4], shortened(r[4], owner, at), shortened(r[5], room, at)) for r in rows], indent="  "))
    lines.extend(["", *_legend(at)])
    lines.extend(_first_of_all(site, waiting, at))
    example = waiting[0][0].criterion
    command = f"iso16363 review {clean(site.report.id)} {example} --by ROLE"
    lines.extend(["", *wrapped(f"Read an answer, then approve it: {command}", at)])
    lines.extend(wrapped("Any role but the owner may. A section or subsection (4, 4.2) stands for all in it.", at))
    return lines


def _legend(at: Screen) -> list[str]:
    text = "ratings: documented/implemented; cited: confirmed citations, and candidates with a question mark."
    return [faint(line) for line in wrapped(text, at)]


def _row(site: OpenSite, waiting: Waiting) -> tuple[str, ...]:
    result, standing = waiting
    judgement = site.judgement
    review = judgement.site.answer(result.criterion).review
    others = reviewers(judgement, result.criterion)
    again = standing in _AGAIN and review and review.by in others
    who = f"{review.by} again" if again and review else "any other role" if others else "nobody yet"
    owner = result.owner or "nobody"
    return (
        result.criterion,
        _standing(judgement, result.criterion, standing),
        *_facts(judgement, result),
        clean(owner),
        clean(who),
    )


def _standing(judgement: Judgement, criterion: str, standing: ReviewStanding) -> str:
    """What a review is worth, in few words; where a provider changed something, which."""
    if standing is not ReviewStanding.PROVIDER:
        return STANDINGS[standing]
    changed = changed_at_providers(criterion, judgement.site)
    return f"lapsed: {', '.join(dict.fromkeys(one.partition('/')[0] for one in changed))} changed"


def _facts(judgement: Judgement, result: CriterionResult) -> tuple[str, str]:
    rated = "/".join("-" if n is None else str(n) for n in (result.documented, result.implemented))
    answer = judgement.site.answer(result.criterion)
    also = f" +{len(answer.candidates)}?" if answer.candidates else ""
    return rated, f"{len(answer.confirmed)}{also}"


def _first_of_all(site: OpenSite, waiting: Sequence[Waiting], at: Screen) -> list[str]:
    """What has to be done before some of it can be approved."""
    against: dict[Objection, list[str]] = {}
    for result, _ in waiting:
        for objection in objections(result, site.judgement.site, None):
            against.setdefault(objection, []).append(result.criterion)
    return ["", heading("Before a review"), *_objections(against, at)] if against else []


def _objections(against: dict[Objection, list[str]], at: Screen) -> list[str]:
    lines = []
    for objection, criteria in against.items():
        lines.extend(wrapped(f"{', '.join(criteria)}: {objection.what}", at, first="  - ", indent="    "))
        if objection.remedy:
            lines.extend(wrapped(objection.remedy, at, first=f"    {at.sign('→', '->')} ", indent="      "))
    return lines


def plan_text(approval: Approval, at: Screen) -> list[str]:
    """What is about to be written, and what is left as it is."""
    done = approval.of(Outcome.APPROVED, Outcome.WITHDRAWN)
    judgement = approval.site.judgement
    verb = "takes back" if approval.of(Outcome.WITHDRAWN) else "approves"
    noun = "review" if verb == "takes back" else "answer"
    name = clean(judgement.site.site.short_name)
    lines = [heading(f"{name}: {clean(approval.role)} {verb} {count(len(done), noun)}")]
    if done:
        rows = [("criterion", "", "ratings", "cited", "review so far"), *(_done(judgement, d) for d in done)]
        others = sum(max(len(row[column]) + 2 for row in rows) for column in (0, 2, 3, 4))
        room = max(12, at.width - 2 - others)
        lines.extend(["", *table([(row[0], shortened(row[1], room, at), *row[2:]) for row in rows], indent="  ")])
        lines.extend(["", *_legend(at)])
    if held := approval.of(Outcome.HOLDS):
        lines.extend(["", *wrapped(f"Left alone, for the review holds: {', '.join(d.criterion for d in held)}.", at)])
    if left := approval.of(Outcome.LEFT_OUT):
        lines.extend(["", heading("Left out"), *_objections(_reasons(left), at)])
    return lines


def _done(judgement: Judgement, decision: Decision) -> tuple[str, ...]:
    before = decision.before
    so_far = _standing(judgement, decision.criterion, decision.standing)
    if before:
        so_far += f" ({clean(before.by)}, {before.on})"
    title = clean(judgement.edition.criteria[decision.criterion].title)
    return (decision.criterion, title, *_facts(judgement, decision.result), so_far)


def _reasons(decisions: Sequence[Decision]) -> dict[Objection, list[str]]:
    found: dict[Objection, list[str]] = {}
    for decision in decisions:
        for reason in decision.reasons:
            found.setdefault(reason, []).append(decision.criterion)
    return found


def refusal_text(approval: Approval, at: Screen) -> list[str]:
    """Why nothing is written."""
    lines = []
    if approval.in_the_way:
        report = approval.site.report
        lines.extend(findings(report, at, Severity.ERROR))
        said = f"Mend {count(len(approval.in_the_way), 'error')} first: iso16363 check {clean(report.id)}"
        lines.extend(wrapped(f"{clean(report.id)}: nothing was written. {said}", at))
    if refused := approval.of(Outcome.REFUSED):
        lines.extend([heading("Refused, so nothing was written"), *_objections(_reasons(refused), at)])
    return lines


def result_text(approval: Approval, after: SiteReport, at: Screen) -> list[str]:
    """What was written, and what is to be done next."""
    if not approval.texts:
        return ["", "Nothing was written."]
    lines = ["", *wrapped(f"Written: {', '.join(sorted(approval.texts))}.", at)]
    judgement, name = after.judgement, clean(after.id)
    if judgement is None:
        return lines
    left = len(waiting_in(judgement, None))
    lapsed = judgement.site.declaration and approval.site.judgement.readiness.gate(GateName.DECLARATION)
    if left:
        lines.extend(wrapped(f"Still waiting for a review: {left}. Which ones: iso16363 review {name}", at))
    else:
        lines.extend(wrapped(f"No answer waits for a review any more. What is next: iso16363 next {name}", at))
    if lapsed and not lapsed.failures:
        lines.append(faint("The declaration has lapsed by it, for it signs the reviews too."))
    return lines


def waiting_data(site: OpenSite, waiting: Sequence[Waiting]) -> Json:
    """What waits for a review, for another program."""
    return {**_head(site), "waiting": [_waiting(site, pair) for pair in waiting]}


def _head(site: OpenSite) -> Json:
    made_from = provenance(site.judgement.provenance, site.judgement.edition)
    return {"site": site.report.id, **{key: value for key, value in made_from.items() if key != "tool"}}


def _waiting(site: OpenSite, waiting: Waiting) -> Json:
    result, standing = waiting
    judgement = site.judgement
    whole = judgement.site
    answer = whole.answer(result.criterion)
    return {
        "criterion": result.criterion,
        "review": standing.value,
        "before": answer.review.model_dump(mode="json") if answer.review else None,
        "owner": result.owner,
        "may_review": reviewers(judgement, result.criterion),
        "digest": reviewed_digest(result.criterion, whole),
        **_plain(objections(result, whole, None)),
    }


def _plain(against: Iterable[Objection]) -> Json:
    return {"reasons": [{"what": objection.what, "remedy": objection.remedy} for objection in against]}


def approval_data(approval: Approval, after: SiteReport | None) -> Json:
    """What was decided for each criterion, and the files that were written."""
    return {
        **_head(approval.site),
        "by": approval.role,
        "written": sorted(approval.texts) if after else [],
        "decisions": [
            {
                "criterion": decision.criterion,
                "outcome": decision.outcome.value,
                "review": decision.standing.value,
                "before": decision.before.model_dump(mode="json") if decision.before else None,
                **_plain(decision.reasons),
            }
            for decision in approval.decisions
        ],
        "errors": [diagnostic(found) for found in approval.in_the_way],
    }
