"""Whether what a site takes from its providers is there to be taken, and says whose it is."""

from collections.abc import Iterator
from typing import Final

from iso16363.diagnostics import Diagnostic
from iso16363.model.answers import Answer, Inheritance, Share
from iso16363.model.assessment import Provider, SelfAssessment
from iso16363.model.layout import answer_place, site_place
from iso16363.model.site import SiteKind

_OF_ITS_OWN: Final = ("documented", "implemented", "response", "see", "evidence")


def check_inheritance(site: SelfAssessment) -> Iterator[Diagnostic]:
    """Report what is taken and not offered, and what is offered and neither taken nor declined."""
    said = dict(site.written_answers())
    for criterion, answer in said.items():
        if answer.inherits is not None:
            yield from _check_taken(site, criterion, answer, answer.inherits)
        if site.site.kind is SiteKind.PROVIDER and answer.see:
            remedy = "Give the answer here too, or cite the same documents: sites inherit criterion by criterion."
            yield Diagnostic("R318", answer_place(criterion, "see"), "a provider's answer stands alone", remedy)
    for name in site.site.inherits:
        provider = site.providers.get(name)
        if provider is not None and provider.site.kind is SiteKind.PROVIDER:
            yield from _check_declined(site, name, provider, said)


def _check_taken(site: SelfAssessment, criterion: str, answer: Answer, taken: Inheritance) -> Iterator[Diagnostic]:
    place = answer_place(criterion, "inherits", "from")
    if taken.from_ not in site.site.inherits:
        hint = f"Add {taken.from_} to `inherits` in site.yaml."
        what = f'the answer is taken from "{taken.from_}", which this site does not inherit from'
        yield Diagnostic("R314", place, what, hint)
        return
    provider = site.providers.get(taken.from_)
    if provider is None or taken.as_ is Share.OWN:
        return
    if provider.site.edition != site.site.edition:
        what = f'"{taken.from_}" answers {provider.site.edition}, this site {site.site.edition}'
        theirs = f"iso16363 migrate {taken.from_} --to {site.site.edition}"
        ours = f"iso16363 migrate {site.site.id} --to {provider.site.edition}"
        yield Diagnostic("R319", place, what, f"Move one, so that both answer one edition ({theirs}, or {ours}).")
        return
    lent = provider.answers.get(criterion)
    if lent is None or not lent.applicable:
        how = "does not answer this criterion" if lent is None else "says that this criterion does not apply"
        hint = "Answer it here without `inherits`, or have the provider answer it."
        yield Diagnostic("R315", place, f'"{taken.from_}" {how}', hint)
        return
    yield from _check_pointing(criterion, answer, provider, taken.from_)
    if taken.as_ is Share.PROVIDED:
        yield from _check_as_it_is(criterion, answer, taken.from_)
    elif answer.response is None:
        what = f'the answer is shared with "{taken.from_}", but does not say what is different or added here'
        hint = "Say it in `response`, or take the answer as it is: `as: provided`."
        yield Diagnostic("E515", answer_place(criterion, "inherits"), what, hint)


def _check_pointing(criterion: str, answer: Answer, provider: Provider, name: str) -> Iterator[Diagnostic]:
    """Say where a site that is inherited from points to other answers; of a provider, that is an error there."""
    if provider.site.kind is SiteKind.PROVIDER or provider.lender is None:
        return
    see = [other for other in provider.lender.written_answer(criterion).see if other not in answer.see]
    if see:
        what = f'"{name}" points to {", ".join(see)} in its answer (`see`), and that is not taken over'
        hint = f"Say `as: shared` here, with see: [{', '.join(see)}] of this site; or answer it here as `own`."
        yield Diagnostic("R318", answer_place(criterion, "inherits"), what, hint)


def _check_as_it_is(criterion: str, answer: Answer, provider: str) -> Iterator[Diagnostic]:
    own = [name for name in _OF_ITS_OWN if getattr(answer, name) not in (None, ())]
    if own:
        what = f'the answer is provided by "{provider}" as it is, and yet has {", ".join(own)} of its own'
        hint = "Say `as: shared`, which joins both, or take them out."
        yield Diagnostic("R316", answer_place(criterion, own[0]), what, hint)


def _check_declined(
    site: SelfAssessment, name: str, provider: Provider, said: dict[str, Answer]
) -> Iterator[Diagnostic]:
    """Say what nobody decided yet; one line for all criteria of a provider."""
    if provider.site.edition != site.site.edition:
        return
    undecided = [
        criterion
        for criterion, lent in provider.answers.items()
        if lent.begun
        and lent.applicable
        and (criterion not in said or (said[criterion].applicable and said[criterion].inherits is None))
    ]
    if undecided:
        listed = ", ".join(undecided[:5]) + (f" and {len(undecided) - 5} more" if len(undecided) > 5 else "")
        place = site_place("inherits", site.site.inherits.index(name))
        hint = f"Say in each answer: inherits: {{from: {name}, as: provided}}, or shared, or own."
        yield Diagnostic("E516", place, f'"{name}" answers {listed}; nothing says whether that is used here', hint)
