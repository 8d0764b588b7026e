"""Cover, document control, and how the report is to be read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.language import counted, definition, label, long_date, marked, one_or_many, say, spoken
from iso16363.model.catalogue import EditionStatus
from iso16363.model.variant import Variant
from iso16363.readiness import MilestoneState
from iso16363.report.declaration import build_reviewers, signatories, signed_when
from iso16363.report.lookup import STATE_LETTER, Lookup
from iso16363.report.wording import shortened
from iso16363.resources import ENGLISH
from iso16363.scoring import CriterionState, Support, SupportRule

_CONFIDENTIALITY: Mapping[Variant, str] = {
    Variant.INTERNAL: marked("internal"),
    Variant.AUDITOR: marked("confidential: for the auditor"),
    Variant.PUBLIC: marked("public"),
}
_RUNNING: Mapping[Variant, str] = {**_CONFIDENTIALITY, Variant.AUDITOR: marked("for the auditor")}
"""The same in a few words: a running head has no room for more."""
_TITLES: Mapping[Variant, str] = {
    Variant.INTERNAL: marked("Readiness report: {name}, {edition}"),
    Variant.AUDITOR: marked("Readiness report for the auditor: {name}, {edition}"),
    Variant.PUBLIC: marked("Readiness report, public version: {name}, {edition}"),
}
_NONE = "–"


@dataclass(frozen=True, slots=True)
class Cover:
    """What identifies the document. `no_handover` is what every page of a draft package says, empty elsewhere."""

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
    milestone_past: bool
    date: str
    iso_date: str
    state: str
    state_meaning: str
    draft: bool
    no_handover: str
    variant: str
    confidentiality: str
    shown_to: str
    document_id: str
    inputs_digest: str
    catalogue_digest: str
    tool_version: str
    commit: str | None
    dirty: bool
    running_head: str
    running_milestone: str
    running_class: str


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One step of the document's life: who, by role, and when."""

    step: str
    role: str
    when: str


@dataclass(frozen=True, slots=True)
class Control:
    """Prepared, reviewed, approved, handed over; and how much has changed since the issue handed over."""

    rows: tuple[ControlRow, ...]
    changes: str


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

    key: str
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
    state, variant = judgement.readiness.state, judgement.variant
    milestone, due = site.milestone, site.milestone.due if site.milestone else None
    draft = state not in (MilestoneState.READY, MilestoneState.SUBMITTED)
    name = shortened(site.short_name, 60)
    return Cover(
        title=say(_TITLES[variant], name=site.short_name, edition=head.title),
        site=site.name,
        short_name=site.short_name,
        fictional=site.fictional,
        repository=site.repository.name if site.repository else None,
        repository_proposed=bool(site.repository and site.repository.proposed),
        edition=head.title,
        standard=head.standard,
        withdrawn=head.status is EditionStatus.WITHDRAWN,
        milestone=milestone.id if milestone else None,
        milestone_title=milestone.title if milestone else None,
        milestone_due=long_date(due) if due else None,
        milestone_past=bool(due and due < judgement.today),
        date=long_date(judgement.today),
        iso_date=judgement.today.isoformat(),
        state=label(state),
        state_meaning=definition(state),
        draft=draft,
        no_handover=_no_handover(lookup) if judgement.draft else "",
        variant=variant.value,
        confidentiality=say(_CONFIDENTIALITY[variant]),
        shown_to=definition(variant),
        document_id=document_id(lookup),
        inputs_digest=made.inputs_digest,
        catalogue_digest=made.catalogue_digest,
        tool_version=made.tool_version,
        commit=made.commit,
        dirty=made.dirty,
        running_head=shortened(say("{name} · readiness report · {edition}", name=name, edition=head.title), 90),
        running_milestone=shortened(milestone.id, 24) if milestone else "",
        running_class=" · ".join([say("draft"), say(_RUNNING[variant])] if draft else [say(_RUNNING[variant])]),
    )


def _no_handover(lookup: Lookup) -> str:
    if lookup.judgement.readiness.failing:
        return say("Draft: not all gates hold. Not a hand-over.")
    return say("Draft, made on request. Not a hand-over.")


def document_id(lookup: Lookup, *parts: str) -> str:
    """Name of a document that its data, its variant, its language and its part of the report give it."""
    judgement = lookup.judgement
    site, made = judgement.site.site, judgement.provenance
    name = f"{site.id}-{judgement.edition.id}-{judgement.today:%Y%m%d}-{made.inputs_digest[:8]}"
    variant = () if judgement.variant is Variant.INTERNAL else (judgement.variant.value,)
    language = () if spoken() == ENGLISH else (spoken(),)
    draft = ("draft",) if judgement.draft else ()
    return "-".join((name, *variant, *language, *parts, *draft))


def build_control(lookup: Lookup) -> Control:
    """Say who prepared, reviewed and approved, as far as the files show it."""
    declared = lookup.judgement.site.declaration
    signed_by = lookup.role_title(declared[1].by) if declared else None
    return Control(
        rows=(
            _prepared(lookup),
            *_taken_in(lookup),
            _reviewed(lookup),
            ControlRow(say("Approved"), signed_by or signatories(lookup), signed_when(lookup)),
            *_handed_over(lookup),
        ),
        changes=_changes(lookup),
    )


def _handed_over(lookup: Lookup) -> tuple[ControlRow, ...]:
    last = lookup.last_handoff
    if last is None:
        return ()
    to = last[1].to or say("to whom is not recorded")
    return (ControlRow(say("Handed over"), to, _last(last[1].on)),)


def _changes(lookup: Lookup) -> str:
    """What part tells of the changes; an issue that is held against no hand-over tells of none."""
    since = lookup.judgement.since
    if since is None:
        return ""
    return one_or_many(
        "{n} change since the hand-over of {day}",
        "{n} changes since the hand-over of {day}",
        len(lookup.changes),
        day=long_date(since.record.on),
    )


def _last(day: date) -> str:
    return say("last on {day}", day=long_date(day))


def _prepared(lookup: Lookup) -> ControlRow:
    site = lookup.judgement.site
    answering = Counter(
        result.owner for result in lookup.results.values() if result.owner and site.answer(result.criterion).begun
    )
    when = say("judged on {day}", day=long_date(lookup.judgement.today))
    if not answering:
        return ControlRow(say("Prepared"), say("nobody has answered yet"), when)
    who = one_or_many(
        "{n} role answers {criteria}; named on each criterion sheet",
        "{n} roles answer {criteria}; named on each criterion sheet",
        len(answering),
        criteria=counted(sum(answering.values()), "criterion", "criteria"),
    )
    return ControlRow(say("Prepared"), who, when)


def _reviewed(lookup: Lookup) -> ControlRow:
    reviews = [a.review for a in lookup.judgement.site.answers.values() if a.review]
    if not reviews:
        return ControlRow(say("Reviewed"), say("not reviewed"), _NONE)
    reviewers = build_reviewers(lookup)
    who = one_or_many(
        "{roles} ({n} review, of which {holding} still holds)",
        "{roles} ({n} reviews, of which {holding} still hold)",
        len(reviews),
        roles="; ".join(sorted({r.role for r in reviewers})),
        holding=sum(r.holding for r in reviewers),
    )
    return ControlRow(say("Reviewed"), who, _last(max(r.on for r in reviews)))


def _taken_in(lookup: Lookup) -> tuple[ControlRow, ...]:
    """The workbooks that came back and were taken into the files, as imports.yaml records them."""
    imports = tuple(lookup.judgement.site.imports.values())
    if not imports:
        return ()
    roles = sorted({lookup.role_title(i.by) or i.by for i in imports if i.by})
    changes = counted(sum(i.edited + i.added + i.deleted for i in imports), "change", "changes")
    said = one_or_many(
        "{n} returned workbook, {changes}", "{n} returned workbooks, {changes}", len(imports), changes=changes
    )
    who = f"{said} ({'; '.join(roles)})" if roles else said
    return (ControlRow(say("Taken in"), who, _last(max(i.on for i in imports))),)


def build_reading(lookup: Lookup) -> Reading:
    """Collect scale, states and support rules from the one place each is defined."""
    levels = lookup.judgement.catalogue.rating_scale.levels
    return Reading(
        levels=tuple(Level(x.level, say(x.label), say(x.documented), say(x.implemented)) for x in levels),
        states=tuple(Meaning(s.value, STATE_LETTER[s], label(s), definition(s)) for s in CriterionState),
        support=tuple(
            Meaning(rule.value, str(Support(rule).level), label(rule), definition(rule)) for rule in SupportRule
        ),
    )
