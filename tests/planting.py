"""Sites with a token in every text, and for each variant the tokens it may show and those it may not."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, cycle
from typing import Any

import report_samples
from strategies import Drawn

from iso16363.checks import check_assessment
from iso16363.inheritance import as_provider, inherit
from iso16363.judgement import Judgement, Provenance, judge_site
from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation, Inheritance, Share
from iso16363.model.assessment import AttachedFile, Attachments, SelfAssessment
from iso16363.model.audit import AuditItem
from iso16363.model.documents import Access, Document
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.site import Holding, Repository, Role, Site
from iso16363.model.variant import OUTSIDE, Variant

Hidden = tuple[Variant, ...]
_IN_PUBLIC: Hidden = (Variant.PUBLIC,)
_NOWHERE: Hidden = ()
_SHARES = (Share.SHARED, Share.PROVIDED, None, Share.OWN)


@dataclass
class Garden:
    """Hands out tokens; remembers which variants may not show each, and the texts that hold them.

    Those of `elsewhere` stand in the files of a host, of which a site need not use all.
    """

    tokens: dict[str, Hidden] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    secrets: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def token(self, hidden: Hidden) -> str:
        token = f"qzj{next(self._numbers):04}kxv"
        self.tokens[token] = hidden
        return token

    def text(self, hidden: Hidden, form: str = "{} as somebody  wrote\nit down") -> str:
        """A text long enough to be looked for in others."""
        text = form.format(self.token(hidden))
        if hidden:
            self.secrets.append(text)
        return text

    def checksum(self, hidden: Hidden) -> str:
        digest = hashlib.sha256(str(next(self._numbers)).encode()).hexdigest()
        self.tokens[digest] = hidden
        if hidden:
            self.secrets.append(digest)
        return digest

    def hidden_in(self, variant: Variant) -> set[str]:
        return {token for token, hidden in self.tokens.items() if variant in hidden}

    def shown_in(self, variant: Variant) -> set[str]:
        return self.tokens.keys() - self.hidden_in(variant) - self.elsewhere


@dataclass(frozen=True)
class Planted:
    """A judgement with what was planted in it."""

    judgement: Judgement
    garden: Garden


def planted(drawn: Drawn) -> Planted:
    """A site of the shape that was drawn, every text of it a token, and all secrets mentioned where texts are free.

    Beside a host of the same shape, whose documents it cites and some of whose answers it uses.
    """
    garden, edition = Garden(), report_samples.small_edition()
    catalogue = report_samples.small_catalogue(edition)
    theirs = dict(zip(edition.criteria, (_inheriting(a, None) for a in reversed(drawn.answers.values())), strict=False))
    ours = dict(zip(edition.criteria, map(_inheriting, drawn.answers.values(), cycle(_SHARES)), strict=False))
    together = {c: _said_together(a, theirs.get(c)) for c, a in ours.items()}
    of_theirs = {c: together[c] if _takes(ours[c], a) else _said(a) for c, a in theirs.items()}
    host = _grown(garden, replace(drawn, answers=theirs), of_theirs, {})
    garden.elsewhere.update(garden.tokens)
    lent = {f"host/{name}": document for name, document in host.documents.items()}
    site = _grown(garden, replace(drawn, answers=ours), together, lent)
    site = replace(site, site=site.site.model_copy(update={"inherits": ("host",)}))
    said, audit = _of_secrets(garden.secrets), _of_secrets(garden.secrets[::-1])
    site, host = _mentioned(site, said, together), replace(host, answers=_saying(host.answers, said, of_theirs))
    if site.audit:  # a text of its own: what is said in the others would no longer be what is looked for
        item = next(iter(site.audit.values()))
        site = replace(site, audit={**site.audit, "mentions": item.model_copy(update={"answer": audit})})
    joined = inherit(site, {"host": as_provider("host", host)})
    whole = replace(joined, attachments=_files(joined.documents))
    diagnostics = tuple(check_assessment(whole, edition, catalogue, report_samples.TODAY))
    made = Provenance("1.2.3", "c" * 64, "d" * 64, report_samples.TODAY)
    return Planted(judge_site(whole, edition, catalogue, diagnostics, made), garden)


def _inheriting(answer: Answer, share: Share | None) -> Answer:
    return answer.model_copy(update={"inherits": share and Inheritance(from_="host", as_=share)})


def _said_together(answer: Answer, lent: Answer | None) -> Hidden:
    """The variants that may not show a response, one's own or what it is joined with."""
    return max(_said(answer), _said(lent), key=len) if lent and _takes(answer, lent) else _said(answer)


def _takes(answer: Answer, lent: Answer) -> bool:
    taken = answer.inherits
    return taken is not None and taken.as_ is not Share.OWN and answer.applicable and lent.applicable


def _grown(garden: Garden, drawn: Drawn, said: Mapping[str, Hidden], lent: dict[str, Document]) -> SelfAssessment:
    """A self-assessment of tokens. `said` are the variants that may not show the responses."""
    own = {_id(garden, d): _document(garden, d, n) for n, d in enumerate(drawn.documents.values())}
    documents = {**own, **lent}
    answers = {c: _answer(garden, answer, documents, said[c]) for c, answer in drawn.answers.items()}
    criteria = tuple(report_samples.small_edition().criteria)[:2]
    actions = {
        garden.text(_IN_PUBLIC, "{}-buy"): _action(garden, a.model_copy(update={"criteria": criteria}), documents)
        for a in drawn.actions.values()
    }
    imports = {
        f"import-of-{n}": taken.model_copy(
            update={"file": garden.text(_IN_PUBLIC, "{} back.xlsx"), "sha256": garden.checksum(_IN_PUBLIC)}
        )
        for n, taken in enumerate(drawn.imports.values())
    }
    audit = {
        garden.text(_IN_PUBLIC, "{}-asked"): _item(garden, item, criteria, documents, actions)
        for item in drawn.audit.values()
    }
    declarations = {f"declared-{n}": _declared(garden, d) for n, d in enumerate(drawn.declarations.values())}
    handoffs = {
        garden.token(_IN_PUBLIC): _handed_over(garden, handoff, declarations) for handoff in drawn.handoffs.values()
    }
    site = _site(garden, drawn.site, documents)
    between: dict[str, Any] = {"imports": imports, "audit": audit, "declarations": declarations, "handoffs": handoffs}
    return SelfAssessment(site, own, answers, actions, **between)


def _kept_from(document: Document | None) -> Hidden:
    """The variants in which a document has no name."""
    return _NOWHERE if document is not None and document.access is Access.PUBLIC else _IN_PUBLIC


def _closed_to(document: Document | None) -> Hidden:
    """The variants in which its file and words may not be shown."""
    restricted = document is not None and document.access in (Access.RESTRICTED, Access.ON_SITE)
    return OUTSIDE if restricted else _kept_from(document)


def _id(garden: Garden, document: Document) -> str:
    return garden.text(_kept_from(document), "{}-paper")


def _document(garden: Garden, document: Document, number: int) -> Document:
    kept, closed = _kept_from(document), _closed_to(document)
    attached = number % 2 == 0
    return document.model_copy(
        update={
            "title": garden.text(kept),
            "publisher": document.publisher and garden.text(kept),
            "version": document.version and garden.text(kept),
            "dated": document.dated and garden.text(kept),
            "summary": document.summary and garden.text(kept),
            "withheld": document.withheld and garden.text(_NOWHERE),
            "inspect": document.inspect and garden.text(_NOWHERE),
            "note": document.note and garden.text(OUTSIDE),
            "url": document.url and garden.text(closed, "https://archive.example.org/{}"),
            "doi": document.doi and garden.text(closed, "10.1234/{}"),
            "path": garden.text(closed, "{}/of the board.md") if attached else None,
            "sha256": garden.checksum(kept) if attached else None,
            "owner": None,
            "superseded_by": None,
            "roles": (),
        }
    )


def _named(garden: Garden, number: int, documents: dict[str, Document]) -> tuple[str, Document | None]:
    """One of the documents, or one that is not in the register."""
    names = [*documents, None]
    name = names[number % len(names)]
    return (name, documents[name]) if name else (garden.text(_IN_PUBLIC, "{}-lost"), None)


def _answer(garden: Garden, answer: Answer, documents: dict[str, Document], said: Hidden) -> Answer:
    evidence = tuple(_citation(garden, c, *_named(garden, n, documents)) for n, c in enumerate(answer.evidence))
    background = tuple(
        _background(garden, b, *_named(garden, n, documents)) for n, b in enumerate(answer.background, 1)
    )
    return answer.model_copy(
        update={
            "owner": None,
            "approved_by": None,
            "see": (),
            "review": None,
            "response": garden.text(said),
            "reason": answer.reason and garden.text(_said(answer) if answer.inherits is None else said),
            "note": answer.note and garden.text(OUTSIDE),
            "confirm": answer.confirm and garden.text(OUTSIDE),
            "evidence": evidence,
            "background": background,
        }
    )


def _said(answer: Answer) -> Hidden:
    if answer.access in (Access.RESTRICTED, Access.ON_SITE):
        return OUTSIDE
    return _IN_PUBLIC if answer.access is Access.INTERNAL else _NOWHERE


def _citation(garden: Garden, citation: Citation, name: str, document: Document | None) -> Citation:
    kept, closed = _kept_from(document), _closed_to(document)
    return citation.model_copy(
        update={
            "document": name,
            "locator": citation.locator and garden.text(kept),
            "quote": citation.quote and garden.text(closed),
            "shows": citation.shows and f"{garden.token(kept)} is what it shows",
        }
    )


def _background(garden: Garden, background: Background, name: str, document: Document | None) -> Background:
    return background.model_copy(update={"document": name, "statement": garden.text(_kept_from(document))})


def _action(garden: Garden, action: Action, documents: dict[str, Document]) -> Action:
    return action.model_copy(
        update={
            "gap": garden.text(_IN_PUBLIC),
            "action": garden.text(_IN_PUBLIC),
            "note": action.note and garden.text(OUTSIDE),
            "owner": None,
            "closing_evidence": tuple(documents)[:1],
        }
    )


def _item(
    garden: Garden,
    item: AuditItem,
    criteria: tuple[str, ...],
    documents: dict[str, Document],
    actions: dict[str, Action],
) -> AuditItem:
    said = ("statement", "seen", "verdict", "effectiveness", "answer", "correction", "cause", "corrective_action")
    words = {name: garden.text(_IN_PUBLIC) for name in said if getattr(item, name)}
    named = {"criteria": criteria, "owner": None, "actions": tuple(actions)[:1], "evidence": tuple(documents)[:1]}
    return item.model_copy(update={**words, **named, "note": item.note and garden.text(OUTSIDE)})


def _declared(garden: Garden, declaration: Declaration) -> Declaration:
    revoked = declaration.revoked
    if revoked:
        revoked = revoked.model_copy(update={"by": "head", "why": garden.text(_IN_PUBLIC)})
    return declaration.model_copy(update={"by": "head", "revoked": revoked})


def _handed_over(garden: Garden, handoff: Handoff, declarations: dict[str, Declaration]) -> Handoff:
    return handoff.model_copy(
        update={
            "to": handoff.to and garden.text(_IN_PUBLIC, "{} of the auditors"),
            "package": garden.text(_IN_PUBLIC, "{}-auditor-2026-11-23"),
            "manifest": garden.checksum(_IN_PUBLIC),
            "frozen": garden.checksum(_IN_PUBLIC),
            "declaration": next(iter(declarations), "lost"),
        }
    )


def _site(garden: Garden, site: Site, documents: dict[str, Document]) -> Site:
    name = next(iter(documents), None)
    holding = Holding(what=garden.text(_NOWHERE), volume="3", as_of="2026", document=name)
    role = Role(
        title=garden.text(_NOWHERE),
        accountable=True,
        document=name,
        person=garden.text(OUTSIDE, "{} Person"),
        email=garden.text(OUTSIDE, "{}@example.org"),
    )
    return site.model_copy(
        update={
            "name": garden.text(_NOWHERE, "{}"),
            "short_name": garden.text(_NOWHERE, "{}"),
            "legal_entity": None,
            "country": None,
            "affiliations": (),
            "inherits": (),
            "milestone": None,
            "repository": Repository(
                name=garden.text(_NOWHERE, "{}"),
                scope=garden.text(_NOWHERE),
                mandate=garden.text(_NOWHERE),
                systems=(garden.text(_NOWHERE),),
                holdings=(holding,),
                note=garden.text(OUTSIDE),
            ),
            "roles": {"head": role},
            "absent_documents": {"risk-register": garden.text(_NOWHERE)},
            "notes": (garden.text(OUTSIDE),),
        }
    )


def _of_secrets(secrets: list[str]) -> str:
    """Every secret said again, in other letters and on other lines."""
    ways: Iterator[Callable[[str], str]] = cycle(
        (str, str.upper, lambda text: "\n".join(text.split()), lambda text: "  ".join(text.split()))
    )
    return "; ".join(f"see {way(secret)}" for secret, way in zip(secrets, ways, strict=False))


def _mentioned(whole: SelfAssessment, said: str, hidden: Mapping[str, Hidden]) -> SelfAssessment:
    """The site with the secrets said in its free texts."""
    site = whole.site
    assert site.repository is not None
    repository = site.repository.model_copy(update={"mandate": f"{site.repository.mandate} {said}"})
    documents = {
        name: d.model_copy(update={"inspect": f"{d.inspect}: {said}"}) if d.inspect else d
        for name, d in whole.documents.items()
    }
    answers = _saying(whole.answers, said, hidden)
    site = site.model_copy(update={"repository": repository})
    return replace(whole, site=site, documents=documents, answers=answers)


def _saying(answers: Mapping[str, Answer], said: str, hidden: Mapping[str, Hidden]) -> dict[str, Answer]:
    """Answers that say the secrets too, where anybody may read them."""
    return {
        c: a if hidden[c] else a.model_copy(update={"response": f"{a.response}. {said}."}) for c, a in answers.items()
    }


def _files(documents: Mapping[str, Document]) -> Attachments:
    paths = [(d.path, d.sha256) for d in documents.values() if d.path and d.sha256]
    return Attachments({path: AttachedFile(n, sha) for n, (path, sha) in enumerate(paths)})
