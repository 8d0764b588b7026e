"""An earlier hand-over beside the site of today: withheld where that is, and told apart where texts were others."""

from dataclasses import replace

from iso16363.language import say
from iso16363.model.answers import NO_ANSWER, Answer, Citation
from iso16363.model.assessment import SelfAssessment
from iso16363.model.documents import Access, Document
from iso16363.model.variant import Variant
from iso16363.withholding import HIDDEN, KEPT_BACK, hidden_among


def closed_as_today(was: SelfAssessment, now: SelfAssessment, variant: Variant) -> SelfAssessment:
    """The earlier site with the access of today, where a variant withholds today what it showed then."""
    hidden = hidden_among(now.documents, variant)
    documents = {
        name: document.model_copy(update={"access": _closed(now.documents[name].access, variant)})
        if name in hidden
        else document
        for name, document in was.documents.items()
    }
    answers = {
        criterion: answer.model_copy(update={"access": now.answer(criterion).access})
        if now.answer(criterion).access in KEPT_BACK[variant]
        else answer
        for criterion, answer in was.answers.items()
    }
    return replace(was, documents=documents, answers=answers)


def told_apart(shown: SelfAssessment, was: SelfAssessment, now: SelfAssessment, variant: Variant) -> SelfAssessment:
    """The earlier site as a variant shows it, with its own access, and with a word of its own for other texts.

    Else two texts that are both withheld would look the same, and nobody would see that one replaced the other.
    """
    hidden = hidden_among(was.documents, variant) | hidden_among(now.documents, variant)
    documents = {
        name: document.model_copy(update=_differing(document, was.documents[name], now, name, hidden=name in hidden))
        for name, document in shown.documents.items()
    }
    answers = {c: _answer(a, was.answers[c], now.answer(c), hidden, variant) for c, a in shown.answers.items()}
    return replace(shown, documents=documents, answers=answers)


def _closed(access: Access | None, variant: Variant) -> Access | None:
    """An access that the variant withholds; what is hidden with another document has it not of its own."""
    return access if access in HIDDEN[variant] else Access.RESTRICTED


def _differing(shown: Document, was: Document, now: SelfAssessment, name: str, *, hidden: bool) -> dict[str, object]:
    today = now.documents.get(name)
    another = hidden and today is not None and today.path is not None and today.path != was.path
    return {"access": was.access, "path": _another() if another and shown.path else shown.path}


def _answer(shown: Answer, was: Answer, now: Answer, hidden: frozenset[str], variant: Variant) -> Answer:
    kept_back = {was.access, now.access} & KEPT_BACK[variant]
    quotes = {(citation.document, citation.quote) for citation in now.evidence}

    def quoted(citation: Citation, before: Citation) -> Citation:
        same = (before.document, before.quote) in quotes
        if citation.quote is None or before.document not in hidden or same:
            return citation
        return citation.model_copy(update={"quote": _another()})

    said = {name: getattr(shown, name) for name in ("response", "reason")}
    if kept_back and now is not NO_ANSWER:
        differing = {name for name in said if said[name] and getattr(was, name) != getattr(now, name)}
        said |= dict.fromkeys(differing, _another())
    evidence = tuple(map(quoted, shown.evidence, was.evidence))
    return shown.model_copy(update={"access": was.access, "evidence": evidence, **said})


def _another() -> str:
    return say("[withheld; not what it is today]")
