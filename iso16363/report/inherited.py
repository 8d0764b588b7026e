"""Whose answer stands at a criterion, in a sentence."""

from typing import Final

from iso16363.language import marked, say
from iso16363.model.answers import Answer, Share
from iso16363.report.lookup import Lookup

_INHERITED: Final = {
    Share.PROVIDED: marked("Provided by {name}: its answer, ratings and evidence stand here as they are."),
    Share.SHARED: marked("Shared with {name}: its answer and evidence, with what is different or added here."),
    Share.OWN: marked("Answered here alone, although {name} answers it for others."),
}


def whose_answer(lookup: Lookup, answer: Answer) -> str | None:
    """Say what is taken from a provider, and how; None where nothing is."""
    if answer.inherits is None:
        return None
    return say(_INHERITED[answer.inherits.as_], name=lookup.provider_name(answer.inherits.from_) or "")
