"""Words that formulas show and compare, in the language spoken; nobody types them."""

from iso16363.language import label, marked
from iso16363.model.base import Term


class Standing(Term):
    """Whether a document can carry evidence today."""

    CURRENT = "current", "Approved and not past its review date: carries evidence."
    EXPIRED = "expired", "Past its review date: supports 2 at most."
    DRAFT = "draft", "Not approved: supports 2 at most."
    SUPERSEDED = "superseded", "Replaced by a later document: supports 2 at most."
    CANDIDATE = "candidate", "Not confirmed by the site: supports nothing."
    FILE_MISSING = "file missing", "The attached file was not found: supports nothing."
    FILE_DIFFERS = "file differs", "The attached file is not the one registered: supports nothing."


def word(term: Term) -> str:
    """A computed value as its cell shows it: in English as it is spelled everywhere, else in words."""
    words = label(term)
    return term.value if words == term.label else words


UNKNOWN_CRITERION = marked("unknown criterion")
UNKNOWN_DOCUMENT = marked("unknown document")
FILE_FOUND, FILE_MISSING, FILE_DIFFERS = marked("found"), marked("missing"), marked("differs")
# Translators: these and the words for a document's standing are compared by formulas: no two may be equal.
OVERDUE = marked("overdue")
NOBODY_OR_NO_DATE = marked("owner or date missing")
NO_PROOF = marked("proof missing")
# Translators: of a request or finding of the auditor; compared by formulas too, so none equals another.
ANSWER_MISSING = marked("answer missing")
SET_TO_ANSWERED = marked("set to answered")
WAITS_FOR_AUDITOR = marked("waits for the auditor")
