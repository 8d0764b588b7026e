"""Cover, document control, and how the report is to be read."""

from collections import Counter
from dataclasses import dataclass

from iso16363.readiness import MilestoneState
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.wording import counted, long_date, shortened
from iso16363.scoring import CriterionState, Support, SupportRule

CONFIDENTIALITY = "internal"


@dataclass(frozen=True, slots=True)
class Cover:
    """What identifies the document."""

    title: str
    site: str
    short_name: str
    fictional: bool
    repository: str | None
    repository_proposed: bool
    edition: str
    standard: str
    withdrawn: bool
    milestone: str | None
    milestone_title: str | None
    milestone_due: str | None
    date: str
    iso_date: str
    state: str
    state_meaning: str
    draft: bool
    confidentiality: str
    document_id: str
    inputs_digest: str
    catalogue_digest: str
    tool_version: str
    commit: str | None
    dirty: bool
    running_head: str
    running_milestone: str


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One step of the document's life: who, by role, and when."""

    step: str
    role: str
    when: str


@dataclass(frozen=True, slots=True)
class Control:
    """Prepared, reviewed, approved; and what changed since the last issue."""

    rows: tuple[ControlRow, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the rating scale with what is true at it."""

    level: int
    label: str
    documented: str
    implemented: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word of the report and what it means; `mark` is the letter or level shown for it."""

    mark: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The keys to the rest: scale, states, rules of support."""

    levels: tuple[Level, ...]
    states: tuple[Meaning, ...]
    support: tuple[Meaning, ...]


def build_cover(lookup: Lookup) -> Cover:
    """Identify site, repository, edition, milestone, date and the data behind the report."""
    judgement = lookup.judgement
    site, head, made = judgement.site.site, judgement.edition.head, judgement.provenance
    state = judgement.readiness.state
    milestone = site.milestone
    title = f"Readiness report: {site.short_name}, {head.title}"
    return Cover(
        title=title,
        site=site.name,
        short_name=site.short_name,
        fictional=site.fictional,
        repository=site.repository.name if site.repository else None,
        repository_proposed=bool(site.repository and site.repository.proposed),
        edition=head.title,
        standard=head.standard,
        withdrawn=head.status.value == "withdrawn",
        milestone=milestone.id if milestone else None,
        milestone_title=milestone.title if milestone else None,
        milestone_due=long_date(milestone.due) if milestone and milestone.due else None,
        date=long_date(judgement.today),
        iso_date=judgement.today.isoformat(),
        state=state.label,
        state_meaning=state.definition,
        draft=state not in (MilestoneState.READY, MilestoneState.SUBMITTED),
        confidentiality=CONFIDENTIALITY,
        document_id=f"{site.id}-{judgement.edition.id}-{judgement.today:%Y%m%d}-{made.inputs_digest[:8]}",
        inputs_digest=made.inputs_digest,
        catalogue_digest=made.catalogue_digest,
        tool_version=made.tool_version,
        commit=made.commit,
        dirty=made.dirty,
        running_head=shortened(f"{site.short_name} · readiness report · {head.title}", 90),
        running_milestone=shortened(milestone.id, 24) if milestone else "",
    )


def build_control(lookup: Lookup) -> Control:
    """Say who prepared, reviewed and approved, as far as the files show it."""
    site = lookup.judgement.site
    answering = Counter(
        result.owner for result in lookup.results.values() if result.owner and site.answer(result.criterion).begun
    )
    prepared = counted(len(answering), "role answers", "roles answer") if answering else "nobody has answered yet"
    criteria = sum(answering.values())
    if answering:
        prepared += f" {counted(criteria, 'criterion', 'criteria')}; named on each criterion sheet"
    reviews = [a.review for a in site.answers.values() if a.review]
    holding = lookup.whole.states[CriterionState.REVIEWED]
    reviewer = "not reviewed"
    if reviews:
        who = sorted({lookup.role_title(r.by) or r.by for r in reviews})
        still = counted(holding, "review still holds", "reviews still hold")
        reviewer = f"{'; '.join(who)} ({counted(len(reviews), 'review')}, {still})"
    accountable = [role.title for role in site.site.roles.values() if role.accountable]
    return Control(
        rows=(
            ControlRow("Prepared", prepared, f"judged on {long_date(lookup.judgement.today)}"),
            *_taken_in(lookup),
            ControlRow("Reviewed", reviewer, f"last on {long_date(max(r.on for r in reviews))}" if reviews else "–"),
            ControlRow("Approved", "; ".join(accountable) or "no accountable role is named", "not signed"),
        ),
        changes=(),
    )


def _taken_in(lookup: Lookup) -> tuple[ControlRow, ...]:
    """The workbooks that came back and were taken into the files, as imports.yaml records them."""
    imports = tuple(lookup.judgement.site.imports.values())
    if not imports:
        return ()
    roles = sorted({lookup.role_title(i.by) or i.by for i in imports if i.by})
    changes = counted(sum(i.edited + i.added + i.deleted for i in imports), "change")
    said = f"{counted(len(imports), 'returned workbook')}, {changes}"
    who = f" ({'; '.join(roles)})" if roles else ""
    return (ControlRow("Taken in", f"{said}{who}", f"last on {long_date(max(i.on for i in imports))}"),)


def build_reading(lookup: Lookup) -> Reading:
    """Collect scale, states and support rules from the one place each is defined."""
    levels = lookup.judgement.catalogue.rating_scale.levels
    return Reading(
        levels=tuple(Level(x.level, x.label, x.documented, x.implemented) for x in levels),
        states=tuple(Meaning(STATE_LETTER[s], s.label, s.definition) for s in CriterionState),
        support=tuple(Meaning(str(Support(rule).level), rule.label, rule.definition) for rule in SupportRule),
    )
