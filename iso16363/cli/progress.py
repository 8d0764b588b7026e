"""How far sites have come, as a screen: one site in full, several in one table."""

from collections.abc import Sequence

from iso16363.cli.gates import in_short
from iso16363.cli.marks import bar, gate_legend, gate_strip, legend, rating_word
from iso16363.cli.submission import submission
from iso16363.cli.terminal import Screen, clean, count, faint, flowed, heading, shortened, table, wrapped
from iso16363.diagnostics import Severity
from iso16363.inheritance import answers_lent, documents_lent
from iso16363.judgement import Judgement
from iso16363.model.answers import Share
from iso16363.readiness import GateName
from iso16363.scoring import CriterionState, tally
from iso16363.workspace.places import Locator
from iso16363.workspace.workspace import SiteReport

_FIGURES = ("ans", "sup", "rev", "gap", "cand", "low")
_TABLE_WITHOUT_TITLE_AND_BAR = 40
_SHORTEST_TITLE = 19
_WIDE = 100
_EXPLAINED = (
    "ans: answered; sup: of these, carried by evidence; rev: of these, reviewed; gap: rated below target; "
    "cand: candidate citations to confirm or remove; low: lowest rating."
)


def one_site(where: Locator, judgement: Judgement, at: Screen) -> list[str]:
    """Everything that says how far one site is."""
    lines = [*_head(where.report, judgement, at), "", heading("Gates to an external audit")]
    lines.extend(in_short(judgement.readiness.gates, where, at))
    lines.extend(["", heading("Criteria"), *_subsections(judgement, at), ""])
    lines.extend(flowed(["One sign a criterion, in order:", *legend(at)], at))
    lines.extend(faint(line) for line in wrapped(_EXPLAINED, at))
    lines.extend(["", *_ratings(judgement, at), *_inherited(judgement, at), *_actions(judgement)])
    lines.extend(_imports(judgement, at))
    lines.extend(submission(judgement, at))
    lines.append(f"What to do now: iso16363 next {clean(where.report.id)}")
    return lines


def _head(report: SiteReport, judgement: Judgement, at: Screen) -> list[str]:
    site = judgement.site.site
    title = site.name if site.name == site.short_name else f"{site.short_name}: {site.name}"
    lines = [heading(line) for line in wrapped(title, at)]
    if site.fictional:
        lines.append("A fictional example: nothing in it is about a real organisation.")
    state = judgement.readiness.state
    found = ", ".join(count(judgement.count(s), s.value) for s in Severity)
    made_from = f"{judgement.edition.head.title}, judged on {judgement.today}, files in {report.shown}: {found}"
    lines.extend(wrapped(made_from, at))
    milestone = site.milestone
    if milestone:
        lines.extend(wrapped(f"{milestone.id} {milestone.title}{_due(judgement)}", at))
    lines.extend(wrapped(f"State: {state.label}. {state.definition}", at))
    return lines


def _due(judgement: Judgement) -> str:
    milestone = judgement.site.site.milestone
    if milestone is None or milestone.due is None:
        return ""
    days = (milestone.due - judgement.today).days
    when = "today" if days == 0 else f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"
    return f", due {milestone.due} ({when})"


def _figures(judgement: Judgement, criteria: tuple[str, ...], at: Screen) -> tuple[str, ...]:
    counts = tally(judgement.results, criteria)
    results = [judgement.results[c] for c in criteria]
    return (
        str(counts.at_least(CriterionState.ANSWERED)),
        str(counts.at_least(CriterionState.SUPPORTED)),
        str(counts.at_least(CriterionState.REVIEWED)),
        str(sum(bool(r.gap) for r in results if r.applicable)),
        str(sum(r.candidates for r in results)),
        rating_word(counts.minimum, at),
    )


def _subsections(judgement: Judgement, at: Screen) -> list[str]:
    edition = judgement.edition
    longest = max((len(edition.of_subsection(s)) for s in edition.subsections), default=0)
    room = at.width - _TABLE_WITHOUT_TITLE_AND_BAR
    signs = min(longest, room - _SHORTEST_TITLE)
    rows: list[tuple[str, ...]] = [("", "", "", *_FIGURES)]
    for subsection, about in edition.subsections.items():
        criteria = edition.of_subsection(subsection)
        bars = [
            bar((judgement.results[c] for c in criteria[start : start + signs]), at)
            for start in range(0, len(criteria), signs)
        ]
        title = shortened(clean(about.title), room - signs, at)
        rows.append((subsection, title, bars[0], *_figures(judgement, criteria, at)))
        rows.extend(("", "", more, *("" for _ in _FIGURES)) for more in bars[1:])
    every = tuple(edition.criteria)
    rows.append(("all", "", f"{len(every)} criteria", *_figures(judgement, every, at)))
    return table(rows, right=frozenset(range(3, 9)), indent="  ")


def _ratings(judgement: Judgement, at: Screen) -> list[str]:
    counts = tally(judgement.results)
    if not counts.rated:
        return [f"Ratings: none of {counts.applicable} applicable criteria is rated yet."]
    levels = reversed(judgement.catalogue.rating_scale.levels)
    given = [(counts.ratings[level.level], level) for level in levels]
    said = ", ".join(f"{n} at {level.level} ({level.label.lower()})" for n, level in given if n)
    unrated = f"; {counts.ratings[None]} not rated" if counts.ratings[None] else ""
    return wrapped(f"Ratings: {said}{unrated}. The target is {judgement.site.site.target}.", at)


def _inherited(judgement: Judgement, at: Screen) -> list[str]:
    """Whose documents and answers are used, one provider after the other."""
    site, documents = judgement.site, documents_lent(judgement.site)
    said = []
    for name in dict.fromkeys([*site.site.inherits, *documents]):
        taken = answers_lent(site, name)
        answers = [f"{count(n, 'answer')} {how.value}" for how, n in sorted(taken.items()) if how is not Share.OWN]
        cited = count(documents.get(name, 0), "document")
        said.append(f"{clean(name)} ({', '.join([f'{cited} cited', *answers])})")
    return wrapped(f"Inherits from {', '.join(said)}.", at) if said else []


def _actions(judgement: Judgement) -> list[str]:
    actions = [a for a in judgement.site.actions.values() if a.state.is_open]
    if not actions:
        return []
    overdue = sum(a.due is not None and a.due < judgement.today for a in actions)
    late = f", {overdue} of them overdue" if overdue else ""
    return [f"Actions: {len(actions)} open{late}."]


def _imports(judgement: Judgement, at: Screen) -> list[str]:
    """The last workbook that was taken in, and how many there were."""
    imports = judgement.site.imports
    if not imports:
        return []
    last = list(imports.values())[-1]  # in the order of the file: two may be of one day
    by = f" for {last.by}" if last.by else ""
    changes = count(last.edited + last.added + last.deleted, "change")
    said = f"Workbooks taken in: {len(imports)}; the last on {last.on}{by}, {last.file} with {changes}."
    return wrapped(said, at)


def many_sites(reports: Sequence[SiteReport], at: Screen) -> list[str]:
    """One line a site, with its gates as a strip."""
    wide = at.width >= _WIDE
    headings = ("site", "state", *(("due",) if wide else ()), "gates", "crit", *_FIGURES, "err", "warn")
    rows: list[tuple[str, ...]] = [headings]
    for report in reports:
        found = [str(sum(d.severity is s for d in report.diagnostics)) for s in (Severity.ERROR, Severity.WARNING)]
        name = shortened(clean(report.id), 24 if wide else 14, at)
        judgement = report.judgement
        if judgement is None:
            rows.append((name, "unreadable", *("" for _ in headings[4:]), *found))
            continue
        milestone = judgement.site.site.milestone
        due = (str(milestone.due or "") if milestone else "",) if wide else ()
        every = tuple(judgement.edition.criteria)
        strip = gate_strip(judgement.readiness.gates, at)
        figures = _figures(judgement, every, at)
        rows.append((name, judgement.readiness.state.label, *due, strip, str(len(every)), *figures, *found))
    lines = table(rows, right=frozenset(range(len(headings) - 9, len(headings))))
    lines[0] = heading(lines[0])
    names = ", ".join(name.label for name in GateName)
    lines.extend(["", *wrapped(f"gates, in this order: {names}", at), *flowed(gate_legend(at), at)])
    lines.extend(wrapped(f"crit: criteria of the edition; {_EXPLAINED}", at))
    lines.append("One site in full: iso16363 status SITE")
    return lines


def unreadable(report: SiteReport) -> str:
    """The line for a site that cannot be judged."""
    return f"{clean(report.id)} cannot be judged before its errors are mended: iso16363 check {clean(report.id)}"
