"""What a workbook shows of providers: whose answer a criterion has, and which of its cells are theirs."""

from dataclasses import dataclass
from typing import Final

from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.model.answers import Answer, Share
from iso16363.model.assessment import SelfAssessment
from iso16363.model.base import provider_of
from iso16363.workbook.plain import units
from iso16363.workbook.prose import unwrapped

LENT: Final = "@"
"""Begins the key of a citation that is a provider's."""
PROVIDER: Final = "provider"
"""The provider, in the record of such a row."""
_ROOM: Final = 32_000


@dataclass(frozen=True, slots=True)
class LentAnswer:
    """What a provider adds to an answer: what people read, and what of it is in force."""

    words: str
    share: Share
    responds: bool = False
    documented: int | None = None
    implemented: int | None = None
    provided: bool = False
    """Whether the answer is the provider's as it is, so that the site says nothing itself."""


def lent_sheet(sheet: str) -> str:
    """Name under which _sync has the rows of a sheet that are a provider's."""
    return f"?{sheet}"


def is_lent(sheet: str, key: str) -> bool:
    """Whether a row is a provider's, by its key."""
    return key.startswith(LENT) or (sheet == "Documents" and provider_of(key) is not None)


def lender(criterion: str, site: SelfAssessment) -> str | None:
    """Provider whose answer is in force for a criterion, in whole or in part."""
    taken = site.answer(criterion).inherits
    return taken.from_ if taken and criterion in site.written else None


def providing(site: SelfAssessment) -> dict[str, str]:
    """The criteria whose answer is a provider's as it is, with the provider."""
    taken = ((c, site.answer(c).inherits) for c in site.written)
    return {criterion: of.from_ for criterion, of in taken if of is not None and of.as_ is Share.PROVIDED}


def called(provider: str | None, site: SelfAssessment) -> str | None:
    """Name of a provider as people know it."""
    known = site.providers.get(provider or "")
    return provider if known is None else known.site.short_name


def written_answer(criterion: str, judgement: Judgement) -> Answer:
    """What the cells of a criterion hold: the site's own words; in a copy for others all that is in force."""
    site = judgement.site
    return site.answer(criterion) if judgement.variant.leaves_out else site.written_answer(criterion)


def lent_answer(criterion: str, judgement: Judgement) -> LentAnswer | None:
    """What the provider of an answer says; a copy for others has its words in the response already."""
    site = judgement.site
    taken = site.answer(criterion).inherits
    if taken is None:
        return None
    head = f"{called(taken.from_, site)}: {label(taken.as_)}"
    provider = site.providers.get(taken.from_)
    said = provider.answers.get(criterion) if provider and not judgement.variant.leaves_out else None
    if said is None:
        return LentAnswer(head, taken.as_)
    words = LentAnswer(_words(head, said), taken.as_)
    if lender(criterion, site) is None:
        return words
    whole = taken.as_ is Share.PROVIDED
    rated = (said.documented, said.implemented) if whole else (None, None)
    return LentAnswer(words.words, taken.as_, bool(said.response), *rated, provided=whole)


def _words(head: str, said: Answer) -> str:
    ratings = ((say("Documented"), said.documented), (say("Implemented"), said.implemented))
    lines = [head, *(f"{name}: {rating}" for name, rating in ratings if rating is not None)]
    text = "\n".join(lines) + (f"\n\n{unwrapped(said.response)}" if said.response else "")
    while units(text) > _ROOM:  # the whole stands with the provider
        text = f"{text[: len(text) - max(1, (units(text) - _ROOM) // 2 + 2)].rstrip()}…"
    return text
