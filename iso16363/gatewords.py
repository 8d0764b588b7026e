"""What fails a gate, said again in the language spoken: the gates themselves speak English."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from iso16363.language import definition, label, marked, one_or_many, say
from iso16363.readiness import GateName
from iso16363.reviewing import ReviewStanding
from iso16363.scoring import SupportRule

REASONS: Final = (
    marked("no approved, current document has this role"),
    marked("no document has this role"),
    marked("correction"),
    marked("cause"),
    marked("corrective action"),
    marked("evidence"),
)
"""Words that the gates put into a sentence with something before or after them."""


def retold(gate: GateName, text: str, called: str) -> str:
    """What fails a gate in the language spoken; messages of checks have no other than English.

    `called` is the title in front of the text where a document is missing.
    """
    if gate is GateName.STRUCTURE:
        return text
    if gate is GateName.REVIEW and text in _STANDINGS:
        return definition(_STANDINGS[text])
    if gate is GateName.DOCUMENTS:
        return say(text.removeprefix(f"{called}: "))
    for pattern, again in _SENTENCES:
        found = pattern.fullmatch(text)
        if found:
            return again(found)
    return say(text)


_STANDINGS: Final[Mapping[str, ReviewStanding]] = {standing.definition: standing for standing in ReviewStanding}
_RULES: Final[Mapping[str, SupportRule]] = {rule.label: rule for rule in SupportRule}
_DOCUMENTED: Final = "documented"


def _without_place(found: re.Match[str]) -> str:
    return one_or_many("{n} citation without a place", "{n} citations without a place", int(found[1]))


def _candidates(found: re.Match[str]) -> str:
    return one_or_many("{n} candidate to confirm or strike", "{n} candidates to confirm or strike", int(found[1]))


def _claim(found: re.Match[str]) -> str:
    rule = label(_RULES[found[4]]) if found[4] in _RULES else found[4]
    if found[1] == _DOCUMENTED:
        return say(
            "documented: claimed {rating}, supported {level} ({rule})", rating=found[2], level=found[3], rule=rule
        )
    return say("implemented: claimed {rating}, supported {level} ({rule})", rating=found[2], level=found[3], rule=rule)


def _low(found: re.Match[str]) -> str:
    return say("rated {rating}: likely a major nonconformity", rating=found[1])


def _untended(found: re.Match[str]) -> str:
    return say(
        "rated {rating}, target {target}, and no open action with owner and date", rating=found[1], target=found[2]
    )


def _unmet(found: re.Match[str]) -> str:
    return say("major nonconformity without {missing}", missing=", ".join(say(name) for name in found[1].split(", ")))


_SENTENCES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"(\d+) citation\(s\) without a place"), _without_place),
    (re.compile(r"(\d+) candidate\(s\) to confirm or remove"), _candidates),
    (re.compile(r"(documented|implemented) claimed (\d), supported (\d) \((.+)\)"), _claim),
    (re.compile(r"rated (\d): likely a major nonconformity"), _low),
    (re.compile(r"rated (\d), target (\d), and no open action with owner and date"), _untended),
    (re.compile(r"major nonconformity without (.+)"), _unmet),
)
"""The gates' sentences with numbers in them, and how they are said in another language."""
