"""Any site the model can hold, for hypothesis, and a plain writer of YAML in several styles."""

import json
import os
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from iso16363.model.actions import Action, ActionState, Effort, Priority
from iso16363.model.answers import (
    Answer,
    Background,
    Citation,
    CitationState,
    Inheritance,
    Method,
    Polarity,
    Review,
    Share,
)
from iso16363.model.audit import AuditItem, AuditKind, AuditState
from iso16363.model.base import Record
from iso16363.model.documents import Access, Document, DocumentKind, DocumentState, Origin, Period
from iso16363.model.imports import Import
from iso16363.model.signoff import Declaration, Handoff, Revocation
from iso16363.model.site import Affiliation, Holding, Milestone, Repository, Role, Site, SiteKind
from iso16363.model.variant import Variant
from iso16363.plaintext import FORBIDDEN

# Few examples while one works, more in CI, many where somebody has the time (ISO16363_THOROUGH is set).
for _profile, _examples in (("quick", 30), ("ci", 200), ("thorough", 500)):
    settings.register_profile(_profile, max_examples=_examples, deadline=None)
settings.load_profile("thorough" if os.environ.get("ISO16363_THOROUGH") else "ci" if os.environ.get("CI") else "quick")

UGLY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "3.10",
    "no",
    "Yes",
    "null",
    "~",
    "true",
    "0x1F",
    "1_000",
    "1:20",
    "2026-03-02",
    "1e3",
    ".5",
    "a\r\nb",
    "trailing ",
    " leading",
    "\ttab",
    "a\n\n\nb\n",
    "\n\nx",
    "emoji \U0001f409\u200d\U0001f525",
    "e\u0301 decomposed",
    "# no comment",
    "a # b",
    "key: value",
    "- item",
    "*star* &and !bang %per @at `tick`",
    "[a, {b: c}]",
    "'single' \"double\" \\back",
    "<b>bold</b> & <script>",
    "\u200f\u05d0\u05d1",
    "---",
    "...",
    "?",
    ":",
    "{}",
    "x" * 32_768,
]

characters = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r").filter(
    lambda c: not FORBIDDEN.match(c)
)
texts = st.sampled_from(UGLY) | st.text(characters, min_size=1, max_size=60).filter(lambda t: bool(re.search(r"\S", t)))
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True)
references = slugs | st.builds("{}/{}".format, slugs, slugs)
criteria = st.sampled_from(["3.1.1", "3.1.2.1", "3.3.1", "4.2.4.1.3", "4.2.10", "5.1.1.1.8"])
lent_things = st.sampled_from(["net/charter", "net/3.3.1", "net/3.3.1/ratings", "far-net/paper-2"])
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
partial_dates = days.map(date.isoformat) | st.integers(1000, 9999).map(str) | days.map(lambda d: d.isoformat()[:7])
ratings = st.integers(0, 4)
hexadecimal = st.text("0123456789abcdef", min_size=64, max_size=64)
addresses = st.sampled_from(["https://archive.example.org/a?b=c#d", "http://example.org/\u00e9"])


def several(items: st.SearchStrategy[Any], largest: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=largest).map(tuple)


def record(model: type[Record], needed: Mapping[str, Any], **optional: st.SearchStrategy[Any]) -> Any:
    """Records of a model, built through its validation by the names used in files."""
    adapter = TypeAdapter(model)
    return st.fixed_dictionaries(dict(needed), optional=optional).map(adapter.validate_python)


citations = record(
    Citation,
    {"document": references, "state": st.sampled_from(CitationState)},
    locator=texts,
    quote=texts,
    shows=texts,
    method=st.sampled_from(Method),
)
backgrounds = record(Background, {"polarity": st.sampled_from(Polarity), "statement": texts}, document=references)
digests = hexadecimal.map(lambda h: f"v1:{h}")
reviews = record(
    Review, {"by": slugs, "on": days, "digest": digests}, provided=st.dictionaries(lent_things, digests, max_size=2)
)
inheritances = record(Inheritance, {"from_": slugs, "as_": st.sampled_from(Share)})
answers = record(
    Answer,
    {},
    owner=slugs,
    inherits=inheritances,
    applicable=st.booleans(),
    reason=texts,
    approved_by=slugs,
    documented=ratings,
    implemented=ratings,
    target=ratings,
    response=texts,
    see=several(criteria),
    confirm=texts,
    evidence=several(citations),
    background=several(backgrounds, 2),
    access=st.sampled_from(Access),
    note=texts,
    review=reviews,
)
periods = record(Period, {"from": partial_dates, "to": partial_dates})
documents = record(
    Document,
    {"title": texts, "kind": st.sampled_from(DocumentKind), "state": st.sampled_from(DocumentState)},
    roles=several(slugs),
    publisher=texts,
    version=texts,
    superseded_by=references,
    effective=partial_dates,
    dated=texts,
    period=periods,
    review_by=days,
    owner=slugs,
    language=st.sampled_from(["en", "fr", "pt-BR"]),
    summary=texts,
    access=st.sampled_from(Access),
    withheld=texts,
    inspect=texts,
    url=addresses,
    doi=st.just("10.1234/a(b)<c".partition("<")[0]),
    checked=days,
    scope=st.sampled_from(Origin),
    note=texts,
)
actions = record(
    Action,
    {
        "criteria": st.lists(criteria, min_size=1, max_size=3).map(tuple),
        "gap": texts,
        "action": texts,
        "state": st.sampled_from(ActionState),
    },
    owner=slugs,
    start=days,
    due=days,
    priority=st.sampled_from(Priority),
    effort=st.sampled_from(Effort),
    closed_on=days,
    closing_evidence=several(references),
    note=texts,
)
counts = st.integers(0, 10_000)
imports = record(
    Import,
    {"on": days, "file": texts, "sha256": hexadecimal},
    by=slugs,
    export=st.just("7d92d1194b18"),
    exported=days,
    edited=counts,
    added=counts,
    deleted=counts,
    settled=counts,
    left_out=counts,
)
audit_items = record(
    AuditItem,
    {"kind": st.sampled_from(AuditKind), "statement": texts, "raised_on": days},
    criteria=several(criteria),
    seen=texts,
    due=days,
    state=st.sampled_from(AuditState),
    verdict=texts,
    effectiveness=texts,
    closed_on=days,
    owner=slugs,
    answer=texts,
    correction=texts,
    cause=texts,
    corrective_action=texts,
    actions=several(slugs),
    evidence=several(references),
    answered_on=days,
    note=texts,
)
revocations = record(Revocation, {"by": slugs, "on": days, "why": texts})
declarations = record(Declaration, {"by": slugs, "on": days, "digest": digests}, revoked=revocations)
handoffs = record(
    Handoff,
    {
        "on": days,
        "variant": st.sampled_from(Variant),
        "digest": digests,
        "declaration": slugs,
        "package": texts,
        "manifest": hexadecimal,
        "frozen": hexadecimal,
    },
    to=texts,
)
holdings = record(Holding, {"what": texts, "volume": texts, "as_of": partial_dates}, document=references)
repositories = record(
    Repository,
    {"name": texts, "scope": texts},
    proposed=st.booleans(),
    mandate=texts,
    designated_community=texts,
    systems=several(texts),
    holdings=several(holdings),
    note=texts,
)
roles = record(
    Role,
    {"title": texts},
    accountable=st.booleans(),
    proposed=st.booleans(),
    criteria=several(criteria),
    document=references,
    person=texts,
    email=st.just("somebody@example.org"),
)
sites = record(
    Site,
    {
        "format": st.just(1),
        "id": st.just("drawn"),
        "name": texts,
        "short_name": texts,
        "edition": st.just("iso16363-2025"),
    },
    fictional=st.booleans(),
    legal_entity=texts,
    country=texts,
    url=addresses,
    ror=st.just("https://ror.org/01abcde23"),
    milestone=record(Milestone, {"id": texts, "title": texts}, due=days),
    target=ratings,
    repository=repositories,
    affiliations=several(record(Affiliation, {"body": texts, "part": texts})),
    roles=st.dictionaries(slugs, roles, max_size=3),
    kind=st.sampled_from(SiteKind),
    inherits=several(slugs),
    absent_documents=st.dictionaries(slugs, texts, max_size=2),
    notes=several(texts),
)


@dataclass(frozen=True)
class Drawn:
    """A whole self-assessment, as its files hold it."""

    site: Site
    documents: dict[str, Document]
    answers: dict[str, Answer]
    actions: dict[str, Action]
    imports: dict[str, Import] = field(default_factory=dict)
    audit: dict[str, AuditItem] = field(default_factory=dict)
    declarations: dict[str, Declaration] = field(default_factory=dict)
    handoffs: dict[str, Handoff] = field(default_factory=dict)


drawn_sites = st.builds(
    Drawn,
    sites,
    st.dictionaries(slugs, documents, max_size=3),
    st.dictionaries(criteria, answers, max_size=4),
    st.dictionaries(slugs, actions, max_size=2),
    st.dictionaries(slugs, imports, max_size=1),
    st.dictionaries(slugs, audit_items, max_size=2),
    st.dictionaries(slugs, declarations, max_size=2),
    st.dictionaries(slugs, handoffs, max_size=1),
)


def plain(value: object) -> Any:
    """A model as its file holds it: names of the file, no unset values, dates as text."""
    if isinstance(value, Record):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert isinstance(value, dict)
    return {key: plain(item) for key, item in value.items()}


def to_yaml(value: Any, style: random.Random | None = None) -> str:
    """Write plain data; with a source of chance, in any of the ways that mean the same."""
    return "\n".join(_Writer(style).node(value, 0)) + "\n"


class _Writer:
    """Block style with double quotes; other styles, orders and comments where chance says so."""

    def __init__(self, style: random.Random | None) -> None:
        self.style = style

    def _chance(self) -> bool:
        return self.style is not None and self.style.random() < 0.3

    def node(self, value: Any, depth: int) -> list[str]:
        if isinstance(value, dict) and value and not (depth and self._chance()):
            return self._mapping(value, depth)
        if isinstance(value, list) and value and not self._chance():
            return self._sequence(value, depth)
        return [self.flow(value)]

    def _mapping(self, value: dict[str, Any], depth: int) -> list[str]:
        pairs = list(value.items())
        if self.style:
            self.style.shuffle(pairs)
        lines = []
        for key, item in pairs:
            if self._chance():
                lines.append("# a comment")
            literal = self._literal(item) if isinstance(item, str) else None
            if literal:
                lines.append(f"{self.flow(key)}: {literal[0]}")
                lines += literal[1:]
                continue
            below = self.node(item, depth + 1)
            if isinstance(item, dict | list) and not below[0].startswith(("{", "[")):
                lines.append(f"{self.flow(key)}:")
                lines += [f"  {line}" if line else line for line in below]
            else:
                lines.append(f"{self.flow(key)}: {below[0]}")
        return lines

    def _sequence(self, value: list[Any], depth: int) -> list[str]:
        lines = []
        for item in value:
            below = self.node(item, depth + 1)
            lines.append(f"- {below[0]}")
            lines += [f"  {line}" if line else line for line in below[1:]]
        return lines

    def _literal(self, text: str) -> list[str] | None:
        """A block scalar, where the text can be one."""
        if self.style is None or not re.fullmatch(r"(?:[^\s][^\r\n\t]*\n+)+", text) or self._chance():
            return None
        body = text.rstrip("\n")
        ends = len(text) - len(body)
        sign = "|" if ends == 1 else "|+"
        return [sign, *(f"  {line}" if line else "" for line in body.split("\n")), *([""] * (ends - 1))]

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.flow(k)}: {self.flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        if isinstance(value, str):
            simple = re.fullmatch(r"[^\s'](?:[^\s']| (?! ))*[^\s']|[^\s']", value)
            if simple and self._chance():
                return f"'{value}'"
            return json.dumps(value, ensure_ascii=self._chance() and value.isascii())
        return json.dumps(value)
