"""Small sites for the tests of the report: nothing answered, half, complete, and hostile."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from iso16363.catalog import Catalogue, Edition, build_edition
from iso16363.checks import check_assessment
from iso16363.fingerprint import answer_digest, assessment_digest
from iso16363.judgement import HandedOver, Judgement, Provenance, judge_site
from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Review
from iso16363.model.assessment import AttachedFile, Attachments, SelfAssessment
from iso16363.model.audit import AuditItem
from iso16363.model.catalogue import DocumentRole, EditionHead, RatingScale, Subsection
from iso16363.model.documents import Document
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.site import Site

TODAY = date(2026, 11, 23)
SHA = "5e" * 32


def _criterion(title: str, *, umbrella: bool = False) -> dict[str, object]:
    return {
        "title": title,
        "requirement": f"{title} is what has to hold.",
        "look_at": ["Is it written down?", "Is it done?"],
        "examples": ["A plan", "A record"],
        "oais_terms": ["Designated Community"],
        "umbrella": umbrella,
        "confidence": "high",
    }


def small_edition() -> Edition:
    head = EditionHead.model_validate(
        {
            "id": "iso16363-2025",
            "title": "ISO 16363:2025",
            "standard": "CCSDS 652.0-M-2 (December 2024)",
            "published": "2025-03",
            "status": "current",
            "wording": "Own words.",
            "provenance": "Five criteria for tests.",
            "sections": {
                "3": {"title": "Organisation", "heading": "Org", "about": "About it.", "subsections": ("3.1",)},
                "5": {"title": "Security", "heading": "Sec", "about": "About risk.", "subsections": ("5.2",)},
            },
        },
        strict=False,
    )
    governance = {
        "id": "3.1",
        "title": "Governance",
        "heading": "Governance",
        "about": "Mission and strategy.",
        "criteria": {
            "3.1.1": _criterion("Mission"),
            "3.1.2": _criterion("Strategy", umbrella=True),
            "3.1.2.1": _criterion("Succession"),
        },
    }
    security = {
        "id": "5.2",
        "title": "Security risk",
        "heading": "Security",
        "about": "Risks.",
        "criteria": {"5.2.1": _criterion("Risk analysis"), "5.2.2": _criterion("Controls")},
    }
    return build_edition(head, [Subsection.model_validate(s, strict=False) for s in (governance, security)])


def small_catalogue(edition: Edition) -> Catalogue:
    levels = [
        {"level": n, "label": f"Level {n}", "documented": f"Paper at {n}.", "implemented": f"Practice at {n}."}
        for n in range(5)
    ]
    roles = {
        "mission-statement": {"title": "Mission statement", "about": "It.", "criteria": ["3.1.1"], "required": True},
        "risk-register": {"title": "Risk register", "about": "It.", "criteria": ["5.2.1"], "required": False},
    }
    return Catalogue(
        {edition.id: edition},
        (),
        {name: DocumentRole.model_validate(role, strict=False) for name, role in roles.items()},
        RatingScale.model_validate({"levels": levels}, strict=False),
        "c" * 64,
    )


def _site(**changes: object) -> Site:
    values: dict[str, object] = {
        "format": 1,
        "id": "small",
        "name": "Small Archive",
        "short_name": "Small",
        "fictional": True,
        "edition": "iso16363-2025",
        "milestone": {"id": "M1", "title": "First audit", "due": date(2027, 1, 31)},
        "repository": {
            "name": "Small collection",
            "scope": "All of it.",
            "designated_community": "Readers of small things.",
            "systems": ("Shelf",),
            "holdings": ({"what": "files", "volume": "3", "as_of": "2026", "document": "charter"},),
        },
        "affiliations": ({"body": "Guild", "part": "member"},),
        "roles": {
            "head": {"title": "Head", "accountable": True, "criteria": ("3.1.1", "3.1.2")},
            "quality": {"title": "Quality lead", "criteria": ("5.2.1",)},
        },
        "notes": ("Everything here is invented.",),
    }
    return Site.model_validate({**values, **changes})


def _documents() -> dict[str, Document]:
    charter = {
        "title": "Charter",
        "kind": "policy",
        "roles": ("mission-statement",),
        "version": "2.0",
        "state": "approved",
        "effective": "2024-05-01",
        "access": "public",
        "path": "charter.md",
        "sha256": SHA,
    }
    minutes = {
        "title": "Minutes of the board",
        "kind": "minutes",
        "state": "approved",
        "effective": "2026-02",
        "access": "restricted",
        "withheld": "Names of staff.",
        "inspect": "On site, by appointment.",
        "url": "https://example.org/minutes",
        "checked": date(2026, 10, 1),
    }
    slides = {"title": "Slides found on the web", "kind": "web", "state": "candidate", "url": "https://example.org/s"}
    records = {"charter": charter, "minutes": minutes, "slides": slides}
    return {name: Document.model_validate(record) for name, record in records.items()}


def _answer(documented: int, implemented: int, **more: object) -> Answer:
    evidence = (
        {"document": "charter", "locator": "section 2", "quote": "We keep.", "shows": "It.", "state": "confirmed"},
        {"document": "minutes", "locator": "item 3", "shows": "Done.", "method": "test", "state": "confirmed"},
    )
    values = {
        "owner": "head",
        "documented": documented,
        "implemented": implemented,
        "response": "We do **this**.\n\n- first\n- second\n",
        "evidence": evidence,
    }
    return Answer.model_validate({**values, **more})


def judged(
    site: Site,
    answers: Mapping[str, Answer],
    actions: Mapping[str, Action],
    documents: Mapping[str, Document],
    **more: Mapping[str, object],
) -> Judgement:
    attachments = Attachments(found={"charter.md": AttachedFile(10, SHA)})
    return rejudged(replace(SelfAssessment(site, documents, answers, actions, attachments), **more))  # type: ignore[arg-type]


def rejudged(assessment: SelfAssessment) -> Judgement:
    """The assessment as it is judged on the day of the tests."""
    edition = small_edition()
    catalogue = small_catalogue(edition)
    diagnostics = tuple(check_assessment(assessment, edition, catalogue, TODAY))
    return judge_site(assessment, edition, catalogue, diagnostics, Provenance("1.2.3", "c" * 64, "d" * 64, TODAY))


def nothing() -> Judgement:
    """Nothing answered: candidates and background only, scope a proposal."""
    answer = Answer.model_validate(
        {
            "evidence": (
                {"document": "slides", "shows": "Something.", "state": "candidate"},
                {"document": "charter", "state": "candidate"},
            ),
            "background": ({"polarity": "gap", "statement": "A plan is missing.", "document": "slides"},),
        }
    )
    found = Answer.model_validate({"background": ({"polarity": "not-found", "statement": "No source."},)})
    repository = {"name": "Small collection", "proposed": True, "scope": "Perhaps all of it.", "note": "Not confirmed."}
    return judged(_site(repository=repository), {"3.1.1": answer, "5.2.1": found}, {}, _documents())


def bare() -> Judgement:
    """A site with nothing at all but its name."""
    site = Site.model_validate(
        {"format": 1, "id": "bare", "name": "Bare", "short_name": "Bare", "edition": "iso16363-2025"}
    )
    return judged(site, {}, {}, {})


def half() -> Judgement:
    """Some criteria answered, one overclaimed, one below 2, one without action."""
    weak = Answer.model_validate({"documented": 1, "implemented": 0, "response": "Not yet.", "owner": "quality"})
    answers = {"3.1.1": _answer(4, 4), "3.1.2.1": _answer(2, 4), "5.2.1": weak}
    action = Action.model_validate(
        {
            "criteria": ("5.2.1",),
            "gap": "No analysis.",
            "action": "Write one.",
            "owner": "quality",
            "due": date(2026, 10, 1),
            "state": "open",
            "priority": "high",
        }
    )
    return judged(_site(), answers, {"write-analysis": action}, _documents())


def complete() -> Judgement:
    """Every criterion answered and carried, one reviewed, one not applicable."""
    documents = _documents()
    del documents["slides"]
    first = _answer(4, 4)
    review = Review(
        by="quality", on=date(2026, 11, 1), digest=answer_digest(first, documents, {}, ("iso16363-2025", "3.1.1"))
    )
    answers = {
        "3.1.1": first.model_copy(update={"review": review}),
        "3.1.2.1": _answer(3, 3, see=("3.1.1",)),
        "5.2.1": _answer(4, 3),
        "5.2.2": Answer.model_validate({"applicable": False, "reason": "No controls.", "approved_by": "head"}),
    }
    return judged(_site(), answers, {}, documents)


AUDIT = {
    "request-1": {
        "kind": "request",
        "criteria": ("3.1.1",),
        "statement": "Please show the decision of the board.",
        "raised_on": date(2026, 11, 5),
        "due": date(2026, 11, 12),
        "state": "closed",
        "verdict": "Seen.",
        "closed_on": date(2026, 11, 14),
        "owner": "head",
        "answer": "It is in the minutes, item 3.",
        "evidence": ("minutes",),
        "answered_on": date(2026, 11, 10),
    },
    "request-2": {
        "kind": "request",
        "statement": "Please name who can be interviewed.",
        "raised_on": date(2026, 11, 16),
        "due": date(2026, 11, 20),
        "owner": "quality",
    },
    "concern-1": {
        "kind": "area-of-concern",
        "criteria": ("5.2.1",),
        "statement": "The risk analysis is **old**:\n\n- no date\n- no owner\n",
        "seen": "Charter, section 2.",
        "raised_on": date(2026, 11, 5),
        "due": date(2026, 12, 4),
        "state": "answered",
        "owner": "quality",
        "answer": "It was written anew.",
        "answered_on": date(2026, 11, 18),
        "note": "Ask Head first.",
    },
    "major-1": {
        "kind": "major-nonconformity",
        "criteria": ("3.1.2.1", "3.1.1"),
        "statement": "There is no succession plan.",
        "seen": "Interview with Head.",
        "raised_on": date(2026, 11, 16),
        "due": date(2026, 12, 16),
        "owner": "head",
        "correction": "The board named a successor.",
        "actions": ("write-plan",),
    },
    "minor-1": {
        "kind": "minor-nonconformity",
        "criteria": ("5.2.1",),
        "statement": "Two entries have no date.",
        "raised_on": date(2026, 11, 16),
        "state": "closed",
        "verdict": "Accepted.",
        "effectiveness": "All entries of the last year have one.",
        "closed_on": date(2026, 11, 20),
        "correction": "Dates were added.",
        "cause": "The form had no field for them.",
        "corrective_action": "The form has one now.",
        "evidence": ("charter",),
        "answer": "Done.",
        "answered_on": date(2026, 11, 18),
    },
    "improvement-1": {
        "kind": "opportunity-for-improvement",
        "criteria": ("5.2.1",),
        "statement": "The register could be shorter.",
        "raised_on": date(2026, 11, 16),
        "state": "withdrawn",
    },
}
"""An item of every kind, and one in every state."""


def reviewed(answers: Mapping[str, Answer], documents: Mapping[str, Document]) -> dict[str, Answer]:
    """The answers, each reviewed by a role that does not own it."""
    found = {}
    for criterion, answer in answers.items():
        digest = answer_digest(answer, documents, answers, ("iso16363-2025", criterion))
        review = Review(by="quality", on=date(2026, 11, 1), digest=digest)
        found[criterion] = answer.model_copy(update={"review": review}) if answer.applicable else answer
    return found


def signed(assessment: SelfAssessment, name: str, on: date) -> SelfAssessment:
    declaration = Declaration(by="head", on=on, digest=assessment_digest(assessment))
    return replace(assessment, declarations={**assessment.declarations, name: declaration})


def ready() -> Judgement:
    """Every gate holds: reviewed and signed."""
    answers, whole = complete().site.answers, complete().site
    given = reviewed({c: a.model_copy(update={"review": None}) for c, a in answers.items()}, whole.documents)
    return rejudged(signed(replace(whole, answers=given), "2026-11-02-1", date(2026, 11, 2)))


def audited() -> Judgement:
    """Handed over once, with items of every kind and state come back, a text and a rating changed since."""
    before = ready().site
    digest, frozen = assessment_digest(before), "f" * 64
    record = Handoff.model_validate(
        {
            "on": date(2026, 11, 3),
            "variant": "auditor",
            "to": "The auditors",
            "digest": digest,
            "declaration": "2026-11-02-1",
            "package": "small-auditor-2026-11-03",
            "manifest": frozen,
            "frozen": frozen,
        },
        strict=False,
    )
    changed = before.answers["3.1.2.1"].model_copy(
        update={"response": "We do **this** and that.\n\n- first\n- third\n", "implemented": 2}
    )
    plan = {
        "criteria": ("3.1.2.1",),
        "gap": "No plan.",
        "action": "Write it.",
        "owner": "head",
        "due": date(2027, 1, 1),
    }
    added = Document.model_validate(
        {"title": "Plan", "kind": "plan", "state": "draft", "access": "public", "url": "https://example.org/plan"}
    )
    now = replace(
        before,
        answers={**before.answers, "3.1.2.1": changed},
        documents={**before.documents, "plan": added},
        actions={"write-plan": Action.model_validate({**plan, "state": "open"})},
        audit={name: AuditItem.model_validate(item) for name, item in AUDIT.items()},
        handoffs={"2026-11-03-1": record},
    )
    return replace(rejudged(now), since=HandedOver("2026-11-03-1", record, before))


HOSTILE = (
    "<script>alert(1)</script> [click](javascript:alert(1)) ![pixel](https://evil.example/x.png) "
    "{{ 7*7 }} {% raw %} \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \U0001f4be & \"quotes\" 'single'"
)


def hostile() -> Judgement:
    """Every text is an attack, or very long."""
    long = "x" * 40_000
    documents = {
        "charter": Document.model_validate(
            {
                "title": HOSTILE,
                "kind": "policy",
                "state": "approved",
                "version": HOSTILE,
                "summary": HOSTILE,
                "publisher": HOSTILE,
                "path": "../../etc/passwd",
                "url": "https://example.org/" + "long" * 400,
            }
        )
    }
    answer = _answer(4, 4, response=HOSTILE + "\n\n# Heading\n\n" + long, see=("9.9.9",), owner="nobody-knows")
    action = Action.model_validate(
        {"criteria": ("3.1.1", "8.8.8"), "gap": HOSTILE, "action": HOSTILE, "state": "open", "owner": "ghost"}
    )
    site = _site(name=HOSTILE + long[:500], short_name=HOSTILE, notes=(HOSTILE,))
    background = ({"polarity": "context", "statement": HOSTILE, "document": "no-such"},)
    return judged(
        site,
        {"3.1.1": answer, "5.2.1": Answer.model_validate({"background": background})},
        {"act": action},
        documents,
    )
