"""A site moved to another edition along a crosswalk: what that comes to, and doing it, all or nothing."""

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from iso16363.diagnostics import Diagnostic, KeyPath, Severity
from iso16363.editions import Passage, Step, Way, goes_along
from iso16363.errors import WrongUsage
from iso16363.model.answers import Answer, Share
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import ACTIONS_FILE, evidence_file
from iso16363.reviewing import ReviewStanding, review_by, review_standing
from iso16363.workspace.editing import values_of, write_texts
from iso16363.workspace.migrating_files import Desk, bring_back, finished, laid_out, renumber, set_aside, thawed
from iso16363.workspace.opened import OpenSite
from iso16363.workspace.setaside import SET_ASIDE_FOLDER, Reference, SetAside, read_set_aside
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
class Mention:
    """A text that names a number which the two editions use otherwise; `there` is that of the same criterion."""

    file: str
    path: KeyPath
    number: str
    there: str | None


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration comes to; nothing is written yet. `texts` are those that differ."""

    site: OpenSite
    way: Way
    in_the_way: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    fates: tuple[Fate, ...] = ()
    aside: tuple[str, ...] = ()
    """Ids of answers and actions that are set aside."""
    back: tuple[str, ...] = ()
    """Ids of answers and actions that come back."""
    references: tuple[Reference, ...] = ()
    """Names taken out of lists."""
    left: tuple[Reference, ...] = ()
    """Names that could not be brought back."""
    mentions: tuple[Mention, ...] = ()
    after: SiteReport | None = None

    def of(self, *passages: Passage) -> tuple[Fate, ...]:
        """The criteria that go one of some ways."""
        return tuple(fate for fate in self.fates if fate.step.passage in passages)

    def reviews(self, fate: ReviewFate) -> tuple[str, ...]:
        """Criteria whose review goes one way, by their number in the other edition."""
        return tuple(found.step.target for found in self.fates if found.review is fate and found.step.target)

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
    in_the_way = (*_in_the_way(site.report), *here.diagnostics, *there.diagnostics)
    if in_the_way:
        return Migration(site, way, in_the_way, {})
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
    back = (*there.values("answers"), *there.values("actions"))
    bring_back(desk, there)
    texts = _bound(site, way, finished(desk, way.target))
    changed = {file: text for file, text in texts.items() if text != site.loaded.texts.get(file)}
    after = site.with_texts(changed)
    fates = tuple(_fates(site, way, after, marks, there))
    mentions = tuple(_mentions(way, texts))
    return Migration(site, way, (), changed, fates, aside, back, references, tuple(desk.left), mentions, after)


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


def _in_the_way(report: SiteReport) -> Iterator[Diagnostic]:
    """Faults of texts, models and references: what cannot be read or leads nowhere cannot be moved."""
    for found in report.diagnostics:
        serious = found.severity is Severity.ERROR and found.code[0] in _STRUCTURAL
        if serious and found.code != EDITIONS_DIFFER:
            yield found


def _refuse_collisions(site: OpenSite, there: SetAside) -> None:
    both = [name for name in there.values("actions") if name in values_of(site.loaded.texts, ACTIONS_FILE)]
    if both:
        where = (site.report.shown / ACTIONS_FILE).as_posix()
        what = f'has an action "{both[0]}", and one of that name was set aside and comes back now'
        raise WrongUsage(what, where=where, remedy=f"Give one another id: it is in {there.file('actions')}.")


def _frozen(value: Any) -> Any:  # noqa: ANN401 - plain values as files hold them
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _laid_down(desk: Desk, here: SetAside, before: Mapping[str, set[str]]) -> tuple[str, ...]:
    files = (here.file("answers"), here.file("actions"))
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


def _bound(site: OpenSite, way: Way, texts: dict[str, str]) -> dict[str, str]:
    """The texts with the reviews that go along: by whom and when stays, the digest is of the other edition."""
    after = site.with_texts({f: t for f, t in texts.items() if t != site.loaded.texts.get(f)}).judgement
    before, today = site.judgement.site, site.today
    if after is None:
        return texts
    values: dict[str, Any] = {}
    for criterion, answer in before.answers.items():
        target = way.number(criterion)
        if answer.review is None or target is None or not goes_along(criterion, before, way, today):
            continue
        file = evidence_file(target)
        review = review_by(answer.review.by, target, after.site, answer.review.on)
        entries = values.setdefault(file, thawed(values_of(texts, file)))
        entries[target]["review"] = review.model_dump(mode="json", exclude_defaults=True)
    return {**texts, **{file: rewritten(texts[file], wanted) for file, wanted in values.items()}}


def _fates(site: OpenSite, way: Way, after: SiteReport, marks: Mapping[str, bool], there: SetAside) -> Iterator[Fate]:
    whole, today = site.judgement.site, site.today
    later = after.judgement.site if after.judgement else None
    brought = set(there.values("answers"))
    for step in way.steps:
        answer = Answer() if step.source is None else whole.written_answer(step.source)
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
    return criterion is not None and site.written_answer(criterion).begun


def _review_fate(*, held: bool, holds: bool, gone: bool) -> ReviewFate:
    if held and not gone:
        return ReviewFate.GOES_ALONG if holds else ReviewFate.LAPSES
    return ReviewFate.HOLDS_AGAIN if holds else ReviewFate.NONE


def _mentions(way: Way, texts: Mapping[str, str]) -> Iterator[Mention]:
    """Texts that name a number which the two editions use otherwise; nobody changes them but the site."""
    numbers = {s.source: s.target for s in way.steps if s.source is not None and s.source != s.target}
    if not numbers:
        return
    pattern = re.compile(rf"(?<![\d.])(?:{'|'.join(map(re.escape, numbers))})(?!\.?\d)")
    for file in sorted(name for name in texts if not name.startswith(SET_ASIDE_FOLDER)):
        for path, text in _texts(values_of(texts, file), ()):
            for number in dict.fromkeys(pattern.findall(text)):
                yield Mention(file, path, number, numbers[number])


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every text with its place, but for ids alone and for what is to be confirmed."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "confirm":
                yield from _texts(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
    elif isinstance(value, str) and " " in value:
        yield path, value
