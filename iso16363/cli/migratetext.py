"""What moving a site to another edition comes to, in words: for the terminal, and as a Markdown file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from iso16363.cli.terminal import Screen, clean, count, heading, wrapped
from iso16363.diagnostics import Place, Severity
from iso16363.editions import Passage
from iso16363.readiness import GateName
from iso16363.scoring import CriterionResult, CriterionState, score, tally
from iso16363.workspace.migrating import EDITIONS_DIFFER, Fate, Migration, ReviewFate
from iso16363.workspace.setaside import SET_ASIDE_FOLDER, Reference

_REACHED = ("answered", "carried by evidence", "reviewed")
_SHOWN = 12
"""Lines of one part on a screen; the file has all."""
_FEW = 4
"""So few more are shown too: leaving them out would save nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: sentences, then items, each a label with its text."""

    title: str
    text: str = ""
    items: tuple[tuple[str, str], ...] = ()


def parts_of(migration: Migration) -> tuple[Part, ...]:
    """Everything there is to say, the same for every form."""
    sources = (
        _standing,
        _otherwise,
        _unanswered,
        _settled,
        _explained,
        _new,
        _gone,
        _reviews,
        _references,
        _mentions,
        _afterwards,
    )
    return tuple(part for source in sources for part in source(migration))


def title_of(migration: Migration) -> str:
    """Which site goes which way."""
    way, site = migration.way, migration.site.judgement.site.site
    return f"{clean(site.short_name)}: from {way.source.head.title} to {way.target.head.title}"


def in_numbers(migration: Migration) -> str:
    """How many criteria go which way."""
    way = migration.way
    said = {
        Passage.UNCHANGED: "ask the same",
        Passage.REWORDED: "ask something else",
        Passage.RENUMBERED: "have another number",
        Passage.NEW: "are new",
    }
    told = ", ".join(f"{n} {word}" for passage, word in said.items() if (n := len(migration.of(passage))))
    gone = len(migration.of(Passage.GONE))
    left = (
        f" {count(gone, 'criterion', 'criteria')} of {way.source.head.title} {'is' if gone == 1 else 'are'} not there."
    )
    return f"Of {len(way.target.criteria)} criteria, {told}.{left if gone else ''}"


def as_text(migration: Migration, at: Screen) -> list[str]:
    """For the terminal: long lists are cut, and say so."""
    lines = [heading(line) for line in wrapped(title_of(migration), at)]
    lines.extend(wrapped(in_numbers(migration), at))
    for part in parts_of(migration):
        lines.extend(["", heading(part.title), *wrapped(part.text, at)])
        shown = len(part.items) if len(part.items) <= _SHOWN + _FEW else _SHOWN
        for label, text in part.items[:shown]:
            lines.extend(wrapped(text, at, first=f"  {clean(label)}  ", indent="      "))
        if more := len(part.items) - shown:
            lines.append(f"  and {more} more; --output FILE.md has all.")
    return lines


def as_markdown(migration: Migration, *, written: bool) -> str:
    """As a file, to be kept or sent; it says whether the site was changed."""
    today = migration.site.today
    state = f"Carried out on {today}." if written else f"Looked at on {today}; nothing was changed."
    lines = [f"# {title_of(migration)}", "", f"{in_numbers(migration)} {state}"]
    for part in parts_of(migration):
        lines.extend(["", f"## {part.title}", *(["", part.text] if part.text else [])])
        lines.extend(["", *(f"- **{clean(label)}** {clean(text)}" for label, text in part.items)] if part.items else [])
    return "\n".join(lines) + "\n"


def _standing(migration: Migration) -> Iterator[Part]:
    """How far the site is in both editions; only told where it has answered anything."""
    way, today = migration.way, migration.site.today
    sides = ((way.source, migration.here), (way.target, migration.there))
    if any(fate.answered for fate in migration.fates):
        told = ((e.head.title, _counts(score(site, e, today))) for e, site in sides if site is not None)
        waits = migration.differing_providers
        text = f"With what {', '.join(waits)} will lend once moved." if waits else ""
        yield Part("How far the site is", text, tuple(told))


def _counts(results: Mapping[str, CriterionResult]) -> str:
    counts = tally(results)
    reached = (CriterionState.ANSWERED, CriterionState.SUPPORTED, CriterionState.REVIEWED)
    told = (f"{counts.at_least(state)} {word}" for state, word in zip(reached, _REACHED, strict=True))
    return f"of {counts.applicable} criteria that apply, {', '.join(told)}."


def _name(migration: Migration, fate: Fate) -> str:
    """Number there, and what it was called before where that differs."""
    step = fate.step
    number = step.target or step.source or ""
    was = f" (was {step.source})" if step.source and step.target and step.source != step.target else ""
    edition = migration.way.target if step.target else migration.way.source
    return f"{edition.criteria[number].title}{was}"


def _items(migration: Migration, fates: Sequence[Fate], *, notes: bool = True) -> tuple[tuple[str, str], ...]:
    def text(fate: Fate) -> str:
        note = f" Impact {fate.step.impact}. {fate.step.note}" if notes else ""
        return f"{_name(migration, fate)}.{note}"

    return tuple((fate.step.target or fate.step.source or "", text(fate)) for fate in fates)


def _otherwise(migration: Migration) -> Iterator[Part]:
    found = [fate for fate in migration.fates if fate.to_confirm]
    if found:
        told = (
            f"{count(len(found), 'answer')} {'is' if len(found) == 1 else 'are'} marked with `confirm`: compare with "
            "the requirement, mend what has to be said otherwise, then delete the mark."
        )
        if not migration.way.onwards:
            told += f" {_forward(migration)}"
        yield Part("To be confirmed: the requirement is another one", told, _items(migration, found))


def _forward(migration: Migration) -> str:
    way = migration.way
    return f"The notes tell the way from {way.target.head.title} to {way.source.head.title}: it is gone back now."


def _unanswered(migration: Migration) -> Iterator[Part]:
    asked = [f for f in migration.fates if f.step.asks_otherwise and not f.to_confirm and not f.settled]
    unanswered = [fate.step.target or "" for fate in asked if not fate.answered]
    if unanswered:
        yield Part("The requirement is another one, and there is no answer to confirm", ", ".join(unanswered) + ".")
    own = [fate.step.target or "" for fate in asked if fate.answered]
    if own:
        yield Part(
            "The requirement is another one, and `confirm` holds words of the site, which stay", ", ".join(own) + "."
        )


def _settled(migration: Migration) -> Iterator[Part]:
    found = [fate.step.target or "" for fate in migration.fates if fate.settled]
    if found:
        text = f"{', '.join(found)}: these answers were never confirmed for the edition that is left; the mark goes."
        yield Part("Asked again as when it was answered", text)


def _explained(migration: Migration) -> Iterator[Part]:
    found = [f for f in migration.of(Passage.UNCHANGED) if f.step.impact not in ("none", "low")]
    if found:
        text = "Read these once: their explanation changed so much that it may matter."
        text += "" if migration.way.onwards else f" {_forward(migration)}"
        yield Part("Same requirement, another explanation", text, _items(migration, found))


def _new(migration: Migration) -> Iterator[Part]:
    found = migration.of(Passage.NEW)
    open_, back = ([f for f in found if (f.step.target in migration.back) is there] for there in (False, True))
    if open_:
        text = "They open with nothing: answer them like any other."
        yield Part(f"New in {migration.way.target.head.title}", text, _items(migration, open_))
    if back or migration.back:
        others = [name for name in migration.back if name not in migration.way.target.criteria]
        audit = migration.after.judgement.site.audit if migration.after and migration.after.judgement else {}
        kinds = ((name, "A request or finding." if name in audit else "An action.") for name in others)
        items = (*_items(migration, back, notes=False), *kinds)
        yield Part("Back from where they were set aside", f"They were in {SET_ASIDE_FOLDER}/.", items)


def _gone(migration: Migration) -> Iterator[Part]:
    found = migration.of(Passage.GONE)
    if not found:
        return
    aside = [name for name in migration.aside if name not in migration.way.source.criteria]
    answered = ", ".join(f.step.source or "" for f in found if f.step.source in migration.aside)
    text = f"Nothing is lost: what the files say of them goes to {SET_ASIDE_FOLDER}/, and comes back with the edition"
    said = f"{text} ({answered})." if answered else "The files say nothing of them."
    audit = migration.site.judgement.site.audit
    kinds = {True: "A request or finding on these criteria alone.", False: "An action for these criteria alone."}
    items = (*_items(migration, found, notes=False), *((name, kinds[name in audit]) for name in aside))
    yield Part(f"Not in {migration.way.target.head.title}", said, items)


def _reviews(migration: Migration) -> Iterator[Part]:
    told = (
        (ReviewFate.GOES_ALONG, "go along", "requirement and answer are the same"),
        (ReviewFate.LAPSES, "lapse", "the requirement is another one, or what was approved"),
        (ReviewFate.HOLDS_AGAIN, "hold again", "they approved the answer to this edition"),
    )
    items = tuple(
        (f"{len(numbers)} {verb}", f"{why}: {', '.join(numbers)}.")
        for fate, verb, why in told
        if (numbers := migration.reviews(fate))
    )
    declared = _declaration(migration)
    if items or declared:
        yield Part("Reviews and declaration", declared, items)


def _declaration(migration: Migration) -> str:
    before, after = migration.site.judgement, migration.after.judgement if migration.after else None
    if before.site.declaration is None or after is None:
        return ""
    held = not before.readiness.gate(GateName.DECLARATION).failures
    holds = not after.readiness.gate(GateName.DECLARATION).failures
    if held and not holds:
        return "The declaration lapses: it was signed for the other edition."
    return "The declaration holds again, for it was signed for this edition." if holds and not held else ""


def _references(migration: Migration) -> Iterator[Part]:
    if migration.references:
        text = "They come back to their places with the edition."
        yield Part("Names taken out of lists", text, tuple(map(_reference, migration.references)))
    if migration.left:
        text = f"The lists they stood in are gone; they stay in {SET_ASIDE_FOLDER}/."
        yield Part("Names that cannot be brought back", text, tuple(map(_reference, migration.left)))


def _reference(reference: Reference) -> tuple[str, str]:
    return reference.name, f"{reference.file}: {' > '.join(map(str, reference.list_))}"


def _mentions(migration: Migration) -> Iterator[Part]:
    edition = migration.way.target.head.title
    items = tuple(
        (m.number, f"{m.file}: {' > '.join(map(str, m.path))}; {f'{m.there} in' if m.there else 'not in'} {edition}")
        for m in migration.mentions
    )
    if items:
        text = "Only the site knows which criterion such a text means; look at each."
        yield Part("Texts that name a number which the two editions use otherwise", text, items)


def _afterwards(migration: Migration) -> Iterator[Part]:
    after = migration.after
    found = after.diagnostics if after else ()
    errors = [d for d in found if d.severity is Severity.ERROR and d.code != EDITIONS_DIFFER]
    items = [(_place(d.place), d.message) for d in errors]
    remedy = f"Answers here rest on it, and it still answers {{}}: iso16363 migrate {{}} --to {migration.way.target.id}"
    providers = migration.site.judgement.site.providers
    items.extend((p, remedy.format(providers[p].site.edition, p)) for p in migration.differing_providers)
    if items:
        yield Part("To be mended afterwards", "", tuple(items))


def _place(place: Place) -> str:
    return f"{place.file}: {' > '.join(map(str, place.path))}" if place.path else place.file
