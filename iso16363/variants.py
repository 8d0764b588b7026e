"""The outside variants of a judgement: what they may not show is replaced before any output is made.

Only the site inside the judgement changes, and the places where results name its documents. What was
computed is not computed again: ratings, support, states, gates and counts are those of the whole site.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from iso16363.diagnostics import Diagnostic, Place
from iso16363.earlier import closed_as_today, told_apart
from iso16363.errors import WrongUsage
from iso16363.fingerprint import answer_digest, reviewed_digest
from iso16363.judgement import HandedOver, Judgement
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import DOCUMENTS_FILE, document_at
from iso16363.model.variant import Variant, Withheld, WithheldKind
from iso16363.narrowing import UNCHANGED, Names, for_auditor, for_public, names_for_public
from iso16363.readiness import Failure, Gate, GateName
from iso16363.scoring import CriterionResult, Support
from iso16363.sweeping import Change, Sweep, changed, sweep_of
from iso16363.withheldtexts import lent_secrets, open_texts, secret_texts
from iso16363.withholding import KEPT_BACK, hidden_among, mark, withheld_in

_ORDER = tuple(Variant)
_PRIVATE = frozenset({"note", "notes", "person", "email"})
_WORDS = frozenset({"response", "reason"})
_WHERE_IT_IS = frozenset({"path", "url", "doi", "sha256"})


def for_variant(judgement: Judgement, variant: Variant) -> Judgement:
    """The judgement as a variant shows it, in the language spoken; the public one is made of the auditor's.

    Raises WrongUsage where the judgement is of a narrower variant already: what is gone cannot come back.
    """
    if _ORDER.index(variant) < _ORDER.index(judgement.variant):
        what = f"a judgement of the variant {judgement.variant} cannot be shown as {variant}"
        raise WrongUsage(what, remedy="Judge the site again.")
    for step in _ORDER[_ORDER.index(judgement.variant) + 1 : _ORDER.index(variant) + 1]:
        judgement = _narrowed(judgement, step)
    return judgement


@dataclass(frozen=True, slots=True)
class _Step:
    """One variant made of the one before: the site cut down, and what its documents are called now."""

    before: Judgement
    variant: Variant
    site: SelfAssessment
    names: Names
    withheld: tuple[Withheld, ...]


def _narrowed(judgement: Judgement, variant: Variant) -> Judgement:
    public = variant is Variant.PUBLIC
    names = names_for_public(judgement) if public else UNCHANGED
    site = for_public(judgement, names) if public else for_auditor(judgement)
    step = _Step(judgement, variant, site, names, tuple(_renamed(judgement, variant, names, site)))
    return _rewritten(step, _sweep(step))


def _sweep(step: _Step) -> Sweep:
    """What takes a variant's secrets out of its texts.

    The public variant is made of the auditor's and knows none of its secrets: one that stands openly
    only in a text which the public variant withholds is kept in that text, and taken out elsewhere.
    """
    before = step.before
    secrets, openly = secret_texts(before, step.variant), tuple(open_texts(before, Variant.PUBLIC))
    later = secret_texts(replace(before, site=step.site), Variant.PUBLIC)
    kept = set(open_texts(before, step.variant)).difference(openly).intersection(later)
    return sweep_of(secrets, openly, mark(), kept)


def _renamed(judgement: Judgement, variant: Variant, names: Names, site: SelfAssessment) -> Iterator[Withheld]:
    for withheld in withheld_in(judgement, variant):
        if withheld.kind is not WithheldKind.DOCUMENT:
            yield withheld
            continue
        name = names.documents.get(withheld.name, withheld.name)
        yield replace(withheld, name=name, title=site.documents[name].title)


def _rewritten(step: _Step, change: Change) -> Judgement:
    """Everything that is left with every text changed."""
    before = step.before
    gates = tuple(_gate(step, gate, change) for gate in before.readiness.gates)
    site = _swept(before.site, step.site, change)
    return replace(
        before,
        site=site,
        diagnostics=tuple(_diagnostic(step, found, change) for found in before.diagnostics),
        results={c: _result(step, result, change) for c, result in before.results.items()},
        readiness=replace(before.readiness, gates=gates),
        variant=step.variant,
        withheld=tuple(
            replace(w, title=change(w.title), why=change(w.why), inspect=change(w.inspect)) for w in step.withheld
        ),
        since=_since(step, site, change),
        unsaid=_unsaid(step, change),
    )


def _unsaid(step: _Step, change: Change) -> tuple[str, ...]:
    """What the public variant has to look for besides, as the auditor's says it: it only has the names of providers."""
    if step.variant is Variant.PUBLIC:
        return ()
    return tuple(map(change, lent_secrets(step.before, Variant.PUBLIC)))


def _swept(whole: SelfAssessment, site: SelfAssessment, change: Change) -> SelfAssessment:
    """A site that was cut down from the whole, with every text changed."""
    documents, answers = changed(site.documents, change), changed(site.answers, change)
    shown = replace(site, site=changed(site.site, change), documents=documents, answers=answers, voices={})
    return replace(
        shown,
        answers={c: _reviewed(whole, c, shown) for c in answers},
        audit=changed(site.audit, change),
        declarations=changed(site.declarations, change),
        handoffs=changed(site.handoffs, change),
        actions=changed(site.actions, change),
        imports=changed(site.imports, change),
    )


def _since(step: _Step, shown: SelfAssessment, change: Change) -> HandedOver | None:
    """The earlier hand-over as the variant shows it; the public one shows none, for its neutral names shift.

    Nothing that is withheld today is shown as it was then, nor what was withheld then and stands nowhere today.
    A text that is shown today, word for word, is no secret of then.
    """
    before, variant = step.before, step.variant
    if before.since is None or variant is Variant.PUBLIC:
        return None
    was, now, said = before.since.site, before.site, _said(shown)
    closed = closed_as_today(was, now, variant)
    earlier = replace(before, site=closed, since=None)
    known = frozenset(secret_texts(before, variant))
    gone = tuple(text for text in secret_texts(earlier, variant) if text not in known)
    left = map(change, gone)  # where a part of it is a secret of today
    no_longer_said = sweep_of((*gone, *left), open_texts(before, variant), mark())
    swept = _swept(was, for_auditor(earlier), lambda t: t if t in said else no_longer_said(change(t)))
    apart = told_apart(swept, was, now, variant)
    return replace(
        before.since,
        site=replace(apart, answers={c: _reviewed(was, c, apart) for c in apart.answers}),
        record=changed(before.since.record, change),
        same_reviews=before.since.same_reviews
        | {c for c, a in was.answers.items() if a.review and a.review == now.answer(c).review},
    )


def _said(shown: SelfAssessment) -> frozenset[str]:
    """Every text of a site."""
    found: list[str] = []

    def noted(text: str) -> str:
        found.append(text)
        return text

    for part in (shown.site, shown.documents, shown.answers, shown.actions, shown.audit, shown.declarations):
        changed(part, noted)
    return frozenset(found)


def _reviewed(whole: SelfAssessment, criterion: str, shown: SelfAssessment) -> Answer:
    """The answer with a review that holds where it held: over what the variant shows."""
    old, new = whole.answers[criterion], shown.answers[criterion]
    if old.review is None or new.review is None:
        return new
    apart: dict[str, object] = {"provided": {}}  # digests over what may be withheld
    new = new.model_copy(update={"review": new.review.model_copy(update=apart)})
    if old.review.digest != reviewed_digest(criterion, whole):
        return new
    digest = answer_digest(new, shown.documents, shown.answers, (shown.site.edition, criterion))
    return new.model_copy(update={"review": new.review and new.review.model_copy(update={"digest": digest})})


def _result(step: _Step, result: CriterionResult, change: Change) -> CriterionResult:
    def support(found: Support) -> Support:
        return replace(found, document=step.names.document(found.document))

    reason = step.before.site.answer(result.criterion).reason
    why = mark() if reason == result.why and step.site.answer(result.criterion).reason != reason else result.why
    return replace(
        result,
        why=change(why),
        documented_support=support(result.documented_support),
        implemented_support=support(result.implemented_support),
    )


def _gate(step: _Step, gate: Gate, change: Change) -> Gate:
    return replace(gate, failures=tuple(_failure(step, gate.name, failure, change) for failure in gate.failures))


def _failure(step: _Step, gate: GateName, failure: Failure, change: Change) -> Failure:
    if gate in (GateName.STRUCTURE, GateName.FINDINGS) and step.variant is Variant.PUBLIC:
        subject = failure.subject if gate is GateName.STRUCTURE else mark()
        return Failure(subject, mark(), Place(mark()))
    subject, place = failure.subject, _place(step, failure.place, change)
    if gate is GateName.ACCESS:
        subject = step.names.documents.get(subject, subject)
    if gate is GateName.STRUCTURE and _is_private(step, failure.place):
        return Failure(subject, mark(), place)
    return Failure(subject, change(failure.text), place)


def _diagnostic(step: _Step, found: Diagnostic, change: Change) -> Diagnostic:
    if step.variant is Variant.PUBLIC:
        return Diagnostic(found.code, Place(mark()), mark())
    place = _place(step, found.place, change)
    if _is_private(step, found.place):
        return Diagnostic(found.code, place, mark())
    return Diagnostic(found.code, place, change(found.message), change(found.hint))


def _is_private(step: _Step, place: Place) -> bool:
    """Whether a message about a place would quote what the variant withholds there."""
    keys = frozenset(place.path)
    if keys & _PRIVATE:
        return True
    site = step.before.site
    if keys & _WORDS:  # in the site's file or a provider's
        sides = (site, *(provider.lender for provider in site.providers.values() if provider.lender))
        return any(side.answer(str(place.path[0])).access in KEPT_BACK[step.variant] for side in sides)
    document = document_at(place)
    if document is not None and keys & _WHERE_IT_IS:
        return document in hidden_among(site.offered_documents, step.variant)
    return "quote" in keys


def _place(step: _Step, place: Place, change: Change) -> Place:
    file, path = place.file, place.path
    document = document_at(place)
    if document is not None and document in step.names.documents:
        file, path = DOCUMENTS_FILE, (step.names.documents[document], *path[1:])
    return replace(place, file=change(file), path=tuple(change(k) if isinstance(k, str) else k for k in path))
