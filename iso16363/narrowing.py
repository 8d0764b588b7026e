"""A site without what a variant may not show: fields emptied or replaced, ids that tell something made neutral."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TypeVar

from iso16363.inheritance import named
from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation
from iso16363.model.assessment import AttachedFile, Attachments, SelfAssessment
from iso16363.model.base import Record
from iso16363.model.documents import Document
from iso16363.model.imports import Import
from iso16363.model.signoff import Declaration
from iso16363.model.site import Site
from iso16363.model.variant import Variant
from iso16363.withheldtexts import hidden_ids
from iso16363.withholding import KEPT_BACK, answer_kept_back, explained, mark, reason, way

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Names:
    """Neutral names by id: of the documents that are not shown, registered or only cited, and of actions."""

    documents: Mapping[str, str]
    actions: Mapping[str, str]

    def document(self, name: str | None) -> str | None:
        """The id of a document as the variant shows it."""
        return None if name is None else self.documents.get(name, name)


UNCHANGED = Names({}, {})


def for_auditor(judgement: Judgement) -> SelfAssessment:
    """The site without notes and persons, and without file, links and quotations of restricted documents."""
    whole = judgement.site
    hidden = hidden_ids(judgement, Variant.AUDITOR)
    files: dict[PurePosixPath, str] = {}  # one file keeps one name: the public variant hides all who share it
    for name in whole.documents:
        if name in hidden:
            files.setdefault(PurePosixPath(whole.documents[name].path or name), name)
    described = {
        name: _described(files[PurePosixPath(d.path or name)], d) if name in hidden else d
        for name, d in whole.documents.items()
    }
    return replace(
        whole,
        site=_site_for_auditor(whole.site),
        documents={name: _without_note(document) for name, document in described.items()},
        answers={
            c: _without_words(judgement, Variant.AUDITOR, _unquoted(_without_note(a), hidden))
            for c, a in whole.answers.items()
        },
        actions={name: _without_note(action) for name, action in whole.actions.items()},
        audit={name: _without_note(item) for name, item in whole.audit.items()},
        attachments=replace(whole.attachments, found=_found(whole, described)),
        providers=named(whole.providers),
        written={},
    )


def names_for_public(judgement: Judgement) -> Names:
    """Number what is not shown in the order of the register; cited documents that are not registered come last."""
    whole = judgement.site
    hidden = hidden_ids(judgement, Variant.PUBLIC)
    shown = whole.documents.keys() - hidden
    unknown = sorted(set(whole.named_documents()) - whole.documents.keys())
    wanted = [*(name for name in whole.documents if name in hidden), *unknown]
    free = (name for n in range(1, len(wanted) + len(shown) + 1) if (name := f"withheld-{n}") not in shown)
    actions = {name: f"action-{n}" for n, name in enumerate(whole.actions, 1)}
    return Names(dict(zip(wanted, free, strict=False)), actions)


def for_public(judgement: Judgement, names: Names) -> SelfAssessment:
    """The site with what rests on public documents; the others have neutral names and no particulars."""
    whole = judgement.site
    hidden = hidden_ids(judgement, Variant.PUBLIC)
    documents: dict[str, Document] = {}
    for name, document in whole.documents.items():
        if name in hidden:
            documents[names.documents[name]] = _anonymous(judgement, document, names, names.documents[name])
        else:
            documents[name] = document.model_copy(update={"superseded_by": names.document(document.superseded_by)})
    by_old_name = {name: documents[names.documents.get(name, name)] for name in whole.documents}
    found = _found(whole, by_old_name, anonymous=hidden)
    return replace(
        whole,
        site=_site_for_public(whole.site, names),
        documents=documents,
        answers={
            c: _without_words(judgement, Variant.PUBLIC, _answer_for_public(a, names)) for c, a in whole.answers.items()
        },
        actions={names.actions[name]: _action(action, names) for name, action in whole.actions.items()},
        imports={f"import-{n}": _import(taken) for n, taken in enumerate(whole.imports.values(), 1)},
        audit={},
        handoffs={},
        declarations={name: _declaration(declaration) for name, declaration in whole.declarations.items()},
        attachments=Attachments(found),
        broken=frozenset(),
        providers=named(whole.providers),
        written={},
    )


def _without_note(record: R) -> R:
    return record.model_copy(update={"note": None})


def _described(name: str, document: Document) -> Document:
    path = f"{mark()} {name}" if document.path else None
    return document.model_copy(update={"path": path, "url": None, "doi": None})


def _unquoted(answer: Answer, hidden: frozenset[str]) -> Answer:
    def unquoted(citation: Citation) -> Citation:
        if citation.quote is None or citation.document not in hidden:
            return citation
        return citation.model_copy(update={"quote": mark()})

    return answer.model_copy(update={"evidence": tuple(map(unquoted, answer.evidence))})


def _without_words(judgement: Judgement, variant: Variant, answer: Answer) -> Answer:
    answer = answer.model_copy(update={"confirm": None})  # what the site still has to look at is its own work
    if answer.access not in KEPT_BACK[variant]:
        return answer
    response = answer_kept_back(judgement, variant) if answer.response else None
    return answer.model_copy(update={"response": response, "reason": mark() if answer.reason else None})


def _found(
    whole: SelfAssessment, new: Mapping[str, Document], anonymous: frozenset[str] = frozenset()
) -> dict[str, AttachedFile]:
    """What was found of each attached file, by the path the variant shows; missing and wrong ones stay so."""
    found: dict[str, AttachedFile] = {}
    for name, document in whole.documents.items():
        here, path = whole.attachments.found.get(document.path or ""), new[name].path
        if here is None or path is None:
            continue
        if name in anonymous:
            matches = document.sha256 in (None, here.sha256)
            here = AttachedFile(0, mark() if matches else f"{mark()} {name}")
        found[path] = here
    return found


def _site_for_auditor(site: Site) -> Site:
    repository = site.repository and _without_note(site.repository)
    roles = {name: role.model_copy(update={"person": None, "email": None}) for name, role in site.roles.items()}
    return site.model_copy(update={"notes": (), "repository": repository, "roles": roles})


def _site_for_public(site: Site, names: Names) -> Site:
    repository = site.repository
    if repository:
        held = (h.model_copy(update={"document": names.document(h.document)}) for h in repository.holdings)
        repository = repository.model_copy(update={"holdings": tuple(held)})
    roles = {
        name: role.model_copy(update={"document": names.document(role.document)}) for name, role in site.roles.items()
    }
    return site.model_copy(update={"repository": repository, "roles": roles})


def _anonymous(judgement: Judgement, document: Document, names: Names, name: str) -> Document:
    """A document of which only kind, state, dates and access are left: what its results rest on."""
    why, inspect = reason(document), way(judgement, document)
    number = name.rpartition("-")[2]
    return document.model_copy(
        update={
            "title": say("Withheld document {n} ({kind})", n=number, kind=label(document.kind)),
            "roles": tuple(role for role in document.roles if role in judgement.catalogue.document_roles),
            "publisher": None,
            "version": None,
            "superseded_by": names.document(document.superseded_by),
            "dated": None,
            "owner": None,
            "summary": explained(Variant.PUBLIC, why, inspect),
            "withheld": why,
            "inspect": inspect,
            "path": f"{mark()} {name}" if document.path else None,
            "url": None,
            "doi": None,
            "sha256": mark() if document.sha256 else None,
        }
    )


def _answer_for_public(answer: Answer, names: Names) -> Answer:
    evidence = tuple(_citation(citation, names) for citation in answer.evidence)
    background = tuple(_background(statement, names) for statement in answer.background)
    return answer.model_copy(update={"evidence": evidence, "background": background})


def _citation(citation: Citation, names: Names) -> Citation:
    if citation.document not in names.documents:
        return citation
    said = citation.shows or citation.quote
    return citation.model_copy(
        update={
            "document": names.documents[citation.document],
            "locator": mark() if citation.locator else None,
            "quote": None,
            "shows": mark() if said else None,
        }
    )


def _background(background: Background, names: Names) -> Background:
    if background.document not in names.documents:
        return background
    return background.model_copy(update={"document": names.document(background.document), "statement": mark()})


def _action(action: Action, names: Names) -> Action:
    proof = tuple(names.documents.get(name, name) for name in action.closing_evidence)
    return action.model_copy(update={"gap": mark(), "action": mark(), "closing_evidence": proof})


def _declaration(declaration: Declaration) -> Declaration:
    """Who signed and when; why it was taken back is between the site and its auditor."""
    revoked = declaration.revoked
    return declaration.model_copy(update={"revoked": revoked and revoked.model_copy(update={"why": mark()})})


def _import(taken: Import) -> Import:
    return taken.model_copy(update={"file": mark(), "sha256": mark(), "export": None})
