"""What the variants withhold, as data: by which rule, why, and how it can be inspected all the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from iso16363.judgement import Judgement
from iso16363.language import counted, label, marked, say
from iso16363.model.base import parts
from iso16363.model.documents import Access, Document
from iso16363.model.variant import OUTSIDE, Variant, Withheld, WithheldKind

HIDDEN: Final[Mapping[Variant, frozenset[Access | None]]] = {
    Variant.INTERNAL: frozenset(),
    Variant.AUDITOR: frozenset({Access.RESTRICTED, Access.ON_SITE}),
    Variant.PUBLIC: frozenset({Access.RESTRICTED, Access.ON_SITE, Access.INTERNAL, None}),
}
"""Documents that a variant does not show, by who may see them; None where the register does not say."""

KEPT_BACK: Final[Mapping[Variant, frozenset[Access | None]]] = {
    variant: accesses - {None} for variant, accesses in HIDDEN.items()
}
"""Answers whose words a variant does not show; those that say nothing of access are shown."""

_OF_DOCUMENT: Final[Mapping[Variant, str]] = {
    Variant.AUDITOR: marked("File, links and quotations."),
    Variant.PUBLIC: marked("Title, version, file, links and what is cited from it."),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Something other than documents that some variants withhold."""

    kind: WithheldKind
    variants: tuple[Variant, ...]
    what: str
    why: str
    inspect: str


RULES: Final = (
    Rule(
        WithheldKind.NOTES,
        OUTSIDE,
        marked("Notes on answers, documents, actions, findings, the repository and the site."),
        marked("They are working notes of the site team."),
        marked("They are no evidence and not needed to judge; ask {role}."),
    ),
    Rule(
        WithheldKind.PERSONS,
        OUTSIDE,
        marked("Names and e-mail addresses of those who hold a role."),
        marked("They are personal data."),
        marked("Ask {role} who holds which role."),
    ),
    Rule(
        WithheldKind.ACTIONS,
        (Variant.PUBLIC,),
        marked("What is missing, and what will be done; criteria, state, dates and effort are shown."),
        marked("Gaps and plans are for the site and its auditor."),
        marked("Ask {role}."),
    ),
    Rule(
        WithheldKind.IMPORTS,
        (Variant.PUBLIC,),
        marked("File names and checksums of the workbooks that were taken in."),
        marked("They say how the site works within."),
        marked("Ask {role}."),
    ),
    Rule(
        WithheldKind.AUDIT,
        (Variant.PUBLIC,),
        marked(
            "Requests and findings of the auditor with their answers, what was handed over to whom, and why a "
            "declaration was taken back."
        ),
        marked("They are for the site and its auditor."),
        marked("Ask {role}."),
    ),
    Rule(
        WithheldKind.CHECKS,
        (Variant.PUBLIC,),
        marked("Places, messages and remedies; codes and counts are shown."),
        marked("They name what is in the site's files."),
        marked("Ask {role}."),
    ),
)


def mark() -> str:
    """What stands where something short is withheld."""
    return say("[withheld]")


def withheld_by(judgement: Judgement) -> tuple[Withheld, ...]:
    """What this variant withholds; of the internal one, what the others would."""
    return judgement.withheld if judgement.variant.leaves_out else foreseen(judgement)


def foreseen(judgement: Judgement) -> tuple[Withheld, ...]:
    """Everything that some outside variant would withhold of this judgement."""
    return (*_documents(judgement), *_answers(judgement), *_others(judgement))


def withheld_in(judgement: Judgement, variant: Variant) -> tuple[Withheld, ...]:
    """What narrowing the judgement to a variant withholds, documents by their ids and titles in the judgement."""
    again = (WithheldKind.DOCUMENT, WithheldKind.ANSWER)
    before = tuple(w for w in judgement.withheld if w.kind not in again)
    now = tuple(w for w in foreseen(judgement) if variant in w.variants)
    return tuple(
        replace(w, variants=(variant,), what=_part(variant) if w.kind is WithheldKind.DOCUMENT else w.what)
        for w in sorted((*before, *now), key=lambda w: list(WithheldKind).index(w.kind))
    )


def hidden_among(documents: Mapping[str, Document], variant: Variant) -> frozenset[str]:
    """Documents of a register that a variant does not show, nor others that are registered with the same file."""
    hidden = {name for name, document in documents.items() if document.access in HIDDEN[variant]}
    files = {PurePosixPath(path) for name in hidden if (path := documents[name].path)}
    return frozenset(
        name for name, d in documents.items() if name in hidden or (d.path and PurePosixPath(d.path) in files)
    )


def reason(document: Document) -> str:
    """Why a document is withheld, in the site's words where it gives any."""
    if document.withheld:
        return document.withheld
    if document.access is None:
        return say("No reason is given; the register does not say who may see it.")
    if document.access is Access.INTERNAL:
        return say("It is for staff and the auditor only.")
    return say("No reason is given.")


def way(judgement: Judgement, document: Document) -> str:
    """How a withheld document can be inspected; whom to ask where the site does not say."""
    if document.inspect:
        return document.inspect
    if document.access is Access.INTERNAL:
        return _ask(judgement)
    return say("No way is given: ask {role}.", role=_whom(judgement))


def answer_kept_back(judgement: Judgement, variant: Variant) -> str:
    """What stands where a response is withheld."""
    return explained(variant, _why_answer(), _ask(judgement))


def explained(variant: Variant, why: str, inspect: str) -> str:
    """The mark with reason and way, for a place that has room."""
    return say(
        "[Withheld in the variant “{variant}”. Why: {why} How to inspect it: {inspect}]",
        variant=label(variant),
        why=_ended(why),
        inspect=_ended(inspect),
    )


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _whom(judgement: Judgement) -> str:
    accountable = (role.title for role in judgement.site.site.roles.values() if role.accountable)
    return next(accountable, None) or say("the site; no accountable role is named")


def _why_answer() -> str:
    return say("The site does not hand out the text of this answer.")


def _ask(judgement: Judgement) -> str:
    return say("Ask {role}.", role=_whom(judgement))


def _part(variant: Variant) -> str:
    return say(_OF_DOCUMENT[variant])


def _documents(judgement: Judgement) -> Iterator[Withheld]:
    cited: dict[str, dict[str, None]] = {}
    for criterion in sorted(judgement.site.answers, key=parts):
        for citation in judgement.site.answer(criterion).evidence:
            cited.setdefault(citation.document, {})[criterion] = None
    hidden = {variant: hidden_among(judgement.site.documents, variant) for variant in OUTSIDE}
    for name, document in judgement.site.documents.items():
        variants = tuple(v for v in OUTSIDE if name in hidden[v])
        if variants:
            own = document.access in HIDDEN[variants[0]]  # else it is the file of one that is withheld
            why, inspect = reason(document) if own else say("No reason is given."), way(judgement, document)
            both = say("File, links and quotations; in the public variant all but kind, state and dates.")
            criteria, what = tuple(cited.get(name, ())), both if len(variants) > 1 else _part(Variant.PUBLIC)
            yield Withheld(WithheldKind.DOCUMENT, name, document.title, what, why, inspect, criteria, variants)


def _answers(judgement: Judgement) -> Iterator[Withheld]:
    for name in sorted(judgement.site.answers, key=parts):
        answer = judgement.site.answers[name]
        variants = tuple(v for v in OUTSIDE if answer.access in KEPT_BACK[v])
        if variants and (answer.response or answer.reason):
            criterion = judgement.edition.criteria.get(name)
            title = f"{name} {criterion.title}" if criterion else name
            what, why, inspect = say("Response, and why it does not apply."), _why_answer(), _ask(judgement)
            yield Withheld(WithheldKind.ANSWER, name, title, what, why, inspect, (name,), variants)


def _others(judgement: Judgement) -> Iterator[Withheld]:
    site = judgement.site.site
    repository = (site.repository.note,) if site.repository else ()
    records = (judgement.site.answers, judgement.site.documents, judgement.site.actions, judgement.site.audit)
    notes = (*site.notes, *repository, *(record.note for group in records for record in group.values()))
    persons = [r for r in site.roles.values() if r.person or r.email]
    numbers = {
        WithheldKind.NOTES: counted(sum(n is not None for n in notes), "note", "notes"),
        WithheldKind.PERSONS: counted(len(persons), "person", "persons"),
        WithheldKind.ACTIONS: counted(len(judgement.site.actions), "action", "actions"),
        WithheldKind.IMPORTS: counted(len(judgement.site.imports), "workbook", "workbooks"),
        WithheldKind.AUDIT: _audit(judgement),
        WithheldKind.CHECKS: counted(len(judgement.diagnostics), "finding", "findings"),
    }
    there = {
        WithheldKind.NOTES: any(n is not None for n in notes),
        WithheldKind.PERSONS: bool(persons),
        WithheldKind.ACTIONS: bool(judgement.site.actions),
        WithheldKind.IMPORTS: bool(judgement.site.imports),
        WithheldKind.AUDIT: bool(judgement.site.audit or judgement.site.handoffs or _revoked(judgement)),
        WithheldKind.CHECKS: bool(judgement.diagnostics),
    }
    for rule in RULES:
        if there[rule.kind]:
            inspect = say(rule.inspect, role=_whom(judgement))
            what, why = say(rule.what), say(rule.why)
            yield Withheld(rule.kind, "", numbers[rule.kind], what, why, inspect, (), rule.variants)


def _audit(judgement: Judgement) -> str:
    """How much there is between the site and its auditor, by what there is first."""
    if judgement.site.audit:
        return counted(len(judgement.site.audit), "request or finding", "requests and findings")
    if judgement.site.handoffs:
        return counted(len(judgement.site.handoffs), "hand-over", "hand-overs")
    return counted(_revoked(judgement), "declaration taken back", "declarations taken back")


def _revoked(judgement: Judgement) -> int:
    return sum(declaration.revoked is not None for declaration in judgement.site.declarations.values())
