"""Whether answers are whole, and their claims carried by what they cite."""

from collections.abc import Iterator, Sequence
from datetime import date

from iso16363.catalog import Edition
from iso16363.diagnostics import Diagnostic
from iso16363.model.answers import Answer, CitationState, Share
from iso16363.model.assessment import SelfAssessment
from iso16363.model.documents import DocumentState
from iso16363.model.layout import answer_place, evidence_file
from iso16363.reviewing import ReviewStanding, changed_at_providers, lent_file, owners_of, review_standing
from iso16363.scoring import CriterionState, Support, SupportRule, lending, score

_NAMED = 3
_BETTER = {
    SupportRule.NO_LOCATOR: "Say where",
    SupportRule.PAPER_ONLY: "Cite a record, log, report or minutes",
}


def check_answers(site: SelfAssessment, edition: Edition, today: date) -> Iterator[Diagnostic]:
    """Report incomplete answers, weak citations, unsupported claims and lapsed reviews."""
    results = score(site, edition, today)
    for criterion, answer in site.answers.items():
        yield from _check_applicability(criterion, answer)
        yield from _check_wholeness(criterion, answer, site)
        yield from _check_citations(criterion, site.written_answer(criterion), site)
        yield from _check_review(criterion, answer, site, today)
        result = results.get(criterion)
        if result is None or result.derived or result.state is CriterionState.NOT_APPLICABLE:
            continue
        if not _evidence_is_readable(answer, site, edition):
            continue
        theirs = _of_provider(criterion, site, "has to cite better evidence, or rate it lower")
        yield from _check_claim(criterion, "documented", answer.documented, result.documented_support, theirs)
        yield from _check_claim(criterion, "implemented", answer.implemented, result.implemented_support, theirs)


def _check_applicability(criterion: str, answer: Answer) -> Iterator[Diagnostic]:
    if answer.applicable:
        return
    missing = [n for n, v in (("reason", answer.reason), ("approved_by", answer.approved_by)) if v is None]
    place = answer_place(criterion, "applicable")
    if missing:
        yield Diagnostic(
            "E505",
            place,
            f"not applicable, but without {' and '.join(missing)}",
            "Say why it does not apply and which role approved that.",
        )
    if answer.documented is not None or answer.implemented is not None:
        yield Diagnostic("E511", place, "not applicable, yet it is rated", "Remove the ratings, or `applicable`.")


def _check_wholeness(criterion: str, answer: Answer, site: SelfAssessment) -> Iterator[Diagnostic]:
    if not answer.applicable:
        return
    unrated = [n for n in ("documented", "implemented") if getattr(answer, n) is None]
    if answer.response and unrated:
        yield Diagnostic(
            "E502",
            answer_place(criterion, "response"),
            f"there is a response, but no rating for {' and '.join(unrated)}",
            _of_provider(criterion, site, "has to rate it")
            or "Rate from 0 to 4; the anchors are in `iso16363 criteria show` and in the workbook.",
        )
    if len(unrated) < 2 and not answer.response and not lending(answer, site):
        yield Diagnostic(
            "E501",
            answer_place(criterion),
            "it is rated, but there is no response",
            _of_provider(criterion, site, "has to give one")
            or "Say in a few sentences what is done, or point with `see` to the answer that covers it.",
        )


def _check_citations(criterion: str, answer: Answer, site: SelfAssessment) -> Iterator[Diagnostic]:
    seen: set[tuple[str, str | None, str | None]] = set()
    rated = answer.documented is not None or answer.implemented is not None
    for index, citation in enumerate(answer.evidence):
        place = answer_place(criterion, "evidence", index)
        document = site.documents.get(citation.document)
        confirmed = citation.state is CitationState.CONFIRMED
        same = (citation.document, citation.locator, citation.shows)
        if same in seen:
            yield Diagnostic("E512", place, f'"{citation.document}" is cited twice alike', "Keep one.")
        seen.add(same)
        if rated and not confirmed:
            remedy = "Confirm it with its place in the document, or remove it."
            yield Diagnostic("E506", place, f'the candidate "{citation.document}" is still here', remedy)
        if not confirmed:
            continue
        if citation.locator is None:
            remedy = "Add locator: section, page or table. Without it, it supports 1 at most."
            yield Diagnostic("E503", place, f'"{citation.document}" is cited without a place', remedy)
        if document is None:
            continue
        if document.state is DocumentState.SUPERSEDED:
            successor = f': "{document.superseded_by}"' if document.superseded_by else ""
            message = f'"{citation.document}" is superseded, so it supports 2 at most'
            yield Diagnostic("D409", place, message, f"Cite the document that replaced it{successor}.")
        if document.state is DocumentState.CANDIDATE:
            message = f'"{citation.document}" is only a candidate in the register, so it supports nothing'
            yield Diagnostic("E513", place, message, "Set its state to draft or approved in documents.yaml.")


def _check_review(criterion: str, answer: Answer, site: SelfAssessment, today: date) -> Iterator[Diagnostic]:
    if answer.review is None:
        return
    standing = review_standing(criterion, site, today)
    if standing is ReviewStanding.OWN:
        place = answer_place(criterion, "review", "by")
        own = owners_of(criterion, site)[answer.review.by]
        what = "this criterion" if own == criterion else f"{own}, whose answer stands for this one,"
        message = f'"{answer.review.by}" answers for {what} and cannot review it'
        yield Diagnostic("E509", place, message, "Have a second role review it.")
    if standing is ReviewStanding.UNOWNED:
        place, message = (
            answer_place(criterion, "review"),
            "no role answers for this criterion, so none can be the second",
        )
        remedy = "Name `owner` in the answer, or the criterion in `criteria` of a role in site.yaml."
        yield Diagnostic("E509", place, message, remedy)
    if any(c.document not in site.documents for one in (answer, *lending(answer, site)) for c in one.evidence):
        return
    if site.broken.intersection(answer.see):
        return
    place, again = answer_place(criterion, "review"), f"iso16363 review {site.site.id} {criterion} --by ROLE"
    if standing is ReviewStanding.LAPSED:
        message = "the review has lapsed: answer, ratings, citations or cited documents were changed since"
        yield Diagnostic("E510", place, message, f"Undo the change, or have it reviewed again: {again}")
    if standing is ReviewStanding.PROVIDER:
        message = f"the review has lapsed: {_changes(changed_at_providers(criterion, site))}"
        yield Diagnostic("E510", place, message, f"Read what is new, and have it reviewed again: {again}")
    if standing is ReviewStanding.OLD_RULE:
        message = "the review has lapsed: an older version of the tool approved less than reviews approve now"
        yield Diagnostic("E510", place, message, f"Have it reviewed again: {again}")
    if standing is ReviewStanding.AHEAD:
        place, day = answer_place(criterion, "review", "on"), answer.review.on
        message = f"the review is dated {day}, after today ({today}), so it does not count"
        yield Diagnostic("E514", place, message, "Set the clock of the machine right, then review it again.")


def _changes(lent: Sequence[str]) -> str:
    """Who changed what is used here, and in which files to read it."""
    by_provider: dict[str, list[str]] = {}
    for one in lent:
        provider, name, *ratings = one.split("/")
        what = f'the document "{name}"'
        if "." in name:
            what = f"{'the ratings of' if ratings else 'the answer to'} {name}"
        by_provider.setdefault(provider, []).append(f"{what} ({lent_file(one)})")
    return "; ".join(f'"{provider}" changed {_first(things)}' for provider, things in by_provider.items())


def _first(things: Sequence[str]) -> str:
    more = f" and {len(things) - _NAMED} more" if len(things) > _NAMED else ""
    return f"{', '.join(things[:_NAMED])}{more}"


def _evidence_is_readable(answer: Answer, site: SelfAssessment, edition: Edition) -> bool:
    """Whether support can be judged: what is unknown, unreadable or not the registered file is reported as that."""
    if any(c in site.broken or c not in edition.criteria for c in answer.see):
        return False
    cited = [c.document for a in (answer, *lending(answer, site)) for c in a.confirmed]
    return all(d in site.documents and not site.unverified(site.documents[d]) for d in cited)


def _of_provider(criterion: str, site: SelfAssessment, what: str) -> str:
    """What is to be done where an answer is provided as it is, so that the site cannot change it; else nothing."""
    taken = site.answer(criterion).inherits
    if taken is None or taken.as_ is not Share.PROVIDED or criterion not in site.written:
        return ""
    file = f"sites/{taken.from_}/{evidence_file(criterion)}"
    return f"{taken.from_} {what} ({file}); or take the answer as `shared`, and say and rate it for this site."


def _check_claim(criterion: str, name: str, claim: int | None, support: Support, theirs: str) -> Iterator[Diagnostic]:
    if claim is not None and claim > support.level:
        own = f"{_BETTER.get(support.rule, 'Cite better evidence')}, or lower the rating."
        yield Diagnostic(
            "E504",
            answer_place(criterion, name),
            f"{name}: claimed {claim}, the evidence supports {support.level}",
            f"{support.rule.definition} {theirs or own}",
        )
