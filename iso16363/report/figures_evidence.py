"""Figures of the evidence: what is on the table, and what the proof relies on."""

from collections.abc import Mapping
from dataclasses import dataclass

from iso16363.language import marked, one_or_many, say
from iso16363.report.figure import Figure, clauses, described
from iso16363.report.figures_states import HeatCell
from iso16363.report.lookup import Lookup
from iso16363.report.wording import shortened

_RELIED_SHOWN = 8
_TITLE = 140
_COUNTS = (
    ("open", marked("no candidate"), "0"),
    ("draft", marked("one"), "1"),
    ("answered", marked("two"), "2"),
    ("supported", marked("three or more"), "3"),
)
"""Shades of the map of candidates, borrowed from the states; the number stands in the cell."""


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """What is on the table for a subsection, before the site has answered."""

    id: str
    title: str
    criteria: int
    covered: int
    citations: int
    gaps: int
    not_found: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class ReliedRow:
    """A document, how many criteria rest on it, and how many of them cite nothing else."""

    document: str
    title: str
    criteria: int
    alone: int


def counts() -> tuple[tuple[str, str, str], ...]:
    """Shade, name and sign of each number of candidates."""
    return tuple((state, say(name), sign) for state, name, sign in _COUNTS)


def candidates(lookup: Lookup) -> Figure[CandidateRow] | None:
    """What is cited before anything is answered; None where nothing is."""
    citations = lookup.citations(candidates=True)
    if not citations:
        return None
    rows = []
    for subsection, record in lookup.judgement.edition.subsections.items():
        here = [c for c, _, _ in citations if c in record.criteria]
        background = [b.polarity.value for c in record.criteria for b in lookup.judgement.site.answer(c).background]
        rows.append(
            CandidateRow(
                subsection,
                record.title,
                len(record.criteria),
                len(set(here)),
                len(here),
                background.count("gap"),
                background.count("not-found"),
                tuple(_count_cell(c, here.count(c)) for c in record.criteria),
            )
        )
    covered, total = sum(r.covered for r in rows), sum(r.criteria for r in rows)
    thin = min(rows, key=lambda r: r.covered / r.criteria if r.criteria else 1.0)
    finding = say(
        "Candidates bear on {covered} of {total} criteria; fewest in {id}, {here} of {criteria}",
        covered=covered,
        total=total,
        id=thin.id,
        here=thin.covered,
        criteria=thin.criteria,
    )
    numbers = [say("{id}: {n} of {all}", id=r.id, n=r.covered, all=r.criteria) for r in rows]
    what = say(
        "Map with the number of candidates in a cell for each criterion; criteria with candidates by subsection."
    )
    return Figure("candidates", finding, described(what, numbers), tuple(rows))


def _count_cell(criterion: str, number: int) -> HeatCell:
    return HeatCell(criterion, _COUNTS[min(number, len(_COUNTS) - 1)][0], str(number))


def citing_criteria(lookup: Lookup) -> tuple[Mapping[str, frozenset[str]], bool]:
    """Criteria by cited document, confirmed citations or, where there is none, candidates; and which of the two."""
    confirmed = lookup.citations(candidates=False)
    found: dict[str, set[str]] = {}
    for criterion, _, citation in confirmed or lookup.citations(candidates=True):
        found.setdefault(citation.document, set()).add(criterion)
    return {document: frozenset(criteria) for document, criteria in found.items()}, bool(confirmed)


def relied(lookup: Lookup) -> Figure[ReliedRow] | str | None:
    """The documents most criteria rest on; a sentence where each is cited once."""
    citing, confirmed = citing_criteria(lookup)
    if not citing:
        return None
    if max(map(len, citing.values())) == 1:
        return one_or_many(
            "One document is cited, for one criterion.",
            "{n} documents are cited, each for one criterion.",
            len(citing),
        )
    cited: dict[str, set[str]] = {}
    for document, criteria in citing.items():
        for criterion in criteria:
            cited.setdefault(criterion, set()).add(document)
    known = lookup.judgement.site.documents
    order = sorted(citing, key=lambda d: (-len(citing[d]), d))[:_RELIED_SHOWN]
    rows = tuple(
        ReliedRow(
            d,
            known[d].title if d in known else d,
            len(citing[d]),
            sum(cited[criterion] == {d} for criterion in citing[d]),
        )
        for d in order
    )
    numbers = [
        say("{title}: {n}, of these {part} with no other", title=shortened(r.title, 60), n=r.criteria, part=r.alone)
        for r in rows
    ]
    what = say("Bars of the criteria by document, the most cited first.")
    note = one_or_many(
        "Shown are the {shown} most cited of {n} document.",
        "Shown are the {shown} most cited of {n} documents.",
        len(citing),
        shown=len(rows),
    )
    notes = (note,) if len(rows) < len(citing) else ()
    alike = sum(len(criteria) == rows[0].criteria for criteria in citing.values())
    sole = sum(len(documents) == 1 for documents in cited.values())
    finding = clauses(_top_words(rows[0], alike, confirmed=confirmed), _sole_words(sole, len(cited)))
    return Figure("relied", finding, described(what, numbers), rows, notes)


def _top_words(top: ReliedRow, alike: int, *, confirmed: bool) -> str:
    values = {"n": top.criteria, "title": shortened(top.title, _TITLE), "alike": alike}
    if confirmed and alike > 1:
        return say("{n} criteria rest on each of {alike} documents, among them {title}", **values)
    if confirmed:
        return say("{n} criteria rest on one document, {title}", **values)
    if alike > 1:
        return say("{n} criteria would rest on each of {alike} documents, among them {title}", **values)
    return say("{n} criteria would rest on one document, {title}", **values)


def _sole_words(sole: int, criteria: int) -> str:
    if not sole:
        return say("no criterion cites one document only")
    return one_or_many(
        "{n} of {all} criteria with citations cites one document only",
        "{n} of {all} criteria with citations cite one document only",
        sole,
        all=criteria,
    )
