"""What a site is in the table of all sites: the rows it adds to each of its parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from iso16363.diagnostics import Severity
from iso16363.inheritance import answers_lent, documents_lent
from iso16363.judgement import Judgement
from iso16363.model.answers import Answer, Share
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import provider_of
from iso16363.model.layout import attached_name
from iso16363.scoring import tally
from iso16363.workspace.workspace import SiteReport

Cell = str | int | None
Row = tuple[Cell, ...]
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the table. The first `key` of its columns are its key; those in `numbers` are no text."""

    name: str
    key: int
    columns: tuple[str, ...]
    numbers: frozenset[str]


def _part(name: str, key: int, columns: str) -> Part:
    """Take columns as written below: a number has # behind its name."""
    listed = columns.split()
    numbers = frozenset(column[:-1] for column in listed if column.endswith("#"))
    return Part(name, key, tuple(column.removesuffix("#") for column in listed), numbers)


_PARTS: Final = (
    _part(
        "sites",
        1,
        "site judged# problem edition name short_name fictional# state as_of git_commit uncommitted_changes# "
        "inputs_digest criteria# applicable# lowest_rating# errors# warnings# notes#",
    ),
    _part("gates", 2, "site gate status failures#"),
    _part("failures", 3, "site gate number# subject what file"),
    _part(
        "criteria",
        2,
        "site criterion edition title state why inherits_from inherits_as derived# documented# implemented# "
        "rating# target# gap# documented_support# implemented_support# candidates# owner file",
    ),
    _part("citations", 3, "site criterion number# edition document state locator shows method"),
    _part(
        "documents",
        2,
        "site document provider title kind state publisher version effective review_by owner language access "
        "scope path url doi sha256 checked",
    ),
    _part("actions", 2, "site action state gap what owner priority effort start due closed_on"),
    _part("action_criteria", 3, "site action criterion edition"),
    _part("inheritance", 2, "site provider name direct# provided# shared# own# documents#"),
    _part("diagnostics", 2, "site number# code severity file line# column# message hint"),
)
PARTS: Final = {part.name: part for part in _PARTS}
"""The parts by name, in the order in which they are written."""


def site_rows(report: SiteReport) -> Rows:
    """Everything one site adds: of one that cannot be judged, why."""
    judgement = report.judgement
    counts = {s: sum(d.severity is s for d in report.diagnostics) for s in Severity}
    found = _rows(judgement, report.id) if judgement else {"sites": [_unjudged(report)]}
    (site,) = found["sites"]
    found["sites"] = [(*site, *(counts[s] for s in (Severity.ERROR, Severity.WARNING, Severity.NOTE)))]
    found["diagnostics"] = [
        (report.id, n, d.code, d.severity, d.place.file, d.place.line, d.place.column, d.message, d.hint)
        for n, d in enumerate(report.diagnostics, 1)
    ]
    return {name: [tuple(map(_cell, row)) for row in rows] for name, rows in found.items()}


def failed_rows(site: str, problem: str) -> Rows:
    """A site that could not even be looked at."""
    empty = [None] * (len(PARTS["sites"].columns) - 3)
    return {"sites": [tuple(map(_cell, (site, 0, problem, *empty)))]}


_Raw = tuple[object, ...]


def _unjudged(report: SiteReport) -> _Raw:
    missing = [None] * (len(PARTS["sites"].columns) - 7)
    return (report.id, 0, "its files have errors that keep it from being judged", report.edition, *missing)


def _rows(judgement: Judgement, site: str) -> dict[str, list[_Raw]]:
    assessed, results, edition = judgement.site, judgement.results.values(), judgement.edition.id
    named = {
        "criteria": (
            (
                *(r.criterion, edition, judgement.edition.criteria[r.criterion].title, r.state, r.why),
                *(*_inherited(assessed.answer(r.criterion)), r.derived),
                *(r.documented, r.implemented, r.rating, r.target, r.gap),
                *(r.documented_support.level, r.implemented_support.level, r.candidates, r.owner, r.place.file),
            )
            for r in results
        ),
        "citations": (
            (criterion, number, edition, c.document, c.state, c.locator, c.shows, c.method)
            for criterion, answer in assessed.answers.items()
            for number, c in enumerate(answer.evidence, 1)
        ),
        "documents": (
            (
                *(key, provider_of(key), d.title, d.kind, d.state, d.publisher, d.version, d.effective, d.review_by),
                *(d.owner, d.language, d.access, d.scope, d.path and attached_name(d.path)),
                *(d.url, d.doi, d.sha256, d.checked),
            )
            for key, d in assessed.documents.items()
        ),
        "actions": (
            (key, a.state, a.gap, a.action, a.owner, a.priority, a.effort, a.start, a.due, a.closed_on)
            for key, a in assessed.actions.items()
        ),
        "action_criteria": (
            (key, c, edition) for key, a in assessed.actions.items() for c in dict.fromkeys(a.criteria)
        ),
        "inheritance": _inheritance(assessed),
        **_gates(judgement),
    }
    return {"sites": [_site(judgement, site)], **{name: _of(site, rows) for name, rows in named.items()}}


def _inherited(answer: Answer) -> tuple[object, object]:
    taken = answer.inherits
    return (taken.from_, taken.as_) if taken else (None, None)


def _inheritance(site: SelfAssessment) -> Iterator[_Raw]:
    """Whom a site inherits from: those it names, and those behind them."""
    documents = documents_lent(site)
    for name, provider in site.providers.items():
        used = answers_lent(site, name)
        counts = (used.get(share, 0) for share in (Share.PROVIDED, Share.SHARED, Share.OWN))
        yield (name, provider.site.name, name in site.site.inherits, *counts, documents.get(name, 0))


def _gates(judgement: Judgement) -> dict[str, Iterator[_Raw]]:
    gates = judgement.readiness.gates
    return {
        "gates": ((g.name, g.status, len(g.failures)) for g in gates),
        "failures": ((g.name, n, f.subject, f.text, f.place.file) for g in gates for n, f in enumerate(g.failures, 1)),
    }


def _site(judgement: Judgement, site: str) -> _Raw:
    head, made_from, counts = judgement.site.site, judgement.provenance, tally(judgement.results)
    return (
        *(site, 1, None, judgement.edition.id, head.name, head.short_name, head.fictional),
        *(judgement.readiness.state, made_from.as_of, made_from.commit, made_from.dirty, made_from.inputs_digest),
        *(counts.total, counts.applicable, counts.minimum),
    )


def _of(site: str, rows: Iterable[_Raw]) -> list[_Raw]:
    return [(site, *row) for row in rows]


def _cell(value: object) -> Cell:
    """A value as SQLite keeps it: yes and no as 1 and 0, a day as 2026-11-23; a name need not be text."""
    if value is None:
        return None
    if isinstance(value, int):
        return int(value)
    shown = value.isoformat() if isinstance(value, date) else value.value if isinstance(value, Enum) else value
    return str(shown).encode("utf-8", "backslashreplace").decode("utf-8")
