"""A site moved to another edition along a crosswalk: what that comes to, and doing it, all or nothing."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from iso16363.diagnostics import Diagnostic, Severity
from iso16363.editions import Passage, Step, Way, goes_along, of_one_edition
from iso16363.errors import WrongUsage
from iso16363.model.answers import Answer, Share
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import evidence_file
from iso16363.reviewing import ReviewStanding, review_by, review_standing
from iso16363.workspace.editing import values_of, write_texts
from iso16363.workspace.location import inherited_folders
from iso16363.workspace.migrating_files import Desk, bring_back, finished, laid_out, renumber, set_aside, thawed
from iso16363.workspace.migrating_mentions import Mention, mentions_of
from iso16363.workspace.opened import OpenSite
from iso16363.workspace.setaside import LISTS, SET_ASIDE_FOLDER, Reference, SetAside, read_set_aside
from iso16363.workspace.workspace import SiteReport
from iso16363.yamledit import rewritten
from iso16363.yamlmoving import comments_at
from iso16363.yamltext import KEY

_STRUCTURAL: Final = ("T", "M", "R")
EDITIONS_DIFFER: Final = "R319"
"""Site and provider move one after the other, so between the two they differ."""


class ReviewFate(StrEnum):
    """What becomes of a review; one holds again where the edition returns that it was made for."""

    GOES_ALONG = "goes-along"
    LAPSES = "lapses"
    HOLDS_AGAIN = "holds-again"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one criterion and of its answer."""

    step: Step
    answered: bool
    review: ReviewFate
    to_confirm: bool = False
    """Whether the answer is marked, to be confirmed by the site."""
    settled: bool = False
    """Whether the mark is taken out, for the change is taken back."""


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration comes to; nothing is written yet. `texts` are those that differ."""

    site: OpenSite
    way: Way
    in_the_way: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    fates: tuple[Fate, ...] = ()
    aside: tuple[str, ...] = ()
    """Ids of answers, actions, requests and findings that are set aside."""
    back: tuple[str, ...] = ()
    """Ids of answers, actions, requests and findings that come back."""
    references: tuple[Reference, ...] = ()
    """Names taken out of lists."""
    left: tuple[Reference, ...] = ()
    """Names that could not be brought back."""
    mentions: tuple[Mention, ...] = ()
    after: SiteReport | None = None
    here: SelfAssessment | None = None
    """The site as it is, with all that its providers lend, whichever edition they answer today."""
    there: SelfAssessment | None = None
    """The same of the site in the other edition."""

    def of(self, *passages: Passage) -> tuple[Fate, ...]:
        """The criteria that go one of some ways."""
        return tuple(fate for fate in self.fates if fate.step.passage in passages)

    def reviews(self, fate: ReviewFate) -> tuple[str, ...]:
        """Criteria whose review goes one way, by their number in the other edition."""
        return tuple(found.step.target for found in self.fates if found.review is fate and found.step.target)

    @property
    def borrowers(self) -> tuple[str, ...]:
        """Folders that inherit from this one."""
        folder, workspace = self.site.loaded.folder, self.site.workspace
        others = (workspace.sites_folder / name for name in workspace.site_ids())
        return tuple(one.name for one in others if folder in inherited_folders(one))

    @property
    def differing_providers(self) -> tuple[str, ...]:
        """Providers whose answers the site uses, and who answer another edition than the site will."""
        site = self.site.judgement.site
        used = (a.inherits for _, a in site.written_answers() if a.inherits and a.inherits.as_ is not Share.OWN)
        names = dict.fromkeys(inherited.from_ for inherited in used)
        known = {name: site.providers[name].site.edition for name in names if name in site.providers}
        return tuple(name for name, edition in known.items() if edition != self.way.target.id)


def examine(site: OpenSite, way: Way) -> Migration:
    """Work out what moving a site comes to. Raises WrongUsage or UneditableText where it cannot be done."""
    here, there = (read_set_aside(site.loaded, edition.id) for edition in (way.source, way.target))
    faults = (*in_the_way(site.report), *here.diagnostics, *there.diagnostics)
    if faults:
        return Migration(site, way, faults, {})
    _refuse_left_over(site, here)
    _refuse_collisions(site, there)
    desk = laid_out(site.loaded, way, site.report.shown, here, there)
    before = {name: set(values) for name, values in desk.values.items()}
    known = len(here.references.references)
    set_aside(desk, here)
    aside = _laid_down(desk, here, before)
    references = tuple(
        Reference.model_validate(_frozen(found))
        for found in desk.values.get(here.file("references"), {}).get("references", ())[known:]
    )
    renumber(desk)
    marks = _mark(desk, site.judgement.site)
    back = tuple(name for what in ("answers", *LISTS) for name in there.values(what))
    bring_back(desk, there)
    whole = of_one_edition(site.judgement.site, site.judgement.catalogue, site.today)
    texts = _bound(site, whole, way, finished(desk, way.target))
    changed = {file: text for file, text in texts.items() if text != site.loaded.texts.get(file)}
    after = site.with_texts(changed)
    later = of_one_edition(after.judgement.site, site.judgement.catalogue, site.today) if after.judgement else None
    return Migration(
        site,
        way,
        in_the_way=(),
        texts=changed,
        fates=tuple(_fates(whole, way, later, marks, there, site.today)),
        aside=aside,
        back=back,
        references=references,
        left=tuple(desk.left),
        mentions=tuple(mentions_of(way, texts)),
        after=after,
        here=whole,
        there=later,
    )


def carry_out(migration: Migration) -> None:
    """Write it, all or nothing; files of what was set aside go when nothing is left in them.

    Raises WrongUsage where files were changed meanwhile, and UnwritableOutput; nothing is changed then.
    """
    loaded = migration.site.loaded
    write_texts(loaded, migration.texts)
    for name, text in migration.texts.items():
        if name.startswith(f"{SET_ASIDE_FOLDER}/") and not values_of({name: text}, name):
            (loaded.folder / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # it is not there, or not empty
        (loaded.folder / SET_ASIDE_FOLDER).rmdir()


def in_the_way(report: SiteReport) -> tuple[Diagnostic, ...]:
    """Faults of texts, models and references: what cannot be read or leads nowhere cannot be moved."""
    errors = (d for d in report.diagnostics if d.severity is Severity.ERROR and d.code[0] in _STRUCTURAL)
    return tuple(d for d in errors if d.code != EDITIONS_DIFFER)


def _refuse_left_over(site: OpenSite, here: SetAside) -> None:
    """What was set aside when this very edition was left should have come back with it: git may have put it there."""
    for what in ("answers", *LISTS):
        if names := list(here.values(what)):
            file = here.file(what)
            said = f"holds {names[0]}{' and more' if len(names) > 1 else ''} of the edition that the site has again"
            remedy = "Take over what you still need, and delete the file: it would pass for what is set aside now."
            raise WrongUsage(said, where=(site.report.shown / file).as_posix(), remedy=remedy)


def _refuse_collisions(site: OpenSite, there: SetAside) -> None:
    for what, file in LISTS.items():
        both = [name for name in there.values(what) if name in values_of(site.loaded.texts, file)]
        if both:
            kind = "an action" if what == "actions" else "a request or finding"
            said = f'has {kind} "{both[0]}", and one of that name was set aside and comes back now'
            remedy = f"Give one another id: it is in {there.file(what)}."
            raise WrongUsage(said, where=(site.report.shown / file).as_posix(), remedy=remedy)


def _frozen(value: Any) -> Any:  # noqa: ANN401 - plain values as files hold them
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _laid_down(desk: Desk, here: SetAside, before: Mapping[str, set[str]]) -> tuple[str, ...]:
    files = [here.file(what) for what in ("answers", *LISTS)]
    return tuple(key for file in files for key in desk.values.get(file, {}) if key not in before.get(file, set()))


def _mark(desk: Desk, site: SelfAssessment) -> dict[str, bool]:
    """Write into answers what is to be confirmed, or take it out: True and False by number in the other edition."""
    marks = {}
    for criterion, answer in site.written_answers():
        step = desk.way.by_source.get(criterion)
        if step is None or step.target is None:
            continue
        wanted = desk.way.confirm(answer, step)
        if wanted == answer.confirm:
            continue
        file = evidence_file(step.target)
        answers = desk.values[file]
        values = {key: value for key, value in answers[step.target].items() if key != "confirm"}
        # On top, where it is seen first, and where no comment below can pass for its own when it goes.
        answers[step.target] = values if wanted is None else {"confirm": wanted, **values}
        if wanted is None and values:
            found = comments_at(desk.texts[file], (step.target, "confirm"))
            desk.comments[file, (step.target, next(iter(values)), KEY)] = found
        marks[step.target] = wanted is not None
    return marks


def _bound(site: OpenSite, whole: SelfAssessment, way: Way, texts: dict[str, str]) -> dict[str, str]:
    """The texts with the reviews that go along: by whom and when stays, the digest is of the other edition.

    What providers lend is a part of what was approved, also while they answer another edition than the site.
    """
    after = site.with_texts({f: t for f, t in texts.items() if t != site.loaded.texts.get(f)}).judgement
    if after is None:
        return texts
    later = of_one_edition(after.site, site.judgement.catalogue, site.today)
    values: dict[str, Any] = {}
    for criterion, answer in whole.answers.items():
        target = way.number(criterion)
        if answer.review is None or target is None or not goes_along(criterion, whole, way, site.today):
            continue
        file = evidence_file(target)
        review = review_by(answer.review.by, target, later, answer.review.on)
        entries = values.setdefault(file, thawed(values_of(texts, file)))
        entries[target]["review"] = review.model_dump(mode="json", exclude_defaults=True)
    return {**texts, **{file: rewritten(texts[file], wanted) for file, wanted in values.items()}}


def _fates(
    whole: SelfAssessment,
    way: Way,
    later: SelfAssessment | None,
    marks: Mapping[str, bool],
    there: SetAside,
    today: date,
) -> Iterator[Fate]:
    brought = set(there.values("answers"))
    for step in way.steps:
        answer = Answer() if step.source is None else whole.answer(step.source)
        held = step.source is not None and review_standing(step.source, whole, today) is ReviewStanding.HOLDS
        holds = (
            step.target is not None
            and later is not None
            and review_standing(step.target, later, today) is ReviewStanding.HOLDS
        )
        mark = marks.get(step.target or "")
        yield Fate(
            step,
            answered=answer.begun or (step.target in brought and later is not None and _begun(later, step.target)),
            review=_review_fate(held=held, holds=holds, gone=step.target is None),
            to_confirm=mark is True,
            settled=mark is False,
        )


def _begun(site: SelfAssessment, criterion: str | None) -> bool:
    return criterion is not None and site.answer(criterion).begun


def _review_fate(*, held: bool, holds: bool, gone: bool) -> ReviewFate:
    if held and not gone:
        return ReviewFate.GOES_ALONG if holds else ReviewFate.LAPSES
    return ReviewFate.HOLDS_AGAIN if holds else ReviewFate.NONE
