"""A site of a milestone measured: what the milestone needs of its judgement, in the texts of a variant."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.judgement import Judgement
from iso16363.milestones.papers import offered_papers
from iso16363.milestones.standing import (
    CriterionStanding,
    GateStanding,
    Head,
    Judged,
    Lack,
    SiteAction,
    SiteStanding,
)
from iso16363.model.milestone import PlannedMilestone
from iso16363.model.variant import Variant
from iso16363.readiness import Gate, GateName, MilestoneState
from iso16363.variants import for_variant
from iso16363.withholding import mark


def below(site: str, place: Place) -> str:
    """Path below the workspace of a place that is given from the folder of a site; the folder for one not shown."""
    if place.file == mark():
        return f"sites/{site}"
    return posixpath.normpath(f"sites/{site}/{place.file}")


def unjudged(
    site: str,
    plan: PlannedMilestone,
    diagnostics: Sequence[Diagnostic],
    reason: str = "",
    variant: Variant = Variant.INTERNAL,
) -> SiteStanding:
    """A site that cannot be read or cannot be judged.

    Where a variant leaves something out, nothing is known of what it should be: no message is quoted.
    """
    errors = tuple(_errors(site, diagnostics))
    first = _first(site, diagnostics) or "it could not be read"
    if variant.leaves_out:
        errors = tuple(Lack(error.subject, mark(), f"sites/{site}") for error in errors)
        reason = "its files have errors" if errors else "it could not be looked at"
    return SiteStanding(site, site in plan.rule.core, reached=False, judged=None, errors=errors, reason=reason or first)


def no_site(site: str, plan: PlannedMilestone, reason: str) -> SiteStanding:
    """A name that is not that of a site."""
    return SiteStanding(site, site in plan.rule.core, reached=False, judged=None, reason=reason, exists=False)


def standing(
    site: str,
    plan: PlannedMilestone,
    judgement: Judgement,
    there: Callable[[str], bool] = lambda _: True,
    variant: Variant = Variant.INTERNAL,
) -> SiteStanding:
    """What the milestone needs to know of a judged site, without the site: its texts as a variant shows them.

    `there` says of a path below the workspace whether something lies there.
    """
    readiness, shown = judgement.readiness, for_variant(judgement, variant)
    states = tuple(MilestoneState)
    required = next(place for place, state in enumerate(states) if state.value == plan.rule.state.value)
    titles = {name: role.title for name, role in judgement.catalogue.document_roles.items()}
    both = zip(readiness.gates, shown.readiness.gates, strict=True)
    gates = tuple(GateStanding(whole.name, tuple(_lacks(site, whole, seen, titles, there))) for whole, seen in both)
    judged = Judged(
        head=_head(shown),
        edition=judgement.edition,
        state=readiness.state,
        gates=gates,
        criteria=dict(_criteria(site, judgement)),
        papers=tuple(offered_papers(site, judgement, shown)),
        actions=tuple(_actions(site, shown)),
        lapsed=tuple(str(d.place.path[0]) for d in judgement.diagnostics if d.code == "E510" and d.place.path),
        commit=judgement.provenance.commit,
        uncommitted=judgement.provenance.dirty,
        inputs_digest=judgement.provenance.inputs_digest,
    )
    return SiteStanding(
        site,
        site in plan.rule.core,
        reached=states.index(readiness.state) >= required,
        judged=judged,
        errors=tuple(_errors(site, shown.diagnostics)),
    )


def _lacks(
    site: str, whole: Gate, seen: Gate, titles: Mapping[str, str], there: Callable[[str], bool]
) -> Iterator[Lack]:
    """What the readers may see of each failure; whether its file is there is asked of the whole."""
    files: dict[tuple[str, str], tuple[str, bool]] = {}  # many things lack in few files: each is looked for once
    for failure, told in zip(whole.failures, seen.failures, strict=True):
        place = failure.place.file, told.place.file
        if place not in files:
            files[place] = below(site, told.place), there(below(site, failure.place))
        key = titles.get(told.subject, "") if whole.name is GateName.DOCUMENTS else _key(told.place)
        yield Lack(told.subject, told.text, *files[place], key)


def _key(place: Place) -> str:
    """The first key on the way to a place: a criterion, a document, or what site.yaml calls it."""
    return str(place.path[0]) if place.path else ""


def _first(site: str, diagnostics: Sequence[Diagnostic]) -> str:
    """The first error with its place, as in the course of the site, but below the workspace."""
    for found in diagnostics:
        if found.severity is Severity.ERROR:
            return f"{replace(found.place, file=below(site, found.place))}: {found.message} ({found.code})"
    return ""


def _errors(site: str, diagnostics: Sequence[Diagnostic]) -> Iterator[Lack]:
    for found in diagnostics:
        if found.severity is Severity.ERROR:
            yield Lack(found.code, found.message, below(site, found.place), key=_key(found.place))


def _head(judgement: Judgement) -> Head:
    site = judgement.site.site
    return Head(
        name=site.name,
        short_name=site.short_name,
        fictional=site.fictional,
        milestone=site.milestone.id if site.milestone else None,
        due=site.milestone.due if site.milestone else None,
        repository=site.repository.name if site.repository else None,
        proposed=bool(site.repository and site.repository.proposed),
        has_community=bool(site.repository and site.repository.designated_community),
        accountable=any(role.accountable for role in site.roles.values()),
        proposed_roles=tuple(name for name, role in site.roles.items() if role.proposed),
        role_titles={name: role.title for name, role in site.roles.items()},
    )


def _criteria(site: str, judgement: Judgement) -> Iterator[tuple[str, CriterionStanding]]:
    files: dict[str, str] = {}
    for criterion, result in judgement.results.items():
        file = files.setdefault(result.place.file, below(site, result.place))
        own = not result.derived
        yield (
            criterion,
            CriterionStanding(result.state, result.rating, result.target, own, result.owner, file, result.candidates),
        )


def _actions(site: str, judgement: Judgement) -> Iterator[SiteAction]:
    for name, action in judgement.site.actions.items():
        overdue = action.state.is_open and action.due is not None and action.due < judgement.today
        yield SiteAction(
            site=site,
            id=name,
            action=action.action,
            owner=action.owner,
            due=action.due,
            state=action.state,
            priority=action.priority,
            criteria=action.criteria,
            overdue=overdue,
            file=f"sites/{site}/actions.yaml",
        )
